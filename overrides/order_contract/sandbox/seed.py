"""The orders that a sandbox knows from the start, and how an order is taken in.

Invariants: the orders of the documented samples are among them, so that each documented request succeeds as
printed; what the published documents hold (the callback's order, S2's order) is read from there and not
written down again.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from order_contract import spec
from order_contract.document import Document, examples
from order_contract.sandbox import pdf
from order_contract.sandbox.control_input import SeedState, read
from order_contract.sandbox.database import SandboxStore, StateTransaction
from order_contract.sandbox.handlers import callback, dispatch, s2_update_order
from order_contract.sandbox.handlers.track_order import RECEIVED
from order_contract.sandbox.order import Order, names_of
from order_contract.sandbox.settings import Settings
from order_contract.wire import codec

_EXTRA = "Sandbox"


def fill(store: SandboxStore, settings: Settings, apis: Sequence[spec.Api] = spec.APIS) -> None:
    """Put in the orders of the samples, in place of everything that is there.

    :param apis: whose orders; those of the others stay as they are.
    """
    notice = example("merchant", "updateOrderStatusCallback")
    with store.transaction() as tx:
        if "globale" in apis:
            store.clear(tx, "orders", "order_names", "refunds", "deliveries")
            for body in sample_orders():
                take_in(tx, body, settings)
            # Global-e knows the order that its own callback cancels; here it is not cancelled yet.
            take_in(
                tx,
                {
                    **{name: value for name, value in notice.items() if name != "MerchantGUID"},
                    "StatusCode": "N/A",
                },
                settings,
            )
        if "merchant" in apis:
            tx.forget(callback.KIND)
            for body in (notice, *sample_orders()):
                tx.keep(
                    callback.KIND,
                    body["OrderId"],
                    {"MerchantOrderId": body["MerchantOrderId"], "StatusCode": "N/A"},
                )
        if "s2" in apis:
            tx.forget(s2_update_order.ACCOUNT, s2_update_order.PRODUCT, s2_update_order.ORDER)
            _fill_s2(tx)


def sample_orders() -> list[dict[str, Any]]:
    """Global-e's orders of the samples, as seeds."""
    example: list[dict[str, Any]] = codec.loads((files(__package__) / "sample-orders.json").read_bytes())
    return example


def take_in(tx: StateTransaction, seed: Mapping[str, Any], settings: Settings, *place: int) -> Order:
    """Take in one order, in place of one with the same id.

    :param seed: a Merchant.Order in wire names. The member `Sandbox` can hold what the contract has no member
        for: `Parcels`, each with `ParcelCode`, `HubCode`, `TrackingNumber` and `CartItemIds`, which have come
        to the hub and have their shipping documents; `Consolidation`, which is `required` or `forbidden`.
    :param place: where the seed stands in a list, for the sentences.
    :raises RefusalError: the member `Sandbox` is not of this form.
    """
    body = copy.deepcopy(dict(seed))
    given = body.pop(_EXTRA, None)
    extra = SeedState() if given is None else read(SeedState, given, *place, _EXTRA)
    body["OrderId"] = body["OrderId"].strip()
    progress: dict[str, Any] = {
        "lines": [{} for _ in body.get("Products") or []],
        "parcels": {},
        "consolidation": extra.consolidation,
    }
    order = Order(body, progress)
    for parcel in extra.parcels:
        code = parcel.parcel_code
        lines = [line for line in order.lines if line.cart_item_id in parcel.cart_item_ids]
        for line in lines:
            line.progress["delivered"] = line.ordered
        order.parcels[code] = {
            "HubCode": parcel.hub_code,
            "TrackingNumber": parcel.tracking_number or pdf.number_of(order.order_id, code),
            "Products": [
                {"CartItemId": line.cart_item_id, "ProductCode": line.code, "Quantity": line.ordered}
                for line in lines
            ],
            "State": RECEIVED[0],
            "Documented": settings.clock().strftime("%Y-%m-%dT%H:%M:%S"),
        }
    if order.parcels:
        dispatch.show(order)
    tx.run("delete from orders where order_id = ?", order.order_id)
    tx.run("delete from order_names where order_id = ?", order.order_id)
    tx.run("delete from refunds where order_id = ?", order.order_id)
    tx.run(
        "insert into orders values (?, ?, ?)",
        order.order_id,
        codec.dumps(order.body),
        codec.dumps(order.progress),
    )
    for name, kind in names_of(body):
        tx.run("insert or replace into order_names values (?, ?, ?)", name, kind, order.order_id)
    return order


def _fill_s2(tx: StateTransaction) -> None:
    order = example("s2", "updateOrder", "200")
    tx.keep(s2_update_order.ACCOUNT, order["account"]["id"], order["account"])
    for item in order["items"]:
        tx.keep(s2_update_order.PRODUCT, item["product"]["id"], item["product"])
    # The documented response holds one attachment more than the order had: the one of the request.
    tx.keep(s2_update_order.ORDER, order["id"], {**order, "attachments": order["attachments"][:-1]})


@cache
def example(api: spec.Api, operation: str, status: str = "") -> dict[str, Any]:
    """The first documented example of an operation's request, or of its response of a status."""
    stated = next(item for item in Document(spec.load(api)).operations() if item.id == operation)
    return dict(examples(stated.responses[status] if status else stated.body)[0])
