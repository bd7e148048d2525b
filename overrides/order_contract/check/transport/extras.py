"""Headers and query parameters of the user's own, which every request carries, such as a gateway's key.

Invariants: they are added last, where a request becomes bytes, so that no step, report or file has them; what
the check says itself with a header cannot be replaced; no message has a value.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote

from order_contract.check.errors import CannotRunError

Pairs = tuple[tuple[str, str], ...]

HEADER: Final = "ORDER_CONTRACT_HEADER"
QUERY: Final = "ORDER_CONTRACT_QUERY"

_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_SECRET: Final = 6
"""Characters of the shortest value that is hidden."""
_VALUE: Final = re.compile(r"[!-~](?:[ -~]*[!-~])?")
_OWN: Final = frozenset(
    {
        "accept", "accept-encoding", "connection", "content-encoding", "content-length", "content-type",
        "expect", "host", "transfer-encoding", "upgrade",
    }
)  # fmt: skip
"""Headers that the check sends itself, or that are about the connection."""


@dataclass(frozen=True)
class Extras:
    """What every request carries besides what the documents name."""

    headers: Pairs = field(default=(), repr=False)
    query: Pairs = field(default=(), repr=False)

    @classmethod
    def of(cls, headers: Iterable[str] = (), query: Iterable[str] = ()) -> Extras:
        """Read `NAME: VALUE` and `NAME=VALUE`.

        :raises CannotRunError: one of them is neither, or a header that the check sends itself.
        """
        return cls(tuple(map(_header, headers)), tuple(map(_parameter, query)))

    @classmethod
    def of_environment(cls) -> Extras:
        """What ORDER_CONTRACT_HEADER and ORDER_CONTRACT_QUERY hold, one a line.

        :raises CannotRunError: see `of`.
        """
        return cls.of(*(os.environ.get(name, "").splitlines() for name in (HEADER, QUERY)))

    @property
    def secrets(self) -> tuple[str, ...]:
        """What is hidden wherever it comes back. A shorter value, such as `1`, would hide half a report."""
        return tuple(value for _, value in (*self.headers, *self.query) if len(value) >= _SECRET)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the report has to know, where there are any."""
        if not (self.headers or self.query):
            return ()
        names = ", ".join(name for name, _ in (*self.headers, *self.query))
        return (f"Every request also carried {names}, which what is shown of requests leaves out.",)

    def url(self, url: str) -> str:
        """The URL with the query parameters."""
        pairs = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in self.query)
        return with_query(url, pairs) if pairs else url

    def on_wire(self, raw: bytes) -> bytes:
        """The bytes of a request with both. What has no line of a request at its head stays as it is."""
        if not (self.headers or self.query):
            return raw
        head, end, rest = raw.partition(b"\r\n")
        parts = head.split(b" ")
        if not end or len(parts) != 3:
            return raw
        parts[1] = self.url(parts[1].decode("latin-1")).encode("latin-1")
        lines = "".join(f"{name}: {value}\r\n" for name, value in self.headers).encode()
        return b" ".join(parts) + end + lines + rest


NO_EXTRAS: Final = Extras()


def with_query(url: str, pairs: str) -> str:
    """A URL with more in its query."""
    return f"{url}{'&' if '?' in url else '?'}{pairs}"


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    name, value = name.strip(), value.strip()
    if not colon or not _TOKEN.fullmatch(name) or not _VALUE.fullmatch(value):
        raise CannotRunError("--header: pass 'NAME: VALUE', in printable ASCII.")
    if name.casefold() in _OWN:
        raise sent_by_the_check(name)
    return name, value


def sent_by_the_check(name: str) -> CannotRunError:
    """The error of a header that would stand there twice."""
    return CannotRunError(f"--header: the check sends {name} itself; pass another header.")


def _parameter(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value) or not (name + value).isprintable():
        raise CannotRunError("--query: pass 'NAME=VALUE', decoded.")
    return name, value
