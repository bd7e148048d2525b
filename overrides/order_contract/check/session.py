"""One server under check: sends requests, holds each exchange to the wire rules, and keeps what was counted and found.

Invariants: a fault of an operation is kept once, with the smallest request that showed it; credentials are added here, to every request that is to
have them; nothing is kept with a secret in it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Final, Protocol
from urllib.parse import urlsplit

import httpx

from order_contract.check import rulebook
from order_contract.check.contract import Operation
from order_contract.check.credentials import Credentials, is_near
from order_contract.check.exchange import Received, Sent
from order_contract.check.judge import Fault, Judgement, judge
from order_contract.check.model import Finding, OnEvent, OperationResult, Progress, Report, RuleResult, Severity, Step, Verdict
from order_contract.check.rulebook import Rule
from order_contract.spec import Api

NOTHING: Final = Received(0)


class NoAnswer(Exception):
    """A request got no answer. The text is one sentence."""


class ServerGone(Exception):
    """Nothing listens any more (or never did). The text is one sentence that says what to do."""


class Connection(Protocol):
    """How requests reach the server."""

    def send(self, sent: Sent) -> Received:
        """Send one request, credentials included, and give back the answer.

        :raises NoAnswer: the answer did not come, or not in time.
        :raises ServerGone: there is nothing to send to.
        """

    def close(self) -> None:
        """Give back what the connection holds."""


class Http:
    """A server behind a URL."""

    def __init__(self, url: str, timeout: float) -> None:
        self.timeout = timeout
        # Proxies of the environment are for the outside world, not for a server next door.
        self._client = httpx.Client(timeout=timeout, trust_env=not is_near(urlsplit(url).hostname or ""))

    def send(self, sent: Sent) -> Received:
        """See `Connection`."""
        try:
            answer = self._client.request(sent.method, sent.url, headers=dict(sent.headers), content=sent.body or None)
        except httpx.ConnectError as error:
            raise ServerGone(str(error)) from None
        except httpx.HTTPError as error:
            raise NoAnswer(no_answer(error, self.timeout)) from None
        return Received(answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, answer.content)

    def close(self) -> None:
        """Close the sockets."""
        self._client.close()


def no_answer(error: Exception, timeout: float) -> str:
    """What went wrong with a request that got no answer, in one sentence."""
    if "timeout" in type(error).__name__.lower():
        return f"No answer within {timeout:g} seconds."
    return f"The connection broke before an answer came ({type(error).__name__})."


@dataclass(frozen=True)
class Exchange:
    """A step, and what the wire rules say of it; no judgement when no answer came."""

    step: Step
    judgement: Judgement | None

    @property
    def answered(self) -> Judgement:
        """The judgement of an exchange that has one."""
        if self.judgement is None:
            raise NoAnswer("No answer came.")
        return self.judgement


@dataclass
class _Row:
    operation: Operation
    cases: int = 0
    accepted: int = 0
    findings: dict[tuple[str, str], Finding] = field(default_factory=dict)


class Session:
    """The state of one run. Use it as a context manager; it closes the connection."""

    def __init__(
        self,
        api: Api,
        connection: Connection,
        base: str,
        credentials: Credentials,
        operations: Iterable[Operation],
        *,
        strict: bool = False,
        on_event: OnEvent | None = None,
    ) -> None:
        self.api = api
        self.connection = connection
        self.base = base
        """The URL before the path of an operation."""
        self.credentials = credentials
        self.mask = credentials.mask
        self.strict = strict
        self.on_event = on_event
        self.phase = "samples"
        self._rows = {operation.id: _Row(operation) for operation in operations}
        self._times: dict[str, int] = {}
        self._rules: dict[str, Rule] = {rule.id: rule for rule in rulebook.WIRE}
        self._untested: dict[str, str] = {}

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.connection.close()

    @property
    def operations(self) -> dict[str, Operation]:
        """By operationId, what is under check."""
        return {key: row.operation for key, row in self._rows.items()}

    @property
    def cases(self) -> int:
        """How many requests were sent."""
        return sum(row.cases for row in self._rows.values())

    @property
    def known(self) -> frozenset[tuple[str, str, str]]:
        """Operation, rule and place of every fault found so far."""
        return frozenset((key, *fault) for key, row in self._rows.items() for fault in row.findings)

    def send(self, operation: Operation, sent: Sent, *, authorized: bool = True) -> Exchange:
        """Send one request and hold the exchange to the wire rules.

        :param sent: without credentials.
        :param authorized: whether to add them. Without them, the server has to refuse.
        :raises ServerGone: nothing listens.
        """
        wire = self._with_credentials(sent) if authorized else sent
        started = time.perf_counter()
        try:
            received = self.connection.send(wire)
        except NoAnswer as said:
            step = self._step(sent, wire, NOTHING, authorized, time.perf_counter() - started)
            self._rows[operation.id].cases += 1
            self._tell(operation, self._keep(operation, Fault(rulebook.ANSWER, "", str(said)), (step,)))
            return Exchange(step, None)
        return self.note(operation, sent, wire, received, authorized=authorized, seconds=time.perf_counter() - started)

    def note(self, operation: Operation, sent: Sent, wire: Sent, received: Received, *, authorized: bool = True, seconds: float = 0.0) -> Exchange:
        """Hold an exchange that took place to the wire rules, count it, and keep its faults."""
        judgement = judge(operation, wire, received, credentials=authorized)
        step = self._step(sent, wire, received, authorized, seconds)
        row = self._rows[operation.id]
        row.cases += 1
        row.accepted += judgement.accepted and authorized
        new = None
        for fault in judgement.faults:
            new = self._keep(operation, fault, (step,)) or new
        self._tell(operation, new)
        return Exchange(step, judgement)

    def found(self, operation: Operation, fault: Fault, steps: Sequence[Step]) -> Finding | None:
        """Keep a fault that a rule found over one or more exchanges; gives the finding when it is new."""
        new = self._keep(operation, fault, tuple(steps))
        self._tell(operation, new)
        return new

    def unanswered(self, operation: Operation, sent: Sent, sentence: str) -> None:
        """Keep a request that was sent by other means and got no answer."""
        self._keep(operation, Fault(rulebook.ANSWER, "", sentence), (self._step(sent, sent, NOTHING, True, 0.0),))

    def tested(self, rule: Rule, times: int = 1) -> None:
        """Note that a rule was put to the test."""
        self._rules[rule.id] = rule
        self._times[rule.id] = self._times.get(rule.id, 0) + times

    def not_tested(self, rule: Rule, why: str) -> None:
        """Note why a rule was not run."""
        self._rules[rule.id] = rule
        self._untested[rule.id] = why

    def report(self, url: str, seed: int, seconds: float, stopped: str = "") -> Report:
        """What was counted and found."""
        rows = tuple(
            OperationResult(self.api, row.operation.name, row.cases, row.accepted, tuple(row.findings.values())) for row in self._rows.values()
        )
        broken = {finding.rule.id for row in rows for finding in row.findings if finding.severity is Severity.ERROR}
        rules = tuple(self._ruled(rule, broken) for rule in self._rules.values())
        return Report(self.api, url, seed, seconds, rows, rules, stopped)

    def _ruled(self, rule: Rule, broken: set[str]) -> RuleResult:
        times = self.cases if rule in rulebook.WIRE else self._times.get(rule.id, 0)
        if rule.id in broken:
            return RuleResult(rule, Verdict.BROKEN, times)
        return RuleResult(rule, Verdict.HOLDS if times else Verdict.NOT_TESTED, times, "" if times else self._untested.get(rule.id, ""))

    def _with_credentials(self, sent: Sent) -> Sent:
        return Sent(
            sent.method,
            self.credentials.url(self.api, sent.url),
            {**sent.headers, **self.credentials.headers(self.api)},
            self.credentials.body(self.api, sent.body),
        )

    def _step(self, sent: Sent, wire: Sent, received: Received, authorized: bool, seconds: float) -> Step:
        return Step(self.mask.sent(sent), authorized, self.mask.sent(wire), self.mask.received(received), seconds)

    def _keep(self, operation: Operation, fault: Fault, steps: tuple[Step, ...]) -> Finding | None:
        findings = self._rows[operation.id].findings
        key = (fault.rule.id, fault.where)
        before = findings.get(key)
        if before is not None and _size(before.steps) <= _size(steps):
            return None
        inferred = "inferred" in (fault.evidence, fault.rule.evidence)
        severity = Severity.WARNING if inferred and not self.strict else Severity.ERROR
        finding = Finding(self.api, operation.name, fault.rule, fault.where, self.mask(fault.sentence), fault.evidence, severity, steps)
        findings[key] = finding
        return finding if before is None else None

    def _tell(self, operation: Operation, new: Finding | None) -> None:
        if self.on_event is not None:
            findings = sum(len(row.findings) for row in self._rows.values())
            self.on_event(Progress(self.api, self.phase, operation.name, self.cases, findings, new))


def _size(steps: Sequence[Step]) -> int:
    return sum(len(step.asked.url) + len(step.asked.body) for step in steps)


def moved(operation: Operation, path: str) -> Operation:
    """The operation at another path: a merchant's own endpoint."""
    return replace(operation, path=path)
