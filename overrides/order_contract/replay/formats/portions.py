"""Where a long recording can be read from, so that several processes read one file.

Invariants: a portion begins and ends where an exchange does, and counts the entries before it; a file of
which that is not sure is one portion.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from order_contract.replay.formats.opened import STANDARD_INPUT

SMALLEST: Final = 4 * 1024 * 1024
"""Bytes below which a portion is not worth a process; no line is longer in a file that is split."""
_LONGEST_HEAD: Final = 13
"""Bytes of the length before a flow of mitmproxy, with its colon."""


@dataclass(frozen=True)
class Portion:
    """A file, or the bytes of it from `start` to `end`."""

    path: Path
    start: int = 0
    end: int | None = None
    before: int = 0
    """How many entries stand before the portion."""


def portions(path: Path, most: int) -> list[Portion]:
    """Split a file of JSON Lines or of mitmproxy's flows; any other is one portion.

    :param most: how many portions there may be.
    """
    if str(path) == STANDARD_INPUT:
        return [Portion(path)]
    try:
        size = path.stat().st_size
        most = min(most, size // SMALLEST)
        if most < 2:
            return [Portion(path)]
        with path.open("rb") as stream:
            starts = list(_starts(stream, size, most))
    except (OSError, ValueError, msgspec.DecodeError):
        return [Portion(path)]  # whoever reads it says what is wrong
    ends = [start for start, _ in starts[1:]]
    return [
        Portion(path, start, end, before) for (start, before), end in zip(starts, [*ends, None], strict=True)
    ]


def _starts(stream: BinaryIO, size: int, most: int) -> Iterator[tuple[int, int]]:
    """Where portions begin, and how many entries stand before.

    :raises ValueError, msgspec.DecodeError: the file cannot be split.
    """
    first = stream.read(1)
    stream.seek(0)
    if first == b"{":
        places = _lines(stream)
    elif first.isdigit():
        places = _flows(stream, size)
    else:
        raise ValueError(first)
    yield 0, 0
    number = 1
    for place, before in places:
        if place >= number * size // most and place < size:
            yield place, before
            number += 1


def _lines(stream: BinaryIO) -> Iterator[tuple[int, int]]:
    place = entries = 0
    while line := stream.readline(SMALLEST):
        if line.strip():
            # One whole exchange; a longer line than is read at once is cut, and looks like none.
            if not (line.startswith(b'{"') and line.rstrip().endswith(b"}")):
                raise ValueError(line[:20])
            if not entries and "request" not in msgspec.json.decode(line, type=dict[str, msgspec.Raw]):
                raise ValueError(line[:20])
            entries += 1
        place += len(line)
        yield place, entries


def _flows(stream: BinaryIO, size: int) -> Iterator[tuple[int, int]]:
    place = entries = 0
    while place < size:
        length, colon, _ = stream.read(_LONGEST_HEAD).partition(b":")
        if not colon:
            raise ValueError(length)
        place += len(length) + 1 + int(length) + 1
        entries += 1
        stream.seek(place)
        yield place, entries


class PortionStream(io.RawIOBase):
    """The bytes of a portion."""

    def __init__(self, portion: Portion) -> None:
        self._stream = portion.path.open("rb")
        self._stream.seek(portion.start)
        self._left = None if portion.end is None else portion.end - portion.start

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read as much as is there and fits."""
        size = len(buffer) if self._left is None else min(len(buffer), self._left)
        read = self._stream.readinto(memoryview(buffer)[:size])
        if self._left is not None:
            self._left -= read
        return read

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
        super().close()
