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
    assert delivered.has_status({"OrderId": " ge1 "}, "A")
    assert not delivered.has_status({"OrderId": "GE1"}, "B")
    assert delivered.explains_refusal({"OrderId": "GE1"})
    delivered.note_refusal({"OrderId": "GE2"})
    delivered.note({"OrderId": "GE2"})
    assert not delivered.explains_refusal({"OrderId": "GE2"})
    delivered.clear()
    assert not delivered.has_order({"OrderId": "GE1"})


class Final(Documented):
    """Takes no other status after CANCELLED, and none that it does not know."""

    def __init__(self) -> None:
        super().__init__("merchant")
        self.cancelled: set[str] = set()

    def success(self, operation: Any, query: dict[str, str], value: Any, path: str) -> Answer:
        status = value["StatusCode"]
        if status not in ("CANCELLED", "PROCESSING", "COMPLETED"):
            raise RefusedError("unknown", "this status is unknown", 400)
        if status != "CANCELLED" and value["OrderId"] in self.cancelled:
            raise RefusedError("final", "this order was cancelled", 409)
        if status == "CANCELLED":
            self.cancelled.add(value["OrderId"])
        return super().success(operation, query, value, path)


RULES = ["notice-again", "notice-order", "notice-unknown-status", "notice-known-status"]


@pytest.mark.parametrize("statuses", ['"CANCELLED", "PROCESSING", "COMPLETED"', '"CANCELLED"'])
def test_what_the_fixtures_declare_as_refused_is_no_finding(statuses: str) -> None:
    fixtures = (
        f"[merchant]\norders = [{SAMPLE}]\nstatuses = [{statuses}]\n"
        'refuses = ["unknown-status", "after-cancelled"]'
    )
    with served(Final()) as url:
        report = run(
            url,
            "merchant",
            credentials=CREDENTIALS,
            seed=1,
            profile=sizes(),
            fixtures=Fixtures.read(fixtures),
            rules=RULES,
        )
    assert report.findings == ()


def test_a_new_status_after_a_cancellation_is_no_repetition() -> None:
    with served(Final()) as url:
        report = checked(url, SAMPLE, rules=RULES)
    messages = {(finding.rule.id, finding.message) for finding in report.findings}
    assert (
        "notice-order",
        "A notice of PROCESSING was refused with code final; it follows others of the order.",
    ) in messages
    assert errors(report) == []
    assert "notice-again" not in {rule_id for rule_id, _ in messages}


@pytest.mark.parametrize(("internal", "is_finding"), [(4711, False), ("4711", False), ([4711], True)])
def test_an_id_of_the_merchants_own_system_is_a_text_or_a_number(internal: Any, is_finding: bool) -> None:
    class Numbering(Documented):
        def success(self, operation: Any, query: dict[str, str], value: Any, path: str) -> Answer:
            status, response = super().success(operation, query, value, path)
            return status, {**response, "OrderId": "00024345", "InternalOrderId": internal}

    with served(Numbering("merchant")) as url:
        report = checked(url, SAMPLE, rules=["notice-answer-order"])
    assert bool(report.findings) is is_finding
