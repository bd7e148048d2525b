"""One run of the check against one server: samples, samples with one thing broken, no credentials, then schemathesis.

Invariants: the documented samples go first; a server that refuses our credentials or does not answer is "could not run", never "holds"; what was
found before a server died is reported.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from random import SystemRandom
from typing import Final
from urllib.parse import urlsplit

from order_contract.check import fuzz, samples
from order_contract.check.contract import Operation, operations
from order_contract.check.credentials import Credentials, permit
from order_contract.check.exchange import Received, Sent
from order_contract.check.judge import Fault
from order_contract.check.model import CannotRun, OnEvent, Report
from order_contract.check.session import Http, ServerGone, Session, moved, no_answer
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
    path = urlsplit(url).path if endpoint else None
    if path is not None:
        chosen = tuple(moved(operation, path) for operation in chosen)
    seed = SystemRandom().randrange(2**32) if seed is None else seed
    started = time.monotonic()
    stopped = ""
    with Session(api, Http(url, timeout), url.removesuffix(path) if path else url, credentials, chosen, on_event=on_event) as session:
        try:
            _sampled(session)
            stopped = _generated(session, url, path, timeout, seed, max_examples, max_boundaries, max_time)
        except ServerGone:
            if not session.cases:
                raise CannotRun(f"Nothing answers at {url}: start the server, or correct the URL.") from None
            stopped = _gone(url, session)
        return session.report(url, seed, time.monotonic() - started, stopped)


def _chosen(api: Api, only: Iterable[str]) -> tuple[Operation, ...]:
    wanted = {name.casefold() for name in only}
    known = operations(api)
    unknown = wanted - {operation.id.casefold() for operation in known}
    if unknown:
        raise CannotRun(f"{api} has no operation {', '.join(sorted(unknown))}; it has {', '.join(operation.name for operation in known)}.")
    return tuple(operation for operation in known if not wanted or operation.id.casefold() in wanted)


def _sampled(session: Session) -> None:
    """Everything that needs no seed."""
    chosen = session.operations.values()
    first = [session.send(operation, probe.sent).judgement for operation in chosen for probe in samples.documented(operation, session.base)]
    if first and all(each is not None and each.unauthorized for each in first):
        raise CannotRun("The server refuses the credentials on every documented request: give the ones that it knows.")
    session.phase = "broken samples"
    for operation in chosen:
        for probe in samples.broken(operation, session.base):
            session.send(operation, probe.sent)
    session.phase = "credentials"
    for operation in chosen:
        for probe in samples.documented(operation, session.base):
            if operation.secured:
                session.send(operation, probe.sent, authorized=False)
            elif session.api == "merchant" and session.credentials.merchant_guid:
                wrong = session.credentials.wrong().body(session.api, probe.sent.body)
                session.send(operation, replace(probe.sent, body=wrong), authorized=False)


def _generated(
    session: Session, url: str, path: str | None, timeout: float, seed: int, max_examples: int, max_boundaries: int, max_time: int | None
) -> str:
    """Everything that schemathesis makes up. Gives the reason why it ended early, or nothing."""
    known: frozenset[tuple[str, str, str]] = frozenset()

    def judged(operation: Operation, sent: Sent, received: Received) -> list[Fault]:
        judgement = session.note(operation, sent, sent, received).answered
        return [fault for fault in judgement.faults if (operation.id, fault.rule.id, fault.where) not in known]

    campaign = fuzz.Campaign(
        api=session.api,
        url=url,
        credentials=session.credentials,
        operations=session.operations,
        judge=judged,
        seed=seed,
        max_examples=max(max_examples, 1),
        max_boundaries=max_boundaries,
        timeout=timeout,
        path=path,
    )
    phases: list[fuzz.Phase] = [phase for phase, wanted in (("coverage", max_boundaries), ("fuzzing", max_examples)) if wanted]  # type: ignore[misc]
    for phase in phases:
        session.phase = phase
        # What is known already is not worth shrinking again: fuzzing looks for something new.
        known = session.known
        outcome = fuzz.run(campaign, phase, seconds=max_time if phase == "fuzzing" else None)
        if outcome.server_gone:
            return _gone(url, session)
        for trouble in outcome.troubles:
            if not _kept(session, trouble, timeout):
                return f"{phase} ended early: {type(trouble.error).__name__}: {session.mask(str(trouble.error))[:300]}"
    return ""


def _kept(session: Session, trouble: fuzz.Trouble, timeout: float) -> bool:
    request = getattr(trouble.error, "request", None)
    operation = next((each for each in session.operations.values() if trouble.label == f"{each.method} {each.path}"), None)
    if operation is None or request is None:
        return False
    body = request.body or b""
    sent = Sent(str(request.method), str(request.url), {}, body.encode() if isinstance(body, str) else bytes(body))
    session.unanswered(operation, sent, no_answer(trouble.error, timeout))
    return True


def _gone(url: str, session: Session) -> str:
    return f"The server at {url} stopped answering during {session.phase}: look at its log, start it again."
