"""The body of a response, taken in piece by piece under a limit.

Invariants: no more than the limit is ever held, compressed or not, whatever the server sends; a coding that
the client did not ask for is refused where it compresses, and otherwise read as it stands: servers send
`UTF-8` or `none` there.
"""

from __future__ import annotations

import zlib
from typing import Final

MAX_RESPONSE_BYTES: Final = 32 << 20
"""Decompressed bytes of a response that are taken in unless a client says otherwise."""
ACCEPTED: Final = "gzip, deflate"
"""What the clients ask for as `Accept-Encoding`."""
_GZIP: Final = 31
_ZLIB: Final = 15
_RAW_DEFLATE: Final = -15
_WINDOWS: Final = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": _ZLIB}
_UNSUPPORTED: Final = frozenset(("br", "zstd", "compress", "x-compress", "dcb", "dcz"))
_MOST_CODINGS: Final = 5


class BodyTooLargeError(Exception):
    """The response is over the limit."""


class UndecodableBodyError(Exception):
    """The response is compressed in a way that was not asked for, or its compression is broken."""


class _Decoder:
    """Undoes one compression. Several gzip members behind each other are one body."""

    def __init__(self, window: int) -> None:
        self._window = window
        self._inner = zlib.decompressobj(window)
        self._begun = False

    def decode(self, piece: bytes, limit: int) -> bytes:
        """The next bytes, at most `limit`.

        :raises UndecodableBodyError: the compression is broken.
        :raises BodyTooLargeError: there are more than `limit`.
        """
        output: list[bytes] = []
        size = 0
        while piece:
            if self._inner.eof:
                # gzip members may be padded with zeros; what follows another compression is not looked at
                piece = piece.lstrip(b"\0") if self._window == _GZIP else b""
                if not piece:
                    break
                self._inner = zlib.decompressobj(self._window)
            decoded = self._step(piece, limit - size + 1)
            output.append(decoded)
            size += len(decoded)
            if size > limit:
                raise BodyTooLargeError
            piece = self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail
        return b"".join(output)

    def _step(self, piece: bytes, limit: int) -> bytes:
        try:
            decoded = self._inner.decompress(piece, limit)
        except zlib.error:
            if self._begun or self._window != _ZLIB:
                raise UndecodableBodyError from None
            # Some servers send deflate without the frame that its name promises.
            self._window = _RAW_DEFLATE
            self._inner = zlib.decompressobj(self._window)
            self._begun = True
            return self._step(piece, limit)
        self._begun = True
        return decoded

    @property
    def complete(self) -> bool:
        """Whether nothing is missing; an empty body is complete."""
        return self._inner.eof or not self._begun


class BoundedBody:
    """Takes in one body.

    :param encoding: the `Content-Encoding` of the response, a list of codings.
    :param limit: bytes.
    :raises UndecodableBodyError: a coding was not asked for.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        names = [name.strip().lower() for name in encoding.split(",")] if encoding else []
        if not _UNSUPPORTED.isdisjoint(names) or len(names) > _MOST_CODINGS:
            raise UndecodableBodyError
        self._decoders = [_Decoder(_WINDOWS[name]) for name in reversed(names) if name in _WINDOWS]
        self._limit = limit
        self._received = 0
        self._size = 0
        self._pieces: list[bytes] = []

    def take(self, piece: bytes) -> None:
        """Take in the next bytes as they came over the wire.

        :raises BodyTooLargeError: the response is over the limit.
        :raises UndecodableBodyError: the compression is broken.
        """
        self._received += len(piece)
        if self._received > self._limit:
            raise BodyTooLargeError
        for decoder in self._decoders:
            piece = decoder.decode(piece, self._limit)
        self._size += len(piece)
        if self._size > self._limit:
            raise BodyTooLargeError
        self._pieces.append(piece)

    def finish(self) -> bytes:
        """The whole body, when no more comes.

        :raises UndecodableBodyError: the compressed bytes end too early.
        """
        if not all(decoder.complete for decoder in self._decoders):
            raise UndecodableBodyError
        return b"".join(self._pieces)
