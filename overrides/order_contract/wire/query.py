"""JSON in the query string, as the legacy methods carry it.

Invariants: one value is one compact JSON text; a list is one parameter repeated, one value each. Reading
takes `%20` and `+` alike.
"""

from __future__ import annotations

from binascii import a2b_qp
from typing import Any
from urllib.parse import unquote_to_bytes

from order_contract.wire.codec import CodecError, dumps


def json_value(value: Any) -> str:
    """The compact JSON text of a model or plain value, ready to be percent-encoded as one query value."""
    return dumps(value).decode()


def split(query: bytes | str) -> list[tuple[str, str]]:
    """Name and value of each parameter in the order sent, decoded once, repeats kept.

    :raises CodecError: a name or value is not UTF-8 after decoding.
    """
    raw = query if isinstance(query, bytes) else query.encode()
    pairs = []
    try:
        for part in raw.replace(b"+", b" ").split(b"&"):
            if part:
                name, _, value = part.partition(b"=")
                # Single bytes are compared as numbers: for a text, `in` first makes and drops an exception.
                pairs.append(
                    (
                        _decoded(name) if 0x25 in name else name.decode(),
                        _decoded(value) if 0x25 in value else value.decode(),
                    )
                )
    except UnicodeDecodeError:
        raise CodecError("the query string is not UTF-8") from None
    return pairs


def _decoded(part: bytes) -> str:
    # Quoted-printable is percent-encoding with another sign, and its decoder is written in C. What it takes
    # for a broken line or leaves as it stands shows in the length.
    raw = part if 0x3D in part or 0x0A in part or 0x0D in part else a2b_qp(part.replace(b"%", b"="))
    return (raw if len(raw) == len(part) - 2 * part.count(b"%") else unquote_to_bytes(part)).decode()
