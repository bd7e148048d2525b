"""Cuts the items of an array out of a JSON file, one at a time, without loading the file.

Invariants: memory is that of one chunk and one item, however long the file; what is cut out is handed on as
bytes, and only `wire.codec` reads it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import BinaryIO, Final

from order_contract.replay.recorded_exchange import MAX_ENTRY, UnreadableRecordingError

_CHUNK: Final = 1 << 18
# Up to the next bracket, over whole strings. Not possessive: Python 3.11.2 loses its place in a possessive
# group.
_PLAIN: Final = re.compile(rb'(?:[^"{}\[\]]+|"[^"\\]*(?:\\.[^"\\]*)*")*', re.DOTALL)
_TEXT: Final = re.compile(rb'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL)
_SCALAR: Final = re.compile(rb"[^\s,\]}]*")
_BLANK: Final = re.compile(rb"\s*")
Path = tuple[str, ...]


def items(stream: BinaryIO, paths: Collection[Path]) -> Iterator[tuple[Path, bytes | None]]:
    """Each item of the arrays at `paths`, with the path; None for an item longer than `MAX_ENTRY`.

    :param paths: names of members from the root, such as `("log", "entries")`; the root is an object.
    :raises Unreadable: the file ends in the middle, or is no JSON where this looks.
    """
    source = _ChunkSource(stream)
    if source.peek() == b"\xef":
        source.expect(b"\xef")
        source.expect(b"\xbb")
        source.expect(b"\xbf")
    yield from _members(source, (), paths)


def _members(
    source: _ChunkSource, path: Path, paths: Collection[Path]
) -> Iterator[tuple[Path, bytes | None]]:
    for _ in source.elements(b"{", b"}"):
        source.begin()
        source.value()
        here = (*path, (source.taken() or b"")[1:-1].decode("utf-8", "replace"))
        source.expect(b":")
        opening = source.peek()
        if here in paths and opening == b"[":
            for _ in source.elements(b"[", b"]"):
                source.begin()
                source.value()
                yield here, source.taken()
        elif opening == b"{" and any(wanted[: len(here)] == here for wanted in paths):
            yield from _members(source, here, paths)
        else:
            source.value()


class _ChunkSource:
    """The bytes that are left, a chunk at a time."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.buffer = b""
        self.at = 0
        self.before = 0
        self.kept: list[bytes] | None = None
        self.size = 0

    def begin(self) -> None:
        """Keep what is consumed from here on, blanks before it left out."""
        self.peek()
        self.kept, self.size = [], 0

    def taken(self) -> bytes | None:
        """What was consumed since; None when it was too long."""
        kept, self.kept = self.kept, None
        return b"".join(kept) if kept is not None else None

    def peek(self) -> bytes:
        """The next byte that is no blank."""
        while True:
            found = _BLANK.match(self.buffer, self.at)
            self._consume(found.end() if found else self.at)
            if self.at < len(self.buffer):
                return self.buffer[self.at : self.at + 1]
            self._more()

    def expect(self, byte: bytes) -> None:
        """Consume one certain byte."""
        if self.peek() != byte:
            raise UnreadableRecordingError(f"it is no JSON at byte {self.before + self.at:,}")
        self._consume(self.at + 1)

    def elements(self, opening: bytes, closing: bytes) -> Iterator[None]:
        """Comes by before each element of an object or array; the caller consumes the element."""
        self.expect(opening)
        if self.peek() != closing:
            yield
            while self.peek() != closing:
                self.expect(b",")
                self.peek()
                yield
        self.expect(closing)

    def value(self) -> None:
        """Consume one JSON value, whatever it is."""
        first = self.peek()
        if first == b'"':
            self._string()
        elif first in (b"{", b"["):
            self._nested()
        else:
            start = self.before + self.at
            while self._run(_SCALAR):
                self._more()
            if self.before + self.at == start:
                raise UnreadableRecordingError(f"it is no JSON at byte {start:,}")

    def _nested(self) -> None:
        depth = 0
        while True:
            if self._run(_PLAIN):
                self._more()
                continue
            sign = self.buffer[self.at : self.at + 1]
            if sign == b'"':  # a string that goes on in the next chunk
                self._string()
                continue
            self._consume(self.at + 1)
            depth += 1 if sign in b"{[" else -1
            if depth == 0:
                return

    def _string(self) -> None:
        self._consume(self.at + 1)
        while self._run(_TEXT) or self.buffer[self.at : self.at + 1] == b"\\":
            self._more()
        self._consume(self.at + 1)

    def _run(self, pattern: re.Pattern[bytes]) -> bool:
        """Consume what the pattern takes; whether the chunk is used up."""
        found = pattern.match(self.buffer, self.at)
        self._consume(found.end() if found else self.at)
        return self.at >= len(self.buffer)

    def _consume(self, end: int) -> None:
        if self.kept is not None and end > self.at:
            self.size += end - self.at
            if self.size > MAX_ENTRY:
                self.kept = None
            else:
                self.kept.append(self.buffer[self.at : end])
        self.at = end

    def _more(self) -> None:
        chunk = self.stream.read(_CHUNK)
        if not chunk:
            raise UnreadableRecordingError(
                f"it ends at byte {self.before + len(self.buffer):,}, in the middle"
            )
        self.before += self.at
        self.buffer, self.at = self.buffer[self.at :] + chunk, 0
