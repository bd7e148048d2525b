"""Keeps secrets and personal data out of the log lines of httpx and of what lies below it, which hold whole
URLs and the server's own words.

Invariant: what stands behind the `?` of a URL, user and password in it, headers of responses, and the texts
of what a server broke reach no handler of the loggers named here.
"""

from __future__ import annotations

import logging
import re
from typing import Any, Final

import httpx

_BELOW: Final = (
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
    "hpack.hpack",
    "hpack.table",
)
_SERVERS_WORDS: Final = re.compile(
    r" (?:return_value=\((?:b'HTTP/[0-9.]+', )?(?P<status>\d{3}), .*|exception=(?P<kind>\w+)\(.*)", re.DOTALL
)


class _Masked(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            arguments = [_masked(argument) for argument in record.args]
            if len(arguments) == 5 and isinstance(
                arguments[3], int
            ):  # method, URL, version, status, and the server's own words for it
                arguments[4] = httpx.codes.get_reason_phrase(arguments[3])
            record.args = tuple(arguments)
        return True


class _Shortened(logging.Filter):
    """httpcore writes a response's headers and errors with the server's bytes, hpack every header, each as
    one finished text.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("hpack"):
            record.msg, record.args = "***", ()
        elif isinstance(record.msg, str):
            record.msg = _SERVERS_WORDS.sub(_shown, record.msg)
        return True


def _shown(found: re.Match[str]) -> str:
    return f" exception={found['kind']}(***)" if found["kind"] else f" return_value=({found['status']}, ***)"


def _masked(argument: Any) -> Any:
    if isinstance(argument, httpx.URL):
        return masked(argument)
    return argument


def masked(url: httpx.URL) -> str:
    """A URL as people may see it: without user, password and what stands in its query."""
    return str(url.copy_with(query=None, fragment=None, userinfo=b"")) + ("?***" if url.query else "")


def install() -> None:
    """Mask the lines of `httpx` and of the loggers below it. Doing it twice does nothing."""
    for name in ("httpx", *_BELOW):
        kind = _Masked if name == "httpx" else _Shortened
        logger = logging.getLogger(name)
        if not any(isinstance(known, kind) for known in logger.filters):
            logger.addFilter(kind())


def secret_problems(**secrets: Any) -> list[tuple[str, str]]:
    """What is wrong with secrets, by the name of each; none is quoted. One read from a file often ends in a
    line feed, which no header carries.
    """
    empty = [
        (name, "must be a non-empty string")
        for name, value in secrets.items()
        if not isinstance(value, str) or not value.strip()
    ]
    texts = [(name, value) for name, value in secrets.items() if isinstance(value, str) and value.strip()]
    odd = [
        name
        for name, value in texts
        if not value.isascii() or not value.isprintable() or value != value.strip()
    ]
    return empty + [(name, "must be printable ASCII without blanks around it") for name in odd]
