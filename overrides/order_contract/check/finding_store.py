"""The findings of one operation, one for each cause, each with the smallest requests that showed it.

Invariants: what the documents leave open is not a finding; a cause that shows at several members is one
finding that names them all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from order_contract.check.findings import Finding, Severity, Step
from order_contract.check.rulebook import Grade
from order_contract.check.wire_rules.violation import Violation
from order_contract.spec import Api


@dataclass
class FindingStore:
    """What was found of one operation."""

    api: Api
    operation: str
    strict: bool
    findings: dict[tuple[str, str], Finding] = field(default_factory=dict)
    """By cause, in the order in which they were found."""

    def keep(
        self, violation: Violation, steps: tuple[Step, ...], mask: Callable[[str], str]
    ) -> Finding | None:
        """Keep a violation; gives the finding when its cause is new."""
        grade = violation.grade
        if grade is Grade.OPEN:
            return None
        severity = Severity.ERROR if self.strict or grade is Grade.MUST else Severity.WARNING
        finding = Finding(
            api=self.api,
            operation=self.operation,
            rule=violation.rule,
            location=violation.location,
            message=mask(violation.message),
            evidence=violation.evidence,
            severity=severity,
            steps=steps,
            grade=grade,
            kind=violation.kind,
        )
        return self.add(finding)

    def add(self, finding: Finding) -> Finding | None:
        """Keep a finding; gives it when its cause is new."""
        before = self.findings.get(finding.cause)
        if before is None:
            self.findings[finding.cause] = finding
            return finding
        smallest = min(before, finding, key=_size)
        members = tuple(dict.fromkeys((*before.members, *finding.members)))
        if smallest is not before or len(members) > len(before.members):
            self.findings[finding.cause] = replace(smallest, members=members)
        return None


def _size(finding: Finding) -> int:
    return size(finding.steps)


def size(steps: Sequence[Step]) -> int:
    """Characters and bytes of the requests of some steps."""
    return sum(len(step.request.url) + len(step.request.body) for step in steps)
