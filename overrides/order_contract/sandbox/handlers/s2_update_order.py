"""S2's Update Order: what is sent replaces what the order has; attachments are added.

Invariants, as the one documented response shows them (004:93-268): the id in the channel and the times of the
order do not move; the response embeds the account and the whole products; times must be in UTC (004:22).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

from order_contract.sandbox.database import StateTransaction
from order_contract.sandbox.errors import bad_request, clipped
from order_contract.sandbox.request import Incoming
from order_contract.sandbox.settings import Settings

ORDER: Final = "s2 order"
PRODUCT: Final = "s2 product"
ACCOUNT: Final = "s2 account"

_UTC: Final = re.compile(r"(?:[Zz]|[+-]00:00)\Z")
_TIMES: Final = ("channelOrderDate", "shipByDate", "deliveryByDate")
_REPLACED: Final = ("shippingAddress", "billingAddress", "shipByDate")
"""Members that are null when the request leaves them out or sends null."""
_KEPT: Final = ("channelOrderIdAlt", "channelOrderIdAlt2")
"""Members that stay when the request leaves them out: the table does not know them (004:17), the sample sends
them (004:36).
"""
_TAKEN: Final = ("channelShippingMethod", "meta", "channelOrderDate", "currencyId")


def update(tx: StateTransaction, call: Incoming, settings: Settings) -> dict[str, Any]:
    """Change an order and respond with all of it."""
    order_id, sent = call.path["orderId"].strip(), call.body
    order = tx.record(ORDER, order_id)
    if order is None:
        raise bad_request(f"The order {clipped(order_id)} is unknown.")
    for name in _TIMES:
        if sent.get(name) is not None and not _UTC.search(sent[name]):
            raise bad_request(f"{name} must be in UTC")
    if not sent["currencyId"].strip():
        raise bad_request("currencyId is empty")
    if "accountId" in sent:
        account = tx.record(ACCOUNT, sent["accountId"])
        if account is None:
            raise bad_request(f"accountId {clipped(sent['accountId'])} is unknown")
        order["account"] = account
    order.update({name: sent[name] for name in _TAKEN})
    order.update({name: sent.get(name) for name in _REPLACED})
    order.update({name: sent[name] for name in _KEPT if name in sent})
    # In as deliveryByDate (004:25), out as deliverByDate (004:266).
    order["deliverByDate"] = sent.get("deliveryByDate")
    # An empty string is sent for none (004:26), null is returned (004:267).
    order["customerNote"] = sent.get("customerNote") or None
    order["items"] = [_item(tx, item, place) for place, item in enumerate(sent["items"])]
    order["attachments"] = [
        *order["attachments"],
        *(_attachment(attachment, settings) for attachment in sent["attachments"]),
    ]
    tx.keep(ORDER, order_id, order)
    return dict(order)


def _item(tx: StateTransaction, item: Mapping[str, Any], place: int) -> dict[str, Any]:
    product = tx.record(PRODUCT, item["productId"])
    if product is None:
        raise bad_request(f"items[{place}].productId {clipped(item['productId'])} is unknown")
    for name in ("quantity", "unitPrice"):
        if item[name] < 0:
            raise bad_request(f"items[{place}].{name} is below zero")
    return {
        "channelOrderItemId": item["channelOrderItemId"],
        "product": product,
        "quantity": item["quantity"],
        "unitPrice": item["unitPrice"],
        "meta": item["meta"],
    }


def _attachment(sent: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """A new attachment; the same file sent again becomes another one (004:246-260)."""
    now = settings.clock().isoformat(timespec="microseconds").replace("+00:00", "Z")
    return {
        "id": str(uuid4()),
        "fileName": sent["fileName"],
        "path": sent["path"],
        "createdAt": now,
        "updatedAt": now,
    }
