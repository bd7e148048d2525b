"""`SQLAlchemyStore` under a receiver: the record and the handler's writes are one, whatever goes wrong."""

from __future__ import annotations

import asyncio
import json
import logging

import psycopg
import pytest
from sqlalchemy import Engine, MetaData, create_engine, event, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, sessionmaker

from order_contract.callback import Receiver, failure
from order_contract.callback.sqlalchemy_store import SQLAlchemyLeaseStore, SQLAlchemyStore, delivery_table
from order_contract.callback.store import Key
from tests.callback.callback_bodies import GUID, callback
from tests.callback.witness_worker import METADATA, WITNESS
from tests.database_servers import PostgreSQL

JSON = "application/json"


@pytest.fixture
def url(postgresql):
    return postgresql.url(postgresql.new_database())


@pytest.fixture
def engine(url):
    engine = create_engine(url)
    METADATA.create_all(engine)
    SQLAlchemyStore(engine).create_table()
    yield engine
    engine.dispose()


@pytest.fixture
def receiver(engine):
    return Receiver(GUID, store=SQLAlchemyStore(engine), patience=0.0)


def send(receiver, **members):
    response = receiver.handle("POST", JSON, callback(**members))
    return response.status, json.loads(response.body)["Success"]


def marks(engine):
    with engine.connect() as connection:
        return connection.scalars(select(WITNESS.c.mark).order_by(WITNESS.c.number)).all()


def note(order, session):
    session.execute(insert(WITNESS).values(mark=order.order_id))


class TestTheHandlersTransaction:
    def test_holds_the_record_and_the_work(self, receiver, engine):
        receiver.on_cancelled(note)
        assert [send(receiver) for _ in range(3)] == [(200, True)] * 3
        assert marks(engine) == ["GE1GB"]

    def test_is_given_as_a_connection_too(self, receiver, engine):
        receiver.on_cancelled(
            lambda order, connection: connection.execute(insert(WITNESS).values(mark="c")).close()
        )
        assert send(receiver) == (200, True)
        assert marks(engine) == ["c"]

    def test_flushes_what_the_session_holds(self, receiver, engine):
        from sqlalchemy.orm import registry

        class Row:
            def __init__(self, mark):
                self.mark = mark

        mapper = registry()
        mapper.map_imperatively(Row, WITNESS)
        receiver.on_cancelled(lambda order, session: session.add(Row("added")))
        assert send(receiver) == (200, True)
        assert marks(engine) == ["added"]
        mapper.dispose()

    def test_takes_the_projects_own_sessions(self, engine):
        class Own(Session):
            pass

        receiver = Receiver(GUID, store=SQLAlchemyStore(engine, sessionmaker=sessionmaker(class_=Own)))
        seen = []
        receiver.on_cancelled(lambda order, session: seen.append(isinstance(session, Own)))
        assert send(receiver) == (200, True)
        assert seen == [True]

    @pytest.mark.parametrize("end", ["raises", "refuses", "returns nonsense"])
    def test_is_rolled_back_when_the_handler(self, receiver, engine, end):
        ends = [end, "succeeds"]

        @receiver.on_cancelled
        def handler(order, session):
            note(order, session)
            now = ends.pop(0)
            if now == "raises":
                raise OSError
            return (
                failure("301", "no such order")
                if now == "refuses"
                else 7
                if now == "returns nonsense"
                else None
            )

        assert send(receiver) == ((400, False) if end == "refuses" else (500, False))
        assert marks(engine) == []
        assert send(receiver) == (200, True)
        assert marks(engine) == ["GE1GB"]

    @pytest.mark.parametrize("call", ["commit", "rollback"])
    def test_is_not_ended_by_the_handlers_session(self, receiver, engine, call):
        fail = [True]

        @receiver.on_cancelled
        def handler(order, session):
            note(order, session)
            getattr(session, call)()
            if fail.pop():
                raise OSError

        assert send(receiver) == (500, False)
        assert marks(engine) == []
        fail.append(False)
        assert send(receiver) == (200, True)
        assert marks(engine) == (["GE1GB"] if call == "commit" else [])

    @pytest.mark.parametrize("swallowed", ["SELECT 1 / 0", "ROLLBACK", "COMMIT AND CHAIN"])
    def test_is_no_success_when_the_database_has_undone_it(self, receiver, engine, swallowed):
        """PostgreSQL responds to the COMMIT of a broken transaction with a ROLLBACK, which its drivers do
        not raise.
        """

        @receiver.on_cancelled
        def handler(order, connection):
            connection.execute(insert(WITNESS).values(mark="undone"))
            try:
                connection.execute(text(swallowed))
            except SQLAlchemyError:
                logging.getLogger("shop").debug("swallowed")

        status = send(receiver)
        if swallowed == "COMMIT AND CHAIN":  # the handler's own commit of everything
            assert (status, marks(engine)) == ((200, True), ["undone"])
        else:
            assert (status, marks(engine)) == ((500, False), [])

    def test_is_no_success_when_its_commit_fails(self, receiver, engine):
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE stock (id int PRIMARY KEY)"))
            connection.execute(
                text("CREATE TABLE line (stock int REFERENCES stock (id) DEFERRABLE INITIALLY DEFERRED)")
            )

        @receiver.on_cancelled
        def handler(order, connection):
            connection.execute(text("INSERT INTO line VALUES (7)"))

        assert send(receiver) == (500, False)
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO stock VALUES (7)"))
        assert send(receiver) == (200, True)
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM line")) == 1

    def test_is_no_success_when_its_connection_is_lost(self, receiver, engine, postgresql):
        kill = [True]

        @receiver.on_cancelled
        def handler(order, connection):
            connection.execute(insert(WITNESS).values(mark=order.order_id))
            if kill and kill.pop():
                terminate(postgresql, pid_of(connection))

        assert send(receiver) == (500, False)
        assert send(receiver) == (200, True)
        assert marks(engine) == ["GE1GB"]

    def test_begins_again_on_a_new_connection_where_the_pools_is_dead(self, receiver, engine, postgresql):
        receiver.on_cancelled(note)
        with engine.connect() as connection:
            pid = pid_of(connection)
        terminate(postgresql, pid)
        assert send(receiver) == (200, True)

    def test_is_not_begun_for_a_delivery_that_is_at_work(self, receiver, engine):
        statuses = []

        @receiver.on_cancelled
        def handler(order, session):
            statuses.append(send(receiver))
            note(order, session)

        assert send(receiver) == (200, True)
        assert statuses == [(500, False)]
        assert marks(engine) == ["GE1GB"]

    def test_neither_waits_nor_writes_for_a_duplicate(self, receiver, engine):
        receiver.on_cancelled(note)
        send(receiver)
        written = text("SELECT pg_current_wal_insert_lsn(), pg_snapshot_xmax(pg_current_snapshot())")
        with engine.begin() as connection:
            connection.execute(text("SELECT * FROM order_contract_delivery FOR UPDATE"))
            before = connection.execute(written).one()
            assert [send(receiver) for _ in range(3)] == [(200, True)] * 3
            assert connection.execute(written).one() == before
        assert marks(engine) == ["GE1GB"]

    @pytest.mark.parametrize("repeated", [False, True])
    def test_costs_no_more_round_trips_than_it_must(self, engine, repeated):
        """BEGIN and the end of a transaction are the driver's own."""
        store = SQLAlchemyStore(engine)
        receiver = Receiver(GUID, store=store)
        receiver.on_cancelled(lambda order: None)
        send(receiver)
        steps = []
        for name in ("commit", "rollback"):
            event.listen(engine, name, lambda connection, name=name: steps.append(name))
        event.listen(
            engine, "before_cursor_execute", lambda _, cursor, statement, *rest: steps.append(statement[:6])
        )
        assert send(receiver, OrderId="GE1GB" if repeated else "GE2GB") == (200, True)
        assert steps == (["INSERT", "SELECT", "rollback"] if repeated else ["INSERT", "commit"])

    def test_is_written_where_the_engine_translates_schemas(self, engine):
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE SCHEMA other")
        table = delivery_table(MetaData(schema="named"))
        translated = engine.execution_options(schema_translate_map={"named": "other"})
        store = SQLAlchemyStore(translated, table=table)
        store.create_table()
        receiver = Receiver(GUID, store=store)
        receiver.on_cancelled(lambda order: None)
        assert [send(receiver) for _ in range(2)] == [(200, True)] * 2
        with engine.connect() as connection:
            count = connection.exec_driver_sql("SELECT count(*) FROM other.order_contract_delivery")
            assert count.scalar() == 1

    def test_needs_its_table(self, url):
        engine = create_engine(url)
        assert send(Receiver(GUID, store=SQLAlchemyStore(engine))) == (500, False)
        engine.dispose()

    @pytest.mark.parametrize("store", [SQLAlchemyStore, SQLAlchemyLeaseStore])
    def test_can_lie_in_a_schema_and_under_a_name_of_ones_own(self, engine, store):
        from sqlalchemy import MetaData

        with engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA shop"))
        metadata = MetaData(schema="shop")
        table = delivery_table(metadata, "inbox")
        assert delivery_table(metadata, "inbox") is table
        metadata.create_all(engine)
        assert send(Receiver(GUID, store=store(engine, table=table))) == (200, True)
        with engine.connect() as connection:
            row = connection.execute(select(table)).one()
        assert (row.order_id, row.status) == ("GE1GB", "CANCELLED")


class TestAnAsyncEngine:
    def run(self, url, *handlers, store=SQLAlchemyStore, **options):
        async def run():
            engine = create_async_engine(url)
            try:
                receiver = Receiver(GUID, store=store(engine, **options), patience=0.0)
                results = []
                for handler in handlers:
                    receiver._handlers.clear()
                    receiver.on_cancelled(handler)
                    results.append((await receiver.handle_async("POST", JSON, callback())).status)
                return results
            finally:
                await engine.dispose()

        return asyncio.run(run())

    def test_gives_an_async_session_to_a_coroutine_function(self, engine, url):
        async def handler(order, session):
            assert isinstance(session, AsyncSession)
            await session.execute(insert(WITNESS).values(mark=order.order_id))

        assert self.run(url, handler, handler) == [200, 200]
        assert marks(engine) == ["GE1GB"]

    def test_rolls_back(self, engine, url):
        async def handler(order, session):
            await session.execute(insert(WITNESS).values(mark=order.order_id))
            raise OSError

        async def later(order, connection):
            await connection.execute(insert(WITNESS).values(mark="later"))

        assert self.run(url, handler, later) == [500, 200]
        assert marks(engine) == ["later"]

    def test_takes_the_projects_own_sessions(self, engine, url):
        class Own(AsyncSession):
            pass

        async def handler(order, session):
            assert isinstance(session, Own)

        assert self.run(url, handler, sessionmaker=async_sessionmaker(class_=Own)) == [200]

    def test_runs_a_function_in_a_thread_where_it_asks_for_nothing(self, engine, url):
        import threading

        threads = []
        assert self.run(url, lambda order: threads.append(threading.current_thread())) == [200]
        assert threads != [threading.main_thread()]

    def test_serves_leases_too(self, engine, url):
        seen = []

        async def handler(order):
            seen.append(order.order_id)

        assert self.run(url, handler, handler, store=SQLAlchemyLeaseStore) == [200, 200]
        assert seen == ["GE1GB"]

    def test_must_be_awaited(self, url):
        engine = create_async_engine(url)
        with pytest.raises(RuntimeError, match="handle_async"):
            Receiver(GUID, store=SQLAlchemyStore(engine)).handle("POST", JSON, callback())
        with pytest.raises(TypeError, match="await"):
            SQLAlchemyStore(engine).forget(1)


class TestHandlers:
    def test_that_ask_for_something_else_are_refused(self, receiver):
        with pytest.raises(
            TypeError, match="request; pass one that asks for connection, merchant, session at most"
        ):
            receiver.on_cancelled(lambda order, request: None)
        with pytest.raises(TypeError, match="session; pass one that asks for merchant at most"):
            Receiver(GUID).on_cancelled(note)

    def test_may_have_defaults_of_their_own(self, receiver):
        receiver.on_cancelled(
            lambda order, retries=3, *rest, session, **more: session.execute(select(1)).close()
        )
        assert send(receiver) == (200, True)

    def test_a_coroutine_function_can_use_a_blocking_session(self, receiver, engine):
        async def handler(order, session):
            note(order, session)

        receiver.on_cancelled(handler)
        assert asyncio.run(receiver.handle_async("POST", JSON, callback())).status == 200
        assert marks(engine) == ["GE1GB"]


class TestTheEnginesOwnWays:
    """A new delivery is recorded by the driver alone, unless the engine was given ways of its own."""

    def test_a_listener_sees_the_record(self, receiver, engine):
        statements = []
        event.listen(engine, "before_cursor_execute", lambda *values: statements.append(values[2]))
        assert send(receiver) == (200, True)
        assert [statement[:35] for statement in statements] == ["INSERT INTO order_contract_delivery"]

    def test_a_listener_of_all_engines_sees_the_record(self, receiver):
        seen = []

        def listen(connection):
            seen.append(connection)

        event.listen(Engine, "begin", listen)
        try:
            assert send(receiver) == (200, True)
        finally:
            event.remove(Engine, "begin", listen)
        assert len(seen) == 1

    def test_the_log_shows_the_record(self, receiver, engine, caplog):
        with caplog.at_level(logging.INFO, "sqlalchemy.engine"):
            engine.echo = True
            assert send(receiver) == (200, True)
        assert "INSERT INTO order_contract_delivery" in caplog.text
        assert "COMMIT" in caplog.text

    def test_its_options_hold(self, engine):
        metadata = MetaData(schema="shop")
        with engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA other"))
        other = engine.execution_options(schema_translate_map={"shop": "other"})
        store = SQLAlchemyStore(other, table=delivery_table(metadata))
        store.create_table()
        assert send(Receiver(GUID, store=store)) == (200, True)
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM other.order_contract_delivery")) == 1

    def test_its_pool_gets_each_connection_back(self, receiver, engine):
        ends = ["returns", "raises", "asks", "asks and raises"]

        def handler(order):
            if order.order_id == "raises":
                raise OSError

        def asking(order, session):
            session.execute(select(1))
            if order.order_id == "asks and raises":
                raise OSError

        receiver.on_cancelled(handler)
        receiver.on_status("ASKED")(asking)
        for end in ends:
            send(receiver, OrderId=end, StatusCode="ASKED" if end.startswith("asks") else "CANCELLED")
            send(receiver, OrderId=end, StatusCode="ASKED" if end.startswith("asks") else "CANCELLED")
            assert engine.pool.checkedout() == 0

    @pytest.mark.parametrize("by", ["create_engine", "execution_options"])
    @pytest.mark.parametrize("server", ["postgresql", "mariadb"])
    def test_autocommit_is_refused(self, request, server, by, caplog):
        """The record would be committed before the handler ran, and a handler that fails would never be
        called again.
        """
        server = request.getfixturevalue(server)
        driver = "psycopg" if isinstance(server, PostgreSQL) else "pymysql"
        url, option = server.url(server.new_database(), driver), {"isolation_level": "AUTOCOMMIT"}
        plain = create_engine(url)
        SQLAlchemyStore(plain).create_table()
        engine = create_engine(url, **option) if by == "create_engine" else plain.execution_options(**option)
        store, handled = SQLAlchemyStore(engine), []
        receiver = Receiver(GUID, store=store)
        receiver.on_cancelled(lambda order: handled.append(order.order_id))
        assert send(receiver) == (500, False)
        assert handled == []
        assert "ValueError" in caplog.text
        with plain.connect() as connection:
            assert connection.scalar(select(func.count()).select_from(store.table)) == 0
        with pytest.raises(ValueError, match="got an engine in AUTOCOMMIT"):
            store.begin(Key("GE1GB", "CANCELLED", "0" * 64))
        engine.dispose()
        plain.dispose()

    def test_autocommit_of_an_async_engine_is_refused(self, url, engine):
        async def receive():
            autocommit = create_async_engine(url, isolation_level="AUTOCOMMIT")
            receiver = Receiver(GUID, store=SQLAlchemyStore(autocommit))
            response = await receiver.handle_async("POST", JSON, callback())
            await autocommit.dispose()
            return response.status

        assert asyncio.run(receive()) == 500
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM order_contract_delivery")) == 0


class TestForget:
    def test_deletes_in_portions_what_is_old(self, engine):
        store = SQLAlchemyStore(engine)
        receiver = Receiver(GUID, store=store)
        for number in range(7):
            send(receiver, OrderId=f"GE{number}")
        assert store.forget(3600) == 0
        with engine.begin() as connection:
            connection.execute(
                text("UPDATE order_contract_delivery SET done_ms = done_ms - 7200000 WHERE order_id < 'GE5'")
            )
        assert store.forget(3600, portion=2) == 5
        with engine.connect() as connection:
            assert connection.scalar(select(func.count()).select_from(store.table)) == 2


def test_a_database_that_is_not_known_is_refused():
    from sqlalchemy import create_mock_engine

    with pytest.raises(ValueError, match="got an engine of oracle; pass one of postgresql"):
        SQLAlchemyStore(create_mock_engine("oracle+oracledb://", lambda *_: None))  # type: ignore[arg-type]  # a mock


def pid_of(connection):
    return connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()


def terminate(server, pid):
    """End a connection from the server's side."""
    with psycopg.connect(server.dsn(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
