"""Ways to a server that fail before a request leaves: refused connections, TLS, tunnels that are refused.

Invariant: a marker names its way as it names its faults; a tunnel reads it in the credentials of CONNECT.
"""

from __future__ import annotations

import base64
import contextlib
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.proxies.client_under_test import Outcome, Route
from tests.proxies.fault_proxy import Listener, marker_in, pump, read_head, reset

if TYPE_CHECKING:
    from tests.proxies.bed import Bed

KNOWN = frozenset({Outcome.SUCCESS})
NOT_SENT = frozenset({Outcome.NOT_SENT})
UNKNOWN = frozenset({Outcome.UNKNOWN})
PERHAPS = NOT_SENT | UNKNOWN
OPENED = b"HTTP/1.1 200 Connection established\r\n\r\n"


class Closing(Listener):
    """Closes each connection as soon as it is there."""

    def serve(self, connection: socket.socket) -> None:
        pass


class Resetting(Listener):
    """Resets each connection as soon as it is there."""

    def serve(self, connection: socket.socket) -> None:
        reset(connection)


class Tunnel(Listener):
    """An HTTP proxy for CONNECT, which opens its tunnels to `target` whatever was asked for."""

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._seen: Counter[str] = Counter()
        super().__init__()

    def serve(self, connection: socket.socket) -> None:
        head, _ = read_head(connection)
        credentials = re.search(rb"\r\nproxy-authorization: basic (\S+)", head, re.IGNORECASE)
        marker = marker_in(base64.b64decode(credentials[1])) if credentials else ""
        way = marker.partition("~")[2].partition(".")[0]
        self._seen[marker] += 1
        refusal = re.fullmatch(r"way-tunnel-(\d{3})(-retry-after)?(-once)?", way)
        if refusal and not (refusal[3] and self._seen[marker] > 1):
            later = "Retry-After: 0\r\n" if refusal[2] else ""
            page = f"HTTP/1.1 {refusal[1]} Refused\r\n{later}Content-Length: 6\r\n\r\n<html>"
            connection.sendall(page.encode())
        elif way == "way-tunnel-hangs":
            connection.settimeout(4)
            connection.recv(1)
        elif way == "way-tunnel-garbage":
            connection.sendall(b"\x00\x01\x02 no HTTP\r\n\r\n")
        elif way == "way-tunnel-resets":
            reset(connection)
        elif way == "way-tunnel-opened-then-closed":
            connection.sendall(OPENED)
        elif way != "way-tunnel-closes":
            connection.sendall(OPENED)
            self._splice(connection)

    def _splice(self, connection: socket.socket) -> None:
        with socket.create_connection(self._target, timeout=10) as server:
            server.settimeout(None)
            back = threading.Thread(target=pump, args=(server, connection), daemon=True)
            back.start()
            pump(connection, server)
            back.join(10)


@contextmanager
def nothing_listens(bed: Bed, marker: str) -> Iterator[Route]:
    with socket.socket() as holder:  # holds the port, so that nobody else gets it
        holder.bind(("127.0.0.1", 0))
        yield Route(f"http://127.0.0.1:{holder.getsockname()[1]}")


@contextmanager
def listens_late(bed: Bed, marker: str) -> Iterator[Route]:
    """Refuses connections until the client pauses before another attempt."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        began = threading.Event()

        def begin() -> None:
            if not began.is_set():
                began.set()
                listener.listen()
                threading.Thread(target=serve, daemon=True).start()

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threading.Thread(target=relay, args=(connection,), daemon=True).start()

        def relay(connection: socket.socket) -> None:
            with connection, socket.create_connection(bed.proxy.address) as server:
                back = threading.Thread(target=pump, args=(server, connection), daemon=True)
                back.start()
                pump(connection, server)
                back.join(10)

        try:
            yield Route(f"http://127.0.0.1:{listener.getsockname()[1]}", before_retry=begin)
        finally:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            time.sleep(0.01)


Open = Callable[["Bed", str], contextlib.AbstractContextManager[Route]]


@dataclass(frozen=True)
class Way:
    """How a client is led to the server, and what it may hear then."""

    open: Open
    outcomes: frozenset[Outcome]


def fixed(route: Callable[[Bed], Route]) -> Open:
    return lambda bed, marker: contextlib.nullcontext(route(bed))


def tunnel(bed: Bed, marker: str) -> contextlib.AbstractContextManager[Route]:
    host, port = bed.tunnel.address
    route = Route(bed.tls_proxy.url, f"http://{marker}:x@{host}:{port}", bed.trust)
    return contextlib.nullcontext(route)


def https(listener: Listener) -> str:
    return f"https://127.0.0.1:{listener.address[1]}"


WAYS = {
    "way-nothing-listens": Way(nothing_listens, NOT_SENT),
    "way-listens-late": Way(listens_late, KNOWN),
    "way-closes": Way(fixed(lambda bed: Route(bed.closing.url)), UNKNOWN),
    "way-resets": Way(fixed(lambda bed: Route(bed.resetting.url)), PERHAPS),
    "way-tls": Way(fixed(lambda bed: Route(bed.tls_proxy.url, trust=bed.trust)), KNOWN),
    "way-tls-untrusted": Way(fixed(lambda bed: Route(bed.tls_proxy.url)), NOT_SENT),
    "way-tls-to-plain": Way(fixed(lambda bed: Route(https(bed.proxy), trust=bed.trust)), NOT_SENT),
    "way-tls-closes": Way(fixed(lambda bed: Route(https(bed.closing), trust=bed.trust)), NOT_SENT),
    "way-tunnel": Way(tunnel, KNOWN),
    "way-tunnel-403": Way(tunnel, NOT_SENT),
    "way-tunnel-407": Way(tunnel, NOT_SENT),
    "way-tunnel-502": Way(tunnel, NOT_SENT),
    "way-tunnel-503-retry-after": Way(tunnel, NOT_SENT),
    "way-tunnel-503-once": Way(tunnel, KNOWN),
    "way-tunnel-hangs": Way(tunnel, PERHAPS),
    "way-tunnel-garbage": Way(tunnel, PERHAPS),
    "way-tunnel-closes": Way(tunnel, PERHAPS),
    "way-tunnel-resets": Way(tunnel, PERHAPS),
    "way-tunnel-opened-then-closed": Way(tunnel, NOT_SENT),
}
