"""CreateOrderRefund: the amount of full and partial refunds, and that sums are exact.

Invariant: the remainder is the only thing seen from outside, so each rule ends by asking for a unit more than
is left, and for just what is left.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import Conversation, NotTestedError, RuleViolationError
from order_contract.check.scenarios.refund_model import drifting, lost_in_subtraction
from order_contract.check.scenarios.refunding import REFUND, Refunding
from order_contract.check.scenarios.scenario import EVERY_KIND, RuleGroup
from order_contract.check.wire_rules.expectation import Expectation

GROUP: Final = RuleGroup("refund-rules", "globale")
FULL_TEXT: Final = "Full refund requested but list of RefundProduct is not empty"
rule, also_tests = GROUP.rule, GROUP.also_tests


@rule(
    "refund-full-list",
    "A full refund takes no list of products.",
    "003:16-18",
    REFUND,
    rounds=EVERY_KIND,
)
def _full_with_list(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    reply = refunding.send(
        [refunding.part(refunding.product)], expected=Expectation.UNSPECIFIED, FullRefund=True
    )
    conversation.must_refuse(reply, "A full refund with a list of products")


@rule(
    "refund-full-list-text", f'The refusal of a full refund with a list says "{FULL_TEXT}."', "003:18", REFUND
)
def _full_with_list_text(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    reply = refunding.send(
        [refunding.part(refunding.product)], expected=Expectation.UNSPECIFIED, FullRefund=True
    )
    if reply.accepted:
        raise NotTestedError(
            "The full refund with a list was accepted, which is reported as refund-full-list."
        )
    if reply.code == "1001" and conversation.may_be_used_up:
        raise NotTestedError("The order is refunded already. Name a reset in the fixtures.")
    texts = (
        " ".join(text for text in reply.value.values() if isinstance(text, str))
        if isinstance(reply.value, dict)
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
    rounds=EVERY_KIND,
)
def _full_with_small_total(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    sent: dict[str, Any] = {
        "FullRefund": True,
        "TotalRefundAmount": refunding.unit,
        "OriginalTotalRefundAmount": refunding.unit,
    }
    refunding.must_accept_refund("A full refund with a small total, which does not count,", **sent)
    refunding.assert_remaining("a full refund")


@also_tests("refund-full")
def _full_with_large_total(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    large = refunding.order.paid * 2
    refunding.must_accept_refund(
        "A full refund with a large total, which does not count,",
        FullRefund=True,
        TotalRefundAmount=large,
        OriginalTotalRefundAmount=large,
    )
    refunding.assert_remaining("a full refund")


@also_tests("refund-full")
def _full_after_a_part(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    refunding.must_accept_refund("A refund of one piece", [refunding.part(refunding.product)])
    refunding.must_accept_refund("A full refund of what is left", graded=Grade.SHOULD, FullRefund=True)
    refunding.must_refuse_refund("1001", "A refund of an order that is fully refunded", FullRefund=True)


@also_tests("refund-full")
def _not_full(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    refunding.must_accept_refund(
        "A refund of one piece with FullRefund false", [refunding.part(refunding.product)], FullRefund=False
    )
    refunding.assert_remaining("a refund of one piece with FullRefund false")


@rule(
    "refund-sum",
    "A refund comes to its products plus service gesture, duties and shipping.",
    "003:28-32",
    REFUND,
    rounds=EVERY_KIND,
)
def _sum(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    amounts = {"ServiceGestureAmount": 7, "DutiesAmount": 5, "ShippingAmount": 3}
    parts: dict[str, Any] = {
        name: count * refunding.unit
        for name, count in amounts.items()
        if count * refunding.unit <= refunding.paid_for(name)
    }
    refunding.must_accept_refund(
        "A refund of a product with gesture, duties and shipping",
        [refunding.part(refunding.product)],
        excused=True,
        **parts,
    )
    refunding.assert_remaining("a refund of a product with gesture, duties and shipping")


@also_tests("refund-sum")
def _sum_without_products(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    for name in ("ServiceGestureAmount", "DutiesAmount", "ShippingAmount"):
        header: dict[str, Any] = {name: 3 * refunding.unit}
        if header[name] <= refunding.paid_for(name):
            refunding.must_accept_refund(f"A refund of {name} alone", excused=True, **header)
    refunding.assert_remaining("a refund of gesture, duties and shipping, one by one")


@also_tests("refund-sum")
def _sum_of_products(conversation: Conversation) -> None:
    order = conversation.order(
        "with two products, to refund", lambda order: len(order.products) > 1 and order.paid > 0
    )
    refunding = Refunding(conversation, order)
    refunding.must_accept_refund(
        "A refund of two products", [refunding.part(product) for product in order.products[:2]]
    )
    refunding.assert_remaining("a refund of one piece each of two products")


@rule(
    "refund-computed",
    "Where a product has no amount, it is computed from the order's price.",
    "003:23-28",
    REFUND,
    rounds=EVERY_KIND,
)
def _computed(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    product = refunding.product
    refunding.must_accept_refund(
        f"A refund of {product.quantity} pieces without an amount",
        [refunding.part(product, product.quantity)],
    )
    refunding.assert_remaining(f"a refund of {product.quantity} pieces at {product.price}, without an amount")


@also_tests("refund-computed")
def _computed_whatever_the_total(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    product = refunding.product
    refunding.must_accept_refund(
        "A refund of a product without an amount, with a total that does not count,",
        [refunding.part(product)],
        graded=Grade.SHOULD,
        TotalRefundAmount=refunding.unit,
    )
    refunding.assert_remaining(f"a refund of one piece at {product.price}, whatever TotalRefundAmount says,")


@also_tests("refund-computed")
def _computed_whatever_the_large_total(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    large = refunding.order.paid * 2
    refunding.must_accept_refund(
        "A refund of a product without an amount, with a total that does not count,",
        [refunding.part(refunding.product)],
        graded=Grade.SHOULD,
        TotalRefundAmount=large,
    )
    refunding.assert_remaining(
        f"a refund of one piece at {refunding.product.price}, whatever TotalRefundAmount says,"
    )


@rule(
    "refund-stated",
    "An amount that is stated for a product counts, also when it is printed in quotes.",
    "003:55",
    REFUND,
    rounds=EVERY_KIND,
)
def _stated(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    product, cent = refunding.product, refunding.unit
    refunding.must_accept_refund(
        "A refund of a stated amount", [refunding.part(product, RefundAmount=9 * cent)]
    )
    refunding.assert_remaining(f"a refund of {9 * cent} for a product")


@also_tests("refund-stated")
def _in_quotes(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    product, cent = refunding.product, refunding.unit
    printed = {
        "CartItemId": product.cart_item_id,
        "RefundQuantity": str(product.quantity),
        "RefundAmount": str(12 * cent),
    }
    refunding.must_accept_refund("A refund with its numbers in quotes", [printed])
    refunding.must_refuse_refund(
        "1006", "A refund of one piece more than was ordered", [refunding.part(product, RefundAmount=cent)]
    )
    refunding.assert_remaining(f'a refund of "{12 * cent}" for a product')


@also_tests("refund-stated")
def _in_quotes_added_up(conversation: Conversation) -> None:
    order = conversation.order(
        "of two pieces, to refund",
        lambda order: order.paid > 0 and sum(product.quantity for product in order.products) > 1,
    )
    refunding = Refunding(conversation, order)
    pieces = [product for product in order.products for _ in range(int(product.quantity))]
    first, second = pieces[0], pieces[-1]
    step = Decimal(1) if first.price >= 2 and second.price >= 3 else refunding.unit
    lines = [
        {"CartItemId": piece.cart_item_id, "RefundQuantity": "1", "RefundAmount": f"{count * step:f}"}
        for count, piece in ((2, first), (3, second))
    ]
    refunding.must_accept_refund("A refund of two amounts in quotes, without a total,", lines)
    refunding.assert_remaining(f'a refund of "{2 * step:f}" and "{3 * step:f}" for two products')


@also_tests("refund-stated")
def _nothing_for_a_piece(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    products = [refunding.part(refunding.product, RefundAmount=Decimal(0))]
    header = {"ServiceGestureAmount": refunding.unit}
    is_taken = refunding.send(products, expected=Expectation.UNSPECIFIED, **header).accepted
    refunding.ledger.take(header, products)
    remaining = refunding.ledger.remaining
    if is_taken and remaining > 0:  # whether a product is refunded with nothing is the server's choice
        refunding.must_accept_refund(
            f"After a refund of 0 for a product, and {refunding.unit} beside it, {remaining} is left of the "
            "order; a refund of it",
            excused=True,
            graded=Grade.SHOULD,
            ServiceGestureAmount=remaining,
        )


@rule(
    "refund-exact",
    "Sums of refunds are exact: many small refunds come to just what was paid.",
    "003:28, 003:44",
    REFUND,
    rounds=EVERY_KIND,
)
def _exact(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    amounts = drifting(refunding.order.paid, refunding.unit)
    for place, amount in enumerate(amounts):
        refunding.must_accept_refund(
            f"Refund {place + 1} of {len(amounts)}, which add up to {refunding.order.paid},",
            excused=True,
            ServiceGestureAmount=amount,
        )
    refunding.must_refuse_refund(
        "1001", "A refund of an order that is fully refunded", ServiceGestureAmount=refunding.unit
    )


@also_tests("refund-exact")
def _exact_in_one_refund(conversation: Conversation) -> None:
    three = Decimal("0.3")
    order = conversation.order(
        "of more than 1, with shipping, to refund",
        lambda order: order.products and order.unit < 1 < order.paid and order.shipping >= three,
    )
    refunding = Refunding(conversation, order)
    refunding.must_accept_refund(
        f"A refund of all but {three}", excused=True, ServiceGestureAmount=order.paid - three
    )
    parts: dict[str, Any] = {"ServiceGestureAmount": Decimal("0.1"), "ShippingAmount": Decimal("0.2")}
    refunding.must_accept_refund(
        f"A refund of 0.1 and 0.2 of the {three} that are left", excused=True, **parts
    )


@also_tests("refund-exact")
def _exact_to_the_last_digit(conversation: Conversation) -> None:
    order = conversation.order(
        "with products, to refund",
        lambda order: order.products and order.paid > 0 and order.unit < Decimal("0.01"),
    )
    refunding = Refunding(conversation, order)
    refunding.must_accept_refund(
        "A refund of the smallest amount that the order is written in",
        excused=True,
        ServiceGestureAmount=order.unit,
    )
    refunding.assert_remaining(f"a refund of {order.unit}")


@also_tests("refund-exact")
def _exact_over_two_lines(conversation: Conversation) -> None:
    three = Decimal("0.3")
    order = conversation.order(
        "of more than 1 and of two pieces, to refund",
        lambda order: order.unit < 1 < order.paid and sum(product.quantity for product in order.products) > 1,
    )
    refunding = Refunding(conversation, order)
    refunding.must_accept_refund(
        f"A refund of all but {three}", excused=True, ServiceGestureAmount=order.paid - three
    )
    pieces = [product for product in order.products for _ in range(int(product.quantity))][:2]
    amounts = (Decimal("0.1"), Decimal("0.2"))
    lines = [
        refunding.part(piece, RefundAmount=amount) for piece, amount in zip(pieces, amounts, strict=True)
    ]
    refunding.must_accept_refund(
        f"A refund of 0.1 for one piece and of 0.2 for another, of the {three} that are left,",
        lines,
        excused=True,
    )


@also_tests("refund-exact")
def _exact_remainder(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    paid, unit = refunding.order.paid, refunding.unit
    first = lost_in_subtraction(paid, unit)
    refunding.must_accept_refund(f"A refund of {first}", excused=True, ServiceGestureAmount=first)
    refunding.must_accept_refund(
        f"A refund of the {paid - first} that are left", excused=True, ServiceGestureAmount=paid - first
    )
