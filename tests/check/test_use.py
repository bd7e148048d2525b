"""What people do with a run: send one finding again, keep a baseline, compare two servers, run it from pytest
or schemathesis.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner

from order_contract.check import CannotRunError, Report, Rule, ServerCredentials, Verdict, run
from order_contract.check.differential import compare
from order_contract.check.document.operations import operations
from order_contract.check.document.sample_requests import build
from order_contract.check.profiles import Profile
from order_contract.check.replay_finding import Outcome, again
from order_contract.check.reports import json_report
from order_contract.check.reports.baseline import Baseline
from order_contract.check.session import Session
from order_contract.check.transport.connections import to_url
from order_contract.check.wire_rules.violation import Violation
from order_contract.cli.check import command as check_command
from order_contract.cli.schemathesis import command as schemathesis_command
from tests.check.servers import GUID, Answer, Documented, RefusedError, served

ROOT = Path(__file__).parents[2]
SMALL = Profile("small", seconds=60, examples=0, boundaries=0, rule_examples=0, robustness=False)
ENVIRONMENT = {
    key: value for key, value in os.environ.items() if not key.startswith(("ORDER_CONTRACT_", "PYTEST_"))
}


class Wrong(Documented):
    broken = True

    def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> Answer:
        status, value = super().success(operation, query, body, path)
        return status, [value] if self.broken and "TrackOrder" in path else value


SANDBOX_PLUGIN = "order_contract.pytest_plugins.sandbox"
CHECKED_ONCE = (
    "--order-contract-api", "globale", "--order-contract-seed", "1", "--order-contract-profile", "quick",
    "--order-contract-max-time", "60",
)  # fmt: skip


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


def order_contract(command: click.Command, *arguments: str, cwd: Path) -> Done:
    with contextlib.chdir(cwd):
        done = CliRunner().invoke(
            command, arguments, env={"COLUMNS": "100", "ORDER_CONTRACT_GUID": GUID}, catch_exceptions=False
        )
    return Done(done.exit_code, done.stdout, done.stderr)


def check(url: str, cwd: Path, *arguments: str) -> Done:
    few = (
        "--api",
        "globale",
        "--operation",
        "TrackOrder",
        "--rule",
        "body",
        "--profile",
        "quick",
        "--seed",
        "1",
    )
    return order_contract(check_command, url, *few, "--max-time", "1", *arguments, cwd=cwd)


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
                session.tested(rule)
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


def checked(server: Documented, *only: str) -> Report:
    with served(server) as url:
        return run(
            url,
            "globale",
            credentials=ServerCredentials(GUID),
            profile=SMALL,
            seed=1,
            only=only or ["TrackOrder"],
        )


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


class TestPytest:
    def run(self, tmp_path: Path, *options: str) -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-rsf",
            "-p",
            "no:cacheprovider",
            "-p",
            "order_contract.pytest_plugins.check",
            *options,
        ]
        given = {**ENVIRONMENT, "ORDER_CONTRACT_GUID": GUID, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        return subprocess.run(
            command, cwd=tmp_path, env=given, capture_output=True, text=True, timeout=90, check=False
        )

    def test_has_a_test_for_each_operation_and_rule(self, tmp_path: Path) -> None:
        options = (
            "--order-contract-api",
            "globale",
            "--order-contract-max-time",
            "1",
            "--order-contract-seed",
            "1",
        )
        with served(Wrong("globale")) as url:
            done = self.run(
                tmp_path,
                "--order-contract-url",
                url,
                *options,
                "-k",
                "TrackOrder and (body or status or track-pair)",
            )
        assert done.returncode == 1, done.stdout + done.stderr
        assert "FAILED order-contract-globale::TrackOrder[body]" in done.stdout
        assert "curl -sS -i -X POST" in done.stdout
        assert "Traceback" not in done.stdout
        assert re.search(r"1 failed, 1 passed, 1 skipped, \d+ deselected", done.stdout)
        assert re.search(r"SKIPPED \[1\] .*(fixtures|time was over)", done.stdout)
        assert GUID not in done.stdout

    def test_loads_nothing_until_asked(self, tmp_path: Path) -> None:
        (tmp_path / "test_nothing.py").write_text(
            "import sys\n\ndef test_it():\n"
            "    assert not {'order_contract.check', 'pydantic', 'msgspec'} & set(sys.modules)\n"
        )
        done = self.run(tmp_path, "-p", "order_contract.pytest_plugins.mock", "-p", SANDBOX_PLUGIN)
        assert done.returncode == 0, done.stdout
        missing = self.run(tmp_path, "--order-contract-url", "http://127.0.0.1:1")
        assert (missing.returncode, "needs --order-contract-api" in missing.stderr) == (4, True)

    @pytest.mark.parametrize(
        "options",
        [
            ("-p", "no:xdist", "--strict-markers", "-W", "error"),
            ("-p", "xdist", "-n", "3", "--strict-markers", "-W", "error"),
        ],
        ids=["without xdist", "three workers"],
    )
    def test_checks_a_server_once(self, options: tuple[str, ...], tmp_path: Path) -> None:
        server = Wrong("globale")
        chosen = ["-k", "TrackOrder and not hostile and not alive", *CHECKED_ONCE]
        with served(server) as url:
            first = self.run(tmp_path, "-p", "no:xdist", "--order-contract-url", url, *chosen)
            alone = len(server.requests)
            done = self.run(tmp_path, *options, "--order-contract-url", url, *chosen)
        assert "1 failed" in done.stdout, done.stdout + done.stderr
        assert "INTERNALERROR" not in done.stdout + done.stderr
        assert done.returncode == first.returncode == 1
        assert len(server.requests) == 2 * alone > 20

    def test_finds_it_by_itself(self) -> None:
        assert "order_contract.pytest_plugins.check" in {
            entry_point.value for entry_point in entry_points(group="pytest11")
        }


class TestPlainSchemathesis:
    def st(self, url: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
        (tmp_path / "schemathesis.toml").write_text(order_contract(schemathesis_command, cwd=tmp_path).stdout)
        document = tmp_path / "globale.json"
        document.write_bytes((files("order_contract_generated") / "openapi/globale.json").read_bytes())
        command = [
            sys.executable,
            "-m",
            "schemathesis.cli",
            "run",
            str(document),
            "--url",
            url,
            "--include-operation-id",
            "trackOrder",
        ]
        command += [
            "--include-operation-id",
            "createOrderRefund",
            "--phases",
            "fuzzing",
            "--max-examples",
            "3",
            "--seed",
            "1",
            "--no-color",
        ]
        return subprocess.run(
            command,
            cwd=tmp_path,
            env={**ENVIRONMENT, "ORDER_CONTRACT_GUID": GUID},
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    def test_takes_a_refusal_under_200_for_one_and_our_rules_for_its_own(self, tmp_path: Path) -> None:
        with served(Documented("globale", error_status=200)) as url:
            fine = self.st(url, tmp_path)
        assert fine.returncode == 0, fine.stdout[-3_000:]
        server = Wrong("globale")
        with served(server) as url:
            wrong = self.st(url, tmp_path)
        assert wrong.returncode == 1
        assert "order_contract" in wrong.stdout
        assert "The response under status 200" in wrong.stdout
        assert "breaks its schema" in wrong.stdout
        assert GUID not in wrong.stdout
        # The JSON inside the query was made up, not the text around it.
        sent = [target for _, target, _ in server.requests if "CreateOrderRefund" in target]
        assert any("orderRefund=%7B" in target for target in sent)


class TestTemplates:
    ACTION = ROOT / ".github/actions/check/action.yml"
    PIPELINE = ROOT / ".gitlab/order-contract-check.yml"

    @pytest.mark.parametrize(
        ("schema", "path"), [("vendor.github-actions", ACTION), ("vendor.gitlab-ci", PIPELINE)]
    )
    def test_keep_to_their_schemas(self, schema: str, path: Path) -> None:
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def installed(self, folder: Path) -> Path:
        """A command `order-contract` as an installation would give one."""
        folder.mkdir(parents=True)
        command = folder / "order-contract"
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m order_contract.cli "$@"\n')
        command.chmod(0o755)
        return folder

    def test_the_action_checks_and_leaves_reports(self, tmp_path: Path) -> None:
        steps = yaml.safe_load(self.ACTION.read_text())["runs"]["steps"]
        script = next(step["run"] for step in steps if step.get("id") == "check")
        self.installed(tmp_path / "order-contract/bin")
        with served(Wrong("globale")) as url:
            given = {
                "RUNNER_TEMP": str(tmp_path),
                "GITHUB_OUTPUT": str(tmp_path / "output"),
                "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
                "URL": url,
                "API": "globale",
                "PROFILE": "quick",
                "FIXTURES": "",
                "BASELINE": "",
                "REPORTS": "reports",
                "ARGUMENTS": "--operation TrackOrder --rule body --max-time 1",
                "ORDER_CONTRACT_GUID": GUID,
            }
            command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
            done = subprocess.run(
                command,
                cwd=tmp_path,
                env={**ENVIRONMENT, **given},
                capture_output=True,
                text=True,
                timeout=90,
                check=False,
            )
        assert done.returncode == 1, done.stdout + done.stderr
        assert (tmp_path / "output").read_text() == "exit-code=1\n"
        assert "The contract is broken" in (tmp_path / "summary").read_text()
        assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == [
            "failures.har", "junit.xml", "report.html", "report.json", "report.sarif",
        ]  # fmt: skip

    def test_the_pipeline_checks_and_leaves_reports(self, tmp_path: Path) -> None:
        job = yaml.safe_load(self.PIPELINE.read_text())[".order-contract-check"]
        folder = self.installed(tmp_path / "bin")
        with served(Documented("globale")) as url:
            given = {
                **job["variables"],
                "PATH": f"{folder}:{os.environ['PATH']}",
                "ORDER_CONTRACT_URL": url,
                "ORDER_CONTRACT_API": "globale",
                "ORDER_CONTRACT_GUID": GUID,
                "ORDER_CONTRACT_ARGUMENTS": "--operation TrackOrder --rule body --max-time 1",
            }
            command = ["sh", "-ec", job["script"][-1]]
            done = subprocess.run(
                command,
                cwd=tmp_path,
                env={**ENVIRONMENT, **given},
                capture_output=True,
                text=True,
                timeout=90,
                check=False,
            )
        assert done.returncode == 0, done.stdout + done.stderr
        assert (tmp_path / job["artifacts"]["reports"]["junit"]).is_file()
