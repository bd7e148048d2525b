"""A release is refused with a sentence, leaves the tree alone when it fails, and gives equal bytes twice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from codegen import CodegenError
from codegen.breaking import last_release, oasdiff, python_diff, report, versions
from codegen.breaking.change import Change, ChangeKind
from codegen.release import artifacts, release
from tests.samples import ROOT

CHANGELOG = "# Changelog\n\n## 9.0.0 (unreleased)\n\n- More.\n\n## 8.0.0 (unreleased)\n\n"


def git(folder: Path, *words: str) -> None:
    """Run git on this folder and on no other, whatever lies above it."""
    quiet = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
    }
    places = [f"--git-dir={folder / '.git'}", f"--work-tree={folder}"]
    who = ["-c", "user.name=Test", "-c", "user.email=test@localhost", "-c", "core.autocrlf=false"]
    subprocess.run(["git", *places, *who, *words], cwd=folder, env=quiet, check=True, capture_output=True)


def committed(folder: Path) -> Path:
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "All.")
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """What the first look at a tree needs, committed."""
    folder = tmp_path / "clone"
    shutil.copytree(ROOT / "spec/released", folder / "spec/released")
    for name in (
        "overrides/order_contract/__init__.py",
        "spec/globale/openapi.yaml",
        "spec/merchant/openapi.yaml",
        "spec/s2/openapi.yaml",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    (folder / "CHANGELOG.md").write_text(CHANGELOG)
    return committed(folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


class TestRefuses:
    def refusal(self, tree: Path, version: str) -> str:
        before = contents(tree)
        with pytest.raises(CodegenError) as refused:
            release.release(tree, version)
        assert contents(tree) == before
        return str(refused.value)

    def test_what_is_no_version(self, small: Path) -> None:
        assert "three numbers" in self.refusal(small, "next")

    def test_a_tree_with_changes(self, small: Path) -> None:
        (small / "CHANGELOG.md").write_text(CHANGELOG + "\n")
        assert "not committed, such as CHANGELOG.md" in self.refusal(small, "9.0.0")

    def test_a_file_that_is_not_in_git(self, small: Path) -> None:
        (small / "new.txt").touch()
        assert "such as new.txt" in self.refusal(small, "9.0.0")

    def test_the_version_that_is_released(self, small: Path) -> None:
        last = str(last_release.released(ROOT).version)
        assert self.refusal(small, last) == f"{last} is not above {last}, which is released already"

    def test_a_lower_version(self, small: Path) -> None:
        assert "is not above" in self.refusal(small, "0.0.1")

    def test_a_version_below_the_one_that_the_package_bears(self, small: Path) -> None:
        last_release.stamp(small, versions.parse("9.1.0"))
        git(small, "commit", "--quiet", "--all", "--message", "Raise.")
        assert self.refusal(small, "9.0.0") == "9.0.0 is below 9.1.0, which the package bears already"

    def test_a_version_without_a_section(self, small: Path) -> None:
        assert "no section `## 9.9.9 (unreleased)`" in self.refusal(small, "9.9.9")

    def test_an_empty_section(self, small: Path) -> None:
        assert self.refusal(small, "8.0.0") == "CHANGELOG.md says nothing of 8.0.0"

    def test_a_folder_that_is_no_clone(self, small: Path) -> None:
        shutil.rmtree(small / ".git")
        assert "from a git clone" in self.refusal(small, "9.0.0")


class TestStamping:
    def test_writes_the_package_and_each_document(self, small: Path) -> None:
        last_release.stamp(small, versions.parse("7.8.9"))
        assert last_release.stamped(small) == "7.8.9"
        for api in last_release.APIS:
            text = (small / "spec" / api / "openapi.yaml").read_text()
            assert text.count("7.8.9") == 1
            assert "\n  version: 7.8.9\n" in text

    def test_the_package_and_the_documents_bear_one_version(self) -> None:
        bears = last_release.stamped(ROOT)
        assert {
            f"version: {bears}" in (ROOT / "spec" / api / "openapi.yaml").read_text()
            for api in last_release.APIS
        } == {True}


class TestTheTree:
    def test_gets_what_changed_and_loses_what_is_gone(self, small: Path, tmp_path: Path) -> None:
        copy = tmp_path / "copy"
        release._copy(small, copy)
        assert contents(copy) == contents(small)
        (copy / "CHANGELOG.md").write_text("new\n")
        (copy / "spec/s2/openapi.yaml").unlink()
        (copy / "spec/s2/more.yaml").write_text("more\n")
        built = tmp_path / "x.whl"
        built.write_bytes(b"wheel")
        release._bring(copy, small, [built])
        assert contents(small) == {**contents(copy), "dist/x.whl": b"wheel"}

    def test_is_put_back_when_writing_fails(self, small: Path, tmp_path: Path) -> None:
        copy, before = tmp_path / "copy", contents(small)
        release._copy(small, copy)
        (copy / "CHANGELOG.md").write_text("new\n")
        (copy / "spec/s2/openapi.yaml").unlink()
        (copy / "more.txt").write_text("more\n")
        with pytest.raises(FileNotFoundError):
            release._bring(copy, small, [tmp_path / "missing.whl"])
        assert contents(small) == before


class TestTheArtifacts:
    def test_are_the_same_bytes_twice_and_hold_no_more_than_they_should(self, tmp_path: Path) -> None:
        tree = tmp_path / "tree"
        skip = shutil.ignore_patterns(
            "node_modules", "__pycache__", "tests", ".git", ".venv", ".*_cache", ".hypothesis", "dist"
        )
        shutil.copytree(ROOT, tree, ignore=skip)
        built = artifacts.build(tree, tmp_path, date(2026, 1, 2))
        assert sorted(path.suffix for path in built) == [".gz", ".whl"]
        names = {path.suffix: [name for name, _ in artifacts._members(path)] for path in built}
        assert "order_contract/globale/client.py" in names[".whl"]
        assert "order_contract_generated/openapi/globale.json" in names[".whl"]
        assert not [
            name
            for name in names[".whl"]
            if not name.startswith(("order_contract/", "order_contract_generated/", "order_contract-"))
        ]
        assert [name for name in names[".gz"] if name.endswith("spec/globale/openapi.yaml")]

    def test_a_path_of_the_machine_is_found(self, tmp_path: Path) -> None:
        tree = tmp_path / "tree"
        (tree / "pack").mkdir(parents=True)
        (tree / "pack/__init__.py").write_text(f"HOME = {str(tmp_path)!r}\n")
        build = (
            '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
            '[project]\nname = "pack"\nversion = "1"\n'
        )
        (tree / "pyproject.toml").write_text(f'{build}[tool.hatch.build.targets.sdist]\ninclude = ["pack"]\n')
        with pytest.raises(CodegenError, match=r"pack/__init__\.py, which is of this machine"):
            artifacts.build(tree, tmp_path, date(2026, 1, 2))

    def test_the_trial_gets_the_run_time_packages_alone(self) -> None:
        lock = (ROOT / "requirements.lock").read_text()
        run_time_lock = artifacts.run_time_lock(lock)
        names = [line.partition("==")[0] for line in run_time_lock.splitlines() if "==" in line]
        assert {"httpx2", "pydantic", "attrs", "schemathesis"} <= set(names)
        assert not {"ruff", "mypy", "fastapi", "griffe", "order-contract"} & set(names)
        assert run_time_lock.count("--hash=sha256:") > len(names)


def test_the_tour_refuses_a_package_that_is_not_installed_beside_it(tmp_path: Path) -> None:
    code = (
        f"import runpy, sys; sys.path[:0] = [{str(ROOT / 'overrides')!r}];"
        f"sys.argv[1:] = [{str(ROOT / 'README.md')!r}];"
        f"runpy.run_path({str(artifacts._TOUR)!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "not from this environment" in done.stdout


class TestTheBaseline:
    def test_is_one_version_and_no_higher_than_the_package(self) -> None:
        state = last_release.released(ROOT)
        assert set(state.documents) == set(last_release.APIS)
        assert state.version <= versions.parse(last_release.stamped(ROOT))
        assert "order_contract.globale.GlobalEClient" in state.surface

    def test_compares_with_itself_as_nothing(self) -> None:
        state = last_release.released(ROOT)
        assert python_diff.changes(state.surface, state.surface) == []

    def test_a_tree_without_one_cannot_be_judged(self, tmp_path: Path) -> None:
        with pytest.raises(CodegenError, match="no release to compare with"):
            last_release.released(tmp_path)


def test_the_models_follow_their_schemas() -> None:
    """What a schema's line tells of a model is not told again."""
    reported = [Change("MerchantOrder.StatusCode", "is gone", ChangeKind.breaking)]
    models = "order_contract.globale.models"
    gone = Change(f"{models}.MerchantOrder.status_code", "the attribute is gone", ChangeKind.breaking)
    own = Change(f"{models}.MerchantOrder.cart_id", "the attribute is gone", ChangeKind.breaking)
    new = Change(f"{models}.Extra", "the class is new", ChangeKind.additive)
    client = Change("order_contract.globale.GlobalEClient.x", "the method is new", ChangeKind.additive)
    assert report._not_from(reported, [gone, own, new, client]) == [own, client]


@pytest.mark.skipif(
    oasdiff.binary() is None, reason="oasdiff is not installed: run `make breaking` on a machine with npm"
)
class TestOasdiff:
    def test_what_it_alone_sees_counts_once(self, tmp_path: Path) -> None:
        program = oasdiff.binary()
        assert program is not None
        for side in ("old", "new"):
            (tmp_path / side).mkdir()
            for api in last_release.APIS:
                text = (ROOT / last_release.PUBLISHED / f"{api}.full.json").read_text()
                edited = text.replace('"/Order/TrackOrder"', '"/Order/Track"') if side == "new" else text
                (tmp_path / side / f"{api}.json").write_text(edited)
        theirs = oasdiff.opinion(program, tmp_path / "old", tmp_path / "new", last_release.APIS)
        assert [change.verdict for change in theirs if "removed" in change.what] == [ChangeKind.breaking]
        assert oasdiff.unseen([], theirs) == theirs
        ours = [
            Change(
                "trackOrder",
                "is elsewhere",
                ChangeKind.breaking,
                parts=("globale",),
                operations=frozenset({"trackOrder"}),
            )
        ]
        assert oasdiff.unseen(ours, theirs) == []
        harmless = [
            Change(
                "trackOrder",
                "is elsewhere",
                ChangeKind.additive,
                parts=("globale",),
                operations=frozenset({"trackOrder"}),
            )
        ]
        assert {change.verdict for change in oasdiff.disagreements(harmless, theirs)} == {ChangeKind.breaking}
        assert oasdiff.disagreements(ours, theirs) == []

    def test_of_callbacks_is_ignored(self, tmp_path: Path) -> None:
        program = oasdiff.binary()
        assert program is not None
        for side in ("old", "new"):
            (tmp_path / side).mkdir()
            for api in ("globale", "merchant"):
                text = (ROOT / last_release.PUBLISHED / f"{api}.full.json").read_text()
                edited = text.replace('"CartHash"', '"CartHash2"') if side == "new" else text
                (tmp_path / side / f"{api}.json").write_text(edited)
        theirs = oasdiff.opinion(program, tmp_path / "old", tmp_path / "new", ("globale", "merchant"))
        assert {operation for change in theirs for operation in change.operations} == {"getOrdersDetails"}


@pytest.mark.skipif(
    os.environ.get("ORDER_CONTRACT_DEEP") != "1",
    reason="a whole release takes minutes; ORDER_CONTRACT_DEEP=1 runs it",
)
def test_a_whole_release(tmp_path: Path) -> None:
    tree = tmp_path / "clone"
    skip = shutil.ignore_patterns(
        "node_modules", "__pycache__", ".git", ".venv", ".*_cache", ".hypothesis", "dist"
    )
    shutil.copytree(ROOT, tree, ignore=skip)
    (tree / "CHANGELOG.md").write_text("# Changelog\n\n## 99.0.0 (unreleased)\n\n- All.\n")
    committed(tree)
    command = [sys.executable, "-m", "codegen.release", "release", "99.0.0"]
    done = subprocess.run(
        command,
        cwd=tree,
        env={**os.environ, "PYTHONPATH": "overrides"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "nothing is committed or uploaded" in done.stdout
    assert (
        last_release.released(tree).version
        == versions.parse(last_release.stamped(tree))
        == versions.parse("99.0.0")
    )
    assert len(list((tree / "dist").iterdir())) == 2
