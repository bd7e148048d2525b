"""Every decision that the documents leave open can be declared by a word, or need not be, and a word that is
declared is held to.
"""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest

from order_contract.check import Severity, run, server_data
from order_contract.check.scenarios import RULES
from tests.family.bed.switches import SWITCHES
from tests.family.declarations import NO_WORD, OTHERWISE, REFUSES
from tests.family.servers import RULES_ALONE, Member, fixtures_of

WORDS = {
    "globale": set(get_args(server_data.Refuses)),
    "merchant": set(get_args(server_data.MerchantRefuses)),
    "s2": set(get_args(server_data.S2Refuses)),
}
WITHOUT_SWITCH = {("globale", "negative-amounts")}
"""Every server of the family refuses these."""
BESIDE = {"cb_unknown_status": {"cb_status_case": "insensitive"}}


def test_every_switch_has_a_word_or_a_reason():
    listed = Counter([*REFUSES, *OTHERWISE, *(name for names in NO_WORD.values() for name in names)])
    assert sorted(listed) == sorted(SWITCHES)
    assert [name for name, times in listed.items() if times > 1] == []


def test_every_word_has_a_switch():
    assert {(refusal.api, refusal.word) for refusal in REFUSES.values()} | WITHOUT_SWITCH == {
        (api, word) for api, words in WORDS.items() for word in words
    }


@pytest.mark.parametrize("switch", REFUSES)
def test_a_word_that_is_declared_is_held_to(switch):
    refusal = REFUSES[switch]
    accepts = next(value for value in SWITCHES[switch].values if value != refusal.value)
    refusing, accepting = (
        Member(refusal.api, switches={switch: value, **BESIDE.get(switch, {})})
        for value in (refusal.value, accepts)
    )
    declared = fixtures_of(refusing.fixtures(declared=True))
    rules = rules_of_word(refusal)
    for member, is_held in ((refusing, True), (accepting, False)):
        with member.running() as url:
            report = run(
                url,
                refusal.api,
                credentials=member.credentials(declared=True),
                fixtures=declared,
                profile=RULES_ALONE,
                rules=rules,
                seed=1,
            )
        errors = [finding for finding in report.findings if finding.severity is Severity.ERROR]
        assert bool(errors) is not is_held, [finding.message for finding in errors]
        if is_held:
            assert all(result.times for result in report.rules if result.rule.id in rules)


def rules_of_word(refusal):
    need = f"{refusal.api}.refuses.{refusal.word}"
    chosen = [rule.id for rule in RULES if need in rule.needs]
    assert chosen
    return chosen
