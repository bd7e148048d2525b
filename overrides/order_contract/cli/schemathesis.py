"""`order-contract schemathesis`: print the settings for those who run schemathesis themselves.

Invariant: what is printed is what the package ships, and what the tests run.
"""

from __future__ import annotations

from importlib.resources import files

import click

from order_contract.cli.help import CliCommand


@click.command(
    "schemathesis",
    cls=CliCommand,
    examples=[
        ("order-contract schemathesis > schemathesis.toml", "what schemathesis reads in this folder"),
        ("order-contract spec globale > globale.yaml", "the document"),
        ("st run globale.yaml --url http://127.0.0.1:8080", "schemathesis with our rules"),
    ],
    help="Print a schemathesis.toml for the published documents; "
    "it loads our hooks and rules into schemathesis.",
)
def command() -> None:
    """Print it."""
    click.echo((files("order_contract.check") / "schemathesis.toml").read_text(encoding="utf-8"), nl=False)
