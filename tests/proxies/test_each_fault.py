"""Each kind of fault alone, for every kind of client: what the caller hears, what was sent, what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.proxies.bed import Bed
from tests.proxies.bounded import bounded
from tests.proxies.client_under_test import CallResult, Outcome, Patience
from tests.proxies.faults import FAULTS, LIES
from tests.proxies.variants import DEEP, GENEROUS, Variant, broken_rules, make
from tests.proxies.ways import WAYS

IMPATIENT = Patience(timeout=0.4, deadline=1.0)
SECONDS = 30.0
SLOW_WAYS = {"way-tunnel-hangs": IMPATIENT, "way-tls-to-plain": Patience(timeout=0.4, deadline=10.0)}
STRAIGHT = "pass"


VARIANTS = [
    Variant(mode, **options)
    for mode in ("sync", "async")
    for options in (
        {},
        {"kept_alive": True},
        {"guarded": True},
        {"tokens": True},
        {"status_update": True, "kept_alive": True},
        *(
            [{"own": True, "guarded": True}, {"own": True, "kept_alive": True, "tokens": True}]
            if DEEP
            else []
        ),
    )
]


@pytest.fixture(scope="module")
def bed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bed]:
    with Bed(tmp_path_factory.mktemp("bed")) as made:
        yield made


def impatience(result: CallResult, patience: Patience) -> bool:
    """Whether the client gave up for want of time: it must where a fault is slow, it may where we are."""
    return result.outcome in (Outcome.UNKNOWN, Outcome.STOPPED) and result.seconds >= patience.timeout


def run_fault(bed: Bed, name: str) -> list[str]:
    """Every variant at the same time; what went wrong, one line each."""
    fault, wrong = FAULTS[name], list[str]()
    patience = IMPATIENT if fault.slow else GENEROUS

    def of(variant: Variant) -> Callable[[], None]:
        documented_elsewhere = fault.refund_code and variant.status_update
        plan = [(name, fault.outcomes | {Outcome.UNKNOWN} if documented_elsewhere else fault.outcomes)]
        if variant.kept_alive:
            plan = [(STRAIGHT, FAULTS[STRAIGHT].outcomes), *plan, (STRAIGHT, fault.next_outcomes)]

        def work() -> None:
            results = make(bed, variant, [bed.marker(item) for item, _ in plan], patience=patience)
            for (item, allowed), result in zip(plan, results, strict=True):
                if result.outcome not in allowed and not impatience(result, patience):
                    place = "" if item == name else "the call beside it: "
                    expected = " or ".join(sorted(allowed))
                    wrong.append(f"{variant}: {place}{result.outcome} ({result.error}), not {expected}")
                if fault.slow and not variant.guarded and result.seconds > patience.deadline + 2.5:
                    wrong.append(
                        f"{variant}: took {result.seconds:.1f} s, and its deadline is {patience.deadline} s"
                    )

        return work

    bounded(SECONDS, *(of(variant) for variant in VARIANTS))
    return wrong


@pytest.mark.parametrize("name", list(FAULTS))
def test_a_fault_is_reported_as_what_it_is(bed: Bed, name: str) -> None:
    wrong = [*run_fault(bed, name), *broken_rules(bed)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "name", ["503-after-retry-after", "429-after-retry-after", "refused-1003", "reset-during"]
)
def test_a_fault_behind_a_tunnel_is_reported_as_what_it_is(bed: Bed, name: str) -> None:
    markers = [bed.marker("way-tunnel", name) for _ in range(2)]

    def work(variant: Variant, marker: str) -> Callable[[], CallResult]:
        def tunnelled() -> CallResult:
            with bed.route(marker) as route:
                return make(bed, variant, [marker], route)[0]

        return tunnelled

    results = bounded(SECONDS, work(Variant("sync"), markers[0]), work(Variant("async"), markers[1]))
    check(bed, results, FAULTS[name].outcomes)


@pytest.mark.parametrize("name", list(WAYS))
def test_a_way_that_fails_is_reported_as_what_it_is(bed: Bed, name: str) -> None:
    def work(variant: Variant) -> Callable[[], CallResult]:
        def led() -> CallResult:
            marker = bed.marker(name)
            with bed.route(marker) as route:
                return make(bed, variant, [marker], route, SLOW_WAYS.get(name, GENEROUS))[0]

        return led

    results = bounded(SECONDS, *(work(Variant(mode)) for mode in ("sync", "async")))
    check(bed, results, WAYS[name].outcomes)


def check(bed: Bed, results: list[CallResult], allowed: frozenset[Outcome]) -> None:
    unexpected = [f"{result.outcome} ({result.error})" for result in results if result.outcome not in allowed]
    wrong = [*unexpected, *broken_rules(bed)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", list(LIES))
def test_a_documented_refusal_after_the_work_cannot_be_seen_through(bed: Bed, name: str) -> None:
    bed_results = [make(bed, Variant(mode), [bed.marker(name)])[0] for mode in ("sync", "async")]
    rules = broken_rules(bed)
    assert [result.outcome for result in bed_results] == [Outcome.REFUSED] * 2
    assert len(rules) == 2
    assert all(rule.startswith("carried out, and the caller heard a plain refusal") for rule in rules)
