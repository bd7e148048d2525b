"""The largest amount that a refund can take from an order, from the bytes that are about to be sent and the
order as GetOrdersDetails gives it.

Invariants: sums and products are exact; where the documents leave open which amount counts, the larger one is
taken; what cannot be bounded is refused with the place on the wire.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Self

from order_contract.refunds.errors import RefundBlockedError
from order_contract.wire import codec
from order_contract.wire.arithmetic import times, total

if TYPE_CHECKING:
    from order_contract.http.call import Call
    from order_contract_generated.globale.models import MerchantOrder, MerchantProduct

_FOREIGN: Final = (
    "is in the merchant's currency and the order's total in the customer's: give {}, or go without the guard"
)
_COMPONENTS: Final = ("ServiceGestureAmount", "DutiesAmount", "ShippingAmount")


@dataclass(frozen=True)
class Claim:
    """One refund as it goes over the wire."""

    header: Mapping[str, Any]
    products: Sequence[Mapping[str, Any]]

    @classmethod
    def of(cls, call: Call[Any]) -> Self:
        """The refund of a validated `createOrderRefund`."""
        products = call.request.get("content")
        return cls(
            codec.loads(call.request["params"]["orderRefund"].encode()),
            codec.loads(products) if products else [],
        )

    @property
    def order_id(self) -> str:
        """The id that the refund names."""
        return str(self.header["OrderId"]).strip()

    @property
    def reference(self) -> str | None:
        """The merchant's own reference for it."""
        return self.header.get("ExternalReference")

    @property
    def full(self) -> bool:
        """Whether it asks for all that is left."""
        return bool(self.header.get("FullRefund"))

    @property
    def place(self) -> str:
        """The place on the wire that asks for most."""
        if self.full:
            return "orderRefund.FullRefund"
        if self.header.get("TotalRefundAmount") is not None:
            return "orderRefund.TotalRefundAmount"
        if self.products:
            return "products"
        return next((f"orderRefund.{name}" for name in _COMPONENTS if self.header.get(name)), "orderRefund")

    def whole(self, order: MerchantOrder) -> Decimal:
        """What the customer paid for the order, in the customer's currency: `TotalPrice`, or else products,
        shipping and duties.
        """
        details = order.international_details
        if details is not None and details.total_price is not None:
            return details.total_price
        parts = [
            times(_price(product, "GetOrdersDetails.Products"), product.quantity or Decimal(0))
            for product in order.products or ()
        ]
        return total(
            [
                *parts,
                *(
                    (details.total_shipping_price or Decimal(0), details.total_duties_price or Decimal(0))
                    if details
                    else ()
                ),
            ]
        )

    def most(self, order: MerchantOrder) -> Decimal:
        """What a refund that is not full can take.

        Its total is either the one that it names or the sum of its parts, so it is held to
        the larger one.
        """
        named = _amount(self.header, "TotalRefundAmount", "orderRefund")
        parts = total(list(self._parts(order)))
        if not (named or parts) and self.header.get("OriginalTotalRefundAmount"):
            raise RefundBlockedError(
                "orderRefund.OriginalTotalRefundAmount", _FOREIGN.format("TotalRefundAmount")
            )
        return max(named or Decimal(0), parts)

    def _parts(self, order: MerchantOrder) -> Iterator[Decimal]:
        for name in _COMPONENTS:
            yield _amount(self.header, name, "orderRefund") or Decimal(0)
        details = order.international_details
        if self.header.get("ProductsDutiesRefund"):
            # The share of the listed products is not documented: all duties are the bound.
            yield (details.total_duties_price if details else None) or Decimal(0)
        if self.header.get("ShippingRefund") and not self.header.get("ShippingAmount"):
            yield (details.total_shipping_price if details else None) or Decimal(0)
        for index, product in enumerate(self.products):
            yield self._part(product, f"products[{index}]", order)

    def _part(self, product: Mapping[str, Any], place: str, order: MerchantOrder) -> Decimal:
        named = _amount(product, "RefundAmount", place)
        if named is not None:
            return named
        if _amount(product, "OriginalRefundAmount", place) is not None:
            raise RefundBlockedError(f"{place}.OriginalRefundAmount", _FOREIGN.format("RefundAmount"))
        bought = next((item for item in order.products or () if _is(item, product)), None)
        if bought is None:
            raise RefundBlockedError(
                place, "names no product of the order, so the guard does not know its price"
            )
        return times(_price(bought, place), _amount(product, "RefundQuantity", place) or Decimal(0))


def _amount(source: Mapping[str, Any], name: str, place: str) -> Decimal | None:
    """A number of the wire, bare or in quotes; None for null, an empty string, or nothing."""
    value = source.get(name)
    if value is None or value == "":
        return None
    amount = Decimal(value)
    if amount < 0:
        raise RefundBlockedError(
            f"{place}.{name}", "must not be negative: it would give back what was refunded"
        )
    return amount


def _is(bought: MerchantProduct, product: Mapping[str, Any]) -> bool:
    cart_item = str(product.get("CartItemId") or "").strip()
    if cart_item:
        return (bought.cart_item_id or "").strip() == cart_item
    return (bought.sku or "").strip() == str(product.get("ProductCode") or product.get("Sku") or "").strip()


def _price(product: MerchantProduct, place: str) -> Decimal:
    """What the customer paid for one piece."""
    price = product.international_discounted_price
    price = product.international_price if price is None else price
    if price is None:
        raise RefundBlockedError(
            place, "has no InternationalPrice in the order, so the guard cannot bound it"
        )
    return price
