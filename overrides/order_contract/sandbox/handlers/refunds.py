"""CreateOrderRefund: exact refunds that never exceed what the customer paid.

Invariants: all amounts are exact decimals in the customer's currency; an order's refunds add up to at most
what was paid, and of a line at most the ordered pieces are refunded; nothing is written before the whole
refund was judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from attrs import define, frozen

from order_contract.sandbox.amounts import ZERO, amount, converted, share
from order_contract.sandbox.database import StateTransaction
from order_contract.sandbox.errors import RefusalError, bad_request, by_code
from order_contract.sandbox.handlers.track_order import REFUNDED, move
from order_contract.sandbox.order import Order, OrderLine, need, save
from order_contract.sandbox.request import Incoming
from order_contract.sandbox.settings import Settings
from order_contract.wire import codec
from order_contract.wire.arithmetic import minus, times, total

_NOT_EMPTY: Final = "Full refund requested but list of RefundProduct is not empty."
"""003:18."""
_COMPONENTS: Final = ("ServiceGestureAmount", "DutiesAmount", "ShippingAmount")


@frozen
class _RefundedLine:
    """One product of a refund: the line's place, the pieces, the money."""

    index: int
    quantity: Decimal
    money: Decimal


@define
class _Refund:
    """What a refund comes to."""

    parts: list[_RefundedLine]
    gesture: Decimal = ZERO
    duties: Decimal = ZERO
    shipping: Decimal = ZERO
    full: Decimal | None = None

    @property
    def money(self) -> Decimal:
        """The whole: products + service gesture + duties + shipping (003:28-32), or all that was left."""
        if self.full is not None:
            return self.full
        return total([*(part.money for part in self.parts), self.gesture, self.duties, self.shipping])


def create(tx: StateTransaction, call: Incoming, settings: Settings) -> dict[str, Any]:
    """Refund an order, or refuse in the envelope that the merchant's setting names (003:34-39)."""
    try:
        return _create(tx, call.query["orderRefund"], call.body or [], settings)
    except RefusalError as refused:
        if settings.error_info:
            raise
        # With the setting off the struct is ResponseInfo; that it holds Success false and the text is
        # inferred.
        return {"Success": False, "Reason": refused.error}


def _create(
    tx: StateTransaction, header: Mapping[str, Any], products: Sequence[Mapping[str, Any]], settings: Settings
) -> dict[str, Any]:
    order = need(tx, header["OrderId"])
    # 1001: "already fully refunded or canceled" (003:43).
    if order.cancelled or order.remaining <= ZERO:
        raise by_code("1001")
    refund = _full(order, products) if header.get("FullRefund") else _partial(order, header, products)
    if refund.money > order.remaining:
        # 1002 (003:44).
        raise by_code("1002")
    _write(tx, order, header, refund, settings)
    return {"Success": True}


def _full(order: Order, products: Sequence[Mapping[str, Any]]) -> _Refund:
    """Everything that is left (003:15-22); totals that were sent are not looked at."""
    if products:
        # The text is documented (003:18), a code for it is not: it is that of bad data.
        raise RefusalError(400, "400", _NOT_EMPTY, _NOT_EMPTY)
    left = [minus(line.ordered, line.refunded) for line in order.lines]
    parts = [_RefundedLine(index, pieces, ZERO) for index, pieces in enumerate(left) if pieces > ZERO]
    return _Refund(parts, full=order.remaining)


def _partial(order: Order, header: Mapping[str, Any], products: Sequence[Mapping[str, Any]]) -> _Refund:
    gesture, duties, shipping = (_component(header, name) for name in _COMPONENTS)
    shipping_too = bool(header.get("ShippingRefund"))
    # 1004 (003:46): a total alone names nothing to refund, since the total is made from the components
    # (003:28).
    if not products and not (gesture or duties or shipping or shipping_too):
        raise by_code("1004")
    parts = _parts(order, products)
    if header.get("ProductsDutiesRefund"):
        duties = _duties(order, parts)
    if shipping_too and not shipping:
        shipping = max(minus(order.shipping, _shipping_refunded(order)), ZERO)
    return _Refund(parts, gesture, duties, shipping)


def _component(header: Mapping[str, Any], name: str) -> Decimal:
    value = amount(header.get(name)) or ZERO
    if value < ZERO:
        # No code is documented. A negative component would give back what was refunded.
        raise bad_request(f"orderRefund.{name} must not be negative")
    return value


def _parts(order: Order, products: Sequence[Mapping[str, Any]]) -> list[_RefundedLine]:
    parts: list[_RefundedLine] = []
    taken: dict[int, Decimal] = {}
    for place, product in enumerate(products):
        index, line = _line(order, product, taken)
        quantity = amount(product.get("RefundQuantity"))
        # 1003 (003:45). What is invalid is not said; pieces come in whole numbers above zero.
        if quantity is None or quantity <= ZERO or quantity != quantity.to_integral_value():
            raise by_code("1003")
        money = _money(product, line, quantity, place)
        taken[index] = total([taken.get(index, line.refunded), quantity])
        # 1006 (003:48), also when the same item stands in the list twice.
        if taken[index] > line.ordered:
            money_so_far = total([*(part.money for part in parts), money])
            raise by_code("1006", _after_products(money_so_far), CartItemId=line.cart_item_id or line.code)
        parts.append(_RefundedLine(index, quantity, money))
    return parts


def _after_products(money: Decimal) -> str:
    # The description of the sample (003:51); four decimals as printed there.
    return f"After Method ValidateProducts. refund amount: {money:.4f} , available loyalty points: 0.0000"


def _line(order: Order, product: Mapping[str, Any], taken: Mapping[int, Decimal]) -> tuple[int, OrderLine]:
    """The line of a refunded product: by cart item, else by SKU; of several with one SKU the first that has
    pieces left.
    """
    cart_item = str(product.get("CartItemId") or "").strip()
    code = str(product.get("ProductCode") or product.get("Sku") or "").strip()
    lines = list(enumerate(order.lines))
    if cart_item:
        fitting = [both for both in lines if both[1].cart_item_id == cart_item]
    else:
        fitting = [both for both in lines if code and both[1].code == code]
    if not fitting:
        # 1005 (003:47).
        raise by_code("1005", CartItemId=cart_item or code, OrderId=order.order_id)
    return next(
        (both for both in fitting if taken.get(both[0], both[1].refunded) < both[1].ordered), fitting[0]
    )


def _money(product: Mapping[str, Any], line: OrderLine, quantity: Decimal, place: int) -> Decimal:
    """What is refunded for a product: as sent, else converted from the merchant's currency (003:8-13), else
    by the order's price (003:23-28).
    """
    sent, original = amount(product.get("RefundAmount")), amount(product.get("OriginalRefundAmount"))
    for name, value in (("RefundAmount", sent), ("OriginalRefundAmount", original)):
        if value is not None and value < ZERO:
            raise bad_request(f"[{place}].{name} must not be negative")
    if sent is not None:
        return sent
    if original is not None:
        # Prices stand in the order with their VAT in both currencies, so their ratio carries the product's
        # rates.
        return converted(original, line.price, line.original_price)
    return times(line.price, quantity)


def _duties(order: Order, parts: Sequence[_RefundedLine]) -> Decimal:
    """The duties of the refunded products, by their share in the price of all products (a public page; the
    rule of sharing is inferred).
    """
    lines = order.lines
    whole = total(times(line.price, line.ordered) for line in lines)
    refunded = total(times(lines[part.index].price, part.quantity) for part in parts)
    return share(order.duties, refunded, whole) if whole else ZERO


def _write(
    tx: StateTransaction, order: Order, header: Mapping[str, Any], refund: _Refund, settings: Settings
) -> None:
    lines = order.lines
    for part in refund.parts:
        lines[part.index].progress["refunded"] = total([lines[part.index].refunded, part.quantity])
    order.progress["refunded"] = total([order.refunded, refund.money])
    order.progress["shipping_refunded"] = total([_shipping_refunded(order), refund.shipping])
    if order.remaining <= ZERO:
        move(order, REFUNDED, settings)
    body = {
        "OrderRefund": header,
        "Products": [
            {"CartItemId": lines[part.index].cart_item_id, "Quantity": part.quantity, "Amount": part.money}
            for part in refund.parts
        ],
        "ServiceGestureAmount": refund.gesture,
        "DutiesAmount": refund.duties,
        "ShippingAmount": refund.shipping,
        "TotalRefundAmount": refund.money,
    }
    tx.run(
        "insert into refunds (order_id, amount, body) values (?, ?, ?)",
        order.order_id,
        str(refund.money),
        codec.dumps(body),
    )
    save(tx, order)


def _shipping_refunded(order: Order) -> Decimal:
    return amount(order.progress.get("shipping_refunded")) or ZERO
