"""What an edit means to somebody who uses the contract: the labels of the tables beside this file."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from codegen.breaking.change import Change, ChangeKind


class Label(StrEnum):
    breaks = "breaks"
    compatible = "compatible"
    same = "same"
    """Nothing changes on the wire, in a call or on the command line."""


BREAKS, COMPATIBLE, SAME = Label.breaks, Label.compatible, Label.same


def mistake(label: Label, changes: Iterable[Change]) -> str:
    """What is wrong with a verdict: empty, `missed`, `false alarm`, or `not the same`."""
    kinds = {change.verdict for change in changes}
    breaks = ChangeKind.breaking in kinds
    if label is BREAKS:
        return "" if breaks else "missed"
    if breaks:
        return "false alarm"
    return "not the same" if label is SAME and ChangeKind.additive in kinds else ""
