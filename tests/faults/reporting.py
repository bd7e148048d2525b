"""The report of a campaign: by family for reading on a terminal, and as Markdown for the README.

Invariants: a general tool has found a fault when it reports a kind of failure that it reports of no run on
the same server without the fault; what was not run is said, never counted as missed.
"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any, Protocol

from tests.faults import serve_fault
from tests.faults.catalogue import Family, Fault, faults
from tests.faults.tools import TOOLS

Outcome = Mapping[str, Any]
_SHOWN = 4
"""Rules of a family that are named."""


class Run(Protocol):
    """What is known of a run before it was made."""

    @property
    def tool(self) -> str: ...

    @property
    def server(self) -> str: ...

    @property
    def seed(self) -> int: ...


def in_short(outcome: Outcome) -> str:
    """One outcome on a line."""
    if "kinds" in outcome:
        return (
            f"{len(outcome['kinds'])} kinds of failure, {outcome['requests']} requests in "
            f"{outcome['seconds']:.1f} s"
        )
    if outcome.get("stopped"):
        return f"{len(outcome.get('findings', ()))} findings; {outcome['stopped']}"
    what = (
        f"{outcome['rule']} ({outcome['operation']})"
        if "rule" in outcome
        else f"{len(outcome['findings'])} findings"
    )
    return f"{what}, {outcome['requests']} requests in {outcome['seconds']:.2f} s"


@dataclass(frozen=True)
class Row:
    """One family, or all of them, under one tool: how many of its faults were found, of those it was run
    on.
    """

    seen: int
    run: int

    def __str__(self) -> str:
        if not self.run:
            return "not run"
        return f"{self.seen}/{self.run}"


class Report:
    """What a campaign showed of the chosen faults."""

    def __init__(
        self,
        chosen: Sequence[Fault],
        runs: Sequence[Run],
        of: Callable[[Any], Outcome | None],
        ours: str,
        options: argparse.Namespace,
    ) -> None:
        self.chosen, self.ours, self.options = chosen, ours, options
        self.outcomes = {
            (run.tool, run.server, run.seed): outcome for run in runs if (outcome := of(run)) is not None
        }
        self.known = faults()
        self.wanted = {(run.tool, run.server) for run in runs}
        self.tools = [ours if name == "ours" else name for name in options.tools]

    def detected(self, tool: str, fault: Fault) -> bool | None:
        """Whether a tool found a fault; None when it was not run on it, or a peer not on the same server
        without it.
        """
        outcome = self.outcomes.get((tool, fault.id, 1))
        if outcome is None:
            return None
        if tool == self.ours:
            return bool(outcome["found"])
        baseline = serve_fault.baseline(fault, self.known)
        without = [
            item for (name, server, _), item in self.outcomes.items() if (name, server) == (tool, baseline)
        ]
        return (
            bool(set(outcome["kinds"]) - {kind for item in without for kind in item["kinds"]})
            if without
            else None
        )

    def row(self, tool: str, family: Family | None) -> Row:
        """How many faults of a family, or of all, were found."""
        some = [self.detected(tool, fault) for fault in self.chosen if family in (None, fault.family)]
        return Row(sum(item is True for item in some), sum(item is not None for item in some))

    def first(self, family: Family | None, what: str) -> float | None:
        """The median of our first failures: `seconds` from the start of the run, `from_start` of the process,
        or `requests`.
        """
        some = [
            outcome[what]
            for fault in self.chosen
            if family in (None, fault.family)
            and (outcome := self.outcomes.get((self.ours, fault.id, 1))) is not None
            and what in outcome
            and outcome["found"]
        ]
        return median(some) if some else None

    def rules(self, family: Family) -> str:
        """By which rules we found the faults of a family, the most frequent ones."""
        names = [
            outcome["rule"]
            for fault in self.chosen
            if fault.family is family
            and (outcome := self.outcomes.get((self.ours, fault.id, 1))) is not None
            and "rule" in outcome
        ]
        ranked = sorted(set(names), key=lambda name: (-names.count(name), name))
        return ", ".join(ranked[:_SHOWN]) + (f", {len(ranked) - _SHOWN} more" if len(ranked) > _SHOWN else "")

    @property
    def missed(self) -> list[Fault]:
        """The faults that our check was run on and did not find."""
        return [fault for fault in self.chosen if self.detected(self.ours, fault) is False]

    @property
    def first_by_a_warning(self) -> list[Fault]:
        """The faults whose first finding rests on what no document says."""
        outcomes = {fault.id: self.outcomes.get((self.ours, fault.id, 1), {}) for fault in self.chosen}
        return [fault for fault in self.chosen if outcomes[fault.id].get("grade") == "should"]

    def correct(self) -> list[tuple[str, int, int, list[str]]]:
        """Each correct server: its name, seeds, cases, false alarms."""
        rows = []
        for name in serve_fault.CORRECT:
            some = [
                outcome
                for (tool, server, _), outcome in self.outcomes.items()
                if (tool, server) == (self.ours, name)
            ]
            if some:
                alarms = [
                    alarm
                    for outcome in some
                    for alarm in (
                        *outcome.get("findings", ()),
                        *([outcome["stopped"]] if outcome.get("stopped") else []),
                    )
                ]
                rows.append((name, len(some), sum(outcome["requests"] for outcome in some), alarms))
        return rows

    def rates(self) -> list[tuple[str, str, float]]:
        """Requests a second on the same correct server, by API and tool; of ours with the first seed, which
        sends everything.
        """
        rows = []
        for api, name in (
            ("globale", "sandbox, globale"),
            ("merchant", "receiver that takes every order"),
            ("s2", "sandbox, s2"),
        ):
            same = next(
                (
                    serve_fault.baseline(fault, self.known)
                    for fault in self.known
                    if (fault.api, fault.correct) == serve_fault.CORRECT[name]
                ),
                name,
            )
            for tool in self.tools:
                server = name if tool == self.ours else same
                some = [
                    outcome
                    for (item, where, seed), outcome in self.outcomes.items()
                    if (item, where) == (tool, server)
                    and outcome["seconds"]
                    and (tool != self.ours or seed == 1)
                ]
                if some:
                    rows.append(
                        (
                            api,
                            tool,
                            sum(outcome["requests"] for outcome in some)
                            / sum(outcome["seconds"] for outcome in some),
                        )
                    )
        return rows

    @property
    def exit_code(self) -> int:
        """0 when every run was made and no correct server was blamed."""
        return int(
            any(alarms for *_, alarms in self.correct())
            or any(
                self.detected(tool, fault) is None
                for tool in self.tools
                for fault in self.chosen
                if (tool, fault.id) in self.wanted
            )
        )

    def table(self) -> list[list[str]]:
        """The families, with their heading and their total."""
        rows = [["family", *self.tools, "requests", "seconds", "with start-up", "found by"]]
        for family in [
            *(family for family in Family if any(fault.family is family for fault in self.chosen)),
            None,
        ]:
            medians = [
                _figure(self.first(family, what), digits)
                for what, digits in (("requests", 0), ("seconds", 2), ("from_start", 2))
            ]
            rows.append(
                [
                    family.value if family else "all",
                    *(str(self.row(tool, family)) for tool in self.tools),
                    *medians,
                    self.rules(family) if family else "",
                ]
            )
        return rows

    def notes(self) -> list[str]:
        """What stands under the table."""
        lines = [
            f"{name}: not run, {lacks}"
            for name in self.options.tools
            if name != "ours" and (lacks := TOOLS[name].lacks())
        ]
        warnings = self.first_by_a_warning
        if warnings:
            lines.append(
                f"{len(warnings)} of the faults showed first by a warning: no document forbids them in words"
            )
        lines += [f"missed: {fault.id}. {fault.sentence}" for fault in self.missed]
        for name, seeds, cases, alarms in self.correct():
            over = (
                f"{seeds} seeds, all after the first without what no seed changes" if seeds > 1 else "1 seed"
            )
            lines.append(f"correct, {name}: {len(alarms)} false alarms in {cases:,} cases over {over}")
            lines += [f"    {alarm}" for alarm in sorted(set(alarms))]
        lines += [f"cases a second, {api}, {tool}: {rate:.0f}" for api, tool, rate in self.rates()]
        return lines

    def text(self) -> str:
        """For a terminal."""
        rows = self.table()
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        return "\n".join(
            [
                "",
                lines[0],
                "-" * len(lines[0]),
                *lines[1:-1],
                "-" * len(lines[0]),
                lines[-1],
                "",
                *self.notes(),
            ]
        )

    def markdown(self) -> str:
        """For the README."""
        rows = self.table()
        lines = [f"| {' | '.join(row)} |" for row in rows]
        peers = [
            f"{tool.name} {tool.version()} ({self.options.limit} s a server)"
            for tool in TOOLS.values()
            if tool.name in self.tools
        ]
        options = [
            f"--profile {self.options.profile}",
            f"--seeds {self.options.seeds}",
            f"--tools {','.join(self.options.tools)}",
        ]
        options += [f"--max-time {self.options.max_time}"] if self.options.max_time else []
        options += [f"--sample {self.options.sample} --limit {self.options.limit}"] if peers else []
        command = f"make peers ARGS='{' '.join(options)}'"
        about = (
            f"{len(self.chosen)} planted faults, {datetime.now(UTC):%Y-%m-%d}, Python "
            f"{platform.python_version()}, {os.cpu_count()} cores, "
            f"{self.options.jobs} runs at a time. `{command}`"
        )
        return "\n".join(
            [
                f"{about}{'; ' + ', '.join(peers) if peers else ''}. Requests and seconds are medians to the",
                "first failure that our check reports, the last of them with the start of the process.",
                "",
                lines[0],
                f"|{' --- |' * len(rows[0])}",
                *lines[1:],
                "",
                *(f"- {note.strip()}" for note in self.notes()),
                "",
            ]
        )


def _figure(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"
