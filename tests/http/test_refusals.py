"""A refusal in an odd form is still a refusal: nothing that the server did not do is taken for done."""

import httpx2
import pytest

from order_contract import errors
from order_contract.globale import GlobalEClient
from order_contract.s2 import S2Client
from order_contract.s2.mappings import S2OrderUpdateDict


def _client(status, body):
    transport = httpx2.MockTransport(lambda _: httpx2.Response(status, content=body))
    return GlobalEClient(
        "https://globale.example", "abcdabcd", http_client=httpx2.Client(transport=transport)
    )


@pytest.mark.parametrize("spelled", [b"false", b'"false "', b'"False"', b"0", b'"0"'])
@pytest.mark.parametrize("status", [200, 400])
def test_success_in_any_form_of_false(spelled, status):
    with pytest.raises(errors.RefusedError) as refused:
        _client(status, b'{"Success":' + spelled + b',"Reason":"no"}').create_order_refund({"OrderId": "GE1"})
    assert refused.value.error == "no"


@pytest.mark.parametrize("body", [b'{"Error":"x"}', b'{"Code":"D001"}', b'{"Code":500,"Error":null}'])
def test_half_an_error_info_under_200(body):
    with pytest.raises(errors.RefusedError):
        _client(200, body).track_order("GE1", "a@example.com")


@pytest.mark.parametrize(
    "body", [b'{"Code":null,"Error":""}', b'{"ShipmentLocation":"x","Code":"","Error":null}']
)
def test_empty_error_members_are_no_refusal(body):
    assert _client(200, body).track_order("GE1", "a@example.com").model_extra


def test_s2_refuses_in_any_json():
    transport = httpx2.MockTransport(lambda _: httpx2.Response(400, content=b'{"whatever":1}'))
    client = S2Client(
        "https://s2.example", "token", "organization", http_client=httpx2.Client(transport=transport)
    )
    address = None
    order: S2OrderUpdateDict = {
        "meta": {},
        "channelShippingMethod": "",
        "channelOrderDate": "2024-04-24T06:00:33.889Z",
        "currencyId": "AED",
        "items": [],
        "attachments": [],
        "shippingAddress": address,
        "billingAddress": address,
    }
    with pytest.raises(errors.RefusedError) as refused:
        client.update_order("1", order)
    assert refused.value.content == b'{"whatever":1}'
