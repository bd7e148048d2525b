"""Faults in tracking and status.

Invariants: every response has the documented form; only what the server does, or refuses, is wrong.
"""

from __future__ import annotations

from typing import Any

from tests.faults.catalogue import Family
from tests.faults.inside.planting import REASON, codes, planting
from tests.faults.second import Server

plant = planting(Family.TRACKING, "globale")


@plant(
    "track-email-not-checked",
    "TrackOrder tells everybody where the order is: the e-mail address is not compared.",
    lambda at: at.tracking(email="stranger@example.net")[0],
)
class EmailNotChecked(Server):
    def belongs(self, order: Any, email: str) -> bool:
        return True


@plant(
    "track-email-domain-enough",
    "TrackOrder compares only the domain of the e-mail address.",
    lambda at: at.tracking(email="stranger@example.com")[0],
)
class DomainEnough(Server):
    def belongs(self, order: Any, email: str) -> bool:
        return email.strip().casefold().rpartition("@")[2] == order.email.rpartition("@")[2]


@plant(
    "track-by-email-alone",
    "TrackOrder finds an order by the e-mail address, whatever the id.",
    lambda at: at.tracking(order_id="nope")[0],
)
class ByEmailAlone(Server):
    def track_order(self, orderId: str, email: str) -> Any:
        own = next((order.ge_id for order in self.state.orders if self.belongs(order, email)), orderId)
        return super().track_order(own, email)


@plant(
    "track-status-never-moves",
    "TrackOrder's status does not follow the dispatch.",
    lambda at: (at.legacy({"ParcelCode": "a"}), at.tracking()[1]["ShippingMethodStatusName"]),
)
class NeverMoves(Server):
    def shipment_state(self, order: Any) -> tuple[str, str]:
        return "Undefined", "undefined"


@plant(
    "track-refund-not-shown",
    "TrackOrder's status does not follow a full refund.",
    lambda at: (at.refund(FullRefund=True, order_id="testID"), at.tracking()[1]["ShippingMethodStatusName"]),
)
class RefundNotShown(Server):
    def shipment_state(self, order: Any) -> tuple[str, str]:
        before, order.refunds = order.refunds, []
        state = super().shipment_state(order)
        order.refunds = before
        return state


@plant(
    "track-time-in-iso-form",
    "ShipmentStatusUpdateTime is written as ISO 8601 has it, not as RFC 2822.",
    lambda at: at.tracking()[1]["ShipmentStatusUpdateTime"][:10],
)
class IsoTime(Server):
    def written_time(self, moment: Any) -> str:
        return str(moment.isoformat())


@plant(
    "track-time-not-in-utc",
    "ShipmentStatusUpdateTime stands in another zone than UTC.",
    lambda at: at.tracking()[1]["ShipmentStatusUpdateTime"][-5:],
)
class OtherZone(Server):
    def written_time(self, moment: Any) -> str:
        return super().written_time(moment).replace("+0000", "+0200")


@plant(
    "cancel-without-reason",
    "UpdateOrderStatus cancels without a reason.",
    lambda at: codes(at.status("CANCELLED")),
)
class WithoutReason(Server):
    def reason_of_cancellation(self, status: Any) -> None: ...


@plant(
    "cancel-with-empty-reason",
    "UpdateOrderStatus cancels with a reason that says nothing.",
    lambda at: codes(at.status("CANCELLED", OrderStatusReason={"OrderStatusReasonCode": "", "Name": ""})),
)
class EmptyReason(Server):
    def reason_of_cancellation(self, status: Any) -> None:
        if not status.get("OrderStatusReason"):
            super().reason_of_cancellation(status)


@plant(
    "status-not-stored",
    "UpdateOrderStatus acknowledges a status that GetOrdersDetails does not show.",
    lambda at: (at.status("LATE"), at.details("testID")["StatusCode"]),
)
class NotStored(Server):
    def take_status(self, order: Any, status: Any) -> None: ...


@plant(
    "status-reason-not-stored",
    "The reason of a cancellation is lost.",
    lambda at: (at.status("CANCELLED", OrderStatusReason=REASON), at.details("testID")["OrderStatusReason"]),
)
class ReasonNotStored(Server):
    def take_status(self, order: Any, status: Any) -> None:
        super().take_status(order, {**status, "OrderStatusReason": None})


@plant(
    "status-on-wrong-order",
    "UpdateOrderStatus acknowledges the status of an unknown order.",
    lambda at: codes(
        at.order(
            "UpdateOrderStatus",
            orderStatus={"OrderId": "nope", "OrderStatus": {"OrderStatusCode": "a", "Name": "a"}},
        )
    ),
)
class UnknownStatus(Server):
    def update_order_status(self, orderStatus: Any) -> Any:
        return (
            super().update_order_status(orderStatus)
            if self.state.find(orderStatus["OrderId"])
            else {"Success": True}
        )


@plant(
    "status-tracking-url-lost",
    "TrackingURL of UpdateOrderStatus is lost.",
    lambda at: (
        at.status("LATE", TrackingURL="http://t.example/1"),
        at.details("testID")["InternationalDetails"]["OrderTrackingUrl"],
    ),
)
class UrlLost(Server):
    def take_tracking(self, order: Any, status: Any) -> None:
        super().take_tracking(order, {**status, "TrackingURL": None})
