"""Requests per second over real sockets: the same bytes to every server, keep-alive, a few connections at a
time.

Invariant: the client does as little as it can (fixed bytes out, status and length in, one thread), so that
the server is what is measured; both share the machine's cores.
"""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack
from dataclasses import dataclass
from select import POLLIN, poll
from urllib.parse import urlsplit

_PATIENCE = 30.0


@dataclass(frozen=True)
class Exchange:
    """One request, as bytes, and the status that its response must have."""

    name: str
    raw: bytes
    status: int = 200


def exchange(name: str, url: str, target: str, body: bytes) -> Exchange:
    """A POST of JSON to a path with its query."""
    host = urlsplit(url).netloc
    lines = (
        f"POST {target} HTTP/1.1",
        f"Host: {host}",
        "Accept: application/json",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    return Exchange(name, "\r\n".join((*lines, "", "")).encode() + body)


def _size(response: bytes | bytearray) -> int | None:
    """How long the whole response is whose start this is; None while that cannot be told."""
    end = response.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = response[:end].lower()
    if b"transfer-encoding: chunked" in head:
        last = response.find(b"0\r\n\r\n", end)
        return last + 5 if last >= 0 else None
    return end + 4 + int(head.split(b"content-length:")[1].split(b"\r\n")[0])


def rate(url: str, wanted: Exchange, seconds: float = 2.0, connections: int = 4) -> float:
    """Answers per second; raises RuntimeError when one is not what was expected."""
    place = urlsplit(url)
    expected = b"HTTP/1.1 %d " % wanted.status
    done = usual = 0
    with ExitStack() as opened:
        ready = poll()
        sockets: dict[int, tuple[socket.socket, bytearray]] = {}
        for _ in range(connections):
            client = opened.enter_context(
                socket.create_connection((place.hostname or "", place.port or 80), timeout=_PATIENCE)
            )
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            client.settimeout(None)  # a time limit costs a system call at client turn; `poll` has one
            ready.register(client, POLLIN)
            sockets[client.fileno()] = client, bytearray()
        started = time.perf_counter()
        for client, _ in sockets.values():
            client.sendall(wanted.raw)
        while (spent := time.perf_counter() - started) < seconds:
            for descriptor, _ in ready.poll(_PATIENCE * 1000):
                client, buffer = sockets[descriptor]
                chunk = client.recv(65536)
                # Most answers are as long as the last one and come in one piece: there is nothing to look for
                # in them.
                if buffer or len(chunk) != usual:
                    buffer += chunk
                    size = _size(buffer)
                    if size is None or len(buffer) < size:
                        continue
                    chunk, usual = bytes(buffer), size
                    buffer.clear()
                if not chunk.startswith(expected) or chunk.endswith(b"\r\n\r\n"):
                    raise RuntimeError(f"{wanted.name}: {chunk[:60]!r}, expected {wanted.status}")
                done += 1
                client.sendall(wanted.raw)
    return done / spent
