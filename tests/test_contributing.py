"""What the pages for contributors name is there, and every make target is explained."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.conftest import SLOW
from tests.samples import ROOT

PAGES = [
    ROOT / name for name in ("ARCHITECTURE.md", "CONTRIBUTING.md", "overrides/README.md", "spec/README.md")
]
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"(?m)^\.PHONY: ([a-z-]+)$", MAKEFILE))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
class TestThePages:
    def test_name_files_that_exist(self, page: Path) -> None:
        text = page.read_text()
        linked = re.findall(r"\]\(([^)#:]+)\)", text)
        named = re.findall(r"`((?:overrides|tests|spec)/[\w./*-]*)`", text)
        assert [path for path in linked if not (page.parent / path).exists()] == []
        assert [path for path in named if not list(ROOT.glob(path.rstrip("/")))] == []

    def test_name_make_targets_that_exist(self, page: Path) -> None:
        named = re.findall(r"(?:`|^)make ((?:[a-z-]+ ?)+)", page.read_text(), re.MULTILINE)
        assert {target for words in named for target in words.split()} - TARGETS - {"test K"} == set()

    def test_fit_on_a_page(self, page: Path) -> None:
        lines = {"ARCHITECTURE.md": 80, "CONTRIBUTING.md": 90, "README.md": 50}
        if page.parent.name != "spec":
            assert len(page.read_text().splitlines()) <= lines[page.name]


def test_make_help_explains_every_target() -> None:
    printed = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    explained = re.findall(r"(?m)^  make ([a-z-]+) +(.{15,})$", printed)
    assert {target for target, _ in explained} == TARGETS
    assert len(explained) == len(TARGETS)


def test_the_makefile_names_tests_that_exist() -> None:
    named = {
        path.partition("/node_modules")[0] for path in re.findall(r"(?<![\w./-])tests/[\w./]+", MAKEFILE)
    }
    assert len(named) > 5
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_the_hooks_fetch_nothing_and_call_what_is_there() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]
    assert [repository["repo"] for repository in hooks] == ["local"]
    for hook in hooks[0]["hooks"]:
        program, argument, *_ = hook["entry"].split()
        assert hook["language"] == "system"
        assert (ROOT / program).exists() or (program == "make" and argument in TARGETS)


def test_test_fast_has_a_test_of_every_room() -> None:
    rooms = [path.parent.name for path in (ROOT / "overrides/order_contract").glob("*/__init__.py")]
    tried = [room for room in rooms if (ROOT / "tests" / room).is_dir()]
    assert {"check", "http", "replay", "sandbox", "wire"} < set(tried)
    quick = {
        room
        for room in tried
        for path in (ROOT / "tests" / room).glob("test_*.py")
        if not {room, f"{room}/{path.name}"} & set(SLOW)
    }
    assert [room for room in tried if room not in quick] == []


def test_what_test_fast_leaves_out_is_there() -> None:
    assert [name for name in SLOW if not (ROOT / "tests" / name).exists()] == []
