"""Updates in other forms of HTTP than the sample's: what any client or proxy may make of a request.

Invariant: a server may ask for a length (411) and refuse an unknown parameter; an update counts as lost only
where it is refused otherwise, and the plain one is accepted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from order_contract.check.scenarios.conversation import Conversation, NotTestedError, RuleViolationError
from order_contract.check.scenarios.s2_order import UPDATE, body_of, order_of, updated
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.transport.connections import Http
from order_contract.check.transport.messages import Received, Sent

GROUP: Final = RuleGroup("s2", "s2")
rule = GROUP.rule
_LENGTH_REQUIRED: Final = 411


@rule(
    "s2-chunked",
    "A body that comes in chunks is read as any other.",
    "RFC 9112 7.1",
    UPDATE,
    evidence="inferred",
)
def _chunked(conversation: Conversation) -> None:
    connection = conversation.session.connection
    if not isinstance(connection, Http):
        raise NotTestedError("The server is called in this process, without HTTP.")
    updated(conversation)
    try:
        received = _by(conversation, _plain(conversation), connection.send_in_chunks)
    finally:
        connection.close()  # chunks that the server left unread must not reach the next request
    if received.status >= 400 and received.status != _LENGTH_REQUIRED:
        raise RuleViolationError(
            f"An update whose body comes in chunks was refused with status {received.status}; with a length, "
            "it is accepted.",
            "transfer-encoding",
        )


@rule(
    "s2-query",
    "A query string does not change which order the path names.",
    "RFC 3986 3.4",
    UPDATE,
    evidence="inferred",
)
def _query(conversation: Conversation) -> None:
    updated(conversation)
    plain = _plain(conversation)
    received = _by(
        conversation, replace(plain, url=f"{plain.url}?source=check"), conversation.session.connection.send
    )
    if received.status in (404, 405):
        raise RuleViolationError(
            f"An update with a query string was refused with status {received.status}; without one, it is "
            "accepted.",
            "orderId",
        )


def _plain(conversation: Conversation) -> Sent:
    order = order_of(conversation)
    return conversation.request(UPDATE, path={"orderId": order.order_id}, body=body_of(order))


def _by(conversation: Conversation, sent: Sent, send: Callable[[Sent], Received]) -> Received:
    """The response to a request that is sent in a way of its own."""
    session = conversation.session
    operation = session.operations[UPDATE]
    exchange = session.hostile(operation, sent, send, lambda *_: ())
    conversation.steps.append(exchange.step)
    conversation.last = operation
    conversation.state.dirty = True
    return exchange.step.received
