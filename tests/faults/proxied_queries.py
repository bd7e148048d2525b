"""Faults of a gateway that spoils the query with the JSON in it.

Invariant: the server behind is correct, so each fault is the gateway's alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

from tests.faults.catalogue import Family, Fault
from tests.faults.middle import Answer, Change, Forward, Make, Request, page, planted, refusing, requests
from tests.faults.witness import STATUS, asked, globale, refund, sample, status

QUERY = Family.JSON_IN_QUERY
PRODUCTS = sample("globale", "/Order/UpdateOrderDispatch")
PARCELS = [("parcelsList", '{"ParcelCode":"12345-1"}'), ("parcelsList", '{"ParcelCode":"12345-2"}')]
BROKEN_PARCEL = ("parcelsList", '{"ParcelCode":')


def _query(edit: Callable[[str], str], *operations: str) -> Make:
    return requests(lambda request: replace(request, query=edit(request.query)), *operations)


def _json(edit: Callable[[str], str]) -> Make:
    """The text of `orderStatus` and `orderRefund` is changed."""
    return requests(lambda request: request.mapped(edit, "orderStatus", "orderRefund"))


def _value(edit: Callable[[Any], Any]) -> Make:
    def changed(text: str) -> str:
        try:
            return json.dumps(edit(json.loads(text)))
        except ValueError:
            return text

    return _json(changed)


def _repeats(pick: Callable[[list[str]], list[str]]) -> Make:
    def changed(request: Request) -> Request:
        values = [value for name, value in request.pairs if name == "parcelsList"]
        others = [pair for pair in request.pairs if pair[0] != "parcelsList"]
        return (
            request.with_pairs([*others, *(("parcelsList", value) for value in pick(values))])
            if values
            else request
        )

    return requests(changed)


def _first_value_only(text: str) -> str:
    try:
        return json.dumps(json.JSONDecoder().raw_decode(text.strip())[0])
    except ValueError:
        return text


def _mended(text: str) -> str:
    return re.sub(r",\s*([}\]])", r"\1", re.sub(r"/\*.*?\*/", "", text)).replace("'", '"')


def _unwrapped(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _with_names(value: Any) -> Any:
    if isinstance(value, dict) and isinstance(value.get("OrderStatus"), dict):
        value["OrderStatus"].setdefault("Name", value["OrderStatus"].get("OrderStatusCode"))
    return value


def _spelt_out(value: Any) -> Any:
    if isinstance(value, dict) and isinstance(value.get("OrderStatus"), str):
        value["OrderStatus"] = {"OrderStatusCode": value["OrderStatus"], "Name": value["OrderStatus"]}
    return value


def _latin(text: str) -> str:
    return re.sub(
        r"(?:%[89A-Fa-f][0-9A-Fa-f])+",
        lambda item: quote(unquote(item.group(), errors="replace").encode("latin-1", "replace")),
        text,
    )


def _late(text: str, marks: str) -> str:
    for mark in marks:
        text = text.replace(quote(mark, safe=""), mark)
    return text


FAULTS: tuple[Fault, ...] = (
    planted(
        "query-plus-literal",
        QUERY,
        "globale",
        "`+` reaches the server as a plus, not as a blank (form encoding of queries, HTML 4.10.22.6).",
        _query(lambda query: query.replace("+", "%2B")),
        asked("UpdateOrderStatus", f"orderStatus={quote(json.dumps(STATUS)).replace('%20', '+')}"),
    ),
    planted(
        "query-decoded-twice",
        QUERY,
        "globale",
        "Values are percent-decoded twice, so a percent sign inside the JSON changes it (RFC 3986, 2.4).",
        requests(lambda request: request.mapped(unquote)),
        asked("UpdateOrderStatus", status(OrderComments="100%22")),
    ),
    planted(
        "query-decoded-before-split",
        QUERY,
        "globale",
        "The query is decoded before it is split, so `&` inside the JSON ends it (RFC 3986, 2.4).",
        _query(lambda query: _late(query, "&")),
        asked("UpdateOrderStatus", status(OrderComments="a & b")),
    ),
    planted(
        "query-hash-ends-it",
        QUERY,
        "globale",
        "A decoded `#` inside the JSON ends the query, as if a fragment began (RFC 3986, 2.4).",
        _query(lambda query: query.partition("%23")[0]),
        asked("UpdateOrderStatus", status(OrderComments="No. #1")),
    ),
    planted(
        "query-latin-1",
        QUERY,
        "globale",
        "Letters beyond ASCII are passed on in Latin-1; JSON is UTF-8 (RFC 8259, 8.1).",
        _query(_latin),
        asked("UpdateOrderStatus", status(OrderComments="Größe")),
    ),
    planted(
        "query-cut-at-2048",
        QUERY,
        "globale",
        "Queries end after 2,048 characters, so a longer JSON text is refused as broken; the documents state "
        "no limit.",
        _query(lambda query: query[:2048]),
        asked("UpdateOrderStatus", status(OrderComments="x" * 2500)),
    ),
    planted(
        "query-backslash-turned",
        QUERY,
        "globale",
        "Backslashes become slashes, so escaped quotes inside the JSON break it (RFC 8259, 7).",
        _query(lambda query: query.replace("%5C", "/").replace("%5c", "/")),
        asked("UpdateOrderStatus", status(OrderComments='"')),
    ),
    planted(
        "query-braces-refused",
        QUERY,
        "globale",
        "Raw braces in the URL are refused; the documents print them so (003:57).",
        refusing(lambda request: "{" in request.query, page(400, "Invalid URL")),
        asked("UpdateOrderStatus", f"orderStatus={quote(json.dumps(STATUS), safe='{}')}"),
    ),
    planted(
        "query-first-parcel-only",
        QUERY,
        "globale",
        "Of repeated `parcelsList` only the first is passed on (003:193 repeats it), so a broken second one "
        "is accepted.",
        _repeats(lambda values: values[:1]),
        asked("UpdateOrderDispatch", [*status(), PARCELS[0], BROKEN_PARCEL], PRODUCTS),
        "F102",
    ),
    planted(
        "query-last-parcel-only",
        QUERY,
        "globale",
        "Of repeated `parcelsList` only the last is passed on, so a broken first one is accepted (003:193).",
        _repeats(lambda values: values[-1:]),
        asked("UpdateOrderDispatch", [*status(), BROKEN_PARCEL, PARCELS[0]], PRODUCTS),
        "F102",
    ),
    planted(
        "query-parcels-joined",
        QUERY,
        "globale",
        "Repeated `parcelsList` are joined with a comma into one, which is not JSON any more (003:193).",
        _repeats(lambda values: [",".join(values)]),
        asked("UpdateOrderDispatch", [*status(), *PARCELS], PRODUCTS),
    ),
    planted(
        "query-parcels-dropped",
        QUERY,
        "globale",
        "`parcelsList` does not reach the server, so that anything is accepted there (001:17).",
        _repeats(lambda _: []),
        asked("UpdateOrderDispatch", [*status(), BROKEN_PARCEL], PRODUCTS),
        "F102",
    ),
    planted(
        "query-swallowed",
        QUERY,
        "globale",
        "Only the GUID of the query is passed on, so a request as documented is refused (003:57).",
        requests(
            lambda request: request.with_pairs([pair for pair in request.pairs if pair[0] == "merchantGUID"]),
            "CreateOrderRefund",
        ),
        asked("CreateOrderRefund", refund()),
    ),
    planted(
        "query-rest-ignored",
        QUERY,
        "globale",
        "What follows the first JSON value is dropped, so broken JSON is accepted (RFC 8259, 2).",
        _json(_first_value_only),
        asked("UpdateOrderStatus", f"orderStatus={quote(json.dumps(STATUS) + '}}')}"),
        "F102",
    ),
    planted(
        "query-mended",
        QUERY,
        "globale",
        "Comments, single quotes and trailing commas are mended, so that what is not JSON is accepted (RFC "
        "8259).",
        _json(_mended),
        asked("UpdateOrderStatus", f"orderStatus={quote(str(STATUS))}"),
        "F102",
    ),
    planted(
        "query-array-unwrapped",
        QUERY,
        "globale",
        "An array around the object is taken off; `orderStatus` is one object (001:16).",
        _value(_unwrapped),
        asked("UpdateOrderStatus", f"orderStatus={quote(json.dumps([STATUS]))}"),
        "F102",
    ),
    planted(
        "query-string-unwrapped",
        QUERY,
        "globale",
        "JSON inside a JSON string is unpacked; `orderStatus` is an object, encoded once (001:16).",
        _value(lambda value: json.loads(value) if isinstance(value, str) else value),
        asked("UpdateOrderStatus", f"orderStatus={quote(json.dumps(json.dumps(STATUS)))}"),
        "F102",
    ),
    planted(
        "query-defaults-filled",
        QUERY,
        "globale",
        "A missing `OrderStatus.Name` is filled in; it is required (001:35).",
        _value(_with_names),
        asked("UpdateOrderStatus", status(OrderStatus={"OrderStatusCode": "DEL_12"})),
        "F102",
    ),
    planted(
        "query-status-as-text",
        QUERY,
        "globale",
        "`OrderStatus` is taken as a plain text; it is an object (001:26).",
        _value(_spelt_out),
        asked("UpdateOrderStatus", status(OrderStatus="DEL_12")),
        "F102",
    ),
    planted(
        "query-broken-replaced",
        QUERY,
        "globale",
        "A text that is not JSON is replaced by the last good one, so that garbage is accepted (RFC 8259).",
        lambda: _remembering(),
        lambda url: [globale(url, "UpdateOrderStatus", text) for text in (status(), "orderStatus=%7B")],
        "F102",
    ),
)


def _remembering() -> Change:
    good: dict[str, str] = {}

    def change(request: Request, forward: Forward) -> Answer:
        def mended(text: str) -> str:
            try:
                json.loads(text)
            except ValueError:
                return good.get(request.operation, text)
            good[request.operation] = text
            return text

        return forward(request.mapped(mended, "orderStatus", "orderRefund"))

    return change
