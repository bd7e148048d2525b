"""One call for each marker, made in the way that a variant names and written down with what it heard.

Invariant: what a call broke is read from the journals, never from what the client says of itself.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass

from tests.proxies.audit import audit
from tests.proxies.bed import Bed
from tests.proxies.client_under_test import (
    CallResult,
    Patience,
    Request,
    Route,
    acall,
    async_client,
    call,
    guard_of,
    sync_client,
)

DEEP = os.environ.get("ORDER_CONTRACT_DEEP") == "1"
GENEROUS = Patience(timeout=20.0, deadline=25.0)
"""Where the fault ends by itself, a slow machine must not decide what is heard."""


@dataclass(frozen=True)
class Variant:
    """How a call is made: alone or between two on the same connection, under the guard, with a token."""

    mode: str
    kept_alive: bool = False
    guarded: bool = False
    tokens: bool = False
    status_update: bool = False
    own: bool = False
    """Whether the client makes its connections itself, which costs it 40 milliseconds."""

    def __str__(self) -> str:
        flags = [
            name
            for name in ("kept_alive", "guarded", "tokens", "status_update", "own")
            if getattr(self, name)
        ]
        return " ".join([self.mode, *flags])


def make(
    bed: Bed, variant: Variant, markers: list[str], route: Route | None = None, patience: Patience = GENEROUS
) -> list[CallResult]:
    """Make one call for each marker by one client, and write down what it heard."""
    guard = guard_of(bed.ledger) if variant.guarded else None
    requests = [
        Request(marker, f"GE1{marker.partition('~')[0][3:]}GB", None, variant.status_update)
        for marker in markers
    ]
    route = route or Route(bed.proxy.url, trust=None if variant.own else bed.trust, tokens=variant.tokens)
    for request in requests:
        bed.results.write(
            kind="asked", marker=request.marker, order=request.order_id, guarded=variant.guarded
        )

    async def run() -> list[CallResult]:
        async with async_client(route, patience) as client:
            return [await acall(client, request, guard) for request in requests]

    if variant.mode == "async":
        results = asyncio.run(run())
    else:
        with sync_client(route, patience) as client:
            results = [call(client, request, guard) for request in requests]
    for request, result in zip(requests, results, strict=True):
        bed.results.write(kind="result", marker=request.marker, **result.as_dict())
    return results


def broken_rules(bed: Bed) -> list[str]:
    """What the calls since the last time broke, by the books of both sides."""
    bed.quiesce()
    violations = audit(
        bed.results.records(), bed.traffic.records(), bed.backend.book.records(), bed.ledger
    ).violations
    for journal in (bed.results, bed.traffic, bed.backend.book):
        journal.path.write_bytes(b"")
    return violations
