"""The state of a sandbox: one SQLite database, one transaction for each request.

Invariants: a request that is refused leaves no trace; requests are executed one after the other, also when
several processes share a file; what was acknowledged is on the disk, so that a kill at any moment loses none
of it. Documents are kept as JSON of the exact codec.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from order_contract.wire import codec, private_files, sqlite

_VERSION: Final = 1
_SCHEMA: Final = """
create table orders (order_id text primary key, body blob not null, progress blob not null) without rowid;
create table order_names (
    name text not null, kind text not null, order_id text not null, primary key (name, kind)
) without rowid;
create table refunds (
    refund_id integer primary key, order_id text not null, amount text not null, body blob not null
);
create index refunds_of_order on refunds (order_id);
create table deliveries (
    delivery_id integer primary key, order_id text not null, outcome text not null, body blob not null,
    log blob not null
);
create table records (
    kind text not null, name text not null, body blob not null, primary key (kind, name)
) without rowid;
"""
_WAIT: Final = 10.0


class StoreError(RuntimeError):
    """The database file cannot be used; the text says why."""


class StateTransaction:
    """What one request may read and write: a block that is kept when it ends, and undone when it raises."""

    __slots__ = ("_cursor", "memory")

    def __init__(self, cursor: sqlite3.Cursor, memory: dict[str, Any]) -> None:
        self._cursor = cursor
        self.memory = memory
        """What was read of the database before, for those who can tell whether it still holds.

        It outlives the transaction.
        """

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows of a statement."""
        return self._cursor.execute(statement, values).fetchall()

    def row(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row of a statement, None for none."""
        row: tuple[Any, ...] | None = self._cursor.execute(statement, values).fetchone()
        return row

    def run(self, statement: str, *values: Any) -> int:
        """Execute a statement that writes. Returns the id of the row it inserted."""
        return self._cursor.execute(statement, values).lastrowid or 0

    def record(self, kind: str, name: str) -> Any:
        """A document by kind and name, None when there is none."""
        row = self.row("select body from records where kind = ? and name = ?", kind, name)
        return codec.loads(row[0]) if row else None

    def keep(self, kind: str, name: str, body: Any) -> None:
        """Write a document, in place of the one that has the name."""
        self.run("insert or replace into records values (?, ?, ?)", kind, name, codec.dumps(body))

    def forget(self, *kinds: str) -> None:
        """Remove all documents of some kinds."""
        for kind in kinds:
            self.run("delete from records where kind = ?", kind)

    def records(self, kind: str) -> dict[str, Any]:
        """All documents of a kind by name."""
        return {
            name: codec.loads(body)
            for name, body in self.rows("select name, body from records where kind = ? order by name", kind)
        }


class SandboxStore:
    """The database of one sandbox.

    :param path: a file, made when it does not exist, readable by its owner only; None for memory.
    :raises StoreError: the file is not a database of a sandbox, or cannot be opened.
    """

    def __init__(self, path: str | None = None) -> None:
        self._lock = threading.Lock()
        self._memory: dict[str, Any] = {}
        if path is not None:
            private_files.make_file(path)
        try:
            # Requests come from one thread at a time, but not always from the one that opened the store.
            self._connection = sqlite3.connect(
                path or ":memory:", timeout=_WAIT, isolation_level=None, check_same_thread=False
            )
            # An application in a test is often dropped without being shut down.
            weakref.finalize(self, self._connection.close)
            self.fresh = self._prepare(path)
            # One for all statements: they are executed one after the other.
            self._cursor = self._connection.cursor()
        except sqlite3.Error as broken:
            raise StoreError(f"the database {path} cannot be used: {broken}") from None

    def _prepare(self, path: str | None) -> bool:
        connection = self._connection
        if path is not None:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = full")
        with sqlite.transaction(connection.cursor()):
            version = connection.execute("pragma user_version").fetchone()[0]
            known = connection.execute("select count(*) from sqlite_master").fetchone()[0]
            if version == 0 and known == 0:
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
                connection.execute(f"pragma user_version = {_VERSION}")
        if version not in (0, _VERSION) or (version == 0 and known):
            raise StoreError(f"the database {path} was not made by this version of the sandbox")
        return bool(version == 0)

    @contextmanager
    def transaction(self) -> Iterator[StateTransaction]:
        """One transaction."""
        with self._lock, sqlite.transaction(self._cursor):
            yield StateTransaction(self._cursor, self._memory)

    def clear(self, tx: StateTransaction, *tables: str) -> None:
        """Empty some tables."""
        for table in tables:
            tx.run(f"delete from {table}")  # noqa: S608  # names of this module

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._connection.close()
