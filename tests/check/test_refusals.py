"""What counts as a refusal: any documented envelope, whatever its status; and what a refusal is called."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from order_contract.check import CannotRunError, Finding, Report, ServerCredentials, Severity, Verdict, run
from order_contract.check.document.operations import operations
from order_contract.check.document.sample_requests import build
from order_contract.check.replay_finding import again
from order_contract.check.reports import html, json_report, junit, sarif, terminal
from order_contract.check.reports.baseline import Baseline
from order_contract.check.rulebook import Grade
from order_contract.check.server_data import Fixtures
from order_contract.check.wire_rules.judge import failure_grade
from order_contract.check.wire_rules.request_validity import assess
from order_contract.spec import Api
from tests.check.servers import GUID, ORGANIZATION, TOKEN, Answer, Documented, RefusedError, served
from tests.check.test_check import CREDENTIALS, check, sizes, violations

FIXTURES = """
[globale]
[[globale.orders]]
order_id = "GE123874638GB"
total = "100.00"
[[globale.orders.products]]
cart_item_id = "12365"
code = "121212"
quantity = 2
price = "50.00"
"""


class Refusing(Documented):
    """Refuses with one status and one envelope; who calls without credentials gets 401."""

    def __init__(self, api: str, status: int, envelope: str) -> None:
        super().__init__(api)
        self.status, self.envelope = status, envelope

    def refusal(self, refused: RefusedError) -> Answer:
        if refused.status == 401:
            return super().refusal(refused)
        bodies: dict[str, Any] = {
            "ErrorInfo": {"Code": refused.code, "Error": "Refused", "Description": refused.why},
            "ErrorInfo without a code": {"Code": "", "Error": "Refused", "Description": refused.why},
            "ResponseInfo": {"Success": False, "Reason": refused.why},
            "MerchantResponseInfo": {"Success": False, "Message": "error", "Description": refused.why},
            # 002:140-144, with its blank
            "the sample": {
                "Success": "false ",
                "Message": "error message",
                "Description": "error description",
            },
        }
        return self.status, bodies[self.envelope]


def errors(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity is Severity.ERROR]


class TestAnEnvelopeIsARefusalUnderAnyStatus:
    @pytest.mark.parametrize("envelope", ["ErrorInfo", "ErrorInfo without a code", "ResponseInfo"])
    @pytest.mark.parametrize("status", [200, 404, 451, 503])
    def test_of_global_e(self, status: int, envelope: str) -> None:
        report = check(Refusing("globale", status, envelope), "UpdateOrderStatus", "CreateOrderRefund")
        assert errors(report) == []
        assert all(row.accepted for row in report.operations)

    @pytest.mark.parametrize("envelope", ["MerchantResponseInfo", "the sample"])
    @pytest.mark.parametrize("status", [200, 401, 422, 500])
    def test_of_a_merchant_and_the_vendors_own_sample_convicts_nobody(
        self, status: int, envelope: str
    ) -> None:
        report = check(Refusing("merchant", status, envelope))
        assert errors(report) == []
        assert all(row.accepted for row in report.operations)


class Forgetful(Documented):
    """Takes the GUID, except for one method."""

    def authorize(self, query: dict[str, str], headers: dict[str, str]) -> None:
        super().authorize(query, headers)
        if "orderRefund" in query:
            raise RefusedError("401", "unknown merchant", 401)


class TestA401ForGoodCredentials:
    def test_is_an_error_of_the_operation_that_gives_it(self) -> None:
        report = check(Forgetful("globale"), "GetOrdersDetails", "CreateOrderRefund")
        (finding,) = errors(report)
        assert (finding.rule.id, finding.operation) == ("good-credentials", "CreateOrderRefund")
        assert "401" in finding.message

    def test_is_an_error_of_a_rule_that_needs_the_request(self) -> None:
        report = check(
            Forgetful("globale"),
            "GetOrdersDetails",
            "CreateOrderRefund",
            profile=replace(sizes(), corpus=False, rule_examples=1),
            fixtures=Fixtures.read(FIXTURES),
            rules=["refund-full", "refund-sum", "good-credentials"],
        )
        assert [finding.rule.id for finding in errors(report)] == ["good-credentials"]

    def test_is_none_where_nothing_shows_that_they_are_good(self) -> None:
        assert ("good-credentials", "") not in violations(check(Documented("globale"), "CreateOrderRefund"))

    def test_of_every_method_that_reads_is_an_error_of_each(self) -> None:
        class Unread(Documented):
            """Knows no GUID where it reads."""

            def authorize(self, query: dict[str, str], headers: dict[str, str]) -> None:
                super().authorize(query, headers)
                if not {"orderStatus", "orderRefund"} & query.keys():
                    raise RefusedError("401", "unknown merchant", 401)

        names = ("GetOrdersDetails", "GetShippingDocuments", "TrackOrder")
        report = check(Unread("globale"), *names, "UpdateOrderStatus")
        convicted = {
            (finding.operation, finding.severity.value)
            for finding in report.findings
            if finding.rule.id == "good-credentials"
        }
        assert convicted == {
            ("GetOrdersDetails", "error"),
            ("GetShippingDocuments", "error"),
            ("TrackOrder", "warning"),  # its e-mail address may be what is refused
        }
        assert report.exit_code == 1
        assert f"with the given credentials was refused with 401: {', '.join(names)}." in report.reach

    def test_that_a_second_request_does_not_get_is_an_error(self) -> None:
        class Tired(Documented):
            """Forgets the GUID every third time."""

            asked = 0

            def authorize(self, query: dict[str, str], headers: dict[str, str]) -> None:
                super().authorize(query, headers)
                self.asked += 1
                if not self.asked % 3:
                    raise RefusedError("401", "unknown merchant", 401)

        report = check(Tired("globale"), "GetOrdersDetails")
        assert "good-credentials" in {finding.rule.id for finding in errors(report)}

    def test_is_not_blamed_on_a_server_that_lets_others_in(self) -> None:
        class Open(Documented):
            """Asks for no GUID but where it reads orders, and knows another one than ours there."""

            def authorize(self, query: dict[str, str], headers: dict[str, str]) -> None:
                if "orderStatus" not in query:
                    raise RefusedError("401", "unknown merchant", 401)

        report = check(Open("globale"), "GetOrdersDetails", "UpdateOrderStatus")
        assert {finding.rule.id for finding in errors(report)} == {"credentials"}
        (row,) = [row for row in report.operations if row.operation == "GetOrdersDetails"]
        assert row.verdict is Verdict.NOT_TESTED


class Closed(Documented):
    """Knows nobody."""

    def authorize(self, query: dict[str, str], headers: dict[str, str]) -> None:
        raise RefusedError("401", "unknown merchant", 401)


class TestA401OnEveryMethod:
    """The credentials that are passed count as good."""

    @pytest.mark.parametrize(
        ("api", "options"),
        [
            ("globale", ["--guid", "ORDER_CONTRACT_GUID"]),
            ("s2", ["--token", "--organization", "ORDER_CONTRACT_TOKEN"]),
            ("merchant", ["--merchant-guid", "ORDER_CONTRACT_MERCHANT_GUID"]),
        ],
    )
    def test_is_one_error_with_every_method_under_it_and_ends_the_run(
        self, api: Api, options: list[str]
    ) -> None:
        server = Closed(api)
        with served(server) as url:
            report = run(
                url,
                api,
                credentials=ServerCredentials(GUID, TOKEN, ORGANIZATION, GUID),
                seed=1,
                profile=sizes(),
            )
        (finding,) = report.findings
        names = [operation.name for operation in operations(api)]
        assert (finding.rule.id, finding.grade, finding.severity) == (
            "good-credentials",
            Grade.MUST,
            Severity.ERROR,
        )
        assert sorted(finding.members) == sorted(names)
        assert "refuses good credentials, or these are not its credentials" in finding.message
        assert all(option in finding.message for option in options)
        assert report.exit_code == 1
        assert report.stopped
        assert len(server.requests) <= 2 * len(names)  # each, and its control

    def test_stands_in_every_report(self) -> None:
        report = check(Closed("globale"))
        (finding,) = report.findings
        others = [row.operation for row in report.operations if row.operation != finding.operation]

        stated = json.loads(json_report.write([report], 1))
        (run_result,) = stated["runs"]
        assert [entry["members"] for entry in run_result["findings"]] == [list(finding.members)]
        verdicts = {row["operation"]: row["verdict"] for row in run_result["operations"]}
        assert verdicts == {finding.operation: "broken"} | dict.fromkeys(others, "not tested")
        held = {rule["id"] for rule in run_result["rules"] if rule["verdict"] == "holds"}
        assert not held & {"refuse-invalid", "accept-valid", "credentials", "unauthorized", "refund-full"}

        suite = ET.fromstring(junit.write([report], 1)).find("testsuite")  # noqa: S314  # our own
        assert suite is not None
        assert suite.get("failures") == "1"
        passed = {case.get("classname") for case in suite.findall("testcase") if not len(case)}
        assert passed == {f"order-contract.globale.{finding.operation}"}

        (result,) = json.loads(sarif.write([report], 1))["runs"][0]["results"]
        assert result["level"] == "error"
        page = html.write([report], 1).decode()
        for words in (result["message"]["text"], page):
            assert all(name in words for name in finding.members)

    def test_ends_with_what_was_tested_and_what_was_not(self, capsys: pytest.CaptureFixture[str]) -> None:
        report = check(Closed("globale"))
        terminal.render([report])
        last = " ".join(capsys.readouterr().out.rpartition("\n\n")[2].split())
        tested = sum(result.verdict is not Verdict.NOT_TESTED for result in report.rules)
        untested = len(report.rules) - tested
        assert last.startswith("The contract is broken: 10 operations, ")
        assert (
            f", 1 finding, {tested} of {len(report.rules)} rules tested, "
            f"{untested} need credentials that the server accepts,"
        ) in last

    def test_is_still_shown_by_its_request_sent_again(self) -> None:
        with served(Closed("globale")) as url:
            report = run(url, "globale", credentials=CREDENTIALS, seed=1, profile=sizes())
            (finding,) = report.findings
            raw = json_report.write([report], 1)
            outcome = again(raw, "report", finding.id, url, "globale", credentials=CREDENTIALS)
        assert outcome.still
        with served(Documented("globale")) as url:
            outcome = again(raw, "report", finding.id, url, "globale", credentials=CREDENTIALS)
        assert not outcome.still

    def test_in_a_baseline_is_still_no_contract_that_holds(self) -> None:
        report = check(Closed("globale"))
        (finding,) = report.findings
        baseline = Baseline.read(finding.id, "known.txt")
        assert baseline.apply(report).exit_code == 2

    def test_is_not_a_finding_where_no_credentials_were_passed(self) -> None:
        class Guarded(Documented):
            """Asks for a GUID that we do not have."""

            def success(self, operation: Any, query: dict[str, str], value: Any, path: str) -> Answer:
                return 401, {"Success": False, "Message": "unknown", "Description": "MerchantGUID"}

        with served(Guarded("merchant")) as url, pytest.raises(CannotRunError, match="--merchant-guid"):
            run(url, "merchant", credentials=ServerCredentials(), seed=1, profile=sizes())

    def test_is_not_a_finding_where_the_rule_is_not_wanted(self) -> None:
        with pytest.raises(CannotRunError, match="--guid"):
            check(Closed("globale"), rules=["body"])


class Choosy(Documented):
    """Refuses a member that the documents do not forbid, under status 200 and without a code."""

    def body(self, operation: Any, body: bytes) -> Any:
        value = super().body(operation, body)
        if isinstance(value, dict) and "Undocumented" in value:
            raise RefusedError("", "what is this?")
        return value

    def refusal(self, refused: RefusedError) -> Answer:
        return 200, {"Code": "", "Error": "Refused", "Description": refused.why}


def test_a_status_below_400_is_never_named_as_the_reason() -> None:
    report = check(Choosy("globale"), "GetOrdersDetails")
    (message,) = [finding.message for finding in report.findings if finding.location == "body.Undocumented"]
    assert "was refused with an ErrorInfo in the body" in message
    assert not any("status 200" in finding.message for finding in report.findings)


class TestAFindingSaysWhatIsWrong:
    """Never by the value, which can be long, or a customer's."""

    @pytest.mark.parametrize(
        ("value", "reason"),
        [
            ({"OrderIds": None}, "is null"),
            ({"OrderIds": [12, "x"]}, 'is not of type "string"'),
            ({"OrderIds": "a text"}, 'is not of type "array"'),
        ],
    )
    def test_of_a_type(self, value: Any, reason: str) -> None:
        details = {operation.id: operation for operation in operations("globale")}["getOrdersDetails"]
        assert details.body is not None
        assert [problem.reason for problem in details.body.problems(value)] == [reason]

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b'{"OrderIds": [null]}', "body.OrderIds[0] is null"),
            (b'{"OrderIds": ["GE1", true]}', 'body.OrderIds[1] is not of type "string"'),
        ],
    )
    def test_at_an_element_by_its_index(self, body: bytes, reason: str) -> None:
        details = {operation.id: operation for operation in operations("globale")}["getOrdersDetails"]
        documented = build(details, "http://127.0.0.1", next(details.samples()))
        assessed = assess(details, replace(documented, body=body))
        assert (assessed.location, assessed.reason) == ("body.OrderIds", reason)

    def test_by_a_source_that_can_be_looked_up(self) -> None:
        report = check(Choosy("globale"), "GetOrdersDetails")
        (source,) = {finding.source for finding in report.findings if finding.rule.id == "accept-valid"}
        assert source == "parameters and request bodies of GetOrdersDetails in globale.json"

    def test_of_a_length(self) -> None:
        refund = {operation.id: operation for operation in operations("globale")}["createOrderRefund"]
        header = refund.parameters["orderRefund"].json
        assert header is not None
        (problem,) = header.problems({"OrderId": "GE1", "ExternalReference": "secret" * 50})
        assert problem.reason == "is longer than 255 characters"


@pytest.mark.parametrize(("body", "grade"), [(b"{", Grade.SHOULD), (None, None)])
def test_a_failure_of_s2_on_a_broken_request_breaks_no_line_of_its_documents(
    body: bytes | None, grade: Grade | None
) -> None:
    (update,) = operations("s2")
    documented = build(update, "http://127.0.0.1", next(update.samples()))
    assert failure_grade(update, documented if body is None else replace(documented, body=body)) is grade


class NoUnknownMembers(Documented):
    """Refuses every member that the documents do not have."""

    def parameter(self, parameter: Any, value: str) -> None:
        super().parameter(parameter, value)
        if '"Undocumented"' in value:
            raise RefusedError("400", "Undocumented is unknown")


@pytest.mark.parametrize("operation", ["UpdateOrderStatus", "UpdateOrderDispatch", "CreateOrderRefund"])
def test_a_refused_member_is_not_a_refused_text(operation: str) -> None:
    report = check(NoUnknownMembers("globale"), operation)
    refused = {finding.kind for finding in report.findings if finding.rule.id == "accept-valid"}
    assert refused <= {"an undocumented member"}


class NoSigns(Documented):
    """Refuses texts with a plus sign."""

    def parameter(self, parameter: Any, value: str) -> None:
        super().parameter(parameter, value)
        if "1+1" in value:
            raise RefusedError("400", "what a text")


@pytest.mark.parametrize("operation", ["UpdateOrderStatus", "UpdateOrderDispatch", "CreateOrderRefund"])
def test_a_refused_text_is_found_in_a_member_of_either_kind(operation: str) -> None:
    report = check(NoSigns("globale"), operation)
    assert "a plus sign inside a text" in {finding.kind for finding in report.findings}


def test_a_sample_that_the_order_no_longer_allows_is_not_reported() -> None:
    class UsedUp(Documented):
        """Dispatches each order once with a tracking number."""

        dispatched = False

        def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> Answer:
            if body and any("TrackingDetails" in parcel for parcel in body.get("Parcels", ())):
                if self.dispatched:
                    raise RefusedError("400", "dispatched already")
                self.dispatched = True
            return super().success(operation, query, body, path)

    report = check(UsedUp("globale"), "UpdateOrderDispatchV2")
    assert not [finding for finding in report.findings if finding.kind.startswith("documented request")]
