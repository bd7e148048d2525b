"""What was sent and what came back, as bytes, and how people see it.

Invariants: a secret never leaves this module unmasked once it is given to `Mask`; a curl line is complete and
quoted for a POSIX shell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from shlex import quote
from typing import Final
from urllib.parse import quote as percent
from urllib.parse import unquote_to_bytes

_HIDDEN_HEADERS: Final = frozenset(
    {"user-agent", "accept-encoding", "accept", "connection", "content-length", "host"}
)
_SHOWN: Final = 600


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


@dataclass(frozen=True)
class Mask:
    """Replaces secrets wherever they stand, whatever their case and also percent-encoded."""

    secrets: tuple[str, ...]

    @classmethod
    def of(cls, secrets: Iterable[str | None]) -> Mask:
        """A mask for the secrets that are set."""
        plain = {secret for secret in secrets if secret}
        return cls(
            tuple(sorted({*plain, *(percent(secret, safe="") for secret in plain)}, key=len, reverse=True))
        )

    @cached_property
    def _text(self) -> re.Pattern[str]:
        # Nothing matches the empty set of secrets; an empty pattern would match everywhere.
        return re.compile("|".join(re.escape(secret) for secret in self.secrets) or r"(?!)", re.IGNORECASE)

    @cached_property
    def _bytes(self) -> re.Pattern[bytes]:
        return re.compile(self._text.pattern.encode(), re.IGNORECASE)

    def __call__(self, text: str) -> str:
        """The text with `***` for every secret."""
        return self._text.sub("***", text)

    def bytes(self, body: bytes) -> bytes:
        """The body with `***` for every secret."""
        return self._bytes.sub(b"***", body)

    def sent(self, sent: Sent) -> Sent:
        """The request with `***` for every secret."""
        return Sent(
            sent.method,
            self(sent.url),
            {name: self(value) for name, value in sent.headers.items()},
            self.bytes(sent.body),
        )

    def received(self, received: Received) -> Received:
        """The response with `***` for every secret."""
        return Received(
            received.status,
            {name: self(value) for name, value in received.headers.items()},
            self.bytes(received.body),
        )


def as_curl(sent: Sent) -> str:
    """One shell line that sends the request again."""
    parts = ["curl", "-sS", "-i"] + ([] if sent.method == "GET" else ["-X", sent.method])
    for name, value in sent.headers.items():
        if name not in _HIDDEN_HEADERS:
            parts += ["-H", quote(f"{name}: {value}")]
    if sent.body:
        parts += ["--data-binary", quote(_text(sent.body))]
    elif sent.method in {"POST", "PUT"}:
        parts += ["-H", "'content-length: 0'"]
    return " ".join([*parts, quote(sent.url)])


def as_text(sent: Sent) -> str:
    """The start of a request as people read it, on one line, with the query decoded."""
    query = unquote_to_bytes(sent.query.replace("+", " ")).decode("utf-8", "backslashreplace")
    body = f" · {excerpt(sent.body)}" if sent.body else ""
    return f"{sent.method} {excerpt(sent.path + ('?' if sent.query else '') + query)}{body}"


def excerpt(body: bytes | str) -> str:
    """The start of a text on one line, fit for a terminal."""
    text = re.sub(r"\s+", " ", body if isinstance(body, str) else _text(body)).strip()
    text = "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)
    return (
        text
        if len(text) <= _SHOWN
        else f"{text[:_SHOWN]}… ({len(body):,} {'characters' if isinstance(body, str) else 'bytes'})"
    )


def _text(body: bytes) -> str:
    return body.decode("utf-8", "backslashreplace")
