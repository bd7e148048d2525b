"""TrackOrder, and the states through which a shipment goes.

Invariants: the order's id and the customer's address must belong together, and the response to a wrong pair
does not tell which was wrong; the state is what happened last.
"""

from __future__ import annotations

from email.utils import format_datetime
from typing import Any, Final

from order_contract.sandbox.database import StateTransaction
from order_contract.sandbox.order import Order, find, unknown
from order_contract.sandbox.request import Incoming
from order_contract.sandbox.settings import Settings

State = tuple[str, str]
"""Code and name."""

# `Received in Hub` is printed in 003:141, and an order begins with `Undefined` (002:111). The documents list
# no others; these are the sandbox's own.
REPORTED: Final[State] = ("SENT_TO_HUB", "Sent to the hub")
RECEIVED: Final[State] = ("RECEIVED_IN_HUB", "Received in Hub")
DISPATCHED: Final[State] = ("DISPATCHED", "Dispatched")
IN_TRANSIT: Final[State] = ("IN_TRANSIT", "In transit")
DELIVERED: Final[State] = ("DELIVERED", "Delivered")
CANCELLED: Final[State] = ("CANCELLED", "Cancelled")
REFUNDED: Final[State] = ("REFUNDED", "Refunded")
WAY: Final = (REPORTED, RECEIVED, DISPATCHED, IN_TRANSIT, DELIVERED)
"""The way of a shipment from the merchant to the customer."""
_PLACES: Final = {code: place for place, (code, _) in enumerate(WAY)}

_MEMBERS: Final = (
    "ShippingMethodCode",
    "ShippingMethodName",
    "ShippingMethodStatusCode",
    "ShippingMethodStatusName",
    "ShipmentStatusUpdateTime",
    "ShipmentLocation",
)


def further_than(code: str | None, state: State) -> bool:
    """Whether a state lies further on the way than that of a parcel; None is a parcel not known before."""
    return code is None or _PLACES[state[0]] > _PLACES[code]


def move(order: Order, state: State, settings: Settings, location: str | None = None) -> None:
    """Note that a shipment has come to a state now. The time is written as RFC 2822 has it."""
    details = order.details
    details["ShippingMethodStatusCode"], details["ShippingMethodStatusName"] = state
    details["ShipmentStatusUpdateTime"] = format_datetime(settings.clock())
    if location is not None:
        details["ShipmentLocation"] = location


def track(tx: StateTransaction, call: Incoming, _: Settings) -> dict[str, Any]:
    """Where the shipment is.

    Takes the Global-e id (003:174) with the address of the customer who placed the order (003:177).
    """
    order_id = call.query["orderId"]
    order = find(tx, order_id, merchant=False)
    if order is None or call.query["email"].strip().lower() not in order.emails:
        raise unknown(order_id)
    details = order.details
    return {name: details.get(name) for name in _MEMBERS}
