"""Everything that the README and the guides show was run: sessions, programs, commands with their outputs,
imports, links. The lines of the README fit on a screen or three, and what its badges say is true.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import httpx2
import pytest
import yaml

from codegen.docs.whole_site import GUIDES
from order_contract import errors
from tests.page_runner import Page, blocks, commands, known_options
from tests.samples import ROOT

FOLDER = ROOT / "overrides/codegen/docs/guides"
PAGES = {"README": ROOT / "README.md", **{path.stem: path for path in sorted(FOLDER.glob("*.md"))}}
TEXTS = {name: path.read_text() for name, path in PAGES.items()}
README = TEXTS["README"]
CALLED = {"sh", "toml", "yaml"}
"""The languages of blocks that are read and not run."""
ELSEWHERE = {"ts", "text", "java"}
"""The languages of programs that the tests of the helpers or `make consumers` compile, and their output."""
LOCKED = re.findall(r"(?m)^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text())
"""Packages that the tests of the guides use, at the versions of the lock."""
READ = {
    value
    for module in (ROOT / "overrides/order_contract").rglob("*.py")
    for value in re.findall(r'"(ORDER_CONTRACT_[A-Z_]+)"', module.read_text())
}
"""Variables of the environment that the package reads."""
DOCKERFILE = (ROOT / "Dockerfile").read_text()
TRIED = json.loads((ROOT / "tests/helpers/package.json").read_text())["dependencies"].keys() | {
    line.partition("==")[0] for line in (ROOT / "tests/consumers/requirements.in").read_text().splitlines()
}
"""Tools of other people that the tests install, at the versions of their locks."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[tuple[str, str]]:
    """The address of the sandbox of all pages, and what it printed when it started."""
    command = [sys.executable, "-m", "order_contract.cli", "serve", "--port", "0", "--no-log"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            started = ""
            for line in process.stdout:
                started += line
                if line.startswith("Stop it"):
                    break
            yield re.search(r"http://[0-9.:]+", started).group(), started
        finally:
            process.terminate()
            process.wait(10)


@pytest.mark.parametrize(
    "name", [name for name, text in TEXTS.items() if {item.language for item in blocks(text)} - CALLED]
)
def test_a_page_gives_the_outputs_that_it_shows(
    name: str, sandbox: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, started = sandbox
    httpx2.post(f"{url}/sandbox/reset").raise_for_status()
    monkeypatch.chdir(tmp_path)
    page = Page(tmp_path, url, started)
    try:
        for block in blocks(TEXTS[name]):
            page.run(block)
    finally:
        page.close()
    assert page.ran


class TestTheBlocksThatAreNotRun:
    def test_are_what_they_say(self) -> None:
        for text in TEXTS.values():
            for block in blocks(text):
                if block.language == "toml":
                    tomllib.loads(block.text)
                elif block.language == "yaml":
                    yaml.safe_load(block.text)
                elif block.language == "json":
                    json.loads(block.text)

    def test_install_the_package_or_have_options_that_exist(self) -> None:
        lines = [
            line.partition("#")[0].strip()
            for text in TEXTS.values()
            for block in blocks(text)
            if block.language == "sh"
            for line in block.text.splitlines()
        ]
        assert len(lines) >= 3
        for line in lines:
            line = line.removeprefix("uvx --from 'order-contract[all]' ")  # as if it were installed
            if line.startswith("order-contract "):
                known_options(line)
            elif line.startswith("export "):
                assert shlex.split(line)[1].partition("=")[0] in READ, line
            elif line.startswith(("make ", "docker ")):
                assert line in DOCKERFILE  # a test of its own reads that
            elif line.startswith("pip "):
                assert line in ("pip install .", "pip install '.[all]'") or line.split()[-1] in LOCKED, line
            else:
                program, *words = shlex.split(line)
                tools = words[2:] if program == "npm" else words[:1] if program == "npx" else [program]
                assert [tool for tool in tools if tool not in TRIED] == [], line

    def test_languages_are_known(self) -> None:
        languages = {block.language for text in TEXTS.values() for block in blocks(text)}
        assert languages <= {"pycon", "python", "console", "json", *CALLED, *ELSEWHERE}


@pytest.mark.parametrize(
    "statement",
    sorted({item for text in TEXTS.values() for item in re.findall(r"`(from order_contract[^`]*)`", text)}),
)
def test_the_imports_of_the_tables_work(statement: str) -> None:
    exec(statement, {})  # noqa: S102  # a line of a page


@pytest.mark.parametrize("name", PAGES)
def test_links_and_pictures_are_there(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)", TEXTS[name]):
        # what the home page of the site leads to is written when the site is built
        if target.startswith("http") or (name == "index" and target.startswith(("api/", "python/"))):
            continue
        assert (PAGES[name].parent / target).exists(), target


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    named = {
        command.words
        for text in TEXTS.values()
        for block in blocks(text)
        if block.language == "console"
        for command in commands(block)
        if command.words.startswith("make")
    } | {item for text in TEXTS.values() for item in re.findall(r"`(make [a-z]+)", text)}
    assert {"make", "make test", "make docs"} <= named
    assert [line for line in named if f"\n{line.partition(' ')[2] or 'all'}:" not in makefile] == []


def test_the_exceptions_of_the_table_exist() -> None:
    section = TEXTS["call"].split("## Errors")[1].split("\n## ")[0]
    named = set(re.findall(r"`([A-Z][A-Za-z]+Error)`", section))
    assert len(named) > 15
    assert [name for name in named if not issubclass(getattr(errors, name), errors.OrderContractError)] == []


class TestTheReadme:
    def test_is_short(self) -> None:
        assert len(README.splitlines()) <= 200

    def test_leads_to_every_guide(self) -> None:
        linked = set(re.findall(r"guides/([a-z]+)\.md", README))
        assert linked == {*GUIDES, "measured"} == set(PAGES) - {"README", "index"}

    def test_has_badges_that_are_true(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        versions = [
            line.rpartition(" :: ")[2]
            for line in project["classifiers"]
            if re.search(r"Python :: \d\.\d+$", line)
        ]
        # a version has a classifier, and stands on the badge, when the tests were run on it
        assert f"Tested with CPython {', '.join(versions[:-1])} and {versions[-1]} on Linux" in README
        badges = dict(re.findall(r"^!\[([^\]]+)\]\((\S+\.svg)\)$", README, re.MULTILINE))
        assert list(badges) == [
            f"Python {versions[0]} to {versions[-1]}",
            "Typed",
            "OpenAPI 3.1",
            f"Licence {project['license']}",
        ]
        assert "Typing :: Typed" in project["classifiers"]
        for words, picture in badges.items():
            assert f"<title>{words}</title>" in (ROOT / picture).read_text()

    def test_shows_small_pictures(self) -> None:
        pictures = re.findall(r"!\[[^\]]+\]\((\S+?\.webp)\)", README)
        assert len(pictures) == 2
        assert [name for name in pictures if not 5_000 < (ROOT / name).stat().st_size < 150_000] == []

    def test_loses_what_a_package_index_cannot_show(self) -> None:
        """The description in the metadata is what an index shows: no relative link, no picture."""
        description = metadata.metadata("order-contract").json["description"]
        assert "# order-contract" in description
        assert re.findall(r"\]\((?!https?:)[^)]*\)", str(description)) == []
        assert "![" not in str(description)
