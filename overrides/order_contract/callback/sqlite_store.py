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
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, Final, NamedTuple, Self
from weakref import WeakSet

from order_contract.callback.store import DeliveryState, Key, milliseconds
from order_contract.wire import private_files
from order_contract.wire.sqlite import patiently

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
SELECT owner, until_ms, done_ms FROM delivery
WHERE order_id = :order_id AND status = :status AND payload = :payload
"""
_CLAIM: Final = """
INSERT INTO delivery VALUES (:order_id, :status, :payload, :owner, :until_ms, NULL)
ON CONFLICT DO UPDATE SET owner = excluded.owner, until_ms = excluded.until_ms
WHERE done_ms IS NULL AND (until_ms <= :now_ms OR substr(delivery.owner, 1, length(:boot)) <> :boot)
"""
_RENEW: Final = """
UPDATE delivery SET until_ms = :until_ms
WHERE order_id = :order_id AND status = :status AND payload = :payload AND owner = :owner AND done_ms IS NULL
"""
_DONE: Final = """
INSERT INTO delivery VALUES (:order_id, :status, :payload, NULL, 0, :done_ms)
ON CONFLICT DO UPDATE SET owner = NULL, until_ms = 0, done_ms = excluded.done_ms
"""
_RELEASE: Final = """
DELETE FROM delivery
WHERE order_id = :order_id AND status = :status AND payload = :payload AND owner = :owner AND done_ms IS NULL
"""
_FORGET: Final = """
DELETE FROM delivery WHERE (order_id, status, payload) IN
    (SELECT order_id, status, payload FROM delivery
     WHERE done_ms < :before_ms ORDER BY done_ms LIMIT :portion)
"""


class _OpenFile(NamedTuple):
    """The connections of one process, and the lock under which its threads use them."""

    pid: int
    quick: sqlite3.Connection
    """What it writes can be undone by a power failure, which ends the handlers of this machine too."""
    durable: sqlite3.Connection
    lock: Lock


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
        self._opened: _OpenFile | None = None
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
        if opened is not None and opened.pid == os.getpid():
            with opened.lock:
                opened.quick.close()
                opened.durable.close()

    def claim(self, key: Key, owner: str, lease: float) -> DeliveryState:
        """See `Store`."""
        known = self._known(key)
        if known is not None:
            return known  # read without the write lock
        values = {**_row(key), "owner": _holder(owner), "boot": "" if BOOT is None else f"{BOOT}:"}
        if self._write(_CLAIM, values, lease):
            return DeliveryState.CLAIMED
        return self._known(key) or DeliveryState.BUSY

    def renew(self, key: Key, owner: str, lease: float) -> bool:
        """See `Store`."""
        return self._write(_RENEW, {**_row(key), "owner": _holder(owner)}, lease) == 1

    def done(self, key: Key, owner: str) -> None:
        """See `Store`."""
        connections = self._connections()
        with connections.lock:
            self._execute(connections.durable, _DONE, {**_row(key), "done_ms": _wall_ms()})

    def release(self, key: Key, owner: str) -> None:
        """See `Store`."""
        self._write(_RELEASE, {**_row(key), "owner": _holder(owner)})

    def forget(self, older_than: float | timedelta, *, portion: int = 1_000) -> int:
        """Delete what was done longer ago, in portions of a short transaction each. Such a delivery,
        repeated, would be handled again.

        :param older_than: seconds, or a timedelta; Global-e documents no time after which it stops repeating
            a callback.
        :param portion: rows of one transaction.
        :returns: how many were deleted.
        """
        values = {"before_ms": _wall_ms() - milliseconds(older_than), "portion": portion}
        deleted = 0
        while count := self._write(_FORGET, values):
            deleted += count
        return deleted

    def _known(self, key: Key) -> DeliveryState | None:
        """What is on record; None for a delivery that can be claimed."""
        connections = self._connections()
        with connections.lock:
            row = self._execute(connections.quick, _LOOK, _row(key)).fetchone()
        if row is None:
            return None
        owner, until_ms, done_ms = row
        if done_ms is not None:
            return DeliveryState.DONE
        is_of_this_boot = BOOT is None or owner.startswith(f"{BOOT}:")
        return DeliveryState.BUSY if is_of_this_boot and self._clock() * 1000 < until_ms else None

    def _write(self, statement: str, values: Mapping[str, Any], lease: float = 0.0) -> int:
        """How many rows a statement has changed."""
        connections = self._connections()
        with connections.lock:
            return self._execute(connections.quick, statement, values, lease).rowcount

    def _execute(
        self, connection: sqlite3.Connection, statement: str, values: Mapping[str, Any], lease: float = 0.0
    ) -> sqlite3.Cursor:
        """One statement, which is a transaction of its own. A lease begins when it is written, not when the
        wait for other writers began.
        """

        def step() -> sqlite3.Cursor:
            now_ms = round(self._clock() * 1000)
            times = {"now_ms": now_ms, "until_ms": now_ms + milliseconds(lease)}
            return connection.execute(statement, {**values, **times})

        return patiently(step, self._busy_timeout)

    def _connections(self) -> _OpenFile:
        with self._opening:
            if self._opened is None or self._opened.pid != os.getpid():
                _keep_open(self._opened)
                self._opened = self._open()
            return self._opened

    def _open(self) -> _OpenFile:
        private_files.make_file(self._path)
        quick = self._connect("NORMAL")
        try:
            # Other processes can be at the change to a write-ahead log too.
            patiently(lambda: quick.execute("PRAGMA journal_mode = WAL"), self._busy_timeout)
            patiently(lambda: quick.executescript(_SCHEMA), self._busy_timeout)
            return _OpenFile(os.getpid(), quick, self._connect("FULL"), Lock())
        except BaseException:
            quick.close()
            raise

    def _connect(self, synchronous: str) -> sqlite3.Connection:
        # SQLite's own way of waiting is not used: see `patiently`.
        connection = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            # Even a setting waits, while another process changes the file to a write-ahead log.
            patiently(lambda: connection.execute(f"PRAGMA synchronous = {synchronous}"), self._busy_timeout)
        except BaseException:
            connection.close()
            raise
        return connection


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


def _row(key: Key) -> dict[str, Any]:
    return {"order_id": _storable(key.order_id), "status": _storable(key.status), "payload": key.payload}


def _storable(text: str) -> str:
    # Python's sqlite3 refuses half surrogates, which JSON can hold.
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()
