"""`order-contract fixtures`: a fixtures file to begin with, and the one that fits the sandbox.

Invariant: what is printed can be given to `order-contract check --fixtures` as it is.
"""

from __future__ import annotations

import click

from order_contract.cli.help import Group
from order_contract.spec import APIS, Api


@click.group(
    "fixtures",
    cls=Group,
    help="Print a file that tells the check what a server knows: its orders, codes and hubs.",
    examples=[
        ("order-contract fixtures example --api globale > orders.toml", "a commented file to fill in"),
        (
            "order-contract fixtures learn http://127.0.0.1:8080 --api globale --order GE123 > orders.toml",
            "a file by what the server shows of an order",
        ),
        (
            "order-contract fixtures sandbox | order-contract check http://127.0.0.1 --api s2 --fixtures -",
            "the sandbox's, straight into a check of it",
        ),
    ],
)
def command() -> None:
    """Print a fixtures file."""


@command.command(
    "example",
    help="Print a commented example to fill in.",
    examples=[("order-contract fixtures example --api globale > orders.toml", "a file to edit")],
)
@click.option("--api", type=click.Choice(APIS), required=True, help="The API that the server offers.")
def _example(api: Api) -> None:
    from order_contract.check.server_data import example

    click.echo(example(api), nl=False)


@command.command(
    "sandbox",
    help="Print what the sandbox knows, as `order-contract serve` starts it.",
    examples=[("order-contract fixtures sandbox > orders.toml", "for --fixtures orders.toml")],
)
def _sandbox() -> None:
    from order_contract.sandbox.check_fixtures import fixtures
    from order_contract.sandbox.settings import Settings

    click.echo(fixtures(Settings()))


@command.command(
    "learn",
    help="Print what the server at URL shows of its orders, by reading only.",
    groups={
        "Server": ("api", "guid", "allow_host", "allow_production"),
        "What is read": ("orders", "emails"),
    },
    examples=[
        (
            "order-contract fixtures learn http://127.0.0.1:8080 --api globale --order GE123 > orders.toml",
            "a file by one order",
        ),
    ],
)
@click.argument("url")
@click.option("--api", type=click.Choice(APIS), required=True, help="The API that the server offers.")
@click.option(
    "--order",
    "orders",
    multiple=True,
    required=True,
    metavar="ID",
    help="The id of an order. Can be repeated.",
)
@click.option(
    "--email",
    "emails",
    multiple=True,
    metavar="ADDRESS",
    help="The address of the order's customer, for TrackOrder. Can be repeated, in the order of --order.",
)
@click.option(
    "--guid",
    metavar="GUID",
    envvar="ORDER_CONTRACT_GUID",
    help="The merchant's GUID. [env: ORDER_CONTRACT_GUID]",
)
@click.option(
    "--allow-host",
    is_flag=True,
    help="Also read from a server beyond this machine and its private networks.",
)
@click.option(
    "--allow-production", is_flag=True, help="Also read from the hosts that the vendors' documents name."
)
def _learn(
    url: str,
    api: Api,
    orders: tuple[str, ...],
    emails: tuple[str, ...],
    guid: str | None,
    allow_host: bool,
    allow_production: bool,
) -> None:
    from order_contract.check import CannotRunError, ServerCredentials
    from order_contract.check.learn import learn
    from order_contract.check.transport.extras import Extras
    from order_contract.cli.check import cannot_run

    try:
        text = learn(
            url,
            api,
            orders,
            emails,
            credentials=ServerCredentials(guid=guid, extras=Extras.of_environment()),
            allow_host=allow_host,
            allow_production=allow_production,
        )
    except CannotRunError as error:
        cannot_run(error)
    click.echo(text, nl=False)
