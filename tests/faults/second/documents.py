"""GetShippingDocuments, DispatchOrders, DispatchConsolidatedShipment.

Invariants: a refusal leaves everything as it was; a document is a PDF in base64.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tests.faults.second.dispatch import Dispatch, Json
from tests.faults.second.orders import Order, Parcel
from tests.faults.second.refusals import RefusalError, refusal

Chosen = list[tuple[Order, Parcel]]


class Documents(Dispatch):
    """The rules of shipping documents and of dispatch from the hub. Each is one method."""

    def get_shipping_documents(self, body: Json) -> Any:
        order = self.dispatch_order(body)
        if not body.get("Parcels") and not body.get("Exceptions"):
            return self.shipping_documents(order, self.existing(order, body.get("HubCode")))
        self.not_cancelled(order)
        named = self.dispatched(order, body)
        for parcel in named:
            self.received(parcel, body.get("HubCode"))
        return self.shipping_documents(order, named)

    def existing(self, order: Order, hub: str | None) -> list[Parcel]:
        """The first usage only reads."""
        return [
            parcel for parcel in order.parcels.values() if parcel.documented and hub in (None, "", parcel.hub)
        ]

    def received(self, parcel: Parcel, hub: str | None) -> None:
        """003:141-145: received in the hub, and assigned to the one that was named."""
        if parcel.state == "SENT":
            parcel.state = "RECEIVED"
        parcel.hub = hub or parcel.hub
        parcel.tracking = parcel.tracking or f"78{sum(map(ord, parcel.code)):010d}"
        parcel.documented = True

    def shipping_documents(self, order: Order, parcels: list[Parcel]) -> Any:
        return {
            "IsSuccess": True,
            "ErrorText": None,
            "Documents": [self.label(order, parcel) for parcel in parcels],
            "ParcelsTracking": [self.parcel_tracking(parcel) for parcel in parcels],
            "TrackingDetails": {
                "TrackingNumber": order.tracking,
                "ShipperName": "Courier",
                "TrackingURL": order.tracking_url,
            },
        }

    def parcel_tracking(self, parcel: Parcel) -> Json:
        return {"ParcelCode": parcel.code, "ParcelTrackingNumber": parcel.tracking, "ParcelTrackingUrl": None}

    def label(self, order: Order, parcel: Parcel) -> Json:
        return {
            "DocumentTypeCode": "4",
            "DocumentTypeName": "Label",
            "DocumentExtension": "pdf",
            "DocumentReference": order.ge_id,
            "DocumentData": self.data(f"{order.ge_id} {parcel.code}"),
            "CreationDateTime": order.changed.strftime("%Y-%m-%dT%H:%M:%S"),
            "ParcelCode": parcel.code,
            "TrackingNumber": parcel.tracking,
        }

    def data(self, text: str) -> str:
        return base64.b64encode(pdf(text)).decode()

    def dispatch_orders(self, body: Json) -> Any:
        chosen, problems = self.chosen(body)
        chosen = self.of_hub(chosen, body.get("HubCode"))
        shipped = [pair for pair in chosen if self.can_leave(pair[1])]
        problems += [(order.ge_id, refusal("B002")) for order in self.staying(chosen, shipped)]
        if not shipped:
            raise refusal(
                "B100",
                description="; ".join(f"{order_id}: {problem.error}" for order_id, problem in problems)[:300],
            )
        hubs = sorted({parcel.hub or "" for _, parcel in shipped})
        self.leave(shipped)
        return self.manifests(shipped, hubs, problems)

    def dispatch_consolidated_shipment(self, body: Json) -> Any:
        chosen, problems = self.chosen(body)
        shipped = [pair for pair in self.of_hub(chosen, body.get("HubCode")) if self.can_leave(pair[1])]
        if not shipped:
            raise refusal(
                "B100",
                description="; ".join(f"{order_id}: {problem.error}" for order_id, problem in problems)[:300],
            )
        self.boxes(body.get("OuterBoxesAmount"), len(shipped))
        hubs = self.one_hub({parcel.hub for _, parcel in shipped})
        self.leave(shipped)
        return self.manifests(shipped, hubs, problems)

    def chosen(self, body: Json) -> tuple[Chosen, list[tuple[str, RefusalError]]]:
        """The parcels that the request names, and the orders that are unknown."""
        ids = [
            order_id.strip() for name in ("OrderIds", "MerchantOrderIds") for order_id in body.get(name) or []
        ]
        codes, numbers = body.get("ParcelCodes") or [], body.get("TrackingNumbers") or []
        if not (ids or codes or numbers):
            raise refusal("B404")
        result = {order_id: self.state.find(order_id) for order_id in ids}
        pairs = [(order, parcel) for order in result.values() if order for parcel in order.parcels.values()]
        problems = [(order_id, refusal("B001")) for order_id, order in result.items() if order is None]
        every = [(order, parcel) for order in self.state.orders for parcel in order.parcels.values()]
        pairs += self.by(every, codes, "code", "B401") + self.by(every, numbers, "tracking", "B402")
        unique = {
            (order.ge_id, parcel.code): (order, parcel) for order, parcel in pairs if not order.cancelled
        }
        problems += [
            (order.ge_id, refusal("B002"))
            for order in result.values()
            if order and (order.cancelled or not order.parcels)
        ]
        return list(unique.values()), problems

    def by(self, every: Chosen, wanted: list[str], name: str, code: str) -> Chosen:
        known = {getattr(parcel, name): (order, parcel) for order, parcel in every}
        unknown = [code for code in wanted if code.strip() not in known]
        if unknown:
            raise refusal(code, ", ".join(unknown)[:200])
        return [known[code.strip()] for code in wanted]

    def of_hub(self, chosen: Chosen, hub: str | None) -> Chosen:
        return [(order, parcel) for order, parcel in chosen if not hub or parcel.hub == hub]

    def can_leave(self, parcel: Parcel) -> bool:
        return parcel.state == "RECEIVED"

    def staying(self, chosen: Chosen, shipped: Chosen) -> Iterable[Order]:
        gone = {order.ge_id for order, _ in shipped}
        return {order.ge_id: order for order, _ in chosen if order.ge_id not in gone}.values()

    def leave(self, shipped: Chosen) -> None:
        for _, parcel in shipped:
            parcel.state = "DISPATCHED"

    def boxes(self, amount: Decimal | None, parcels: int) -> None:
        if amount is not None and amount < 0:
            raise RefusalError("400", "Bad Request", "OuterBoxesAmount is below zero")
        if amount is not None and amount > parcels:
            raise refusal("B300", parcels, amount)

    def one_hub(self, hubs: set[str | None]) -> list[str]:
        if len(hubs) != 1 or hubs == {None}:
            raise refusal("B200")
        return [str(hub) for hub in hubs]

    def manifests(self, shipped: Chosen, hubs: list[str], problems: list[tuple[str, RefusalError]]) -> Any:
        return {
            "IsSuccess": True,
            "ErrorText": None,
            "ShipperManifests": [self.manifest(hub, shipped) for hub in hubs],
            "ParcelsTracking": [self.parcel_tracking(parcel) for _, parcel in shipped],
            "Errors": [
                {"OrderID": order_id, "ErrorCode": problem.code, "ErrorText": problem.error}
                for order_id, problem in problems
            ],
        }

    def manifest(self, hub: str, shipped: Chosen) -> Json:
        codes = [parcel.code for _, parcel in shipped if (parcel.hub or "") == hub]
        return {
            "DocumentTypeCode": "3",
            "DocumentTypeName": "ShipperManifest",
            "DocumentExtension": "pdf",
            "DocumentReference": hub,
            "DocumentData": self.data(f"{hub}: {', '.join(codes)}"),
            "CreationDateTime": shipped[0][0].changed.strftime("%Y-%m-%dT%H:%M:%S"),
        }


def pdf(text: str) -> bytes:
    """A PDF of one page with one line."""
    line = text[:200].encode("ascii", "replace").translate(bytes.maketrans(b"()\\", b"[]/"))
    stream = b"BT /F1 12 Tf 20 100 Td (" + line + b") Tj ET"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(written))
        written += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        written
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(written)
    )
