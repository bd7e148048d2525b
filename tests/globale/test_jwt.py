"""Tokens: fetched once, kept, renewed in time, and the odd HTTP 500 for an expired one."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from typing import Any

import httpx2
import pytest

from order_contract.errors import InvalidRequestError, RefusedError, UnexpectedResponseError
from order_contract.globale import AsyncGlobalEClient, GlobalEClient, jwt
from order_contract.globale.jwt import AsyncTokenProvider, TokenProvider
from order_contract.http.auth import Credentials
from tests.http.client_servers import GUID, Clock

EXPIRED = {"Code": "500", "Error": "JWT is expired"}
FAILED = {"Code": "500", "Error": "Something went wrong"}


class Server:
    """Gives tokens t1, t2 … and takes those that `good` holds."""

    def __init__(self, refusal: Any = EXPIRED, slow: float = 0) -> None:
        self.issued = 0
        self.good: set[str] = set()
        self.refusal = refusal
        self.slow = slow
        self.calls: list[httpx2.Request] = []
        self.fetches: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path == "/Authentication/GetAuthenticationToken":
            self.fetches.append(request)
            time.sleep(self.slow)
            self.issued += 1
            self.good.add(f"t{self.issued}")
            return httpx2.Response(200, json={"Token": f"t{self.issued}"})
        self.calls.append(request)
        if request.headers["authorization"].removeprefix("Bearer ") not in self.good:
            return httpx2.Response(500, json=self.refusal)
        return httpx2.Response(200, json={"Success": True})

    def client(self, provider: TokenProvider) -> GlobalEClient:
        return GlobalEClient(
            "https://x.example",
            GUID,
            http_client=httpx2.Client(transport=httpx2.MockTransport(self)),
            tokens=provider,
        )


class TestATokenIs:
    def test_fetched_once_and_sent_with_the_name(self) -> None:
        server = Server()
        client = server.client(TokenProvider("user", "secret"))
        for _ in range(3):
            client.track_order("1", "a@b.example")
        assert len(server.fetches) == 1
        assert json.loads(server.fetches[0].content) == {"UserName": "user", "Password": "secret"}
        for request in server.calls:
            assert (request.headers["authorization"], request.headers["username"]) == ("t1", "user")
            assert request.url.params["merchantGUID"] == GUID

    def test_preceded_by_bearer_on_request(self) -> None:
        server = Server()
        server.client(TokenProvider("user", "secret", bearer=True)).track_order("1", "a@b.example")
        assert server.calls[0].headers["authorization"] == "Bearer t1"

    def test_renewed_before_its_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        server, clock = Server(), Clock()
        monkeypatch.setattr(jwt, "clock", clock)
        client = server.client(TokenProvider("user", "secret"))
        for clock.now, wanted in ((0, 1), (839, 1), (841, 2), (1680, 2), (1682, 3)):
            client.track_order("1", "a@b.example")
            assert len(server.fetches) == wanted

    def test_fetched_by_one_of_many_threads(self) -> None:
        server = Server(slow=0.05)
        client = server.client(TokenProvider("user", "secret"))
        threads = [threading.Thread(target=client.track_order, args=("1", "a@b.example")) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(server.calls) == 12
        assert len(server.fetches) == 1

    def test_fetched_by_one_of_many_tasks(self) -> None:
        server = Server()

        async def response(request: httpx2.Request) -> httpx2.Response:
            await asyncio.sleep(0.01)
            return server(request)

        async def run() -> None:
            async with httpx2.AsyncClient(transport=httpx2.MockTransport(response)) as http:
                client = AsyncGlobalEClient(
                    "https://x.example", GUID, http_client=http, tokens=AsyncTokenProvider("user", "secret")
                )
                await asyncio.gather(*(client.track_order("1", "a@b.example") for _ in range(12)))
                server.good.clear()
                await client.track_order("1", "a@b.example")

        asyncio.run(run())
        assert len(server.fetches) == 2
        assert len(server.calls) == 14


class TestAnExpiredToken:
    @pytest.mark.parametrize("refusal", [EXPIRED, FAILED])
    def test_is_renewed_once_for_a_reading_method(self, refusal: Any) -> None:
        server = Server(refusal)
        client = server.client(TokenProvider("user", "secret"))
        client.track_order("1", "a@b.example")
        server.good.clear()
        assert client.track_order("1", "a@b.example")
        assert [request.headers["authorization"] for request in server.calls] == ["t1", "t1", "t2"]

    @pytest.mark.parametrize("refusal", [EXPIRED, FAILED])
    def test_is_renewed_for_the_next_refund_and_never_for_the_same(self, refusal: Any) -> None:
        server = Server(refusal)
        client = server.client(TokenProvider("user", "secret"))
        client.track_order("1", "a@b.example")
        server.good.clear()
        with pytest.raises(RefusedError) as caught:
            client.create_order_refund({"OrderId": "1"})
        assert caught.value.outcome_unknown
        assert len(server.calls) == 2
        assert client.create_order_refund({"OrderId": "1"}).success
        assert len(server.fetches) == 2

    def test_is_not_renewed_for_ever(self) -> None:
        server = Server()
        client = server.client(TokenProvider("user", "secret"))
        server.good = Never()  # type: ignore[assignment]
        with pytest.raises(RefusedError):
            client.track_order("1", "a@b.example")
        assert len(server.calls) == 2


class Never(set[str]):
    def add(self, item: str) -> None: ...


class TestTheAnswerOfTheTokenMayBe:
    @pytest.mark.parametrize(
        "response", ['"abc"', '{"token":"abc"}', '{"AuthenticationToken":"abc","x":1}', '"Bearer abc"']
    )
    def test_one_of_the_usual_forms(self, response: str) -> None:
        assert self.header(response) == "abc"

    @pytest.mark.parametrize("response", ["{}", "[]", '""', '{"Token":5}', '"a\\nb"', "null"])
    def test_nothing_else(self, response: str) -> None:
        with pytest.raises(UnexpectedResponseError, match="getAuthenticationToken"):
            self.header(response)

    def test_a_refusal(self) -> None:
        with pytest.raises(RefusedError, match="getAuthenticationToken"):
            self.header('{"Code":"401"}')

    def header(self, response: str) -> str:
        seen: list[str] = []

        def serve(request: httpx2.Request) -> httpx2.Response:
            if "Authentication" in request.url.path:
                return httpx2.Response(200, text=response)
            seen.append(request.headers["authorization"])
            return httpx2.Response(200, json={})

        http = httpx2.Client(transport=httpx2.MockTransport(serve))
        GlobalEClient(
            "https://x.example", GUID, http_client=http, tokens=TokenProvider("user", "secret")
        ).track_order("1", "a@b.example")
        return seen[0]


def test_nothing_of_it_shows() -> None:
    provider = TokenProvider("canary-user", "canary-password")
    provider._held = (Credentials(headers={"Authorization": "canary"}), 1.0)
    assert "canary" not in f"{provider!r}{provider._held!r}{provider._call()!r}"
    with pytest.raises(InvalidRequestError, match="password must be printable") as caught:
        TokenProvider("user", "canary\n")
    assert "canary" not in str(caught.value)
