"""Begins a transaction and writes its first row in one round trip, by the pipeline mode of PostgreSQL's
protocol.

Why: with a cursor of psycopg's, BEGIN and the INSERT are a round trip each, and its Python takes as long as
the database. Evidence: `make bench`. Remove when: psycopg's own pipeline takes less than its cursor does.

Invariants: only `psycopg.pq` is used, which is psycopg's documented way to libpq; whatever is raised, the
connection is closed, and otherwise its transaction is as psycopg's own statements leave one, open or failed;
signals are handled while the database is waited for.
"""

from __future__ import annotations

import select
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from psycopg import Connection, Cursor, Pipeline
from psycopg.pq import DiagnosticField, ExecStatus, TransactionStatus

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psycopg.pq.abc import PGconn, PGresult
    from sqlalchemy import Dialect, PoolProxiedConnection

_NO_SUCH_STATEMENT: Final = b"26000"
"""PostgreSQL's invalid_sql_statement_name."""


class PipelinedInsert:
    """An INSERT that is prepared once for each connection, with BEGIN before it.

    :param statement: of SQLAlchemy; all its parameters are texts or whole numbers, and have casts.
    :param dialect: that of PostgreSQL with psycopg.
    """

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        numbered: Any = type(dialect)
        compiled = statement.compile(dialect=numbered(paramstyle="numeric_dollar"))
        self._text: Final = str(compiled).encode()
        self._order: Final[list[str]] = compiled.positiontup
        self._name: Final = b"order_contract_" + sha256(self._text).hexdigest()[:16].encode()

    @staticmethod
    def is_supported() -> bool:
        """Whether libpq has the pipeline mode, and this process can wait (eventlet takes `poll` away)."""
        return Pipeline.is_supported() and hasattr(select, "poll")

    def can_execute(self, connection: PoolProxiedConnection) -> bool:
        """Whether a connection is psycopg's own, with nothing set that changes its cursors or its BEGIN."""
        own = connection.driver_connection
        return (
            type(own) is Connection
            and own.cursor_factory is Cursor
            and own.isolation_level is None
            and own.read_only is None
            and own.deferrable is None
            and own.pgconn.transaction_status == TransactionStatus.IDLE
        )

    def execute(self, connection: PoolProxiedConnection, values: Mapping[str, object]) -> int:
        """Begin and write.

        :returns: how many rows were written; 0 also where the database refused.
        :raises Exception: the connection is lost.
        """
        own: Any = connection.driver_connection
        parameters = [str(values[name]).encode() for name in self._order]
        try:
            return self._rows(own, connection.info, parameters)
        except BaseException:
            own.close()
            raise

    def _rows(self, connection: Any, known: dict[Any, Any], parameters: list[bytes]) -> int:
        server: PGconn = connection.pgconn
        is_named = connection.prepare_threshold is not None  # as poolers want it that share connections
        is_new = is_named and self._name not in known
        server.enter_pipeline_mode()
        if is_new:
            server.send_prepare(self._name, self._text)
        server.send_query_params(b"BEGIN", None)
        if is_named:
            server.send_query_prepared(self._name, parameters)
        else:
            server.send_query_params(self._text, parameters)
        server.pipeline_sync()
        results = _results(server)
        server.exit_pipeline_mode()
        if is_new and results[0].status == ExecStatus.COMMAND_OK:
            known[self._name] = True
        written = results[-1]
        if written.error_field(DiagnosticField.SQLSTATE) == _NO_SUCH_STATEMENT:  # after a DISCARD ALL
            known.pop(self._name, None)
        return written.command_tuples or 0


def _results(server: PGconn) -> list[PGresult]:
    """What the database responds to all that was sent; None after each is left out."""
    results: list[PGresult] = []
    unsent = server.flush()
    while True:
        _wait(server.socket, unsent)
        server.consume_input()
        unsent = unsent and server.flush()
        while not server.is_busy():
            if (result := server.get_result()) is None:
                continue
            if result.status == ExecStatus.PIPELINE_SYNC:
                return results
            results.append(result)


def _wait(socket: int, unsent: int) -> None:
    """Until there is something to read or, where not all was sent, until more can be."""
    waiting = select.poll()
    waiting.register(socket, select.POLLIN | (select.POLLOUT if unsent else 0))
    waiting.poll()
