"""What the check tells a server's owner of query parameters that no document has."""

from __future__ import annotations

import json
from typing import Any

import pytest

from order_contract.check import Report, run
from order_contract.check.reports import html, json_report, terminal
from tests.check.servers import Documented, RefusedError, served
from tests.check.test_check import CREDENTIALS, check, sizes

LEGACY = ("UpdateOrderDispatch", "GetOrdersDetails")
IGNORES = (
    "UpdateOrderDispatch accepts parcelsList[], even with a text that is not JSON, so it probably ignores "
    "it. axios and others write parcelsList so by default, and what they send would be lost."
)
REFUSES = "UpdateOrderDispatch refuses parcelsList[]: a client that writes lists so learns it at once."


class ReadsBrackets(Documented):
    """A list under its name with brackets counts too, as ASP.NET and PHP read it."""

    def parameters(self, operation: Any, pairs: list[tuple[str, str]]) -> None:
        super().parameters(operation, [(name.removesuffix("[]"), value) for name, value in pairs])


class RefusesUnknownNames(Documented):
    def parameters(self, operation: Any, pairs: list[tuple[str, str]]) -> None:
        known = {self.resolve(parameter)["name"] for parameter in operation.get("parameters", ())}
        if {name for name, _ in pairs} - known - {"merchantGUID"}:
            raise RefusedError("400", "unknown parameter")
        super().parameters(operation, pairs)


class TakesADispatchOnce(Documented):
    """An order's parcels leave once; the second report is refused, whatever its names."""

    def __init__(self, api: str) -> None:
        super().__init__(api)
        self.dispatched = False

    def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> Any:
        if path.endswith("/UpdateOrderDispatch"):
            if self.dispatched:
                raise RefusedError("1003", "dispatched already")
            self.dispatched = True
        return super().success(operation, query, body, path)


class FailsAtBrackets(Documented):
    def handle(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Any:
        if "%5B%5D" in target:
            return 500, {"Code": "500", "Error": "Error", "Description": ""}
        return super().handle(method, target, headers, body)


@pytest.mark.parametrize(
    ("server", "notes"),
    [
        (Documented, (IGNORES, "GetOrdersDetails accepts a query parameter that no document has.")),
        (
            ReadsBrackets,
            (
                "UpdateOrderDispatch reads parcelsList[] as parcelsList.",
                "GetOrdersDetails accepts a query parameter that no document has.",
            ),
        ),
        (
            RefusesUnknownNames,
            (REFUSES, "GetOrdersDetails refuses a query parameter that no document has."),
        ),
    ],
)
def test_a_note_says_what_the_server_does_and_the_contract_holds(
    server: type[Documented], notes: tuple[str, ...]
) -> None:
    report = check(server("globale"), *LEGACY)
    assert report.notes == notes
    assert (report.findings, report.exit_code) == ((), 0)


@pytest.mark.parametrize("status", [200, 400])
def test_a_refusal_counts_under_either_status(status: int) -> None:
    assert check(RefusesUnknownNames("globale", error_status=status), *LEGACY).notes[0] == REFUSES


def test_what_the_orders_state_refuses_is_not_put_down_to_the_name() -> None:
    notes = check(TakesADispatchOnce("globale"), *LEGACY).notes
    assert [note for note in notes if "parcelsList" in note] == []


def test_a_failure_is_a_finding_as_everywhere() -> None:
    report = check(FailsAtBrackets("globale"), *LEGACY)
    assert {finding.rule.id for finding in report.findings} == {"no-server-error"}


@pytest.mark.parametrize("api", ["merchant", "s2"])
def test_the_other_apis_have_the_note_on_unknown_names_alone(api: str) -> None:
    [note] = check(Documented(api)).notes
    assert note.endswith("accepts a query parameter that no document has.")


def test_a_read_only_check_sends_no_dispatch() -> None:
    server = Documented("globale")
    report = check(server, read_only=True)
    assert report.notes == ("GetOrdersDetails accepts a query parameter that no document has.",)
    assert not [target for _, target, _ in server.requests if "UpdateOrderDispatch" in target]


def test_one_of_several_machines_looks() -> None:
    assert len(check(Documented("globale"), *LEGACY, shard="1/2").notes) == 2
    assert check(Documented("globale"), *LEGACY, shard="2/2").notes == ()


@pytest.fixture(scope="module")
def report() -> Report:
    with served(Documented("globale")) as url:
        return run(url, "globale", credentials=CREDENTIALS, seed=1, profile=sizes(), only=LEGACY)


def test_the_reports_for_people_and_programs_have_the_notes(
    report: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    assert json.loads(json_report.write([report], 0))["runs"][0]["notes"] == list(report.notes)
    assert f"Note: {IGNORES}" in html.write([report], 0).decode()
    terminal.render([report])
    assert f"globale: note: {IGNORES}\n" in capsys.readouterr().out
