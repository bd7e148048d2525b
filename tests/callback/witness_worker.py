"""A worker of a merchant's server, for campaigns: it takes deliveries from standard input and writes into the
merchant's own table.

Each line is a number; it is printed with the response's status. The handler notes the delivery in the table
`witness`, which has no unique key: a delivery that is handled twice shows.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from urllib.parse import urlsplit

from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, insert
from sqlalchemy.ext.asyncio import create_async_engine

from order_contract.callback import Receiver, SQLiteStore
from order_contract.callback.redis_store import RedisStore
from order_contract.callback.sqlalchemy_store import SQLAlchemyLeaseStore, SQLAlchemyStore
from tests.callback.callback_bodies import GUID, callback

METADATA = MetaData()
WITNESS = Table(
    "witness", METADATA, Column("number", Integer, primary_key=True), Column("mark", String(64), index=True)
)
JSON = "application/json"
WORK = 0.004
"""Seconds that a handler works, at most."""


def bodies():
    for line in sys.stdin:
        yield int(line), callback(OrderId=f"GE{int(line)}")


def serve(receiver):
    for number, body in bodies():
        print(number, receiver.handle("POST", JSON, body).status, flush=True)


async def serve_async(receiver):
    for number, body in bodies():
        print(number, (await receiver.handle_async("POST", JSON, body)).status, flush=True)


def pause():
    time.sleep(random.random() * WORK)


def in_transaction(store):
    receiver = Receiver(GUID, store=store, patience=20)

    @receiver.on_cancelled
    def note(order, session):
        session.execute(insert(WITNESS).values(mark=order.order_id))
        pause()

    serve(receiver)


def in_async_transaction(store):
    receiver = Receiver(GUID, store=store, patience=20)

    @receiver.on_cancelled
    async def note(order, session):
        await session.execute(insert(WITNESS).values(mark=order.order_id))
        await asyncio.sleep(random.random() * WORK)

    asyncio.run(serve_async(receiver))


def by_lease(store, witness, *, is_async=False):
    receiver = Receiver(GUID, store=store, patience=20)
    engine = create_engine(witness)

    @receiver.on_cancelled
    def note(order):
        pause()
        with engine.begin() as connection:
            connection.execute(insert(WITNESS).values(mark=order.order_id))

    asyncio.run(serve_async(receiver)) if is_async else serve(receiver)


def in_django(url):
    from django import setup
    from django.conf import settings
    from django.db import connection

    server = urlsplit(url)
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": server.path[1:],
        "HOST": server.hostname,
        "PORT": server.port,
        "USER": server.username,
    }
    app = "order_contract.callback.django_app"
    settings.configure(DATABASES={"default": database}, INSTALLED_APPS=[app], USE_TZ=True)
    setup()
    from order_contract.callback.django_app import DjangoStore

    receiver = Receiver(GUID, store=DjangoStore(), patience=20)

    @receiver.on_cancelled
    def note(order):
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO witness (mark) VALUES (%s)", [order.order_id])
        pause()

    serve(receiver)


def main(kind, place, witness):
    """Serve with a store of this kind at a place, a URL or a file; `witness` is the URL of the merchant's
    table.
    """
    if kind == "sqlalchemy":
        in_transaction(SQLAlchemyStore(create_engine(place)))
    elif kind == "sqlalchemy async":
        in_async_transaction(SQLAlchemyStore(create_async_engine(place)))
    elif kind == "django":
        in_django(place)
    elif kind == "sqlalchemy lease":
        by_lease(SQLAlchemyLeaseStore(create_engine(place)), witness)
    elif kind == "sqlite file":
        by_lease(SQLiteStore(place), witness)
    elif kind == "redis":
        from redis import Redis

        by_lease(RedisStore(Redis.from_url(place)), witness)
    elif kind == "redis async":
        from redis.asyncio import Redis as AsyncRedis

        by_lease(RedisStore(AsyncRedis.from_url(place)), witness, is_async=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
