"""`order-contract schemathesis`: print the settings for those who run schemathesis themselves.

Invariant: what is printed is what the package ships, and what the tests run.
"""

from __future__ import annotations

from importlib.resources import files

import click


@click.command(
    "schemathesis",
    help="Print a schemathesis.toml for the published documents; "
    "it loads our hooks and rules into schemathesis.",
)
def command() -> None:
    """Print it."""
    click.echo((files("order_contract.check") / "schemathesis.toml").read_text(encoding="utf-8"), nl=False)
