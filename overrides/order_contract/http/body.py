"""The body of a response, taken in piece by piece under a limit.

Invariants: no more than the limit is ever held, packed or unpacked, whatever the server sends; only the
packings that were asked for are unpacked.
"""

from __future__ import annotations

import zlib
from typing import Final

MAX_RESPONSE_BYTES: Final = 32 << 20
"""Unpacked bytes of a response that are taken in unless a client says otherwise."""
ACCEPTED: Final = "gzip, deflate"
"""What the clients ask for as `Accept-Encoding`."""
_PACKED: Final = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}


class BodyTooLargeError(Exception):
    """The response is over the limit."""


class UndecodableBodyError(Exception):
    """The response is packed in a way that was not asked for, or is broken."""


class BoundedBody:
    """Takes in one body.

    :param encoding: the `Content-Encoding` of the response.
    :param limit: bytes.
    :raises Unpackable: the packing was not asked for.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        name = encoding.strip().lower()
        if name not in ("", "identity", *_PACKED):
            raise UndecodableBodyError
        self._windows = _PACKED.get(name, ())
        self._unpacker = zlib.decompressobj(self._windows[0]) if self._windows else None
        self._limit = limit
        self._received = 0
        self._pieces: list[bytes] = []
        self._size = 0

    def take(self, piece: bytes) -> None:
        """Take in the next bytes as they came over the wire.

        :raises TooLarge: the response is over the limit.
        :raises Unpackable: the packing is broken.
        """
        self._received += len(piece)
        if self._received > self._limit:
            raise BodyTooLargeError
        if self._unpacker is not None:
            piece = self._unpacked(self._unpacker, piece)
        self._size += len(piece)
        if self._size > self._limit:
            raise BodyTooLargeError
        self._pieces.append(piece)

    def _unpacked(self, unpacker: zlib._Decompress, piece: bytes) -> bytes:
        room = self._limit - self._size + 1
        try:
            return unpacker.decompress(piece, room)
        except zlib.error:
            if self._received > len(piece) or self._windows[1:] == ():
                raise UndecodableBodyError from None
        # Some servers send deflate without the frame that its name promises.
        self._unpacker = zlib.decompressobj(self._windows[1])
        try:
            return self._unpacker.decompress(piece, room)
        except zlib.error:
            raise UndecodableBodyError from None

    def whole(self) -> bytes:
        """The whole body, when no more comes.

        :raises Unpackable: the packed bytes end too early.
        """
        if self._unpacker is not None and self._received and not self._unpacker.eof:
            raise UndecodableBodyError
        return b"".join(self._pieces)
