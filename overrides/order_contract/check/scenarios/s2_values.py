"""Values that S2 cannot take: null where the table forbids it, texts that are not times, amounts below zero.

Invariant: each update has one such value and is complete otherwise, so its refusal can have no other reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import Conversation, RuleViolationError
from order_contract.check.scenarios.order_queries import members
from order_contract.check.scenarios.s2_order import UPDATE, body_of, moment, order_of, send, updated
from order_contract.check.scenarios.scenario import RuleGroup

GROUP: Final = RuleGroup("s2", "s2")
rule = GROUP.rule


def _refuses(
    conversation: Conversation, name: str, values: Iterable[tuple[Any, str]], graded: Grade | None = None
) -> None:
    order = order_of(conversation)
    for value, words in values:
        reply = send(conversation, order, body_of(order, **{name: value}))
        conversation.must_refuse(
            reply, f"An update whose {name} is {words}", location=f"body.{name}", graded=graded
        )


@rule("s2-no-null", "channelShippingMethod is never null; an empty string stands for none.", "004:21", UPDATE)
def _no_null(conversation: Conversation) -> None:
    _refuses(conversation, "channelShippingMethod", [(None, "null")])


@rule(
    "s2-required",
    "What the table requires cannot be left out.",
    "004:20-28",
    UPDATE,
)
def _required(conversation: Conversation) -> None:
    order = order_of(conversation)
    for name in ("meta", "channelShippingMethod", "channelOrderDate", "currencyId", "items", "attachments"):
        body = {member: value for member, value in body_of(order).items() if member != name}
        conversation.must_refuse(
            send(conversation, order, body), f"An update without {name}", location=f"body.{name}"
        )


@rule("s2-date-text", "channelOrderDate is a date with time and offset.", "004:22", UPDATE)
def _date_text(conversation: Conversation) -> None:
    _refuses(conversation, "channelOrderDate", [("yesterday", '"yesterday"'), ("", "empty"), ([], "a list")])


@rule(
    "s2-date-real",
    "A date that no calendar has, or that has no offset, is refused.",
    "004:22",
    UPDATE,
    evidence="inferred",
)
def _date_real(conversation: Conversation) -> None:
    for name in ("channelOrderDate", "shipByDate", "deliveryByDate"):
        _refuses(
            conversation,
            name,
            [
                ("2031-02-31T07:08:09Z", "of February 31"),
                ("2031-02-03T25:08:09Z", "of the hour 25"),
                ("2031-02-03T07:08:09", "without an offset"),
                ("2031-02-03T07:08:09.123", "without an offset"),
            ],
        )


@rule(
    "s2-date-digits",
    "Seconds have three, six or seven digits after the point, or none.",
    "004:22, 004:98",
    UPDATE,
    evidence="inferred",
)
def _date_digits(conversation: Conversation) -> None:
    for digits in ("", ".1", ".123", ".12345", ".123456", ".1234567"):
        sent = f"2031-02-03T07:08:09{digits}Z"
        shown = updated(conversation, channelOrderDate=sent).get("channelOrderDate")
        if moment(shown) != moment(sent):
            raise RuleViolationError(f"The time {sent} comes back as another moment.", "channelOrderDate")


@rule(
    "s2-odd-values",
    "Quantities and prices below zero are refused.",
    "004:70-71",
    UPDATE,
    evidence="inferred",
)
def _odd_values(conversation: Conversation) -> None:
    item = body_of(order_of(conversation))["items"][0]
    for name in ("quantity", "unitPrice"):
        _refuses(conversation, "items", [([{**item, name: -1}], f"a line whose {name} is -1")])


@rule(
    "s2-foreign-order",
    "An order of another organisation is not updated.",
    "004:13",
    UPDATE,
    needs=("foreign_order",),
    evidence="inferred",
)
def _foreign_order(conversation: Conversation) -> None:
    order = order_of(conversation)
    foreign = conversation.given(conversation.s2.foreign_order, "foreign_order")
    conversation.must_refuse(
        send(conversation, order, body_of(order), foreign),
        "An update of an order of another organisation",
        location="orderId",
    )


@rule(
    "s2-channel-id",
    "The path holds the order's id in S2, not the one of the sales channel.",
    "004:7, 004:94",
    UPDATE,
    evidence="inferred",
)
def _channel_id(conversation: Conversation) -> None:
    order = order_of(conversation)
    shown = members(updated(conversation))
    for name in ("channelOrderId", "channelOrderIdAlt"):
        other = shown.get(name)
        if isinstance(other, str) and other and other.casefold() != order.order_id.casefold():
            reply = send(conversation, order, body_of(order), other)
            updated_id = members(reply.value).get("id")
            if reply.accepted and str(updated_id or order.order_id).casefold() != order.order_id.casefold():
                continue  # a new order, or another: that one was left alone
            conversation.must_refuse(
                reply,
                f"An update of the order whose {name} is in the path",
                location="orderId",
            )
