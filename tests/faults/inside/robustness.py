"""Faults that a hostile or a plain wrong request brings out: 5xx, stack traces, answers that never come.

Invariants: the server lives on after each of them.
"""

from __future__ import annotations

import json
import time
import traceback
from typing import Any

import httpx2

from tests.faults.catalogue import GUID, Family
from tests.faults.inside.planting import DETAILS, IMPATIENT, At, attributes, filtered, item, planting
from tests.faults.second import Server
from tests.faults.second.refusals import Answer, RefusalError, refusal

plant = planting(Family.ROBUSTNESS, "globale")


class Failing(Server):
    """A server that fails where it should refuse: a refusal that matches becomes an error of the program."""

    fails = ""

    def refused(self, operation: Any, refused: RefusalError) -> Answer:
        if self.fails in f"{refused.code} {refused.description}":
            raise RuntimeError(refused.error)
        return super().refused(operation, refused)


@plant(
    "fails-on-garbage-in-query",
    "JSON in the query that is none ends in 500.",
    lambda at: at.order("UpdateOrderStatus", orderStatus="{bad")[0],
    wfc="F100",
)
class FailsOnGarbage(Failing):
    fails = "orderStatus: not JSON"


@plant(
    "fails-on-garbage-in-body",
    "A body that is not JSON ends in 500.",
    lambda at: filtered(at, b"{bad"),
    wfc="F100",
)
class FailsOnBody(Failing):
    fails = "body: not JSON"


@plant(
    "fails-on-deep-json",
    "JSON that is nested deeply ends in 500.",
    lambda at: filtered(at, b'{"OrderIds":[],"a":' + b"[" * 90 + b"]" * 90 + b"}"),
    wfc="F100",
)
class FailsOnDepth(Failing):
    fails = "nested too deeply"


@plant(
    "fails-on-large-numbers",
    "A number of a hundred digits ends in 500.",
    lambda at: filtered(at, b'{"OrderIds":[],"a":' + b"1" * 100 + b"}"),
    wfc="F100",
)
class FailsOnNumbers(Failing):
    fails = "too many digits"


@plant(
    "fails-on-half-characters",
    "Half of a surrogate pair ends in 500.",
    lambda at: filtered(at, b'{"OrderIds":["\\ud800"]}'),
    wfc="F100",
)
class FailsOnHalves(Failing):
    fails = "half a character"


@plant(
    "fails-on-bytes-that-are-no-utf-8",
    "A body that is not UTF-8 ends in 500.",
    lambda at: filtered(at, b'{"OrderIds":["\xff"]}'),
    wfc="F100",
)
class FailsOnBytes(Failing):
    fails = "body: not UTF-8"


@plant(
    "fails-on-query-that-is-no-utf-8",
    "A query that is not UTF-8 ends in 500.",
    lambda at: at.ask("POST", f"/Order/TrackOrder?merchantGUID={GUID}&orderId=%FF&email=a")[0],
    wfc="F100",
)
class FailsOnQueryBytes(Failing):
    fails = "query: not readable"


@plant(
    "fails-on-unknown-order",
    "An order that is unknown ends in 500.",
    lambda at: at.refund(item(), order_id="GE1")[0],
    wfc="F100",
)
class FailsOnUnknown(Failing):
    fails = "404 No order"


@plant(
    "fails-on-unknown-s2-order",
    "An order of S2 that is unknown ends in 500.",
    lambda at: at.s2(order_id="00000000-0000-0000-0000-000000000000")[0],
    api="s2",
    wfc="F100",
)
class FailsOnS2Order(Failing):
    fails = "no such order"


@plant(
    "fails-with-html",
    "A cart item that is unknown ends in an HTML page under 502.",
    lambda at: at.products(attributes("nope", a="b"))[0],
)
class FailsWithHtml(Server):
    def envelope(self, api: str, refused: RefusalError) -> Answer:
        return (
            Answer(502, "<html>Bad Gateway</html>")
            if refused.code == "D002"
            else super().envelope(api, refused)
        )

    def encode(self, value: Any) -> bytes:
        return value.encode() if isinstance(value, str) else super().encode(value)


@plant(
    "stack-trace-in-description",
    "A refusal under 400 tells the program's stack trace.",
    lambda at: "Traceback" in str(filtered_body(at)),
)
class StackTrace(Server):
    def loads(self, text: str, where: str) -> Any:
        try:
            return json.loads(text)
        except ValueError:
            raise refusal("400", description=traceback.format_exc()) from None


@plant(
    "stack-trace-of-unknown-order",
    "The refusal of an unknown order tells the program's stack trace.",
    lambda at: "Traceback" in str(at.refund(item(), order_id="GE1")[1]),
)
class StackTraceOfOrder(Server):
    def refund_order(self, header: Any) -> Any:
        try:
            return {order.ge_id: order for order in self.state.orders}[header["OrderId"]]
        except KeyError:
            raise refusal("404", description=traceback.format_exc()) from None


def filtered_body(at: At) -> Any:
    return at.ask("POST", DETAILS, b"{bad")[1]


def in_time(at: At, name: str, body: Any = None, **query: Any) -> Any:
    """Whether a response comes within two seconds."""
    try:
        return at.order(name, body, http=IMPATIENT, **query)[0]
    except httpx2.TimeoutException:
        return "no response"


@plant(
    "hangs-on-long-text",
    "A long id is never answered.",
    lambda at: in_time(at, "TrackOrder", orderId="x" * 5000, email="a"),
)
class HangsOnLongText(Server):
    def content(self, stated: Any, text: str) -> Any:
        if len(text) > 1000:
            time.sleep(60)
        return super().content(stated, text)


@plant(
    "hangs-on-garbage",
    "A text that is not JSON is never answered.",
    lambda at: in_time(at, "UpdateOrderStatus", orderStatus="{bad"),
)
class HangsOnGarbage(Server):
    def inner(self, text: str, where: str) -> Any:
        try:
            return super().inner(text, where)
        except RefusalError:
            time.sleep(60)
            raise
