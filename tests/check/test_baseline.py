"""What a run is compared with: the findings of a baseline, and another server."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from order_contract.check import CannotRunError, ServerCredentials, Verdict
from order_contract.check.differential import compare
from order_contract.check.reports.baseline import Baseline
from order_contract.cli.check import command as check_command
from tests.check.command_runs import (
    Wrong,
    check,
    checked,
    order_contract,
)
from tests.check.servers import GUID, Answer, Documented, RefusedError, served


class TestBaseline:
    def test_lets_known_findings_pass_and_names_those_that_are_gone(self, tmp_path: Path) -> None:
        server = Wrong("globale")
        with served(server) as url:
            missing = check(url, tmp_path, "--baseline", "known.txt")
            assert (missing.returncode, "write it with --update-baseline" in missing.stderr) == (2, True)
            assert check(url, tmp_path, "--baseline", "known.txt", "--update-baseline").returncode == 0
            listed = (tmp_path / "known.txt").read_text()
            assert re.search(r"^[0-9a-f]{8}  globale  TrackOrder  body response$", listed, re.MULTILINE)
            known = check(url, tmp_path, "--baseline", "known.txt")
            assert known.returncode == 0
            assert "known faults" in known.stdout
            assert "of the baseline" in known.stdout
            server.broken = False
            gone = check(url, tmp_path, "--baseline", "known.txt")
            assert (gone.returncode, "No longer found, still listed in known.txt" in gone.stdout) == (0, True)
            assert (tmp_path / "known.txt").read_text() == listed
            check(url, tmp_path, "--baseline", "known.txt", "--update-baseline")
            assert "TrackOrder" not in (tmp_path / "known.txt").read_text()

    def test_keeps_what_a_run_did_not_test(self) -> None:
        baseline = Baseline().updated([checked(Wrong("globale"))])
        other = checked(Documented("globale"), "DispatchOrders")
        assert baseline.gone(other) == []
        assert baseline.updated([other]) == baseline
        marked = baseline.apply(checked(Wrong("globale")))
        assert (marked.exit_code, marked.operations[0].verdict) == (0, Verdict.KNOWN)
        assert {result.verdict for result in marked.rules if result.rule.id == "body"} == {Verdict.KNOWN}

    def test_of_a_run_that_was_cut_short_never_holds_and_never_shrinks(self, tmp_path: Path) -> None:
        class Twice(Wrong):
            def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> Answer:
                status, value = super().success(operation, query, body, path)
                return status, [value] if "GetOrdersDetails" not in path else {"value": 1}

        with served(Twice("globale")) as url:
            both = ["--operation", "GetOrdersDetails"]
            options = ["--baseline", "known.txt"]
            assert check(url, tmp_path, *options, "--update-baseline", *both).returncode == 0
            listed = (tmp_path / "known.txt").read_text()
            known = check(url, tmp_path, *options, "--stop-at-first", *both)
            assert (known.returncode, " known" in known.stdout) == (0, True), known.stdout
            (tmp_path / "known.txt").write_text(
                "".join(line for line in listed.splitlines(True) if "TrackOrder" not in line)
            )
            short = (tmp_path / "known.txt").read_text()
            new = check(url, tmp_path, *options, "--stop-at-first", *both)
            assert (new.returncode, "The contract holds" in new.stdout) == (1, False), new.stdout
            check(url, tmp_path, *options, "--stop-at-first", "--update-baseline", *both)
            kept = (tmp_path / "known.txt").read_text()
            assert set(short.splitlines()) <= set(kept.splitlines())

    def test_takes_what_people_write(self, tmp_path: Path) -> None:
        path = tmp_path / "known.txt"
        path.write_text("# ours\n\n0123abcd  # until the next release\n4567cdef globale TrackOrder body\n")
        assert [entry.id for entry in Baseline.load(path).entries] == ["0123abcd", "4567cdef"]
        path.write_text("0123abcd\nTrackOrder\n")
        with pytest.raises(CannotRunError, match="line 2"):
            Baseline.load(path)


class TestTwoServers:
    def different(self, server: Documented, other: Documented, *only: str) -> set[tuple[str, str]]:
        with served(server) as url, served(other) as against:
            report = compare(url, against, "globale", credentials=ServerCredentials(GUID), only=only)
        assert len(server.requests) > 10
        assert [request[0] for request in server.requests][:20] == [request[0] for request in other.requests][
            :20
        ]
        return {(finding.rule.id, finding.location) for finding in report.findings}

    def test_that_are_alike(self) -> None:
        assert (
            self.different(
                Documented("globale"),
                Documented("globale", error_status=400),
                "TrackOrder",
                "CreateOrderRefund",
            )
            == set()
        )

    def test_that_differ(self) -> None:
        class Other(Documented):
            def parameter(self, parameter: Any, value: str) -> None:
                if not value:
                    raise RefusedError("other", "empty")

            def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> Answer:
                _, value = super().success(operation, query, body, path)
                return 202, {**value, "ShipmentLocation": "Paris", "ShippingMethodCode": True, "New": True}

        assert self.different(Documented("globale"), Other("globale"), "TrackOrder") == {
            ("same-value", "ShipmentLocation"),
            ("same-shape", "ShippingMethodCode"),
            ("same-shape", "New"),
            ("same-code", "400"),
        }
        assert ("same-status", "") in self.different(
            Documented("globale"), Documented("globale", error_status=200), "TrackOrder"
        )
        assert ("same-outcome", "") in self.different(
            Documented("globale"), Other("globale"), "CreateOrderRefund"
        )

    def test_a_value_that_changes_by_itself_is_no_difference(self) -> None:
        class Clock(Documented):
            def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> Answer:
                status, value = super().success(operation, query, body, path)
                return status, {**value, "ShipmentStatusUpdateTime": str(len(self.requests))}

        assert self.different(Documented("globale"), Clock("globale"), "TrackOrder") == set()

    def test_from_the_command_line(self, tmp_path: Path) -> None:
        with served(Documented("globale")) as url, served(Wrong("globale")) as against:
            arguments = ("--api", "globale", "--operation", "TrackOrder", "--junit", "j.xml")
            done = order_contract(check_command, url, "--against", against, *arguments, cwd=tmp_path)
            same = order_contract(
                check_command,
                url,
                "--against",
                url,
                "--api",
                "globale",
                "--operation",
                "TrackOrder",
                cwd=tmp_path,
            )
        assert done.returncode == 1, done.stderr
        assert "with the first server, and" in done.stdout
        assert "The servers differ: 1 operation" in done.stdout
        assert 'name="same-shape"' in (tmp_path / "j.xml").read_text()
        assert not (tmp_path / ".order-contract").exists()
        assert (same.returncode, "The servers agree" in same.stdout) == (0, True)
        assert GUID not in done.stdout + done.stderr
