"""A fixtures file, learned from the server itself by reading only.

Invariants: nothing is sent but GetOrdersDetails and TrackOrder; what is printed is a fixtures file as it
stands; what could not be learned is a comment in it; no secret is in it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from order_contract.check.document.operations import CheckedOperation, operations
from order_contract.check.errors import CannotRunError
from order_contract.check.runner import TIMEOUT, reached
from order_contract.check.session import Session
from order_contract.check.transport.connections import ServerUnreachableError
from order_contract.check.transport.credentials import ServerCredentials
from order_contract.check.transport.messages import Sent
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.spec import Api
from order_contract.wire import codec
from order_contract.wire.money import decimal_text

_PRICES: Final = ("InternationalDiscountedPrice", "InternationalPrice", "SalePrice", "Price")
_ORIGINALS: Final = ("OriginalSalePrice", "OriginalPrice", "Price")
_PARCELS: Final = ("InternationalDetails", "ParcelsTracking")
_ATTRIBUTES: Final = ("Products", "Attributes")
"""Those of an update, which have an AttributeKey, or such as size and colour, which have none."""
_SHOWN: Final[Sequence[tuple[str, tuple[str, ...]]]] = (
    ("status", ("StatusCode",)),
    ("reason", ("OrderStatusReason",)),
    ("parcels", (*_PARCELS, "ParcelTrackingNumber")),
    ("tracking-number", ("InternationalDetails", "OrderTrackingNumber")),
    ("tracking-url", ("InternationalDetails", "OrderTrackingUrl")),
    ("attributes", (*_ATTRIBUTES, "AttributeKey")),
    ("attributes", ("Products", "MetaData", "Attributes")),
    ("backorder", ("Products", "IsBackOrdered")),
)
"""The words of `shows`, each with a place in an order where a member shows it."""
_MORE: Final[Mapping[str, str]] = {
    "deliveries": "DeliveryQuantity",
    "origin": "OriginCountryCode",
    "shipment-state": "ShippingMethodStatusCode",
    "refund-state": "ShippingMethodStatusCode",
}
"""By the word of `shows`, a member that may be there without following what requests change."""
_CURRENCY: Final = re.compile("[A-Z]{3}")
_NOT_LEARNED: Final = """\
# What reading cannot tell; remove the # in front of what is true of this server, and put its own values in:
# reset = "POST /test/reset"   # a request that puts every order back; without it, few rules can be tested
# hubs = ["Store", "Warehouse"]
# status = {code = "DEL_12", name = "Delayed", reason = "1009", reason_name = "InventoryMissing"}
# cancellation = {code = "CANCELLED", name = "Cancelled", reason = "1010", reason_name = "Changed mind"}
# cancelled_order = "GE500000005DE"   # an order that is cancelled, and of which nothing was refunded
# foreign_order = "GE900000001US"     # an order of another merchant
# error_info = true   # the account setting ReturnResponseOfErrorInfoStruct: only a refused refund shows it
# refuses = ["over-delivery", "zero-refunds"]   # all words: order-contract fixtures example --api globale"""


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
    :raises CannotRunError: the API cannot be read, nothing responds, or the server does not return an order.
    """
    if api != "globale":
        raise CannotRunError(
            f"The operations of {api} only write, so nothing can be learned: see `order-contract fixtures "
            "example`."
        )
    credentials.require(api)
    _, base, _, connection = reached(url, api, timeout, allow_host, allow_production, credentials.extras)
    known = {operation.id: operation for operation in operations(api)}
    try:
        with Session(api, connection, base, credentials, known.values()) as session:
            shown = [_details(session, known["getOrdersDetails"], order) for order in orders]
            tracked = [
                _tracked(session, known["trackOrder"], *pair) for pair in zip(orders, emails, strict=False)
            ]
            if session.refuses_method(known["trackOrder"]):
                tracked = ["TrackOrder takes no POST (405), so this is not verified" for _ in tracked]
    except ServerUnreachableError as gone:
        sentence = str(gone) or f"Nothing responds at {base}: start the server, or correct the URL."
        raise CannotRunError(sentence) from None
    lines = ["[globale]", *_seen(shown, [item for item in tracked if not isinstance(item, str)])]
    lines.append(_NOT_LEARNED)
    for place, (order_id, order) in enumerate(zip(orders, shown, strict=True)):
        if place >= len(tracked):
            email = '# email = "customer@example.com"   # for TrackOrder'
        else:
            refusal = tracked[place]
            email = f"email = {_text(emails[place])}"
            email = f"# {email}   # {refusal}" if isinstance(refusal, str) else email
        lines += _order(order_id, order, email)
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
        raise CannotRunError(f"GetOrdersDetails does not return the order {order_id}: give one that exists.")
    return orders[0]


def _tracked(
    session: Session, operation: CheckedOperation, order_id: str, email: str
) -> Mapping[str, Any] | str:
    """What TrackOrder shows of an order; when it does not take the address, why, in words."""
    query = f"orderId={quote(order_id, safe='')}&email={quote(email, safe='')}"
    judgement = _ask(session, operation, query, None)
    if judgement is None:
        return "TrackOrder gave no response"
    if not judgement.accepted:
        return f"TrackOrder refused it with {_printable(judgement.refused_by) or 'a failure'}"
    return judgement.value if isinstance(judgement.value, dict) else {}


def _seen(orders: Sequence[Mapping[str, Any]], tracked: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The words of `shows`."""
    words = {word for order in orders for word, place in _SHOWN if _has(order, place)}
    yield "# What requests change and reading shows; take out what stays as it was:"
    yield f"shows = {_list(sorted(words))}"
    products = [product for order in orders for product in _objects(order.get("Products"))]
    more = [word for word, name in _MORE.items() if any(name in holder for holder in (*products, *tracked))]
    if "parcels" not in words and any(_has(order, _PARCELS) for order in orders):
        more.append("parcels")
    if "attributes" not in words and any(_has(order, _ATTRIBUTES) for order in orders):
        more.append("attributes")
    if more:
        yield f"# Add what follows the requests, too: {', '.join(map(_text, more))}"


def _has(order: Mapping[str, Any], place: Sequence[str]) -> bool:
    holders = [order]
    for name in place[:-1]:
        holders = [inner for holder in holders for inner in _objects(holder.get(name))]
    return any(place[-1] in holder for holder in holders)


def _objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list, or the one that there is."""
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]


def _order(order_id: str, order: Mapping[str, Any], email: str) -> Iterator[str]:
    """
    :param email: the line with the customer's address, or the comment in its place.
    """
    details = next(iter(_objects(order.get("InternationalDetails"))), {})
    yield "\n[[globale.orders]]"
    yield f"order_id = {_text(_scalar(order.get('OrderId')) or order_id)}"
    merchants = _scalar(order.get("MerchantOrderId"))
    yield f"merchant_order_id = {_text(merchants)}" if merchants else '# merchant_order_id = "100018322"'
    yield email
    currency = _scalar(details.get("CurrencyCode"))
    if currency and _CURRENCY.fullmatch(currency):
        yield f"currency = {_text(currency)}"
    amounts = {
        name: _amount(details.get(member))
        for name, member in (
            ("total", "TotalPrice"),
            ("shipping", "TotalShippingPrice"),
            ("duties", "TotalDutiesPrice"),
        )
    }
    for name, amount in amounts.items():
        yield f'# {name} = "0.00"' if amount is None else f'{name} = "{amount:f}"'
    if amounts["total"] is None:
        yield "changeable = false   # what was paid is not shown: write it into total, and take this out"
    parcels = [_scalar(parcel.get("ParcelCode")) for parcel in _objects(details.get("ParcelsTracking"))]
    if any(parcels):
        yield f"ready_parcels = {_list([code for code in parcels if code])}"
    products = [_product(product) for product in _objects(order.get("Products"))]
    shown = [product for product in products if isinstance(product, str)]
    yield "products = [\n" + "".join(f"  {product},\n" for product in shown) + "]"
    for hidden, count in Counter(product for product in products if not isinstance(product, str)).items():
        *rest, last = hidden
        missing = f"{', '.join(rest)} and {last}" if rest else last
        yield f"# {count} more of its products: GetOrdersDetails shows no {missing} of it"


def _product(product: Mapping[str, Any]) -> str | tuple[str, ...]:
    """One line of the list; where a part of it is not shown, the members that would show it."""
    item = _scalar(product.get("CartItemId"))
    code = _scalar(product.get("ProductCode")) or _scalar(product.get("Sku"))
    quantity = _amount(product.get("Quantity", product.get("OrderedQuantity")))
    price = next((amount for name in _PRICES if (amount := _amount(product.get(name))) is not None), None)
    hidden = {
        "CartItemId": not item,
        "ProductCode": not code,
        "Quantity": quantity is None,
        "price": price is None,
    }
    if quantity is None or price is None or any(hidden.values()):
        return tuple(name for name, is_hidden in hidden.items() if is_hidden)
    original = next(
        (amount for name in _ORIGINALS if (amount := _amount(product.get(name))) is not None), None
    )
    more = f', original_price = "{original:f}"' if original is not None else ""
    return (
        f"{{cart_item_id = {_text(item)}, code = {_text(code)}, "
        f'quantity = "{quantity:f}", price = "{price:f}"{more}}}'
    )


def _scalar(value: Any) -> str:
    """A text or a number as text; empty for anything else."""
    is_text = isinstance(value, (str, int, Decimal)) and not isinstance(value, bool)
    return str(value) if is_text else ""


def _amount(value: Any) -> Decimal | None:
    """What can be paid or ordered; None for anything else."""
    if isinstance(value, str):
        number = decimal_text(value)
    else:
        is_number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
        number = Decimal(value) if is_number else None
    return number if number is not None and number >= 0 else None


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _printable(value: str) -> str:
    """A text as a comment takes it."""
    return "".join(letter for letter in value if letter.isprintable())


def _text(value: str) -> str:
    """A text as TOML writes it."""
    shown = "".join(
        letter if letter.isprintable() and letter not in '"\\' else f"\\U{ord(letter):08x}"
        for letter in value.encode("utf-8", "replace").decode()
    )
    return f'"{shown}"'
