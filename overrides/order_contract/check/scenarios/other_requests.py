"""Requests by methods and in forms other than the documented ones: no server has to take them, and none
of them may change an order.

Invariants: reading by GET is the server's choice, and so are OPTIONS and the media type of JSON; a request
counts as accepted only where its response, or the order afterwards, shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from order_contract.check.scenarios.callback import NOTICE, order_of
from order_contract.check.scenarios.conversation import Conversation, RuleViolationError
from order_contract.check.scenarios.dispatch import V2, contents, dispatchable, parcel
from order_contract.check.scenarios.order_queries import DETAILS, listed
from order_contract.check.scenarios.refunding import REFUND, Refunding, header_of
from order_contract.check.scenarios.s2_order import UPDATE as S2_UPDATE
from order_contract.check.scenarios.s2_order import body_of
from order_contract.check.scenarios.s2_order import order_of as s2_order_of
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.scenarios.update_products import UPDATE as PRODUCTS
from order_contract.check.scenarios.update_products import part
from order_contract.check.scenarios.update_status import UPDATE as STATUS
from order_contract.check.scenarios.update_status import reason_of, status_of
from order_contract.check.transport.connections import Http
from order_contract.check.transport.parsed_json import parse
from order_contract.wire import codec

GLOBALE: Final = RuleGroup("methods", "globale")
MERCHANT: Final = RuleGroup("methods", "merchant")
S2: Final = RuleGroup("methods", "s2")
_METHODS: Final = ("GET", "HEAD", "PUT", "DELETE", "PATCH", "POST", "BREW")
_PRICE: Final = Decimal("7.77")
"""A price that no other request has, so that an order which shows it was updated."""
_FORM: Final[Mapping[str, str]] = {"content-type": "application/x-www-form-urlencoded"}
_OVERRIDE: Final[Mapping[str, str]] = {"x-http-method-override": "POST", "x-method-override": "POST"}


def _succeeds(conversation: Conversation, operation_id: str, method: str, **parts: Any) -> bool:
    """Send a request by a method, or in a form, that is not documented, and whether it succeeded."""
    return _success(conversation, operation_id, method, **parts) is not None


def _success(
    conversation: Conversation, operation_id: str, method: str, **parts: Any
) -> Mapping[str, Any] | None:
    """The object in the response to such a request; None where it did not succeed.

    Such a request can be refused in any form, so nothing else is judged.
    """
    session = conversation.session
    sent = conversation.request(operation_id, method, **parts)
    exchange = session.hostile(session.operations[operation_id], sent, session.connection.send, lambda *_: ())
    conversation.steps.append(exchange.step)
    conversation.last = session.operations[operation_id]
    conversation.state.dirty = True
    received = exchange.step.received
    value = parse(received.body).value
    shown = value[0] if isinstance(value, list) and value else value
    if not (200 <= received.status < 300 and isinstance(shown, dict)) or "Code" in shown:
        return None
    succeeded = shown.get("Success", shown.get("IsSuccess")) is True
    return shown if succeeded or "OrderId" in shown or "items" in shown else None


def _accepted(what: str) -> RuleViolationError:
    return RuleViolationError(f"{what} was accepted.", what, kind="accepted")


@GLOBALE.rule(
    "methods-refund",
    "A refund is made by POST alone.",
    "DOC:general-api-reference, RFC 9110 9.2.1",
    REFUND,
    evidence="inferred",
)
def _refund(conversation: Conversation) -> None:
    for method in _METHODS:
        if method == "POST":
            continue
        conversation.put_back()
        refunding = Refunding(conversation)
        query = {"orderRefund": header_of(refunding.order.order_id, ServiceGestureAmount=refunding.unit)}
        taken = _succeeds(conversation, REFUND, method, query=query)
        if not taken:
            reply = refunding.send(ServiceGestureAmount=refunding.order.paid)
            taken = reply.code == "1002" and not conversation.may_be_used_up
        if taken:
            raise _accepted(f"A refund by {method}")


@GLOBALE.rule(
    "methods-update",
    "What changes an order is done by POST alone.",
    "003:234, DOC:general-api-reference, RFC 9110 9.2.1",
    STATUS,
    PRODUCTS,
    V2,
    needs=("status",),
    evidence="inferred",
)
def _updates(conversation: Conversation) -> None:
    status = conversation.given(conversation.globale.status, "status")
    order = dispatchable(conversation)
    header = status_of(order, status, OrderStatusReason=reason_of(status))
    updated = {
        "OrderId": order.order_id,
        "MetaDataUpdateType": "Merge",
        "Products": [part(order.products[0], {"engraving": "Anna"})],
    }
    sent = [parcel("RULE-1", contents(order.products[0]))]
    dispatched = {"OrderId": order.order_id, "IsCompleted": False, "Parcels": sent, "Exceptions": []}
    for operation_id, parts in (
        (STATUS, {"query": {"orderStatus": header}}),
        (PRODUCTS, {"body": updated}),
        (V2, {"body": dispatched}),
    ):
        for method in _METHODS:
            if method not in ("POST", "HEAD") and _succeeds(conversation, operation_id, method, **parts):
                raise _accepted(f"{operation_id[:1].upper()}{operation_id[1:]} by {method}")


@GLOBALE.rule(
    "forms-refund",
    "The arguments of a refund are not read from a web form.",
    "003:57",
    REFUND,
    evidence="inferred",
)
def _refund_form(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    header = header_of(refunding.order.order_id, ServiceGestureAmount=refunding.unit)
    body = f"orderRefund={quote(codec.dumps(header), safe='')}".encode()
    if _succeeds(conversation, REFUND, "POST", body=body, headers=_FORM):
        raise _accepted("A refund as a web form")


@GLOBALE.rule(
    "methods-override",
    "No header turns a GET into a refund.",
    "DOC:general-api-reference, RFC 9110 9.2.1",
    REFUND,
    evidence="inferred",
)
def _override(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    query = {"orderRefund": header_of(refunding.order.order_id, ServiceGestureAmount=refunding.unit)}
    if _succeeds(conversation, REFUND, "GET", query=query):
        return  # which is reported as methods-refund
    if _succeeds(conversation, REFUND, "GET", query=query, headers=_OVERRIDE):
        raise _accepted("A refund by GET with X-HTTP-Method-Override")


@GLOBALE.rule(
    "methods-head-body",
    "A response to HEAD has no body.",
    "RFC 9110 9.3.2",
    DETAILS,
    evidence="inferred",
    reads=True,
)
def _head_body(conversation: Conversation) -> None:
    connection = conversation.session.connection
    _succeeds(conversation, DETAILS, "HEAD")
    if isinstance(connection, Http) and connection.surplus:
        raise RuleViolationError("A request by HEAD has a body: readers take it for the next response.")


@GLOBALE.rule(
    "forms-details",
    "A body that is a web form is not read as the documented JSON.",
    "003:117",
    DETAILS,
    evidence="inferred",
    reads=True,
)
def _form(conversation: Conversation) -> None:
    body = f"OrderIds={conversation.globale.orders[0].order_id}".encode()
    if _succeeds(conversation, DETAILS, "POST", body=body, headers=_FORM):
        raise _accepted("GetOrdersDetails with a web form")


@MERCHANT.rule(
    "methods-notice", "A notice is delivered by POST alone.", "002:21", NOTICE, evidence="inferred"
)
def _notice(conversation: Conversation) -> None:
    body = _plain_notice(conversation)
    for method in _METHODS:
        if method not in ("POST", "HEAD") and _succeeds(conversation, NOTICE, method, body=body):
            raise _accepted(f"A notice by {method}")


@MERCHANT.rule(
    "forms-notice",
    "A body that is a web form is not read as the documented JSON.",
    "002:63-120",
    NOTICE,
    evidence="inferred",
)
def _notice_form(conversation: Conversation) -> None:
    body = "&".join(f"{name}={value}" for name, value in _plain_notice(conversation).items()).encode()
    if _succeeds(conversation, NOTICE, "POST", body=body, headers=_FORM):
        raise _accepted("A notice as a web form")


def _plain_notice(conversation: Conversation) -> dict[str, Any]:
    known = {"OrderId": order_of(conversation).order_id, "StatusCode": conversation.merchant.statuses[0]}
    guid = conversation.session.credentials.merchant_guid
    return {**known, "MerchantGUID": guid} if guid else known


@S2.rule("methods-s2", "An order is updated by PUT alone.", "004:7", S2_UPDATE, evidence="inferred")
def _update(conversation: Conversation) -> None:
    order = s2_order_of(conversation)
    (item, *_) = body_of(order)["items"]
    body = body_of(order, items=[{**item, "unitPrice": _PRICE}])
    for method in _METHODS:
        if method in ("PUT", "HEAD"):
            continue
        shown = _success(conversation, S2_UPDATE, method, path={"orderId": order.order_id}, body=body)
        if shown is None:
            continue
        if method == "GET" and all(line.get("unitPrice") != _PRICE for line in listed(shown.get("items"))):
            continue  # it was read, not updated
        raise _accepted(f"An update by {method}")
