"""Reads exchanges that stand alone as JSON objects, such as one a line: what a log or a queue holds.

Invariant: an object has `request` and `response` in the form below; entries of HAR are taken, too.

    {"request": {"method": "POST", "url": "https://...", "headers": {}, "body": "{...}"},
     "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": "{...}"}}

`headers` is an object of texts or lists of texts, or a list of pairs. `body` is the text of the body, or the
JSON value itself; `bodyBase64` has bytes. `"body": ""` or null says that there was none. The body of a
response without `body` was not recorded, unless `Content-Length` is 0; a request without it had none, unless
it states a length. `response` is null when none came, and `error` says why.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from order_contract.check.transport.messages import Received, Sent
from order_contract.replay.formats import har
from order_contract.replay.recorded_exchange import (
    Recorded,
    UnreadableRecordingError,
    content_length,
    has_no_body,
    headers,
)
from order_contract.replay.unpacking import unpacked
from order_contract.wire import codec

_MISSING = "it is not in the recording"


def address(value: Mapping[str, Any]) -> tuple[str, str, Any]:
    """Method and URL of an exchange, and the text that it sends, as they stand there.

    :raises KeyError, TypeError, AttributeError: it has no request, or one of another kind.
    """
    request = value["request"]
    if "postData" in request:
        return har.address(value)
    body = request.get("body")
    sent = body if isinstance(body, str) or body is None else codec.dumps(body).decode()
    return request["method"], request["url"], sent


def entry(value: Mapping[str, Any], origin: str) -> Recorded:
    """One exchange.

    :raises UnreadableRecordingError: it is none.
    """
    request, response = value.get("request"), value.get("response")
    if not isinstance(request, Mapping):
        raise UnreadableRecordingError("it has no request")
    content = response.get("content") if isinstance(response, Mapping) else None
    if "postData" in request or "queryString" in request or isinstance(content, Mapping):
        return har.entry(value, origin)
    if not isinstance(request.get("url"), str) or not isinstance(request.get("method"), str):
        raise UnreadableRecordingError("it has no request with method and url")
    stated = _headers(request)
    # A request without a body, such as TrackOrder, rarely says so.
    body, gap = _body(request, stated, absent="content-length" in stated or "transfer-encoding" in stated)
    sent = Sent(request["method"].upper(), request["url"].partition("#")[0], stated, body)
    if not isinstance(response, Mapping) or not response.get("status"):
        return Recorded(origin, sent, None, gap, har.no_response(str(value.get("error") or "")[:80]))
    status, stated = int(response["status"]), _headers(response)
    body, missing = _body(response, stated, absent=not has_no_body(sent.method, status))
    return Recorded(origin, sent, Received(status, stated, body), gap, missing)


def _headers(message: Mapping[str, Any]) -> dict[str, str]:
    stated = message.get("headers") or {}
    if isinstance(stated, Mapping):
        return headers(
            (name, text)
            for name, texts in stated.items()
            for text in (texts if isinstance(texts, list) else [texts])
        )
    return headers(
        (pair.get("name", ""), pair.get("value", "")) if isinstance(pair, Mapping) else (pair[0], pair[1])
        for pair in stated
    )


def _body(message: Mapping[str, Any], stated: dict[str, str], *, absent: bool) -> tuple[bytes, str]:
    """The body, and why it is missing; `absent` says that one without a word of it is missing."""
    packed = stated.pop("content-encoding", "")
    if message.get("bodyBase64") is not None:
        try:
            return unpacked(b64decode(str(message["bodyBase64"])), packed), ""
        except binascii.Error:
            raise UnreadableRecordingError("its bodyBase64 is not base64") from None
    length = content_length(stated)
    body = message.get("body")
    if body is None or body == "":
        missing = bool(length) or ("body" not in message and length is None and absent)
        return b"", _MISSING if missing else ""
    return body.encode("utf-8", "surrogatepass") if isinstance(body, str) else codec.dumps(body), ""
