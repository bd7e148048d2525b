"""CreateOrderRefund: what a refund comes to, whole and in part, and that sums are exact.

Invariant: the remainder is the only thing seen from outside, so each rule ends by asking for a unit more than
is left, and for just what is left.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    RuleViolationError,
    Topic,
)
from order_contract.check.scenarios.refund_codes import REFUND, Refunding
from order_contract.check.scenarios.refund_model import drifting

TOPIC: Final = Topic("refund-rules", "globale")
FULL_TEXT: Final = "Full refund requested but list of RefundProduct is not empty"
rule, also = TOPIC.rule, TOPIC.also


@rule("refund-full-list", "A full refund takes no list of products.", "003:16-18", REFUND)
def _full_with_list(talk: Conversation) -> None:
    refunding = Refunding(talk)
    said = refunding.send([refunding.part(refunding.product)], open_point=True, FullRefund=True)
    talk.must_refuse(said, "A full refund with a list of products")


@rule(
    "refund-full-list-text", f'The refusal of a full refund with a list says "{FULL_TEXT}."', "003:18", REFUND
)
def _full_with_list_text(talk: Conversation) -> None:
    refunding = Refunding(talk)
    said = refunding.send([refunding.part(refunding.product)], open_point=True, FullRefund=True)
    if said.accepted:
        raise NotTestedError(
            "The full refund with a list was carried out, which is reported as refund-full-list."
        )
    if said.code == "1001" and talk.may_be_used_up:
        raise NotTestedError("The order is refunded already. Name a reset in the fixtures.")
    texts = (
        " ".join(text for text in said.value.values() if isinstance(text, str))
        if isinstance(said.value, dict)
        else ""
    )
    if FULL_TEXT.casefold() not in texts.casefold():
        raise RuleViolationError(
            "The refusal of a full refund with a list of products does not have the documented text."
        )


@rule(
    "refund-full",
    "A full refund refunds all that is left; totals that are sent with it do not count.",
    "003:15-21",
    REFUND,
)
def _full_with_small_total(talk: Conversation) -> None:
    refunding = Refunding(talk)
    sent: dict[str, Any] = {
        "FullRefund": True,
        "TotalRefundAmount": refunding.unit,
        "OriginalTotalRefundAmount": refunding.unit,
    }
    refunding.good("A full refund with a small total, which does not count,", **sent)
    refunding.left("a full refund")


@also("refund-full")
def _full_with_large_total(talk: Conversation) -> None:
    refunding = Refunding(talk)
    large = refunding.order.paid * 2
    refunding.good(
        "A full refund with a large total, which does not count,",
        FullRefund=True,
        TotalRefundAmount=large,
        OriginalTotalRefundAmount=large,
    )
    refunding.left("a full refund")


@also("refund-full")
def _full_after_a_part(talk: Conversation) -> None:
    refunding = Refunding(talk)
    refunding.good("A refund of one piece", [refunding.part(refunding.product)])
    refunding.good("A full refund of what is left", FullRefund=True)
    refunding.bad("1001", "A refund of an order that is fully refunded", FullRefund=True)


@also("refund-full")
def _not_full(talk: Conversation) -> None:
    refunding = Refunding(talk)
    refunding.good(
        "A refund of one piece with FullRefund false", [refunding.part(refunding.product)], FullRefund=False
    )
    refunding.left("a refund of one piece with FullRefund false")


@rule(
    "refund-sum",
    "A refund comes to its products plus service gesture, duties and shipping.",
    "003:28-32",
    REFUND,
)
def _sum(talk: Conversation) -> None:
    refunding = Refunding(talk)
    cent = refunding.unit
    parts: dict[str, Any] = {
        "ServiceGestureAmount": 7 * cent,
        "DutiesAmount": 5 * cent,
        "ShippingAmount": 3 * cent,
    }
    refunding.good(
        "A refund of a product with gesture, duties and shipping",
        [refunding.part(refunding.product)],
        excused=True,
        **parts,
    )
    refunding.left("a refund of a product with gesture, duties and shipping")


@also("refund-sum")
def _sum_without_products(talk: Conversation) -> None:
    refunding = Refunding(talk)
    for name in ("ServiceGestureAmount", "DutiesAmount", "ShippingAmount"):
        header: dict[str, Any] = {name: 3 * refunding.unit}
        refunding.good(f"A refund of {name} alone", excused=True, **header)
    refunding.left("a refund of gesture, duties and shipping, one by one")


@also("refund-sum")
def _sum_of_products(talk: Conversation) -> None:
    order = talk.order("with two products, to refund", lambda each: len(each.products) > 1 and each.paid > 0)
    refunding = Refunding(talk, order)
    refunding.good("A refund of two products", [refunding.part(product) for product in order.products[:2]])
    refunding.left("a refund of one piece each of two products")


@rule(
    "refund-computed",
    "Where a product has no amount, it is computed from the order's price.",
    "003:23-28",
    REFUND,
)
def _computed(talk: Conversation) -> None:
    refunding = Refunding(talk)
    product = refunding.product
    refunding.good(
        f"A refund of {product.quantity} pieces without an amount",
        [refunding.part(product, product.quantity)],
    )
    refunding.left(f"a refund of {product.quantity} pieces at {product.price}, without an amount")


@also("refund-computed")
def _computed_whatever_the_total(talk: Conversation) -> None:
    refunding = Refunding(talk)
    product = refunding.product
    refunding.good(
        "A refund of a product without an amount, with a total that does not count,",
        [refunding.part(product)],
        TotalRefundAmount=refunding.unit,
    )
    refunding.left(f"a refund of one piece at {product.price}, whatever TotalRefundAmount says,")


@also("refund-computed")
def _computed_whatever_the_large_total(talk: Conversation) -> None:
    refunding = Refunding(talk)
    large = refunding.order.paid * 2
    refunding.good(
        "A refund of a product without an amount, with a total that does not count,",
        [refunding.part(refunding.product)],
        TotalRefundAmount=large,
    )
    refunding.left(f"a refund of one piece at {refunding.product.price}, whatever TotalRefundAmount says,")


@rule(
    "refund-stated",
    "An amount that is stated for a product counts, also when it is printed in quotes.",
    "003:55",
    REFUND,
)
def _stated(talk: Conversation) -> None:
    refunding = Refunding(talk)
    product, cent = refunding.product, refunding.unit
    refunding.good("A refund of a stated amount", [refunding.part(product, RefundAmount=9 * cent)])
    refunding.left(f"a refund of {9 * cent} for a product")


@also("refund-stated")
def _in_quotes(talk: Conversation) -> None:
    refunding = Refunding(talk)
    product, cent = refunding.product, refunding.unit
    printed = {
        "CartItemId": product.cart_item_id,
        "RefundQuantity": str(product.quantity),
        "RefundAmount": str(12 * cent),
    }
    refunding.good("A refund with its numbers in quotes", [printed])
    refunding.bad(
        "1006", "A refund of one piece more than was ordered", [refunding.part(product, RefundAmount=cent)]
    )
    refunding.left(f'a refund of "{12 * cent}" for a product')


@rule(
    "refund-exact",
    "Sums of refunds are exact: many small refunds come to just what was paid.",
    "003:28, 003:44",
    REFUND,
)
def _exact(talk: Conversation) -> None:
    refunding = Refunding(talk)
    amounts = drifting(refunding.order.paid, refunding.unit)
    for place, amount in enumerate(amounts):
        refunding.good(
            f"Refund {place + 1} of {len(amounts)}, which add up to {refunding.order.paid},",
            excused=True,
            ServiceGestureAmount=amount,
        )
    refunding.bad("1001", "A refund of an order that is fully refunded", ServiceGestureAmount=refunding.unit)


@also("refund-exact")
def _exact_in_one_refund(talk: Conversation) -> None:
    three = Decimal("0.3")
    order = talk.order(
        "of more than 1, with shipping, to refund",
        lambda each: each.products and each.paid > 1 and each.shipping >= three,
    )
    refunding = Refunding(talk, order)
    refunding.good(f"A refund of all but {three}", excused=True, ServiceGestureAmount=order.paid - three)
    parts: dict[str, Any] = {"ServiceGestureAmount": Decimal("0.1"), "ShippingAmount": Decimal("0.2")}
    refunding.good(f"A refund of 0.1 and 0.2 of the {three} that are left", excused=True, **parts)


@also("refund-exact")
def _exact_to_the_last_digit(talk: Conversation) -> None:
    order = talk.order(
        "with products, to refund",
        lambda each: each.products and each.paid > 0 and each.unit < Decimal("0.01"),
    )
    refunding = Refunding(talk, order)
    refunding.good(
        "A refund of the smallest amount that the order is written in",
        excused=True,
        ServiceGestureAmount=order.unit,
    )
    refunding.left(f"a refund of {order.unit}")
