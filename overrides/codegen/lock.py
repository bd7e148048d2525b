"""The lock of `generated/`: digests of every input, the exact tools, and a digest of the output.

Invariant: stdlib only and fast, because `make generate` asks here first whether there is anything to do.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

NAME = "generated.lock"
TOOLS = (
    "datamodel-code-generator",
    "jinja2",
    "jsonschema-rs",
    "msgspec",
    "openapi-python-client",
    "pydantic",
    "pyyaml",
    "ruff",
)
_INPUTS = ("spec", "overrides/codegen", "overrides/templates")
_IGNORED = {"__pycache__", "node_modules", "lint", "docs", "breaking", "release", "released", "README.md"}


def files(folder: Path) -> Iterator[Path]:
    """Every file below a folder that counts, in the order of its path."""
    counting: list[Path] = []
    for place, names, leaves in os.walk(folder):
        # What npm has installed is many times the rest: it is not even listed.
        names[:] = [name for name in names if name not in _IGNORED]
        counting += (Path(place, name) for name in leaves if name not in _IGNORED)
    return iter(sorted(counting))


def inputs(root: Path) -> dict[str, str]:
    """Digest by path of each file that the output depends on, and the version of each tool."""
    digests = {
        path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest()
        for part in _INPUTS
        for path in files(root / part)
    }
    return digests | {f"tool {name}": version(name) for name in TOOLS}


def outputs(folder: Path) -> str:
    """One digest of the paths and bytes of a generated tree, the lock itself left out."""
    total = sha256()
    for path in files(folder):
        if path.name != NAME:
            total.update(
                path.relative_to(folder).as_posix().encode() + b"\0" + sha256(path.read_bytes()).digest()
            )
    return total.hexdigest()


def read(folder: Path) -> dict[str, Any]:
    """The lock of a generated tree; empty when there is none."""
    path = folder / NAME
    return json.loads(path.read_bytes()) if path.is_file() else {}


def write(folder: Path, locked: dict[str, str]) -> None:
    """Lock a tree that was just generated from these inputs."""
    (folder / NAME).write_text(json.dumps({"inputs": locked, "outputs": outputs(folder)}, indent=1) + "\n")


def moved(before: dict[str, str], now: dict[str, str]) -> list[str]:
    """A line for each input that differs from what was locked."""
    lines = []
    for name in sorted({*before, *now}):
        if before.get(name) != now.get(name):
            what = "new" if name not in before else "gone" if name not in now else "changed"
            detail = (
                f": {before.get(name, 'none')} -> {now.get(name, 'none')}" if name.startswith("tool ") else ""
            )
            lines.append(f"{name} ({what}{detail})")
    return lines
