"""What `order-contract check` shows, and how it leaves."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from tests.check.servers import GUID, Documented, served
from tests.cli.processes import PROGRAM, on_a_terminal

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


def test_a_terminal_breaks_sentences_between_words_and_a_pipe_does_not() -> None:
    with served(Documented("globale")) as url:
        few = ("--operation", "trackOrder", "--profile", "quick", "--max-time", "5")
        arguments = [url, "--api", "globale", *few, "--guid", GUID]
        shown = on_a_terminal([*PROGRAM, "check", *arguments], COLUMNS="80", NO_COLOR="1")
        piped = order_contract(*arguments).stdout
    sentence = (
        r"The contract holds: 1 operation, [\d,]+ cases, 0 findings, \d+ of \d+ rules tested.* seed \d+\."
    )
    lines = [line.strip() for line in re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", shown).splitlines()]
    assert not any(re.fullmatch(sentence, line) for line in lines)
    assert re.search(sentence, " ".join(lines))
    assert any(re.fullmatch(sentence, line) for line in piped.splitlines())
