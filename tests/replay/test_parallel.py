"""Several processes read recordings: they find what one finds, whether of several files or of a long one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from order_contract.check.findings import Progress
from order_contract.replay import Replayed, replay
from order_contract.replay.formats import portions as splitting
from order_contract.replay.formats.portions import Portion, PortionStream, portions
from tests.replay.recordings import CALLBACK, Exchange, exchanges, flow, har, har_entry, line


def lines(recorded: list[Exchange]) -> bytes:
    texts = [json.dumps(line(exchange)).encode() for exchange in recorded]
    texts[3:3] = [b"", b"  "]  # blank lines are no entries
    return b"\n".join(texts)


def flows(recorded: list[Exchange]) -> bytes:
    return b"".join(map(flow, recorded))


SPLIT: dict[str, Callable[[list[Exchange]], bytes]] = {"lines.jsonl": lines, "saved.flows": flows}


@pytest.fixture
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splitting, "SMALLEST", 20_000)


def essence(replayed: Replayed) -> list[Any]:
    return [
        [replace(report, seconds=0.0) for report in replayed.reports],
        replayed.unmatched, replayed.not_judged, replayed.skipped, replayed.skipped_count,
    ]  # fmt: skip


class TestALongFile:
    @pytest.mark.usefixtures("small_portions")
    @pytest.mark.parametrize("name", SPLIT)
    def test_gives_in_portions_what_it_gives_in_one(self, name: str, tmp_path: Path) -> None:
        path = tmp_path / name
        path.write_bytes(SPLIT[name](exchanges()))
        parts = portions(path, 8)
        assert len(parts) >= 3
        content = b"".join(PortionStream(part).read() for part in parts)
        assert content == path.read_bytes()
        alone, together = (replay([path], callback_paths=[CALLBACK], jobs=jobs) for jobs in (1, 3))
        assert essence(alone) == essence(together)

    @pytest.mark.usefixtures("small_portions")
    @pytest.mark.parametrize("name", SPLIT)
    def test_that_is_damaged_in_the_middle_gives_the_same(self, name: str, tmp_path: Path) -> None:
        path = tmp_path / name
        content = SPLIT[name](exchanges())
        path.write_bytes(content[: len(content) * 2 // 3])
        alone, together = (replay([path], callback_paths=[CALLBACK], jobs=jobs) for jobs in (1, 2))
        assert essence(alone) == essence(together)
        assert alone.skipped_count == 1

    @pytest.mark.usefixtures("small_portions")
    @pytest.mark.parametrize(
        "content",
        [
            har([har_entry(exchange) for exchange in exchanges()]),
            json.dumps([line(exchange) for exchange in exchanges()]).encode(),
            json.dumps([line(exchange) for exchange in exchanges()], indent=1).encode(),
            b"\n".join(json.dumps(line(exchange), indent=0).encode() for exchange in exchanges()),
            b"\x1f\x8b" + bytes(100_000),
        ],
        ids=["HAR", "a list", "an indented list", "objects over several lines", "packed"],
    )
    def test_that_cannot_be_split_is_one_portion(self, content: bytes, tmp_path: Path) -> None:
        path = tmp_path / "recording"
        path.write_bytes(content)
        assert portions(path, 8) == [Portion(path)]

    def test_that_is_short_is_one_portion(self, tmp_path: Path) -> None:
        path = tmp_path / "lines.jsonl"
        path.write_bytes(lines(exchanges()))
        assert portions(path, 8) == [Portion(path)]


@contextmanager
def waiting_replay(folder: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A replay in two processes, both of which wait to open a file, and the numbers of those two."""
    fifos = [folder / "first", folder / "second"]
    for fifo in fifos:
        os.mkfifo(fifo)
    command: list[str | Path] = [sys.executable, "-m", "order_contract.cli", "replay", "--jobs", "2", *fifos]
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        # a shell that runs the tests in the background lets its children ignore the interrupt
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        try:
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
            deadline = time.monotonic() + 30
            while len(workers := children.read_text().split()) < 2 and time.monotonic() < deadline:
                time.sleep(0.05)
            assert len(workers) == 2
            yield process, [int(worker) for worker in workers]
        finally:
            process.kill()


class TestProcesses:
    @pytest.fixture
    def paths(self, tmp_path: Path) -> list[Path]:
        paths = []
        for number in range(12):
            paths.append(tmp_path / f"{number}.jsonl")
            paths[-1].write_bytes(lines(exchanges()[number * 4 : number * 4 + 12]))
        return paths

    def test_of_many_files_find_what_one_finds_in_the_same_order(self, paths: list[Path]) -> None:
        paths.insert(5, paths[0].parent / "missing.har")
        alone, together = (replay(paths, callback_paths=[CALLBACK], jobs=jobs) for jobs in (1, 2))
        assert essence(alone) == essence(together)
        assert "missing.har cannot be read" in alone.reports[0].stopped

    def test_tell_each_new_finding(self, paths: list[Path]) -> None:
        events: list[Progress] = []
        replayed = replay(paths, callback_paths=[CALLBACK], jobs=2, on_event=events.append)
        results = {finding.id for report in replayed.reports for finding in report.findings}
        assert {event.new.id for event in events if event.new} == results
        assert len(events) == len(results)

    def test_leave_standard_input_to_the_first(self, paths: list[Path]) -> None:
        command = [sys.executable, "-m", "order_contract.cli", "replay", "--jobs", "2", "--jsonl", "-"]
        command += ["--callback-path", CALLBACK]
        given = paths[0].read_bytes()
        outcomes = [
            subprocess.run([*command, *files], input=given, capture_output=True, timeout=60, check=False)
            for files in (["-", paths[1]], [paths[0], paths[1]])
        ]
        counts = [outcome.stdout.count(b'"operation":{') for outcome in outcomes]
        assert [outcome.returncode for outcome in outcomes] == [1, 1], outcomes[0].stderr
        assert counts[0] == counts[1] > 0

    @pytest.mark.skipif(sys.platform != "linux", reason="/proc names the processes")
    @pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_are_gone_after_an_interruption(self, number: int, code: int, tmp_path: Path) -> None:
        with waiting_replay(tmp_path) as (process, workers):
            process.send_signal(number)
            _, err = process.communicate(timeout=30)
        assert process.returncode == code, err
        assert "Traceback" not in err
        assert not [worker for worker in workers if Path(f"/proc/{worker}").exists()]

    @pytest.mark.skipif(sys.platform != "linux", reason="/proc names the processes")
    def test_that_are_ended_from_outside_end_the_run_in_a_sentence(self, tmp_path: Path) -> None:
        with waiting_replay(tmp_path) as (process, workers):
            os.kill(workers[0], signal.SIGKILL)
            _, err = process.communicate(timeout=30)
        assert process.returncode == 2, err
        assert "give a smaller --jobs" in err
        assert "Traceback" not in err
