"""Requests in the other spellings that the documents print, or that JSON has: of texts, numbers and names.

Invariant: the same request in the plain spelling is one that the documents give no reason to refuse.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote, unquote

from order_contract.check.scenarios.conversation import Conversation, RuleViolationError
from order_contract.check.scenarios.dispatch import V2, contents, dispatchable, most_ordered, parcel
from order_contract.check.scenarios.order_queries import DETAILS, details, international, text
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.scenarios.spellings import spellings
from order_contract.check.scenarios.update_status import UPDATE, reason_of, shown_status, status_of
from order_contract.check.server_data import KnownOrder
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.wire import codec

GROUP: Final = RuleGroup("spellings", "globale")
rule = GROUP.rule
_URL: Final = "https://carrier.example/Track/now?id=1"


def _status(conversation: Conversation, **more: Any) -> tuple[KnownOrder, str]:
    """An order, and the JSON of a status of it."""
    order, status = (
        conversation.order("to change"),
        conversation.given(conversation.globale.status, "status"),
    )
    header = status_of(order, status, OrderStatusReason=reason_of(status), **more)
    return order, codec.dumps(header).decode()


def _sent(conversation: Conversation, written: str, message: str, name: str = "orderStatus") -> None:
    reply = conversation.ask(
        UPDATE, raw_query=f"{name}={quote(written, safe='')}", expected=Expectation.UNSPECIFIED
    )
    conversation.must_accept(reply, message, location=name)


@rule(
    "spelling-dispatch",
    "How the JSON of a dispatch is written does not count.",
    "RFC 8259 2, 6, 7",
    V2,
    evidence="inferred",
)
def _dispatch(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    listed = [parcel("RULE-1", contents(most_ordered(order)))]
    plain = {"OrderId": order.order_id, "IsCompleted": False, "Parcels": listed, "Exceptions": []}
    turned = dict(reversed(plain.items()))
    for about, body in (
        *spellings(codec.dumps(plain)),
        ("with its members in another order", codec.dumps(turned)),
    ):
        conversation.put_back()
        reply = conversation.ask(V2, body=body, expected=Expectation.UNSPECIFIED)
        conversation.must_accept(reply, f"A dispatch {about}", location=f"body {about}")


@rule(
    "spelling-slash",
    "A slash may be written with a backslash, as the sample writes it.",
    "003:191",
    UPDATE,
    DETAILS,
    needs=("status", "shows.tracking-url"),
    evidence="example",
)
def _slash(conversation: Conversation) -> None:
    order, written = _status(conversation, TrackingURL=_URL)
    _sent(conversation, written.replace("/", "\\/"), "A status whose slashes are escaped")
    shown = text(international(details(conversation, order)).get("OrderTrackingUrl"))
    if _URL not in (shown, unquote(shown)):
        raise RuleViolationError(
            "A URL whose slashes are escaped in the JSON is not the one that is read.",
            "orderStatus.TrackingURL",
        )


@rule(
    "spelling-character",
    "A character may be written as its number.",
    "RFC 8259 7",
    UPDATE,
    DETAILS,
    needs=("status", "shows.status"),
    evidence="inferred",
)
def _character(conversation: Conversation) -> None:
    order, written = _status(conversation)
    code = conversation.given(conversation.globale.status, "status").code
    escaped = written.replace(f'"{code}"', f'"\\u{ord(code[0]):04x}{code[1:]}"')
    _sent(conversation, escaped, "A status with a character written as its number")
    shown = shown_status(conversation, order)
    if shown == code:
        return
    conversation.put_back()
    order, written = _status(conversation)
    _sent(conversation, written, "A status")
    if shown != shown_status(conversation, order):  # which may be what the code is mapped to
        raise RuleViolationError(
            "A status with a character written as its number is not the one that is read.",
            "orderStatus.OrderStatus.OrderStatusCode",
        )


@rule(
    "name-order-status",
    "The argument of a status may be spelled OrderStatus, as the table spells it.",
    "001:16, 003:193",
    UPDATE,
    needs=("status",),
    evidence="inferred",
)
def _argument(conversation: Conversation) -> None:
    _, written = _status(conversation)
    _sent(conversation, written, "A status in the argument OrderStatus", "OrderStatus")


@rule(
    "name-merchant-order-id",
    "MerchantOrderID, as the samples spell it, names the order where no OrderId is given.",
    "000:54, 003:132-134",
    V2,
    evidence="inferred",
)
def _merchant_order_id(conversation: Conversation) -> None:
    order = conversation.order(
        "with a merchant_order_id and without ready_parcels, to dispatch",
        lambda order: order.merchant_order_id and order.products and not order.ready_parcels,
    )
    body = {
        "MerchantOrderID": order.merchant_order_id,
        "IsCompleted": False,
        "Parcels": [parcel("RULE-1", contents(order.products[0]))],
    }
    reply = conversation.ask(V2, body=body, expected=Expectation.UNSPECIFIED)
    conversation.must_accept(reply, "A dispatch by MerchantOrderID", location="body.MerchantOrderID")
