"""The documented rules, as conversations with a server: short scenarios for each, then sequences that
Hypothesis makes up.

Invariants: a rule is listed once, with the sentence it checks and its source; the same seed sends the same
requests; what could not be tested says why.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from order_contract.check import rulebook
from order_contract.check.rulebook import Rule
from order_contract.check.scenarios import (
    authentication,
    callback,
    callback_refusals,
    callback_responses,
    declared_refusals,
    details_lists,
    dispatch,
    dispatch_lines,
    documented_samples,
    error_envelopes,
    hub_dispatch,
    json_in_query,
    legacy_dispatch,
    manifests,
    odd_elements,
    other_requests,
    other_spellings,
    received_in_hub,
    refund_amounts,
    refund_codes,
    refund_members,
    s2_attachments,
    s2_declared_refusals,
    s2_other_forms,
    s2_refusals,
    s2_update_order,
    s2_values,
    shipping_documents,
    track_order,
    update_products,
    update_status,
)
from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    RuleViolationError,
)
from order_contract.check.scenarios.scenario import Scenario
from order_contract.check.scenarios.server_state import Data, ServerState
from order_contract.check.server_data import Fixtures
from order_contract.check.session import OUT_OF_TIME, PhaseTimeoutError, Session
from order_contract.check.wire_rules import methods

RULE_GROUPS: Final = (
    authentication.AUTHENTICATION,
    track_order.MONEY,
    details_lists.GROUP,
    track_order.GROUP,
    update_status.GROUP,
    json_in_query.GROUP,
    refund_codes.GROUP,
    refund_members.GROUP,
    refund_amounts.GROUP,
    update_products.GROUP,
    error_envelopes.GROUP,
    documented_samples.GROUP,
    dispatch.GROUP,
    dispatch_lines.GROUP,
    legacy_dispatch.GROUP,
    shipping_documents.GROUP,
    received_in_hub.GROUP,
    manifests.GROUP,
    hub_dispatch.GROUP,
    documented_samples.S2,
    s2_update_order.GROUP,
    s2_values.GROUP,
    s2_attachments.GROUP,
    s2_refusals.GROUP,
    s2_other_forms.GROUP,
    callback.GROUP,
    callback_refusals.GROUP,
    callback_responses.GROUP,
    other_requests.GLOBALE,
    other_spellings.GROUP,
    odd_elements.GROUP,
    odd_elements.S2,
    other_requests.MERCHANT,
    other_requests.S2,
    declared_refusals.GROUP,
    callback_refusals.DECLARED,
    s2_declared_refusals.GROUP,
)
"""In the order in which they are put to the test: what takes the fewest requests first."""
SCENARIOS: Final[tuple[Scenario, ...]] = tuple(
    scenario for group in RULE_GROUPS for scenario in group.scenarios.values()
)
RULES: Final[tuple[Rule, ...]] = tuple(scenario.rule for scenario in SCENARIOS)


def run(
    session: Session,
    fixtures: Fixtures | None,
    *,
    seed: int,
    examples: int,
    seconds: float | None,
    only: Iterable[str] = (),
    exclude: Iterable[str] = (),
    read_only: bool = False,
) -> None:
    """Put a server to the documented rules of its API.

    :param fixtures: what is known of its data; None leaves all rules out, and says so.
    :param seed: the same seed makes up the same sequences.
    :param examples: how many sequences are made up for each part of the API; 0 leaves them out.
    :param seconds: after how long no more sequences are made up; None for never.
    :param only: ids or families of rules; none means all.
    :param exclude: ids or families of rules to leave out.
    :param read_only: leave out everything that changes something.
    :raises CannotRunError: the fixtures' reset does not work.
    """
    wanted, unwanted = frozenset(only), frozenset(exclude)
    data: Data | None = getattr(fixtures, session.api) if fixtures else None
    chosen = [
        scenario
        for scenario in SCENARIOS
        if session.api in scenario.rule.apis and _chosen(scenario.rule, wanted, unwanted)
    ]
    if data is None:
        for scenario in chosen:
            session.rules.not_tested(
                scenario.rule, f"There are no fixtures for {session.api}: give --fixtures FILE."
            )
        return
    started = time.monotonic()
    state = ServerState(data, session, dirty=True, seed=seed)
    known = {scenario.rule.id: scenario for scenario in chosen}
    waiting = list(chosen)
    ended = "The run ended before its turn."
    try:
        while waiting:
            scenario = waiting[0]
            why = _lacking(scenario, session, data, read_only)
            if why:
                session.rules.not_tested(scenario.rule, why)
            else:
                _run(scenario, session, state, known)
            waiting.pop(0)
        if examples and data.reset and not read_only:
            from order_contract.check.scenarios import state_machines, stateful

            left = None if seconds is None else started + seconds - time.monotonic()
            if left is None or left > 0:
                stateful.run(
                    state_machines.MACHINES,
                    session,
                    state,
                    known,
                    seed_=seed,
                    examples=examples,
                    seconds=left,
                )
    except PhaseTimeoutError:
        ended = OUT_OF_TIME
        raise
    finally:
        for scenario in waiting:
            session.rules.not_tested(scenario.rule, ended)
    state.reset()


def _chosen(rule: Rule, wanted: frozenset[str], unwanted: frozenset[str]) -> bool:
    names = {rule.id, rule.family}
    return (not wanted or bool(names & wanted)) and not names & unwanted


def _lacking(scenario: Scenario, session: Session, data: Data, read_only: bool) -> str:
    """Why a scenario cannot be run; empty when it can."""
    if read_only and not scenario.reads:
        return "It changes orders, and only reading is allowed."
    left_out = [name for name in scenario.operations if name not in session.operations]
    if left_out:
        return (
            f"It needs {', '.join(name[:1].upper() + name[1:] for name in left_out)}, which "
            f"{'is' if len(left_out) == 1 else 'are'} left out."
        )
    refused = [session.operations[name] for name in scenario.operations]
    refused = [operation for operation in refused if session.refuses_method(operation)]
    if refused:
        return methods.why_untested(refused[0])
    missing = [_place(need) for need in scenario.rule.needs if not _has(data, need)]
    return f"The fixtures do not give {', '.join(missing)}." if missing else ""


def _place(need: str) -> str:
    """Where a need stands in the file: `globale.hubs`, or a word of a list."""
    api, name, *word = need.split(".")
    return f'"{word[0]}" in {api}.{name}' if word else need


def _has(data: Data, need: str) -> bool:
    _, name, *word = need.split(".")
    value = getattr(data, name)
    return word[0] in value if word else bool(value)


def _run(scenario: Scenario, session: Session, state: ServerState, known: Mapping[str, Scenario]) -> None:
    tested, why = 0, ""
    for hold in scenario.conversations:
        used: set[str] = set()
        for _ in range(scenario.rounds):
            state.reset()
            conversation = Conversation(session, state, scenario.rule.id, used)
            try:
                hold(conversation)
            except RuleViolationError as broken:
                rule = _rule_of(broken, known, scenario)
                session.add(conversation.last, broken.violation(rule), conversation.steps)
            except NotTestedError as error:
                why = why or str(error)
                break
            tested += 1
    if tested:
        for place, name in enumerate(scenario.operations):
            session.rules.tested(scenario.rule, 0 if place else tested, session.operations[name])
    else:
        session.rules.not_tested(scenario.rule, why)


def _rule_of(broken: RuleViolationError, known: Mapping[str, Scenario], scenario: Scenario) -> Rule:
    """The rule that is broken: the one that is put to the test, unless another one is named."""
    if broken.rule_id == rulebook.GOOD_CREDENTIALS.id:
        return rulebook.GOOD_CREDENTIALS
    return known[broken.rule_id].rule if broken.rule_id in known else scenario.rule


def rules_of(api: str | None = None) -> Iterator[Rule]:
    """The documented rules, of one API or of all."""
    return (rule for rule in RULES if api is None or api in rule.apis)
