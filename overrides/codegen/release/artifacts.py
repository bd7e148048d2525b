"""The sdist and the wheel: built reproducibly, and installed and tried as a user would.

Invariants: time stamps come from the date of the release; what is built holds no path of the machine; the
trial sees the locked run-time packages and the wheel, nothing else of the tree.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from codegen import CodegenError
from codegen.command import run

# Python before 3.11.4 has no filters; what is unpacked is our own.
_FILTER: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
_TOUR = Path(__file__).with_name("readme_tour.py")


def build(tree: Path, scratch: Path, day: date) -> list[Path]:
    """Build from the tree, then again from the sdist in another place, under another umask, time zone and
    hash seed.

    :returns: the sdist and the wheel.
    :raises codegen.CodegenError: the two differ, or hold what must not leave the machine.
    """
    epoch = str(int(datetime.combine(day, time(), UTC).timestamp()))
    first = _build(
        tree, scratch / "first", {"SOURCE_DATE_EPOCH": epoch, "PYTHONHASHSEED": "1", "TZ": "UTC"}, 0o022
    )
    with tarfile.open(next(path for path in first if path.name.endswith(".tar.gz"))) as sdist:
        sdist.extractall(scratch / "unpacked", **_FILTER)  # noqa: S202  # built from our own tree
    [unpacked] = (scratch / "unpacked").iterdir()
    second = _build(
        unpacked,
        scratch / "second",
        {"SOURCE_DATE_EPOCH": epoch, "PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"},
        0o077,
    )
    if [(path.name, path.read_bytes()) for path in first] != [
        (path.name, path.read_bytes()) for path in second
    ]:
        raise CodegenError(f"built twice, {' and '.join(path.name for path in first)} are not the same bytes")
    for path in first:
        for name, content in _members(path):
            if "node_modules" in name or any(
                str(place).encode() in content for place in (scratch, Path.home() / ".", tree)
            ):
                raise CodegenError(f"{path.name} holds {name}, which is of this machine")
    return first


def tour(tree: Path, built: list[Path], scratch: Path) -> str:
    """Install the wheel with the locked packages that it needs into an empty environment, and run the tour of
    the README there.

    :returns: what the tour printed.
    :raises codegen.CodegenError: a step failed, with what it printed.
    """
    environment, empty = scratch / "environment", scratch / "empty"
    empty.mkdir()
    [wheel] = [path for path in built if path.suffix == ".whl"]
    locked = scratch / "run-time.lock"
    locked.write_text(run_time_lock((tree / "requirements.lock").read_text()))
    python = environment / "bin" / "python"
    _apart([sys.executable, "-m", "venv", environment], empty)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _apart([*pip, "--require-hashes", "--no-deps", "-r", locked], empty)
    _apart([*pip, "--no-index", "--no-deps", wheel], empty)
    _apart([python, "-m", "pip", "check"], empty)
    return _apart([python, "-I", _TOUR, tree / "README.md"], empty)


def run_time_lock(lock: str) -> str:
    """The entries of the lock that `order-contract[all]` needs, as this environment has resolved them."""
    needed, todo = set(), [Requirement("order-contract[all]")]
    seen = set()
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        key = (name, frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        needed.add(name)
        for text in metadata.requires(name) or []:
            below = Requirement(text)
            if below.marker is None or any(
                below.marker.evaluate({"extra": extra}) for extra in {"", *requirement.extras}
            ):
                todo.append(below)
    entries = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)
    return "".join(
        entry
        for entry in entries
        if canonicalize_name(re.split(r"[=<>\[ ]", entry, maxsplit=1)[0]) in needed - {"order-contract"}
    )


def _build(tree: Path, target: Path, extra: dict[str, str], umask: int) -> list[Path]:
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", target],
        cwd=tree,
        env={**environment, **extra},
        umask=umask,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CodegenError(f"the build failed:\n{done.stdout}{done.stderr}")
    return sorted(target.iterdir())


def _members(archive: Path) -> Iterator[tuple[str, bytes]]:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            yield from ((name, wheel.read(name)) for name in wheel.namelist())
        return
    with tarfile.open(archive) as sdist:
        for member in sdist:
            file = sdist.extractfile(member)
            if file is not None:
                yield member.name, file.read()


def _apart(command: list[object], folder: Path) -> str:
    """Run a command apart from the Python and the environment of this process."""
    names = [name for name in os.environ if not name.startswith(("PYTHON", "VIRTUAL_ENV"))]
    return run(command, folder, {name: os.environ[name] for name in names}).strip()
