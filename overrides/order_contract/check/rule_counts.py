"""Which rules a run has put to the test, how often and on which operations, and why it tested the others not.

Invariant: a rule of the wire is tested by every request; every other rule only where something notes it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

from order_contract.check import rulebook
from order_contract.check.document.operations import CheckedOperation
from order_contract.check.findings import RuleResult, Verdict
from order_contract.check.rulebook import Rule
from order_contract.spec import Api

SHUT_OUT: Final = "Every request was refused with 401: pass credentials that the server accepts."
"""Why a rule was not tested."""
_NEED_ADMISSION: Final = (
    rulebook.REFUSE,
    rulebook.ACCEPT,
    rulebook.CREDENTIALS,
    rulebook.UNAUTHORIZED,
    rulebook.EXACT,
)
"""Rules of the wire that a 401 for our own credentials does not put to the test."""


class RuleCounts:
    """The rules of one run."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._times: dict[str, int] = {}
        self._places: dict[str, dict[str, None]] = {}
        self._rules: dict[str, Rule] = {rule.id: rule for rule in rulebook.WIRE if api in rule.apis}
        self._untested: dict[str, str] = {}
        self._is_shut_out = False

    def tested(self, rule: Rule, times: int = 1, operation: CheckedOperation | None = None) -> None:
        """Note that a rule was put to the test, and on which operation where it is known."""
        self._rules[rule.id] = rule
        if operation is not None:
            self._places.setdefault(rule.id, {})[operation.name] = None
        self._times[rule.id] = self._times.get(rule.id, 0) + times

    def not_tested(self, rule: Rule, why: str) -> None:
        """Note why a rule was not run."""
        self._rules[rule.id] = rule
        self._untested[rule.id] = why

    def left_out(self, rules: Iterable[Rule], why: str) -> None:
        """Note why those of the rules that nothing is noted of were not run."""
        for rule in rules:
            if rule.id not in self._rules and self._api in rule.apis:
                self.not_tested(rule, why)

    def shut_out(self) -> None:
        """Note that the server refused everything with 401, which tests little."""
        self._is_shut_out = True

    def results(
        self, wanted: Callable[[Rule], bool], broken: Collection[str], cases: int, sent_to: Sequence[str]
    ) -> tuple[RuleResult, ...]:
        """A row for each rule that is wanted.

        :param broken: ids of the rules with an error.
        :param cases: how many requests were sent.
        :param sent_to: the names of the operations that they were sent to.
        """
        return tuple(
            self._result(rule, broken, cases, sent_to) for rule in self._rules.values() if wanted(rule)
        )

    def _result(self, rule: Rule, broken: Collection[str], cases: int, sent_to: Sequence[str]) -> RuleResult:
        wire = rule in rulebook.WIRE
        times = cases if wire else self._times.get(rule.id, 0)
        places = tuple(sent_to) if wire else tuple(self._places.get(rule.id, ()))
        if rule.id in broken:
            return RuleResult(rule, Verdict.BROKEN, times, operations=places)
        if self._is_shut_out and (not times or rule in _NEED_ADMISSION):
            return RuleResult(rule, Verdict.NOT_TESTED, 0, SHUT_OUT)
        if not times:
            return RuleResult(rule, Verdict.NOT_TESTED, 0, self._untested.get(rule.id, ""), places)
        return RuleResult(rule, Verdict.HOLDS, times, operations=places)
