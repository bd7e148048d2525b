"""Remembers deliveries in the merchant's own database through SQLAlchemy: with what the handler writes, or by
leases.

Invariants: under `SQLAlchemyStore`, the record of a delivery and what its handler writes are one transaction;
under `SQLAlchemyLeaseStore`, each step is one short transaction and the lease goes by the database's clock.
Nothing of an order is stored but its id, its status and digests.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import MetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, sessionmaker

from order_contract.callback.sql import TABLE
from order_contract.callback.sqlalchemy_table import Statements, delivery_table
from order_contract.callback.sqlalchemy_transaction import (
    AsyncSQLAlchemyTransaction,
    DriverTransaction,
    Record,
    SQLAlchemyTransaction,
)
from order_contract.callback.store import DeliveryState, Key, Transaction, milliseconds
from order_contract.wire.sqlalchemy_engine import renew_after_fork

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Table

__all__ = ["SQLAlchemyLeaseStore", "SQLAlchemyStore", "delivery_table"]

T = TypeVar("T")


class _Database:
    """An engine of either kind with the table of deliveries."""

    def __init__(self, engine: Engine | AsyncEngine, *, table: Table | None = None) -> None:
        self._async: Final = engine if isinstance(engine, AsyncEngine) else None
        self._sync: Final = engine.sync_engine if isinstance(engine, AsyncEngine) else engine
        self.table: Final = delivery_table(MetaData(), TABLE) if table is None else table
        self._statements: Final = Statements(self.table, self._sync)
        renew_after_fork(self._sync)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._sync.dialect.name}, {self.table.fullname!r})"

    @property
    def is_async(self) -> bool:
        """Whether the engine is one to be awaited: then the methods that begin with `a` are used, and the
        others raise TypeError.
        """
        return self._async is not None

    def create_table(self) -> None:
        """Make the table where it is not there yet. With migrations, use `delivery_table` instead."""
        self._run(lambda connection: self.table.create(connection, checkfirst=True))

    async def acreate_table(self) -> None:
        """See the method without `a`; for an async engine."""
        await self._arun(lambda connection: self.table.create(connection, checkfirst=True))

    def forget(self, older_than: float | timedelta, *, portion: int = 1_000) -> int:
        """Delete what was handled longer ago, in portions of a short transaction each. Such a delivery,
        repeated, would be handled again.

        :param older_than: seconds, or a timedelta; Global-e documents no time after which it stops repeating
            a callback.
        :param portion: rows of one transaction.
        :returns: how many were deleted.
        """
        age, deleted = milliseconds(older_than), 0
        while count := self._run(lambda connection: self._statements.forget(connection, age, portion)):
            deleted += count
        return deleted

    async def aforget(self, older_than: float | timedelta, *, portion: int = 1_000) -> int:
        """See the method without `a`; for an async engine."""
        age, deleted = milliseconds(older_than), 0
        while count := await self._arun(lambda connection: self._statements.forget(connection, age, portion)):
            deleted += count
        return deleted

    def _run(self, step: Callable[[Connection], T]) -> T:
        """One step in a transaction of its own; once more on a new connection where the pool's had been
        lost.
        """
        if self._async is not None:
            raise TypeError("the engine is async: await the method that begins with a")
        try:
            return self._step(step)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return self._step(step)

    def _step(self, step: Callable[[Connection], T]) -> T:
        with self._sync.connect() as connection:
            result = step(connection)
            connection.commit()
            return result

    async def _arun(self, step: Callable[[Connection], T]) -> T:
        try:
            return await self._astep(step)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return await self._astep(step)

    async def _astep(self, step: Callable[[Connection], T]) -> T:
        async with self._awaited().connect() as connection:
            result = await connection.run_sync(step)
            await connection.commit()
            return result

    def _awaited(self) -> AsyncEngine:
        if self._async is None:
            raise TypeError("the engine is not async: call the method without the a")
        return self._async


class SQLAlchemyStore(_Database):
    """Records each delivery in the transaction in which its handler writes: both are committed, or neither.

    A handler asks for the transaction by a parameter named `session` (a `Session`, or an `AsyncSession` of an
    async engine) or `connection`. It must not end the transaction itself; `session.commit()` in it ends a
    savepoint only. When the process is killed, the COMMIT fails or the connection is lost, the next delivery
    is handled as if this one had never come. What a handler does outside the database is not undone. The
    transaction, and a connection of the pool, are held while the handler works; on SQLite that is the write
    lock of the whole file.

    :param engine: of PostgreSQL, MySQL, MariaDB or SQLite, sync or async.
    :param table: as `delivery_table` gives it; without one, a table `order_contract_delivery` that
        `create_table` makes.
    :param sessionmaker: makes the sessions; by default `Session` or `AsyncSession` with their defaults.
    """

    resources: Final = frozenset({"session", "connection"})

    def __init__(
        self,
        engine: Engine | AsyncEngine,
        *,
        table: Table | None = None,
        sessionmaker: sessionmaker[Any] | async_sessionmaker[Any] | None = None,
    ) -> None:
        super().__init__(engine, table=table)
        self._sessionmaker: Final = sessionmaker

    def begin(self, key: Key) -> Transaction:
        """See `TransactionalStore`."""
        if self._async is not None:
            raise TypeError("the engine is async: await abegin")
        try:
            return self._begin(key)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return self._begin(
                key
            )  # nothing was handled yet, and a restarted database leaves dead connections in the pool

    def _begin(self, key: Key) -> Transaction:
        record, make = Record(self._statements, key), self._sessionmaker or Session
        at_once = DriverTransaction.begun(self._sync, record, make)
        if at_once is not None:
            return at_once
        transaction = SQLAlchemyTransaction(self._sync.connect(), record, make)
        try:
            transaction.open()
        except BaseException:
            transaction.rollback()
            raise
        return transaction

    async def abegin(self, key: Key) -> AsyncSQLAlchemyTransaction:
        """See `AsyncTransactionalStore`."""
        try:
            return await self._abegin(key)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return await self._abegin(key)

    async def _abegin(self, key: Key) -> AsyncSQLAlchemyTransaction:
        connection = await self._awaited().connect()
        transaction = AsyncSQLAlchemyTransaction(
            connection, Record(self._statements, key), self._sessionmaker or AsyncSession
        )
        try:
            await transaction.open()
        except BaseException:
            await transaction.rollback()
            raise
        return transaction


class SQLAlchemyLeaseStore(_Database):
    """Records deliveries by leases, for handlers that work outside the database; see `Store`.

    Each step is a transaction of its own, so that no connection is held while a handler works. A lease goes
    by the database's clock (on SQLite, that is the machine's). A process that dies at work leaves a claim
    that ends with its lease; the delivery is then handled again.

    :param engine: of PostgreSQL, MySQL, MariaDB or SQLite, sync or async.
    :param table: as `delivery_table` gives it; without one, a table `order_contract_delivery` that
        `create_table` makes.
    """

    def claim(self, key: Key, owner: str, lease: float) -> DeliveryState:
        """See `Store`."""
        return self._run(lambda connection: self._claimed(connection, key, owner, lease))

    def renew(self, key: Key, owner: str, lease: float) -> bool:
        """See `Store`."""
        return self._run(lambda connection: self._statements.renew(connection, key, owner, lease))

    def done(self, key: Key, owner: str) -> None:
        """See `Store`."""
        self._run(lambda connection: self._statements.done(connection, key))

    def release(self, key: Key, owner: str) -> None:
        """See `Store`."""
        self._run(lambda connection: self._statements.release(connection, key, owner))

    async def aclaim(self, key: Key, owner: str, lease: float) -> DeliveryState:
        """See `AsyncStore`."""
        return await self._arun(lambda connection: self._claimed(connection, key, owner, lease))

    async def arenew(self, key: Key, owner: str, lease: float) -> bool:
        """See `AsyncStore`."""
        return await self._arun(lambda connection: self._statements.renew(connection, key, owner, lease))

    async def adone(self, key: Key, owner: str) -> None:
        """See `AsyncStore`."""
        await self._arun(lambda connection: self._statements.done(connection, key))

    async def arelease(self, key: Key, owner: str) -> None:
        """See `AsyncStore`."""
        await self._arun(lambda connection: self._statements.release(connection, key, owner))

    def _claimed(self, connection: Connection, key: Key, owner: str, lease: float) -> DeliveryState:
        known = self._statements.look(connection, key, owner)
        if known in (DeliveryState.DONE, DeliveryState.BUSY):
            return known
        return (
            DeliveryState.CLAIMED
            if self._statements.claim(connection, key, known, owner, lease)
            else DeliveryState.BUSY
        )
