"""An update of S2 is held to what the table and the samples say: what is made up, or that only the samples
show, is a warning at most, and a word of `refuses` puts an end to the rule that it is the opposite of.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from order_contract.check import Report, Severity
from order_contract.check.scenarios.s2_order import ATTACHMENT
from order_contract.check.server_data import Fixtures
from tests.check.faulty import FIXTURES, Kind, Server, faulty
from tests.check.test_rules import SECOND, judge
from tests.family.servers import RULES_ALONE, Member
from tests.faults.second import create
from tests.faults.second.refusals import RefusalError

Json = dict[str, Any]


def refusing(when: Callable[[Json, Json], object]) -> Kind:
    """A server that refuses an update by what it is sent, and by the order as it is."""

    def plain(self: Server, body: Json) -> Any:
        if when(body, self.state.s2):
            raise RefusalError("422", "Unprocessable", "not taken", 422)
        return super(kind, self).plain(body)

    kind = faulty(plain=plain)
    return kind


def held(kind: Kind, fixtures: Fixtures = SECOND, **options: Any) -> Report:
    return judge(create(None, kind), "s2", fixtures, examples=3, **options)[0]


def graded(report: Report) -> dict[str, Severity]:
    return {finding.rule.id: finding.severity for finding in report.findings}


def files(body: Json) -> list[tuple[str, str]]:
    return [(sent["fileName"], sent["path"]) for sent in body["attachments"]]


SAMPLE = (ATTACHMENT["fileName"], ATTACHMENT["path"])
NEEDS: dict[str, tuple[Callable[[Json, Json], object], str]] = {
    "the ids of the channel": (lambda body, _: "channelOrderIdAlt2" not in body, "s2-optional"),
    "files that were uploaded": (lambda body, _: set(files(body)) - {SAMPLE}, "s2-attachments"),
    "amounts below a million": (
        lambda body, _: any(item["unitPrice"] >= 1_000_000 for item in body["items"]),
        "s2-prices",
    ),
    "a method that is set up": (
        lambda body, _: body["channelShippingMethod"] not in ("", "Standard"),
        "s2-empty-text",
    ),
    "texts in ASCII": (lambda body, _: not str(body.get("customerNote")).isascii(), "s2-order"),
}


@pytest.mark.parametrize("name", NEEDS)
def test_a_server_that_asks_for_more_than_the_table_gets_a_warning_of_one_rule(name: str) -> None:
    refuses, rule = NEEDS[name]
    found = graded(held(refusing(refuses)))
    assert Severity.ERROR not in found.values()
    assert rule in found


def test_a_server_that_takes_ten_files_of_an_order_holds() -> None:
    assert (
        graded(held(refusing(lambda body, order: len(body["attachments"] + order["attachments"]) > 10))) == {}
    )


@pytest.mark.parametrize("has_file", [False, True])
def test_a_file_that_is_not_shown_is_an_error_whatever_files_the_order_has(has_file: bool) -> None:
    def s2_order(self: Server, order_id: str) -> Json:
        order = super(kind, self).s2_order(order_id)
        if not has_file:
            order["attachments"] = []
        return order

    kind = faulty(s2_order=s2_order, attach=lambda *_: None)
    assert Severity.ERROR in {finding.severity for finding in held(kind, only=("s2-attachments",)).findings}


@pytest.mark.parametrize("name", ["the sample's file", "what is required"])
def test_a_server_that_refuses_what_the_sample_sends_gets_an_error(name: str) -> None:
    when: Callable[[Json, Json], object] = {
        "the sample's file": lambda body, _: SAMPLE in files(body),
        "what is required": lambda body, _: body["items"][0]["unitPrice"] == Decimal("9.99"),
    }[name]
    assert Severity.ERROR in graded(held(refusing(when))).values()


def test_a_quantity_that_is_cut_is_a_warning_of_the_items() -> None:
    def item(self: Server, sent: Json) -> Json:
        return super(kind, self).item(sent) | {"quantity": int(sent["quantity"])}

    kind = faulty(item=item)
    (finding,) = held(kind).findings
    assert (finding.rule.id, finding.severity) == ("s2-items", Severity.WARNING)
    assert "004:66-81" in finding.rule.source


@pytest.mark.parametrize("name", ["brand", "sku", "unknown"])
def test_a_product_that_is_known_has_the_members_of_the_samples(name: str) -> None:
    def embedded(self: Server, product_id: str) -> Json:
        product = super(kind, self).embedded(product_id)
        return {member: value for member, value in product.items() if member != name}

    kind = faulty(embedded=embedded)
    assert graded(held(kind, only=("s2-items",))) == {"s2-items": Severity.ERROR}


def test_a_product_that_was_left_empty_may_have_any_members() -> None:
    def item(self: Server, sent: Json) -> Json:
        if sent["productId"]:
            return super(kind, self).item(sent)
        return {**sent, "product": {"id": "", "unknown": True}}

    kind = faulty(item=item)
    report = held(kind, declaring(""), only=("s2-none",))
    assert report.findings == ()


def declaring(*words: str) -> Fixtures:
    """The fixtures with other words of `refuses`."""
    listed = FIXTURES.read_text().rpartition("refuses = [")
    rest = listed[2].partition("]")[2]
    return Fixtures.read(f"{listed[0]}refuses = {[word for word in words if word]}{rest}")


@pytest.mark.parametrize(
    ("switch", "rule"),
    [
        ("s2_account_missing", "s2-optional"),
        ("s2_channel_ids_missing", "s2-optional"),
        ("s2_empty_product", "s2-none"),
    ],
)
def test_a_refusal_that_is_declared_is_no_finding(switch: str, rule: str) -> None:
    server = Member("s2", switches={switch: "refuse"})
    for declared, expected in ((False, {rule: Severity.WARNING}), (True, {})):
        report = server.held(declared=declared, profile=RULES_ALONE, rules=[rule])
        assert graded(report) == expected


def test_a_currency_that_is_declared_unknown_may_be_refused() -> None:
    kind = refusing(lambda body, _: body["currencyId"] != "AED")
    assert graded(held(kind, only=("s2-currency",))) == {"s2-currency": Severity.WARNING}
    assert graded(held(kind, declaring("unknown-currency"), only=("s2-currency",))) == {}


def test_a_date_that_is_null_is_said_to_be_null() -> None:
    def shown(self: Server, order: Json) -> Any:
        return {**super(kind, self).shown(order), "deliverByDate": None}

    kind = faulty(shown=shown)
    (finding,) = held(kind, only=("s2-dates-each",)).findings
    assert finding.message.endswith("the response has deliverByDate null.")


def test_an_order_that_is_made_under_another_id_is_no_update_of_the_channels_order() -> None:
    def s2_order(self: Server, order_id: str) -> Json:
        order = self.state.s2
        return order if order_id == order["id"] else {**order, "id": order_id}

    assert held(faulty(s2_order=s2_order), only=("s2-channel-id",)).findings == ()
    taken = faulty(s2_order=lambda self, _: self.state.s2)
    assert graded(held(taken, only=("s2-channel-id",))) == {"s2-channel-id": Severity.WARNING}


def test_an_order_that_is_read_by_get_is_not_updated() -> None:
    application, stored = create(), list[bytes]()

    def reading(environ: Any, start: Any) -> Any:
        if environ["REQUEST_METHOD"] == "GET" and stored:
            start("200 OK", [("Content-Type", "application/json")])
            return [stored[-1]]
        body = b"".join(application(environ, start))
        stored.extend([body] if b'"items"' in body else [])
        return [body]

    report, sent = judge(reading, "s2", SECOND, only=("methods-s2", "s2-order"))
    assert "GET" in {request.method for request in sent}
    assert report.findings == ()
    updating = Member("s2", fault="s2_get_carried_out")
    assert graded(updating.held(profile=RULES_ALONE, rules=["methods-s2"])) == {
        "methods-s2": Severity.WARNING
    }
