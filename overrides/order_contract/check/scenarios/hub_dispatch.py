"""DispatchOrders by hub: what leaves a hub is what was sent from there.

Invariant: no document names the members of the response, so a parcel counts as named wherever its code
stands; where nothing shows what has left, the rule is not tested.
"""

from __future__ import annotations

from typing import Any, Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    Reply,
    RuleViolationError,
)
from order_contract.check.scenarios.dispatch import dispatchable
from order_contract.check.scenarios.hub_parcels import (
    DISPATCH,
    DOCUMENTS,
    leave,
    receive_in_hub,
    tracked_codes,
    two_hubs,
)
from order_contract.check.scenarios.order_queries import mentioned
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.server_data import KnownOrder

GROUP: Final = RuleGroup("dispatch-and-documents", "globale")
rule, also_tests = GROUP.rule, GROUP.also_tests


@rule(
    "leave-hub",
    "With HubCode, only what was sent from that hub is dispatched.",
    "003:96",
    DOCUMENTS,
    DISPATCH,
    needs=("hubs",),
)
def _hub(conversation: Conversation) -> None:
    here, there = two_hubs(conversation)
    order = _at_both(conversation)
    reply = leave(conversation, order.order_id, HubCode=here)
    conversation.must_accept(reply, f"DispatchOrders from {here}")
    if tracked_codes(reply) and tracked_codes(reply) != {"RULE-1"}:
        raise RuleViolationError(
            f"DispatchOrders from {here} dispatches parcels that are at {there}.", "HubCode"
        )
    _must_not_name(reply, "RULE-2", here, there)
    later = leave(conversation, order.order_id, HubCode=there)
    conversation.must_accept(
        later,
        f"After DispatchOrders from {here}, DispatchOrders from {there}",
        location="HubCode",
        graded=Grade.SHOULD,
    )
    _must_tell(conversation, later, order, HubCode=there)


@also_tests("leave-hub")
def _other_hub(conversation: Conversation) -> None:
    here, there = two_hubs(conversation)
    order = dispatchable(conversation)
    receive_in_hub(conversation, order, "RULE-1", here)
    reply = leave(conversation, order.order_id, HubCode=there)
    if reply.accepted:
        if "RULE-1" in tracked_codes(reply):
            raise RuleViolationError(
                f"DispatchOrders from {there} dispatches a parcel that is at {here}.", "HubCode"
            )
        _must_not_name(reply, "RULE-1", there, here)
    later = leave(conversation, order.order_id)
    conversation.must_accept(
        later,
        f"After DispatchOrders from {there}, DispatchOrders of a parcel at {here}",
        location="HubCode",
        graded=Grade.SHOULD,
    )
    if reply.accepted:
        _must_tell(conversation, later, order)


@also_tests("leave-hub")
def _hub_together(conversation: Conversation) -> None:
    two_hubs(conversation)
    reply = leave(conversation, _at_both(conversation).order_id)
    conversation.must_accept(reply, "DispatchOrders from two hubs")
    if tracked_codes(reply) and tracked_codes(reply) != {"RULE-1", "RULE-2"}:
        raise RuleViolationError("DispatchOrders without a hub leaves parcels behind.", "ParcelsTracking")
    _must_name_both(reply)


@also_tests("leave-hub")
def _hub_and_none_compared(conversation: Conversation) -> None:
    here, there = two_hubs(conversation)
    narrow = leave(conversation, _at_both(conversation).order_id, HubCode=here)
    conversation.must_accept(narrow, f"DispatchOrders from {here}")
    conversation.put_back()
    whole = leave(conversation, _at_both(conversation).order_id)
    conversation.must_accept(whole, "DispatchOrders from two hubs")
    _must_name_both(whole)
    named = mentioned(narrow.value, "RULE-1", "RULE-2")
    if "RULE-1" not in named:
        raise RuleViolationError(
            f"DispatchOrders from {here} leaves a parcel behind that was sent from there; without a hub, it "
            "is dispatched.",
            "HubCode",
            kind="left behind",
        )
    if "RULE-2" in named and narrow.value == whole.value:
        raise RuleViolationError(
            f"DispatchOrders from {here} gives just the response that it gives without a hub, which names "
            f"the parcel at {there}.",
            "HubCode",
        )


def _at_both(conversation: Conversation) -> KnownOrder:
    """An order with the parcel RULE-1 at the first hub and RULE-2 at the second."""
    order = dispatchable(conversation, 2)
    for place, hub in enumerate(two_hubs(conversation)):
        receive_in_hub(conversation, order, f"RULE-{place + 1}", hub, place)
    return order


def _must_not_name(reply: Reply, code: str, here: str, there: str) -> None:
    """A response may list what stays behind, too, under names that no document has: a warning."""
    if mentioned(reply.value, code):
        raise RuleViolationError(
            f"The response to DispatchOrders from {here} names a parcel that is at {there}.",
            "HubCode",
            graded=Grade.SHOULD,
            kind="named",
        )


def _must_name_both(reply: Reply) -> None:
    if mentioned(reply.value, "RULE-1", "RULE-2") != {"RULE-1", "RULE-2"}:
        raise NotTestedError("The response to DispatchOrders does not name the parcels that it dispatches.")


def _must_tell(conversation: Conversation, last: Reply, order: KnownOrder, **more: Any) -> None:
    """What has left can be seen: a response names it, or it cannot leave again."""
    if not mentioned(last.value, "RULE-1", "RULE-2") and leave(conversation, order.order_id, **more).accepted:
        raise NotTestedError(
            "The response to DispatchOrders names no parcel, and what has left can leave again: nothing "
            "shows what was dispatched."
        )
