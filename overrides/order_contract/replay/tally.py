"""Counts and findings of recorded traffic, as lines that can be written, read and added up.

Invariants: a finding is kept once, with the smallest exchange that showed it; nothing is kept with a secret
in it; lines of several machines add up to what one would have found, whatever their order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

import msgspec

from order_contract.check import rulebook
from order_contract.check.document.operations import CheckedOperation, operations
from order_contract.check.errors import CannotRunError
from order_contract.check.finding_store import FindingStore
from order_contract.check.findings import (
    Finding,
    OperationResult,
    Report,
    RuleResult,
    Severity,
    Step,
    Verdict,
)
from order_contract.check.reports import text
from order_contract.check.rulebook import Rule
from order_contract.check.transport.masking import Mask
from order_contract.check.wire_rules.violation import Violation
from order_contract.replay import asked_ids
from order_contract.replay.recorded_exchange import Skipped
from order_contract.replay.traffic_rules import REFUSAL_STATUS, REQUEST
from order_contract.spec import APIS, Api

FORMAT: Final = "order-contract-findings/1"
KEPT_SKIPPED: Final = 20
_KEPT_NAMES: Final = 1_000
Kind = Literal["unmatched", "callback-like", "not judged", "skipped"]


@dataclass(frozen=True)
class OperationLine:
    """How many exchanges of an operation were judged, and how many accepted."""

    api: Api
    operation: str
    cases: int
    accepted: int
    requests: int
    """Of how many the request was judged."""
    responses: int
    """Of how many the response was judged."""


@dataclass(frozen=True)
class CredentialsLine:
    """Whether requests of an API carry credentials, or an exchange that was accepted without."""

    api: Api
    operation: str = ""
    step: Step | None = None


@dataclass(frozen=True)
class CountLine:
    """How often something was met that was not judged."""

    kind: Kind
    name: str
    times: int


@dataclass(frozen=True)
class ReportLine:
    """One line of the file; it has one of the members beside the format."""

    format: str = ""
    operation: OperationLine | None = None
    finding: Finding | None = None
    credentials: CredentialsLine | None = None
    count: CountLine | None = None
    skipped: Skipped | None = None


@dataclass
class _OperationTally:
    operation: CheckedOperation
    store: FindingStore
    counts: Counter[str] = field(default_factory=Counter)
    without: Step | None = None
    """An exchange that was accepted without credentials."""


class Tally:
    """Counts, findings and what was left out, of one run or of several together."""

    def __init__(
        self, *, strict: bool = False, rules: Sequence[str] = (), exclude: Sequence[str] = ()
    ) -> None:
        self._strict = strict
        self._rules = frozenset(rules)
        self._exclude = frozenset(exclude)
        self._rows: dict[tuple[str, str], _OperationTally] = {}
        self._kept_credentials: set[str] = set()
        """APIs of which some request carries credentials: the recording has them still."""
        self.counts: dict[Kind, Counter[str]] = {
            "unmatched": Counter(),
            "callback-like": Counter(),
            "not judged": Counter(),
            "skipped": Counter(),
        }
        self.skipped: list[Skipped] = []
        """The first entries that could not be read."""

    def wanted(self, rule: Rule) -> bool:
        """Whether a rule is judged."""
        return (not self._rules or rule.id in self._rules) and rule.id not in self._exclude

    @property
    def cases(self) -> int:
        """How many exchanges were judged."""
        return sum(row.counts["cases"] for row in self._rows.values())

    @property
    def findings(self) -> int:
        """How many findings there are."""
        return sum(len(row.store.findings) for row in self._rows.values())

    def row(self, operation: CheckedOperation) -> Counter[str]:
        """The counters of an operation: `cases`, `accepted`, `requests` and `responses`."""
        return self._row(operation).counts

    def _row(self, operation: CheckedOperation) -> _OperationTally:
        key = (operation.api, operation.id)
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = _OperationTally(
                operation, FindingStore(operation.api, operation.name, self._strict)
            )
        return row

    def count(self, kind: Kind, name: str, times: int = 1) -> None:
        """Count something that was not judged; of very many names, the first are kept."""
        counter = self.counts[kind]
        if name in counter or len(counter) < _KEPT_NAMES:
            counter[name] += times

    def skip(self, skipped: Skipped) -> None:
        """Keep an entry that could not be read."""
        self.count("skipped", "")
        self.keep_skipped(skipped)

    def keep_skipped(self, skipped: Skipped) -> None:
        """Keep its name, if it is among the first."""
        if len(self.skipped) < KEPT_SKIPPED:
            self.skipped.append(skipped)

    def carries_credentials(self, api: Api) -> None:
        """Note that some request of an API carries credentials."""
        self._kept_credentials.add(api)

    def lacks_step_without_credentials(self, operation: CheckedOperation) -> bool:
        """Whether no exchange without credentials was kept yet."""
        return self._row(operation).without is None

    def without_credentials(self, operation: CheckedOperation, step: Step) -> None:
        """Keep an exchange that was accepted without them; whether that is a fault is known at the end."""
        row = self._row(operation)
        row.without = row.without or step

    def keep(
        self, operation: CheckedOperation, violation: Violation, step: Step, mask: Mask
    ) -> Finding | None:
        """Keep a fault; gives the finding when it is new.

        :param step: the exchange, masked.
        :param mask: what hides its secrets in the sentence.
        """
        if not self.wanted(violation.rule):
            return None
        return self._row(operation).store.keep(violation, (step,), mask)

    def lines(self) -> Iterator[ReportLine]:
        """Everything, so that it can be added to another tally."""
        for row in self._rows.values():
            counts = (row.counts[name] for name in ("cases", "accepted", "requests", "responses"))
            yield ReportLine(operation=OperationLine(row.operation.api, row.operation.id, *counts))
            for finding in row.store.findings.values():
                yield ReportLine(finding=finding)
            if row.without is not None:
                yield ReportLine(
                    credentials=CredentialsLine(row.operation.api, row.operation.id, row.without)
                )
        for api in self._kept_credentials:
            yield ReportLine(credentials=CredentialsLine(_API[api]))
        for kind, counter in self.counts.items():
            for name, times in counter.items():
                yield ReportLine(count=CountLine(kind, name, times))
        for skipped in self.skipped:
            yield ReportLine(skipped=skipped)

    def add(self, line: ReportLine) -> Finding | None:
        """Add a line of another tally; gives its finding when it is new."""
        new = None
        if line.operation is not None:
            counted = line.operation
            self._row(_operation(counted.api, counted.operation)).counts.update(
                cases=counted.cases,
                accepted=counted.accepted,
                requests=counted.requests,
                responses=counted.responses,
            )
        if line.finding is not None and self.wanted(line.finding.rule):
            finding = line.finding
            operation = next(known for known in operations(finding.api) if known.name == finding.operation)
            if self._strict:
                finding = replace(finding, severity=Severity.ERROR)
            new = self._row(operation).store.add(finding)
        if line.credentials is not None:
            if line.credentials.step is None:
                self.carries_credentials(line.credentials.api)
            else:
                operation = _operation(line.credentials.api, line.credentials.operation)
                self.without_credentials(operation, line.credentials.step)
        if line.count is not None:
            self.count(line.count.kind, line.count.name, line.count.times)
        if line.skipped is not None:
            self.keep_skipped(line.skipped)
        return new

    def reports(self, named: str, seconds: float, stopped: str = "") -> tuple[Report, ...]:
        """The report of each API of which an exchange was judged.

        :param stopped: why not everything could be judged; empty when it could.
        """
        for row in self._rows.values():
            if row.without is not None and row.operation.api in self._kept_credentials:
                violation = Violation(rulebook.CREDENTIALS, "", "A request without credentials was accepted.")
                self.keep(row.operation, violation, row.without, Mask(()))
        return tuple(
            self._report(api, rows, named, seconds, stopped)
            for api in APIS
            if (
                rows := [
                    self._rows[(api, operation.id)]
                    for operation in operations(api)
                    if (api, operation.id) in self._rows
                    and (
                        self._rows[(api, operation.id)].counts["cases"]
                        or self._rows[(api, operation.id)].store.findings
                    )
                ]
            )
        )

    def _report(
        self, api: Api, rows: list[_OperationTally], named: str, seconds: float, stopped: str
    ) -> Report:
        results = tuple(
            OperationResult(
                api,
                row.operation.name,
                row.counts["cases"],
                row.counts["accepted"],
                tuple(row.store.findings.values()),
            )
            for row in rows
        )
        broken = {
            finding.rule.id
            for result in results
            for finding in result.findings
            if finding.severity is Severity.ERROR
        }
        judged = [
            *(
                (rule, "responses")
                for rule in (*rulebook.WIRE, REFUSAL_STATUS)
                if api in rule.apis and rule is not rulebook.METHOD  # recorded requests have their own
            ),
            (REQUEST, "requests"),
        ]
        rules = [
            self._rule(rule, [row for row in rows if row.counts[side]], side, broken)
            for rule, side in judged
            if self.wanted(rule)
        ]
        rules += [
            self._rule(rule, [row], "accepted", broken)
            for row in rows
            if row.counts["accepted"]
            for rule in asked_ids.RULES.get(row.operation.id, ())
            if self.wanted(rule)
        ]
        return Report(api, named, None, seconds, results, tuple(rules), stopped)

    @staticmethod
    def _rule(rule: Rule, rows: list[_OperationTally], side: str, broken: set[str]) -> RuleResult:
        times = sum(row.counts[side] for row in rows)
        verdict = Verdict.HOLDS if times else Verdict.NOT_TESTED
        places = tuple(row.operation.name for row in rows)
        return RuleResult(rule, Verdict.BROKEN if rule.id in broken else verdict, times, operations=places)


_API: Final[dict[str, Api]] = {api: api for api in APIS}


def _operation(api: Api, key: str) -> CheckedOperation:
    return next(operation for operation in operations(api) if operation.id == key)


def write(lines: Iterable[ReportLine]) -> Iterator[bytes]:
    """Each line as JSON, bodies in base64, with its line feed."""
    for line in lines:
        plain: Any = text.sound(msgspec.to_builtins(line))
        stated = {name: value for name, value in plain.items() if value is not None} | {"format": FORMAT}
        yield msgspec.json.encode(stated) + b"\n"


def read(raw: bytes, origin: str) -> ReportLine:
    """One line that `write` wrote.

    :raises CannotRunError: it is none.
    """
    try:
        line = msgspec.json.decode(raw, type=ReportLine)
        if line.operation is not None:
            _operation(line.operation.api, line.operation.operation)
    except (msgspec.DecodeError, StopIteration) as error:
        raise CannotRunError(f"{origin} is not a line that --jsonl wrote ({error}).") from None
    if line.format != FORMAT:
        raise CannotRunError(f"{origin} has the format {line.format!r}; this reads {FORMAT!r}.")
    return line
