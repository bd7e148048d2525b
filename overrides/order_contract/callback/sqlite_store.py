"""Remembers handled deliveries in an SQLite file, for several threads and processes of one machine, and
across their ends.

Invariants: what is done is on disk before it is acknowledged; a claim ends with its lease, by the machine's
monotonic clock, or with the machine's start that it belongs to; a handled delivery is read without a lock; a
connection is never carried into a forked process; the file holds order ids, statuses and hashes, nothing else
of an order.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Final, Self
from weakref import WeakSet

from order_contract.callback.store import DeliveryState, Key, milliseconds
from order_contract.wire import private_files
from order_contract.wire.sqlite import transaction

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS delivery (
    order_id TEXT NOT NULL,
    status TEXT NOT NULL,
    payload TEXT NOT NULL,
    owner TEXT,
    until_ms INTEGER NOT NULL,
    done_ms INTEGER,
    PRIMARY KEY (order_id, status, payload)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS delivery_done_ms ON delivery (done_ms) WHERE done_ms IS NOT NULL;
"""


def _boot() -> str | None:
    """The machine's current start. Within it, all processes read one monotonic clock; None where that is
    not known, and the wall clock is read.
    """
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return None


BOOT: Final = _boot()
_LOOK: Final = """
SELECT owner, until_ms, done_ms FROM delivery WHERE order_id = ? AND status = ? AND payload = ?
"""
_CLAIM: Final = "INSERT OR REPLACE INTO delivery VALUES (?, ?, ?, ?, ?, NULL)"
_RENEW: Final = """
UPDATE delivery SET until_ms = ?
WHERE order_id = ? AND status = ? AND payload = ? AND owner = ? AND done_ms IS NULL
"""
_DONE: Final = "INSERT OR REPLACE INTO delivery VALUES (?, ?, ?, NULL, 0, ?)"
_RELEASE: Final = """
DELETE FROM delivery WHERE order_id = ? AND status = ? AND payload = ? AND owner = ? AND done_ms IS NULL
"""
_FORGET: Final = """
DELETE FROM delivery WHERE (order_id, status, payload) IN
    (SELECT order_id, status, payload FROM delivery WHERE done_ms < ? ORDER BY done_ms LIMIT ?)
"""


class SQLiteStore:
    """Remembers in a file on a local disk.

    :param path: the file; it and its table are made when they are not there, readable by its
        owner only. Beside it SQLite keeps two more
        while it is open.
    :param busy_timeout: seconds to wait for another process's step.
    :raises sqlite3.Error: from every method, when the file cannot be read or written.
    """

    def __init__(self, path: str | os.PathLike[str], *, busy_timeout: float = 10.0) -> None:
        self._path = Path(path)
        self._busy_timeout = busy_timeout
        self._clock = time.time if BOOT is None else time.monotonic
        self._opened: tuple[int, sqlite3.Connection, Lock] | None = None
        self._opening = Lock()  # anew in a forked process, where no thread would open a closed one
        _stores.add(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._path)!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. Using the store again opens it again."""
        with self._opening:
            opened, self._opened = self._opened, None
        if opened is not None and opened[0] == os.getpid():
            with opened[2]:
                opened[1].close()

    def claim(self, key: Key, owner: str, lease: float) -> DeliveryState:
        """See `Store`."""
        known = self._known(key)
        if known is not None:
            return known  # read without the write lock
        with self._step(durable=False) as connection:
            known = self._state(connection, key)
            if known is None:
                connection.execute(_CLAIM, (*_row(key), _holder(owner), self._end_of(lease)))
            return known or DeliveryState.CLAIMED

    def renew(self, key: Key, owner: str, lease: float) -> bool:
        """See `Store`."""
        with self._step(durable=False) as connection:
            values = (self._end_of(lease), *_row(key), _holder(owner))
            return connection.execute(_RENEW, values).rowcount == 1

    def done(self, key: Key, owner: str) -> None:
        """See `Store`."""
        with self._step() as connection:
            connection.execute(_DONE, (*_row(key), _wall_ms()))

    def release(self, key: Key, owner: str) -> None:
        """See `Store`."""
        with self._step(durable=False) as connection:
            connection.execute(_RELEASE, (*_row(key), _holder(owner)))

    def forget(self, older_than: float | timedelta, *, portion: int = 1_000) -> int:
        """Delete what was done longer ago, in portions of a short transaction each. Such a delivery,
        repeated, would be handled again.

        :param older_than: seconds, or a timedelta; Global-e documents no time after which it stops repeating
            a callback.
        :param portion: rows of one transaction.
        :returns: how many were deleted.
        """
        until, deleted = _wall_ms() - milliseconds(older_than), 0
        while count := self._forget(until, portion):
            deleted += count
        return deleted

    def _forget(self, until: int, portion: int) -> int:
        with self._step(durable=False) as connection:
            return connection.execute(_FORGET, (until, portion)).rowcount

    def _known(self, key: Key) -> DeliveryState | None:
        connection, lock = self._connection()
        with lock:
            return self._state(connection, key)

    def _state(self, connection: sqlite3.Connection, key: Key) -> DeliveryState | None:
        """What is on record; None for a delivery that can be claimed."""
        row = connection.execute(_LOOK, _row(key)).fetchone()
        if row is None:
            return None
        owner, until_ms, done_ms = row
        if done_ms is not None:
            return DeliveryState.DONE
        is_of_this_boot = BOOT is None or owner.startswith(f"{BOOT}:")
        return DeliveryState.BUSY if is_of_this_boot and self._clock() * 1000 < until_ms else None

    def _end_of(self, lease: float) -> int:
        return round((self._clock() + lease) * 1000)

    @contextmanager
    def _step(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """One transaction. What is not durable can be undone by a power failure, which ends the handlers
        of this machine too.
        """
        connection, lock = self._connection()
        with lock:
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            with transaction(connection.cursor()):
                yield connection

    def _connection(self) -> tuple[sqlite3.Connection, Lock]:
        with self._opening:
            if self._opened is None or self._opened[0] != os.getpid():
                _keep_open(self._opened)
                self._opened = (os.getpid(), self._open(), Lock())
            return self._opened[1:]

    def _open(self) -> sqlite3.Connection:
        private_files.make_file(self._path)
        connection = sqlite3.connect(
            self._path, timeout=self._busy_timeout, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """The change to a write-ahead log does not wait for other processes that are at it, so it is
        repeated.
        """
        until = time.monotonic() + self._busy_timeout
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                break
            except sqlite3.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.01)
        connection.executescript(_SCHEMA)


_stores: Final[WeakSet[SQLiteStore]] = WeakSet()
_of_parents: Final[list[object]] = []


def _keep_open(opened: object) -> None:
    """Closing a parent's connection in a forked child would drop the parent's locks on the file."""
    if opened is not None:
        _of_parents.append(opened)


def _after_fork() -> None:
    for store in _stores:
        store._opening = Lock()


os.register_at_fork(after_in_child=_after_fork)


def _holder(owner: str) -> str:
    """An owner, with the machine's start in which its claim is worth something."""
    return owner if BOOT is None else f"{BOOT}:{owner}"


def _wall_ms() -> int:
    return round(time.time() * 1000)


def _row(key: Key) -> tuple[str, str, str]:
    return _storable(key.order_id), _storable(key.status), key.payload


def _storable(text: str) -> str:
    # Python's sqlite3 refuses half surrogates, which JSON can hold.
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()
