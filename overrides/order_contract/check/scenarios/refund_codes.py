"""CreateOrderRefund: what the documents say of refunds, seen from outside by what can be refunded afterwards.

Invariant: a request meets one documented condition only, so that the code of its refusal is certain; money is
taken as goodwill or at the order's own prices, for which no other limit is documented than the remainder.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import Conversation, NotTestedError, RuleViolationError
from order_contract.check.scenarios.refunding import REFUND, Refunding, header_of, is_response_info
from order_contract.check.scenarios.refusal_texts import must_say
from order_contract.check.scenarios.scenario import EVERY_KIND, RuleGroup
from order_contract.check.wire_rules.expectation import Expectation

GROUP: Final = RuleGroup("refund-rules", "globale")
rule, also_tests = GROUP.rule, GROUP.also_tests


@rule(
    "refund-1001",
    "An order that is fully refunded cannot be refunded again: code 1001.",
    "003:43",
    REFUND,
    rounds=EVERY_KIND,
)
def _again(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    refunding.must_accept_refund("A full refund", FullRefund=True)
    refunding.must_refuse_refund("1001", "A second full refund of the same order", FullRefund=True)


@also_tests("refund-1001")
def _more_after_all(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    refunding.must_accept_refund("A full refund", FullRefund=True)
    refunding.must_refuse_refund(
        "1001", "A refund of an order that is fully refunded", ServiceGestureAmount=refunding.unit
    )
    refunding.must_refuse_refund(
        "1001",
        "A refund of a product of an order that is fully refunded",
        [refunding.part(refunding.product, RefundAmount=refunding.unit)],
    )


@rule(
    "refund-1001-cancelled",
    "A cancelled order cannot be refunded: code 1001.",
    "003:43",
    "updateOrderStatus",
    REFUND,
)
def _cancelled(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    status = conversation.given(conversation.globale.cancellation, "cancellation")
    reason = {"OrderStatusReasonCode": status.reason, "Name": status.reason_name or status.reason}
    header = {
        "OrderId": refunding.order.order_id,
        "OrderStatus": {"OrderStatusCode": status.code, "Name": status.name},
        "OrderStatusReason": reason,
    }
    conversation.must_accept(
        conversation.ask("updateOrderStatus", query={"orderStatus": header}), "A cancellation with its reason"
    )
    refunding.ledger.cancelled = True
    try:
        refunding.must_refuse_refund("1001", "A refund of a cancelled order", FullRefund=True)
    except RuleViolationError as broken:
        broken.graded = Grade.SHOULD  # when a status takes effect is not documented
        raise


@also_tests("refund-1001-cancelled")
def _cancelled_before(conversation: Conversation) -> None:
    cancelled = conversation.given(conversation.globale.cancelled_order, "cancelled_order")
    for query in (
        header_of(cancelled, ServiceGestureAmount=Decimal("1")),
        header_of(cancelled, FullRefund=True),
    ):
        reply = conversation.ask(REFUND, query={"orderRefund": query}, expected=Expectation.UNSPECIFIED)
        conversation.must_refuse(
            reply, "A refund of an order that is cancelled", "1001", location="orderRefund.OrderId"
        )


@rule(
    "refund-1002",
    "A refund of more than is left of the order is refused: code 1002.",
    "003:44",
    REFUND,
    rounds=EVERY_KIND,
)
def _too_much(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    more = refunding.order.paid + refunding.unit
    for name in ("ServiceGestureAmount", "ShippingAmount", "DutiesAmount"):
        header: dict[str, Any] = {name: more}
        refunding.must_refuse_refund(
            "1002", f"{more} as {name}, of an order of {refunding.order.paid},", **header
        )
    refunding.must_refuse_refund(
        "1002",
        f"{more} for a product, of an order of {refunding.order.paid},",
        [refunding.part(refunding.product, RefundAmount=more)],
    )


@also_tests("refund-1002")
def _too_much_over_several(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    half = (refunding.order.paid / 2).quantize(refunding.unit)
    refunding.must_accept_refund("A refund of half the order", excused=True, ServiceGestureAmount=half)
    refunding.must_refuse_refund(
        "1002",
        "A second refund, with which the order would be refunded beyond what was paid,",
        ServiceGestureAmount=half + 2 * refunding.unit,
    )


@rule(
    "refund-1003",
    "A negative quantity is refused: code 1003.",
    "003:45",
    REFUND,
    rounds=EVERY_KIND,
)
def _negative_quantity(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    refunding.must_refuse_refund(
        "1003", "A refund of -1 pieces", [refunding.part(refunding.product, -1, RefundAmount=refunding.unit)]
    )


@rule(
    "refund-odd-quantity",
    "A quantity of no piece, or of half a piece, is refused: code 1003.",
    "003:45",
    REFUND,
    needs=("refuses.odd-quantities",),
    evidence="declared",
)
def _odd_quantity(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    for quantity in (Decimal(0), Decimal("0.5")):
        reply = refunding.send(
            [refunding.part(refunding.product, quantity, RefundAmount=refunding.unit)],
            expected=Expectation.UNSPECIFIED,
        )
        conversation.must_refuse(reply, f"A refund of {quantity} pieces", "1003")


@rule("refund-1004", "A refund that names nothing to refund is refused: code 1004.", "003:46", REFUND)
def _nothing(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    refunding.must_refuse_refund("1004", "A refund without any component, and without a body,")
    refunding.must_refuse_refund(
        "1004", "A refund without any component, with an empty list of products,", []
    )


@rule(
    "refund-1005",
    "A cart item that the order does not have is refused: code 1005.",
    "003:47",
    REFUND,
    rounds=EVERY_KIND,
)
def _unknown_item(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    unknown = {"CartItemId": "no-such-cart-item", "RefundQuantity": 1, "RefundAmount": refunding.unit}
    refunding.must_refuse_refund("1005", "A refund of a cart item that the order does not have", [unknown])
    refunding.must_refuse_refund(
        "1005",
        "A refund whose second product the order does not have",
        [refunding.part(refunding.product, RefundAmount=refunding.unit), unknown],
    )


@also_tests("refund-1005")
def _item_of_another_order(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    own = {product.cart_item_id for product in refunding.order.products}
    others = [
        product
        for order in conversation.globale.orders
        for product in order.products
        if product.cart_item_id not in own
    ]
    if others:
        refunding.must_refuse_refund(
            "1005",
            "A refund of another order's cart item",
            [refunding.part(others[0], RefundAmount=refunding.unit)],
        )


@rule(
    "refund-1006",
    "More pieces than can still be refunded are refused: code 1006.",
    "003:48",
    REFUND,
    rounds=EVERY_KIND,
)
def _too_many(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    product, cent = refunding.product, refunding.unit
    refunding.must_refuse_refund(
        "1006",
        f"{product.quantity + 1} of {product.quantity} pieces",
        [refunding.part(product, product.quantity + 1, RefundAmount=cent)],
    )
    twice = [refunding.part(product, product.quantity, RefundAmount=cent)] * 2
    refunding.must_refuse_refund(
        "1006",
        f"Twice {product.quantity} of {product.quantity} pieces in one refund",
        twice,
        codes_graded=Grade.SHOULD,  # a server may refuse one item in two lines for that
    )


@also_tests("refund-1006")
def _too_many_over_several(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    product, cent = refunding.product, refunding.unit
    for _ in range(int(min(product.quantity, Decimal(5)))):
        refunding.must_accept_refund("A refund of one piece", [refunding.part(product, RefundAmount=cent)])
    left = product.quantity - refunding.ledger.pieces[product.cart_item_id]
    refunding.must_refuse_refund(
        "1006",
        "A refund of one piece more than was ordered, over several refunds,",
        [refunding.part(product, left + 1, RefundAmount=cent)],
    )


@rule(
    "refund-refused-whole", "A refund that is refused changes nothing.", "003:34", REFUND, evidence="inferred"
)
def _refused_whole(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    product, cent = refunding.product, refunding.unit
    unknown = {"CartItemId": "no-such-cart-item", "RefundQuantity": 1, "RefundAmount": cent}
    refunding.must_refuse_refund(
        "1005",
        "A refund whose second product the order does not have",
        [refunding.part(product, product.quantity), unknown],
    )
    refunding.must_refuse_refund(
        "1002",
        "A refund of too much",
        [refunding.part(product, product.quantity)],
        ServiceGestureAmount=refunding.order.paid,
    )
    refunding.must_refuse_refund(
        "1006",
        "A refund of one piece more than was ordered",
        [refunding.part(product, product.quantity + 1, RefundAmount=cent)],
    )
    everything = [refunding.part(product, product.quantity) for product in refunding.order.products]
    rest = refunding.order.paid - refunding.ledger.worth({}, everything)
    refunding.must_accept_refund(
        "After two refunds that were refused, a refund of the whole order",
        everything,
        excused=True,
        ServiceGestureAmount=rest,
    )


@rule(
    "refund-at-once",
    "Two refunds at the same time never take more than is left.",
    "003:44",
    REFUND,
    evidence="inferred",
)
def _at_once(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    header = header_of(refunding.order.order_id, ServiceGestureAmount=refunding.order.paid)
    both = conversation.at_once(REFUND, [{"orderRefund": header}] * 2)
    if all(reply.accepted for reply in both):
        raise RuleViolationError(
            f"Two refunds of {refunding.order.paid} at the same time were both accepted; "
            f"{refunding.order.paid} was paid."
        )


@rule(
    "refund-texts",
    "A refusal says what is documented with its code.",
    "003:43-48",
    REFUND,
    evidence="inferred",
)
def _texts_of_codes(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    unknown_item = {"CartItemId": "no-such-cart-item", "RefundQuantity": 1, "RefundAmount": refunding.unit}
    must_say(
        refunding.send(
            expected=Expectation.UNSPECIFIED, ServiceGestureAmount=refunding.order.paid + refunding.unit
        ),
        "1002",
    )
    must_say(refunding.send(expected=Expectation.UNSPECIFIED), "1004")
    must_say(refunding.send([unknown_item], expected=Expectation.UNSPECIFIED), "1005")


@rule(
    "refund-text-item",
    "The text of 1005 and of 1006 names the cart item.",
    "003:47-48, 003:51",
    REFUND,
    evidence="example",
)
def _text_names_item(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    product, cent = refunding.product, refunding.unit
    unknown_item = {"CartItemId": "no-such-cart-item", "RefundQuantity": 1, "RefundAmount": cent}
    for code, line in (
        ("1005", unknown_item),
        ("1006", refunding.part(product, product.quantity + 1, RefundAmount=cent)),
    ):
        reply = refunding.send([line], expected=Expectation.UNSPECIFIED)
        if reply.accepted or (reply.names_code and reply.code != code):
            raise NotTestedError(f"The refusal does not come by {code}, which is reported elsewhere.")
        texts = reply.value.values() if isinstance(reply.value, dict) else ()
        if not any(str(line["CartItemId"]) in text for text in texts if isinstance(text, str)):
            raise RuleViolationError(
                f"The refusal by {code} does not name the cart item {line['CartItemId']}.",
                code,
                # the sample is an ErrorInfo; the Reason of a ResponseInfo is optional (003:284-285)
                graded=None if reply.names_code else Grade.SHOULD,
            )


@rule(
    "refund-envelope",
    "Refusals of refunds come as ErrorInfo or as ResponseInfo, by the account's setting.",
    "003:34-39",
    REFUND,
)
def _envelope(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    responses = [
        refunding.must_refuse_refund(
            "1002", "A refund of too much", ServiceGestureAmount=refunding.order.paid + refunding.unit
        ),
        refunding.must_refuse_refund(
            "1006",
            "A refund of too many",
            [refunding.part(refunding.product, refunding.product.quantity + 1, RefundAmount=refunding.unit)],
        ),
        refunding.must_refuse_refund("1004", "A refund of nothing"),
    ]
    kinds = {is_response_info(reply) for reply in responses}
    if len(kinds) > 1:
        raise RuleViolationError("Some refusals of refunds come as ErrorInfo, others as ResponseInfo.")
    stated = conversation.globale.error_info
    if stated is not None and kinds == {stated}:
        raise RuleViolationError(
            f"Refusals of refunds come as {'ResponseInfo' if stated else 'ErrorInfo'}, "
            f"the fixtures say error_info = {str(stated).lower()}."
        )
