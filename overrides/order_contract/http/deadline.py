"""Watches one request: whether it was sent, and that nothing takes longer than the deadline of its call.

Quirk: the timeouts of httpx2 start anew with each read and each write, so a server that sends its headers
byte by byte, a flood of `100 Continue`, or one that takes a request slowly holds a blocking client for ever;
and its exceptions do not always tell whether a request left. Evidence: tests/http/test_hostile_servers.py,
tests/http/test_failures.py. Remove when: httpx2 has a total timeout, and says what it sent. Invariants:
outside of `enforce_deadline` a connection behaves as httpx2 made it; a request that must not be repeated
leaves once in an attempt, whatever an authentication flow of the caller's httpx2 client does.
"""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import httpx2

_OPENED: Final = frozenset(("connect_tcp.complete", "connect_unix_socket.complete", "start_tls.complete"))
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
        if name.endswith(_SENDING):  # behind the name of the layer, such as `http11.`
            # what asks a proxy for a tunnel is not the request yet
            if getattr(info.get("request"), "method", b"") == b"CONNECT":
                return
            if self.left and not self._repeatable:
                raise SecondSendError
            self.left = True

    def blocking_trace(self, name: str, info: Mapping[str, Any]) -> None:
        """Take an event of httpcore2, and hold a new connection to the deadline."""
        self.trace(name, info)
        if name.partition(".")[2] in _OPENED:
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


class BoundedBackend:
    """Opens the connections of a blocking client by httpcore2's own means, no longer than the deadline.

    Quirk: the look-up of a host's name has no timeout, and each of its addresses is given the whole of the
    connect timeout. Evidence: tests/http/test_names.py. Remove when: httpcore2 bounds both.

    :param inner: httpcore2's backend.
    """

    def __init__(self, inner: Any) -> None:
        self._inner: Final = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **options: Any) -> Any:
        """See httpcore2. The addresses of a name are tried one after the other."""
        last: Exception | None = None
        for address in _addresses(host, port, timeout):
            limit = _limited(timeout, httpx2.ConnectTimeout)
            try:
                return self._inner.connect_tcp(address, port, limit, **options)
            except Exception as error:  # noqa: BLE001  # httpcore2's own, which httpx2 translates
                last = error
        raise last or httpx2.ConnectError("the name has no address")


def bound_connecting(client: httpx2.Client) -> None:
    """Let a client of ours open its connections through a `BoundedBackend`, those to proxies too."""
    for transport in (client._transport, *client._mounts.values()):
        pool: Any = getattr(transport, "_pool", None)
        if pool is not None:
            pool._network_backend = BoundedBackend(pool._network_backend)


def _addresses(host: str, port: int, timeout: float | None) -> list[str]:
    """The addresses of a host. A name is looked up in a thread, which nothing can end before it is done."""
    arguments = (host, port, socket.AF_UNSPEC, socket.SOCK_STREAM)
    try:
        return _hosts(socket.getaddrinfo(*arguments, flags=socket.AI_NUMERICHOST))
    except OSError:
        pass  # it is a name
    results: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def look_up() -> None:
        try:
            results.put(_hosts(socket.getaddrinfo(*arguments)))
        except (OSError, UnicodeError) as error:
            results.put(error)

    threading.Thread(target=look_up, name="order_contract.look_up", daemon=True).start()
    try:
        result = results.get(timeout=_limited(timeout, httpx2.ConnectTimeout))
    except queue.Empty:
        raise httpx2.ConnectTimeout("the look-up of the host's name took too long") from None
    if isinstance(result, list):
        return result
    raise httpx2.ConnectError(f"the host's name was not found ({type(result).__name__})")


def _hosts(entries: Iterable[Any]) -> list[str]:
    return list(dict.fromkeys(entry[4][0] for entry in entries))


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
