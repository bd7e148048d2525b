"""UpdateOrderStatus, and the JSON in its query string.

Invariants: only statuses that the fixtures name are sent where they may mean something to the server; texts
that are to come back go out in members that the fixtures say are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, unquote

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    Reply,
    RuleViolationError,
)
from order_contract.check.scenarios.order_queries import DETAILS, details, international, members, text
from order_contract.check.scenarios.scenario import EVERY_KIND, RuleGroup
from order_contract.check.server_data import KnownOrder, Status
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.wire import codec

GROUP: Final = RuleGroup("status-rules", "globale")
QUERY: Final = RuleGroup("json-in-query", "globale")
UPDATE: Final = "updateOrderStatus"
rule, also_tests = GROUP.rule, GROUP.also_tests
TEXTS: Final[Mapping[str, str]] = {
    "a blank": "two words",
    "letters beyond ASCII": "Größe 東京 😀",
    "a plus": "1+1",
    "a percent sign": "100% %41 %2B",
    "an ampersand and a hash": "a&b=c#d",
    "quotes and a backslash": 'say "no" \\ yes',
    "braces": '{"a":[1]}',
}


def status_of(order: KnownOrder, status: Status, **more: Any) -> dict[str, Any]:
    """An OrderStatusDetails without a reason."""
    return {
        "OrderId": order.order_id,
        "OrderStatus": {"OrderStatusCode": status.code, "Name": status.name},
        **more,
    }


def reason_of(status: Status) -> dict[str, Any] | None:
    """The reason that goes with a status."""
    return (
        {"OrderStatusReasonCode": status.reason, "Name": status.reason_name or status.reason}
        if status.reason
        else None
    )


def _update(
    conversation: Conversation, header: Mapping[str, Any], *, expected: Expectation = Expectation.BY_DOCUMENT
) -> Reply:
    return conversation.ask(UPDATE, query={"orderStatus": header}, expected=expected)


def _order(conversation: Conversation) -> KnownOrder:
    return conversation.order("to change", lambda order: True)


@rule("status-taken", "A status of the merchant's is taken.", "003:298", UPDATE, needs=("status",))
def _taken(conversation: Conversation) -> None:
    status = conversation.given(conversation.globale.status, "status")
    conversation.must_accept(
        _update(conversation, status_of(_order(conversation), status, OrderStatusReason=reason_of(status))),
        "A status with its reason",
    )


@rule(
    "status-shown",
    "The status that was set is the one that is read.",
    "003:298",
    UPDATE,
    DETAILS,
    needs=("status", "shows.status"),
    rounds=EVERY_KIND,
)
def _shown(conversation: Conversation) -> None:
    order, status = _order(conversation), conversation.given(conversation.globale.status, "status")
    conversation.must_accept(
        _update(conversation, status_of(order, status, OrderStatusReason=reason_of(status))),
        "A status with its reason",
    )
    if details(conversation, order).get("StatusCode") != status.code:
        raise RuleViolationError(
            f"After UpdateOrderStatus with {status.code}, GetOrdersDetails shows another StatusCode.",
            "StatusCode",
        )


@rule(
    "status-reason-shown",
    "The reason that was set is the one that is read.",
    "003:300",
    UPDATE,
    DETAILS,
    needs=("status", "shows.reason"),
    evidence="declared",
)
def _reason_shown(conversation: Conversation) -> None:
    order, status = _order(conversation), conversation.given(conversation.globale.status, "status")
    reason = conversation.given(reason_of(status), "status.reason")
    conversation.must_accept(
        _update(conversation, status_of(order, status, OrderStatusReason=reason)), "A status with its reason"
    )
    if (
        members(details(conversation, order).get("OrderStatusReason")).get("OrderStatusReasonCode")
        != status.reason
    ):
        raise RuleViolationError(
            "After UpdateOrderStatus, GetOrdersDetails shows another OrderStatusReason.", "OrderStatusReason"
        )


@rule(
    "status-cancel-reason",
    "A cancellation without a reason is refused.",
    "003:300",
    UPDATE,
    needs=("cancellation",),
    evidence="inferred",
)
def _cancel_reason(conversation: Conversation) -> None:
    order, status = (
        _order(conversation),
        conversation.given(conversation.globale.cancellation, "cancellation"),
    )
    conversation.must_refuse(
        _update(conversation, status_of(order, status), expected=Expectation.UNSPECIFIED),
        "A cancellation without a reason",
        location="orderStatus.OrderStatusReason",
    )
    reply = _update(
        conversation, status_of(order, status, OrderStatusReason=None), expected=Expectation.UNSPECIFIED
    )
    conversation.must_refuse(
        reply, "A cancellation whose reason is null", location="orderStatus.OrderStatusReason"
    )
    empty = {"OrderStatusReasonCode": "", "Name": ""}
    reply = _update(
        conversation, status_of(order, status, OrderStatusReason=empty), expected=Expectation.UNSPECIFIED
    )
    conversation.must_refuse(
        reply, "A cancellation whose reason is empty", location="orderStatus.OrderStatusReason"
    )
    reason = conversation.given(reason_of(status), "cancellation.reason")
    conversation.must_accept(
        _update(conversation, status_of(order, status, OrderStatusReason=reason)),
        "A cancellation with its reason",
    )


@rule(
    "status-refused-whole",
    "A status that is refused changes nothing.",
    "003:300",
    UPDATE,
    DETAILS,
    needs=("cancellation", "shows.status"),
    evidence="inferred",
)
def _refused_whole(conversation: Conversation) -> None:
    order, status = (
        _order(conversation),
        conversation.given(conversation.globale.cancellation, "cancellation"),
    )
    before = details(conversation, order)
    reply = _update(
        conversation, status_of(order, status, TrackingNumber="RULE-NUMBER"), expected=Expectation.UNSPECIFIED
    )
    if reply.accepted:
        raise NotTestedError(
            "The cancellation without a reason was accepted, which is reported as status-cancel-reason."
        )
    if details(conversation, order) != before:
        raise RuleViolationError("A status that was refused has changed the order.")


@rule(
    "status-unknown-order",
    "A status of an order that does not exist is refused.",
    "001:25",
    UPDATE,
    needs=("status",),
    evidence="inferred",
)
def _unknown_order(conversation: Conversation) -> None:
    status = conversation.given(conversation.globale.status, "status")
    header = {
        **status_of(conversation.globale.orders[0], status, OrderStatusReason=reason_of(status)),
        "OrderId": conversation.globale.unknown_order,
    }
    conversation.must_refuse(
        _update(conversation, header, expected=Expectation.UNSPECIFIED),
        "A status of an unknown order",
        location="orderStatus.OrderId",
    )


@rule(
    "status-other-orders",
    "A status changes its own order only.",
    "003:306, 001:25",
    UPDATE,
    DETAILS,
    needs=("status",),
)
def _other_orders(conversation: Conversation) -> None:
    order, status = _order(conversation), conversation.given(conversation.globale.status, "status")
    other = conversation.order("to leave alone", fresh=False)
    before = details(conversation, other)
    conversation.must_accept(
        _update(conversation, status_of(order, status, OrderStatusReason=reason_of(status))),
        "A status with its reason",
    )
    if details(conversation, other) != before:
        raise RuleViolationError("A status of one order has changed another.")


@rule(
    "status-tracking-number",
    "The tracking number of a status is the order's.",
    "001:28",
    UPDATE,
    DETAILS,
    needs=("status", "shows.tracking-number"),
    evidence="declared",
    rounds=EVERY_KIND,
)
def _tracking_number(conversation: Conversation) -> None:
    order, status = _order(conversation), conversation.given(conversation.globale.status, "status")
    header = status_of(order, status, OrderStatusReason=reason_of(status), TrackingNumber="RULE0001")
    conversation.must_accept(_update(conversation, header), "A status with a tracking number")
    if international(details(conversation, order)).get("OrderTrackingNumber") != "RULE0001":
        raise RuleViolationError(
            "The tracking number of a status is not the one that is read.", "orderStatus.TrackingNumber"
        )


@rule(
    "status-tracking-url",
    "A TrackingURL overrides the other tracking members.",
    "001:31",
    UPDATE,
    DETAILS,
    needs=("status", "shows.tracking-url"),
)
def _tracking_url(conversation: Conversation) -> None:
    order, status = _order(conversation), conversation.given(conversation.globale.status, "status")
    url = "https://carrier.example/Track?id=AbC%20-1&lang=en"
    header = status_of(
        order,
        status,
        OrderStatusReason=reason_of(status),
        TrackingServiceSite="https://other.example/",
        TrackingNumber="RULE0002",
        TrackingURL=url,
    )
    conversation.must_accept(_update(conversation, header), "A status with a tracking URL")
    shown = text(international(details(conversation, order)).get("OrderTrackingUrl"))
    # 002:96 shows it percent-encoded; whether the number is shown beside it is open
    if url not in (shown, unquote(shown)):
        raise RuleViolationError(
            "The tracking URL of a status is not the one that is read.", "orderStatus.TrackingURL"
        )


@QUERY.rule(
    "query-text",
    "A text in the query's JSON is taken as it was sent.",
    "003:303",
    UPDATE,
    DETAILS,
    needs=("status", "shows.reason"),
    evidence="declared",
)
def _text(conversation: Conversation) -> None:
    order, status = _order(conversation), conversation.given(conversation.globale.status, "status")
    for about, sent in TEXTS.items():
        header = status_of(
            order, status, OrderStatusReason={"OrderStatusReasonCode": status.reason or "1009", "Name": sent}
        )
        conversation.must_accept(
            _update(conversation, header),
            f"A status with {about} in its JSON",
            location=about,
            graded=Grade.SHOULD,  # what is declared is that a reason that was taken is shown
        )
        if members(details(conversation, order).get("OrderStatusReason")).get("Name") != sent:
            raise RuleViolationError(
                f"A text with {about} in the query's JSON is not the one that is read.", about
            )


@QUERY.rule(
    "query-plus",
    "A blank in the query can be written as `+` and as `%20`.",
    "003:303",
    UPDATE,
    DETAILS,
    needs=("status", "shows.reason"),
    evidence="inferred",
)
def _plus(conversation: Conversation) -> None:
    order, status = _order(conversation), conversation.given(conversation.globale.status, "status")
    for place, (written, sent) in enumerate((("+", "by plus sign"), ("%20", "by percent code"))):
        header = status_of(
            order, status, OrderStatusReason={"OrderStatusReasonCode": status.reason or "1009", "Name": sent}
        )
        encoded = quote(codec.dumps(header).decode(), safe="").replace("%20", written)
        conversation.must_accept(
            conversation.ask(UPDATE, raw_query=f"orderStatus={encoded}"),
            f"A status with a blank written as {written}",
            location=f"blank-{place}",
        )
        if members(details(conversation, order).get("OrderStatusReason")).get("Name") != sent:
            raise RuleViolationError(
                f"A blank written as {written} in the query is not read as a blank.", f"blank-{place}"
            )


@QUERY.rule(
    "query-equals",
    "A value of the query holds every `=` behind the first, as the samples write it.",
    "003:193, 003:303",
    UPDATE,
    needs=("status",),
    evidence="example",
)
def _equals(conversation: Conversation) -> None:
    order, status = _order(conversation), conversation.given(conversation.globale.status, "status")
    for sign, graded in (("=", None), (";", Grade.SHOULD)):
        url = f"https://carrier.example/track?id{sign}1"
        header = status_of(order, status, OrderStatusReason=reason_of(status), TrackingURL=url)
        encoded = quote(codec.dumps(header).decode(), safe=sign)
        conversation.must_accept(
            conversation.ask(UPDATE, raw_query=f"orderStatus={encoded}", expected=Expectation.UNSPECIFIED),
            f"A status whose JSON has {sign} as it is",
            location=f"orderStatus {sign}",
            graded=graded,
        )


@QUERY.rule(
    "query-whole",
    "The query's JSON is one object and nothing else, and it stands in the query.",
    "003:193, 003:303",
    UPDATE,
    needs=("status",),
    evidence="inferred",
)
def _whole(conversation: Conversation) -> None:
    order, status = _order(conversation), conversation.given(conversation.globale.status, "status")
    text_ = codec.dumps(status_of(order, status, OrderStatusReason=reason_of(status))).decode()
    for about, query, body in (
        ("with more text behind it", {"orderStatus": f"{text_}x"}, None),
        ("in an array", {"orderStatus": f"[{text_}]"}, None),
        ("in the body", {}, text_.encode()),
    ):
        reply = conversation.ask(UPDATE, query=query, body=body, expected=Expectation.UNSPECIFIED)
        conversation.must_refuse(reply, f"A status whose JSON comes {about}", location=f"orderStatus {about}")


@QUERY.rule(
    "query-order-id",
    "The order that the query's JSON names is the one that changes.",
    "003:306, 001:25",
    UPDATE,
    DETAILS,
    needs=("status", "shows.status"),
)
def _order_id(conversation: Conversation) -> None:
    status = conversation.given(conversation.globale.status, "status")
    for _ in range(2):
        order = conversation.order("to change, two of them")
        conversation.must_accept(
            _update(conversation, status_of(order, status, OrderStatusReason=reason_of(status))),
            "A status with its reason",
        )
        if text(details(conversation, order).get("StatusCode")) != status.code:
            raise RuleViolationError(
                "A status changed another order than the one that it names.", "orderStatus.OrderId"
            )
