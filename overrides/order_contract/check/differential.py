"""Two servers under the same requests: where they differ.

Invariants: both get the same requests in the same order, each with its own connection; a difference is
reported once for each operation and place, with the smallest request that showed it; nothing is concluded
from a value that one of the servers gives differently each time.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from order_contract.check.document import corpus_cases
from order_contract.check.document.operations import operations
from order_contract.check.errors import CannotRunError
from order_contract.check.findings import OnEvent, Report
from order_contract.check.rulebook import Rule
from order_contract.check.runner import INTERRUPTED, TIMEOUT, reached
from order_contract.check.session import Exchange, Session
from order_contract.check.transport.connections import ServerUnreachableError
from order_contract.check.transport.credentials import ServerCredentials
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.check.wire_rules.violation import Violation
from order_contract.spec import Api
from order_contract.wire import codec

_SOURCE: Final = "the other server"
OUTCOME: Final = Rule(
    "same-outcome", "Both servers accept a request, or both refuse it.", _SOURCE, family="differential"
)
CODE: Final = Rule(
    "same-code", "Both servers refuse a request with the same code.", _SOURCE, family="differential"
)
STATUS: Final = Rule(
    "same-status", "Both servers respond with a status of the same class.", _SOURCE, family="differential"
)
SHAPE: Final = Rule(
    "same-shape",
    "Both servers respond with the same members of the same types.",
    _SOURCE,
    family="differential",
)
VALUE: Final = Rule(
    "same-value",
    "Both servers give the same values, where each gives the same every time.",
    _SOURCE,
    family="differential",
)
RULES: Final = (OUTCOME, CODE, STATUS, SHAPE, VALUE)
_ABSENT: Final = object()


def compare(
    url: str,
    against: str,
    api: Api,
    *,
    credentials: ServerCredentials,
    only: Iterable[str] = (),
    read_only: bool = False,
    allow_host: bool = False,
    allow_production: bool = False,
    timeout: float = TIMEOUT,
    on_event: OnEvent | None = None,
) -> Report:
    """Send the corpus to two servers, and report where they differ.

    :param url: the first server; `against` is the second. Both get the same credentials.
    :param only: names of operations; none means all.
    :param read_only: only operations that change nothing.
    :returns: a report whose findings are the differences; the first step is the exchange with `url`, the
        second the one with `against`.
    :raises CannotRunError: one of them does not respond.
    """
    credentials.require(api)
    started = time.monotonic()
    names = {name.casefold() for name in only}
    chosen = [
        operation
        for operation in operations(api)
        if (not names or operation.id.casefold() in names) and (operation.reads or not read_only)
    ]
    if not chosen:
        raise CannotRunError(
            f"None of the operations of {api} is left to compare: leave out --operation or --read-only."
        )
    sessions: list[Session] = []
    for server in (url, against):
        _, base, path, connection = reached(
            server, api, timeout, allow_host, allow_production, credentials.extras
        )
        operated = [operation.at(path) for operation in chosen] if path is not None else chosen
        # What a server does to the contract is the check's business; here only what the two do to each other
        # is kept.
        sessions.append(
            Session(
                api,
                connection,
                base,
                credentials,
                operated,
                wanted=RULES.__contains__,
                on_event=None if sessions else on_event,
            )
        )
    with sessions[0] as first, sessions[1] as second:
        first.phase = "differences"
        for rule in RULES:
            for operation in chosen:
                first.rules.tested(rule, 0, operation)
        try:
            for operation, case in corpus_cases.of(api, first.operations):
                _compared(first, second, operation.id, case)
        except KeyboardInterrupt as interrupt:
            if type(interrupt) is not KeyboardInterrupt:
                raise  # SIGTERM leaves at once
            return _report(first, url, against, started, INTERRUPTED)
        except ServerUnreachableError as gone:
            if not first.cases or not second.cases:
                raise CannotRunError(
                    f"{str(gone) or 'Nothing responds.'} Start both servers, or correct the URLs."
                ) from None
            return _report(
                first,
                url,
                against,
                started,
                f"{gone} One of the servers stopped answering: look at their logs.".strip(),
            )
        return _report(first, url, against, started)


def _report(first: Session, url: str, against: str, started: float, stopped: str = "") -> Report:
    report = first.report(f"{url} against {against}", 0, time.monotonic() - started, stopped)
    rules = tuple(result for result in report.rules if result.rule in RULES)
    return replace(report, seed=None, rules=rules, coverage=None)


def _compared(first: Session, second: Session, key: str, case: corpus_cases.Case) -> None:
    operation = first.operations[key]
    pair = [
        session.send(
            session.operations[key],
            case.sent(session.operations[key], session.base),
            expected=Expectation.UNSPECIFIED,
        )
        for session in (first, second)
    ]
    for violation in _differences(*pair):
        if violation.rule is VALUE and not _steady(first, second, key, case, pair, violation.location):
            continue
        first.add(operation, violation, [exchange.step for exchange in pair])
    for rule in RULES:
        first.rules.tested(rule)


def _steady(
    first: Session, second: Session, key: str, case: corpus_cases.Case, pair: list[Exchange], location: str
) -> bool:
    """Whether each server, asked again, gives the value that it gave; only for what may be asked again."""
    if not first.operations[key].reads:
        return False
    for session, before in zip((first, second), pair, strict=True):
        again = session.send(
            session.operations[key],
            case.sent(session.operations[key], session.base),
            expected=Expectation.UNSPECIFIED,
        )
        if again.judgement is None or before.judgement is None:
            return False
        if dict(_leaves(again.judgement.value, ())).get(location) != dict(
            _leaves(before.judgement.value, ())
        ).get(location):
            return False
    return True


def _differences(first: Exchange, second: Exchange) -> Iterator[Violation]:
    """What is different, the coarsest first; what follows from it is not reported as well."""
    if first.judgement is None or second.judgement is None:
        if (first.judgement is None) != (second.judgement is None):
            yield Violation(
                OUTCOME, "", f"The first server gives {_response(first)}, the other {_response(second)}."
            )
        return
    judgements = first.judgement, second.judgement
    if judgements[0].accepted != judgements[1].accepted:
        yield Violation(OUTCOME, "", f"The first server {_done(first)}, the other {_done(second)}.")
        return
    statuses = first.step.received.status, second.step.received.status
    if statuses[0] // 100 != statuses[1] // 100:
        yield Violation(
            STATUS, "", f"The first server responds with status {statuses[0]}, the other with {statuses[1]}."
        )
    if judgements[0].refused and judgements[0].code != judgements[1].code:
        yield Violation(
            CODE,
            judgements[0].code or judgements[1].code,
            f"The first server refuses with code {judgements[0].code!r}, the other with "
            f"{judgements[1].code!r}.",
        )
    if judgements[0].refused:
        return
    yield from _bodies(judgements[0].value, judgements[1].value)


def _response(exchange: Exchange) -> str:
    return "no response" if exchange.judgement is None else f"status {exchange.step.received.status}"


def _done(exchange: Exchange) -> str:
    status = exchange.step.received.status
    done = (
        "accepts the request"
        if exchange.required_judgement.accepted
        else "fails"
        if status >= 500
        else "refuses it"
    )
    return f"{done} (status {status})"


def _bodies(first: Any, second: Any) -> Iterator[Violation]:
    leaves = dict(_leaves(first, ())), dict(_leaves(second, ()))
    for location in dict.fromkeys((*leaves[0], *leaves[1])):
        first, second = leaves[0].get(location, _ABSENT), leaves[1].get(location, _ABSENT)
        if _kind(first) != _kind(second):
            yield Violation(
                SHAPE,
                location,
                f"{location} is {_kind(first)} with the first server, and {_kind(second)} with the other.",
            )
        elif first != second:
            yield Violation(
                VALUE,
                location,
                f"{location} has one value with the first server, and another with the other.",
            )


def _leaves(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str, Any]]:
    """Every place of a value; elements of a list share one, and the first stands for them."""
    location = ".".join(str(part) for part in path if isinstance(part, str)) or "the body"
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _leaves(item, (*path, name))
    elif isinstance(value, list):
        yield f"{location}[]", len(value)
        if value:
            yield from _leaves(value[0], (*path, 0))
    else:
        yield location, value


def _kind(value: Any) -> str:
    if value is _ABSENT:
        return "absent"
    if value is None or isinstance(value, bool):
        return codec.dumps(value).decode() if value is None else "a boolean"
    return "a text" if isinstance(value, str) else "a number"
