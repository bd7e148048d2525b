"""Holds the reads of a blocking connection to the deadline of the call that reads.

Quirk: httpx's timeouts start anew with each read, so a server that sends its headers byte by byte, or one
`102 Processing` after the other, holds a blocking client for ever. Evidence:
tests/http/test_hostile_servers.py. Remove when: httpx has a total timeout. Invariant: outside of
`enforce_deadline`, a connection behaves as httpx made it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import httpx

_OPENED: Final = ("connect_tcp.complete", "connect_unix_socket.complete", "start_tls.complete")
_current: Final = threading.local()


@contextmanager
def enforce_deadline(request: httpx.Request, remaining: Callable[[], float]) -> Iterator[None]:
    """While this thread sends `request`, no read outlasts what `remaining` gives, in seconds.

    Connections that the request opens are held to it, and they stay so prepared for later calls.
    """
    request.extensions = {**request.extensions, "trace": _opened}
    _current.remaining = remaining
    try:
        yield
    finally:
        _current.remaining = None


def _opened(name: str, info: Mapping[str, Any]) -> None:
    if name.endswith(_OPENED):
        stream = info["return_value"]
        read = stream.read

        def held(max_bytes: int, timeout: float | None = None) -> bytes:
            remaining = getattr(_current, "remaining", None)
            if remaining is not None:
                left = max(remaining(), 0.001)
                timeout = left if timeout is None else min(timeout, left)
            content: bytes = read(max_bytes, timeout)
            return content

        stream.read = held
