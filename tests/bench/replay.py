"""How fast recorded traffic is judged, on one core and on two: `python -m tests.bench.replay`.

Invariants: the recordings are made here, the same in every run, from the documents' own samples; each figure
is the best of several rounds.
"""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from order_contract.replay import replay
from tests.replay.recordings import CALLBACK, Exchange, exchanges, flow, har, har_entry, line

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
    paths["judged.jsonl"] = folder / "judged.jsonl"
    paths["judged.jsonl"].write_text("".join(json.dumps(line(exchange)) + "\n" for exchange in judged * 4))
    return paths


def measure(path: Path) -> tuple[float, int]:
    """The best of three: seconds of this process on a core, and how many exchanges were judged."""
    best, cases = 1e9, 0
    for _ in range(3):
        started = time.process_time()
        replayed = replay([path], callback_paths=[CALLBACK])
        best = min(best, time.process_time() - started)
        cases = sum(report.cases for report in replayed.reports)
    return best, cases


def processes(paths: list[Path], rounds: int = 5) -> dict[int, tuple[float, float]]:
    """By the number of processes, the best seconds that went by, and those on all cores; by turns."""
    best = {1: (1e9, 1e9), 2: (1e9, 1e9)}
    for _ in range(rounds):
        for jobs in best:
            began, before = time.perf_counter(), sum(os.times()[:4])
            replay(paths, callback_paths=[CALLBACK], jobs=jobs)
            taken = time.perf_counter() - began, sum(os.times()[:4]) - before
            best[jobs] = min(best[jobs][0], taken[0]), min(best[jobs][1], taken[1])
    return best


@contextmanager
def _started(*arguments: str) -> Iterator[int]:
    """A command of ours in a process of its own; gives the port that its first line names."""
    command = [sys.executable, "-W", "ignore", "-m", "order_contract.cli", *arguments, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            assert process.stdout is not None
            match = re.search(r"http://127\.0\.0\.1:(\d+)", process.stdout.readline())
            assert match is not None
            drain = threading.Thread(target=process.stdout.read, daemon=True)
            drain.start()
            yield int(match[1])
        finally:
            process.terminate()
            process.wait(60)
            drain.join(60)


def latency(times: int = 500) -> tuple[float, float] | None:
    """Median milliseconds of a call, direct and through the proxy; None without mitmproxy."""
    if importlib.util.find_spec("mitmproxy") is None:
        return None
    path = "/Order/GetOrdersDetails?merchantGUID=abcdabcd-abcd-abcd-abcd-abcdabcdabcd"
    medians = []
    with (
        _started("serve") as server,
        _started("proxy", "--api", "globale", "--upstream", f"http://127.0.0.1:{server}") as proxy,
    ):
        for port in (server, proxy):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            seconds = []
            for _ in range(times):
                began = time.perf_counter()
                body = b'{"OrderIds":["GE2794623GB"]}'
                connection.request("POST", path, body, {"Content-Type": "application/json"})
                connection.getresponse().read()
                seconds.append(time.perf_counter() - began)
            connection.close()
            medians.append(statistics.median(seconds) * 1000)
    return medians[0], medians[1]


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        paths = recordings(Path(folder))
        print(f"recorded traffic, one core of {os.cpu_count()} where nothing else stands")
        for name in ("foreign.har", "foreign.flows"):
            seconds, cases = measure(paths[name])
            size = paths[name].stat().st_size / 1e6
            print(f"  {name:16}{size:7.1f} MB {seconds:6.2f} s {size / seconds:7.1f} MB/s, {cases:,} judged")
        seconds, cases = measure(paths["judged.har"])
        print(f"  {'judged.har':16}{cases:7,}    {seconds:6.2f} s {cases / seconds:7,.0f} exchanges/s")
        for named, several in (
            ("judged.har, four of them", [paths["judged.har"]] * 4),
            ("judged.jsonl, one", [paths["judged.jsonl"]]),
        ):
            (alone, its_cores), (both, their_cores) = processes(several).values()
            print(
                f"  {named:26}{alone:6.2f} s; with --jobs 2: {both:.2f} s ({its_cores:.2f} s and "
                f"{their_cores:.2f} s of cores, {os.getloadavg()[0]:.1f} processes waiting besides)"
            )
        figures = latency()
        if figures is None:
            print("  live: mitmproxy is not here (Python 3.12, order-contract[proxy])")
        else:
            direct, behind = figures
            print(f"  live: {direct:.2f} ms a call, {behind:.2f} ms through the proxy (medians)")


if __name__ == "__main__":
    main()
