"""Recorded exchanges out of a file, whichever of the known forms it has.

Invariants: the form is told by the first bytes, never by the file's name; one exchange is in memory at a
time; what cannot be read is named, not dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

from order_contract.check.errors import CannotRunError
from order_contract.replay.formats import har, json_stream, mitmproxy, vcr
from order_contract.replay.recorded_exchange import MAX_ENTRY, Recorded, Skipped, UnreadableRecordingError
from order_contract.wire import codec

_HEAD: Final = 4_096
Items = Iterator[tuple[Any, Callable[[Mapping[str, Any], str], Recorded | None]]]


def exchanges(path: Path) -> Iterator[Recorded | Skipped]:
    """The exchanges of a file, in their order.

    :raises CannotRunError: the file cannot be read, or is of no known form.
    """
    name, number = path.name, 0
    try:
        with path.open("rb") as stream:
            try:
                for value, read in _items(stream):
                    number += 1
                    found = _one(value, read, f"{name}, entry {number}")
                    if found is not None:
                        yield found
            except UnreadableRecordingError as why:
                if number == 0:
                    raise CannotRunError(
                        f"{path} cannot be read: {why}. "
                        "Known are HAR, mitmproxy's files, and VCR cassettes in YAML and JSON."
                    ) from None
                yield Skipped(f"{name}, after entry {number}", str(why))
    except OSError as error:
        raise CannotRunError(f"{path} cannot be read: {error.strerror}.") from None


def _one(
    value: Any, read: Callable[[Mapping[str, Any], str], Recorded | None], origin: str
) -> Recorded | Skipped | None:
    if value is None:
        return Skipped(origin, f"it is longer than {MAX_ENTRY:,} bytes")
    try:
        plain = codec.loads(value) if isinstance(value, bytes) else value
        if not isinstance(plain, Mapping):
            raise UnreadableRecordingError("it is no object")
        return read(plain, origin)
    except codec.CodecError as broken:
        return Skipped(origin, str(broken))
    except UnreadableRecordingError as why:
        return Skipped(origin, str(why))
    except (AttributeError, TypeError, ValueError):
        return Skipped(origin, "its members are not of the kinds that the format has")


def _items(stream: BinaryIO) -> Items:
    """The raw entries, each with the function that reads it."""
    head = stream.read(_HEAD)
    stream.seek(0)
    first = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if first == b"{":
        for path, item in json_stream.items(stream, (har.PATH, *vcr.PATHS)):
            yield item, har.entry if path == har.PATH else vcr.entry
    elif first.isdigit() and head.partition(b":")[0].isdigit():
        for flow in mitmproxy.flows(stream):
            yield flow, mitmproxy.entry
    elif head.strip():
        for value in vcr.from_yaml(stream):
            yield value if value is not None else {}, vcr.entry
    else:
        raise UnreadableRecordingError("it is empty")
