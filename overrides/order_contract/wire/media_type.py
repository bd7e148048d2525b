"""The header Content-Type, read as RFC 9110 writes it."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from functools import lru_cache
from typing import Final

_UTF_8: Final = frozenset({"utf-8", "utf8", "us-ascii"})
"""Names of character sets in which JSON can be read as UTF-8."""


@dataclass(frozen=True)
class MediaType:
    """What a body says that it is, in lower case."""

    name: str
    """`application/json`; empty when the header is missing or empty."""
    charset: str = ""
    """The character set; empty when none is named."""

    @property
    def is_json(self) -> bool:
        """Whether it is JSON, or a format based on it such as `application/problem+json`."""
        return self.name == "application/json" or self.name.endswith("+json")

    @property
    def is_utf_8(self) -> bool:
        """Whether the body can be read as UTF-8, which it is when no character set is named."""
        return not self.charset or self.charset in _UTF_8


@lru_cache(maxsize=256)
def parse(header: str) -> MediaType:
    """Read a header's value."""
    message = Message()
    message["content-type"] = header.translate({13: " ", 10: " "})
    charset = message.get_param("charset", "", unquote=True)
    named = charset if isinstance(charset, str) else charset[2]
    return MediaType(header.partition(";")[0].strip().lower(), named.strip("\"' ").lower())
