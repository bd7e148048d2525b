"""A tool of other people that `make consumers` feeds, and the steps that it is taken through.

Invariants: a tool gets a published edition as it is shipped; its result is compiled or type-checked as its
own users would; nonsense must fail for the reason that the row names, not for another.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PUBLISHED = ROOT / "generated/order_contract_generated"
OPENAPI = PUBLISHED / "openapi"
HELPERS = PUBLISHED / "helpers"
COLLECTIONS = PUBLISHED / "collections"
DRIVERS = HERE / "drivers"
MODULES = HERE / "node_modules/.bin"
TOOLS = ROOT / "build/consumers/tools"
NPM = {"npm": "Node.js with npm", str(MODULES): "`npm ci` in tests/consumers"}
PATH = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
"""openapi-python-client wants to find ruff there."""
Command = Sequence[str | Path]


class ConsumerError(Exception):
    """A step did not do what it should; the text says what came instead."""


@dataclass(frozen=True)
class Nonsense:
    """The negative half: a command that must fail on `{OrderIdd: 1}`."""

    outcome: str
    """What becomes of the nonsense, for the table."""
    command: Callable[[Path], Command]
    refused: str
    """A regular expression for what the command must print."""


@dataclass(frozen=True)
class Proof:
    """In words, what the calls to a server have shown, and what became there of an amount of
    12345678901234567.89, and of nonsense, where that is a part of the calls.
    """

    calls: str
    money: str = ""
    nonsense: str = ""


@dataclass(frozen=True)
class Consumer:
    """One tool. What is a function gets the folder to work in, and `generate` the document too."""

    name: str
    language: str
    edition: str
    """3.1 or 3.0; for what is not fed with a document, its format."""
    needs: Mapping[str, str]
    """What must be there, a program or a file, and how to get it."""
    version: Command
    generate: Callable[[Path, Path], Sequence[Command]]
    compile: Callable[[Path], Sequence[Command]]
    prove: Callable[[Path, Mapping[str, str]], Proof]
    """Calls to a server, with the variables of the environment; raises `ConsumerError` when one fails."""
    nonsense: Nonsense | None = None
    """Not needed where nonsense is a part of the calls."""
    environment: Callable[[Path], Mapping[str, str]] = field(default=lambda _: {})
    api: str = "globale"

    @property
    def document(self) -> Path:
        """The published document that it gets."""
        return OPENAPI / f"{self.api}{'-3.0' if self.edition == '3.0' else ''}.yaml"


def run(command: Command, work: Path, environment: Mapping[str, str]) -> str:
    """What a command prints; raises `ConsumerError` when it ends with anything but 0."""
    code, printed = end_of(command, work, environment)
    if code:
        raise ConsumerError(f"{Path(str(command[0])).name} ended with {code}: {printed.strip()[-1500:]}")
    return printed


def refuse(nonsense: Nonsense, work: Path, environment: Mapping[str, str]) -> str:
    """What becomes of nonsense; raises `ConsumerError` when it is taken, or fails for another reason."""
    code, printed = end_of(nonsense.command(work), work, environment)
    if not code:
        raise ConsumerError(f"nonsense was taken: {printed.strip()[-500:]}")
    if not re.search(nonsense.refused, printed):
        raise ConsumerError(f"nonsense failed for another reason: {printed.strip()[-1500:]}")
    return nonsense.outcome


def end_of(command: Command, work: Path, environment: Mapping[str, str]) -> tuple[int, str]:
    """The exit code of a command and what it prints."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=work,
        env={**os.environ, "PATH": PATH, "NO_COLOR": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=900,
    )
    return done.returncode, done.stdout
