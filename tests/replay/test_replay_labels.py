"""Labelled exchanges, good and bad: each gives the findings that its label says, and no other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from order_contract.check.errors import CannotRunError
from order_contract.replay import replay

HERE = Path(__file__).parent
DOCUMENT = json.loads((HERE / "labelled.har").read_bytes())
CALLBACK = "/hooks/order-status"


def label(entry: dict[str, Any]) -> tuple[str, set[str]]:
    about, *findings = entry["comment"].split(" | ")
    return about, set(findings)


class TestEachExchange:
    @pytest.mark.parametrize("entry", DOCUMENT["log"]["entries"], ids=lambda entry: label(entry)[0])
    def test_gives_what_its_label_says(self, entry: dict[str, Any], tmp_path: Path) -> None:
        path = tmp_path / "one.har"
        path.write_text(json.dumps({"log": {"entries": [entry]}}))
        if "favicon" in entry["request"]["url"]:
            with pytest.raises(
                CannotRunError, match=r"no exchange of a documented operation: it holds GET /favicon\.ico"
            ):
                replay([path])
            return
        result = replay([path], callback_paths=[CALLBACK])
        results = {
            f"{finding.rule.id} {finding.location}".strip()
            for report in result.reports
            for finding in report.findings
        }
        assert results == label(entry)[1]
        assert sum(report.cases for report in result.reports) == 1

    def test_there_are_enough_of_both_kinds(self) -> None:
        labels = [label(entry)[1] for entry in DOCUMENT["log"]["entries"]]
        assert len([label for label in labels if label]) >= 25
        assert len([label for label in labels if not label]) >= 10
