"""Servers that are down, slow, of another kind, endless or dying: the check ends, in time, with a sentence
that says what to do.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
import trustme

from order_contract.check import CannotRunError, Report, run
from order_contract.check.transport import connections
from tests.check.servers import Answer, Documented, served
from tests.check.test_check import CREDENTIALS, sizes

Conversation = Callable[[socket.socket, Event], None]
OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"


@contextmanager
def listening(talk: Conversation, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """A server that does as it is told with each connection, and stops with the block."""
    over = Event()
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[Thread] = []

    def one(connection: socket.socket) -> None:
        try:
            with tls.wrap_socket(connection, server_side=True) if tls else connection as held:
                held.settimeout(30)
                talk(held, over)
        except OSError:
            pass  # the client has gone, as it may

    def accept() -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threads.append(Thread(target=one, args=(connection,)))
            threads[-1].start()

    accepting = Thread(target=accept)
    accepting.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        # Wakes `accept`, which a closed listener does not on every system.
        socket.create_connection(listener.getsockname()).close()
        listener.close()
        accepting.join()
        for thread in threads:
            thread.join()


def asked(held: socket.socket) -> bool:
    """Read one request without a body; whether there was one."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = held.recv(65_536)
        if not piece:
            return False
        data += piece
    return True


def checked(address: str, scheme: str = "http", *, timeout: float = 20, only: str = "TrackOrder") -> Report:
    return run(
        f"{scheme}://{address}",
        "globale",
        credentials=CREDENTIALS,
        seed=1,
        only=[only],
        profile=sizes(),
        timeout=timeout,
    )


class TestAServerThat:
    def test_is_down(self) -> None:
        with served(Documented("globale")) as url:
            pass
        with pytest.raises(CannotRunError, match="start the server, or correct the URL"):
            checked(url.removeprefix("http://"))

    def test_says_nothing(self) -> None:
        def silence(held: socket.socket, over: Event) -> None:
            over.wait(30)

        with listening(silence) as address:
            report = checked(address, timeout=0.2)
        assert "raise --timeout" in report.stopped
        assert report.exit_code == 1

    def test_hangs_up_at_once(self) -> None:
        with listening(lambda held, over: None) as address:
            report = checked(address)
        assert "gives no response" in report.stopped

    def test_drips(self) -> None:
        def drip(held: socket.socket, over: Event) -> None:
            while asked(held):
                held.sendall(OK)
                while not over.wait(0.02):
                    held.sendall(b"x")

        started = time.monotonic()
        with listening(drip) as address:
            report = checked(address, timeout=0.5)
        assert time.monotonic() - started < 20
        assert "No response within 0.5 seconds." in report.findings[0].message

    def test_never_ends_its_response(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def flood(held: socket.socket, over: Event) -> None:
            while asked(held):
                held.sendall(OK + b"transfer-encoding: chunked\r\n\r\n")
                while not over.is_set():
                    held.sendall(b"400\r\n" + b"x" * 0x400 + b"\r\n")

        monkeypatch.setattr(connections, "MAX_RESPONSE", 100_000)
        with listening(flood) as address:
            report = checked(address)
        assert "longer than 100,000 bytes" in report.findings[0].message
        assert report.exit_code == 1

    @pytest.mark.parametrize("length", [10**12, 100_001])
    def test_announces_a_huge_response(self, length: int, monkeypatch: pytest.MonkeyPatch) -> None:
        def huge(held: socket.socket, over: Event) -> None:
            while asked(held):
                held.sendall(OK + b"content-length: %d\r\n\r\n" % length + b"[" * 100_001)
                over.wait(1)

        monkeypatch.setattr(connections, "MAX_RESPONSE", 100_000)
        with listening(huge) as address:
            report = checked(address)
        assert "longer than 100,000 bytes" in report.findings[0].message

    def test_ends_before_the_length_it_announced(self) -> None:
        def short(held: socket.socket, over: Event) -> None:
            asked(held)
            held.sendall(OK + b"content-length: 100\r\n\r\n{}")

        with listening(short) as address:
            report = checked(address)
        assert "before its announced length" in report.findings[0].message

    def test_responds_to_something_else_than_http(self) -> None:
        def greet(held: socket.socket, over: Event) -> None:
            asked(held)
            held.sendall(b"220 mail.example.com ESMTP\r\n")

        with listening(greet) as address:
            report = checked(address)
        assert report.exit_code == 1
        assert "is not HTTP/1.1" in report.findings[0].message

    def test_responds_to_with_a_web_page(self) -> None:
        class Page(Documented):
            def encode(self, response: Answer) -> tuple[int, str, bytes]:
                return 200, "text/html; charset=utf-8", b"<html>Welcome</html>"

        with served(Page("globale")) as url:
            report = checked(url.removeprefix("http://"))
        assert "web page" in report.stopped
        assert report.exit_code == 1
        assert report.cases == 1

    def test_is_checked_when_only_the_header_says_that_it_is_a_web_page(self) -> None:
        class Called(Documented):
            def encode(self, response: Answer) -> tuple[int, str, bytes]:
                status, _, body = super().encode(response)
                return status, "text/html", body

        with served(Called("globale")) as url:
            report = checked(url.removeprefix("http://"))
        assert report.stopped == ""
        assert {finding.rule.id for finding in report.findings} == {"content-type"}

    def test_redirects(self) -> None:
        def redirect(held: socket.socket, over: Event) -> None:
            while asked(held):
                held.sendall(
                    b"HTTP/1.1 301 Moved\r\nlocation: https://shop.example.com/\r\ncontent-length: 0\r\n\r\n"
                )

        with listening(redirect) as address:
            report = checked(address)
        assert "redirected, to https://shop.example.com/" in report.stopped
        assert report.exit_code == 1

    def test_dies_midway(self) -> None:
        responses = iter(range(4))

        class Mortal(Documented):
            def parameters(self, operation: object, pairs: list[tuple[str, str]]) -> None:
                next(responses)

        with served(Mortal("globale")) as url:
            report = checked(url.removeprefix("http://"), only="UpdateOrderStatus")
        assert "without a response" in report.stopped
        assert {finding.rule.id for finding in report.findings} >= {"refuse-invalid", "answer"}
        assert report.exit_code == 1

    def test_is_gone_midway(self) -> None:
        done = Event()

        def mortal(held: socket.socket, over: Event) -> None:
            asked(held)
            body = b"[]"
            held.sendall(OK + b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(body) + body)
            done.set()

        listener = socket.create_server(("127.0.0.1", 0))

        def once() -> None:
            connection, _ = listener.accept()
            listener.close()
            with connection:
                mortal(connection, done)

        thread = Thread(target=once)
        thread.start()
        report = checked(f"127.0.0.1:{listener.getsockname()[1]}")
        thread.join()
        assert "stopped responding" in report.stopped
        assert [finding.rule.id for finding in report.findings] == ["body"]
        assert report.exit_code == 1

    def test_closes_every_connection(self) -> None:
        class Closing(Documented):
            pass

        with served(Closing("globale"), headers={"Connection": "close"}) as url:
            report = checked(url.removeprefix("http://"))
        assert (report.findings, report.exit_code) == ((), 0)


class TestTls:
    @pytest.fixture
    def authority(self) -> trustme.CA:
        return trustme.CA()

    @pytest.fixture
    def context(self, authority: trustme.CA) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        return context

    @staticmethod
    def talk(held: socket.socket, over: Event) -> None:
        while asked(held):
            held.sendall(OK + b"content-length: 2\r\n\r\n{}")

    def test_is_used_where_the_url_does_not_say_so(self, context: ssl.SSLContext) -> None:
        with (
            listening(self.talk, context) as address,
            pytest.raises(CannotRunError, match="write https:// instead"),
        ):
            checked(address)

    def test_is_not_used_where_the_url_says_so(self) -> None:
        with (
            served(Documented("globale")) as url,
            pytest.raises(CannotRunError, match="write http:// instead"),
        ):
            checked(url.removeprefix("http://"), "https")

    def test_of_an_unknown_authority_is_not_trusted(self, context: ssl.SSLContext) -> None:
        with listening(self.talk, context) as address, pytest.raises(CannotRunError, match="SSL_CERT_FILE"):
            checked(address, "https")

    def test_of_a_known_issuer_is(
        self, context: ssl.SSLContext, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        with listening(self.talk, context) as address:
            report = checked(address, "https")
        assert report.operations[0].accepted > 1
