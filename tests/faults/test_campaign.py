"""`make peers`: what it makes of the results of runs, and that it goes on where it was."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from order_contract.check.server_data import Fixtures
from tests.faults import serve_fault, tools
from tests.faults.campaign import Results, Run, plan
from tests.faults.catalogue import Family, Fault, faults
from tests.faults.reporting import Report, in_short

ALL = faults()
ONE, OTHER = [fault for fault in ALL if fault.id in ("receiver-html", "receiver-no-type")]
OURS, PEER = "ours-quick", "schemathesis"
BASELINE = serve_fault.baseline(ONE, ALL)


def ran(tool: str, server: str, outcome: dict[str, Any], seed: int = 1) -> tuple[Run, dict[str, Any]]:
    return Run(tool, server, "merchant", seed, False), {"seconds": 2.0, "requests": 10, **outcome}


def report(
    *made: tuple[Run, dict[str, Any]],
    chosen: tuple[Fault, ...] = (ONE, OTHER),
    names: tuple[str, ...] = ("ours", PEER),
) -> Report:
    known = dict(made)
    options = Namespace(
        tools=list(names), limit=30, profile="quick", max_time=None, seeds=1, jobs=2, sample=1
    )
    return Report(list(chosen), list(known), known.get, OURS, options)


FOUND = {"found": True, "rule": "body", "operation": "UpdateOrderStatusCallback", "from_start": 3.0}


class TestAFaultIsFound:
    def test_by_us_when_there_is_a_finding(self) -> None:
        made = report(ran(OURS, ONE.id, FOUND), ran(OURS, OTHER.id, {"found": False, "findings": []}))
        assert [made.detected(OURS, fault) for fault in (ONE, OTHER)] == [True, False]
        assert made.missed == [OTHER]
        assert str(made.row(OURS, None)) == "1/2"

    def test_by_a_peer_when_it_says_more_than_of_the_server_without_the_fault(self) -> None:
        made = report(
            ran(PEER, BASELINE, {"kinds": ["A op"]}),
            ran(PEER, BASELINE, {"kinds": ["B op"]}, seed=2),
            ran(PEER, ONE.id, {"kinds": ["A op", "C op"]}),
            ran(PEER, OTHER.id, {"kinds": ["A op", "B op"]}),
        )
        assert [made.detected(PEER, fault) for fault in (ONE, OTHER)] == [True, False]

    def test_by_no_tool_when_none_was_run(self) -> None:
        made = report(ran(PEER, ONE.id, {"kinds": ["A op"]}))
        assert made.detected(PEER, ONE) is None
        assert str(made.row(PEER, None)) == str(made.row(OURS, None)) == "not run"
        assert made.missed == []
        assert made.exit_code == 1


class TestTheReport:
    made = report(
        ran(OURS, ONE.id, FOUND),
        ran(OURS, OTHER.id, {**FOUND, "seconds": 4.0, "requests": 20}),
        ran(
            OURS,
            "receiver that takes every order",
            {"found": True, "findings": ["UpdateOrderStatusCallback body: wrong"], "stopped": ""},
        ),
        names=("ours",),
    )

    def test_shows_each_family_with_medians_and_rules(self) -> None:
        assert "callback-receivers  2/2         15        3.00     3.00           body" in self.made.text()

    def test_blames_what_is_reported_of_a_correct_server(self) -> None:
        assert (
            "correct, receiver that takes every order: 1 false alarms in 10 cases over 1 seed"
            in self.made.text()
        )
        assert self.made.exit_code == 1

    def test_is_a_table_in_markdown(self) -> None:
        assert "| callback-receivers | 2/2 | 15 | 3.00 | 3.00 | body |" in self.made.markdown().splitlines()
        assert "make peers ARGS='--profile quick --seeds 1 --tools ours'" in self.made.markdown()

    def test_says_what_a_machine_lacks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tools.shutil, "which", lambda _: None)
        assert "specmatic: not run, java is not on PATH" in report(names=("ours", "specmatic")).text()

    def test_tells_an_outcome_on_a_line(self) -> None:
        assert (
            in_short({**FOUND, "requests": 3, "seconds": 0.5})
            == "body (UpdateOrderStatusCallback), 3 requests in 0.50 s"
        )


class TestGoingOn:
    def test_what_was_run_is_known_until_the_code_changes(self, tmp_path: Path) -> None:
        run = Run(OURS, ONE.id, "merchant", 1, True)
        file = tmp_path / "new" / "results.jsonl"
        Results(file, {OURS: "v1"}).keep(run, {"found": True})
        Results(file, {OURS: "v1"}).keep(Run(OURS, OTHER.id, "merchant", 1, True), {"found": False})
        assert len([json.loads(line) for line in file.read_text().splitlines()]) == 2
        again = Results(file, {OURS: "v1"}).of(run)
        assert again
        assert again["found"] is True
        assert Results(file, {OURS: "v2"}).of(run) is None


class TestSpecmatic:
    def test_its_failures_are_reported_by_operation_place_and_rule(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        message = """
Scenario: POST /Order/A -> 200 with the request from the example 'x' has SUCCEEDED
+ve  Scenario: POST /Order/B -> 200 with a request where BODY contains all the keys has FAILED
Reason:
API: POST /Order/B -> 200

  >> RESPONSE.STATUS
      R0002: HTTP status mismatch
      Specification expected status 200 but response contained status 400
"""
        monkeypatch.setattr(tools, "_bounded", lambda *_: message)
        outcome = tools.TOOLS["specmatic"].run("http://127.0.0.1:1", "globale", 1, 1)
        assert outcome["kinds"] == ["RESPONSE.STATUS R0002 400 POST /Order/B -> 200"]
        assert outcome["requests"] == 2


class TestRates:
    def test_are_those_of_the_seed_that_sends_everything(self) -> None:
        server = "receiver that takes every order"
        made = report(
            ran(OURS, server, {"found": False, "requests": 100}),
            ran(OURS, server, {"found": False, "requests": 2}, seed=2),
            names=("ours",),
        )
        assert made.rates() == [("merchant", OURS, 50.0)]


class TestThePlan:
    def made(self, **chosen: Any) -> list[Run]:
        options = {"tools": ["ours"], "max_time": None, "seeds": 2, "server": None, "sample": 1, **chosen}
        return list(plan(list(ALL), Namespace(**options), OURS))

    def test_is_every_fault_and_every_correct_server_with_each_seed(self) -> None:
        made = [(run.server, run.seed) for run in self.made()]
        assert sorted(made[: len(ALL)]) == sorted((fault.id, 1) for fault in ALL)
        assert made[len(ALL) :] == [(name, seed) for seed in (1, 2) for name in serve_fault.CORRECT]

    def test_keeps_to_the_servers_that_were_named(self) -> None:
        assert [run.server for run in self.made(server=["second, s2"])][len(ALL) :] == ["second, s2"] * 2

    def test_takes_a_sample_of_each_family_for_the_general_tools(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(tools.TOOLS, PEER, replace(tools.TOOLS[PEER], lacks=lambda: ""))
        runs = self.made(tools=[PEER], sample=25)
        families = {fault.id: fault.family for fault in ALL}
        assert {families[run.server] for run in runs if run.server in families} == set(Family)
        assert len([run for run in runs if run.server in families]) < len(ALL) / 15


class TestWhatTheCheckIsTold:
    def test_is_read_by_it_and_says_how_the_server_refuses_refunds(self) -> None:
        reported = {fault.id: Fixtures.read(serve_fault.fixtures(fault.correct)) for fault in ALL}
        stated = {name: known.globale.error_info for name, known in reported.items() if known.globale}
        assert stated["error-info-although-switched-off"] is False
        assert stated["money-two-places"] is True
        behind = Fixtures.read(serve_fault.fixtures(serve_fault.CORRECT["sandbox behind the middle"][1]))
        assert behind == Fixtures.read(serve_fault.fixtures(serve_fault.CORRECT["sandbox, globale"][1]))
