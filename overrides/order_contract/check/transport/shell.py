"""Requests and responses as people read them: a curl line, or one line of text.

Invariant: a curl line is quoted for a POSIX shell.
"""

from __future__ import annotations

import re
from shlex import quote
from typing import Final
from urllib.parse import unquote_to_bytes

from order_contract.check.transport.masking import MASKED
from order_contract.check.transport.messages import Sent

_HIDDEN_HEADERS: Final = frozenset(
    {"user-agent", "accept-encoding", "accept", "connection", "content-length", "host"}
)


_SHOWN: Final = 600
_LONGEST: Final = 2_000
_VARIABLES: Final = {"authorization": "TOKEN", "x-s2-organization": "ORGANIZATION"}


def as_curl(sent: Sent) -> str:
    """One shell line that sends the request again; masked secrets are taken from the environment.

    A line of more than 2,000 characters is cut: `--replay` sends such a request again.
    """
    parts = ["curl", "-sS", "-i"] + ([] if sent.method == "GET" and not sent.body else ["-X", sent.method])
    for name, value in sent.headers.items():
        if name not in _HIDDEN_HEADERS:
            parts += ["-H", _quoted(f"{name}: {value}", _VARIABLES.get(name, "TOKEN"))]
    if sent.body:
        parts += ["--data-raw", _quoted(_text(sent.body), "MERCHANT_GUID")]
    elif sent.method in {"POST", "PUT"}:
        parts += ["-H", "'content-length: 0'"]
    line = " ".join([*parts, _quoted(sent.url, "GUID")])
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}… (cut: --replay sends it again)"


def _quoted(text: str, variable: str) -> str:
    """A word of a shell, with a variable of the environment in place of what was masked."""
    if MASKED not in text:
        return quote(text)
    return f'"$ORDER_CONTRACT_{variable}"'.join(quote(part) if part else "" for part in text.split(MASKED))


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
