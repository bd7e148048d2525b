"""Requests per second over real sockets: the same bytes to every server, keep-alive, a few connections at a time.

Invariant: the client does as little as it can (fixed bytes out, headers and length in), so that the server is what is measured.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from urllib.parse import urlsplit


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


async def _answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head[9:12])
    if b"transfer-encoding: chunked" in head:
        size = 0
        while length := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
            await reader.readexactly(length + 2)
            size += length
        await reader.readexactly(2)
        return status, size
    length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
    await reader.readexactly(length)
    return status, length


async def _connection(url: str, wanted: Exchange, until: float) -> int:
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    done = 0
    try:
        while time.perf_counter() < until:
            writer.write(wanted.raw)
            status, size = await _answer(reader)
            if status != wanted.status or not size:
                raise RuntimeError(f"{wanted.name}: status {status} with {size} bytes, expected {wanted.status}")
            done += 1
    finally:
        writer.close()
    return done


async def _rate(url: str, wanted: Exchange, seconds: float, connections: int) -> float:
    started = time.perf_counter()
    done = await asyncio.gather(*(_connection(url, wanted, started + seconds) for _ in range(connections)))
    return sum(done) / (time.perf_counter() - started)


def rate(url: str, wanted: Exchange, seconds: float = 2.0, connections: int = 4) -> float:
    """Answers per second; raises RuntimeError when one is not what was expected."""
    return asyncio.run(_rate(url, wanted, seconds, connections))
