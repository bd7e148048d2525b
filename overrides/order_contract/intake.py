"""The body of an answer, taken in piece by piece under a limit.

Invariants: no more than the limit is ever held, packed or unpacked, whatever the server sends; only the packings that were asked for are unpacked.
"""

from __future__ import annotations

import zlib
from typing import Final

MAX_ANSWER_BYTES: Final = 32 << 20
"""Unpacked bytes of an answer that are taken in unless a client says otherwise."""
ACCEPTED: Final = "gzip, deflate"
"""What the clients ask for as `Accept-Encoding`."""
_PACKED: Final = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}


class TooLarge(Exception):
    """The answer is over the limit."""


class Unpackable(Exception):
    """The answer is packed in a way that was not asked for, or is broken."""


class Intake:
    """Takes in one body.

    :param encoding: the `Content-Encoding` of the answer.
    :param limit: bytes.
    :raises Unpackable: the packing was not asked for.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        name = encoding.strip().lower()
        if name not in ("", "identity", *_PACKED):
            raise Unpackable
        self._windows = _PACKED.get(name, ())
        self._unpacker = zlib.decompressobj(self._windows[0]) if self._windows else None
        self._limit = limit
        self._received = 0
        self._pieces: list[bytes] = []
        self._size = 0

    def take(self, piece: bytes) -> None:
        """Take in the next bytes as they came over the wire.

        :raises TooLarge: the answer is over the limit.
        :raises Unpackable: the packing is broken.
        """
        self._received += len(piece)
        if self._received > self._limit:
            raise TooLarge
        if self._unpacker is not None:
            piece = self._unpacked(self._unpacker, piece)
        self._size += len(piece)
        if self._size > self._limit:
            raise TooLarge
        self._pieces.append(piece)

    def _unpacked(self, unpacker: zlib._Decompress, piece: bytes) -> bytes:
        room = self._limit - self._size + 1
        try:
            return unpacker.decompress(piece, room)
        except zlib.error:
            if self._received > len(piece) or self._windows[1:] == ():
                raise Unpackable from None
        # Some servers send deflate without the frame that its name promises.
        self._unpacker = zlib.decompressobj(self._windows[1])
        try:
            return self._unpacker.decompress(piece, room)
        except zlib.error:
            raise Unpackable from None

    def whole(self) -> bytes:
        """The whole body, when no more comes.

        :raises Unpackable: the packed bytes end too early.
        """
        if self._unpacker is not None and self._received and not self._unpacker.eof:
            raise Unpackable
        return b"".join(self._pieces)
