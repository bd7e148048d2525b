"""CreateOrderRefund.

Invariants: a refund is taken whole or not at all; sums are exact, and never more than is left of the order.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from tests.faults.second.orders import Line, Order, State, exact
from tests.faults.second.refusals import Answer, RefusalError, malformed, refusal

Json = dict[str, Any]


class Refunds:
    """The rules of refunds. Each is one method."""

    state: State
    error_info: bool

    def create_order_refund(self, orderRefund: Json, body: list[Json] | None) -> Any:
        header, products = orderRefund, body or []
        order = self.refund_order(header)
        self.not_refunded_yet(order)
        if header.get("FullRefund"):
            self.no_list_in_full(products)
            self.everything(order)
            return self.done()
        self.no_negative(header, products)
        self.some_component(order, header, products)
        asked = self.asked(order, products)
        amounts = self.product_amounts(asked)
        parts = self.components(order, header, asked)
        total = self.total(header, amounts, parts)
        self.within_remainder(order, total)
        self.take(order, asked, parts, total)
        return self.done()

    def done(self) -> Any:
        return {"Success": True}

    def refund_order(self, header: Json) -> Order:
        order = self.state.find(header["OrderId"])
        if order is None:
            raise refusal("404", description=f"No order {header['OrderId'][:50]!r}")
        return order

    def not_refunded_yet(self, order: Order) -> None:
        if self.is_cancelled(order) or order.remaining <= 0:
            raise refusal("1001", description="Nothing is left")

    def is_cancelled(self, order: Order) -> bool:
        return order.cancelled

    def no_list_in_full(self, products: list[Json]) -> None:
        if products:
            raise refusal("1000", description="FullRefund takes no products")

    def everything(self, order: Order) -> None:
        order.refunds.append(order.remaining)
        for line in order.lines:
            line.refunded = Decimal(line.ordered)

    def no_negative(self, header: Json, products: list[Json]) -> None:
        for name in ("ServiceGestureAmount", "DutiesAmount", "ShippingAmount"):
            if (header.get(name) or 0) < 0:
                raise refusal("1007", description=name)
        for product in products:
            for name in ("RefundAmount", "OriginalRefundAmount"):
                if (self.amount(product.get(name)) or 0) < 0:
                    raise refusal("1007", description=name)

    def some_component(self, order: Order, header: Json, products: list[Json]) -> None:
        if products or header.get("ShippingRefund"):
            return
        if not any(header.get(name) for name in ("ServiceGestureAmount", "DutiesAmount", "ShippingAmount")):
            raise refusal("1004", description="No product, gesture, duties or shipping")

    def asked(self, order: Order, products: list[Json]) -> list[tuple[Line, Decimal, Json]]:
        """The lines to refund with their quantities, once all of them can be."""
        result = []
        left = {line.cart_item: self.available(line) for line in order.lines}
        for product in products:
            line = self.refund_line(order, product)
            quantity = self.quantity(product)
            left[line.cart_item] -= quantity
            if left[line.cart_item] < 0:
                self.too_many(line, product)
            result.append((line, quantity, product))
        return result

    def available(self, line: Line) -> Decimal:
        return line.ordered - line.refunded

    def refund_line(self, order: Order, product: Json) -> Line:
        item, code = product.get("CartItemId"), product.get("ProductCode")
        line = order.line(item.strip() if item is not None else None, code)
        if line is None:
            raise refusal("1005", (item if item is not None else code or "")[:50], order.ge_id)
        return line

    def quantity(self, product: Json) -> Decimal:
        quantity = self.amount(product.get("RefundQuantity"))
        if quantity is None or not self.possible_quantity(quantity):
            raise refusal("1003", description="RefundQuantity is a whole number above zero")
        return quantity

    def possible_quantity(self, quantity: Decimal) -> bool:
        return quantity > 0 and quantity == quantity.to_integral_value()

    def too_many(self, line: Line, product: Json) -> None:
        raise refusal("1006", line.cart_item, description=f"{line.ordered} ordered, {line.refunded} refunded")

    def amount(self, stated: Any) -> Decimal | None:
        """A number as the documents print them: bare, in quotes, or empty for none."""
        if stated in (None, ""):
            return None
        if isinstance(stated, str) and len(stated) > 100:
            raise malformed("body", "a number has too many digits")
        return Decimal(stated)

    def product_amounts(self, asked: list[tuple[Line, Decimal, Json]]) -> list[Decimal]:
        return [self.product_amount(*product) for product in asked]

    def product_amount(self, line: Line, quantity: Decimal, product: Json) -> Decimal:
        """What is refunded for a product, in the customer's currency."""
        stated = self.amount(product.get("RefundAmount"))
        if stated is not None:
            return stated
        original = self.amount(product.get("OriginalRefundAmount"))
        if original is not None:
            return self.converted(line, original)
        return self.computed(line, quantity)

    def computed(self, line: Line, quantity: Decimal) -> Decimal:
        return line.price * quantity

    def converted(self, line: Line, original: Decimal) -> Decimal:
        with localcontext(prec=500):
            return (original * line.price / line.original).quantize(Decimal("0.0001"), ROUND_HALF_UP)

    def components(
        self, order: Order, header: Json, asked: list[tuple[Line, Decimal, Json]]
    ) -> dict[str, Decimal]:
        """What belongs to no product."""
        parts = {
            name: Decimal(header.get(name) or 0)
            for name in ("ServiceGestureAmount", "DutiesAmount", "ShippingAmount")
        }
        if header.get("ShippingRefund") and not parts["ShippingAmount"]:
            parts["ShippingAmount"] = order.shipping - order.shipping_refunded
        if header.get("ProductsDutiesRefund"):
            goods = exact(line.price * line.ordered for line in order.lines)
            share = (
                exact(line.price * quantity for line, quantity, _ in asked) / goods if goods else Decimal(0)
            )
            parts["DutiesAmount"] = (order.duties * share).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return parts

    def total(self, header: Json, amounts: list[Decimal], parts: dict[str, Decimal]) -> Decimal:
        """Products and the three other components; what the header says of it does not count."""
        return exact([*amounts, *parts.values()])

    def within_remainder(self, order: Order, total: Decimal) -> None:
        if total > order.remaining:
            raise refusal("1002", description=f"{order.remaining} left")

    def take(
        self, order: Order, asked: list[tuple[Line, Decimal, Json]], parts: dict[str, Decimal], total: Decimal
    ) -> None:
        order.refunds.append(total)
        order.shipping_refunded += parts["ShippingAmount"]
        for line, quantity, _ in asked:
            line.refunded += quantity

    def refund_refused(self, refused: RefusalError) -> Answer:
        """A refused refund under the setting ReturnResponseOfErrorInfoStruct = false."""
        return Answer(200, {"Success": False, "Reason": refused.error})
