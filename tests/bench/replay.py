"""How fast recorded traffic is judged, on one core and on two: `python -m tests.bench.replay [FILE...]`.

Invariants: the recordings are made here, the same in every run, from the documents' own samples; each figure is
the best of three.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from order_contract.replay import replay
from tests.replay.recordings import CALLBACK, Exchange, exchanges, flow, har, har_entry

_FOREIGN = 40
"""Entries of a browser for each one of the contract."""


def _foreign(number: int) -> Exchange:
    page = '<div class="row">' + "lorem ipsum dolor sit amet " * 180 + "</div>"
    headers = {f"X-Header-{index}": "v" * 30 for index in range(12)}
    return Exchange(
        "foreign", "GET", f"https://shop.example/static/page-{number}.js?v={number}", headers,
        response_headers={**headers, "Content-Type": "text/html"}, response=page,
    )  # fmt: skip


def recordings(folder: Path, megabytes: int = 20) -> dict[str, Path]:
    """A HAR file and a file of flows that are mostly foreign, and one of exchanges that are all judged."""
    good = [exchange for exchange in exchanges() if not exchange.findings and exchange.method == "POST"]
    mixed: list[Exchange] = []
    size = 0
    while size < megabytes * 1_000_000:
        added = [*(_foreign(len(mixed) + number) for number in range(_FOREIGN)), good[len(mixed) % len(good)]]
        mixed += added
        size += sum(len(exchange.response) + len(exchange.url) + 2_000 for exchange in added)
    paths = {name: folder / name for name in ("foreign.har", "foreign.flows", "judged.har")}
    paths["foreign.har"].write_bytes(har([har_entry(exchange) for exchange in mixed]))
    paths["foreign.flows"].write_bytes(b"".join(flow(exchange) for exchange in mixed))
    judged = [
        replace(
            good[number % len(good)], headers={**good[number % len(good)].headers, "X-Number": str(number)}
        )
        for number in range(3_000)
    ]
    paths["judged.har"].write_text(
        json.dumps({"log": {"entries": [har_entry(exchange) for exchange in judged]}})
    )
    return paths


def measure(path: Path, jobs: int = 1, times: int = 1) -> tuple[float, int]:
    """The best of three: seconds, and how many exchanges were judged."""
    # Seconds of this process on a core, where there is one process: others share the machine.
    clock = time.process_time if jobs == 1 else time.perf_counter
    best, cases = 1e9, 0
    for _ in range(3):
        started = clock()
        options = {"jobs": jobs} if jobs > 1 else {}
        replayed = replay([path] * times, callback_paths=[CALLBACK], **options)
        best = min(best, clock() - started)
        cases = sum(report.cases for report in replayed.reports)
    return best, cases


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        paths = recordings(Path(folder))
        print(f"recorded traffic, one core of {os.cpu_count()}")
        for name in ("foreign.har", "foreign.flows"):
            seconds, cases = measure(paths[name])
            size = paths[name].stat().st_size / 1e6
            print(f"  {name:16}{size:7.1f} MB {seconds:6.2f} s {size / seconds:7.1f} MB/s, {cases:,} judged")
        seconds, cases = measure(paths["judged.har"])
        print(f"  {'judged.har':16}{cases:7,}    {seconds:6.2f} s {cases / seconds:7,.0f} exchanges/s")
        if "--jobs" in sys.argv:
            one, _ = measure(paths["judged.har"], 1, 4)
            two, _ = measure(paths["judged.har"], 2, 4)
            print(f"  four of them: {one:.2f} s; with --jobs 2: {two:.2f} s")


if __name__ == "__main__":
    main()
