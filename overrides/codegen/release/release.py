"""`make release VERSION=…`: everything up to the commit, made and checked in a copy of the tree.

Invariants: the tree is written only after all proofs have passed, and is put back when even that fails;
nothing is committed, tagged or uploaded.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from codegen import CodegenError
from codegen.__main__ import generate
from codegen.breaking import last_release, versions
from codegen.breaking.report import BreakingReport, report
from codegen.release import artifacts

_NEXT = """Released {version} in this tree; nothing is committed or uploaded. What is left to do:
  git add --all && git commit --message 'Release {version}'
  git tag --annotate v{version} --message 'order-contract {version}'
  git push --follow-tags
  upload {files}"""


def release(root: Path, wanted: str, today: date | None = None) -> str:
    """Make a release of the tree below `root`.

    :param wanted: the version, three numbers.
    :param today: the date of the release; by default the one of the changelog's section, or today in UTC.
    :returns: what is left to do, for people.
    :raises codegen.CodegenError: it may not be released, and why; the tree is as it was.
    """
    version = versions.parse(wanted)
    day = _ready(root, version, today)
    with TemporaryDirectory() as name:
        scratch = Path(name).resolve()
        copy = scratch / "tree"
        _copy(root, copy)
        last_release.stamp(copy, version)
        changelog = copy / "CHANGELOG.md"
        changelog.write_text(versions.dated(changelog.read_text(), version, day))
        _say("generating and comparing with the last release ...")
        generate(copy)
        _prove(report(copy), version)
        _say("building twice ...")
        built = artifacts.build(copy, scratch, day)
        _say("installing the wheel into an empty environment and running the tour of the README ...")
        _say(artifacts.tour(copy, built, scratch))
        _bring(copy, root, built)
    return _NEXT.format(version=version, files=" ".join(f"dist/{path.name}" for path in built))


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _ready(root: Path, version: versions.Version, today: date | None) -> date:
    """The date of the release, when nothing that a look can tell is in the way."""
    if not (root / ".git").exists():
        raise CodegenError("a release is made from a git clone, and this folder is none")
    dirty = _git(root, "status", "--porcelain").splitlines()
    if dirty:
        raise CodegenError(
            f"the tree has changes that are not committed, such as {dirty[0][3:]}; "
            "commit or remove them first"
        )
    last, bears = last_release.released(root).version, versions.parse(last_release.stamped(root))
    if version <= last:
        raise CodegenError(f"{version} is not above {last}, which is released already")
    if version < bears:
        raise CodegenError(f"{version} is below {bears}, which the package bears already")
    entry = versions.section((root / "CHANGELOG.md").read_text(), version)
    if entry is None:
        raise CodegenError(f"CHANGELOG.md has no section `## {version} (unreleased)`")
    if not entry[1]:
        raise CodegenError(f"CHANGELOG.md says nothing of {version}")
    if entry[0] == "unreleased":
        return today or datetime.now(UTC).date()
    return date.fromisoformat(entry[0])


def _prove(comparison: BreakingReport, version: versions.Version) -> None:
    """Let it pass only under a version that is raised enough for all that it holds, additions too, and make
    it the last release.
    """
    _say(comparison.text())
    if comparison.problems:
        raise CodegenError("what changed may not go out like this")
    enough = versions.needed(comparison.released.version, comparison.changes)
    if version < enough:
        raise CodegenError(
            f"what changed since {comparison.released.version} needs version {enough} or higher, "
            f"and this is {version}"
        )
    last_release.move(comparison.working)


def _git(root: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True).stdout


def _copy(root: Path, copy: Path) -> None:
    """What is committed, and nothing else that lies about."""
    for name in filter(None, _git(root, "ls-files", "-z").split("\0")):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, copy / name, follow_symlinks=False)


def _bring(copy: Path, root: Path, built: list[Path]) -> None:
    """Write what changed in the copy into the tree, and the artifacts into `dist/`; all of it or nothing."""
    old = {
        path.relative_to(root)
        for path in map(root.joinpath, filter(None, _git(root, "ls-files", "-z").split("\0")))
    }
    new = {
        path.relative_to(copy)
        for path in copy.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    changed = [
        name
        for name in sorted(new)
        if name not in old or (copy / name).read_bytes() != (root / name).read_bytes()
    ]
    before = {
        name: (root / name).read_bytes() if name in old else None for name in [*changed, *sorted(old - new)]
    }
    try:
        for name in before:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            if name in new:
                shutil.copyfile(copy / name, root / name)
            else:
                (root / name).unlink()
        shutil.rmtree(root / "dist", ignore_errors=True)
        (root / "dist").mkdir()
        for path in built:
            shutil.copyfile(path, root / "dist" / path.name)
    except BaseException:
        for name, content in before.items():
            if content is None:
                (root / name).unlink(missing_ok=True)
            else:
                (root / name).write_bytes(content)
        raise
