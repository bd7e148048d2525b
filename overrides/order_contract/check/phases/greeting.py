"""The first requests of a run: whether the server is there and knows our credentials, and whether it refuses
others.

Invariants: a server is convicted of a 401 only where other requests show that the credentials are good; where
nothing shows it, the run says that it could not test, and never that the contract holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from order_contract.check.document import corpus_cases
from order_contract.check.document.operations import CheckedOperation
from order_contract.check.errors import CannotRunError
from order_contract.check.phases.corpus_phase import CorpusPhase
from order_contract.check.session import Exchange, Session
from order_contract.check.transport.connections import Http, ServerUnreachableError, uses_tls
from order_contract.check.transport.messages import Received
from order_contract.check.transport.parsed_json import parse
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.spec import Api
from order_contract.wire import media_type

_TLS: Final = "The server uses TLS: write https:// instead of http://."
_OPTIONS: Final[dict[Api, str]] = {
    "globale": "--guid",
    "merchant": "--merchant-guid",
    "s2": "--token and --organization",
}
"""How the credentials of an API are given."""


@dataclass(frozen=True)
class Greeting:
    """What came of the first requests."""

    exchanges: tuple[tuple[CheckedOperation, Exchange], ...]
    stopped: str = ""
    """Why nothing more would come of the run; empty where it can go on."""


def run(session: Session, cases: CorpusPhase) -> Greeting:
    """Send one documented request of every operation that changes nothing, or of all where there is none.

    Where all of them are refused with 401, the other operations tell whether the credentials are good.

    :raises CannotRunError: the server is not there, refuses our credentials everywhere, or is something else.
    """
    reading = {key: operation for key, operation in session.operations.items() if operation.reads}
    first = _sent(session, cases, reading or session.operations)
    if reading and _refuses_credentials(first):
        others = {key: operation for key, operation in session.operations.items() if key not in reading}
        first += _sent(session, cases, others)
    if not any(exchange.judgement for _, exchange in first):
        if _hides_tls(session):
            raise CannotRunError(_TLS)
        return Greeting(
            first, "The server takes requests but gives no response: look at its log, or raise --timeout."
        )
    if _refuses_credentials(first):
        raise CannotRunError(
            f"The server refuses the credentials with 401 on every documented request ({_named(first)}). "
            f"Give those that it knows ({_OPTIONS[session.api]}). If these are the right ones, that is its "
            "fault, and nothing else can be tested."
        )
    return Greeting(first, _is_something_else(session, [exchange for _, exchange in first]))


def hold_credentials(session: Session, cases: CorpusPhase, greeting: Greeting) -> None:
    """Send documented requests without credentials, and with others than ours: the server must refuse them.

    What it does with them shows whether ours are good, so the 401 of the first requests are judged after it.
    """
    for operation, case in corpus_cases.documented(session.api, session.operations):
        sent = case.sent(operation, session.base)
        for wrong in session.credentials.others(session.api):
            exchange = session.once(
                operation,
                wrong.added(sent),
                authorized=False,
                at=wrong.words,
                expected=Expectation.REFUSE if wrong.must else Expectation.BY_DOCUMENT,
            )
            if exchange is not None and exchange.judgement is not None and exchange.judgement.accepted:
                break  # the others have the same cause
    for operation, exchange in greeting.exchanges:
        if exchange.judgement is not None and exchange.judgement.unauthorized:
            cases.convict_of_401(operation, exchange)


def _sent(
    session: Session, cases: CorpusPhase, operations: dict[str, CheckedOperation]
) -> tuple[tuple[CheckedOperation, Exchange], ...]:
    """The first documented request of each operation."""
    exchanges = []
    for operation, case in corpus_cases.documented(session.api, operations):
        try:
            exchange = cases.put(operation, case)
        except ServerUnreachableError as gone:
            raise CannotRunError(_TLS if _hides_tls(session) else _not_there(session, str(gone))) from None
        if exchange is not None:
            exchanges.append((operation, exchange))
    return tuple(exchanges)


def _refuses_credentials(exchanges: Iterable[tuple[CheckedOperation, Exchange]]) -> bool:
    """Whether every response says 401."""
    judgements = [exchange.judgement for _, exchange in exchanges if exchange.judgement is not None]
    return bool(judgements) and all(judgement.unauthorized for judgement in judgements)


def _named(exchanges: Iterable[tuple[CheckedOperation, Exchange]]) -> str:
    return ", ".join(operation.name for operation, _ in exchanges)


def _is_something_else(session: Session, exchanges: list[Exchange]) -> str:
    """Why this is hardly the API; empty where it may be."""
    received = [exchange.step.received for exchange in exchanges]
    moved_to = {response.headers.get("location", "") for response in received if 300 <= response.status < 400}
    if len(received) == sum(300 <= response.status < 400 for response in received):
        return (
            f"Every request is redirected, to {session.mask(min(moved_to))[:200] or 'nowhere'}: give the "
            "URL of the server itself."
        )
    if all(_is_web_page(response) for response in received):
        return (
            "Every response is a web page, so this is hardly the API: correct the URL, or look at what "
            "stands in front of the server."
        )
    return ""


def _is_web_page(response: Received) -> bool:
    """Whether a response is HTML. JSON that is only called so is a fault of the API, for the rules to say."""
    kind = media_type.parse(response.headers.get("content-type", "")).name
    return kind == "text/html" and not parse(response.body).is_json


def _not_there(session: Session, reason: str) -> str:
    return reason or f"Nothing responds at {session.base}: start the server, or correct the URL."


def _hides_tls(session: Session) -> bool:
    is_plain = isinstance(session.connection, Http) and session.base.startswith("http:")
    return is_plain and uses_tls(session.base)
