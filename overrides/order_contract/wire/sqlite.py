"""One transaction of an SQLite database that several processes write to."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def transaction(cursor: sqlite3.Cursor) -> Iterator[None]:
    """A block that is kept when it ends, and undone when it, or keeping it, raises.

    :param cursor: of a connection opened with `isolation_level=None`, so that nothing else begins a
        transaction. Ending the transaction ends what the cursor still reads.
    :raises sqlite3.Error: another writer holds the database for longer than the connection waits, or what was
        written cannot be kept. Nothing of the block is in the database then.
    """
    # Not deferred: a reader that becomes a writer fails at once when another has written since.
    cursor.execute("BEGIN IMMEDIATE")
    try:
        yield
        cursor.execute("COMMIT")
    except BaseException:
        # SQLite itself rolls back after some failures, such as a full disk.
        if cursor.connection.in_transaction:
            cursor.execute("ROLLBACK")
        raise
