"""What `order-contract check` shows, and how it leaves."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.check.servers import GUID, Documented, served

FEW = ("--profile", "quick", "--max-time", "1")
ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("ORDER_CONTRACT_")}


def order_contract(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "order_contract.cli", "check", *arguments],
        env={**ENVIRONMENT, "COLUMNS": "120", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class TestTheCommand:
    def test_ends_with_one_table_and_0(self) -> None:
        with served(Documented("globale")) as url:
            done = order_contract(
                url,
                "--api",
                "globale",
                "--operation",
                "TrackOrder",
                *FEW,
                "--seed",
                "1",
                ORDER_CONTRACT_GUID=GUID,
            )
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[0].split() == [
            "API",
            "Operation",
            "Cases",
            "Accepted",
            "Verdict",
        ]
        assert "The contract holds: 1 operation, " in done.stdout
        assert "seed 1." in done.stdout
        assert "corpus" in done.stderr
        assert GUID not in done.stdout + done.stderr

    def test_shows_a_fault_without_the_secret_and_leaves_with_1(self) -> None:
        class Echo(Documented):
            def success(
                self, operation: object, query: dict[str, str], body: object, path: str
            ) -> tuple[int, object]:
                return 200, [query.get("merchantGUID", "").upper()]

        with served(Echo("globale")) as url:
            done = order_contract(url, "--api", "globale", "--operation", "trackOrder", *FEW, "--guid", GUID)
        assert done.returncode == 1
        assert "broken (" in done.stdout
        assert "curl -sS -i -X POST" in done.stdout
        assert "merchantGUID=***" in done.stdout
        assert GUID not in (done.stdout + done.stderr).lower()

    def test_says_what_to_do_and_leaves_with_2(self) -> None:
        with served(Documented("globale")) as url:
            pass
        done = order_contract(url, "--api", "merchant")
        assert (done.returncode, done.stdout) == (2, "")
        assert "start the server, or correct the URL" in done.stderr
        assert "Traceback" not in done.stderr


class TestAnInterruption:
    def test_gives_the_partial_report_and_every_file(self, tmp_path: Path) -> None:
        forms = ("json", "html", "sarif", "junit", "har")
        options = [word for form in forms for word in (f"--{form}", f"report.{form}")]
        with served(Documented("globale")) as url:
            command = [sys.executable, "-m", "order_contract.cli", "check", url, "--api", "globale", *options]
            with subprocess.Popen(
                [*command, "--guid", GUID, "--profile", "deep", "--max-time", "60"],
                cwd=tmp_path,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
            ) as process:
                assert process.stderr is not None
                while "globale" not in process.stderr.readline():
                    pass
                time.sleep(3)
                process.send_signal(signal.SIGINT)
                out, err = process.communicate(timeout=60)
        assert process.returncode == 130, out + err
        assert "Traceback" not in out + err
        assert "CreateOrderRefund" in out
        assert "The contract holds" not in out
        assert all((tmp_path / f"report.{form}").stat().st_size for form in forms)
        assert json.loads((tmp_path / "report.json").read_text())["runs"][0]["stopped"]
