"""The transaction of SQLite that every store shares."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from order_contract.wire.sqlite import transaction


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[sqlite3.Cursor]:
    with closing(sqlite3.connect(tmp_path / "file", isolation_level=None, timeout=0)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        connection.execute(
            "CREATE TABLE child (parent INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)"
        )
        yield connection.cursor()


def rows(cursor: sqlite3.Cursor) -> list[tuple[int]]:
    return cursor.execute("SELECT parent FROM child").fetchall()


def test_keeps_a_block_that_ends(cursor: sqlite3.Cursor) -> None:
    with transaction(cursor):
        cursor.execute("INSERT INTO parent VALUES (1)")
        cursor.execute("INSERT INTO child VALUES (1)")
    assert not cursor.connection.in_transaction
    assert rows(cursor) == [(1,)]


def test_undoes_a_block_that_raises(cursor: sqlite3.Cursor) -> None:
    def interrupted() -> None:
        cursor.execute("INSERT INTO parent VALUES (1)")
        cursor.execute("INSERT INTO child VALUES (1)")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction(cursor):
        interrupted()
    assert not cursor.connection.in_transaction
    assert rows(cursor) == []


def test_undoes_a_block_that_cannot_be_kept_and_begins_the_next(cursor: sqlite3.Cursor) -> None:
    with pytest.raises(sqlite3.IntegrityError), transaction(cursor):
        cursor.execute("INSERT INTO child VALUES (2)")
    with transaction(cursor):
        pass
    assert rows(cursor) == []


def test_raises_what_the_block_raised_after_sqlite_has_rolled_back_itself(cursor: sqlite3.Cursor) -> None:
    cursor.execute("INSERT INTO parent VALUES (1)")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"), transaction(cursor):
        cursor.execute("INSERT OR ROLLBACK INTO parent VALUES (1)")
    assert not cursor.connection.in_transaction


def test_keeps_other_writers_out_until_it_ends(cursor: sqlite3.Cursor, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "file", isolation_level=None, timeout=0)) as other:
        with transaction(cursor), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO parent VALUES (3)")
        other.execute("INSERT INTO parent VALUES (3)")
