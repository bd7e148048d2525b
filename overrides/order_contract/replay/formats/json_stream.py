"""Reads the values of long JSON files one at a time: items of arrays, and texts one behind the other.

Invariants: memory is that of one chunk and one item, however long the file; numbers stay text here, and what
is judged is read again by `wire.codec`; an item that is damaged or longer than `MAX_ENTRY` is stepped over.

ijson gives neither the bytes of an item nor a way past one that is damaged, and holds a text of any length in
memory: an entry of 64 MiB has to be named and left out here, and the next one read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterator
from json import JSONDecodeError, JSONDecoder
from typing import Any, BinaryIO, Final

from order_contract.replay.recorded_exchange import MAX_ENTRY, UnreadableRecordingError

_CHUNK: Final = 1 << 18
_NEAR: Final = 16
"""Characters before the end of a chunk within which a text that was cut looks like a damaged one."""
# Up to the next bracket, over whole strings. Not possessive: Python 3.11.2 loses its place in a possessive
# group.
_PLAIN: Final = re.compile(r'(?:[^"{}\[\]]+|"[^"\\]*(?:\\.[^"\\]*)*")*', re.DOTALL)
_TEXT: Final = re.compile(r'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL)
_SCALAR: Final = re.compile(r"[^\s,\]}]*")
_BLANK: Final = re.compile(r"[\s\ufeff\x1e]*")
_decoder: Any = JSONDecoder(parse_float=str, parse_int=str, strict=False)
_scan: Final = _decoder.scan_once
Path = tuple[str, ...]


class Item:
    """One value of the file."""

    __slots__ = ("path", "text", "value")

    def __init__(self, path: Path, value: Any, text: str | None) -> None:
        self.path = path
        """Names of members from the root; empty for a text that stands alone."""
        self.value = value
        """The plain value, numbers as text; None when it is damaged."""
        self.text = text
        """The JSON text; None when it is longer than `MAX_ENTRY`."""


def items(stream: BinaryIO, paths: Collection[Path]) -> Iterator[Item]:
    """Each item of the arrays at `paths`, in each JSON text of the file. Texts may follow each other, or
    stand in one array; one that has none of the paths is an item itself, with an empty path.

    :param paths: names of members from the root of a text, such as `("log", "entries")`.
    :raises UnreadableRecordingError: the file ends in the middle, or is not JSON where this looks.
    """
    source = _ByteSource(stream)
    first = source.peek()
    if first == "[":
        for _ in source.elements("[", "]"):
            yield from _document(source, paths)
        first = source.peek()
    while first:
        yield from _document(source, paths, one_a_line=True)
        first = source.peek()


def _document(source: _ByteSource, paths: Collection[Path], *, one_a_line: bool = False) -> Iterator[Item]:
    """The items of one text. Whether it has any is known from its first member, or when it is small."""
    if source.peek() != "{" or not source.begins_with({path[0] for path in paths}):
        yield source.item((), one_a_line=one_a_line)
        return
    yield from _members(source, (), paths)


def _members(source: _ByteSource, path: Path, paths: Collection[Path]) -> Iterator[Item]:
    for _ in source.elements("{", "}"):
        here = (*path, str(source.item(()).value))
        source.expect(":")
        opening = source.peek()
        if here in paths and opening == "[":
            for _ in source.elements("[", "]"):
                yield source.item(here)
        elif opening == "{" and any(wanted[: len(here)] == here for wanted in paths):
            yield from _members(source, here, paths)
        else:
            source.skip()


class _ByteSource:
    """The text that is left, a chunk at a time."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._text = ""
        self._at = 0
        self._before = 0
        self._ended = False

    def peek(self) -> str:
        """The next character that is not a blank; empty at the end."""
        while True:
            blank = _BLANK.match(self._text, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def expect(self, character: str) -> None:
        """Consume one certain character."""
        if self.peek() != character:
            self._fail()
        self._at += 1

    def elements(self, opening: str, closing: str) -> Iterator[None]:
        """Comes by before each element of an object or array; the caller consumes the element."""
        self.expect(opening)
        if self.peek() != closing:
            yield
            while self.peek() != closing:
                self.expect(",")
                self.peek()
                yield
        self.expect(closing)

    def begins_with(self, names: Collection[str]) -> bool:
        """Whether the object that comes next has a member of these names near its beginning."""
        while len(self._text) - self._at < _CHUNK // 4 and self._more():
            pass
        head = self._text[self._at : self._at + _CHUNK // 4]
        line = head.partition("\n")[0]
        head = line if line.rstrip().endswith("}") else head
        return any(re.search(rf'"{re.escape(name)}"\s*:\s*[\[{{]', head) for name in names)

    def item(self, path: Path, *, one_a_line: bool = False) -> Item:
        """Consume one JSON value; a damaged one that stands alone ends where the next begins a line."""
        if not self.peek():
            self._fail()
        while True:
            try:
                value, end = _scan(self._text, self._at)
            except StopIteration as stop:
                if self._cut(int(stop.value)):
                    continue
            except JSONDecodeError as broken:
                if self._cut(broken.pos, open_text="Unterminated" in broken.msg):
                    continue
            except RecursionError:
                pass
            else:
                if end == len(self._text) and not isinstance(value, (dict, list)) and self._more():
                    continue  # a number may go on
                text = self._text[self._at : end]
                self._at = end
                return Item(path, value, text if len(text) <= MAX_ENTRY else None)
            return Item(path, None, (self._rest_of_line() if one_a_line else None) or self.skip())

    def _rest_of_line(self) -> str | None:
        """Consume a damaged object that another one follows on a line of its own; None without one."""
        begun = 0
        while (end := self._text.find("\n{", self._at + begun)) < 0:
            begun = len(self._text) - self._at - 1
            if begun > MAX_ENTRY or not self._more():
                return None
        text = self._text[self._at : end]
        text = text[: _closed(text)]
        self._at += len(text)
        return text

    def _cut(self, position: int, *, open_text: bool = False) -> bool:
        """Whether the value only goes on in the next chunk, which is read then."""
        if len(self._text) - self._at > MAX_ENTRY:
            return False
        if not open_text and position < len(self._text) - _NEAR:
            return False
        return self._more(max(_CHUNK, len(self._text) - self._at))

    def skip(self) -> str | None:
        """Consume one value by its brackets; gives its text, None when it is longer than `MAX_ENTRY`."""
        first = self.peek()
        kept = _Kept()
        if first == '"':
            self._string(kept)
        elif first in ("{", "["):
            self._nested(kept)
        else:
            begun = self._before + self._at
            while self._run(_SCALAR, kept):
                if not self._more():
                    break
            if self._before + self._at == begun:
                self._fail()
        return kept.text()

    def _nested(self, kept: _Kept) -> None:
        depth = 0
        while True:
            if self._run(_PLAIN, kept):
                self._need_more()
                continue
            sign = self._text[self._at]
            if sign == '"':  # a string that goes on in the next chunk
                self._string(kept)
                continue
            kept.add(sign)
            self._at += 1
            depth += 1 if sign in "{[" else -1
            if depth == 0:
                return

    def _string(self, kept: _Kept) -> None:
        kept.add('"')
        self._at += 1
        while self._run(_TEXT, kept) or self._text[self._at] == "\\":
            self._need_more()
        kept.add('"')
        self._at += 1

    def _run(self, pattern: re.Pattern[str], kept: _Kept) -> bool:
        """Consume what the pattern takes; whether the chunk is used up."""
        match = pattern.match(self._text, self._at)
        end = match.end() if match else self._at
        kept.add(self._text[self._at : end])
        self._at = end
        return self._at >= len(self._text)

    def _need_more(self) -> None:
        if not self._more():
            raise UnreadableRecordingError(
                f"it ends at character {self._before + len(self._text):,}, in the middle"
            )

    def _more(self, size: int = _CHUNK) -> bool:
        """Read on; whether there was more."""
        while not self._ended:
            chunk = self._stream.read(size)
            text = self._decoder.decode(chunk, final=not chunk)
            self._ended = not chunk
            if text:
                self._before += self._at
                self._text, self._at = self._text[self._at :] + text, 0
                return True
        return False

    def _fail(self) -> None:
        if not self.peek():
            raise UnreadableRecordingError(
                f"it ends at character {self._before + len(self._text):,}, in the middle"
            )
        raise UnreadableRecordingError(f"it is not JSON at character {self._before + self._at:,}")


def _closed(text: str) -> int | None:
    """Where the brackets of a text are closed; None where they are not."""
    place = depth = 0
    while match := _PLAIN.match(text, place):
        place = match.end()
        if place == len(text) or text[place] == '"':
            return None
        depth += 1 if text[place] in "{[" else -1
        place += 1
        if depth == 0:
            return place
    return None


class _Kept:
    """Pieces of one value, as long as they are not too long."""

    def __init__(self) -> None:
        self._pieces: list[str] | None = []
        self._size = 0

    def add(self, piece: str) -> None:
        self._size += len(piece)
        if self._size > MAX_ENTRY:
            self._pieces = None
        elif self._pieces is not None:
            self._pieces.append(piece)

    def text(self) -> str | None:
        return None if self._pieces is None else "".join(self._pieces)
