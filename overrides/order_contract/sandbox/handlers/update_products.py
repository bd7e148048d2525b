"""UpdateOrderProducts: metadata and country of origin of an order's products.

Invariants: attributes are added or get a new value, none is removed (003:251); the request is executed whole
or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from order_contract.sandbox.countries import CODES
from order_contract.sandbox.database import StateTransaction
from order_contract.sandbox.errors import bad_request, by_code
from order_contract.sandbox.order import Order, OrderLine, need, save
from order_contract.sandbox.request import Incoming
from order_contract.sandbox.settings import Settings


def update(tx: StateTransaction, call: Incoming, _: Settings) -> dict[str, Any]:
    """Merge what was sent into the order (003:226). OrderId takes either id (003:267)."""
    order = need(tx, call.body["OrderId"])
    updated = [_product(order, product, place) for place, product in enumerate(call.body["Products"])]
    if not any(updated):
        # "If there is no update, the API returns a failure" (003:285); no code is documented for it.
        raise bad_request("Nothing to update: no product comes with a country of origin or an attribute.")
    save(tx, order)
    return {"Success": True}


def _product(order: Order, product: Mapping[str, Any], place: int) -> bool:
    """Whether there was anything to update."""
    lines = _lines(order, product)
    country = product.get("OriginCountryCode")
    if country is not None and country.strip().upper() not in CODES:
        # D004 (003:293).
        raise by_code("D004", OriginCountryCode=country)
    attributes = (product.get("MetaData") or {}).get("Attributes") or []
    for index, attribute in enumerate(attributes):
        key = attribute.get("AttributeKey") or ""
        if not attribute.get("AttributeValue"):
            # D005: "empty or null" (003:294).
            raise by_code("D005", key=key)
        if not key:
            raise bad_request(f"Products[{place}].MetaData.Attributes[{index}].AttributeKey is required")
    for line in lines:
        if country is not None:
            line.progress["origin"] = country.strip().upper()
        _merge(line, attributes)
    return country is not None or bool(attributes)


def _lines(order: Order, product: Mapping[str, Any]) -> list[OrderLine]:
    """The lines that a product names: one cart item, or all pieces of a SKU. Each id that is given must be in
    the order.
    """
    cart_item, code = (product.get("CartItemId") or "").strip(), (product.get("ProductCode") or "").strip()
    by_item = [line for line in order.lines if cart_item and line.cart_item_id == cart_item]
    by_code_ = [line for line in order.lines if code and line.code == code]
    if cart_item and not by_item:
        # D002 (003:291).
        raise by_code("D002", CartItemId=cart_item)
    if not by_code_ and (code or not cart_item):
        # D003 (003:292).
        raise by_code("D003", ProductCode=code)
    return by_item or by_code_


def _merge(line: OrderLine, attributes: list[Mapping[str, Any]]) -> None:
    if not attributes:
        return
    merged = {
        attribute.get("AttributeKey"): dict(attribute) for attribute in line.product.get("Attributes") or []
    }
    for attribute in attributes:
        merged[attribute["AttributeKey"]] = {**merged.get(attribute["AttributeKey"], {}), **attribute}
    line.product["Attributes"] = list(merged.values())
