"""A proxy of raw sockets before a backend, which does to each request the harm that its marker names.

A marker is `R<run>-<number>~<fault>[.<fault>...]`: the first arrival of a request with it meets the first
fault, a later one the next, and what comes after them passes; names that begin with `way-` are of `ways`. So
no client needs to steer the proxy, whatever process it runs in. Invariants: the journal holds `arrived`
before anything else happens to a request, and `forwarded` before the backend can hear of it.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import struct
import threading
import time
from collections import Counter
from urllib.parse import unquote

from tests.proxies.faults import FAULTS, LIES
from tests.proxies.journal import Journal

MARKER = re.compile(r"R[0-9a-z]+-\d+~([a-z0-9-]+(?:\.[a-z0-9-]+)*)")
LONGEST = 5.0
"""Seconds after which every fault ends by itself."""


def marker_in(text: bytes) -> str:
    """The marker in a request, empty when there is none."""
    match = MARKER.search(unquote(text.decode("latin-1")))
    return match[0] if match else ""


class Exchange:
    """One request that has arrived, of which the head is read."""

    def __init__(self, connection: socket.socket, head: bytes, rest: bytes, proxy: FaultProxy) -> None:
        self.connection = connection
        self.head = head
        self.marker = marker_in(head.partition(b"\r\n")[0])
        self._body = rest
        self._proxy = proxy
        self._ends = time.monotonic() + LONGEST

    @property
    def body_length(self) -> int:
        length = re.search(rb"\r\ncontent-length:\s*(\d+)", self.head, re.IGNORECASE)
        return int(length[1]) if length else 0

    def read_body(self) -> bytes:
        while len(self._body) < self.body_length:
            piece = self.connection.recv(65536)
            if not piece:
                raise ConnectionError("the client left before its request was whole")
            self._body += piece
        return self._body

    def carry_out(self) -> bytes:
        """Send the request to the backend once, and return the whole response."""
        request = self.head + b"\r\n\r\n" + self.read_body()
        if self.marker:
            self._proxy.journal.write(kind="forwarded", marker=self.marker)
        with socket.create_connection(self._proxy.backend, timeout=10) as backend:
            backend.sendall(request.replace(b"HTTP/1.1\r\n", b"HTTP/1.1\r\nConnection: close\r\n", 1))
            backend.settimeout(10)
            pieces = []
            while piece := backend.recv(65536):
                pieces.append(piece)
        return b"".join(pieces).replace(b"Connection: close\r\n", b"")

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.connection.sendall(piece)

    def drip(self, data: bytes, seconds: float) -> None:
        """Send one byte after the other."""
        for index in range(len(data)):
            self.send(data[index : index + 1])
            time.sleep(seconds)

    def repeat(self, data: bytes, seconds: float = 0.0) -> None:
        """Send the same until the client leaves or the fault has lasted long enough."""
        while time.monotonic() < self._ends:
            self.send(data)
            if seconds:
                time.sleep(seconds)

    def hang(self) -> None:
        """Say nothing until the client leaves or the fault has lasted long enough."""
        self.connection.settimeout(max(self._ends - time.monotonic(), 0.01))
        with contextlib.suppress(OSError):
            while self.connection.recv(65536):
                pass

    def reset(self) -> None:
        """Close the connection by RST."""
        reset(self.connection)

    def half_close(self) -> None:
        self.connection.shutdown(socket.SHUT_WR)


def reset(connection: socket.socket) -> None:
    plain = connection
    with contextlib.suppress(OSError):
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        plain.close()


class Listener:
    """Accepts connections on a free loopback port and serves each in a thread of its own."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._closing = False
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.address: tuple[str, int] = self._listener.getsockname()
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.address[1]}"
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def serve(self, connection: socket.socket) -> None:
        raise NotImplementedError

    def close(self) -> None:
        self._closing = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._thread.join(10)

    def quiesce(self, seconds: float = 15.0) -> None:
        """Wait until no request is being served."""
        ends = time.monotonic() + seconds
        while self.busy():
            if time.monotonic() > ends:
                raise TimeoutError(f"a fault was still at work after {seconds} seconds")
            time.sleep(0.02)

    def busy(self) -> bool:
        return False

    def _accept(self) -> None:
        while not self._closing:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._start, args=(connection,), daemon=True).start()

    def _start(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._open.add(connection)
            stack.callback(self._forget, connection)
            stack.enter_context(connection)
            if self._tls is not None:
                connection.settimeout(10)
                connection = stack.enter_context(self._tls.wrap_socket(connection, server_side=True))
                connection.settimeout(None)
            self.serve(connection)

    def _forget(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.discard(connection)


def read_head(connection: socket.socket) -> tuple[bytes, bytes]:
    """The next request's head without its empty line, and the start of its body; both empty at the end."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return b"", b""
        data += piece
    head, _, rest = data.partition(b"\r\n\r\n")
    return head, rest


class FaultProxy(Listener):
    """Stands at `url` before a backend; `counts` says whether what arrives here is what clients sent."""

    def __init__(
        self,
        backend: tuple[str, int],
        journal: Journal,
        tls: ssl.SSLContext | None = None,
        *,
        counts: bool = True,
    ) -> None:
        self.backend = backend
        self._counts = counts
        self.journal = journal
        self._arrivals: Counter[str] = Counter()
        self._working = 0
        self._state = threading.Lock()
        super().__init__(tls)

    def busy(self) -> bool:
        return self._working > 0

    def serve(self, connection: socket.socket) -> None:
        keep_open = True
        while keep_open:
            head, rest = read_head(connection)
            if not head:
                return
            with self._state:
                self._working += 1
            try:
                keep_open = self._serve_one(Exchange(connection, head, rest, self))
            finally:
                with self._state:
                    self._working -= 1

    def _serve_one(self, exchange: Exchange) -> bool:
        if not exchange.marker:
            exchange.send(exchange.carry_out())
            return True
        if self._counts:
            self.journal.write(kind="arrived", marker=exchange.marker)
        with self._state:
            number = self._arrivals[exchange.marker]
            self._arrivals[exchange.marker] += 1
        names = [name for name in exchange.marker.partition("~")[2].split(".") if not name.startswith("way-")]
        name = names[number] if number < len(names) else "pass"
        return {**FAULTS, **LIES}[name].act(exchange)


class Tap(Listener):
    """Passes bytes between a client and `target` as they are, and counts the requests of the client."""

    def __init__(self, target: tuple[str, int], journal: Journal) -> None:
        self._target = target
        self._journal = journal
        super().__init__()

    def serve(self, connection: socket.socket) -> None:
        with socket.create_connection(self._target, timeout=10) as server:
            server.settimeout(None)
            server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            back = threading.Thread(target=pump, args=(server, connection), daemon=True)
            back.start()
            unread = b""
            with contextlib.suppress(OSError):
                while piece := connection.recv(65536):
                    *lines, unread = (unread + piece).split(b"\r\n")
                    for line in lines:
                        if line.endswith((b" HTTP/1.1", b" HTTP/1.0")) and (marker := marker_in(line)):
                            self._journal.write(kind="arrived", marker=marker)
                    server.sendall(piece)
            with contextlib.suppress(OSError):
                server.shutdown(socket.SHUT_WR)
            back.join(10)


def pump(source: socket.socket, target: socket.socket) -> None:
    """Pass bytes from one connection to another until the first ends."""
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)
