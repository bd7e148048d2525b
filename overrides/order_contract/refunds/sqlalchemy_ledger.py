"""A ledger of refunds in a SQL database, for all threads, processes and hosts that reach it.

Invariants: an entry is committed before its refund is sent; whoever decides on an order's next entry holds
the lock of the order's row, and is alone among all hosts; the database orders entries, no clock does; amounts
are exact, as text. The tables hold order ids, digests, amounts and states, no personal data.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Engine,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.exc import DBAPIError

from order_contract.refunds.ledger import Decide, LedgerEntry, RefundState
from order_contract.wire.sqlalchemy_engine import renew_after_fork, require_known, require_transactions

if TYPE_CHECKING:
    from sqlalchemy import Connection

_ORDER: Final = "order_contract_refund_order"
_REFUND: Final = "order_contract_refund"
_WAIT_FOR_DISK: Final = text(
    "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'"
)
"""For one transaction of PostgreSQL: a refund must not be sent before its entry outlives a crash."""


def ledger_tables(metadata: MetaData) -> tuple[Table, Table]:
    """The tables of the ledger in a `MetaData` of yours, so that `metadata.create_all` or Alembic makes them.

    :param metadata: for instance `Base.metadata`; its schema is the tables'.
    :returns: the table of the orders' locks and the table of the refunds.
    """
    prefix = f"{metadata.schema}." if metadata.schema else ""
    if prefix + _REFUND in metadata.tables:
        return metadata.tables[prefix + _ORDER], metadata.tables[prefix + _REFUND]
    number = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts only a column of this very type
    orders = Table(
        _ORDER,
        metadata,
        Column("order_key", String(64), primary_key=True),
        Column("entries", Integer, nullable=False),
    )
    refunds = Table(
        _REFUND,
        metadata,
        Column("number", number, primary_key=True, autoincrement=True),
        Column("entry_id", String(64), nullable=False, unique=True),
        Column("order_key", String(64), nullable=False),
        Column("order_id", Text, nullable=False),
        Column("digest", String(128), nullable=False),
        Column("reference", String(128)),
        Column("amount", Text, nullable=False),
        Column("last", Boolean, nullable=False),
        Column("shown", Boolean, nullable=False),
        Column("state", String(16), nullable=False),
        Index(f"ix_{_REFUND}_order_key", "order_key"),
    )
    return orders, refunds


class SQLAlchemyLedger:
    """A ledger for a `RefundGuard` on many hosts.

    :param engine: a sync engine of PostgreSQL, MySQL, MariaDB or SQLite. `RefundGuard` calls a ledger in a
        thread where the client is async.
    :param metadata: where `ledger_tables` put the tables; without it, `create_tables` makes them.
    :raises ValueError: from every method, when the engine is in AUTOCOMMIT, where no lock would hold.
    :raises sqlalchemy.exc.SQLAlchemyError: from every method, when the database fails. Then nothing was
        decided, or it is not known whether an entry was written; the guard sends nothing.
    """

    def __init__(self, engine: Engine, *, metadata: MetaData | None = None) -> None:
        if not isinstance(engine, Engine):
            raise TypeError(f"got a {type(engine).__name__}; pass a sync Engine")
        require_known(engine.dialect.name)
        self._engine: Final = engine
        renew_after_fork(engine)
        self._metadata: Final = MetaData() if metadata is None else metadata
        self._orders, self._refunds = ledger_tables(self._metadata)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._engine.dialect.name}, {self._refunds.fullname!r})"

    def create_tables(self) -> None:
        """Make the tables where they are not there yet. With migrations, use `ledger_tables` instead."""
        self._metadata.create_all(self._engine, tables=[self._orders, self._refunds])

    def admit(self, order_id: str, decide: Decide) -> LedgerEntry:
        """See `Ledger`."""
        with self._repeated(lambda connection: self._lock(connection, _key(order_id))) as connection:
            entry = decide(self._entries(connection, order_id))
            if self._engine.dialect.name == "postgresql":
                connection.execute(_WAIT_FOR_DISK)
            row = {
                "entry_id": entry.entry_id,
                "order_key": _key(order_id),
                "order_id": entry.order_id,
                "digest": entry.digest,
                "reference": entry.reference,
                "amount": str(entry.amount),
                "last": entry.last,
                "shown": entry.shown,
                "state": entry.state.value,
            }
            connection.execute(insert(self._refunds).values(**row))
            connection.commit()
            return entry

    def settle(self, entry_id: str, state: RefundState) -> None:
        """See `Ledger`."""

        this = self._refunds.c.entry_id == entry_id
        statement = update(self._refunds).where(this).values(state=state.value)
        with self._repeated(lambda connection: connection.execute(statement)) as connection:
            connection.commit()

    def entries(self, order_id: str) -> list[LedgerEntry]:
        """See `Ledger`."""
        with self._repeated(lambda connection: connection.execute(select(1))) as connection:
            return self._entries(connection, order_id)

    def _repeated(self, first: Callable[[Connection], object]) -> Connection:
        """A connection whose first statement went through; on a new one where the pool's had been lost."""
        try:
            return self._begun(first)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        return self._begun(first)

    def _begun(self, first: Callable[[Connection], object]) -> Connection:
        connection = self._engine.connect()
        try:
            require_transactions(self._engine.dialect, connection.connection)
            first(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _lock(self, connection: Connection, key: str) -> None:
        """Hold the row of an order until the transaction ends; make it where it is not there yet.

        The row is the first thing of the transaction, so that what is read under its lock is what is there
        now, also where a transaction reads one snapshot.
        """
        row: dict[str, Any] = {"order_key": key, "entries": 1}
        more = {"entries": self._orders.c.entries + 1}
        statement: Any
        if self._engine.dialect.name in ("mysql", "mariadb"):
            statement = mysql.insert(self._orders).values(**row).on_duplicate_key_update(**more)
        else:  # SQLite's is written alike
            statement = postgresql.insert(self._orders).values(**row)
            statement = statement.on_conflict_do_update(index_elements=["order_key"], set_=more)
        connection.execute(statement)
        driver_connection = connection.connection.driver_connection
        if isinstance(driver_connection, sqlite3.Connection) and not driver_connection.in_transaction:
            raise ValueError(
                "got an engine that begins no transactions of SQLite; pass one without isolation_level"
            )

    def _entries(self, connection: Connection, order_id: str) -> list[LedgerEntry]:
        columns = self._refunds.c
        rows = connection.execute(
            select(self._refunds).where(columns.order_key == literal(_key(order_id))).order_by(columns.number)
        )
        return [
            LedgerEntry(
                row.entry_id,
                row.order_id,
                row.digest,
                row.reference,
                Decimal(row.amount),
                row.last,
                row.shown,
                RefundState(row.state),
            )
            for row in rows
        ]


def _key(order_id: str) -> str:
    """A name of an order that every database takes and compares byte by byte."""
    return sha256(order_id.encode("utf-8", "surrogatepass")).hexdigest()
