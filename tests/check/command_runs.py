"""Runs of `order-contract check` in this process, and a server with one fault for them."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner

from order_contract.check import Report, ServerCredentials, run
from order_contract.check.profiles import Profile
from order_contract.cli.check import command as check_command
from tests.check.servers import GUID, Answer, Documented, served

ROOT = Path(__file__).parents[2]
SMALL = Profile("small", seconds=60, examples=0, boundaries=0, rule_examples=0, robustness=False)
ENVIRONMENT = {
    key: value for key, value in os.environ.items() if not key.startswith(("ORDER_CONTRACT_", "PYTEST_"))
}


class Wrong(Documented):
    broken = True

    def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> Answer:
        status, value = super().success(operation, query, body, path)
        return status, [value] if self.broken and "TrackOrder" in path else value


SANDBOX_PLUGIN = "order_contract.pytest_plugins.sandbox"
CHECKED_ONCE = (
    "--order-contract-api", "globale", "--order-contract-seed", "1", "--order-contract-profile", "quick",
    "--order-contract-max-time", "60",
)  # fmt: skip


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


def order_contract(command: click.Command, *arguments: str, cwd: Path) -> Done:
    with contextlib.chdir(cwd):
        done = CliRunner().invoke(
            command, arguments, env={"COLUMNS": "100", "ORDER_CONTRACT_GUID": GUID}, catch_exceptions=False
        )
    return Done(done.exit_code, done.stdout, done.stderr)


def check(url: str, cwd: Path, *arguments: str) -> Done:
    few = (
        "--api",
        "globale",
        "--operation",
        "TrackOrder",
        "--rule",
        "body",
        "--profile",
        "quick",
        "--seed",
        "1",
    )
    return order_contract(check_command, url, *few, "--max-time", "1", *arguments, cwd=cwd)


def checked(server: Documented, *only: str) -> Report:
    with served(server) as url:
        return run(
            url,
            "globale",
            credentials=ServerCredentials(GUID),
            profile=SMALL,
            seed=1,
            only=only or ["TrackOrder"],
        )
