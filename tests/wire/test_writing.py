"""Strict on write: only documented forms pass, in constructors and in the clients, and each refusal names the
place on the wire.
"""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from order_contract.errors import InvalidArgumentError, InvalidRequestError
from order_contract.globale import models as globale
from order_contract.s2 import models as s2
from order_contract.wire import codec
from tests.samples import Server, example

EMPTY = "got an empty string; pass one that is not empty"
REFUND = {"OrderId": "GE1"}
STATUS = {"OrderId": "GE1", "OrderStatus": {"OrderStatusCode": "1", "Name": "n"}}
DISPATCH = {"OrderId": "GE1", "Parcels": []}
UPDATE = example("updateOrder.request")


def refused(method: str, *arguments: Any, **options: Any) -> list[tuple[str, str]]:
    """What both clients say about a call, after proof that they sent nothing."""
    message = []
    for mode in ("sync", "async"):
        server = Server()
        with pytest.raises(InvalidRequestError) as caught:
            server.call(method, *arguments, mode=mode, **options)
        assert server.requests == []
        message.append(caught.value.problems)
    assert message[0] == message[1]
    return message[0]


class TestOnlyDocumentedFormsAreSent:
    """What is read (`test_reading.py`) is not sent."""

    @pytest.mark.parametrize(
        ("kind", "member", "value"),
        [
            (globale.OrderRefundDetails, "TotalRefundAmount", "42"),
            (globale.OrderRefundDetails, "TotalRefundAmount", ""),
            (globale.OrderRefundDetails, "FullRefund", "false "),
            (globale.OrderRefundDetails, "FullRefund", "True"),
            (globale.OrderRefundDetails, "FullRefund", 1),
            (globale.OrderRefundDetails, "OrderId", 5),
            (globale.OrderRefundDetails, "TotalRefundAmount", True),
            (globale.OrderRefundDetails, "TotalRefundAmount", Decimal("NaN")),
            (globale.OrderRefundDetails, "TotalRefundAmount", Decimal("Infinity")),
        ],
    )
    def test_neither_built_nor_sent(self, kind: Any, member: str, value: Any) -> None:
        given = {**REFUND, member: value}
        with pytest.raises(InvalidArgumentError) as caught:
            kind(**given)
        assert [place for place, _ in caught.value.problems] == [member]
        assert [place for place, _ in refused("create_order_refund", given)] == [f"orderRefund.{member}"]

    def test_the_forms_that_samples_print_are(self) -> None:
        given = {
            "CartItemId": "1",
            "RefundQuantity": "1",
            "RefundAmount": Decimal("42.00"),
            "OriginalRefundAmount": "",
        }
        server = Server()
        server.call("create_order_refund", REFUND, [given])
        assert (
            server.request.content
            == b'[{"CartItemId":"1","RefundQuantity":"1","RefundAmount":42.00,"OriginalRefundAmount":""}]'
        )
        assert codec.dumps([globale.RefundProduct(**given)]) == server.request.content

    def test_attribute_names_become_wire_names(self) -> None:
        server = Server()
        server.call(
            "create_order_refund",
            globale.OrderRefundDetails(order_id="GE1", total_refund_amount=Decimal("1.50")),
        )
        server.call("create_order_refund", {"order_id": "GE1", "total_refund_amount": Decimal("1.50")})
        assert [request.url.params["orderRefund"] for request in server.requests] == [
            '{"OrderId":"GE1","TotalRefundAmount":1.50}'
        ] * 2


class TestAFloatIsRefused:
    def test_in_a_constructor_with_a_sentence(self) -> None:
        with pytest.raises(
            InvalidArgumentError,
            match=r'TotalRefundAmount got the float 1\.5; pass Decimal\("1\.5"\) or an int$',
        ):
            globale.OrderRefundDetails(OrderId="1", TotalRefundAmount=1.5)

    def test_when_a_mapping_is_read(self) -> None:
        with pytest.raises(ValidationError, match=r"got the float 1\.5"):
            globale.OrderRefundDetails.model_validate({"OrderId": "1", "TotalRefundAmount": 1.5})

    @pytest.mark.parametrize(
        "value", [{**REFUND, "TotalRefundAmount": 0.1}, {**REFUND, "totalrefundamount": 0.1}]
    )
    def test_in_a_client_with_its_place(self, value: Any) -> None:
        ((place, sentence),) = refused("create_order_refund", value)
        assert place == "orderRefund.TotalRefundAmount"
        assert sentence == 'got the float 0.1; pass Decimal("0.1") or an int'

    def test_when_it_was_assigned_later(self) -> None:
        header = globale.OrderRefundDetails(OrderId="1", TotalRefundAmount=1)
        header.total_refund_amount = 0.1  # type: ignore[assignment]
        ((place, _),) = refused("create_order_refund", header)
        assert place == "orderRefund.TotalRefundAmount"
        with pytest.raises(codec.CodecError, match="TotalRefundAmount is a float, give a Decimal"):
            codec.dumps(header)

    def test_deep_inside_and_in_a_list(self) -> None:
        parcel = {
            "ParcelCode": "1",
            "Products": [{"ProductCode": "2"}, {"ProductCode": "3", "DeliveryQuantity": 1.0}],
        }
        ((place, _),) = refused(
            "update_order_dispatch_v2", {"OrderId": "1", "Parcels": [{"ParcelCode": "0"}, parcel]}
        )
        assert place == "Parcels[1].Products[1].DeliveryQuantity"

    def test_in_a_member_of_any_type(self) -> None:
        ((place, sentence),) = refused("update_order", "1", {**UPDATE, "meta": {"weights": [1.5]}})
        assert "meta.weights[0] is a float" in f"{place} {sentence}"


class TestInvalidArgumentsNameTheirPlace:
    def test_a_missing_member(self) -> None:
        assert refused("create_order_refund", {}) == [("orderRefund.OrderId", "is required")]
        assert refused("update_order_dispatch_v2", {**DISPATCH, "Parcels": [{}]}) == [
            ("Parcels[0].ParcelCode", "is required")
        ]

    def test_all_at_once(self) -> None:
        problems = refused(
            "update_order_dispatch",
            [{"DeliveryQuantity": 1.5}, {"Brand": {}}],
            {"OrderId": 5},
            [{"ParcelCode": "1"}, {}],
        )
        assert [place for place, _ in problems] == [
            "orderStatus.OrderId",
            "orderStatus.OrderStatus",
            "products[0].DeliveryQuantity",
            "products[1].Brand.BrandCode",
            "parcelsList[1].ParcelCode",
        ]

    def test_no_value_is_quoted(self) -> None:
        with pytest.raises(InvalidRequestError) as caught:
            Server().call(
                "update_order_status",
                {**STATUS, "OrderId": ["canary"], "OrderComments": {"canary": "canary"}},
            )
        assert "canary" not in f"{caught.value}{caught.value!r}"

    @pytest.mark.parametrize(
        ("method", "given", "place", "sentence"),
        [
            (
                "update_order_dispatch_v2",
                [{"Parcels": []}],
                "the value",
                "OrderId or MerchantOrderId is required",
            ),
            (
                "update_order_dispatch_v2",
                [{"OrderId": "1"}],
                "the value",
                "Parcels or Exceptions is required; an empty list counts",
            ),
            (
                "update_order_dispatch_v2",
                [{**DISPATCH, "Exceptions": [{"CartItemId": "1", "ExceptionType": 3}]}],
                "Exceptions[0]",
                "Quantity is required when ExceptionType is 3",
            ),
            (
                "dispatch_orders",
                [{"HubCode": "Store"}],
                "the value",
                "One of OrderIds, MerchantOrderIds, ParcelCodes and TrackingNumbers is required",
            ),
            (
                "create_order_refund",
                [REFUND, [{"RefundQuantity": 1}]],
                "products[0]",
                "CartItemId or ProductCode is required",
            ),
            (
                "create_order_refund",
                [{**REFUND, "FullRefund": True}, [{"CartItemId": "1", "RefundQuantity": 1}]],
                "products",
                "must be empty when orderRefund.FullRefund is true",
            ),
            (
                "create_order_refund",
                [{**REFUND, "CustomerPrepaidRefundAmount": 1, "OriginalCustomerPrepaidRefundAmount": 1}],
                "orderRefund",
                "CustomerPrepaidRefundAmount and OriginalCustomerPrepaidRefundAmount exclude each other",
            ),
            (
                "create_order_refund",
                [{**REFUND, "ExternalReference": "x" * 256}],
                "orderRefund.ExternalReference",
                "must have at most 255 characters",
            ),
            (
                "update_order_products",
                [{"OrderId": "1", "MetaDataUpdateType": "Merge", "Products": [{}]}],
                "Products[0]",
                "ProductCode or CartItemId is required",
            ),
            ("track_order", ["", "a@b.example"], "orderId", EMPTY),
            ("track_order", ["1", " "], "email", EMPTY),
            ("track_order", ["\ud800", "a@b.example"], "orderId", "holds half of a surrogate pair"),
            ("update_order", ["..", UPDATE], "orderId", "must not be . or .., which would name another path"),
            (
                "update_order_status",
                [{**STATUS, "OrderComments": "x" * 70_000}],
                "the URL",
                "is too long: what stands in the query string must be shorter",
            ),
            (
                "update_order_status",
                [{**STATUS, "OrderComments": "\ud800"}],
                "the request",
                "not writable as JSON: a string holds half of a surrogate pair",
            ),
        ],
    )
    def test_rules_of_the_documents(self, method: str, given: list[Any], place: str, sentence: str) -> None:
        assert refused(method, *given) == [(place, sentence)]

    @pytest.mark.parametrize("value", [None, 5, "text", [STATUS], globale.Parcel(ParcelCode="1")])
    def test_another_type_altogether(self, value: Any) -> None:
        ((place, sentence),) = refused("update_order_status", value)
        assert place == "orderStatus"
        assert sentence.startswith("got a value of type ")
        assert sentence.endswith("; pass OrderStatusDetails or a mapping")

    @pytest.mark.parametrize("value", [None, 5, "text", {"ParcelCode": "1"}, globale.Product()])
    def test_no_list_where_one_is_wanted(self, value: Any) -> None:
        ((place, sentence),) = refused("update_order_dispatch", value, STATUS)
        assert place == "products"
        assert sentence == f"got a value of type {type(value).__name__}; pass a list of Product"

    @pytest.mark.parametrize("kind", [7, "Replace"])
    def test_a_value_outside_a_closed_enumeration(self, kind: Any) -> None:
        name, given = (
            "Exceptions[0].ExceptionType",
            {**DISPATCH, "Exceptions": [{"CartItemId": "1", "ExceptionType": kind}]},
        )
        assert [place for place, _ in refused("update_order_dispatch_v2", given)] == [name]


class TestAMisspeltMemberIsRefused:
    def test_with_the_name_nearest_to_it(self) -> None:
        assert refused("create_order_refund", {**REFUND, "TotalRefundAmmount": 1}) == [
            (
                "orderRefund.TotalRefundAmmount",
                "is not a member of the contract; did you mean TotalRefundAmount?",
            )
        ]

    def test_in_a_model_too(self) -> None:
        header = globale.OrderRefundDetails(OrderId="1", Zzzzzz=1)
        assert refused("create_order_refund", header) == [
            ("orderRefund.Zzzzzz", "is not a member of the contract")
        ]

    def test_deep_inside(self) -> None:
        ((place, _),) = refused(
            "update_order_dispatch_v2",
            {**DISPATCH, "Parcels": [{"ParcelCode": "1", "Products": [{"ProductCod": "2"}]}]},
        )
        assert place == "Parcels[0].Products[0].ProductCod"

    @pytest.mark.parametrize("mode", ["sync", "async"])
    def test_and_sent_when_that_is_asked_for(self, mode: str) -> None:
        server = Server()
        server.call(
            "create_order_refund", {**REFUND, "New": [Decimal("1.10")]}, mode=mode, allow_unknown=True
        )
        assert server.request.url.params["orderRefund"] == '{"OrderId":"GE1","New":[1.10]}'

    def test_a_free_object_takes_any(self) -> None:
        server = Server(codec.dumps(example("updateOrder.response")))
        server.call("update_order", "1", {**UPDATE, "meta": {"anything": {"at": "all"}}})
        assert codec.loads(server.request.content)["meta"] == {"anything": {"at": "all"}}


class TestAChangeAfterReadingIsWritten:
    def test_in_its_documented_form(self) -> None:
        model = globale.OrderRefundDetails.model_validate(
            {"orderid": 7, "TotalRefundAmount": "1.50", "FullRefund": "false "}
        )
        assert codec.dumps(model) == b'{"orderid":7,"TotalRefundAmount":"1.50","FullRefund":"false "}'
        model.order_id, model.total_refund_amount, model.full_refund = "8", Decimal("1.500"), True
        assert codec.dumps(model) == b'{"orderid":"8","TotalRefundAmount":1.500,"FullRefund":true}'

    def test_in_a_repaired_list(self) -> None:
        model = globale.OrderDetailsFilter.model_validate({"OrderIds": [1, 2]})
        model.order_ids.append("3")
        assert codec.dumps(model) == b'{"OrderIds":["1","2","3"]}'

    def test_in_a_copy_and_not_in_the_original(self) -> None:
        model = globale.OrderDetailsFilter.model_validate({"OrderIds": [1]})
        other = copy.deepcopy(model)
        other.order_ids[0] = "2"
        assert (codec.dumps(model), codec.dumps(other)) == (b'{"OrderIds":[1]}', b'{"OrderIds":["2"]}')
        assert codec.dumps(model.model_copy(update={"order_ids": ["9"]})) == b'{"OrderIds":["9"]}'

    def test_a_member_that_was_not_there_comes_last(self) -> None:
        model = globale.ResponseInfo.model_validate({"x": 1, "Success": True})
        model.reason = "r"
        assert codec.dumps(model) == b'{"x":1,"Success":true,"Reason":"r"}'


class TestEquality:
    def test_the_form_on_the_wire_does_not_count(self) -> None:
        odd = globale.OrderRefundDetails.model_validate({"TotalRefundAmount": "1.50", "orderid": 7})
        assert odd == globale.OrderRefundDetails(OrderId="7", TotalRefundAmount=Decimal("1.50"))

    def test_values_unknown_members_and_classes_do(self) -> None:
        model = globale.ResponseInfo(Success=True)
        assert model != globale.ResponseInfo(Success=False)
        assert model != globale.ResponseInfo(Success=True, x=1)
        assert globale.OrderStatus(OrderStatusCode="1", Name="n") != globale.MerchantBrand(Name="n")
        assert model != {"Success": True}


class TestAPointInTime:
    def test_an_aware_datetime_becomes_utc_text(self) -> None:
        moment = datetime(2024, 4, 24, 8, 0, 33, 889_000, timezone(timedelta(hours=2)))
        order = s2.S2OrderUpdate(**{**UPDATE, "channelOrderDate": moment})
        assert order.channel_order_date == "2024-04-24T06:00:33.889Z"
        assert (
            s2.S2OrderUpdate(
                **{**UPDATE, "channelOrderDate": datetime(2024, 1, 1, 0, 0, 0, 1, UTC)}
            ).channel_order_date
            == "2024-01-01T00:00:00.000001Z"
        )

    def test_a_naive_one_is_refused_by_name(self) -> None:
        naive = datetime(2024, 1, 1)  # noqa: DTZ001
        ((place, sentence),) = refused("update_order", "1", {**UPDATE, "channelOrderDate": naive})
        assert place == "channelOrderDate"
        assert sentence.startswith("got a datetime without tzinfo; pass one with an offset")
