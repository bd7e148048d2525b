"""Opening a connection ends with the deadline too: the look-up of a name, and the addresses that it has."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from typing import Any

import httpx2
import pytest

from order_contract.errors import NoResponseError
from order_contract.globale import AsyncGlobalEClient, GlobalEClient
from order_contract.http.deadline import BoundedBackend
from order_contract.retries import Retries
from tests.http.client_servers import GUID, call, loopback, response

REFUND = ("create_order_refund", {"OrderId": "GE1", "FullRefund": True}, [])
ORDERS = ("get_orders_details", {"OrderIds": ["GE1"]})
real = socket.getaddrinfo


def names(monkeypatch: pytest.MonkeyPatch, look_up: Any) -> None:
    """Let `look_up` answer for names, and the system for addresses."""

    def getaddrinfo(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
        if options.get("flags") or str(host)[:1].isdigit():
            return real(host, port, *arguments, **options)
        return look_up(host, port)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize("timeout", [0.3, None])
def test_a_look_up_that_does_not_end_is_given_up(
    timeout: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = threading.Event()
    names(monkeypatch, lambda host, port: ended.wait(30) and [])
    started = time.monotonic()
    with pytest.raises(NoResponseError) as caught:
        call("http://shop.example", *REFUND, timeout=timeout, retries=Retries(1, 0.6))
    assert time.monotonic() - started < 5
    ended.set()
    assert (caught.value.sent, caught.value.outcome_unknown) == (False, False)


def test_an_event_loop_goes_on_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop itself waits for the thread of the look-up when it is closed."""
    ended = threading.Event()
    names(monkeypatch, lambda host, port: ended.wait(30) and [])

    async def run() -> tuple[float, NoResponseError]:
        started = time.monotonic()
        async with AsyncGlobalEClient("http://shop.example", GUID, retries=Retries(1, 0.6)) as client:
            with pytest.raises(NoResponseError) as caught:
                await client.create_order_refund({"OrderId": "GE1", "FullRefund": True}, [])
        passed = time.monotonic() - started
        ended.set()
        return passed, caught.value

    passed, error = asyncio.run(run())
    assert passed < 5
    assert (error.sent, error.outcome_unknown) == (False, False)


def test_a_name_that_is_not_known_was_not_sent_to(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(host: str, port: int) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    names(monkeypatch, unknown)
    with pytest.raises(NoResponseError, match="ConnectError") as caught:
        call("http://shop.example", *REFUND, retries=Retries(1, 5))
    assert not caught.value.sent


def test_the_next_address_of_a_name_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    def two(host: str, port: int) -> Any:
        return [*real("127.0.0.2", port), *real("127.0.0.1", port)]

    names(monkeypatch, two)
    with loopback(response(b"[]")) as server:
        port = httpx2.URL(server.url).port
        assert call(f"http://shop.example:{port}", *ORDERS) == []
        assert f"Host: shop.example:{port}".lower().encode() in server.requests[0].lower()


def test_every_connection_of_a_client_is_opened_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """By names that httpx2 keeps to itself: this fails when it calls them otherwise."""
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    with GlobalEClient("https://shop.example", GUID) as client:
        http = client._connections.client("")
        transports = [http._transport, *(mounted for mounted in http._mounts.values() if mounted is not None)]
        assert len(transports) > 1
        for transport in transports:
            assert isinstance(transport._pool._network_backend, BoundedBackend)  # type: ignore[attr-defined]
