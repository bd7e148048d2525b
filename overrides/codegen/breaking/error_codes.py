"""What changed of `x-error-codes`: how a code is called, its text, where it comes from and what it proves.

Invariant: only meaning, note and evidence are words; everything else of a code is acted on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from codegen.breaking.change import Difference, Effect
from codegen.breaking.schema_normal import is_foreign, value_key
from codegen.breaking.schema_values import moved

Code = dict[str, Any]
_WORDS = ("meaning", "note", "x-evidence")
_JUDGED_APART = ("operations", "given-before-work")


def compare(old: dict[str, Code], new: dict[str, Code]) -> Iterator[Difference]:
    """Each difference of two tables of codes."""
    for code, entry in old.items():
        if code in new:
            yield from _code(entry, new[code], f"x-error-codes {code}")
        else:
            yield Difference(f"x-error-codes {code}", "is gone", Effect.ALTERS)
    yield from (
        Difference(f"x-error-codes {code}", "is new", Effect.GAINS) for code in new if code not in old
    )


def _code(old: Code, new: Code, where: str) -> Iterator[Difference]:
    for key in sorted({*old, *new} - {*_WORDS, *_JUDGED_APART}):
        if not is_foreign(key) and value_key(old.get(key)) != value_key(new.get(key)):
            effect = Effect.ALTERS if key in old else Effect.GAINS
            yield Difference(where, moved(key, old.get(key), new.get(key)), effect)
    if any(old.get(key) != new.get(key) for key in _WORDS):
        yield Difference(where, "is described otherwise", Effect.COSMETIC)
    was, now = old.get("operations", []), new.get("operations", [])
    gone, fresh = [name for name in was if name not in now], [name for name in now if name not in was]
    if gone:
        yield Difference(where, f"no longer comes from {', '.join(gone)}", Effect.ALTERS)
    if fresh:
        yield Difference(where, f"comes from {', '.join(fresh)} too", Effect.GAINS)
    # its value is evidence; that it stands there is what clients go by
    if "given-before-work" in old and "given-before-work" not in new:
        yield Difference(where, "no longer says that nothing was done", Effect.ALTERS)
    if "given-before-work" in new and "given-before-work" not in old:
        yield Difference(where, "says now that nothing was done", Effect.GAINS)
