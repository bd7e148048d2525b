"""Keeps secrets and personal data out of httpx's own log lines, which hold the whole URL.

Invariant: what stands behind the `?` of a URL, and user and password in it, reach no handler of the `httpx` logger.
"""

from __future__ import annotations

import logging
from typing import Any

import httpx


class _Masked(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_masked(argument) for argument in record.args)
        return True


def _masked(argument: Any) -> Any:
    if not isinstance(argument, httpx.URL):
        return argument
    return str(argument.copy_with(query=None, userinfo=b"")) + ("?***" if argument.query else "")


def install() -> None:
    """Mask query strings in the `httpx` logger's lines. Doing it twice does nothing."""
    logger = logging.getLogger("httpx")
    if not any(isinstance(known, _Masked) for known in logger.filters):
        logger.addFilter(_Masked())
