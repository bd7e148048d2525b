"""Nonsense at each public entry: the error says what to pass, and in none of pydantic's words."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from order_contract.callback import MalformedCallbackError, Notifier, Receiver, parse
from order_contract.check.server_data import Fixtures, FixturesError
from order_contract.errors import InvalidArgumentError
from order_contract.globale import GlobalEClient
from order_contract.globale.models import OrderRefundDetails
from order_contract.retries import Retries
from order_contract.s2 import S2Client
from order_contract.testing import MockTransport
from tests.samples import GUID, ORGANIZATION, TOKEN

RAW = re.compile(
    r"input should|should be|should have|field required|valid (?:tuple|string|list|integer|dict)|pydantic"
    r"|instance of|unable to|value error|the client was not sent|type=|\bNone:",
    re.IGNORECASE,
)
NONSENSE: list[Any] = [
    None,
    True,
    1,
    1.5,
    Decimal("NaN"),
    "",
    "x",
    b"x",
    [],
    [1],
    [[]],
    {},
    {"a": 1},
    {1: 2},
    ...,
]


def refused(call: Any, *arguments: Any, **options: Any) -> str | None:
    """What a call is refused with; None when it is taken."""
    try:
        call(*arguments, **options)
    except (InvalidArgumentError, ValueError, TypeError, FixturesError) as error:
        return str(error)
    return None


@pytest.fixture(scope="module")
def globale() -> GlobalEClient:
    return GlobalEClient("http://x", GUID, http_client=httpx2.Client(transport=MockTransport()))


@pytest.mark.parametrize("value", NONSENSE, ids=repr)
class TestNonsense:
    def test_in_the_methods_of_the_clients(self, value: Any, globale: GlobalEClient) -> None:
        calls = (
            lambda: globale.create_order_refund(value, value),
            lambda: globale.create_order_refund({"OrderId": value, "RefundReason": value}, [value]),
            lambda: globale.get_orders_details(value),
            lambda: globale.get_orders_details({"OrderIds": value}),
            lambda: globale.track_order(value, value),
            lambda: globale.update_order_status({"OrderId": value, "OrderStatus": value}),
            lambda: globale.update_order_dispatch_v2({"OrderId": "1", "Parcels": value}),
            lambda: globale.update_order_products({"OrderId": value, "Products": [value]}),
            lambda: globale.get_orders_details({"OrderIds": ["1"]}, timeout=value),
        )
        sentences = [refused(call) for call in calls]
        assert any(sentences)
        assert [sentence for sentence in sentences if sentence and RAW.search(sentence)] == []

    def test_in_constructors(self, value: Any) -> None:
        calls = (
            lambda: GlobalEClient(value, value),
            lambda: GlobalEClient("http://x", GUID, timeout=value),
            lambda: GlobalEClient("http://x", GUID, http_client=value),
            lambda: S2Client("http://x", value, value),
            lambda: Notifier(value, merchant_guid=value),
            lambda: Receiver(value),
            lambda: Retries(attempts=value),
            lambda: OrderRefundDetails(OrderId=value, TotalRefundAmount=value),
        )
        sentences = [refused(call) for call in calls]
        assert any(sentences)
        assert [sentence for sentence in sentences if sentence and RAW.search(sentence)] == []


@pytest.mark.parametrize("text", ["null", "1", '"x"', "[]", "{}", "[{}]", "true", "1.5", '{"a": 1}'])
def test_nonsense_in_a_callback(text: str) -> None:
    members = ("OrderId", "StatusCode", "Products", "Customer", "InternationalDetails", "Markups")
    for member in members:
        body = f'{{"OrderId": "1", "StatusCode": "x", "{member}": {text}}}'
        sentence = refused(parse, body)
        assert sentence is None or not RAW.search(sentence), sentence


@pytest.mark.parametrize(
    "text", ["1", "'x'", "[]", "[1]", "{}", "{a = 1}", "true", "1.5", "nan", "2026-01-01"]
)
def test_nonsense_in_fixtures(text: str) -> None:
    order = '[globale]\n[[globale.orders]]\norder_id = "a"\n'
    for name in ("orders", "reset", "shows", "hubs", "statuses", "settings"):
        sentence = refused(Fixtures.read, f"[globale]\n{name} = {text}\n")
        assert sentence is None or not RAW.search(sentence), sentence
    for name in ("total", "products", "email", "order_id", "status", "parcels"):
        written = (
            f"[globale]\norders = [{{{name} = {text}}}]" if name == "order_id" else order + f"{name} = {text}"
        )
        sentence = refused(Fixtures.read, written)
        assert sentence is None or not RAW.search(sentence), sentence


class TestNamesNearlyRight:
    def test_are_named_both_ways_in_a_call(self, globale: GlobalEClient) -> None:
        sentence = refused(globale.update_order_status, {"OrderId": "1", "StatusCode": "x"})
        assert sentence is not None
        assert "orderStatus.OrderStatus is required; got StatusCode, which is another member" in sentence

    def test_are_named_both_ways_in_a_callback(self) -> None:
        with pytest.raises(
            MalformedCallbackError, match=r"StatusCode .*; got OrderStatus, which is another member"
        ):
            parse('{"OrderId": "1", "OrderStatus": "x"}')


def test_what_is_built_wrongly_cannot_be_made() -> None:
    assert str(refused(GlobalEClient, "x", GUID)).startswith("the client cannot be made: ")
    assert str(refused(S2Client, "x", TOKEN, ORGANIZATION)).startswith("the client cannot be made: ")
