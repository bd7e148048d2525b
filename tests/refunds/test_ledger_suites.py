"""Every ledger of this package passes the suite that users run against their own, on the real servers."""

from __future__ import annotations

import signal
import subprocess
import sys
from decimal import Decimal

import psycopg
import pytest
from sqlalchemy import create_engine, event

from order_contract.refunds import MemoryLedger, SQLiteLedger
from order_contract.refunds.ledger import RefundState, left
from order_contract.refunds.sqlalchemy_ledger import SQLAlchemyLedger
from order_contract.testing.stores import LedgerSuite, new_entry
from tests import database_servers as servers


class TestMemoryLedger(LedgerSuite):
    @pytest.fixture
    def ledger(self):
        return MemoryLedger()


class TestSQLiteLedger(LedgerSuite):
    @pytest.fixture
    def ledger(self, tmp_path):
        return SQLiteLedger(tmp_path / "refunds.sqlite")


class TestSQLAlchemyLedger(LedgerSuite):
    @pytest.fixture(params=["sqlite", "postgresql", "mariadb"])
    def ledger(self, request, tmp_path):
        name = request.param
        if name == "sqlite":
            url = f"sqlite:///{tmp_path}/refunds.sqlite"
        else:
            server = request.getfixturevalue(name)
            url = server.url(server.new_database())
        engine = create_engine(url)
        ledger = SQLAlchemyLedger(engine)
        ledger.create_tables()
        yield ledger
        engine.dispose()


_SPEND = """
import sys
from decimal import Decimal
from sqlalchemy import create_engine
from order_contract.refunds.ledger import RefundState, left
from order_contract.refunds.sqlalchemy_ledger import SQLAlchemyLedger
from order_contract.testing.stores import new_entry

ledger = SQLAlchemyLedger(create_engine(sys.argv[1]))

def decide(entries):
    if left(Decimal(20), entries) < 1:
        raise SystemExit
    return new_entry("GE1GB", Decimal(1))

while True:
    ledger.admit("GE1GB", decide)
    print(1, flush=True)
"""


@pytest.mark.parametrize("name", ["postgresql", "mariadb"])
def test_many_processes_spend_no_more_than_there_is(request, name):
    server = request.getfixturevalue(name)
    url = server.url(server.new_database())
    engine = create_engine(url)
    ledger = SQLAlchemyLedger(engine)
    ledger.create_tables()
    command = [sys.executable, "-c", _SPEND, url]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    first = processes[0].stdout.readline()  # empty where the others were faster
    processes[0].kill()
    spent = len(first.split()) + sum(len(process.communicate(timeout=60)[0].split()) for process in processes)
    entries = ledger.entries("GE1GB")
    engine.dispose()
    assert left(Decimal(20), entries) == 0
    assert len(entries) == 20 >= spent >= 19  # one can have been written and not yet printed


def test_a_dead_connection_of_the_pool_is_replaced(postgresql):
    engine = create_engine(postgresql.url(postgresql.new_database()))
    ledger = SQLAlchemyLedger(engine)
    ledger.create_tables()
    for step in (
        lambda: ledger.admit("1", lambda _: new_entry("1", Decimal(1))),
        lambda: ledger.entries("1"),
        lambda: ledger.settle("1", RefundState.REFUSED),
    ):
        with engine.connect() as connection:
            pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with psycopg.connect(postgresql.dsn(), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        step()
    engine.dispose()


def test_an_entry_outlives_a_crash_where_commits_do_not_wait_for_the_disk():
    """A refund is sent once its entry is written: an entry that a crash undoes lets it be sent again."""
    with servers.running(servers.PostgreSQL) as server:
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_commit = off")
            connection.execute("ALTER SYSTEM SET wal_writer_delay = 10000")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("SELECT pg_sleep(0.5)")
        engine = create_engine(server.url())
        ledger = SQLAlchemyLedger(engine)
        ledger.create_tables()
        with psycopg.connect(server.dsn(), autocommit=True) as connection:
            connection.execute("CHECKPOINT")
        ledger.admit("1", lambda _: new_entry("1", Decimal(1)))
        server.stop(signal.SIGQUIT)
        engine.dispose()
        server.start()
        assert len(ledger.entries("1")) == 1
        engine.dispose()


@pytest.mark.parametrize("name", ["sqlite", "postgresql", "mariadb"])
@pytest.mark.parametrize("by", ["create_engine", "execution_options"])
def test_autocommit_is_refused(request, tmp_path, name, by):
    """Every statement would be a transaction, so that the lock of an order would hold for nothing."""
    if name == "sqlite":
        url = f"sqlite:///{tmp_path}/refunds.sqlite"
    else:
        server = request.getfixturevalue(name)
        url = server.url(server.new_database())
    plain, option = create_engine(url), {"isolation_level": "AUTOCOMMIT"}
    SQLAlchemyLedger(plain).create_tables()
    engine = create_engine(url, **option) if by == "create_engine" else plain.execution_options(**option)
    with pytest.raises(ValueError, match=r"got an engine (in AUTOCOMMIT|that begins no transactions)"):
        SQLAlchemyLedger(engine).admit("1", lambda _: new_entry("1", Decimal(1)))
    assert SQLAlchemyLedger(plain).entries("1") == []
    engine.dispose()
    plain.dispose()


def test_sqlite_may_begin_by_an_event(tmp_path):
    """SQLAlchemy's own recipe for transactions of SQLite that begin where they should."""
    engine = create_engine(f"sqlite:///{tmp_path}/refunds.sqlite")

    @event.listens_for(engine, "connect")
    def connected(connection, _record):
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begun(connection):
        connection.exec_driver_sql("BEGIN")

    ledger = SQLAlchemyLedger(engine)
    ledger.create_tables()
    ledger.admit("1", lambda _: new_entry("1", Decimal(1)))
    assert len(ledger.entries("1")) == 1
    engine.dispose()


def test_an_async_engine_is_refused():
    from sqlalchemy.ext.asyncio import create_async_engine

    with pytest.raises(TypeError, match="pass a sync Engine"):
        SQLAlchemyLedger(create_async_engine("sqlite+aiosqlite://"))  # type: ignore[arg-type]  # the wrong kind
