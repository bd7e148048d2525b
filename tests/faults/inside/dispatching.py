"""Faults in dispatch, documents and details.

Invariants: every response has the documented form, the documents' data excepted; only what the server does,
or refuses, is wrong.
"""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import Any

from tests.faults.catalogue import Family
from tests.faults.inside.planting import ORDER, At, cancelled, codes, parcel, planting
from tests.faults.second import Server

plant = planting(Family.DISPATCH, "globale")


THREE = ["GE2794623GB", "GE2794622GB", "GE2794621GB"]


@plant(
    "dispatch-more-than-ordered",
    "More pieces are delivered than were ordered.",
    lambda at: codes(at.v2(parcel("a", quantity=99))),
)
class MoreThanOrdered(Server):
    def at_most_ordered(self, line: Any, delivered: Decimal) -> None: ...


@plant(
    "dispatch-negative-quantity",
    "A negative DeliveryQuantity is taken.",
    lambda at: codes(at.v2(parcel("a", quantity=-1))),
)
class NegativeDelivery(Server):
    def delivery_quantity(self, stated: Any) -> Decimal:
        return Decimal(stated or 0)


@plant(
    "dispatch-unknown-product",
    "A product that was not ordered is dispatched.",
    lambda at: codes(at.v2(parcel("a", "nope"))),
)
class UnknownProduct(Server):
    def not_ordered(self, missing: int, listed: int) -> None: ...


def tracked(at: At, order_id: str = ORDER) -> Any:
    international_details = at.details(order_id)["InternationalDetails"]
    return international_details["OrderTrackingNumber"], [
        (item["ParcelCode"], item["ParcelTrackingNumber"])
        for item in international_details["ParcelsTracking"]
    ]


@plant(
    "dispatch-parcels-dropped",
    "UpdateOrderDispatchV2 forgets its parcels.",
    lambda at: (at.v2(parcel("a")), tracked(at)),
)
class ParcelsDropped(Server):
    def update_order_dispatch_v2(self, body: Any) -> Any:
        order = self.dispatch_order(body)
        before = dict(order.parcels)
        response = super().update_order_dispatch_v2(body)
        order.parcels = before
        return response


@plant(
    "dispatch-parcel-tracking-dropped",
    "The tracking number of a parcel is forgotten.",
    lambda at: (at.v2(parcel("a", TrackingDetails={"TrackingNumber": "9"})), tracked(at)),
)
class ParcelTrackingDropped(Server):
    def planned(self, order: Any, stated: Any) -> Any:
        return super().planned(order, {**stated, "TrackingDetails": None})


@plant(
    "dispatch-order-tracking-dropped",
    "The tracking number of the order is forgotten.",
    lambda at: (at.v2(parcel("a"), TrackingDetails={"TrackingNumber": "9"}), tracked(at)),
)
class OrderTrackingDropped(Server):
    def track_order_as_a_whole(self, order: Any, stated: Any) -> None: ...


@plant(
    "dispatch-backorder-forgotten",
    "An exception of type 2 does not make the product back-ordered.",
    lambda at: (
        at.v2(
            Exceptions=[{"CartItemId": "12367", "ExceptionType": 2, "ExpectedFulfilmentDate": "2030-01-18"}]
        ),
        at.shown("12367", "BackOrderDate"),
        at.shown("12367", "IsBackOrdered"),
    ),
)
class BackorderForgotten(Server):
    def except_line(self, line: Any, stated: Any) -> None: ...


@plant(
    "dispatch-of-cancelled-order",
    "A cancelled order is shipped (A019).",
    lambda at: (cancelled(at), at.shipping_documents(parcel("a"))[1]["IsSuccess"]),
)
class OfCancelled(Server):
    def not_cancelled(self, order: Any) -> None: ...


@plant(
    "dispatch-half-taken",
    "A dispatch that is refused for its second parcel has taken the first.",
    lambda at: (at.v2(parcel("a"), parcel("b", quantity=99))[0], tracked(at)),
    wfc="F104",
)
class HalfTaken(Server):
    def dispatched(self, order: Any, body: Any) -> Any:
        for stated in body.get("Parcels") or []:
            super().dispatched(order, {**body, "Parcels": [stated], "Exceptions": None})
        return super().dispatched(order, body)


@plant(
    "legacy-parcels-dropped",
    "UpdateOrderDispatch forgets parcelsList.",
    lambda at: (at.legacy({"ParcelCode": "a"}), tracked(at, "testID")),
)
class LegacyParcelsDropped(Server):
    def legacy_parcels(self, order: Any, parcels: Any) -> Any:
        return []


@plant(
    "legacy-status-dropped",
    "UpdateOrderDispatch forgets the status.",
    lambda at: (at.legacy(), at.details("testID")["StatusCode"]),
)
class LegacyStatusDropped(Server):
    def update_order_dispatch(self, orderStatus: Any, parcelsList: Any, body: Any) -> Any:
        order = self.known(orderStatus["OrderId"])
        before = order.status
        response = super().update_order_dispatch(orderStatus, parcelsList, body)
        order.status = before
        return response


@plant(
    "documents-existing-missing",
    "The first usage of GetShippingDocuments returns no documents of an order that has some.",
    lambda at: len(at.shipping_documents()[1]["Documents"]),
)
class ExistingMissing(Server):
    def existing(self, order: Any, hub: Any) -> Any:
        return []


@plant(
    "documents-first-usage-dispatches",
    "The first usage of GetShippingDocuments, which only reads, lets the parcels leave.",
    lambda at: (
        at.shipping_documents()[0],
        at.order("DispatchOrders", {"OrderIds": [ORDER]})[1]["IsSuccess"],
    ),
)
class FirstUsageDispatches(Server):
    def existing(self, order: Any, hub: Any) -> Any:
        result = super().existing(order, hub)
        for sent in result:
            sent.state = "DISPATCHED"
        return result


@plant(
    "documents-of-all-parcels",
    "The second usage returns the documents of all parcels, not of those that were sent.",
    lambda at: len(at.shipping_documents(parcel("a"))[1]["Documents"]),
)
class OfAllParcels(Server):
    def shipping_documents(self, order: Any, parcels: Any) -> Any:
        return super().shipping_documents(order, list(order.parcels.values()))


@plant(
    "documents-second-usage-only-reads",
    "The second usage returns documents and takes no parcels.",
    lambda at: (at.shipping_documents(parcel("a"))[0], tracked(at)),
)
class SecondUsageReads(Server):
    def get_shipping_documents(self, body: Any) -> Any:
        order = self.dispatch_order(body)
        before = dict(order.parcels)
        response = super().get_shipping_documents(body)
        order.parcels = before
        return response


@plant(
    "documents-not-received-in-hub",
    "The second usage does not move parcels to Received in Hub.",
    lambda at: (
        at.shipping_documents(parcel("a"), OrderId="testID"),
        at.order("GetShippingDocuments", {"OrderId": "testID", "Parcels": [{"ParcelCode": "a"}]})[0],
        at.tracking()[1]["ShippingMethodStatusName"],
    ),
)
class NotReceived(Server):
    def received(self, parcel: Any, hub: Any) -> None:
        super().received(parcel, hub)
        parcel.state = "SENT"


@plant(
    "documents-hub-not-assigned",
    "HubCode of GetShippingDocuments is ignored.",
    lambda at: (
        at.shipping_documents(parcel("a"), HubCode="North")[0],
        at.order("DispatchOrders", {"OrderIds": [ORDER], "HubCode": "North"})[1]["IsSuccess"],
    ),
)
class HubNotAssigned(Server):
    def received(self, parcel: Any, hub: Any) -> None:
        super().received(parcel, None)


@plant(
    "documents-not-base64",
    "DocumentData is not base64.",
    lambda at: at.shipping_documents()[1]["Documents"][0]["DocumentData"][:4],
)
class NotBase64(Server):
    def data(self, text: str) -> str:
        return base64.b64decode(super().data(text)).decode("latin-1")


@plant(
    "documents-no-pdf",
    "A document that says pdf is an HTML page.",
    lambda at: at.shipping_documents()[1]["Documents"][0]["DocumentData"][:4],
)
class NoPdf(Server):
    def data(self, text: str) -> str:
        return base64.b64encode(b"<html><body>Login</body></html>").decode()


@plant(
    "documents-empty",
    "Documents have no data.",
    lambda at: at.shipping_documents()[1]["Documents"][0]["DocumentData"],
)
class EmptyDocuments(Server):
    def data(self, text: str) -> str:
        return ""


@plant(
    "dispatch-hub-filter-ignored",
    "DispatchOrders dispatches parcels of every hub whatever HubCode says.",
    lambda at: at.order("DispatchOrders", {"OrderIds": THREE, "HubCode": "Nowhere"})[1]["IsSuccess"],
)
class HubFilterIgnored(Server):
    def of_hub(self, chosen: Any, hub: Any) -> Any:
        return list(chosen)


def twice(at: At, method: str) -> Any:
    return [at.order(method, {"OrderIds": THREE})[1]["IsSuccess"] for _ in range(2)]


@plant("dispatch-twice", "What has left the hub leaves again (B002).", lambda at: twice(at, "DispatchOrders"))
class Twice(Server):
    def can_leave(self, parcel: Any) -> bool:
        return parcel.state != "SENT"


@plant(
    "dispatch-without-papers",
    "Parcels that had no call of GetShippingDocuments leave (B002).",
    lambda at: (
        at.legacy({"ParcelCode": "a"})[0],
        at.order("DispatchOrders", {"OrderIds": ["testID"]})[1]["IsSuccess"],
    ),
)
class WithoutPapers(Server):
    def can_leave(self, parcel: Any) -> bool:
        return parcel.state != "DISPATCHED"


@plant(
    "dispatch-consolidated-leaves-nothing",
    "DispatchConsolidatedShipment makes a manifest and dispatches nothing.",
    lambda at: twice(at, "DispatchConsolidatedShipment"),
)
class LeavesNothing(Server):
    def leave(self, shipped: Any) -> None: ...


@plant(
    "dispatch-unknown-orders-succeed",
    "DispatchOrders of unknown orders alone succeeds without a manifest.",
    lambda at: at.order("DispatchOrders", {"OrderIds": ["GE1"]})[1]["IsSuccess"],
)
class UnknownOrders(Server):
    def dispatch_orders(self, body: Any) -> Any:
        chosen, problems = self.chosen(body)
        return super().dispatch_orders(body) if chosen else self.manifests([], [], problems)


@plant(
    "dispatch-too-many-boxes",
    "A consolidated shipment has more outer boxes than parcels (B300).",
    lambda at: at.order("DispatchConsolidatedShipment", {"OrderIds": THREE, "OuterBoxesAmount": 4})[1][
        "IsSuccess"
    ],
)
class TooManyBoxes(Server):
    def boxes(self, amount: Any, parcels: int) -> None: ...


@plant(
    "dispatch-several-hubs",
    "A consolidated shipment leaves from two hubs (B200).",
    lambda at: (
        at.shipping_documents(parcel("a"), HubCode="North")[0],
        at.order("DispatchConsolidatedShipment", {"OrderIds": [ORDER]})[1]["IsSuccess"],
    ),
)
class SeveralHubs(Server):
    def one_hub(self, hubs: Any) -> list[str]:
        return [str(hub) for hub in hubs]


@plant(
    "dispatch-merchant-ids-ignored",
    "DispatchOrders does not look at MerchantOrderIds.",
    lambda at: at.order("DispatchOrders", {"MerchantOrderIds": ["200018321"]})[1]["IsSuccess"],
)
class MerchantIdsIgnored(Server):
    def chosen(self, body: Any) -> Any:
        return super().chosen({**body, "MerchantOrderIds": None})


@plant(
    "dispatch-first-order-only",
    "DispatchOrders dispatches the first order of its list only.",
    lambda at: len(at.order("DispatchOrders", {"OrderIds": THREE})[1]["ParcelsTracking"]),
)
class FirstOrderOnly(Server):
    def chosen(self, body: Any) -> Any:
        return super().chosen({**body, "OrderIds": (body.get("OrderIds") or [])[:1]})


@plant(
    "dispatch-manifests-missing",
    "DispatchOrders returns no manifest.",
    lambda at: at.order("DispatchOrders", {"OrderIds": THREE})[1]["ShipperManifests"],
)
class ManifestsMissing(Server):
    def manifests(self, shipped: Any, hubs: Any, problems: Any) -> Any:
        return {**super().manifests(shipped, hubs, problems), "ShipperManifests": []}


@plant(
    "details-of-every-order",
    "GetOrdersDetails returns orders that were not asked for.",
    lambda at: len(at.order("GetOrdersDetails", {"OrderIds": [ORDER]})[1]),
)
class EveryOrder(Server):
    def get_orders_details(self, body: Any) -> Any:
        return [self.details(order) for order in self.state.orders] if body["OrderIds"] else []


@plant(
    "details-of-first-order-only",
    "GetOrdersDetails returns the first of the orders only.",
    lambda at: len(at.order("GetOrdersDetails", {"OrderIds": THREE})[1]),
)
class FirstDetailsOnly(Server):
    def get_orders_details(self, body: Any) -> Any:
        return super().get_orders_details(body)[:1]
