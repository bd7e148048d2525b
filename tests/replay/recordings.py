"""Exchanges, each with the findings that it has to give, and the forms in which tools record them."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import quote

import yaml

from order_contract import spec
from order_contract.check.document.operations import CheckedOperation, operations
from order_contract.document import Document, examples
from order_contract.wire import codec

GUID: Final = "abcdabcd-abcd-abcd-abcd-abcdabcdabcd"
CALLBACK: Final = "/hooks/order-status"
JSON: Final = {"Content-Type": "application/json"}
SERVERS: Final = {
    "globale": "https://connect2.bglobale.com",
    "merchant": "https://shop.example",
    "s2": "https://api.s2.example",
}
REFUSALS: Final = {
    "globale": (400, '{"Code":"1002","Error":"refused","Description":"not for this order"}'),
    "merchant": (
        400,
        '{"InternalOrderId":null,"OrderId":null,"Success":false,"ErrorCode":"7","Message":"no","Description":null}',
    ),
    "s2": (404, '{"message":"unknown order"}'),
}
MALFORMED: Final = {
    "globale": (400, '{"Code":"400","Error":"Bad Request","Description":"cannot be read"}'),
    "merchant": (422, REFUSALS["merchant"][1]),
    "s2": (422, '{"message":"cannot be read"}'),
}


@dataclass(frozen=True)
class Exchange:
    """One exchange, and what it has to give: rule and place of each finding."""

    about: str
    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    status: int = 200
    response_headers: dict[str, str] = field(default_factory=lambda: dict(JSON))
    response: str = ""
    findings: frozenset[str] = frozenset()


def _query(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)


def _good(operation: CheckedOperation, turn: int = 0) -> Exchange:
    sample = list(operation.samples())[turn]
    path = CALLBACK if operation.api == "merchant" else operation.path
    for name, value in sample.path.items():
        path = path.replace(f"{{{name}}}", value)
    pairs = [*sample.query, *([("merchantGUID", GUID)] if operation.api == "globale" else [])]
    headers = dict(JSON) if sample.has_body else {}
    if operation.api == "s2":
        headers |= {"Authorization": "Bearer token", "X-S2-Organization": GUID}
    stated = next(
        known
        for known in Document(spec.load(operation.api, edition="full")).operations()
        if known.id == operation.id
    )
    return Exchange(
        f"{operation.name} {turn}",
        operation.method,
        f"{SERVERS[operation.api]}{path}{'?' if pairs else ''}{_query(pairs)}",
        headers,
        codec.dumps(sample.body).decode() if sample.has_body else "",
        response=codec.dumps(examples(stated.responses["200"])[0]).decode(),
    )


def _named(exchange: Exchange, about: str, *findings: str, **changes: Any) -> Exchange:
    return replace(exchange, about=f"{exchange.about}: {about}", findings=frozenset(findings), **changes)


def _refused(operation: CheckedOperation, exchange: Exchange) -> dict[str, Any]:
    status, response = REFUSALS[operation.api]
    return {"status": status, "response": response}


def _of_operation(operation: CheckedOperation) -> Iterator[Exchange]:
    good = _good(operation)
    for turn, _ in enumerate(operation.samples()):
        yield _good(operation, turn)
    refused = _refused(operation, good)
    yield _named(good, "refused", **refused)
    for method in ("GET", "DELETE"):
        yield _named(good, f"sent as {method}", "request-valid method", method=method, **refused)
    status, response = MALFORMED[operation.api]
    yield _named(good, "refused as malformed", "accept-valid", status=status, response=response)
    # The credentials of a recording may be wrong ones.
    unauthorized = response.replace('"400"', '"401"')
    yield _named(good, "refused with 401", status=401, response=unauthorized)
    yield _named(good, "the server fails", "no-server-error 500", status=500, response="{}")
    yield _named(good, "a page for JSON", "body 200", response="<html></html>")
    html = {"Content-Type": "text/html; charset=utf-8"}
    yield _named(good, "JSON called a page", "content-type 200", response_headers=html)
    yield _named(good, "no type", "content-type 200", response_headers={"Server": "x"})
    for parameter in operation.parameters.values():
        if parameter.place == "query" and parameter.required:
            address, _, query = good.url.partition("?")
            rest = [part for part in query.split("&") if not part.startswith(parameter.name + "=")]
            without = f"{address}?{'&'.join(rest)}"
            place = f"request-valid {parameter.name}"
            yield _named(good, f"without {parameter.name}", place, url=without, **refused)
            empty = f"{without}&{parameter.name}="
            yield _named(good, f"{parameter.name} empty", place, url=empty, **refused)
            if parameter.json:
                broken = f"{without}&{parameter.name}={quote('{broken')}"
                yield _named(good, f"{parameter.name} broken", place, url=broken, **refused)
    if operation.body is not None:
        place = "request-valid body"
        yield _named(good, "body broken", place, body='{"OrderId":', **refused)
        form = {**good.headers, "Content-Type": "application/x-www-form-urlencoded"}
        yield _named(good, "as a form", "request-valid content-type", headers=form, **refused)
        if operation.body_required:
            headers = {**good.headers, "Content-Length": "0"}
            yield _named(good, "without a body", place, body="", headers=headers, **refused)
            yield _named(good, "a body of null", place, body="null", **refused)
        _, schema = next(operation.body.places("body"))
        for member in schema.get("required", ()):
            body = {name: value for name, value in codec.loads(good.body).items() if name != member}
            text = codec.dumps(body).decode()
            yield _named(good, f"without {member}", f"{place}.{member}", body=text, **refused)


def _edited(exchange: Exchange, old: str, new: str) -> dict[str, Any]:
    """The exchange with a text replaced in the body, or percent-encoded in the URL."""
    if old in exchange.body:
        return {"body": exchange.body.replace(old, new, 1)}
    assert quote(old, safe="") in exchange.url, (exchange.about, old)
    return {"url": exchange.url.replace(quote(old, safe=""), quote(new, safe=""), 1)}


def _special() -> Iterator[Exchange]:
    named = {operation.id: operation for api in spec.APIS for operation in operations(api)}
    good = {name: _good(operation) for name, operation in named.items()}

    def edit(name: str, about: str, old: str, new: str, *findings: str, taken: bool = False) -> Exchange:
        changes = _edited(good[name], old, new)
        refused = {} if taken else _refused(named[name], good[name])
        return _named(good[name], about, *findings, **changes, **refused)

    noise = "29.900000000000002"
    yield edit(
        "createOrderRefund", "float artefact", '"TotalRefundAmount":100', f'"TotalRefundAmount":{noise}',
               "request-valid orderRefund.TotalRefundAmount")  # fmt: skip
    yield edit("updateOrder", "float artefact", '"unitPrice":9.99', '"unitPrice":9.989999999999998',
               "request-valid body.items.unitPrice")  # fmt: skip
    yield edit("createOrderRefund", "all and a list", '"TotalRefundAmount":100', '"FullRefund":true',
               "request-valid body")  # fmt: skip
    full = edit("createOrderRefund", "all", '"TotalRefundAmount":100', '"FullRefund":true')
    yield replace(full, body="", headers={**full.headers, "Content-Length": "0"}, findings=frozenset())
    yield replace(full, about="all and an empty list", body="[]", findings=frozenset())
    reason = ',"OrderStatusReason":{"OrderStatusReasonCode":"1009","Name":"InventoryMissing"}'
    delayed = '"OrderStatusCode":"DEL_12","Name":"Delayed"}' + reason
    cancelled = '"OrderStatusCode":"CANCELLED","Name":"Canceled"}'
    yield edit("updateOrderStatus", "cancelled for no reason", delayed, cancelled,
               "request-valid orderStatus.OrderStatusReason")  # fmt: skip
    yield edit("updateOrderStatus", "cancelled for a reason", delayed, cancelled + reason)
    callback = good["updateOrderStatusCallback"]
    texts = (REFUSALS["merchant"][1], '{"Success":"false ","Message":"no","Description":"no"}')
    for number, text in enumerate(texts):
        kept = _named(callback, f"refused as a success {number}", "refusal-status Success", response=text)
        yield kept
        yield replace(kept, about=f"{kept.about}, broken", body='{"OrderId":',
                      findings=kept.findings | {"request-valid body"})  # fmt: skip
        yield _named(callback, f"refused by its status {number}", response=text, status=409)
    date = '"channelOrderDate":"2024-04-24T06:00:33.889Z"'
    for text in (
        "2024-04-24 06:00:33", "2024-04-24", "24/04/2024", "2024-04-24T06:00:33", "", "2024-13-24T06:00:33Z",
                 "2024-04-24T06:00:33+02:00"):  # fmt: skip
        yield edit("updateOrder", f"date {text!r}", date, f'"channelOrderDate":"{text}"',
                   "request-valid body.channelOrderDate")  # fmt: skip
    for text in ("2024-04-24T06:00:33Z", "2024-04-24T06:00:33+00:00", "2024-04-24T06:00:33.123456Z"):
        yield edit("updateOrder", f"date {text!r}", date, f'"channelOrderDate":"{text}"', taken=True)
    yield edit("updateOrder", "null for a text",
               '"channelShippingMethod":"Standard"', '"channelShippingMethod":null',
               "request-valid body.channelShippingMethod")  # fmt: skip
    account = '"accountId":"1ac48942-405a-4841-a7d8-708f50dbe1ad"'
    yield edit(
        "updateOrder", "null for an id that only the sample has", account, '"accountId":null', taken=True
    )
    yield edit("updateOrder", "an address without a city", '"city":"test city",', "",
               "request-valid body.shippingAddress.city")  # fmt: skip
    yield edit("updateOrder", "a price as a text", '"unitPrice":9.99', '"unitPrice":"9.99"',
               "request-valid body.items.unitPrice")  # fmt: skip
    for name in ("getShippingDocuments", "updateOrderDispatchV2"):
        yield edit(name, "the vendor's spelling and a fault", '"IsCompleted":',
                   '"IsCompleted":"yes","Other":', "request-valid body.IsCompleted")  # fmt: skip
        yield edit(name, "another spelling", '"MerchantOrderID"', '"merchantorderid"', taken=True)
        both = '"MerchantOrderID":"1","MerchantOrderId":"2"'
        yield edit(name, "both spellings", '"MerchantOrderID":"100018322"', both, taken=True)
    yield edit(
        "createOrderRefund", "an empty text and a fault", '"RefundQuantity":"1"', '"RefundQuantity":true',
               "request-valid body.RefundQuantity")  # fmt: skip
    yield edit("updateOrderProducts", "an enumeration crossed", '"Merge"', '"Replace"',
               "request-valid body.MetaDataUpdateType")  # fmt: skip
    yield edit("getOrdersDetails", "a list that is a text", '["GE2794623GB","GE2794622GB","GE2794621GB"]',
               '"GE2794623GB"', "request-valid body.OrderIds")  # fmt: skip
    yield edit(
        "updateOrderStatusCallback", "a member twice", '"StatusCode":', '"StatusCode":"NEW","StatusCode":',
               "request-valid body")  # fmt: skip
    dispatch = good["updateOrderDispatch"]
    address, _, _ = dispatch.url.partition("&parcelsList=")
    tail = f"&merchantGUID={GUID}"
    for text, findings in (
        ('[{"ParcelCode":"1"},{"ParcelCode":"2"}]', ()),
        ('[{"ParcelCode":1}]', ("request-valid parcelsList.ParcelCode",)),
        ('{"ParcelCode":null}', ("request-valid parcelsList.ParcelCode",)),
        ("{broken", ("request-valid parcelsList",)),
    ):
        url = f"{address}&parcelsList={quote(text)}{tail}"
        yield _named(
            dispatch,
            f"parcels {text}",
            *findings,
            url=url,
            **_refused(named["updateOrderDispatch"], dispatch),
        )
    twice = f"{good['trackOrder'].url}&orderId=GE2"
    yield _named(
        good["trackOrder"],
        "twice",
        "request-valid orderId",
        url=twice,
        **_refused(named["trackOrder"], dispatch),
    )
    respelled = good["trackOrder"].url.replace("orderId=", "orderID=")
    yield _named(good["trackOrder"], "a parameter in another case", url=respelled)
    latin = {**good["getOrdersDetails"].headers, "Content-Type": "application/json; charset=latin-1"}
    yield _named(good["getOrdersDetails"], "another charset", "request-valid content-type", headers=latin,
                 **_refused(named["getOrdersDetails"], dispatch))  # fmt: skip
    refund = good["createOrderRefund"]
    yield _named(refund, "refused with its GUID", "no-leak", status=400,
                 response=f'{{"Code":"17","Error":"GUID={GUID.upper()}","Description":""}}')  # fmt: skip
    yield _named(refund, "refused with an address", status=400,
                 response='{"Code":"17","Error":"not for amal@example.org","Description":""}')  # fmt: skip
    yield _named(refund, "accepted with its GUID", "no-leak",
                 response=f'{{"Success":true,"Reason":"by {GUID}"}}')  # fmt: skip
    hidden = refund.url.replace(GUID, "REDACTED")
    yield _named(refund, "refused, and its GUID taken out", url=hidden, status=400,
                 response='{"Code":"17","Error":"merchantGUID=REDACTED","Description":""}')  # fmt: skip
    known = good["getOrdersDetails"]
    own = known.response.replace('{"OrderId"', f'{{"MerchantGUID":"{GUID}","OrderId"', 1)
    yield _named(known, "an order with its merchant's GUID", response=own)
    yield from _about_others(good)
    yield _named(good["updateOrder"], "accepted with POST", "request-valid method", method="POST")


def _about_others(good: dict[str, Exchange]) -> Iterator[Exchange]:
    """Responses about another order, parcel, account or product than the request is."""
    known = good["getOrdersDetails"]
    order = {"OrderId": "GE2794623GB", "StatusCode": "N/A", "MerchantGUID": GUID}

    def details(about: str, asked: Any, shown: Any, *findings: str) -> Exchange:
        body, response = (codec.dumps(value).decode() for value in ({"OrderIds": asked}, shown))
        return _named(known, about, *findings, body=body, response=response)

    asked, other = ["GE2794623GB"], {**order, "OrderId": "GE9GB"}
    yield details("another order", asked, [other], "details-asked OrderId")
    yield details("another order too", asked, [order, other], "details-asked OrderId")
    yield details("an order of nothing asked", [], [order], "details-none body.OrderIds")
    yield details("none of the orders", asked, [])
    yield details("the order by the merchant's id", ["17"], [{**order, "MerchantOrderId": "17"}])
    yield details("the order by its number", [" 2794623"], [order])
    yield details("the order in another case", ["ge2794623gb"], [order])
    foreign = {**order, "MerchantGUID": GUID.replace("a", "b")}
    yield details("an order of another merchant", asked, [foreign], "details-own MerchantGUID")
    yield details("an order whose merchant is taken out", asked, [{**order, "MerchantGUID": "***"}])

    papers = good["getShippingDocuments"]
    for code, findings in (("17", ()), ("18", ("papers-sent ParcelsTracking",)), ("", ())):
        body = {"OrderId": "GE1", "Parcels": [{"ParcelCode": "17"}], "Exceptions": []}
        response = {"IsSuccess": True, "ParcelsTracking": [{"ParcelCode": code}]}
        yield _named(papers, f"the parcel {code!r}", *findings, body=codec.dumps(body).decode(),
                     response=codec.dumps(response).decode())  # fmt: skip

    notice = good["updateOrderStatusCallback"]
    body = {"OrderId": "GE1", "StatusCode": "NEW", "MerchantOrderId": "17"}
    for given, findings in (("17", ()), ("GE1", ()), (None, ()), ("18", ("notice-answer-order OrderId",))):
        response = {"Success": True, "OrderId": given}
        yield _named(notice, f"about {given}", *findings, body=codec.dumps(body).decode(),
                     response=codec.dumps(response).decode())  # fmt: skip

    update = good["updateOrder"]
    address = update.url.rpartition("/")[0]
    shown = codec.loads(update.response)
    for about, url, change, findings in (
        ("the order of the path", f"{address}/{shown['id'].upper()}", {}, ()),
        ("another order", f"{address}/{GUID}", {}, ("s2-order id",)),
        ("an order by another kind of id", f"{address}/test_order", {}, ()),
        ("another account", update.url, {"account": {**shown["account"], "id": GUID}},
         ("s2-account account",)),
        ("another product", update.url, {"items": [
            {**item, "product": {**item["product"], "id": GUID}} for item in shown["items"]
        ]}, ("s2-items items.product",)),
    ):  # fmt: skip
        response_text = codec.dumps({**shown, **change}).decode()
        yield _named(update, about, *findings, url=url, response=response_text)


def exchanges() -> list[Exchange]:
    """All of them."""
    return [
        *(
            exchange
            for api in spec.APIS
            for operation in operations(api)
            for exchange in _of_operation(operation)
        ),
        *_special(),
    ]


def har_entry(exchange: Exchange, **changes: Any) -> dict[str, Any]:
    """The exchange as Chrome exports it."""
    posted = {"postData": {"mimeType": exchange.headers.get("Content-Type", ""), "text": exchange.body}}
    request = {
        "method": exchange.method,
        "url": exchange.url,
        "httpVersion": "http/2.0",
        "headers": [{"name": name, "value": value} for name, value in exchange.headers.items()],
        "queryString": [],
        "cookies": [],
        "headersSize": -1,
        "bodySize": len(exchange.body.encode()),
        **(posted if exchange.body else {}),
    }
    response = {
        "status": exchange.status,
        "statusText": "",
        "headers": [{"name": name, "value": value} for name, value in exchange.response_headers.items()],
        "content": {
            "size": len(exchange.response.encode()),
            "mimeType": exchange.response_headers.get("Content-Type", "x-unknown"),
            "text": exchange.response,
        },
        "redirectURL": "",
        "bodySize": -1,
    }
    entry = {
        "startedDateTime": "2026-11-21T22:58:08.484Z",
        "time": 2.77,
        "request": request,
        "response": response,
    }
    return {**entry, **changes}


def har(entries: list[Any]) -> bytes:
    return json.dumps({"log": {"version": "1.2", "entries": entries}}, ensure_ascii=False).encode()


def netstring(value: Any) -> bytes:
    """The form in which mitmproxy writes its flows."""
    if value is None:
        return b"0:~"
    if isinstance(value, bool):
        return b"4:true!" if value else b"5:false!"
    kind, payload = b",", value
    if isinstance(value, str):
        kind, payload = b";", value.encode()
    elif isinstance(value, int):
        kind, payload = b"#", str(value).encode()
    elif isinstance(value, dict):
        kind, payload = b"}", b"".join(netstring(key) + netstring(item) for key, item in value.items())
    elif isinstance(value, list):
        kind, payload = b"]", b"".join(map(netstring, value))
    return b"%d:%s%s" % (len(payload), payload, kind)


def flow(exchange: Exchange, **changes: Any) -> bytes:
    scheme, _, rest = exchange.url.partition("://")
    host, _, path = rest.partition("/")
    request = {
        "method": exchange.method.encode(),
        "scheme": scheme.encode(),
        "host": host,
        "port": 443,
        "authority": b"",
        "path": f"/{path}".encode(),
        "headers": [
            [b"Host", host.encode()],
            *([n.encode(), v.encode()] for n, v in exchange.headers.items()),
        ],
        "content": exchange.body.encode(),
    }
    response = {
        "status_code": exchange.status,
        "headers": [[n.encode(), v.encode()] for n, v in exchange.response_headers.items()],
        "content": exchange.response.encode(),
    }
    value: dict[str, Any] = {
        "response": response,
        "request": request,
        "error": None,
        "type": "http",
        "version": 21,
    }
    for name, change in changes.items():
        value[name] = {**value[name], **change} if isinstance(change, dict) and value[name] else change
    return netstring(value)


def interaction(exchange: Exchange, **response: Any) -> dict[str, Any]:
    """The exchange as vcrpy keeps it."""
    return {
        "request": {
            "body": exchange.body or None,
            "headers": {name: [value] for name, value in exchange.headers.items()},
            "method": exchange.method,
            "uri": exchange.url,
        },
        "response": {
            "body": {"string": exchange.response},
            "headers": {name: [value] for name, value in exchange.response_headers.items()},
            "status": {"code": exchange.status, "message": "x"},
            **response,
        },
    }


def line(exchange: Exchange) -> dict[str, Any]:
    """The exchange in the form of our own for JSON Lines."""
    return {
        "request": {
            "method": exchange.method,
            "url": exchange.url,
            "headers": exchange.headers,
            "body": exchange.body,
        },
        "response": {
            "status": exchange.status,
            "headers": exchange.response_headers,
            "body": exchange.response,
        },
    }


def _base64_har(exchange: Exchange, packed: bytes, encoding: str) -> bytes:
    entry = har_entry(exchange)
    entry["response"]["content"] |= {"text": base64.b64encode(packed).decode(), "encoding": "base64"}
    entry["response"]["headers"].append({"name": "Content-Encoding", "value": encoding})
    return har([entry])


def _packed(exchange: Exchange, encoding: str, body: bytes) -> bytes:
    headers = {**exchange.response_headers, "Content-Encoding": encoding}
    return flow(replace(exchange, response_headers=headers), response={
        "headers": [[n.encode(), v.encode()] for n, v in headers.items()], "content": body,
    })  # fmt: skip


def _raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def _go_vcr(exchange: Exchange, version: int) -> bytes:
    request: dict[str, Any] = {
        "body": exchange.body,
        "form": {},
        "headers": {name: [value] for name, value in exchange.headers.items()},
        "url": exchange.url,
        "method": exchange.method,
    }
    response: dict[str, Any] = {
        "body": exchange.response,
        "headers": {name: [value] for name, value in exchange.response_headers.items()},
        "status": f"{exchange.status} x",
        "code": exchange.status,
        "duration": "1ms",
    }
    if version > 1:
        request |= {"proto": "HTTP/1.1", "content_length": len(exchange.body), "host": "x"}
        response |= {"proto": "HTTP/1.1", "content_length": len(exchange.response), "uncompressed": True}
    return yaml.safe_dump(
        {"version": version, "interactions": [{"request": request, "response": response}]}
    ).encode()


def _zip(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_dot_", "."), content)
    return target.getvalue()


def _halves(body: bytes) -> bytes:
    return gzip.compress(body[:7]) + gzip.compress(body[7:])


def _one_har(exchange: Exchange) -> bytes:
    return har([har_entry(exchange)])


FORMS: Final[dict[str, Callable[[Exchange], bytes]]] = {
    "HAR": _one_har,
    "HAR with a byte order mark": lambda e: b"\xef\xbb\xbf" + _one_har(e),
    "HAR in UTF-16": lambda e: _one_har(e).decode().encode("utf-16"),
    "HAR in UTF-16 without a mark": lambda e: _one_har(e).decode().encode("utf-16-le"),
    "HAR in UTF-16, big end first": lambda e: b"\xfe\xff" + _one_har(e).decode().encode("utf-16-be"),
    "HAR by gzip": lambda e: gzip.compress(_one_har(e)),
    "HAR by gzip twice": lambda e: gzip.compress(gzip.compress(_one_har(e))),
    "HAR in a zip": lambda e: _zip(traffic_dot_har=_one_har(e), resource_dot_json=b"{}"),
    "HAR in UTF-16 by gzip": lambda e: gzip.compress(_one_har(e).decode().encode("utf-16")),
    "several logs": lambda e: _one_har(e) + b"\n" + har([]) + _one_har(e),
    "several logs in a list": lambda e: b"[" + har([]) + b",\n" + _one_har(e) + b"]",
    "HAR with other members": lambda e: b'{"a": [1, {"entries": []}], ' + _one_har(e).lstrip(b"{"),
    "HAR, base64": lambda e: _base64_har(e, e.response.encode(), "identity"),
    "HAR, base64 of gzip": lambda e: _base64_har(e, gzip.compress(e.response.encode()), "gzip"),
    "HAR, unpacked although gzip": lambda e: _base64_har(e, e.response.encode(), "gzip"),
    "entries a line": lambda e: json.dumps(har_entry(e)).encode() + b"\n",
    "vcrpy in YAML": lambda e: yaml.safe_dump({"interactions": [interaction(e)], "version": 1}).encode(),
    "vcrpy in JSON": lambda e: json.dumps({"version": 1, "interactions": [interaction(e)]}).encode(),
    "vcrpy, bytes": lambda e: yaml.safe_dump(
        {"interactions": [interaction(e, body={"string": e.response.encode()})], "version": 1}
    ).encode(),
    "vcrpy by gzip": lambda e: gzip.compress(json.dumps({"interactions": [interaction(e)]}).encode()),
    "go-vcr 1": lambda e: _go_vcr(e, 1),
    "go-vcr 2": lambda e: _go_vcr(e, 2),
    "mitmproxy": flow,
    "mitmproxy, gzip": lambda e: _packed(e, "gzip", gzip.compress(e.response.encode())),
    "mitmproxy, gzip in two": lambda e: _packed(e, "gzip", _halves(e.response.encode())),
    "mitmproxy, deflate": lambda e: _packed(e, "deflate", zlib.compress(e.response.encode())),
    "mitmproxy, raw deflate": lambda e: _packed(e, "deflate", _raw_deflate(e.response.encode())),
    "mitmproxy, unpacked although deflate": lambda e: _packed(e, "deflate", e.response.encode()),
    "mitmproxy, unpacked although br": lambda e: _packed(e, "br", e.response.encode()),
    "JSON Lines": lambda e: json.dumps(line(e)).encode() + b"\n",
    "JSON Lines, two": lambda e: b"\n".join([json.dumps(line(e)).encode()] * 2),
    "JSON Lines by gzip": lambda e: gzip.compress(json.dumps(line(e)).encode()),
    "JSON text sequence": lambda e: b"\x1e" + json.dumps(line(e)).encode() + b"\n",
    "JSON Lines with pairs": lambda e: json.dumps(
        line(e) | {"request": line(e)["request"] | {"headers": [[n, v] for n, v in e.headers.items()]}}
    ).encode(),
}
"""By the tool or packing, the exchange as a file."""
