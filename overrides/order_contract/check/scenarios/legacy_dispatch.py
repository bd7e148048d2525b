"""UpdateOrderDispatch, the legacy form: a status in the query, parcels beside it, products in the body.

Invariant: each parcel has a code of its own, since what a repeated code means is not documented.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from order_contract.check.scenarios.conversation import Conversation, Reply, RuleViolationError
from order_contract.check.scenarios.dispatch import contents, dispatchable, most_ordered, parcel
from order_contract.check.scenarios.order_queries import DETAILS, delivered, must_show_parcels
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.scenarios.update_status import (
    must_show_status,
    reason_of,
    shown_status,
    status_of,
)
from order_contract.check.server_data import KnownOrder
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.wire import codec

GROUP: Final = RuleGroup("dispatch-and-documents", "globale")
LEGACY: Final = "updateOrderDispatch"
rule = GROUP.rule
Json = Mapping[str, Any]


def _legacy(
    conversation: Conversation,
    order: KnownOrder,
    lists: Sequence[str],
    products: Sequence[Json] | None = None,
    *,
    expected: Expectation = Expectation.UNSPECIFIED,
) -> Reply:
    status = conversation.given(conversation.globale.status, "status")
    header = codec.dumps(status_of(order, status, OrderStatusReason=reason_of(status))).decode()
    return conversation.ask(
        LEGACY,
        query=[("orderStatus", header), *(("parcelsList", value) for value in lists)],
        body=[_delivered(order)] if products is None else list(products),
        expected=expected,
    )


def _delivered(order: KnownOrder) -> dict[str, Any]:
    """A product as the sample of the body has it; whether the list may be empty is not documented."""
    product = most_ordered(order)
    return {
        "ProductCode": product.code,
        "Name": "A product",
        "Description": "A product",
        "DeliveryQuantity": 1,
    }


def _texts(*listed: Json) -> list[str]:
    return [codec.dumps(item).decode() for item in listed]


@rule(
    "legacy-parcels",
    "Every parcelsList that is sent counts.",
    "003:193, 003:202",
    LEGACY,
    DETAILS,
    needs=("status", "shows.parcels"),
)
def _legacy_parcels(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    listed = [
        {"ParcelCode": f"RULE-{place}", "TrackingDetails": {"TrackingNumber": f"RULE000{place}"}}
        for place in (1, 2, 3)
    ]
    conversation.must_accept(
        _legacy(conversation, order, _texts(*listed)),
        "A legacy dispatch with three parcels",
        location="parcelsList",
    )
    must_show_parcels(
        conversation,
        order,
        {f"RULE-{place}": f"RULE000{place}" for place in (1, 2, 3)},
        "a legacy dispatch with three parcels",
    )


@rule("legacy-no-parcels", "parcelsList can be left out.", "003:203", LEGACY, needs=("status",))
def _legacy_no_parcels(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    conversation.must_accept(
        _legacy(conversation, order, []), "A legacy dispatch without parcelsList", location="parcelsList"
    )


@rule(
    "legacy-quantities",
    "The pieces of a legacy dispatch are those that are shown as delivered.",
    "003:188, 001:62",
    LEGACY,
    DETAILS,
    needs=("status", "shows.deliveries"),
    evidence="declared",
)
def _legacy_quantities(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    product = most_ordered(order)
    before = delivered(conversation, order, product)
    conversation.must_accept(
        _legacy(conversation, order, _texts({"ParcelCode": "RULE-1"})), "A legacy dispatch of one piece"
    )
    if delivered(conversation, order, product) != before + 1:
        raise RuleViolationError(
            "The piece of a legacy dispatch is not shown as delivered.", "Products.DeliveryQuantity"
        )


@rule(
    "legacy-parcels-array",
    "Where parcelsList is taken as one array, every parcel in it counts.",
    "003:202",
    LEGACY,
    DETAILS,
    needs=("status", "shows.parcels"),
    evidence="inferred",
)
def _legacy_array(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    reply = _legacy(conversation, order, _texts([{"ParcelCode": f"RULE-{place}"} for place in (1, 2)]))  # type: ignore[arg-type]
    if reply.accepted:
        must_show_parcels(
            conversation,
            order,
            {"RULE-1": None, "RULE-2": None},
            "a legacy dispatch with two parcels in one array",
        )


@rule(
    "legacy-too-much",
    "More pieces than were ordered are refused, in every parcelsList and in the body.",
    "003:188",
    LEGACY,
    needs=("status", "refuses.over-delivery"),
    evidence="declared",
)
def _legacy_too_much(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    product = most_ordered(order)
    over = [
        {
            "ProductCode": product.code,
            "CartItemId": product.cart_item_id,
            "Name": "A product",
            "DeliveryQuantity": product.quantity + 1,
        }
    ]
    conversation.must_refuse(
        _legacy(conversation, order, [], over),
        "A legacy dispatch of more pieces than were ordered",
        location="body.DeliveryQuantity",
    )
    both = [parcel(code, contents(product, product.quantity)) for code in ("RULE-1", "RULE-2")]
    conversation.must_refuse(
        _legacy(conversation, order, _texts(*both)),
        "A legacy dispatch of more pieces than were ordered, over two parcels,",
        location="parcelsList",
    )


@rule(
    "legacy-status",
    "The status of a legacy dispatch is the order's: its own code is read, or the one that it is mapped to.",
    "003:188, 001:36",
    LEGACY,
    DETAILS,
    needs=("status", "shows.status"),
)
def _legacy_status(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    before = shown_status(conversation, order)
    conversation.must_accept(
        _legacy(conversation, order, _texts({"ParcelCode": "RULE-1"})), "A legacy dispatch"
    )
    must_show_status(conversation, order, before, "a legacy dispatch", "orderStatus")


@rule(
    "legacy-unknown-order",
    "A legacy dispatch of an order that does not exist is refused.",
    "001:25",
    LEGACY,
    needs=("status",),
    evidence="inferred",
)
def _legacy_unknown(conversation: Conversation) -> None:
    status = conversation.given(conversation.globale.status, "status")
    order = conversation.order("with products", lambda order: order.products, fresh=False)
    header = {
        **status_of(order, status, OrderStatusReason=reason_of(status)),
        "OrderId": conversation.globale.unknown_order,
    }
    reply = conversation.ask(
        LEGACY,
        query={"orderStatus": header},
        body=[_delivered(order)],
        expected=Expectation.UNSPECIFIED,
    )
    conversation.must_refuse(reply, "A legacy dispatch of an unknown order")
