"""How hypothesis searches, which tests `make test-fast` leaves out, and the servers that tests share.

Hypothesis tries the same cases on every run, or other ones with `ORDER_CONTRACT_DEEP=1`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import database_servers as servers

SLOW = (
    "callback/test_checked.py",
    "callback/test_delivery_campaign.py",
    "callback/test_guides.py",
    "callback/test_mounts.py",
    "callback/test_psycopg_pipeline.py",
    "callback/test_sqlalchemy_store.py",
    "callback/test_store_suites.py",
    "check/test_baseline.py",
    "check/test_check.py",
    "check/test_connections.py",
    "check/test_engine.py",
    "check/test_finding_again.py",
    "check/test_learn.py",
    "check/test_query_names.py",
    "check/test_refusals.py",
    "check/test_repeated_notices.py",
    "check/test_reports.py",
    "check/test_rules.py",
    "check/test_templates.py",
    "check/test_trouble.py",
    "check/test_with_pytest.py",
    "cli/test_call_failures.py",
    "cli/test_check.py",
    "cli/test_completion.py",
    "cli/test_help.py",
    "cli/test_notify.py",
    "cli/test_replay.py",
    "cli/test_signals.py",
    "cli/test_standard_input.py",
    "codegen/breaking/test_documents.py",
    "codegen/breaking/test_labels.py",
    "codegen/breaking/test_validator_agrees.py",
    "codegen/docs",
    "codegen/release",
    "codegen/test_generated.py",
    "codegen/test_overrides.py",
    "consumers",
    "examples",
    "family",
    "faults",
    "helpers",
    "http/test_chaos.py",
    "http/test_hostile_servers.py",
    "http/test_raw_responses.py",
    "proxies",
    "refunds/test_ledger_suites.py",
    "refunds/test_random_faults.py",
    "refunds/test_state_machine.py",
    "replay/test_dask.py",
    "replay/test_parallel.py",
    "replay/test_proxy.py",
    "replay/test_replay_labels.py",
    "sandbox/test_attacks.py",
    "sandbox/test_process.py",
    "sandbox/test_properties.py",
    "test_readme.py",
)
"""Folders and modules whose tests start servers or processes by the dozen, databases, whole checks, builds or
generators. Single tests bear the mark themselves."""


def _is_slow(path: Path) -> bool:
    tests = Path(__file__).parent
    name = path.relative_to(tests).as_posix() if path.is_relative_to(tests) else ""
    return any(name == part or name.startswith(f"{part}/") for part in SLOW)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import nothing of `SLOW` when its tests are left out: reading it takes longer than many tests."""
    return True if config.option.markexpr == "not slow" and _is_slow(collection_path) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of `SLOW`, which `make test` runs and `make test-fast` does not."""
    for item in items:
        if _is_slow(item.path):
            item.add_marker(pytest.mark.slow)


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
