"""Recorded exchanges out of a file, whichever of the known forms it has.

Invariants: the form is recognised by the first bytes, never by the file's name; one exchange is in memory at
a time; what cannot be read is named, not dropped; of what is foreign by its address, no more is read.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO, Final, NamedTuple

from order_contract.check.errors import CannotRunError
from order_contract.replay.formats import har, json_lines, json_stream, mitmproxy, vcr
from order_contract.replay.formats.opened import BROKEN, HEAD, opened
from order_contract.replay.formats.portions import Portion, PortionStream
from order_contract.replay.operation_matcher import is_callback_like
from order_contract.replay.recorded_exchange import (
    MAX_ENTRY,
    Foreign,
    Recorded,
    Skipped,
    UnreadableRecordingError,
)
from order_contract.wire import codec

KNOWN: Final = "HAR, mitmproxy's files, VCR cassettes in YAML and JSON, and JSON Lines"
_NOT_TRAFFIC: Final = {
    b"schema.getpostman.com": "it is a collection of Postman, and no traffic: record as HAR",
    b"_postman_": "it is a file of Postman, and no traffic: record as HAR",
    b'"__export_format"': "it is a file of Insomnia, and no traffic: record as HAR",
    b'"openapi":': "it is an OpenAPI document, and no traffic",
    b'"consumer":': "it is a contract of Pact, and no traffic",
    b'"mappings":': "it is a file of WireMock, and no traffic",
}
"""JSON files that are often taken for recordings, by a word near their beginning."""
MayBelong = Callable[[str, str], bool]
"""Whether method and URL may be those of an operation."""


class _Format(NamedTuple):
    address: Callable[[Any], tuple[str, str, Any]]
    entry: Callable[[Any, str], Recorded | None]


_HAR: Final = _Format(har.address, har.entry)
_CASSETTE: Final = _Format(vcr.address, vcr.entry)
_LINE: Final = _Format(json_lines.address, json_lines.entry)
_FLOW: Final = _Format(mitmproxy.address, mitmproxy.entry)
_PATHS: Final[dict[tuple[str, ...], _Format]] = {
    har.PATH: _HAR,
    **dict.fromkeys(vcr.PATHS, _CASSETTE),
    (): _LINE,
}


def exchanges(portion: Portion, may_belong: MayBelong) -> Iterator[Recorded | Skipped | Foreign]:
    """The exchanges of a file, or of a portion of it, in their order.

    :param portion: its path `-` stands for standard input.
    :raises CannotRunError: the file cannot be read, or is of no known form.
    """
    path = portion.path
    number = portion.before
    name = path.name
    try:
        for name, stream in _opened(portion):
            number = portion.before
            for recorded in _entries(stream, name, may_belong, number):
                number += 1
                if recorded is not None:
                    yield recorded
    except (UnreadableRecordingError, *BROKEN) as error:
        why = str(error) if isinstance(error, UnreadableRecordingError) else "it is a damaged archive"
        if number == 0:
            raise CannotRunError(f"{path} cannot be read: {why}. Known are {KNOWN}.") from None
        yield Skipped(f"{name}, after entry {number}", why)
    except OSError as error:
        raise CannotRunError(f"{path} cannot be read: {error.strerror}.") from None


def _opened(portion: Portion) -> Iterator[tuple[str, BinaryIO]]:
    if portion.end is None and not portion.start:
        yield from opened(portion.path)
        return
    with PortionStream(portion) as stream:
        yield portion.path.name, io.BufferedReader(stream)


def _entries(
    stream: BinaryIO, name: str, may_belong: MayBelong, number: int
) -> Iterator[Recorded | Skipped | Foreign | None]:
    head = _head(stream)
    first = head.lstrip(b"\xef\xbb\xbf\x1e \t\r\n")[:1]
    if first in (b"{", b"["):
        for word, why in _NOT_TRAFFIC.items():
            if word in head and not number:
                raise UnreadableRecordingError(why)
        for item in json_stream.items(stream, [path for path in _PATHS if path]):
            number += 1
            yield _of_json(item, f"{name}, entry {number}", may_belong)
    elif first.isdigit() and head.partition(b":")[0].isdigit():
        for flow in mitmproxy.flows(stream):
            number += 1
            yield _of(flow, flow, _FLOW, f"{name}, entry {number}", may_belong)
    elif head.strip():
        for value in vcr.from_yaml(stream):
            number += 1
            yield _of(value, value or {}, _CASSETTE, f"{name}, entry {number}", may_belong)
    else:
        raise UnreadableRecordingError("it is empty")


def _head(stream: BinaryIO) -> bytes:
    peek: Callable[[int], bytes] = getattr(stream, "peek")  # noqa: B009 - BinaryIO does not declare it
    return peek(HEAD)[:HEAD]


def _of_json(
    item: json_stream.Item, origin: str, may_belong: MayBelong
) -> Recorded | Skipped | Foreign | None:
    form = _PATHS[item.path]
    if item.text is None:
        return Skipped(origin, f"it is longer than {MAX_ENTRY:,} bytes")
    foreign = _foreign(item.value, form, may_belong)
    if foreign is not None:
        return foreign
    try:
        # Read again, for here numbers count.
        value = codec.loads(item.text.encode("utf-8", "surrogateescape"))
    except (codec.CodecError, UnicodeEncodeError) as broken:
        return Skipped(origin, str(broken) if isinstance(broken, codec.CodecError) else "it is not UTF-8")
    return _of(value, value, form, origin, None)


def _of(
    raw: Any, value: Any, form: _Format, origin: str, may_belong: MayBelong | None
) -> Recorded | Skipped | Foreign | None:
    if raw is None and form is _FLOW:
        return Skipped(origin, f"it is longer than {MAX_ENTRY:,} bytes")
    if may_belong is not None and (foreign := _foreign(value, form, may_belong)) is not None:
        return foreign
    if form is not _FLOW and not isinstance(value, Mapping):
        return Skipped(origin, "it is not an object")
    try:
        return form.entry(value, origin)
    except UnreadableRecordingError as why:
        return Skipped(origin, str(why))
    except (AttributeError, TypeError, ValueError, KeyError, IndexError):
        return Skipped(origin, "its members are not of the kinds that the format has")


def _foreign(value: Any, form: _Format, may_belong: MayBelong) -> Foreign | None:
    """The entry when its address is not that of an operation; None otherwise, and where it has no address."""
    try:
        method, url, sent = form.address(value)
        if may_belong(method, url):
            return None
        text = sent if isinstance(sent, str) else ""
        return Foreign(method.upper(), url, is_callback_like(method.upper(), text))
    except (AttributeError, TypeError, ValueError, KeyError, codec.CodecError, UnreadableRecordingError):
        return None
