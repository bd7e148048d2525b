"""DispatchOrders and DispatchConsolidatedShipment: hubs, and leaving from them.

Invariant: a parcel is known to be in the hub because the server has just given its documents.
"""

from __future__ import annotations

from typing import Any, Final

from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    Reply,
    RuleViolationError,
    Topic,
)
from order_contract.check.scenarios.dispatch import V2, contents, dispatchable, parcel, report
from order_contract.check.scenarios.order_queries import TRACK, state
from order_contract.check.scenarios.shipping_documents import (
    LEAVE,
    PAPERS,
    documents,
    left_in,
    ready,
    real,
    received,
)
from order_contract.check.server_data import KnownOrder

TOPIC: Final = Topic("dispatch-and-documents", "globale")
TOGETHER: Final = "dispatchConsolidatedShipment"
rule, also = TOPIC.rule, TOPIC.also


def _must_leave(talk: Conversation, said: Reply, order: KnownOrder, sentence: str, where: str) -> None:
    """An order can leave, under whatever id; where it cannot under its own, that is the fault of another
    rule.
    """
    if said.refused and _leave(talk, order.order_id).refused:
        raise RuleViolationError(
            "DispatchOrders of an order with a parcel in the hub was refused.", "", "leave-taken"
        )
    talk.must_accept(said, sentence, where=where)


def _leave(talk: Conversation, *order_ids: str | None, **more: Any) -> Reply:
    return talk.ask(LEAVE, body={"OrderIds": list(order_ids), **more}, open_point=True)


@rule(
    "leave-taken",
    "An order whose parcels are in the hub can be dispatched, and there is a manifest.",
    "003:94",
    PAPERS,
    LEAVE,
)
def _taken(talk: Conversation) -> None:
    order = dispatchable(talk)
    ready(talk, order)
    said = _leave(talk, order.order_id)
    talk.must_accept(said, "DispatchOrders of an order with a parcel in the hub")
    real(documents(said, "ShipperManifests"), "ShipperManifests")


@rule(
    "leave-once", "What has left cannot be dispatched again.", "DOC:getordersmanifestrequest", PAPERS, LEAVE, evidence="public"
)  # fmt: skip
def _once(talk: Conversation) -> None:
    order = dispatchable(talk)
    ready(talk, order)
    talk.must_accept(_leave(talk, order.order_id), "DispatchOrders of an order with a parcel in the hub")
    talk.must_refuse(_leave(talk, order.order_id), "DispatchOrders of an order that has left", "B002", "B100")


@rule(
    "leave-not-ready",
    "An order without documents cannot be dispatched.",
    "DOC:getordersmanifestrequest",
    LEAVE,
    V2,
    evidence="public",
)
def _not_ready(talk: Conversation) -> None:
    order = dispatchable(talk)
    talk.must_refuse(
        _leave(talk, order.order_id), "DispatchOrders of an order without any parcel", "B002", "B100"
    )
    talk.must_accept(
        report(talk, order, parcel("RULE-1", contents(order.products[0]))), "A dispatch of one piece"
    )
    said = _leave(talk, order.order_id)
    talk.must_refuse(
        said, "DispatchOrders of an order whose parcel had no call of GetShippingDocuments", "B002", "B100"
    )


@rule("leave-unknown-order", "Where no order exists, nothing is dispatched.", "003:95", LEAVE, TOGETHER)
def _unknown(talk: Conversation) -> None:
    talk.must_refuse(
        _leave(talk, talk.globale.unknown_order), "DispatchOrders of an unknown order", "B001", "B100"
    )
    body = {"OrderIds": [talk.globale.unknown_order]}
    said = talk.ask(TOGETHER, body=body, open_point=True)
    talk.must_refuse(said, "DispatchConsolidatedShipment of an unknown order", "B001", "B100")


@rule(
    "leave-hub",
    "With HubCode, only what was sent from that hub is dispatched.",
    "003:96",
    PAPERS,
    LEAVE,
    needs=("hubs",),
)
def _hub(talk: Conversation) -> None:
    here, there = _two_hubs(talk)
    order = dispatchable(talk, 2)
    received(talk, order, "RULE-1", here)
    received(talk, order, "RULE-2", there, 1)
    said = _leave(talk, order.order_id, HubCode=here)
    talk.must_accept(said, f"DispatchOrders from {here}")
    if left_in(said) and left_in(said) != {"RULE-1"}:
        raise RuleViolationError(
            f"DispatchOrders from {here} answers parcels that are at {there}.", "HubCode"
        )
    talk.must_accept(
        _leave(talk, order.order_id, HubCode=there),
        f"After DispatchOrders from {here}, DispatchOrders from {there}",
        where="HubCode",
    )


@also("leave-hub")
def _other_hub(talk: Conversation) -> None:
    here, there = _two_hubs(talk)
    order = dispatchable(talk)
    received(talk, order, "RULE-1", here)
    said = _leave(talk, order.order_id, HubCode=there)
    if said.accepted and "RULE-1" in left_in(said):
        raise RuleViolationError(
            f"DispatchOrders from {there} dispatches a parcel that is at {here}.", "HubCode"
        )
    talk.must_accept(
        _leave(talk, order.order_id),
        f"After DispatchOrders from {there}, DispatchOrders of a parcel at {here}",
        where="HubCode",
    )


@also("leave-hub")
def _hub_together(talk: Conversation) -> None:
    here, there = _two_hubs(talk)
    order = dispatchable(talk, 2)
    received(talk, order, "RULE-1", here)
    received(talk, order, "RULE-2", there, 1)
    said = talk.ask(LEAVE, body={"OrderIds": [order.order_id]}, open_point=True)
    talk.must_accept(said, "DispatchOrders from two hubs")
    if left_in(said) and left_in(said) != {"RULE-1", "RULE-2"}:
        raise RuleViolationError("DispatchOrders without a hub leaves parcels behind.", "ParcelsTracking")


def _two_hubs(talk: Conversation) -> tuple[str, str]:
    hubs = talk.globale.hubs
    if len(hubs) < 2:
        raise NotTestedError("The fixtures name less than two hubs.")
    return hubs[0], hubs[1]


@rule("leave-merchant-id", "DispatchOrders takes the merchant's own order ids.", "003:95", PAPERS, LEAVE)
def _leave_merchant_id(talk: Conversation) -> None:
    order = talk.order(
        "with a merchant_order_id and without ready_parcels, to dispatch",
        lambda order: order.merchant_order_id and order.products and not order.ready_parcels,
    )
    ready(talk, order)
    said = _leave(talk, order.merchant_order_id)
    _must_leave(talk, said, order, "DispatchOrders with the merchant's order id", "body.OrderIds")


@rule(
    "leave-blanks", "Blanks around an order's id do not count.", "003:98", PAPERS, LEAVE, evidence="example"
)
def _blanks(talk: Conversation) -> None:
    order = dispatchable(talk)
    ready(talk, order)
    said = _leave(talk, f" {order.order_id}")
    _must_leave(talk, said, order, "DispatchOrders with a blank before the order's id", "body.OrderIds")


@rule(
    "leave-merchant-order-ids", "MerchantOrderIds names orders too.", "DOC:getordersmanifestrequest", PAPERS, LEAVE, evidence="public"
)  # fmt: skip
def _merchant_order_ids(talk: Conversation) -> None:
    order = talk.order(
        "with a merchant_order_id and without ready_parcels, to dispatch",
        lambda order: order.merchant_order_id and order.products and not order.ready_parcels,
    )
    ready(talk, order)
    said = talk.ask(LEAVE, body={"MerchantOrderIds": [order.merchant_order_id]}, open_point=True)
    _must_leave(talk, said, order, "DispatchOrders by MerchantOrderIds", "body.MerchantOrderIds")


@rule("leave-every-order", "Every order of the list is dispatched.", "003:95", PAPERS, LEAVE)
def _every_order(talk: Conversation) -> None:
    orders = [dispatchable(talk), dispatchable(talk)]
    for order in orders:
        ready(talk, order, "RULE-1" if order is orders[0] else "RULE-2")
    talk.must_accept(_leave(talk, *(order.order_id for order in orders)), "DispatchOrders of two orders")
    for order in orders:
        talk.must_refuse(
            _leave(talk, order.order_id),
            "After DispatchOrders of two orders, DispatchOrders of one of them",
            "B002",
            "B100",
        )


@rule(
    "leave-state",
    "The shipment's state moves on when the order is dispatched.",
    "003:94-96",
    PAPERS,
    LEAVE,
    TRACK,
    needs=("shows.shipment-state",),
)
def _state(talk: Conversation) -> None:
    order = dispatchable(talk)
    ready(talk, order)
    before = state(talk, order)
    talk.must_accept(_leave(talk, order.order_id), "DispatchOrders of an order with a parcel in the hub")
    if state(talk, order) == before:
        raise RuleViolationError(
            "After DispatchOrders, TrackOrder still tells the state that the order had in the hub.",
            "ShippingMethodStatusCode",
        )


@rule("together-taken", "Orders at one hub can be dispatched as one shipment.", "003:74-89", PAPERS, TOGETHER)
def _together(talk: Conversation) -> None:
    order = dispatchable(talk, 2)
    for place, code in enumerate(("RULE-1", "RULE-2")):
        received(talk, order, code, talk.given(talk.globale.hubs, "hubs")[0], place)
    said = talk.ask(TOGETHER, body={"OrderIds": [order.order_id], "OuterBoxesAmount": 2}, open_point=True)
    talk.must_accept(said, "DispatchConsolidatedShipment of two parcels in two outer boxes")
    if documents(said, "ShipperManifests"):
        real(documents(said, "ShipperManifests"), "ShipperManifests")


@rule(
    "together-boxes", "There are not more outer boxes than parcels: code B300.", "DOC:getordersmanifestrequest", PAPERS, TOGETHER,
    needs=("hubs",), evidence="public",
)  # fmt: skip
def _boxes(talk: Conversation) -> None:
    order = dispatchable(talk)
    received(talk, order, "RULE-1", talk.globale.hubs[0])
    said = talk.ask(TOGETHER, body={"OrderIds": [order.order_id], "OuterBoxesAmount": 2}, open_point=True)
    talk.must_refuse(
        said,
        "DispatchConsolidatedShipment of one parcel in two outer boxes",
        "B300",
        where="body.OuterBoxesAmount",
    )
    said = talk.ask(TOGETHER, body={"OrderIds": [order.order_id], "OuterBoxesAmount": 1}, open_point=True)
    talk.must_accept(
        said,
        "After a consolidated shipment that was refused, one in one outer box",
        where="body.OuterBoxesAmount",
    )


@rule(
    "together-one-hub", "A consolidated shipment leaves from exactly one hub: code B200.", "DOC:getordersmanifestrequest", PAPERS, TOGETHER,
    needs=("hubs",), evidence="public",
)  # fmt: skip
def _one_hub(talk: Conversation) -> None:
    here, there = _two_hubs(talk)
    order = dispatchable(talk, 2)
    received(talk, order, "RULE-1", here)
    received(talk, order, "RULE-2", there, 1)
    said = talk.ask(TOGETHER, body={"OrderIds": [order.order_id]}, open_point=True)
    talk.must_refuse(said, "DispatchConsolidatedShipment of parcels at two hubs", "B200")
