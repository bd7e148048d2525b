"""Reads the flows that mitmproxy saves: typed netstrings, one flow behind the other.

Invariants: one flow is in memory at a time; only HTTP flows are given out; numbers with a fraction, all of
them times, stay text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from order_contract.check.transport.messages import Received, Sent
from order_contract.replay.formats.har import no_response
from order_contract.replay.recorded_exchange import (
    MAX_ENTRY,
    Recorded,
    UnreadableRecordingError,
    content_length,
    has_no_body,
    headers,
)
from order_contract.replay.unpacking import unpacked

_MAX_LENGTH: Final = 12
_MAX_DEPTH: Final = 50
_ABSOLUTE: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
"""A path that is a whole address, as a proxy gets it."""


def flows(stream: BinaryIO) -> Iterator[Flow | None]:
    """Each flow, unread but for its outermost names; None for one longer than `MAX_ENTRY`.

    :raises UnreadableRecordingError: the file ends in the middle, or is not from mitmproxy.
    """
    while head := stream.read(1):
        digits = head
        while (byte := stream.read(1)) != b":":
            digits += byte
            if not byte or len(digits) > _MAX_LENGTH:
                raise UnreadableRecordingError("it is not a file of mitmproxy, or it ends in the middle")
        if not digits.isdigit():
            raise UnreadableRecordingError("it is not a file of mitmproxy")
        length = int(digits)
        if length > MAX_ENTRY:
            _pass(stream, length + 1)
            yield None
            continue
        payload = stream.read(length + 1)
        if len(payload) <= length:
            raise UnreadableRecordingError("it ends in the middle of a flow")
        if payload[length:] != b"}":
            raise UnreadableRecordingError("it is not a file of mitmproxy")
        yield Flow(payload, 0, length)


def _pass(stream: BinaryIO, length: int) -> None:
    while length > 0 and (chunk := stream.read(min(length, 1 << 20))):
        length -= len(chunk)


class Flow:
    """A mapping whose values are read when they are asked for: most flows are recognised by their path
    alone.
    """

    def __init__(self, payload: bytes, start: int, end: int) -> None:
        self._payload = payload
        spans = list(_spans(payload, start, end))
        self._places = {
            payload[name[0] : name[1]].decode("utf-8", "replace"): value
            for name, value in zip(spans[::2], spans[1::2], strict=False)
        }

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a member; a mapping inside as a `Flow`."""
        place = self._places.get(name)
        return default if place is None else _value(self._payload, *place, 0)


def _spans(payload: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each value begins and ends; its kind stands behind the end."""
    at = start
    while at < end:
        colon = payload.find(b":", at, at + _MAX_LENGTH)
        digits = payload[at:colon]
        if colon < 0 or not digits.isdigit():
            raise UnreadableRecordingError("a flow is damaged")
        value, behind = colon + 1, colon + 1 + int(digits)
        if behind >= end:
            raise UnreadableRecordingError("a flow is damaged")
        yield value, behind
        at = behind + 1


def _value(payload: bytes, start: int, end: int, depth: int) -> Any:
    kind = payload[end : end + 1]
    if kind == b"}":
        return Flow(payload, start, end)
    if kind == b"]" and depth < _MAX_DEPTH:
        return [_value(payload, *place, depth + 1) for place in _spans(payload, start, end)]
    text = payload[start:end]
    if kind == b",":
        return text
    if kind == b";":
        return text.decode("utf-8", "replace")
    if kind in (b"#", b"^"):
        return text.decode("ascii", "replace")
    if kind == b"!":
        return text == b"true"
    if kind == b"~":
        return None
    raise UnreadableRecordingError("it holds a kind of value that mitmproxy does not write")


def _name(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def address(flow: Flow) -> tuple[str, str, Any]:
    """Method and URL of a flow, and the bytes that it sends.

    :raises AttributeError: it has no request.
    """
    request = flow.get("request")
    content = request.get("content") or b""
    return _name(request.get("method") or "GET"), _url(request, {}), content.decode("utf-8", "replace")


def entry(flow: Flow | Mapping[str, Any], origin: str) -> Recorded | None:
    """One flow, out of a file or as mitmproxy itself gives its state; None when it is not of HTTP.

    :raises UnreadableRecordingError: it has no request.
    """
    if _name(flow.get("type", "http")) != "http":
        return None
    request, response, error = flow.get("request"), flow.get("response"), flow.get("error")
    if not isinstance(request, (Flow, Mapping)):
        raise UnreadableRecordingError("it has no request")
    stated = _headers(request)
    url = _url(request, stated)
    body, gap = _content(request, stated)
    sent = Sent(_name(request.get("method") or "GET").upper(), url, stated, body)
    message = _name(error.get("msg") or "") if isinstance(error, (Flow, Mapping)) else ""
    if not isinstance(response, (Flow, Mapping)):
        return Recorded(origin, sent, None, gap, no_response(message))
    code = str(response.get("status_code", response.get("code", "")))
    if not code.isdigit():
        raise UnreadableRecordingError("its response has no status")
    stated = _headers(response)
    body, missing = _content(response, stated)
    if has_no_body(sent.method, int(code)):
        missing = ""
    elif message and not missing:
        missing = "it was cut short"
    return Recorded(origin, sent, Received(int(code), stated, body), gap, missing)


def _url(request: Flow | Mapping[str, Any], stated: Mapping[str, str]) -> str:
    path = _name(request.get("path") or "/")
    if _ABSOLUTE.match(path):
        return path
    host = (
        stated.get("host")
        or _name(request.get("authority") or "")
        or f"{_name(request.get('host') or '')}:{request.get('port')}"
    )
    return f"{_name(request.get('scheme') or 'http')}://{host}{path}"


def _content(message: Flow | Mapping[str, Any], stated: dict[str, str]) -> tuple[bytes, str]:
    """The body, and why it is missing: mitmproxy keeps none that it streams."""
    content = message.get("content")
    if content is None:
        return b"", "it was streamed, so mitmproxy kept nothing of it" if content_length(stated) != 0 else ""
    body = unpacked(content, stated.pop("content-encoding", ""))
    return body, "it is not in the recording" if content_length(stated) and not body else ""


def _headers(message: Flow | Mapping[str, Any]) -> dict[str, str]:
    pairs = message.get("headers") or ()
    return headers((pair[0], pair[1]) for pair in pairs if isinstance(pair, (list, tuple)) and len(pair) == 2)
