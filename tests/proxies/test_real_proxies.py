"""The faults behind Varnish, nginx and HAProxy as Debian ships them: what these make of a backend's failure.

Skipped with a sentence where a program is not installed. `ORDER_CONTRACT_DEEP=1` meets each fault in every
way of calling.
"""

from __future__ import annotations

import queue
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest

from tests.proxies.bed import Bed, post_refund
from tests.proxies.bounded import bounded
from tests.proxies.client_under_test import CallResult, Outcome, Patience, Route
from tests.proxies.fault_proxy import Tap
from tests.proxies.faults import FAULTS
from tests.proxies.real_proxies import PROXIES
from tests.proxies.variants import DEEP, Variant, broken_rules, make

PATIENCE = Patience(timeout=8.0, deadline=12.0)
"""More than the proxies have with their backend."""
KINDS = [
    name
    for name, fault in FAULTS.items()
    if not fault.heavy and (DEEP or not fault.slow or name in ("hang-after", "delivered-late"))
]
GOES_THROUGH = ("pass", "delayed", "chunked", "gzip", "refused-1003", "refused-401", "refused-1003-under-200")
VARIANTS = [
    Variant("sync", guarded=True),
    Variant("async"),
    Variant("sync", tokens=True),
    Variant("async", guarded=True),
]
THREADS = 8
SECONDS = 240.0 if DEEP else 60.0


@dataclass(frozen=True)
class Stage:
    """A real proxy between the tap, where clients connect, and the faults."""

    name: str
    bed: Bed
    tap: Tap


@pytest.fixture(scope="module", params=list(PROXIES))
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    proxy = PROXIES[request.param]
    if proxy.missing:
        pytest.skip(proxy.missing)
    folder = tmp_path_factory.mktemp(request.param)
    with Bed(folder, behind=True) as bed, proxy.before(bed.proxy.address, folder) as address:
        tap = Tap(address, bed.traffic)
        yield Stage(request.param, bed, tap)
        tap.close()


def heard(stage: Stage, names: list[str], variants: list[Variant]) -> dict[str, list[CallResult]]:
    """What callers hear of each fault, in one of the variants, or in all of them when the run is deep."""
    waiting: queue.SimpleQueue[tuple[str, Variant]] = queue.SimpleQueue()
    for index, name in enumerate(names):
        for variant in variants if DEEP else [variants[index % len(variants)]]:
            waiting.put((name, variant))
    results: dict[str, list[CallResult]] = {name: [] for name in names}

    def work() -> None:
        with suppress(queue.Empty):
            while True:
                name, variant = waiting.get_nowait()
                route = Route(stage.tap.url, trust=stage.bed.trust, tokens=variant.tokens)
                results[name] += make(stage.bed, variant, [stage.bed.marker(name)], route, PATIENCE)

    bounded(SECONDS, *[work] * THREADS)
    return results


def test_nothing_is_done_twice_or_in_the_dark(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    results = heard(stage, KINDS, VARIANTS)
    if DEEP:
        ends = Counter(
            f"{result.outcome} {result.error}".strip() for some in results.values() for result in some
        )
        with capsys.disabled():
            print(f"\n{stage.name}: {dict(ends)}")
    wrong = broken_rules(stage.bed)
    assert not wrong, f"{stage.name}, {len(wrong)} rules broken\n" + "\n".join(wrong)


@pytest.mark.parametrize("name", GOES_THROUGH)
def test_what_goes_through_is_reported_as_it_is(stage: Stage, name: str) -> None:
    results = heard(stage, [name], VARIANTS)[name]
    unexpected = [str(result) for result in results if result.outcome not in FAULTS[name].outcomes]
    wrong = [*unexpected, *broken_rules(stage.bed)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["close-during", "reset-during", "hang-after", "garbage", "half-a-head"])
def test_a_failure_after_the_work_is_unknown(stage: Stage, name: str) -> None:
    results = heard(stage, [name], VARIANTS)[name]
    wrong = broken_rules(stage.bed)
    assert {result.outcome for result in results} == {Outcome.UNKNOWN}
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["close-during", "reset-during"])
def test_a_refund_is_not_repeated_by_the_proxy(stage: Stage, name: str) -> None:
    """Varnish repeats a POST without a body when a backend hangs up on a connection that was used before."""
    copies = []
    for status_update in (False, True):
        heard(stage, ["pass"], VARIANTS)
        marker = stage.bed.marker(name)
        route = Route(stage.tap.url, trust=stage.bed.trust)
        make(stage.bed, Variant("sync", status_update=status_update), [marker], route, PATIENCE)
        traffic = Counter((record["kind"], record["marker"]) for record in stage.bed.traffic.records())
        assert traffic["arrived", marker] == 1
        copies.append(traffic["forwarded", marker])
    wrong = broken_rules(stage.bed)
    # UpdateOrderStatus has no body as documented: what Varnish makes of that, no client can know
    assert copies == [1, 2 if stage.name == "varnish" else 1]
    assert not wrong, "\n".join(wrong)


def test_the_proxy_itself_asks_to_come_again_after_the_work(stage: Stage) -> None:
    """Why no header proves anything: seen without our client."""
    responses = {name: sent_by_hand(stage, name) for name in ("close-during", "hang-after")}
    for status, _ in responses.values():
        assert status in (502, 503, 504)
    if stage.name == "varnish":
        assert {later for _, later in responses.values()} == {"5"}
    broken_rules(stage.bed)


def sent_by_hand(stage: Stage, name: str) -> tuple[int, str | None]:
    """The status and the Retry-After of one refund that was carried out."""
    marker = stage.bed.marker(name)
    stage.bed.results.write(kind="asked", marker=marker, order="", guarded=False)
    order = f"GE1{marker.partition('~')[0]}GB"
    header = {"OrderId": order, "FullRefund": True, "ExternalReference": marker}
    response, _ = post_refund(stage.tap.address, header)
    assert [record["marker"] for record in stage.bed.backend.book.records()].count(marker) == 1
    return response.status, response.headers["Retry-After"]
