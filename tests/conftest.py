"""How hypothesis searches: the same cases on every run, or other ones with `ORDER_CONTRACT_DEEP=1`; and
the servers that tests share.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests import database_servers as servers

settings.register_profile(
    "ci",
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "deep", settings.get_profile("ci"), derandomize=False, max_examples=2_000, print_blob=True
)
settings.load_profile("deep" if os.environ.get("ORDER_CONTRACT_DEEP") == "1" else "ci")


def _server(kind: type[servers.T]) -> Iterator[servers.T]:
    if not kind.is_installed():
        text = f"{kind.name} is not installed: apt-get install {kind.package}"
        if os.environ.get(servers.REQUIRED) == "1":
            pytest.fail(text)
        pytest.skip(text)
    with servers.running(kind) as server:
        yield server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[servers.PostgreSQL]:
    """One for all tests of a process; each makes a database of its own."""
    yield from _server(servers.PostgreSQL)


@pytest.fixture(scope="session")
def mariadb() -> Iterator[servers.MariaDB]:
    """As above."""
    yield from _server(servers.MariaDB)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[servers.Redis]:
    """As above; keys are apart by their random names."""
    yield from _server(servers.Redis)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was skipped for want of a server."""
    missing = servers.missing()
    if missing:
        names, packages = ", ".join(kind.name for kind in missing), " ".join(kind.package for kind in missing)
        terminalreporter.write_line(f"Skipped what needs {names}. To run it: apt-get install {packages}")
