"""Faults of a gateway that spoils money, codes and what was kept: caches, rounding, members that do not
arrive.

Invariant: the server behind is correct; each fault shows only in what an amount or a code is, or in what a
second request is answered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.faults.catalogue import Family, Fault
from tests.faults.middle import Answer, Change, Forward, Make, Request, members, planted, raw, requests
from tests.faults.proxied_responses import ORDERS, TRACK, documents
from tests.faults.witness import ORDER, asked, globale, refund, status

MONEY, DISPATCH, TRACKING, REFUNDS, MERGE = (
    Family.MONEY,
    Family.DISPATCH,
    Family.TRACKING,
    Family.REFUNDS,
    Family.MERGE,
)


def _amounts(edit: Callable[[bytes], bytes]) -> Make:
    """Numbers with a fraction in orders are written otherwise."""
    return raw(
        lambda body: re.sub(
            rb"(?<=:)-?\d+(?:\.\d+(?:E-?\d+)?|E-?\d+)(?=[,}\]])", lambda item: edit(item[0]), body
        ),
        "GetOrdersDetails",
    )


def _refund_rounded(request: Request) -> Request:
    def rounded(text: str) -> str:
        try:
            value = json.loads(text)
        except ValueError:
            return text
        if isinstance(value, dict) and isinstance(value.get("ServiceGestureAmount"), float):
            value["ServiceGestureAmount"] = round(value["ServiceGestureAmount"])
        return json.dumps(value)

    return request.mapped(rounded, "orderRefund")


def _to_the_penny(url: str) -> Any:
    """Refunds 23.45 in three parts, of which the last asks for more than is left."""
    return [
        globale(url, "CreateOrderRefund", refund(OrderId="testID", ServiceGestureAmount=amount))[0]
        for amount in (23.4, 0.04, 0.04)
    ]


IN_MONEY = (
    planted(
        "money-with-currency",
        MONEY,
        "globale",
        "Amounts come with their currency, `GBP 45.70`; they are numbers (002:80).",
        _amounts(lambda number: b'"GBP ' + number + b'"'),
        ORDERS,
        "F101",
    ),
    planted(
        "money-comma",
        MONEY,
        "globale",
        "Amounts come with a decimal comma, in quotes; they are numbers (002:80).",
        _amounts(lambda number: b'"' + number.replace(b".", b",") + b'"'),
        ORDERS,
        "F101",
    ),
    planted(
        "money-nan",
        MONEY,
        "globale",
        "Amounts of zero come as NaN, which is not JSON (RFC 8259, 6).",
        _amounts(lambda number: b"NaN" if not number.strip(b"0.") else number),
        ORDERS,
        "F101",
    ),
    planted(
        "money-object",
        MONEY,
        "globale",
        "Amounts come as an object of cents and scale; they are numbers (002:80).",
        _amounts(
            lambda number: (
                b'{"unscaled":' + number.replace(b".", b"").lstrip(b"0").rjust(1, b"0") + b',"scale":4}'
            )
        ),
        ORDERS,
        "F101",
    ),
    planted(
        "money-trailing-dot",
        MONEY,
        "globale",
        "Amounts without a fraction end in a point, `45.`, which is not JSON (RFC 8259, 6).",
        _amounts(lambda number: number.split(b".")[0] + b"."),
        ORDERS,
        "F101",
    ),
    planted(
        "money-refund-rounded",
        MONEY,
        "globale",
        "The refund's components are rounded to whole units, so that refunds do not add up to the cent "
        "(003:28-32).",
        requests(_refund_rounded, "CreateOrderRefund"),
        _to_the_penny,
    ),
)


def _cached(key: Callable[[Request], Any], *operations: str) -> Make:
    def make() -> Change:
        kept: dict[Any, Answer] = {}

        def change(request: Request, forward: Forward) -> Answer:
            if operations and request.operation not in operations:
                return forward(request)
            get = kept.get(key(request))
            if get is None:
                get = forward(request)
                if get.status == 200:
                    kept[key(request)] = get
            return get

        return change

    return make


def _twice(operation: str, query: Any, body: Any) -> Callable[[str], Any]:
    return lambda url: [globale(url, operation, query, body)[0] for _ in range(2)]


def _updated_then_read(url: str) -> Any:
    read = globale(url, "GetOrdersDetails", body={"OrderIds": ["testID"]})[3]
    globale(
        url,
        "UpdateOrderStatus",
        status(
            OrderStatus={"OrderStatusCode": "CANCELLED", "Name": "Cancelled"},
            OrderStatusReason={"OrderStatusReasonCode": "1", "Name": "x"},
        ),
    )
    return read == globale(url, "GetOrdersDetails", body={"OrderIds": ["testID"]})[3]


ONE_ITEM = [{"CartItemId": "134643", "RefundQuantity": 1, "RefundAmount": 1}]
IN_STATE = (
    planted(
        "cache-by-path",
        TRACKING,
        "globale",
        "Answers of TrackOrder are kept by path, so that any other order and e-mail gets the first one's "
        "(003:170).",
        _cached(lambda request: request.path, "TrackOrder"),
        lambda url: [
            globale(url, "TrackOrder", query)[0]
            for query in (TRACK, [("orderId", "GE0"), ("email", "a@example.com")])
        ],
        "F102",
    ),
    planted(
        "cache-email-ignored",
        TRACKING,
        "globale",
        "Answers of TrackOrder are kept by order, so that a second e-mail is not looked at (003:170).",
        _cached(lambda request: dict(request.pairs).get("orderId"), "TrackOrder"),
        lambda url: [
            globale(url, "TrackOrder", query)[0]
            for query in (TRACK, [("orderId", "testID"), ("email", "other@example.com")])
        ],
        "F206",
    ),
    planted(
        "cache-by-url",
        DISPATCH,
        "globale",
        "Answers of GetOrdersDetails are kept by URL, so that another body gets the same orders (003:121).",
        _cached(lambda request: (request.path, request.query), "GetOrdersDetails"),
        lambda url: [
            globale(url, "GetOrdersDetails", body={"OrderIds": [name]})[3][:30]
            for name in ("GE2794623GB", "GE2794622GB")
        ],
    ),
    planted(
        "cache-stale-orders",
        DISPATCH,
        "globale",
        "An order that was read once is answered the same after an update (003:298: the method updates the "
        "order).",
        _cached(lambda request: (request.query, request.body), "GetOrdersDetails"),
        _updated_then_read,
    ),
    planted(
        "cache-repeated-refund",
        REFUNDS,
        "globale",
        "A refund sent again gets the first one's success without being made, where 1006 is due (003:48).",
        _cached(lambda request: (request.query, request.body), "CreateOrderRefund"),
        _twice("CreateOrderRefund", [("orderRefund", json.dumps(ORDER))], ONE_ITEM),
    ),
    planted(
        "code-1006-as-1003",
        REFUNDS,
        "globale",
        "Too many pieces are refused with 1003; the documented code is 1006 (003:48).",
        raw(lambda body: body.replace(b'"1006"', b'"1003"'), refusals=True),
        asked(
            "CreateOrderRefund", [("orderRefund", json.dumps(ORDER))], [{**ONE_ITEM[0], "RefundQuantity": 5}]
        ),
    ),
    planted(
        "code-1005-hidden",
        REFUNDS,
        "globale",
        "A cart item that is not of the order is refused with the code of bad data; it is 1005 (003:47).",
        raw(lambda body: body.replace(b'"1005"', b'"400"'), refusals=True),
        asked(
            "CreateOrderRefund",
            [("orderRefund", json.dumps(ORDER))],
            [{"CartItemId": "0", "RefundQuantity": 1}],
        ),
    ),
    planted(
        "code-d001-as-d002",
        MERGE,
        "globale",
        "An unknown order is refused with D002; it is D001 (003:290).",
        raw(lambda body: body.replace(b'"D001"', b'"D002"'), "UpdateOrderProducts", refusals=True),
        asked(
            "UpdateOrderProducts",
            body={"OrderId": "GE0", "MetaDataUpdateType": "Merge", "Products": [{"ProductCode": "1"}]},
        ),
    ),
    planted(
        "code-d003-lower",
        MERGE,
        "globale",
        "Codes come in lower case, `d003`; they are printed in capitals (003:292).",
        raw(lambda body: re.sub(rb'"D(00\d)"', rb'"d\1"', body), "UpdateOrderProducts", refusals=True),
        asked(
            "UpdateOrderProducts",
            body={
                "OrderId": "GE123874638GB",
                "MetaDataUpdateType": "Merge",
                "Products": [{"ProductCode": "none", "OriginCountryCode": "GB"}],
            },
        ),
    ),
    planted(
        "hub-stripped",
        DISPATCH,
        "globale",
        "HubCode does not reach DispatchOrders, so that parcels of another hub are dispatched too (003:96).",
        requests(
            lambda request: replace(request, body=re.sub(rb'"HubCode": ?"[^"]*",?', b"", request.body)),
            "DispatchOrders",
        ),
        lambda url: [
            globale(url, "DispatchOrders", body={"HubCode": hub, "OrderIds": ["GE2794622GB"]})[3][:18]
            for hub in ("Elsewhere", "Store")
        ],
    ),
    planted(
        "documents-dropped",
        DISPATCH,
        "globale",
        "The first usage of GetShippingDocuments comes without the documents that exist (003:136).",
        members(lambda value: {**value, "Documents": []}, "GetShippingDocuments"),
        documents,
    ),
    planted(
        "documents-not-base64",
        DISPATCH,
        "globale",
        "DocumentData is text of the page, not Base64 of the file.",
        members(
            lambda value: {
                **value,
                "Documents": [
                    {**document, "DocumentData": "%PDF-1.4 <label>"}
                    for document in value.get("Documents") or []
                ],
            },
            "GetShippingDocuments",
        ),
        documents,
    ),
)

FAULTS: tuple[Fault, ...] = (*IN_MONEY, *IN_STATE)
