"""Requests per second over real sockets: the same bytes to every server, keep-alive, a few connections at a time.

Invariant: the client does as little as it can (fixed bytes out, status and length in, one thread on one selector), so that the server is what is
measured; both share the machine's cores.
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from selectors import EVENT_READ, DefaultSelector
from urllib.parse import urlsplit

_PATIENCE = 30.0


@dataclass(frozen=True)
class Exchange:
    """One request, as bytes, and the status that its answer must have."""

    name: str
    raw: bytes
    status: int = 200


def exchange(name: str, url: str, target: str, body: bytes) -> Exchange:
    """A POST of JSON to a path with its query."""
    host = urlsplit(url).netloc
    lines = (f"POST {target} HTTP/1.1", f"Host: {host}", "Accept: application/json", "Content-Type: application/json", f"Content-Length: {len(body)}")
    return Exchange(name, "\r\n".join((*lines, "", "")).encode() + body)


def _size(answer: bytes) -> int | None:
    """How long the whole answer is whose start this is; None while that cannot be told."""
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = answer[:end].lower()
    if b"transfer-encoding: chunked" in head:
        last = answer.find(b"0\r\n\r\n", end)
        return last + 5 if last >= 0 else None
    return end + 4 + int(head.split(b"content-length:")[1].split(b"\r\n")[0])


def rate(url: str, wanted: Exchange, seconds: float = 2.0, connections: int = 4) -> float:
    """Answers per second; raises RuntimeError when one is not what was expected."""
    place = urlsplit(url)
    expected = b"HTTP/1.1 %d " % wanted.status
    done = 0
    with DefaultSelector() as ready:
        sockets = [socket.create_connection((place.hostname or "", place.port or 80), timeout=_PATIENCE) for _ in range(connections)]
        for each in sockets:
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            ready.register(each, EVENT_READ, bytearray())
        started = time.perf_counter()
        for each in sockets:
            each.sendall(wanted.raw)
        while (spent := time.perf_counter() - started) < seconds:
            for key, _ in ready.select(_PATIENCE):
                each, buffer = key.fileobj, key.data
                assert isinstance(each, socket.socket)
                buffer += each.recv(65536)
                size = _size(buffer)
                if size is None or len(buffer) < size:
                    continue
                if not buffer.startswith(expected) or buffer.endswith(b"\r\n\r\n"):
                    raise RuntimeError(f"{wanted.name}: {bytes(buffer[:60])!r}, expected {wanted.status}")
                buffer.clear()
                done += 1
                each.sendall(wanted.raw)
        for each in sockets:
            each.close()
    return done / spent
