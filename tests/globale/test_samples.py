"""Every documented sample through the clients, against the bytes that the documents print."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from order_contract.globale import models as globale
from order_contract.s2 import models as s2
from order_contract.wire import codec
from tests.samples import GUID, ORGANIZATION, RECORDED, SPEC, TOKEN, Server, compact, example, recorded

ORDER = "ae52b0ab-8f0c-4b11-9c13-c5c221228ecd"
Refund, Refunded, Status = globale.OrderRefundDetails, globale.RefundProduct, globale.OrderStatusDetails
Dispatch, Manifest = globale.UpdateOrderDispatchRequest, globale.GetOrdersManifestRequest
SUCCESS, DOCUMENTS, MANIFEST = (
    "responseInfo.success",
    "orderDocumentsResponse.document",
    "orderDocumentsResponse.manifest",
)

# recorded request: the client's method, its arguments as (model, example of the spec), the example of its
# response
REQUESTS: dict[str, tuple[str, list[tuple[Any, str]], str]] = {
    "createOrderRefund.twoProducts": (
        "create_order_refund",
        [(Refund, "createOrderRefund.orderRefund"), (Refunded, "createOrderRefund.body")],
        SUCCESS,
    ),
    "dispatchConsolidatedShipment.threeOrders": (
        "dispatch_consolidated_shipment",
        [(Manifest, "dispatchConsolidatedShipment.body")],
        MANIFEST,
    ),
    "dispatchOrders.hub": ("dispatch_orders", [(Manifest, "dispatchOrders.hub")], MANIFEST),
    "dispatchOrders.bareIds": ("dispatch_orders", [(Manifest, "dispatchOrders.bareIds")], MANIFEST),
    "getOrdersDetails.threeOrders": (
        "get_orders_details",
        [(globale.OrderDetailsFilter, "getOrdersDetails.body")],
        "getOrdersDetails.orders",
    ),
    "getShippingDocuments.existing": (
        "get_shipping_documents",
        [(Dispatch, "getShippingDocuments.existing")],
        DOCUMENTS,
    ),
    "getShippingDocuments.orderInformation": (
        "get_shipping_documents",
        [(Dispatch, "getShippingDocuments.orderInformation")],
        DOCUMENTS,
    ),
    "getShippingDocuments.parcelInformation": (
        "get_shipping_documents",
        [(Dispatch, "getShippingDocuments.parcelInformation")],
        DOCUMENTS,
    ),
    "trackOrder.sample": (
        "track_order",
        [(None, "trackOrder.orderId"), (None, "trackOrder.email")],
        "trackOrder.tracking",
    ),
    "updateOrderDispatch.oneProduct": (
        "update_order_dispatch",
        [
            (globale.Product, "updateOrderDispatch.body"),
            (Status, "updateOrderDispatch.orderStatus"),
            (globale.Parcel, "updateOrderDispatch.parcelsList"),
        ],
        SUCCESS,
    ),
    "updateOrderDispatchV2.oneParcel": (
        "update_order_dispatch_v2",
        [(Dispatch, "updateOrderDispatchV2.body")],
        SUCCESS,
    ),
    "updateOrderProducts.attribute": (
        "update_order_products",
        [(globale.UpdateOrderProductsRequest, "updateOrderProducts.body")],
        SUCCESS,
    ),
    "updateOrderStatus.delayed": (
        "update_order_status",
        [(Status, "updateOrderStatus.orderStatus")],
        SUCCESS,
    ),
    "updateOrder.twoItems": (
        "update_order",
        [(None, ORDER), (s2.S2OrderUpdate, "updateOrder.request")],
        "updateOrder.response",
    ),
}
FORMS = {
    "mapping": lambda _, value: value,
    "built": lambda kind, value: kind(**value),
    "read": lambda kind, value: kind.model_validate(value),
}


def plain(name: str) -> Any:
    """An example's value with the JSON texts in it read."""
    if name == ORDER or name.startswith("trackOrder."):
        return name if name == ORDER else example(name)
    value = example(name)
    if isinstance(value, str):
        return codec.loads(value)
    return (
        [codec.loads(item) if isinstance(item, str) else item for item in value]
        if isinstance(value, list)
        else value
    )


def arguments(sample: str, form: str) -> Iterator[Any]:
    for kind, name in REQUESTS[sample][1]:
        value = plain(name)
        if kind is None:
            yield value
        else:
            yield (
                [FORMS[form](kind, item) for item in value]
                if isinstance(value, list)
                else FORMS[form](kind, value)
            )


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("sample", REQUESTS)
def test_a_documented_request_goes_out_as_printed(sample: str, form: str, mode: str) -> None:
    method, _, response = REQUESTS[sample]
    server, wanted = Server(compact(example(response)).encode()), recorded(sample)

    server.call(method, *arguments(sample, form), mode=mode)

    sent = server.request
    assert f"{sent.method} {sent.url.raw_path.decode()} HTTP/1.1" == wanted.start
    assert sent.url.params.multi_items() == wanted.query
    assert sent.content == wanted.body
    for name in ("Host", "Content-Type", "Authorization", "X-S2-Organization", "MerchantGUID"):
        assert sent.headers.get(name) == wanted.headers.get(name)


@pytest.mark.parametrize("sample", REQUESTS)
def test_a_recorded_request_is_the_example_of_the_spec(sample: str) -> None:
    message = recorded(sample)
    examples = {name.split(".", 1)[1]: example(name) for kind, name in REQUESTS[sample][1] if name != ORDER}
    matching_query = [text for name, text in message.query if name != "merchantGUID"]
    body = examples.popitem()[1] if message.body and len(examples) == 1 else examples.pop("body", None)
    written = [
        item for value in examples.values() for item in (value if isinstance(value, list) else [value])
    ]

    assert matching_query == written
    assert message.body.decode() == ("" if body is None else compact(body))


def test_every_documented_request_is_recorded() -> None:
    requests = {path.stem for path in RECORDED.glob("*.http") if not path.read_bytes().startswith(b"HTTP/")}
    assert requests == {*REQUESTS, "orderStatusCallback.cancelled"}
    operations = {path.stem[:1].lower() + path.stem[1:] for path in SPEC.glob("*/paths/*.yaml")}
    assert {name.split(".")[0] for name in requests} == operations


class TestTheSecretStandsFirstInTheQuery:
    @pytest.mark.parametrize(
        "sample", [sample for sample in REQUESTS if not sample.startswith("updateOrder.")]
    )
    def test_it_does(self, sample: str) -> None:
        server = Server(compact(example(REQUESTS[sample][2])).encode())
        server.call(REQUESTS[sample][0], *arguments(sample, "mapping"))
        assert server.request.url.query.startswith(f"merchantGUID={GUID}".encode())

    def test_it_moves_to_a_header_on_request(self) -> None:
        server = Server()
        server.call(
            "update_order_status", *arguments("updateOrderStatus.delayed", "mapping"), guid_in_header=True
        )
        assert server.request.headers["MerchantGUID"] == GUID
        assert GUID not in str(server.request.url)
        assert [name for name, _ in server.request.url.params.multi_items()] == ["orderStatus"]


class TestS2SecretsStandInHeaders:
    def test_they_do(self) -> None:
        server = Server(compact(example("updateOrder.response")).encode())
        server.call("update_order", *arguments("updateOrder.twoItems", "mapping"))
        assert server.request.headers["Authorization"] == f"Bearer {TOKEN}"
        assert server.request.headers["X-S2-Organization"] == ORGANIZATION
        assert server.request.url.query == b""


class TestABodyStandsOnlyWhereOneIsDocumented:
    @pytest.mark.parametrize("sample", ["trackOrder.sample", "updateOrderStatus.delayed"])
    def test_there_is_none(self, sample: str) -> None:
        server = Server(compact(example(REQUESTS[sample][2])).encode())
        server.call(REQUESTS[sample][0], *arguments(sample, "mapping"))
        assert server.request.content == b""
        assert "Content-Type" not in server.request.headers

    def test_a_refund_without_products_has_an_empty_list(self) -> None:
        server = Server()
        server.call("create_order_refund", {"OrderId": "GE1", "FullRefund": True})
        assert server.request.content == b"[]"
        assert server.request.url.params["orderRefund"] == '{"OrderId":"GE1","FullRefund":true}'

    def test_an_empty_list_that_the_document_wants_is_sent(self) -> None:
        server = Server()
        server.call("update_order_dispatch", [], plain("updateOrderDispatch.orderStatus"))
        assert server.request.content == b"[]"
        assert "parcelsList" not in server.request.url.params


class TestParcelsListIsRepeated:
    def test_once_a_parcel(self) -> None:
        server = Server()
        server.call("update_order_dispatch", *arguments("updateOrderDispatch.oneProduct", "mapping"))
        assert server.request.url.params.get_list("parcelsList") == [
            '{"ParcelCode":"12345-1"}',
            '{"ParcelCode":"12345-2"}',
        ]
        assert server.request.url.query.count(b"parcelsList=") == 2


def test_characters_with_a_meaning_in_urls_survive_in_the_query() -> None:
    server, text = Server(), "a+b&c=d#e%2F f?ü听"
    server.call("update_order_status", {**plain("updateOrderStatus.orderStatus"), "OrderComments": text})
    assert codec.loads(server.request.url.params["orderStatus"])["OrderComments"] == text


def test_an_s2_id_is_one_segment_of_the_path() -> None:
    server = Server(compact(example("updateOrder.response")).encode())
    server.call("update_order", "a/../b c?x#y%", example("updateOrder.request"))
    assert server.request.url.raw_path == b"/order/a%2F..%2Fb%20c%3Fx%23y%25"


class TestAnAnswerGivesBackWhatCame:
    @pytest.mark.parametrize("mode", ["sync", "async"])
    @pytest.mark.parametrize("sample", REQUESTS)
    def test_through_the_client(self, sample: str, mode: str) -> None:
        method, _, response = REQUESTS[sample]
        came = compact(example(response))
        result = Server(came.encode()).call(method, *arguments(sample, "mapping"), mode=mode)
        dumped = (
            [item.model_dump(by_alias=True, exclude_unset=True) for item in result]
            if isinstance(result, list)
            else result.model_dump(by_alias=True, exclude_unset=True)
        )
        assert dumped == example(response)
        assert compact(dumped) == came
        assert codec.dumps(result) == came.encode()

    def test_s2_responds_to_byte_for_byte(self) -> None:
        came = recorded("updateOrder.answer").body
        order = Server(came).call("update_order", *arguments("updateOrder.twoItems", "mapping"))
        assert codec.dumps(order) == came
        assert b'"packageLengthMm":1500.0,' in came
        assert "听雨 (24 x 26.25)_PFPWig.jpg".encode() in came
        assert b'"2024-06-04T05:32:34.20791Z"' in came
        assert str(order.items[1].product.package_length_mm) == "1500.0"

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("orderStatusCallback.cancelled", globale.MerchantOrder),
            ("orderStatusCallback.success", globale.MerchantResponseInfo),
            ("orderStatusCallback.failure", globale.MerchantResponseInfo),
            ("createOrderRefund.error1006", globale.ErrorInfo),
        ],
    )
    def test_recorded_messages_byte_for_byte(self, name: str, kind: Any) -> None:
        came = recorded(name).body
        assert codec.dumps(kind.model_validate(codec.loads(came))) == came

    def test_the_callback_keeps_the_zeros_of_its_amounts(self) -> None:
        came = recorded("orderStatusCallback.cancelled").body
        details = globale.MerchantOrder.model_validate(codec.loads(came)).international_details
        assert details is not None
        assert [str(details.transaction_total_price), format(details.total_duties_price, "f")] == [
            "29.9000",
            "0.000000000",
        ]
        for digits in (
            b'"PriceCoefficientRate":1.000000,',
            b'"TransactionTotalPrice":29.9000,',
            b'"TotalDutiesPrice":0.000000000,',
        ):
            assert digits in came


@pytest.mark.parametrize(
    ("name", "sample"),
    [
        ("orderStatusCallback.cancelled", "orderStatusCallback.request"),
        ("orderStatusCallback.success", "orderStatusCallback.success"),
        ("createOrderRefund.error1006", "createOrderRefund.error1006"),
        ("updateOrder.answer", "updateOrder.response"),
    ],
)
def test_a_recorded_message_is_the_example_of_the_spec(name: str, sample: str) -> None:
    assert recorded(name).body.decode() == compact(example(sample))


def test_the_recorded_failure_differs_from_its_example_by_the_listed_repair_only() -> None:
    printed, mended = (
        json.loads(recorded("orderStatusCallback.failure").body),
        example("orderStatusCallback.failure"),
    )
    assert printed == {**mended, "Success": "false "}
    assert mended["Success"] is False
