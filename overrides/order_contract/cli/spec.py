"""`order-contract spec`: print a published document."""

from __future__ import annotations

import click

from order_contract import spec
from order_contract.cli.help import Command


@click.command(
    "spec",
    cls=Command,
    examples=[
        ("order-contract spec globale > globale.yaml", "OpenAPI 3.1, as YAML"),
        ("order-contract spec s2 --openapi 3.0 --format json", "for tools that do not know 3.1"),
        ("order-contract spec merchant --dereferenced", "JSON without references"),
    ],
)
@click.argument("api", type=click.Choice(spec.APIS))
@click.option(
    "--openapi",
    type=click.Choice(["3.1", "3.0"]),
    default="3.1",
    show_default=True,
    help="The version of OpenAPI.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["yaml", "json"]),
    help="YAML by default; JSON when dereferenced.",
)
@click.option("--dereferenced", is_flag=True, help="With every reference replaced by what it points to.")
def command(api: spec.Api, openapi: spec.OpenApi, format_: spec.Format | None, dereferenced: bool) -> None:
    """Print the published OpenAPI document of API, byte for byte."""
    try:
        document = spec.read(
            api,
            openapi=openapi,
            format=format_ or ("json" if dereferenced else "yaml"),
            dereferenced=dereferenced,
        )
    except LookupError as missing:
        raise click.UsageError(str(missing.args[0])) from None
    click.echo(document, nl=False)
