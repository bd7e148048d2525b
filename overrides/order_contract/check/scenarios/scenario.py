"""Registers a rule with the scenarios that test it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from order_contract.check.rulebook import Evidence, Rule
from order_contract.check.scenarios.conversation import Conversation
from order_contract.spec import Api

EVERY_KIND: Final = 5
"""Rounds of a rule that is played for every kind of order, where the fixtures have as many."""


@dataclass
class Scenario:
    """A rule, and the conversations that put it to the test."""

    rule: Rule
    operations: tuple[str, ...]
    conversations: list[Callable[[Conversation], None]]
    reads: bool
    """Whether it changes nothing."""
    rounds: int = 1
    """For how many kinds of orders it is played, where the fixtures have as many."""


class RuleGroup:
    """The rules of one module."""

    def __init__(self, family: str, api: Api) -> None:
        self.family = family
        self.api = api
        self.scenarios: dict[str, Scenario] = {}

    def rule(
        self,
        rule_id: str,
        sentence: str,
        source: str,
        *operations: str,
        needs: Iterable[str] = (),
        evidence: Evidence = "documented",
        reads: bool = False,
        rounds: int = 1,
    ) -> Callable[[Callable[[Conversation], None]], Callable[[Conversation], None]]:
        """Make a rule of a conversation.

        :param operations: operationIds that it sends requests to.
        :param needs: what it needs of the fixtures, beyond orders, as their names there; `shows.status` is a
            word of a list.
        :param rounds: for how many kinds of orders it is played.
        """
        made = Rule(
            rule_id,
            sentence,
            source,
            evidence,
            self.family,
            (self.api,),
            (f"{self.api}.orders", *(f"{self.api}.{need}" for need in needs)),
        )

        def register(hold: Callable[[Conversation], None]) -> Callable[[Conversation], None]:
            self.scenarios[rule_id] = Scenario(made, operations, [hold], reads, rounds)
            return hold

        return register

    def also_tests(
        self, rule_id: str
    ) -> Callable[[Callable[[Conversation], None]], Callable[[Conversation], None]]:
        """One more conversation about a rule."""

        def register(hold: Callable[[Conversation], None]) -> Callable[[Conversation], None]:
            self.scenarios[rule_id].conversations.append(hold)
            return hold

        return register
