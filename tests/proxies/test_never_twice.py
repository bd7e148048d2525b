"""Many calls through random faults, by threads, tasks and killed processes: nothing twice, nothing unheard.

`ORDER_CONTRACT_DEEP=1` makes thousands, other ones each time; `ORDER_CONTRACT_SEED` names the run to repeat.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.proxies.audit import KILLED, Audit, audit
from tests.proxies.bed import Bed
from tests.proxies.bounded import bounded
from tests.proxies.campaign import Caller, Job, RouteContext, Setting
from tests.proxies.client_under_test import Patience
from tests.proxies.variants import DEEP

SEED = os.environ.get("ORDER_CONTRACT_SEED") or (f"{time.time_ns():x}" if DEEP else "5")
PATIENCE = Patience(timeout=0.5, deadline=1.5)
THREADS, TASKS, PROCESSES = 6, 6, 3
BATCH = 60 if DEEP else 25
"""Calls of one process."""
CALLS = 1_800 if DEEP else 100
"""By threads, as many by tasks, and as many by processes."""
SECONDS = 900.0 if DEEP else 60.0


@pytest.fixture
def bed(tmp_path: Path) -> Iterator[Bed]:
    with Bed(tmp_path) as made:
        yield made


def setting(bed: Bed, kind: str) -> Setting:
    return Setting(f"{SEED}{kind}", bed.proxy.url, bed.results.path, bed.ledger, PATIENCE)


def judged(bed: Bed, capsys: pytest.CaptureFixture[str], title: str) -> Audit:
    """The audit of a run that has come to rest; shown when the run is deep."""
    bed.quiesce()
    report = audit(bed.results.records(), bed.traffic.records(), bed.backend.book.records(), bed.ledger)
    if DEEP:
        with capsys.disabled():
            print(f"\n{title}, seed {SEED}\n{report}")
    return report


def test_threads_and_tasks_on_one_ledger(bed: Bed, capsys: pytest.CaptureFixture[str]) -> None:
    def route(made: Job) -> RouteContext:
        return bed.route(made.request.marker, tokens=made.tokens)

    by_threads = Caller(setting(bed, "t"), route)
    by_tasks = Caller(setting(bed, "a"), route)
    numbers = list(range(CALLS))
    bounded(SECONDS, *by_threads.run_threads(numbers, THREADS), by_tasks.run_tasks(numbers, TASKS))
    by_threads.close()
    by_tasks.close()
    report = judged(bed, capsys, "threads and tasks")
    assert report.counts["calls"] == 2 * CALLS
    assert report.counts["heard: success"] > CALLS // 4
    assert report.counts["heard: unknown"] > CALLS // 4
    assert not report.violations, f"seed {SEED}\n{report}"


def test_processes_that_are_killed_on_one_ledger(bed: Bed, capsys: pytest.CaptureFixture[str]) -> None:
    random = Random(SEED)
    batches = [list(range(first, min(first + BATCH, CALLS))) for first in range(0, CALLS, BATCH)]
    ends, killed = time.monotonic() + SECONDS, 0
    running: list[tuple[subprocess.Popen[bytes], int, int]] = []
    try:
        while batches or running:
            assert time.monotonic() < ends, f"processes were still at work after {SECONDS} seconds"
            while batches and len(running) < PROCESSES:
                numbers = batches.pop()
                last_call = random.randrange(2, BATCH) if len(batches) % 3 else BATCH + 1
                running.append((start(setting(bed, "p"), numbers), numbers[0] // BATCH, last_call))
            asked = Counter(
                number_of(record) // BATCH for record in bed.results.records() if record["kind"] == "asked"
            )
            for process, batch, last_call in list(running):
                if process.poll() is None and asked[batch] < last_call:
                    continue
                if process.poll() is None:
                    process.kill()
                    killed += 1
                errors = process.communicate()[1].decode()
                assert process.returncode in (0, -signal.SIGKILL), errors
                running.remove((process, batch, last_call))
            time.sleep(0.01)
    finally:
        for process, _, _ in running:
            process.kill()
            process.communicate()
    report = judged(bed, capsys, f"processes, {killed} killed")
    assert killed
    assert report.counts[f"heard: {KILLED}"]
    assert report.counts["heard: success"]
    assert not report.violations, f"seed {SEED}\n{report}"


def number_of(record: Mapping[str, Any]) -> int:
    """The number of a call, as its marker holds it."""
    return int(record["marker"].partition("~")[0].partition("-")[2])


def start(given: Setting, numbers: list[int]) -> subprocess.Popen[bytes]:
    """A process that makes the calls of these numbers."""
    words = {
        **asdict(given),
        "results": str(given.results),
        "ledger": str(given.ledger),
        "numbers": numbers,
        "threads": 3,
        "seconds": SECONDS,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.proxies.campaign", json.dumps(words)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
