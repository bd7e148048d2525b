"""Holds what callers heard against what the server did, what arrived at the proxy, and what the ledger holds.

Invariants: the book of the server decides; what the network itself duplicated is counted apart, and never
against the client.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.proxies.backend import TOTAL
from tests.proxies.client_under_test import (
    SEEN_ON_THE_ORDER,
    Entry,
    EntryState,
    Outcome,
    entries_of,
    reference_of,
)

KILLED = "killed"
"""The end of a call whose process was killed: nobody heard anything."""


@dataclass
class Audit:
    """`violations` breaks the promise; `counts` says how much was looked at."""

    counts: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    """How often each rule was broken."""

    def __str__(self) -> str:
        lines = [f"{number:6} {name}" for name, number in sorted(self.counts.items())]
        lines += [f"{number:6} BROKEN: {name}" for name, number in sorted(self.kinds.items())]
        return "\n".join([*lines, *self.violations[:40]])

    def break_rule(self, rule: str, marker: str, details: str = "") -> None:
        self.kinds[rule] += 1
        self.violations.append(f"{rule}: {marker} {details}".rstrip())


@dataclass
class Case:
    """Everything that is known of one call."""

    marker: str
    order: str
    guarded: bool
    outcome: str = KILLED
    result: Mapping[str, Any] = field(default_factory=dict)
    arrived: int = 0
    forwarded: int = 0
    amounts: list[Decimal] = field(default_factory=list)

    @property
    def carried_out(self) -> int:
        return len(self.amounts)

    @property
    def copies(self) -> int:
        """How often the network sent the request besides."""
        return max(0, self.forwarded - self.arrived)

    def __str__(self) -> str:
        heard = f"{self.outcome} {self.result.get('error', '')}".strip()
        copies = f", {self.copies} of them by the network" if self.copies else ""
        return f"arrived {self.arrived}, carried out {self.carried_out}{copies}; the caller heard: {heard}"


def audit(
    results: Iterable[Mapping[str, Any]],
    traffic: Iterable[Mapping[str, Any]],
    book: Iterable[Mapping[str, Any]],
    ledger: Path,
) -> Audit:
    """Judge a run that has come to rest."""
    report, cases = Audit(), dict[str, Case]()
    for record in results:
        if record["kind"] == "asked":
            cases[record["marker"]] = Case(record["marker"], record["order"], record["guarded"])
        else:
            case = cases[record["marker"]]
            case.outcome, case.result = record["outcome"], record
    for record in traffic:
        case = cases[record["marker"]]
        case.arrived += record["kind"] == "arrived"
        case.forwarded += record["kind"] == "forwarded"
    for record in book:
        if record["marker"] in cases:
            cases[record["marker"]].amounts.append(Decimal(record["amount"]))
        else:
            report.break_rule("carried out, and nobody asked for it", record["marker"])
    for case in cases.values():
        _count(report, case)
        _judge(report, case)
    _judge_ledger(report, [case for case in cases.values() if case.guarded], ledger)
    return report


def _count(report: Audit, case: Case) -> None:
    report.counts["calls"] += 1
    report.counts["calls that arrived"] += case.arrived > 0
    report.counts[f"heard: {case.outcome}"] += 1
    report.counts["carried out"] += case.carried_out
    report.counts["carried out, by a copy of the network's"] += (
        max(0, case.carried_out - 1) if case.copies else 0
    )
    report.counts["under the guard"] += case.guarded


def _judge(report: Audit, case: Case) -> None:
    if case.arrived > 1:
        report.break_rule("sent again although it may have arrived", case.marker, str(case))
    if case.carried_out > 1 + case.copies:
        report.break_rule("carried out twice", case.marker, str(case))
    _judge_outcome(report, case)
    if case.result.get("finding") == SEEN_ON_THE_ORDER and not case.carried_out:
        report.break_rule("the guard confirmed what was not carried out", case.marker, str(case))


def _judge_outcome(report: Audit, case: Case) -> None:
    match case.outcome:
        case Outcome.SUCCESS if not case.carried_out:
            report.break_rule("success, and nothing was carried out", case.marker, str(case))
        case Outcome.REFUSED if case.carried_out and case.copies:
            report.counts["refused by the second copy of the network's"] += 1
        case Outcome.REFUSED if case.carried_out:
            report.break_rule("carried out, and the caller heard a plain refusal", case.marker, str(case))
        case Outcome.NOT_SENT | Outcome.STOPPED if case.carried_out or case.arrived:
            report.break_rule("sent, and the caller heard that it was not", case.marker, str(case))
        case Outcome.UNKNOWN if not case.result.get("digest"):
            report.break_rule("unknown without a digest", case.marker, str(case))
        case Outcome.FOREIGN:
            report.break_rule("an exception of somebody else's", case.marker, str(case))


def _judge_ledger(report: Audit, cases: list[Case], path: Path) -> None:
    if not cases:
        return
    orders = defaultdict[str, list[Case]](list)
    for case in cases:
        orders[case.order].append(case)
    for order, members in orders.items():
        entries = entries_of(path, order)
        report.counts["entries of the ledger"] += len(entries)
        for case in members:
            _judge_entry(
                report, case, [entry for entry in entries if entry.reference == reference_of(case.marker)]
            )
        paid = sum(
            (amount for case in members for amount in case.amounts[: len(case.amounts) - case.copies or 1]),
            Decimal(0),
        )
        if paid > TOTAL:
            report.break_rule("more was paid than the order's total", order, f"paid {paid}")
        booked = sum((entry.amount for entry in entries if entry.state != EntryState.REFUSED), Decimal(0))
        if booked > TOTAL:
            report.break_rule("the ledger let through more than the order's total", order, f"holds {booked}")


def _judge_entry(report: Audit, case: Case, entries: list[Entry]) -> None:
    if len(entries) > 1:
        report.break_rule("several entries for one call", case.marker, str(case))
    if not entries:
        if case.carried_out:
            report.break_rule("carried out without an entry", case.marker, str(case))
        return
    entry = entries[0]
    state = f"(entry {entry.state}) {case}"
    report.counts[f"entry: {entry.state}"] += 1
    if entry.state == EntryState.REFUSED and case.carried_out and not case.copies:
        report.break_rule("the ledger says refused of what was carried out", case.marker, state)
    if entry.state == EntryState.CONFIRMED and not case.carried_out:
        report.break_rule("the ledger says confirmed of what was not carried out", case.marker, state)
    if entry.state == EntryState.ASKED and case.outcome not in (KILLED, Outcome.CANCELLED):
        report.break_rule("the ledger was not told of an end", case.marker, state)
    if case.outcome == Outcome.UNKNOWN and entry.state == EntryState.REFUSED:
        report.break_rule("the ledger says refused of what is unknown", case.marker, state)
    if sum(case.amounts, Decimal(0)) > entry.amount * (1 + case.copies):
        report.break_rule("one entry for several payments", case.marker, state)
