"""Random faults around refunds: what the server paid is never more than what the caller was told or warned
about.
"""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from typing import Any

import httpx2

from order_contract.errors import OrderContractError
from order_contract.globale import GlobalEClient
from order_contract.retries import Retries
from order_contract.wire import codec
from tests.http.client_servers import GUID, Clock

RUNS = 2_000
UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
LOST = (
    httpx2.ReadTimeout,
    httpx2.ReadError,
    httpx2.WriteError,
    httpx2.WriteTimeout,
    httpx2.RemoteProtocolError,
)
SPOILED: tuple[dict[str, Any], ...] = (
    {"status_code": 502, "text": "<html>"},
    {"status_code": 504, "text": ""},
    {"status_code": 503, "json": {"Success": True}, "headers": {"Retry-After": "1"}},
    {"status_code": 302, "headers": {"Location": "https://elsewhere.example"}},
    {"status_code": 200, "text": '{"Success":tr'},
    {"status_code": 200, "json": []},
    {"status_code": 200, "content": b"x", "headers": {"Content-Encoding": "br"}},
    {"status_code": 200, "content": b" " * 5_000},
)


class Bank:
    """Pays refunds, with faults before and after the work."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.paid: Counter[str] = Counter()

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        refund = codec.loads(request.url.params["orderRefund"])
        draw = self.chance.random()
        if draw < 0.15:
            raise self.chance.choice(UNSENT)("", request=request)
        if draw < 0.25:
            return httpx2.Response(self.chance.choice((429, 503)), text="later", headers={"Retry-After": "1"})
        if draw < 0.35:
            return httpx2.Response(400, json={"Code": "1002"})
        if draw < 0.45:
            raise self.chance.choice(LOST)("", request=request)
        self.paid[refund["OrderId"]] += refund["TotalRefundAmount"]
        if draw < 0.6:
            raise self.chance.choice(LOST)("", request=request)
        if draw < 0.8:
            return httpx2.Response(**self.chance.choice(SPOILED))
        return httpx2.Response(200, json={"Success": True})


def test_never_more_than_reported_or_warned_about() -> None:
    chance = random.Random(7)
    bank, clock, ends = Bank(chance), Clock(), Counter[str]()
    client = GlobalEClient(
        "https://x.example",
        GUID,
        http_client=httpx2.Client(transport=httpx2.MockTransport(bank)),
        retries=Retries(attempts=3),
        max_response_bytes=1_000,
    )
    clock.drive(client)
    for run in range(RUNS):
        amount, order = Decimal(chance.randrange(1, 10_000)) / 100, f"GE{run}"
        decimal = warned = Decimal(0)
        try:
            client.create_order_refund({"OrderId": order, "TotalRefundAmount": amount})
            decimal = amount
        except OrderContractError as error:
            ends[type(error).__name__] += 1
            warned = amount if error.outcome_unknown else Decimal(0)
        assert decimal <= bank.paid[order] <= decimal + warned, order
    assert {
        "NoResponseError",
        "OutcomeUnknownError",
        "RefundExceedsRemainderError",
        "RedirectedError",
        "ResponseTooLargeError",
        "UnreadableResponseError",
    } <= set(ends)
    assert {"UndocumentedStatusError", "UnexpectedResponseError"} <= set(ends)
