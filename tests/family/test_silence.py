"""The check is silent on correct servers of another hand's family: no error on a preset, nor on any mixture
of what the documents leave open, declared or not. `make faults` holds the rest.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from order_contract.check import Report, Severity
from tests.family.campaign import PRESETS, SEEDED, WITHOUT_HOSTILE
from tests.family.mixtures import mixture
from tests.family.servers import RULES_ALONE, Api, Member

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
        ("globale", "shallow", replace(SEEDED, examples=0, rule_examples=2)),
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
