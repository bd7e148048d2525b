"""One server under check: sends requests, holds each exchange to the wire rules, and keeps what was counted
and found.

Invariants: a fault of an operation is kept once, with the smallest request that showed it; credentials are
added here, to every request that is to have them; nothing is kept with a secret in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Final

from order_contract.check import rulebook
from order_contract.check.coverage import Collector
from order_contract.check.delivered_notices import DeliveredNotices
from order_contract.check.document.operations import CheckedOperation
from order_contract.check.finding_store import FindingStore, OperationState
from order_contract.check.findings import (
    Finding,
    OnEvent,
    Progress,
    Report,
    Severity,
    Step,
)
from order_contract.check.odd_attachments import OddAttachments
from order_contract.check.rule_counts import RuleCounts
from order_contract.check.rulebook import Rule
from order_contract.check.transport.connections import (
    Connection,
    RequestFailedError,
    RunAbortedError,
    ServerUnreachableError,
    broke,
)
from order_contract.check.transport.credentials import ServerCredentials
from order_contract.check.transport.messages import Received, Sent, digest
from order_contract.check.transport.pace import Pace
from order_contract.check.transport.parsed_json import parse
from order_contract.check.wire_rules import methods
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.check.wire_rules.judge import Judgement, failure_grade, judge
from order_contract.check.wire_rules.leaks import leaked, shown
from order_contract.check.wire_rules.violation import Violation
from order_contract.spec import Api

if TYPE_CHECKING:
    from hypothesis.database import ExampleDatabase

NO_RESPONSE: Final = Received(0)
OUT_OF_TIME: Final = "The time was over before its turn: give --max-time more seconds."
"""Why a rule was not tested."""
_SILENCES: Final = 3
_BREAKS: Final = 24
"""Requests in a row that were left waiting, or whose connection broke, after which no response is expected
any more.
"""


class StopAtFirstError(RunAbortedError):
    """The first error was found, and no more is wanted."""


class PhaseTimeoutError(RunAbortedError):
    """The seconds of a phase are spent."""


@dataclass(frozen=True)
class Exchange:
    """A step, and what the wire rules say of it; no judgement when no response came."""

    step: Step
    judgement: Judgement | None

    @property
    def required_judgement(self) -> Judgement:
        """The judgement of an exchange that has one."""
        if self.judgement is None:
            raise RequestFailedError("No response came.")
        return self.judgement


class Session:
    """The state of one run. Use it as a context manager; it closes the connection."""

    def __init__(
        self,
        api: Api,
        connection: Connection,
        base: str,
        credentials: ServerCredentials,
        operations: Iterable[CheckedOperation],
        *,
        strict: bool = False,
        stop_at_first: bool = False,
        known_findings: Container[str] = (),
        wanted: Callable[[Rule], bool] = lambda _: True,
        on_event: OnEvent | None = None,
    ) -> None:
        self.api = api
        self.connection = connection
        self.base = base
        """The URL before the path of an operation."""
        self.credentials = credentials
        self.mask = credentials.mask
        self.strict = strict
        self.stop_at_first = stop_at_first
        self.known_findings = known_findings
        """Ids of findings that do not end the run."""
        self.wanted = wanted
        """Which rules a finding may be of."""
        self.on_event = on_event
        self.connect: Callable[[], Connection] | None = None
        """Makes one more connection, for requests at the same time; None where that cannot be."""
        self.database: ExampleDatabase | None = None
        """Where Hypothesis keeps what it finds; None for nowhere."""
        self.notes: list[str] = []
        """What the server's owner may want to know, and no document decides."""
        self.phase = "corpus"
        self.until: float | None = None
        """The moment, by `time.monotonic`, after which nothing more is sent in this phase."""
        self.coverage = Collector(api)
        self.delivered = DeliveredNotices()
        self.statuses: set[int] = set()  # of every response so far
        self._odd_attachments = OddAttachments()
        self._silence = 0
        self._pace = Pace()
        self._sent: set[bytes] = set()
        self._rows = {
            operation.id: OperationState(operation, FindingStore(api, operation.name, strict))
            for operation in operations
        }
        self.rules = RuleCounts(api)

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    @property
    def operations(self) -> dict[str, CheckedOperation]:
        """By operationId, what is under check."""
        return {key: row.operation for key, row in self._rows.items()}

    @property
    def cases(self) -> int:
        """How many requests were sent."""
        return sum(row.cases for row in self._rows.values())

    def has_accepted(self, operation: CheckedOperation) -> bool:
        """Whether the server has accepted a request of an operation."""
        return self._rows[operation.id].accepted > 0

    @property
    def is_admitted(self) -> bool:
        """Whether our credentials are good: the server has let them in and kept others out."""
        return any(row.shows_good_credentials for row in self._rows.values())

    @property
    def is_shut_out(self) -> bool:
        """Whether every request so far was one with our credentials that was refused with 401."""
        return self.cases > 0 and all(row.unauthorized == row.cases for row in self._rows.values())

    @property
    def known(self) -> frozenset[tuple[str, str, str]]:
        """Operation, rule, and kind or place of every finding so far."""
        return frozenset(
            (key, *violation) for key, row in self._rows.items() for violation in row.store.findings
        )

    def send(
        self,
        operation: CheckedOperation,
        sent: Sent,
        *,
        authorized: bool = True,
        at: str = "",
        expected: Expectation = Expectation.BY_DOCUMENT,
    ) -> Exchange:
        """Send one request and hold the exchange to the wire rules.

        :param sent: without credentials.
        :param authorized: whether to add them. Without them, the server has to refuse.
        :param expected: what is known of the request; otherwise it is held against the document.
        :param at: what is special about the request; a good one that is refused is reported there.
        :raises ServerUnreachableError: nothing listens, or nothing responds.
        :raises PhaseTimeoutError: the phase is over; nothing was sent.
        :raises StopAtFirstError: this request showed the first error, and no more is wanted.
        """
        wire = self.with_credentials(sent) if authorized else sent
        received, step = self._ask(operation, sent, wire, authorized, lambda: self.connection.send(wire))
        if received is None and wire.is_oversized and broke(step.why):
            self._took(operation, step, Judgement((), accepted=False, refused=True))
            return Exchange(step, None)
        if received is None:
            silent = Violation(rulebook.ANSWER, "", step.why, graded=failure_grade(operation, wire))
            self._took(operation, step, Judgement((silent,), accepted=False))
            self._silence += _BREAKS // _SILENCES if step.seconds > self.connection.timeout / 2 else 1
            if self._silence >= _BREAKS:
                raise ServerUnreachableError("The server left several requests in a row without a response.")
            return Exchange(step, None)
        self._silence = 0
        judgement = judge(operation, wire, received, credentials=authorized, at=at, expected=expected)
        if self._is_of_method(operation, sent, received, judgement, authorized):
            judgement = methods.refusal(operation)
        else:
            judgement = self._without_leaks(judgement, wire, received)
            if self.api == "s2":
                judgement = self._odd_attachments.weakened(wire, judgement)
            self.coverage.note(operation, wire, judgement)
        self._took(operation, step, judgement)
        if self.api == "merchant" and (judgement.accepted or judgement.in_doubt):
            note = self.delivered.note if judgement.accepted else self.delivered.note_refusal
            note(parse(sent.body).value)
        return Exchange(step, judgement)

    def refuses_method(self, operation: CheckedOperation) -> bool:
        """Whether the server does not take an operation by its method, which no document names."""
        return self._rows[operation.id].refuses_method

    def _is_of_method(
        self,
        operation: CheckedOperation,
        sent: Sent,
        received: Received,
        judgement: Judgement,
        authorized: bool,
    ) -> bool:
        """Whether a 405 is about a method that no document names: no request before has come further."""
        row = self._rows[operation.id]
        refused = methods.is_405(received, judgement)
        if not refused or row.refuses_method:
            row.reads_requests |= authorized and not refused and not judgement.unauthorized
            return refused
        if row.reads_requests or not methods.may_be_refused(operation, sent, received):
            return False
        if authorized:
            row.refuses_method = True
        else:  # with our credentials it tells whether they are the reason
            self.send(operation, sent, expected=Expectation.UNSPECIFIED)
        return row.refuses_method

    def _without_leaks(self, judgement: Judgement, wire: Sent, received: Received) -> Judgement:
        """The judgement, with what the response shows of credentials and of customers."""
        leak = (
            leaked(self.api, wire, received, self.mask)
            if judgement.refused
            else shown(received, self.credentials.secret(self.api))
        )
        return judgement if leak is None else replace(judgement, violations=(*judgement.violations, leak))

    def hostile(
        self,
        operation: CheckedOperation,
        sent: Sent,
        ask: Callable[[Sent], Received],
        judged: Callable[[Received | None, str], tuple[Violation, ...]],
    ) -> Exchange:
        """Send a request that no client would, in a way of its own, and hold the exchange to rules of its
        own.

        :param ask: sends it, credentials included.
        :param judged: the faults of a response, or of its absence, for which a sentence says why.
        """
        wire = self.with_credentials(sent)
        received, step = self._ask(operation, sent, wire, True, lambda: ask(wire))
        judgement = Judgement(judged(received, step.why), accepted=False)
        self._took(operation, step, judgement)
        return Exchange(step, judgement if received is not None else None)

    def once(
        self,
        operation: CheckedOperation,
        sent: Sent,
        *,
        authorized: bool = True,
        at: str = "",
        expected: Expectation = Expectation.BY_DOCUMENT,
    ) -> Exchange | None:
        """The same as `send` for a request that this run has not sent yet; otherwise nothing is sent, and
        None comes back.
        """
        if digest(sent, authorized) in self._sent:
            return None
        return self.send(operation, sent, authorized=authorized, at=at, expected=expected)

    def note(
        self,
        operation: CheckedOperation,
        sent: Sent,
        wire: Sent,
        received: Received,
        *,
        authorized: bool = True,
        seconds: float = 0.0,
    ) -> Exchange:
        """Hold an exchange that took place elsewhere to the wire rules, count it, and keep its faults."""
        judgement = judge(operation, wire, received, credentials=authorized)
        step = self._step(sent, wire, received, authorized, seconds)
        self.coverage.note(operation, wire, judgement)
        self._took(operation, step, judgement)
        return Exchange(step, judgement)

    def _ask(
        self,
        operation: CheckedOperation,
        sent: Sent,
        wire: Sent,
        authorized: bool,
        ask: Callable[[], Received],
    ) -> tuple[Received | None, Step]:
        if self.until is not None and time.monotonic() > self.until:
            raise PhaseTimeoutError
        self._sent.add(digest(sent, authorized))
        started = time.perf_counter()
        try:
            received = self._pace.ask(ask)
        except RequestFailedError as error:
            return None, self._step(
                sent, wire, NO_RESPONSE, authorized, time.perf_counter() - started, str(error)
            )
        return received, self._step(sent, wire, received, authorized, time.perf_counter() - started)

    def _took(self, operation: CheckedOperation, step: Step, judgement: Judgement) -> None:
        """Count a step, and keep its faults."""
        self.statuses.add(step.received.status)
        row = self._rows[operation.id]
        row.count(judgement, authorized=step.authorized, corpus=self.phase == "corpus")
        new = None
        for violation in judgement.violations:
            new = self._keep(operation, violation, (step,)) or new
        self._report_progress(operation, new)

    def add(self, operation: CheckedOperation, violation: Violation, steps: Sequence[Step]) -> Finding | None:
        """Keep a fault that a rule found over one or more exchanges; gives the finding when it is new."""
        new = self._keep(operation, violation, tuple(steps))
        self._report_progress(operation, new)
        return new

    def report(self, url: str, seed: int, seconds: float, stopped: str = "") -> Report:
        """Counts and findings."""
        rows = tuple(row.result(self.api) for row in self._rows.values())
        broken = {
            finding.rule.id for row in rows for finding in row.findings if finding.severity is Severity.ERROR
        }
        sent_to = [row.operation.name for row in self._rows.values() if row.cases]
        if self.is_shut_out:
            self.rules.shut_out()
        rules = self.rules.results(self.wanted, broken, self.cases, sent_to)
        return Report(
            self.api,
            url,
            seed,
            seconds,
            rows,
            rules,
            stopped,
            coverage=self.coverage.result(row.operation for row in self._rows.values()),
            notes=(*self.credentials.extras.notes, *self.notes, *self._pace.notes),
        )

    def with_credentials(self, sent: Sent) -> Sent:
        """The request as it goes out."""
        return self.credentials.added(self.api, sent)

    def _step(
        self, sent: Sent, wire: Sent, received: Received, authorized: bool, seconds: float, why: str = ""
    ) -> Step:
        return Step(
            self.mask.sent(sent),
            authorized,
            self.mask.sent(wire),
            self.mask.received(received),
            seconds,
            why=why,
        )

    def _keep(
        self, operation: CheckedOperation, violation: Violation, steps: tuple[Step, ...]
    ) -> Finding | None:
        if not self.wanted(violation.rule):
            return None
        return self._rows[operation.id].store.keep(violation, steps, self.mask)

    def _report_progress(self, operation: CheckedOperation, new: Finding | None) -> None:
        if self.on_event is not None:
            findings = sum(len(row.store.findings) for row in self._rows.values())
            self.on_event(Progress(self.api, self.phase, operation.name, self.cases, findings, new))
        if new is None or not self.stop_at_first or new.severity is not Severity.ERROR:
            return
        if new.id not in self.known_findings:
            raise StopAtFirstError
