"""Answers in full, events, canaries in everything that is emitted, and clients that are shared."""

from __future__ import annotations

import asyncio
import logging
import pickle
import subprocess
import sys
import threading
import traceback
from typing import Any

import httpx2
import pytest

from order_contract.errors import (
    InvalidRequestError,
    NoResponseError,
    OrderContractError,
    RefusedError,
    UnreadableResponseError,
)
from order_contract.globale import AsyncGlobalEClient, GlobalEClient
from order_contract.globale.mappings import OrderStatusDetailsDict
from order_contract.http.events import Event
from order_contract.retries import Retries
from order_contract.s2 import AsyncS2Client, S2Client
from order_contract.testing import MockTransport
from tests.http.client_servers import GUID, Clock, call, hang_up, loopback, response
from tests.samples import example

both = pytest.mark.parametrize("mode", ["sync", "async"])
STATUS: OrderStatusDetailsDict = {
    "OrderId": "canary",
    "OrderStatus": {"OrderStatusCode": "canary", "Name": "canary"},
}
CALLS: dict[str, tuple[Any, ...]] = {
    "create_order_refund": (
        {"OrderId": "canary", "RefundComments": "canary"},
        [{"CartItemId": "canary", "RefundQuantity": 1}],
    ),
    "dispatch_consolidated_shipment": ({"OrderIds": ["canary"]},),
    "dispatch_orders": ({"OrderIds": ["canary"], "HubCode": "canary"},),
    "get_orders_details": ({"OrderIds": ["canary"]},),
    "get_shipping_documents": ({"OrderId": "canary", "Parcels": []},),
    "track_order": ("canary", "canary@canary.example"),
    "update_order_dispatch": (
        [{"ProductCode": "canary", "DeliveryQuantity": 1}],
        STATUS,
        [{"ParcelCode": "canary"}],
    ),
    "update_order_dispatch_v2": (
        {"OrderId": "canary", "Parcels": [{"ParcelCode": "canary", "Products": []}]},
    ),
    "update_order_products": (
        {"OrderId": "canary", "MetaDataUpdateType": "Merge", "Products": [{"ProductCode": "canary"}]},
    ),
    "update_order_status": (STATUS,),
}


class TestAnswersInFull:
    @both
    @pytest.mark.parametrize("method", CALLS)
    def test_of_every_method(self, method: str, mode: str) -> None:
        body = b'{"Code":"1002","Error":"too much"}'
        with loopback(response(body, 400, "X-Trace: 7")) as server:
            raw = call(server.url, method, *CALLS[method], mode=mode, raw=True)
        assert (raw.status_code, raw.headers["x-trace"], raw.content, raw.attempts) == (400, "7", body, 1)
        assert 0 < raw.elapsed < 10
        with pytest.raises(RefusedError) as caught:
            raw.parse()
        assert str(raw.error) == str(caught.value)
        assert "too much" not in repr(raw)

    @both
    def test_parsed_is_what_the_method_returns(self, mode: str) -> None:
        with loopback(response()) as server:
            raw = call(server.url, "update_order_status", STATUS, mode=mode, raw=True)
        assert raw.parse().success
        assert raw.error is None
        assert raw.operation == "updateOrderStatus"

    def test_of_s2(self) -> None:
        async def run() -> Any:
            async with httpx2.AsyncClient(transport=MockTransport("s2")) as http:
                return await AsyncS2Client(
                    "https://s2.example", "t", "o", http_client=http
                ).with_raw_response.update_order("1", example("updateOrder.request"))

        blocking = S2Client(
            "https://s2.example", "t", "o", http_client=httpx2.Client(transport=MockTransport("s2"))
        )
        for raw in (
            blocking.with_raw_response.update_order("1", example("updateOrder.request")),
            asyncio.run(run()),
        ):
            assert raw.status_code == 200
            assert raw.parse().id


class TestHooksOfAnInjectedClient:
    def test_may_read_the_response_and_add_to_the_request(self) -> None:
        seen: list[str] = []

        def add(request: httpx2.Request) -> None:
            request.headers["X-Trace"] = "7"

        def read(response: httpx2.Response) -> None:
            seen.append(response.read().decode())

        with (
            loopback(response()) as server,
            httpx2.Client(event_hooks={"request": [add], "response": [read]}) as http,
        ):
            assert GlobalEClient(server.url, GUID, http_client=http).update_order_status(STATUS).success
        assert b"x-trace: 7" in server.requests[0].lower()
        assert seen == ['{"Success":true}']


class TestEvents:
    @both
    def test_tell_each_step_without_content(self, mode: str) -> None:
        seen: list[Event] = []
        with loopback(hang_up, response(b"{}", 503, "Retry-After: 2"), response(b"{}")) as server:
            call(
                server.url,
                "track_order",
                "canary",
                "canary@x.example",
                mode=mode,
                clock=Clock(),
                on_event=seen.append,
            )
        assert [
            (event.kind, event.attempt, event.status_code, event.error, event.pause) for event in seen
        ] == [
            ("request", 1, None, None, None),
            ("failure", 1, None, "RemoteProtocolError", None),
            ("pause", 1, None, None, 0.5),
            ("request", 2, None, None, None),
            ("response", 2, 503, None, None),
            ("pause", 2, None, None, 2.0),
            ("request", 3, None, None, None),
            ("response", 3, 200, None, None),
        ]
        assert seen[0].url == f"{server.url}/Order/TrackOrder?***"
        assert seen[-1].elapsed == 2.5
        assert "canary" not in repr(seen)

    def test_one_that_fails_hides_nothing(self, caplog: pytest.LogCaptureFixture) -> None:
        def broken(event: Event) -> None:
            raise ValueError("canary")

        with loopback(response()) as server:
            assert call(server.url, "create_order_refund", {"OrderId": "1"}, on_event=broken).success
        assert "on_event raised ValueError" in caplog.text
        assert "canary" not in caplog.text


CANARIES = b'{"Code":"canary!","Error":"canary","Description":"canary"}'
HOSTILE = [
    response(CANARIES, 400, "X: canary", "Set-Cookie: canary=canary"),
    response(CANARIES, 500),
    response(b"canary", 200, "Content-Type: canary/canary"),
    response(b'["canary"]'),
    response(b'{"canary":"canary"}', 418),
    response(b"canary", 200, "Content-Encoding: canary"),
    response(b"canary", 200, "Content-Encoding: gzip"),
    response(b"", 302, "Location: http://canary.example/canary"),
    response(b"", 302, "Location: http://[canary"),
    response(b"", 302, "Location: canary:canary"),
    b"canary canary canary\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ncanary\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: canary\r\n\r\n",
    b"HTTP/1.1 200 canary\r\nTransfer-Encoding: canary\r\n\r\n",
    b"HTTP/1.1 200 canary\r\nTransfer-Encoding: chunked\r\n\r\ncanary\r\n",
]


@both
@pytest.mark.parametrize("method", CALLS)
def test_canaries_stay_out_of_everything_that_is_emitted(
    method: str, mode: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    emitted = []
    for reply in HOSTILE:

        def once(connection: Any, number: int, reply: bytes = reply) -> None:
            connection.sendall(reply)
            hang_up(connection, number)

        with loopback(once) as server, pytest.raises(OrderContractError) as caught:
            call(
                server.url,
                method,
                *CALLS[method],
                mode=mode,
                retries=Retries(attempts=1),
                max_response_bytes=10_000,
            )
        error = caught.value
        # the frames of this file quote their own source lines
        frames = [line for line in traceback.format_exception(error) if "test_client_answers.py" not in line]
        emitted += [str(error), repr(error), *frames, str(pickle.loads(pickle.dumps(error)))]  # noqa: S301  # our own
        emitted += [repr(error.__cause__), repr(error.__context__)]
    message = "".join(emitted) + caplog.text + "".join(capfd.readouterr())
    assert len(emitted) > len(HOSTILE)
    assert "HTTP Request: POST" in message
    assert "canary" not in message.lower()
    assert GUID not in message


class TestSharing:
    def test_by_threads(self) -> None:
        mock, failures = MockTransport(), []
        client = GlobalEClient("https://x.example", GUID, http_client=httpx2.Client(transport=mock))

        def work(number: int) -> None:
            try:
                for turn in range(20):
                    raw = client.with_raw_response.track_order(f"{number}-{turn}", "a@b.example")
                    assert raw.attempts == 1
            except BaseException as error:  # noqa: BLE001  # shown below
                failures.append(error)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert {request.url.params["orderId"] for _, request in mock.requests} == {
            f"{item}-{turn}" for item in range(8) for turn in range(20)
        }

    def test_by_tasks_through_sockets(self) -> None:
        async def run(url: str) -> set[str]:
            async with AsyncGlobalEClient(url, GUID) as client:
                responses = await asyncio.gather(
                    *(client.track_order(str(number), "a@b.example") for number in range(40))
                )
                assert len(client._connections.client("")._transport._pool.connections) <= 40  # type: ignore[attr-defined]
            return {type(item).__name__ for item in responses}

        with loopback(response(b"{}")) as server:
            assert asyncio.run(run(server.url)) == {"MerchantOrderTracking"}
        assert len(server.requests) == 40

    def test_a_cancelled_task_gives_its_connection_back(self) -> None:
        async def run(url: str) -> None:
            async with httpx2.AsyncClient(limits=httpx2.Limits(max_connections=1)) as http:
                client = AsyncGlobalEClient(
                    url, GUID, http_client=http, timeout=5, retries=Retries(attempts=1)
                )
                for _ in range(3):
                    with pytest.raises(asyncio.TimeoutError):
                        await asyncio.wait_for(client.track_order("1", "a@b.example"), 0.1)
                assert http._transport._pool.connections == []  # type: ignore[attr-defined]

        def silent(connection: Any, number: int) -> None:
            connection.recv(1)

        with loopback(silent) as server:
            asyncio.run(run(server.url))

    def test_closing_twice_and_calling_after_it(self) -> None:
        client = GlobalEClient("http://127.0.0.1:9", GUID)
        client.close()
        client.close()
        with pytest.raises(InvalidRequestError, match="the client has been closed; make a new one"):
            client.track_order("1", "a@b.example")

    def test_closing_twice_and_calling_after_it_without_blocking(self) -> None:
        async def run() -> None:
            client = AsyncGlobalEClient("http://127.0.0.1:9", GUID)
            await client.aclose()
            await client.aclose()
            with pytest.raises(InvalidRequestError, match="the client has been closed; make a new one"):
                await client.track_order("1", "a@b.example")

        asyncio.run(run())

    @both
    def test_every_end_of_a_call_gives_its_connection_back(self, mode: str) -> None:
        replies = [
            response(b"{}"),
            response(CANARIES, 400),
            response(b"x" * 20_000),
            response(b"", 302, "Location: /"),
            response(b"x", 200, "Content-Encoding: br"),
        ]

        def check(pool: Any) -> None:
            assert [connection for connection in pool.connections if not connection.is_idle()] == []

        async def run(url: str) -> None:
            async with httpx2.AsyncClient(limits=httpx2.Limits(max_connections=1)) as http:
                client = AsyncGlobalEClient(
                    url, GUID, http_client=http, retries=Retries(attempts=1), max_response_bytes=10_000
                )
                for _ in replies:
                    await client.with_raw_response.track_order("1", "a@b.example")
                    check(http._transport._pool)  # type: ignore[attr-defined]

        with loopback(*replies) as server, httpx2.Client(limits=httpx2.Limits(max_connections=1)) as http:
            if mode == "async":
                asyncio.run(run(server.url))
            else:
                client = GlobalEClient(
                    server.url, GUID, http_client=http, retries=Retries(attempts=1), max_response_bytes=10_000
                )
                for _ in replies:
                    client.with_raw_response.track_order("1", "a@b.example")
                    check(http._transport._pool)  # type: ignore[attr-defined]
        assert len(server.requests) == len(replies)

    def test_under_trio_too(self) -> None:
        pytest.importorskip("trio")
        import trio

        async def run() -> None:
            async with httpx2.AsyncClient(transport=MockTransport()) as http:
                await AsyncGlobalEClient("https://x.example", GUID, http_client=http).track_order(
                    "1", "a@b.example"
                )

        trio.run(run)


def test_importing_the_client_loads_no_model_and_no_table() -> None:
    code = (
        "import sys, order_contract.globale; print([name for name in sys.modules if 'generated' in name "
        "or name == 'msgspec' or 'pydantic' in name])"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )


def test_an_injected_client_is_as_it_was_between_calls() -> None:
    with loopback(response(b"{}")) as server, httpx2.Client() as http:
        GlobalEClient(
            server.url, GUID, http_client=http, retries=Retries(attempts=1, deadline=0.5)
        ).track_order("1", "a@b.example")
        http.post(server.url)
        assert http.get(server.url, timeout=None).status_code == 200
    with pytest.raises(NoResponseError):
        call(server.url, "track_order", "1", "a@b.example", retries=Retries(attempts=1))
    assert issubclass(UnreadableResponseError, OrderContractError)
