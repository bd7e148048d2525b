"""What surrounds a run: what it may send, when it ends, its seed and shards, where it keeps what it finds,
applications in the same process.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from order_contract.check import CannotRunError, Progress, ServerCredentials, Severity, Verdict, rulebook, run
from order_contract.check.document import corpus_cases
from order_contract.check.document.operations import operations
from order_contract.check.profiles import PROFILES, Profile, Shard
from order_contract.check.rulebook import Grade
from order_contract.check.server_data import Fixtures
from order_contract.check.transport import connections
from order_contract.check.transport.allowed_hosts import permit
from order_contract.check.transport.messages import Received, Sent
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.check.wire_rules.judge import judge
from tests.check.servers import GUID, Answer, Documented, served
from tests.check.test_check import CREDENTIALS, check, sizes, violations


class Broken(Documented):
    """Does not look at what comes."""

    def parameters(self, operation: Any, pairs: list[tuple[str, str]]) -> None:
        pass


class TestARunEnds:
    def test_at_the_first_error(self) -> None:
        server = Broken("globale")
        report = check(server, "UpdateOrderStatus", stop_at_first=True)
        assert [finding.severity for finding in report.findings] == [Severity.ERROR]
        assert report.exit_code == 1
        assert len(server.requests) < 15

    def test_at_the_first_error_of_fuzzing_too(self) -> None:
        class Rare(Documented):
            def parameter(self, parameter: Any, value: str) -> None:
                super().parameter(parameter, value)
                if json.loads(value).get("ConfirmationNumber") not in (None, "", "1234", "A1", "Zoë 東京"):
                    raise ZeroDivisionError

            def handle(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
                try:
                    return super().handle(method, target, headers, body)
                except ZeroDivisionError:
                    self.failed = len(self.requests)
                    return 500, "x"

        server = Rare("globale")
        report = check(server, "UpdateOrderStatus", stop_at_first=True, profile=sizes(30))
        assert violations(report) == {(rulebook.NO_SERVER_ERROR.id, "500")}
        assert server.failed == len(server.requests)

    def test_when_its_time_is_over_and_keeps_what_it_found(self) -> None:
        report = check(Broken("globale"), max_time=3, profile=sizes(10_000, 10_000, robustness=True))
        assert report.findings
        assert report.seconds < 20

    def test_with_2_where_too_little_was_tested(self) -> None:
        report = check(Documented("globale"), "TrackOrder", min_coverage=100)
        assert (report.exit_code, report.stopped) == (0, "")
        report = check(Documented("globale"), "TrackOrder", min_coverage=100, shard="500/500")
        assert report.exit_code == 2
        assert "--min-coverage" in report.stopped


class TestNothingIsSentTwice:
    def test_by_corpus_boundaries_and_fuzzing_together(self) -> None:
        server = Documented("globale")
        check(server, "UpdateOrderStatus", "TrackOrder", profile=sizes(12, 30))
        # `http.server` keeps no headers here, and cases that differ in them alone have a body.
        assert len(server.requests) == len(set(server.requests))
        assert len(server.requests) > 200


class TestASeed:
    def test_gives_the_same_requests_in_the_same_order(self) -> None:
        sent = []
        for seed in (5, 5, 6):
            server = Documented("globale")
            check(server, "UpdateOrderStatus", seed=seed, profile=sizes(5, 5))
            sent.append(server.requests)
        assert sent[0] == sent[1]
        assert sent[0] != sent[2]


class TestShards:
    def sent(self, profile: Profile) -> list[set[Any]]:
        """What goes out with our credentials: from one machine that sends all, and from each of three."""
        result = []
        for shard in (None, "1/3", "2/3", "3/3"):
            server = Documented("globale")
            check(server, "TrackOrder", "UpdateOrderStatus", profile=profile, shard=shard)
            result.append({request for request in server.requests if "merchantGUID=" + GUID in request[1]})
        return result

    def test_are_disjoint_and_together_everything(self) -> None:
        whole, *parts = self.sent(sizes(0, 10))
        greeting = set.intersection(*parts)
        assert len(greeting) == 1, "each begins with a documented request that changes nothing"
        assert set.union(*parts) == whole
        assert sum(len(part - greeting) for part in parts) == len(whole - greeting)

    def test_make_up_together_what_one_would(self) -> None:
        whole, *parts = self.sent(sizes(4))
        assert set.union(*parts) == whole

    @pytest.mark.parametrize("text", ["0/2", "3/2", "2", "a/b", "1/0"])
    def test_are_written_as_number_and_count(self, text: str) -> None:
        with pytest.raises(CannotRunError, match="2/5"):
            Shard.parse(text)


class TestExamplesAreKept:
    @pytest.mark.parametrize("kind", ["directory", "redis"])
    def test_and_tried_first_the_next_time(
        self, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Rare(Documented):
            def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> Answer:
                return (500, {}) if "é" in query["orderId"] else super().success(operation, query, body, path)

        place = str(tmp_path)
        if kind == "redis":
            import fakeredis
            import redis

            shared = fakeredis.FakeRedis()
            monkeypatch.setattr(redis.Redis, "from_url", lambda _: shared)
            place = "redis://127.0.0.1:1"
        counts = []
        for _ in range(2):
            report = check(
                Rare("globale"), "TrackOrder", profile=sizes(60), example_db=place, stop_at_first=True
            )
            assert report.exit_code == 1
            counts.append(report.cases)
        assert counts[1] <= counts[0]

    def test_not_where_no_redis_responds(self) -> None:
        with pytest.raises(CannotRunError, match="--example-db"):
            check(Documented("globale"), "TrackOrder", example_db="redis://127.0.0.1:1")


class TestWhatMayBeSentTo:
    @pytest.mark.parametrize(
        "host",
        ["api.global-e.com", "connect2.bglobale.com", "CONNECT.BGLOBALE.COM.", "anything.global-e.com"],
    )
    def test_no_host_of_the_vendor_without_a_flag_of_its_own(self, host: str) -> None:
        with pytest.raises(CannotRunError, match="--allow-production"):
            permit(f"https://{host}", allow_host=True)
        assert permit(f"https://{host}", allow_host=True, allow_production=True) == f"https://{host}"

    @pytest.mark.parametrize("host", ["169.254.169.254", "[::ffff:169.254.169.254]", "[fe80::1]"])
    def test_no_address_at_which_a_cloud_keeps_credentials(self, host: str) -> None:
        with pytest.raises(CannotRunError, match="--allow-host"):
            permit(f"http://{host}")

    def test_only_what_changes_nothing_when_only_reading_is_allowed(self) -> None:
        server = Documented("globale")
        report = check(server, read_only=True)
        assert {row.operation for row in report.operations} == {"GetOrdersDetails", "TrackOrder"}
        assert {target.partition("?")[0] for _, target, _ in server.requests} == {
            "/Order/GetOrdersDetails",
            "/Order/TrackOrder",
        }
        for api, only in (("merchant", ()), ("s2", ()), ("globale", ("GetShippingDocuments",))):
            with pytest.raises(CannotRunError, match="--read-only"):
                check(Documented(api), *only, read_only=True)


class TestRules:
    def test_are_chosen_and_left_out_by_id_or_family(self) -> None:
        assert check(Broken("globale"), "TrackOrder", rules=["content-type"]).findings == ()
        assert check(Broken("globale"), "TrackOrder", exclude=["wire"]).findings == ()
        assert {
            rule for rule, _ in violations(check(Broken("globale"), "TrackOrder", rules=["refuse-invalid"]))
        } == {"refuse-invalid"}

    def test_that_do_not_exist_are_named(self) -> None:
        with pytest.raises(CannotRunError, match="no rule nonsense"):
            check(Documented("globale"), "TrackOrder", exclude=["nonsense"])

    def test_that_need_data_are_not_passed_without_it(self) -> None:
        report = check(
            Documented("globale"),
            "CreateOrderRefund",
            profile=Profile("x", 60, 0, 0, rule_examples=1, robustness=False),
        )
        refunds = [result for result in report.rules if result.rule.id == "refund-1006"]
        assert [(result.verdict, bool(result.why)) for result in refunds] == [(Verdict.NOT_TESTED, True)]


class TestProfiles:
    def test_are_three(self) -> None:
        assert {name: profile.seconds for name, profile in PROFILES.items()} == {
            "quick": 20,
            "default": 90,
            "deep": None,
        }

    def test_of_which_deep_needs_a_time(self) -> None:
        with pytest.raises(CannotRunError, match="--max-time"):
            check(Documented("globale"), "TrackOrder", profile=PROFILES["deep"])
        assert check(Documented("globale"), "TrackOrder", profile=PROFILES["deep"], max_time=2).exit_code == 0


def test_a_slow_server_is_put_to_the_rules_before_it_gets_all_of_the_corpus() -> None:
    class Slow(Documented):
        def handle(self, *request: Any) -> Answer:
            sleep(0.02)
            return super().handle(*request)

    known = Fixtures.read('[globale]\n[[globale.orders]]\norder_id = "GE2794623GB"\ntotal = "1.00"\n')
    profile = replace(sizes(seconds=2), rule_examples=1)
    report = check(Slow("globale"), "GetOrdersDetails", profile=profile, fixtures=known)
    tested = {result.rule.family for result in report.rules if result.verdict is not Verdict.NOT_TESTED}
    assert tested > {"wire"}


class TestCoverage:
    def test_counts_parameters_members_negatives_and_responses(self) -> None:
        (row,) = check(Documented("globale"), "UpdateOrderStatus").coverage.operations
        assert row.percent == 100
        assert row.parameters.seen == ("orderStatus",)
        assert "orderStatus.OrderStatusReason.Name" in row.members.seen
        assert "orderStatus.OrderStatus.OrderStatusCode" in row.negatives.seen
        assert set(row.responses.seen) == {"accepted", "refused", "refused without credentials"}

    def test_counts_the_callback(self) -> None:
        coverage = check(Documented("merchant")).coverage
        assert [row.operation for row in coverage.operations] == ["UpdateOrderStatusCallback"]
        assert "body.InternationalDetails.TotalPrice" in coverage.operations[0].negatives.seen
        assert coverage.percent > 60

    def test_sees_what_was_not_sent(self) -> None:
        class Away(Documented):
            def success(self, *_: Any) -> Answer:
                return 200, {}

        (row,) = check(Away("globale"), "TrackOrder", shard="400/500").coverage.operations
        assert row.percent < 100
        assert row.negatives.missing == ("orderId", "email")


def wsgi(server: Documented) -> Callable[..., list[bytes]]:
    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        headers = {
            "authorization": environ.get("HTTP_AUTHORIZATION", ""),
            "x-s2-organization": environ.get("HTTP_X_S2_ORGANIZATION", ""),
        }
        target = environ["PATH_INFO"] + (f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else "")
        status, kind, content = server.encode(server.handle(environ["REQUEST_METHOD"], target, headers, body))
        start_response(f"{status} X", [("Content-Type", kind)])
        return [content]

    return application


class Asgi:
    """The same as an ASGI application, which counts its starts and ends."""

    def __init__(self, server: Documented) -> None:
        self.server = server
        self.life: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for moment in ("startup", "shutdown"):
                assert (await receive())["type"] == f"lifespan.{moment}"
                self.life.append(moment)
                await send({"type": f"lifespan.{moment}.complete"})
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        target = scope["raw_path"].decode() + (
            f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
        )
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        status, kind, content = self.server.encode(self.server.handle(scope["method"], target, headers, body))
        await send(
            {"type": "http.response.start", "status": status, "headers": [(b"content-type", kind.encode())]}
        )
        await send({"type": "http.response.body", "body": content})


class TestApplicationsInThisProcess:
    @pytest.mark.parametrize("make", [wsgi, Asgi])
    def test_are_checked_without_a_socket(self, make: Callable[[Documented], Any]) -> None:
        profile = sizes(5, 5, robustness=True)
        for server, expected in ((Documented("globale"), 0), (Broken("globale"), 1)):
            application = make(server)
            report = run(
                application, "globale", credentials=CREDENTIALS, seed=1, profile=profile, only=["TrackOrder"]
            )
            assert report.exit_code == expected
            assert report.cases > 50
            if isinstance(application, Asgi):
                assert application.life == ["startup", "shutdown"]

    def test_that_raise_get_a_response_with_500(self) -> None:
        def wrong(*_: Any) -> list[bytes]:
            raise ZeroDivisionError

        report = run(wrong, "globale", credentials=CREDENTIALS, only=["TrackOrder"], profile=sizes())
        assert ("no-server-error", "500") in violations(report)

    @pytest.mark.parametrize("moment", ["lifespan", "http"])
    def test_that_exit_end_the_run_and_not_the_process(self, moment: str) -> None:
        async def exiting(scope: Any, _receive: Any, _send: Any) -> None:
            if scope["type"] == moment:
                sys.exit(0)

        with pytest.raises(CannotRunError, match="exit code 0"):
            run(exiting, "globale", credentials=CREDENTIALS, only=["TrackOrder"], profile=sizes())


class TestJudging:
    @pytest.fixture
    def details(self) -> Any:
        return next(operation for operation in operations("globale") if operation.id == "getOrdersDetails")

    def sample(self, operation: Any, body: bytes | None = None) -> Sent:
        """The documented request of a method, with another body where one is given."""
        (case,) = [case for _, case in corpus_cases.documented(operation.api, {operation.id: operation})]
        sent = case.sent(operation, "http://127.0.0.1")
        return sent if body is None else replace(sent, body=body)

    def violations(
        self, operation: Any, body: bytes, status: int = 200, kind: str = "application/json", packed: str = ""
    ) -> Any:
        headers = {"content-type": kind} | ({"content-encoding": packed} if packed else {})
        received = Received(status, headers, body)
        return judge(operation, self.sample(operation), received, expected=Expectation.ACCEPT).violations

    def test_names_the_member_in_a_union_once(self, details: Any) -> None:
        (fault,) = self.violations(
            details, b'[{"OrderId":"1","StatusCode":"x","InternationalDetails":{"TotalPrice":true}}]'
        )
        assert (fault.rule, fault.location) == (rulebook.BODY, "response.InternationalDetails.TotalPrice")
        assert "[0].InternationalDetails.TotalPrice" in fault.message

    def test_takes_what_is_only_inferred_for_a_warning(self, details: Any) -> None:
        (fault,) = self.violations(
            details, b'[{"OrderId":"1","StatusCode":"x","Products":[{"Brand":{"BrandCode":true}}]}]'
        )
        assert (fault.location, fault.evidence) == ("response.Products.Brand.BrandCode", "inferred")

    @pytest.mark.parametrize("status", [400, 405, 415])
    def test_takes_a_frameworks_own_json_for_no_envelope(self, details: Any, status: int) -> None:
        page = b'{"timestamp":"2026-01-01","status":%d,"error":"Refused","path":"/"}' % status
        faults = {fault.rule.id: fault for fault in self.violations(details, page, status)}
        assert "refusal-reason" not in faults
        assert faults["body"].message == (
            f"The refusal under status {status} is another JSON; ErrorInfo is documented."
        )
        assert faults["body"].graded is (Grade.MUST if status == 400 else Grade.SHOULD)

    @pytest.mark.parametrize(
        ("body", "grade"),
        [
            (b"no JSON", Grade.SHOULD),
            (b"", Grade.SHOULD),
            (b"[1]", Grade.SHOULD),
            (b'{"OrderIds":{"a":1}}', Grade.SHOULD),
            (b'\xef\xbb\xbf{"OrderIds":["GE1"]}', Grade.SHOULD),
            (b"{}", Grade.SHOULD),
            (b'{"OrderIds":[null]}', Grade.SHOULD),
            (b'{"OrderIds":["GE1"],"Undocumented":1}', Grade.SHOULD),
            (b'{"OrderIds":["GE1"]}', Grade.MUST),
        ],
    )
    def test_lets_a_framework_refuse_what_cannot_be_read(
        self, details: Any, body: bytes, grade: Grade
    ) -> None:
        sent = self.sample(details, body)
        page = b'{"Message":"The request is invalid.","ModelState":{"filter":["Unexpected character."]}}'
        judgement = judge(details, sent, Received(400, {"content-type": "application/json"}, page))
        assert [fault.graded for fault in judgement.violations if fault.rule is rulebook.BODY] == [grade]

    @pytest.mark.parametrize("status", [200, 400])
    def test_takes_the_envelope_of_another_method_for_a_refusal(self, details: Any, status: int) -> None:
        sent = self.sample(details, b"no JSON")
        kind = {"content-type": "application/json"}
        judgement = judge(details, sent, Received(status, kind, b'{"Success":false,"Reason":"No JSON"}'))
        (fault,) = judgement.violations
        assert (judgement.accepted, judgement.refused, fault.graded) == (False, True, Grade.SHOULD)
        assert fault.message == (
            f"The refusal under status {status} is a ResponseInfo; ErrorInfo is documented."
        )

    @pytest.mark.parametrize("name", ["getOrdersDetails", "createOrderRefund", "dispatchOrders"])
    def test_takes_code_and_text_for_an_error_info_whatever_stands_beside_them(self, name: str) -> None:
        (operation,) = [item for item in operations("globale") if item.id == name]
        case = next(case for _, case in corpus_cases.documented("globale", {name: operation}))
        body = b'{"Success":false,"Reason":null,"Code":"1002","Error":"Too much","Description":null}'
        received = Received(200, {"content-type": "application/json"}, body)
        judgement = judge(
            operation, case.sent(operation, "http://127.0.0.1"), received, expected=Expectation.UNSPECIFIED
        )
        assert (judgement.violations, judgement.refused, judgement.code) == ((), True, "1002")

    @pytest.mark.parametrize(("day", "grade"), [("2018-01-18", Grade.MUST), ("soon", Grade.SHOULD)])
    def test_lets_a_framework_refuse_a_day_that_is_none(self, day: str, grade: Grade) -> None:
        (dispatch,) = [item for item in operations("globale") if item.id == "updateOrderDispatchV2"]
        exceptions = [{"CartItemId": "1", "ExceptionType": 2, "ExpectedFulfilmentDate": day}]
        body = json.dumps({"OrderId": "GE1", "Parcels": [], "Exceptions": exceptions}).encode()
        sent = self.sample(dispatch, body)
        judgement = judge(
            dispatch, sent, Received(400, {"content-type": "text/html"}, b"<h1>Bad Request</h1>")
        )
        assert [fault.graded for fault in judgement.violations if fault.rule is rulebook.BODY] == [grade]

    def test_takes_no_content_for_nothing_to_show(self, details: Any) -> None:
        (fault,) = self.violations(details, b"", 204)
        assert (fault.message, fault.graded) == ("The body under status 204 is empty.", Grade.SHOULD)

    @pytest.mark.parametrize(("ids", "grade"), [("[false]", Grade.SHOULD), ("[[1]]", Grade.MUST)])
    def test_takes_a_truth_value_for_the_id_of_no_order(self, details: Any, ids: str, grade: Grade) -> None:
        sent = self.sample(details, f'{{"OrderIds":{ids}}}'.encode())
        judgement = judge(details, sent, Received(200, {"content-type": "application/json"}, b"[]"))
        assert [fault.grade for fault in judgement.violations] == [grade]

    @pytest.mark.parametrize(
        ("body", "grade"),
        [
            (b"1", Grade.SHOULD),
            (b"no JSON", Grade.SHOULD),
            (b'{"OrderId":12,"StatusCode":"CANCELLED"}', Grade.SHOULD),
            (b'\xef\xbb\xbf{"OrderId":"12","StatusCode":"CANCELLED"}', Grade.SHOULD),
            (b'{"OrderId":"12","StatusCode":"CANCELLED"}', Grade.MUST),
        ],
    )
    def test_lets_a_merchants_framework_refuse_in_its_own_words(self, body: bytes, grade: Grade) -> None:
        (notice,) = operations("merchant")
        sent = self.sample(notice, body)
        judgement = judge(notice, sent, Received(400, {"content-type": "text/html"}, b"<h1>Bad Request</h1>"))
        assert [fault.graded for fault in judgement.violations if fault.rule is rulebook.BODY] == [grade]

    @pytest.mark.parametrize("name", ["OrderId", "MerchantOrderId"])
    def test_one_id_of_two_is_enough(self, name: str) -> None:
        (papers,) = [item for item in operations("globale") if item.id == "getShippingDocuments"]
        both = {"OrderId": "1", "MerchantOrderId": "2", "IsCompleted": True}
        grades = []
        for ids in (both, {"IsCompleted": True}):
            body = json.dumps({**ids, name: True}).encode()
            judgement = judge(papers, self.sample(papers, body), Received(200, {}, b"{}"))
            grades += [fault.graded for fault in judgement.violations if fault.rule.id == "refuse-invalid"]
        assert grades == [Grade.SHOULD, Grade.MUST]

    @pytest.mark.parametrize(
        ("body", "where"),
        [
            (b'[{"OrderId":"1","StatusCode":"x","OrderId":"2"}]', "200.twice"),
            (b'[{"OrderId":"1","StatusCode":"x","CCFPrice":0.30000000000000004}]', "CCFPrice"),
            (b'[{"OrderId":"1","StatusCode":"x","CCFPrice":29.899999999999999}]', "CCFPrice"),
            (b'[{"OrderId":"1","StatusCode":"x","CCFPrice":NaN}]', "200"),
            (b"", "200"),
        ],
    )
    def test_sees_what_no_schema_says(self, details: Any, body: bytes, where: str) -> None:
        assert [fault.location for fault in self.violations(details, body)] == [where]

    def test_takes_long_amounts_as_they_are(self, details: Any) -> None:
        for amount in (b"0.123456789012345678", b"29.9000", b"100000000000000000000.00", b"0.100000000000"):
            assert (
                self.violations(details, b'[{"OrderId":"1","StatusCode":"x","CCFPrice":' + amount + b"}]")
                == ()
            )

    @pytest.mark.parametrize(
        "kind", ["application/json; charset=utf-16", "application/json;charset=iso-8859-1", "text/json", ""]
    )
    def test_sees_a_wrong_content_type(self, details: Any, kind: str) -> None:
        assert [fault.rule for fault in self.violations(details, b"[]", kind=kind)] == [rulebook.CONTENT_TYPE]

    def test_says_that_a_response_is_packed(self, details: Any) -> None:
        (fault,) = self.violations(details, b"\x1f\x8b\x08", packed="gzip")
        assert "packed as 'gzip'" in fault.message

    def test_says_that_a_response_is_not_packed_as_it_claims(self, details: Any) -> None:
        (fault,) = self.violations(details, b"[]", packed="gzip")
        assert (fault.rule, fault.location) == (rulebook.CONTENT_TYPE, "200.packed")
        assert self.violations(details, b"[]", packed="Identity") == ()

    @pytest.mark.parametrize(
        "shown",
        [
            b'Traceback (most recent call last):\\n  File \\"x.py\\", line 3',
            b"java.lang.IllegalStateException\\n\\tat com.shop.Orders.find(Orders.java:17)",
            b"System.NullReferenceException\\n   at Shop.Orders.Find(Id i) in C:\\\\src\\\\Orders.cs:line 3",
            b"TypeError: x\\n    at find (/srv/shop/orders.js:3:17)",
            b"panic: runtime error\\n\\ngoroutine 1 [running]:",
            b"PHP Fatal error: Uncaught TypeError in /srv/orders.php on line 3",
        ],
    )
    def test_sees_a_stack_trace_in_a_refusal(self, details: Any, shown: bytes) -> None:
        body = b'{"Code":"400","Error":"Bad Request","Description":"' + shown + b'"}'
        assert rulebook.NO_TRACE in [fault.rule for fault in self.violations(details, body, 400)]

    def test_sees_a_refusal_that_says_it_succeeded(self) -> None:
        (callback,) = operations("merchant")
        faults = self.violations(callback, b'{"Success":true}', 400)
        assert ("body", "400.Success") in [(fault.rule.id, fault.location) for fault in faults]

    def test_holds_a_merchant_to_variations_of_what_it_has_acknowledged(self) -> None:
        class Picky(Documented):
            def body(self, operation: Any, body: bytes) -> Any:
                value = super().body(operation, body)
                if "Undocumented" in value:
                    from tests.check.servers import RefusedError

                    raise RefusedError("400", "what is this?")
                return value

        assert ("accept-valid", "body.Undocumented") in violations(check(Picky("merchant")))


class TestSecrets:
    def test_are_masked_in_every_step(self) -> None:
        report = check(Broken("globale"), "TrackOrder")
        steps = [step for finding in report.findings for step in finding.steps]
        assert any("merchantGUID=***" in step.wire.url for step in steps)
        for step in steps:
            assert "merchantGUID" not in step.request.url
            assert GUID not in repr(step)


class TestConnections:
    def test_two_threads_may_send_at_the_same_time(self) -> None:
        class Slow(Documented):
            both = threading.Barrier(2, timeout=20)

            def success(self, *_: Any) -> Answer:
                self.both.wait()
                return 200, {}

        with served(Slow("globale")) as url:
            connection = connections.to_url(url, 20)
            responses: list[Received] = []
            sent = Sent("POST", f"{url}/Order/TrackOrder?orderId=1&email=a%40b.c&merchantGUID={GUID}")
            threads = [
                threading.Thread(target=lambda: responses.append(connection.send(sent))) for _ in range(2)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            connection.close()
        assert [response.status for response in responses] == [200, 200]


def test_progress_is_reported_after_every_request() -> None:
    progresses: list[Progress] = []
    report = check(Documented("globale"), "TrackOrder", on_event=progresses.append)
    assert [progress.cases for progress in progresses] == list(range(1, report.cases + 1))
    assert ServerCredentials(GUID, CREDENTIALS.token, CREDENTIALS.organization) == CREDENTIALS
