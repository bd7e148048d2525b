"""A server that does not take an operation by its method: a warning where no document names the method."""

from __future__ import annotations

from dataclasses import replace

import pytest

from order_contract.check import Verdict, run
from order_contract.check.server_data import Fixtures
from tests.check.servers import Answer, Documented, served
from tests.check.test_check import CREDENTIALS, check, sizes
from tests.check.test_refusals import FIXTURES, errors


class ByGet(Documented):
    """Takes some operations by GET only, and looks at the method before or after the credentials."""

    names: tuple[str, ...] = ("TrackOrder", "UpdateOrderStatus")
    credentials_first = False

    def handle(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        status, value = super().handle(method, target, headers, body)
        is_theirs = target.partition("?")[0].endswith(self.names) and method == "POST"
        if is_theirs and not (self.credentials_first and status == 401):
            return 405, {"Code": "405", "Error": "MethodNotAllowed", "Description": "GET only"}
        return status, value


class AfterCredentials(ByGet):
    credentials_first = True


@pytest.mark.parametrize("server", [ByGet, AfterCredentials])
def test_is_one_warning_of_the_operation(server: type[ByGet]) -> None:
    report = check(server("globale"), "TrackOrder", "UpdateOrderStatus", "GetOrdersDetails")
    assert errors(report) == []
    findings = [finding for finding in report.findings if finding.operation != "GetOrdersDetails"]
    assert [(finding.operation, finding.rule.id) for finding in findings] == [
        ("TrackOrder", "method"),
        ("UpdateOrderStatus", "method"),
    ]
    assert "UpdateOrderStatus takes no POST (405)" in findings[1].message
    assert findings[1].source == "DOC:general-api-reference"


def test_leaves_the_rules_that_need_the_operation_untested() -> None:
    report = check(
        ByGet("globale"),
        "UpdateOrderStatus",
        "GetOrdersDetails",
        profile=replace(sizes(), corpus=False, rule_examples=1),
        fixtures=Fixtures.read(FIXTURES.replace("[globale]", '[globale]\nstatus = {code = "S", name = "S"}')),
    )
    (sample,) = [result for result in report.rules if result.rule.id == "sample-status"]
    assert (sample.verdict, sample.why) == (
        Verdict.NOT_TESTED,
        "UpdateOrderStatus takes no POST, which is reported as method.",
    )
    assert {finding.operation for finding in errors(report)} <= {"GetOrdersDetails"}  # the samples are fixed


def test_that_a_document_names_is_judged_as_any_other_refusal() -> None:
    class Products(ByGet):
        names = ("UpdateOrderProducts",)

    report = check(Products("globale"), "UpdateOrderProducts")
    assert "method" not in {finding.rule.id for finding in report.findings}


def test_is_taken_where_another_request_comes_further() -> None:
    class Sometimes(Documented):
        def handle(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
            if "Delayed" not in target:
                return 405, {"Code": "405", "Error": "MethodNotAllowed", "Description": "no"}
            return super().handle(method, target, headers, body)

    report = check(Sometimes("globale"), "UpdateOrderStatus")
    (row,) = report.operations
    assert row.accepted
    assert "method" not in {finding.rule.id for finding in report.findings}


def test_is_taken_where_the_response_allows_it() -> None:
    with served(ByGet("globale"), headers={"Allow": "GET, POST"}) as url:
        report = run(url, "globale", credentials=CREDENTIALS, seed=1, profile=sizes(), only=["TrackOrder"])
    assert "method" not in {finding.rule.id for finding in report.findings}
