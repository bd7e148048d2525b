"""The table of deliveries in a SQL database, and the statements on it that the SQLAlchemy stores are made of.

Invariants: a delivery is one row under a digest of its key, so that a row is found in constant time and no
text of an order can break a column; every time in the table is the database's own, in milliseconds since
1970; a delivery that was handled is only ever read, never locked.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    MetaData,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    null,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from order_contract.callback.sql import NOW_MS, TABLE, WIDTH, label, lock_number
from order_contract.callback.store import DeliveryState, Key
from order_contract.wire.sqlalchemy_engine import require_known
from order_contract.wire.sqlite import begin, primary_code

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection, CursorResult, Dialect, Engine, PoolProxiedConnection
    from sqlalchemy.sql.compiler import SQLCompiler

    from order_contract.callback.psycopg_pipeline import PipelinedInsert

_NAMED_LOCKS: Final = ("mysql", "mariadb")
_SQLITE_CONTENTION: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def delivery_table(metadata: MetaData, name: str = TABLE) -> Table:
    """The table of deliveries in a `MetaData` of yours, so that `metadata.create_all` or Alembic makes it
    with your own tables.

    :param metadata: for instance `Base.metadata`; its schema is the table's.
    :param name: the table's name.
    """
    known = metadata.tables.get(f"{metadata.schema}.{name}" if metadata.schema else name)
    if known is not None:
        return known
    return Table(
        name,
        metadata,
        Column("delivery_key", String(64), primary_key=True),
        Column("order_id", String(WIDTH), nullable=False),
        Column("status", String(WIDTH), nullable=False),
        Column("owner", String(64), nullable=True),
        Column("leased_until_ms", BigInteger, nullable=True),
        Column("done_ms", BigInteger, nullable=True),
        Index(f"ix_{name}_done_ms", "done_ms"),
    )


class now_ms(FunctionElement[int]):  # noqa: N801  # written like a function of SQL
    """The database's clock, in milliseconds since 1970."""

    type = BigInteger()
    inherit_cache = True


@compiles(now_ms)
def _now_ms(element: now_ms, compiler: SQLCompiler, **_: Any) -> str:
    return NOW_MS["mysql" if compiler.dialect.name == "mariadb" else compiler.dialect.name]


class _InDriversWords:
    """A statement that is compiled once, because SQLAlchemy's own way from a statement to its text takes
    longer than the driver with the whole round trip.
    """

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        self._statement: Final = statement
        compiled = statement.compile(dialect=dialect)
        self._text: Final = str(compiled)
        self._order: Final = compiled.positiontup
        """The names of the parameters where the driver takes them by position."""

    def execute(self, connection: Connection, values: Mapping[str, Any]) -> CursorResult[Any]:
        if "schema_translate_map" in connection.get_execution_options():
            result: CursorResult[Any] = connection.execute(self._statement, values)
            return result
        return connection.exec_driver_sql(self._text, self._parameters(values))

    def execute_by_driver(self, connection: PoolProxiedConnection, values: Mapping[str, Any]) -> int:
        """The same without SQLAlchemy's own connection, which takes longer than all the driver does.

        :returns: how many rows were written.
        """
        cursor = connection.cursor()
        try:
            cursor.execute(self._text, self._parameters(values))
            rows: int = cursor.rowcount
            return rows
        finally:
            cursor.close()

    def is_found_by_driver(self, connection: PoolProxiedConnection, values: Mapping[str, Any]) -> bool:
        """Whether a SELECT gives a row."""
        cursor = connection.cursor()
        try:
            cursor.execute(self._text, self._parameters(values))
            return cursor.fetchone() is not None
        finally:
            cursor.close()

    def _parameters(self, values: Mapping[str, Any]) -> Any:
        return values if self._order is None else tuple(values[name] for name in self._order)


_Pair = tuple[_InDriversWords, _InDriversWords]


class Statements:
    """The steps on the table, each on a connection that the caller gives and commits."""

    def __init__(self, table: Table, engine: Engine) -> None:
        dialect = engine.dialect.name
        require_known(dialect)
        self.table: Final = table
        self.inserts_unseen: Final = dialect == "postgresql"
        """Whether an INSERT that changes nothing locks no row and is no transaction of its own, as on
        PostgreSQL: then a new delivery is written without a look before, which costs one round trip less,
        and one that was handled, which is rare, one more.
        """
        self.can_record_by_driver: Final = self.inserts_unseen or engine.dialect.driver == "pysqlite"
        """Whether a new delivery can be written by the driver alone."""
        self._dialect: Final = dialect
        columns = table.c
        self._this: Final = columns.delivery_key == bindparam("key", type_=String)
        live = columns.leased_until_ms > now_ms()
        self._known: Final = _InDriversWords(
            select(columns.done_ms, columns.owner, live.label("live")).where(self._this), engine.dialect
        )
        handled = {"owner": null(), "leased_until_ms": null(), "done_ms": now_ms()}
        claimed = {
            "owner": bindparam("owner", type_=String),
            "leased_until_ms": _lease_end(),
            "done_ms": null(),
        }
        ended = columns.done_ms.is_(None) & (~live | (columns.owner == bindparam("owner", type_=String)))
        free = (
            func.pg_try_advisory_xact_lock(bindparam("number", type_=BigInteger))
            if dialect == "postgresql"
            else None
        )
        new = self._insert(handled, free)
        self._record: Final[_Pair] = (
            _InDriversWords(new, engine.dialect),
            _InDriversWords(self._update(handled, ended if free is None else ended & free), engine.dialect),
        )
        self._pipelined: Final = _pipelined(new, engine.dialect)
        self._mark: Final = self._update(handled, columns.done_ms.is_(None))
        self._insert_done: Final = self._insert(handled, None)
        self._claim: Final[_Pair] = (
            _InDriversWords(self._insert(claimed, None), engine.dialect),
            _InDriversWords(self._update(claimed, ended), engine.dialect),
        )

    def look(self, connection: Connection, key: Key, owner: str | None = None) -> DeliveryState | None:
        """What is on record of a delivery, read without a lock; None without a record, CLAIMED for a claim
        that may be taken over.

        :param owner: whose own claim may be taken over, because a step that is repeated may find what it
            wrote the first time.
        """
        row = self._known.execute(connection, {"key": key.digest}).first()
        if row is None:
            return None
        if row.done_ms is not None:
            return DeliveryState.DONE
        return DeliveryState.BUSY if row.live and row.owner != owner else DeliveryState.CLAIMED

    def record_new(self, connection: Connection, key: Key) -> bool:
        """Write down as handled, without a look before, a delivery that no attempt holds; False where
        somebody is or was. For databases where `inserts_unseen` is true.
        """
        values = {**_row(key), "number": lock_number(key)}
        return _unless_contended(connection, lambda: self._record[0].execute(connection, values))

    def record_new_by_driver(self, connection: PoolProxiedConnection, key: Key) -> bool:
        """The same on a connection of the pool, which raises what its driver raises; for databases where
        `can_record_by_driver` is true.
        """
        values = {**_row(key), "number": lock_number(key)}
        if self._pipelined is not None and self._pipelined.can_execute(connection):
            return self._pipelined.execute(connection, values) == 1
        if self._dialect == "sqlite":
            if self._known.is_found_by_driver(connection, {"key": key.digest}):
                return False
            _begin_by_driver(connection.driver_connection)
        return self._record[0].execute_by_driver(connection, values) == 1

    def record(self, connection: Connection, key: Key, known: DeliveryState | None) -> bool:
        """Write the delivery down as handled, in a transaction that is not over yet; False where another
        transaction is at it.

        :param known: what `look` gave.
        """
        return self._write(connection, key, known, self._record, {"number": lock_number(key)})

    def claim(
        self, connection: Connection, key: Key, known: DeliveryState | None, owner: str, lease: float
    ) -> bool:
        """Write the delivery down as claimed; False where another attempt was faster."""
        return self._write(
            connection, key, known, self._claim, {"owner": owner, "lease_ms": round(lease * 1000)}
        )

    def _write(
        self,
        connection: Connection,
        key: Key,
        known: DeliveryState | None,
        statements: _Pair,
        values: Mapping[str, Any],
    ) -> bool:
        """Insert the row of a delivery or, where there is the row of a claim that has ended, change it."""

        def write() -> CursorResult[Any]:
            if self._dialect == "sqlite":
                _begin_writing(connection)
            if known is None:
                return statements[0].execute(connection, {**_row(key), **values})
            return statements[1].execute(connection, {"key": key.digest, "owner": None, **values})

        return _unless_contended(connection, write)

    def holds(self, connection: Connection, key: Key) -> bool:
        """Whether the transaction that recorded the delivery as handled is still whole.

        A database can undo all of a transaction on an error that a handler then swallows (a deadlock on
        MySQL, a full disk on SQLite). PostgreSQL responds to the COMMIT of such a one with a ROLLBACK, which
        drivers do not raise; it does raise here.
        """
        row = self._known.execute(connection, {"key": key.digest}).first()
        return row is not None and row.done_ms is not None

    def renew(self, connection: Connection, key: Key, owner: str, lease: float) -> bool:
        """Move the end of a claim; False when the owner has lost it."""
        statement = update(self.table).where(self._claim_of(owner)).values(leased_until_ms=_lease_end())
        return (
            _count(connection.execute(statement, {"key": key.digest, "lease_ms": round(lease * 1000)})) == 1
        )

    def done(self, connection: Connection, key: Key) -> None:
        """Record the delivery as handled, whoever has it."""
        marked = _count(connection.execute(self._mark, {"key": key.digest}))
        if not marked and self.look(connection, key) is not DeliveryState.DONE:
            connection.execute(self._insert_done, _row(key))

    def release(self, connection: Connection, key: Key, owner: str) -> None:
        """Give a claim back, where the owner still has it."""
        connection.execute(delete(self.table).where(self._claim_of(owner)), {"key": key.digest})

    def forget(self, connection: Connection, age_ms: int, portion: int) -> int:
        """Delete some of what was handled longer ago than so many milliseconds, and say how many."""
        columns = self.table.c
        old = columns.done_ms < now_ms() - age_ms
        keys = (
            connection.execute(
                select(columns.delivery_key).where(old).order_by(columns.done_ms).limit(portion)
            )
            .scalars()
            .all()
        )
        return (
            _count(connection.execute(delete(self.table).where(columns.delivery_key.in_(keys), old)))
            if keys
            else 0
        )

    def lock(self, connection: Connection, key: Key) -> bool | None:
        """On MySQL, try the lock of a name, which outlives transactions: where a row is not committed, the
        next INSERT would wait for it.

        :returns: whether it was free; None on other databases, which need none (PostgreSQL's is tried in the
            INSERT itself).
        """
        if self._dialect not in _NAMED_LOCKS:
            return None
        return bool(connection.execute(select(func.get_lock(key.digest, 0))).scalar())

    def unlock(self, connection: Connection, key: Key) -> None:
        """Give the lock back, after the transaction."""
        connection.execute(select(func.release_lock(key.digest)))
        connection.rollback()

    def _insert(self, values: Mapping[str, Any], condition: Any) -> Any:
        names = ("delivery_key", "order_id", "status", *values)
        row = (*(bindparam(name, type_=String) for name in names[:3]), *values.values())
        if self._dialect in _NAMED_LOCKS:
            return (
                insert(self.table)
                .values(dict(zip(names, row, strict=True)))
                .execution_options(preserve_rowcount=True)
            )
        rows = select(*row) if condition is None else select(*row).where(condition)
        if self._dialect == "sqlite":
            statement: Any = (
                sqlite.insert(self.table).from_select(names, rows.where(true())).on_conflict_do_nothing()
            )
        else:
            statement = postgresql.insert(self.table).from_select(names, rows).on_conflict_do_nothing()
        return statement.execution_options(preserve_rowcount=True)

    def _update(self, values: Mapping[str, Any], condition: Any) -> Any:
        return update(self.table).where(self._this, condition).values(values)

    def _claim_of(self, owner: str) -> Any:
        columns = self.table.c
        return self._this & (columns.owner == owner) & columns.done_ms.is_(None)


def _pipelined(statement: Any, dialect: Dialect) -> PipelinedInsert | None:
    """An INSERT in one round trip with its BEGIN, where the driver is psycopg."""
    if dialect.name != "postgresql" or dialect.driver != "psycopg":
        return None
    from order_contract.callback.psycopg_pipeline import PipelinedInsert

    return PipelinedInsert(statement, dialect) if PipelinedInsert.is_supported() else None


def _unless_contended(connection: Connection, write: Callable[[], CursorResult[Any]]) -> bool:
    """Whether a statement wrote its row; False also where it met another transaction at the same delivery."""
    try:
        return _count(write()) == 1
    except IntegrityError:  # on MySQL; the others do nothing on a conflict
        return False
    except sqlite3.OperationalError as error:
        if primary_code(error) not in _SQLITE_CONTENTION:
            raise
    except DBAPIError as error:
        if not _is_contention(error):
            raise
    connection.rollback()  # PostgreSQL takes no further statement in this transaction
    return False


def _begin_writing(connection: Connection) -> None:
    """Have SQLite's write lock before anything is read: in a transaction that has read, SQLite does not wait
    for it. With an engine that begins in its own way, or an asynchronous driver, the next statement waits.
    """
    connection.rollback()
    connection.begin()
    _begin_by_driver(connection.connection.driver_connection)


def _begin_by_driver(connection: Any) -> None:
    if isinstance(connection, sqlite3.Connection) and not connection.in_transaction:
        begin(connection.cursor())


def _lease_end() -> Any:
    return now_ms() + bindparam("lease_ms", type_=BigInteger)


def _row(key: Key) -> dict[str, str]:
    return {"delivery_key": key.digest, "order_id": label(key.order_id), "status": label(key.status)}


def _count(result: CursorResult[Any]) -> int:
    return result.rowcount


def _is_contention(error: DBAPIError) -> bool:
    """Whether a statement failed because another transaction was at the same delivery or has the
    database's write lock.
    """
    original: Any = error.orig
    if getattr(original, "sqlstate", None) in ("40001", "40P01", "55P03") or getattr(
        original, "pgcode", None
    ) in ("40001", "40P01", "55P03"):
        return True
    if primary_code(original) in _SQLITE_CONTENTION:
        return True
    number = original.args[0] if getattr(original, "args", ()) else None
    return number in (1020, 1205, 1213)
