"""`--replay ID`: sends the requests of one finding again, with today's credentials, and says whether it still
shows.

Invariants: the requests are those of the record, moved to the server that is named now; nothing else is sent.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from order_contract.check import rulebook
from order_contract.check.document.operations import CheckedOperation, operations
from order_contract.check.errors import CannotRunError
from order_contract.check.findings import Report
from order_contract.check.phases import robustness
from order_contract.check.reports import json_report
from order_contract.check.rulebook import Grade, Rule
from order_contract.check.runner import TIMEOUT, reached
from order_contract.check.session import Exchange, Session
from order_contract.check.transport.connections import ServerUnreachableError
from order_contract.check.transport.credentials import ServerCredentials
from order_contract.check.transport.messages import Received
from order_contract.check.wire_rules.judge import judge
from order_contract.check.wire_rules.violation import Violation
from order_contract.spec import Api

_SHOWN_BY_ONE_EXCHANGE: Final = {rule.id for rule in rulebook.WIRE} - {
    rulebook.ACCEPT.id,
    rulebook.GOOD_CREDENTIALS.id,
}
"""Rules that an exchange keeps or breaks by itself, whatever was sent before it."""


@dataclass(frozen=True)
class Outcome:
    """The report of the requests sent again, and one sentence."""

    report: Report
    still: bool
    message: str


def again(
    raw: bytes,
    name: str,
    wanted: str,
    url: str,
    api: Api,
    *,
    credentials: ServerCredentials,
    allow_host: bool = False,
    allow_production: bool = False,
    timeout: float = TIMEOUT,
) -> Outcome:
    """Send a finding's requests again.

    :param raw: a report as `--json` writes it; `name` is the file's name.
    :param wanted: the finding's id.
    :raises CannotRunError: there is no such finding, it is one of another API, or nothing responds.
    """
    run, finding = json_report.find(raw, name, wanted)
    if run["api"] != api:
        raise CannotRunError(
            f"The finding {wanted} is one of {run['api']}: give --api {run['api']}, and that server's URL."
        )
    if finding["rule"] == rulebook.ALIVE.id:
        raise CannotRunError(
            f"{rulebook.ALIVE.id} shows only after all hostile input: run the check with --rule "
            f"{rulebook.ALIVE.family}."
        )
    credentials.require(api)
    named, base, path, connection = reached(
        url, api, timeout, allow_host, allow_production, credentials.extras
    )
    operation = next(operation for operation in operations(api) if operation.name == finding["operation"])
    if path is not None:
        operation = operation.at(path)
    started = time.monotonic()
    with Session(api, connection, base, credentials, [operation]) as session:
        session.phase = "replay"
        try:
            if finding["rule"] == rulebook.HOSTILE.id:
                robustness.again(session, operation, finding["location"])
            else:
                _judged(session, operation, run, finding, named)
        except ServerUnreachableError as error:
            raise CannotRunError(
                str(error) or f"Nothing responds at {named}: start the server, or correct the URL."
            ) from None
        report = session.report(named, run["seed"], time.monotonic() - started)
    still = any(shown.id == finding["id"] for shown in report.findings)
    return Outcome(report, still, _summary(finding, still))


def _judged(
    session: Session,
    operation: CheckedOperation,
    run: Mapping[str, Any],
    finding: Mapping[str, Any],
    url: str,
) -> None:
    """Send the steps. A rule that one exchange cannot show, such as a documented rule, is still broken when
    every response is as it was.
    """
    exchanges = [_sent(session, operation, step, run["url"], url) for step in finding["steps"]]
    by_rule = finding["rule"] not in _SHOWN_BY_ONE_EXCHANGE and _same(operation, exchanges, finding["steps"])
    if by_rule or any(_shows(exchange, finding) for exchange in exchanges):
        violation = Violation(
            _rule(run, finding),
            finding["location"],
            finding["message"],
            finding["evidence"],
            kind=finding["kind"],
            graded=Grade(finding["grade"]),
            members=tuple(finding["members"]),
        )
        session.add(operation, violation, [exchange.step for exchange in exchanges])


def _shows(exchange: Exchange, finding: Mapping[str, Any]) -> bool:
    """Whether an exchange shows a finding. Its grade may be another: the run knew more of the request."""
    wanted = (finding["rule"], finding["location"], finding["kind"])
    violations = exchange.judgement.violations if exchange.judgement else ()
    return any((shown.rule.id, shown.location, shown.kind) == wanted for shown in violations)


def _summary(finding: Mapping[str, Any], still: bool) -> str:
    what = f"{finding['id']} ({finding['operation']}, {finding['rule']})"
    if still:
        return f"{what} still fails."
    state = (
        (
            " The requests change the server's state, which may no longer be as it was: run the check anew "
            "to be "
            "sure."
        )
        if len(finding["steps"]) > 1
        else ""
    )
    return f"{what} no longer fails.{state}"


def _sent(
    session: Session, operation: CheckedOperation, step: Mapping[str, Any], before: str, now: str
) -> Exchange:
    asked = json_report.asked(step["asked"])
    if asked.url.startswith(before):
        asked = replace(asked, url=now + asked.url[len(before) :])
    if not step["authorized"]:
        asked = session.credentials.put_back(session.api, asked)
    return session.send(operation, asked, authorized=step["authorized"])


def _same(
    operation: CheckedOperation, exchanges: Sequence[Exchange], steps: Sequence[Mapping[str, Any]]
) -> bool:
    """Whether every response says the same as then: a documented rule is broken by what the responses say of
    each other.
    """
    return all(
        _outcome(operation, exchange.step.received, exchange)
        == _outcome(operation, json_report.received(step["received"]), exchange)
        for exchange, step in zip(exchanges, steps, strict=True)
    )


def _outcome(operation: CheckedOperation, received: Received, exchange: Exchange) -> tuple[int, bool, str]:
    if not received.status:
        return (0, False, "")
    judgement = judge(operation, exchange.step.wire, received)
    return (received.status, judgement.refused, judgement.code)


def _rule(run: Mapping[str, Any], finding: Mapping[str, Any]) -> Rule:
    stated = next((rule for rule in run["rules"] if rule["id"] == finding["rule"]), None)
    message = stated["sentence"] if stated else ""
    return Rule(
        finding["rule"],
        message,
        finding["source"],
        finding["evidence"],
        stated["family"] if stated else "documented",
    )
