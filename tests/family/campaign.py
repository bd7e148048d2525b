"""`make faults`: the check against every correct server of the tests, and against every planted fault.

Correct servers: those of `tests/faults`, and of the family each preset, each switch value alone, and for
every seed a preset, in turn, and a mixture that Hypothesis draws. An error on any of them is a wrong verdict
of ours; warnings are counted.
Faults: a `must` has to be found as an error, a `should` at least as a warning that the correct server does
not get.

Invariants: each result is kept at once, as a line of JSON, so that a campaign that was stopped goes on where
it was; a result counts for the code that it was made with.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from order_contract.check import Finding, Severity
from order_contract.check.profiles import Profile
from order_contract.check.rulebook import Grade
from tests.family.bed import witness
from tests.family.bed.switches import SWITCHES
from tests.family.mixtures import mixture
from tests.family.planted import held_against, planted
from tests.family.servers import FUZZED, QUICK, Api, Member, values
from tests.faults import serve_fault

ROOT: Final = Path(__file__).parents[2]
APIS: Final[tuple[Api, ...]] = ("globale", "merchant", "s2")
PRESETS: Final = ("default", "shallow", "strict")
WITHOUT_HOSTILE: Final = replace(QUICK, robustness=False, rule_examples=1)
UNTIL_FOUND: Final = {"family": WITHOUT_HOSTILE, "catalogue": replace(QUICK, seconds=60)}
"""How much is sent to a server with a fault, by where the fault comes from."""
SEEDED: Final = replace(FUZZED, examples=5, corpus=False, robustness=False, boundaries=0)
"""What a seed changes: sequences of calls, and what is made up."""
PROFILES: Final = {"own": QUICK, "preset": FUZZED, "switch": QUICK, "seed": SEEDED, "mixture": QUICK}


KINDS: Final = {
    "own": "each of `tests/faults`",
    "preset": "each preset",
    "switch": "each switch value alone",
    "seed": "a preset with each seed",
    "mixture": "a mixture with each seed",
}


class Server(NamedTuple):
    """One correct server, and how it is checked."""

    kind: str
    api: Api
    name: str
    declared: bool
    seed: int
    examples: int = 0
    """Requests made up with a seed, for each operation in each of three ways."""

    @property
    def member(self) -> Member:
        """The server."""
        if self.kind == "switch":
            name, _, value = self.name.partition("=")
            return Member(self.api, switches={**witness.beside(self.name), name: value})
        if self.kind == "mixture":
            return Member(self.api, switches=mixture(self.api, self.seed))
        return Member(self.api, self.name)

    @property
    def profile(self) -> Profile:
        """How much is sent: hostile bytes where they may meet something that other servers do not have."""
        if self.kind == "switch" and SWITCHES[self.name.partition("=")[0]].api != "any":
            return WITHOUT_HOSTILE
        if self.kind == "mixture" and self.seed % 5:
            return WITHOUT_HOSTILE
        if self.kind == "seed":
            return replace(SEEDED, examples=self.examples)
        return PROFILES[self.kind]


def correct_servers(
    apis: Iterable[Api], seeds: Iterable[int], kinds: Iterable[str], examples: int = 5
) -> Iterator[Server]:
    """Every server without a fault; what is open is declared for half of them, or both ways."""
    of_kind: dict[str, Callable[[Api], Iterator[Server]]] = {
        "own": lambda api: (
            Server("own", api, name, True, 1)
            for name, (its_api, _) in serve_fault.CORRECT.items()
            if its_api == api
        ),
        "preset": lambda api: (
            Server("preset", api, preset, declared, 1) for preset in PRESETS for declared in (False, True)
        ),
        "switch": lambda api: (
            Server("switch", api, f"{name}={value}", bool(place % 2), 1)
            for place, (name, value) in enumerate(values(api))
        ),
        "seed": lambda api: (
            Server("seed", api, PRESETS[seed % len(PRESETS)], bool(seed // 3 % 2), seed, examples)
            for seed in seeds
        ),
        "mixture": lambda api: (
            Server("mixture", api, f"seed {seed}", bool(seed % 2), seed) for seed in seeds
        ),
    }
    for api in apis:
        for kind in kinds:
            yield from of_kind[kind](api)


def hold(server: Server) -> dict[str, Any]:
    """Check one correct server."""
    started = time.monotonic()
    options: dict[str, Any] = {"seed": server.seed, "profile": server.profile, "timeout": 20}
    if server.kind == "own":
        _, serve = serve_fault.CORRECT[server.name]
        report = held_against(serve, server.api, serve_fault.fixtures(serve), **options)
    else:
        report = server.member.held(declared=server.declared, **options)
    errors = [finding for finding in report.findings if finding.severity is Severity.ERROR]
    return {
        **server._asdict(),
        "cases": report.cases,
        "seconds": time.monotonic() - started,
        "stopped": report.stopped,
        "errors": [_line(finding) for finding in errors],
        "warnings": len(report.findings) - len(errors),
    }


def find(name: str) -> dict[str, Any]:
    """Check a server with one fault, until a finding shows it; time is that of the processor."""
    fault = planted()[name]
    known = fault.expected()
    must = fault.label == "must"
    started = time.process_time()
    report = fault.held(
        strict=not must, stop_at_first=True, known_findings=known, profile=UNTIL_FOUND[fault.source]
    )
    seconds = time.process_time() - started
    new = [finding for finding in report.findings if finding.id not in known]
    if not any(finding.grade is Grade.MUST or not must for finding in new):
        report = fault.held(strict=True, profile=UNTIL_FOUND[fault.source])
        new = [
            finding
            for finding in report.findings
            if finding.id not in known or set(finding.members) - known[finding.id]
        ]
    grades = {finding.grade for finding in new}
    verdict = "error" if Grade.MUST in grades else "warning" if grades else "missed"
    return {
        "kind": "fault",
        "name": name,
        "source": fault.source,
        "api": fault.api,
        "label": fault.label,
        "found": verdict,
        "seconds": seconds,
        "hidden": fault.hidden,
        "by": [_line(finding) for finding in new[:1]],
    }


def _line(finding: Finding) -> str:
    return f"{finding.operation} {finding.rule.id} {finding.location}: {finding.message}"


def verdicts(rows: list[dict[str, Any]]) -> Iterator[str]:
    """A line for each kind of correct servers, then the wrong verdicts."""
    for api in APIS:
        for kind in PROFILES:
            held = [row for row in rows if (row["api"], row["kind"]) == (api, kind)]
            if held:
                yield (
                    f"{api}, {kind}: {len(held)} servers, {sum(row['cases'] for row in held):,} cases, "
                    f"{sum(len(row['errors']) for row in held)} errors, "
                    f"{sum(row['warnings'] for row in held)} warnings"
                )
    for row in rows:
        name = f"{row['api']} {row['kind']} {row['name']}, seed {row['seed']}, declared: {row['declared']}"
        yield from (f"WRONG {name}: {line}" for line in row["errors"])
        if row["stopped"]:
            yield f"STOPPED {name}: {row['stopped']}"


WANTED: Final = {"must": ("error",), "should": ("error", "warning")}
"""What a fault has to be found as, by its label."""
SOURCES: Final = {"family": "the family", "catalogue": "`tests/faults`"}


def faults(rows: list[dict[str, Any]]) -> Iterator[str]:
    """What was found of the faults, and which were missed."""
    for source in SOURCES:
        for label, wanted in WANTED.items():
            held = [row for row in rows if (row["source"], row["label"]) == (source, label)]
            if held:
                counted = Counter(row["found"] for row in held)
                good = sum(counted[name] for name in wanted)
                seconds = [row["seconds"] for row in held if row["found"] in wanted]
                yield (
                    f"{source}, {label}: {good} of {len(held)} ({good / len(held):.1%}), {dict(counted)}"
                    + (f", median {statistics.median(seconds):.2f} s" if seconds else "")
                )
    for row in rows:
        if row["found"] == "missed" or (row["label"] == "must" and row["found"] == "warning"):
            note = ", shows only in members that no document names" if row["hidden"] else ""
            yield f"{row['found']} {row['label']} {row['name']}: {planted()[row['name']].sentence}{note}"


def markdown(held: list[dict[str, Any]], faulty: list[dict[str, Any]]) -> Iterator[str]:
    """Two tables: the correct servers, and the faults."""
    if held:
        yield "| API | correct servers | runs | requests | errors | warnings a run |"
        yield "| --- | --- | --- | --- | --- | --- |"
    for api in APIS:
        for kind in PROFILES:
            rows = [row for row in held if (row["api"], row["kind"]) == (api, kind)]
            if rows:
                cases, errors, warnings = (
                    sum(row["cases"] for row in rows),
                    sum(len(row["errors"]) for row in rows),
                    sum(row["warnings"] for row in rows),
                )
                a_run = warnings / len(rows)
                yield f"| {api} | {KINDS[kind]} | {len(rows)} | {cases:,} | {errors} | {a_run:.1f} |"
    if faulty:
        yield ""
        yield "| API | faults of | label | faults | as errors | as warnings | missed | seconds |"
        yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for api in APIS:
        for source, named in SOURCES.items():
            for label in WANTED:
                chosen = (api, source, label)
                rows = [row for row in faulty if (row["api"], row["source"], row["label"]) == chosen]
                if rows:
                    counted = Counter(row["found"] for row in rows)
                    seconds = [row["seconds"] for row in rows if row["found"] != "missed"]
                    median = f"{statistics.median(seconds):.2f}" if seconds else ""
                    yield (
                        f"| {api} | {named} | {label} | {len(rows)} | {counted['error']} | "
                        f"{counted['warning']} | {counted['missed']} | {median} |"
                    )


class Results:
    """What is known, one line of JSON for each; lines of other code are kept in the file and not read."""

    def __init__(self, path: Path, stamp: str) -> None:
        self.path, self.stamp = path, stamp
        self.known: dict[tuple[Any, ...], dict[str, Any]] = {}
        for line in path.read_text().splitlines() if path.exists() else ():
            row = json.loads(line)
            if row["stamp"] == stamp:
                self.known[tuple(row["key"])] = row["row"]

    def carry_out(
        self, work: Callable[[Any], dict[str, Any]], todo: dict[tuple[Any, ...], Any], jobs: int
    ) -> list[dict[str, Any]]:
        """The rows of all that is to be done; what is known is not done again."""
        remaining = {key: task for key, task in todo.items() if key not in self.known}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with ProcessPoolExecutor(jobs) as pool, self.path.open("a") as file:
            futures = {pool.submit(work, task): key for key, task in remaining.items()}
            for future in as_completed(futures):
                key, row = futures[future], future.result()
                self.known[key] = row
                file.write(json.dumps({"stamp": self.stamp, "key": key, "row": row}) + "\n")
                file.flush()
        return [self.known[key] for key in todo]


def stamp() -> str:
    """A digest of what results depend on: the check, the documents and the family."""
    paths = [
        path
        for folder in (
            "overrides/order_contract/check",
            "overrides/order_contract/wire",
            "generated",
            "overrides/order_contract/sandbox",
            "tests/family",
            "tests/faults",
        )
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".json", ".jsonl") and "tests" not in path.parts[len(ROOT.parts) + 2 :]
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(paths))).hexdigest()[:16]


def main() -> int:
    """0 when no correct server got an error, and every run came to its end."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--api", action="append", choices=APIS, help="only this API; again for more")
    parser.add_argument("--seeds", type=int, default=50, metavar="N", help="seeds 1 to N, 50 unless said")
    parser.add_argument("--only", choices=["correct", "faults"])
    parser.add_argument("--kind", action="append", choices=list(PROFILES), help="of the correct servers")
    parser.add_argument("--fault", action="append", choices=list(planted()), metavar="NAME")
    parser.add_argument(
        "--examples", type=int, default=5, metavar="N", help="requests made up with each seed, 5 unless said"
    )
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1), metavar="N")
    parser.add_argument("--results", type=Path, default=ROOT / "build/family.jsonl", metavar="FILE")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables of the documentation")
    options = parser.parse_args()
    apis: list[Api] = options.api or list(APIS)
    results = Results(options.results, stamp())
    failed = False
    held: list[dict[str, Any]] = []
    faulty: list[dict[str, Any]] = []
    if options.only != "faults" and not options.fault:
        servers = correct_servers(
            apis, range(1, options.seeds + 1), options.kind or list(PROFILES), options.examples
        )
        held = results.carry_out(hold, {tuple(server): server for server in servers}, options.jobs)
        print("\n".join(verdicts(held)), flush=True)
        failed = any(row["errors"] or row["stopped"] for row in held)
    if options.only != "correct":
        names = options.fault or [name for name, fault in planted().items() if fault.api in apis]
        faulty = results.carry_out(find, {("fault", name): name for name in names}, options.jobs)
        print("\n".join(faults(faulty)), flush=True)
    if options.markdown:
        options.markdown.write_text("\n".join(markdown(held, faulty)) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
