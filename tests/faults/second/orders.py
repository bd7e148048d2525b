"""The state: Global-e's orders of the documented samples, and S2's order.

Invariants: amounts are exact decimals; an order's money is its lines, shipping and duties, and what was
refunded never exceeds it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from typing import Any, Final

from tests.faults.second.document import document

CUSTOMER: Final = "customer@example.com"


def exact(amounts: Iterable[Decimal]) -> Decimal:
    """A sum without rounding."""
    with localcontext() as context:
        context.prec = 500
        return sum(amounts, Decimal(0))


@dataclass
class Line:
    """One product of an order, with what has happened to it.

    `price` is the customer's, `original` the merchant's.
    """

    cart_item: str
    code: str
    name: str
    ordered: int
    price: Decimal
    original: Decimal
    refunded: Decimal = Decimal(0)
    delivered: Decimal = Decimal(0)
    attributes: dict[str, Any] = field(default_factory=dict)
    origin: str | None = None
    exception: dict[str, Any] | None = None


@dataclass
class Parcel:
    """One parcel of an order."""

    code: str
    tracking: str | None = None
    hub: str | None = None
    state: str = "SENT"
    contents: dict[str, Decimal] = field(default_factory=dict)
    documented: bool = False
    """Whether its label was made."""


@dataclass
class Order:
    """One of Global-e's orders."""

    ge_id: str
    merchant_id: str
    email: str
    currency: str
    lines: list[Line]
    shipping: Decimal = Decimal(0)
    duties: Decimal = Decimal(0)
    status: str = "N/A"
    reason: dict[str, Any] | None = None
    tracking: str | None = None
    tracking_url: str | None = None
    parcels: dict[str, Parcel] = field(default_factory=dict)
    refunds: list[Decimal] = field(default_factory=list)
    shipping_refunded: Decimal = Decimal(0)
    changed: datetime = datetime(2024, 1, 30, 10, 55, 21, tzinfo=UTC)

    @property
    def total(self) -> Decimal:
        return exact([*(line.price * line.ordered for line in self.lines), self.shipping, self.duties])

    @property
    def refunded(self) -> Decimal:
        return exact(self.refunds)

    @property
    def remaining(self) -> Decimal:
        return exact([self.total, -self.refunded])

    @property
    def cancelled(self) -> bool:
        return self.status.strip().casefold() in ("cancelled", "canceled", "custom.cancelled")

    def line(self, cart_item: str | None, code: str | None) -> Line | None:
        """The line of a cart item, or of a product's code."""
        return next(
            (
                line
                for line in self.lines
                if (line.cart_item == cart_item if cart_item is not None else line.code == code)
            ),
            None,
        )


def _line(cart_item: str, code: str, name: str, ordered: int, price: str, original: str) -> Line:
    return Line(cart_item, code, name, ordered, Decimal(price), Decimal(original))


def _shipped(number: str) -> Order:
    return Order(
        f"GE{number}GB",
        f"20001832{number[-1]}",
        "erika@example.org",
        "GBP",
        [_line("1", f"SHIRT-{number[-1]}", "Shirt", 2, "25.0500", "27.50")],
        shipping=Decimal("4.90"),
        parcels={f"P-{number}": Parcel(f"P-{number}", f"77{number}", "Store", "RECEIVED", {}, True)},
    )


def orders() -> list[Order]:
    """The orders that the documented samples name, as they are at the start."""
    return [
        Order(
            "GE123874638GB",
            "100018322",
            "erika@example.org",
            "GBP",
            [
                _line("134643", "DRESS", "Dress", 1, "42", "46.20"),
                _line("134644", "SHOES", "Shoes", 2, "58.0000", "63.80"),
                _line("12365", "121212", "Mug", 3, "7.3300", "8.063"),
                _line("12376", "131313", "Plate", 4, "0.3333", "0.36663"),
                _line("12366", "121213", "Jug", 1, "19.99", "21.989"),
                _line("12367", "SKU121214", "Bowl", 2, "29.9000", "32.890"),
            ],
            shipping=Decimal("12.5"),
            duties=Decimal("31.07"),
            parcels={"FIRST-1": Parcel("FIRST-1", "770000000001", "Store", "RECEIVED", {}, True)},
        ),
        *(_shipped(number) for number in ("2794621", "2794622", "2794623")),
        Order(
            "testID",
            "700000001",
            CUSTOMER,
            "EUR",
            [_line("1", "1020872", "Lanolin", 2, "15.0000", "17.7000")],
            Decimal("3.00"),
        ),
        Order(
            "GE10047946955SG",
            "00024345",
            "tan@example.org",
            "SGD",
            [_line("1", "POSTER", "Poster", 1, "25.74", "25.74")],
            Decimal("4.1600"),
        ),
    ]


def s2_order() -> dict[str, Any]:
    """S2's order of the documented sample, before the update that the sample shows."""
    stated = document("s2")["paths"]["/order/{orderId}"]["put"]["responses"]["200"]
    order: dict[str, Any] = copy.deepcopy(
        stated["content"]["application/json"]["examples"]["twoItems"]["value"]
    )
    del order["attachments"][-1]
    return order


class State:
    """Everything that requests change."""

    def __init__(self) -> None:
        self.orders = orders()
        self.s2 = s2_order()
        self.accounts = {self.s2["account"]["id"]: self.s2["account"]}
        self.products = {item["product"]["id"]: item["product"] for item in self.s2["items"]}
        self.notices: dict[str, str] = {}

    def find(self, order_id: str | None) -> Order | None:
        """An order by Global-e's id, with or without its letters, or by the merchant's, blanks around it
        ignored.
        """
        wanted = (order_id or "").strip()
        if not wanted:
            return None
        for order in self.orders:
            if wanted in (order.merchant_id, order.ge_id, bare(order.ge_id)) or wanted.upper() == order.ge_id:
                return order
        return None


def bare(ge_id: str) -> str:
    """`2794623` of `GE2794623GB`."""
    digits = ge_id.removeprefix("GE")[:-2]
    return digits if ge_id.startswith("GE") and digits.isdigit() else ge_id
