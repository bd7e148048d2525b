"""Remembers which deliveries were handled, so that a repeated one is acknowledged and not handled twice:
`Store`, and `MemoryStore`.

Invariants: of all claims on one delivery, at most one holds; a claim that was neither done nor released ends
by itself after its lease, so that a crash between the two swallows nothing; what is done stays done, whoever
did it. A store knows no more of an order than its key.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import Enum
from functools import cached_property
from threading import Lock
from typing import Any, Final, Protocol

from attrs import field, frozen

from order_contract.wire import codec
from order_contract_generated.merchant import contract as tables
from order_contract_generated.merchant.models import MerchantOrder

[_OPERATION] = tables.OPERATIONS.values()
_NOT_PAYLOAD: Final = frozenset(
    name.casefold() for name in (*_OPERATION["body_requires"], tables.SECURITY["body"]["name"])
)


@frozen
class Key:
    """What makes two deliveries the same: the order, its status without regard to case, and the rest of what
    they say.

    `payload` is the SHA-256, in hexadecimal, of the other members without `MerchantGUID`, sorted by name;
    amounts count with all their digits.
    """

    order_id: str = field(repr=False)
    status: str = field(repr=False)
    payload: str = field(repr=lambda digest: digest[:12])

    @classmethod
    def of(
        cls,
        order: MerchantOrder,
        merchant: str | None = None,
        *,
        members: Mapping[str, Any] | None = None,
    ) -> Key:
        """The key of an order as `parse` gives it.

        :param merchant: of several merchants behind one endpoint, the one that it came for; so that no
            merchant's delivery passes for another's.
        :param members: the object that the order was read from and still is, where it is at hand: the same
            key, sooner.
        """
        write = codec.canonical if members is None else codec.pack_canonical
        if members is None:
            members = order.model_dump(by_alias=True, exclude_unset=True, warnings=False)
        text = write({name: value for name, value in members.items() if name.casefold() not in _NOT_PAYLOAD})
        if merchant is not None:
            text += b"\n" + merchant.encode("utf-8", "surrogatepass")
        digest = hashlib.sha256(text).hexdigest()
        return cls(order.order_id.strip(), (order.status_code or "").strip().upper(), digest)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all three, in hexadecimal: a name of the delivery for stores, 64 characters of
        ASCII.
        """
        order_id, status, payload = self.order_id, self.status, self.payload
        text = f"{len(order_id)}:{order_id}{len(status)}:{status}{len(payload)}:{payload}"
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def milliseconds(span: float | timedelta) -> int:
    """A span of time, given as seconds or as a timedelta."""
    return round((span.total_seconds() if isinstance(span, timedelta) else span) * 1000)


class DeliveryState(Enum):
    """What a store knows of a delivery that is to be claimed."""

    CLAIMED = "claimed"
    """The delivery is the claimer's to handle."""
    BUSY = "busy"
    """Another attempt is handling it, or has died doing so less than a lease ago."""
    DONE = "done"
    """It was handled."""


class Store(Protocol):
    """A store that lends each delivery to a handler for a lease. Every method is atomic, and called from
    several threads at once.
    """

    def claim(self, key: Key, owner: str, lease: float) -> DeliveryState:
        """Take a delivery that is not claimed and not done. `owner` is a new random text for each
        attempt, `lease` is seconds.
        """

    def renew(self, key: Key, owner: str, lease: float) -> bool:
        """Let the owner's claim end so many seconds from now; False when the owner no longer holds it."""

    def done(self, key: Key, owner: str) -> None:
        """Record that the delivery was handled, even where the owner's claim has run out meanwhile."""

    def release(self, key: Key, owner: str) -> None:
        """Give the delivery back, where the owner still holds it."""


class AsyncStore(Protocol):
    """A `Store` for an event loop: its methods with an `a` before their names, to be awaited."""

    async def aclaim(self, key: Key, owner: str, lease: float) -> DeliveryState:
        """See `Store.claim`."""

    async def arenew(self, key: Key, owner: str, lease: float) -> bool:
        """See `Store.renew`."""

    async def adone(self, key: Key, owner: str) -> None:
        """See `Store.done`."""

    async def arelease(self, key: Key, owner: str) -> None:
        """See `Store.release`."""


class Transaction(Protocol):
    """One attempt at a delivery. Where `state` is not CLAIMED it is over already; otherwise it ends by
    `commit` or by `rollback`.
    """

    state: DeliveryState

    def resource(self, name: str) -> Any:
        """What a handler is given that has a parameter of this name, such as a session in this
        transaction.
        """

    def commit(self) -> None:
        """Put the delivery on record, with what the handler wrote. When it raises, the delivery may be on
        record or not: it must be sent again.
        """

    def rollback(self) -> None:
        """Give the delivery back, and undo what the handler wrote. Never raises."""


class TransactionalStore(Protocol):
    """A store that records a delivery in the transaction in which its handler writes."""

    @property
    def resources(self) -> frozenset[str]:
        """The names of the parameters by which a handler can ask for something of the transaction."""

    def begin(self, key: Key) -> Transaction:
        """Begin an attempt. It never waits for another attempt at the same delivery: that one is BUSY."""


class AsyncTransaction(Protocol):
    """A `Transaction` for an event loop."""

    state: DeliveryState

    def resource(self, name: str) -> Any:
        """See `Transaction.resource`."""

    async def commit(self) -> None:
        """See `Transaction.commit`."""

    async def rollback(self) -> None:
        """See `Transaction.rollback`."""


class AsyncTransactionalStore(Protocol):
    """A `TransactionalStore` for an event loop."""

    @property
    def resources(self) -> frozenset[str]:
        """See `TransactionalStore.resources`."""

    async def abegin(self, key: Key) -> AsyncTransaction:
        """See `TransactionalStore.begin`."""


class MemoryStore:
    """Remembers in this process, until it ends: for one process, and for tests.

    :param size: how many handled deliveries are remembered; the oldest is forgotten first. Claims are never
        forgotten.
    :param clock: seconds that only grow.
    """

    def __init__(self, size: int = 10_000, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._size: Final = size
        self._clock = clock
        self._lock = Lock()
        self._claims: dict[Key, tuple[str, float]] = {}
        self._done: dict[Key, None] = {}

    def claim(self, key: Key, owner: str, lease: float) -> DeliveryState:
        """See `Store`."""
        with self._lock:
            if key in self._done:
                return DeliveryState.DONE
            now = self._clock()
            held = self._claims.get(key)
            if held is not None and now < held[1]:
                return DeliveryState.BUSY
            self._claims[key] = (owner, now + lease)
            return DeliveryState.CLAIMED

    def renew(self, key: Key, owner: str, lease: float) -> bool:
        """See `Store`."""
        with self._lock:
            if self._claims.get(key, ("", 0))[0] != owner:
                return False
            self._claims[key] = (owner, self._clock() + lease)
            return True

    def done(self, key: Key, owner: str) -> None:
        """See `Store`."""
        with self._lock:
            self._claims.pop(key, None)
            self._done.pop(key, None)
            self._done[key] = None
            while len(self._done) > self._size:
                del self._done[next(iter(self._done))]

    def release(self, key: Key, owner: str) -> None:
        """See `Store`."""
        with self._lock:
            if self._claims.get(key, ("", 0))[0] == owner:
                del self._claims[key]
