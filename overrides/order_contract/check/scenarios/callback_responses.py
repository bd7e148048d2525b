"""The response of a merchant's endpoint to a notice: for which order, in what words, and whatever its
spelling.

Invariant: the notices are about orders that the endpoint knows, so a refusal is a fault.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.callback import NOTICE, must_acknowledge, notify, order_of
from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    Reply,
    RuleViolationError,
)
from order_contract.check.scenarios.order_queries import members
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.scenarios.spellings import spellings
from order_contract.check.server_data import MerchantOrder
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.check.wire_rules.leaks import texts_of
from order_contract.wire import codec

GROUP: Final = RuleGroup("callback-receivers", "merchant")
rule, also_tests = GROUP.rule, GROUP.also_tests


@rule(
    "notice-order-of-members",
    "The order of the members, and how JSON is written, do not count.",
    "RFC 8259 4, 7",
    NOTICE,
    evidence="inferred",
)
def _order_of_members(conversation: Conversation) -> None:
    order, guid = order_of(conversation), conversation.session.credentials.merchant_guid
    members_ = {
        "StatusCode": conversation.merchant.statuses[0],
        "OrderId": order.order_id,
        "PriceCoefficientRate": 1,
    }
    plain = codec.dumps({**members_, "MerchantGUID": guid} if guid else members_)
    for about, body in spellings(plain):
        reply = conversation.ask(NOTICE, body=body, expected=Expectation.UNSPECIFIED)
        conversation.must_accept(reply, f"A notice {about}", location=about)


@rule(
    "notice-card", "A success repeats nothing of the customer's card.", "002:92", NOTICE, evidence="inferred"
)
def _card(conversation: Conversation) -> None:
    digits = "7391"
    shown = re.compile(f"(?<![0-9a-f]){digits}(?![0-9a-f])")  # not a part of a time or of another id
    reply = notify(
        conversation, InternationalDetails={"CardNumberLastFourDigits": digits, "CurrencyCode": "SGD"}
    )
    if reply.accepted and any(map(shown.search, texts_of(reply.value))):
        raise RuleViolationError("The response shows the last digits of the customer's card.")


@rule(
    "notice-answer-order",
    "The response's OrderId is the order's id on the merchant's site.",
    "002:71, 002:131",
    NOTICE,
    evidence="example",
)
def _answer_order(conversation: Conversation) -> None:
    for order in conversation.merchant.orders:
        if order.merchant_order_id is None:
            raise NotTestedError("The fixtures do not give merchant_order_id.")
        for reply in (
            must_acknowledge(conversation, "A notice of an order that is known", order),
            notify(conversation, order, MerchantOrderId=...),
        ):
            if reply.accepted:
                _names(order, reply)


@also_tests("notice-answer-order")
def _answer_order_is_text(conversation: Conversation) -> None:
    order = order_of(conversation)
    reply = must_acknowledge(conversation, "A notice of an order that is known", order)
    for name in ("OrderId", "InternalOrderId"):
        _names(order, reply, name)


def _names(order: MerchantOrder, reply: Reply, name: str = "OrderId") -> None:
    """The response names the order by the merchant's id, as the sample does, or at least by Global-e's.

    What an id of the merchant's own system is, no line says: a text and a number are open.
    """
    given = members(reply.value).get(name)
    if given in (None, "", order.merchant_order_id):
        return
    if name != "OrderId" and isinstance(given, str | int | Decimal) and not isinstance(given, bool):
        return
    if given == order.order_id:
        raise RuleViolationError(
            f"The response's {name} is Global-e's id of the order, not the one on the merchant's site.",
            name,
            graded=Grade.SHOULD,  # the member's name alone does not say whose id it is
        )
    raise RuleViolationError(
        f"The response's {name} is neither of the ids of the order.",
        name,
        kind="another id",
    )


@rule("notice-orders", "Each order gets a response of its own.", "002:67-71", NOTICE, evidence="inferred")
def _orders(conversation: Conversation) -> None:
    if len(conversation.merchant.orders) < 2:
        raise NotTestedError("The fixtures have less than two orders.")
    for order in (*conversation.merchant.orders, *conversation.merchant.orders[:1]):
        reply = must_acknowledge(
            conversation, "A notice of an order that is known", order, location="body.OrderId"
        )
        others = {
            other
            for known in conversation.merchant.orders
            for other in (known.order_id, known.merchant_order_id)
        } - {order.order_id, order.merchant_order_id}
        if reply.value.get("OrderId") in others:
            raise RuleViolationError("A notice is acknowledged for another order than its own.", "OrderId")
