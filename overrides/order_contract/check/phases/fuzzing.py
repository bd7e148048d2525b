"""Fuzzing: schemathesis makes up requests, Hypothesis varies and shrinks them, broken JSON texts included.

Invariants: the only judge is ours, on the bytes that really went out; the same seed gives the same requests
in the same order, so no response influences the generation; work comes in small units, of which each
belongs to one shard; a request that the run has sent already is not sent again, its outcome is repeated
instead.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from schemathesis import GenerationMode

from order_contract.check.document.for_schemathesis import arranged, to_wire
from order_contract.check.document.operations import CheckedOperation
from order_contract.check.document.sample_requests import build
from order_contract.check.phases.example_database import NamespacedExampleDatabase
from order_contract.check.profiles import Profile, Shard
from order_contract.check.session import Session
from order_contract.check.transport.messages import Sent
from order_contract.check.wire_rules.violation import Violation
from order_contract.wire import codec

if TYPE_CHECKING:
    from hypothesis.database import ExampleDatabase

UNIT: Final = 15
"""Requests that one unit makes up."""
_BREADTH: Final = 'aeE0123456789+-.,:{}[]"\\/ \n\tnulltrefas%&=#\u00e9\u2028'
Make = Callable[[CheckedOperation], st.SearchStrategy[Sent]]


class _ContractViolationError(Exception):
    """Tells Hypothesis that a request shows a fault, so that it shrinks the request."""


class Fuzzer:
    """What fuzzing needs to know of one run."""

    def __init__(
        self, session: Session, path: str | None, *, seed: int, shard: Shard, database: ExampleDatabase | None
    ) -> None:
        """
        :param path: the path of a merchant's own endpoint.
        :param seed: the same seed makes up the same requests.
        """
        self.session = session
        self.seed = seed
        self.shard = shard
        self.database = database
        self._outcomes: dict[tuple[str, str, bytes], Violation | None] = {}
        with _quiet():
            config = schemathesis.Config.from_dict(
                {"base-url": session.base, "generation": _GENERATION, "phases": {"coverage": _COVERAGE}}
            )
            self.schema = schemathesis.openapi.from_dict(
                arranged(session.api, frozenset(session.operations), path), config=config
            )
            self.operations: dict[str, Any] = {
                operation.definition.raw["operationId"]: operation
                for operation in (result.ok() for result in _all(self.schema))
            }

    def boundaries(self, most: int) -> None:
        """Send what schemathesis finds at the boundaries of the document, at most so many requests for each
        operation.
        """
        with _quiet():
            sources = {
                key: self._boundary(key)
                for key, operation in self.session.operations.items()
                if not self.session.refuses_method(operation)
            }
            for _ in range(most):
                for key in list(sources):
                    sent = next(sources[key], None)
                    if sent is None:
                        del sources[key]
                    elif self.shard.owns(sent) and not sent.has_long_head:
                        self.session.once(self.session.operations[key], sent)

    def fuzz(self, profile: Profile) -> None:
        """Make up requests, in units of one operation and one way to make them up, in turn."""
        ways: list[Make] = [self._valid, self._invalid, self._texts]
        with _quiet():
            for number, (turn, operation, way) in enumerate(
                (turn, operation, way)
                for turn in (range(-(-profile.examples // UNIT)) if profile.examples is not None else count())
                for way in ways
                for operation in self.session.operations.values()
            ):
                if self.shard.has(number) and not self.session.refuses_method(operation):
                    self._unit(operation, way, f"{way.__name__} {turn}", profile)

    def _unit(self, operation: CheckedOperation, way: Make, label: str, profile: Profile) -> None:
        name = f"{self.session.api} {operation.id} {label}"
        before = self.session.known
        examples = UNIT if profile.examples is None else min(UNIT, profile.examples)

        @seeded(f"{self.seed} {name}")
        @settings(
            max_examples=examples,
            database=NamespacedExampleDatabase(self.database, name) if self.database is not None else None,
            phases=(Phase.reuse, Phase.generate, Phase.shrink),
            deadline=None,
            derandomize=False,
            print_blob=False,
            report_multiple_bugs=False,
            verbosity=Verbosity.quiet,
            suppress_health_check=list(HealthCheck),
        )
        @given(way(operation))
        def unit(sent: Sent) -> None:
            violation = self._outcome(operation, sent, before)
            if violation is not None:
                raise _ContractViolationError(violation.message)

        with suppress(_ContractViolationError):  # kept by the session, in its smallest form
            unit()

    def _outcome(
        self, operation: CheckedOperation, sent: Sent, before: frozenset[tuple[str, str, str]]
    ) -> Violation | None:
        key = (sent.method, sent.url, sent.body)
        if key not in self._outcomes:
            # what no server need read is for the phase of hostile requests
            exchange = None if sent.has_long_head else self.session.once(operation, sent)
            judgement = exchange.judgement if exchange else None
            fresh = [
                violation
                for violation in (judgement.violations if judgement else ())
                if (operation.id, *violation.cause) not in before
            ]
            # A known fault is not worth shrinking again: fuzzing looks for new ones.
            self._outcomes[key] = fresh[0] if fresh else None
        return self._outcomes[key]

    def _valid(self, operation: CheckedOperation) -> st.SearchStrategy[Sent]:
        return self._made_up(operation, GenerationMode.POSITIVE)

    def _invalid(self, operation: CheckedOperation) -> st.SearchStrategy[Sent]:
        return self._made_up(operation, GenerationMode.NEGATIVE)

    def _made_up(self, operation: CheckedOperation, mode: GenerationMode) -> st.SearchStrategy[Sent]:
        cases: st.SearchStrategy[schemathesis.Case[Any]] = self.operations[operation.id].as_strategy(
            generation_mode=mode
        )
        return cases.map(lambda case: self._sent(operation, case))

    def _boundary(self, key: str) -> Iterator[Sent]:
        stated = self.operations[key]
        for case in self.schema.iter_coverage_cases(
            stated,
            generation_modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE],
            generation_config=self.schema.config.generation_for(operation=stated, phase="coverage"),
        ):
            yield self._sent(self.session.operations[key], case)

    def _sent(self, operation: CheckedOperation, case: schemathesis.Case[Any]) -> Sent:
        """A made-up request in the documented form of repeated parameters, without what the tool adds of its
        own.
        """
        asked = case.as_transport_kwargs()
        prepared = requests.Request(**asked).prepare()
        address, _, query = str(prepared.url).partition("?")
        repeated = frozenset(
            parameter.name
            for parameter in operation.parameters.values()
            if parameter.repeated and parameter.json
        )
        body: Any = prepared.body or b""
        kind = prepared.headers.get("Content-Type")
        headers = {"accept": "application/json", **({"content-type": str(kind)} if kind and body else {})}
        return Sent(
            str(prepared.method),
            f"{address}?{to_wire(query, repeated)}" if query else address,
            headers,
            body.encode() if isinstance(body, str) else bytes(body),
        )

    def _texts(self, operation: CheckedOperation) -> st.SearchStrategy[Sent]:
        """The documented requests with a text inside them edited as a text: the JSON where there is any."""
        samples = list(operation.samples())
        base = self.session.base

        @st.composite
        def edited(draw: st.DrawFn) -> Sent:
            sample = draw(st.sampled_from(samples))
            places = [
                index
                for index, (name, _) in enumerate(sample.query)
                if operation.parameters[name].json or not sample.has_body
            ]
            place = draw(st.sampled_from([*places, -1] if sample.has_body else places))
            if place == -1:
                return build(
                    operation,
                    base,
                    replace(sample, body=draw(_edits(codec.dumps(sample.body).decode())).encode()),
                )
            name, text = sample.query[place]
            return build(
                operation,
                base,
                replace(
                    sample,
                    query=(*sample.query[:place], (name, draw(_edits(text))), *sample.query[place + 1 :]),
                ),
            )

        return edited()


def _all(schema: Any) -> Iterator[Any]:
    """Every operation, as a result that is sound because the published document is."""
    yield from schema.get_all_operations()


@st.composite
def _edits(draw: st.DrawFn, text: str) -> str:
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 3)))
        text = text[:start] + draw(st.text(_BREADTH, max_size=2)) + text[end:]
    return text


@contextmanager
def _quiet() -> Iterator[None]:
    """Hypothesis and schemathesis warn about the documents' breadth; whoever checks a server cannot act on
    it.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


_GENERATION: Final = {"allow-x00": False, "with-security-parameters": False}
_COVERAGE: Final[dict[str, list[str]]] = {"unexpected-methods": []}
