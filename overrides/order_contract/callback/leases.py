"""Makes a transaction of a lease: a delivery is claimed, the claim is renewed while the handler works, and
then it is recorded or given back.

Invariants: a claim is renewed three times in each lease, as long as its process runs; a record that could
not be written is an error, never a success; a claim that could neither be recorded nor given back ends with
its lease.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from contextlib import suppress
from secrets import token_hex
from typing import Any, Final

from order_contract.callback.errors import origin
from order_contract.callback.store import AsyncStore, DeliveryState, Key, Store

_log = logging.getLogger("order_contract.callback")
_PAUSE: Final = 0.05
"""Seconds before a record is tried again, doubled each time."""
_SHARE: Final = 3
"""How many times in a lease a claim is renewed."""


class Leases:
    """A `TransactionalStore` on a `Store`.

    :param lease: seconds of a claim.
    :param patience: seconds during which a record that fails is tried again.
    """

    resources: Final[frozenset[str]] = frozenset()

    def __init__(self, store: Store, lease: float, patience: float) -> None:
        self._store: Final = store
        self._lease: Final = lease
        self._patience: Final = patience
        self._renewals: Final = _Renewals(store, lease)

    def begin(self, key: Key) -> LeasedTransaction:
        """See `TransactionalStore`."""
        owner = token_hex(8)
        state = self._store.claim(key, owner, self._lease)
        if state is DeliveryState.CLAIMED:
            self._renewals.add(key, owner)
        return LeasedTransaction(self._store, self._renewals, key, owner, state, self._patience)


class LeasedTransaction:
    """See `Transaction`."""

    def __init__(
        self, store: Store, renewals: _Renewals, key: Key, owner: str, state: DeliveryState, patience: float
    ) -> None:
        self.state = state
        self._store: Final = store
        self._renewals: Final = renewals
        self._key: Final = key
        self._owner: Final = owner
        self._patience: Final = patience

    def resource(self, name: str) -> Any:
        """See `Transaction`; a lease has none."""
        raise KeyError(name)

    def commit(self) -> None:
        """See `Transaction`."""
        until, pause = time.monotonic() + self._patience, _PAUSE
        try:
            while True:
                try:
                    return self._store.done(self._key, self._owner)
                except Exception:
                    if time.monotonic() + pause > until:
                        raise
                time.sleep(pause)
                pause *= 2
        finally:
            self._renewals.remove(self._owner)

    def rollback(self) -> None:
        """See `Transaction`."""
        self._renewals.remove(self._owner)
        try:
            self._store.release(self._key, self._owner)
        except Exception as error:  # noqa: BLE001  # the claim ends with its lease
            _log.error("callback %s: the claim was not given back: %s", self._key.digest[:12], origin(error))


class _Renewals:
    """Renews the claims of this process in one thread, which ends when there are none."""

    def __init__(self, store: Store, lease: float) -> None:
        self._store: Final = store
        self._lease: Final = lease
        self._anew()

    def _anew(self) -> None:
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._claims: dict[str, Key] = {}
        self._thread: threading.Thread | None = None

    def add(self, key: Key, owner: str) -> None:
        """Renew a claim from now on."""
        if self._process != os.getpid():
            self._anew()  # claims and threads are not inherited by a forked process
        with self._lock:
            self._claims[owner] = key
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name="order_contract.callback.leases", daemon=True
                )
                self._thread.start()

    def remove(self, owner: str) -> None:
        """Renew it no longer."""
        with self._lock:
            self._claims.pop(owner, None)

    def _run(self) -> None:
        while True:
            time.sleep(self._lease / _SHARE)
            with self._lock:
                claims = dict(self._claims)
                if not claims:
                    self._thread = None
                    return
            for owner, key in claims.items():
                if owner in self._claims:
                    self._renew(key, owner)

    def _renew(self, key: Key, owner: str) -> None:
        try:
            held = self._store.renew(key, owner, self._lease)
        except Exception as error:  # noqa: BLE001  # it is tried again before the lease ends
            _log.warning("callback %s: the claim was not renewed: %s", key.digest[:12], origin(error))
            return
        if not held and owner in self._claims:
            _log.error(
                "callback %s: the claim was lost while the handler works; another may handle it too",
                key.digest[:12],
            )
            self.remove(owner)


class AsyncLeases:
    """An `AsyncTransactionalStore` on an `AsyncStore`; its parameters are those of `Leases`."""

    resources: Final[frozenset[str]] = frozenset()

    def __init__(self, store: AsyncStore, lease: float, patience: float) -> None:
        self._store: Final = store
        self._lease: Final = lease
        self._patience: Final = patience

    async def abegin(self, key: Key) -> AsyncLeasedTransaction:
        """See `AsyncTransactionalStore`."""
        owner = token_hex(8)
        state = await self._store.aclaim(key, owner, self._lease)
        return AsyncLeasedTransaction(self._store, key, owner, state, self._lease, self._patience)


class AsyncLeasedTransaction:
    """See `AsyncTransaction`."""

    def __init__(
        self, store: AsyncStore, key: Key, owner: str, state: DeliveryState, lease: float, patience: float
    ) -> None:
        self.state = state
        self._store: Final = store
        self._key: Final = key
        self._owner: Final = owner
        self._patience: Final = patience
        self._renewal: Final = (
            asyncio.create_task(self._renew(lease)) if state is DeliveryState.CLAIMED else None
        )

    def resource(self, name: str) -> Any:
        """See `AsyncTransaction`; a lease has none."""
        raise KeyError(name)

    async def commit(self) -> None:
        """See `AsyncTransaction`."""
        until, pause = time.monotonic() + self._patience, _PAUSE
        try:
            while True:
                try:
                    return await self._store.adone(self._key, self._owner)
                except Exception:
                    if time.monotonic() + pause > until:
                        raise
                await asyncio.sleep(pause)
                pause *= 2
        finally:
            await self._stop_renewing()

    async def rollback(self) -> None:
        """See `AsyncTransaction`."""
        await self._stop_renewing()
        try:
            await self._store.arelease(self._key, self._owner)
        except Exception as error:  # noqa: BLE001  # as above
            _log.error("callback %s: the claim was not given back: %s", self._key.digest[:12], origin(error))

    async def _stop_renewing(self) -> None:
        if self._renewal is not None:
            self._renewal.cancel()
            with suppress(asyncio.CancelledError):
                await self._renewal

    async def _renew(self, lease: float) -> None:
        while True:
            await asyncio.sleep(lease / _SHARE)
            try:
                held = await self._store.arenew(self._key, self._owner, lease)
            except Exception as error:  # noqa: BLE001  # as above
                _log.warning(
                    "callback %s: the claim was not renewed: %s", self._key.digest[:12], origin(error)
                )
                continue
            if not held:
                _log.error(
                    "callback %s: the claim was lost while the handler works; another may handle it too",
                    self._key.digest[:12],
                )
                return
