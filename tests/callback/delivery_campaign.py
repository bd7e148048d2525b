"""Delivers callbacks to several workers while things go wrong, and counts in the merchant's own table what
became of them.

Run it as `python -m tests.callback.delivery_campaign`, or `make campaign`. A delivery is sent, to every
worker at the same moment, until it is acknowledged, as Global-e does. Counted: handled twice, lost,
acknowledged without being handled.
"""

from __future__ import annotations

import ctypes
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, select
from sqlalchemy.pool import NullPool

from order_contract.callback.sqlalchemy_store import SQLAlchemyStore
from tests import database_servers as servers
from tests.callback.network_of_hosts import Network, is_possible, network
from tests.callback.witness_worker import METADATA, WITNESS

ROOT = Path(__file__).parents[2]


@dataclass
class Counts:
    """What became of the deliveries. The status 0 counts workers that died before they responded."""

    deliveries: int
    sent: int = 0
    disturbed: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    twice: int = 0
    lost: int = 0
    acknowledged_unhandled: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        responses = ", ".join(f"{count} x {status}" for status, count in sorted(self.statuses.items()))
        return (
            f"{self.deliveries} deliveries, {self.sent} sent ({responses}), {self.disturbed} disturbances,"
            f" {self.seconds:.0f} s: handled twice {self.twice}, lost {self.lost},"
            f" acknowledged unhandled {self.acknowledged_unhandled}"
        )

    @property
    def is_clean(self) -> bool:
        return not (self.twice or self.lost or self.acknowledged_unhandled)


Disturb = Callable[[Counts, threading.Event], None]
"""Goes on until it has done enough or the event is set."""


class Worker:
    """A worker's process, started again whenever it has been killed."""

    def __init__(self, kind: str, place: str, witness: str, prefix: tuple[str, ...] = ()) -> None:
        program = [sys.executable, "-m", "tests.callback.witness_worker", kind, place, witness]
        self._command = [*prefix, *program]
        self._lock = threading.Lock()
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> subprocess.Popen[str]:
        with self._lock:
            if self.process is None or self.process.poll() is not None:
                self._close()
                pipe = subprocess.PIPE
                self.process = subprocess.Popen(
                    self._command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
                )
            return self.process

    def deliver(self, number: int) -> int | None:
        """The status of the response; None where the worker died."""
        process = self.start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(f"{number}\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except (OSError, ValueError):
            return None
        if not line.endswith("\n"):
            process.wait(10)
            return None
        answered, status = line.split()
        assert int(answered) == number
        return int(status)

    def kill(self) -> bool:
        process = self.process
        if process is None or process.poll() is not None:
            return False
        process.kill()
        return True

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self._close()

    def _close(self) -> None:
        if self.process is not None:
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()


def prepare(url: str) -> None:
    """Make the merchant's table and, in the same database, the store's."""
    engine = create_engine(url, poolclass=NullPool)
    METADATA.create_all(engine)
    SQLAlchemyStore(engine).create_table()
    if url.startswith("sqlite"):
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")


def run(
    workers: list[Worker],
    witness: str,
    deliveries: int,
    disturb: Disturb | None = None,
    at_witness: AbstractContextManager[None] | None = None,
) -> Counts:
    """Deliver 1, 2, 3 ... to every worker, each until it acknowledges it; then count, where the witness
    is.
    """
    counts, over, lock = Counts(deliveries), threading.Event(), threading.Lock()
    acknowledged: set[int] = set()
    begun = time.monotonic()

    def feed(worker: Worker) -> None:
        number = 0
        while number < deliveries or disturber.is_alive():
            number += 1
            while True:
                status = worker.deliver(number)
                with lock:
                    counts.sent += 1
                    counts.statuses[status or 0] += 1
                if status == 200:
                    with lock:
                        acknowledged.add(number)
                    break
                time.sleep(0.01)

    threads = [threading.Thread(target=feed, args=(worker,)) for worker in workers]
    disturber = threading.Thread(target=disturb or (lambda *_: None), args=(counts, over))
    for thread in threads:
        thread.start()
    while not acknowledged:
        time.sleep(0.01)
    disturber.start()
    for thread in threads:
        thread.join()
    over.set()
    disturber.join()
    counts.seconds = time.monotonic() - begun
    for worker in workers:
        worker.stop()
    engine = create_engine(witness, poolclass=NullPool)
    with at_witness or nullcontext(), engine.connect() as connection:
        handled = Counter(connection.scalars(select(WITNESS.c.mark)).all())
    delivered = acknowledged | set(range(1, deliveries + 1))
    counts.deliveries = len(delivered)
    counts.twice = sum(handled[f"GE{number}"] > 1 for number in delivered)
    counts.lost = sum(handled[f"GE{number}"] == 0 for number in delivered)
    counts.acknowledged_unhandled = sum(handled[f"GE{number}"] == 0 for number in acknowledged)
    return counts


def killing(workers: list[Worker], kills: int, seed: int = 0) -> Disturb:
    """Kill a worker at random moments, so many times."""
    rng = random.Random(seed)

    def disturb(counts: Counts, over: threading.Event) -> None:
        while counts.disturbed < kills and not over.wait(rng.random() * 0.3):
            counts.disturbed += rng.choice(workers).kill()

    return disturb


def restarting(server: servers.Server, times: int, seed: int = 0) -> Disturb:
    """Stop the database in the middle of the work and start it again, so many times: at once, or as a
    power failure does.
    """
    rng = random.Random(seed)

    def disturb(counts: Counts, over: threading.Event) -> None:
        while counts.disturbed < times and not over.wait(0.3 + rng.random()):
            server.stop((signal.SIGINT, signal.SIGQUIT)[counts.disturbed % 2])
            time.sleep(0.2)
            server.start()
            counts.disturbed += 1

    return disturb


@contextmanager
def place_of(kind: str, name: str) -> Iterator[tuple[str, str, servers.Server | None]]:
    """Where a store of this kind is, the witness, and the server behind it."""
    with tempfile.TemporaryDirectory() as folder:
        sqlite = f"sqlite:///{folder}/shop.sqlite"
        if name == "sqlite":
            prepare(sqlite)
            place = f"{folder}/deliveries.sqlite" if kind == "sqlite file" else sqlite
            yield place, sqlite, None
            return
        server_kind = {server.name: server for server in servers.SERVERS}[name]
        with servers.running(server_kind) as server:
            if isinstance(server, servers.Redis):
                prepare(sqlite)
                yield server.url(), sqlite, server
                return
            assert isinstance(server, servers.PostgreSQL | servers.MariaDB)
            witness = server.url(server.new_database())
            prepare(witness)
            yield (
                witness.replace("pymysql", "aiomysql") if kind.endswith("async") else witness,
                witness,
                server,
            )


STORES = (
    ("sqlalchemy", "PostgreSQL"),
    ("sqlalchemy async", "PostgreSQL"),
    ("django", "PostgreSQL"),
    ("sqlalchemy", "MariaDB"),
    ("sqlalchemy async", "MariaDB"),
    ("sqlalchemy", "sqlite"),
    ("sqlite file", "sqlite"),
    ("sqlalchemy lease", "PostgreSQL"),
    ("redis", "Redis"),
    ("redis async", "Redis"),
)


def duplicates(kind: str, name: str, deliveries: int, processes: int = 4) -> Counts:
    """Every delivery to every process at the same moment."""
    with place_of(kind, name) as (place, witness, _):
        workers = [Worker(kind, place, witness) for _ in range(processes)]
        return run(workers, witness, deliveries)


def kills(kind: str, deliveries: int, times: int, seed: int = 0) -> Counts:
    """Workers on PostgreSQL killed at random moments."""
    with place_of(kind, "PostgreSQL") as (place, witness, _):
        workers = [Worker(kind, place, witness) for _ in range(4)]
        return run(workers, witness, deliveries, killing(workers, times, seed))


def restarts(kind: str, deliveries: int, times: int) -> Counts:
    """PostgreSQL stopped and started in the middle."""
    with place_of(kind, "PostgreSQL") as (place, witness, server):
        assert server is not None
        workers = [Worker(kind, place, witness) for _ in range(4)]
        return run(workers, witness, deliveries, restarting(server, times))


def cut_off(kind: str, deliveries: int, times: int) -> Counts:
    """Two hosts with two workers each, of which one is cut off from the database again and again.

    Both ends give a dead connection up after seconds, as the README advises; without that, TCP waits for
    minutes.
    """
    patience = (
        "connect_timeout=2&tcp_user_timeout=1500&keepalives_idle=1&keepalives_interval=1&keepalives_count=1"
    )
    with network("db", "a", "b") as hosts, servers.folder() as place:
        database = hosts.namespaces["db"]
        server = servers.PostgreSQL(place, host=hosts.addresses["db"], netns=database)
        server.prepare()
        (place / "data/pg_hba.conf").write_text("host all all 10.77.0.0/24 trust\n")
        with (place / "data/postgresql.auto.conf").open("a") as settings:
            settings.write("tcp_user_timeout = 1500\ntcp_keepalives_idle = 1\ntcp_keepalives_interval = 1\n")
            settings.write("tcp_keepalives_count = 1\nidle_in_transaction_session_timeout = 3000\n")
        with inside(database):
            server.start()
        try:
            with inside(database):
                witness = server.url(server.new_database())
                prepare(witness)
            url = f"{witness}?{patience}"
            workers = [Worker(kind, url, url, hosts.prefix(host)) for host in ("a", "a", "b", "b")]
            return run(workers, witness, deliveries, cutting(hosts, times), inside(database))
        finally:
            server.stop(signal.SIGQUIT)


def cutting(hosts: Network, times: int) -> Disturb:
    """Cut host b off for some seconds, so many times."""

    def disturb(counts: Counts, over: threading.Event) -> None:
        while counts.disturbed < times and not over.wait(0.5):
            hosts.cut("b")
            time.sleep(2.5)
            hosts.mend("b")
            counts.disturbed += 1

    return disturb


@contextmanager
def inside(namespace: str) -> Iterator[None]:
    """Let this thread be on a host."""
    with open("/proc/self/ns/net") as home, open(f"/run/netns/{namespace}") as there:  # noqa: PTH123  # no files
        setns(there.fileno())
        try:
            yield
        finally:
            setns(home.fileno())


def setns(descriptor: int) -> None:
    """Python has `os.setns` from 3.12."""
    if ctypes.CDLL(None, use_errno=True).setns(descriptor, 0x40000000):
        raise OSError(ctypes.get_errno(), "setns")


def main() -> int:
    """Run everything, deep; the exit code is 1 when anything was handled twice, lost or acknowledged
    unhandled.
    """
    results = []
    for kind, name in STORES:
        results.append((f"duplicates, {kind} on {name}", duplicates(kind, name, 2_500)))
        print(*results[-1], sep=": ", flush=True)
    for kind in ("sqlalchemy", "sqlalchemy async", "django"):
        results.append((f"kills, {kind} on PostgreSQL", kills(kind, 4_000, 100)))
        print(*results[-1], sep=": ", flush=True)
        results.append((f"restarts, {kind} on PostgreSQL", restarts(kind, 1_500, 4)))
        print(*results[-1], sep=": ", flush=True)
    if is_possible():
        results.append(("one of two hosts cut off", cut_off("sqlalchemy", 1_500, 6)))
        print(*results[-1], sep=": ", flush=True)
    else:
        print("one of two hosts cut off: skipped, it needs root and network namespaces")
    return int(not all(counts.is_clean for _, counts in results))


if __name__ == "__main__":
    sys.exit(main())
