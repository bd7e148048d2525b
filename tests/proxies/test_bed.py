"""The bed itself: the book outlives its server, and each rule of the audit can be broken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.proxies.audit import Audit, audit
from tests.proxies.bed import Bed, post_refund
from tests.proxies.client_under_test import (
    SEEN_ON_THE_ORDER,
    Entry,
    EntryState,
    Outcome,
    Request,
    Route,
    call,
    reference_of,
    sync_client,
)
from tests.proxies.faults import FAULTS, LIES
from tests.proxies.journal import Journal
from tests.proxies.variants import GENEROUS, Variant, broken_rules, make
from tests.proxies.ways import WAYS

MARKER = "R0-1~pass"


def refund(url: str, marker: str, order: str, amount: str) -> tuple[int, Any]:
    """The status and JSON for one refund, asked for without the client."""
    address = urlsplit(url)
    header = {"OrderId": order, "ExternalReference": marker, "ServiceGestureAmount": float(amount)}
    response, content = post_refund((str(address.hostname), address.port or 0), header)
    return response.status, json.loads(content)


def started(book: Path) -> tuple[subprocess.Popen[str], str]:
    """A backend as a process of its own, and its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.proxies.backend", str(book)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def test_the_book_outlives_its_server(tmp_path: Path) -> None:
    book = tmp_path / "book"
    first, url = started(book)
    assert refund(url, "R0-1~pass", "GE1GB", "60.5") == (200, {"Success": True})
    first.kill()
    first.communicate()
    second, url = started(book)
    assert urlsplit(url).hostname == "127.0.0.1"
    status, response = refund(url, "R0-2~pass", "GE1GB", "60.5")
    assert (status, response["Code"]) == (400, "1002")
    assert refund(url, "R0-3~pass", "GE1GB", "39.5") == (200, {"Success": True})
    status, response = refund(url, "R0-4~pass", "GE1GB", "1")
    assert (status, response["Code"]) == (400, "1001")
    second.communicate("")
    records = Journal(book)
    amounts = [Decimal(record["amount"]) for record in records.records()]
    records.close()
    assert amounts == [Decimal("60.5"), Decimal("39.5")]


def test_a_copy_of_the_networks_takes_nothing_from_what_remains_of_an_order_of_any_amount(
    tmp_path: Path,
) -> None:
    with Bed(tmp_path) as bed:
        for marker in ("R0-1~pass", "R0-1~pass"):
            assert refund(bed.backend.url, marker, "GE9GB", "60")[0] == 200
        header = {"OrderId": "GE9GB", "ExternalReference": "R0-2~pass", "FullRefund": True}
        assert post_refund(bed.backend.address, header)[0].status == 200
        amounts = [Decimal(record["amount"]) for record in bed.backend.book.records()]
    assert amounts == [60, 60, 40]


def test_there_are_enough_faults_of_every_moment() -> None:
    moments = {
        moment: sum(fault.moment == moment for fault in FAULTS.values())
        for moment in ("before", "during", "after", "network")
    }
    assert sum(moments.values()) == len(FAULTS) >= 120
    assert min(moments.values()) >= 5
    assert len(WAYS) >= 15
    assert {fault.moment for fault in LIES.values()} == {"after"}


def test_a_refund_that_is_sent_twice_is_caught(tmp_path: Path) -> None:
    with Bed(tmp_path) as bed:
        marker = bed.marker("pass", "pass")
        for _ in range(2):
            make(bed, Variant("sync"), [marker])
        assert any(rule.startswith("sent again although it may have arrived") for rule in broken_rules(bed))


def test_an_exception_of_somebody_elses_is_caught(tmp_path: Path) -> None:
    with Bed(tmp_path) as bed, sync_client(Route(bed.proxy.url), GENEROUS) as client:
        client.create_order_refund = None  # type: ignore[method-assign, assignment]  # so that the call raises a TypeError
        result = call(client, Request(MARKER, "GE1GB"))
    assert result.outcome == Outcome.FOREIGN
    assert result.error.startswith("builtins.TypeError")


def judged(
    monkeypatch: pytest.MonkeyPatch,
    outcome: Outcome | None,
    *,
    arrived: int = 1,
    forwarded: int = 1,
    amounts: tuple[str, ...] = (),
    entries: tuple[Entry, ...] | None = None,
    **result: Any,
) -> Audit:
    """The audit of one call of which this is written down."""
    asked = {"kind": "asked", "marker": MARKER, "order": "GE1GB", "guarded": entries is not None}
    heard = (
        []
        if outcome is None
        else [{"kind": "result", "marker": MARKER, "outcome": outcome, "digest": "d", **result}]
    )
    traffic = [{"kind": "arrived", "marker": MARKER}] * arrived + [
        {"kind": "forwarded", "marker": MARKER}
    ] * forwarded
    book = [{"marker": MARKER, "amount": amount} for amount in amounts]
    monkeypatch.setattr("tests.proxies.audit.entries_of", lambda path, order: list(entries or ()))
    return audit([asked, *heard], traffic, book, Path("ledger"))


def entry(state: EntryState, amount: str = "100") -> Entry:
    return Entry(reference_of(MARKER), Decimal(amount), state)


PAID = ("100",)
BROKEN: dict[str, tuple[Outcome | None, dict[str, Any]]] = {
    "sent again although it may have arrived": (Outcome.UNKNOWN, {"arrived": 2, "forwarded": 2}),
    "carried out twice": (Outcome.UNKNOWN, {"amounts": PAID * 2}),
    "success, and nothing was carried out": (Outcome.SUCCESS, {}),
    "carried out, and the caller heard a plain refusal": (Outcome.REFUSED, {"amounts": PAID}),
    "sent, and the caller heard that it was not": (Outcome.NOT_SENT, {"forwarded": 0}),
    "unknown without a digest": (Outcome.UNKNOWN, {"digest": ""}),
    "an exception of somebody else's": (Outcome.FOREIGN, {}),
    "the guard confirmed what was not carried out": (Outcome.UNKNOWN, {"finding": SEEN_ON_THE_ORDER}),
    "carried out without an entry": (Outcome.SUCCESS, {"amounts": PAID, "entries": ()}),
    "several entries for one call": (Outcome.UNKNOWN, {"entries": (entry(EntryState.UNKNOWN, "1"),) * 2}),
    "the ledger says refused of what was carried out": (
        None,
        {"amounts": PAID, "entries": (entry(EntryState.REFUSED),)},
    ),
    "the ledger says confirmed of what was not carried out": (
        None,
        {"entries": (entry(EntryState.CONFIRMED),)},
    ),
    "the ledger was not told of an end": (Outcome.UNKNOWN, {"entries": (entry(EntryState.ASKED),)}),
    "the ledger says refused of what is unknown": (
        Outcome.UNKNOWN,
        {"entries": (entry(EntryState.REFUSED),)},
    ),
    "one entry for several payments": (
        None,
        {"amounts": ("60",), "entries": (entry(EntryState.UNKNOWN, "40"),)},
    ),
    "more was paid than the order's total": (
        None,
        {"amounts": ("120",), "entries": (entry(EntryState.UNKNOWN, "120"),)},
    ),
    "the ledger let through more than the order's total": (
        None,
        {"entries": (entry(EntryState.UNKNOWN, "120"),)},
    ),
}


@pytest.mark.parametrize("rule", list(BROKEN))
def test_a_rule_can_be_broken(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, facts = BROKEN[rule]
    assert judged(monkeypatch, outcome, **facts).kinds[rule] == 1


@pytest.mark.parametrize(
    ("outcome", "facts"),
    [
        (Outcome.SUCCESS, {"amounts": PAID, "entries": (entry(EntryState.CONFIRMED),)}),
        (Outcome.UNKNOWN, {"amounts": PAID, "entries": (entry(EntryState.UNKNOWN),)}),
        (Outcome.UNKNOWN, {"amounts": ()}),
        (Outcome.UNKNOWN, {"amounts": PAID * 2, "forwarded": 2}),
        (Outcome.REFUSED, {"amounts": PAID, "forwarded": 2}),
        (Outcome.NOT_SENT, {"arrived": 0, "forwarded": 0}),
        (None, {"amounts": PAID, "entries": (entry(EntryState.ASKED),)}),
    ],
)
def test_what_keeps_the_promise_breaks_no_rule(
    outcome: Outcome | None, facts: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert judged(monkeypatch, outcome, **facts).violations == []
