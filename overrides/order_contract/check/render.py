"""How a run looks: live progress on a terminal, plain lines elsewhere, one table at the end, then each finding once.

Invariants: the table and the findings go to standard output, progress to standard error; a curl line is never wrapped.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Final

from rich.console import Console, Group
from rich.live import Live
from rich.padding import Padding
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from order_contract.check.model import Finding, Progress, Report, Verdict

_PER_RULE: Final = 3
_COLORS: Final = {Verdict.HOLDS: "green", Verdict.BROKEN: "bold red", Verdict.NOT_TESTED: "yellow"}


def count(number: int, noun: str) -> str:
    """`1 finding`, `2 findings`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class Screen:
    """Progress of one or more runs, one line each. Use it as a context manager; `show` may be called from any thread."""

    def __init__(self, apis: Iterable[str]) -> None:
        self.console = Console(stderr=True, highlight=False)
        self._states: dict[str, Progress | None] = dict.fromkeys(apis)
        self._ends: dict[str, str] = {}
        self._started = time.monotonic()
        self._spinner = Spinner("dots", style="cyan")
        self._live = Live(console=self.console, get_renderable=self._lines, refresh_per_second=10, transient=True)

    def __enter__(self) -> Screen:
        if self.console.is_terminal:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.console.is_terminal:
            self._live.stop()

    def say(self, text: str) -> None:
        """One line that stays."""
        self.console.print(text, markup=False, soft_wrap=True)

    def show(self, progress: Progress) -> None:
        """Note where a run stands."""
        before = self._states.get(progress.api)
        self._states[progress.api] = progress
        if not self.console.is_terminal and (before is None or before.phase != progress.phase):
            self.say(f"{progress.api:9}{self._seconds():>4} s  {progress.phase}" + (f" (so far {count(before.cases, 'case')})" if before else ""))
        if progress.new is not None:
            self._announce(progress.api, progress.new)

    def end(self, report: Report) -> None:
        """Note that a run is over."""
        said = f"{count(report.cases, 'case')}, {count(len(report.findings), 'finding')}, {report.seconds:.0f} s"
        self._ends[report.api] = said
        if not self.console.is_terminal:
            self.say(f"{report.api:9}{self._seconds():>4} s  done: {said}")

    def _announce(self, api: str, finding: Finding) -> None:
        line = Text.assemble((f"{api:9}", ""), ("finding ", "bold red"), f"{finding.operation}  {finding.rule.id}  {finding.where}".rstrip())
        if self.console.is_terminal:
            line.truncate(self.console.width - 1, overflow="ellipsis")
        self.console.print(line, soft_wrap=True)

    def _seconds(self) -> int:
        return int(time.monotonic() - self._started)

    def _lines(self) -> Group:
        table = Table.grid(padding=(0, 2))
        for _ in range(6):
            table.add_column(no_wrap=True, overflow="ellipsis")
        for api, state in self._states.items():
            if api in self._ends:
                table.add_row(Text("✓", "green"), api, "done", "", self._ends[api], "")
            elif state is None:
                table.add_row(self._spinner, api, "starting", "", "", f"{self._seconds()} s")
            else:
                found = Text(count(state.findings, "finding"), "bold red" if state.findings else "dim")
                said = Text.assemble(f"{count(state.cases, 'case')}, ", found)
                table.add_row(self._spinner, api, state.phase, state.operation, said, f"{self._seconds()} s")
        return Group(table)


def render(reports: Sequence[Report]) -> None:
    """The table over all operations, each finding once, and the outcome in one line, on standard output."""
    console = Console(highlight=False)
    console.print(_table(reports))
    number = 0
    for report in reports:
        for finding, more in _grouped(report.findings):
            number += 1
            _finding(console, number, finding, more)
        if report.stopped:
            console.print(Text(f"\n{report.api}: {report.stopped}", "yellow"), soft_wrap=True)
    console.print(_outcome(reports))


def _table(reports: Sequence[Report]) -> Table:
    table = Table(box=None, padding=(0, 3, 0, 0), header_style="bold", pad_edge=False)
    table.add_column("API", no_wrap=True)
    table.add_column("Operation", no_wrap=True)
    table.add_column("Cases", justify="right", no_wrap=True)
    table.add_column("Carried out", justify="right", no_wrap=True)
    table.add_column("Verdict", no_wrap=True)
    for report in reports:
        for row in report.operations:
            verdict = Text(row.verdict.value, _COLORS[row.verdict])
            if row.findings:
                verdict.append(f" ({count(len(row.findings), 'finding')})")
            table.add_row(row.api, row.operation, f"{row.cases:,}", f"{row.accepted:,}", verdict)
    return table


def _grouped(findings: Sequence[Finding]) -> list[tuple[Finding, list[Finding]]]:
    """The first few findings of each rule of an operation; the last of them with those that are only named."""
    kinds: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.operation, finding.rule.id), []).append(finding)
    shown: list[tuple[Finding, list[Finding]]] = []
    for group in kinds.values():
        shown += [(finding, []) for finding in group[:_PER_RULE]]
        if len(group) > _PER_RULE:
            shown[-1] = (shown[-1][0], group[_PER_RULE:])
    return shown


def _finding(console: Console, number: int, finding: Finding, more: Sequence[Finding]) -> None:
    title = Text.assemble("\n", (f"{number}. {finding.operation}", "bold"), ("  " + finding.rule.id, "red"))
    console.print(title)
    rows = Table.grid(padding=(0, 2))
    rows.add_column(no_wrap=True, style="dim")
    rows.add_column(overflow="fold")
    rows.add_row("what", Text(finding.sentence))
    rows.add_row("rule", Text(finding.rule.sentence))
    rows.add_row("sent", Text(finding.sent))
    came = finding.came or "(empty body)"
    rows.add_row("came", Text(f"{finding.status}  {came}" if finding.status else "nothing"))
    if more:
        named = ", ".join(each.where or each.sentence for each in more)
        rows.add_row("also", Text(f"{len(more)} more of this kind: {named}"))
    console.print(Padding(rows, (0, 0, 0, 3)))
    console.print(Text(f"   {finding.curl}", "cyan"), soft_wrap=True)


def _outcome(reports: Sequence[Report]) -> Text:
    cases = sum(report.cases for report in reports)
    found = sum(len(report.findings) for report in reports)
    tested = sum(row.cases > 0 for report in reports for row in report.operations)
    seconds = max((report.seconds for report in reports), default=0)
    seeds = ", ".join(sorted({str(report.seed) for report in reports}))
    code = exit_code(reports)
    said = {
        0: ("The contract holds", "bold green"),
        1: ("The contract is broken", "bold red"),
        2: ("The check could not run to its end", "bold yellow"),
    }
    return Text.assemble(
        "\n", said[code], f": {count(tested, 'operation')}, {count(cases, 'case')}, {count(found, 'finding')}, {seconds:.0f} s, seed {seeds}."
    )


def exit_code(reports: Sequence[Report]) -> int:
    """0 holds, 1 broken, 2 could not run; a finding outweighs the rest."""
    codes = [report.exit_code for report in reports] or [2]
    return 1 if 1 in codes else max(codes)
