"""The JSON in the query string of UpdateOrderStatus.

Invariant: texts that are to come back go out in members that the fixtures say are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import Conversation, RuleViolationError
from order_contract.check.scenarios.order_queries import DETAILS, details, members
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.scenarios.update_status import (
    UPDATE,
    must_show_status,
    order_to_change,
    reason_of,
    shown_status,
    status_of,
    update,
)
from order_contract.check.server_data import KnownOrder, Status
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.wire import codec

GROUP: Final = RuleGroup("json-in-query", "globale")
rule = GROUP.rule
TEXTS: Final[Mapping[str, str]] = {
    "a blank": "two words",
    "letters beyond ASCII": "Größe 東京 😀",
    "a plus": "1+1",
    "a percent sign": "100% %41 %2B",
    "an ampersand and a hash": "a&b=c#d",
    "quotes and a backslash": 'say "no" \\ yes',
    "braces": '{"a":[1]}',
}


def _order_again(conversation: Conversation, order: KnownOrder) -> KnownOrder:
    """The order as it was before, where a reset is known: a server may refuse a status that is the order's
    already.
    """
    if conversation.globale.reset is None:
        return order
    conversation.put_back()
    return order_to_change(conversation)


def _with_text(order: KnownOrder, status: Status, sent: str) -> Mapping[str, Any]:
    """A status with a text in its JSON: the name of its reason."""
    reason = {"OrderStatusReasonCode": status.reason or "1009", "Name": sent}
    return status_of(order, status, OrderStatusReason=reason)


def _shown_text(conversation: Conversation, order: KnownOrder) -> Any:
    return members(details(conversation, order).get("OrderStatusReason")).get("Name")


@rule(
    "query-text",
    "A text in the query's JSON is taken as it was sent.",
    "003:303",
    UPDATE,
    DETAILS,
    needs=("status", "shows.reason"),
    evidence="declared",
)
def _text(conversation: Conversation) -> None:
    order, status = order_to_change(conversation), conversation.given(conversation.globale.status, "status")
    for about, sent in TEXTS.items():
        order = _order_again(conversation, order)
        header = _with_text(order, status, sent)
        conversation.must_accept(
            update(conversation, header),
            f"A status with {about} in its JSON",
            location=about,
            graded=Grade.SHOULD,  # what is declared is that a reason that was taken is shown
        )
        if _shown_text(conversation, order) != sent:
            raise RuleViolationError(
                f"A text with {about} in the query's JSON is not the one that is read.", about
            )


@rule(
    "query-plus",
    "A blank in the query can be written as `+` and as `%20`.",
    "003:303",
    UPDATE,
    DETAILS,
    needs=("status", "shows.reason"),
    evidence="inferred",
)
def _plus(conversation: Conversation) -> None:
    order, status = order_to_change(conversation), conversation.given(conversation.globale.status, "status")
    for place, (written, sent) in enumerate((("+", "by plus sign"), ("%20", "by percent code"))):
        order = _order_again(conversation, order)
        header = _with_text(order, status, sent)
        encoded = quote(codec.dumps(header).decode(), safe="").replace("%20", written)
        conversation.must_accept(
            conversation.ask(UPDATE, raw_query=f"orderStatus={encoded}"),
            f"A status with a blank written as {written}",
            location=f"blank-{place}",
        )
        if _shown_text(conversation, order) != sent:
            raise RuleViolationError(
                f"A blank written as {written} in the query is not read as a blank.", f"blank-{place}"
            )


@rule(
    "query-equals",
    "A value of the query holds every `=` behind the first, as the samples write it.",
    "003:193, 003:303",
    UPDATE,
    needs=("status",),
    evidence="example",
)
def _equals(conversation: Conversation) -> None:
    order, status = order_to_change(conversation), conversation.given(conversation.globale.status, "status")
    for sign, graded in (("=", None), (";", Grade.SHOULD)):
        order = _order_again(conversation, order)
        url = f"https://carrier.example/track?id{sign}1"
        header = status_of(order, status, OrderStatusReason=reason_of(status), TrackingURL=url)
        encoded = quote(codec.dumps(header).decode(), safe=sign)
        conversation.must_accept(
            conversation.ask(UPDATE, raw_query=f"orderStatus={encoded}", expected=Expectation.UNSPECIFIED),
            f"A status whose JSON has {sign} as it is",
            location=f"orderStatus {sign}",
            graded=graded,
        )


@rule(
    "query-whole",
    "The query's JSON is one object and nothing else, and it stands in the query.",
    "003:193, 003:303",
    UPDATE,
    needs=("status",),
    evidence="inferred",
)
def _whole(conversation: Conversation) -> None:
    order, status = order_to_change(conversation), conversation.given(conversation.globale.status, "status")
    text_ = codec.dumps(status_of(order, status, OrderStatusReason=reason_of(status))).decode()
    for about, query, body in (
        ("with more text behind it", {"orderStatus": f"{text_}x"}, None),
        ("in an array", {"orderStatus": f"[{text_}]"}, None),
        ("in the body", {}, text_.encode()),
    ):
        reply = conversation.ask(UPDATE, query=query, body=body, expected=Expectation.UNSPECIFIED)
        conversation.must_refuse(reply, f"A status whose JSON comes {about}", location=f"orderStatus {about}")


@rule(
    "query-order-id",
    "The order that the query's JSON names is the one that changes.",
    "003:306, 001:25",
    UPDATE,
    DETAILS,
    needs=("status", "shows.status"),
)
def _order_id(conversation: Conversation) -> None:
    status = conversation.given(conversation.globale.status, "status")
    orders = [conversation.order("to change, two of them") for _ in range(2)]
    for order in reversed(orders):  # a server that takes the first order for every order changes that
        (other,) = (known for known in orders if known is not order)
        before = [shown_status(conversation, known) for known in (order, other)]
        conversation.must_accept(
            update(conversation, status_of(order, status, OrderStatusReason=reason_of(status))),
            "A status with its reason",
        )
        try:
            must_show_status(conversation, order, before[0], "a status of the order", "orderStatus.OrderId")
        except RuleViolationError as broken:
            if shown_status(conversation, other) != before[1]:
                broken.message = "A status changed another order than the one that it names."
            raise
