"""Faults of a gateway that spoils the types of responses, or loses required members.

Invariant: the server behind is correct and has carried the request out as documented; only what comes back is
wrong.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from tests.faults.catalogue import Family, Fault
from tests.faults.middle import members, planted, raw
from tests.faults.proxied_responses import ORDERS, STATUS_TAKEN, TRACKED, documents, without
from tests.faults.witness import asked, refund

TYPES = Family.TYPES


def _cased(change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    return lambda body: re.sub(
        rb'"([A-Za-z]+)":', lambda item: f'"{change(item[1].decode())}":'.encode(), body
    )


def _camel(name: str) -> str:
    return name[:1].lower() + name[1:]


FAULTS: tuple[Fault, ...] = (
    planted(
        "answer-success-as-text",
        TYPES,
        "globale",
        "Success comes as the text `true`; it is a boolean (001:251).",
        members(lambda value: {**value, "Success": "true"}, "UpdateOrderStatus"),
        STATUS_TAKEN,
        "F101",
    ),
    planted(
        "answer-success-as-number",
        TYPES,
        "globale",
        "Success comes as 1; it is a boolean (001:251).",
        members(lambda value: {**value, "Success": 1}, "CreateOrderRefund"),
        asked("CreateOrderRefund", refund()),
        "F101",
    ),
    planted(
        "answer-success-missing",
        TYPES,
        "globale",
        "ResponseInfo lacks Success (001:251).",
        members(without("Success"), "UpdateOrderStatus"),
        STATUS_TAKEN,
        "F101",
    ),
    planted(
        "answer-issuccess-missing",
        TYPES,
        "globale",
        "OrderDocumentsResponse lacks IsSuccess.",
        members(without("IsSuccess"), "GetShippingDocuments"),
        documents,
        "F101",
    ),
    planted(
        "answer-document-alone",
        TYPES,
        "globale",
        "A single document comes without the list around it.",
        members(
            lambda value: {**value, "Documents": value["Documents"][0] if value.get("Documents") else None},
            "GetShippingDocuments",
        ),
        documents,
        "F101",
    ),
    planted(
        "answer-orders-wrapped",
        TYPES,
        "globale",
        "GetOrdersDetails answers an object with Orders; it is a list of Merchant.Order (003:124).",
        members(lambda value: {"Orders": value, "Total": len(value)}, "GetOrdersDetails"),
        ORDERS,
        "F101",
    ),
    planted(
        "answer-orders-by-id",
        TYPES,
        "globale",
        "GetOrdersDetails answers a map by OrderId; it is a list (003:124).",
        members(lambda value: {order["OrderId"]: order for order in value}, "GetOrdersDetails"),
        ORDERS,
        "F101",
    ),
    planted(
        "answer-one-order-bare",
        TYPES,
        "globale",
        "For one id the order comes without a list around it (003:124).",
        members(lambda value: value[0] if len(value) == 1 else value, "GetOrdersDetails"),
        ORDERS,
        "F101",
    ),
    planted(
        "answer-camel-case",
        TYPES,
        "globale",
        "Members come in camelCase (serializer's default); `Success` is required.",
        raw(_cased(_camel), "UpdateOrderStatus"),
        STATUS_TAKEN,
        "F101",
    ),
    planted(
        "answer-lower-case",
        TYPES,
        "globale",
        "Members come in lower case; `OrderId` is required.",
        raw(_cased(str.lower), "GetOrdersDetails"),
        ORDERS,
        "F101",
    ),
    planted(
        "answer-status-code-missing",
        TYPES,
        "globale",
        "Orders lack StatusCode, which is mandatory (002:17).",
        members(lambda value: [without("StatusCode")(order) for order in value], "GetOrdersDetails"),
        ORDERS,
        "F101",
    ),
    planted(
        "answer-id-as-number",
        TYPES,
        "globale",
        "CartItemId of products comes as a number; it is a string.",
        raw(lambda body: re.sub(rb'"CartItemId":"(\d+)"', rb'"CartItemId":\1', body), "GetOrdersDetails"),
        asked("GetOrdersDetails", body={"OrderIds": ["GE123874638GB"]}),
        "F101",
    ),
    planted(
        "answer-date-as-number",
        TYPES,
        "globale",
        "DateCreated comes as seconds since 1970; it is a string.",
        members(lambda value: [{**order, "DateCreated": 1624389715} for order in value], "GetOrdersDetails"),
        ORDERS,
        "F101",
    ),
    planted(
        "answer-products-as-text",
        TYPES,
        "globale",
        "Products come as a JSON text; they are a list.",
        members(
            lambda value: [{**order, "Products": json.dumps(str(order.get("Products")))} for order in value],
            "GetOrdersDetails",
        ),
        ORDERS,
        "F101",
    ),
    planted(
        "answer-customer-as-list",
        TYPES,
        "globale",
        "An object comes as a list of pairs.",
        members(
            lambda value: [{**order, "Customer": [order.get("Customer")]} for order in value],
            "GetOrdersDetails",
        ),
        ORDERS,
        "F101",
    ),
    planted(
        "answer-tracking-as-list",
        TYPES,
        "globale",
        "TrackOrder answers a list; it is one Merchant.OrderTracking (003:179).",
        members(lambda value: [value], "TrackOrder"),
        TRACKED,
        "F101",
    ),
    planted(
        "answer-document-as-bytes",
        TYPES,
        "globale",
        "DocumentData comes as a list of bytes; it is a text.",
        members(
            lambda value: {
                **value,
                "Documents": [
                    {**document, "DocumentData": [37, 80, 68, 70]}
                    for document in value.get("Documents") or []
                ],
            },
            "GetShippingDocuments",
        ),
        documents,
        "F101",
    ),
)
