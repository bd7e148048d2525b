"""GetShippingDocuments with parcels: the order, and what is shown of it, comes to the status Received in Hub.

Invariant: no document says which member shows that status, nor by which code.
"""

from __future__ import annotations

from typing import Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    RuleViolationError,
)
from order_contract.check.scenarios.dispatch import dispatchable
from order_contract.check.scenarios.hub_parcels import DOCUMENTS, receive_in_hub
from order_contract.check.scenarios.order_queries import DETAILS, TRACK, details, state, text
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.wire import codec

GROUP: Final = RuleGroup("dispatch-and-documents", "globale")
rule = GROUP.rule


@rule(
    "papers-received",
    "Order and parcels come to the status Received in Hub.",
    "003:141",
    DOCUMENTS,
    TRACK,
    needs=("shows.shipment-state",),
)
def _received(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    receive_in_hub(conversation, order, "RULE-1")
    if not _is_in_hub("".join(state(conversation, order))):
        raise RuleViolationError(
            "After GetShippingDocuments with a parcel, TrackOrder does not say Received in Hub.",
            "ShippingMethodStatusName",
        )


@rule(
    "papers-received-status",
    "The status of the order follows its parcels into the hub.",
    "003:141",
    DOCUMENTS,
    DETAILS,
    needs=("shows.status",),
)
def _received_status(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    before = text(details(conversation, order).get("StatusCode"))
    if _is_in_hub(before):
        raise NotTestedError("The order has the status Received in Hub before it has a parcel.")
    reply = receive_in_hub(conversation, order, "RULE-1")
    shown = details(conversation, order)
    values = [reply.value, shown]
    if order.email and TRACK in conversation.session.operations:
        query = {"orderId": order.order_id, "email": order.email}
        values.append(conversation.ask(TRACK, query=query, expected=Expectation.UNSPECIFIED).value)
    if _is_in_hub(codec.dumps(values).decode()):
        return
    if text(shown.get("StatusCode")) == before:
        raise RuleViolationError(
            "After GetShippingDocuments with a parcel, GetOrdersDetails shows the StatusCode from before, "
            "and nothing says Received in Hub.",
            "StatusCode",
        )
    raise RuleViolationError(
        "After GetShippingDocuments with a parcel, nothing says Received in Hub.",
        "StatusCode",
        graded=Grade.SHOULD,  # the status may have a code of its own
        kind="another status",
    )


def _is_in_hub(status: str) -> bool:
    return "receivedinhub" in "".join(filter(str.isalpha, status.casefold()))
