"""The transaction in which a delivery is recorded and its handler writes, through SQLAlchemy.

Invariants: the record and what the handler wrote are committed together, or neither is; whatever the end of a
transaction raises, its connection goes back to the pool or is closed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import Session

from order_contract.callback.store import DeliveryState, Key
from order_contract.wire.sqlalchemy_engine import require_transactions

if TYPE_CHECKING:
    from sqlalchemy import Engine, PoolProxiedConnection

    from order_contract.callback.sqlalchemy_table import Statements


class Record:
    """The record of one delivery in the transaction of its handler."""

    def __init__(self, statements: Statements, key: Key) -> None:
        self._statements: Final = statements
        self._key: Final = key
        self._locked = False
        self._is_new = True  # until the database says otherwise
        self.is_shared = False
        """Whether a handler was given the connection, and can have ended the transaction."""

    @property
    def can_open_by_driver(self) -> bool:
        """Whether one statement of the driver's can write the record."""
        return self._statements.can_record_by_driver

    def open_by_driver(self, pooled: PoolProxiedConnection) -> bool:
        """Write the record of a delivery that is not known, by the driver alone; False where it is known.

        :raises Exception: the driver's.
        """
        self._is_new = self._statements.record_new_by_driver(pooled, self._key)
        return self._is_new

    def open(self, connection: Connection) -> DeliveryState:
        """Write the record, or find out who has.

        :raises ValueError: the connection is in AUTOCOMMIT, so that the record would be committed before the
            handler ran.
        """
        require_transactions(connection.dialect, connection.connection)
        if (
            self._is_new
            and self._statements.inserts_unseen
            and self._statements.record_new(connection, self._key)
        ):
            return DeliveryState.CLAIMED
        known = self._statements.look(connection, self._key)
        if known in (DeliveryState.DONE, DeliveryState.BUSY):
            return known
        free = self._statements.lock(connection, self._key)
        self._locked = bool(free)
        if free is False or not self._statements.record(connection, self._key, known):
            return DeliveryState.BUSY
        return DeliveryState.CLAIMED

    def verify(self, connection: Connection) -> None:
        """Make sure that the record is about to be committed."""
        if self.is_shared and not self._statements.holds(connection, self._key):
            raise RuntimeError(
                "the transaction that recorded the delivery was ended before its handler returned"
            )

    def unlock(self, connection: Connection) -> None:
        """Give back what outlives the transaction."""
        if self._locked:
            self._statements.unlock(connection, self._key)


class SQLAlchemyTransaction:
    """See `Transaction`."""

    def __init__(self, connection: Connection, record: Record, make: Callable[..., Session]) -> None:
        self.state = DeliveryState.BUSY
        self._connection: Final = connection
        self._record: Final = record
        self._make: Final = make
        self._session: Session | None = None

    def open(self) -> None:
        """Take the delivery, or find out who has it and leave the database alone again."""
        self.state = self._record.open(self._connection)
        if self.state is not DeliveryState.CLAIMED:
            self.rollback()

    def resource(self, name: str) -> Any:
        """See `Transaction`."""
        self._record.is_shared = True
        if name == "connection":
            return self._connection
        if self._session is None:
            self._session = self._make(bind=self._connection, join_transaction_mode="create_savepoint")
        return self._session

    def commit(self) -> None:
        """See `Transaction`."""
        try:
            if self._session is not None:
                self._session.commit()
                self._session.close()
            self._record.verify(self._connection)
            self._connection.commit()
        except BaseException:
            self.rollback()
            raise
        self._leave()

    def rollback(self) -> None:
        """See `Transaction`."""
        with suppress(Exception):  # a connection that is lost has rolled back already
            if self._session is not None:
                self._session.close()
            self._connection.rollback()
        self._leave()

    def _leave(self) -> None:
        try:
            self._record.unlock(self._connection)
        except Exception:  # noqa: BLE001  # the lock ends with its connection, which is not used again
            self._connection.invalidate()
        with suppress(Exception):
            self._connection.close()


class AsyncSQLAlchemyTransaction:
    """See `AsyncTransaction`."""

    def __init__(
        self, connection: AsyncConnection, record: Record, make: Callable[..., AsyncSession]
    ) -> None:
        self.state = DeliveryState.BUSY
        self._connection: Final = connection
        self._record: Final = record
        self._make: Final = make
        self._session: AsyncSession | None = None

    async def open(self) -> None:
        """Take the delivery, or find out who has it and leave the database alone again."""
        self.state = await self._connection.run_sync(self._record.open)
        if self.state is not DeliveryState.CLAIMED:
            await self.rollback()

    def resource(self, name: str) -> Any:
        """See `Transaction`."""
        self._record.is_shared = True
        if name == "connection":
            return self._connection
        if self._session is None:
            self._session = self._make(bind=self._connection, join_transaction_mode="create_savepoint")
        return self._session

    async def commit(self) -> None:
        """See `Transaction`."""
        try:
            if self._session is not None:
                await self._session.commit()
                await self._session.close()
            await self._connection.run_sync(self._record.verify)
            await self._connection.commit()
        except BaseException:
            await self.rollback()
            raise
        await self._leave()

    async def rollback(self) -> None:
        """See `Transaction`."""
        with suppress(Exception):  # as above
            if self._session is not None:
                await self._session.close()
            await self._connection.rollback()
        await self._leave()

    async def _leave(self) -> None:
        try:
            await self._connection.run_sync(self._record.unlock)
        except Exception:  # noqa: BLE001  # as above
            await self._connection.invalidate()
        with suppress(Exception):
            await self._connection.close()


class DriverTransaction:
    """A transaction in which a new delivery was recorded by the driver alone, because SQLAlchemy's own
    connection takes longer than the driver with the whole round trip. That connection is made when a handler
    asks for it.
    """

    def __init__(self, pooled: PoolProxiedConnection, join: Callable[[], SQLAlchemyTransaction]) -> None:
        self.state = DeliveryState.CLAIMED
        self._pooled: Final = pooled
        self._join: Final = join
        self._joined: SQLAlchemyTransaction | None = None

    @classmethod
    def begun(cls, engine: Engine, record: Record, make: Callable[..., Session]) -> DriverTransaction | None:
        """An attempt at a new delivery; None where SQLAlchemy's own connection must be used: the delivery is
        known, the driver raised, or the engine has options, listeners or a log.
        """
        if not (record.can_open_by_driver and _is_unobserved(engine)):
            return None
        try:
            pooled = engine.raw_connection()
        except Exception:  # noqa: BLE001  # SQLAlchemy raises it again in its own words
            return None
        try:
            require_transactions(engine.dialect, pooled)
            is_new = record.open_by_driver(pooled)
        except Exception:  # noqa: BLE001  # as above
            is_new = False
        except BaseException:
            _give_back(pooled)
            raise
        if not is_new:
            _give_back(pooled)
            return None

        def join() -> SQLAlchemyTransaction:
            connection = Connection(engine, pooled)
            connection.begin()  # what the driver has begun, so that a session does not begin it anew
            return SQLAlchemyTransaction(connection, record, make)

        return cls(pooled, join)

    def resource(self, name: str) -> Any:
        """See `Transaction`."""
        if self._joined is None:
            self._joined = self._join()
        return self._joined.resource(name)

    def commit(self) -> None:
        """See `Transaction`."""
        if self._joined is not None:
            self._joined.commit()
            return
        try:
            self._pooled.commit()
        except BaseException:
            _give_back(self._pooled)
            raise
        with suppress(Exception):
            self._pooled.close()

    def rollback(self) -> None:
        """See `Transaction`."""
        if self._joined is not None:
            self._joined.rollback()
        else:
            _give_back(self._pooled)


def _is_unobserved(engine: Engine) -> bool:
    """Whether no option, listener or log of an engine has to do with what its connections execute."""
    listeners = engine.dispatch
    return not (
        engine.get_execution_options()
        or engine.logger.isEnabledFor(logging.INFO)
        or listeners.engine_connect
        or listeners.begin
        or listeners.before_cursor_execute
        or listeners.after_cursor_execute
        or listeners.commit
        or listeners.rollback
    )


def _give_back(pooled: PoolProxiedConnection) -> None:
    """Undo what was not committed and give a connection back to its pool; one that is lost leaves it."""
    try:
        pooled.rollback()
        pooled.close()
    except Exception:  # noqa: BLE001  # a connection that is lost has rolled back already
        with suppress(Exception):
            pooled.invalidate()
