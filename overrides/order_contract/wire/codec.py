"""JSON with exact numbers: the only place where bytes become Python values and back.

Invariants: a number with a fraction or an exponent becomes a `Decimal` with the digits that were sent, one
without becomes an `int`; a float is never written; what was read is written back digit for digit (`29.9000`,
`0.000000000`), only an exponent is written out (`1e5`: `100000`). Nothing of a body stands in an error's
text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import Enum
from json import JSONDecodeError, JSONDecoder
from typing import Any, Final, NoReturn

import msgspec
from pydantic import BaseModel

MAX_DIGITS: Final = 1_000
"""Longest number, in characters, and largest power of ten that is read: more is an attack, not an amount."""


MAX_CONTAINERS: Final = 100_000
"""Most objects and arrays, and `MAX_VALUES` most values, in what a server or a caller sends: about 10,000
full orders. What they cost in memory and time does not show in the bytes: an object is two characters.
"""
MAX_VALUES: Final = 1_000_000
LARGE: Final = 64 * 1024
"""Bytes above which an event loop leaves reading and validating to a thread: they take milliseconds."""


class CodecError(ValueError):
    """Bytes that are not JSON, or a value that JSON cannot carry.

    The text says what and where, never the content.
    """


class TooManyValuesError(CodecError):
    """A text with more than `MAX_CONTAINERS` objects and arrays or `MAX_VALUES` values; it was not read."""


class _RefusedNumberError(ValueError):
    """Raised inside the parser, which passes it on."""


def _exact(text: str) -> Decimal:
    if len(text) > MAX_DIGITS:
        raise _RefusedNumberError(f"a number has more than {MAX_DIGITS} characters")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _RefusedNumberError("a number's exponent is out of range") from None
    if ("e" in text or "E" in text) and abs(number.adjusted()) > MAX_DIGITS:
        raise _RefusedNumberError("a number's exponent is out of range")
    return number


class _Numbers(dict[str, Decimal]):
    """The numbers of one long text, each made once: prices and rates repeat."""

    def __missing__(self, text: str) -> Decimal:
        number = self[text] = _exact(text)
        return number


_LONG: Final = 16_384
_decoder: Final = msgspec.json.Decoder(float_hook=_exact)
_encoder: Final = msgspec.json.Encoder(decimal_format="number")
_sorting_encoder: Final = msgspec.json.Encoder(decimal_format="number", order="deterministic")


def loads(raw: bytes | str, *, unique: bool = False, bounded: bool = False) -> Any:
    """Read one JSON text.

    :param raw: the bytes as they came (UTF-8, a byte order mark is skipped), or text.
    :param unique: refuse an object that names a member twice; otherwise the last one counts, as most parsers
        have it.
    :param bounded: refuse a text with too many values before anything of it is read.
    :returns: dict, list, str, bool, None, int, or `Decimal` with the digits that were sent.
    :raises CodecError: not JSON, not UTF-8, NaN or Infinity, nested too deeply, or a number too long: 1,000
        digits or powers of ten for decimals, 4,300 digits for whole numbers.
    :raises TooManyValuesError: it is bounded, and has more than `MAX_CONTAINERS` or `MAX_VALUES`.
    """
    data = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    if bounded and len(data) > MAX_CONTAINERS:  # each takes a byte
        _check_bounds(data)
    try:
        decoder = (
            _decoder
            if len(data) < _LONG
            else msgspec.json.Decoder(float_hook=_Numbers().__getitem__)  # a look-up without Python
        )
        value = decoder.decode(data)
        # Written again it is the same text: no name was written twice.
        return value if not unique or _encoder.encode(value) == data else _unique(value, data)
    except _RefusedNumberError as refused:
        raise CodecError(f"not readable as JSON: {refused}") from None
    except UnicodeDecodeError as broken:
        raise CodecError(f"not readable as JSON: not UTF-8 at byte {broken.start}") from None
    except RecursionError:
        raise CodecError("not readable as JSON: nested too deeply") from None
    except (msgspec.DecodeError, msgspec.ValidationError) as broken:
        raise CodecError(f"not readable as JSON: {_position(str(broken))}") from None


def _check_bounds(data: bytes) -> None:
    # Strings are left out only where they matter: counting bytes takes no time, finding strings does.
    if _containers(data) > MAX_CONTAINERS or data.count(b",") >= MAX_VALUES:
        data = _STRING.sub(b"", data)
        if _containers(data) > MAX_CONTAINERS:
            raise TooManyValuesError(
                f"not read as JSON: it has more than {MAX_CONTAINERS:,} objects and arrays"
            )
        if data.count(b",") >= MAX_VALUES:
            raise TooManyValuesError(f"not read as JSON: it has more than {MAX_VALUES:,} values")


def _containers(data: bytes) -> int:
    return data.count(b"{") + data.count(b"[")


def _position(message: str) -> str:
    return message.removeprefix("JSON is malformed: ").lower()


def _unique(value: Any, data: bytes) -> Any:
    # As many members as names were written: none was written twice.
    if len(_NAME.findall(data)) == _members(value):
        return value
    try:
        return _strict_decoder.decode(data.decode())
    except JSONDecodeError as broken:
        raise CodecError(f"not readable as JSON: {broken.msg.lower()} (character {broken.pos})") from None


def _members(value: Any) -> int:
    """How many members the objects in a value have altogether."""
    count, todo = 0, [value]
    while todo:
        node = todo.pop()
        if type(node) is dict:
            count += len(node)
            todo += [member for member in node.values() if type(member) not in _SCALARS]
        elif type(node) is list:
            todo += [item for item in node if type(item) not in _SCALARS]
    return count


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise CodecError("not readable as JSON: an object names a member twice")
    return members


def _constant(name: str) -> NoReturn:
    raise CodecError(f"not readable as JSON: {name} is not a JSON number")


_SCALARS: Final = frozenset((str, int, bool, type(None), Decimal))
_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_NAME: Final = re.compile(rb'"[ \t\r\n]*:')
_strict_decoder: Final = JSONDecoder(parse_float=_exact, parse_constant=_constant, object_pairs_hook=_pairs)


def dumps(value: Any) -> bytes:
    """Write one compact JSON text in UTF-8, decimals as bare numbers with all their digits.

    :param value: dict, list, tuple, str, bool, None, int, `Decimal`, enumeration members, and models (members
        that were set, in wire names).
    :raises CodecError: a float, NaN, Infinity, or a type that JSON lacks; the text names the place.
    """
    return _written(_encoder, value)


def canonical(value: Any) -> bytes:
    """Write like `dumps`, with the members of each object sorted by name: the same bytes for the same
    values.
    """
    return _written(_sorting_encoder, value)


def _written(encoder: msgspec.json.Encoder, value: Any) -> bytes:
    try:
        return encoder.encode(_plain(value))
    except _UnwritableError as broken:
        raise CodecError(f"not writable as JSON: {pointer(_place(value, ()) or ())} {broken}") from None
    except UnicodeEncodeError:
        raise CodecError("not writable as JSON: a string holds half of a surrogate pair") from None
    except RecursionError:
        raise CodecError("not writable as JSON: nested too deeply") from None


def pack(value: Any) -> bytes:
    """Write plain values that `loads` gave like `dumps`, and faster."""
    return _packed(_encoder, value)


def pack_canonical(value: Any) -> bytes:
    """Write plain values that `loads` gave like `canonical`, and faster."""
    return _packed(_sorting_encoder, value)


def _packed(encoder: msgspec.json.Encoder, value: Any) -> bytes:
    try:
        text = encoder.encode(value)
    except (UnicodeEncodeError, RecursionError):
        return _written(encoder, value)  # says what is wrong
    # Few hold a number that msgspec would write with an exponent, whose sign Python always writes.
    return text if text.find(b"E+") < 0 and text.find(b"E-") < 0 else _written(encoder, value)


def pretty(value: Any) -> bytes:
    """Write like `dumps`, for people: indented by two spaces, with a final line feed."""
    return msgspec.json.format(dumps(value), indent=2) + b"\n"


class _UnwritableError(Exception):
    """What is wrong with a value; where it stands is looked up only then."""


_ATOMS: Final = frozenset((str, int, bool, type(None)))


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in _ATOMS:
        return value
    if kind is dict:
        return {
            key if type(key) is str else _name(key): member if type(member) in _ATOMS else _plain(member)
            for key, member in value.items()
        }
    if kind is list:
        return [item if type(item) in _ATOMS else _plain(item) for item in value]
    if kind is Decimal:
        return _number(value)
    return _plain(_narrowed(value))


def _narrowed(value: Any) -> Any:
    """The plain value that an unusual one stands for."""
    if isinstance(value, BaseModel):
        return value.model_dump(by_alias=True, exclude_unset=True, warnings=False)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Enum):
        return value.value
    for kind in (Decimal, str, int):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return list(value)
    raise _UnwritableError(
        f"is a {type(value).__name__}" + (", give a Decimal" if isinstance(value, float) else "")
    )


def _name(key: Any) -> str:
    if isinstance(key, str):
        return str(key.value) if isinstance(key, Enum) else str(key)
    raise _UnwritableError(f"has a member named by a {type(key).__name__}")


def _number(value: Decimal) -> Any:
    if not value.is_finite():
        raise _UnwritableError(f"is {value}")
    text = str(value)
    if "E" not in text:
        return value
    if abs(value.adjusted()) > MAX_DIGITS:
        raise _UnwritableError("has an exponent out of range")
    return msgspec.Raw(format(value, "f").encode())


def _place(value: Any, path: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
    """Where the first value stands that cannot be written; None when there is none below this one."""
    try:
        _plain(value)
    except _UnwritableError:
        pass
    else:
        return None
    plain = (
        value
        if isinstance(value, (dict, list))
        else _narrowed(value)
        if isinstance(value, (BaseModel, Mapping, tuple))
        else None
    )
    members: Any = (
        plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    )
    return next((place for key, member in members if (place := _place(member, (*path, key)))), path)


def pointer(path: Sequence[str | int]) -> str:
    """A place in a document as people read it: `Parcels[0].Products[1].ProductCode`; empty for the whole."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".") or "the value"
