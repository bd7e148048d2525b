"""The sandbox's own data as a fixtures file of the check: its orders as they are after a reset, and its own
decisions.

Invariant: everything comes from the orders that a sandbox is filled with; no amount is read and written as
anything but a decimal.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from order_contract import spec
from order_contract.sandbox.order import Order
from order_contract.sandbox.seed import example, sample_orders
from order_contract.sandbox.settings import Settings
from order_contract.wire import codec

_HEAD: Final = """\
# What the sandbox knows, for: order-contract check URL --api globale --fixtures FILE
"""
_SHOWS: Final = (
    "status",
    "reason",
    "attributes",
    "parcels",
    "tracking-number",
    "tracking-url",
    "backorder",
    "shipment-state",
    "refund-state",
)


def fixtures(settings: Settings) -> str:
    """A fixtures file for a sandbox with these settings."""
    return "\n".join((_HEAD, *_globale(settings), *_merchant(settings), *_s2(settings)))


def _globale(settings: Settings) -> Iterator[str]:
    yield "[globale]"
    yield from _reset(settings, "globale")
    yield 'unknown_order = "GE000000000XX"'
    yield 'hubs = ["Store", "Warehouse"]'
    yield 'status = {code = "DEL_12", name = "Delayed", reason = "1009", reason_name = "InventoryMissing"}'
    yield (
        'cancellation = {code = "CANCELLED", name = "Cancelled", '
        'reason = "1010", reason_name = "Customer changed mind"}'
    )
    yield f"error_info = {str(settings.error_info).lower()}"
    yield f"shows = {_list(_SHOWS)}"
    yield "refuses = ["
    yield '  "over-delivery", "odd-quantities", "negative-amounts", "unknown-products",'
    yield '  "unknown-exception-types", "zero-refunds", "cancelling-without-reason",'
    yield "]"
    for body in sample_orders():
        yield ""
        yield from _order(body)


def _reset(settings: Settings, api: spec.Api) -> Iterator[str]:
    if settings.control:
        yield f'reset = "POST /sandbox/reset/{api}"'


def _order(body: dict[str, Any]) -> Iterator[str]:
    order = Order(body, {"lines": [{} for _ in body["Products"]]})
    yield "[[globale.orders]]"
    yield f"order_id = {_text(order.order_id)}"
    yield f"merchant_order_id = {_text(body['MerchantOrderId'])}"
    yield f"email = {_text(sorted(order.emails)[0])}"
    yield f"currency = {_text(body['InternationalDetails']['CurrencyCode'])}"
    yield f'total = "{order.paid}"'
    yield f'shipping = "{order.shipping}"'
    yield f'duties = "{order.duties}"'
    parcels = (body.get("Sandbox") or {}).get("Parcels") or []
    if parcels:
        yield f"ready_parcels = {_list([parcel['ParcelCode'] for parcel in parcels])}"
    yield "products = ["
    for line in order.lines:
        yield (
            f"  {{cart_item_id = {_text(line.cart_item_id)}, code = {_text(line.code)}, "
            f'quantity = {line.ordered}, price = "{line.price}", original_price = "{line.original_price}"}},'
        )
    yield "]"


def _merchant(settings: Settings) -> Iterator[str]:
    notice = example("merchant", "updateOrderStatusCallback")
    yield ""
    yield "[merchant]"
    yield from _reset(settings, "merchant")
    yield 'unknown_order = "GE000000000XX"'
    yield f"statuses = {_list([notice['StatusCode'], 'COMPLETED', 'FAILED'])}"
    yield 'refuses = ["unknown-order", "mixed-ids"]'
    yield "orders = ["
    for body in (notice, *sample_orders()):
        order_id, merchant_order_id = _text(body["OrderId"]), _text(body["MerchantOrderId"])
        yield f"  {{order_id = {order_id}, merchant_order_id = {merchant_order_id}}},"
    yield "]"


def _s2(settings: Settings) -> Iterator[str]:
    order = example("s2", "updateOrder", "200")
    yield ""
    yield "[s2]"
    yield from _reset(settings, "s2")
    words = ("unknown-product", "empty-product", "unknown-account", "other-zones", "null-note")
    yield f"refuses = {_list((*words, 'null-in-address'))}"
    yield ""
    yield "[[s2.orders]]"
    yield f"order_id = {_text(order['id'])}"
    yield f"account_id = {_text(order['account']['id'])}"
    yield f"products = {_list([item['product']['id'] for item in order['items']])}"


def _text(value: str) -> str:
    return codec.dumps(value).decode()


def _list(values: Any) -> str:
    return codec.dumps(list(values)).decode().replace('","', '", "')
