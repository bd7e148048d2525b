"""The fast part of `make consumers`: the two stock Python generators in full, and a page of the documentation
that says what the last run of each row found.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.consumers import consumers
from tests.consumers.consumer import DRIVERS, Consumer, ConsumerError, Nonsense, refuse
from tests.consumers.consumers import consume
from tests.consumers.known_warnings import KNOWN, known
from tests.consumers.results import PAGE, Result, Run, merge, read, table, written
from tests.consumers.rows import CONSUMERS

PYTHON = [consumer for consumer in CONSUMERS if not consumer.needs]
ROW = Result("a", "Go", "3.1", "2030-01-01", "1.2", True, (), True, "3 of 3", "`float`", "does not compile")
NAMES = [(consumer.name, consumer.language) for consumer in CONSUMERS]


@pytest.mark.parametrize("consumer", PYTHON, ids=[row.name for row in PYTHON])
def test_a_stock_python_generator_is_green(
    consumer: Consumer, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "WORK", tmp_path)
    result = consume(consumer)
    assert result.failed == ""
    assert result.green


class TestTheLastRun:
    def test_is_in_the_documentation(self) -> None:
        page = PAGE.read_text()
        assert written(page) == page

    def test_has_every_row_and_none_failed(self) -> None:
        rows = read().results
        assert [(row.name, row.language) for row in rows] == NAMES
        assert [row.name for row in rows if not row.green and not row.missing] == []

    def test_calls_are_those_that_were_to_be_made(self) -> None:
        counts = [re.findall(r"(\d+) of (\d+)", row.calls) for row in read().results]
        assert [pairs for pairs in counts for made, asked in pairs if made != asked] == []


def test_no_driver_sends_ready_text() -> None:
    """What is JSON in the query is built from the tool's own models."""
    ready = [
        path.name
        for path in DRIVERS.rglob("*.*")
        if re.search(r"""['"`]\{\\?"(OrderId|ParcelCode)""", path.read_text())
    ]
    assert ready == []


def test_the_locks_name_no_registry() -> None:
    folder = DRIVERS.parent
    lock = json.loads((folder / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
    assert "://" not in (folder / "requirements.lock").read_text()


class TestNonsense:
    @staticmethod
    def printing(text: str, code: int) -> Nonsense:
        return Nonsense("does not compile", lambda _: ["sh", "-c", f"echo '{text}'; exit {code}"], "OrderIdd")

    def test_that_fails_for_its_reason_is_refused(self, tmp_path: Path) -> None:
        assert refuse(self.printing("no OrderIdd", 1), tmp_path, {}) == "does not compile"

    def test_that_is_taken_fails_the_row(self, tmp_path: Path) -> None:
        with pytest.raises(ConsumerError, match="was taken"):
            refuse(self.printing("no OrderIdd", 0), tmp_path, {})

    def test_that_fails_for_another_reason_fails_the_row(self, tmp_path: Path) -> None:
        with pytest.raises(ConsumerError, match="another reason"):
            refuse(self.printing("no such file", 1), tmp_path, {})


class TestWarnings:
    def test_one_that_is_known_is_reported_with_what_upstream_says(self) -> None:
        text = next(iter(KNOWN))
        assert known(f"[main] WARN  o.o.codegen - {text} for type `number`\nINFO done\n") == [text]
        shown = table(Run("here", [replace(ROW, warnings=[text])]))
        assert (
            "| a 1.2 | Go | 3.1 | 2030-01-01 | yes, notes 1 | 3 of 3 | does not compile | `float` |" in shown
        )
        assert f"1. `{text}`: {KNOWN[text]}." in shown

    def test_one_that_is_not_known_fails(self) -> None:
        with pytest.raises(ConsumerError, match="something new"):
            known("[main] WARN  something new\n")


class TestTheTable:
    def test_what_the_machine_lacks_is_not_run(self) -> None:
        shown = table(Run("here", [Result("a", "C#", "3.1", "2030-01-01", missing="a compiler")]))
        assert (
            "| a | C# | 3.1 | 2030-01-01 | not run: needs a compiler | not run | not run | not run |" in shown
        )
        assert "0 of 1 hold in full, 1 not run." in shown

    def test_a_failure_is_no_pass(self) -> None:
        failed = replace(ROW, compiles=False, calls="", nonsense="", money="", failed="go ended with 1")
        shown = table(Run("here", [failed]))
        assert "| 2030-01-01 | **no** | **no** | **no** | - |" in shown
        assert "0 of 1 hold in full, 0 not run." in shown

    def test_a_run_of_one_row_leaves_the_others(self) -> None:
        rows = [replace(ROW, name=name, language=language) for name, language in NAMES]
        again = replace(rows[1], date="2031-01-01")
        merged = merge(Run("here", rows), [again], CONSUMERS)
        assert merged.results == [rows[0], again, *rows[2:]]

    def test_a_row_that_is_no_more_is_dropped(self) -> None:
        assert merge(Run("here", [ROW]), [], CONSUMERS).results == []
