"""CreateOrderRefund: one class a rule, named after it, with its source line."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest

from order_contract.sandbox.server import Running
from order_contract.wire import codec
from tests.sandbox.sandbox_calls import GUID, HTTP, Caller

Make = Callable[..., Caller]
ORDER = "GE123874638GB"  # paid 227.4000: shipping 12.5000, duties 11.25, products 203.6500


def item(cart_item: str, quantity: Any = 1, **more: Any) -> dict[str, Any]:
    return {"CartItemId": cart_item, "RefundQuantity": quantity, **more}


def header(**more: Any) -> dict[str, Any]:
    return {"OrderId": ORDER, **more}


def refunded(box: Caller) -> Decimal:
    decimal: Decimal = box.state(ORDER)["Refunded"]
    return decimal


class TestOrderId:
    @pytest.mark.parametrize("order_id", [ORDER, "123874638", "100018322", f"  {ORDER} ", " 100018322"])
    def test_either_id_with_or_without_its_letters_and_with_spaces(self, box: Caller, order_id: str) -> None:
        """003:95, 003:98, 003:100."""
        box.ok("CreateOrderRefund", [item("134643")], orderRefund={"OrderId": order_id})
        assert refunded(box) == 42

    def test_unknown_one_is_d001(self, box: Caller) -> None:
        """003:290; inferred for this method."""
        assert (
            box.refused("CreateOrderRefund", [], orderRefund={"OrderId": "GE1"})["Error"]
            == "Orderid GE1 not found."
        )


class TestFullRefund:
    def test_takes_everything_and_ignores_totals(self, box: Caller) -> None:
        """003:14-22."""
        box.ok(
            "CreateOrderRefund",
            orderRefund=header(FullRefund=True, TotalRefundAmount=1, OriginalTotalRefundAmount=2),
        )
        assert refunded(box) == Decimal("227.4000")
        assert box.state(ORDER)["Remaining"] == 0

    def test_takes_what_is_left(self, box: Caller) -> None:
        box.ok("CreateOrderRefund", [item("134643")], orderRefund=header())
        box.ok("CreateOrderRefund", [], orderRefund=header(FullRefund=True))
        assert [refund["TotalRefundAmount"] for refund in box.state(ORDER)["Refunds"]] == [
            Decimal(42),
            Decimal("185.4000"),
        ]

    def test_refuses_a_product_list(self, box: Caller) -> None:
        """003:18."""
        refused = box.refused("CreateOrderRefund", [item("134643")], orderRefund=header(FullRefund=True))
        assert refused["Error"] == "Full refund requested but list of RefundProduct is not empty."
        assert refunded(box) == 0


class TestAmounts:
    def test_missing_ones_come_from_the_order(self, box: Caller) -> None:
        """003:23-27."""
        box.ok(
            "CreateOrderRefund",
            [item("12376", 2), item("12365", "1", RefundAmount="", OriginalRefundAmount=None)],
            orderRefund=header(),
        )
        assert refunded(box) == Decimal("42.8000")

    def test_in_the_merchants_currency_they_are_converted(self, box: Caller) -> None:
        """003:8-13: 20 of 40.00 in the merchant's currency are 21 of the customer's 42.00."""
        box.ok("CreateOrderRefund", [item("134643", OriginalRefundAmount="20")], orderRefund=header())
        assert refunded(box) == 21

    def test_total_is_the_sum_whatever_was_sent(self, box: Caller) -> None:
        """003:28-32."""
        components = {
            "ServiceGestureAmount": Decimal("1.10"),
            "DutiesAmount": Decimal("2.20"),
            "ShippingAmount": Decimal("3.30"),
        }
        box.ok(
            "CreateOrderRefund",
            [item("134643", RefundAmount="40.01")],
            orderRefund=header(TotalRefundAmount=7, **components),
        )
        assert refunded(box) == Decimal("46.61")

    def test_thirty_digits_are_added_exactly(self, box: Caller) -> None:
        tiny = Decimal("0.000000000000000000000000000001")
        box.ok(
            "CreateOrderRefund", [item("134643", RefundAmount="41")], orderRefund=header(DutiesAmount=tiny)
        )
        assert refunded(box) == Decimal("41.000000000000000000000000000001")
        assert (
            box.refused("CreateOrderRefund", orderRefund=header(DutiesAmount=Decimal("186.4")))["Code"]
            == "1002"
        )
        box.ok(
            "CreateOrderRefund",
            orderRefund=header(DutiesAmount=Decimal("186.399999999999999999999999999999")),
        )
        assert box.state(ORDER)["Remaining"] == 0

    def test_shipping_and_duties_of_products_on_demand(self, box: Caller) -> None:
        """Public pages on ShippingRefund and ProductsDutiesRefund."""
        box.ok(
            "CreateOrderRefund",
            [item("134643")],
            orderRefund=header(ShippingRefund=True, ProductsDutiesRefund=True),
        )
        # 11.25 * 42 / 203.65, four decimals, never more than the whole
        assert refunded(box) == Decimal("42") + Decimal("12.5") + Decimal("2.3201")
        box.ok("CreateOrderRefund", [item("134644")], orderRefund=header(ShippingRefund=True))
        assert box.state(ORDER)["Refunds"][1]["ShippingAmount"] == 0

    @pytest.mark.parametrize("where", ["ServiceGestureAmount", "DutiesAmount", "ShippingAmount"])
    def test_negative_ones_are_refused(self, box: Caller, where: str) -> None:
        assert (
            box.refused("CreateOrderRefund", [item("134643")], orderRefund=header(**{where: -1}))[
                "Description"
            ]
            == f"orderRefund.{where} must not be negative"
        )
        assert (
            box.refused("CreateOrderRefund", [item("134643", RefundAmount="-1")], orderRefund=header())[
                "Code"
            ]
            == "400"
        )

    def test_a_million_digits_in_quotes_are_refused(self, box: Caller) -> None:
        assert (
            "1000 characters"
            in box.refused(
                "CreateOrderRefund", [item("134643", RefundAmount="9" * 1_000_000)], orderRefund=header()
            )["Description"]
        )


class TestCode1001:
    """003:43: already fully refunded or canceled."""

    def test_after_a_full_refund(self, box: Caller) -> None:
        box.ok("CreateOrderRefund", orderRefund=header(FullRefund=True))
        for query in (header(FullRefund=True), header(DutiesAmount=1)):
            assert box.refused("CreateOrderRefund", orderRefund=query) == {
                "Code": "1001",
                "Error": "Order already fully refunded or canceled",
                "Description": "Nothing of the order is left to refund.",
            }

    def test_after_a_cancellation(self, box: Caller) -> None:
        cancelled = {"OrderStatusCode": "canceled", "Name": "Canceled"}
        box.ok(
            "UpdateOrderStatus",
            orderStatus=header(
                OrderStatus=cancelled, OrderStatusReason={"OrderStatusReasonCode": "1", "Name": "a"}
            ),
        )
        assert box.refused("CreateOrderRefund", orderRefund=header(FullRefund=True))["Code"] == "1001"


class TestCode1002:
    """003:44: more than the remaining amount."""

    def test_above_the_remainder(self, box: Caller) -> None:
        refused = box.refused(
            "CreateOrderRefund", [item("134643", RefundAmount="227.4001")], orderRefund=header()
        )
        assert (refused["Code"], refunded(box)) == ("1002", Decimal(0))
        assert (
            refused["Error"]
            == "Requested refund amount is greater than the remaining amount available for a refund "
            "for this order"
        )

    def test_the_last_penny_is_allowed(self, box: Caller) -> None:
        box.ok("CreateOrderRefund", [item("134643", RefundAmount="227.4000")], orderRefund=header())

    def test_two_at_the_same_time_cannot_both_take_the_last_money(self) -> None:
        with Running("globale") as running, ThreadPoolExecutor(8) as pool:
            query = {"merchantGUID": GUID, "orderRefund": codec.dumps(header(DutiesAmount=200)).decode()}
            responses = list(
                pool.map(
                    lambda _: HTTP.post(f"{running.url}/Order/CreateOrderRefund", params=query), range(16)
                )
            )
        assert sorted(response.status_code for response in responses) == [200] + [400] * 15
        assert {
            codec.loads(response.content)["Code"] for response in responses if response.status_code == 400
        } == {"1002"}


class TestCode1003:
    """003:45: invalid quantity."""

    @pytest.mark.parametrize("quantity", [0, "0", -1, "-1", Decimal("0.5"), "1.5", "", None])
    def test_not_a_whole_number_above_zero(self, box: Caller, quantity: Any) -> None:
        assert (
            box.refused("CreateOrderRefund", [item("134643", quantity)], orderRefund=header())["Code"]
            == "1003"
        )

    @pytest.mark.parametrize("quantity", ["1.0000", Decimal("1.0")])
    def test_whole_numbers_in_any_scale(self, box: Caller, quantity: Any) -> None:
        box.ok("CreateOrderRefund", [item("134643", quantity)], orderRefund=header())


class TestCode1004:
    """003:46: at least one component."""

    @pytest.mark.parametrize(
        "more",
        [
            {},
            {"TotalRefundAmount": 10},
            {"DutiesAmount": 0, "ShippingAmount": None},
            {"ProductsDutiesRefund": True},
        ],
    )
    def test_nothing_to_refund(self, box: Caller, more: dict[str, Any]) -> None:
        bodies: tuple[Any, ...] = (None, [])
        for body in bodies:
            assert (
                box.refused("CreateOrderRefund", body, orderRefund=header(**more))["Error"]
                == "Refund request must contain at least one refund component"
            )

    @pytest.mark.parametrize("name", ["DutiesAmount", "ShippingAmount", "ServiceGestureAmount"])
    def test_one_component_is_enough(self, box: Caller, name: str) -> None:
        box.ok("CreateOrderRefund", orderRefund=header(**{name: Decimal("0.01")}))


class TestCode1005:
    """003:47: the cart item is not in the order."""

    def test_unknown_item(self, box: Caller) -> None:
        refused = box.refused(
            "CreateOrderRefund", [item("134643"), item("1")], orderRefund={"OrderId": "100018322"}
        )
        assert (refused["Code"], refused["Error"]) == (
            "1005",
            f"Cartitemid 1 doesn't exists for order {ORDER}",
        )
        assert refunded(box) == 0

    def test_sku_stands_for_the_item(self, box: Caller) -> None:
        box.ok("CreateOrderRefund", [{"ProductCode": "121212", "RefundQuantity": 1}], orderRefund=header())
        box.ok(
            "CreateOrderRefund",
            [{"CartItemId": None, "ProductCode": "131313", "RefundQuantity": 1}],
            orderRefund=header(),
        )
        assert (
            box.refused(
                "CreateOrderRefund", [{"ProductCode": "1", "RefundQuantity": 1}], orderRefund=header()
            )["Code"]
            == "1005"
        )


class TestCode1006:
    """003:48, 003:51: more pieces than can still be refunded."""

    def test_text_and_description_are_those_of_the_sample(self, box: Caller) -> None:
        refused = box.refused(
            "CreateOrderRefund", [item("134643", 2, RefundAmount="67.87")], orderRefund=header()
        )
        assert refused == {
            "Code": "1006",
            "Error": "Cartitemid 134643 exceeded the available products quantity to refund",
            "Description": "After Method ValidateProducts. refund amount: 67.8700 , "
            "available loyalty points: 0.0000",
        }

    def test_earlier_refunds_and_the_same_list_count(self, box: Caller) -> None:
        assert (
            box.refused("CreateOrderRefund", [item("12376", 2), item("12376")], orderRefund=header())["Code"]
            == "1006"
        )
        box.ok("CreateOrderRefund", [item("12376"), item("12376")], orderRefund=header())
        assert box.refused("CreateOrderRefund", [item("12376")], orderRefund=header())["Code"] == "1006"

    def test_a_huge_quantity(self, box: Caller) -> None:
        assert (
            box.refused(
                "CreateOrderRefund", [item("12376", "9" * 500, RefundAmount="1")], orderRefund=header()
            )["Code"]
            == "1006"
        )


class TestSettingReturnResponseOfErrorInfoStruct:
    """003:34-39."""

    def test_off_responds_to_response_info(self, make: Make) -> None:
        box = make(error_info=False)
        assert box.ok("CreateOrderRefund", [item("134643", 2)], orderRefund=header()) == {
            "Success": False,
            "Reason": "Cartitemid 134643 exceeded the available products quantity to refund",
        }
        assert box.ok("CreateOrderRefund", [item("134643")], orderRefund=header()) == {"Success": True}
        assert refunded(box) == 42

    def test_malformed_requests_stay_error_info(self, make: Make) -> None:
        assert make(error_info=False).refused("CreateOrderRefund", orderRefund={})["Code"] == "400"
