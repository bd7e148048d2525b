"""Real servers for tests, on free ports of the loopback and in folders of their own, until the block ends:
PostgreSQL, MariaDB, Redis.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final, TypeVar
from uuid import uuid4

REQUIRED: Final = "ORDER_CONTRACT_REQUIRE_SERVERS"
"""Set to 1, as CI does, a server that is not installed is a failure and not a skipped test."""
T = TypeVar("T", bound="Server")
_UNPRIVILEGED: Final = ("postgres", "mysql", "nobody")


def free_port(host: str = "127.0.0.1") -> int:
    with socket.create_server((host, 0)) as listener:
        return int(listener.getsockname()[1])


class Server:
    """A server's process. Subclasses say how it is made ready, started and reached."""

    name: ClassVar[str]
    package: ClassVar[str]
    programs: ClassVar[tuple[str, ...]]

    def __init__(
        self, folder: Path, *, host: str = "127.0.0.1", durable: bool = False, netns: str | None = None
    ) -> None:
        self.folder = folder
        self.host = host
        self.port = free_port()
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None
        self._prefix: list[str] = []
        self._user = None
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            known = {entry.pw_name for entry in pwd.getpwall()}
            user = next(user for user in _UNPRIVILEGED if user in known)
            shutil.chown(folder, user)
            if netns is None:
                self._user = user
            else:
                group = str(pwd.getpwnam(user).pw_gid)
                drop = ["setpriv", "--reuid", user, "--regid", group, "--clear-groups"]
                self._prefix = ["ip", "netns", "exec", netns, *drop]

    @classmethod
    def program(cls, name: str) -> str | None:
        """Where a program of the server is; Debian keeps some of PostgreSQL's off the PATH."""
        beside = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
        return (
            str(beside[0])
            if beside
            else shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
        )

    @classmethod
    def is_installed(cls) -> bool:
        return all(cls.program(name) for name in cls.programs)

    def start(self) -> None:
        self.process = self._spawn(self.command())
        until = time.monotonic() + 120
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{self.name} did not start: {(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.02)

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> None:
        """Stop it and wait; SIGKILL and PostgreSQL's SIGQUIT leave what a power failure leaves to the next
        start.
        """
        if self.process is not None:
            self.process.send_signal(sign)
            self.process.wait(60)
            self.process = None

    def new_database(self) -> str:
        """The name of a new database."""
        name = f"shop_{uuid4().hex}"
        self.create_database(name)
        return name

    def create_database(self, name: str) -> None:
        raise NotImplementedError

    def run(self, command: Sequence[str]) -> None:
        """A program that makes the server ready."""
        process = self._spawn(command)
        if process.wait(120):
            raise RuntimeError(
                f"{self.name}: {command[0]} failed: {(self.folder / 'log').read_text()[-2000:]}"
            )

    def prepare(self) -> None:
        """What is done once, before the first start."""

    def command(self) -> list[str]:
        raise NotImplementedError

    def is_ready(self) -> bool:
        raise NotImplementedError

    def _spawn(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        owner: dict[str, Any] = {}
        if self._user is not None:
            group = pwd.getpwnam(self._user).pw_gid
            owner = {"user": self._user, "group": group, "extra_groups": []}
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                [*self._prefix, *command],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self.folder,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
                **owner,
            )


class PostgreSQL(Server):
    name = "PostgreSQL"
    package = "postgresql"
    programs = ("initdb", "postgres")

    def prepare(self) -> None:
        self.run(
            [
                str(self.program("initdb")),
                "-D",
                str(self.folder / "data"),
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-locale",
                "--no-sync",
            ]
        )

    def command(self) -> list[str]:
        options = {
            "listen_addresses": self.host,
            "unix_socket_directories": "",
            "max_connections": 200,
            "fsync": "on" if self.durable else "off",
        }
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return [
            str(self.program("postgres")),
            "-D",
            str(self.folder / "data"),
            "-p",
            str(self.port),
            *settings,
        ]

    def is_ready(self) -> bool:
        import psycopg

        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.dsn(), connect_timeout=2):
            return True
        return False

    def dsn(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@{self.host}:{self.port}/{database}"

    def url(self, database: str = "postgres", driver: str = "psycopg") -> str:
        return self.dsn(database).replace("postgresql:", f"postgresql+{driver}:")

    def create_database(self, name: str) -> None:
        import psycopg

        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]


class MariaDB(Server):
    name = "MariaDB"
    package = "mariadb-server"
    programs = ("mariadb-install-db", "mariadbd")

    def prepare(self) -> None:
        root = "--auth-root-authentication-method=normal"
        self.run(
            [
                str(self.program("mariadb-install-db")),
                "--no-defaults",
                f"--datadir={self.folder}/data",
                root,
                "--skip-test-db",
            ]
        )

    def command(self) -> list[str]:
        flush = 1 if self.durable else 0
        return [
            str(self.program("mariadbd")),
            "--no-defaults",
            f"--datadir={self.folder}/data",
            f"--socket={self.folder}/s",
            f"--port={self.port}",
            f"--bind-address={self.host}",
            f"--innodb-flush-log-at-trx-commit={flush}",
            "--innodb-buffer-pool-size=32M",
        ]

    def is_ready(self) -> bool:
        import pymysql

        with contextlib.suppress(pymysql.OperationalError):
            pymysql.connect(host=self.host, port=self.port, user="root").close()
            return True
        return False

    def url(self, database: str, driver: str = "pymysql") -> str:
        return f"mysql+{driver}://root@{self.host}:{self.port}/{database}"

    def create_database(self, name: str) -> None:
        import pymysql

        connection = pymysql.connect(host=self.host, port=self.port, user="root")
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE `{name}`")


class Redis(Server):
    name = "Redis"
    package = "redis-server"
    programs = ("redis-server",)

    def command(self) -> list[str]:
        program = str(self.program("redis-server"))
        return [
            program,
            "--port",
            str(self.port),
            "--bind",
            self.host,
            "--dir",
            str(self.folder),
            "--save",
            "",
            "--appendonly",
            "yes" if self.durable else "no",
        ]

    def is_ready(self) -> bool:
        with (
            contextlib.suppress(OSError),
            socket.create_connection((self.host, self.port), timeout=1) as connection,
        ):
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        return False

    def url(self) -> str:
        return f"redis://{self.host}:{self.port}/0"


SERVERS: Final = (PostgreSQL, Redis, MariaDB)


def missing() -> list[type[Server]]:
    """The servers that are not installed here."""
    return [server for server in SERVERS if not server.is_installed()]


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A folder that a server's own user can reach, unlike pytest's."""
    made = Path(tempfile.mkdtemp(prefix="oc-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextlib.contextmanager
def running(kind: type[T], *, durable: bool = False) -> Iterator[T]:
    with folder() as place:
        server = kind(place, durable=durable)
        server.prepare()
        try:
            server.start()
        except RuntimeError:  # another process can have taken the port, which was free when it was looked for
            server.stop(signal.SIGKILL)
            server.port = free_port()
            server.start()
        try:
            yield server
        finally:
            server.stop(signal.SIGKILL if kind is MariaDB else signal.SIGINT)  # MariaDB takes its time
