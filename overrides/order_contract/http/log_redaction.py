"""Keeps secrets and personal data out of the log lines of httpx2 and of what lies below it, which hold whole
URLs and the server's own words.

Invariants: of a request of ours, what stands behind the `?` of its URL, user and password in it, headers of
responses, and the texts of what a server broke reach no handler of the loggers named here; lines of other
people's requests stay as they are.
"""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar
from typing import Any, Final

import httpx2

_BELOW: Final = (
    "httpcore2.connection",
    "httpcore2.http11",
    "httpcore2.http2",
    "httpcore2.proxy",
    "httpcore2.socks",
    "hpack.hpack",
    "hpack.table",
)
OURS: Final = ContextVar("order_contract_request", default=False)
"""Whether what happens now belongs to a request of this package."""
_SERVERS_WORDS: Final = re.compile(
    r" (?:return_value=\((?:b'HTTP/[0-9.]+', )?(?P<status>\d{3}), .*|exception=(?P<kind>\w+)\(.*)", re.DOTALL
)


class _Masked(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if OURS.get() and isinstance(record.args, tuple):
            arguments = [_masked(argument) for argument in record.args]
            if len(arguments) == 5 and isinstance(
                arguments[3], int
            ):  # method, URL, version, status, and the server's own words for it
                arguments[4] = httpx2.codes.get_reason_phrase(arguments[3])
            record.args = tuple(arguments)
        return True


class _Shortened(logging.Filter):
    """httpcore2 writes a response's headers and errors with the server's bytes, hpack every header, each as
    one finished text.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if not OURS.get():
            return True
        if record.name.startswith("hpack"):
            record.msg, record.args = "***", ()
        elif isinstance(record.msg, str):
            record.msg = _SERVERS_WORDS.sub(_shown, record.msg)
        return True


def _shown(match: re.Match[str]) -> str:
    return f" exception={match['kind']}(***)" if match["kind"] else f" return_value=({match['status']}, ***)"


def _masked(argument: Any) -> Any:
    if isinstance(argument, httpx2.URL):
        return masked(argument)
    return argument


def masked(url: httpx2.URL) -> str:
    """A URL as people may see it: without user, password and what stands in its query."""
    return str(url.copy_with(query=None, fragment=None, userinfo=b"")) + ("?***" if url.query else "")


def install() -> None:
    """Mask the lines of `httpx2` and of the loggers below it. Doing it twice does nothing."""
    for name in ("httpx2", *_BELOW):
        kind = _Masked if name == "httpx2" else _Shortened
        logger = logging.getLogger(name)
        if not any(isinstance(present, kind) for present in logger.filters):
            logger.addFilter(kind())
