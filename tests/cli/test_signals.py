"""Signals and closed pipes, sent for real: no traceback, and a closed pipe breaks no contract."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from order_contract.check.reports import FORMATS
from order_contract.cli import ctrl_c, main
from tests.check.servers import GUID, Documented, served
from tests.cli.processes import ENVIRONMENT, PROGRAM
from tests.replay.recordings import exchanges, har, har_entry

INTERRUPTED = (130, -signal.SIGINT)
"""CPython ends by the signal itself when that met a text being executed; shells call that 130 too."""
FEW = ("--profile", "quick", "--max-time", "1", "--operation", "TrackOrder", "--guid", GUID)


def started(
    *arguments: str, stdout: int = subprocess.PIPE, folder: Path | None = None
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*PROGRAM, *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
        cwd=folder,
        # a shell that runs the tests in the background lets its children ignore the interrupt
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def interrupted(arguments: tuple[str, ...], seconds: float, folder: Path) -> tuple[int, str]:
    """Send Ctrl-C to the whole group, as a terminal does, so long after the program has begun."""
    printed = folder / "stderr"
    with printed.open("wb") as file:
        process = subprocess.Popen(
            # each import is printed, so that one sees when the program itself begins
            [PROGRAM[0], "-X", "importtime", *PROGRAM[1:], *arguments],
            stdout=subprocess.DEVNULL,
            stderr=file,
            env=ENVIRONMENT,
            start_new_session=True,
            # a shell that runs the tests in the background lets its children ignore the interrupt
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
    deadline = time.monotonic() + 30
    while b"order_contract.cli" not in printed.read_bytes() and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)
    code = process.wait(timeout=60)
    return code, "".join(line for line in printed.read_text().splitlines(True) if "import time:" not in line)


@pytest.mark.parametrize("seconds", [0.1, 0.5, 1.0, 1.5, 2.0, 3.0, 4.5])
def test_an_interrupt_of_selfcheck_is_a_word(seconds: float, tmp_path: Path) -> None:
    code, errors = interrupted(("selfcheck",), seconds, tmp_path)
    assert code in INTERRUPTED
    assert errors.strip().splitlines()[-1] == "order-contract: interrupted"
    assert "Fatal Python error" not in errors
    assert "Traceback" not in errors


def test_an_interrupt_that_a_library_makes_another_error_of_is_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As pydantic does, when a class that it compiles is interrupted while it is imported."""

    class Compiler:
        def main(self, **_: object) -> None:
            ctrl_c.command_runs()
            try:
                signal.raise_signal(signal.SIGINT)
            except KeyboardInterrupt:
                raise RuntimeError("the schema is wrong") from None

    monkeypatch.setattr("order_contract.cli.program.program", Compiler)
    handler = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        signal.signal(signal.SIGINT, handler)
    assert (ended.value.code, capsys.readouterr().err) == (130, "order-contract: interrupted\n")


@pytest.mark.parametrize("seconds", [0.3, 0.8, 1.2, 1.6, 2.0])
def test_an_interrupt_of_several_processes_is_a_word(seconds: float, tmp_path: Path) -> None:
    entries = [har_entry(exchange) for exchange in exchanges()] * 20
    for number in range(4):
        (tmp_path / f"{number}.har").write_bytes(har(entries))
    files = tuple(str(path) for path in sorted(tmp_path.iterdir()))
    code, errors = interrupted(("replay", "--jobs", "4", *files), seconds, tmp_path)
    assert code in (*INTERRUPTED, 1, 0), errors  # a fast machine is done before
    assert "Fatal Python error" not in errors
    assert "Traceback" not in errors


def closed_pipe() -> int:
    """Standard output whose reader is gone."""
    reader, writer = os.pipe()
    os.close(reader)
    return writer


class Broken(Documented):
    def success(
        self, operation: object, query: dict[str, str], body: object, path: str
    ) -> tuple[int, object]:
        return 200, []


@pytest.mark.parametrize(("kind", "code"), [(Documented, 0), (Broken, 1)])
def test_a_check_keeps_its_verdict_when_its_output_is_closed(
    kind: type[Documented], code: int, tmp_path: Path
) -> None:
    with served(kind("globale")) as url:
        report = tmp_path / "junit.xml"
        arguments = ("check", url, "--api", "globale", *FEW, "--junit", str(report))
        process = started(*arguments, stdout=closed_pipe())
        _, errors = process.communicate(timeout=60)
    assert process.returncode == code
    assert "roken pipe" not in errors
    assert "Traceback" not in errors
    assert b"</testsuites>" in report.read_bytes()


def test_a_report_on_a_closed_pipe_does_not_keep_the_others_from_being_written(tmp_path: Path) -> None:
    with served(Documented("globale")) as url:
        report = tmp_path / "junit.xml"
        arguments = ("check", url, "--api", "globale", *FEW, "--json", "-", "--junit", str(report))
        process = started(*arguments, stdout=closed_pipe())
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, "roken pipe" in errors) == (0, False)
    assert report.exists()


@pytest.mark.parametrize("arguments", [("spec", "globale"), ("rules",), ("rules", "--json"), ("-h",)])
def test_what_only_prints_ends_quietly_as_other_programs_do(arguments: tuple[str, ...]) -> None:
    process = started(*arguments, stdout=closed_pipe())
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (141, "")


@pytest.mark.parametrize("others", [False, True], ids=["a check", "two servers compared"])
def test_an_interrupt_of_a_check_gives_every_report_and_leaves_nothing_else(
    others: bool, tmp_path: Path
) -> None:
    class Slow(Documented):
        def success(
            self, operation: object, query: dict[str, str], body: object, path: str
        ) -> tuple[int, object]:
            time.sleep(0.05)
            return super().success(operation, query, body, path)

    forms = [part for form in FORMATS for part in (f"--{form}", f"report.{form}")]
    with served(Slow("globale")) as url:
        arguments = ["check", url, "--api", "globale", "--guid", GUID, *forms]
        process = started(*arguments, *(["--against", url] if others else []), folder=tmp_path)
        assert process.stderr is not None
        while "corpus" not in (line := process.stderr.readline()) and "differences" not in line:
            assert line
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        shown, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "The run was interrupted: what was not sent by then was not tested." in shown
    assert "The contract holds" not in shown
    assert others or "rules not tested" in shown
    kept = {f"report.{form}" for form in FORMATS} | (set() if others else {".order-contract"})
    assert {path.name for path in tmp_path.iterdir()} == kept
    assert all(path.stat().st_size for path in tmp_path.glob("report.*"))
    assert json.loads((tmp_path / "report.json").read_bytes())["runs"][0]["stopped"]
