"""UpdateOrderDispatchV2 and its legacy form: what was sent of an order, in which parcels, and what was not.

Invariants: a parcel is known by its code, so that reporting it again replaces the earlier report, and nothing
is counted twice; a parcel goes forward only; of a line never more is dispatched than was ordered.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from order_contract.sandbox.amounts import ZERO, amount
from order_contract.sandbox.database import StateTransaction
from order_contract.sandbox.errors import bad_request, by_code
from order_contract.sandbox.handlers import update_status
from order_contract.sandbox.handlers.track_order import REPORTED, State, further_than, move
from order_contract.sandbox.order import Order, OrderLine, need, save
from order_contract.sandbox.request import Incoming
from order_contract.sandbox.settings import Settings
from order_contract.wire.arithmetic import total

BACKORDER: Final = 2
_KEPT: Final = frozenset(("Weight", "Height", "Length", "Width", "ShippingAdditionalInformation"))
"""What is kept of a parcel as it was reported."""
MAX_PARCELS: Final = 200
"""Parcels that one order may have: a limit of the sandbox, which makes a document for each."""


def report(tx: StateTransaction, call: Incoming, settings: Settings) -> dict[str, Any]:
    """UpdateOrderDispatchV2 (000:7)."""
    order = addressed(tx, call.body)
    refuse_cancelled(order)
    take(order, call.body, REPORTED, settings)
    save(tx, order)
    return {"Success": True}


def legacy(tx: StateTransaction, call: Incoming, settings: Settings) -> dict[str, Any]:
    """UpdateOrderDispatch (003:188): the status, the delivered quantities of products, and the parcels.
    OrderId is the Global-e id (001:25).
    """
    details = call.query["orderStatus"]
    order = need(tx, details["OrderId"], merchant=False)
    refuse_cancelled(order)
    take(
        order,
        {
            "Parcels": call.query.get("parcelsList"),
            "DeliveryReferenceNumber": details.get("DeliveryReferenceNumber"),
        },
        REPORTED,
        settings,
    )
    for product in call.body:
        line = line_of(order, product)
        quantity = amount(product.get("DeliveryQuantity"))
        if quantity is not None:
            line.progress["delivered"] = _possible(line, quantity)
    update_status.apply(tx, order, details, settings)
    save(tx, order)
    return {"Success": True}


def addressed(tx: StateTransaction, request: Mapping[str, Any]) -> Order:
    """The order of a dispatch: OrderId takes either id (000:30), MerchantOrderId stands in for it."""
    order_id = (request.get("OrderId") or "").strip()
    return need(tx, order_id or request.get("MerchantOrderId"))


def refuse_cancelled(order: Order) -> None:
    """A019 is published for GetShippingDocuments; that the other reports of a dispatch refuse a cancelled
    order too is inferred.
    """
    if order.cancelled:
        raise by_code("A019")


def take(order: Order, request: Mapping[str, Any], state: State, settings: Settings) -> None:
    """Write what a dispatch reports: parcels, exceptions, tracking, whether it is complete.

    :param state: what its parcels come to, unless they are further already.
    """
    parcels, hub = order.parcels, request.get("HubCode")
    for parcel in request.get("Parcels") or ():
        if _parcel(order, parcel, hub, state):
            move(order, state, settings)
        if len(parcels) > MAX_PARCELS:
            raise bad_request(f"An order in the sandbox has at most {MAX_PARCELS} parcels.")
    for exception in request.get("Exceptions") or ():
        _exception(order, exception)
    _refuse_more_than_ordered(order)
    if request.get("IsCompleted") is not None:
        order.progress["completed"] = request["IsCompleted"]
    if request.get("TrackingDetails"):
        order.details["OrderTrackingNumber"] = request["TrackingDetails"]["TrackingNumber"]
    for name in ("ShippingAdditionalInformation", "DeliveryReferenceNumber"):
        if request.get(name):
            order.progress[name] = request[name]
    show(order)


def _parcel(order: Order, parcel: Mapping[str, Any], hub: str | None, state: State) -> bool:
    """Whether the parcel has come further."""
    contents = []
    for product in parcel.get("Products") or []:
        line = line_of(order, product)
        quantity = amount(product.get("DeliveryQuantity")) or ZERO
        contents.append(
            {"CartItemId": line.cart_item_id, "ProductCode": line.code, "Quantity": _possible(line, quantity)}
        )
        if product.get("OriginCountryCode"):
            # Counts inside a parcel too (a public page on origin and dimensions).
            line.progress["origin"] = product["OriginCountryCode"]
    noted = order.parcels.setdefault(
        parcel["ParcelCode"], {"HubCode": None, "TrackingNumber": None, "Products": [], "State": None}
    )
    tracking = parcel.get("TrackingDetails")
    if hub:
        noted["HubCode"] = hub
    if tracking and tracking.get("TrackingNumber"):
        noted["TrackingNumber"] = tracking["TrackingNumber"]
    if contents:
        noted["Products"] = contents
    for name, value in parcel.items():
        if name in _KEPT and value is not None:
            noted[name] = value
    further = further_than(noted["State"], state)
    if further:
        noted["State"] = state[0]
    return further


def _exception(order: Order, exception: Mapping[str, Any]) -> None:
    line = line_of(order, exception)
    kind, quantity = exception["ExceptionType"], amount(exception.get("Quantity"))
    noted: dict[str, Any] = {
        "ExceptionType": kind,
        "Quantity": _possible(line, quantity) if quantity is not None else None,
    }
    if kind == BACKORDER:
        # Will be fulfilled later (000:7), on the day that the exception names.
        noted["ExpectedFulfilmentDate"] = exception.get("ExpectedFulfilmentDate")
        line.product["IsBackOrdered"] = True
        line.product["BackOrderDate"] = exception.get("ExpectedFulfilmentDate")
    line.progress["exception"] = noted


def _possible(line: OrderLine, quantity: Decimal) -> Decimal:
    # No source says which code an impossible quantity gets; 1003 is the one code for a quantity.
    if quantity < ZERO or quantity > line.ordered:
        raise by_code("1003", f"Cart item {line.cart_item_id}: {quantity} of {line.ordered} ordered.")
    return quantity


def _refuse_more_than_ordered(order: Order) -> None:
    packed = [product for parcel in order.parcels.values() for product in parcel["Products"]]
    for line in order.lines if packed else ():
        ids = line.cart_item_id, line.code
        sent = total(
            Decimal(product["Quantity"])
            for product in packed
            if (product["CartItemId"], product["ProductCode"]) == ids
        )
        if sent > line.ordered:
            raise by_code(
                "1003", f"Cart item {line.cart_item_id}: {sent} in parcels, {line.ordered} ordered."
            )
        if sent:
            line.progress["delivered"] = sent


def line_of(order: Order, product: Mapping[str, Any]) -> OrderLine:
    """The line that a product of a request names.

    :raises Refusal: the order has none. D002 and D003 are published for UpdateOrderProducts; here they are
        inferred.
    """
    known = known_line(order, product)
    if known is not None:
        return known
    cart_item, code = _ids(product)
    raise by_code("D002", CartItemId=cart_item) if cart_item else by_code("D003", ProductCode=code)


def known_line(order: Order, product: Mapping[str, Any]) -> OrderLine | None:
    """The line that a product names by its cart item, else by its SKU; None when the order has none."""
    cart_item, code = _ids(product)
    for line in order.lines:
        if line.cart_item_id == cart_item if cart_item else code and line.code == code:
            return line
    return None


def _ids(product: Mapping[str, Any]) -> tuple[str, str]:
    """Cart item and SKU; `SKU` is taken for `ProductCode` (000:80)."""
    return (product.get("CartItemId") or "").strip(), (
        product.get("ProductCode") or product.get("SKU") or ""
    ).strip()


def show(order: Order) -> None:
    """Write to the order's body what GetOrdersDetails can show of its parcels."""
    order.details["ParcelsTracking"] = [tracking_of(code, parcel) for code, parcel in order.parcels.items()]


def tracking_of(code: str, parcel: Mapping[str, Any]) -> dict[str, Any]:
    """A parcel as the contract's MerchantParcelTracking."""
    number = parcel.get("TrackingNumber")
    return {"ParcelCode": code, "ParcelTrackingNumber": number, "ParcelTrackingUrl": tracking_url(number)}


def tracking_url(number: str | None) -> str | None:
    """The address of a carrier's page; the sandbox's carrier has none that responds."""
    return f"https://carrier.example/track/{number}" if number and number.isalnum() else None
