"""Reads cassettes: those of vcrpy in YAML and JSON, of Ruby's VCR, of betamax, and what schemathesis records.

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
    headers,
    unpacked,
)

PATHS: Final = (("interactions",), ("http_interactions",))
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})


def entry(value: Mapping[str, Any], origin: str) -> Recorded:
    """One interaction.

    :raises Unreadable: it is none.
    """
    request, response = value.get("request"), value.get("response")
    url = request.get("uri") or request.get("url") if isinstance(request, Mapping) else None
    if not isinstance(request, Mapping) or not isinstance(url, str):
        raise UnreadableRecordingError("it has no request with a uri")
    found = _headers(request)
    body = unpacked(_body(request.get("body")), found.pop("content-encoding", ""))
    sent = Sent(str(request.get("method") or "GET").upper(), url.partition("#")[0], found, body)
    if not isinstance(response, Mapping):
        return Recorded(origin, sent, None)
    status = response.get("status", response.get("status_code"))
    code = str(status.get("code", "") if isinstance(status, Mapping) else status)
    if not code.isdigit():
        raise UnreadableRecordingError("its response has no status")
    found = _headers(response)
    body = unpacked(_body(response.get("body", response.get("content"))), found.pop("content-encoding", ""))
    return Recorded(origin, sent, Received(int(code), found, body))


def _headers(message: Mapping[str, Any]) -> dict[str, str]:
    stated = message.get("headers")
    pairs = stated.items() if isinstance(stated, Mapping) else ()
    return headers(
        (name, each) for name, values in pairs for each in (values if isinstance(values, list) else [values])
    )


def _body(stated: Any) -> bytes:
    if isinstance(stated, Mapping):
        if stated.get("base64_string") is not None:
            try:
                return b64decode(str(stated["base64_string"]))
            except binascii.Error:
                raise UnreadableRecordingError("its body is said to be base64, and is not") from None
        stated = stated.get("string")
    if stated is None:
        return b""
    return stated if isinstance(stated, bytes) else str(stated).encode("utf-8", "surrogatepass")


def from_yaml(stream: BinaryIO) -> Iterator[Any]:
    """The interactions of a YAML cassette as plain values; scalars are text, bytes or None.

    :raises Unreadable: no YAML, or no cassette.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    parsed = yaml.parse(stream, Loader=loader)
    try:
        yield from _interactions(_Values(parsed, yaml))
    except yaml.YAMLError as broken:
        mark = getattr(broken, "problem_mark", None)
        raise UnreadableRecordingError(
            f"it is no YAML{f' at line {mark.line + 1:,}' if mark else ''}"
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
        found: Any
        if isinstance(event, yaml.MappingStartEvent):
            found = {}
            while not isinstance(name := self.event(), yaml.MappingEndEvent):
                key = self.value(name)
                found[str(key)] = self.value(self.event())
        elif isinstance(event, yaml.SequenceStartEvent):
            found = []
            while not isinstance(item := self.event(), yaml.SequenceEndEvent):
                found.append(self.value(item))
        else:
            found = self._scalar(event)
        if event.anchor:
            self._anchors[event.anchor] = found
        return found

    def _scalar(self, event: Any) -> str | bytes | None:
        self.size += len(event.value)
        if self.size > MAX_ENTRY:
            raise UnreadableRecordingError(f"an interaction is longer than {MAX_ENTRY:,} bytes")
        if event.tag and event.tag.rpartition(":")[2].lstrip("!") == "binary":
            try:
                return b64decode(event.value)
            except binascii.Error:
                raise UnreadableRecordingError("a binary value is no base64") from None
        return None if event.style is None and event.value in _NULLS and not event.tag else str(event.value)
