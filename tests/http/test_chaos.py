"""The clients against the sandbox's chaos, through real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from order_contract.errors import (
    OrderContractError,
    OutcomeUnknownError,
    ServerFailedError,
    UnreadableResponseError,
)
from order_contract.globale import AsyncGlobalEClient, GlobalEClient
from order_contract.retries import Retries
from order_contract.sandbox.server import Running
from tests.http.client_servers import Clock

ORDER = "GE123874638GB"
REFUND = {"OrderId": ORDER, "TotalRefundAmount": Decimal(1)}
PRODUCTS = [{"CartItemId": "134643", "RefundQuantity": 1, "RefundAmount": Decimal(1)}]
both = pytest.mark.parametrize("mode", ["sync", "async"])


@pytest.fixture(scope="module")
def box() -> Iterator[Running]:
    with Running("all") as running:
        yield running


def outcome(box: Running, chaos: str, method: str, *arguments: Any, mode: str) -> Any:
    """What a call came to, and how often it was tried."""
    headers, guid, clock, events = {"X-Sandbox-Chaos": chaos}, box.settings.merchant_guid, Clock(), []
    options: dict[str, Any] = {
        "retries": Retries(attempts=3),
        "on_event": events.append,
        "timeout": 0.5 if "latency" in chaos else 20,
    }

    async def run() -> Any:
        async with httpx2.AsyncClient(headers=headers) as http:
            client = AsyncGlobalEClient(box.url, guid, http_client=http, **options)
            return await getattr(clock.drive(client), method)(*arguments)

    try:
        if mode == "async":
            end = asyncio.run(run())
        else:
            with httpx2.Client(headers=headers) as http:
                client = GlobalEClient(box.url, guid, http_client=http, **options)
                end = getattr(clock.drive(client), method)(*arguments)
    except OrderContractError as error:
        end = error
    return end, sum(event.kind == "request" for event in events)


@both
@pytest.mark.parametrize(
    ("chaos", "kind", "unknown", "attempts"),
    [
        ("500", ServerFailedError, True, 1),
        ("refusal-200", ServerFailedError, True, 1),
        ("429", ServerFailedError, True, 1),
        ("502", UnreadableResponseError, True, 1),
        ("502-after", UnreadableResponseError, True, 1),
        ("truncated", UnreadableResponseError, True, 1),
        ("drop", OutcomeUnknownError, True, 1),
        ("latency=2", OutcomeUnknownError, True, 1),
    ],
)
def test_a_refund(
    box: Running, chaos: str, kind: type[OrderContractError], unknown: bool, attempts: int, mode: str
) -> None:
    end, tried = outcome(box, chaos, "create_order_refund", REFUND, PRODUCTS, mode=mode)
    assert isinstance(end, kind)
    assert end.outcome_unknown is unknown
    assert tried == end.attempts == attempts


@both
@pytest.mark.parametrize(
    ("chaos", "attempts"),
    [("502", 3), ("502-after", 3), ("429", 3), ("drop", 3), ("latency=2", 3), ("truncated", 1), ("500", 1)],
)
def test_a_reading_method(box: Running, chaos: str, attempts: int, mode: str) -> None:
    end, tried = outcome(box, chaos, "get_orders_details", {"OrderIds": [ORDER]}, mode=mode)
    assert isinstance(end, OrderContractError)
    assert not end.outcome_unknown
    assert tried == attempts


@both
def test_numbers_in_texts_are_read(box: Running, mode: str) -> None:
    end, tried = outcome(box, "numbers-as-strings", "get_orders_details", {"OrderIds": [ORDER]}, mode=mode)
    assert [order.order_id for order in end] == [ORDER]
    assert tried == 1
