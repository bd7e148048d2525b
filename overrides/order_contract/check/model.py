"""What a run of the check gives back.

Invariants: a finding stands once for a fault of an operation, with the smallest request that showed it; nothing here holds a secret unmasked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from order_contract.spec import Api


class Rule(StrEnum):
    """What a server must keep to. The value is the rule's id."""

    NO_SERVER_ERROR = "no-server-error"
    STATUS = "status"
    CONTENT_TYPE = "content-type"
    BODY = "body"
    REFUSE = "refuse-invalid"
    ACCEPT = "accept-valid"
    CREDENTIALS = "credentials"
    ANSWER = "answer"

    @property
    def sentence(self) -> str:
        """The rule in words."""
        return _SENTENCES[self]


_SENTENCES: Final = {
    Rule.NO_SERVER_ERROR: "A request never makes the server fail (status 5xx).",
    Rule.STATUS: "The status is one that the document lists.",
    Rule.CONTENT_TYPE: "The answer says that it is JSON.",
    Rule.BODY: "The body is JSON and has the documented members and types.",
    Rule.REFUSE: "A request that breaks the document is refused, by status 4xx or by an error envelope.",
    Rule.ACCEPT: "A request that keeps to the document is not refused as malformed.",
    Rule.CREDENTIALS: "A request without credentials is refused.",
    Rule.ANSWER: "Every request gets an answer in time.",
}


@dataclass(frozen=True)
class Finding:
    """One fault of an operation, shown by one request."""

    operation: str
    rule: Rule
    where: str
    """The member or parameter at fault, such as `orderStatus.OrderId`; empty for the whole."""
    sentence: str
    request: str
    """Method and URL, secrets masked."""
    sent: str
    """The start of what was sent."""
    status: int
    came: str
    """The start of what came back."""
    curl: str


class Verdict(StrEnum):
    """Of one operation."""

    HOLDS = "holds"
    BROKEN = "broken"
    NOT_TESTED = "not tested"


@dataclass(frozen=True)
class OperationResult:
    """One row of the table."""

    api: Api
    operation: str
    cases: int
    accepted: int
    """How many of the cases the server carried out: none means that little more than its refusals was seen."""
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """Broken when there is a finding, else holds; not tested when nothing was sent."""
        if self.findings:
            return Verdict.BROKEN
        return Verdict.HOLDS if self.cases else Verdict.NOT_TESTED


@dataclass(frozen=True)
class Report:
    """The outcome of a run."""

    api: Api
    url: str
    seed: int
    seconds: float
    operations: tuple[OperationResult, ...]
    stopped: str = ""
    """Why the run could not test what it was asked to; empty when it could."""

    @property
    def cases(self) -> int:
        """How many requests were sent and judged."""
        return sum(row.cases for row in self.operations)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the operations."""
        return tuple(finding for row in self.operations for finding in row.findings)

    @property
    def exit_code(self) -> int:
        """0 holds, 1 broken, 2 could not run."""
        if self.findings:
            return 1
        untested = not self.operations or any(row.verdict is Verdict.NOT_TESTED for row in self.operations)
        return 2 if self.stopped or untested else 0


class CannotRun(Exception):
    """Nothing could be tested. The text is one sentence that says what to do."""


@dataclass(frozen=True)
class Progress:
    """Where a run stands; sent to `on_event` after every request."""

    api: Api
    phase: str
    operation: str
    cases: int
    findings: int
    new: Finding | None = field(default=None, compare=False)


OnEvent = Callable[[Progress], None]
