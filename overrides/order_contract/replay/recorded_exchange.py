"""One recorded exchange, whatever file it came from.

Invariant: method, URL, headers and bodies stand as they were on the wire, bodies unpacked; nothing is masked
yet.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from order_contract.check.transport.messages import Received, Sent

MAX_ENTRY: Final = 64 * 1024 * 1024
"""Bytes of one recorded exchange that are read, packed and unpacked; a longer one is named and left out."""


@dataclass(frozen=True)
class Recorded:
    """A request and its response; None when none came."""

    origin: str
    """Where it stands, such as `shop.har, entry 17`."""
    sent: Sent
    received: Received | None


@dataclass(frozen=True)
class Skipped:
    """An entry that could not be read, and why in one sentence."""

    origin: str
    why: str


class UnreadableRecordingError(Exception):
    """An entry, or what is left of a file, cannot be read. The text is one sentence."""


def headers(pairs: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """Headers by name in lower case, repeated ones joined. HTTP/2's own, such as `:path`, are left out."""
    found: dict[str, str] = {}
    for name, value in pairs:
        folded = _text(name).lower()
        if not folded.startswith(":"):
            found[folded] = f"{found[folded]}, {_text(value)}" if folded in found else _text(value)
    return found


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def unpacked(body: bytes, encoding: str) -> bytes:
    """The body without its content encoding; one that is not packed although the header says so stays as it
    is.

    :raises Unreadable: an encoding that is not known here, or more than `MAX_ENTRY` bytes.
    """
    for name in reversed([part.strip().lower() for part in encoding.split(",")]):
        if name in ("", "identity"):
            continue
        if name not in ("gzip", "x-gzip", "deflate"):
            if _is_json(body):
                continue
            raise UnreadableRecordingError(f"its body is packed as {name!r}: record it unpacked, or as gzip")
        body = _inflated(body)
    return body


def _is_json(body: bytes) -> bool:
    return body.lstrip()[:1] in (b"", b"{", b"[", b'"')


def _inflated(body: bytes) -> bytes:
    for window in (47, -15):  # gzip or zlib by their heads; deflate without a head
        inflater = zlib.decompressobj(window)
        try:
            found = inflater.decompress(body, MAX_ENTRY)
        except zlib.error:
            continue
        if inflater.unconsumed_tail:
            raise UnreadableRecordingError(f"its body is longer than {MAX_ENTRY:,} bytes when unpacked")
        return found
    return body
