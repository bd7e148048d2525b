"""A sandbox on a socket, served by uvicorn: in the foreground until a signal, or in a thread for a test.

Invariants: the socket is bound before its address is printed; stopping lets running requests end; a client
takes a bounded part of the memory, and of a connection's time, whatever it sends or leaves unsent.
"""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from typing import Any, Final, Self, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from order_contract.sandbox.application import Choice, app
from order_contract.sandbox.settings import Settings

_GRACE = 5
ALL_ADDRESSES: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - a key, bound by nobody
"""By what stands for every address of this machine: one that a browser can open."""


def bind(host: str, port: int) -> socket.socket:
    """A listening socket. Port 0 takes a free one.

    :raises OSError: the address is taken, or does not belong to this machine.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener


def url_of(listener: socket.socket) -> str:
    """The address of a listening socket as a URL that opens on this machine: loopback for all addresses."""
    host, port = listener.getsockname()[:2]
    host = ALL_ADDRESSES.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Protocol(HttpToolsProtocol):
    """Uvicorn's connection with limits: on the bytes that are not a body, and on the seconds in which a
    request must arrive and a response must be read.
    """

    def __init__(self, settings: Settings, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._limits = settings
        self._beside_body = 0
        self._arriving = self._in_head = True
        self._deadline: asyncio.TimerHandle | None = None
        self._read_deadline: asyncio.TimerHandle | None = None

    # Quirk: uvicorn loses the body of a request that offers HTTP/2 (`Upgrade: h2c`), as Java's own client
    # does on every new connection. Evidence: uvicorn 0.54, httptools_impl.py, where the parser stops at the
    # end of such a head; tests/sandbox (TestAnOfferOfHttp2). Remove when: a request with the offer keeps its
    # body.
    def data_received(self, data: bytes) -> None:
        # The header fields alone are looked at: from the end of the first line to the empty one.
        start = data.find(b"\r")
        end = data.find(b"\r\n\r\n", start)
        if data[start:end].lower().find(b"h2c") >= 0:
            data = _OFFER.sub(b"", data[:end]) + data[end:]
        self._beside_body += len(data)
        self._arriving = True
        super().data_received(data)
        if self.transport.is_closing():
            self._stop_waiting()
        elif self._beside_body > self._limits.max_head:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        elif not self._arriving:
            self._stop_waiting()
        elif self._deadline is None:
            self._wait()

    # Quirk: uvicorn writes a response's head and its body apart, and uvloop sends each at once: two packets,
    # for which a client wakes twice. Evidence: uvicorn 0.54, httptools_impl.py (`RequestResponseCycle.send`),
    # uvloop 0.23; tests/sandbox (TestResponse). Remove when: a small response leaves uvicorn in one write.
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._whole = _WholeResponses(cast(asyncio.Transport, transport))
        super().connection_made(cast(asyncio.Transport, self._whole))
        self._wait()

    def on_response_complete(self) -> None:
        self._whole.flush()
        super().on_response_complete()

    def on_message_begin(self) -> None:
        self._arriving = self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        # One that arrived in one piece: uvicorn refuses what cannot be read here, and so the connection ends.
        if self._beside_body > self._limits.max_head:
            size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
            if size > self._limits.max_head:
                raise ValueError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE.phrase)
        self._in_head = False
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Uvicorn's response to what it cannot read, or to a head beyond the limit."""
        if self._beside_body > self._limits.max_head:
            self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        else:
            super().send_400_response(msg)

    def on_body(self, body: bytes) -> None:
        self._beside_body -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._beside_body = 0
        self._arriving = False
        self._stop_waiting()
        super().on_message_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._read_deadline = self.loop.call_later(self._limits.request_timeout, self.transport.abort)

    def resume_writing(self) -> None:
        self._stop_waiting_for_reader()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._stop_waiting_for_reader()
        super().connection_lost(exc)

    def _wait(self) -> None:
        """Give what is arriving its time."""
        self._deadline = self.loop.call_later(self._limits.request_timeout, self._late)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _stop_waiting_for_reader(self) -> None:
        if self._read_deadline is not None:
            self._read_deadline.cancel()
            self._read_deadline = None

    def _late(self) -> None:
        if self.flow.read_paused:
            # It is the sandbox that does not read on, because it is busy with an earlier request.
            self._wait()
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)

    def _refuse(self, status: HTTPStatus) -> None:
        """End the connection: with a response when a head has begun and no other response is under way."""
        self._stop_waiting()
        idle = self.cycle is None or self.cycle.response_complete
        if idle and self._in_head and self._beside_body:
            lines = (f"HTTP/1.1 {status.value} {status.phrase}", "connection: close", "content-length: 0")
            self.transport.write("\r\n".join((*lines, "", "")).encode())
        self.transport.close()


class _WholeResponses:
    """A transport that keeps the head of a response back until what follows is written, or nothing will."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head = b""
        self.is_closing = transport.is_closing

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if self._head:
            data, self._head = self._head + data, b""
        elif data.startswith(b"HTTP/1.1 ") and not data.startswith(_CONTINUE):
            self._head = data
            return
        self._transport.write(data)

    def flush(self) -> None:
        if self._head:
            self.write(b"")

    def close(self) -> None:
        self.flush()
        self._transport.close()


_CONTINUE: Final = b"HTTP/1.1 100 "
_OFFER: Final = re.compile(rb"\r\nupgrade:[ \t]*h2c[ \t]*(?=\r\n|\Z)", re.IGNORECASE)


class _UvicornServer(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on a signal, and end with code 0: uvicorn would raise the signal again after the shutdown."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()


def server(api: Choice, settings: Settings) -> uvicorn.Server:
    """A server that is ready to run on a bound socket.

    :raises StoreError: the settings name a database that cannot be used.
    """
    # What uvicorn says of broken requests and of connections that chaos cuts does not help those who test a
    # client.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    config = uvicorn.Config(
        app(api, settings),
        http=cast(Any, partial(_Protocol, settings)),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE,
    )
    return _UvicornServer(config)


class Running:
    """A sandbox that runs in a thread. `url` is where; a context manager.

    :param settings: those of the sandbox; its credentials are what a client needs.
    """

    def __init__(self, api: Choice = "all", settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self._listener = bind("127.0.0.1", 0)
        self.url = url_of(self._listener)
        self._server = server(api, self.settings)
        # The socket listens already: a request that comes early waits for the server, so that no caller has
        # to wait for it to start.
        self._thread = threading.Thread(
            target=self._server.run,
            kwargs={"sockets": [self._listener]},
            name="order-contract-sandbox",
            daemon=True,
        )
        self._thread.start()

    def __repr__(self) -> str:
        return f"Running({self.url!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop it; running requests end first. Doing it twice does nothing."""
        self._server.should_exit = True
        self._thread.join()
        self._listener.close()
