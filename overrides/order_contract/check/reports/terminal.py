"""The report on a terminal: live progress, plain lines elsewhere, one table at the end, then each
finding once.

Invariants: the tables and the findings go to standard output, progress to standard error; a command to copy
is never wrapped.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from order_contract.check.findings import Finding, Progress, Report, RuleResult, Verdict
from order_contract.check.reports import text
from order_contract.check.rulebook import Rule

_PER_RULE: Final = 3
_NAMED: Final = 8
"""So many rules are named by id; more of them by their families."""
_COLORS: Final = {
    Verdict.HOLDS: "green",
    Verdict.BROKEN: "bold red",
    Verdict.KNOWN: "yellow",
    Verdict.NOT_TESTED: "yellow",
}


class Output(Console):
    """A console whose reader may leave, as `head` does: the rest is not printed, and the verdict stands."""

    def sentence(self, words: RenderableType) -> None:
        """Print what a terminal breaks between words, and what stays one line in a file or a pipe."""
        whole = isinstance(words, (str, Text)) and not self.is_terminal
        self.print(words, markup=False, soft_wrap=whole)

    def on_broken_pipe(self) -> None:
        """Print no more."""
        self.quiet = True
        # the interpreter would try to write the rest once more, and end with a code of its own
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())


class Screen:
    """Progress of one or more runs, one line each.

    Use it as a context manager; `show` may be called from any thread.
    """

    def __init__(self, apis: Iterable[str]) -> None:
        self.console = Output(stderr=True, highlight=False)
        self._states: dict[str, Progress | None] = dict.fromkeys(apis)
        self._ends: dict[str, str] = {}
        self._announced: set[tuple[str, str, str]] = set()
        """API, operation and rule of the findings that were announced; the others of their kind come with the
        tables.
        """
        self._started = time.monotonic()
        self._spinner = Spinner("dots", style="cyan")
        self._live = Live(
            console=self.console, get_renderable=self._lines, refresh_per_second=10, transient=True
        )

    def __enter__(self) -> Screen:
        if self.console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.console.is_terminal:
            self._live.stop()

    def say(self, line: str) -> None:
        """One line that stays."""
        self.console.sentence(line)

    def show(self, progress: Progress) -> None:
        """Note where a run stands."""
        before = self._states.get(progress.api)
        self._states[progress.api] = progress
        if not self.console.is_terminal and (before is None or before.phase != progress.phase):
            self.say(
                f"{progress.api:9}{self._seconds():>4} s  {progress.phase}"
                + (f" (so far {text.count(before.cases, 'case')})" if before else "")
            )
        if progress.new is not None:
            kind = (progress.api, progress.new.operation, progress.new.rule.id)
            if kind not in self._announced:
                self._announced.add(kind)
                self._announce(progress.api, progress.new)

    def end(self, report: Report) -> None:
        """Note that a run is over."""
        counts = text.count(report.cases, "case"), text.count(len(report.findings), "finding")
        totals = ", ".join((*counts, f"{report.seconds:.0f} s"))
        self._ends[report.api] = totals
        if not self.console.is_terminal:
            self.say(f"{report.api:9}{self._seconds():>4} s  done: {totals}")

    def _announce(self, api: str, finding: Finding) -> None:
        line = Text.assemble(
            (f"{api:9}", ""),
            ("finding ", "bold red"),
            f"{finding.operation}  {finding.rule.id}  {finding.location}".rstrip(),
        )
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
                findings = Text(
                    text.count(state.findings, "finding"), "bold red" if state.findings else "dim"
                )
                totals = Text.assemble(f"{text.count(state.cases, 'case')}, ", findings)
                table.add_row(
                    self._spinner, api, state.phase, state.operation, totals, f"{self._seconds()} s"
                )
        return Group(table)


def render(reports: Sequence[Report], *, stderr: bool = False, replayable: bool = False) -> None:
    """Why a run came to nothing, the tables over all operations and rules, each finding once, and the outcome
    in one line.

    :param stderr: on standard error, because a report takes standard output.
    :param replayable: name the command that sends a finding's requests again.
    """
    console = Output(highlight=False, stderr=stderr)
    for report in reports:
        if report.stopped:
            console.sentence(Text(f"{report.api}: {report.stopped}\n", "yellow"))
    console.print(_table(reports))
    tables = (_rules(reports), _coverage(reports), _reach(reports))
    for part in (*tables, *map(_untested, reports), *map(_notes, reports)):
        if part is not None:
            console.print()
            console.sentence(part)
    number = 0
    for report in reports:
        for finding, more in _grouped([finding for finding in report.findings if not finding.known]):
            number += 1
            _finding(console, number, report, finding, more, replayable)
        _known(console, report)
    console.sentence(_outcome(reports))


def _table(reports: Sequence[Report]) -> Table:
    table = _plain_table("API", "Operation", ">Cases", ">Accepted", "Verdict")
    for report in reports:
        for row in report.operations:
            verdict = _verdict(row.verdict)
            if row.findings:
                verdict.append(f" ({text.count(len(row.findings), 'finding')})")
            table.add_row(row.api, row.operation, f"{row.cases:,}", f"{row.accepted:,}", verdict)
    return table


def _plain_table(*names: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", pad_edge=False)
    for name in names:
        table.add_column(
            name.removeprefix(">"), justify="right" if name.startswith(">") else "left", no_wrap=True
        )
    return table


def _verdict(verdict: Verdict) -> Text:
    return Text(verdict.value, _COLORS[verdict])


def _rules(reports: Sequence[Report]) -> Table | None:
    """A row for each rule with findings, and one for the others of its family."""
    table = _plain_table("API", "Rule", ">Tested", "Verdict")
    table.add_column("By", overflow="fold")
    for report in reports:
        families: dict[str, list[RuleResult]] = {}
        for result in report.rules:
            if result.verdict is not Verdict.NOT_TESTED:
                families.setdefault(result.rule.family, []).append(result)
        for family, results in families.items():
            shown = {result.rule.id: _operations(report, result.rule) for result in results}
            for result in results:
                if shown[result.rule.id]:
                    table.add_row(
                        report.api,
                        result.rule.id,
                        f"{result.times:,}",
                        _verdict(result.verdict),
                        ", ".join(shown[result.rule.id]),
                    )
            quiet = [result for result in results if not shown[result.rule.id]]
            if quiet:
                others = "other " if len(quiet) < len(results) else ""
                table.add_row(
                    report.api,
                    f"{family}: {text.count(len(quiet), f'{others}rule')}",
                    f"{max(result.times for result in quiet):,}",
                    _verdict(Verdict.HOLDS),
                    "",
                )
    return table if table.row_count else None


def _operations(report: Report, rule: Rule) -> list[str]:
    """The operations with findings of a rule."""
    return list(dict.fromkeys(finding.operation for finding in report.findings if finding.rule.id == rule.id))


def _untested(report: Report) -> Text | None:
    """The rules that were not run, by the reason."""
    reasons: dict[str, list[Rule]] = {}
    for result in report.rules:
        if result.verdict is Verdict.NOT_TESTED:
            reasons.setdefault(result.why or "nothing put them to the test", []).append(result.rule)
    if not reasons:
        return None
    lines = [
        f"{report.api}: {text.count(len(rules), 'rule')} not tested ({_named(rules)}): {why.rstrip('.')}."
        for why, rules in reasons.items()
    ]
    return Text("\n".join(lines), "yellow")


def _notes(report: Report) -> Text | None:
    """What the server does where no document says what is right."""
    return Text("\n".join(f"{report.api}: note: {note}" for note in report.notes)) if report.notes else None


def _named(rules: Sequence[Rule]) -> str:
    """Their ids, or of many the families."""
    if len(rules) <= _NAMED:
        return ", ".join(rule.id for rule in rules)
    return ", ".join(
        f"{family} {number}" for family, number in Counter(rule.family for rule in rules).items()
    )


def _coverage(reports: Sequence[Report]) -> Table | Text | None:
    """Of each operation, how much of the document was put to the test; of several APIs, the sum alone."""
    covered = [
        (report.api, report.coverage)
        for report in reports
        if report.coverage is not None and report.coverage.operations
    ]
    if len(covered) != 1:
        return (
            Text(
                "\n".join(
                    f"{api}: {coverage.percent} % of the document was put to the test."
                    for api, coverage in covered
                )
            )
            if covered
            else None
        )
    rows = covered[0][1].operations
    table = _plain_table("Coverage", *(f">{name.split()[0].capitalize()}" for name in rows[0].parts), ">All")
    for row in rows:
        table.add_row(
            row.operation,
            *(f"{len(part.seen)}/{part.total}" for part in row.parts.values()),
            f"{row.percent} %",
        )
    return table


def _reach(reports: Sequence[Report]) -> Text | None:
    """The operations of which the server refused most of the corpus."""
    lines = [f"{report.api}: {report.reach}" for report in reports if report.reach]
    return Text("\n".join(lines), "yellow") if lines else None


def _grouped(findings: Sequence[Finding]) -> list[tuple[Finding, list[Finding]]]:
    """The first few findings of each rule of an operation; the last of them with those that are only
    named.
    """
    kinds: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.operation, finding.rule.id), []).append(finding)
    shown: list[tuple[Finding, list[Finding]]] = []
    for group in kinds.values():
        shown += [(finding, []) for finding in group[:_PER_RULE]]
        if len(group) > _PER_RULE:
            shown[-1] = (shown[-1][0], group[_PER_RULE:])
    return shown


def _finding(
    console: Console, number: int, report: Report, finding: Finding, more: Sequence[Finding], replayable: bool
) -> None:
    kind = text.kind(finding)
    rule = (f"  {finding.rule.id}", "red" if finding.fails else "yellow")
    console.print(
        Text.assemble(
            "\n", (f"{number}. {finding.operation}", "bold"), rule, f"  {kind}  ", (finding.id, "dim")
        )
    )
    rows = Table.grid(padding=(0, 2))
    rows.add_column(no_wrap=True, style="dim")
    rows.add_column(overflow="fold")
    for label, line in text.rows(finding):
        rows.add_row(label, Text(line))
    if more:
        named = ", ".join(f"{finding.location or finding.message} ({finding.id})" for finding in more)
        rows.add_row("also", Text(f"{len(more)} more of this kind: {named}"))
    console.print(Padding(rows, (0, 0, 0, 3)))
    for line in (finding.curl, text.replay(report, finding) if replayable else ""):
        if line:
            console.print(Text(f"   {line}", "cyan"), soft_wrap=True)


def _known(console: Output, report: Report) -> None:
    known = [finding for finding in report.findings if finding.known]
    if known:
        console.print(Text(f"\n{report.api}: {text.count(len(known), 'finding')} of the baseline:", "yellow"))
        for finding in known:
            console.sentence(Text(f"   {finding.id}  {text.title(finding)}"))


def _outcome(reports: Sequence[Report]) -> Text:
    cases = sum(report.cases for report in reports)
    findings = sum(len(report.findings) for report in reports)
    tested = sum(row.cases > 0 for report in reports for row in report.operations)
    seconds = max((report.seconds for report in reports), default=0)
    seeds = ", ".join(sorted({str(report.seed) for report in reports if report.seed is not None}))
    code = exit_code(reports)
    style = {0: "bold green", 1: "bold red", 2: "bold yellow"}[code]
    known = sum(finding.known for report in reports for finding in report.findings)
    figures = [
        *([f"{known:,} known"] if known else []),
        text.count(tested, "operation"),
        text.count(cases, "case"),
        text.count(findings, "finding"),
        *text.tested_rules(reports),
        f"{seconds:.0f} s",
        *([f"seed {seeds}"] if seeds else []),
    ]
    return Text.assemble("\n", (text.verdict(reports, code), style), f": {', '.join(figures)}.")


def exit_code(reports: Sequence[Report]) -> int:
    """0 holds, 1 broken, 2 could not run; a finding outweighs the rest."""
    codes = [report.exit_code for report in reports] or [2]
    return 1 if 1 in codes else max(codes)
