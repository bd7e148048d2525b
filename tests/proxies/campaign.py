"""Random calls through random faults, the same for the same seed, by threads, tasks and processes.

`python -m tests.proxies.campaign SETTINGS` makes the calls that the JSON in SETTINGS names, and may be killed
at any moment. Invariant: a call is in the journal before it is made, and its result before the next one.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import queue
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.proxies.client_under_test import (
    CallResult,
    Patience,
    RefundGuard,
    Request,
    Route,
    acall,
    async_client,
    call,
    guard_of,
    sync_client,
)
from tests.proxies.faults import FAULTS
from tests.proxies.journal import Journal
from tests.proxies.ways import WAYS

HARMLESS = ("pass", "delayed", "early-hints", "closes-after-response", "gzip")
RANDOM = sorted(name for name, fault in FAULTS.items() if not fault.heavy)
# httpx2 on asyncio leaves a socket open when a TLS handshake is cancelled or comes to the deadline
EVERY_WAY = sorted(WAYS.keys() - {"way-tls-to-plain"})
SHARED_BY = 8
"""How many calls in a row ask for refunds of one order, where an order is shared."""


@dataclass(frozen=True)
class Job:
    """One call of a campaign."""

    request: Request
    guarded: bool
    own_connection: bool
    cancel_after: float | None
    tokens: bool

    def __str__(self) -> str:
        return json.dumps(asdict(self))


def job(run: str, number: int, *, ways: bool = True) -> Job:
    """The call of this number, whoever makes it."""
    random = Random(f"{run}-{number}")  # a plan that can be repeated
    names = [random.choice(RANDOM if random.random() < 0.75 else HARMLESS)]
    if random.random() < 0.2:
        names.append(random.choice(RANDOM))
    way = random.choice(EVERY_WAY) if ways and random.random() < 0.08 else None
    marker = f"R{run}-{number}~{'.'.join([way, *names] if way else names)}"
    status_update = random.random() < 0.12
    guarded = (
        not status_update
        and random.random() < 0.6
        and WAYS.get(way or "") in (None, WAYS["way-tls"], WAYS["way-tunnel"])
    )
    order, amount = f"GE1{run}{number}GB", random.choice([None, None, "100.00", "40.00", "12.345", "150"])
    if guarded and random.random() < 0.25:
        order, amount = f"GE9{run}{number // SHARED_BY}GB", random.choice(["60", "60", None])
    cancel_after = random.choice([0.02, 0.1, 0.3]) if way is None and random.random() < 0.06 else None
    own = way is not None or random.random() < 0.4
    return Job(
        Request(marker, order, amount, status_update),
        guarded,
        own,
        cancel_after,
        own and random.random() < 0.2,
    )


RouteContext = contextlib.AbstractContextManager[Route]


@dataclass(frozen=True)
class Setting:
    """Where a campaign's calls go, and where they are written down."""

    run: str
    url: str
    results: Path
    ledger: Path
    patience: Patience

    def route(self, job: Job) -> RouteContext:
        return contextlib.nullcontext(Route(self.url, tokens=job.tokens))


class Caller:
    """Makes jobs and writes down what was asked for and what was heard."""

    def __init__(self, setting: Setting, route: Callable[[Job], RouteContext] | None = None) -> None:
        self._setting = setting
        self._route = route or setting.route
        self._journal = Journal(setting.results)
        self._guard = guard_of(setting.ledger)

    def close(self) -> None:
        self._journal.close()

    def run_threads(self, numbers: list[int], threads: int, *, ways: bool = True) -> list[Callable[[], None]]:
        """The works of threads that share the numbers and one client, for `bounded`."""
        waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number in numbers:
            waiting.put(number)

        def work() -> None:
            with (
                sync_client(Route(self._setting.url), self._setting.patience) as own,
                contextlib.suppress(queue.Empty),
            ):
                while True:
                    self._make(job(self._setting.run, waiting.get_nowait(), ways=ways), own)

        return [work] * threads

    def run_tasks(self, numbers: list[int], tasks: int) -> Callable[[], None]:
        """The work of one thread whose tasks share the numbers and one client."""
        waiting = list(reversed(numbers))

        async def task(shared: Any) -> None:
            while waiting:
                await self._amake(job(self._setting.run, waiting.pop()), shared)

        async def work() -> None:
            async with async_client(Route(self._setting.url), self._setting.patience) as shared:
                await asyncio.gather(*(task(shared) for _ in range(tasks)))

        return lambda: asyncio.run(work())

    def _make(self, made: Job, shared: Any) -> None:
        self._asked(made)
        if made.own_connection:
            with self._route(made) as route, sync_client(route, self._setting.patience) as client:
                self._heard(made, call(client, made.request, self._guard_for(made)))
        else:
            self._heard(made, call(shared, made.request, self._guard_for(made)))

    async def _amake(self, made: Job, shared: Any) -> None:
        self._asked(made)
        guard = self._guard_for(made)
        if made.own_connection:
            with self._route(made) as route:
                async with async_client(route, self._setting.patience) as client:
                    self._heard(made, await acall(client, made.request, guard, made.cancel_after))
        else:
            self._heard(made, await acall(shared, made.request, guard, made.cancel_after))

    def _guard_for(self, made: Job) -> RefundGuard | None:
        return self._guard if made.guarded else None

    def _asked(self, made: Job) -> None:
        self._journal.write(
            kind="asked", marker=made.request.marker, order=made.request.order_id, guarded=made.guarded
        )

    def _heard(self, made: Job, result: CallResult) -> None:
        self._journal.write(kind="result", marker=made.request.marker, **result.as_dict())


def main() -> None:
    given = json.loads(sys.argv[1])
    setting = Setting(
        given["run"],
        given["url"],
        Path(given["results"]),
        Path(given["ledger"]),
        Patience(**given["patience"]),
    )
    from tests.proxies.bounded import bounded

    caller = Caller(setting)
    bounded(given["seconds"], *caller.run_threads(given["numbers"], given["threads"], ways=False))


if __name__ == "__main__":
    main()
