"""Running a WSGI application on loopback, in this process: httptools parses, a thread serves each connection.

Invariants: HTTP/1.1 with connections kept; one request that hangs holds up no other connection; what is no
HTTP, or too large, is refused and the connection closed; nothing listens any more when the block ends.
"""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from io import BytesIO
from threading import Thread
from typing import Any, Final
from urllib.parse import unquote_to_bytes

import httptools
from flask import Flask

CHUNK: Final = 65_536
LONGEST_HEAD: Final = 100_000
"""Bytes of a request line with its headers."""
LONGEST_BODY: Final = 4_000_000
"""Bytes that are read to the end, so that the application can refuse them in peace."""


class Connection:
    """One connection: what was read of a request so far, and the responses to those that are complete."""

    def __init__(self, connection: socket.socket, application: Flask) -> None:
        self.socket = connection
        self.application = application
        self.parser = httptools.HttpRequestParser(self)
        self.open = True
        self.on_message_begin()

    def serve(self) -> None:
        with suppress(OSError), self.socket:
            while self.open and (received := self.socket.recv(CHUNK)):
                try:
                    self.parser.feed_data(received)
                except (httptools.HttpParserUpgrade, httptools.HttpParserError):
                    self.refuse(400)
                self.received += len(received)
                if self.open and self.received > (LONGEST_BODY if self.headed else LONGEST_HEAD):
                    self.refuse(413 if self.headed else 431)

    def on_message_begin(self) -> None:
        self.target = b""
        self.headers: list[tuple[str, str]] = []
        self.body = BytesIO()
        self.received = 0
        self.headed = False

    def on_url(self, part: bytes) -> None:
        self.target += part

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.decode("latin-1").upper().replace("-", "_"), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        self.headed = True
        if ("EXPECT", "100-continue") in self.headers:
            self.socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, part: bytes) -> None:
        self.body.write(part)

    def on_message_complete(self) -> None:
        method = self.parser.get_method().decode()
        self.open = self.parser.should_keep_alive()
        started: list[Any] = []
        written: list[bytes] = []

        def start(
            status: str, headers: list[tuple[str, str]], error: Any = None, /
        ) -> Callable[[bytes], object]:
            started.extend((status, headers))
            return written.append

        rest = b"".join(self.application(self.environ(method), start))
        content = b"".join(written) + rest
        status, headers = started[:2]
        head = [
            f"HTTP/1.1 {status}",
            *(f"{name}: {value}" for name, value in headers),
            *(() if self.open else ("Connection: close",)),
        ]
        self.socket.sendall(
            "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + (b"" if method == "HEAD" else content)
        )
        self.received = 0

    def environ(self, method: str) -> dict[str, Any]:
        """The request as WSGI has it."""
        path, _, query = self.target.partition(b"?")
        path = path if path.startswith(b"/") else b"/" + path.partition(b"://")[2].partition(b"/")[2]
        result: dict[str, Any] = {f"HTTP_{name}": value for name, value in self.headers}
        return {
            **result,
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query.decode("latin-1"),
            "CONTENT_TYPE": result.get("HTTP_CONTENT_TYPE", ""),
            "CONTENT_LENGTH": str(self.body.tell()),
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(self.body.getvalue()),
            "wsgi.input_terminated": True,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }

    def refuse(self, status: int) -> None:
        """A response by hand to what never reached the application."""
        self.open = False
        reason = HTTPStatus(status).phrase
        content = json.dumps({"Code": str(status), "Error": reason, "Description": None}).encode()
        head = (
            f"HTTP/1.1 {status} {reason}\r\nContent-Type: application/json\r\nContent-Length: "
            f"{len(content)}\r\nConnection: close\r\n\r\n"
        )
        self.socket.sendall(head.encode() + content)
        self.socket.shutdown(socket.SHUT_WR)
        self.socket.settimeout(1)
        while self.socket.recv(
            CHUNK
        ):  # closing with bytes unread would reset the connection and lose the response
            pass


@contextmanager
def running(application: Flask, port: int = 0) -> Iterator[str]:
    """The base URL of an application that is served until the block ends."""
    with socket.create_server(("127.0.0.1", port), backlog=128) as listening:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    Thread(target=Connection(connection, application).serve, daemon=True).start()

        thread = Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            with suppress(OSError):  # where an idle listener counts as not connected, closing it is enough
                listening.shutdown(socket.SHUT_RDWR)
    thread.join()
