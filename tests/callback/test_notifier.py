"""Sending: the request on the wire, any response judged, what is repeated and for how long. No test waits."""

import asyncio
import random
from email.utils import formatdate
from time import time

import httpx2
import pytest

from order_contract.callback import AsyncNotifier, Notifier, Retries, delivery, parse
from order_contract.errors import InvalidRequestError
from order_contract.http.retry import Timing
from tests.callback.callback_bodies import GUID, SAMPLE, members
from tests.callback.callback_servers import wsgi_server

URL = "https://shop.example/cb/?site=7"
OK = {"Success": True}


class Clock:
    """Time that passes only in pauses."""

    def __init__(self):
        self.now = 0.0
        self.pauses = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.pauses.append(seconds)
        self.now += seconds

    async def sleep_async(self, seconds):
        self.sleep(seconds)


@pytest.fixture(params=["sync", "async"])
def send(request):
    """Delivers against a list of responses (a response, an exception, or a function of the request) and gives
    (delivery, requests, pauses).
    """

    def send(responses, order=None, *, clock=None, retries=None, **options):
        clock = clock or Clock()
        requests = []

        def response(sent):
            requests.append(sent)
            message = responses[min(len(requests), len(responses)) - 1]
            if isinstance(message, Exception):
                raise message
            if callable(message):
                return message(sent)
            return httpx2.Response(message.status_code, headers=message.headers, content=message.content)

        plan = Retries(**(retries or {}))

        def timed(notifier):
            notifier._timing = Timing(clock, random.Random(5).random)
            notifier._sleep = clock.sleep if request.param == "sync" else clock.sleep_async
            return notifier

        order = {"OrderId": "GE1GB", "StatusCode": "CANCELLED"} if order is None else order
        if request.param == "sync":
            with (
                httpx2.Client(transport=httpx2.MockTransport(response)) as client,
                Notifier(URL, http_client=client, retries=plan, **options) as notifier,
            ):
                return timed(notifier).deliver(order), requests, clock.pauses

        async def deliver():
            async with (
                httpx2.AsyncClient(transport=httpx2.MockTransport(response)) as client,
                AsyncNotifier(URL, http_client=client, retries=plan, **options) as notifier,
            ):
                return await timed(notifier).deliver(order)

        return asyncio.run(deliver()), requests, clock.pauses

    return send


class TestTheRequest:
    def test_carries_the_order_as_it_is(self, send):
        _, [request], _ = send([httpx2.Response(200, json=OK)], parse(SAMPLE))
        assert (request.method, str(request.url)) == ("POST", URL)
        assert request.headers["content-type"] == "application/json"
        assert request.content == SAMPLE

    def test_sends_odd_forms_as_they_are(self, send):
        body = (
            b'{"OrderId":7,"StatusCode":"X","IsSplitOrder":"false '
            b'","DiscountedShippingPrice":"1.0000","New":[1]}'
        )
        _, [request], _ = send([httpx2.Response(200, json=OK)], parse(body))
        assert request.content == body

    def test_puts_the_secret_in_the_body(self, send):
        _, [request], _ = send(
            [httpx2.Response(200, json=OK)],
            {"orderId": "1", "StatusCode": "X", "merchantguid": "old"},
            merchant_guid=GUID,
        )
        assert dict(members(request.content)) == {"orderId": "1", "StatusCode": "X", "merchantguid": GUID}

    def test_carries_an_agreed_authorization(self, send):
        _, [request], _ = send([httpx2.Response(200, json=OK)], authorization="Bearer x")
        assert request.headers["authorization"] == "Bearer x"

    @pytest.mark.parametrize(
        "order",
        [
            {},
            {"OrderId": "1"},
            {"OrderId": "1", "StatusCode": ""},
            {"OrderId": "1", "StatusCode": "X", "Products": 7},
        ],
    )
    def test_is_not_sent_without_what_is_mandatory(self, send, order):
        with pytest.raises(InvalidRequestError):
            send([httpx2.Response(200, json=OK)], order)

    def test_is_not_sent_with_a_float(self, send):
        with pytest.raises(InvalidRequestError, match="DiscountedShippingPrice"):
            send(
                [httpx2.Response(200, json=OK)],
                {"OrderId": "1", "StatusCode": "X", "DiscountedShippingPrice": 1.5},
            )

    @pytest.mark.parametrize("url", ["", "shop.example", "ftp://x", "http://", None])
    def test_needs_an_address(self, url):
        with pytest.raises(InvalidRequestError, match="url"):
            Notifier(url)

    def test_needs_a_secret_that_can_be_sent(self):
        with pytest.raises(InvalidRequestError, match="merchant_guid"):
            Notifier(URL, merchant_guid="x\n")


class TestTheVerdict:
    @pytest.mark.parametrize(
        "body",
        [
            b'{"Success":true}',
            b'{"Success":"true"}',
            b'{"Success":"TRUE "}',
            b'{"success":true,"action":"x","queryString":""}',
            b'{"Success":1}',
            b'\xef\xbb\xbf{"Success":true,"ErrorCode":null,"Message":null}',
            b'{"OrderId":7,"Success":true}',
        ],
    )
    @pytest.mark.parametrize("status", [200, 201])
    def test_acknowledged(self, send, body, status):
        result, requests, _ = send([httpx2.Response(status, content=body)])
        assert result.acknowledged
        assert (result.outcome, result.status_code, result.attempts, len(requests)) == (
            "acknowledged",
            status,
            1,
            1,
        )
        assert result.response.success is True
        assert result.content == body

    @pytest.mark.parametrize(
        ("status", "body", "reason"),
        [
            (200, b'{"Success":"false ","Message":"m"}', "refused by the server (HTTP 200)"),
            (200, b'{"Success":false,"ErrorCode":"301"}', "refused by the server with code 301 (HTTP 200)"),
            (400, b'{"Success":false,"ErrorCode":"a b"}', "refused by the server (HTTP 400)"),
            (400, b'{"Success":true}', "refused by its status (HTTP 400)"),
            (400, b"", "refused by its status, with an empty body (HTTP 400)"),
            (404, b"<html>no", "refused by its status, with a body that is not JSON (HTTP 404)"),
            (200, b"<html>log in", "responded with a body that is not JSON (HTTP 200)"),
            (200, b"", "responded with an empty body (HTTP 200)"),
            (204, b"", "responded with an empty body (HTTP 204)"),
            (200, b"[]", "responded without the documented Success (HTTP 200)"),
            (200, b'{"Success":"maybe"}', "responded without the documented Success (HTTP 200)"),
            (200, b'{"Success":null}', "responded without the documented Success (HTTP 200)"),
            (200, b"OK", "responded with a body that is not JSON (HTTP 200)"),
            (301, b"", "redirected, which is not followed (HTTP 301)"),
            (200, b'{"Success":0}', "refused by the server (HTTP 200)"),
        ],
    )
    def test_refused_and_not_repeated(self, send, status, body, reason):
        result, requests, pauses = send(
            [httpx2.Response(status, content=body, headers={"Location": "https://elsewhere.example/"})]
        )
        assert (result.outcome, result.reason, result.status_code) == ("refused", reason, status)
        assert not result.acknowledged
        assert (len(requests), pauses) == (1, [])

    def test_broken_compression_is_a_response(self, send):
        def broken(_):
            return httpx2.Response(200, headers={"Content-Encoding": "gzip"}, stream=_Stream(b"no gzip"))

        result, requests, _ = send([broken])
        assert (result.outcome, result.reason, len(requests)) == (
            "refused",
            "responded with a body that cannot be unpacked (HTTP 200)",
            1,
        )

    def test_an_endless_response_is_broken_off(self, send):
        result, _, _ = send([lambda _: httpx2.Response(200, stream=_Stream(b" " * 65_536, 100))])
        assert (result.outcome, result.content, result.reason) == (
            "refused",
            b"",
            "responded with more bytes than are taken in (HTTP 200)",
        )

    def test_the_repr_holds_nothing_of_the_response(self, send):
        result, _, _ = send(
            [
                httpx2.Response(
                    400,
                    json={
                        "Success": False,
                        "ErrorCode": "1 CANARY",
                        "Message": "CANARY",
                        "Description": "CANARY",
                    },
                )
            ]
        )
        assert "CANARY" not in repr(result) + result.reason
        assert result.response.message == "CANARY"


class _Stream(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    def __init__(self, piece, times=1):
        self.piece = piece
        self.times = times

    def __iter__(self):
        for _ in range(self.times):
            yield self.piece

    async def __aiter__(self):
        for _ in range(self.times):
            yield self.piece


class TestWhatIsRepeated:
    @pytest.mark.parametrize(
        "trouble",
        [
            httpx2.ConnectError("x"),
            httpx2.ConnectTimeout("x"),
            httpx2.ReadTimeout("x"),
            httpx2.ReadError("x"),
            httpx2.RemoteProtocolError("x"),
            httpx2.Response(500),
            httpx2.Response(502, html="<h1>"),
            httpx2.Response(503),
            httpx2.Response(429),
            httpx2.Response(500, json={"Success": False}),
        ],
        ids=repr,
    )
    def test_until_it_is_acknowledged(self, send, trouble):
        result, requests, pauses = send([trouble, trouble, httpx2.Response(200, json=OK)])
        assert result.acknowledged
        assert (result.attempts, len(requests), len(pauses)) == (3, 3, 2)
        assert result.elapsed == sum(pauses)

    def test_each_attempt_sends_the_same(self, send):
        _, requests, _ = send([httpx2.Response(500), httpx2.Response(200, json=OK)], parse(SAMPLE))
        assert {request.content for request in requests} == {SAMPLE}

    def test_attempts_are_bounded(self, send):
        result, requests, _ = send([httpx2.ConnectError("x")], retries={"attempts": 3})
        assert (result.outcome, result.attempts, len(requests), result.status_code) == (
            "undelivered",
            3,
            3,
            None,
        )
        assert result.reason == "no response (ConnectError): not sent"

    def test_an_unknown_outcome_is_reported(self, send):
        result, _, _ = send([httpx2.ReadTimeout("x")])
        assert result.reason == "no response (ReadTimeout): the outcome is unknown"

    def test_pauses_grow_and_are_drawn_evenly(self, send):
        _, _, pauses = send(
            [httpx2.Response(500)],
            retries={"attempts": 9, "pause": 1.0, "max_pause": 8.0, "deadline": 1000.0},
        )
        drawn = random.Random(5)
        assert pauses == [drawn.random() * most for most in (1, 2, 4, 8, 8, 8, 8, 8)]

    def test_a_server_may_ask_for_time(self, send):
        _, _, pauses = send(
            [httpx2.Response(429, headers={"Retry-After": "7"}), httpx2.Response(200, json=OK)]
        )
        assert pauses == [7.0]

    def test_as_a_date_too(self, send):
        _, _, pauses = send(
            [
                httpx2.Response(503, headers={"Retry-After": formatdate(time() + 9, usegmt=True)}),
                httpx2.Response(200, json=OK),
            ]
        )
        assert 5 < pauses[0] <= 9

    @pytest.mark.parametrize("asked", ["86400", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
    def test_but_not_for_ever(self, send, asked):
        _, _, pauses = send(
            [httpx2.Response(429, headers={"Retry-After": asked}), httpx2.Response(200, json=OK)]
        )
        assert pauses == [20.0]

    @pytest.mark.parametrize("asked", ["soon", "-1", "1.5", "Fri, 31 Dec 99999999 23:59:59 GMT"])
    def test_nonsense_is_overlooked(self, send, asked):
        _, _, pauses = send(
            [httpx2.Response(429, headers={"Retry-After": asked}), httpx2.Response(200, json=OK)]
        )
        assert pauses[0] <= 0.5

    def test_the_whole_time_is_bounded(self, send):
        result, requests, pauses = send(
            [httpx2.Response(429, headers={"Retry-After": "20"})], retries={"attempts": 20, "deadline": 50.0}
        )
        assert (len(requests), pauses, result.status_code) == (3, [20.0, 20.0], 429)

    def test_an_attempt_waits_no_longer_than_is_left(self, send):
        clock = Clock()

        def slow(_):
            clock.now += 40
            return httpx2.Response(500)

        _, requests, _ = send([slow], clock=clock, retries={"deadline": 50.0})
        assert [
            request.extensions["timeout"]["read"] <= left
            for request, left in zip(requests, (30, 10), strict=True)
        ] == [True, True]

    def test_what_cannot_be_sent_is_not_repeated(self, send):
        _, requests, _ = send([httpx2.UnsupportedProtocol("x")])
        assert len(requests) == 1

    def test_without_the_contracts_word_only_what_never_left(self, send, monkeypatch):
        monkeypatch.setattr(delivery, "DOCUMENTED", {**delivery.DOCUMENTED, "idempotent": False})
        for trouble, attempts in (
            (httpx2.ReadTimeout("x"), 1),
            (httpx2.Response(500), 1),
            (httpx2.ConnectError("x"), 4),
            (httpx2.Response(429), 4),
        ):
            assert send([trouble])[0].attempts == attempts


class TestConnections:
    def test_against_a_real_server(self):
        def application(environ, start):
            environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            start("200 OK", [("Content-Type", "application/json")])
            return [b'{"Success": true}']

        with wsgi_server(application) as url:
            with Notifier(url) as notifier:
                assert notifier.deliver(parse(SAMPLE)).acknowledged

            async def deliver():
                async with AsyncNotifier(url) as other:
                    return await other.deliver(parse(SAMPLE))

            assert asyncio.run(deliver()).acknowledged

    def test_nothing_listens(self):
        with Notifier("http://127.0.0.1:9/", retries=Retries(pause=0)) as notifier:
            assert notifier.deliver({"OrderId": "1", "StatusCode": "X"}).outcome == "undelivered"

    def test_an_injected_client_stays_open(self):
        with httpx2.Client() as client:
            Notifier(URL, http_client=client).close()
            assert not client.is_closed

    def test_the_repr_hides_what_the_address_holds(self):
        with Notifier("https://user:pass@shop.example/cb?token=CANARY", merchant_guid=GUID) as notifier:
            assert repr(notifier) == "Notifier('https://shop.example/cb')"

    def test_a_server_that_drips_is_given_up(self):
        async def response(_):
            await asyncio.sleep(30)

        async def deliver():
            async with (
                httpx2.AsyncClient(transport=httpx2.MockTransport(response)) as client,
                AsyncNotifier(URL, http_client=client, retries=Retries(deadline=0.05)) as notifier,
            ):
                return await notifier.deliver({"OrderId": "1", "StatusCode": "X"})

        assert asyncio.run(deliver()).reason == "no response (DeadlineExceeded): the outcome is unknown"
