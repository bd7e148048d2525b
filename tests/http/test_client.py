"""The clients around the calls: secrets that stay secret, connections that fail, clients that are closed."""

from __future__ import annotations

import asyncio
import logging
import traceback
from typing import Any

import httpx2
import pytest

from order_contract.errors import (
    ApiError,
    InvalidRequestError,
    NoResponseError,
    OrderContractError,
    OutcomeUnknownError,
    RedirectedError,
)
from order_contract.globale import AsyncGlobalEClient, GlobalEClient
from order_contract.globale.mappings import OrderStatusDetailsDict
from order_contract.retries import Retries
from order_contract.s2 import AsyncS2Client, S2Client
from tests.samples import GUID, HOST, ORGANIZATION, S2_HOST, TOKEN, Server, example, recorded

EMAIL, SAID = "canary@customer.example", "canary-of-the-server"
STATUS: OrderStatusDetailsDict = {"OrderId": "GE1", "OrderStatus": {"OrderStatusCode": "1", "Name": "n"}}
UPDATE = example("updateOrder.request")


def raising(error: type[httpx2.RequestError]) -> Server:
    def response(request: httpx2.Request) -> httpx2.Response:
        raise error("canary-of-the-network", request=request)

    return Server(response=response)


def story(error: BaseException) -> str:
    """Everything that a log or a console shows of an error."""
    return f"{error}{error!r}{''.join(traceback.format_exception(error))}"


class TestSecretsAndPersonalDataStayOut:
    @pytest.mark.parametrize("status", [200, 302, 400, 401, 500, 520])
    @pytest.mark.parametrize(
        "content",
        [
            f"<html>{SAID}".encode(),
            f'{{"Code":"{SAID}","Error":"{SAID}","Description":"{SAID}"}}'.encode(),
            f'{{"Code":"1002","Error":"{SAID}","Description":"{SAID}"}}'.encode(),
            f'{{"Message":"{SAID}","ShippingMethodCode":{{"{SAID}":"{SAID}"}}}}'.encode(),
            f'["{SAID}"]'.encode(),
        ],
    )
    def test_of_errors(self, content: bytes, status: int) -> None:
        with pytest.raises(ApiError) as caught:
            Server(content, status, {"Location": f"https://x.example/{SAID}"}).call(
                "track_order", "GE1", EMAIL
            )
        for secret in (GUID, EMAIL, SAID):
            assert secret not in story(caught.value)
        assert caught.value.content == content

    def test_of_errors_of_the_connection(self) -> None:
        for error in (httpx2.ConnectError, httpx2.ReadTimeout):
            with pytest.raises(NoResponseError) as caught:
                raising(error).call("track_order", "GE1", EMAIL, retries=Retries(attempts=1))
            assert GUID not in story(caught.value)
            assert EMAIL not in story(caught.value)

    def test_of_reprs(self) -> None:
        client = GlobalEClient("https://user:canary@connect.bglobale.com", GUID)
        with client, S2Client(S2_HOST, TOKEN, ORGANIZATION) as s2:
            assert repr(client) == "GlobalEClient('https://connect.bglobale.com', merchant_guid=***)"
            assert repr(s2) == "S2Client('https://s2.example', token=***)"
            for secret in (GUID, TOKEN, "canary"):
                assert secret not in f"{client!r}{s2!r}{client._sender.credentials!r}{client._calls!r}"

    @pytest.mark.parametrize("mode", ["sync", "async"])
    def test_of_the_log_of_httpx(self, caplog: pytest.LogCaptureFixture, mode: str) -> None:
        caplog.set_level(logging.DEBUG)
        Server(b"{}").call("track_order", "GE1", EMAIL, mode=mode)
        assert [record.getMessage() for record in caplog.records if record.name == "httpx2"] == [
            'HTTP Request: POST https://connect.bglobale.com/Order/TrackOrder?*** "HTTP/1.1 200 OK"'
        ]
        for secret in (GUID, "canary"):
            assert secret not in caplog.text

    def test_of_the_log_with_a_password_in_the_url(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO)
        http = httpx2.Client(transport=httpx2.MockTransport(Server()))
        S2Client("https://user:canary@s2.example/base", TOKEN, ORGANIZATION, http_client=http)
        GlobalEClient("https://user:canary@connect.bglobale.com", GUID, http_client=http).update_order_status(
            STATUS
        )
        assert "connect.bglobale.com/Order/UpdateOrderStatus?***" in caplog.text
        assert "canary" not in caplog.text


class TestRedirectsAreNotFollowed:
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    @pytest.mark.parametrize("follow", [False, True])
    def test_so_the_secret_goes_nowhere_else(self, status: int, follow: bool) -> None:
        server = Server(b"", status, {"Location": "https://elsewhere.example/"})
        http = httpx2.Client(transport=httpx2.MockTransport(server), follow_redirects=follow)
        with pytest.raises(RedirectedError) as caught:
            GlobalEClient(HOST, GUID, http_client=http).update_order_status(STATUS)
        assert caught.value.status_code == status
        assert server.request.url.host == "connect.bglobale.com"

    def test_one_with_json_is_none_either(self) -> None:
        with pytest.raises(RedirectedError):
            Server(b"{}", 302, {"Location": "https://elsewhere.example/"}).call(
                "update_order_status", STATUS, mode="async"
            )


class TestNoAnswer:
    @pytest.mark.parametrize("mode", ["sync", "async"])
    @pytest.mark.parametrize(
        ("error", "sent"),
        [
            (httpx2.ConnectError, False),
            (httpx2.ConnectTimeout, False),
            (httpx2.PoolTimeout, False),
            (httpx2.UnsupportedProtocol, False),
            (httpx2.ReadTimeout, True),
            (httpx2.WriteTimeout, True),
            (httpx2.ReadError, True),
            (httpx2.RemoteProtocolError, True),
        ],
    )
    def test_says_whether_the_request_can_have_arrived(
        self, error: type[httpx2.RequestError], sent: bool, mode: str
    ) -> None:
        with pytest.raises(NoResponseError) as caught:
            raising(error).call(
                "create_order_refund", {"OrderId": "1"}, mode=mode, retries=Retries(attempts=1)
            )
        assert caught.value.sent is sent
        assert type(caught.value) is (OutcomeUnknownError if sent else NoResponseError)
        assert type(caught.value.__cause__) is error
        outcome = (
            "its outcome is unknown; ask get_orders_details before repeating it"
            if sent
            else "it was not delivered"
        )
        assert str(caught.value) == f"createOrderRefund got no response ({error.__name__}): {outcome}"

    def test_what_may_have_arrived_is_not_tried_again(self) -> None:
        server = raising(httpx2.ReadTimeout)
        with pytest.raises(NoResponseError):
            server.call("create_order_refund", {"OrderId": "1"})
        assert len(server.requests) == 1

    def test_a_closed_port(self) -> None:
        with (
            GlobalEClient("http://127.0.0.1:9", GUID, timeout=5, retries=Retries(attempts=1)) as client,
            pytest.raises(NoResponseError) as caught,
        ):
            client.update_order_status(STATUS)
        assert caught.value.sent is False


class TestTimeouts:
    @pytest.mark.parametrize(
        ("given", "wanted"),
        [({}, 30.0), ({"timeout": 5}, 5), ({"timeout": None}, 90.0), ({"timeout": httpx2.Timeout(7)}, 7)],
    )
    def test_each_phase_has_it(self, given: dict[str, Any], wanted: float) -> None:
        server = Server()
        server.call("update_order_status", STATUS, **given)
        assert server.request.extensions["timeout"] == pytest.approx(
            dict.fromkeys(("connect", "read", "write", "pool"), wanted), rel=0.01
        )


class TestClosing:
    def test_a_client_of_yours_stays_open(self) -> None:
        http = httpx2.Client(transport=httpx2.MockTransport(Server()))
        with GlobalEClient(HOST, GUID, http_client=http) as client:
            client.close()
        assert not http.is_closed
        assert client.update_order_status(STATUS).success

    def test_an_async_client_of_yours_stays_open(self) -> None:
        async def run() -> None:
            async with httpx2.AsyncClient(transport=httpx2.MockTransport(Server())) as http:
                async with (
                    AsyncGlobalEClient(HOST, GUID, http_client=http),
                    AsyncS2Client(S2_HOST, TOKEN, ORGANIZATION, http_client=http),
                ):
                    pass
                assert not http.is_closed

        asyncio.run(run())

    def test_one_of_its_own_is_closed_and_twice_does_nothing(self) -> None:
        for client in (GlobalEClient(HOST, GUID), S2Client(S2_HOST, TOKEN, ORGANIZATION)):
            with client:
                http = client._connections.client("")
                assert not http.is_closed
            assert http.is_closed
            client.close()

    def test_the_same_without_blocking(self) -> None:
        async def run() -> None:
            for client in (AsyncGlobalEClient(HOST, GUID), AsyncS2Client(S2_HOST, TOKEN, ORGANIZATION)):
                async with client:
                    http = client._connections.client("")
                    assert not http.is_closed
                assert http.is_closed
                await client.aclose()

        asyncio.run(run())


class TestTheArgumentsOfAClient:
    @pytest.mark.parametrize(
        "url",
        [
            "",
            "connect.bglobale.com",
            "ftp://x.example",
            "https://",
            "https://x.example?a=1",
            "https://x.example/?",
            "https://x.example/#",
            None,
            5,
        ],
    )
    def test_an_address_that_is_none(self, url: Any) -> None:
        for build in (lambda: GlobalEClient(url, GUID), lambda: S2Client(url, TOKEN, ORGANIZATION)):
            with pytest.raises(InvalidRequestError, match=r"base_url got .*; pass "):
                build()

    @pytest.mark.parametrize("secret", ["", " ", None, 5, "xyzzy\n", " xyzzy", "xyzàzy", "xyz\x00zy"])
    def test_a_secret_that_no_request_can_carry(self, secret: Any) -> None:
        for build in (
            lambda: GlobalEClient(HOST, secret),
            lambda: AsyncS2Client(S2_HOST, secret, ORGANIZATION),
        ):
            with pytest.raises(InvalidRequestError) as caught:
                build()
            assert "xyz" not in f"{caught.value}{caught.value!r}"

    def test_both_of_s2_at_once(self) -> None:
        with pytest.raises(InvalidRequestError) as caught:
            S2Client(S2_HOST, "", "a\n")
        assert [name for name, _ in caught.value.problems] == ["token", "organization"]

    @pytest.mark.parametrize("base", ["https://s2.example/api", "https://s2.example/api/"])
    def test_a_path_before_the_documented_one(self, base: str) -> None:
        server = Server(recorded("updateOrder.answer").body)
        S2Client(
            base, TOKEN, ORGANIZATION, http_client=httpx2.Client(transport=httpx2.MockTransport(server))
        ).update_order("1", UPDATE)
        assert str(server.request.url) == "https://s2.example/api/order/1"

    def test_a_wrong_call_is_an_error_of_this_package_and_a_value_error(self) -> None:
        with pytest.raises(ValueError, match="updateOrderStatus was not sent") as caught:
            Server().call("update_order_status", {})
        assert isinstance(caught.value, OrderContractError)
