"""Every planted fault, in one form: those of the family, and those of the catalogue in `tests/faults`.

Invariant: a name stands once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from order_contract.check import Report, ServerCredentials, run
from order_contract.check.profiles import Profile
from tests.family.bed import witness
from tests.family.bed.faults import FAULTS
from tests.family.servers import QUICK, Api, Member, fixtures_of
from tests.faults import serve_fault
from tests.faults.catalogue import CALLBACK_GUID, GUID, ORGANIZATION, TOKEN, Serve
from tests.faults.catalogue import Fault as CatalogueFault
from tests.faults.catalogue import faults as catalogue_faults
from tests.faults.labels import label

TIMEOUT: Final = 8
"""Seconds for one response: the slow faults take eleven and more."""
Known = Mapping[str, frozenset[str]]
"""What the correct server gets: findings by their ids, each with its members."""


@dataclass(frozen=True)
class Planted:
    """One fault, and how the check is held against a server that has it."""

    name: str
    api: Api
    label: str
    """`must` or `should`."""
    sentence: str
    source: str
    """`family`, or `catalogue`."""
    held: Callable[..., Report]
    expected: Callable[[], Known]
    hidden: bool = False
    """Whether it shows only in members that no document names."""


def of_family(name: str) -> Planted:
    """A fault of the family."""
    fault = FAULTS[name]
    member = Member(fault.api, fault=name)

    def held(**options: Any) -> Report:
        return member.held(declared=True, **options)

    return Planted(
        name,
        fault.api,
        fault.label,
        fault.sentence,
        "family",
        held,
        lambda: _expected_of_family(fault.api),
        name in witness.load()["hidden"],
    )


@cache
def _expected_of_family(api: Api) -> Known:
    profile = replace(QUICK, robustness=False, rule_examples=1)
    report = Member(api).held(declared=True, strict=True, profile=profile)
    return {finding.id: frozenset(finding.members) for finding in report.findings}


def of_catalogue(fault: CatalogueFault) -> Planted:
    """A fault of the catalogue in `tests/faults`; its correct server gets no finding at all."""

    def held(**options: Any) -> Report:
        return held_against(fault.serve, fault.api, serve_fault.fixtures(fault.correct), **options)

    return Planted(fault.id, fault.api, label(fault), fault.sentence, "catalogue", held, dict)


def held_against(
    serve: Serve, api: Api, fixtures: str, *, profile: Profile = QUICK, **options: Any
) -> Report:
    """Check a server of `tests/faults`."""
    credentials = ServerCredentials(
        guid=GUID, token=TOKEN, organization=ORGANIZATION, merchant_guid=CALLBACK_GUID
    )
    with serve() as url:
        return run(
            url,
            api,
            credentials=credentials,
            fixtures=fixtures_of(fixtures),
            profile=profile,
            **{"seed": 1, "timeout": TIMEOUT, **options},
        )


@cache
def planted() -> Mapping[str, Planted]:
    """All faults, by their names."""
    every = [*map(of_family, FAULTS), *map(of_catalogue, catalogue_faults())]
    by_name = {fault.name: fault for fault in every}
    assert len(by_name) == len(every), "two faults have one name"
    return by_name
