"""The fast part of `make consumers`: the two stock Python generators in full, and a page of the
documentation that says what the last run found.
"""

from __future__ import annotations

import json
import re

import pytest

from tests.consumers import consumers
from tests.consumers.consumers import PAGE, RESULTS, ConsumerError, Result, consume, known, table, written
from tests.consumers.generators import CONSUMERS, KNOWN, Consumer

PYTHON = [consumer for consumer in CONSUMERS if not consumer.needs]


@pytest.mark.parametrize("consumer", PYTHON, ids=[row.name for row in PYTHON])
def test_a_stock_python_generator_is_green(
    consumer: Consumer, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumers, "WORK", tmp_path)
    result = consume(consumer)
    assert result.failed == ""
    assert result.green


def test_the_documentation_shows_the_last_run() -> None:
    page = PAGE.read_text()
    assert written(page) == page


def test_at_least_six_generators_are_green_and_none_failed() -> None:
    last = [Result(**result) for result in json.loads(RESULTS.read_text())["results"]]
    assert [(row.name, row.language) for row in last] == [
        (consumer.name, consumer.language) for consumer in CONSUMERS
    ]
    assert sum(row.green for row in last) >= 6
    assert [row.name for row in last if not row.green and not row.missing] == []


class TestWarnings:
    def test_one_that_is_known_is_told_with_what_upstream_says(self) -> None:
        text = next(iter(KNOWN))
        assert known(f"[main] WARN  o.o.codegen - {text} for type `number`\nINFO done\n") == [text]
        shown = table([Result("a", "Go", "3.1", "1.2", True, [text], True, 3)], "2030-01-01", "here")
        assert "| a 1.2 | Go | 3.1 | yes, notes 1 | yes | yes |" in shown
        assert f"1. `{text}`: {KNOWN[text]}." in shown

    def test_one_that_is_not_known_fails(self) -> None:
        with pytest.raises(ConsumerError, match="something new"):
            known("[main] WARN  something new\n")


class TestTheTable:
    def test_what_the_machine_lacks_is_not_run(self) -> None:
        shown = table([Result("a", "C#", "3.1", missing="a compiler")], "2030-01-01", "here")
        assert "| a | C# | 3.1 | not run | not run | not run: needs a compiler |" in shown
        assert "0 of 1 fully green" in shown

    def test_a_failure_is_no_pass(self) -> None:
        shown = table(
            [Result("a", "Go", "3.1", "1", True, [], False, failed="go ended with 1")], "2030-01-01", "here"
        )
        assert re.search(r"\| yes \| \*\*no\*\* \| \*\*no\*\* \|", shown)
