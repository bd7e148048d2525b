"""What an engine of SQLAlchemy must be, for stores whose promises are transactions.

Invariant: SQLAlchemy itself is not imported, so that this can be read without it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakSet

if TYPE_CHECKING:
    from sqlalchemy import Dialect, Engine, PoolProxiedConnection

_DIALECTS: Final = ("postgresql", "mysql", "mariadb", "sqlite")


_engines: Final[WeakSet[Engine]] = WeakSet()


def renew_after_fork(engine: Engine) -> None:
    """Have an engine make connections of its own in every process that is forked from this one, as the
    workers of a server that loads the application before it forks: two processes on one connection read each
    other's results.
    """
    _engines.add(engine)


def _after_fork() -> None:
    for engine in _engines:
        engine.dispose(close=False)  # the parent goes on using what it has opened


os.register_at_fork(after_in_child=_after_fork)


def require_known(dialect: str) -> None:
    """Refuse a database whose transactions are not known.

    :raises ValueError: it is none of PostgreSQL, MySQL, MariaDB and SQLite.
    """
    if dialect not in _DIALECTS:
        raise ValueError(f"got an engine of {dialect}; pass one of {', '.join(_DIALECTS)}")


def require_transactions(dialect: Dialect, pooled: PoolProxiedConnection) -> None:
    """Refuse a connection that commits each statement by itself; it costs no round trip.

    :raises ValueError: it is in AUTOCOMMIT.
    """
    connection: Any = pooled.dbapi_connection
    if _is_autocommit(dialect, connection):
        raise ValueError(
            "got an engine in AUTOCOMMIT, which has no transactions; pass one with another isolation_level"
        )


def _is_autocommit(dialect: Dialect, connection: Any) -> bool:
    detect = getattr(dialect, "detect_autocommit_setting", None)  # SQLAlchemy has it since 2.0.43
    if dialect.name == "sqlite" or detect is None:  # many begin SQLite's transactions by a statement
        return getattr(connection, "autocommit", None) is True
    try:
        return bool(detect(connection))
    except NotImplementedError:
        return getattr(connection, "autocommit", None) is True
