"""One transaction of an SQLite database that several processes write to.

SQLite waits for another writer in steps that grow to a tenth of a second, however short the other's
transaction is. Ours last a fraction of a millisecond, so the wait here begins with as short a step and stays
below `_LONGEST_STEP`.
"""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_FIRST_STEP: Final = 0.00005
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
        until, step = time.monotonic() + timeout / 1000, _FIRST_STEP
        while not _begun(cursor, is_last=time.monotonic() >= until):
            time.sleep(step * random.uniform(0.5, 1))  # noqa: S311  # so that waiting processes do not keep step
            step = min(2 * step, _LONGEST_STEP)
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {timeout}")


def primary_code(error: object) -> int:
    """SQLite's primary result code of an exception, such as `sqlite3.SQLITE_BUSY`; 0 where it has none."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


def _begun(cursor: sqlite3.Cursor, *, is_last: bool) -> bool:
    try:
        # Not deferred: a reader that becomes a writer fails at once when another has written since.
        cursor.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if is_last or primary_code(error) != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
