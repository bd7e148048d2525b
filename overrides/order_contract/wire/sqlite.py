"""Transactions of an SQLite database that several processes write to.

SQLite waits for another writer in steps that grow to a tenth of a second, however short the other's
transaction is. Ours last a fraction of a millisecond, so the wait here begins with as short a step and stays
below `_LONGEST_STEP`.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

T = TypeVar("T")

_FIRST_STEP: Final = 0.0002
_LONGEST_STEP: Final = 0.005


@contextmanager
def transaction(cursor: sqlite3.Cursor) -> Iterator[None]:
    """A block that is kept when it ends, and undone when it, or keeping it, raises.

    :param cursor: of a connection opened with `isolation_level=None`, so that nothing else begins a
        transaction. Ending the transaction ends what the cursor still reads.
    :raises sqlite3.Error: another writer holds the database for longer than the connection waits, or what was
        written cannot be kept. Nothing of the block is in the database then.
    """
    begin(cursor)
    try:
        yield
        cursor.execute("COMMIT")
    except BaseException:
        # SQLite itself rolls back after some failures, such as a full disk.
        if cursor.connection.in_transaction:
            cursor.execute("ROLLBACK")
        raise


def begin(cursor: sqlite3.Cursor) -> None:
    """Begin a transaction that has the write lock, and wait for it as long as the connection's busy timeout.

    :raises sqlite3.OperationalError: another writer holds the database for longer.
    """
    timeout = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
    cursor.execute("PRAGMA busy_timeout = 0")
    try:
        # Not deferred: a reader that becomes a writer fails at once when another has written since.
        patiently(lambda: cursor.execute("BEGIN IMMEDIATE"), timeout / 1000)
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {timeout}")


def patiently(step: Callable[[], T], patience: float) -> T:
    """Do a step that another writer may keep from the database, and repeat it until it is done.

    :param step: a statement, on a connection that does not wait itself.
    :param patience: seconds.
    :returns: what the step returns.
    :raises sqlite3.OperationalError: another writer holds the database for longer.
    """
    until, pause = time.monotonic() + patience, _FIRST_STEP
    while True:
        is_last = time.monotonic() >= until
        try:
            return step()
        except sqlite3.OperationalError as error:
            if is_last or primary_code(error) != sqlite3.SQLITE_BUSY:
                raise
        time.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  # so that waiting processes do not keep step
        pause = min(2 * pause, _LONGEST_STEP)


def primary_code(error: object) -> int:
    """SQLite's primary result code of an exception, such as `sqlite3.SQLITE_BUSY`; 0 where it has none."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF
