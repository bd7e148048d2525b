"""A finding of an earlier run is sent again by its id."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from order_contract.check import CannotRunError, Rule, ServerCredentials
from order_contract.check.document.operations import operations
from order_contract.check.document.sample_requests import build
from order_contract.check.replay_finding import Outcome, again
from order_contract.check.reports import json_report
from order_contract.check.session import Session
from order_contract.check.transport.connections import to_url
from order_contract.check.wire_rules.violation import Violation
from order_contract.cli.check import command as check_command
from tests.check.command_runs import (
    Wrong,
    check,
    order_contract,
)
from tests.check.servers import GUID, Answer, Documented, served


class TestSendingAFindingAgain:
    def test_until_it_no_longer_fails(self, tmp_path: Path) -> None:
        server = Wrong("globale")
        with served(server) as url:
            first = check(url, tmp_path)
            assert first.returncode == 1, first.stderr
            command = re.search(
                r"order-contract check (\S+ --api globale --replay [0-9a-f]{8})", first.stdout
            )
            assert command is not None
            assert sorted(path.name for path in (tmp_path / ".order-contract").iterdir()) == [
                ".gitignore",
                "last.json",
            ]
            assert GUID not in (tmp_path / ".order-contract/last.json").read_text()
            before = len(server.requests)
            still = order_contract(check_command, *command[1].split(), cwd=tmp_path)
            assert (still.returncode, len(server.requests) - before) == (1, 1)
            assert "(TrackOrder, body) still fails." in still.stdout
            server.broken = False
            gone = order_contract(check_command, *command[1].split(), cwd=tmp_path)
            assert (gone.returncode, "(TrackOrder, body) no longer fails." in gone.stdout) == (0, True), (
                gone.stderr
            )

    def test_whose_request_the_run_judged_by_the_fixtures(self, tmp_path: Path) -> None:
        class Yes(Documented):
            def success(self, *given: Any) -> Answer:
                status, body = super().success(*given)
                return status, {**body, "Success": "yes"}

        (tmp_path / "orders.toml").write_text(
            '[merchant]\norders = [{order_id = "GE10047946955SG", merchant_order_id = "00024345"}]\n'
        )
        with served(Yes("merchant")) as url:
            given = (url, "--api", "merchant")
            options = ("--fixtures", "orders.toml", "--rule", "callback-receivers", "--rule", "body")
            order_contract(check_command, *given, *options, "--json", "kept.json", cwd=tmp_path)
            (run,) = json.loads((tmp_path / "kept.json").read_bytes())["runs"]
            errors = [finding["id"] for finding in run["findings"] if finding["severity"] == "error"]
            assert errors
            for wanted in errors:
                still = order_contract(check_command, *given, "--replay", wanted, cwd=tmp_path)
                assert (still.returncode, "still fails" in still.stdout) == (1, True), still.stdout

    def test_on_another_server_from_a_json_report(self, tmp_path: Path) -> None:
        with served(Wrong("globale")) as url:
            done = check(url, tmp_path, "--json", "-")
        report = json.loads(done.stdout)
        assert "The contract is broken" in done.stderr
        (tmp_path / "kept.json").write_text(done.stdout)
        wanted = report["runs"][0]["findings"][0]["id"]
        with served(Documented("globale")) as url:
            again = order_contract(
                check_command,
                url,
                "--api",
                "globale",
                "--replay",
                wanted,
                "--record",
                "kept.json",
                cwd=tmp_path,
            )
        assert again.returncode == 0, again.stderr

    def test_of_several_requests_that_break_a_documented_rule(self) -> None:
        rule = Rule("refund-once", "A refund is made once.", "003:42", family="refund-rules")
        operation = next(
            operation for operation in operations("globale") if operation.name == "CreateOrderRefund"
        )

        server = Documented("globale")
        with served(server) as url:
            with Session("globale", to_url(url, 5), url, ServerCredentials(GUID), [operation]) as session:
                steps = [
                    session.send(operation, build(operation, url, next(operation.samples()))).step
                    for _ in range(2)
                ]
                result = session.add(operation, Violation(rule, "", "It was made twice."), steps)
                session.rules.tested(rule)
                raw = json_report.write([session.report(url, 1, 0)], 1)
            assert result is not None

            def again_now() -> Outcome:
                return again(raw, "kept.json", result.id, url, "globale", credentials=ServerCredentials(GUID))

            outcome = again_now()
            assert (outcome.still, [finding.id for finding in outcome.report.findings]) == (True, [result.id])
            assert outcome.report.findings[0].rule.sentence == rule.sentence
            server.success = lambda *_: (  # type: ignore[method-assign]  # of this server alone
                400,
                {"Code": "1001", "Error": "Refused", "Description": "refunded already"},
            )  # type: ignore[method-assign]
            outcome = again_now()
            assert (outcome.still, outcome.report.findings) == (False, ())
            assert "which may no longer be as it was" in outcome.message
            with pytest.raises(CannotRunError, match="give --api globale"):
                again(
                    raw,
                    "kept.json",
                    result.id,
                    url,
                    "s2",
                    credentials=ServerCredentials(token="t", organization="o"),
                )
            with pytest.raises(
                CannotRunError, match=f"kept.json has no finding 00000000: it has {result.id}"
            ):
                again(raw, "kept.json", "00000000", url, "globale", credentials=ServerCredentials(GUID))

    def test_says_what_is_not_there(self, tmp_path: Path) -> None:
        for arguments, message in (
            (("--replay", "00000000"), "There is no record of a run at .order-contract/last.json"),
            (("--replay", "00000000", "--record", "odd.json"), "odd.json is not a report of this check"),
        ):
            (tmp_path / "odd.json").write_text("[]")
            done = order_contract(
                check_command, "http://127.0.0.1:1", "--api", "globale", *arguments, cwd=tmp_path
            )
            assert (done.returncode, done.stdout) == (2, "")
            assert message in done.stderr
            assert "Traceback" not in done.stderr

    def test_a_report_that_cannot_be_written_is_known_before_the_first_request(self, tmp_path: Path) -> None:
        server = Documented("globale")
        with served(server) as url:
            done = check(url, tmp_path, "--html", str(tmp_path))
        assert (done.returncode, server.requests) == (2, [])
        assert "cannot be written" in done.stderr
