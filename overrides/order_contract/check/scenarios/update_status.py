"""UpdateOrderStatus.

Invariants: only statuses that the fixtures name are sent where they may mean something to the server; what is
shown of a status or a reason may be the code that it is mapped to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote

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

GROUP: Final = RuleGroup("status-rules", "globale")
UPDATE: Final = "updateOrderStatus"
rule, also_tests = GROUP.rule, GROUP.also_tests


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


def update(
    conversation: Conversation, header: Mapping[str, Any], *, expected: Expectation = Expectation.BY_DOCUMENT
) -> Reply:
    """UpdateOrderStatus, whatever the response."""
    return conversation.ask(UPDATE, query={"orderStatus": header}, expected=expected)


def order_to_change(conversation: Conversation) -> KnownOrder:
    """Any order that nothing has changed yet."""
    return conversation.order("to change", lambda order: True)


def shown_status(conversation: Conversation, order: KnownOrder) -> str:
    """The StatusCode that GetOrdersDetails shows."""
    return text(details(conversation, order).get("StatusCode"))


def must_show_status(
    conversation: Conversation, order: KnownOrder, before: str, after: str, location: str
) -> None:
    """The status that is shown is the one that was sent, or another than before: Global-e may map the
    merchant's codes to its own (001:36).

    :param before: what was shown before the update.
    :param after: the update, for the sentence.
    """
    shown = shown_status(conversation, order)
    sent = conversation.given(conversation.globale.status, "status").code
    if shown != sent and shown.casefold() == sent.casefold():
        raise RuleViolationError(
            f"After {after}, GetOrdersDetails shows the code that was sent in other capitals, as {shown}.",
            location,
            graded=Grade.SHOULD,  # it may be what the code is mapped to
            kind="capitals",
        )
    if not shown or (shown == before and shown != sent):
        raise RuleViolationError(
            f"After {after}, GetOrdersDetails shows "
            + (f"the StatusCode from before, {shown}." if shown else "no StatusCode."),
            location,
        )


@rule("status-taken", "A status of the merchant's is taken.", "003:298", UPDATE, needs=("status",))
def _taken(conversation: Conversation) -> None:
    status = conversation.given(conversation.globale.status, "status")
    conversation.must_accept(
        update(
            conversation,
            status_of(order_to_change(conversation), status, OrderStatusReason=reason_of(status)),
        ),
        "A status with its reason",
    )


@rule(
    "status-shown",
    "A status that was set is the order's: its own code is read, or the one that it is mapped to.",
    "003:298, 001:36",
    UPDATE,
    DETAILS,
    needs=("status", "shows.status"),
    rounds=EVERY_KIND,
)
def _shown(conversation: Conversation) -> None:
    order, status = order_to_change(conversation), conversation.given(conversation.globale.status, "status")
    before = shown_status(conversation, order)
    conversation.must_accept(
        update(conversation, status_of(order, status, OrderStatusReason=reason_of(status))),
        "A status with its reason",
    )
    must_show_status(conversation, order, before, f"UpdateOrderStatus with {status.code}", "StatusCode")
    if status.code != status.name == shown_status(conversation, order):
        _must_not_show_names(conversation, status)


def _must_not_show_names(conversation: Conversation, status: Status) -> None:
    """The name that is shown is what the code is mapped to, and not the name that was sent."""
    conversation.put_back()
    order, name = order_to_change(conversation), "Rule"
    renamed = {"OrderStatusCode": status.code, "Name": name}
    update(conversation, status_of(order, status, OrderStatusReason=reason_of(status), OrderStatus=renamed))
    if shown_status(conversation, order) == name:
        raise RuleViolationError(
            "GetOrdersDetails shows the Name of a status as its StatusCode.", "StatusCode", kind="name"
        )


@rule(
    "status-reason-shown",
    "A reason that was set is the order's: its own code is read, or the one that it is mapped to.",
    "003:300, 001:43",
    UPDATE,
    DETAILS,
    needs=("status", "shows.reason"),
    evidence="declared",
)
def _reason_shown(conversation: Conversation) -> None:
    order, status = order_to_change(conversation), conversation.given(conversation.globale.status, "status")
    reason = conversation.given(reason_of(status), "status.reason")
    before = _shown_reason(conversation, order)
    conversation.must_accept(
        update(conversation, status_of(order, status, OrderStatusReason=reason)), "A status with its reason"
    )
    shown = _shown_reason(conversation, order)
    if not shown or (shown == before and shown != status.reason):
        raise RuleViolationError(
            "After UpdateOrderStatus, GetOrdersDetails shows "
            + ("the OrderStatusReason from before." if shown else "no OrderStatusReason."),
            "OrderStatusReason",
        )


def _shown_reason(conversation: Conversation, order: KnownOrder) -> str:
    return text(members(details(conversation, order).get("OrderStatusReason")).get("OrderStatusReasonCode"))


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
        order_to_change(conversation),
        conversation.given(conversation.globale.cancellation, "cancellation"),
    )
    conversation.must_refuse(
        update(conversation, status_of(order, status), expected=Expectation.UNSPECIFIED),
        "A cancellation without a reason",
        location="orderStatus.OrderStatusReason",
    )
    reply = update(
        conversation, status_of(order, status, OrderStatusReason=None), expected=Expectation.UNSPECIFIED
    )
    conversation.must_refuse(
        reply, "A cancellation whose reason is null", location="orderStatus.OrderStatusReason"
    )
    empty = {"OrderStatusReasonCode": "", "Name": ""}
    reply = update(
        conversation, status_of(order, status, OrderStatusReason=empty), expected=Expectation.UNSPECIFIED
    )
    conversation.must_refuse(
        reply, "A cancellation whose reason is empty", location="orderStatus.OrderStatusReason"
    )
    reason = conversation.given(reason_of(status), "cancellation.reason")
    conversation.must_accept(
        update(conversation, status_of(order, status, OrderStatusReason=reason)),
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
        order_to_change(conversation),
        conversation.given(conversation.globale.cancellation, "cancellation"),
    )
    before = details(conversation, order)
    reply = update(
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
        update(conversation, header, expected=Expectation.UNSPECIFIED),
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
    order, status = order_to_change(conversation), conversation.given(conversation.globale.status, "status")
    other = conversation.order("to leave alone", fresh=False)
    before = details(conversation, other)
    conversation.must_accept(
        update(conversation, status_of(order, status, OrderStatusReason=reason_of(status))),
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
    order, status = order_to_change(conversation), conversation.given(conversation.globale.status, "status")
    header = status_of(order, status, OrderStatusReason=reason_of(status), TrackingNumber="RULE0001")
    conversation.must_accept(update(conversation, header), "A status with a tracking number")
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
    order, status = order_to_change(conversation), conversation.given(conversation.globale.status, "status")
    url = "https://carrier.example/Track?id=AbC%20-1&lang=en"
    header = status_of(
        order,
        status,
        OrderStatusReason=reason_of(status),
        TrackingServiceSite="https://other.example/",
        TrackingNumber="RULE0002",
        TrackingURL=url,
    )
    conversation.must_accept(update(conversation, header), "A status with a tracking URL")
    shown = text(international(details(conversation, order)).get("OrderTrackingUrl"))
    # 002:96 shows it percent-encoded; whether the number is shown beside it is open
    if url not in (shown, unquote(shown)):
        raise RuleViolationError(
            "The tracking URL of a status is not the one that is read.", "orderStatus.TrackingURL"
        )
