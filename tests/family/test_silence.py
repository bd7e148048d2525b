"""The check is silent on correct servers of another hand's family: no error on a preset, nor on any mixture
of what the documents leave open, declared or not. `make faults` holds the rest.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from order_contract.check import Report, Severity, run
from tests.family.campaign import PRESETS, SEEDED, WITHOUT_HOSTILE
from tests.family.mixtures import mixture
from tests.family.servers import RULES_ALONE, Api, Member, fixtures_of

APIS: tuple[Api, ...] = ("globale", "merchant", "s2")
SHORT = {"globale": RULES_ALONE, "merchant": WITHOUT_HOSTILE, "s2": WITHOUT_HOSTILE}


def errors(report: Report) -> list[str]:
    return [
        f"{finding.operation} {finding.rule.id}: {finding.message}"
        for finding in report.findings
        if finding.severity is Severity.ERROR
    ]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("api", APIS)
def test_presets_get_no_error(api, preset, record_property):
    report = Member(api, preset).held(declared=True, profile=replace(WITHOUT_HOSTILE, rule_examples=1))
    record_property("warnings", len(report.findings))
    assert errors(report) == []
    assert report.stopped == ""
    assert report.cases > 500


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("api", APIS)
def test_mixtures_get_no_error(api, seed, record_property):
    for declared in (False, True):
        report = Member(api, switches=mixture(api, seed)).held(
            declared=declared, seed=seed, profile=SHORT[api]
        )
        record_property(f"warnings, declared: {declared}", len(report.findings))
        assert errors(report) == []


@pytest.mark.parametrize(
    ("api", "preset", "profile"),
    [
        ("globale", "shallow", replace(SEEDED, examples=1, rule_examples=1)),
        ("merchant", "strict", replace(SEEDED, examples=2)),
        ("s2", "default", replace(SEEDED, examples=2)),
    ],
)
def test_other_seeds_get_no_error(api, preset, profile, record_property):
    for seed in (11, 12):
        report = Member(api, preset).held(declared=seed == 12, seed=seed, profile=profile)
        record_property(f"warnings, seed {seed}", len(report.findings))
        assert errors(report) == []
        assert report.stopped == ""


def test_what_is_declared_is_held_to():
    server = Member("globale", switches={"over_delivery": "accept"})
    fixtures = server.fixtures(declared=True)
    assert "over-delivery" not in fixtures
    declared = Member("globale", switches={"over_delivery": "refuse"})
    assert "over-delivery" in declared.fixtures(declared=True)
    rules = ["dispatch-too-much"]
    assert declared.held(declared=True, profile=RULES_ALONE, rules=rules).findings == ()


@pytest.mark.parametrize(
    ("api", "switch", "accepts", "refuses", "rule"),
    [
        ("globale", "over_delivery", "accept", "refuse", "dispatch-too-much"),
        ("globale", "unknown_product_in_dispatch", "ignore", "refuse", "dispatch-unknown-product"),
        ("globale", "refund_envelope", "ResponseInfo", "ErrorInfo", "refund-envelope"),
        ("merchant", "cb_unknown_order", "accept", "refuse", "notice-unknown-order"),
        ("merchant", "cb_merchant_id_disagrees", "ignore", "refuse", "notice-mixed-ids"),
        ("s2", "s2_unknown_product", "unknown", "refuse", "s2-unknown-product"),
        ("s2", "s2_other_offset", "convert", "refuse", "s2-utc"),
    ],
)
def test_what_is_declared_and_not_done_is_an_error(api, switch, accepts, refuses, rule):
    server = Member(api, switches={switch: accepts})
    declared = Member(api, switches={switch: refuses})
    assert errors(server.held(declared=True, profile=RULES_ALONE, rules=[rule])) == []
    with server.running() as url:
        report = run(
            url,
            api,
            credentials=server.credentials(),
            fixtures=fixtures_of(declared.fixtures(declared=True)),
            profile=RULES_ALONE,
            rules=[rule],
            seed=1,
        )
    assert errors(report) != []


def test_the_list_of_requests_is_judged_on_orders_that_are_put_back():
    server = Member("globale")
    with_reset = server.fixtures(declared=True)
    without = with_reset.replace('reset = "POST /__reset"', "")
    accepted = []
    for fixtures in (with_reset, without):
        with server.running() as url:
            report = run(
                url,
                "globale",
                credentials=server.credentials(),
                fixtures=fixtures_of(fixtures),
                profile=replace(WITHOUT_HOSTILE, rule_examples=0),
                only=["CreateOrderRefund"],
                seed=1,
            )
        accepted.append(report.operations[0].valid_accepted)
    assert accepted[0] > 2 * accepted[1]


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_whose_codes_are_words_get_no_error(preset, record_property):
    report = Member("globale", preset, {"generic_code": "word"}).held(
        declared=True, profile=replace(WITHOUT_HOSTILE, rule_examples=0)
    )
    record_property("warnings", len(report.findings))
    assert errors(report) == []
