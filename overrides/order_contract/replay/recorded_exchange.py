"""One recorded exchange, whatever file it came from, and what of it the recording lacks.

Invariants: method, URL, headers and bodies stand as they were on the wire, bodies unpacked; nothing is masked
yet; what is not in the recording is named, never replaced by an empty body.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from order_contract.check.transport.messages import Received, Sent
from order_contract.wire import media_type

MAX_ENTRY: Final = 64 * 1024 * 1024
"""Bytes of one recorded exchange that are read, packed and unpacked; a longer one is named and left out."""
_BODILESS: Final = frozenset({204, 304})
"""Statuses whose responses have no body."""


@dataclass(frozen=True)
class Recorded:
    """A request and its response."""

    origin: str
    """Where it stands, such as `shop.har, entry 17`."""
    sent: Sent
    received: Received | None
    """None when no response came, or none was recorded."""
    request_gap: str = ""
    """Why the request's body is not in the recording; empty when it is, or when there was none."""
    response_gap: str = ""
    """Why the response, or its body, is not in the recording. Empty when it is, and when the server gave no
    response to a request that was sent."""
    aside: str = ""
    """Why it is not an exchange between a client and the server, such as a response from the browser's
    cache.
    """


@dataclass(frozen=True)
class Skipped:
    """An entry that could not be read, and why in one sentence."""

    origin: str
    why: str


@dataclass(frozen=True)
class Foreign:
    """An entry of which the address alone tells that it belongs to no operation."""

    method: str
    url: str
    callback_like: bool = False
    """Whether its body looks like that of a callback."""


class UnreadableRecordingError(Exception):
    """An entry, or what is left of a file, cannot be read. The text is one sentence."""


def headers(pairs: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """Headers by name in lower case, repeated ones joined. HTTP/2's own, such as `:path`, are left out."""
    named: dict[str, str] = {}
    for name, value in pairs:
        folded = _text(name).lower()
        if not folded.startswith(":"):
            named[folded] = f"{named[folded]}, {_text(value)}" if folded in named else _text(value)
    if "," in named.get("content-type", ""):
        named["content-type"] = _one_type(named["content-type"])
    return named


def _one_type(header: str) -> str:
    """A Content-Type that stands there several times, alike, as one."""
    stated = [part.strip() for part in header.split(",")]
    if len({media_type.parse(part).name for part in stated}) > 1:
        return header
    return max(stated, key=len)


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def content_length(stated: Mapping[str, str]) -> int | None:
    """The number in Content-Length; None when there is none."""
    text = stated.get("content-length", "").partition(",")[0].strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def has_no_body(method: str, status: int) -> bool:
    """Whether HTTP gives the response no body."""
    return method == "HEAD" or status in _BODILESS or 100 <= status < 200
