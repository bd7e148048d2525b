"""Requests and responses as people read them: a curl line, or one line of text."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from order_contract.check.transport.masking import MASKED
from order_contract.check.transport.messages import Sent
from order_contract.settings import SECRET_VARIABLES
from order_contract.spec import Api
from order_contract.wire import curl

_HIDDEN_HEADERS: Final = frozenset(
    {"user-agent", "accept-encoding", "accept", "connection", "content-length", "host"}
)


_GLOBALE_VARIABLES: Final = {**SECRET_VARIABLES, "body merchantguid": SECRET_VARIABLES["query merchantguid"]}
"""A server of Global-e knows the merchant's GUID alone, also in a body."""
_SHOWN: Final = 600
_LONGEST: Final = 2_000


def as_curl(sent: Sent, api: Api | None = None) -> str:
    """One shell line that sends the request again; masked secrets are taken from the environment.

    A line of more than 2,000 characters is cut: `--replay` sends such a request again.
    """
    headers = {name: value for name, value in sent.headers.items() if name not in _HIDDEN_HEADERS}
    line = curl.command(
        sent.method,
        sent.url,
        headers,
        sent.body,
        flags=("-sS", "-i"),
        mask=MASKED,
        variables=_GLOBALE_VARIABLES if api == "globale" else SECRET_VARIABLES,
    )
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}… (cut: --replay sends it again)"


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
