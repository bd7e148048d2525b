"""One run of the check against one server: samples, samples with one thing broken, no credentials, then schemathesis.

Invariants: the documented samples go first; a fault of an operation is reported once, with the smallest request that showed it; a server that
refuses our credentials or does not answer is "could not run", never "holds".
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from random import SystemRandom
from types import TracebackType
from typing import Final
from urllib.parse import urlsplit

import httpx

from order_contract.check import fuzz, samples
from order_contract.check.contract import Operation, operations
from order_contract.check.credentials import Credentials, is_near, permit
from order_contract.check.exchange import Received, Sent, curl, excerpt
from order_contract.check.judge import Fault, Judgement, judge
from order_contract.check.model import CannotRun, Finding, OnEvent, OperationResult, Progress, Report, Rule
from order_contract.check.request import decoded
from order_contract.spec import Api

TIMEOUT: Final = 10.0
"""Seconds that a server may take for one answer."""
MAX_EXAMPLES: Final = 50
"""Fuzzed requests per operation, beyond the samples and the boundaries."""
MAX_BOUNDARIES: Final = 400
"""Boundary cases per operation before they are thinned out."""


def run(
    url: str,
    api: Api,
    *,
    credentials: Credentials | None = None,
    seed: int | None = None,
    max_examples: int = MAX_EXAMPLES,
    max_boundaries: int = MAX_BOUNDARIES,
    max_time: int | None = None,
    only: Iterable[str] = (),
    allow_host: bool = False,
    timeout: float = TIMEOUT,
    on_event: OnEvent | None = None,
) -> Report:
    """Hold a running server to the contract of one API.

    :param url: the server's base URL; for `merchant` the whole callback endpoint, or a base URL to which the documented path is added.
    :param credentials: sent with every request; hidden in all that is shown.
    :param seed: the same seed gives the same requests. None picks one, named in the report.
    :param max_examples: fuzzed requests per operation; 0 leaves fuzzing out.
    :param max_boundaries: boundary cases per operation; of those beyond only every eighth is sent, by the seed. 0 leaves them out.
    :param max_time: seconds for fuzzing, or None.
    :param only: names of operations, such as `TrackOrder` or `trackOrder`; none means all.
    :param allow_host: send to hosts that are neither loopback nor private, too.
    :param timeout: seconds that the server may take for one answer.
    :param on_event: called after every request, from the thread that sent it.
    :raises CannotRun: nothing could be tested.
    """
    credentials = credentials or Credentials()
    credentials.require(api)
    endpoint = api == "merchant" and urlsplit(url).path not in ("", "/")
    url = permit(url, allow_host) if endpoint else permit(url, allow_host).rstrip("/")
    chosen = _chosen(api, only)
    path: str | None = None
    if endpoint:
        path = urlsplit(url).path
        chosen = tuple(replace(operation, path=path) for operation in chosen)
    seed = SystemRandom().randrange(2**32) if seed is None else seed
    started = time.monotonic()
    with _Run(api, url, credentials, chosen, timeout, on_event, path) as session:
        session.sampled()
        session.generated(seed, max_examples, max_boundaries, max_time)
        return session.report(seed, time.monotonic() - started)


def _chosen(api: Api, only: Iterable[str]) -> tuple[Operation, ...]:
    wanted = {name.casefold() for name in only}
    known = operations(api)
    unknown = wanted - {operation.id.casefold() for operation in known}
    if unknown:
        raise CannotRun(f"{api} has no operation {', '.join(sorted(unknown))}; it has {', '.join(operation.name for operation in known)}.")
    return tuple(operation for operation in known if not wanted or operation.id.casefold() in wanted)


@dataclass
class _Row:
    operation: Operation
    cases: int = 0
    accepted: int = 0
    findings: dict[tuple[Rule, str], tuple[Finding, int]] = field(default_factory=dict)


class _Run:
    """The state of one run: what was counted and found, and the connection."""

    def __init__(
        self, api: Api, url: str, credentials: Credentials, chosen: tuple[Operation, ...], timeout: float, on_event: OnEvent | None, path: str | None
    ) -> None:
        self.api = api
        self.url = url
        self.base = url.removesuffix(path) if path else url
        self.path = path
        self.credentials = credentials
        self.mask = credentials.mask
        self.timeout = timeout
        self.on_event = on_event
        self.rows = {operation.id: _Row(operation) for operation in chosen}
        self.phase = "samples"
        self.stopped = ""
        self.known: frozenset[tuple[str, Rule, str]] = frozenset()
        # Proxies of the environment are for the outside world, not for a server next door.
        self.client = httpx.Client(timeout=timeout, trust_env=not is_near(urlsplit(url).hostname or ""))

    def __enter__(self) -> _Run:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.client.close()

    def sampled(self) -> None:
        """Everything that needs no seed."""
        self._first_contact()
        self.phase = "broken samples"
        for row in self.rows.values():
            for probe in samples.broken(row.operation, self.base):
                self._exchange(row.operation, probe.sent)
        self.phase = "credentials"
        for row in self.rows.values():
            if row.operation.secured:
                for probe in samples.documented(row.operation, self.base):
                    self._exchange(row.operation, probe.sent, credentials=False)
            elif self.credentials.merchant_guid and self.api == "merchant":
                for probe in samples.documented(row.operation, self.base):
                    wrong = self.credentials.wrong().body(self.api, probe.sent.body)
                    self._exchange(row.operation, replace(probe.sent, body=wrong), credentials=False)

    def _first_contact(self) -> None:
        judged = []
        for row in self.rows.values():
            for probe in samples.documented(row.operation, self.base):
                try:
                    judged.append(self._exchange(row.operation, probe.sent))
                except httpx.ConnectError:
                    raise CannotRun(f"Nothing answers at {self.url}: start the server, or correct the URL.") from None
        if judged and all(each is not None and each.unauthorized for each in judged):
            raise CannotRun("The server refuses the credentials on every documented request: give the ones that it knows.")

    def generated(self, seed: int, max_examples: int, max_boundaries: int, max_time: int | None) -> None:
        """Everything that schemathesis makes up."""
        campaign = fuzz.Campaign(
            api=self.api,
            url=self.url,
            credentials=self.credentials,
            operations={key: row.operation for key, row in self.rows.items()},
            judge=self._judged,
            seed=seed,
            max_examples=max(max_examples, 1),
            max_boundaries=max_boundaries,
            timeout=self.timeout,
            path=self.path,
        )
        phases: list[fuzz.Phase] = []
        if max_boundaries:
            phases.append("coverage")
        if max_examples:
            phases.append("fuzzing")
        for phase in phases:
            if self.stopped:
                return
            self.phase = phase
            # What is known already is not worth shrinking again: fuzzing looks for something new.
            self.known = frozenset((key, *fault) for key, row in self.rows.items() for fault in row.findings)
            outcome = fuzz.run(campaign, phase, seconds=max_time if phase == "fuzzing" else None)
            self._troubles(outcome)

    def _troubles(self, outcome: fuzz.Outcome) -> None:
        if outcome.server_gone:
            self.stopped = f"The server at {self.url} stopped answering during {self.phase}: look at its log, start it again."
            return
        for trouble in outcome.troubles:
            row = next((each for each in self.rows.values() if trouble.label == f"{each.operation.method} {each.operation.path}"), None)
            request = getattr(trouble.error, "request", None)
            if row is None or request is None:
                self.stopped = self.stopped or f"{self.phase} ended early: {type(trouble.error).__name__}: {self.mask(str(trouble.error))[:300]}"
            else:
                sent = Sent(
                    str(request.method), str(request.url), {}, request.body or b"" if not isinstance(request.body, str) else request.body.encode()
                )
                self._found(row, Fault(Rule.ANSWER, "", _no_answer(trouble.error, self.timeout)), sent, Received(0))

    def _exchange(self, operation: Operation, sent: Sent, *, credentials: bool = True) -> Judgement | None:
        if credentials:
            sent = Sent(
                sent.method,
                self.credentials.url(self.api, sent.url),
                {**sent.headers, **self.credentials.headers(self.api)},
                self.credentials.body(self.api, sent.body),
            )
        try:
            answer = self.client.request(sent.method, sent.url, headers=dict(sent.headers), content=sent.body or None)
        except httpx.ConnectError:
            if not any(row.cases for row in self.rows.values()):
                raise
            raise CannotRun(f"The server at {self.url} stopped answering during {self.phase}: look at its log, start it again.") from None
        except httpx.HTTPError as error:
            row = self.rows[operation.id]
            row.cases += 1
            self._found(row, Fault(Rule.ANSWER, "", _no_answer(error, self.timeout)), sent, Received(0))
            self._tell(operation, None)
            return None
        received = Received(answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, answer.content)
        return self._note(operation, sent, received, credentials)

    def _judged(self, operation: Operation, sent: Sent, received: Received) -> list[Fault]:
        faults = self._note(operation, sent, received, True).faults
        return [fault for fault in faults if (operation.id, fault.rule, fault.where) not in self.known]

    def _note(self, operation: Operation, sent: Sent, received: Received, credentials: bool) -> Judgement:
        judgement = judge(operation, sent, received, credentials=credentials)
        row = self.rows[operation.id]
        row.cases += 1
        row.accepted += judgement.accepted and credentials
        new = None
        for fault in judgement.faults:
            new = self._found(row, fault, sent, received) or new
        self._tell(operation, new)
        return judgement

    def _tell(self, operation: Operation, new: Finding | None) -> None:
        if self.on_event is not None:
            cases = sum(row.cases for row in self.rows.values())
            self.on_event(Progress(self.api, self.phase, operation.name, cases, sum(len(row.findings) for row in self.rows.values()), new))

    def _found(self, row: _Row, fault: Fault, sent: Sent, received: Received) -> Finding | None:
        key = (fault.rule, fault.where)
        size = len(sent.url) + len(sent.body)
        if key in row.findings and row.findings[key][1] <= size:
            return None
        first = key not in row.findings
        mask = self.mask
        body = f" · {excerpt(sent.body, mask)}" if sent.body else ""
        finding = Finding(
            operation=row.operation.name,
            rule=fault.rule,
            where=fault.where,
            sentence=mask(fault.sentence),
            request=f"{sent.method} {mask(sent.url)}",
            sent=f"{sent.method} {excerpt(sent.path + ('?' if sent.query else '') + decoded(sent.query), mask)}{body}",
            status=received.status,
            came=excerpt(received.body, mask),
            curl=curl(sent, mask),
        )
        row.findings[key] = (finding, size)
        return finding if first else None

    def report(self, seed: int, seconds: float) -> Report:
        """What was counted and found."""
        rows = tuple(
            OperationResult(self.api, row.operation.name, row.cases, row.accepted, tuple(finding for finding, _ in row.findings.values()))
            for row in self.rows.values()
        )
        return Report(self.api, self.url, seed, seconds, rows, self.stopped)


def _no_answer(error: Exception, timeout: float) -> str:
    if "timeout" in type(error).__name__.lower():
        return f"No answer within {timeout:g} seconds."
    return f"The connection broke before an answer came ({type(error).__name__})."
