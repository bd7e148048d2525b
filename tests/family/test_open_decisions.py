"""A must rests on what is documented: what no document names may have another name, or be absent, and a
server may refuse, and read, in ways of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from order_contract.check import Report, Severity
from order_contract.check.document.operations import CheckedOperation, operations
from order_contract.check.document.sample_requests import build
from order_contract.check.rulebook import CREDENTIALS, NO_SERVER_ERROR, REFUSE, Grade
from order_contract.check.session import Session
from order_contract.check.transport.connections import to_url
from order_contract.check.transport.messages import Sent
from order_contract.check.wire_rules.breaches import not_json
from tests.family.campaign import SEEDED, WITHOUT_HOSTILE
from tests.family.servers import QUICK, RULES_ALONE, Member

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


def test_a_state_under_other_names_is_a_warning_though_it_is_declared():
    report = Member("globale", fault="track_names_changed").held(
        declared=True, profile=RULES_ALONE, rules=["papers-received", "leave-state"]
    )
    assert {finding.severity for finding in report.findings} == {Severity.WARNING}
    assert {finding.message for finding in report.findings} >= {
        "TrackOrder shows neither ShippingMethodStatusCode nor ShippingMethodStatusName."
    }


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


def test_a_refusal_of_s2_under_a_good_status_is_told_of_once():
    server = Member("s2", switches={"s2_refusal_under_200": "yes"})
    report = server.held(declared=True, profile=WITHOUT_HOSTILE)
    under_200 = [finding for finding in report.findings if finding.kind == "a refusal under 2xx"]
    assert [finding.severity for finding in under_200] == [Severity.WARNING]
    usual = {finding.cause for finding in Member("s2").held(declared=True, profile=WITHOUT_HOSTILE).findings}
    assert {finding.cause for finding in report.findings} - usual == {under_200[0].cause}


def test_an_update_that_s2_refuses_under_a_good_status_was_not_accepted():
    server = Member("s2", switches={"s2_refusal_under_200": "yes"}, fault="s2_null_address_refused")
    report = server.held(declared=True, profile=RULES_ALONE, rules=["s2-order"])
    (error,) = [finding for finding in report.findings if finding.severity is Severity.ERROR]
    assert "refused with an error in the body under status 200" in error.message


def long_and_short(operation: CheckedOperation, base: str) -> Iterator[Sent]:
    sent = build(operation, base, next(operation.samples()))
    yield Sent(sent.method, f"{sent.url}&x={'y' * 70_000}", sent.headers, sent.body)
    yield sent


@pytest.mark.parametrize(
    ("server", "silent"),
    [
        (Member("globale", switches={"long_head": "reset"}), []),
        (Member("globale", fault="wire_no_answer"), ["answer"]),
    ],
)
def test_a_connection_that_is_reset_while_a_long_head_is_sent_is_a_refusal(server, silent):
    (operation,) = (known for known in operations("globale") if known.id == "updateOrderDispatchV2")
    with server.running() as url:
        credentials = server.credentials()
        with Session("globale", to_url(url, 3), url, credentials, [operation]) as session:
            for sent in long_and_short(operation, url):
                session.send(operation, sent)
            report = session.report(url, 1, 0.0)
    assert [finding.rule.id for finding in report.findings if finding.rule.id == "answer"] == silent


@pytest.mark.parametrize("api", ["globale", "merchant", "s2"])
@pytest.mark.parametrize(
    ("switches", "profile"),
    [({"long_head": "reset"}, QUICK), ({"lenient_json": "yes"}, SEEDED)],
    ids=["long_head", "lenient_json"],
)
def test_a_server_that_reads_less_or_more_than_it_must_gets_no_error(api, switches, profile):
    report = Member(api, switches=switches).held(profile=profile)
    assert [finding for finding in report.findings if finding.severity is Severity.ERROR] == []
    assert {finding.rule.id for finding in report.findings} & {"answer", "hostile-input"} == set()


@pytest.mark.parametrize(
    "body",
    [
        r'{"a":"x\sy"}',
        r'{"a":"x\u12y"}',
        "[1,]",
        "[1,,2]",
        "[01]",
        "[-01,+1]",
        "[.5,5.]",
        "[0x1F]",
        "[NaN]",
        "{'a':1}",
        "{a:1}",
        '["a\tb"]',
        r'[01,"it\'s",]',
        "[1]x",
    ],
)
def test_what_some_parser_takes_for_json_need_not_be_refused(body):
    assert not_json(body).grade is Grade.SHOULD


@pytest.mark.parametrize(
    "body",
    ["", "  ", "order", '{"a":1', '{"a":"x', r'{"a":"\"}', '{"a":1]', '{"a" 1}', "[1 2]", "[tru]", "a=1"],
)
def test_what_no_parser_takes_for_json_must_be_refused(body):
    assert not_json(body).grade is Grade.MUST


def test_a_rule_cites_the_documents_of_the_api_that_it_is_held_against():
    assert REFUSE.source_for("globale").startswith("003:287, ")
    assert REFUSE.source_for("s2") == "the documented parameters and request bodies"
    assert CREDENTIALS.source_for("s2") == "004:11-13"
    assert NO_SERVER_ERROR.source_for("merchant") == "002:138-143"
