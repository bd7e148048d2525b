"""The documented rules: quiet on correct servers, each loud on a server that breaks it, and the same requests
for the same seed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from order_contract import sandbox
from order_contract.check import (
    Finding,
    Report,
    ServerCredentials,
    Severity,
    Verdict,
    rulebook,
    run,
    scenarios,
)
from order_contract.check.document import operations
from order_contract.check.findings import RuleResult
from order_contract.check.profiles import Profile
from order_contract.check.reports import text as report_text
from order_contract.check.server_data import Fixtures
from order_contract.check.session import OUT_OF_TIME, Session
from order_contract.check.transport.connections import Connection, to_url
from order_contract.check.transport.in_process import BASE, to_application
from order_contract.check.transport.messages import Received, Sent
from order_contract.sandbox.check_fixtures import fixtures as known
from order_contract.sandbox.settings import Settings
from order_contract.spec import APIS, Api
from tests.check.faulty import BY_ANOTHER_HAND, FAULTY, FIXTURES, Server
from tests.family.servers import RULES_ALONE, Member
from tests.faults.second import Config, create, running

KNOWN = Settings()
CREDENTIALS = ServerCredentials(
    KNOWN.merchant_guid, KNOWN.s2_token, KNOWN.s2_organization, KNOWN.callback_guid
)
SANDBOX = Fixtures.read(known(KNOWN))
SECOND = Fixtures.load(FIXTURES)
RULES = {rule.id: rule for rule in scenarios.RULES}
UNDECLARED = {
    "globale": {
        "details-foreign",
        "dispatch-quantities",
        "legacy-quantities",
        "products-origin",
        "refund-at-once",
    },
    "merchant": set(),
    "s2": {"s2-chunked", "s2-foreign-order"},
}
"""What our own servers do not show, and what one connection cannot test."""
DECLARED = {rule.id for rule in scenarios.RULES if rule.family == "declared"}
"""Rules that hold a server to a word of its fixtures; `tests/family/test_declarations.py` holds each."""


class Recorded:
    """A connection that keeps what it sent."""

    def __init__(self, inner: Connection) -> None:
        self.inner, self.requests = inner, list[Sent]()
        self.timeout = inner.timeout

    def send(self, sent: Sent) -> Received:
        self.requests.append(sent)
        return self.inner.send(sent)

    def close(self) -> None:
        self.inner.close()


@contextmanager
def session(connection: Connection, api: Api, base: str = BASE, **options: Any) -> Iterator[Session]:
    with Session(api, connection, base, CREDENTIALS, operations.operations(api), **options) as made:
        yield made


def judge(
    application: Callable[..., Any],
    api: Api,
    fixtures: Fixtures | None,
    *,
    seed: int = 1,
    examples: int = 0,
    **options: Any,
) -> tuple[Report, list[Sent]]:
    connection = Recorded(to_application(application, 10))
    with session(connection, api) as made:
        scenarios.run(made, fixtures, seed=seed, examples=examples, seconds=None, **options)
        return made.report(BASE, seed, 0), connection.requests


def untested(report: Report) -> dict[str, str]:
    return {
        row.rule.id: row.why
        for row in report.rules
        if row.verdict is Verdict.NOT_TESTED and row.rule.id in RULES
    }


class TestACorrectServerHolds:
    @pytest.mark.parametrize("seed", [1, 2])
    @pytest.mark.parametrize("api", APIS)
    def test_the_sandbox(self, api: Api, seed: int) -> None:
        report, _ = judge(sandbox.app(), api, SANDBOX, seed=seed, examples=3)
        assert report.findings == ()
        assert set(untested(report)) - DECLARED == UNDECLARED[api]

    @pytest.mark.parametrize(
        "config",
        [Config(), Config(envelope_200=True), Config(error_info=False)],
        ids=["400", "200", "response-info"],
    )
    @pytest.mark.parametrize("api", APIS)
    def test_the_second_server(self, api: Api, config: Config) -> None:
        assert SECOND.globale is not None
        fixtures = replace(SECOND, globale=replace(SECOND.globale, error_info=config.error_info))
        report, _ = judge(create(config), api, fixtures, examples=3)
        assert report.findings == ()
        no_codes = {"refund-texts", "error-info"} if not config.error_info else set()
        assert set(untested(report)) - DECLARED == UNDECLARED[api] | (no_codes if api == "globale" else set())

    @pytest.mark.parametrize("rule_id", ["products-added", "products-changed", "dispatch-backorder"])
    def test_one_that_shows_what_was_sent_at_the_place_where_it_was_sent(self, rule_id: str) -> None:
        class Elsewhere(Server):
            def product_details(self, line: Any) -> Any:
                shown = super().product_details(line)
                sent = {"Attributes": shown["Attributes"]}
                catalogue = [{"AttributeCode": "RED", "Name": "Red"}]
                del shown["IsBackOrdered"]
                return shown | {"MetaData": sent, "Attributes": catalogue}

        report, _ = judge(create(None, Elsewhere), "globale", SECOND, only=(rule_id,))
        assert report.findings == ()
        assert rule_id not in untested(report)

    def test_a_sandbox_that_responds_to_refunds_otherwise(self) -> None:
        settings = Settings(error_info=False)
        report, _ = judge(
            sandbox.app(settings=settings), "globale", Fixtures.read(known(settings)), only=("refund-rules",)
        )
        assert report.findings == ()
        assert report.cases > 50


def broken(rule_id: str) -> tuple[Finding, ...]:
    report, _ = judge(create(None, FAULTY[rule_id]), RULES[rule_id].apis[0], SECOND, only=(rule_id,))
    return report.findings


class TestAFaultIsFound:
    def test_there_is_one_for_every_rule(self) -> None:
        assert RULES.keys() - FAULTY.keys() - BY_ANOTHER_HAND.keys() - DECLARED == {"refund-at-once"}
        assert FAULTY.keys() | BY_ANOTHER_HAND.keys() <= RULES.keys()

    @pytest.mark.parametrize("rule_id", BY_ANOTHER_HAND)
    def test_that_another_hand_has_planted(self, rule_id: str) -> None:
        api, rules = RULES[rule_id].apis[0], [rule_id]
        faulty = Member(api, fault=BY_ANOTHER_HAND[rule_id])
        findings = faulty.held(declared=True, profile=RULES_ALONE, rules=rules).findings
        assert {finding.rule.id for finding in findings} == {rule_id}
        assert Member(api).held(declared=True, profile=RULES_ALONE, rules=rules).findings == ()

    @pytest.mark.parametrize("rule_id", FAULTY)
    def test_by_the_rule_that_it_breaks(self, rule_id: str) -> None:
        assert {finding.rule.id for finding in broken(rule_id)} == {rule_id}

    def test_of_another_currency_than_the_fixtures_say(self) -> None:
        class Dollars(Server):
            def international(self, order: Any) -> Any:
                return super().international(order) | {"CurrencyCode": "USD"}

        assert SECOND.globale is not None
        orders = tuple(replace(order, currency="GBP") for order in SECOND.globale.orders)
        fixtures = replace(SECOND, globale=replace(SECOND.globale, orders=orders))
        report, _ = judge(create(None, Dollars), "globale", fixtures, only=("details-shown",))
        assert [finding.location for finding in report.findings] == ["InternationalDetails.CurrencyCode"]

    def test_of_a_price_in_quotes(self) -> None:
        class PriceOfTheLine(Server):
            def product_details(self, line: Any) -> Any:
                return super().product_details(line) | {"InternationalPrice": f"{line.price * 7:f}"}

        report, _ = judge(create(None, PriceOfTheLine), "globale", SECOND, only=("details-money",))
        assert [finding.location for finding in report.findings] == ["Products.InternationalPrice"]

    def test_of_a_card_deep_in_what_a_success_repeats(self) -> None:
        class Repeating(Server):
            def note(self, order: Any, body: Any) -> None:
                super().note(order, body)
                self.noted = body

            def acknowledged(self, order: Any) -> Any:
                return super().acknowledged(order) | {"Received": [self.noted]}

        report, _ = judge(create(None, Repeating), "merchant", SECOND, only=("notice-card",))
        assert {finding.rule.id for finding in report.findings} == {"notice-card"}

    def test_of_two_refunds_at_the_same_time(self) -> None:
        class Slow(Server):
            def operate(self, operation: Any, given: Any) -> Any:
                return getattr(self, "create_order_refund")(**given)  # noqa: B009  # without the lock

            def within_remainder(self, order: Any, total: Any) -> None:
                super().within_remainder(order, total)
                time.sleep(0.2)

        for kind, expected in ((Slow, {"refund-at-once"}), (Server, set())):
            with running(create(None, kind)) as url, session(to_url(url, 10), "globale", url) as made:
                made.connect = lambda url=url: to_url(url, 10)  # type: ignore[misc]
                scenarios.run(made, SECOND, seed=1, examples=0, seconds=None, only=("refund-at-once",))
                report = made.report(url, 1, 0)
            assert {finding.rule.id for finding in report.findings} == expected
            assert untested(report) == {}

    def test_only_inferred_is_a_warning(self) -> None:
        (finding,) = broken("s2-prices-long")
        assert finding.severity is Severity.WARNING

    def test_with_every_step_that_led_to_it(self) -> None:
        (finding,) = broken("refund-1001")
        assert [step.received.status for step in finding.steps] == [200, 200]
        assert all("FullRefund" in step.request.url and step.received.body for step in finding.steps)

    def test_and_its_steps_show_it_again(self) -> None:
        (finding,) = broken("refund-1006")
        connection = to_application(create(None, FAULTY["refund-1006"]), 10)
        with session(connection, "globale") as made:
            operation = made.operations["createOrderRefund"]
            again = [made.send(operation, step.request).step.received for step in finding.steps]
        assert [(received.status, received.body) for received in again] == [
            (step.received.status, step.received.body) for step in finding.steps
        ]


class TestSequences:
    def test_find_what_needs_several_requests_and_shrink_it(self) -> None:
        class EverySecond(Server):
            def take(self, order: Any, asked: Any, parts: Any, total: Decimal) -> None:
                super().take(order, asked, parts, total)
                if len(order.refunds) % 2 == 0:
                    order.refunds[-1] = Decimal(0)

        report, _ = judge(create(None, EverySecond), "globale", SECOND, examples=40, only=("refund-1002",))
        (finding,) = report.findings
        assert (finding.rule.id, len(finding.steps)) == ("refund-1002", 3)

    def test_are_left_out_where_nothing_puts_the_server_back(self) -> None:
        fixtures = Fixtures.read(FIXTURES.read_text().replace('reset = "POST /reset"', ""))
        with_reset = judge(create(), "s2", SECOND, examples=3)[0].cases
        assert judge(create(), "s2", fixtures, examples=3)[0].cases < with_reset

    @pytest.mark.parametrize("api", APIS)
    def test_are_the_same_for_the_same_seed(self, api: Api) -> None:
        first, second, other = (judge(create(), api, SECOND, seed=seed, examples=2)[1] for seed in (7, 7, 8))
        assert first == second
        assert first != other


class TestWhatCannotBeTested:
    def test_without_fixtures(self) -> None:
        report, sent = judge(create(), "globale", None)
        assert sent == []
        assert set(untested(report)) == {
            rule_id for rule_id, rule in RULES.items() if rule.apis == ("globale",)
        }
        assert set(untested(report).values()) == {"There are no fixtures for globale: give --fixtures FILE."}

    def test_for_want_of_time_says_so_and_the_last_line_counts_it(self) -> None:
        from tests.check.servers import GUID, Documented, served

        class Slow(Documented):
            def success(self, *request: Any) -> Any:
                time.sleep(0.05)
                return super().success(*request)

        bare = Fixtures.read(FIXTURES.read_text().replace('reset = "POST /reset"', ""))
        profile = Profile("slow", 2, 0, 0, 1, robustness=False, corpus=False)
        with served(Slow("globale")) as url:
            report = run(
                url, "globale", credentials=ServerCredentials(GUID), fixtures=bare, profile=profile, seed=1
            )
        late = [rule_id for rule_id, why in untested(report).items() if why == OUT_OF_TIME]
        assert len(late) > 20
        words = report_text.tested_rules([report])[0]
        assert int(words.partition(" need more time")[0].rpartition(" ")[2]) >= len(late)

    def test_because_the_fixtures_declare_the_opposite_needs_no_more_of_them(self) -> None:
        whys = [f"The fixtures declare that {what} is refused." for what in ("an unknown status", "it")]
        results = [
            RuleResult(rule, Verdict.NOT_TESTED, 0, why)
            for rule, why in zip(rulebook.ROBUSTNESS, whys, strict=True)
        ]
        report = Report("s2", "", 1, 1.0, (), (RuleResult(rulebook.BODY, Verdict.HOLDS, 1), *results))
        assert report_text.tested_rules([report]) == ["1 of 3 rules tested, 2 switched off by the fixtures"]

    def test_names_the_missing_data(self) -> None:
        bare = Fixtures.read('[globale]\nreset = "POST /reset"\norders = [{order_id = "testID"}]\n')
        why = untested(judge(create(), "globale", bare)[0])
        assert why["status-shown"] == 'The fixtures do not give globale.status, "status" in globale.shows.'
        assert why["refund-1001"] == "The fixtures have no order with products, to refund."
        assert why["track-wrong-email"] == "The fixtures have no order with an email."
        assert "details-asked" not in why

    def test_a_used_up_order_gives_no_finding(self) -> None:
        fixtures = Fixtures.read(FIXTURES.read_text().replace('reset = "POST /reset"', ""))
        application = create()
        judge(application, "globale", fixtures)
        report, _ = judge(application, "globale", fixtures)
        assert [finding.rule.id for finding in report.findings] == []

    def test_read_only(self) -> None:
        report, sent = judge(create(), "globale", SECOND, read_only=True)
        assert {request.path for request in sent} - {"/reset"} == {
            "/Order/GetOrdersDetails",
            "/Order/TrackOrder",
        }
        assert "only reading is allowed" in untested(report)["refund-1001"]
        assert "track-pair" not in untested(report)

    def test_a_server_that_responds_to_samples_passes_no_rule_by_that(self) -> None:
        from tests.check.servers import Documented  # the server answers the same whatever was sent before

        server = Documented("s2")

        def application(environ: Any, start: Any) -> list[bytes]:
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            headers = {
                name.removeprefix("HTTP_").replace("_", "-").lower(): value
                for name, value in environ.items()
                if name.startswith("HTTP_")
            }
            status, kind, content = server.encode(
                server.handle(environ["REQUEST_METHOD"], environ["PATH_INFO"], headers, body)
            )
            start(f"{status} Answer", [("Content-Type", kind), ("Content-Length", str(len(content)))])
            return [content]

        server.authorize = lambda *_: None  # type: ignore[method-assign]
        fixtures = Fixtures.read(FIXTURES.read_text().replace('reset = "POST /reset"', ""))
        report, _ = judge(application, "s2", fixtures)
        assert {"s2-attachments", "s2-note", "s2-dates", "s2-bearer"} <= {
            finding.rule.id for finding in report.findings
        }


def test_every_rule_has_a_source_a_sentence_and_an_id_of_its_own() -> None:
    assert len(RULES) == len(scenarios.RULES)
    for rule in scenarios.RULES:
        assert rule.source
        assert rule.sentence.endswith(('."', "."))
        assert rule.family
        assert len(rule.apis) == 1
    assert Path(FIXTURES).exists()
