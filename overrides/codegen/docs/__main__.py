"""`python -m codegen.docs` writes the whole site into `build/site`, and the API reference into the package,
from which the sandbox serves it.

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
    for part in (*_INPUTS, f"{_PACKAGE}/docs", "build/site"):
        for path in _files(root / part):
            total.update(
                path.relative_to(root).as_posix().encode() + b"\0" + sha256(path.read_bytes()).digest()
            )
    return total.hexdigest()


def write(root: Path) -> str:
    """Write what differs. Returns one sentence.

    :raises CodegenError: the search library is not there, or Sphinx cannot build the site.
    """
    stamp = root / "build/site.stamp"
    if stamp.is_file() and stamp.read_text() == _digest(root):
        return "build/site is current."
    from codegen.docs import whole_site  # slow to import, and not needed when nothing changed
    from codegen.docs.library import library
    from codegen.docs.site import site

    shipped = root / _PACKAGE / "docs"
    scripts = library(shipped)
    files = site(root, scripts)
    shutil.rmtree(shipped, ignore_errors=True)
    shipped.mkdir(parents=True)
    for name, content in files.items():
        (shipped / name).write_bytes(content)
    folder = whole_site.build(root, scripts)
    stamp.write_text(_digest(root))
    return f"Open {(folder / 'index.html').relative_to(root)} in a browser."


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
