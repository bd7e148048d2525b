"""How many new deliveries a second four workers handle, against a bare INSERT with its commit over as many
connections.

Run it as `python -m tests.bench.stores [seconds [microseconds]]`. The workers are processes; contestants take
turns, so that a busy machine slows all of them, and a ratio is that of one round. PostgreSQL and SQLite write
to the disk before they commit. Disks of virtual machines often say at once that they have written; with
microseconds, strace lets each such call take so much longer, as on a disk that does write.
"""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from typing import Any

from sqlalchemy import create_engine

from order_contract.callback import Receiver, SQLiteStore
from order_contract.callback.sqlalchemy_store import SQLAlchemyStore
from tests import database_servers as servers
from tests.callback.callback_bodies import GUID, callback

WORKERS, ROUNDS = 4, 5
_SQL = "INSERT INTO bare VALUES ({0}, {0}) ON CONFLICT DO NOTHING"


def bare_postgresql(place: str) -> Callable[[str], None]:
    import psycopg

    connection = psycopg.connect(place)

    def insert(mark: str) -> None:
        connection.execute(_SQL.format("%s"), (mark, "CANCELLED"))
        connection.commit()

    return insert


def bare_sqlite(place: str) -> Callable[[str], None]:
    connection = sqlite3.connect(place, timeout=60, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    return lambda mark: connection.execute(_SQL.format("?"), (mark, "CANCELLED")).close()


def receiving(store: Any) -> Callable[[str], None]:
    receiver = Receiver(GUID, store=store)
    receiver.on_cancelled(lambda order: None)
    body = callback(OrderId="{mark}")

    def receive(mark: str) -> None:
        sent = body.replace(b"{mark}", mark.encode())
        status = receiver.handle("POST", "application/json", sent).status
        assert status == 200, status

    return receive


CONTESTANTS: dict[str, Callable[[str], Callable[[str], None]]] = {
    "PostgreSQL bare": bare_postgresql,
    "PostgreSQL SQLAlchemyStore": lambda place: receiving(
        SQLAlchemyStore(create_engine(place.replace("postgresql:", "postgresql+psycopg:")))
    ),
    "SQLite bare": bare_sqlite,
    "SQLite SQLiteStore": lambda place: receiving(SQLiteStore(place + ".store", busy_timeout=60)),
    "SQLite SQLAlchemyStore": lambda place: receiving(
        SQLAlchemyStore(create_engine(f"sqlite:///{place}", connect_args={"timeout": 60}))
    ),
}


def work(name: str, place: str, worker: int, seconds: float, gate: Barrier, counts: Any) -> None:
    """One worker: as many new deliveries as it can."""
    handle = CONTESTANTS[name](place)
    handle(f"{name} {worker} warm {time.time_ns()}")
    gate.wait(120)
    done, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        handle(f"{worker} {done} {until}")
        done += 1
    counts.put(done)


def rate(name: str, place: str, seconds: float) -> float:
    """New deliveries a second of all workers."""
    context = multiprocessing.get_context("spawn")
    gate, counts = context.Barrier(WORKERS), context.Queue()
    processes = [
        context.Process(target=work, args=(name, place, worker, seconds, gate, counts))
        for worker in range(WORKERS)
    ]
    for process in processes:
        process.start()
    total = sum(counts.get(timeout=180) for _ in processes)
    for process in processes:
        process.join()
    return total / seconds


def duplicates(store: Any, seconds: float) -> float:
    """Duplicates a second of one thread."""
    receive = receiving(store)
    done, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        receive("the same")
        done += 1
    return done / seconds


def compare(database: str, place: str, seconds: float) -> None:
    names = [name for name in CONTESTANTS if name.startswith(database)]
    rates: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name in names:
            rates[name].append(rate(name, place, seconds))
    bare = rates[names[0]]
    for name in names:
        ratios = sorted(ours / theirs for ours, theirs in zip(rates[name], bare, strict=True))
        spread = (
            f"{statistics.median(rates[name]):>7,.0f}/s  ({min(rates[name]):,.0f} to {max(rates[name]):,.0f})"
        )
        ratio = f"  {statistics.median(ratios):.2f} of bare ({ratios[0]:.2f} to {ratios[-1]:.2f})"
        print(f"  {name:<28}{spread}{ratio if name != names[0] else ''}", flush=True)


def main(seconds: float) -> None:
    """Measure and print."""
    create = "CREATE TABLE IF NOT EXISTS bare (mark VARCHAR(255) PRIMARY KEY, status VARCHAR(255) NOT NULL)"
    print(f"new deliveries a second, {WORKERS} workers")
    if servers.PostgreSQL.is_installed():
        with servers.running(servers.PostgreSQL, durable=True) as server:
            engine = create_engine(server.url())
            SQLAlchemyStore(engine).create_table()
            with engine.begin() as connection:
                connection.exec_driver_sql(create)
            compare("PostgreSQL", server.dsn(), seconds)
            store = SQLAlchemyStore(engine)
            print(f"  {'PostgreSQL duplicates':<28}{duplicates(store, seconds):>7,.0f}/s in one thread")
            engine.dispose()
    else:
        print("  PostgreSQL is not installed: apt-get install postgresql")
    with tempfile.TemporaryDirectory() as folder:
        place = f"{folder}/shop.sqlite"
        with sqlite3.connect(place) as file:
            file.execute("PRAGMA journal_mode = WAL")
            file.execute(create)
        file.close()
        engine = create_engine(f"sqlite:///{place}")
        SQLAlchemyStore(engine).create_table()
        engine.dispose()
        compare("SQLite", place, seconds)
        with SQLiteStore(f"{place}.store") as files:
            print(f"  {'SQLite duplicates':<28}{duplicates(files, seconds):>7,.0f}/s in one thread")


def on_a_slower_disk(seconds: str, microseconds: str) -> None:
    """Run this again, with a disk that takes longer."""
    calls = "fsync,fdatasync"
    options = ["-f", "-qq", "--seccomp-bpf", "-o", os.devnull, "-e", f"trace={calls}"]
    slower = ["-e", f"inject={calls}:delay_enter={microseconds}"]
    command = ["strace", *options, *slower, sys.executable, "-m", "tests.bench.stores", seconds]
    print(f"with a disk that takes {microseconds} us longer to write", flush=True)
    os.execvp(command[0], command)  # noqa: S606  # no shell


if __name__ == "__main__":
    match sys.argv[1:]:
        case [seconds, microseconds]:
            on_a_slower_disk(seconds, microseconds)
        case [seconds]:
            main(float(seconds))
        case _:
            main(3.0)
