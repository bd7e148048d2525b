"""`make peers`: general tools beside the check, on a sample of the planted faults and on the same servers
without them. `make faults` holds the check against all.

Invariants: each run has a server of its own, fresh, in another process; each result is kept at once, as a
line of JSON, so that a campaign that was stopped goes on where it was; a result counts for the code, the
documents and the tool's version that it was made with.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from tests.faults import reporting, serve_fault
from tests.faults.catalogue import Api, Family, Fault, faults
from tests.faults.run_check import SEEDED
from tests.faults.tools import TOOLS, document

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BASELINES = (1, 2, 3)
"""Seeds with which a general tool is run on the correct server; what it reports with any of them counts for
no fault.
"""
ENDLESS = 240
"""Seconds, beyond its own limit, after which a run of the check is stopped from outside, and its fault not
found.
"""

_ABOUT = frozenset({"node_modules", "campaign.py", "reporting.py", "tools.py", "envelopes.py", "removed.py"})
"""What makes and tells results of ours without changing them."""


@dataclass(frozen=True)
class Run:
    """One run of one tool on one server."""

    tool: str
    server: str
    api: Api
    seed: int
    first: bool
    """Whether the first finding ends it."""
    seconds: int | None = None
    """What our check may take, where it is not what its profile says."""
    fixtures: str = ""
    """What our check is told of the server's data."""


class Results:
    """What is known, by run. Lines of other code or versions are kept in the file and not read."""

    def __init__(self, path: Path, stamps: dict[str, str]) -> None:
        self.path, self.stamps, self.lock = path, stamps, Lock()
        self.known: dict[tuple[Any, ...], dict[str, Any]] = {}
        for line in path.read_text().splitlines() if path.exists() else ():
            record = json.loads(line)
            if record["stamp"] == stamps.get(record["tool"]):
                self.known[record["tool"], record["server"], record["seed"]] = record

    def of(self, run: Run) -> dict[str, Any] | None:
        return self.known.get((run.tool, run.server, run.seed))

    def keep(self, run: Run, outcome: dict[str, Any]) -> None:
        record = {
            "tool": run.tool,
            "server": run.server,
            "seed": run.seed,
            "stamp": self.stamps[run.tool],
            **outcome,
        }
        with self.lock:
            self.known[run.tool, run.server, run.seed] = record
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a") as file:
                file.write(json.dumps(record) + "\n")


def stamps(profile: str, seconds: int | None, limit: int) -> dict[str, str]:
    """What a result depends on, by tool."""
    documents = b"".join(document(api, "json").read_bytes() for api in ("globale", "merchant", "s2"))
    sources = [
        path
        for room in ("check", "sandbox", "wire")
        for path in (ROOT / "overrides/order_contract" / room).rglob("*.py")
    ]
    sources += [
        path
        for path in HERE.rglob("*.py")
        if not {*path.parts, path.name} & _ABOUT and not path.name.startswith("test_")
    ]
    code = b"".join(path.read_bytes() for path in sorted(sources))
    digest = hashlib.sha256(documents + code).hexdigest()[:16]
    result = {f"ours-{profile}": f"{digest}, {seconds} s" if seconds else digest}
    for tool in TOOLS.values():
        result[tool.name] = f"{tool.version()}, {limit} s, {hashlib.sha256(documents).hexdigest()[:16]}"
    return result


def held(run: Run, url: str) -> dict[str, Any]:
    """Our check, in a process of its own.

    Of the seeds of one server only the first sends what is the same for all of them.
    """
    profile = run.tool.removeprefix("ours-") + (SEEDED if run.seed > 1 else "")
    command = [
        sys.executable,
        "-m",
        "tests.faults.run_check",
        url,
        run.api,
        profile,
        str(run.seconds or 0),
        str(run.seed),
        "first" if run.first else "all",
        str(time.time()),
    ]
    limit = ENDLESS + (run.seconds or 0)
    try:
        done = subprocess.run(
            command, input=run.fixtures, capture_output=True, text=True, timeout=limit, check=False, cwd=ROOT
        )
    except subprocess.TimeoutExpired:
        return {"found": False, "stopped": f"no end within {limit} s"}
    if not done.stdout:
        return {"found": False, "stopped": f"the check itself failed: {done.stderr[-400:]}"}
    return dict(json.loads(done.stdout))


def executed(run: Run, limit: int) -> dict[str, Any]:
    """One run, with its server."""
    with serve_fault.running(run.server) as url:
        return (
            held(run, url)
            if run.tool.startswith("ours-")
            else TOOLS[run.tool].run(url, run.api, limit, run.seed)
        )


def plan(chosen: list[Fault], options: argparse.Namespace, ours: str) -> Iterator[Run]:
    """Everything that is to be run, the quickest to know first."""
    known = faults()
    peers = [name for name in options.tools if name != "ours" and not TOOLS[name].lacks()]
    some = [
        fault
        for family in Family
        for fault in [item for item in chosen if item.family is family][:: options.sample]
    ]
    apis = {fault.api for fault in chosen}
    if "ours" in options.tools:
        for fault in some:
            yield Run(
                ours, fault.id, fault.api, 1, True, options.max_time, serve_fault.fixtures(fault.correct)
            )
        for seed in range(1, options.seeds + 1):
            for name, (api, correct) in serve_fault.CORRECT.items():
                if api not in apis or (options.server and name not in options.server):
                    continue
                yield Run(ours, name, api, seed, False, options.max_time, serve_fault.fixtures(correct))
    for peer in peers:
        for name, api in sorted({(serve_fault.baseline(fault, known), fault.api) for fault in some}):
            for seed in BASELINES:
                yield Run(peer, name, api, seed, False)
        for fault in some:
            yield Run(peer, fault.id, fault.api, 1, False)


def campaign(runs: list[Run], results: Results, jobs: int, limit: int, tell: Callable[[str], None]) -> None:
    """Carry out what is not known yet."""
    todo = [run for run in runs if results.of(run) is None]
    peers = sum(not run.tool.startswith("ours-") for run in todo)
    tell(
        f"{len(runs)} runs, {len(runs) - len(todo)} of them known already; those of peers take up to "
        f"{peers * limit / 60 / jobs:,.0f} minutes"
    )

    def one(run: Run) -> None:
        try:
            outcome = executed(run, limit)
        except (OSError, RuntimeError, ValueError) as failure:
            tell(f"{run.tool:18} {run.server:40} could not run: {failure}")
            return
        results.keep(run, outcome)
        tell(f"{run.tool:18} {run.server:40} {reporting.in_short(outcome)}")

    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(one, todo))


def main() -> int:
    """0 when all was run and nothing is wrong with the correct servers, else 1."""
    parser = argparse.ArgumentParser(
        prog="make peers", description="Run general tools, and the check, against a sample of the faults."
    )
    parser.add_argument(
        "--family",
        choices=[family.value for family in Family],
        action="append",
        help="only this family; again for more",
    )
    parser.add_argument("--fault", action="append", metavar="ID", help="only this fault; again for more")
    parser.add_argument(
        "--profile", choices=["quick", "default"], default="default", help="of our check: default unless said"
    )
    parser.add_argument(
        "--max-time",
        type=int,
        metavar="SECONDS",
        help="of our check, for machines that are busy: as the profile says unless said",
    )
    parser.add_argument(
        "--seeds", type=int, default=1, metavar="N", help="on each correct server, 1 unless said"
    )
    parser.add_argument(
        "--server",
        action="append",
        choices=list(serve_fault.CORRECT),
        metavar="NAME",
        help="only this correct server; again for more",
    )
    parser.add_argument(
        "--tools",
        type=lambda text: text.split(","),
        default=["ours", *TOOLS],
        help=f"of: ours,{','.join(TOOLS)}; all unless said",
    )
    parser.add_argument(
        "--sample",
        type=int,
        default=25,
        metavar="N",
        help="every Nth fault of a family, 25 unless said",
    )
    parser.add_argument(
        "--jobs", type=int, default=2, metavar="N", help="runs at the same time, 2 unless said"
    )
    parser.add_argument(
        "--limit",
        type=int,
        default=30,
        metavar="SECONDS",
        help="time of a peer on one server, 30 unless said; Specmatic may take twice that",
    )
    parser.add_argument(
        "--json",
        type=Path,
        default=ROOT / "build/faults.jsonl",
        metavar="FILE",
        help="where results are kept: build/faults.jsonl unless said",
    )
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the report for the README")
    options = parser.parse_args()
    unknown = set(options.tools) - {"ours", *TOOLS}
    if unknown:
        parser.error(f"no such tool: {', '.join(sorted(unknown))}")
    chosen = [
        fault
        for fault in faults()
        if (not options.family or fault.family in options.family)
        and (not options.fault or fault.id in options.fault)
    ]
    if not chosen:
        parser.error("no fault is chosen")
    ours = f"ours-{options.profile}"
    results = Results(options.json, stamps(options.profile, options.max_time, options.limit))
    runs = list(plan(chosen, options, ours))
    campaign(runs, results, options.jobs, options.limit, lambda line: print(line, flush=True))
    report = reporting.Report(chosen, runs, results.of, ours, options)
    print(report.text())
    if options.markdown:
        options.markdown.write_text(report.markdown())
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main())
