"""A fixtures file, learned from the server itself by reading only.

Invariants: nothing is sent but GetOrdersDetails and TrackOrder; what could not be learned stands in the file
as a comment; no secret does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from order_contract.check.document.operations import CheckedOperation, operations
from order_contract.check.errors import CannotRunError
from order_contract.check.runner import TIMEOUT, reached
from order_contract.check.session import Session
from order_contract.check.transport.credentials import ServerCredentials
from order_contract.check.transport.messages import Sent
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.spec import Api
from order_contract.wire import codec
from order_contract.wire.money import decimal_text

_PRICES: Final = ("InternationalDiscountedPrice", "InternationalPrice", "SalePrice", "Price")
_SHOWN: Final[Mapping[str, tuple[str, str]]] = {
    "status": ("", "StatusCode"),
    "reason": ("", "OrderStatusReason"),
    "parcels": ("InternationalDetails", "ParcelsTracking"),
    "tracking-number": ("InternationalDetails", "OrderTrackingNumber"),
    "tracking-url": ("InternationalDetails", "OrderTrackingUrl"),
    "attributes": ("Products", "Attributes"),
    "backorder": ("Products", "IsBackOrdered"),
}
"""By the word of `shows`, where an order has the member that shows it."""
_UNKNOWN: Final = """\
# What reading cannot tell; remove the sign in front of what is true of this server:
# reset = "POST /test/reset"   # a request that puts every order back
# hubs = ["Store", "Warehouse"]
# status = {code = "DEL_12", name = "Delayed", reason = "1009", reason_name = "InventoryMissing"}
# cancellation = {code = "CANCELLED", name = "Cancelled", reason = "1010", reason_name = "Changed mind"}
# error_info = true   # the account setting ReturnResponseOfErrorInfoStruct
# refuses = ["over-delivery", "odd-quantities", "negative-amounts", "unknown-products"]
"""


def learn(
    url: str,
    api: Api,
    orders: Sequence[str],
    emails: Sequence[str] = (),
    *,
    credentials: ServerCredentials,
    allow_host: bool = False,
    allow_production: bool = False,
    timeout: float = TIMEOUT,
) -> str:
    """Read some orders, and write what they tell as a fixtures file.

    :param orders: ids of orders that the check may change.
    :param emails: addresses of the customers who placed them, in the same order; may be fewer.
    :raises CannotRunError: the API cannot be read, or the server does not answer an order.
    """
    if api != "globale":
        raise CannotRunError(
            f"The operations of {api} only write, so nothing can be learned: see `order-contract fixtures "
            "example`."
        )
    credentials.require(api)
    _, base, _, connection = reached(url, api, timeout, allow_host, allow_production)
    known = {operation.id: operation for operation in operations(api)}
    with Session(api, connection, base, credentials, known.values()) as session:
        shown = [_details(session, known["getOrdersDetails"], order) for order in orders]
        right = [
            _is_customer(session, known["trackOrder"], *pair) for pair in zip(orders, emails, strict=False)
        ]
    lines = ["[globale]", f"shows = {json.dumps(sorted(_shows(shown)))}", _UNKNOWN]
    for place, order in enumerate(shown):
        lines += _order(order, emails[place] if place < len(emails) and right[place] else None)
    return "\n".join(lines) + "\n"


def _ask(session: Session, operation: CheckedOperation, query: str, body: Any) -> Any:
    raw = b"" if body is None else codec.dumps(body)
    kind = {"content-type": "application/json"} if raw else {}
    url = f"{session.base}{operation.path}{'?' if query else ''}{query}"
    sent = Sent(operation.method, url, {"accept": "application/json", **kind}, raw)
    return session.send(operation, sent, expected=Expectation.UNSPECIFIED).judgement


def _details(session: Session, operation: CheckedOperation, order_id: str) -> Mapping[str, Any]:
    judgement = _ask(session, operation, "", {"OrderIds": [order_id]})
    shown = judgement.value if judgement is not None and judgement.accepted else None
    orders = [item for item in shown if isinstance(item, dict)] if isinstance(shown, list) else []
    if not orders:
        raise CannotRunError(f"GetOrdersDetails does not answer the order {order_id}: give one that exists.")
    return orders[0]


def _is_customer(session: Session, operation: CheckedOperation, order_id: str, email: str) -> bool:
    query = f"orderId={quote(order_id, safe='')}&email={quote(email, safe='')}"
    judgement = _ask(session, operation, query, None)
    return judgement is not None and bool(judgement.accepted)


def _shows(orders: Sequence[Mapping[str, Any]]) -> set[str]:
    words = set()
    for order in orders:
        for word, (place, name) in _SHOWN.items():
            holder = order.get(place) if place else order
            holders = holder if isinstance(holder, list) else [holder]
            if any(isinstance(item, dict) and name in item for item in holders):
                words.add(word)
    return words


def _order(order: Mapping[str, Any], email: str | None) -> Iterator[str]:
    details = order.get("InternationalDetails") or {}
    yield "[[globale.orders]]"
    yield f"order_id = {json.dumps(str(order.get('OrderId')))}"
    if order.get("MerchantOrderId"):
        yield f"merchant_order_id = {json.dumps(str(order['MerchantOrderId']))}"
    yield f"email = {json.dumps(email)}" if email else '# email = "customer@example.com"   # for TrackOrder'
    for name, member in (
        ("total", "TotalPrice"),
        ("shipping", "TotalShippingPrice"),
        ("duties", "TotalDutiesPrice"),
    ):
        amount = _amount(details.get(member))
        yield f'{name} = "{amount:f}"' if amount is not None else f'# {name} = "0.00"'
    parcels = [parcel.get("ParcelCode") for parcel in details.get("ParcelsTracking") or [] if parcel]
    if any(parcels):
        yield f"ready_parcels = {json.dumps([str(code) for code in parcels if code])}"
    products = [_product(product) for product in order.get("Products") or []]
    yield "products = [\n" + "".join(f"  {product},\n" for product in products if product) + "]"
    for product in products:
        if not product:
            yield "# one more product, of which no id, quantity or price is shown"


def _product(product: Mapping[str, Any]) -> str:
    code = product.get("ProductCode") or product.get("Sku")
    quantity = _amount(product.get("Quantity", product.get("OrderedQuantity")))
    price = next((amount for name in _PRICES if (amount := _amount(product.get(name))) is not None), None)
    if not product.get("CartItemId") or not code or quantity is None or price is None:
        return ""
    original = _amount(product.get("OriginalPrice", product.get("Price")))
    more = f', original_price = "{original}"' if original is not None else ""
    item, named = json.dumps(str(product["CartItemId"])), json.dumps(str(code))
    return f'{{cart_item_id = {item}, code = {named}, quantity = "{quantity}", price = "{price}"{more}}}'


def _amount(value: Any) -> Decimal | None:
    if isinstance(value, str):
        return decimal_text(value)
    is_number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    return Decimal(value) if is_number else None
