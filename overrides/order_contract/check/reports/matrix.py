"""The matrix of operations by rules, and the result of each pair.

Invariant: every report (table, page, JUnit, test run) reads its cells here, so that none of them says
something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from order_contract.check.findings import Finding, OperationResult, Report, RuleResult, Verdict
from order_contract.check.rule_counts import SHUT_OUT
from order_contract.check.rulebook import Rule


class Mark(StrEnum):
    """What is said of one operation and one rule."""

    BROKEN = "broken"
    KNOWN = "known"
    WARNING = "warning"
    HOLDS = "holds"
    NOT_TESTED = "not tested"
    NOT_APPLICABLE = ""
    """The rule is not about the operation, or was tested without saying on which operation."""


@dataclass(frozen=True)
class Cell:
    """One operation and one rule."""

    operation: str
    rule: Rule
    mark: Mark
    findings: tuple[Finding, ...]
    why: str
    """Why it was not tested, where known."""


def cells(report: Report, result: RuleResult) -> list[Cell]:
    """One rule on every operation of a run, in the order of the operations."""
    return [_cell(row, result) for row in report.operations]


def _cell(row: OperationResult, result: RuleResult) -> Cell:
    findings = tuple(finding for finding in row.findings if finding.rule.id == result.rule.id)
    why = result.why or (SHUT_OUT if row.shut_out else "")
    return Cell(row.operation, result.rule, _mark(row, result, findings), findings, why)


def _mark(row: OperationResult, result: RuleResult, findings: tuple[Finding, ...]) -> Mark:
    if any(finding.fails for finding in findings):
        return Mark.BROKEN
    if findings:
        return Mark.KNOWN if any(finding.known for finding in findings) else Mark.WARNING
    if result.rule.family != "wire" and row.operation not in result.operations:
        return Mark.NOT_APPLICABLE
    return Mark.HOLDS if row.verdict is not Verdict.NOT_TESTED and result.times else Mark.NOT_TESTED
