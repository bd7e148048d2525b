"""One client used before and after a fork: no process reads another's responses."""

from __future__ import annotations

import asyncio
import json
import os
import warnings
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from order_contract import AsyncGlobalEClient, GlobalEClient
from order_contract.errors import InvalidRequestError
from order_contract.globale.jwt import TokenProvider
from tests.http.client_servers import GUID, loopback, read_request, response

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")


def in_children(number: int, work: Callable[[int], Any]) -> list[Any]:
    """What `work` gives in that many forked processes."""
    results = []
    pipes = []
    for child in range(number):
        reading, writing = os.pipe()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # threads of the test's server
            process = os.fork()
        if process == 0:
            try:
                result = work(child)
            except BaseException as error:  # noqa: BLE001  # reported to the parent
                result = f"{type(error).__name__}: {error}"
            os.write(writing, json.dumps(result).encode())
            os._exit(0)
        os.close(writing)
        pipes.append((process, reading))
    for process, reading in pipes:
        with os.fdopen(reading, "rb") as pipe:
            results.append(json.loads(pipe.read()))
        os.waitpid(process, 0)
    return results


ORDERS: dict[Any, str] = {}
"""By connection, the order that was asked for last."""


def read_and_remember(connection: Any) -> bytes:
    request = read_request(connection)
    if request:
        target = request.split(b" ", 2)[1].decode()
        ORDERS[connection] = parse_qs(urlsplit(target).query)["orderId"][0]
    return request


def serve(connection: Any, number: int) -> None:
    connection.sendall(response(json.dumps({"OrderId": ORDERS[connection]}).encode()))


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_four_workers_get_their_own_responses(mode: str) -> None:
    with loopback(serve, read=read_and_remember) as server:
        if mode == "sync":
            client = GlobalEClient(server.url, GUID)
            assert client.track_order("parent", "a@b.example").model_extra["OrderId"] == "parent"

            def work(child: int) -> list[bool]:
                names = [f"{child}-{turn}" for turn in range(10)]
                return [
                    client.track_order(name, "a@b.example").model_extra["OrderId"] == name for name in names
                ]

            assert in_children(4, work) == [[True] * 10] * 4
            assert client.track_order("parent", "a@b.example").model_extra["OrderId"] == "parent"
            client.close()
            return

        async def main() -> None:
            async with AsyncGlobalEClient(server.url, GUID) as client:
                assert (await client.track_order("parent", "a@b.example")).model_extra["OrderId"] == "parent"

                def work(child: int) -> list[bool]:
                    async def calls() -> list[bool]:
                        names = [f"{child}-{turn}" for turn in range(10)]
                        return [
                            (await client.track_order(name, "a@b.example")).model_extra["OrderId"] == name
                            for name in names
                        ]

                    asyncio._set_running_loop(None)  # the child has no loop that runs
                    return asyncio.run(calls())

                assert in_children(4, work) == [[True] * 10] * 4
                assert (await client.track_order("parent", "a@b.example")).model_extra["OrderId"] == "parent"

        asyncio.run(main())


def test_an_http_client_of_yours_is_refused_in_the_child() -> None:
    with loopback(serve, read=read_and_remember) as server, httpx2.Client() as http:
        client = GlobalEClient(server.url, GUID, http_client=http)
        client.track_order("parent", "a@b.example")
        (reported,) = in_children(
            1, lambda child: client.track_order("1", "a@b.example").model_extra["OrderId"]
        )
        assert reported.startswith(InvalidRequestError.__name__)
        assert "was made before this process was forked; make one in each process" in reported
        assert len(server.requests) == 1


def test_a_lock_that_was_held_at_the_fork_blocks_no_call() -> None:
    provider = TokenProvider("user", "password")
    with provider._lock:
        assert in_children(1, lambda child: provider._lock.acquire(timeout=1)) == [True]
