"""The result of a run: findings, results by operation and rule, and the report.

Invariants: a finding stands once for a fault of an operation, with the smallest request that showed it;
nothing here holds a secret unmasked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Final

from order_contract.check.coverage import Coverage
from order_contract.check.rulebook import Evidence, Grade, Rule
from order_contract.check.transport.messages import Received, Sent
from order_contract.check.transport.shell import as_curl, as_text, excerpt
from order_contract.spec import Api

_ENOUGH: Final = 10
"""Requests of the corpus below which their refusals say nothing."""
_FEW: Final = 4
"""Where less than one request in so many is accepted, most of the corpus was not tested."""


class Severity(StrEnum):
    """An error breaks what is documented, a warning what is only inferred."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Step:
    """One exchange of a finding. Secrets are masked in all of it."""

    request: Sent
    """The request before credentials were added: it can be sent again."""
    authorized: bool
    """Whether credentials were added."""
    wire: Sent
    """The request as it went out."""
    received: Received
    """What came back; status 0 when nothing did."""
    seconds: float = 0.0
    why: str = ""
    """Why no response came, in one sentence; empty when one did."""
    origin: str = ""
    """Where it stands in recorded traffic, such as `shop.har, entry 17`; empty when we sent it."""


@dataclass(frozen=True)
class Finding:
    """One fault of an operation, shown by one request, or by several in their order."""

    api: Api
    operation: str
    rule: Rule
    location: str
    """The member or parameter at fault, such as `orderStatus.OrderId`; empty for the whole."""
    message: str
    evidence: Evidence
    severity: Severity
    steps: tuple[Step, ...]
    grade: Grade = Grade.MUST
    """What the verdict rests on: `must` or `should`."""
    kind: str = ""
    """The kind of breach, such as `missing`; empty where the rule can be broken in one way."""
    members: tuple[str, ...] = ()
    """Every place at which the same breach showed; of more than one, `location` is that of the steps."""
    known: bool = False
    """Whether the baseline has it, so that it does not fail the run."""

    def __post_init__(self) -> None:
        if not self.members:
            object.__setattr__(self, "members", (self.location,) if self.location else ())

    @property
    def fails(self) -> bool:
        """Whether the run fails because of it."""
        return self.severity is Severity.ERROR and not self.known

    @property
    def cause(self) -> tuple[str, str]:
        """What findings of one operation have in common that are one: see `Violation.cause`."""
        return self.rule.id, f"{self.grade.value} {self.kind}" if self.kind else self.location

    @property
    def id(self) -> str:
        """Eight hexadecimal digits, the same for the same fault in every run."""
        text = "\n".join((self.api, self.operation, *self.cause))
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]

    @property
    def source(self) -> str:
        """Where the rule is said of this API: a line of a document, or a part of the published document."""
        places = self.rule.source_for(self.api).split(", ")
        return ", ".join(
            f"{place.removeprefix('the documented ')} of {self.operation} in {self.api}.json"
            if place.startswith("the documented ")
            else place
            for place in places
        )

    @property
    def request(self) -> str:
        """Method and URL of the last request."""
        return f"{self.steps[-1].wire.method} {self.steps[-1].wire.url}"

    @property
    def sent(self) -> str:
        """The start of what was sent last, with the query decoded."""
        return as_text(self.steps[-1].wire)

    @property
    def status(self) -> int:
        """The last response's status; 0 when none came."""
        return self.steps[-1].received.status

    @property
    def came(self) -> str:
        """The start of what came back last."""
        return excerpt(self.steps[-1].received.body)

    @property
    def curl(self) -> str:
        """One shell line that sends the requests again, in their order; secrets are taken from the
        environment.
        """
        return "; ".join(as_curl(step.wire, self.api) for step in self.steps)


class Verdict(StrEnum):
    """Of one operation, or of one rule."""

    HOLDS = "holds"
    BROKEN = "broken"
    KNOWN = "known faults"
    NOT_TESTED = "not tested"


@dataclass(frozen=True)
class OperationResult:
    """One row of the table of operations."""

    api: Api
    operation: str
    cases: int
    accepted: int
    """How many of the cases the server accepted: none means that little more than its refusals was seen.
    """
    findings: tuple[Finding, ...]
    valid: int = 0
    """How many requests of the corpus keep to the document."""
    valid_accepted: int = 0
    """How many of those the server accepted."""
    shut_out: int = 0
    """How many requests with our credentials were refused with 401, where none was let in; else 0."""

    @property
    def is_hardly_reached(self) -> bool:
        """Whether the server refused most of what keeps to the document, for other reasons than 401."""
        return not self.shut_out and self.valid >= _ENOUGH and self.valid_accepted * _FEW < self.valid

    @property
    def verdict(self) -> Verdict:
        """Broken when there is an error, else holds; not tested when nothing was sent, or when every request
        was refused with 401 and nothing shows whose fault that is.
        """
        if any(finding.fails for finding in self.findings):
            return Verdict.BROKEN
        if any(finding.known for finding in self.findings):
            return Verdict.KNOWN
        return (
            Verdict.HOLDS if self.cases and not (self.shut_out and not self.findings) else Verdict.NOT_TESTED
        )


@dataclass(frozen=True)
class RuleResult:
    """One row of the table of rules."""

    rule: Rule
    verdict: Verdict
    times: int
    """How many times the rule was put to the test."""
    why: str = ""
    """Why it was not tested; empty otherwise."""
    operations: tuple[str, ...] = ()
    """On which operations; empty when it is not known of each."""


@dataclass(frozen=True)
class Report:
    """The outcome of a run."""

    api: Api
    url: str
    seed: int | None
    """None for recorded traffic."""
    seconds: float
    operations: tuple[OperationResult, ...]
    rules: tuple[RuleResult, ...] = ()
    stopped: str = ""
    """Why the run could not test what it was asked to; empty when it could."""
    coverage: Coverage | None = None
    """What of the document was put to the test; None for recorded traffic."""
    notes: tuple[str, ...] = ()
    """What the server does where no document says what is right; no verdict rests on it."""

    @property
    def cases(self) -> int:
        """How many requests were sent and judged."""
        return sum(row.cases for row in self.operations)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the operations."""
        return tuple(finding for row in self.operations for finding in row.findings)

    @property
    def reach(self) -> str:
        """Of which operations most of the corpus was refused, and why that may be; empty where it was not."""
        return " ".join(sentence for sentence in (self._shut_out, self._hardly_reached) if sentence)

    @property
    def _shut_out(self) -> str:
        names = [row.operation for row in self.operations if row.shut_out]
        if not names:
            return ""
        return (
            f"Every request with the given credentials was refused with 401: {', '.join(names)}. What else "
            "the documents say of them was not tested."
        )

    @property
    def _hardly_reached(self) -> str:
        refused = [
            f"{row.operation} {row.valid_accepted:,} of {row.valid:,}"
            for row in self.operations
            if row.is_hardly_reached
        ]
        if not refused:
            return ""
        return (
            f"Few corpus requests that keep to the document were accepted: {', '.join(refused)}. They carry "
            "the ids of the documented samples: this server does not know these, or their orders are not in "
            "a state for it (a reset in the fixtures puts them back), or a gateway asks for more (--header "
            "and --query send it); so what else stands in the refused requests was not tested."
        )

    @property
    def exit_code(self) -> int:
        """0 holds, 1 broken, 2 could not run."""
        if any(finding.fails for finding in self.findings):
            return 1
        untested = not self.operations or any(row.verdict is Verdict.NOT_TESTED for row in self.operations)
        return 2 if self.stopped or untested else 0


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
