"""The check's own connection: interim responses are passed over, and no request gets another's response."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from order_contract.check.transport.connections import Http
from order_contract.check.transport.messages import Sent

Write = Callable[[socket.socket, bytes], None]


def response(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


@contextmanager
def served(write: Write) -> Iterator[str]:
    """A server that reads requests without a body and answers each by its path, as `write` sends it."""
    listener = socket.create_server(("127.0.0.1", 0))

    def talk(connection: socket.socket) -> None:
        # who reads no more of a connection resets it
        with connection, suppress(OSError):
            waiting = b""
            while data := connection.recv(65_536):
                waiting += data
                while b"\r\n\r\n" in waiting:
                    head, _, waiting = waiting.partition(b"\r\n\r\n")
                    write(connection, head.split()[1])

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def paths(url: str, *, wait: float = 0) -> list[bytes]:
    """What comes back for the paths /0 to /3, in their order."""
    connection, bodies = Http(url, 5), []
    for number in range(4):
        bodies.append(connection.send(Sent("GET", f"{url}/{number}")).body)
        time.sleep(wait)
    connection.close()
    return bodies


EXPECTED = [b"/0", b"/1", b"/2", b"/3"]


@pytest.mark.parametrize(
    "interim",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.1 102 Processing\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n",
    ],
    ids=["100", "102", "103"],
)
@pytest.mark.parametrize("times", [1, 3])
def test_interim_responses_are_passed_over(interim: bytes, times: int) -> None:
    with served(lambda connection, path: connection.sendall(interim * times + response(path))) as url:
        assert paths(url) == EXPECTED


def test_bytes_behind_a_response_are_not_the_next_one() -> None:
    with served(lambda connection, path: connection.sendall(response(path) + response(b"another"))) as url:
        assert paths(url) == EXPECTED


def test_a_response_that_comes_late_is_not_the_next_one() -> None:
    def write(connection: socket.socket, path: bytes) -> None:
        connection.sendall(response(path))
        threading.Timer(0.02, late, (connection,)).start()

    def late(connection: socket.socket) -> None:
        with suppress(OSError):
            connection.sendall(b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")

    with served(write) as url:
        assert paths(url, wait=0.1) == EXPECTED


def test_an_interim_response_that_comes_behind_is_not_the_next_one() -> None:
    hints = b"HTTP/1.1 103 Early Hints\r\n\r\n"
    with served(lambda connection, path: connection.sendall(response(path) + hints)) as url:
        assert paths(url) == EXPECTED
