"""Reads the flows that mitmproxy saves: typed netstrings, one flow behind the other.

Invariants: one flow is in memory at a time; only HTTP flows are given out; numbers with a fraction, all of
them times, stay text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from order_contract.check.transport.messages import Received, Sent
from order_contract.replay.recorded_exchange import (
    MAX_ENTRY,
    Recorded,
    UnreadableRecordingError,
    headers,
    unpacked,
)

_MAX_LENGTH: Final = 12
_MAX_DEPTH: Final = 50


def flows(stream: BinaryIO) -> Iterator[dict[str, Any] | None]:
    """Each flow as plain values, its kind in `type`; None for one longer than `MAX_ENTRY`.

    :raises Unreadable: the file ends in the middle, or is none of mitmproxy's.
    """
    while head := stream.read(1):
        digits = head
        while (byte := stream.read(1)) != b":":
            digits += byte
            if not byte or len(digits) > _MAX_LENGTH:
                raise UnreadableRecordingError("it is no file of mitmproxy, or it ends in the middle")
        if not digits.isdigit():
            raise UnreadableRecordingError("it is no file of mitmproxy")
        length = int(digits)
        if length > MAX_ENTRY:
            _pass(stream, length + 1)
            yield None
            continue
        payload = stream.read(length + 1)
        if len(payload) <= length:
            raise UnreadableRecordingError("it ends in the middle of a flow")
        flow = _value(payload[:-1], payload[-1:], 0)
        if not isinstance(flow, dict):
            raise UnreadableRecordingError("it is no file of mitmproxy")
        yield flow


def _pass(stream: BinaryIO, length: int) -> None:
    while length > 0 and (chunk := stream.read(min(length, 1 << 20))):
        length -= len(chunk)


def _value(payload: bytes, kind: bytes, depth: int) -> Any:
    if kind == b",":
        return payload
    if kind == b";":
        return payload.decode("utf-8", "replace")
    if kind in (b"#", b"^"):
        return payload.decode("ascii", "replace")
    if kind == b"!":
        return payload == b"true"
    if kind == b"~":
        return None
    if kind in (b"]", b"}") and depth < _MAX_DEPTH:
        parts = list(_parts(payload, depth + 1))
        return (
            parts
            if kind == b"]"
            else {_name(name): value for name, value in zip(parts[::2], parts[1::2], strict=False)}
        )
    raise UnreadableRecordingError("it holds a kind of value that mitmproxy does not write")


def _parts(payload: bytes, depth: int) -> Iterator[Any]:
    at = 0
    while at < len(payload):
        colon = payload.find(b":", at, at + _MAX_LENGTH)
        digits = payload[at:colon]
        if colon < 0 or not digits.isdigit():
            raise UnreadableRecordingError("a flow is damaged")
        start, end = colon + 1, colon + 1 + int(digits)
        if end >= len(payload):
            raise UnreadableRecordingError("a flow is damaged")
        yield _value(payload[start:end], payload[end : end + 1], depth)
        at = end + 1


def _name(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def entry(flow: Mapping[str, Any], origin: str) -> Recorded | None:
    """One flow; None when it is not of HTTP.

    :raises Unreadable: it has no request.
    """
    if _name(flow.get("type", "http")) != "http":
        return None
    request, response = flow.get("request"), flow.get("response")
    if not isinstance(request, Mapping):
        raise UnreadableRecordingError("it has no request")
    found = _headers(request)
    scheme, path = _name(request.get("scheme") or "http"), _name(request.get("path") or "/")
    host = (
        found.get("host")
        or _name(request.get("authority") or "")
        or f"{_name(request.get('host') or '')}:{request.get('port')}"
    )
    url = path if "://" in path else f"{scheme}://{host}{path}"
    body = unpacked(request.get("content") or b"", found.pop("content-encoding", ""))
    sent = Sent(_name(request.get("method") or "GET").upper(), url.partition("#")[0], found, body)
    if not isinstance(response, Mapping):
        return Recorded(origin, sent, None)
    code = str(response.get("status_code", response.get("code", "")))
    if not code.isdigit():
        raise UnreadableRecordingError("its response has no status")
    found = _headers(response)
    return Recorded(
        origin,
        sent,
        Received(
            int(code), found, unpacked(response.get("content") or b"", found.pop("content-encoding", ""))
        ),
    )


def _headers(message: Mapping[str, Any]) -> dict[str, str]:
    pairs = message.get("headers") or ()
    return headers((pair[0], pair[1]) for pair in pairs if isinstance(pair, list) and len(pair) == 2)
