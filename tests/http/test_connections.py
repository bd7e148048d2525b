"""TLS, HTTP/2, proxies and limits come through the injected httpx2 client, and change nothing of what is
promised: through real sockets.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import h2.config
import h2.connection
import h2.events
import httpx2
import pytest
import trustme

from order_contract.errors import NoResponseError, OrderContractError, OutcomeUnknownError
from order_contract.globale import AsyncGlobalEClient, GlobalEClient
from order_contract.globale.mappings import OrderRefundDetailsDict
from order_contract.retries import Retries
from tests.http.client_servers import GUID, Clock, Loopback, loopback, response

both = pytest.mark.parametrize("mode", ["sync", "async"])
REFUND: OrderRefundDetailsDict = {"OrderId": "GE1GB", "TotalRefundAmount": 1, "RefundComments": "canary"}


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.fixture
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def refund(url: str, mode: str, **http: Any) -> Any:
    """One refund through an httpx2 client of the caller's."""
    once = Retries(attempts=1, deadline=20)
    if mode == "sync":
        with httpx2.Client(trust_env=False, **http) as client:
            return GlobalEClient(url, GUID, http_client=client, retries=once).create_order_refund(REFUND)

    async def run() -> Any:
        async with httpx2.AsyncClient(trust_env=False, **http) as client:
            return await AsyncGlobalEClient(url, GUID, http_client=client, retries=once).create_order_refund(
                REFUND
            )

    return asyncio.run(run())


class TestTLS:
    @both
    def test_by_an_authority_of_ones_own(
        self, mode: str, server_tls: ssl.SSLContext, trusting: ssl.SSLContext
    ) -> None:
        with loopback(response(), tls=server_tls) as server:
            assert refund(server.url, mode, verify=trusting).success
        assert len(server.requests) == 1

    @both
    def test_by_an_unknown_authority_sends_nothing(self, mode: str, server_tls: ssl.SSLContext) -> None:
        with loopback(response(), tls=server_tls) as server, pytest.raises(NoResponseError) as caught:
            refund(server.url, mode)
        assert not caught.value.sent
        assert "CERTIFICATE_VERIFY_FAILED" in str(caught.value.__cause__)
        assert server.requests == []


class H2:
    """What a connection under HTTP/2 says: a response to each request, or the end of the stream without
    one.
    """

    def __init__(self, reset: bool = False, slow: int = 0) -> None:
        self._reset, self._slow = reset, slow
        self.connections: dict[int, h2.connection.H2Connection] = {}
        self.paths: list[str] = []
        self._waiting: list[tuple[socket.socket, h2.connection.H2Connection, int]] = []

    def read(self, connection: socket.socket) -> bytes:
        spoken = self.connections.get(id(connection))
        if spoken is None:
            spoken = self.connections[id(connection)] = h2.connection.H2Connection(
                h2.config.H2Configuration(client_side=False)
            )
            spoken.initiate_connection()
            connection.sendall(spoken.data_to_send())
        data = connection.recv(65536)
        for event in spoken.receive_data(data) if data else ():
            if isinstance(event, h2.events.RequestReceived):
                self.paths.append(
                    next(value for name, value in event.headers or () if name == b":path").decode()
                )
            elif isinstance(event, h2.events.StreamEnded):
                self._waiting.append((connection, spoken, event.stream_id or 0))
                if len(self._waiting) > self._slow:
                    for waiting in self._waiting:
                        self._say(*waiting)
                    self._waiting.clear()
        connection.sendall(spoken.data_to_send())
        return data

    def _say(self, connection: socket.socket, spoken: h2.connection.H2Connection, stream: int) -> None:
        if self._reset:
            spoken.reset_stream(stream)
            return
        spoken.send_headers(
            stream, [(":status", "200"), ("content-type", "application/json"), ("x-canary", "canary")]
        )
        spoken.send_data(stream, b'{"Success":true}', end_stream=True)
        connection.sendall(spoken.data_to_send())


@contextmanager
def h2_server(spoken: H2, tls: ssl.SSLContext) -> Iterator[Loopback]:
    tls.set_alpn_protocols(["h2"])
    server = Loopback(lambda connection, number: None, tls, spoken.read)
    try:
        yield server
    finally:
        server.close()


class TestHTTP2:
    @both
    def test_is_used(
        self,
        mode: str,
        server_tls: ssl.SSLContext,
        trusting: ssl.SSLContext,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        spoken = H2()
        with h2_server(spoken, server_tls) as server:
            assert refund(server.url, mode, verify=trusting, http2=True).success
        (path,) = spoken.paths
        assert path.startswith(f"/Order/CreateOrderRefund?merchantGUID={GUID}&orderRefund=")
        # the server speaks from a thread of its own: its lines are not a client's
        ours = [record for record in caplog.records if record.threadName == threading.current_thread().name]
        lines = "\n".join(record.getMessage() for record in ours)
        assert '"HTTP/2 200 OK"' in lines
        assert "canary" not in lines
        assert GUID not in lines

    @both
    def test_a_stream_that_ends_without_a_response_is_not_sent_again(
        self, mode: str, server_tls: ssl.SSLContext, trusting: ssl.SSLContext
    ) -> None:
        spoken = H2(reset=True)
        with h2_server(spoken, server_tls) as server, pytest.raises(OutcomeUnknownError) as caught:
            refund(server.url, mode, verify=trusting, http2=True)
        assert len(spoken.paths) == 1
        assert "canary" not in str(caught.value) + repr(caught.value.__cause__)

    def test_many_calls_share_one_connection(
        self, server_tls: ssl.SSLContext, trusting: ssl.SSLContext
    ) -> None:
        spoken = H2(slow=9)

        async def run(url: str) -> None:
            async with httpx2.AsyncClient(verify=trusting, http2=True, trust_env=False) as http:
                client = AsyncGlobalEClient(url, GUID, http_client=http)
                responses = await asyncio.gather(*(client.create_order_refund(REFUND) for _ in range(10)))
                assert all(item.success for item in responses)

        with h2_server(spoken, server_tls) as server:
            asyncio.run(run(server.url))
        assert (len(spoken.paths), len(spoken.connections)) == (10, 1)


def tunnel(connection: socket.socket, connect: bytes) -> None:
    """Let what follows a CONNECT through to where it asks to go."""
    host, _, port = connect.split()[1].decode().partition(":")
    connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    with socket.create_connection((host, int(port))) as beyond:
        back = threading.Thread(target=_pump, args=(beyond, connection))
        back.start()
        _pump(connection, beyond)
        back.join(10)


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


class TestAProxy:
    @both
    def test_is_asked_for_the_whole_address(self, mode: str) -> None:
        with loopback(response()) as proxy:
            assert refund("http://globale.example", mode, proxy=proxy.url).success
        assert proxy.requests[0].startswith(
            f"POST http://globale.example/Order/CreateOrderRefund?merchantGUID={GUID}".encode()
        )

    @both
    def test_sees_nothing_of_what_goes_under_tls(
        self, mode: str, server_tls: ssl.SSLContext, trusting: ssl.SSLContext
    ) -> None:
        with (
            loopback(response(), tls=server_tls) as server,
            loopback(lambda connection, number: tunnel(connection, proxy.requests[-1])) as proxy,
        ):
            assert refund(server.url, mode, proxy=proxy.url, verify=trusting).success
        assert proxy.requests[0].startswith(
            f"CONNECT {server.url.removeprefix('https://')} HTTP/1.1\r\n".encode()
        )
        assert GUID.encode() not in b"".join(proxy.requests)
        assert len(server.requests) == 1

    @both
    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_its_refusal_and_its_password_are_not_shown(
        self, scheme: str, mode: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        refusal = response(b"canary", 407, "Proxy-Authenticate: Basic realm=canary")
        with loopback(refusal) as proxy, pytest.raises(OrderContractError) as caught:
            refund(
                f"{scheme}://globale.example", mode, proxy=proxy.url.replace("http://", "http://me:canary@")
            )
        assert b"proxy-authorization: basic " in proxy.requests[0].lower()
        assert isinstance(caught.value, NoResponseError) == (scheme == "https")
        assert caught.value.outcome_unknown == (scheme == "http")
        message = str(caught.value) + repr(caught.value) + repr(caught.value.__cause__) + caplog.text
        assert "canary" not in message
        assert "bWU6Y2FuYXJ5" not in message
        assert GUID not in message


class TestLimits:
    def test_no_connection_free_is_nothing_sent(self) -> None:
        arrived, release, clock = threading.Event(), threading.Event(), Clock()

        def held(connection: socket.socket, number: int) -> None:
            arrived.set()
            release.wait(30)
            connection.sendall(response())

        with loopback(held) as server, httpx2.Client(limits=httpx2.Limits(max_connections=1)) as http:
            timeout = httpx2.Timeout(30, pool=0.05)
            retries = Retries(attempts=2)
            client = clock.drive(
                GlobalEClient(server.url, GUID, http_client=http, timeout=timeout, retries=retries)
            )
            first = _in_thread(lambda: client.create_order_refund(REFUND))
            assert arrived.wait(30)
            with pytest.raises(NoResponseError, match="PoolTimeout") as caught:
                client.create_order_refund(REFUND)
            release.set()
            assert first().success
        assert (caught.value.sent, caught.value.attempts, len(server.requests)) == (False, 2, 1)

    def test_idle_connections_are_kept_within_them(self) -> None:
        with (
            loopback(response()) as server,
            httpx2.Client(limits=httpx2.Limits(max_keepalive_connections=1)) as http,
        ):
            client = GlobalEClient(server.url, GUID, http_client=http)
            for end in [_in_thread(lambda: client.create_order_refund(REFUND)) for _ in range(6)]:
                assert end().success
            assert len(http._transport._pool.connections) == 1  # type: ignore[attr-defined]


def _in_thread(work: Callable[[], Any]) -> Callable[[], Any]:
    ends: list[Any] = []
    thread = threading.Thread(target=lambda: ends.append(work()))
    thread.start()

    def end() -> Any:
        thread.join(60)
        return ends[0]

    return end
