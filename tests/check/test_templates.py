"""The templates for CI run as they stand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.check.command_runs import (
    ENVIRONMENT,
    ROOT,
    Wrong,
)
from tests.check.servers import GUID, Documented, served


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
