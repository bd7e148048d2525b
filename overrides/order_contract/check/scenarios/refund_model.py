"""The sum of an order's refunds by the documents: which of the documented conditions a refund meets, and
what is left after it.

Invariants: sums are exact; a condition that the documents leave open is never among those that a refund
meets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from order_contract.check.server_data import KnownOrder
from order_contract.wire import arithmetic

COMPONENTS = ("ServiceGestureAmount", "DutiesAmount", "ShippingAmount")
Json = Mapping[str, Any]


@dataclass
class RefundModel:
    """The refunds of one order."""

    order: KnownOrder
    refunded: Decimal = Decimal(0)
    pieces: dict[str, Decimal] = field(default_factory=dict)
    """How many pieces were refunded, by cart item."""
    cancelled: bool = False

    @property
    def remaining(self) -> Decimal:
        """What can still be refunded."""
        return arithmetic.total([self.order.paid, -self.refunded])

    def worth(self, header: Json, products: Sequence[Json]) -> Decimal:
        """What a refund comes to (003:15-33)."""
        if header.get("FullRefund"):
            return self.remaining
        prices = {product.cart_item_id: product.price for product in self.order.products}
        amounts = [self._stated(product, prices) for product in products]
        return arithmetic.total([*amounts, *(Decimal(header.get(name) or 0) for name in COMPONENTS)])

    def conditions(self, header: Json, products: Sequence[Json]) -> frozenset[str]:
        """The codes of all documented conditions that a refund meets; any of them can be its response. `list`
        has no code (003:17).
        """
        full = bool(header.get("FullRefund"))
        conditions = {"list"} if full and products else set()
        if self.cancelled or self.remaining <= 0:
            conditions.add("1001")
        if full:
            return frozenset(conditions)
        if not products and not any(header.get(name) for name in COMPONENTS):
            conditions.add("1004")
        if self.worth(header, products) > self.remaining:
            conditions.add("1002")
        ordered = {product.cart_item_id: product.quantity for product in self.order.products}
        after = dict(self.pieces)
        for product in products:
            item, quantity = product["CartItemId"], Decimal(product["RefundQuantity"])
            if item not in ordered:
                conditions.add("1005")
                continue
            if quantity <= 0:
                conditions.add("1003")
            after[item] = arithmetic.total([after.get(item, Decimal(0)), quantity])
            if after[item] > ordered[item]:
                conditions.add("1006")
        return frozenset(conditions)

    def take(self, header: Json, products: Sequence[Json]) -> None:
        """Note a refund that was accepted."""
        self.refunded = arithmetic.total([self.refunded, self.worth(header, products)])
        for product in products:
            item = product["CartItemId"]
            before, quantity = self.pieces.get(item, Decimal(0)), Decimal(product["RefundQuantity"])
            self.pieces[item] = arithmetic.total([before, quantity])
        if header.get("FullRefund"):
            self.pieces = {product.cart_item_id: product.quantity for product in self.order.products}

    @staticmethod
    def _stated(product: Json, prices: Mapping[str, Decimal]) -> Decimal:
        stated = product.get("RefundAmount")
        if stated not in (None, ""):
            return Decimal(stated)
        price = prices.get(product["CartItemId"], Decimal(0))
        return arithmetic.times(price, Decimal(product["RefundQuantity"]))


def drifting(total: Decimal, unit: Decimal) -> list[Decimal]:
    """Amounts that add up to a total exactly, though not in binary floating point, neither added up nor taken
    off one by one.

    :param unit: the smallest step of an amount.
    """
    for count in range(3, 60):
        piece = (total / count).quantize(unit)
        if piece <= 0:
            break
        for shift in range(7):
            first = piece + shift * unit
            amounts = [first, *[piece] * (count - 2)]
            amounts.append(arithmetic.total([total, *(-amount for amount in amounts)]))
            if amounts[-1] > 0 and _drifts(total, amounts):
                return amounts
    return [arithmetic.total([total, -unit]), unit]


def lost_in_subtraction(total: Decimal, unit: Decimal) -> Decimal:
    """An amount after which less is left of a total in binary floating point than there is."""
    steps = (unit * count for count in range(1, min(10_000, int(total / unit))))
    return next((step for step in steps if float(total) - float(step) < float(total - step)), unit)


def _drifts(total: Decimal, amounts: Sequence[Decimal]) -> bool:
    spent, left = 0.0, float(total)
    for amount in amounts[:-1]:
        spent += float(amount)
        left -= float(amount)
    last = float(amounts[-1])
    return spent + last > float(total) and last > left and last > float(total) - spent
