"""`python -m codegen generate` writes `generated/`; `python -m codegen check` proves it current and writes
nothing.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from codegen import CodegenError, lock

ROOT = Path(__file__).resolve().parents[2]


def _fresh(root: Path, scratch: str, inputs: dict[str, str]) -> Path:
    from codegen.build import build  # slow to import, and not needed when nothing changed

    fresh = Path(scratch) / "generated"
    fresh.mkdir()
    build(root / "spec", fresh)
    lock.write(fresh, inputs)
    return fresh


def _relative(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in lock.files(folder)}


def generate(root: Path) -> str:
    """Rewrite what differs, remove what is no longer generated. Returns one sentence."""
    target, inputs = root / "generated", lock.inputs(root)
    locked = lock.read(target)
    if locked.get("inputs") == inputs and locked.get("outputs") == lock.outputs(target):
        return "generated/ is current."
    with TemporaryDirectory() as scratch:
        fresh, old = _relative(_fresh(root, scratch, inputs)), _relative(target) if target.is_dir() else {}
        stale = [name for name in old if name not in fresh]
        changed = [
            name for name in fresh if name not in old or old[name].read_bytes() != fresh[name].read_bytes()
        ]
        for name in stale:
            old[name].unlink()
        for name in changed:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(fresh[name], target / name)
    for folder in sorted(
        (path for path in target.rglob("*") if path.is_dir() and not any(path.iterdir())), reverse=True
    ):
        folder.rmdir()
    return f"generated/: {len(changed)} files written, {len(stale)} removed."


def check(root: Path) -> list[str]:
    """What is wrong with `generated/`, a line each; empty when it is what `spec/` gives."""
    target, inputs = root / "generated", lock.inputs(root)
    with TemporaryDirectory() as scratch:
        fresh, old = _relative(_fresh(root, scratch, inputs)), _relative(target)
        lines = [f"missing:     generated/{name}" for name in fresh if name not in old]
        lines += [f"not ours:    generated/{name}" for name in old if name not in fresh]
        lines += [
            f"differs:     generated/{name}"
            for name in fresh
            if name in old and old[name].read_bytes() != fresh[name].read_bytes()
        ]
    if lines:
        moved = lock.moved(lock.read(target).get("inputs", {}), inputs)
        lines += [f"input moved: {line}" for line in moved] or [
            "no input moved: generated/ was edited by hand"
        ]
    return lines


def main(arguments: list[str]) -> int:
    """Run one command; the second argument is another root folder. Returns the exit code."""
    root = Path(arguments[1]).resolve() if len(arguments) > 1 else ROOT
    try:
        if arguments[:1] == ["generate"]:
            print(generate(root))
            return 0
        lines = check(root)
    except CodegenError as failed:
        print(f"{failed}", file=sys.stderr)
        return 2
    print("\n".join(lines) or "generated/ is what spec/ gives, byte for byte.")
    if lines:
        print("Run `make generate` and commit what it writes.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
