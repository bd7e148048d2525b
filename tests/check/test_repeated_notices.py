"""A merchant's endpoint may treat a notice that comes again as it likes: no document says that it
acknowledges it. What it refuses the first time is an error all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from order_contract.check import Finding, Report, Severity, run
from order_contract.check.delivered_notices import DeliveredNotices
from order_contract.check.server_data import Fixtures
from tests.check.servers import Answer, Documented, RefusedError, served
from tests.check.test_check import CREDENTIALS, sizes

SAMPLE = '{order_id = "GE10047946955SG", merchant_order_id = "00024345"}'
OTHER = '{order_id = "GE1", merchant_order_id = "1"}'
Key = Callable[[dict[str, Any]], Any]
KEYS: dict[str, Key] = {
    "the whole notice": lambda body: repr(sorted(body.items())),
    "its order and status": lambda body: (body["OrderId"], body["StatusCode"]),
}


class Once(Documented):
    """Takes a notice once, by its own measure of what is the same."""

    def __init__(self, key: Key, status: int) -> None:
        super().__init__("merchant")
        self.key, self.status = key, status
        self.seen: set[Any] = set()

    def success(self, operation: Any, query: dict[str, str], value: Any, path: str) -> Answer:
        key = self.key(value)
        if key in self.seen:
            raise RefusedError("already", "this is known already", self.status)
        self.seen.add(key)
        return super().success(operation, query, value, path)


def checked(url: str, *orders: str, seed: int = 1, **options: Any) -> Report:
    fixtures = f'[merchant]\norders = [{", ".join(orders)}]\nstatuses = ["CANCELLED", "PROCESSING"]'
    profile = replace(sizes(), rule_examples=1)
    known = Fixtures.read(fixtures)
    return run(
        url, "merchant", credentials=CREDENTIALS, seed=seed, profile=profile, fixtures=known, **options
    )


def errors(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity is Severity.ERROR]


@pytest.mark.parametrize("status", [200, 400, 409])
@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS.keys())
def test_that_are_refused_are_no_error_in_any_run(key: Key, status: int) -> None:
    with served(Once(key, status)) as url:
        for seed, orders in enumerate(((SAMPLE,), (SAMPLE, OTHER), (OTHER,))):
            report = checked(url, *orders, seed=seed)
            assert errors(report) == []
            assert "notice-again" in {finding.rule.id for finding in report.findings}


def test_about_one_order_that_are_refused_after_the_first_are_no_error() -> None:
    with served(Once(lambda body: body["OrderId"], 409)) as url:
        assert errors(checked(url, SAMPLE, OTHER)) == []


def test_that_are_acknowledged_for_no_order_are_no_finding() -> None:
    class Terse(Once):
        def refusal(self, refused: RefusedError) -> Answer:
            return (200, {"Success": True}) if refused.code == "already" else super().refusal(refused)

    with served(Terse(KEYS["its order and status"], 200)) as url:
        report = checked(url, SAMPLE, OTHER)
    assert "notice-again" not in {finding.rule.id for finding in report.findings}


@pytest.mark.parametrize(
    "refuses",
    [
        lambda body: body["OrderId"] == "GE1",
        lambda body: body["OrderId"] == "GE1" and body["StatusCode"] == "CANCELLED",
        lambda body: body["OrderId"] == "GE1" and "InternationalDetails" in body,
    ],
    ids=["an order", "a status", "what the sample holds"],
)
def test_that_are_refused_the_first_time_are_an_error(refuses: Callable[[dict[str, Any]], bool]) -> None:
    class Refusing(Documented):
        def success(self, operation: Any, query: dict[str, str], value: Any, path: str) -> Answer:
            if refuses(value):
                raise RefusedError("1", "no")
            return super().success(operation, query, value, path)

    with served(Refusing("merchant")) as url:
        report = checked(url, OTHER, rules=["notice-documented"])
    assert [finding.rule.id for finding in errors(report)] == ["notice-documented"]


def test_of_which_some_were_refused_from_the_start_are_an_error() -> None:
    class Reasonable(Documented):
        """Asks every cancellation for a reason, which the sample does not have."""

        def success(self, operation: Any, query: dict[str, str], value: Any, path: str) -> Answer:
            if value["StatusCode"] == "CANCELLED" and not value.get("OrderStatusReason"):
                raise RefusedError("1", "no reason")
            return super().success(operation, query, value, path)

    with served(Reasonable("merchant")) as url:
        report = checked(url, SAMPLE)
    assert "notice-documented" in {finding.rule.id for finding in errors(report)}


def test_are_the_same_whatever_their_order_and_credentials() -> None:
    delivered = DeliveredNotices()
    delivered.note({"OrderId": "GE1", "StatusCode": "A", "MerchantGUID": "x", "Products": [{"a": 1, "b": 2}]})
    delivered.note([1])
    assert delivered.has({"Products": [{"b": 2, "a": 1}], "StatusCode": "A", "OrderId": "GE1"})
    assert not delivered.has({"StatusCode": "A", "OrderId": "GE1"})
    assert delivered.has_order({"OrderId": " ge1 "})
    assert delivered.explains_refusal({"OrderId": "GE1"})
    delivered.note_refusal({"OrderId": "GE2"})
    delivered.note({"OrderId": "GE2"})
    assert not delivered.explains_refusal({"OrderId": "GE2"})
    delivered.clear()
    assert not delivered.has_order({"OrderId": "GE1"})
