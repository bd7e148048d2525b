"""The findings of one operation, one for each cause, each with the smallest requests that showed it, and how
many of its requests were accepted.

Invariants: what the documents leave open is not a finding; a cause that shows at several members is one
finding that names them all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from order_contract.check.document.operations import CheckedOperation
from order_contract.check.findings import Finding, OperationResult, Severity, Step
from order_contract.check.rulebook import Grade
from order_contract.check.wire_rules.judge import Judgement
from order_contract.check.wire_rules.request_validity import Form
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
            members=violation.members,
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


@dataclass
class OperationState:
    """What was counted and found of one operation."""

    operation: CheckedOperation
    store: FindingStore
    cases: int = 0
    accepted: int = 0
    valid: int = 0
    valid_accepted: int = 0
    unauthorized: int = 0
    """How many requests with our credentials were refused with 401."""
    admitted: int = 0
    """How many were accepted, or refused for another reason."""
    refuses_others: bool = False
    """Whether a request with other credentials, or with none, was refused."""
    refuses_others_by_401: bool = False
    reads_requests: bool = False
    """Whether a request with our credentials got another response than a 401 or a 405."""
    refuses_method: bool = False
    """Whether the operation is not taken by its method, which no document names."""

    @property
    def shows_good_credentials(self) -> bool:
        """Whether it accepted our credentials and no others, so that ours are good."""
        return (self.accepted > 0 and self.refuses_others) or (
            self.admitted > 0 and self.refuses_others_by_401
        )

    def count(self, judgement: Judgement, *, authorized: bool, corpus: bool) -> None:
        """Count a request.

        :param corpus: whether it is one of the corpus, of which those that keep to the document are counted.
        """
        self.cases += 1
        self.accepted += judgement.accepted and authorized
        if authorized:
            self.unauthorized += judgement.unauthorized
            self.admitted += not judgement.unauthorized and (judgement.accepted or judgement.refused)
        else:
            self.refuses_others |= judgement.refused
            self.refuses_others_by_401 |= judgement.unauthorized
        if corpus and judgement.assessment and judgement.assessment.form is Form.VALID:
            self.valid += 1
            self.valid_accepted += judgement.accepted

    def result(self, api: Api) -> OperationResult:
        """The row of the report."""
        return OperationResult(
            api,
            self.operation.name,
            self.cases,
            self.accepted,
            tuple(self.store.findings.values()),
            self.valid,
            self.valid_accepted,
            self.unauthorized if not self.admitted else 0,
        )


def _size(finding: Finding) -> int:
    return size(finding.steps)


def size(steps: Sequence[Step]) -> int:
    """Characters and bytes of the requests of some steps."""
    return sum(len(step.request.url) + len(step.request.body) for step in steps)
