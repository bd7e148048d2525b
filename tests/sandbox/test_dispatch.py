"""UpdateOrderDispatchV2 and UpdateOrderDispatch, UpdateOrderStatus, TrackOrder: their rules with their source
lines.
"""

from __future__ import annotations

from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from tests.sandbox.sandbox_calls import Caller

ORDER = "GE123874638GB"
REASON = {"OrderStatusReasonCode": "1009", "Name": "InventoryMissing"}


def status(code: str, order_id: str = "testID", **more: Any) -> dict[str, Any]:
    return {"OrderId": order_id, "OrderStatus": {"OrderStatusCode": code, "Name": code}, **more}


def parcel(code: str, *products: tuple[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "ParcelCode": code,
        "Products": [{"CartItemId": item, "DeliveryQuantity": quantity} for item, quantity in products],
        **more,
    }


def line(box: Caller, cart_item: str) -> dict[str, Any]:
    state = box.state(ORDER)
    index = [product["CartItemId"] for product in state["Order"]["Products"]].index(cart_item)
    return {**state["Order"]["Products"][index], **state["Progress"]["lines"][index]}


def tracking(box: Caller, order_id: str = ORDER) -> dict[str, Any]:
    ok: dict[str, Any] = box.ok("TrackOrder", orderId=order_id, email="customer@example.com")
    return ok


class TestDispatchV2:
    def test_order_id_takes_either_id_and_merchant_order_id_stands_in(self, box: Caller) -> None:
        """000:30."""
        for ids in (
            {"OrderId": "100018322"},
            {"OrderId": None, "MerchantOrderID": " 100018322"},
            {"OrderId": "  ", "MerchantOrderId": "100018322"},
        ):
            box.ok("UpdateOrderDispatchV2", {**ids, "Parcels": []})
        assert box.refused("UpdateOrderDispatchV2", {"MerchantOrderId": "1", "Parcels": []})["Code"] == "D001"

    def test_delivery_quantities_are_set_from_all_parcels(self, box: Caller) -> None:
        """000:7, 000:59."""
        box.ok(
            "UpdateOrderDispatchV2",
            {
                "OrderId": ORDER,
                "Parcels": [parcel("a", ("12376", 1)), parcel("b", ("12376", Decimal("1.0")))],
            },
        )
        assert line(box, "12376")["delivered"] == 2

    def test_the_same_parcel_again_counts_once(self, box: Caller) -> None:
        for quantity in (2, 2, 1):
            box.ok("UpdateOrderDispatchV2", {"OrderId": ORDER, "Parcels": [parcel("a", ("12376", quantity))]})
            assert line(box, "12376")["delivered"] == quantity

    @pytest.mark.parametrize("quantity", [3, -1, Decimal("2.5")])
    def test_impossible_quantities_are_refused_and_leave_no_trace(self, box: Caller, quantity: Any) -> None:
        before = box.state(ORDER)
        body = {"OrderId": ORDER, "Parcels": [parcel("a", ("12365", 1)), parcel("b", ("12376", quantity))]}
        assert box.refused("UpdateOrderDispatchV2", body)["Code"] == "1003"
        assert (
            box.refused(
                "UpdateOrderDispatchV2",
                {"OrderId": ORDER, "Parcels": [parcel("a", ("12376", 2)), parcel("b", ("12376", 1))]},
            )["Code"]
            == "1003"
        )
        assert box.state(ORDER) == before

    def test_unknown_products_are_refused(self, box: Caller) -> None:
        assert (
            box.refused("UpdateOrderDispatchV2", {"OrderId": ORDER, "Parcels": [parcel("a", ("1", 1))]})[
                "Code"
            ]
            == "D002"
        )
        body = {"OrderId": ORDER, "Parcels": [], "Exceptions": [{"ProductCode": "1", "ExceptionType": 1}]}
        assert box.refused("UpdateOrderDispatchV2", body)["Code"] == "D003"

    def test_exceptions_are_noted_and_backorders_shown(self, box: Caller) -> None:
        """000:74-83."""
        exceptions = [
            {"CartItemId": "12366", "ExceptionType": 1},
            {"SKU": "SKU121214", "ExceptionType": 2, "ExpectedFulfilmentDate": "2018-01-18"},
            {"ProductCode": "131313", "ExceptionType": 3, "Quantity": 1},
        ]
        box.ok("UpdateOrderDispatchV2", {"OrderId": ORDER, "Exceptions": exceptions})
        assert line(box, "12366")["exception"] == {"ExceptionType": 1, "Quantity": None}
        assert line(box, "12376")["exception"] == {"ExceptionType": 3, "Quantity": 1}
        shown = {product["CartItemId"]: product for product in box.details(ORDER)["Products"]}
        assert (shown["12367"]["IsBackOrdered"], shown["12367"]["BackOrderDate"]) == (True, "2018-01-18")

    def test_tracking_stands_on_the_order_or_on_parcels(self, box: Caller) -> None:
        """000:69-71, 000:85-87."""
        parcels = [parcel("a", TrackingDetails={"TrackingNumber": "111"}), parcel("b")]
        box.ok(
            "UpdateOrderDispatchV2",
            {"OrderId": ORDER, "Parcels": parcels, "TrackingDetails": {"TrackingNumber": "222"}},
        )
        shown = box.details(ORDER)["InternationalDetails"]
        assert shown["OrderTrackingNumber"] == "222"
        assert {item["ParcelCode"]: item["ParcelTrackingNumber"] for item in shown["ParcelsTracking"]} == {
            "100018322-1": "111111122600",
            "a": "111",
            "b": None,
        }

    def test_completion_and_reference_are_noted(self, box: Caller) -> None:
        """000:55-56."""
        box.ok(
            "UpdateOrderDispatchV2",
            {"OrderId": ORDER, "Parcels": [], "IsCompleted": True, "DeliveryReferenceNumber": "123756483"},
        )
        progress = box.state(ORDER)["Progress"]
        assert (progress["completed"], progress["DeliveryReferenceNumber"]) == (True, "123756483")

    def test_a_cancelled_order_is_not_dispatched(self, box: Caller) -> None:
        box.ok("UpdateOrderStatus", orderStatus=status("cancelled", ORDER, OrderStatusReason=REASON))
        for method in ("UpdateOrderDispatchV2", "GetShippingDocuments"):
            assert box.refused(method, {"OrderId": ORDER, "Parcels": []})["Code"] == "A019"


class TestLegacyDispatch:
    def test_sets_status_quantities_and_parcels(self, box: Caller) -> None:
        """003:188."""
        box.ok(
            "UpdateOrderDispatch",
            [{"ProductCode": "1020872", "DeliveryQuantity": 1}],
            orderStatus=status("DEL_12"),
            parcelsList=[{"ParcelCode": "12345-1"}],
        )
        state = box.state("testID")
        assert state["Order"]["StatusCode"] == "DEL_12"
        assert state["Progress"]["lines"][0]["delivered"] == 1
        assert list(state["Progress"]["parcels"]) == ["12345-1"]

    def test_takes_the_global_e_id(self, box: Caller) -> None:
        """001:25."""
        assert box.refused("UpdateOrderDispatch", [], orderStatus=status("a", "300000001"))["Code"] == "D001"


class TestStatus:
    @pytest.mark.parametrize("code", ["CANCELLED", "canceled", " Cancelled"])
    @pytest.mark.parametrize(
        "reason",
        [{}, {"OrderStatusReason": None}, {"OrderStatusReason": {"OrderStatusReasonCode": " ", "Name": ""}}],
    )
    def test_a_cancellation_without_a_reason_is_refused(
        self, box: Caller, code: str, reason: dict[str, Any]
    ) -> None:
        """003:300."""
        refused = box.refused("UpdateOrderStatus", orderStatus=status(code, **reason))
        assert (
            refused["Description"]
            == "orderStatus.OrderStatusReason is required when the order is cancelled, "
            "so that the customer can be informed"
        )
        assert box.details("testID")["StatusCode"] == "N/A"

    def test_status_and_reason_are_shown(self, box: Caller) -> None:
        """003:298."""
        box.ok("UpdateOrderStatus", orderStatus=status("CANCELLED", OrderStatusReason=REASON))
        shown = box.details("testID")
        assert (shown["StatusCode"], shown["OrderStatusReason"]) == ("CANCELLED", REASON)

    def test_a_tracking_url_overrides_the_other_members(self, box: Caller) -> None:
        """001:31."""
        box.ok("UpdateOrderStatus", orderStatus=status("a", TrackingNumber="1"))
        box.ok(
            "UpdateOrderStatus",
            orderStatus=status("a", TrackingNumber="2", TrackingURL="http://www.fedex.com/Track?id=1234"),
        )
        shown = box.details("testID")["InternationalDetails"]
        assert (shown["OrderTrackingNumber"], shown["OrderTrackingUrl"]) == (
            "1",
            "http://www.fedex.com/Track?id=1234",
        )


class TestTrackOrder:
    @pytest.mark.parametrize(
        ("order_id", "email"),
        [
            ("testID", "other@example.com"),
            ("GE1", "customer@example.com"),
            ("300000001", "customer@example.com"),
        ],
    )
    def test_id_and_address_must_belong_together(self, box: Caller, order_id: str, email: str) -> None:
        """003:174, 003:177."""
        assert box.refused("TrackOrder", orderId=order_id, email=email)["Code"] == "D001"

    def test_address_is_read_without_regard_to_case(self, box: Caller) -> None:
        assert box.ok("TrackOrder", orderId=" 123874638 ", email=" Customer@Example.COM")

    def test_status_moves_with_dispatch_and_refund(self, box: Caller) -> None:
        """002:111, 003:141."""
        seen = [tracking(box)["ShippingMethodStatusName"]]
        box.ok("UpdateOrderDispatchV2", {"OrderId": ORDER, "Parcels": [parcel("a", ("12365", 1))]})
        seen.append(tracking(box)["ShippingMethodStatusName"])
        box.ok("GetShippingDocuments", {"OrderId": ORDER, "Parcels": [parcel("a", ("12365", 1))]})
        seen.append(tracking(box)["ShippingMethodStatusName"])
        box.ok("DispatchOrders", {"OrderIds": [ORDER]})
        seen.append(tracking(box)["ShippingMethodStatusName"])
        box.ok("CreateOrderRefund", orderRefund={"OrderId": ORDER, "FullRefund": True})
        seen.append(tracking(box)["ShippingMethodStatusName"])
        assert seen == ["undefined", "Sent to the hub", "Received in Hub", "Dispatched", "Refunded"]

    def test_a_parcel_goes_forward_only(self, box: Caller) -> None:
        box.ok("DispatchOrders", {"OrderIds": [ORDER]})
        box.ok("UpdateOrderDispatchV2", {"OrderId": ORDER, "Parcels": [parcel("100018322-1")]})
        assert tracking(box)["ShippingMethodStatusName"] == "Dispatched"
        assert box.refused("DispatchOrders", {"OrderIds": [ORDER]})["Code"] == "B002"

    def test_time_is_rfc_2822_in_utc(self, box: Caller) -> None:
        box.control("POST", f"/orders/{ORDER}/advance", {"Location": "London"})
        result = tracking(box)
        assert result["ShipmentLocation"] == "London"
        offset = parsedate_to_datetime(result["ShipmentStatusUpdateTime"]).utcoffset()
        assert offset is not None
        assert offset.total_seconds() == 0
