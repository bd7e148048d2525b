"""Known failures: a text file that lists findings by id, one a line, which then do not fail a run.

Invariants: a listed finding is still shown, as known; what a run did not test is neither reported as gone nor
dropped from the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from order_contract.check.errors import CannotRunError
from order_contract.check.findings import Finding, Report, RuleResult, Verdict
from order_contract.check.reports import put

_HEAD: Final = (
    "# Known findings of `order-contract check`: listed here, a finding does not fail a run. "
    "Written by --update-baseline.\n"
)
_LINE: Final = re.compile(
    r"(?P<id>[0-9a-f]{8})(?:\s+(?P<api>\w+)\s+(?P<operation>\w+)(?:\s+(?P<about>[^#]*))?)?\s*(?:#.*)?"
)


@dataclass(frozen=True)
class BaselineEntry:
    """One line. An entry that a person wrote may be the id alone."""

    id: str
    api: str = ""
    operation: str = ""
    about: str = ""

    @property
    def line(self) -> str:
        """As it stands in the file."""
        return "  ".join(part for part in (self.id, self.api, self.operation, self.about) if part)


@dataclass(frozen=True)
class Baseline:
    """The file's entries by id."""

    entries: tuple[BaselineEntry, ...] = ()

    @classmethod
    def load(cls, path: Path, *, missing_ok: bool = False) -> Baseline:
        """Read a file.

        :raises CannotRunError: there is none, or a line is not an entry.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            if missing_ok:
                return cls()
            raise CannotRunError(
                f"The baseline {path} does not exist: write it with --update-baseline."
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise CannotRunError(f"The baseline {path} cannot be read: {error}.") from None
        return cls.read(text, str(path))

    @classmethod
    def read(cls, text: str, name: str) -> Baseline:
        """Read a text.

        :param name: what it is called in sentences.
        :raises CannotRunError: a line is not an entry.
        """
        entries = {}
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            match = _LINE.fullmatch(line.strip())
            if match is None:
                raise CannotRunError(
                    f"{name}, line {number}: write the id of a finding, eight hexadecimal digits, at the "
                    "start of the line."
                )
            entries[match["id"]] = BaselineEntry(
                match["id"], match["api"] or "", match["operation"] or "", (match["about"] or "").strip()
            )
        return cls(tuple(entries.values()))

    def apply(self, report: Report) -> Report:
        """The report with the listed findings marked as known."""
        ids = {entry.id for entry in self.entries}
        rows = tuple(
            replace(
                row, findings=tuple(replace(finding, known=finding.id in ids) for finding in row.findings)
            )
            for row in report.operations
        )
        marked = replace(report, operations=rows)
        return replace(marked, rules=tuple(_judged(result, marked.findings) for result in report.rules))

    def gone(self, report: Report) -> list[BaselineEntry]:
        """The entries whose operation was tested to the end without the finding."""
        if report.stopped:
            return []
        tested = {row.operation for row in report.operations if row.cases}
        current = {finding.id for finding in report.findings}
        return [
            entry
            for entry in self.entries
            if entry.api == report.api and entry.operation in tested and entry.id not in current
        ]

    def updated(self, reports: Sequence[Report]) -> Baseline:
        """The entries that no run showed to be gone, and all that the runs found."""
        gone = {entry.id for report in reports for entry in self.gone(report)}
        entries = [_entry(finding) for report in reports for finding in report.findings]
        merged = {entry.id: entry for entry in (*self.entries, *entries) if entry.id not in gone}
        return Baseline(
            tuple(
                sorted(merged.values(), key=lambda entry: (entry.api, entry.operation, entry.about, entry.id))
            )
        )

    def save(self, path: Path) -> None:
        """Write the file anew."""
        put(path, (_HEAD + "".join(f"{entry.line}\n" for entry in self.entries)).encode(), shared=True)


def _entry(finding: Finding) -> BaselineEntry:
    about = f"{finding.rule.id}  {finding.location}".replace("#", "").strip()
    return BaselineEntry(finding.id, finding.api, finding.operation, " ".join(about.split()))


def _judged(result: RuleResult, findings: Iterable[Finding]) -> RuleResult:
    if result.verdict is not Verdict.BROKEN:
        return result
    fails = any(finding.fails for finding in findings if finding.rule.id == result.rule.id)
    return result if fails else replace(result, verdict=Verdict.KNOWN)
