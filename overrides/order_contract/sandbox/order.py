"""An order of Global-e as the sandbox holds it: the `Merchant.Order` that GetOrdersDetails returns, and what
has happened to it.

Invariants: `body` is always what the contract calls a Merchant.Order, with every change that it can show;
`progress` holds the rest, one entry in `lines` for each entry in the body's `Products`. Both are written in
one transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, cast

from attrs import define, field

from order_contract.sandbox.amounts import ZERO, amount
from order_contract.sandbox.database import StateTransaction
from order_contract.sandbox.errors import RefusalError, by_code
from order_contract.wire import codec
from order_contract.wire.arithmetic import minus, times, total

_BY_NAME: Final = (
    "select kind, order_id, body, progress from order_names join orders using (order_id) where name = ?"
)
_KINDS: Final = {True: ("globale", "merchant", "digits"), False: ("globale", "digits")}
_REMEMBERED: Final = 100
"""Orders that are kept as objects, so that not every request reads them from their text."""
_GLOBALE: Final = re.compile(r"GE([0-9]+)([A-Z]{2})?\Z")
CANCELLATIONS: Final = frozenset({"cancelled", "canceled", "custom.cancelled"})
"""Status codes that cancel an order.

They are the merchant's own; these are what 002:68 and public clients show, in any case.
"""


@define
class OrderLine:
    """One product of the order."""

    product: dict[str, Any]
    progress: dict[str, Any]

    @property
    def cart_item_id(self) -> str:
        """The merchant's id of the cart item."""
        return str(self.product.get("CartItemId") or "")

    @property
    def code(self) -> str:
        """The SKU."""
        return str(self.product.get("Sku") or "")

    @property
    def ordered(self) -> Decimal:
        """How many pieces were ordered."""
        return amount(self.product.get("Quantity")) or ZERO

    @property
    def price(self) -> Decimal:
        """What the customer paid for one piece, in the customer's currency."""
        discounted = amount(self.product.get("InternationalDiscountedPrice"))
        return (
            discounted if discounted is not None else amount(self.product.get("InternationalPrice")) or ZERO
        )

    @property
    def original_price(self) -> Decimal:
        """The price of one piece in the merchant's currency."""
        discounted = amount(self.product.get("DiscountedPrice"))
        return discounted if discounted is not None else amount(self.product.get("Price")) or ZERO

    @property
    def refunded(self) -> Decimal:
        """How many pieces were refunded."""
        return amount(self.progress.get("refunded")) or ZERO


@define
class Order:
    """One order."""

    body: dict[str, Any]
    progress: dict[str, Any]
    stored: tuple[bytes, bytes] | None = field(default=None, eq=False, repr=False)
    """Both as the database holds them, as far as this object was read or written there."""

    @property
    def order_id(self) -> str:
        """The Global-e id."""
        return str(self.body["OrderId"])

    @property
    def lines(self) -> list[OrderLine]:
        """The products in their order."""
        return [
            OrderLine(*both)
            for both in zip(self.body.get("Products") or [], self.progress["lines"], strict=True)
        ]

    @property
    def details(self) -> dict[str, Any]:
        """The body's InternationalDetails, made when there are none."""
        if not isinstance(self.body.get("InternationalDetails"), dict):
            self.body["InternationalDetails"] = {}
        details: dict[str, Any] = self.body["InternationalDetails"]
        return details

    @property
    def parcels(self) -> dict[str, dict[str, Any]]:
        """What was reported of each parcel, by its code."""
        parcels: dict[str, dict[str, Any]] = self.progress["parcels"]
        return parcels

    @property
    def cancelled(self) -> bool:
        """Whether the order was cancelled."""
        return str(self.body["StatusCode"]).casefold() in CANCELLATIONS

    @property
    def paid(self) -> Decimal:
        """What the customer paid, in the customer's currency."""
        stated = amount(self.details.get("TotalPrice"))
        if stated is not None:
            return stated
        return total([*(times(line.price, line.ordered) for line in self.lines), self.shipping, self.duties])

    @property
    def shipping(self) -> Decimal:
        """What the customer paid for shipping."""
        return amount(self.details.get("TotalShippingPrice")) or ZERO

    @property
    def duties(self) -> Decimal:
        """What the customer paid for duties."""
        return amount(self.details.get("TotalDutiesPrice")) or ZERO

    @property
    def refunded(self) -> Decimal:
        """What was refunded so far."""
        return amount(self.progress.get("refunded")) or ZERO

    @property
    def remaining(self) -> Decimal:
        """What can still be refunded."""
        return minus(self.paid, self.refunded)

    @property
    def emails(self) -> set[str]:
        """The addresses by which the customer is known, in lower case."""
        addresses = [(self.body.get("Customer") or {}).get("EmailAddress")]
        addresses += [
            (self.body.get(name) or {}).get("Email")
            for name in ("PrimaryBilling", "PrimaryShipping", "SecondaryBilling", "SecondaryShipping")
        ]
        return {str(email).strip().lower() for email in addresses if email}


def names_of(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The ids by which an order is found, with their kind: Global-e's, its digits alone, the merchant's."""
    order_id = str(body["OrderId"]).strip()
    yield order_id, "globale"
    digits = _GLOBALE.match(order_id)
    if digits:
        yield digits[1], "digits"
    merchant = str(body.get("MerchantOrderId") or "").strip()
    if merchant:
        yield merchant, "merchant"


def stored(tx: StateTransaction, order_id: str | None, *, merchant: bool) -> tuple[str, bytes, bytes] | None:
    """The order under any of its ids as the database holds it: Global-e id, body, progress. Spaces around the
    id do not count (003:98).

    :param merchant: whether the method takes the merchant's own id too.
    """
    by_kind = {
        kind: (known, body, progress)
        for kind, known, body, progress in tx.rows(_BY_NAME, (order_id or "").strip())
    }
    return next((by_kind[kind] for kind in _KINDS[merchant] if kind in by_kind), None)


def find(tx: StateTransaction, order_id: str | None, *, merchant: bool = True) -> Order | None:
    """The order of an id, as `stored` reads it."""
    row = stored(tx, order_id, merchant=merchant)
    return _read(tx, *row) if row is not None else None


def _read(tx: StateTransaction, order_id: str, body: bytes, progress: bytes) -> Order:
    # Taken out: what a request that fails did to it is never seen again. Compared: another process may share
    # the database.
    kept = tx.memory.pop(order_id, None)
    if kept is not None and kept.stored == (body, progress):
        return cast(Order, kept)
    return Order(codec.loads(body), codec.loads(progress), (body, progress))


def need(tx: StateTransaction, order_id: str | None, *, merchant: bool = True) -> Order:
    """The order of an id.

    :raises Refusal: there is none. D001 is documented for UpdateOrderProducts (003:290); for the methods that
        have no code of their own for an unknown order it is inferred.
    """
    order = find(tx, order_id, merchant=merchant)
    if order is None:
        raise unknown(order_id)
    return order


def unknown(order_id: str | None) -> RefusalError:
    """The refusal of an unknown order."""
    return by_code("D001", OrderId=(order_id or "").strip())


def save(tx: StateTransaction, order: Order) -> None:
    """Write an order back. It must not be changed after that."""
    packed = codec.pack(order.body), codec.pack(order.progress)
    if packed != order.stored:
        tx.run("update orders set body = ?, progress = ? where order_id = ?", *packed, order.order_id)
        order.stored = packed
    if len(tx.memory) >= _REMEMBERED:
        tx.memory.clear()
    tx.memory[order.order_id] = order


def everything(tx: StateTransaction) -> Iterator[Order]:
    """All orders, by id."""
    for body, progress in tx.rows("select body, progress from orders order by order_id"):
        yield Order(codec.loads(body), codec.loads(progress))
