"""Faults in amounts: binary floating point, rounding, texts.

Invariants: the rules around the amounts are as documented.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Any

from tests.faults.catalogue import Family
from tests.faults.inside.planting import TOTAL, At, codes, item, planting
from tests.faults.second import Server

plant = planting(Family.MONEY, "globale")


MANY = Decimal("9.9900000000000000000000000001")


def floats(value: Any) -> Any:
    """A value with its decimals as binary floating point, as most JSON libraries have them."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {name: floats(item) for name, item in value.items()}
    return [floats(item) for item in value] if isinstance(value, list) else value


def changed(value: Any, change: Any) -> Any:
    """A value with each decimal changed."""
    if isinstance(value, Decimal):
        return change(value)
    if isinstance(value, dict):
        return {name: changed(item, change) for name, item in value.items()}
    return [changed(item, change) for item in value] if isinstance(value, list) else value


def price(at: At) -> Any:
    """A price with many digits, and what S2 makes of it."""
    items = at.s2(
        items=[
            {
                "channelOrderItemId": "0",
                "productId": "bab7c35b-2ecb-4b40-be82-8dc1e0a86171",
                "quantity": 1,
                "unitPrice": MANY,
                "meta": {},
            }
        ]
    )[1]["items"]
    return str(items[0]["unitPrice"])


@plant(
    "money-float-out", "Amounts are written through binary floating point: digits are lost.", price, api="s2"
)
class FloatOut(Server):
    def encode(self, value: Any) -> bytes:
        return super().encode(floats(value))


@plant("money-float-in", "Amounts are read through binary floating point: digits are lost.", price, api="s2")
class FloatIn(Server):
    def decimal(self, text: str) -> Any:
        return Decimal(repr(float(text)))


@plant("money-two-places", "Unit prices are rounded to two places.", price, api="s2")
class TwoPlaces(Server):
    def encode(self, value: Any) -> bytes:
        return super().encode(changed(value, lambda number: round(number, 2)))


@plant("money-whole-units", "Unit prices lose what stands behind the point.", price, api="s2")
class WholeUnits(Server):
    def item(self, sent: Any) -> Any:
        return {**super().item(sent), "unitPrice": int(sent["unitPrice"])}


@plant("money-s2-price-as-text", "unitPrice is answered as a text.", lambda at: at.s2(), api="s2", wfc="F101")
class PriceAsText(Server):
    def item(self, sent: Any) -> Any:
        return {**super().item(sent), "unitPrice": str(sent["unitPrice"])}


@plant(
    "refund-1002-rounded",
    "Amounts are compared after rounding to two places, so a fraction too much is refunded.",
    lambda at: codes(at.refund(ServiceGestureAmount=TOTAL + Decimal("0.0001"))),
)
class ComparedRounded(Server):
    def within_remainder(self, order: Any, total: Decimal) -> None:
        if round(total, 2) > round(order.remaining, 2):
            super().within_remainder(order, total)


@plant(
    "refund-sum-in-floats",
    "Components are added in binary floating point: 0.1 and 0.2 exceed the 0.3 that are left.",
    lambda at: codes(
        at.refund(ServiceGestureAmount=TOTAL - Decimal("0.3")),
        at.refund(DutiesAmount=Decimal("0.1"), ShippingAmount=Decimal("0.2")),
    ),
)
class SumInFloats(Server):
    def total(self, header: Any, amounts: Any, parts: Any) -> Decimal:
        return Decimal(repr(sum(float(amount) for amount in [*amounts, *parts.values()])))


@plant(
    "refund-computed-rounded",
    "A computed amount is rounded to two places.",
    lambda at: codes(at.refund(item("12376", 2)), at.refund(ServiceGestureAmount=TOTAL - Decimal("0.6666"))),
)
class ComputedRounded(Server):
    def computed(self, line: Any, quantity: Decimal) -> Decimal:
        return round(super().computed(line, quantity), 2)


@plant(
    "refund-computed-truncated",
    "A computed amount loses what stands behind the point.",
    lambda at: codes(at.refund(item("12366")), at.refund(ServiceGestureAmount=TOTAL - 19)),
)
class ComputedTruncated(Server):
    def computed(self, line: Any, quantity: Decimal) -> Decimal:
        return super().computed(line, quantity).quantize(Decimal(1), ROUND_DOWN)
