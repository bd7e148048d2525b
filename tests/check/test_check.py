"""The check against servers that keep to the documents, and against servers with one fault each."""

from __future__ import annotations

import json
from typing import Any

import pytest

from order_contract.check import CannotRunError, Report, ServerCredentials, Verdict, rulebook, run
from order_contract.check.profiles import Profile
from tests.check.servers import GUID, ORGANIZATION, TOKEN, Answer, Documented, RefusedError, served

CREDENTIALS = ServerCredentials(GUID, TOKEN, ORGANIZATION)


def sizes(examples: int = 0, boundaries: int = 0, *, robustness: bool = False, seconds: int = 120) -> Profile:
    return Profile(
        "of a test",
        seconds=seconds,
        examples=examples,
        boundaries=boundaries,
        rule_examples=0,
        robustness=robustness,
    )


def check(
    server: Documented, *only: str, seed: int = 1, profile: Profile | None = None, **options: Any
) -> Report:
    with served(server) as url:
        return run(
            url,
            server.api,  # type: ignore[arg-type]  # a plain text in `Documented`
            credentials=CREDENTIALS,
            seed=seed,
            profile=profile or sizes(),
            only=only,
            **options,
        )


@pytest.mark.parametrize(
    ("api", "operation", "success", "leaks"),
    [
        (
            "globale",
            "UpdateOrderDispatchV2",
            {"Success": True, "Reason": f"merchantGUID={GUID.upper()}"},
            True,
        ),
        (
            "globale",
            "GetOrdersDetails",
            [{"OrderId": "GE1", "StatusCode": "N/A", "MerchantGUID": GUID}],
            False,
        ),
    ],
    ids=["in a text", "in the documented member"],
)
def test_a_success_that_shows_the_callers_guid(api: str, operation: str, success: Any, leaks: bool) -> None:
    class Showing(Documented):
        def success(self, *given: Any) -> Answer:
            return 200, success

    findings = check(Showing(api), operation).findings
    assert ("no-leak" in {finding.rule.id for finding in findings}) is leaks


def violations(report: Report) -> set[tuple[str, str]]:
    return {
        (finding.rule.id, location) for finding in report.findings for location in finding.members or ("",)
    }


class TestACorrectServerHolds:
    @pytest.mark.parametrize(("status", "seed"), [(200, 1), (400, 2)])
    def test_globale_whatever_the_status_of_its_refusals(self, status: int, seed: int) -> None:
        report = check(
            Documented("globale", error_status=status),
            "CreateOrderRefund",
            "TrackOrder",
            seed=seed,
            profile=sizes(4, 8),
        )
        assert report.findings == ()
        assert report.exit_code == 0
        assert all(
            row.cases > 10 and row.accepted > 0 and row.verdict is Verdict.HOLDS for row in report.operations
        )

    def test_s2(self) -> None:
        report = check(Documented("s2"), profile=sizes(4, 8))
        assert (report.findings, report.exit_code) == ((), 0)

    def test_an_order_that_is_unknown_is_no_fault(self) -> None:
        class Empty(Documented):
            def unknown_order(self, operation: Any, query: dict[str, str], body: Any) -> bool:
                return True

        for status in (200, 400):
            assert check(Empty("globale", error_status=status), "UpdateOrderProducts").findings == ()

    def test_a_merchant_with_an_endpoint_of_its_own(self) -> None:
        class Own(Documented):
            def operation(self, method: str, path: str) -> Any:
                return (
                    self.document["paths"]["/order-status-update-url"].get(method.lower())
                    if path == "/hooks/globale"
                    else None
                )

        server = Own("merchant")
        with served(server) as url:
            report = run(f"{url}/hooks/globale", "merchant", seed=1, profile=sizes(4))
        assert report.exit_code == 0
        assert {target.partition("?")[0] for method, target, _ in server.requests if method == "POST"} == {
            "/hooks/globale"
        }


class NoRequiredMember(Documented):
    def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> Answer:
        status, value = super().success(operation, query, body, path)
        return status, {name: item for name, item in value.items() if name != "Success"}


class WrongType(Documented):
    def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> Answer:
        status, value = super().success(operation, query, body, path)
        return status, {**value, "Success": "yes"}


class AnyBody(Documented):
    def body(self, operation: Any, body: bytes) -> Any:
        return json.loads(body or b"null")


class BadJsonInQuery(Documented):
    def parameter(self, parameter: Any, value: str) -> None:
        try:
            json.loads(value)
        except ValueError:
            return
        super().parameter(parameter, value)


class AnythingInJson(Documented):
    def parameter(self, parameter: Any, value: str) -> None:
        self.parse(value)


class NoParameter(Documented):
    def parameters(self, operation: Any, pairs: list[tuple[str, str]]) -> None:
        if pairs:
            present = {name for name, _ in pairs}
            super().parameters(
                {
                    "parameters": [
                        parameter
                        for parameter in operation["parameters"]
                        if self.resolve(parameter)["name"] in present
                    ]
                },
                pairs,
            )


class HtmlBadGateway(Documented):
    def encode(self, response: Answer) -> tuple[int, str, bytes]:
        return (
            (502, "text/html", b"<html>Bad Gateway</html>")
            if response[0] == 200
            else super().encode(response)
        )


class StackTrace(Documented):
    def parse(self, text: str | bytes) -> Any:
        try:
            return json.loads(text)
        except ValueError as broken:
            raise RefusedError("500", f"Traceback: {broken}", 500) from None

    def refusal(self, refused: RefusedError) -> Answer:
        return (500, refused.why) if refused.status == 500 else super().refusal(refused)


class NoAuthorization(Documented):
    def authorize(self, query: dict[str, str], headers: dict[str, str]) -> None:
        pass


class GoodRefused(Documented):
    def body(self, operation: Any, body: bytes) -> Any:
        value = super().body(operation, body)
        if value and any("Undocumented" in product for product in value["Products"]):
            raise RefusedError("400", "unexpected member")
        return value


class OddStatus(Documented):
    def refusal(self, refused: RefusedError) -> Answer:
        return 302, super().refusal(refused)[1]


class PlainText(Documented):
    def encode(self, response: Answer) -> tuple[int, str, bytes]:
        return response[0], "text/plain", super().encode(response)[2]


class OddError(Documented):
    def refusal(self, refused: RefusedError) -> Answer:
        return refused.status, {"Code": "7", "Error": 7, "Description": None}


class Floats(Documented):
    asked = False

    def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> Answer:
        self.asked = not self.asked
        price = "CCFPrice" if self.asked else "RoundingRate"
        return 200, [{"OrderId": "GE1", "StatusCode": "N/A", price: 1.1 + 2.2}]


class SuccessUnderRefusals(Documented):
    asked = 0

    def refusal(self, refused: RefusedError) -> Answer:
        self.asked += 1
        return 400 + self.asked % 3, {"Success": True, "Reason": None}


class AnotherClass(Documented):
    def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> Answer:
        return 200, {"Success": True, "Reason": None}


class TwiceNamed(Documented):
    def encode(self, response: Answer) -> tuple[int, str, bytes]:
        status, kind, body = super().encode(response)
        return status, kind, body.replace(b'{"', b'{"Description": null, "', 1)


FAULTS = [
    (NoRequiredMember, "UpdateOrderStatus", (rulebook.BODY.id, "response.Success")),
    (WrongType, "UpdateOrderStatus", (rulebook.BODY.id, "response.Success")),
    (AnyBody, "UpdateOrderProducts", (rulebook.REFUSE.id, "body.OrderId")),
    (BadJsonInQuery, "UpdateOrderStatus", (rulebook.REFUSE.id, "orderStatus")),
    (AnythingInJson, "UpdateOrderStatus", (rulebook.REFUSE.id, "orderStatus.OrderStatus")),
    (AnythingInJson, "UpdateOrderDispatch", (rulebook.REFUSE.id, "parcelsList.ParcelCode")),
    (NoParameter, "TrackOrder", (rulebook.REFUSE.id, "email")),
    (HtmlBadGateway, "TrackOrder", (rulebook.NO_SERVER_ERROR.id, "502")),
    (StackTrace, "UpdateOrderStatus", (rulebook.NO_SERVER_ERROR.id, "500")),
    (NoAuthorization, "TrackOrder", (rulebook.CREDENTIALS.id, "")),
    (GoodRefused, "UpdateOrderProducts", (rulebook.ACCEPT.id, "body.Products.Undocumented")),
    (OddStatus, "TrackOrder", (rulebook.STATUS.id, "302")),
    (PlainText, "TrackOrder", (rulebook.CONTENT_TYPE.id, "200")),
    (OddError, "TrackOrder", (rulebook.BODY.id, "ErrorInfo.Error")),
]
SHOULD = {GoodRefused, PlainText}
"""Faults that no document forbids in words: warnings, and errors under --strict."""


class TestAFaultIsFound:
    @pytest.mark.parametrize(
        ("server", "operation", "expected"),
        FAULTS,
        ids=[f"{server.__name__}-{operation}" for server, operation, _ in FAULTS],
    )
    def test_and_named(self, server: type[Documented], operation: str, expected: tuple[str, str]) -> None:
        report = check(server("globale"), operation)
        assert expected in violations(report)
        assert report.exit_code == (0 if server in SHOULD else 1)
        if server in SHOULD:
            assert check(server("globale"), operation, strict=True).exit_code == 1

    def test_as_well_where_refusals_come_under_200(self) -> None:
        report = check(BadJsonInQuery("globale", error_status=200), "UpdateOrderStatus")
        assert ("refuse-invalid", "orderStatus") in violations(report)

    def test_in_s2(self) -> None:
        assert ("credentials", "") in violations(check(NoAuthorization("s2")))
        assert ("refuse-invalid", "body.items") in violations(check(AnyBody("s2")))

    @pytest.mark.parametrize(
        ("server", "operation", "rule", "members"),
        [
            (PlainText, "TrackOrder", "content-type", {"200", "400"}),
            (Floats, "GetOrdersDetails", "exact-amounts", {"CCFPrice", "RoundingRate"}),
            (SuccessUnderRefusals, "TrackOrder", "body", {"400.Success", "402.Success"}),
            (AnotherClass, "GetOrdersDetails", "body", {"response"}),
            (TwiceNamed, "TrackOrder", "body", {"400.twice", "401.twice"}),
        ],
    )
    def test_once_for_one_cause_with_the_places_under_it(
        self, server: type[Documented], operation: str, rule: str, members: set[str]
    ) -> None:
        report = check(server("globale"), operation)
        (finding,) = [finding for finding in report.findings if finding.rule.id == rule]
        assert set(finding.members) >= members

    def test_only_once_and_with_a_line_that_shows_it_again(self) -> None:
        report = check(NoAuthorization("globale"), "TrackOrder")
        (finding,) = report.findings
        assert finding.curl.startswith("curl -sS -i -X POST ")
        assert "/Order/TrackOrder?orderId=testID&email=customer%40example.com'" in finding.curl


class TestFuzzing:
    def test_shrinks_inside_the_query_string(self) -> None:
        class Crashes(Documented):
            def parameter(self, parameter: Any, value: str) -> None:
                super().parameter(parameter, value)
                if json.loads(value).get("TrackingNumber") not in (None, "1234"):
                    raise RefusedError("", "boom", 500)

            def refusal(self, refused: RefusedError) -> Answer:
                return (500, "boom") if refused.status == 500 else super().refusal(refused)

        report = check(Crashes("globale"), "UpdateOrderStatus", profile=sizes(30))
        (finding,) = [finding for finding in report.findings if finding.rule is rulebook.NO_SERVER_ERROR]
        assert '"TrackingNumber"' in finding.sent
        assert len(finding.sent) < 400

    def test_repeated_json_goes_out_one_value_a_parcel(self) -> None:
        server = Documented("globale")
        check(server, "UpdateOrderDispatch")
        assert any(target.count("parcelsList=%7B") > 1 for _, target, _ in server.requests)


class TestACheckThatCannotRun:
    def test_when_nothing_listens(self) -> None:
        with served(Documented("globale")) as url:
            pass
        with pytest.raises(CannotRunError, match="start the server"):
            run(url, "globale", credentials=CREDENTIALS)

    def test_when_the_server_does_not_know_us(self) -> None:
        with (
            served(Documented("globale")) as url,
            pytest.raises(CannotRunError, match="refuses the credentials"),
        ):
            run(url, "globale", credentials=ServerCredentials("someone-else"), only=["TrackOrder"])

    def test_when_credentials_are_missing(self) -> None:
        with pytest.raises(CannotRunError, match="--guid"):
            run("http://127.0.0.1:1", "globale")
        with pytest.raises(CannotRunError, match="--token"):
            run("http://127.0.0.1:1", "s2")

    def test_when_the_host_is_far_away(self) -> None:
        with pytest.raises(CannotRunError, match="--allow-host"):
            run("http://8.8.8.8", "merchant")

    def test_when_the_operation_is_unknown(self) -> None:
        with pytest.raises(CannotRunError, match="It has CreateOrderRefund"):
            run("http://127.0.0.1:1", "globale", credentials=CREDENTIALS, only=["Nope"])


class TestTheMerchantsSecret:
    @pytest.mark.parametrize(("guarded", "expected"), [(True, set()), (False, {("credentials", "")})])
    def test_opens_the_endpoint_and_a_wrong_one_must_not(
        self, guarded: bool, expected: set[tuple[str, str]]
    ) -> None:
        class Guarded(Documented):
            def success(self, operation: Any, query: dict[str, str], value: Any, path: str) -> Answer:
                if guarded and value.get("MerchantGUID") != GUID:
                    raise RefusedError("401", "no")
                return super().success(operation, query, value, path)

        server = Guarded("merchant")
        with served(server) as url:
            report = run(
                url, "merchant", credentials=ServerCredentials(merchant_guid=GUID), seed=1, profile=sizes()
            )
        assert violations(report) == expected
        assert report.operations[0].accepted > 1
        assert sum(GUID.encode() in body for _, _, body in server.requests) > 1

    def test_a_redirection_is_no_acceptance(self) -> None:
        class Moved(Documented):
            def handle(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
                return 307, {"Success": True}

        with served(Moved("merchant")) as url:
            report = run(f"{url}/orders/", "merchant", seed=1, profile=sizes())
        assert {rule for rule, _ in violations(report)} == {"status"}
