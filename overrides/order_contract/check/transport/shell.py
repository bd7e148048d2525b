"""Requests and responses as people read them: a curl line, or one line of text.

Invariant: a curl line is quoted for a POSIX shell.
"""

from __future__ import annotations

import re
from shlex import quote
from typing import Final
from urllib.parse import unquote_to_bytes

from order_contract.check.transport.messages import Sent

_HIDDEN_HEADERS: Final = frozenset(
    {"user-agent", "accept-encoding", "accept", "connection", "content-length", "host"}
)


_SHOWN: Final = 600


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
