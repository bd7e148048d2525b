"""Servers that mean harm: each a typed error in bounded time and memory, through real sockets."""

from __future__ import annotations

import asyncio
import gzip
import logging
import socket
import threading
import time
import tracemalloc
import zlib
from typing import Any, ClassVar

import httpx2
import pytest

from order_contract.callback import AsyncNotifier, Notifier
from order_contract.errors import (
    ContentEncodingError,
    NoResponseError,
    OrderContractError,
    OutcomeUnknownError,
    RedirectedError,
    RefusedError,
    ResponseTooLargeError,
    UnexpectedResponseError,
    UnreadableResponseError,
)
from order_contract.globale import GlobalEClient
from order_contract.globale.models import MerchantOrder
from order_contract.retries import Retries
from tests.http.client_servers import GUID, call, hang_up, loopback, response

both = pytest.mark.parametrize("mode", ["sync", "async"])
ASK = ("get_orders_details", {"OrderIds": ["GE1GB"]})
LIMIT = 1 << 20
ONCE = Retries(attempts=1, deadline=10)


def ask(url: str, mode: str = "sync", **options: Any) -> Any:
    return call(url, *ASK, mode=mode, **{"retries": ONCE, "max_response_bytes": LIMIT, **options})


def raised(reply: Any, mode: str = "sync", **options: Any) -> OrderContractError:
    with loopback(reply) as server, pytest.raises(OrderContractError) as caught:
        ask(server.url, mode, **options)
    return caught.value


def chunked(*pieces: bytes) -> bytes:
    body = b"".join(f"{len(piece):x}\r\n".encode() + piece + b"\r\n" for piece in pieces)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body


class TestTooMuch:
    @both
    def test_a_body_over_the_limit(self, mode: str) -> None:
        assert type(raised(response(b"[" + b" " * LIMIT + b"]"), mode)) is ResponseTooLargeError

    @both
    def test_one_at_the_limit_is_read(self, mode: str) -> None:
        with loopback(response(b"[" + b" " * (LIMIT - 2) + b"]")) as server:
            assert ask(server.url, mode) == []

    @both
    def test_an_endless_stream(self, mode: str) -> None:
        def endless(connection: socket.socket, number: int) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while True:
                connection.sendall(b"10000\r\n" + b" " * 65536 + b"\r\n")

        assert type(raised(endless, mode)) is ResponseTooLargeError

    @both
    @pytest.mark.parametrize("packing", ["gzip", "deflate"])
    def test_a_bomb(self, packing: str, mode: str) -> None:
        packer = zlib.compressobj(9, wbits=31 if packing == "gzip" else 15)
        bomb = b"".join(packer.compress(b" " * LIMIT) for _ in range(512)) + packer.flush()
        assert len(bomb) < LIMIT
        reply = response(bomb, 200, f"Content-Encoding: {packing}")
        tracemalloc.start()
        try:
            assert type(raised(reply, mode)) is ResponseTooLargeError
            assert tracemalloc.get_traced_memory()[1] < 12 * LIMIT
        finally:
            tracemalloc.stop()

    def test_a_bomb_in_a_bomb(self) -> None:
        layers = gzip.compress(gzip.compress(b" " * LIMIT * 64))
        assert type(raised(response(layers, 200, "Content-Encoding: gzip, gzip"))) is ResponseTooLargeError

    def test_headers_without_an_end(self) -> None:
        def endless(connection: socket.socket, number: int) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while True:
                connection.sendall(b"X: " + b"x" * 8192 + b"\r\n")

        assert type(raised(endless)) is NoResponseError

    def test_the_limit_holds_for_a_refund_and_says_that_the_outcome_is_unknown(self) -> None:
        with loopback(response(b" " * 2 * LIMIT)) as server, pytest.raises(ResponseTooLargeError) as caught:
            call(server.url, "create_order_refund", {"OrderId": "1"}, max_response_bytes=LIMIT)
        assert caught.value.outcome_unknown


class TestTooManyValues:
    @both
    @pytest.mark.parametrize(
        "body",
        [b"[" + b"{}," * 100_000 + b"{}]", b"[" + b"1," * 1_000_000 + b"1]"],
        ids=["objects", "values"],
    )
    def test_are_a_response_that_is_too_large(self, body: bytes, mode: str) -> None:
        started = time.monotonic()
        error = raised(response(body), mode, max_response_bytes=32 * LIMIT)
        assert time.monotonic() - started < 5
        assert (type(error), error.outcome_unknown) == (ResponseTooLargeError, False)

    def test_leave_the_outcome_of_a_refund_unknown(self) -> None:
        body = b"[" + b"{}," * 100_000 + b"{}]"
        with loopback(response(body)) as server, pytest.raises(ResponseTooLargeError) as caught:
            call(server.url, "create_order_refund", {"OrderId": "1", "FullRefund": True}, [])
        assert caught.value.outcome_unknown


class TestTooSlow:
    @both
    @pytest.mark.parametrize("count", [20, 60_000], ids=["on the event loop", "in a thread"])
    def test_reading_ends_with_the_deadline(
        self, count: int, mode: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Minimal orders, whose reading takes far longer than their transfer."""
        read_fast = MerchantOrder._read_fast

        def slowly(wire: Any, reading: Any) -> MerchantOrder:
            time.sleep(0.1)
            return read_fast(wire, reading)

        monkeypatch.setattr(MerchantOrder, "_read_fast", slowly)
        body = b"[" + b",".join([b'{"OrderId":"1"}'] * count) + b"]"
        started = time.monotonic()
        error = raised(response(body), mode, retries=Retries(1, 0.8), max_response_bytes=32 * LIMIT)
        assert time.monotonic() - started < 4
        assert isinstance(error, NoResponseError)
        assert (error.reason, error.sent, error.outcome_unknown) == ("DeadlineExceeded", True, False)

    def test_a_response_in_full_is_read_when_its_caller_wants(self) -> None:
        with loopback(response(b'[{"OrderId":"1"}]')) as server:
            raw = call(server.url, *ASK, raw=True, retries=Retries(1, 0.5))
        time.sleep(0.6)
        assert [order.order_id for order in raw.parse()] == ["1"]

    @both
    def test_a_response_that_trickles(self, mode: str) -> None:
        def trickle(connection: socket.socket, number: int) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            for _ in range(100):
                connection.sendall(b" ")
                time.sleep(0.05)

        started = time.monotonic()
        error = raised(trickle, mode, retries=Retries(attempts=1, deadline=0.5))
        assert time.monotonic() - started < 3
        assert type(error) is NoResponseError
        assert error.reason == "DeadlineExceeded"

    @both
    def test_headers_that_trickle(self, mode: str) -> None:
        def trickle(connection: socket.socket, number: int) -> None:
            connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            for _ in range(100):
                connection.sendall(b"x")
                time.sleep(0.05)

        started = time.monotonic()
        error = raised(trickle, mode, retries=Retries(attempts=1, deadline=0.5))
        assert time.monotonic() - started < 3
        assert isinstance(error, NoResponseError)

    @both
    @pytest.mark.parametrize("pause", [0.02, 30.0])
    def test_a_request_that_is_taken_slowly(self, mode: str, pause: float) -> None:
        ended = threading.Event()

        def sip(connection: socket.socket) -> bytes:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            while not ended.wait(pause) and connection.recv(1000):
                pass
            return b""

        started = time.monotonic()
        large, once = {"OrderIds": ["x" * 24_000_000]}, Retries(1, 0.7)
        with loopback(response(), read=sip) as server:
            with pytest.raises(OutcomeUnknownError) as caught:
                call(server.url, "dispatch_orders", large, mode=mode, retries=once)
            assert time.monotonic() - started < 5
            ended.set()
        assert caught.value.reason == "DeadlineExceeded"

    @both
    def test_a_hundred_times_continue(self, mode: str) -> None:
        def still(connection: socket.socket, number: int) -> None:
            for _ in range(100):
                connection.sendall(b"HTTP/1.1 102 Processing\r\n\r\n")
                time.sleep(0.05)

        started = time.monotonic()
        assert isinstance(raised(still, mode, retries=Retries(attempts=1, deadline=0.5)), NoResponseError)
        assert time.monotonic() - started < 3


class TestANotifier:
    """It sends as the clients do, to servers that are as strange."""

    ORDER: ClassVar = {"OrderId": "GE1GB", "StatusCode": "CANCELLED"}

    def message_of(self, reply: Any, mode: str, deadline: float) -> str:
        once = Retries(attempts=1, deadline=deadline)

        async def run(url: str) -> str:
            async with AsyncNotifier(url, retries=once) as notifier:
                return (await notifier.deliver(self.ORDER)).reason

        with loopback(reply) as server:
            if mode == "async":
                return asyncio.run(run(server.url))
            with Notifier(server.url, retries=once) as notifier:
                return notifier.deliver(self.ORDER).reason

    @both
    def test_gives_up_a_server_that_is_always_still_at_it(self, mode: str) -> None:
        def still(connection: socket.socket, number: int) -> None:
            while True:
                connection.sendall(b"HTTP/1.1 102 Processing\r\n\r\n")
                time.sleep(0.05)

        assert self.message_of(still, mode, 0.5) == "no response (DeadlineExceeded): the outcome is unknown"

    @both
    def test_takes_in_no_bomb(self, mode: str) -> None:
        bomb = gzip.compress(b" " * (64 << 20))
        assert (
            self.message_of(response(bomb, 200, "Content-Encoding: gzip"), mode, 300)
            == "responded with more bytes than are taken in (HTTP 200)"
        )


class TestBrokenBodies:
    @pytest.mark.parametrize(
        "body",
        [
            b"[" * 90_000,
            b'{"a":' * 90_000,
            b"[" * 90_000 + b"]" * 90_000,
            b"[1e999999999]",
            b"[" + b"9" * 500_000 + b"]",
            b"[0." + b"9" * 500_000 + b"]",
            b'["\xff\xfe"]',
            '[{"OrderId":"ü"}]'.encode("utf-16"),
            "[]".encode("utf-32"),
            b"\x00" * 1000,
            b"",
            b"[NaN]",
            b"[]]",
            b"<html>",
        ],
    )
    @both
    def test_what_is_no_json(self, body: bytes, mode: str) -> None:
        assert (
            type(raised(response(body, 200, "Content-Type: application/json"), mode))
            is UnreadableResponseError
        )

    @pytest.mark.parametrize(
        "body", [b"{}", b'""', b"null", b"1", b"[1]", b'[{"OrderId":{}}]', b'{"Success":true}']
    )
    def test_json_of_another_structure(self, body: bytes) -> None:
        assert type(raised(response(body))) is UnexpectedResponseError

    @pytest.mark.parametrize(
        "kind", ["text/html", "image/png", "application/json; charset=utf-16", "", "x" * 5000]
    )
    def test_the_content_type_proves_nothing(self, kind: str) -> None:
        with loopback(response(b"[]", 200, f"Content-Type: {kind}")) as server:
            assert ask(server.url) == []
        assert (
            type(raised(response(b'{"Code":"1002"}', 200, f"Content-Type: {kind}"))).__mro__[1]
            is RefusedError
        )

    @pytest.mark.parametrize(
        ("packing", "body"),
        [
            ("gzip", b"no gzip"),
            ("gzip", gzip.compress(b"[]", mtime=0)[:-9]),
            ("deflate", b"\xff\xff\xff"),
            ("br", b"[]"),
            ("zstd", b"[]"),
            ("compress", b"[]"),
            ("gzip, identity", b"[]"),
            ("gzip, br", b"[]"),
            ("gzip" + ", gzip" * 9, b"[]"),
        ],
    )
    @both
    def test_broken_or_uncalled_for_packing(self, packing: str, body: bytes, mode: str) -> None:
        assert type(raised(response(body, 200, f"Content-Encoding: {packing}"), mode)) is ContentEncodingError

    @pytest.mark.parametrize(
        ("packing", "pack"),
        [
            ("gzip", gzip.compress),
            ("GZIP ", gzip.compress),
            ("deflate", zlib.compress),
            ("deflate", lambda body: zlib.compress(body)[2:-4]),
            ("identity", bytes),
            ("UTF-8", bytes),
            ("none", bytes),
            ("\xff", bytes),
            ("identity, gzip", gzip.compress),
            ("gzip, identity", gzip.compress),
            ("gzip,deflate", lambda body: zlib.compress(gzip.compress(body))),
            ("gzip", lambda body: gzip.compress(body[:1]) + gzip.compress(body[1:]) + b"\0" * 9),
        ],
    )
    @both
    def test_packing_that_was_asked_for_is_unpacked(self, packing: str, pack: Any, mode: str) -> None:
        with loopback(response(pack(b" " * 1000 + b"[]"), 200, f"Content-Encoding: {packing}")) as server:
            assert ask(server.url, mode, raw=True).content == b" " * 1000 + b"[]"
        assert b"Accept-Encoding: gzip, deflate\r\n" in server.requests[0]

    @pytest.mark.parametrize(
        "reply",
        [
            b"SSH-2.0-OpenSSH\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            b"HTTP/1.1 99999 OK\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"HTTP/1.1 200 OK\r\n: x\r\n\r\n",
            chunked(b"[")[:-1],
        ],
    )
    @both
    def test_what_is_no_http(self, reply: bytes, mode: str) -> None:
        def once(connection: socket.socket, number: int) -> None:
            connection.sendall(reply)
            hang_up(connection, number)

        error = raised(once, mode)
        assert type(error) is NoResponseError
        assert error.sent

    def test_half_a_response_to_a_refund(self) -> None:
        def half(connection: socket.socket, number: int) -> None:
            connection.sendall(response()[:-5])
            hang_up(connection, number)

        with loopback(half) as server, pytest.raises(OutcomeUnknownError):
            call(server.url, "create_order_refund", {"OrderId": "1"})
        assert len(server.requests) == 1


class TestElsewhere:
    @both
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_the_secret_does_not_follow(self, status: int, mode: str) -> None:
        with (
            loopback(response()) as elsewhere,
            loopback(response(b"", status, f"Location: {elsewhere.url}/x")) as server,
        ):
            with pytest.raises(RedirectedError) as caught:
                call(server.url, "create_order_refund", {"OrderId": "1"}, mode=mode)
            assert elsewhere.requests == []
        assert caught.value.outcome_unknown
        assert elsewhere.url not in f"{caught.value!r}"

    @pytest.mark.parametrize(
        "location", ["http://[", "javascript:alert(1)", "//", "\xff", "http://x:99999999/"]
    )
    def test_nor_to_nowhere(self, location: str) -> None:
        with (
            loopback(response(b"", 302, f"Location: {location}")) as server,
            pytest.raises((RedirectedError, NoResponseError)),
        ):
            ask(server.url)

    @both
    def test_cookies_are_not_kept(self, mode: str) -> None:
        noise = [f"Set-Cookie: c{number}=canary; Path=/" for number in range(200)] + [
            "Set-Cookie: \xff=;;;=",
            "Set-Cookie: ",
        ]
        with loopback(response(b"[]", 200, *noise)) as server:
            if mode == "sync":
                with GlobalEClient(server.url, GUID) as client:
                    assert [client.get_orders_details({"OrderIds": ["1"]}) for _ in range(2)] == [[], []]
                    assert len(client._connections.client("").cookies.jar) == 0
            else:
                assert ask(server.url, mode) == []
        assert server.requests
        assert [request for request in server.requests if b"canary" in request] == []


class TestConnectionsAreGivenBack:
    @both
    @pytest.mark.parametrize(
        "reply",
        [
            response(b"[]"),
            response(b" " * 2 * LIMIT),
            response(b"x", 200, "Content-Encoding: br"),
            response(b"", 302, "Location: http://["),
            hang_up,
        ],
    )
    def test_whatever_came(self, reply: Any, mode: str) -> None:
        import asyncio

        from order_contract.globale import AsyncGlobalEClient

        limits = httpx2.Limits(max_connections=1)
        options: Any = {"retries": ONCE, "max_response_bytes": LIMIT, "timeout": 5}
        outcomes = []
        with loopback(reply) as server:
            if mode == "sync":
                with httpx2.Client(limits=limits) as http:
                    client = GlobalEClient(server.url, GUID, http_client=http, **options)
                    outcomes += [self.outcome(client) for _ in range(4)]
                    assert len(http._transport._pool.connections) <= 1  # type: ignore[attr-defined]
            else:

                async def run() -> None:
                    async with httpx2.AsyncClient(limits=limits) as http:
                        client = AsyncGlobalEClient(server.url, GUID, http_client=http, **options)
                        for _ in range(4):
                            try:
                                outcomes.append(str(await client.get_orders_details({"OrderIds": ["1"]})))
                            except OrderContractError as error:
                                outcomes.append(f"{error}")

                asyncio.run(run())
        assert len(set(outcomes)) == 1
        assert "PoolTimeout" not in outcomes[0]

    def outcome(self, client: GlobalEClient) -> str:
        try:
            return str(client.get_orders_details({"OrderIds": ["1"]}))
        except OrderContractError as error:
            return str(error)


def test_the_logs_below_httpx_hold_nothing_that_a_server_sent(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    raised(response(b"canary", 500, "X-Said: canary", "Set-Cookie: a=canary"))

    def broken(connection: socket.socket, number: int) -> None:
        connection.sendall(b"canary canary\r\n\r\n")
        hang_up(connection, number)

    error = raised(broken)
    assert "receive_response_headers.complete return_value=(500, ***)" in caplog.text
    assert "canary" not in caplog.text
    assert "canary" not in f"{error!r}{error.__cause__!r}"
    assert GUID not in caplog.text
