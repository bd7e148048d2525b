"""GetShippingDocuments: the documents that an order has, or a dispatch that makes new ones.

Invariants: asking for existing documents changes nothing; the documents of a dispatch are those of the
parcels that were sent with it; each is a real PDF, the same bytes each time it is requested.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from order_contract.sandbox import pdf
from order_contract.sandbox.database import StateTransaction
from order_contract.sandbox.errors import by_code
from order_contract.sandbox.handlers import dispatch
from order_contract.sandbox.handlers.track_order import RECEIVED
from order_contract.sandbox.order import Order, save
from order_contract.sandbox.request import Incoming
from order_contract.sandbox.settings import Settings


def shipping(tx: StateTransaction, call: Incoming, settings: Settings) -> dict[str, Any]:
    """Both usages (003:131-147)."""
    request = call.body
    order = dispatch.addressed(tx, request)
    dispatch.refuse_cancelled(order)
    parcels, exceptions, hub = (
        request.get("Parcels") or [],
        request.get("Exceptions") or [],
        request.get("HubCode"),
    )
    if not parcels and not exceptions:
        existing = [code for code, parcel in order.parcels.items() if parcel.get("Documented")]
        # A hub without parcels is neither usage (003:135); nor is there anything to return for an order
        # without documents.
        if hub or not existing:
            raise by_code("A200")
        return response(order, existing)
    _refuse_unordered(order, [product for parcel in parcels for product in parcel.get("Products") or []])
    dispatch.take(order, request, RECEIVED, settings)
    codes = list(dict.fromkeys(parcel["ParcelCode"] for parcel in parcels))
    document(order, codes, settings)
    body = response(order, codes)
    save(tx, order)
    return body


def document(order: Order, codes: Iterable[str], settings: Settings) -> None:
    """Give parcels their shipping documents: the time of making, and a tracking number where the merchant
    sent none.
    """
    for code in codes:
        parcel = order.parcels[code]
        parcel.setdefault("Documented", settings.clock().strftime("%Y-%m-%dT%H:%M:%S"))
        parcel["TrackingNumber"] = parcel.get("TrackingNumber") or pdf.number_of(order.order_id, code)
    dispatch.show(order)


def _refuse_unordered(order: Order, products: Sequence[Mapping[str, Any]]) -> None:
    """A400 when nothing of a dispatch was ordered, A300 when a part of it was not (a public page)."""
    unknown = [product for product in products if dispatch.known_line(order, product) is None]
    if unknown:
        raise by_code("A400" if len(unknown) == len(products) else "A300")


def response(order: Order, codes: Sequence[str]) -> dict[str, Any]:
    """The labels of some parcels as an OrderDocumentsResponse."""
    number = order.details.get("OrderTrackingNumber")
    return {
        "IsSuccess": True,
        "ErrorText": None,
        "Documents": [_label(order, code) for code in codes],
        "ShipperManifests": None,
        "ParcelsTracking": [dispatch.tracking_of(code, order.parcels[code]) for code in codes],
        "TrackingDetails": {
            "TrackingNumber": number,
            "ShipperName": order.details.get("ShippingMethodName"),
            "TrackingURL": dispatch.tracking_url(number),
        },
    }


def _label(order: Order, code: str) -> dict[str, Any]:
    parcel = order.parcels[code]
    return pdf.document(
        "4",
        "Label",
        pdf.label(order, code),
        made=parcel["Documented"],
        reference=order.order_id,
        parcel=code,
        tracking=parcel["TrackingNumber"],
        service=order.details.get("ShippingMethodName"),
    )
