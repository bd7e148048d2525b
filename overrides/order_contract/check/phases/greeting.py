"""The first requests of a run: whether the server is there and knows our credentials, and whether it refuses
others.

Invariants: credentials that are passed count as good, so a server that refuses everything with 401 breaks the
contract, and nothing more is sent; where only some requests get a 401, others must show that the credentials
are good.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from order_contract.check import rulebook
from order_contract.check.document import corpus_cases
from order_contract.check.document.operations import CheckedOperation
from order_contract.check.errors import CannotRunError
from order_contract.check.phases.corpus_phase import CorpusPhase
from order_contract.check.session import Exchange, Session
from order_contract.check.transport.connections import Http, ServerUnreachableError, uses_tls
from order_contract.check.transport.messages import Received
from order_contract.check.transport.parsed_json import parse
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.check.wire_rules.violation import Violation
from order_contract.spec import Api
from order_contract.wire import media_type

_TLS: Final = "The server uses TLS: write https:// instead of http://."
_OPTIONS: Final[dict[Api, str]] = {
    "globale": "--guid or ORDER_CONTRACT_GUID",
    "merchant": "--merchant-guid or ORDER_CONTRACT_MERCHANT_GUID",
    "s2": "--token and --organization, or ORDER_CONTRACT_TOKEN and ORDER_CONTRACT_ORGANIZATION",
}
"""How the credentials of an API are passed."""
NOTHING_RESPONDS: Final = (
    "Every response is 404, even to what is not JSON: nothing at this URL responds as the API. Correct the "
    "URL."
)
_SHUT_OUT: Final = "The run ended early: the server refuses the credentials, so nothing else can be tested."


@dataclass(frozen=True)
class Greeting:
    """What came of the first requests."""

    exchanges: tuple[tuple[CheckedOperation, Exchange], ...]
    stopped: str = ""
    """Why nothing more would come of the run; empty where it can go on."""


def run(session: Session, cases: CorpusPhase, *, knows_orders: bool) -> Greeting:
    """Send one documented request of every operation that changes nothing, or of all where there is none.

    Where all of them are refused with 401, the other operations tell whether it is so everywhere.

    :param knows_orders: whether the fixtures name orders of the server, so that a 404 for those of the
        samples need not be the end.
    :raises CannotRunError: the server is not there, or it refuses everything with 401 and that is not a
        finding: no credentials were passed, or the 401 may be about something else.
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
        _convict(session, first)
        return Greeting(first, _SHUT_OUT)
    stopped = _is_something_else(session, [exchange for _, exchange in first])
    if not stopped and not knows_orders and _is_404_to_anything(session, first):
        stopped = (
            f"{NOTHING_RESPONDS} Or, if the server looks for the order before it reads a request, pass "
            "--fixtures with an order that it knows."
        )
    return Greeting(first, stopped)


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
            if session.refuses_method(operation) or (
                exchange is not None and exchange.judgement is not None and exchange.judgement.accepted
            ):
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


def _convict(session: Session, exchanges: Sequence[tuple[CheckedOperation, Exchange]]) -> None:
    """Keep a 401 for every documented request as one finding of all the operations."""
    names = tuple(operation.name for operation, _ in exchanges)
    pass_others = f"pass those that it accepts ({_OPTIONS[session.api]})"
    # of a pair of an order and an address, the server may mean the address
    blamed = next((pair for pair in exchanges if "email" not in pair[0].parameters), None)
    none_passed = session.api == "merchant" and session.credentials.merchant_guid is None
    if none_passed or blamed is None or not session.wanted(rulebook.GOOD_CREDENTIALS):
        raise CannotRunError(
            f"The server refuses {'a request without' if none_passed else 'the'} credentials with 401 on "
            f"every documented request ({', '.join(names)}): {pass_others}."
        )
    message = (
        "Every documented request with the given credentials was refused with 401. Either the server refuses "
        f"good credentials, or these are not its credentials: then {pass_others}."
    )
    violation = Violation(rulebook.GOOD_CREDENTIALS, "", message, kind="401 everywhere", members=names)
    session.add(blamed[0], violation, (blamed[1].step,))


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


def _is_404_to_anything(session: Session, first: Iterable[tuple[CheckedOperation, Exchange]]) -> bool:
    """Whether there is a 404 even for what is not JSON, with our credentials and without."""
    for operation, exchange in first:
        if session.statuses != {404} or (exchange.judgement and exchange.judgement.code):
            return False
        broken = replace(exchange.step.request, body=b'{"')
        for authorized in (True, False):
            session.once(operation, broken, authorized=authorized, expected=Expectation.UNSPECIFIED)
    return session.statuses == {404}


def _is_web_page(response: Received) -> bool:
    """Whether a response is HTML. JSON that is only called so is a fault of the API, for the rules to say."""
    kind = media_type.parse(response.headers.get("content-type", "")).name
    return kind == "text/html" and not parse(response.body).is_json


def _not_there(session: Session, reason: str) -> str:
    return reason or f"Nothing responds at {session.base}: start the server, or correct the URL."


def _hides_tls(session: Session) -> bool:
    is_plain = isinstance(session.connection, Http) and session.base.startswith("http:")
    return is_plain and uses_tls(session.base)
