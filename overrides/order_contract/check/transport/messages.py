"""What was sent and what came back, as bytes.

Invariants: header names are in lower
case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

LONGEST_HEAD: Final = 8_000
"""Characters of a request line and headers that any server or proxy takes (RFC 9110, 4.1); of a longer head,
a refusal may come from anything on the way, in any form, or as a closed connection.
"""
LARGEST_BODY: Final = 1_000_000
"""Bytes of a body that any server reads, or refuses in words."""


@dataclass(frozen=True)
class Sent:
    """One request as it goes over the wire. Header names are in lower case."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def query(self) -> str:
        """What stands behind the `?`, still percent-encoded."""
        return self.url.partition("?")[2]

    @property
    def has_long_head(self) -> bool:
        """Whether its URL and headers are longer than what any server takes."""
        fields = sum(len(name) + len(value) + 4 for name, value in self.headers.items())
        return len(self.url) + fields > LONGEST_HEAD

    @property
    def is_oversized(self) -> bool:
        """Whether a server may close the connection instead of reading it to its end."""
        return self.has_long_head or len(self.body) > LARGEST_BODY

    @property
    def path(self) -> str:
        """The path, still percent-encoded."""
        return "/" + self.url.partition("?")[0].partition("://")[2].partition("/")[2]


@dataclass(frozen=True)
class Received:
    """One response. Header names are in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def digest(sent: Sent, authorized: bool) -> bytes:
    """Twelve bytes that tell a request from others, with credentials or without."""
    head = "\n".join(
        (
            str(authorized),
            sent.method,
            sent.url,
            *(f"{name}:{value}" for name, value in sorted(sent.headers.items())),
        )
    )
    return blake2b(head.encode("utf-8", "surrogatepass") + b"\n\n" + sent.body, digest_size=12).digest()
