"""Every store of this package passes the suites that users run against their own, on the real servers."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pymysql
import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, func, insert, select
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from order_contract.callback import MemoryStore, Receiver, SQLiteStore
from order_contract.callback.redis_store import RedisStore
from order_contract.callback.sqlalchemy_store import SQLAlchemyLeaseStore, SQLAlchemyStore
from order_contract.callback.store import Key
from order_contract.testing.stores import StoreSuite, TransactionalStoreSuite, blocking
from tests.callback import django_project
from tests.callback.callback_bodies import GUID, callback

WITNESS = Table(
    "witness", MetaData(), Column("number", Integer, primary_key=True), Column("mark", String(255))
)
SYNC = ("sqlite", "postgresql", "mariadb")
ASYNC = ("sqlite+aiosqlite", "postgresql async", "mariadb async")


def url_of(kind, request, tmp_path):
    name, _, is_async = kind.partition(" ")
    if name.startswith("sqlite"):
        return f"{name}:///{tmp_path}/shop.sqlite"
    server = request.getfixturevalue(name)
    driver = {"postgresql": "psycopg", "mariadb": "aiomysql" if is_async else "pymysql"}[name]
    return server.url(server.new_database(), driver)


def options(url, request):
    """SQLite waits for a lock before it says that there is one. A transaction holds it as long as its handler
    works, so the tests of those wait shortly; a claim ends at once, so nothing may be locked for long.
    """
    if not url.startswith("sqlite"):
        return {"pool_size": 20}
    return {"connect_args": {"timeout": 0.2 if issubclass(request.cls, TransactionalStoreSuite) else 30}}


@pytest.fixture(params=SYNC)
def engine(request, tmp_path):
    url = url_of(request.param, request, tmp_path)
    engine = create_engine(url, **options(url, request))
    if url.startswith("sqlite"):
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
    yield engine
    engine.dispose()


@pytest.fixture(params=ASYNC)
def async_engine(request, tmp_path):
    url = url_of(request.param, request, tmp_path)
    pool = {"poolclass": NullPool} if url.startswith("sqlite") else {}
    return create_async_engine(url, **options(url, request), **pool)


class TestMemoryStore(StoreSuite):
    @pytest.fixture
    def store(self):
        return MemoryStore()


class TestSQLiteStore(StoreSuite):
    @pytest.fixture
    def store(self, tmp_path):
        with SQLiteStore(tmp_path / "deliveries.sqlite") as store:
            yield store


class TestSQLAlchemyLeaseStore(StoreSuite):
    @pytest.fixture
    def store(self, engine):
        store = SQLAlchemyLeaseStore(engine)
        store.create_table()
        return store


class TestAsyncSQLAlchemyLeaseStore(StoreSuite):
    @pytest.fixture
    def store(self, async_engine):
        store = SQLAlchemyLeaseStore(async_engine)
        with blocking(store) as opened:
            opened.create_table()
            yield opened
            opened.run(async_engine.dispose())


class TestRedisStore(StoreSuite):
    @pytest.fixture(params=["text", "bytes"])
    def store(self, request, redis_server):
        from redis import Redis

        with Redis.from_url(redis_server.url(), decode_responses=request.param == "text") as client:
            yield RedisStore(client)


class TestAsyncRedisStore(StoreSuite):
    @pytest.fixture
    def store(self, redis_server):
        from redis.asyncio import Redis

        client = Redis.from_url(redis_server.url())
        with blocking(RedisStore(client)) as opened:
            yield opened
            opened.run(client.aclose())


class TestSQLAlchemyStore(TransactionalStoreSuite):
    @pytest.fixture
    def store(self, engine):
        self.engine = engine
        WITNESS.metadata.create_all(engine)
        store = SQLAlchemyStore(engine)
        store.create_table()
        return store

    def write(self, transaction, mark):
        transaction.resource("session").execute(insert(WITNESS).values(mark=mark))

    def count(self, mark):
        with self.engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(WITNESS).where(WITNESS.c.mark == mark))


class TestAsyncSQLAlchemyStore(TransactionalStoreSuite):
    @pytest.fixture
    def store(self, async_engine):
        self.engine = async_engine
        store = SQLAlchemyStore(async_engine)
        with blocking(store) as self.opened:
            self.opened.create_table()
            self.opened.run(self.create())
            yield self.opened
            self.opened.run(async_engine.dispose())

    async def create(self):
        async with self.engine.begin() as connection:
            await connection.run_sync(WITNESS.metadata.create_all)

    def write(self, transaction, mark):
        self.opened.run(transaction.resource("session").execute(insert(WITNESS).values(mark=mark)))

    def count(self, mark):
        async def count():
            async with self.engine.connect() as connection:
                return await connection.scalar(
                    select(func.count()).select_from(WITNESS).where(WITNESS.c.mark == mark)
                )

        return self.opened.run(count())


@pytest.fixture(params=SYNC)
def alias(request, tmp_path):
    if request.param == "sqlite":
        name = str(tmp_path / "shop.sqlite")
        settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": {"timeout": 0.2}}
        with closing(sqlite3.connect(name)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
    else:
        server = request.getfixturevalue(request.param)
        pymysql.install_as_MySQLdb()  # Django's backend knows that driver alone by name
        engine, user = {"postgresql": ("postgresql", "postgres"), "mariadb": ("mysql", "root")}[request.param]
        settings = {
            "ENGINE": f"django.db.backends.{engine}",
            "NAME": server.new_database(),
            "HOST": server.host,
            "PORT": server.port,
            "USER": user,
        }
    with django_project.database(**settings) as alias:
        yield alias


@pytest.mark.parametrize("name", ["DjangoStore", "DjangoLeaseStore"])
def test_a_database_where_django_commits_nothing_is_refused(tmp_path, name):
    """What the handler wrote would be lost after it was acknowledged."""
    from django.core.exceptions import ImproperlyConfigured

    from order_contract.callback import django_app

    handled = []
    file = str(tmp_path / "shop.sqlite")
    with django_project.database(ENGINE="django.db.backends.sqlite3", NAME=file) as alias:
        from django.db import connections

        connections[alias].close()
        connections[alias].settings_dict["AUTOCOMMIT"] = False
        store = getattr(django_app, name)(alias)
        receiver = Receiver(GUID, store=store)
        receiver.on_cancelled(lambda order: handled.append(order.order_id))
        assert receiver.handle("POST", "application/json", callback()).status == 500
        attempt = {"DjangoStore": "begin", "DjangoLeaseStore": "claim"}[name]
        with pytest.raises(ImproperlyConfigured, match="got AUTOCOMMIT False for the database"):
            getattr(store, attempt)(Key("1", "CANCELLED", "0" * 64), *[0.0] * 2 * (attempt == "claim"))
    assert handled == []


class TestDjangoLeaseStore(StoreSuite):
    @pytest.fixture
    def store(self, alias):
        from order_contract.callback.django_app import DjangoLeaseStore

        return django_project.ClosingStore(DjangoLeaseStore(alias), alias)


class TestDjangoStore(TransactionalStoreSuite):
    @pytest.fixture
    def store(self, alias):
        from order_contract.callback.django_app import DjangoStore

        self.alias = alias
        return django_project.ClosingStore(DjangoStore(alias), alias)

    def write(self, transaction, mark):
        from django.db import connections

        with connections[self.alias].cursor() as cursor:
            cursor.execute("INSERT INTO witness VALUES (%s)", [mark])

    def count(self, mark):
        """In a thread, whose connection is another one."""
        from django.db import connections

        def count():
            with connections[self.alias].cursor() as cursor:
                cursor.execute("SELECT count(*) FROM witness WHERE mark = %s", [mark])
                [number] = cursor.fetchone()
            connections[self.alias].close()
            return number

        with ThreadPoolExecutor(1) as threads:
            return threads.submit(count).result()
