"""The planted faults, whatever kind of server they are planted in: what a fault is, and all of them.

Invariants: an id stands once; every fault can be seen from outside, which its witness shows: a value that
differs between the faulty server and the correct one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Literal

Api = Literal["globale", "merchant", "s2"]
Serve = Callable[[], AbstractContextManager[str]]
"""Starts a server on a free loopback port, yields its base URL, and stops it."""

GUID: Final = "abcdabcd-abcd-abcd-abcd-abcdabcdabcd"
CALLBACK_GUID: Final = "0511db1d-cdc6"
TOKEN: Final = "change_to_your_access_token"
ORGANIZATION: Final = "95d73baf-76ba-4bea-86ac-1534c5e5d4aa"
"""What the documents print; every server here asks for these."""


class Family(StrEnum):
    """Where a fault is felt."""

    JSON_IN_QUERY = "json-in-query"
    ENVELOPES = "envelopes-and-statuses"
    TYPES = "types-and-required"
    ACCEPTED = "bad-input-accepted"
    REFUSED = "good-input-refused"
    MONEY = "money"
    AUTH = "auth"
    REFUNDS = "refund-rules"
    MERGE = "merge-rules"
    DISPATCH = "dispatch-and-documents"
    TRACKING = "tracking"
    RECEIVERS = "callback-receivers"
    S2 = "s2"
    ROBUSTNESS = "robustness"


@dataclass(frozen=True)
class Fault:
    """One fault: `serve` runs the faulty server, `correct` the same without the fault; `witness` tells the
    two apart by what it gives for a URL.
    """

    id: str
    family: Family
    api: Api
    sentence: str
    """What is wrong, and the ground on which the contract forbids it."""
    serve: Serve
    wfc: str = ""
    """The code of the public catalogue of Web Fuzzing Commons, where one fits."""
    correct: Serve | None = None
    witness: Callable[[str], Any] | None = None


def faults() -> tuple[Fault, ...]:
    """All faults: the tuple `FAULTS` of every module or package here whose name begins with one of the four
    kinds.
    """
    here = Path(__file__).parent
    names = sorted(
        {
            path.stem
            for kind in ("proxied", "receiving", "s2", "inside")
            for path in here.glob(f"{kind}*")
            if path.name != "__pycache__"
        }
    )
    results = [fault for name in names for fault in import_module(f"{__package__}.{name}").FAULTS]
    ids = [fault.id for fault in results]
    assert len(set(ids)) == len(ids), (
        f"two faults have one id: {sorted({identifier for identifier in ids if ids.count(identifier) > 1})}"
    )
    return tuple(results)
