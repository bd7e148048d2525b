"""DispatchOrders and DispatchConsolidatedShipment: hubs, and dispatch from them.

Invariant: a parcel is known to be in the hub because the server has just given its documents.
"""

from __future__ import annotations

from typing import Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    Reply,
    RuleViolationError,
)
from order_contract.check.scenarios.dispatch import V2, contents, dispatchable, parcel, report
from order_contract.check.scenarios.hub_parcels import (
    DISPATCH,
    DOCUMENTS,
    assert_manifest,
    documents,
    leave,
    receive_in_first_hub,
    receive_in_hub,
    two_hubs,
)
from order_contract.check.scenarios.order_queries import DETAILS, TRACK, details, mentioned, state, text
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.server_data import KnownOrder
from order_contract.check.wire_rules.expectation import Expectation

GROUP: Final = RuleGroup("dispatch-and-documents", "globale")
CONSOLIDATE: Final = "dispatchConsolidatedShipment"
rule = GROUP.rule


def _must_leave(
    conversation: Conversation, reply: Reply, order: KnownOrder, message: str, location: str
) -> None:
    """An order can leave, under whatever id; where it cannot under its own, that is the fault of another
    rule.
    """
    if reply.refused and leave(conversation, order.order_id).refused:
        raise RuleViolationError(
            "DispatchOrders of an order with a parcel in the hub was refused.", "", "leave-taken"
        )
    conversation.must_accept(reply, message, location=location)


@rule(
    "leave-taken",
    "An order whose parcels are in the hub can be dispatched, and there is a manifest.",
    "003:94",
    DOCUMENTS,
    DISPATCH,
)
def _taken(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    receive_in_first_hub(conversation, order)
    reply = leave(conversation, order.order_id)
    conversation.must_accept(reply, "DispatchOrders of an order with a parcel in the hub")
    assert_manifest(reply)


@rule(
    "leave-once",
    "What has left cannot be dispatched again.",
    "DOC:getordersmanifestrequest",
    DOCUMENTS,
    DISPATCH,
    evidence="public",
)
def _once(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    receive_in_first_hub(conversation, order)
    conversation.must_accept(
        leave(conversation, order.order_id), "DispatchOrders of an order with a parcel in the hub"
    )
    conversation.must_refuse(
        leave(conversation, order.order_id), "DispatchOrders of an order that has left", "B002", "B100"
    )


@rule(
    "leave-not-ready",
    "An order without documents cannot be dispatched.",
    "DOC:getordersmanifestrequest",
    DISPATCH,
    V2,
    evidence="public",
)
def _not_ready(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    conversation.must_refuse(
        leave(conversation, order.order_id), "DispatchOrders of an order without any parcel", "B002", "B100"
    )
    conversation.must_accept(
        report(conversation, order, parcel("RULE-1", contents(order.products[0]))), "A dispatch of one piece"
    )
    reply = leave(conversation, order.order_id)
    conversation.must_refuse(
        reply, "DispatchOrders of an order whose parcel had no call of GetShippingDocuments", "B002", "B100"
    )


@rule(
    "leave-unknown-order",
    "Where no order exists, nothing is dispatched.",
    "DOC:getordersmanifestrequest",
    DISPATCH,
    CONSOLIDATE,
    evidence="public",
)
def _unknown(conversation: Conversation) -> None:
    conversation.must_refuse(
        leave(conversation, conversation.globale.unknown_order),
        "DispatchOrders of an unknown order",
        "B001",
        "B100",
    )
    body = {"OrderIds": [conversation.globale.unknown_order]}
    reply = conversation.ask(CONSOLIDATE, body=body, expected=Expectation.UNSPECIFIED)
    conversation.must_refuse(reply, "DispatchConsolidatedShipment of an unknown order", "B001", "B100")


@rule(
    "leave-merchant-id", "DispatchOrders takes the merchant's own order ids.", "003:95", DOCUMENTS, DISPATCH
)
def _leave_merchant_id(conversation: Conversation) -> None:
    order = conversation.order(
        "with a merchant_order_id and without ready_parcels, to dispatch",
        lambda order: order.merchant_order_id and order.products and not order.ready_parcels,
    )
    receive_in_first_hub(conversation, order)
    reply = leave(conversation, order.merchant_order_id)
    _must_leave(conversation, reply, order, "DispatchOrders with the merchant's order id", "body.OrderIds")


@rule(
    "leave-blanks",
    "Blanks around an order's id do not count.",
    "003:98",
    DOCUMENTS,
    DISPATCH,
    evidence="example",
)
def _blanks(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    receive_in_first_hub(conversation, order)
    reply = leave(conversation, f" {order.order_id}")
    _must_leave(
        conversation, reply, order, "DispatchOrders with a blank before the order's id", "body.OrderIds"
    )


@rule(
    "leave-merchant-order-ids",
    "MerchantOrderIds names orders too.",
    "DOC:getordersmanifestrequest",
    DOCUMENTS,
    DISPATCH,
    evidence="public",
)
def _merchant_order_ids(conversation: Conversation) -> None:
    order = conversation.order(
        "with a merchant_order_id and without ready_parcels, to dispatch",
        lambda order: order.merchant_order_id and order.products and not order.ready_parcels,
    )
    receive_in_first_hub(conversation, order)
    reply = conversation.ask(
        DISPATCH, body={"MerchantOrderIds": [order.merchant_order_id]}, expected=Expectation.UNSPECIFIED
    )
    _must_leave(conversation, reply, order, "DispatchOrders by MerchantOrderIds", "body.MerchantOrderIds")


@rule(
    "leave-every-order",
    "Every order of the list is dispatched.",
    "003:95, DOC:getordersmanifestrequest",
    DOCUMENTS,
    DISPATCH,
    evidence="public",
)
def _every_order(conversation: Conversation) -> None:
    orders = [dispatchable(conversation), dispatchable(conversation)]
    for order in orders:
        receive_in_first_hub(conversation, order, "RULE-1" if order is orders[0] else "RULE-2")
    conversation.must_accept(
        leave(conversation, *(order.order_id for order in orders)), "DispatchOrders of two orders"
    )
    again = [leave(conversation, order.order_id) for order in orders]
    if all(reply.accepted for reply in again):
        raise NotTestedError("What has left can be dispatched again, which is reported as leave-once.")
    for reply in again:  # by whatever code, which is held by leave-once
        conversation.must_refuse(reply, "After DispatchOrders of two orders, DispatchOrders of one of them")


@rule(
    "leave-state",
    "The shipment's state moves on when the order is dispatched.",
    "003:94-96",
    DOCUMENTS,
    DISPATCH,
    TRACK,
    needs=("shows.shipment-state",),
    evidence="inferred",
)
def _state(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    receive_in_first_hub(conversation, order)
    before = state(conversation, order)
    conversation.must_accept(
        leave(conversation, order.order_id), "DispatchOrders of an order with a parcel in the hub"
    )
    if state(conversation, order) == before:
        raise RuleViolationError(
            "After DispatchOrders, TrackOrder still shows the state that the order had in the hub.",
            "ShippingMethodStatusCode",
        )


@rule(
    "together-taken",
    "Orders at one hub can be dispatched as one shipment.",
    "003:74-89",
    DOCUMENTS,
    CONSOLIDATE,
)
def _together(conversation: Conversation) -> None:
    order = dispatchable(conversation, 2)
    for place, code in enumerate(("RULE-1", "RULE-2")):
        receive_in_hub(
            conversation,
            order,
            code,
            conversation.given(conversation.globale.hubs, "hubs")[0],
            place,
            Grade.SHOULD if place else None,
        )
    reply = conversation.ask(
        CONSOLIDATE,
        body={"OrderIds": [order.order_id], "OuterBoxesAmount": 2},
        expected=Expectation.UNSPECIFIED,
    )
    conversation.must_accept(reply, "DispatchConsolidatedShipment of two parcels in two outer boxes")
    if documents(reply, "ShipperManifests"):
        assert_manifest(reply)


@rule(
    "together-every-order",
    "Every order of the list is part of the consolidated shipment.",
    "003:78-79",
    DOCUMENTS,
    CONSOLIDATE,
    DETAILS,
    evidence="inferred",
)
def _together_every_order(conversation: Conversation) -> None:
    orders = [dispatchable(conversation), dispatchable(conversation)]
    for place, order in enumerate(orders):
        receive_in_first_hub(conversation, order, f"RULE-{place + 1}")
    before = [_status(conversation, order) for order in orders]
    body = {"OrderIds": [order.order_id for order in orders], "OuterBoxesAmount": 1}
    reply = conversation.ask(CONSOLIDATE, body=body, expected=Expectation.UNSPECIFIED)
    conversation.must_accept(reply, "DispatchConsolidatedShipment of two orders")
    after = [_status(conversation, order) for order in orders]
    if "status" in conversation.globale.shows and before[0] == before[1] == after[1] != after[0]:
        raise RuleViolationError(
            "After DispatchConsolidatedShipment of two orders, only the first has another StatusCode.",
            "body.OrderIds",
            graded=Grade.MUST,
            kind="first alone",
        )
    first, second = (
        mentioned(reply.value, order.order_id, order.merchant_order_id, f"RULE-{place + 1}")
        for place, order in enumerate(orders)
    )
    if first and not second:
        raise RuleViolationError(
            "The response to DispatchConsolidatedShipment of two orders names only the first.",
            "body.OrderIds",
            kind="named",
        )


def _status(conversation: Conversation, order: KnownOrder) -> str:
    return text(details(conversation, order).get("StatusCode"))


@rule(
    "together-boxes",
    "There are not more outer boxes than parcels: code B300.",
    "DOC:getordersmanifestrequest",
    DOCUMENTS,
    CONSOLIDATE,
    needs=("hubs",),
    evidence="public",
)
def _boxes(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    receive_in_hub(conversation, order, "RULE-1", conversation.globale.hubs[0])
    reply = conversation.ask(
        CONSOLIDATE,
        body={"OrderIds": [order.order_id], "OuterBoxesAmount": 2},
        expected=Expectation.UNSPECIFIED,
    )
    conversation.must_refuse(
        reply,
        "DispatchConsolidatedShipment of one parcel in two outer boxes",
        "B300",
        location="body.OuterBoxesAmount",
    )
    reply = conversation.ask(
        CONSOLIDATE,
        body={"OrderIds": [order.order_id], "OuterBoxesAmount": 1},
        expected=Expectation.UNSPECIFIED,
    )
    conversation.must_accept(
        reply,
        "After a consolidated shipment that was refused, one in one outer box",
        location="body.OuterBoxesAmount",
    )


@rule(
    "together-one-hub",
    "A consolidated shipment leaves from exactly one hub: code B200.",
    "DOC:getordersmanifestrequest",
    DOCUMENTS,
    CONSOLIDATE,
    needs=("hubs",),
    evidence="public",
)
def _one_hub(conversation: Conversation) -> None:
    here, there = two_hubs(conversation)
    order = dispatchable(conversation, 2)
    receive_in_hub(conversation, order, "RULE-1", here)
    receive_in_hub(conversation, order, "RULE-2", there, 1)
    reply = conversation.ask(
        CONSOLIDATE, body={"OrderIds": [order.order_id]}, expected=Expectation.UNSPECIFIED
    )
    conversation.must_refuse(reply, "DispatchConsolidatedShipment of parcels at two hubs", "B200")


@rule(
    "together-negative-boxes",
    "There are not fewer outer boxes than none.",
    "003:82",
    DOCUMENTS,
    CONSOLIDATE,
    evidence="inferred",
)
def _negative_boxes(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    receive_in_first_hub(conversation, order)
    body = {"OrderIds": [order.order_id], "OuterBoxesAmount": -1}
    conversation.must_refuse(
        conversation.ask(CONSOLIDATE, body=body, expected=Expectation.UNSPECIFIED),
        "DispatchConsolidatedShipment in -1 outer boxes",
        location="body.OuterBoxesAmount",
    )
