"""What was sent and what came back, as bytes.

Invariants: header names are in lower
case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b


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
