"""Remembers handled deliveries in an SQLite file, for several threads and processes of one machine, and
across their ends.

Invariants: each step is one transaction that is on disk before it returns, so a killed process leaves at most
a claim, which ends with its lease; a connection is never carried into a forked process; the file holds order
ids, statuses and hashes, nothing else of an order.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Final, Self
from weakref import WeakSet

from order_contract.callback.store import DeliveryState, Key

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS delivery (
    order_id TEXT NOT NULL,
    status TEXT NOT NULL,
    payload TEXT NOT NULL,
    owner TEXT,
    until_ms INTEGER NOT NULL,
    done_ms INTEGER,
    PRIMARY KEY (order_id, status, payload)
) WITHOUT ROWID
"""
_THIS: Final = "order_id = ? AND status = ? AND payload = ?"


class SQLiteStore:
    """Remembers in a file on a local disk.

    :param path: the file; it and its table are made when they are not there. Beside it SQLite keeps two more
        while it is open.
    :param busy_timeout: seconds to wait for another process's step.
    :param clock: seconds since 1970; the processes that share the file must agree on it.
    :raises sqlite3.Error: from every method, when the file cannot be read or written.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        busy_timeout: float = 10.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._path = Path(path)
        self._busy_timeout = busy_timeout
        self._clock = clock
        self._opened: tuple[int, sqlite3.Connection, Lock] | None = None
        self._opening = Lock()  # anew in a forked process, where nobody would open a closed one
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
        now = self._now()
        with self._step() as connection:
            found = connection.execute(
                f"SELECT until_ms, done_ms FROM delivery WHERE {_THIS}",  # noqa: S608
                _row(key),
            ).fetchone()
            if found is not None and found[1] is not None:
                return DeliveryState.DONE
            if found is not None and now < found[0]:
                return DeliveryState.BUSY
            connection.execute(
                "INSERT OR REPLACE INTO delivery VALUES (?, ?, ?, ?, ?, NULL)",
                (*_row(key), owner, now + round(lease * 1000)),
            )
            return DeliveryState.CLAIMED

    def renew(self, key: Key, owner: str, lease: float) -> bool:
        """See `Store`."""
        with self._step() as connection:
            values = (self._now() + round(lease * 1000), *_row(key), owner)
            return connection.execute(f"UPDATE delivery SET until_ms = ? WHERE {_THIS} AND owner = ? AND done_ms IS NULL", values).rowcount == 1  # noqa: S608

    def done(self, key: Key, owner: str) -> None:
        """See `Store`."""
        now = self._now()
        with self._step() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO delivery VALUES (?, ?, ?, ?, ?, ?)", (*_row(key), owner, now, now)
            )

    def release(self, key: Key, owner: str) -> None:
        """See `Store`."""
        with self._step() as connection:
            connection.execute(
                f"DELETE FROM delivery WHERE {_THIS} AND owner = ? AND done_ms IS NULL",  # noqa: S608
                (*_row(key), owner),
            )

    def forget(self, older_than: float) -> int:
        """Delete what was done longer ago than so many seconds, and say how many.

        Such a delivery, repeated, would be handled again.
        """
        with self._step() as connection:
            return connection.execute(
                "DELETE FROM delivery WHERE done_ms < ?", (self._now() - round(older_than * 1000),)
            ).rowcount

    def _now(self) -> int:
        return round(self._clock() * 1000)

    @contextmanager
    def _step(self) -> Iterator[sqlite3.Connection]:
        connection, lock = self._connection()
        with lock:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _connection(self) -> tuple[sqlite3.Connection, Lock]:
        with self._opening:
            if self._opened is None or self._opened[0] != os.getpid():
                _keep_open(self._opened)
                self._opened = (os.getpid(), self._open(), Lock())
            return self._opened[1:]

    def _open(self) -> sqlite3.Connection:
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
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(_SCHEMA)


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


def _row(key: Key) -> tuple[str, str, str]:
    return key.order_id, key.status, key.payload
