"""Runs one documented rule: picks an order, sends requests, and raises when a response breaks the rule.

Invariants: what the documents leave open is never a breach; a rule whose data is missing, or whose ground
another fault took away, is not tested and says why; every step of a conversation is kept, so that a fault can
be shown again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Barrier, Thread
from typing import Any, Final, TypeVar
from urllib.parse import quote

from order_contract.check import rulebook
from order_contract.check.document.operations import CheckedOperation
from order_contract.check.findings import Step
from order_contract.check.rulebook import Grade, Rule
from order_contract.check.scenarios.server_state import ServerState
from order_contract.check.server_data import S2, Globale, KnownOrder, Merchant
from order_contract.check.session import Exchange, Session
from order_contract.check.transport.credentials import ServerCredentials
from order_contract.check.transport.messages import Received, Sent
from order_contract.check.wire_rules import methods
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.check.wire_rules.judge import Judgement
from order_contract.check.wire_rules.violation import Violation
from order_contract.wire import codec
from order_contract_generated.globale.contract import ERROR_CODES

T = TypeVar("T")
_KNOWN: Final = frozenset(ERROR_CODES)
READING: Final = frozenset({"getOrdersDetails", "trackOrder"})
"""Operations that change nothing."""


class RuleViolationError(Exception):
    """The server breaks a rule: the one that is put to the test, or the one that is named.

    :param graded: its grade, where that is less than the rule's.
    :param kind: how the rule is broken, where it can be broken in several ways at one place.
    """

    def __init__(
        self, message: str, location: str = "", rule_id: str = "", graded: Grade | None = None, kind: str = ""
    ) -> None:
        super().__init__(message)
        self.message, self.location, self.rule_id, self.graded = message, location, rule_id, graded
        self.kind = kind

    def of_rule(self, rule_id: str) -> RuleViolationError:
        """The same of another rule, unless one is named already."""
        if self.rule_id:
            return self
        return RuleViolationError(self.message, self.location, rule_id, self.graded, self.kind)

    def violation(self, rule: Rule) -> Violation:
        """The violation of a rule that this is."""
        kind = f"{self.kind} {self.location}".strip() if self.kind else ""
        return Violation(rule, self.location, self.message, rule.evidence, kind=kind, graded=self.graded)


class NotTestedError(Exception):
    """The rule cannot be put to the test. The text says why."""


@dataclass(frozen=True)
class Reply:
    """One response."""

    operation: CheckedOperation
    step: Step
    judgement: Judgement

    @property
    def accepted(self) -> bool:
        """The request was accepted."""
        return self.judgement.accepted

    @property
    def refused(self) -> bool:
        """The request was refused in one of the documented ways."""
        return self.judgement.refused

    @property
    def code(self) -> str:
        """The refusal's code; empty when its envelope has none."""
        return self.judgement.code

    @property
    def names_code(self) -> bool:
        """Whether the refusal comes in an envelope that has a code, be it empty."""
        return bool(self.code) or (
            isinstance(self.value, dict) and "Code" in self.value and "Success" not in self.value
        )

    @property
    def value(self) -> Any:
        """The body."""
        return self.judgement.value

    @property
    def words(self) -> str:
        """The refusal in a few words, for sentences."""
        return self.judgement.refused_by

    def at_fault(self, rule: Rule) -> bool:
        """Whether one of the rules of the wire has reported this exchange already."""
        return any(violation.rule is rule for violation in self.judgement.violations)


class Conversation:
    """One conversation with the server."""

    def __init__(
        self, session: Session, state: ServerState, rule_id: str = "", used: set[str] | None = None
    ) -> None:
        """
        :param used: the kinds of orders that earlier rounds of the rule took; this one takes another.
        """
        self.session = session
        self.rule_id = rule_id
        """The rule that is put to the test; empty in a sequence."""
        self.state = state
        self.steps: list[Step] = []
        self.last: CheckedOperation = next(iter(session.operations.values()))
        """The operation that was asked last."""
        self._picked: set[str] = set()
        self._used = used if used is not None else set()
        self._before = frozenset(self._used)

    def put_back(self) -> None:
        """Put the server's data back where the fixtures name a reset; every order is free again."""
        self.state.put_back()
        if self.state.data.reset is not None:
            self._picked.clear()

    @property
    def globale(self) -> Globale:
        """The fixtures, where the server plays Global-e."""
        assert isinstance(self.state.data, Globale)  # noqa: S101  # rules are chosen by API
        return self.state.data

    @property
    def merchant(self) -> Merchant:
        """The fixtures, where the server is a merchant's."""
        assert isinstance(self.state.data, Merchant)  # noqa: S101
        return self.state.data

    @property
    def s2(self) -> S2:
        """The fixtures, where the server plays S2."""
        assert isinstance(self.state.data, S2)  # noqa: S101
        return self.state.data

    @property
    def may_be_used_up(self) -> bool:
        """Whether an earlier run may have done to an order what this one is about to do."""
        return isinstance(self.state.data, Globale) and self.state.data.reset is None

    def order(
        self, what: str, fits: Callable[[KnownOrder], object] = lambda _: True, *, fresh: bool = True
    ) -> KnownOrder:
        """An order of the fixtures that fits, other than those picked before.

        :param what: what is asked of it, for the sentence that says that there is none.
        :param fresh: whether it is going to be changed, and must not have been.
        :raises NotTestedError: there is none.
        """
        fitting = [
            order for order in self.globale.orders if fits(order) and order.order_id not in self._picked
        ]
        usable = [
            order
            for order in fitting
            if not fresh or (order.changeable and order.order_id not in self.state.changed)
        ]
        if not usable:
            if not fitting:
                raise NotTestedError(f"The fixtures have no order {what}.")
            remedy = "Name more of them." if self.globale.reset else "Name a reset, or more of them."
            raise NotTestedError(f"The fixtures have no order {what}, that nothing has changed yet. {remedy}")
        usable = [order for order in usable if order.kind not in self._before]
        if not usable:
            raise NotTestedError(f"The fixtures have no order {what} of another kind.")
        self._picked.add(usable[0].order_id)
        self._used.add(usable[0].kind)
        return usable[0]

    def given(self, value: T | None, name: str) -> T:
        """A value of the fixtures.

        :raises NotTestedError: it is not there.
        """
        if not value:
            raise NotTestedError(f"The fixtures do not give {name}.")
        return value

    def ask(
        self,
        operation_id: str,
        *,
        query: Mapping[str, Any] | Sequence[tuple[str, str]] = (),
        raw_query: str = "",
        path: Mapping[str, str] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        authorized: bool = True,
        expected: Expectation = Expectation.BY_DOCUMENT,
    ) -> Reply:
        """Send one request.

        :param query: values to percent-encode; those that are not text go out as JSON.
        :param raw_query: a query that is percent-encoded already.
        :param body: what goes out as JSON; None for no body.
        :raises NotTestedError: no response came, or the server failed; both are reported elsewhere.
        """
        operation = self.session.operations[operation_id]
        exchange = self.session.send(
            operation,
            self._request(operation, query, raw_query, path or {}, body, headers or {}),
            authorized=authorized,
            expected=expected,
        )
        return self._reply(operation, exchange)

    def request(self, operation_id: str, method: str = "", **parts: Any) -> Sent:
        """A request as `ask` sends it, by another method where one is given."""
        operation = self.session.operations[operation_id]
        query, path, headers = (parts.get(name, {}) for name in ("query", "path", "headers"))
        sent = self._request(operation, query, "", path, parts.get("body"), headers)
        return replace(sent, method=method or sent.method)

    def at_once(
        self, operation_id: str, queries: Sequence[Mapping[str, Any]], body: Any = None
    ) -> list[Reply]:
        """Send requests at the same time, each on a connection of its own.

        :raises NotTestedError: there can be no second connection, or see `ask`.
        """
        operation = self.session.operations[operation_id]
        if self.session.connect is None:
            raise NotTestedError("There is only one connection to this server.")
        connections = [self.session.connect() for _ in queries]
        plain = [self._request(operation, query, "", {}, body, {}) for query in queries]
        wires = [self.session.with_credentials(sent) for sent in plain]
        responses: list[Received | None] = [None] * len(wires)
        together = Barrier(len(wires))

        def send(place: int) -> None:
            together.wait()
            try:
                responses[place] = connections[place].send(wires[place])
            except BaseException:  # noqa: BLE001  # a thread cannot raise; the missing answer says it
                responses[place] = None

        threads = [Thread(target=send, args=(place,)) for place in range(len(wires))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for connection in connections:
            connection.close()
        self.state.dirty = True
        if None in responses:
            raise NotTestedError("One of two requests at the same time got no response.")
        return [
            self._reply(operation, self.session.note(operation, sent, wire, response))
            for sent, wire, response in zip(plain, wires, responses, strict=True)
            if response is not None
        ]

    @contextmanager
    def known_as(self, credentials: ServerCredentials) -> Iterator[None]:
        """Send with other credentials inside the block."""
        before, self.session.credentials = self.session.credentials, credentials
        try:
            yield
        finally:
            self.session.credentials = before

    def must_accept(
        self,
        reply: Reply,
        message: str,
        *,
        location: str = "",
        excused: bool = False,
        graded: Grade | None = None,
    ) -> None:
        """The documents give no reason to refuse this.

        :param message: what the request is, such as "A refund of 3.00".
        :param excused: whether a code that no document has may be a reason of the server's own.
        :param graded: the grade of a refusal, where that is less than the rule's.
        """
        if reply.accepted:
            return
        if reply.at_fault(rulebook.ACCEPT):
            raise NotTestedError(
                "A request that this rule needs was refused as malformed, which is reported as accept-valid."
            )
        if reply.judgement.unauthorized and self.session.is_admitted and self.session.api != "merchant":
            raise RuleViolationError(
                f"{message} was refused with 401, by credentials with which others are accepted.",
                rule_id=rulebook.GOOD_CREDENTIALS.id,
                kind="401",
            )
        if self.may_be_used_up and reply.operation.id not in READING:
            raise NotTestedError(
                f"{message} was refused with {reply.words}: the order may be used up. Name a reset in the "
                "fixtures."
            )
        if excused and reply.code and reply.code not in _KNOWN:
            raise NotTestedError(f"The server refuses this for a reason of its own ({reply.words}).")
        raise RuleViolationError(
            f"{message} was refused with {reply.words}.", location, graded=graded, kind="refused"
        )

    def must_refuse(
        self,
        reply: Reply,
        message: str,
        *codes: str,
        location: str = "",
        graded: Grade | None = None,
        codes_graded: Grade | None = None,
    ) -> None:
        """The documents have this refused; with `codes`, by one of them where the refusal has a code at all.

        :param graded: the grade of an acceptance, where that is less than the rule's.
        :param codes_graded: the same of another code.
        """
        if reply.accepted:
            if reply.at_fault(rulebook.REFUSE) or reply.at_fault(rulebook.CREDENTIALS):
                raise NotTestedError(
                    "A request that must be refused was accepted, which is reported already."
                )
            raise RuleViolationError(f"{message} was accepted.", location, graded=graded, kind="accepted")
        if codes and reply.names_code and reply.code not in codes:
            if self.may_be_used_up and reply.operation.id == "createOrderRefund":
                raise NotTestedError(
                    f"{message} was refused with {reply.words}: the order may be used up. Name a reset in "
                    "the fixtures."
                )
            raise RuleViolationError(
                f"{message} was refused with {reply.words} instead of {' or '.join(codes)}.",
                location,
                graded=codes_graded,
                kind="other code",
            )

    def _request(
        self,
        operation: CheckedOperation,
        query: Mapping[str, Any] | Sequence[tuple[str, str]],
        raw_query: str,
        path: Mapping[str, str],
        body: Any,
        headers: Mapping[str, str],
    ) -> Sent:
        address = operation.path
        for name, value in path.items():
            address = address.replace(f"{{{name}}}", quote(value, safe=""))
        pairs = query.items() if isinstance(query, Mapping) else query
        parts = [
            f"{name}={quote(value if isinstance(value, str) else codec.dumps(value).decode(), safe='')}"
            for name, value in pairs
        ]
        text = "&".join(part for part in (*parts, raw_query) if part)
        kind = {} if body is None else {"content-type": "application/json"}
        return Sent(
            operation.method,
            f"{self.session.base}{address}" + (f"?{text}" if text else ""),
            {"accept": "application/json", **kind, **headers},
            b"" if body is None else body if isinstance(body, bytes) else codec.dumps(body),
        )

    def _reply(self, operation: CheckedOperation, exchange: Exchange) -> Reply:
        self.steps.append(exchange.step)
        self.last = operation
        if operation.id not in READING:
            self.state.dirty = True
        if exchange.judgement is None:
            raise NotTestedError(
                "A request that this rule needs got no response, which is reported as answer."
            )
        if self.session.refuses_method(operation):
            raise NotTestedError(methods.why_untested(operation))
        reply = Reply(operation, exchange.step, exchange.judgement)
        if not (reply.accepted or reply.refused):
            raise NotTestedError(
                f"A request that this rule needs got status {exchange.step.received.status}, "
                "which is reported elsewhere."
            )
        if reply.accepted and operation.id not in READING:
            self.state.changed |= self._picked
        return reply
