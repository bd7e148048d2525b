"""The generated transport by itself: it speaks the same models, exactly, and takes any status."""

import asyncio
from decimal import Decimal

import httpx2
import pytest

from order_contract.globale.models import RefundProduct, ResponseInfo
from order_contract_generated.globale.transport import Client
from order_contract_generated.globale.transport.api.order import create_order_refund
from order_contract_generated.globale.transport.errors import UnexpectedStatus
from order_contract_generated.s2.transport.api.order import update_order

PRODUCTS = [RefundProduct(cart_item_id="1", refund_quantity=Decimal(1), refund_amount=Decimal("29.9000"))]


def _client(status, content, seen, **options):
    def handle(request):
        seen.append(request)
        return httpx2.Response(status, content=content)

    transport = httpx2.MockTransport(handle)
    return Client(
        httpx_client=httpx2.Client(transport=transport, base_url="https://globale.example"),
        async_httpx_client=httpx2.AsyncClient(transport=transport, base_url="https://globale.example"),
        **options,
    )


def test_sends_and_reads_the_models_of_the_package():
    seen = []
    client = _client(200, b'{"Success":true,"Amount":0.10}', seen)
    arguments = {"body": PRODUCTS, "order_refund": '{"OrderId":"GE1"}', "client": client}
    for response in (create_order_refund.sync_detailed(**arguments), asyncio.run(create_order_refund.asyncio_detailed(**arguments))):
        assert type(response.parsed) is ResponseInfo
        assert response.parsed.model_extra == {"Amount": Decimal("0.10")}
        assert response.content == b'{"Success":true,"Amount":0.10}'
    assert [request.content for request in seen] == [b'[{"CartItemId":"1","RefundQuantity":1,"RefundAmount":29.9000}]'] * 2
    assert {request.url.raw_path for request in seen} == {b"/Order/CreateOrderRefund?orderRefund=%7B%22OrderId%22%3A%22GE1%22%7D"}


def test_a_status_without_a_name_is_no_crash():
    response = create_order_refund.sync_detailed(client=_client(520, b"<html>", []), order_refund="{}")
    assert (response.status_code, response.parsed, response.content) == (520, None, b"<html>")


def test_the_error_of_an_undocumented_status_does_not_quote_the_body():
    with pytest.raises(UnexpectedStatus) as raised:
        create_order_refund.sync_detailed(client=_client(520, b"canary", [], raise_on_unexpected_status=True), order_refund="{}")
    assert raised.value.content == b"canary"
    assert "canary" not in str(raised.value)


def test_a_path_parameter_stays_one_segment():
    assert update_order.get_kwargs("a/b ?", body=PRODUCTS[0])["url"] == "/order/a%2Fb%20%3F"


def test_clients_are_made_when_none_is_given():
    client = Client("https://globale.example")
    with client.get_httpx_client() as http:
        assert http is client.get_httpx_client()
        assert str(http.base_url) == "https://globale.example"
    asyncio.run(client.get_async_httpx_client().aclose())
