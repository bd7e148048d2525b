"""Whatever fails comes as an error of this package, and says what it means for the call."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import threading
import traceback
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest

from order_contract import AsyncGlobalEClient, GlobalEClient
from order_contract.errors import (
    InvalidRequestError,
    OrderContractError,
    OutcomeUnknownError,
    SettingsError,
)
from order_contract.globale.jwt import TokenProvider
from order_contract.globale.mappings import OrderRefundDetailsDict
from order_contract.retries import Retries
from tests.http.client_servers import GUID, call, loopback, response

REFUND: OrderRefundDetailsDict = {"OrderId": "GE1GB", "TotalRefundAmount": 1}
ONCE = Retries(attempts=1)
both = pytest.mark.parametrize("mode", ["sync", "async"])


class TestAnHttpClientOfYours:
    def test_of_the_legacy_httpx_is_refused_by_name(self) -> None:
        with (
            httpx.Client() as legacy,
            pytest.raises(InvalidRequestError, match="got a Client of httpx; pass an httpx2"),
        ):
            GlobalEClient("https://x.example", GUID, http_client=legacy)  # type: ignore[arg-type]  # the point

    def test_of_the_other_kind_is_refused(self) -> None:
        with (
            httpx2.Client() as blocking,
            pytest.raises(InvalidRequestError, match="pass an httpx2"),
        ):
            AsyncGlobalEClient("https://x.example", GUID, http_client=blocking)  # type: ignore[arg-type]  # the point

    def test_that_is_closed_sends_nothing(self) -> None:
        http = httpx2.Client()
        client = GlobalEClient("https://x.example", GUID, http_client=http)
        http.close()
        with pytest.raises(InvalidRequestError, match="http_client has been closed; make a new one"):
            client.create_order_refund(REFUND)

    def test_with_a_failing_hook_leaves_the_outcome_unknown(self) -> None:
        def fail(response: httpx2.Response) -> None:
            raise KeyError("canary")

        with (
            loopback(response()) as server,
            httpx2.Client(event_hooks={"response": [fail]}) as http,
            pytest.raises(OutcomeUnknownError, match="KeyError") as caught,
        ):
            GlobalEClient(server.url, GUID, http_client=http).create_order_refund(REFUND)
        assert "canary" not in str(caught.value)
        assert len(server.requests) == 1

    def test_whose_authentication_would_send_a_refund_twice_is_stopped(self) -> None:
        challenge = response(b"", 401, 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"')
        with (
            loopback(challenge) as server,
            httpx2.Client(auth=httpx2.DigestAuth("user", "password")) as http,
            pytest.raises(OutcomeUnknownError, match="SecondSendError"),
        ):
            GlobalEClient(server.url, GUID, http_client=http).create_order_refund(REFUND)
        assert len(server.requests) == 1


class TestTheEnvironment:
    @pytest.mark.parametrize("kind", [GlobalEClient, AsyncGlobalEClient])
    @pytest.mark.parametrize(
        ("name", "value", "message"),
        [
            ("ALL_PROXY", "socks://canary:1", "ALL_PROXY must be an http, https, socks5 or socks5h URL"),
            (
                "ALL_PROXY",
                "socks5://canary:1",
                r"ALL_PROXY names a SOCKS proxy. Run: pip install 'httpx2\[socks\]'",
            ),
            ("SSL_CERT_FILE", "/nowhere/canary.pem", "SSL_CERT_FILE cannot be used: No such file"),
        ],
    )
    def test_that_cannot_be_used_is_named(
        self, kind: Any, name: str, value: str, message: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(name, value)
        with pytest.raises(SettingsError, match=message) as caught:
            kind("https://x.example", GUID)
        assert "canary" not in "".join(traceback.format_exception(caught.value))

    def test_with_an_address_in_brackets_works(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
        monkeypatch.setenv("NO_PROXY", "[::1],127.0.0.1")
        with loopback(response()) as server:
            assert call(server.url, "create_order_refund", REFUND).success


class TestEventLoops:
    def test_several_are_served_by_one_client(self) -> None:
        with loopback(response()) as server:
            client = AsyncGlobalEClient(server.url, GUID)

            async def refund() -> Any:
                result = await client.create_order_refund(REFUND)
                await client._connections.client("").aclose()
                return result

            assert asyncio.run(refund()).success
            assert asyncio.run(refund()).success
        assert len(server.requests) == 2

    @pytest.mark.filterwarnings("ignore::ResourceWarning")  # what the loop that ended has left open
    def test_a_client_of_yours_in_a_second_one_fails_as_ours(self) -> None:
        async def refund(client: AsyncGlobalEClient) -> Any:
            return await client.create_order_refund(REFUND)

        with loopback(response()) as server:
            http = httpx2.AsyncClient()
            client = AsyncGlobalEClient(server.url, GUID, http_client=http)
            first, second = asyncio.new_event_loop(), asyncio.new_event_loop()
            try:
                assert first.run_until_complete(refund(client)).success
                with contextlib.suppress(OrderContractError):  # it may work, and nothing else may come
                    assert second.run_until_complete(refund(client)).success
                first.run_until_complete(http.aclose())
            finally:
                first.close()
                second.close()
                gc.collect()


class TestACancellation:
    def cancelled(self, talk: Any, method: str, *arguments: Any, url: str | None = None) -> list[str]:
        arrived = threading.Event()

        def serve(connection: socket.socket, number: int) -> None:
            arrived.set()
            talk(connection, number)

        async def run(url: str) -> None:
            async with AsyncGlobalEClient(url, GUID) as client:
                task = asyncio.ensure_future(getattr(client, method)(*arguments))
                await asyncio.get_running_loop().run_in_executor(None, arrived.wait, 0.5)
                task.cancel()
                await task

        with loopback(serve) as server, pytest.raises(asyncio.CancelledError) as caught:
            asyncio.run(run(url or server.url))
        return getattr(caught.value, "__notes__", [])

    def test_in_flight_says_that_the_outcome_is_unknown(self) -> None:
        (note,) = self.cancelled(lambda connection, number: connection.recv(1), "create_order_refund", REFUND)
        assert "createOrderRefund was in flight: its outcome is unknown" in note
        assert "ask get_orders_details before repeating it. Request " in note
        assert len(note.partition("Request ")[2]) == 65

    def test_of_a_reading_call_says_nothing(self) -> None:
        assert (
            self.cancelled(lambda connection, number: connection.recv(1), "track_order", "1", "a@b.c") == []
        )

    @pytest.mark.filterwarnings("ignore::ResourceWarning")  # httpcore2 leaves a cancelled handshake open
    def test_before_anything_left_says_so(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as deaf:  # accepts, and never speaks TLS
            url = f"https://127.0.0.1:{deaf.getsockname()[1]}"
            notes = self.cancelled(lambda connection, number: None, "create_order_refund", REFUND, url=url)
        assert notes == ["createOrderRefund was not sent."]
        gc.collect()


class TestTheDeadline:
    @both
    @pytest.mark.parametrize(
        "flood",
        [b"HTTP/1.1 100 Continue\r\n\r\n" * 2_000, b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 1_000],
    )
    def test_ends_a_call_while_a_flood_keeps_coming(self, flood: bytes, mode: str) -> None:
        def talk(connection: socket.socket, number: int) -> None:
            while True:
                connection.sendall(flood)

        with loopback(talk) as server, pytest.raises(OutcomeUnknownError, match="DeadlineExceeded"):
            call(server.url, "create_order_refund", REFUND, mode=mode, retries=Retries(deadline=0.5))
        assert len(server.requests) == 1


class TestAResponseTooMany:
    @both
    def test_is_not_taken_for_the_next_calls(self, mode: str) -> None:
        refusal = response(b'{"Code":"1001","Error":"already refunded"}', 400)
        with loopback(response() + refusal, response()) as server:
            ends: list[bool | None]
            if mode == "sync":
                with GlobalEClient(server.url, GUID) as client:
                    ends = [client.create_order_refund(REFUND).success for _ in range(2)]
            else:

                async def run() -> list[bool | None]:
                    async with AsyncGlobalEClient(server.url, GUID) as client:
                        return [(await client.create_order_refund(REFUND)).success for _ in range(2)]

                ends = asyncio.run(run())
        assert ends == [True, True]
        assert len(server.requests) == 2


class TestNoSecretStands:
    def test_in_the_local_variables_of_a_failed_call(self) -> None:
        def lost(connection: socket.socket, number: int) -> None:
            connection.close()

        password = "canary-password"
        with loopback(lost) as server:
            host = server.url.replace("http://", f"http://user:{password}@")
            for mode in ("sync", "async"):
                with pytest.raises(OutcomeUnknownError) as caught:
                    call(host, "create_order_refund", REFUND, mode=mode)
                frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
                ours = [frame for frame in frames.stack if "/order_contract/" in frame.filename]
                shown = "".join(str(frame.locals) for frame in ours)
                assert ours
                assert GUID not in shown
                assert password not in shown

    @pytest.mark.parametrize(
        "build",
        [
            lambda: GlobalEClient("https://x.example", "canary\n"),
            lambda: GlobalEClient("nonsense", "canary-guid"),
            lambda: TokenProvider("canary", "canary\n"),
        ],
    )
    def test_in_the_local_variables_of_a_constructor_that_refuses(self, build: Any) -> None:
        with pytest.raises(InvalidRequestError) as caught:
            build()
        frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        ours = [frame for frame in frames.stack if "/order_contract/" in frame.filename]
        assert "canary" not in "".join(str(frame.locals) for frame in ours)

    def test_in_a_client_that_is_half_built(self) -> None:
        assert repr(GlobalEClient.__new__(GlobalEClient)) == "<GlobalEClient, not built>"


def test_the_log_of_somebody_elses_request_is_left_alone(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level("DEBUG")
    with loopback(response(b"{}", 200, "X-Mine: seen")) as server, httpx2.Client() as http:
        http.get(f"{server.url}/search?query=theirs")
        GlobalEClient(server.url, GUID, http_client=http).track_order("1", "canary@x.example")
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("http")]
    assert any("/search?query=theirs" in line for line in lines)
    assert any("X-Mine" in line for line in lines)
    assert not any("canary" in line or GUID in line for line in lines)
