"""UpdateOrderStatus, the JSON in its query string, and who may call.

Invariants: only statuses that the fixtures name are sent where they may mean something to the server; texts
that are to come back go out in members that the fixtures say are shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    Reply,
    RuleViolationError,
    Topic,
)
from order_contract.check.scenarios.order_queries import DETAILS, details, international, members, text
from order_contract.check.server_data import KnownOrder, Status
from order_contract.wire import codec

TOPIC: Final = Topic("status-rules", "globale")
QUERY: Final = Topic("json-in-query", "globale")
AUTH: Final = Topic("auth", "globale")
UPDATE: Final = "updateOrderStatus"
rule, also = TOPIC.rule, TOPIC.also
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


def _update(talk: Conversation, header: Mapping[str, Any], *, open_point: bool = False) -> Reply:
    return talk.ask(UPDATE, query={"orderStatus": header}, open_point=open_point)


def _order(talk: Conversation) -> KnownOrder:
    return talk.order("to change", lambda order: True)


@rule("status-taken", "A status of the merchant's is taken.", "003:298", UPDATE, needs=("status",))
def _taken(talk: Conversation) -> None:
    status = talk.given(talk.globale.status, "status")
    talk.must_accept(
        _update(talk, status_of(_order(talk), status, OrderStatusReason=reason_of(status))),
        "A status with its reason",
    )


@rule(
    "status-shown",
    "The status that was set is the one that is read.",
    "003:298",
    UPDATE,
    DETAILS,
    needs=("status", "shows.status"),
)
def _shown(talk: Conversation) -> None:
    order, status = _order(talk), talk.given(talk.globale.status, "status")
    talk.must_accept(
        _update(talk, status_of(order, status, OrderStatusReason=reason_of(status))),
        "A status with its reason",
    )
    if details(talk, order).get("StatusCode") != status.code:
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
)
def _reason_shown(talk: Conversation) -> None:
    order, status = _order(talk), talk.given(talk.globale.status, "status")
    reason = talk.given(reason_of(status), "status.reason")
    talk.must_accept(
        _update(talk, status_of(order, status, OrderStatusReason=reason)), "A status with its reason"
    )
    if members(details(talk, order).get("OrderStatusReason")).get("OrderStatusReasonCode") != status.reason:
        raise RuleViolationError(
            "After UpdateOrderStatus, GetOrdersDetails shows another OrderStatusReason.", "OrderStatusReason"
        )


@rule(
    "status-cancel-reason",
    "A cancellation without a reason is refused.",
    "003:300",
    UPDATE,
    needs=("cancellation",),
)
def _cancel_reason(talk: Conversation) -> None:
    order, status = _order(talk), talk.given(talk.globale.cancellation, "cancellation")
    talk.must_refuse(
        _update(talk, status_of(order, status), open_point=True),
        "A cancellation without a reason",
        where="orderStatus.OrderStatusReason",
    )
    said = _update(talk, status_of(order, status, OrderStatusReason=None), open_point=True)
    talk.must_refuse(said, "A cancellation whose reason is null", where="orderStatus.OrderStatusReason")
    empty = {"OrderStatusReasonCode": "", "Name": ""}
    said = _update(talk, status_of(order, status, OrderStatusReason=empty), open_point=True)
    talk.must_refuse(said, "A cancellation whose reason is empty", where="orderStatus.OrderStatusReason")
    reason = talk.given(reason_of(status), "cancellation.reason")
    talk.must_accept(
        _update(talk, status_of(order, status, OrderStatusReason=reason)), "A cancellation with its reason"
    )


@rule(
    "status-refused-whole",
    "A status that is refused changes nothing.",
    "003:300",
    UPDATE,
    DETAILS,
    needs=("cancellation", "shows.status"),
)
def _refused_whole(talk: Conversation) -> None:
    order, status = _order(talk), talk.given(talk.globale.cancellation, "cancellation")
    before = details(talk, order)
    said = _update(talk, status_of(order, status, TrackingNumber="RULE-NUMBER"), open_point=True)
    if said.accepted:
        raise NotTestedError(
            "The cancellation without a reason was carried out, which is reported as status-cancel-reason."
        )
    if details(talk, order) != before:
        raise RuleViolationError("A status that was refused has changed the order.")


@rule(
    "status-unknown-order",
    "A status of an order that does not exist is refused.",
    "001:25",
    UPDATE,
    needs=("status",),
)
def _unknown_order(talk: Conversation) -> None:
    status = talk.given(talk.globale.status, "status")
    header = {
        **status_of(talk.globale.orders[0], status, OrderStatusReason=reason_of(status)),
        "OrderId": talk.globale.unknown_order,
    }
    talk.must_refuse(
        _update(talk, header, open_point=True), "A status of an unknown order", where="orderStatus.OrderId"
    )


@rule(
    "status-other-orders",
    "A status changes its own order only.",
    "001:25",
    UPDATE,
    DETAILS,
    needs=("status",),
)
def _other_orders(talk: Conversation) -> None:
    order, status = _order(talk), talk.given(talk.globale.status, "status")
    other = talk.order("to leave alone", fresh=False)
    before = details(talk, other)
    talk.must_accept(
        _update(talk, status_of(order, status, OrderStatusReason=reason_of(status))),
        "A status with its reason",
    )
    if details(talk, other) != before:
        raise RuleViolationError("A status of one order has changed another.")


@rule(
    "status-tracking-number", "The tracking number of a status is the order's.", "001:28", UPDATE, DETAILS, needs=("status", "shows.tracking-number")
)  # fmt: skip
def _tracking_number(talk: Conversation) -> None:
    order, status = _order(talk), talk.given(talk.globale.status, "status")
    header = status_of(order, status, OrderStatusReason=reason_of(status), TrackingNumber="RULE0001")
    talk.must_accept(_update(talk, header), "A status with a tracking number")
    if international(details(talk, order)).get("OrderTrackingNumber") != "RULE0001":
        raise RuleViolationError(
            "The tracking number of a status is not the one that is read.", "orderStatus.TrackingNumber"
        )


@rule(
    "status-tracking-url", "A TrackingURL overrides the other tracking members.", "001:31", UPDATE, DETAILS, needs=("status", "shows.tracking-url")
)  # fmt: skip
def _tracking_url(talk: Conversation) -> None:
    order, status = _order(talk), talk.given(talk.globale.status, "status")
    before = international(details(talk, order)).get("OrderTrackingNumber")
    url = "https://carrier.example/track?id=1&lang=en"
    header = status_of(
        order, status, OrderStatusReason=reason_of(status), TrackingNumber="RULE0002", TrackingURL=url
    )
    talk.must_accept(_update(talk, header), "A status with a tracking URL")
    found = international(details(talk, order))
    if found.get("OrderTrackingUrl") != url:
        raise RuleViolationError(
            "The tracking URL of a status is not the one that is read.", "orderStatus.TrackingURL"
        )
    if "tracking-number" in talk.globale.shows and found.get("OrderTrackingNumber") not in (before, None, ""):
        raise RuleViolationError(
            "The tracking number counts although a TrackingURL was given.", "orderStatus.TrackingNumber"
        )


@QUERY.rule(
    "query-text",
    "A text in the query's JSON is taken as it was sent.",
    "003:303",
    UPDATE,
    DETAILS,
    needs=("status", "shows.reason"),
)
def _text(talk: Conversation) -> None:
    order, status = _order(talk), talk.given(talk.globale.status, "status")
    for about, sent in TEXTS.items():
        header = status_of(
            order, status, OrderStatusReason={"OrderStatusReasonCode": status.reason or "1009", "Name": sent}
        )
        talk.must_accept(_update(talk, header), f"A status with {about} in its JSON", where=about)
        if members(details(talk, order).get("OrderStatusReason")).get("Name") != sent:
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
)
def _plus(talk: Conversation) -> None:
    order, status = _order(talk), talk.given(talk.globale.status, "status")
    for place, (written, sent) in enumerate((("+", "by plus sign"), ("%20", "by percent code"))):
        header = status_of(
            order, status, OrderStatusReason={"OrderStatusReasonCode": status.reason or "1009", "Name": sent}
        )
        encoded = quote(codec.dumps(header).decode(), safe="").replace("%20", written)
        talk.must_accept(
            talk.ask(UPDATE, raw_query=f"orderStatus={encoded}"),
            f"A status with a blank written as {written}",
            where=f"blank-{place}",
        )
        if members(details(talk, order).get("OrderStatusReason")).get("Name") != sent:
            raise RuleViolationError(
                f"A blank written as {written} in the query is not read as a blank.", f"blank-{place}"
            )


@QUERY.rule(
    "query-order-id",
    "The order that the query's JSON names is the one that changes.",
    "001:25",
    UPDATE,
    DETAILS,
    needs=("status", "shows.status"),
)
def _order_id(talk: Conversation) -> None:
    status = talk.given(talk.globale.status, "status")
    for _ in range(2):
        order = talk.order("to change, two of them")
        talk.must_accept(
            _update(talk, status_of(order, status, OrderStatusReason=reason_of(status))),
            "A status with its reason",
        )
        if text(details(talk, order).get("StatusCode")) != status.code:
            raise RuleViolationError(
                "A status changed another order than the one that it names.", "orderStatus.OrderId"
            )


@AUTH.rule(
    "auth-guid-case",
    "The merchant's GUID is compared without regard to case.",
    "SFCC",
    DETAILS,
    evidence="public",
    reads=True,
)
def _guid_case(talk: Conversation) -> None:
    credentials = talk.session.credentials
    guid = talk.given(credentials.guid, "the merchant's GUID")
    for written in {guid.lower(), guid.upper()} - {guid}:
        with talk.known_as(replace(credentials, guid=written)):
            said = talk.ask(DETAILS, body={"OrderIds": [talk.globale.orders[0].order_id]})
        _admitted(said, "The merchant's GUID in another case")


@AUTH.rule(
    "auth-wrong-guid",
    "A GUID that is not the merchant's is refused.",
    "DOC:general-api-reference",
    DETAILS,
    evidence="public",
    reads=True,
)
def _wrong_guid(talk: Conversation) -> None:
    guid = talk.given(talk.session.credentials.guid, "the merchant's GUID")
    for written in ("00000000-0000-0000-0000-000000000000", guid[:-1], f"{guid}0"):
        if written.lower() != guid.lower():
            body = {"OrderIds": [talk.globale.orders[0].order_id]}
            said = talk.ask(
                DETAILS, query={"merchantGUID": written}, body=body, authorized=False, open_point=True
            )
            talk.must_refuse(said, "A request with a GUID that is not the merchant's", where="merchantGUID")


@AUTH.rule(
    "auth-changes-nothing", "A request with a GUID that is not the merchant's changes nothing.", "DOC:general-api-reference", UPDATE, DETAILS,
    needs=("status", "shows.status"), evidence="public",
)  # fmt: skip
def _changes_nothing(talk: Conversation) -> None:
    order, status = _order(talk), talk.given(talk.globale.status, "status")
    before = details(talk, order)
    header = status_of(order, status, OrderStatusReason=reason_of(status))
    query = {"orderStatus": header, "merchantGUID": "00000000-0000-0000-0000-000000000000"}
    said = talk.ask(UPDATE, query=query, authorized=False, open_point=True)
    talk.must_refuse(said, "A status with a GUID that is not the merchant's", where="merchantGUID")
    if details(talk, order) != before:
        raise RuleViolationError(
            "A status that was refused for its GUID has changed the order.", "merchantGUID"
        )


def _admitted(said: Reply, sentence: str) -> None:
    if said.judgement.unauthorized:
        raise RuleViolationError(f"{sentence} was refused.", "merchantGUID")
