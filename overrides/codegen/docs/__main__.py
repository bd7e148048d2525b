"""`python -m codegen.docs` writes the site into `build/docs`, and into the package, from which the sandbox
serves it.

Invariants: a second run does nothing, and says so quickly; nothing slow is imported before that is known.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from codegen import CodegenError

ROOT = Path(__file__).resolve().parents[3]
_PACKAGE = "generated/order_contract_generated"
_INPUTS = (
    f"{_PACKAGE}/openapi",
    "overrides/codegen/docs",
    "overrides/order_contract",
    "README.md",
    "CHANGELOG.md",
    "spec/README.md",
    "requirements.lock",
)
_IGNORED = {"__pycache__", "node_modules"}


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        return iter((path,))
    return (
        item for item in sorted(path.rglob("*")) if item.is_file() and not _IGNORED.intersection(item.parts)
    )


def _digest(root: Path) -> str:
    """One digest of everything that goes in and of everything that came out."""
    total = sha256()
    for part in (*_INPUTS, f"{_PACKAGE}/docs", "build/docs"):
        for path in _files(root / part):
            total.update(
                path.relative_to(root).as_posix().encode() + b"\0" + sha256(path.read_bytes()).digest()
            )
    return total.hexdigest()


def write(root: Path) -> str:
    """Write what differs. Returns one sentence.

    :raises CodegenError: the renderer is not there.
    """
    stamp = root / "build/docs.stamp"
    if stamp.is_file() and stamp.read_text() == _digest(root):
        return "build/docs is current."
    from codegen.docs.renderer import renderer  # slow to import, and not needed when nothing changed
    from codegen.docs.site import site

    folder, shipped = root / "build/docs", root / _PACKAGE / "docs"
    files = site(root, renderer(shipped))
    for target in (folder, shipped):
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        for name, content in files.items():
            (target / name).write_bytes(content)
    shutil.copytree(root / _PACKAGE / "openapi", folder / "openapi")
    stamp.write_text(_digest(root))
    return f"{len(files)} files written. Open {(folder / 'index.html').relative_to(root)} in a browser."


def main() -> int:
    """Returns the exit code."""
    try:
        print(write(ROOT))
    except CodegenError as missing:
        print(f"make: {missing}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
