"""Faults of servers that break under bytes that they do not expect.

Invariant: each breaks one kind of request; what the documents print is answered as before, unless the
sentence says otherwise.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable

from tests.faults.catalogue import GUID, Api, Family, Fault
from tests.faults.middle import (
    Answer,
    Change,
    Forward,
    Make,
    Request,
    json_response,
    page,
    planted,
    refusing,
    responses,
)
from tests.faults.witness import Witness, asked, encoded, globale, in_time, s2_order, send, status, updated

CRASH = json_response(
    {
        "Code": "500",
        "Error": "InternalServerError",
        "Description": "Object reference not set to an instance of an object.",
    },
    500,
)
TRACE = """Traceback (most recent call last):
  File "/srv/orders/app.py", line 88, in handle
    order = json.loads(body)["OrderId"]
KeyError: 'OrderId'
"""
IDS = {"OrderIds": ["GE2794623GB"]}


def breaks(when: Callable[[Request], bool], response: Answer = CRASH) -> Make:
    return refusing(when, response)


def fault(
    name: str, sentence: str, make: Make, witness: Witness, wfc: str = "F100", api: Api = "globale"
) -> Fault:
    return planted(f"breaks-{name}", Family.ROBUSTNESS, api, sentence, make, witness, wfc)


def _hang(when: Callable[[Request], bool]) -> Make:
    def change(request: Request, forward: Forward) -> Answer:
        if when(request):
            time.sleep(12)
        return forward(request)

    return lambda: change


def _every(count: int) -> Change:
    seen = 0

    def change(request: Request, forward: Forward) -> Answer:
        nonlocal seen
        seen += 1
        return CRASH if seen % count == 0 else forward(request)

    return change


def _traced(response: Answer) -> Answer:
    value = response.value
    return (
        json_response({**value, "Description": TRACE}, response.status)
        if isinstance(value, dict)
        else response
    )


def _no_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return True
    return False


def _depth(raw: bytes) -> int:
    deepest = depth = 0
    for letter in raw:
        depth += (letter in b"[{") - (letter in b"]}")
        deepest = max(deepest, depth)
    return deepest


def _value(request: Request) -> object:
    try:
        return json.loads(request.body)
    except ValueError:
        return ...


def _types(url: str) -> object:
    return send(
        url,
        "POST",
        f"/Order/GetOrdersDetails?merchantGUID={GUID}",
        encoded(IDS),
        {"content-type": "text/plain"},
    )[0]


FAULTS: tuple[Fault, ...] = (
    fault(
        "non-ascii",
        "Letters beyond ASCII in the query make the server fail.",
        breaks(lambda request: bool(re.search(r"%[89A-Fa-f][0-9A-Fa-f]", request.query))),
        asked("UpdateOrderStatus", status(OrderComments="Größe")),
    ),
    fault(
        "null-byte",
        "A zero byte in the JSON of the query makes the server fail.",
        breaks(lambda request: "%5Cu0000" in request.query or "%00" in request.query),
        asked("UpdateOrderStatus", status(OrderComments="a\0b")),
    ),
    fault(
        "broken-percent",
        "A percent sign without two digits in the query makes the server fail.",
        breaks(lambda request: bool(re.search(r"%(?![0-9A-Fa-f]{2})", request.query))),
        asked("UpdateOrderStatus", "orderStatus=%zz"),
    ),
    fault(
        "query-not-utf-8",
        "Bytes of the query that are not UTF-8 make the server fail.",
        breaks(lambda request: "%FF" in request.query.upper()),
        asked("UpdateOrderStatus", "orderStatus=%FF"),
    ),
    fault(
        "body-not-utf-8",
        "Bytes of the body that are not UTF-8 make the server fail.",
        breaks(lambda request: _no_utf8(request.body)),
        asked("GetOrdersDetails", body=b'{"OrderIds":["\xff"]}'),
    ),
    fault(
        "body-not-json",
        "A body that is not JSON makes the server fail.",
        breaks(lambda request: bool(request.body) and _value(request) is ...),
        asked("GetOrdersDetails", body=b"{"),
    ),
    fault(
        "body-scalar",
        "A body that is a number makes the server fail.",
        breaks(lambda request: isinstance(_value(request), int)),
        asked("GetOrdersDetails", body=b"1"),
    ),
    fault(
        "body-null",
        "A body of `null` makes the server fail.",
        breaks(lambda request: request.body.strip() == b"null"),
        asked("UpdateOrderProducts", body=b"null"),
    ),
    fault(
        "body-missing",
        "A request without its body makes the server fail.",
        breaks(lambda request: not request.body and request.operation == "UpdateOrderProducts"),
        asked("UpdateOrderProducts"),
    ),
    fault(
        "empty-list",
        "An empty list of ids makes the server fail.",
        breaks(lambda request: bool(re.search(rb'"OrderIds": ?\[\]', request.body))),
        asked("GetOrdersDetails", body={"OrderIds": []}),
    ),
    fault(
        "deep",
        "JSON nested more than 50 levels makes the server fail.",
        breaks(lambda request: _depth(request.body) > 50),
        asked("GetOrdersDetails", body=b"[" * 200 + b"]" * 200),
    ),
    fault(
        "deep-hangs",
        "JSON nested more than 50 levels keeps the server busy for 12 seconds.",
        _hang(lambda request: _depth(request.body) > 50),
        in_time(asked("GetOrdersDetails", body=b"[" * 200 + b"]" * 200)),
        "",
    ),
    fault(
        "huge-number",
        "A number that no double holds makes the server fail.",
        breaks(lambda request: bool(re.search(rb"\d[eE]\+?\d{3,}|\d{400}", request.body))),
        asked("GetOrdersDetails", body=b'{"OrderIds":["GE2794623GB"],"x":1e999}'),
    ),
    fault(
        "member-twice",
        "An object that names a member twice makes the server fail.",
        breaks(lambda request: len(re.findall(rb'"OrderIds"\s*:', request.body)) > 1),
        asked("GetOrdersDetails", body=b'{"OrderIds":[],"OrderIds":[]}'),
    ),
    fault(
        "half-character",
        "Half of a surrogate pair in JSON makes the server fail.",
        breaks(lambda request: bool(re.search(rb"\\u[dD][89abAB]", request.body))),
        asked("GetOrdersDetails", body=b'{"OrderIds":["\\ud800"]}'),
    ),
    fault(
        "long-text",
        "A text of more than 50,000 letters makes the server fail.",
        breaks(lambda request: len(request.body) > 50_000),
        asked("GetOrdersDetails", body={"OrderIds": ["x" * 60_000]}),
    ),
    fault(
        "large-body-reset",
        "The connection is cut, without a response, when a body is larger than 100,000 bytes; 413 would be "
        "the response.",
        breaks(lambda request: len(request.body) > 100_000, Answer(0, silent=True)),
        asked("GetOrdersDetails", body={"OrderIds": ["x" * 120_000]}),
        "",
    ),
    fault(
        "long-query",
        "A query of more than 4,096 characters is answered by a gateway's 502 page.",
        breaks(lambda request: len(request.query) > 4096, page(502, "Bad Gateway")),
        asked("UpdateOrderStatus", status(OrderComments="x" * 5000)),
    ),
    fault(
        "quote-in-id",
        "A single quote in an order's id makes the server fail (it is pasted into SQL).",
        breaks(lambda request: "%27" in request.query or b"'" in request.body),
        asked("TrackOrder", [("orderId", "O'Neill"), ("email", "customer@example.com")]),
        "F200",
    ),
    fault(
        "wrong-method",
        "A method that a path does not have makes the server fail; 405 would be the response.",
        breaks(lambda request: request.method not in ("POST", "PUT")),
        lambda url: send(url, "GET", f"/Order/TrackOrder?merchantGUID={GUID}"),
    ),
    fault(
        "other-type",
        "A body of another media type makes the server fail; 415 would be the response.",
        breaks(
            lambda request: (
                bool(request.body)
                and not request.headers.get("content-type", "").startswith("application/json")
            )
        ),
        _types,
    ),
    fault(
        "every-seventh",
        "Every seventh request fails with 500 (one process of several is broken).",
        lambda: _every(7),
        lambda url: [globale(url, "GetOrdersDetails", body=IDS)[0] for _ in range(7)],
    ),
    fault(
        "no-answer",
        "UpdateOrderProducts with an empty list of products closes the connection without a response.",
        breaks(lambda request: bool(re.search(rb'"Products": ?\[\]', request.body)), Answer(0, silent=True)),
        asked(
            "UpdateOrderProducts", body={"OrderId": "testID", "MetaDataUpdateType": "Merge", "Products": []}
        ),
        "",
    ),
    fault(
        "slow-method",
        "TrackOrder answers after 12 seconds; no caller waits so long.",
        _hang(lambda request: request.operation == "TrackOrder"),
        in_time(asked("TrackOrder", [("orderId", "testID"), ("email", "customer@example.com")])),
        "",
    ),
    fault(
        "trace-in-refusal",
        "Refusals hold the server's stack trace, with paths of its machine.",
        responses(_traced, refusals=True),
        asked("UpdateOrderStatus", status(OrderStatus=...)),
        "",
    ),
    fault(
        "trace-in-page",
        "A query that cannot be read gives a yellow page with a stack trace under status 400.",
        responses(
            lambda response: page(400, f"Server Error in '/' Application.<pre>{TRACE}</pre>"),
            "UpdateOrderStatus",
            refusals=True,
        ),
        asked("UpdateOrderStatus", "orderStatus=%7B"),
        "F101",
    ),
    fault(
        "s2-null-item",
        "An item that is null makes S2 fail.",
        breaks(lambda request: bool(re.search(rb'"items": ?\[null', request.body))),
        updated(s2_order(items=[None])),
        api="s2",
    ),
    fault(
        "s2-date",
        "A text that is not a date makes S2 fail.",
        breaks(lambda request: not re.search(rb'"channelOrderDate": ?"\d{4}-\d\d-\d\dT', request.body)),
        updated(s2_order(channelOrderDate="today")),
        api="s2",
    ),
    fault(
        "s2-negative",
        "A negative quantity makes S2 fail.",
        breaks(lambda request: bool(re.search(rb'"quantity": ?-', request.body))),
        updated(s2_order(items=[{**s2_order()["items"][0], "quantity": -1}])),
        api="s2",
    ),
    fault(
        "s2-not-json",
        "A body that is not JSON makes S2 fail.",
        breaks(lambda request: _value(request) is ...),
        updated(b"{"),
        api="s2",
    ),
)
