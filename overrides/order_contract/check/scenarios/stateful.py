"""Sequences of requests that Hypothesis makes up, held against a small model of what the server must show by
then.

Invariants: each sequence begins with the fixtures' reset, so that it can be shrunk; the same seed sends the
same requests; a rule that is known to be broken ends a sequence and is not tested again.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import ClassVar, Final

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from order_contract.check.phases.example_database import NamespacedExampleDatabase
from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    RuleViolationError,
)
from order_contract.check.scenarios.scenario import Scenario
from order_contract.check.scenarios.server_state import ServerState
from order_contract.check.session import PhaseTimeoutError, Session
from order_contract.spec import Api

STEPS: Final = 10
"""Steps of a sequence before it is shrunk."""


class Machine(RuleBasedStateMachine):
    """A sequence. Each step says which rule it is about."""

    api: ClassVar[Api] = "globale"
    family: ClassVar[str] = ""
    """The family of rules that it is about."""
    operations: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        session: Session,
        state: ServerState,
        scenarios: dict[str, Scenario],
        known: frozenset[tuple[str, str, str]],
    ) -> None:
        super().__init__()
        self.session, self.scenarios, self.known = session, scenarios, known
        state.dirty = True
        state.reset()
        self.conversation = Conversation(session, state)
        self.over = False
        self.step(self.begin)

    def begin(self) -> None:
        """Choose what the sequence is about."""

    def step(self, work: Callable[[], object], rule_id: str = "") -> None:
        """Do one step.

        :param rule_id: the rule that is broken when the step ends in `RuleViolationError`; the exception can
            name another.
        """
        if self.over:
            return
        try:
            work()
        except NotTestedError:
            self.over = True
        except RuleViolationError as broken:
            scenario = self.scenarios.get(broken.rule_id or rule_id)
            self.over = True
            if scenario is None:
                return
            violation = broken.violation(scenario.rule)
            if (self.conversation.last.id, *violation.cause) in self.known:
                return
            self.session.add(self.conversation.last, violation, self.conversation.steps)
            raise
        else:
            if rule_id in self.scenarios:
                self.session.rules.tested(self.scenarios[rule_id].rule)


def run(
    machines: Sequence[type[Machine]],
    session: Session,
    state: ServerState,
    scenarios: dict[str, Scenario],
    *,
    seed_: int,
    examples: int,
    seconds: float | None,
) -> None:
    """Make up sequences, and keep what they show.

    :param machines: the kinds; those of another API, or of operations that are left out, are skipped.
    :param scenarios: the rules that are tested, by their ids.
    :param seed_: the same seed makes up the same sequences.
    :param examples: sequences of each kind.
    :param seconds: for all of them, or None.
    """
    families = {scenario.rule.family for scenario in scenarios.values()}
    fitting = [
        machine
        for machine in machines
        if machine.api == session.api
        and machine.family in families
        and set(machine.operations) <= session.operations.keys()
    ]
    before = session.until
    end = before if seconds is None else min(before or math.inf, time.monotonic() + seconds)
    try:
        for place, machine in enumerate(fitting):
            if end is not None:
                now = time.monotonic()
                session.until = now + (end - now) / (len(fitting) - place)
            with suppress(PhaseTimeoutError):
                _look(machine, session, state, scenarios, seed_, examples)
    finally:
        session.until = before


def _look(
    machine: type[Machine],
    session: Session,
    state: ServerState,
    scenarios: dict[str, Scenario],
    seed_: int,
    examples: int,
) -> None:
    known = session.known

    def made() -> Machine:
        return machine(session, state, scenarios, known)

    chosen = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        database=None
        if session.database is None
        else NamespacedExampleDatabase(session.database, f"rules/{machine.__name__}"),
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink, *([Phase.reuse] if session.database is not None else [])],
    )
    # What a sequence found is kept by then, with the shortest steps; a server that responds otherwise the
    # next time adds nothing.
    with suppress(RuleViolationError, Flaky):
        run_state_machine_as_test(seed(seed_)(made), settings=chosen)  # type: ignore[arg-type]
