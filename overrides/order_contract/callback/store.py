"""Remembers which deliveries were handled, so that a repeated one is acknowledged and not handled twice:
`Store`, and `MemoryStore`.

Invariants: of all claims on one delivery, at most one holds; a claim that was neither done nor released ends
by itself after its lease, so that a crash between the two swallows nothing; what is done stays done, whoever
did it. A store knows no more of an order than its key.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from threading import Lock
from typing import Any, Final, Protocol

from attrs import field, frozen

from order_contract.wire import codec
from order_contract_generated.merchant.models import MerchantOrder

_NOT_PAYLOAD: Final = frozenset({"orderid", "statuscode", "merchantguid"})


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
    def of(cls, order: MerchantOrder) -> Key:
        """The key of an order as `parse` gives it."""
        wire = order.model_dump(by_alias=True, exclude_unset=True, warnings=False)
        members = {name: value for name, value in wire.items() if name.casefold() not in _NOT_PAYLOAD}
        digest = hashlib.sha256(codec.dumps(_sorted(members))).hexdigest()
        return cls(order.order_id.strip(), (order.status_code or "").strip().upper(), digest)


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _sorted(value[name]) for name in sorted(value)}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_sorted(item) for item in value]
    return value


class DeliveryState(Enum):
    """What a claim found."""

    CLAIMED = "claimed"
    """The delivery is the claimer's to handle."""
    BUSY = "busy"
    """Somebody else is handling it, or has died doing so less than a lease ago."""
    DONE = "done"
    """It was handled."""


class Store(Protocol):
    """What a receiver needs of a store. Every method is atomic, and called from several threads at once."""

    def claim(self, key: Key, owner: str, lease: float) -> DeliveryState:
        """Take a delivery that nobody holds and that is not done.

        `owner` is a new random text for each attempt, `lease` is seconds.
        """

    def done(self, key: Key, owner: str) -> None:
        """Record that the delivery was handled, even where the owner's claim has run out meanwhile."""

    def release(self, key: Key, owner: str) -> None:
        """Give the delivery back, where the owner still holds it."""


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
