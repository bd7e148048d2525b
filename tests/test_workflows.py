"""The workflows are valid by the schemas of their services, ask for nothing they do not need, and run targets
that exist.
"""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from tests.samples import ROOT

GITHUB = ROOT / ".github/workflows/contract.yml"
GITLAB = ROOT / ".gitlab-ci.yml"
MAKEFILE = (ROOT / "Makefile").read_text()


def validated(schema: str, *files: str) -> subprocess.CompletedProcess[str]:
    # the schemas come with the package: nothing is fetched
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *files]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", [str(path) for path in sorted(GITHUB.parent.iterdir())]),
        ("vendor.gitlab-ci", [str(GITLAB)]),
    ],
)
def test_is_valid_by_the_schema_of_its_service(schema: str, files: list[str]) -> None:
    done = validated(schema, *files)
    assert done.returncode == 0, done.stdout


def test_the_schema_would_refuse_a_wrong_one(tmp_path: Any) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(GITHUB.read_text().replace("runs-on:", "runs_on:"))
    assert validated("vendor.github-workflows", str(wrong)).returncode == 1


def scripts(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node[key] for key in ("run", "script") if key in node]
        return [line for script in own for line in (script if isinstance(script, list) else [script])] + [
            line for value in node.values() for line in scripts(value)
        ]
    return [line for value in node for line in scripts(value)] if isinstance(node, list) else []


@pytest.mark.parametrize("path", [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_runs_each_target_that_must_hold(path: Any) -> None:
    targets = {line for line in scripts(yaml.safe_load(path.read_text())) if line.startswith("make ")}
    assert targets == {
        "make check",
        "make test",
        "make lint",
        "make breaking",
        "make consumers",
        "make first-hour",
        "make screenshots",
        "make newest",
    }


def test_the_newest_packages_are_tried_once_a_week_and_not_at_each_change() -> None:
    github = yaml.safe_load(GITHUB.read_text())
    assert github["jobs"]["newest"]["if"] == "github.event_name == 'schedule'"
    # the key `on` is a boolean for YAML 1.1
    assert [
        re.fullmatch(r"\d+ \d+ \* \* \d", entry["cron"]) is not None for entry in github[True]["schedule"]
    ] == [True]
    assert yaml.safe_load(GITLAB.read_text())["newest"]["rules"] == [
        {"if": "$CI_PIPELINE_SOURCE == 'schedule'"}
    ]


@pytest.mark.parametrize(
    "target",
    ["check", "test", "lint", "breaking", "consumers", "newest", "first-hour", "screenshots", "release"],
)
def test_the_targets_exist(target: str) -> None:
    assert f"\n{target}:" in MAKEFILE


class TestGitHub:
    workflow = yaml.safe_load(GITHUB.read_text())

    def test_may_read_and_nothing_else(self) -> None:
        assert self.workflow["permissions"] == {"contents": "read"}
        assert [name for name, job in self.workflow["jobs"].items() if "permissions" in job] == []
        assert "secrets" not in GITHUB.read_text()

    def test_pins_each_action_to_a_commit(self) -> None:
        used = [
            step["uses"] for job in self.workflow["jobs"].values() for step in job["steps"] if "uses" in step
        ]
        assert len(used) >= 3
        assert [action for action in used if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action)] == []

    def test_tries_each_python_on_linux_and_macos(self) -> None:
        matrix = self.workflow["jobs"]["check"]["strategy"]["matrix"]
        pythons = ["3.11", "3.12", "3.13", "3.14"]
        assert matrix == {"system": ["ubuntu-latest", "macos-latest"], "python": pythons}

    def test_no_job_runs_for_hours(self) -> None:
        assert all(job["timeout-minutes"] <= 60 for job in self.workflow["jobs"].values())
