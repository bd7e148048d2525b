"""The same JSON in other spellings, which every reader of JSON takes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_TEXT: Final = re.compile(rb'(?<=[:\[,])"(\w)')
_NUMBER: Final = re.compile(rb"(?<=[:,\[])(\d{1,6})(?=[,}\]])")


def spellings(plain: bytes) -> Iterator[tuple[str, bytes]]:
    """A compact JSON text as it is, and as others write it; each with what is special about it."""
    yield "with its members in this order", plain
    yield "with blanks and line feeds", re.sub(rb"(?<=[{,:\[])(?=[\"{\[])", b" \n\t", plain) + b"\r\n"
    yield (
        "with characters written as their numbers",
        _TEXT.sub(lambda match: b'"\\u%04x' % ord(match[1]), plain),
    )
    if b"/" in plain:
        yield "with an escaped slash", plain.replace(b"/", b"\\/")
    number = _NUMBER.search(plain)
    if number and int(number[1]):
        digits = number[1].decode()
        yield (
            "with a number as an exponent",
            _NUMBER.sub(f"{int(digits) * 10}e-1".encode(), plain, count=1),
        )
