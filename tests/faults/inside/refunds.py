"""Faults in the rules of refunds.

Invariants: every response has the documented form; only what the server does, or refuses, is wrong.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.faults.catalogue import Family
from tests.faults.inside.planting import TOTAL, OtherCode, OtherText, cancelled, codes, item, planting
from tests.faults.second import Server

plant = planting(Family.REFUNDS, "globale")


@plant(
    "refund-1001-after-full-unchecked",
    "An order that is fully refunded is refunded again by a full refund (1001).",
    lambda at: codes(at.refund(FullRefund=True), at.refund(FullRefund=True)),
)
class AgainAfterFull(Server):
    def not_refunded_yet(self, order: Any) -> None:
        if order.cancelled:
            super().not_refunded_yet(order)


@plant(
    "refund-1001-after-cancellation-unchecked",
    "A cancelled order is refunded (1001).",
    lambda at: codes(cancelled(at), at.refund(item())),
)
class AfterCancellation(Server):
    def is_cancelled(self, order: Any) -> bool:
        return False


@plant(
    "refund-1002-unchecked",
    "More than the remaining amount is refunded (1002).",
    lambda at: codes(at.refund(ServiceGestureAmount=TOTAL + 1)),
)
class AboveRemainder(Server):
    def within_remainder(self, order: Any, total: Decimal) -> None: ...


@plant(
    "refund-1002-counts-this-refund-only",
    "A refund is held against the order's whole price, not against what is left (1002).",
    lambda at: codes(at.refund(ServiceGestureAmount=200), at.refund(ServiceGestureAmount=200)),
)
class AgainstTotal(Server):
    def within_remainder(self, order: Any, total: Decimal) -> None:
        if total > order.total:
            super().within_remainder(order, total)


@plant(
    "refund-1002-last-penny-refused",
    "What is left to the last penny cannot be refunded.",
    lambda at: codes(at.refund(ServiceGestureAmount=TOTAL)),
)
class LastPenny(Server):
    def within_remainder(self, order: Any, total: Decimal) -> None:
        super().within_remainder(order, total + Decimal("0.0001"))


@plant(
    "refund-1003-zero-accepted",
    "No piece at all is refunded (1003).",
    lambda at: codes(at.refund(item(quantity=0))),
)
class Zero(Server):
    def possible_quantity(self, quantity: Decimal) -> bool:
        return quantity >= 0 and quantity == quantity.to_integral_value()


@plant(
    "refund-1003-negative-accepted",
    "A negative quantity is refunded (1003).",
    lambda at: codes(at.refund(item(quantity=-1, RefundAmount="1"))),
)
class Negative(Server):
    def possible_quantity(self, quantity: Decimal) -> bool:
        return quantity != 0 and quantity == quantity.to_integral_value()


@plant(
    "refund-1003-fraction-accepted",
    "Half a piece is refunded (1003).",
    lambda at: codes(at.refund(item(quantity=Decimal("0.5")))),
)
class Fraction(Server):
    def possible_quantity(self, quantity: Decimal) -> bool:
        return quantity > 0


@plant("refund-1004-unchecked", "A refund of nothing is a success (1004).", lambda at: codes(at.refund()))
class Nothing(Server):
    def some_component(self, order: Any, header: Any, products: Any) -> None: ...


@plant(
    "refund-1004-duties-no-component",
    "A refund of duties alone is refused with 1004.",
    lambda at: codes(at.refund(DutiesAmount=1)),
)
class DutiesNoComponent(Server):
    def some_component(self, order: Any, header: Any, products: Any) -> None:
        super().some_component(order, {**header, "DutiesAmount": None}, products)


@plant(
    "refund-1005-unknown-item-skipped",
    "A cart item that the order does not have is passed over (1005).",
    lambda at: codes(at.refund(item(), item("nope"))),
)
class UnknownSkipped(Server):
    def asked(self, order: Any, products: Any) -> Any:
        return super().asked(
            order,
            [
                product
                for product in products
                if order.line(product.get("CartItemId"), product.get("ProductCode"))
            ],
        )


@plant(
    "refund-1006-earlier-refunds-forgotten",
    "Pieces that were refunded before are refunded again (1006).",
    lambda at: codes(at.refund(item()), at.refund(item())),
)
class EarlierForgotten(Server):
    def available(self, line: Any) -> Decimal:
        return Decimal(line.ordered)


@plant(
    "refund-1006-unchecked",
    "More pieces than were ordered are refunded (1006).",
    lambda at: codes(at.refund(item(quantity=2))),
)
class TooMany(Server):
    def too_many(self, line: Any, product: Any) -> None: ...


@plant(
    "refund-1006-each-entry-alone",
    "Two entries for one cart item are counted each by itself (1006).",
    lambda at: codes(at.refund(item(), item())),
)
class EachAlone(Server):
    def asked(self, order: Any, products: Any) -> Any:
        return [super(EachAlone, self).asked(order, [product])[0] for product in products]


@plant(
    "refund-codes-1005-and-1006-swapped",
    "A cart item that is unknown is refused with 1006.",
    lambda at: codes(at.refund(item("nope"))),
)
class Swapped(OtherCode):
    codes = ("1005", "1006")


@plant(
    "refund-code-1002-generic",
    "Too much money is refused with a code of no meaning.",
    lambda at: codes(at.refund(ServiceGestureAmount=TOTAL + 1)),
)
class Generic(OtherCode):
    codes = ("1002", "999")


@plant(
    "refund-code-1003-as-bad-request",
    "An impossible quantity is refused as a malformed request.",
    lambda at: codes(at.refund(item(quantity=0))),
)
class AsBadRequest(OtherCode):
    codes = ("1003", "400")


@plant(
    "refund-texts-missing",
    "Refunds are refused with the text 'Error' in place of the documented ones.",
    lambda at: at.refund(ServiceGestureAmount=TOTAL + 1)[1],
)
class RefundTexts(OtherText):
    codes = ("1001", "1002", "1003", "1004", "1005", "1006")


@plant(
    "refund-full-with-list-accepted",
    "A full refund with a product list is accepted.",
    lambda at: codes(at.refund(item(), FullRefund=True)),
)
class FullWithList(Server):
    def no_list_in_full(self, products: Any) -> None: ...


@plant(
    "refund-full-list-text",
    "A full refund with a product list is refused with another text than the documented one.",
    lambda at: at.refund(item(), FullRefund=True)[1],
)
class FullListText(OtherText):
    codes = ("1000",)


@plant(
    "refund-full-takes-the-total-sent",
    "A full refund refunds TotalRefundAmount instead of everything.",
    lambda at: codes(at.refund(FullRefund=True, TotalRefundAmount=1), at.refund(ServiceGestureAmount=1)),
)
class FullTakesTotal(Server):
    def create_order_refund(self, orderRefund: Any, body: Any) -> Any:
        if orderRefund.get("FullRefund") and orderRefund.get("TotalRefundAmount"):
            return super().create_order_refund(
                {"OrderId": orderRefund["OrderId"], "ServiceGestureAmount": orderRefund["TotalRefundAmount"]},
                None,
            )
        return super().create_order_refund(orderRefund, body)


@plant(
    "refund-full-changes-nothing",
    "A full refund is acknowledged and not made.",
    lambda at: codes(at.refund(FullRefund=True), at.refund(item())),
)
class FullChangesNothing(Server):
    def everything(self, order: Any) -> None: ...


@plant(
    "refund-full-leaves-shipping",
    "A full refund refunds the products without shipping and duties.",
    lambda at: codes(at.refund(FullRefund=True), at.refund(ServiceGestureAmount=1)),
)
class FullLeavesShipping(Server):
    def everything(self, order: Any) -> None:
        order.refunds.append(order.remaining - order.shipping - order.duties)


@plant(
    "refund-full-false-is-full",
    "FullRefund false asks for a full refund all the same.",
    lambda at: codes(at.refund(FullRefund=False, DutiesAmount=1), at.refund(item())),
)
class FullByPresence(Server):
    def create_order_refund(self, orderRefund: Any, body: Any) -> Any:
        return super().create_order_refund({**orderRefund, "FullRefund": "FullRefund" in orderRefund}, body)


@plant(
    "refund-missing-amounts-are-zero",
    "A missing amount is zero instead of the product's price.",
    lambda at: codes(at.refund(item()), at.refund(ServiceGestureAmount=TOTAL)),
)
class MissingIsZero(Server):
    def computed(self, line: Any, quantity: Decimal) -> Decimal:
        return Decimal(0)


@plant(
    "refund-computed-for-one-piece",
    "A missing amount is the price of one piece whatever the quantity.",
    lambda at: codes(at.refund(item("134644", 2)), at.refund(ServiceGestureAmount=TOTAL - 58)),
)
class OnePiece(Server):
    def computed(self, line: Any, quantity: Decimal) -> Decimal:
        return Decimal(line.price)


@plant(
    "refund-total-as-sent",
    "TotalRefundAmount is believed instead of recalculated.",
    lambda at: codes(at.refund(item(), TotalRefundAmount=1), at.refund(ServiceGestureAmount=TOTAL - 1)),
)
class TotalAsSent(Server):
    def total(self, header: Any, amounts: Any, parts: Any) -> Decimal:
        return (
            Decimal(header["TotalRefundAmount"])
            if header.get("TotalRefundAmount")
            else super().total(header, amounts, parts)
        )


@plant(
    "refund-total-without-components",
    "Service gesture, duties and shipping are left out of the total.",
    lambda at: codes(at.refund(item(), ServiceGestureAmount=9999)),
)
class WithoutComponents(Server):
    def total(self, header: Any, amounts: Any, parts: Any) -> Decimal:
        return super().total(header, amounts, {} if amounts else parts)


@plant(
    "refund-total-without-duties",
    "Duties are left out of the total.",
    lambda at: codes(at.refund(item(), DutiesAmount=9999)),
)
class WithoutDuties(Server):
    def total(self, header: Any, amounts: Any, parts: Any) -> Decimal:
        return super().total(header, amounts, {**parts, "DutiesAmount": Decimal(0)})


@plant(
    "refund-refused-counts-pieces",
    "A refund that is refused for its amount uses up the pieces.",
    lambda at: codes(at.refund(item(RefundAmount="9999")), at.refund(item())),
    wfc="F104",
)
class RefusedCounts(Server):
    def within_remainder(self, order: Any, total: Decimal) -> None:
        if total > order.remaining:
            order.line("134643", None).refunded = Decimal(1)
        super().within_remainder(order, total)


@plant(
    "refund-refused-takes-money",
    "A refund whose second product is refused has refunded the first.",
    lambda at: codes(at.refund(item(), item("nope")), at.refund(item())),
    wfc="F104",
)
class RefusedTakes(Server):
    def refund_line(self, order: Any, product: Any) -> Any:
        line = super().refund_line(order, product)
        line.refunded += 1
        return line

    def too_many(self, line: Any, product: Any) -> None:
        line.refunded -= 1
        super().too_many(line, product)

    def take(self, order: Any, asked: Any, parts: Any, total: Decimal) -> None:
        for line, _, _ in asked:
            line.refunded -= 1
        super().take(order, asked, parts, total)


@plant(
    "refund-never-booked",
    "Refunds are acknowledged and never booked.",
    lambda at: codes(at.refund(item()), at.refund(item())),
)
class NeverBooked(Server):
    def take(self, order: Any, asked: Any, parts: Any, total: Decimal) -> None: ...
