"""A must rests on documented members alone: what no document names may have another name, or be absent."""

from __future__ import annotations

import pytest

from order_contract.check import Report, Severity
from tests.family.servers import RULES_ALONE, Member

PARCELS = ["dispatch-parcels", "dispatch-tracking", "legacy-parcels", "papers-shown"]


def verdicts(report: Report) -> dict[str, str]:
    return {row.rule.id: row.verdict for row in report.rules if row.rule.id in PARCELS}


@pytest.mark.parametrize("where", ["ParcelTrackingNumber", "TrackingNumber", "nested"])
def test_a_tracking_number_is_read_wherever_its_parcel_shows_it(where):
    switches = {"parcel_number_member": where}
    report = Member("globale", switches=switches).held(declared=True, profile=RULES_ALONE, rules=PARCELS)
    assert report.findings == ()
    assert set(verdicts(report).values()) == {"holds"}


def test_a_tracking_number_that_no_parcel_shows_is_not_tested():
    switches = {"parcel_number_member": "absent"}
    report = Member("globale", switches=switches).held(declared=True, profile=RULES_ALONE, rules=PARCELS)
    assert report.findings == ()
    assert set(verdicts(report).values()) == {"not tested"}
    assert {row.why for row in report.rules if row.rule.id == "dispatch-parcels"} == {
        "The parcels of ParcelsTracking that GetOrdersDetails shows have no ParcelTrackingNumber."
    }


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("track_parcel_number_lost", "dispatch-parcels"),
        ("track_leading_zeros_lost", "dispatch-parcels"),
        ("lost_parcels", "dispatch-parcels"),
        ("track_order_number_lost", "dispatch-tracking"),
    ],
)
def test_what_is_declared_as_shown_and_lost_is_an_error(fault, rule):
    report = Member("globale", fault=fault).held(declared=True, profile=RULES_ALONE, rules=[rule])
    assert [finding.severity for finding in report.findings] == [Severity.ERROR]


@pytest.mark.parametrize(
    ("fault", "trace_id", "findings"),
    [
        (None, "counted", []),
        ("leak_order_exists", "absent", ["track-one-refusal"]),
        ("leak_order_exists", "counted", ["track-one-refusal"]),
    ],
)
def test_the_id_of_a_log_entry_does_not_tell_refusals_apart(fault, trace_id, findings):
    server = Member("globale", switches={"refusal_trace_id": trace_id}, fault=fault)
    report = server.held(declared=True, profile=RULES_ALONE, rules=["track-one-refusal"])
    assert [finding.rule.id for finding in report.findings] == findings
