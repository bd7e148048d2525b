"""`order-contract fixtures`: a fixtures file to begin with, and the one that fits the sandbox.

Invariant: what is printed can be given to `order-contract check --fixtures` as it is.
"""

from __future__ import annotations

import click

from order_contract.spec import APIS, Api


@click.group(
    "fixtures", help="Print a file that tells the check what a server knows: its orders, codes, hubs."
)
def command() -> None:
    """Print a fixtures file."""


@command.command("example", help="A commented example to fill in.")
@click.option("--api", type=click.Choice(APIS), required=True, help="The API that the server offers.")
def _example(api: Api) -> None:
    from order_contract.check.server_data import example

    click.echo(example(api), nl=False)


@command.command("sandbox", help="What the sandbox knows, as `order-contract serve` starts it.")
def _sandbox() -> None:
    from order_contract.sandbox.check_fixtures import fixtures
    from order_contract.sandbox.settings import Settings

    click.echo(fixtures(Settings()))
