"""Recorded traffic against the contract: API calls and callback deliveries, in one file or several.

Invariants: one exchange is in memory at a time, and of those with a fault the smallest of each kind; the
rules are those of the check; what is kept is masked.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from order_contract import spec
from order_contract.check import rulebook
from order_contract.check.document.operations import Operation, operations
from order_contract.check.errors import CannotRunError
from order_contract.check.findings import OnEvent, Report, Step
from order_contract.check.rulebook import Rule
from order_contract.check.session import NO_RESPONSE, Session
from order_contract.check.transport.connections import RequestFailedError
from order_contract.check.transport.credentials import ServerCredentials
from order_contract.check.transport.messages import Received, Sent
from order_contract.check.wire_rules.judge import Violation, judge
from order_contract.replay import request_rules
from order_contract.replay.formats.load import exchanges
from order_contract.replay.operation_matcher import Sorter
from order_contract.replay.recorded_exchange import Recorded, Skipped
from order_contract.replay.redaction import Privacy
from order_contract.spec import APIS, Api
from order_contract.wire import codec
from order_contract.wire.query import split

_SKIPPED: Final = 20


@dataclass(frozen=True)
class Replayed:
    """The reports by API, and what was not judged."""

    reports: tuple[Report, ...]
    strangers: dict[str, int]
    """By method and path, how many exchanges belong to no operation."""
    callback_like: dict[str, int]
    """By path, how many of them look like callback deliveries."""
    skipped: tuple[Skipped, ...]
    """The first of those that could not be read."""
    skipped_count: int


def replay(
    files: Iterable[str | Path],
    *,
    apis: Collection[Api] = APIS,
    callback_paths: Iterable[str] = (),
    rules: Collection[str] = (),
    exclude: Collection[str] = (),
    strict: bool = False,
    on_event: OnEvent | None = None,
) -> Replayed:
    """Hold recorded exchanges to the contract.

    :param files: HAR, mitmproxy's flows, VCR cassettes (YAML, JSON), in any mixture.
    :param apis: whose operations to look for.
    :param callback_paths: paths at which the merchant's server takes callbacks, such as
        `/hooks/order-status`.
    :param rules: ids of rules; none means all. `exclude` leaves some out.
    :param strict: what is only inferred from the documents is an error too.
    :param on_event: called after every exchange.
    :raises CannotRunError: a file cannot be read, or none holds an exchange of an operation.
    """
    paths = [Path(file) for file in files]
    named = ", ".join(path.name for path in paths)
    started = time.monotonic()
    sorter = Sorter(apis, callback_paths)

    def wanted(rule: Rule) -> bool:
        return (not rules or rule.id in rules) and rule.id not in exclude

    judges = {
        api: _Judge(
            _Recording(
                api,
                _Past(),
                "",
                ServerCredentials(),
                operations(api),
                strict=strict,
                wanted=wanted,
                on_event=on_event,
            )
        )
        for api in apis
    }
    skipped: list[Skipped] = []
    count = 0
    for path in paths:
        for found in exchanges(path):
            if isinstance(found, Skipped):
                count += 1
                skipped += [found] if len(skipped) < _SKIPPED else []
                continue
            operation = sorter.find(found.sent)
            if operation is not None:
                judges[operation.api].take(operation, found)
    reports = tuple(
        report
        for judge in judges.values()
        if (report := judge.report(named, time.monotonic() - started)).operations
    )
    if not reports:
        raise CannotRunError(_nothing(named, sorter, count))
    return Replayed(
        reports,
        dict(sorter.strangers.most_common()),
        dict(sorter.callback_like.most_common()),
        tuple(skipped),
        count,
    )


def _nothing(named: str, sorter: Sorter, skipped: int) -> str:
    if sorter.callback_like:
        path = next(iter(sorter.callback_like))
        return (
            f"{named} has no exchange of a documented operation; "
            f"POST {path} looks like the callback: give --callback-path {path}."
        )
    held = ", ".join(what for what, _ in sorter.strangers.most_common(3))
    unread = f" {skipped} could not be read." if skipped else ""
    return f"{named} has no exchange of a documented operation{f': it holds {held}' if held else ''}.{unread}"


class _Past:
    """What was recorded is over: nothing is sent."""

    timeout = 0.0

    def send(self, sent: Sent) -> Received:
        """See `Connection`."""
        raise RequestFailedError("Recorded traffic is not sent again.")

    def close(self) -> None:
        """Nothing is open."""


class _Recording(Session):
    """The exchanges of one API, each with a mask of its own and the place where it stands."""

    origin = ""

    def take(self, operation: Operation, recorded: Recorded) -> tuple[Step, bool]:
        """Hold one exchange to the rules; gives its step, and whether it was carried out."""
        self.mask, self.origin = Privacy(), recorded.origin
        sent, received = recorded.sent, recorded.received
        self.tested(request_rules.REQUEST, operation=operation)
        fault = request_rules.fault(operation, sent)
        if received is None:
            step = self._step(sent, sent, NO_RESPONSE, True, 0.0)
            self.found(
                operation,
                Violation(rulebook.ANSWER, "", "The recording has no response to this request."),
                [step],
            )
            carried_out = False
        else:
            known = _carries(operation, sent) or not judge(operation, sent, received).refused
            exchange = self.note(operation, sent, sent, received, authorized=known)
            step, carried_out = exchange.step, exchange.answered.accepted
        if fault is not None:
            self.found(operation, fault, [step])
        return step, carried_out

    def _step(
        self, sent: Sent, wire: Sent, received: Received, authorized: bool, seconds: float, why: str = ""
    ) -> Step:
        return replace(super()._step(sent, wire, received, authorized, seconds, why), origin=self.origin)


@dataclass
class _Judge:
    """The exchanges of one API, and what can be said of them only at the end."""

    recording: _Recording
    kept_credentials: bool = False
    """Whether some request carries them, so that they were not taken out of the recording."""
    without: dict[str, Step] = field(default_factory=dict)
    """By operationId, an exchange that was carried out without credentials."""

    def take(self, operation: Operation, recorded: Recorded) -> None:
        """Judge one exchange, request and response."""
        step, carried_out = self.recording.take(operation, recorded)
        if not operation.secured:
            return
        if _carries(operation, recorded.sent):
            self.kept_credentials = True
        elif carried_out:
            self.without.setdefault(operation.id, step)

    def report(self, named: str, seconds: float) -> Report:
        """The report, with the operations that the recording has."""
        if self.kept_credentials:
            for key, step in self.without.items():
                fault = Violation(rulebook.CREDENTIALS, "", "A request without credentials was carried out.")
                self.recording.found(self.recording.operations[key], fault, [step])
        report = self.recording.report(named, 0, seconds)
        rows = tuple(row for row in report.operations if row.cases or row.findings)
        return replace(report, seed=None, operations=rows)


@lru_cache(maxsize=3)
def _schemes(api: Api) -> tuple[tuple[str, str], ...]:
    """Where credentials stand: in the query or a header, and under which name."""
    stated = spec.load(api)["components"].get("securitySchemes", {}).values()
    return tuple((each.get("in", "header"), each.get("name", "Authorization").casefold()) for each in stated)


def _carries(operation: Operation, sent: Sent) -> bool:
    if not operation.secured:
        return True
    try:
        named = {name.casefold() for name, value in split(sent.query) if value}
    except codec.CodecError:
        named = set()
    return any(
        name in (named if place == "query" else sent.headers) for place, name in _schemes(operation.api)
    )
