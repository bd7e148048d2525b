"""Reads the entries of a HAR file, as browsers, proxies and our own `--har` write it.

Invariants: an entry without a method or a URL is left out with the reason, never guessed; a body that the
browser dropped is named as missing. The package harfile only writes such files, so the reading is ours.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from order_contract.check.transport.messages import Received, Sent
from order_contract.replay.recorded_exchange import (
    Recorded,
    UnreadableRecordingError,
    content_length,
    has_no_body,
    headers,
)
from order_contract.replay.unpacking import unpacked
from order_contract.wire import codec, media_type

PATH: Final = ("log", "entries")
_SERVER_FAILED: Final = re.compile(
    r"empty.?response|no response|invalid.?http|connection.?(reset|closed)|incomplete.?chunked|http2.protocol"
    r"|headers.truncated|server (disconnected|closed|did)|(?<!connection.)(?<!connect.)timed?.?out",
    re.IGNORECASE,
)
"""Errors after which the request was sent, and the server gave no response."""
_FILES: Final = ("_file", "_sha1", "_path")
"""Members that name the file which has the body instead."""
_NO_TYPE: Final = "x-unknown"
"""The mimeType that stands for no header Content-Type."""
_CACHE: Final = ("_fromCache", "_fetchedFromCache", "_servedFromCache", "_fetchedViaServiceWorker")


def address(value: Mapping[str, Any]) -> tuple[str, str, Any]:
    """Method and URL of an entry, and the text that it posts, as they stand there.

    :raises KeyError, TypeError, AttributeError: it has no request, or one of another kind.
    """
    request = value["request"]
    posted = request.get("postData")
    return request["method"], request["url"], posted.get("text") if isinstance(posted, Mapping) else None


def entry(value: Mapping[str, Any], origin: str) -> Recorded:
    """One entry of `log.entries`.

    :raises UnreadableRecordingError: it is none.
    """
    request, response = value.get("request"), value.get("response")
    if (
        not isinstance(request, Mapping)
        or not isinstance(request.get("url"), str)
        or not isinstance(request.get("method"), str)
    ):
        raise UnreadableRecordingError("it has no request with method and url")
    stated = _headers(request)
    body, request_gap = _posted(request, stated)
    sent = Sent(request["method"].upper(), request["url"].partition("#")[0], stated, body)
    if not isinstance(response, Mapping) or not _is_status(response.get("status")):
        return Recorded(origin, sent, None, request_gap, no_response(_error(value, response)))
    received, response_gap = _received(sent.method, response)
    return Recorded(origin, sent, received, request_gap, response_gap, _aside(value, response, received))


def no_response(error: str) -> str:
    """Why there is no response, where that is not the server's fault; empty where it is.

    :param error: what the recorder says; empty when it says nothing.
    """
    if not error:
        return "no response was recorded"
    return "" if _SERVER_FAILED.search(error) else f"no response came ({error})"


def _error(value: Mapping[str, Any], response: Any) -> str:
    holders = (response, value) if isinstance(response, Mapping) else (value,)
    stated = (holder.get(name) for holder in holders for name in ("_error", "error", "_errorText"))
    return next((str(error)[:80] for error in stated if error), "")


def _is_status(status: Any) -> bool:
    return bool(status) and int(status) > 0


def _aside(value: Mapping[str, Any], response: Mapping[str, Any], received: Received) -> str:
    if response.get("statusText") == "Internal Redirect" or "non-authoritative-reason" in received.headers:
        return "redirections that the browser made itself"
    if any(holder.get(name) for holder in (value, response) for name in _CACHE):
        return "responses from a cache or a service worker"
    return ""


def _headers(message: Mapping[str, Any]) -> dict[str, str]:
    return headers(
        (header.get("name", ""), header.get("value", ""))
        for header in message.get("headers") or ()
        if isinstance(header, Mapping)
    )


def _posted(request: Mapping[str, Any], stated: Mapping[str, str]) -> tuple[bytes, str]:
    posted = request.get("postData")
    length = content_length(stated)
    size = request.get("bodySize")
    expected = length if length is not None else size if isinstance(size, int) and size >= 0 else None
    if isinstance(posted, Mapping):
        if isinstance(posted.get("text"), str) and (posted["text"] or not expected):
            body = _body(posted)
            return body, _cut_short(body, expected)
        if posted.get("params"):
            return _parameters(posted, stated)
        gap = _elsewhere(posted) or "it is not in the recording"
        return b"", "" if expected == 0 else gap
    streamed = "transfer-encoding" in stated or "content-type" in stated
    missing = streamed if expected is None else expected > 0
    return b"", "it is not in the recording" if missing else ""


def _parameters(posted: Mapping[str, Any], stated: Mapping[str, str]) -> tuple[bytes, str]:
    kind = stated.get("content-type") or str(posted.get("mimeType") or "")
    if media_type.parse(kind).is_json:
        return b"", "only its parameters were recorded, not its text"
    pairs = [
        (str(pair.get("name", "")), str(pair.get("value", "")))
        for pair in posted["params"]
        if isinstance(pair, Mapping)
    ]
    return urlencode(pairs).encode(), ""


def _received(method: str, response: Mapping[str, Any]) -> tuple[Received, str]:
    status, stated = int(response["status"]), _headers(response)
    stated_content = response.get("content")
    content: Mapping[str, Any] = stated_content if isinstance(stated_content, Mapping) else {}
    kind = str(content.get("mimeType") or "")
    if media_type.parse(kind).name not in ("", _NO_TYPE):
        stated.setdefault("content-type", kind)
    # The text of a HAR file is unpacked already, unless it is base64 of what a proxy saw.
    packed = stated.pop("content-encoding", "")
    if isinstance(content.get("text"), str) and content["text"]:
        encoded = bool(content.get("encoding"))
        body = unpacked(_body(content), packed if encoded else "")
        size = content.get("size")
        expected = size if isinstance(size, int) else None
        return Received(status, stated, body), _cut_short(body, expected)
    gap = "" if has_no_body(method, status) else _missing_content(content, response, stated)
    return Received(status, stated), gap


def _missing_content(
    content: Mapping[str, Any], response: Mapping[str, Any], stated: Mapping[str, str]
) -> str:
    length = content_length(stated)
    sizes = [size for size in (content.get("size"), response.get("bodySize")) if isinstance(size, int)]
    if length == 0:
        return ""
    if length or any(size > 0 for size in sizes):
        return _elsewhere(content) or "it is not in the recording"
    known_empty = "text" in content or content.get("size") == 0
    return _elsewhere(content) or ("" if known_empty else "it is not in the recording")


def _elsewhere(holder: Mapping[str, Any]) -> str:
    return "it is kept in another file" if any(holder.get(name) for name in _FILES) else ""


def _cut_short(body: bytes, expected: int | None) -> str:
    """Whether a body is shorter than it was, and no whole JSON text."""
    if expected is None or len(body) >= expected:
        return ""
    try:
        codec.loads(body)
    except codec.CodecError:
        return "it was cut short"
    return ""


def _body(holder: Mapping[str, Any]) -> bytes:
    content = str(holder["text"])
    if holder.get("encoding") != "base64":
        return content.encode("utf-8", "surrogatepass")
    try:
        return b64decode(content)
    except binascii.Error:
        raise UnreadableRecordingError("its body is said to be base64, and is not") from None
