"""The only module of this package that names what is under test: clients, guard, ledger and errors.

Invariant: a call always ends in a `CallResult`, never in an exception, so that each can be compared with what
the server did.
"""

from __future__ import annotations

import asyncio
import hashlib
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import httpx2

from order_contract.errors import OrderContractError
from order_contract.globale import AsyncGlobalEClient, GlobalEClient
from order_contract.globale.jwt import AsyncTokenProvider, TokenProvider
from order_contract.globale.mappings import (
    OrderRefundDetailsDict,
    OrderStatusDetailsDict,
    OrderStatusDict,
)
from order_contract.http.events import Event
from order_contract.refunds import Reconciliation, RefundBlockedError, RefundGuard, RefundState, SQLiteLedger
from order_contract.retries import Retries

__all__ = ["RefundGuard"]

GUID = "abcdabcd-abcd-abcd-abcd-abcdabcdabcd"
ATTEMPTS = 3


class Outcome(StrEnum):
    """What a call's end says about the work."""

    SUCCESS = "success"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    NOT_SENT = "not sent"
    STOPPED = "stopped"
    """The guard did not send the refund."""
    CANCELLED = "cancelled"
    """The caller ended the call in flight."""
    FOREIGN = "foreign exception"
    """An exception that is not of this package."""


@dataclass(frozen=True)
class CallResult:
    """How one call ended: `error` is the class that was raised, `finding` what the guard saw on the order."""

    outcome: Outcome
    error: str = ""
    attempts: int = 0
    finding: str = ""
    digest: str = ""
    notes: str = ""
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Patience:
    """Seconds that a client waits: for the next bytes, and for a whole call."""

    timeout: float
    deadline: float

    @property
    def retries(self) -> Retries:
        return Retries(attempts=ATTEMPTS, deadline=self.deadline, pause=0.02, max_pause=0.05)


@dataclass(frozen=True)
class Route:
    """Where a client connects: an address, and for a tunnel the proxy and the trust that its TLS needs."""

    url: str
    proxy: str | None = None
    trust: ssl.SSLContext | None = None
    tokens: bool = False
    """Whether the account uses JWT."""
    before_retry: Callable[[], object] = lambda: None
    """Called at each pause between two attempts."""


@dataclass(frozen=True)
class Request:
    """One call that must not be repeated. `marker` is its name on the wire, in journals and in the ledger."""

    marker: str
    order_id: str
    amount: str | None = None
    """An amount in the order's currency; None asks for all of it."""
    status_update: bool = False

    @property
    def refund(self) -> OrderRefundDetailsDict:
        header: OrderRefundDetailsDict = {"OrderId": self.order_id, "ExternalReference": self.marker}
        if self.amount is None:
            return {**header, "FullRefund": True}
        return {**header, "ServiceGestureAmount": Decimal(self.amount)}

    @property
    def status(self) -> OrderStatusDetailsDict:
        status: OrderStatusDict = {"OrderStatusCode": "1", "Name": "packed"}
        return {"OrderId": self.order_id, "OrderStatus": status, "OrderComments": self.marker}


def reference_of(marker: str) -> str:
    """What the ledger holds of a refund's ExternalReference."""
    return hashlib.sha256(marker.encode()).hexdigest()


class EntryState(StrEnum):
    """What the ledger knows of a refund."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    UNKNOWN = "unknown"


STATES = {
    RefundState.ASKED: EntryState.ASKED,
    RefundState.CONFIRMED: EntryState.CONFIRMED,
    RefundState.REFUSED: EntryState.REFUSED,
    RefundState.NOT_SENT: EntryState.REFUSED,
    RefundState.UNKNOWN: EntryState.UNKNOWN,
}
SEEN_ON_THE_ORDER = str(Reconciliation.CONFIRMED)
"""What `CallResult.finding` says when the guard saw the refund on the order."""


@dataclass(frozen=True)
class Entry:
    """A refund as the ledger holds it."""

    reference: str | None
    amount: Decimal
    state: EntryState


def guard_of(path: Path) -> RefundGuard:
    """A guard on the ledger that all threads and processes share."""
    return RefundGuard(SQLiteLedger(path, busy_timeout=60))


def entries_of(path: Path, order_id: str) -> list[Entry]:
    """What the ledger holds of an order."""
    entries = SQLiteLedger(path, busy_timeout=60).entries(order_id)
    return [Entry(entry.reference, entry.amount, STATES[entry.state]) for entry in entries]


def _at_pauses(route: Route) -> Callable[[Event], object]:
    return lambda event: route.before_retry() if event.kind == "pause" else None


@contextmanager
def sync_client(route: Route, patience: Patience) -> Iterator[GlobalEClient]:
    options: dict[str, Any] = {
        "timeout": patience.timeout,
        "retries": patience.retries,
        "on_event": _at_pauses(route),
    }
    if route.tokens:
        options["tokens"] = TokenProvider("user", "password")
    if route.proxy is None and route.trust is None:
        with GlobalEClient(route.url, GUID, **options) as client:
            yield client
        return
    with httpx2.Client(proxy=route.proxy, verify=route.trust or True) as http:
        yield GlobalEClient(route.url, GUID, http_client=http, **options)


@asynccontextmanager
async def async_client(route: Route, patience: Patience) -> AsyncIterator[AsyncGlobalEClient]:
    options: dict[str, Any] = {
        "timeout": patience.timeout,
        "retries": patience.retries,
        "on_event": _at_pauses(route),
    }
    if route.tokens:
        options["tokens"] = AsyncTokenProvider("user", "password")
    if route.proxy is None and route.trust is None:
        async with AsyncGlobalEClient(route.url, GUID, **options) as client:
            yield client
        return
    async with httpx2.AsyncClient(proxy=route.proxy, verify=route.trust or True) as http:
        yield AsyncGlobalEClient(route.url, GUID, http_client=http, **options)


def call(client: GlobalEClient, request: Request, guard: RefundGuard | None = None) -> CallResult:
    begun = time.monotonic()
    try:
        if request.status_update:
            response = client.update_order_status(request.status)
        elif guard is None:
            response = client.create_order_refund(request.refund)
        else:
            response = client.create_order_refund(request.refund, guard=guard)
    except Exception as error:  # noqa: BLE001  # whatever comes is what the caller hears
        return _failed(error, time.monotonic() - begun)
    return _succeeded(response, time.monotonic() - begun)


async def acall(
    client: AsyncGlobalEClient,
    request: Request,
    guard: RefundGuard | None = None,
    cancel_after: float | None = None,
) -> CallResult:
    begun = time.monotonic()
    work: Awaitable[Any]
    if request.status_update:
        work = client.update_order_status(request.status)
    elif guard is None:
        work = client.create_order_refund(request.refund)
    else:
        work = client.create_order_refund(request.refund, guard=guard)
    try:
        async with asyncio.timeout(cancel_after) as scope:
            response = await work
    except Exception as error:  # noqa: BLE001  # whatever comes is what the caller hears
        if isinstance(error, TimeoutError) and scope.expired():
            return CallResult(Outcome.CANCELLED, seconds=time.monotonic() - begun)
        return _failed(error, time.monotonic() - begun)
    return _succeeded(response, time.monotonic() - begun)


def _succeeded(response: Any, seconds: float) -> CallResult:
    success = response.success is True
    return CallResult(
        Outcome.SUCCESS if success else Outcome.FOREIGN,
        "" if success else "Success is not true",
        1,
        seconds=seconds,
    )


def _failed(error: BaseException, seconds: float) -> CallResult:
    name = type(error).__name__
    if not isinstance(error, OrderContractError):
        return CallResult(Outcome.FOREIGN, f"{type(error).__module__}.{name}: {error}", seconds=seconds)
    before_the_refund = getattr(error, "operation", "") in ("getOrdersDetails", "getAuthenticationToken")
    if isinstance(error, RefundBlockedError) or before_the_refund:
        outcome = Outcome.STOPPED
    elif error.outcome_unknown:
        outcome = Outcome.UNKNOWN
    elif getattr(error, "sent", None) is False:
        outcome = Outcome.NOT_SENT
    else:
        outcome = Outcome.REFUSED
    notes = "; ".join(getattr(error, "__notes__", ()))
    finding = str(error.finding or "")
    return CallResult(outcome, name, error.attempts, finding, error.digest or "", notes, seconds)
