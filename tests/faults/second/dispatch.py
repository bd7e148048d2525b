"""UpdateOrderDispatch, UpdateOrderDispatchV2, UpdateOrderStatus and TrackOrder.

Invariants: a dispatch is taken whole or not at all; nothing more is delivered than was ordered; a parcel's
state goes forward only.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from email.utils import format_datetime
from typing import Any, Final

from tests.faults.second.orders import Line, Order, Parcel, State
from tests.faults.second.refusals import RefusalError, refusal

Json = dict[str, Any]
STATES: Final = {
    "NONE": ("Undefined", "undefined"),
    "SENT": ("SENT", "Sent to the hub"),
    "RECEIVED": ("RECEIVED_IN_HUB", "Received in Hub"),
    "DISPATCHED": ("DISPATCHED", "Dispatched"),
    "REFUNDED": ("REFUNDED", "Refunded"),
    "CANCELLED": ("CANCELLED", "Cancelled"),
}
ORDERED_STATES: Final = ("NONE", "SENT", "RECEIVED", "DISPATCHED")


class Dispatch:
    """The rules of dispatch, status and tracking. Each is one method."""

    state: State

    def update_order_dispatch_v2(self, body: Json) -> Any:
        order = self.dispatch_order(body)
        self.not_cancelled(order)
        self.dispatched(order, body)
        return {"Success": True}

    def dispatch_order(self, body: Json) -> Order:
        """By OrderId, or by MerchantOrderId where that is none."""
        wanted = (body.get("OrderId") or "").strip() or (body.get("MerchantOrderId") or "")
        return self.known(wanted)

    def known(self, order_id: str) -> Order:
        order = self.state.find(order_id)
        if order is None:
            raise refusal("404", description=f"No order {order_id[:50]!r}")
        return order

    def not_cancelled(self, order: Order) -> None:
        if order.cancelled:
            raise refusal("A019")

    def dispatched(self, order: Order, body: Json) -> list[Parcel]:
        """Take parcels, exceptions and tracking; the parcels that were named."""
        parcels = body.get("Parcels") or []
        planned = [self.planned(order, parcel) for parcel in parcels]
        exceptions = [
            (self.exception_line(order, exception), exception) for exception in body.get("Exceptions") or []
        ]
        self.deliver(order, planned)
        for line, exception in exceptions:
            self.except_line(line, exception)
        self.track_order_as_a_whole(order, body.get("TrackingDetails"))
        order.changed = datetime.now(UTC)
        return [order.parcels[parcel.code] for parcel in planned]

    def planned(self, order: Order, stated: Json) -> Parcel:
        """A parcel as it will be, its products found and counted."""
        contents: dict[str, Decimal] = {}
        missing = 0
        products = stated.get("Products") or []
        for product in products:
            line = self.product_line(order, product)
            if line is None:
                missing += 1
                continue
            quantity = product.get("DeliveryQuantity")
            contents[line.cart_item] = contents.get(line.cart_item, Decimal(0)) + self.delivery_quantity(
                quantity
            )
        if missing:
            self.not_ordered(missing, len(products))
        tracking = (stated.get("TrackingDetails") or {}).get("TrackingNumber")
        return Parcel(stated["ParcelCode"], tracking, contents=contents)

    def product_line(self, order: Order, product: Json) -> Line | None:
        return order.line(product.get("CartItemId"), product.get("ProductCode") or product.get("SKU"))

    def not_ordered(self, missing: int, listed: int) -> None:
        raise refusal("A400" if missing == listed else "A300")

    def delivery_quantity(self, stated: Any) -> Decimal:
        quantity = Decimal(stated or 0)
        if quantity < 0 or quantity != quantity.to_integral_value():
            raise refusal("1003", description="DeliveryQuantity is a whole number, at least zero")
        return quantity

    def deliver(self, order: Order, planned: list[Parcel]) -> None:
        """Put parcels into the order; one with a known code takes the place of the former."""
        after = {
            **{code: parcel.contents for code, parcel in order.parcels.items()},
            **{parcel.code: parcel.contents for parcel in planned},
        }
        delivered = {
            line.cart_item: sum(
                (pieces.get(line.cart_item, Decimal(0)) for pieces in after.values()), Decimal(0)
            )
            for line in order.lines
        }
        for line in order.lines:
            self.at_most_ordered(line, delivered[line.cart_item])
        for line in order.lines:
            line.delivered = delivered[line.cart_item]
        for parcel in planned:
            self.put(order, parcel)

    def at_most_ordered(self, line: Line, delivered: Decimal) -> None:
        if delivered > line.ordered:
            raise refusal("1003", description=f"{line.ordered} of {line.code} were ordered")

    def put(self, order: Order, parcel: Parcel) -> None:
        former = order.parcels.get(parcel.code)
        if former is None:
            order.parcels[parcel.code] = parcel
            return
        former.contents = parcel.contents
        former.tracking = parcel.tracking or former.tracking

    def exception_line(self, order: Order, stated: Json) -> Line:
        line = self.product_line(order, stated)
        if line is None:
            raise refusal("A300", description="exception")
        if (stated.get("Quantity") or 0) < 0 or (stated.get("Quantity") or 0) > line.ordered:
            raise refusal("1003", description="Quantity of an exception")
        return line

    def except_line(self, line: Line, stated: Json) -> None:
        line.exception = stated

    def track_order_as_a_whole(self, order: Order, stated: Json | None) -> None:
        if stated:
            order.tracking = stated["TrackingNumber"]

    def update_order_dispatch(self, orderStatus: Json, parcelsList: list[Json], body: list[Json]) -> Any:
        order = self.known(orderStatus["OrderId"])
        self.reason_of_cancellation(orderStatus)
        for product in body:
            line = order.line(product.get("CartItemId"), product.get("ProductCode"))
            if line is None:
                raise refusal("A300")
            self.at_most_ordered(line, self.delivery_quantity(product.get("DeliveryQuantity")))
        planned = self.legacy_parcels(order, parcelsList)
        self.deliver(order, planned)
        for product in body:
            self.legacy_delivered(order, product)
        self.take_status(order, orderStatus)
        return {"Success": True}

    def legacy_parcels(self, order: Order, parcels: list[Json]) -> list[Parcel]:
        return [self.planned(order, parcel) for parcel in parcels]

    def legacy_delivered(self, order: Order, product: Json) -> None:
        line = order.line(product.get("CartItemId"), product.get("ProductCode"))
        assert line is not None
        line.delivered = Decimal(product.get("DeliveryQuantity") or 0)

    def update_order_status(self, orderStatus: Json) -> Any:
        order = self.known(orderStatus["OrderId"])
        self.reason_of_cancellation(orderStatus)
        self.take_status(order, orderStatus)
        return {"Success": True}

    def reason_of_cancellation(self, status: Json) -> None:
        """003:298: the merchant must give the reason, so that the customer can be informed."""
        code = status["OrderStatus"]["OrderStatusCode"].strip().casefold()
        reason = (status.get("OrderStatusReason") or {}).get("OrderStatusReasonCode", "").strip()
        if code in ("cancelled", "canceled", "custom.cancelled") and not reason:
            raise refusal("S001", description="orderStatus.OrderStatusReason")

    def take_status(self, order: Order, status: Json) -> None:
        order.status = status["OrderStatus"]["OrderStatusCode"]
        order.reason = status.get("OrderStatusReason")
        self.take_tracking(order, status)
        order.changed = datetime.now(UTC)

    def take_tracking(self, order: Order, status: Json) -> None:
        """001:31: with a TrackingURL the other members do not count."""
        if status.get("TrackingURL"):
            order.tracking_url = status["TrackingURL"]
        elif status.get("TrackingNumber"):
            order.tracking, order.tracking_url = status["TrackingNumber"], None

    def track_order(self, orderId: str, email: str) -> Any:
        order = self.state.find(orderId)
        if order is None or not self.belongs(order, email):
            raise self.untracked(order)
        code, name = self.shipment_state(order)
        return {
            "ShippingMethodCode": "COURIER",
            "ShippingMethodName": "Courier",
            "ShippingMethodStatusCode": code,
            "ShippingMethodStatusName": name,
            "ShipmentStatusUpdateTime": self.written_time(order.changed),
            "ShipmentLocation": None,
        }

    def belongs(self, order: Order, email: str) -> bool:
        return email.strip().casefold() == order.email

    def untracked(self, order: Order | None) -> RefusalError:
        """Alike for an unknown order and for another customer's."""
        return refusal("404", description="No order has this id and this e-mail address")

    def shipment_state(self, order: Order) -> tuple[str, str]:
        """The furthest that a parcel has come, unless the order was cancelled or refunded."""
        if order.cancelled:
            return STATES["CANCELLED"]
        if order.remaining <= 0:
            return STATES["REFUNDED"]
        return STATES[
            max((parcel.state for parcel in order.parcels.values()), key=ORDERED_STATES.index, default="NONE")
        ]

    def written_time(self, moment: datetime) -> str:
        """In UTC, as RFC 2822 has it."""
        return format_datetime(moment)
