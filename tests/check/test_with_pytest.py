"""A check from pytest and from plain schemathesis."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path

import pytest

from order_contract.cli.schemathesis import command as schemathesis_command
from tests.check.command_runs import (
    CHECKED_ONCE,
    ENVIRONMENT,
    SANDBOX_PLUGIN,
    Wrong,
    order_contract,
)
from tests.check.servers import GUID, Documented, served


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

    def test_passes_nothing_when_the_run_was_cut_short(self, tmp_path: Path) -> None:
        responses = iter(range(4))

        class Mortal(Documented):
            def parameters(self, operation: object, pairs: list[tuple[str, str]]) -> None:
                next(responses)

        with served(Mortal("globale")) as url:
            done = self.run(
                tmp_path, "--order-contract-url", url, "-k", "TrackOrder and (body or status)", *CHECKED_ONCE
            )
        assert done.returncode == 1, done.stdout + done.stderr
        assert "body is not known to hold: " in done.stdout
        assert " passed" not in done.stdout

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
