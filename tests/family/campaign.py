"""The second half of `make faults`: the check against the whole family, and against every fault that another
hand has planted in it.

Correct servers: each preset, each switch value alone, and mixtures that Hypothesis draws, once for each seed.
An error on any of them is a wrong verdict of ours; warnings are counted. Faults: a `must` has to be found as
an error, a `should` at least as a warning that the correct server does not get.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from order_contract.check import Finding, Severity
from order_contract.check.rulebook import Grade
from tests.family.bed import witness
from tests.family.bed.faults import FAULTS
from tests.family.mixtures import mixture
from tests.family.servers import QUICK, Api, Member, values

APIS: Final[tuple[Api, ...]] = ("globale", "merchant", "s2")
PRESETS: Final = ("default", "shallow", "strict")
WITHOUT_HOSTILE: Final = replace(QUICK, robustness=False, rule_examples=1)
Task = tuple[str, str, Member, bool, int]
"""Kind, name, server, whether its decisions are declared, and the seed."""


def correct_servers(apis: list[Api], seeds: int) -> Iterator[Task]:
    """Every server without a fault, with and without its decisions declared."""
    for api in apis:
        for declared in (False, True):
            for preset in PRESETS:
                yield "preset", preset, Member(api, preset), declared, 1
            for name, value in values(api):
                server = Member(api, switches={**witness.beside(f"{name}={value}"), name: value})
                yield "switch", f"{name}={value}", server, declared, 1
        for seed in range(1, seeds + 1):
            yield "mixture", str(seed), Member(api, switches=mixture(api, seed)), bool(seed % 2), seed


def hold(task: Task) -> dict[str, Any]:
    """Check one correct server."""
    kind, name, server, declared, seed = task
    report = server.held(declared=declared, seed=seed, profile=QUICK)
    errors = [finding for finding in report.findings if finding.severity is Severity.ERROR]
    return {
        "api": server.api,
        "kind": kind,
        "name": name,
        "declared": declared,
        "cases": report.cases,
        "stopped": report.stopped,
        "errors": [_line(finding) for finding in errors],
        "warnings": len(report.findings) - len(errors),
    }


@cache
def expected(api: Api) -> dict[str, frozenset[str]]:
    """What the correct server gets: findings by their ids, each with its members."""
    report = Member(api).held(declared=True, strict=True, profile=WITHOUT_HOSTILE)
    return {finding.id: frozenset(finding.members) for finding in report.findings}


def find(name: str) -> dict[str, Any]:
    """Check a server with one fault, until a finding shows it."""
    fault = FAULTS[name]
    server, known = Member(fault.api, fault=name), expected(fault.api)
    must = fault.label == "must"
    started = time.monotonic()
    report = server.held(
        declared=True, strict=not must, stop_at_first=True, known_findings=known, profile=WITHOUT_HOSTILE
    )
    seconds = time.monotonic() - started
    new = [finding for finding in report.findings if finding.id not in known]
    if not any(finding.grade is Grade.MUST or not must for finding in new):
        report = server.held(declared=True, strict=True, profile=WITHOUT_HOSTILE)
        new = [
            finding
            for finding in report.findings
            if finding.id not in known or set(finding.members) - known[finding.id]
        ]
    grades = {finding.grade for finding in new}
    verdict = "error" if Grade.MUST in grades else "warning" if grades else "missed"
    hidden = name in witness.load()["hidden"]
    return {
        "name": name,
        "api": fault.api,
        "label": fault.label,
        "found": verdict,
        "seconds": seconds,
        "hidden": hidden,
        "by": [_line(finding) for finding in new[:1]],
    }


def _line(finding: Finding) -> str:
    return f"{finding.operation} {finding.rule.id} {finding.location}: {finding.message}"


def verdicts(rows: list[dict[str, Any]]) -> Iterator[str]:
    """A line for each kind of correct servers, then the wrong verdicts."""
    for api in APIS:
        for kind in ("preset", "switch", "mixture"):
            held = [row for row in rows if (row["api"], row["kind"]) == (api, kind)]
            if held:
                yield (
                    f"{api}, {kind}: {len(held)} servers, {sum(row['cases'] for row in held):,} cases, "
                    f"{sum(len(row['errors']) for row in held)} errors, "
                    f"{sum(row['warnings'] for row in held)} warnings"
                )
    for row in rows:
        yield from (f"WRONG {row['api']} {row['kind']} {row['name']}: {line}" for line in row["errors"])


def faults(rows: list[dict[str, Any]]) -> Iterator[str]:
    """What was found of the faults, and which were missed."""
    for label, wanted in (("must", ("error",)), ("should", ("error", "warning"))):
        held = [row for row in rows if row["label"] == label]
        if held:
            counted = Counter(row["found"] for row in held)
            good = sum(counted[name] for name in wanted)
            median = statistics.median(row["seconds"] for row in held if row["found"] in wanted)
            yield (
                f"{label}: {good} of {len(held)} ({good / len(held):.1%}), "
                f"{dict(counted)}, median {median:.2f} s"
            )
    for row in rows:
        if row["found"] == "missed" or (row["label"] == "must" and row["found"] == "warning"):
            note = ", shows only in members that no document names" if row["hidden"] else ""
            yield f"{row['found']} {row['label']} {row['name']}: {FAULTS[row['name']].sentence}{note}"


def main() -> int:
    """0 when no correct server got an error."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--api", action="append", choices=APIS)
    parser.add_argument(
        "--seeds", type=int, default=50, metavar="N", help="mixtures of each API, 50 unless said"
    )
    parser.add_argument("--only", choices=["correct", "faults"])
    parser.add_argument("--jobs", type=int, default=2, metavar="N")
    parser.add_argument("--json", type=Path, default=Path("build/family.json"), metavar="FILE")
    options = parser.parse_args()
    apis: list[Api] = options.api or list(APIS)
    correct: list[dict[str, Any]] = []
    planted: list[dict[str, Any]] = []
    with ProcessPoolExecutor(options.jobs) as pool:
        if options.only != "faults":
            correct = list(pool.map(hold, correct_servers(apis, options.seeds)))
            print("\n".join(verdicts(correct)), flush=True)
        if options.only != "correct":
            names = [name for name, fault in FAULTS.items() if fault.api in apis]
            planted = list(pool.map(find, names))
            print("\n".join(faults(planted)), flush=True)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps({"correct": correct, "faults": planted}, indent=1))
    return 1 if any(row["errors"] for row in correct) else 0


if __name__ == "__main__":
    sys.exit(main())
