"""A second correct server of the three APIs, written from the documents alone: another framework, other
choices where they leave one.

Invariants: nothing of the sandbox, the clients or the wire's codec is used here; every rule is one method
that a fault can override.
"""

import tomllib
from pathlib import Path

from tests.faults.second.server import Config, Server, create
from tests.faults.second.serving import running

FIXTURES = tomllib.loads(Path(__file__).with_name("fixtures.toml").read_text(encoding="utf-8"))
"""What a server knows at the start, in the form of the check's fixtures; amounts are texts."""

__all__ = ["FIXTURES", "Config", "Server", "create", "running"]
