"""DispatchOrders and DispatchConsolidatedShipment: parcels leave, and the shippers' manifests are made.

Invariants: what has left cannot leave again; orders that cannot leave are named with their code and do not
keep the others back; when none can leave, nothing changes and the call is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from attrs import define, field

from order_contract.sandbox import pdf
from order_contract.sandbox.amounts import amount
from order_contract.sandbox.database import StateTransaction
from order_contract.sandbox.errors import RefusalError, bad_request, by_code, clipped
from order_contract.sandbox.handlers import dispatch
from order_contract.sandbox.handlers.track_order import DISPATCHED, RECEIVED, move
from order_contract.sandbox.order import Order, everything, find, save
from order_contract.sandbox.request import Incoming
from order_contract.sandbox.settings import Settings

_REQUIRED, _FORBIDDEN = "required", "forbidden"


@define
class _Departure:
    """What is about to leave: orders with the codes of their parcels, and why others cannot."""

    orders: dict[str, tuple[Order, list[str]]] = field(factory=dict)
    refused: dict[str, RefusalError] = field(factory=dict)

    @property
    def parcels(self) -> int:
        return sum(len(codes) for _, codes in self.orders.values())


def orders(tx: StateTransaction, call: Incoming, settings: Settings) -> dict[str, Any]:
    """DispatchOrders (003:94-96): one manifest a hub."""
    departure = _collect(tx, call.body, settings, consolidated=False)
    hubs = {
        str(order.parcels[code].get("HubCode") or "")
        for order, codes in departure.orders.values()
        for code in codes
    }
    return _leave(tx, departure, sorted(hubs), call.body, settings)


def consolidated(tx: StateTransaction, call: Incoming, settings: Settings) -> dict[str, Any]:
    """DispatchConsolidatedShipment (003:74-89): one manifest for all, which must go to one hub (B200, a
    public page).
    """
    departure = _collect(tx, call.body, settings, consolidated=True)
    hubs = {
        order.parcels[code].get("HubCode") for order, codes in departure.orders.values() for code in codes
    }
    if len(hubs) != 1 or None in hubs:
        raise by_code("B200")
    return _leave(tx, departure, [str(hub) for hub in hubs], call.body, settings)


def _collect(
    tx: StateTransaction, request: dict[str, Any], settings: Settings, *, consolidated: bool
) -> _Departure:
    parcel_codes, numbers = _texts(request, "ParcelCodes"), _texts(request, "TrackingNumbers")
    # Either kind of id stands in OrderIds (003:95, 003:100).
    order_ids = [*_texts(request, "OrderIds"), *_texts(request, "MerchantOrderIds")]
    if not (parcel_codes or numbers or order_ids):
        raise by_code("B404")
    if (parcel_codes or numbers) and not settings.parcel_dispatch:
        raise by_code("B403")
    departure = _Departure()
    hub = (request.get("HubCode") or "").strip() or None
    for order_id in order_ids:
        order = find(tx, order_id)
        if order is None:
            departure.refused[order_id] = by_code("B001")
        elif order.order_id not in departure.orders:
            _add(
                departure,
                order_id,
                order,
                [code for code in order.parcels if _from(order, code, hub)],
                consolidated=consolidated,
            )
    if parcel_codes or numbers:
        _by_parcel(tx, departure, parcel_codes, numbers, consolidated=consolidated)
    if not departure.orders:
        raise _none(departure.refused)
    boxes = amount(request.get("OuterBoxesAmount"))
    if boxes is not None and boxes < 0:
        raise bad_request(f"OuterBoxesAmount {boxes} is below zero.")
    if boxes is not None and boxes > Decimal(departure.parcels):
        raise by_code("B300", NumberOfParcels=departure.parcels, NumberOfOuterBoxes=boxes)
    return departure


def _texts(request: dict[str, Any], name: str) -> list[str]:
    return [text.strip() for text in request.get(name) or []]


def _from(order: Order, code: str, hub: str | None) -> bool:
    return hub is None or order.parcels[code].get("HubCode") == hub


def _add(
    departure: _Departure, asked: str, order: Order, codes: Sequence[str], *, consolidated: bool
) -> None:
    ready = [
        code
        for code in codes
        if order.parcels[code].get("Documented") and order.parcels[code]["State"] == RECEIVED[0]
    ]
    rule = order.progress.get("consolidation")
    if rule == _REQUIRED and not consolidated:
        departure.refused[asked] = by_code("B003")
    elif rule == _FORBIDDEN and consolidated:
        departure.refused[asked] = by_code("B004")
    elif order.cancelled or not ready:
        # Not ready means no shipping documents yet, or gone already (a public page on B002).
        departure.refused[asked] = by_code("B002")
    else:
        known = departure.orders.setdefault(order.order_id, (order, []))[1]
        known += [code for code in ready if code not in known]


def _by_parcel(
    tx: StateTransaction,
    departure: _Departure,
    codes: Sequence[str],
    numbers: Sequence[str],
    *,
    consolidated: bool,
) -> None:
    """Parcels named one by one; the merchant's setting allows it. All of them must exist."""
    parcels: list[tuple[str, Order, str]] = []
    for order in everything(tx):
        known = departure.orders.get(order.order_id, (order, []))[0]
        for code, parcel in known.parcels.items():
            if code in codes or parcel.get("TrackingNumber") in numbers:
                parcels.append((parcel.get("TrackingNumber") or "", known, code))
    missing = [code for code in codes if code not in {code for _, _, code in parcels}]
    if missing:
        raise by_code("B401", ParcelCodes=", ".join(missing))
    missing = [number for number in numbers if number not in {number for number, _, _ in parcels}]
    if missing:
        raise by_code("B402", TrackingNumbers=", ".join(missing))
    for _, order, code in parcels:
        _add(departure, code, order, [code], consolidated=consolidated)


def _none(refused: dict[str, RefusalError]) -> RefusalError:
    """Nothing can leave: the one reason when all have the same, else B100 with each."""
    codes = {refusal.code for refusal in refused.values()}
    listed = "; ".join(
        f"{clipped(asked)}: {refusal.code} {refusal.error}" for asked, refusal in list(refused.items())[:20]
    )
    return by_code(codes.pop() if len(codes) == 1 else "B100", listed)


def _leave(
    tx: StateTransaction,
    departure: _Departure,
    hubs: Sequence[str],
    request: dict[str, Any],
    settings: Settings,
) -> dict[str, Any]:
    made = settings.clock().strftime("%Y-%m-%dT%H:%M:%S")
    tracking = []
    for order, codes in departure.orders.values():
        for code in codes:
            order.parcels[code]["State"] = DISPATCHED[0]
            tracking.append(dispatch.tracking_of(code, order.parcels[code]))
        move(order, DISPATCHED, settings)
        save(tx, order)
    boxes = amount(request.get("OuterBoxesAmount"))
    manifests = []
    for hub in hubs:
        rows = [
            (order, code)
            for order, codes in departure.orders.values()
            for code in codes
            if str(order.parcels[code].get("HubCode") or "") == hub
        ]
        manifests.append(
            pdf.document(
                "3", "ShipperManifest", pdf.manifest(hub, rows, made, boxes), made=made, reference=hub or None
            )
        )
    errors = [
        {"OrderID": asked, "ErrorCode": refusal.code, "ErrorText": refusal.error}
        for asked, refusal in departure.refused.items()
    ]
    return {
        "IsSuccess": True,
        "ErrorText": None,
        **({"Errors": errors} if errors else {}),
        "ShipperManifests": manifests,
        "ParcelsTracking": tracking,
    }
