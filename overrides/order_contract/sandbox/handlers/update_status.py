"""UpdateOrderStatus: the merchant reports a new status of an order.

Invariant: an order is cancelled only with a reason (003:300).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from order_contract.sandbox import callback_outbox
from order_contract.sandbox.database import StateTransaction
from order_contract.sandbox.errors import bad_request
from order_contract.sandbox.handlers.track_order import CANCELLED, move
from order_contract.sandbox.order import CANCELLATIONS, Order, need, save
from order_contract.sandbox.request import Incoming
from order_contract.sandbox.settings import Settings


def update(tx: StateTransaction, call: Incoming, settings: Settings) -> dict[str, Any]:
    """Take over a status. OrderId is the Global-e id (001:25)."""
    details = call.query["orderStatus"]
    order = need(tx, details["OrderId"], merchant=False)
    apply(tx, order, details, settings)
    save(tx, order)
    return {"Success": True}


def apply(tx: StateTransaction, order: Order, details: Mapping[str, Any], settings: Settings) -> None:
    """Write a status and its tracking to an order; the caller saves it.

    :raises Refusal: a cancellation without a reason. No code is documented for it.
    """
    change(
        tx,
        order,
        details["OrderStatus"]["OrderStatusCode"].strip(),
        details.get("OrderStatusReason"),
        settings,
        "orderStatus.",
    )
    order.progress["status"] = dict(details)
    # A full URL overrides the other tracking members (001:31).
    if details.get("TrackingURL"):
        order.details["OrderTrackingUrl"] = details["TrackingURL"]
    elif details.get("TrackingNumber"):
        order.details["OrderTrackingNumber"] = details["TrackingNumber"]


def change(
    tx: StateTransaction,
    order: Order,
    code: str,
    reason: Mapping[str, Any] | None,
    settings: Settings,
    place: str = "",
) -> None:
    """Give an order another status, and queue a notice of it to the merchant (002:11-17).

    :param place: what stands before OrderStatusReason on the wire.
    """
    if code.casefold() in CANCELLATIONS:
        if not str((reason or {}).get("OrderStatusReasonCode") or "").strip():
            raise bad_request(
                f"{place}OrderStatusReason is required when the order is cancelled, "
                "so that the customer can be informed"
            )
        move(order, CANCELLED, settings)
    before, order.body["StatusCode"] = order.body["StatusCode"], code
    if reason is not None:
        order.body["OrderStatusReason"] = dict(reason)
    if code != before:
        callback_outbox.note(tx, order, settings)
