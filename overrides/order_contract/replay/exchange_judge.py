"""Judges recorded exchanges, request and response, one after the other.

Invariants: the rules, ids and sentences are those of the check; what was not recorded is counted, not judged;
an exchange is masked before anything of it is kept, and one without a fault is not kept at all.
"""

from __future__ import annotations

from collections import deque
from typing import Final
from urllib.parse import urljoin

from order_contract.check import rulebook
from order_contract.check.document.operations import CheckedOperation
from order_contract.check.findings import Finding, OnEvent, Progress, Step
from order_contract.check.transport.messages import Received, Sent
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.check.wire_rules.judge import Judgement, judge
from order_contract.check.wire_rules.violation import Violation
from order_contract.replay import asked_ids, recorded_leaks, request_rules
from order_contract.replay.operation_matcher import (
    Match,
    OperationMatcher,
    carries_credentials,
    is_callback_like,
)
from order_contract.replay.recorded_exchange import Foreign, Recorded, Skipped
from order_contract.replay.redaction import Privacy
from order_contract.replay.tally import Tally
from order_contract.replay.traffic_rules import REFUSAL_STATUS

NO_RESPONSE: Final = Received(0)
_UPGRADES: Final = "upgrades of the connection (WebSocket)"
_PROBES: Final = {
    "OPTIONS": "preflights (OPTIONS)",
    "HEAD": "probes (HEAD)",
    "CONNECT": "tunnels (CONNECT)",
}
_REFUSED_AS_SUCCESS: Final = Violation(
    REFUSAL_STATUS,
    "Success",  # part of the finding's id
    "The callback was refused under the status of a success: a sender that goes by the status "
    "takes it for delivered.",
)
_REDIRECTIONS: Final = 256
_WAITING: Final = 64 * 1024 * 1024
"""Bytes of exchanges that wait until their server is known."""


class ExchangeJudge:
    """Takes exchanges and keeps what it finds in a tally."""

    def __init__(self, matcher: OperationMatcher, tally: Tally, on_event: OnEvent | None = None) -> None:
        self.matcher = matcher
        self.tally = tally
        self._on_event = on_event
        self._redirections: deque[str] = deque(maxlen=_REDIRECTIONS)
        self._waiting: list[tuple[Match, Recorded]] = []
        self._waiting_bytes = 0

    def take(self, exchange: Recorded | Skipped | Foreign) -> list[Finding]:
        """Judge an exchange, or count it; gives the findings that are new."""
        if isinstance(exchange, Skipped):
            self.tally.skip(exchange)
            return []
        if isinstance(exchange, Foreign):
            self._count(exchange.method, Sent(exchange.method, exchange.url), exchange.callback_like)
            return []
        match = self.matcher.match(exchange.sent)
        if match is None:
            self._count_unmatched(exchange)
            return []
        if match.known:
            return self._judge(match.operation, exchange)
        size = len(exchange.sent.body) + (len(exchange.received.body) if exchange.received else 0)
        if self._waiting_bytes + size > _WAITING:
            self._count_unmatched(exchange)
        else:
            self._waiting.append((match, exchange))
            self._waiting_bytes += size + 1_000
        return []

    def settle(self) -> list[tuple[Match, Recorded]]:
        """Judge what has waited and whose server is known by now; gives the rest."""
        waiting, self._waiting, self._waiting_bytes = self._waiting, [], 0
        unknown = []
        for match, exchange in waiting:
            if self.matcher.is_known(match.base):
                self._judge(match.operation, exchange)
            else:
                unknown.append((match, exchange))
        return unknown

    def take_waiting(self, waiting: list[tuple[Match, Recorded]]) -> None:
        """Take over what another judge could not settle."""
        self._waiting += waiting

    def leave(self, waiting: list[tuple[Match, Recorded]]) -> None:
        """Count exchanges as those of other systems."""
        for _, exchange in waiting:
            self._count_unmatched(exchange)

    def _count_unmatched(self, exchange: Recorded) -> None:
        self._count(
            exchange.sent.method, exchange.sent, is_callback_like(exchange.sent.method, exchange.sent.body)
        )

    def _count(self, method: str, sent: Sent, callback_like: bool) -> None:
        self.tally.count("unmatched", f"{method} {sent.path}")
        if callback_like:
            self.tally.count("callback-like", sent.path)

    def _judge(self, operation: CheckedOperation, exchange: Recorded) -> list[Finding]:
        sent, received = exchange.sent, exchange.received
        aside = _PROBES.get(sent.method) or exchange.aside or (_UPGRADES if _is_upgrade(exchange) else "")
        if (
            not aside
            and sent.method == "GET"
            and sent.method != operation.method
            and sent.url in self._redirections
        ):
            aside = "requests by which a browser followed a redirection"
        if received is not None and 300 <= received.status < 400 and "location" in received.headers:
            self._redirections.append(urljoin(sent.url, received.headers["location"]))
        if aside:
            self.tally.count("not judged", aside)
            return []
        return self._judge_both(operation, exchange)

    def _judge_both(self, operation: CheckedOperation, exchange: Recorded) -> list[Finding]:
        sent, received = exchange.sent, exchange.received
        row = self.tally.row(operation)
        request_gap = exchange.request_gap if operation.body is not None else ""
        if received is None and exchange.response_gap:
            # Whether such a request was ever sent, and sent whole, is unknown.
            self.tally.count("not judged", f"exchanges: {exchange.response_gap}")
            return []
        if request_gap:
            self.tally.count("not judged", f"request bodies: {request_gap}")
        if exchange.response_gap:
            self.tally.count("not judged", f"response bodies: {exchange.response_gap}")
        if request_gap and exchange.response_gap:
            return []
        violations = request_rules.violations(operation, sent, request_gap)
        row["cases"] += 1
        row["requests"] += not request_gap
        known = carries_credentials(operation, sent)
        judgement = self._response(operation, exchange, request_gap, known, keeps_to_it=not violations)
        if judgement is not None and received is not None:
            row["responses"] += 1
            row["accepted"] += judgement.accepted
            violations += _of_response(operation, sent, received, judgement, request_gap)
        elif received is None:
            violations.append(Violation(rulebook.ANSWER, "", "The server gave no response to this request."))
        accepted = judgement is not None and judgement.accepted and not request_gap
        if operation.secured and known:
            self.tally.carries_credentials(operation.api)
        wants_step = accepted and not known and self.tally.lacks_step_without_credentials(operation)
        new: list[Finding] = []
        if violations or wants_step:
            new = self._keep(operation, exchange, violations, known, wants_step)
        self._announce(operation, new)
        return new

    def _response(
        self,
        operation: CheckedOperation,
        exchange: Recorded,
        request_gap: str,
        known: bool,
        *,
        keeps_to_it: bool,
    ) -> Judgement | None:
        received = exchange.received
        if received is None:
            return None
        if exchange.response_gap:
            # A failure shows in the status, whatever the body was.
            if received.status < 500:
                return None
            return judge(
                operation, exchange.sent, Received(received.status, received.headers), credentials=known
            )
        if request_gap:
            return judge(operation, exchange.sent, received, expected=Expectation.UNSPECIFIED, recorded=True)
        if keeps_to_it:
            # Whether the request is doubtful counts only where it is refused, which few are.
            judgement = judge(operation, exchange.sent, received, expected=Expectation.ACCEPT, recorded=True)
            if not judgement.refused:
                return judgement
        judgement = judge(operation, exchange.sent, received, recorded=True)
        if not known and judgement.refused:
            judgement = judge(operation, exchange.sent, received, credentials=False)
        return judgement

    def _keep(
        self,
        operation: CheckedOperation,
        exchange: Recorded,
        violations: list[Violation],
        known: bool,
        wants_step: bool,
    ) -> list[Finding]:
        mask = Privacy()
        sent = mask.sent(exchange.sent)
        received = NO_RESPONSE if exchange.received is None else mask.received(exchange.received)
        step = Step(sent, known, sent, received, origin=exchange.origin)
        if wants_step:
            self.tally.without_credentials(operation, step)
        headerless = exchange.received is not None and not exchange.received.headers
        kept = (
            self.tally.keep(operation, violation, step, mask)
            for violation in violations
            # Every server sends some header: where there is none, the recorder left them out.
            if not (headerless and violation.rule is rulebook.CONTENT_TYPE)
        )
        return [finding for finding in kept if finding is not None]

    def _announce(self, operation: CheckedOperation, new: list[Finding]) -> None:
        if self._on_event is None:
            return
        events: list[Finding | None] = [*new] or [None]
        for finding in events:
            event = Progress(
                operation.api, "judging", operation.name, self.tally.cases, self.tally.findings, finding
            )
            self._on_event(event)


def _of_response(
    operation: CheckedOperation, sent: Sent, received: Received, judgement: Judgement, request_gap: str
) -> list[Violation]:
    """What a response breaks: by itself, and beside its request."""
    violations = list(judgement.violations)
    leak = recorded_leaks.leak(operation, sent, received, judgement)
    if leak is not None:
        violations.append(leak)
    if judgement.accepted and not request_gap:
        violations += asked_ids.violations(operation, sent, judgement.value)
    if operation.api in REFUSAL_STATUS.apis and judgement.refused and received.status < 300:
        violations.append(_REFUSED_AS_SUCCESS)
    return violations


def _is_upgrade(exchange: Recorded) -> bool:
    """Whether the exchange leaves HTTP: what follows is a conversation of another protocol."""
    upgrade = exchange.sent.headers.get("upgrade", "").casefold()
    return upgrade == "websocket" or (exchange.received is not None and exchange.received.status == 101)
