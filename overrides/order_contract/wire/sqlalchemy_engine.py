"""What an engine of SQLAlchemy must be, for stores whose promises are transactions.

Invariant: SQLAlchemy itself is not imported, so that this can be read without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sqlalchemy import Dialect, PoolProxiedConnection

_DIALECTS: Final = ("postgresql", "mysql", "mariadb", "sqlite")


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
