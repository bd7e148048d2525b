"""What a release is made of: the workflow, the image, the action's summary, the sentences of make."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.samples import ROOT
from tests.test_workflows import MAKEFILE, scripts, validated

RELEASE = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text())
ACTION = yaml.safe_load((ROOT / ".github/actions/check/action.yml").read_text())
LOCK = "overrides/order_contract/check/requirements.lock"
PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40}")


def used(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["uses"]] if "uses" in node else []
        return own + [name for value in node.values() for name in used(value)]
    return [name for value in node for name in used(value)] if isinstance(node, list) else []


class TestTheWorkflow:
    def test_begins_with_a_tag_and_may_read_alone(self) -> None:
        assert list(RELEASE[True]) == ["push"]
        assert list(RELEASE[True]["push"]) == ["tags"]
        assert RELEASE["permissions"] == {"contents": "read"}
        wide = {name: job.get("permissions") for name, job in RELEASE["jobs"].items() if "permissions" in job}
        assert wide == {
            "publish": {"id-token": "write"},
            "attach": {"contents": "write"},
            "site": {"pages": "write", "id-token": "write"},
        }

    def test_publishes_what_was_tried_on_each_python_without_a_password(self) -> None:
        jobs = RELEASE["jobs"]
        assert jobs["wheel"]["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13", "3.14"]
        assert (jobs["wheel"]["needs"], jobs["publish"]["needs"]) == ("build", "wheel")
        assert (jobs["attach"]["needs"], jobs["site"]["needs"]) == ("publish", "publish")
        assert "secrets." not in (ROOT / ".github/workflows/release.yml").read_text()

    def test_pins_each_action_to_a_commit(self) -> None:
        assert len(used(RELEASE)) > 8
        assert [name for name in used([RELEASE, ACTION]) if not PINNED.fullmatch(name)] == []

    def test_runs_targets_that_exist(self) -> None:
        targets = re.findall(r"make ([a-z-]+)", "\n".join(scripts(RELEASE)))
        assert targets == ["check", "dist", "docs"]
        assert [target for target in targets if f"\n{target}:" not in MAKEFILE] == []


@pytest.mark.parametrize("name", ["fault.yml", "contract.yml"])
def test_the_issue_forms_are_valid(name: str) -> None:
    done = validated("vendor.github-issue-forms", f".github/ISSUE_TEMPLATE/{name}")
    if "not in" in done.stderr or "Invalid value" in done.stderr:
        form = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE" / name).read_text())
        assert {"name", "description", "body"} <= set(form)
    else:
        assert done.returncode == 0, done.stdout


class TestTheImage:
    lines = (ROOT / "Dockerfile").read_text().splitlines()

    def test_is_locked(self) -> None:
        bases = [line for line in self.lines if line.startswith("FROM ")]
        assert len(bases) == 2
        assert all(re.match(r"FROM python:3\.13-slim@sha256:[0-9a-f]{64}", line) for line in bases)
        assert any("--require-hashes" in line for line in self.lines)
        template = (ROOT / ".gitlab/order-contract-check.yml").read_text()
        assert bases[1].split()[1] in template

    def test_copies_what_the_context_holds(self) -> None:
        kept = [
            line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")
        ]
        copied = [line.split()[1] for line in self.lines if line.startswith("COPY ") and "--from" not in line]
        assert sorted(copied) == sorted(kept) == sorted(["dist/*.whl", LOCK])

    def test_does_not_run_as_root(self) -> None:
        assert next(line for line in self.lines if line.startswith("USER ")) == "USER 10001:10001"


def test_the_lock_of_the_check_is_that_of_the_project() -> None:
    pins = [
        set(re.findall(r"(?m)^([a-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;]+)", (ROOT / path).read_text()))
        for path in (LOCK, "requirements.lock")
    ]
    assert len(pins[0]) > 20
    assert pins[0] - pins[1] == set()


class TestTheSummary:
    script = next(step["run"] for step in ACTION["runs"]["steps"] if step.get("id") == "check")

    def summary(self, printed: str, folder: Path) -> str:
        program = folder / "order-contract/bin/order-contract"
        program.parent.mkdir(parents=True)
        (folder / "printed").write_text(printed)
        program.write_text(f"#!/bin/sh\ncat '{folder / 'printed'}'\nexit 1\n")
        program.chmod(0o755)
        names = ("URL", "API", "PROFILE", "FIXTURES", "BASELINE", "ARGUMENTS", "REPORTS")
        files = {"GITHUB_OUTPUT": "output", "GITHUB_STEP_SUMMARY": "summary"}
        done = subprocess.run(
            ["bash", "-e", "-c", self.script],
            env={
                **os.environ,
                **dict.fromkeys(names, ""),
                "RUNNER_TEMP": str(folder),
                **{name: str(folder / file) for name, file in files.items()},
            },
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 1, done.stderr
        assert (folder / "output").read_text() == "exit-code=1\n"
        return (folder / "summary").read_text()

    @pytest.mark.parametrize("body", ["x\n", "a ```fence``` in it\n````\n", "long line é\n" * 20_000])
    def test_shows_the_verdict_first_and_never_cuts_the_fence(self, body: str, tmp_path: Path) -> None:
        summary = self.summary(f"{body}\nThe contract is broken: 1 finding.\n", tmp_path)
        lines = summary.splitlines()
        assert lines[0] == "**The contract is broken: 1 finding.**"
        fence = lines[2].removesuffix("text")
        assert set(fence) == {"`"}
        assert lines[-1] == fence
        assert [line for line in lines[3:-1] if fence in line] == []
        assert len(summary.encode()) < 1_000_000


class TestMake:
    @pytest.mark.parametrize(
        ("python", "sentence"),
        [
            ("/nope", "make: there is no program /nope; pass the path of Python 3.11 or newer"),
            ("/bin/false", "make: /bin/false is not a Python that runs; pass the path of Python 3.11"),
        ],
    )
    def test_says_what_is_wrong_with_the_python(self, python: str, sentence: str, tmp_path: Path) -> None:
        self.refused(python, sentence, tmp_path)

    def test_says_that_a_python_is_too_old(self, tmp_path: Path) -> None:
        old = tmp_path / "python3.10"
        old.write_text('#!/bin/sh\ncase "$2" in *exit*) exit 1;; *) echo 3.10;; esac\n')
        old.chmod(0o755)
        sentence = f"make: got {old}, which is Python 3.10; pass Python 3.11 or newer"
        self.refused(str(old), sentence, tmp_path)

    def refused(self, python: str, sentence: str, folder: Path) -> None:
        done = subprocess.run(
            ["make", "-s", f"VENV={folder / 'venv'}", f"PYTHON={python}", "setup"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert (done.returncode, sentence in done.stderr) == (2, True), done.stderr
        assert not (folder / "venv").exists()
