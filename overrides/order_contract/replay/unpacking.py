"""Takes content encodings off recorded bodies.

Invariant: a body that the recorder has unpacked already, although the header still names an encoding, stays
as it is, byte for byte.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final

from order_contract.replay.recorded_exchange import MAX_ENTRY, UnreadableRecordingError
from order_contract.wire import codec

_GZIP: Final = b"\x1f\x8b"
_ZSTANDARD: Final = b"\x28\xb5\x2f\xfd"
_TOO_LONG: Final = f"its body is longer than {MAX_ENTRY:,} bytes when unpacked"


def unpacked(body: bytes, encoding: str) -> bytes:
    """The body without its content encodings.

    :param encoding: the header Content-Encoding.
    :raises UnreadableRecordingError: an encoding that cannot be read here, or more than `MAX_ENTRY` bytes.
    """
    for name in reversed([part.strip().lower() for part in encoding.split(",")]):
        if name in ("", "identity") or not body:
            continue
        unpack = _UNPACKERS.get(name)
        if unpack is not None:
            body = unpack(body)
        elif not _is_json(body):
            raise UnreadableRecordingError(f"its body is packed as {name!r}: record it unpacked, or as gzip")
    return body


def _is_json(body: bytes) -> bool:
    try:
        codec.loads(body)
    except codec.CodecError:
        return False
    return True


def _gzip(body: bytes) -> bytes:
    if not body.startswith(_GZIP):
        return body
    members: list[bytes] = []
    left = body
    while left.startswith(_GZIP):
        inflater = zlib.decompressobj(31)
        try:
            members.append(inflater.decompress(left, MAX_ENTRY - sum(map(len, members)) + 1))
        except zlib.error:
            raise UnreadableRecordingError("its body is packed by gzip, and damaged") from None
        if sum(map(len, members)) > MAX_ENTRY:
            raise UnreadableRecordingError(_TOO_LONG)
        if not inflater.eof:
            raise UnreadableRecordingError("its body is packed by gzip, and ends in the middle")
        left = inflater.unused_data
    return b"".join(members)


def _deflate(body: bytes) -> bytes:
    """What HTTP calls deflate has the head of zlib, or none where a server leaves it out."""
    if _is_json(body):
        return body
    for window in (15, -15):
        inflater = zlib.decompressobj(window)
        try:
            inflated = inflater.decompress(body, MAX_ENTRY + 1)
        except zlib.error:
            continue
        if len(inflated) > MAX_ENTRY:
            raise UnreadableRecordingError(_TOO_LONG)
        if inflater.eof and not inflater.unused_data:
            return inflated
    return body


def _brotli(body: bytes) -> bytes:
    if _is_json(body):
        return body
    brotli = _package("br", "brotli", "brotlicffi")
    decompressor = brotli.Decompressor()
    pieces, size = [], 0
    try:
        for start in range(0, len(body), 1 << 14):
            pieces.append(decompressor.process(body[start : start + (1 << 14)]))
            size += len(pieces[-1])
            if size > MAX_ENTRY:
                raise UnreadableRecordingError(_TOO_LONG)
    except brotli.error:
        raise UnreadableRecordingError("its body is said to be packed as 'br', and is not") from None
    if not decompressor.is_finished():
        raise UnreadableRecordingError("its body is packed as 'br', and ends in the middle")
    return b"".join(pieces)


def _zstandard(body: bytes) -> bytes:
    if not body.startswith(_ZSTANDARD):
        return body
    zstd = _package("zstd", "compression.zstd", "backports.zstd")
    try:
        decompressor = zstd.ZstdDecompressor()
        unpacked = bytes(decompressor.decompress(body, MAX_ENTRY + 1))
    except zstd.ZstdError:
        raise UnreadableRecordingError("its body is packed as 'zstd', and damaged") from None
    if len(unpacked) > MAX_ENTRY:
        raise UnreadableRecordingError(_TOO_LONG)
    return unpacked


def _package(encoding: str, *names: str) -> Any:
    for name in names:
        try:
            return import_module(name)
        except ImportError:
            continue
    raise UnreadableRecordingError(
        f"its body is packed as {encoding!r}, which needs the package {names[-1]}: install it, "
        "or record the body unpacked"
    )


_UNPACKERS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstandard,
}
