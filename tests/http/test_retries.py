"""What is tried again and what is not: through real sockets, in time that does not pass."""

from __future__ import annotations

import itertools
import pickle
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import pytest

from order_contract.errors import (
    ApiError,
    NoResponseError,
    OutcomeUnknownError,
    RefusedError,
    UnreadableResponseError,
)
from order_contract.globale import GlobalEClient
from order_contract.globale.mappings import OrderRefundDetailsDict, RefundProductDict
from order_contract.http.retry import seconds
from order_contract.retries import Retries
from tests.http.client_servers import GUID, Clock, call, hang_up, loopback, response
from tests.samples import Server, example

REFUND: OrderRefundDetailsDict = {"OrderId": "GE1GB", "TotalRefundAmount": 1}
EXISTING = {"OrderId": "GE1GB", "Parcels": []}
STATUS = {"OrderId": "GE1", "OrderStatus": {"OrderStatusCode": "1", "Name": "n"}}
READING = {
    "get_orders_details": ({"OrderIds": ["GE1GB"]},),
    "track_order": ("GE1GB", "a@b.example"),
    "get_shipping_documents": (EXISTING,),
}
CHANGING = {
    "create_order_refund": (REFUND,),
    "dispatch_orders": ({"OrderIds": ["GE1GB"]},),
    "dispatch_consolidated_shipment": ({"OrderIds": ["GE1GB"]},),
    "update_order_dispatch": ([], STATUS),
    "update_order_dispatch_v2": ({"OrderId": "GE1GB", "Parcels": []},),
    "update_order_products": (
        {"OrderId": "GE1GB", "MetaDataUpdateType": "Merge", "Products": [{"ProductCode": "1"}]},
    ),
    "update_order_status": (STATUS,),
    "get_shipping_documents": ({**EXISTING, "HubCode": "HUB"},),
}
GOOD = {"get_orders_details": b"[]", "track_order": b"{}", "get_shipping_documents": b'{"IsSuccess":true}'}
PAGE = b"<html>Service Unavailable</html>"
both = pytest.mark.parametrize("mode", ["sync", "async"])


class TestNeverTwice:
    @both
    @pytest.mark.parametrize("method", CHANGING)
    def test_a_lost_connection_leaves_the_outcome_unknown(self, method: str, mode: str) -> None:
        with loopback(hang_up) as server, pytest.raises(OutcomeUnknownError) as caught:
            call(server.url, method, *CHANGING[method], mode=mode, clock=Clock())
        error = caught.value
        assert len(server.requests) == error.attempts == 1
        assert error.sent
        assert error.outcome_unknown
        assert "get_orders_details" in error.ask_next
        assert all(hasattr(GlobalEClient, name) for name in error.ask_next)
        assert len(error.digest or "") == 64

    @both
    def test_nor_after_a_timeout_of_reading(self, mode: str) -> None:
        def nothing(connection: socket.socket, number: int) -> None:
            connection.recv(1)

        with loopback(nothing) as server, pytest.raises(OutcomeUnknownError, match="ReadTimeout"):
            call(
                server.url,
                "create_order_refund",
                REFUND,
                mode=mode,
                timeout=0.2,
                retries=Retries(deadline=5),
            )
        assert len(server.requests) == 1

    @pytest.mark.parametrize(
        "reply",
        [
            response(PAGE, 502),
            response(PAGE, 503),
            response(PAGE, 504),
            response(b"{}", 429),
            response(PAGE, 408),
            response(PAGE, 503, "Retry-After: 0"),
            response(b'{"Code":"429"}', 429, "Retry-After: 0"),
            response(b'{"Success":true}', 503, "Retry-After: 3"),
            response(b'{"Success":false,"Reason":"Timeout expired"}'),
            response(b'{"Success":tr'),
        ],
    )
    def test_a_response_that_is_none_of_the_documented_ones_is_not_tried_again_and_says_so(
        self, reply: bytes
    ) -> None:
        with loopback(reply) as server, pytest.raises(ApiError) as caught:
            call(server.url, "create_order_refund", REFUND, clock=Clock())
        assert len(server.requests) == 1
        assert caught.value.outcome_unknown
        assert caught.value.ask_next == ("get_orders_details",)
        assert caught.value.__notes__ == [
            "It may have been processed: ask get_orders_details before repeating it."
        ]

    @pytest.mark.parametrize(
        ("content", "status", "unknown"),
        [
            (b'{"Code":"500","Error":"Something went wrong"}', 500, True),
            (b'{"Code":"500","Error":"Something went wrong"}', 200, True),
            (b'{"Code":"X9","Error":"Something went wrong"}', 500, True),
            (b'{"Success":false}', 503, True),
            (b'{"Code":"500","Error":"JWT is expired"}', 500, True),
            (b'{"Code":"500","Error":"slow down"}', 429, True),
            (b'{"Code":"1002","Error":"too much"}', 500, False),
            (b'{"Code":"1002","Error":"too much"}', 200, False),
            (b'{"Code":"D001","Error":"no order"}', 400, True),
            (b'{"Code":"401","Error":"Unauthorized"}', 401, False),
            (b'{"Error":"Unauthorized"}', 401, True),
            (b'{"Code":"X9","Error":"Something went wrong"}', 400, True),
            (b'{"Success":false}', 200, True),
            (b'{"Success":false,"Reason":"Timeout expired"}', 200, True),
        ],
    )
    def test_only_a_code_given_before_the_work_proves_that_nothing_was_done(
        self, content: bytes, status: int, unknown: bool
    ) -> None:
        with pytest.raises(RefusedError) as caught:
            Server(content, status).call("create_order_refund", REFUND)
        assert caught.value.outcome_unknown is unknown
        with pytest.raises(ApiError) as reading:
            Server(content, status).call(
                "get_orders_details", {"OrderIds": ["1"]}, retries=Retries(attempts=1)
            )
        assert not reading.value.outcome_unknown

    def test_a_refusal_is_known(self) -> None:
        with pytest.raises(RefusedError) as caught:
            Server(b'{"Code":"1002"}', 400).call("create_order_refund", REFUND)
        assert not caught.value.outcome_unknown
        assert caught.value.digest is None

    def test_of_a_reading_method_nothing_is_unknown(self) -> None:
        with pytest.raises(UnreadableResponseError) as caught:
            Server(PAGE).call("track_order", "GE1", "a@b.example")
        assert not caught.value.outcome_unknown

    def test_s2_appends_each_time(self) -> None:
        def lost(request: httpx2.Request) -> httpx2.Response:
            raise httpx2.ReadError("", request=request)

        server = Server(response=lost)
        with pytest.raises(OutcomeUnknownError, match="look at the order before repeating it"):
            server.call("update_order", "1", example("updateOrder.request"))
        assert len(server.requests) == 1


class TestTheDigest:
    def digest(
        self, base: str, guid: str, refund: OrderRefundDetailsDict, *products: RefundProductDict
    ) -> str:
        def lost(request: httpx2.Request) -> httpx2.Response:
            raise httpx2.ReadError("", request=request)

        http = httpx2.Client(transport=httpx2.MockTransport(lost))
        with pytest.raises(OutcomeUnknownError) as caught:
            GlobalEClient(base, guid, http_client=http).create_order_refund(refund, products)
        assert guid not in repr(caught.value.__dict__)
        return str(pickle.loads(pickle.dumps(caught.value)).digest)  # noqa: S301  # our own

    def test_is_of_the_request_without_credentials(self) -> None:
        product: RefundProductDict = {"CartItemId": "1", "RefundQuantity": 1}
        first = self.digest("https://connect.bglobale.com", GUID, REFUND, product)
        assert first == self.digest("https://elsewhere.example/x", "other", REFUND, product)
        others = [
            self.digest("https://a.example", "another", REFUND),
            self.digest("https://a.example", "another", {**REFUND, "OrderId": "GE2"}, product),
        ]
        assert len({first, *others}) == 3


class TestWhatIsTriedAgain:
    @both
    @pytest.mark.parametrize("method", READING)
    @pytest.mark.parametrize(
        "trouble",
        [
            hang_up,
            response(PAGE, 502),
            response(PAGE, 503),
            response(PAGE, 504),
            response(b'{"Code":"429"}', 429),
        ],
    )
    def test_a_reading_method(self, trouble: Any, method: str, mode: str) -> None:
        clock = Clock()
        with loopback(trouble, trouble, response(GOOD[method])) as server:
            result = call(server.url, method, *READING[method], mode=mode, clock=clock, raw=True)
        assert result.attempts == len(server.requests) == 3
        assert result.error is None
        assert clock.pauses == [0.5, 1.0]
        assert server.requests[0] == server.requests[1] == server.requests[2]

    @both
    @pytest.mark.parametrize("status", [429, 503])
    def test_a_reading_method_when_the_server_says(self, status: int, mode: str) -> None:
        clock = Clock()
        with loopback(response(PAGE, status, "Retry-After: 3"), response(b"{}")) as server:
            call(server.url, "track_order", "1", "a@b.example", mode=mode, clock=clock)
        assert clock.pauses == [3.0]
        assert len(server.requests) == 2

    @both
    def test_a_connection_that_never_was(self, mode: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        clock = Clock()
        with pytest.raises(NoResponseError) as caught:
            call(url, "create_order_refund", REFUND, mode=mode, clock=clock)
        assert type(caught.value) is NoResponseError
        assert not caught.value.sent
        assert caught.value.attempts == 4
        assert clock.pauses == [0.5, 1.0, 2.0]

    def test_the_last_response_is_what_is_raised(self) -> None:
        with (
            loopback(response(b'{"Code":"x"}', 429, "Retry-After: 0")) as server,
            pytest.raises(RefusedError) as caught,
        ):
            call(server.url, "track_order", "1", "a@b.example", clock=Clock())
        assert caught.value.attempts == len(server.requests) == 4


class TestThePlan:
    def test_full_jitter(self) -> None:
        drawn, clock = itertools.cycle([0.0, 0.25, 1.0]), Clock()
        plan = Retries(attempts=7, pause=1, max_pause=3)
        with loopback(hang_up) as server, pytest.raises(NoResponseError):
            call(
                server.url,
                "track_order",
                "1",
                "a@b.example",
                clock=clock,
                share=lambda: next(drawn),
                retries=plan,
            )
        assert clock.pauses == [0.0, 0.5, 3, 0.0, 0.75, 3]

    def test_no_attempt_after_the_deadline(self) -> None:
        clock = Clock()
        with (
            loopback(response(PAGE, 503, "Retry-After: 30")) as server,
            pytest.raises(UnreadableResponseError),
        ):
            call(
                server.url,
                "track_order",
                "1",
                "a@b.example",
                clock=clock,
                retries=Retries(attempts=50, deadline=100, max_pause=40),
            )
        assert clock.pauses == [30.0, 30.0, 30.0]

    def test_a_server_cannot_ask_for_a_year(self) -> None:
        clock = Clock()
        with loopback(response(PAGE, 503, "Retry-After: 31536000"), response(b"{}")) as server:
            call(server.url, "track_order", "1", "a@b.example", clock=clock)
        assert clock.pauses == [20.0]

    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ("", None),
            (None, None),
            ("soon", None),
            ("-1", None),
            ("1.5", None),
            ("٣", None),
            ("7", 7.0),
            (" 7 ", 7.0),
            ("9" * 60, 999_999_999.0),
            ("9" * 99, 999_999_999.0),
        ],
    )
    def test_retry_after(self, text: str | None, wanted: float | None) -> None:
        assert seconds(text) == wanted

    def test_retry_after_as_a_date(self) -> None:
        assert seconds("Wed, 21 Oct 2015 07:28:00 GMT") == 0
        assert (
            50 < (seconds(format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)) or 0) <= 60
        )
