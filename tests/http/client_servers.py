"""Loopback servers that respond with given bytes, however odd, and clients whose time is not real."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from order_contract.globale import AsyncGlobalEClient, GlobalEClient
from order_contract.http.client import AsyncClient, SyncClient
from order_contract.http.retry import Timing

GUID = "abcdabcd-abcd-abcd-abcd-abcdabcdabcd"
C = TypeVar("C", bound=SyncClient | AsyncClient)
Conversation = Callable[[socket.socket, int], None]


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)

    def drive(self, client: C, share: Callable[[], float] = lambda: 1.0) -> C:
        """Let a client live in this time, and wait its pauses whole."""
        private: Any = client
        private._timing = Timing(self, share)
        private._sleep = self.asleep if isinstance(client, AsyncClient) else self.sleep
        return client


class Loopback:
    """Accepts connections and lets `talk(connection, number)` answer each request on it, as `read` reads
    them; under TLS with a context.
    """

    def __init__(
        self,
        talk: Conversation,
        tls: ssl.SSLContext | None = None,
        read: Callable[[socket.socket], bytes] | None = None,
    ) -> None:
        self._talk = talk
        self._tls = tls
        self._read = read or read_request
        self.requests: list[bytes] = []
        self.open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.open.add(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError), connection, contextlib.ExitStack() as stack:
            if self._tls:
                connection = stack.enter_context(self._tls.wrap_socket(connection, server_side=True))
                self.open.add(connection)
            while request := self._read(connection):
                self.requests.append(request)
                self._talk(connection, len(self.requests))
        self.open.discard(connection)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in list(self.open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)


def read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def response(body: bytes = b'{"Success":true}', status: int = 200, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


@contextlib.contextmanager
def loopback(
    *responses: bytes | Conversation,
    tls: ssl.SSLContext | None = None,
    read: Callable[[socket.socket], bytes] | None = None,
) -> Iterator[Loopback]:
    """A server that gives each request the next of the responses, the last one for ever."""

    def talk(connection: socket.socket, number: int) -> None:
        chosen = responses[min(number, len(responses)) - 1]
        if callable(chosen):
            chosen(connection, number)
        else:
            connection.sendall(chosen)

    server = Loopback(talk, tls, read)
    try:
        yield server
    finally:
        server.close()


def hang_up(connection: socket.socket, number: int) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def call(
    url: str,
    method: str,
    *arguments: Any,
    mode: str = "sync",
    clock: Clock | None = None,
    raw: bool = False,
    share: Callable[[], float] | None = None,
    **options: Any,
) -> Any:
    """One call through the synchronous or the asynchronous client, with its own connections."""
    if mode == "sync":
        with GlobalEClient(url, GUID, **options) as client:
            if clock is not None:
                clock.drive(client, **({"share": share} if share else {}))
            return getattr(client.with_raw_response if raw else client, method)(*arguments)

    async def run() -> Any:
        async with AsyncGlobalEClient(url, GUID, **options) as client:
            if clock is not None:
                clock.drive(client)
            return await getattr(client.with_raw_response if raw else client, method)(*arguments)

    return asyncio.run(run())
