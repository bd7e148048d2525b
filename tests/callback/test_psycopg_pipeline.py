"""A new delivery on PostgreSQL is recorded with its BEGIN in one round trip, and whatever is in the way, the
connection goes back to its pool in order.
"""

from __future__ import annotations

import os
import resource
import signal
import threading

import psycopg
import pytest
from sqlalchemy import create_engine, event, text

from order_contract.callback import Receiver
from order_contract.callback.sqlalchemy_store import SQLAlchemyStore
from tests.callback.callback_bodies import GUID, callback

PREPARED = text("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'order_contract_%'")
RECORDS = text("SELECT count(*) FROM order_contract_delivery")


@pytest.fixture
def url(postgresql):
    return postgresql.url(postgresql.new_database())


@pytest.fixture
def engine_with(url):
    engines = []

    def make(**options):
        engine = create_engine(url, **{"pool_size": 1, "max_overflow": 0, "pool_timeout": 5, **options})
        SQLAlchemyStore(engine).create_table()
        engines.append(engine)
        return engine

    yield make
    for engine in engines:
        engine.dispose()


def receiver_of(engine, handler=lambda order: None):
    receiver = Receiver(GUID, store=SQLAlchemyStore(engine), patience=0.0)
    receiver.on_cancelled(handler)
    return receiver


def send(receiver, order):
    return receiver.handle("POST", "application/json", callback(OrderId=order)).status


def ask(engine, question):
    with engine.connect() as connection:
        return connection.scalar(question)


def test_is_used_and_prepares_its_statement_once(engine_with):
    engine = engine_with()
    receiver = receiver_of(engine)
    assert [send(receiver, order) for order in ("A", "B", "A", "C")] == [200] * 4
    assert (ask(engine, PREPARED), ask(engine, RECORDS)) == (1, 3)


def test_the_handlers_session_is_in_the_same_transaction(engine_with):
    engine = engine_with()
    seen = []

    def handler(order, session):
        seen.append(session.scalar(RECORDS))
        if order.order_id == "B":
            raise OSError

    receiver = receiver_of(engine, handler)
    assert [send(receiver, "A"), send(receiver, "B")] == [200, 500]
    assert seen == [1, 2]
    assert ask(engine, RECORDS) == 1


def test_a_statement_that_the_server_forgot_is_prepared_again(engine_with):
    engine = engine_with()
    receiver = receiver_of(engine)
    assert send(receiver, "A") == 200
    with engine.connect() as connection:
        connection.execute(text("DEALLOCATE ALL"))
    assert ask(engine, PREPARED) == 0
    assert [send(receiver, order) for order in ("B", "C")] == [200] * 2
    assert (ask(engine, PREPARED), ask(engine, RECORDS)) == (1, 3)


def test_a_statement_that_the_server_has_already_is_no_failure(engine_with):
    """As behind a pooler that gives another server's connection."""
    engine = engine_with()
    receiver = receiver_of(engine)
    assert send(receiver, "A") == 200
    with engine.connect() as connection:
        connection.connection.info.clear()
    assert [send(receiver, order) for order in ("B", "B", "C")] == [200] * 3
    assert ask(engine, RECORDS) == 3


def test_nothing_is_prepared_where_psycopg_was_told_not_to(engine_with):
    engine = engine_with(connect_args={"prepare_threshold": None})
    receiver = receiver_of(engine)
    assert [send(receiver, order) for order in ("A", "B", "A")] == [200] * 3
    assert (ask(engine, PREPARED), ask(engine, RECORDS)) == (0, 2)


@pytest.mark.parametrize(
    "options",
    [
        {"isolation_level": "SERIALIZABLE"},
        {"connect_args": {"cursor_factory": psycopg.ClientCursor}},
    ],
    ids=["isolation level", "cursor"],
)
def test_what_was_set_for_psycopg_holds(engine_with, options):
    levels = []

    def handler(order, connection):
        levels.append(connection.scalar(text("SHOW transaction_isolation")))

    engine = engine_with(**options)
    receiver = receiver_of(engine, handler)
    assert [send(receiver, order) for order in ("A", "A")] == [200] * 2
    assert levels == [options.get("isolation_level", "read committed").lower()]
    assert (ask(engine, PREPARED), ask(engine, RECORDS)) == (0, 1)


def test_a_refused_insert_is_told_and_undone(engine_with, caplog):
    engine = engine_with()
    receiver = receiver_of(engine)
    assert send(receiver, "A") == 200
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE order_contract_delivery RENAME TO away"))
    assert send(receiver, "B") == 500
    assert "ProgrammingError" in caplog.text
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO order_contract_delivery"))
    assert send(receiver, "B") == 200
    assert ask(engine, RECORDS) == 2


def test_a_connection_that_the_server_ended_is_replaced(engine_with, url):
    engine = engine_with()
    receiver = receiver_of(engine)
    assert send(receiver, "A") == 200
    other = create_engine(url)
    with other.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    other.dispose()
    assert [send(receiver, order) for order in ("A", "B")] == [200] * 2
    assert ask(engine, RECORDS) == 2


def test_a_signal_is_taken_while_the_database_is_waited_for(engine_with, url):
    """And what it raises leaves no connection in the middle of a response."""
    engine = engine_with()
    receiver = receiver_of(engine)
    assert send(receiver, "A") == 200

    class StopError(BaseException):
        pass

    def stop(number, frame):
        raise StopError

    before = signal.signal(signal.SIGUSR1, stop)
    lock = psycopg.connect(url.replace("+psycopg", ""))
    try:
        lock.execute("LOCK TABLE order_contract_delivery")
        timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGUSR1))
        timer.start()
        with pytest.raises(StopError):
            send(receiver, "B")
        timer.join()
    finally:
        lock.close()
        signal.signal(signal.SIGUSR1, before)
    assert engine.pool.checkedout() == 0
    assert [send(receiver, order) for order in ("B", "A")] == [200] * 2
    assert ask(engine, RECORDS) == 2


def test_a_socket_of_any_number_is_waited_for(engine_with):
    """`select` takes none above 1,023."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    engine, taken = engine_with(), []
    engine.dispose()
    try:
        while not taken or taken[-1] < 1_100:
            taken.append(os.open(os.devnull, os.O_RDONLY))
        assert [send(receiver_of(engine), order) for order in ("A", "B")] == [200] * 2
        assert ask(engine, PREPARED) == 1
    finally:
        for number in taken:
            os.close(number)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_listener_that_comes_later_sees_the_record(engine_with):
    engine = engine_with()
    receiver = receiver_of(engine)
    assert send(receiver, "A") == 200
    seen = []
    event.listen(engine, "before_cursor_execute", lambda *values: seen.append(values[2]))
    assert send(receiver, "B") == 200
    assert len(seen) == 1
