"""Watches one request on its way: whether it left, and that nothing outlasts the deadline of its call.

Quirk: the timeouts of httpx2 start anew with each read and each write, so a server that sends its headers
byte by byte, a flood of `100 Continue`, or one that takes a request slowly holds a blocking client for ever;
and its exceptions do not always tell whether a request left. Evidence: tests/http/test_hostile_servers.py,
tests/http/test_failures.py. Remove when: httpx2 has a total timeout, and says what it sent. Invariants:
outside of `enforce_deadline` a connection behaves as httpx2 made it; a request that must not be repeated
leaves once in an attempt, whatever an authentication flow of the caller's httpx2 client does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import httpx2

_OPENED: Final = ("connect_tcp.complete", "connect_unix_socket.complete", "start_tls.complete")
_SENDING: Final = "send_request_headers.started"
_PIECE: Final = 1 << 16
_current: Final = threading.local()


class SecondSendError(Exception):
    """An authentication flow or a hook wanted to send a request again that must not be repeated."""


class RequestWatch:
    """What is known of one request while it is sent.

    :param repeatable: whether it may leave more than once.
    """

    __slots__ = ("_repeatable", "left", "seen")

    def __init__(self, *, repeatable: bool) -> None:
        self._repeatable = repeatable
        self.seen = False
        """Whether the transport tells what it does at all: those of tests do not."""
        self.left = False
        """Whether the first byte may have left."""

    def trace(self, name: str, info: Mapping[str, Any]) -> None:
        """Take an event of httpcore2."""
        self.seen = True
        if name.endswith(_SENDING):
            # what asks a proxy for a tunnel is not the request yet
            if getattr(info.get("request"), "method", b"") == b"CONNECT":
                return
            if self.left and not self._repeatable:
                raise SecondSendError
            self.left = True

    def blocking_trace(self, name: str, info: Mapping[str, Any]) -> None:
        """Take an event of httpcore2, and hold a new connection to the deadline."""
        self.trace(name, info)
        if name.endswith(_OPENED):
            _hold(info["return_value"])

    async def async_trace(self, name: str, info: Mapping[str, Any]) -> None:
        """Take an event of httpcore2."""
        self.trace(name, info)


@contextmanager
def enforce_deadline(remaining: Callable[[], float]) -> Iterator[None]:
    """While this thread sends a request, no read and no write outlasts what `remaining` gives, in seconds.

    Connections that were opened under a `RequestWatch` are held to it, and stay so prepared for later calls.
    """
    _current.remaining = remaining
    try:
        yield
    finally:
        _current.remaining = None


def _hold(stream: Any) -> None:
    read, write = stream.read, stream.write

    def held_read(max_bytes: int, timeout: float | None = None) -> bytes:
        content: bytes = read(max_bytes, _limited(timeout, httpx2.ReadTimeout))
        return content

    def held_write(buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            write(buffer[start : start + _PIECE], _limited(timeout, httpx2.WriteTimeout))

    stream.read, stream.write = held_read, held_write


def _limited(timeout: float | None, error: type[httpx2.TimeoutException]) -> float | None:
    remaining = getattr(_current, "remaining", None)
    if remaining is None:
        return timeout
    left: float = remaining()
    if left <= 0:
        raise error("the deadline has passed")
    return left if timeout is None else min(timeout, left)
