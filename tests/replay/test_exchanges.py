"""Labelled exchanges, and the forms in which tools record them: each gives its findings, and no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from order_contract.replay import Replayed, replay
from tests.replay.recordings import CALLBACK, FORMS, Exchange, exchanges, har, har_entry

ALL = exchanges()
SIX = ["CreateOrderRefund 0", "UpdateOrderStatusCallback 0", "UpdateOrder 0",
       "GetOrdersDetails 0: body broken",
       "UpdateOrderProducts 0: refused as malformed", "TrackOrder 0: refused"]  # fmt: skip


def findings(replayed: Replayed) -> set[str]:
    return {
        f"{finding.rule.id} {finding.location}".strip()
        for report in replayed.reports
        for finding in report.findings
    }


@pytest.mark.parametrize("exchange", ALL, ids=lambda exchange: exchange.about)
def test_an_exchange_gives_what_its_label_says(exchange: Exchange, tmp_path: Path) -> None:
    path = tmp_path / "one.har"
    path.write_bytes(har([har_entry(exchange)]))
    assert findings(replay([path], callback_paths=[CALLBACK])) == exchange.findings


def test_there_are_enough_of_both_kinds() -> None:
    assert len({exchange.about for exchange in ALL}) == len(ALL) >= 150
    assert len([exchange for exchange in ALL if not exchange.findings]) >= 40


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("about", SIX)
def test_an_exchange_is_judged_alike_in_every_form(form: str, about: str, tmp_path: Path) -> None:
    exchange = next(exchange for exchange in ALL if exchange.about == about)
    path = tmp_path / "recording"
    path.write_bytes(FORMS[form](exchange))
    replayed = replay([path], callback_paths=[CALLBACK])
    assert findings(replayed) == exchange.findings
    assert (replayed.skipped, replayed.unmatched, replayed.not_judged) == ((), {}, {})


def test_there_are_enough_forms() -> None:
    assert len(FORMS) * len(SIX) >= 100
