"""Opens a recording as people have it: plain, packed by gzip, bzip2 or xz, in a zip archive, in UTF-16, or on
standard input.

Invariants: the form is recognised by its first bytes; nothing is unpacked to disk; only a chunk is in memory.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from order_contract.replay.recorded_exchange import UnreadableRecordingError

STANDARD_INPUT: Final = "-"
HEAD: Final = 4_096
BROKEN: Final = (EOFError, gzip.BadGzipFile, lzma.LZMAError, zlib.error, zipfile.BadZipFile)
"""What reading a damaged archive raises."""
_PACKED: Final[dict[bytes, Callable[[BinaryIO], Any]]] = {
    b"\x1f\x8b": lambda stream: gzip.GzipFile(fileobj=stream, mode="rb"),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ": lzma.LZMAFile,
}
_UTF_16: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"{\x00": "utf-16-le", b"\x00{": "utf-16-be"}
_OTHERS: Final = {
    b"\x28\xb5\x2f\xfd": "it is packed by zstd: unpack it first",
    b"\xd4\xc3\xb2\xa1": "it is a capture of packets: export HTTP from it as HAR",
    b"\xa1\xb2\xc3\xd4": "it is a capture of packets: export HTTP from it as HAR",
    b"\x0a\x0d\x0d\x0a": "it is a capture of packets: export HTTP from it as HAR",
    b"%PDF": "it is a PDF",
    b"<?xml": "it is XML, such as Burp writes: export it as HAR",
    b"<": "it is HTML or XML: export it as HAR",
}
"""Files that hold no traffic that can be read, by their first bytes."""


def opened(path: Path) -> Iterator[tuple[str, BinaryIO]]:
    """Each recording that a file holds, with its name; `-` is standard input.

    :raises OSError: the file cannot be opened.
    :raises UnreadableRecordingError: it is of a form that is known, and not read.
    """
    if str(path) == STANDARD_INPUT:
        yield "standard input", _plain(sys.stdin.buffer)
        return
    with path.open("rb") as stream:
        if stream.peek(4)[:4] != b"PK\x03\x04":
            yield path.name, _plain(stream)
            return
        with zipfile.ZipFile(stream) as archive:
            yield from _members(path.name, archive)


def _members(name: str, archive: zipfile.ZipFile) -> Iterator[tuple[str, BinaryIO]]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if any(member.filename.startswith("raw/") and member.filename.endswith("_c.txt") for member in members):
        raise UnreadableRecordingError("it is an archive of Fiddler (.saz): export its sessions as HAR")
    # Playwright puts the bodies beside the HAR file; other archives hold recordings only.
    recordings = [member for member in members if member.filename.lower().endswith(".har")] or members
    for member in recordings:
        with archive.open(member) as stream:
            yield f"{name}/{member.filename}", _plain(stream)


def _plain(raw: Any) -> BinaryIO:
    """The stream without its packing, in UTF-8."""
    stream = io.BufferedReader(raw)
    head = stream.peek(8)[:8]
    for magic, unpack in _PACKED.items():
        if head.startswith(magic):
            return _plain(unpack(stream))
    for magic, why in _OTHERS.items():
        if head.startswith(magic):
            raise UnreadableRecordingError(why)
    encoding = _UTF_16.get(head[:2])
    return io.BufferedReader(_Transcoded(stream, encoding)) if encoding else stream


class _Transcoded(io.RawIOBase):
    """A text in another encoding, in UTF-8."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._left:
            chunk = self._stream.read(1 << 16)
            self._left = self._decoder.decode(chunk, final=not chunk).encode("utf-8", "surrogatepass")
            if not chunk:
                break
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size
