"""Reads cassettes: those of vcrpy in YAML and JSON, of Ruby's VCR, of go-vcr, of betamax, and what
schemathesis records.

Invariants: YAML is read event by event, so that memory is that of one interaction; only plain values and
binary ones are made, never objects.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from order_contract.check.transport.messages import Received, Sent
from order_contract.replay.recorded_exchange import (
    MAX_ENTRY,
    Recorded,
    UnreadableRecordingError,
    content_length,
    has_no_body,
    headers,
)
from order_contract.replay.unpacking import unpacked

PATHS: Final = (("interactions",), ("http_interactions",))
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})


def address(value: Mapping[str, Any]) -> tuple[str, str, Any]:
    """Method and URL of an interaction, and the body that it sends, as they stand there.

    :raises KeyError, TypeError, AttributeError: it has no request, or one of another kind.
    """
    request = value["request"]
    url = request.get("uri") or request["url"]
    body = request.get("body")
    return str(request.get("method") or "GET"), url, body.get("string") if isinstance(body, Mapping) else body


def entry(value: Mapping[str, Any], origin: str) -> Recorded:
    """One interaction.

    :raises UnreadableRecordingError: it is none.
    """
    request, response = value.get("request"), value.get("response")
    url = request.get("uri") or request.get("url") if isinstance(request, Mapping) else None
    if not isinstance(request, Mapping) or not isinstance(url, str):
        raise UnreadableRecordingError("it has no request with a uri")
    stated = _headers(request)
    body, gap = _body(request.get("body"), request, stated)
    sent = Sent(str(request.get("method") or "GET").upper(), url.partition("#")[0], stated, body)
    if not isinstance(response, Mapping):
        return Recorded(origin, sent, None, gap, "no response was recorded")
    status = _status(response)
    stated = _headers(response)
    body, missing = _body(response.get("body", response.get("content")), response, stated)
    if has_no_body(sent.method, status):
        missing = ""
    return Recorded(origin, sent, Received(status, stated, body), gap, missing)


def _status(response: Mapping[str, Any]) -> int:
    """vcrpy and Ruby write a mapping, betamax a number, go-vcr `200 OK` beside `code`."""
    stated = response.get("status", response.get("status_code"))
    for value in (stated.get("code") if isinstance(stated, Mapping) else stated, response.get("code")):
        digits = str(value).partition(" ")[0]
        if digits.isascii() and digits.isdigit():
            return int(digits)
    raise UnreadableRecordingError("its response has no status")


def _headers(message: Mapping[str, Any]) -> dict[str, str]:
    stated = message.get("headers")
    pairs = stated.items() if isinstance(stated, Mapping) else ()
    return headers(
        (name, value)
        for name, values in pairs
        for value in (values if isinstance(values, list) else [values])
    )


def _body(holder: Any, message: Mapping[str, Any], stated: dict[str, str]) -> tuple[bytes, str]:
    """The body, and why it is missing: it is when a length is stated and nothing stands there."""
    body = unpacked(_bytes(holder), stated.pop("content-encoding", ""))
    length = content_length(stated)
    if length is None and str(message.get("content_length", "")).isdigit():
        length = int(str(message["content_length"]))
    return body, "it is not in the recording" if length and not body else ""


def _bytes(holder: Any) -> bytes:
    if isinstance(holder, Mapping):
        if holder.get("base64_string") is not None:
            try:
                return b64decode(str(holder["base64_string"]))
            except binascii.Error:
                raise UnreadableRecordingError("its body is said to be base64, and is not") from None
        holder = holder.get("string")
    if holder is None:
        return b""
    return holder if isinstance(holder, bytes) else str(holder).encode("utf-8", "surrogatepass")


def from_yaml(stream: BinaryIO) -> Iterator[Any]:
    """The interactions of a YAML cassette as plain values; scalars are text, bytes or None.

    :raises UnreadableRecordingError: it is not YAML, or no cassette.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    parsed = yaml.parse(stream, Loader=loader)
    try:
        yield from _interactions(_Values(parsed, yaml))
    except yaml.YAMLError as broken:
        mark = getattr(broken, "problem_mark", None)
        raise UnreadableRecordingError(
            f"it is not YAML{f' at line {mark.line + 1:,}' if mark else ''}"
        ) from None


def _interactions(values: _Values) -> Iterator[Any]:
    for kind in ("StreamStartEvent", "DocumentStartEvent", "MappingStartEvent"):
        if type(values.event()).__name__ != kind:
            raise UnreadableRecordingError("it is neither HAR nor a mitmproxy file nor a cassette")
    while (name := values.event()) and not isinstance(name, values.yaml.MappingEndEvent):
        begun = values.event()
        if (getattr(name, "value", ""),) in PATHS and isinstance(begun, values.yaml.SequenceStartEvent):
            while not isinstance(item := values.event(), values.yaml.SequenceEndEvent):
                values.size = 0
                yield values.value(item)
        else:
            values.value(begun)


class _Values:
    """Plain values out of YAML's events."""

    def __init__(self, events: Iterator[Any], yaml: Any) -> None:
        self._events = events
        self._anchors: dict[str, Any] = {}
        self.yaml = yaml
        self.size = 0

    def event(self) -> Any:
        return next(self._events)

    def value(self, event: Any) -> Any:
        """The value that begins with an event."""
        yaml = self.yaml
        if isinstance(event, yaml.AliasEvent):
            return self._anchors.get(event.anchor)
        value: Any
        if isinstance(event, yaml.MappingStartEvent):
            value = {}
            while not isinstance(name := self.event(), yaml.MappingEndEvent):
                key = self.value(name)
                value[str(key)] = self.value(self.event())
        elif isinstance(event, yaml.SequenceStartEvent):
            value = []
            while not isinstance(item := self.event(), yaml.SequenceEndEvent):
                value.append(self.value(item))
        else:
            value = self._scalar(event)
        if event.anchor:
            self._anchors[event.anchor] = value
        return value

    def _scalar(self, event: Any) -> str | bytes | None:
        self.size += len(event.value)
        if self.size > MAX_ENTRY:
            raise UnreadableRecordingError(f"an interaction is longer than {MAX_ENTRY:,} bytes")
        if event.tag and event.tag.rpartition(":")[2].lstrip("!") == "binary":
            try:
                return b64decode(event.value)
            except binascii.Error:
                raise UnreadableRecordingError("a binary value is not base64") from None
        return None if not event.style and event.value in _NULLS and not event.tag else str(event.value)
