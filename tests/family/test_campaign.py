"""`make faults` for the family goes on where it was stopped, and says what was wrong, and of which server."""

from __future__ import annotations

from typing import Any

import pytest

from tests.family.campaign import (
    APIS,
    PRESETS,
    PROFILES,
    Results,
    Server,
    correct_servers,
    faults,
    markdown,
    verdicts,
)
from tests.family.planted import planted


def row(server: Server, **changed: Any) -> dict[str, Any]:
    return {
        **server._asdict(),
        "cases": 10,
        "seconds": 1.0,
        "stopped": "",
        "errors": [],
        "warnings": 2,
    } | changed


def work(server: Server) -> dict[str, Any]:
    return row(server)


def broken(server: Server) -> dict[str, Any]:
    raise AssertionError(server)


def test_what_was_run_is_not_run_again_until_the_code_changes(tmp_path):
    servers = list(correct_servers(["s2"], range(1, 3), ["mixture"]))
    todo = {tuple(server): server for server in servers}
    file = tmp_path / "new" / "results.jsonl"
    first = Results(file, "v1").carry_out(work, todo, jobs=1)
    assert first == [row(server) for server in servers]
    assert Results(file, "v1").carry_out(broken, todo, jobs=1) == first
    with pytest.raises(AssertionError):
        Results(file, "v2").carry_out(broken, todo, jobs=1)


def test_holds_a_preset_and_a_mixture_with_every_seed_of_every_api():
    servers = list(correct_servers(APIS, range(1, 51), list(PROFILES)))
    for api in APIS:
        for kind, expected in (("preset", 2 * len(PRESETS)), ("seed", 50), ("mixture", 50)):
            assert sum((server.api, server.kind) == (api, kind) for server in servers) == expected
    assert len({tuple(server) for server in servers}) == len(servers)
    assert {server.declared for server in servers if server.kind == "mixture"} == {True, False}


def test_writes_a_table_of_the_servers_and_one_of_the_faults():
    fault = {"api": "s2", "source": "family", "label": "must", "found": "error", "seconds": 0.5}
    server = Server("mixture", "s2", "seed 7", True, 7)
    lines = list(markdown([row(server)], [fault, {**fault, "found": "missed"}]))
    assert "| s2 | a mixture with each seed | 1 | 10 | 0 | 2.0 |" in lines
    assert "| s2 | the family | must | 2 | 1 | 0 | 1 | 0.50 |" in lines


def test_counts_the_faults_of_each_source_by_their_labels():
    fault = {"source": "catalogue", "label": "should", "found": "warning", "seconds": 0.5, "hidden": False}
    missed = {**fault, "name": "receiver-slow", "found": "missed"}
    assert list(faults([fault, missed])) == [
        "catalogue, should: 1 of 2 (50.0%), {'warning': 1, 'missed': 1}, median 0.50 s",
        f"missed should receiver-slow: {planted()['receiver-slow'].sentence}",
    ]


def test_names_the_server_of_a_wrong_verdict_and_of_a_run_that_did_not_end():
    good, wrong = Server("seed", "s2", "strict", True, 7), Server("mixture", "s2", "seed 7", True, 7)
    lines = list(verdicts([row(good), row(wrong, errors=["UpdateOrder body : no"], stopped="gone")]))
    assert lines == [
        "s2, seed: 1 servers, 10 cases, 0 errors, 2 warnings",
        "s2, mixture: 1 servers, 10 cases, 1 errors, 2 warnings",
        "WRONG s2 mixture seed 7, seed 7, declared: True: UpdateOrder body : no",
        "STOPPED s2 mixture seed 7, seed 7, declared: True: gone",
    ]
