"""JSON in the query string, as the legacy methods carry it.

Invariants: one value is one compact JSON text; a list is one parameter repeated, one value each. Reading takes `%20` and `+` alike.
"""

from __future__ import annotations

from binascii import a2b_qp
from typing import Any
from urllib.parse import unquote_to_bytes

from order_contract.wire.codec import CodecError, dumps, loads


def json_value(value: Any) -> str:
    """The compact JSON text of a model or plain value, ready to be percent-encoded as one query value."""
    return dumps(value).decode()


def read_json(text: str, *, unique: bool = False) -> Any:
    """The value of one decoded query value. Raises `CodecError` when it is no JSON."""
    return loads(text, unique=unique)


def split(query: bytes | str) -> list[tuple[str, str]]:
    """Name and value of each parameter in the order sent, decoded once, repeats kept.

    :raises CodecError: a name or value is not UTF-8 after decoding.
    """
    raw = query if isinstance(query, bytes) else query.encode()
    pairs = []
    for part in raw.split(b"&"):
        if part:
            name, _, value = part.partition(b"=")
            pairs.append((_decoded(name), _decoded(value)))
    return pairs


def _decoded(part: bytes) -> str:
    # Single bytes are asked for as numbers: for a text, `in` first makes and drops an exception.
    plain = part.replace(b"+", b" ") if 0x2B in part else part
    if 0x25 in plain:
        # Quoted-printable is percent-encoding with another sign, and its decoder is written in C. What it takes for a broken line or leaves as it
        # stands shows in the length.
        found = plain if 0x3D in plain or 0x0A in plain or 0x0D in plain else a2b_qp(plain.replace(b"%", b"="))
        plain = found if len(found) == len(plain) - 2 * plain.count(b"%") else unquote_to_bytes(plain)
    try:
        return plain.decode()
    except UnicodeDecodeError:
        raise CodecError("the query string is not UTF-8") from None
