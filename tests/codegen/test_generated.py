"""`generated/` follows from `spec/` and the pinned tools, byte for byte, and any difference is told."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import pytest

from codegen import __main__ as command
from codegen import build, lock
from tests.samples import ROOT

IGNORED = shutil.ignore_patterns("__pycache__", "node_modules")


def copy(target: Path, *parts: str) -> Path:
    for part in parts:
        shutil.copytree(ROOT / part, target / part, ignore=IGNORED)
    return target


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in lock.files(folder)}


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(folder.rglob("*"))}


MOVE = """A generator of another version writes other files, perhaps wrong ones. `make setup` installs the
pinned one. To move on purpose: pin the new version in pyproject.toml, run `make lock` and `make setup`,
compare overrides/templates with the new templates, run `make generate`, and read what changed."""


@pytest.mark.parametrize("tool", lock.TOOLS)
def test_a_generator_has_exactly_the_pinned_version(tool: str) -> None:
    (pinned,) = re.findall(rf"^{tool}==([^ ;\\]+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert version(tool) == pinned, (
        f"{tool} {version(tool)} is installed, requirements.lock pins {pinned}. {MOVE}"
    )
    assert lock.read(ROOT / "generated")["inputs"][f"tool {tool}"] == pinned, (
        f"generated/ was written by another {tool}. {MOVE}"
    )


def test_the_templates_are_written_for_the_installed_openapi_python_client() -> None:
    assert version("openapi-python-client") == "0.29.1", (
        f"The interface of its templates is private and moves between patch releases. {MOVE}"
    )
    assert '"openapi-python-client==0.29.1"' in (ROOT / "pyproject.toml").read_text()
    assert "0.29.1" in (ROOT / "overrides/templates/README.md").read_text()


class TestGenerating:
    def test_gives_the_same_bytes_anywhere(self, tmp_path: Path) -> None:
        roots = [copy(tmp_path / place, "spec", "overrides") for place in ("a", "another place/ü")]

        def generate(number: int) -> str:
            root = roots[number]
            environment = {
                **os.environ,
                "PYTHONHASHSEED": str(number + 1),
                "PYTHONPATH": str(root / "overrides"),
                "TZ": ("UTC", "Asia/Tokyo")[number],
            }
            run = [sys.executable, "-m", "codegen", "generate"]
            return subprocess.run(
                run, cwd=root, env=environment, check=True, capture_output=True, text=True
            ).stdout

        with ThreadPoolExecutor() as pool:
            message = list(pool.map(generate, range(2)))
        item, other = (tree(root / "generated") for root in roots)
        assert item == other
        assert item == tree(ROOT / "generated"), (
            "generated/ is not what spec/ gives: run `make generate` and commit what it writes."
        )
        assert len(item) > 100
        assert message == [f"generated/: {len(item)} files written, 0 removed.\n"] * 2
        before = stamps(roots[0] / "generated")
        assert generate(0) == "generated/ is current.\n"
        assert stamps(roots[0] / "generated") == before

    def test_a_fault_of_the_source_leaves_the_tree_alone(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        root = copy(tmp_path, "spec", "generated")
        path = root / "spec/globale/paths/TrackOrder.yaml"
        path.write_text(path.read_text().replace("parameters.yaml#/orderId", "parameters.yaml#/orderID"))
        before = stamps(root / "generated")
        for what in ("generate", "check"):
            assert command.main([what, str(root)]) == 2
            out, err = capsys.readouterr()
            assert out == ""
            assert err.startswith("spec/globale/paths/TrackOrder.yaml:")
            assert err.count("\n") == 1
        assert stamps(root / "generated") == before

    def test_removes_what_is_no_longer_generated(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        root = copy(tmp_path, "spec", "overrides/codegen", "overrides/templates", "generated")
        monkeypatch.setattr(build, "build", gives(tree(root / "generated")))
        (root / "generated/order_contract_generated/old").mkdir()
        (root / "generated/order_contract_generated/old/old.py").write_text("")
        assert command.generate(root) == "generated/: 0 files written, 1 removed."
        assert not (root / "generated/order_contract_generated/old").exists()


def gives(files: dict[str, bytes]) -> Callable[[Path, Path], None]:
    """A generator that gives these files."""

    def write(_: Path, target: Path) -> None:
        for name, content in files.items():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(content)

    return write


class TestChecking:
    """What spec/ gives is taken from a copy of generated/ here; the last test generates."""

    @pytest.fixture
    def root(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        root = copy(tmp_path, "spec", "overrides/codegen", "overrides/templates", "generated")
        fresh = tree(root / "generated")
        monkeypatch.setattr(build, "build", gives(fresh))
        lock.write(root / "generated", lock.inputs(root))
        return root

    def problems(self, root: Path) -> list[str]:
        before = stamps(root)
        lines = command.check(root)
        assert stamps(root) == before, "check wrote something"
        return lines

    def test_a_current_tree_passes(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.problems(root) == []
        assert command.main(["check", str(root)]) == 0
        assert capsys.readouterr().out == "generated/ is what spec/ gives, byte for byte.\n"

    @pytest.mark.parametrize(
        "name", ["order_contract_generated/globale/models.py", "order_contract_generated/openapi/s2.json"]
    )
    def test_one_edited_byte(self, root: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        path = root / "generated" / name
        content = path.read_bytes()
        path.write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
        assert self.problems(root) == [
            f"differs:     generated/{name}",
            "no input moved: generated/ was edited by hand",
        ]
        assert command.main(["check", str(root)]) == 1
        assert capsys.readouterr().out.endswith("Run `make generate` and commit what it writes.\n")

    def test_a_missing_file(self, root: Path) -> None:
        (root / "generated/order_contract_generated/py.typed").unlink()
        assert self.problems(root) == [
            "missing:     generated/order_contract_generated/py.typed",
            "no input moved: generated/ was edited by hand",
        ]

    def test_an_extra_file(self, root: Path) -> None:
        (root / "generated/order_contract_generated/extra.py").write_text("")
        assert self.problems(root) == [
            "not ours:    generated/order_contract_generated/extra.py",
            "no input moved: generated/ was edited by hand",
        ]

    def test_an_edited_lock(self, root: Path) -> None:
        path = root / "generated" / lock.NAME
        path.write_text(path.read_text().replace('"tool ruff": "', '"tool ruff": "9'))
        lines = self.problems(root)
        assert lines[0] == "differs:     generated/generated.lock"
        assert lines[1].startswith("input moved: tool ruff (changed: 9")

    def test_no_tree_at_all(self, root: Path) -> None:
        shutil.rmtree(root / "generated")
        (root / "generated").mkdir()
        lines = self.problems(root)
        assert "missing:     generated/generated.lock" in lines
        assert len(lines) > 100

    @pytest.mark.parametrize("what", ["changed", "new", "gone"])
    def test_an_input_that_moved_is_named(self, root: Path, what: str) -> None:
        path = root / ("overrides/templates/new.jinja" if what == "new" else "spec/globale/errors.yaml")
        path.unlink() if what == "gone" else path.write_text("# edited\n")
        assert self.problems(root) == [
            "differs:     generated/generated.lock",
            f"input moved: {path.relative_to(root).as_posix()} ({what})",
        ]

    def test_an_edited_spec(self, tmp_path: Path) -> None:
        root = copy(tmp_path, "spec", "overrides/codegen", "overrides/templates", "generated")
        path = root / "spec/s2/schemas/order.yaml"
        name = next(line for line in path.read_text().split("\n") if line.strip().startswith("description: "))
        path.write_text(path.read_text().replace(name, f"{name} Edited.", 1))
        lines = self.problems(root)
        assert {
            line.removeprefix("differs:     generated/") for line in lines if line.startswith("differs: ")
        } >= {
            "generated.lock",
            "order_contract_generated/openapi/s2.json",
            "order_contract_generated/openapi/s2.yaml",
            "order_contract_generated/s2/models.py",
        }
        assert lines[-1] == "input moved: spec/s2/schemas/order.yaml (changed)"
