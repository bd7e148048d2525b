"""`order-contract spec`: print a published document."""

from __future__ import annotations

import click

from order_contract import spec
from order_contract.cli.help import CliCommand


@click.command(
    "spec",
    cls=CliCommand,
    groups={
        "What is printed": ("openapi", "edition", "dereferenced", "server"),
        "Other forms": ("json_schema", "workflows"),
        "How it is written": ("format_",),
    },
    examples=[
        ("order-contract spec globale > globale.yaml", "OpenAPI 3.1, as YAML"),
        ("order-contract spec s2 --openapi 3.0 --format json", "for tools that do not know 3.1"),
        ("order-contract spec merchant --dereferenced", "JSON without references"),
        ("order-contract spec globale --json-schema", "the objects alone, as JSON Schema"),
        ("order-contract spec globale --lean --server http://127.0.0.1:8080", "small, for a sandbox"),
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
    help="YAML by default; JSON when dereferenced or lean.",
)
@click.option("--dereferenced", is_flag=True, help="With every reference replaced by what it points to.")
@click.option(
    "--full",
    "edition",
    flag_value="full",
    help="With the evidence for each field, and with what `order-contract check` reads.",
)
@click.option(
    "--lean",
    "edition",
    flag_value="lean",
    help="Without any extension (x-...), for tools that stumble over them.",
)
@click.option(
    "--server", metavar="URL", help="Name this server instead of the vendor's, such as a sandbox's address."
)
@click.option(
    "--json-schema", is_flag=True, help="Print the objects of the API alone, as a JSON Schema 2020-12."
)
@click.option(
    "--workflows", is_flag=True, help="Print the workflows of globale, as an Arazzo document in YAML."
)
def command(
    api: spec.Api,
    openapi: spec.OpenApi,
    format_: spec.Format | None,
    dereferenced: bool,
    edition: spec.Edition | None,
    server: str | None,
    json_schema: bool,
    workflows: bool,
) -> None:
    """Print the published OpenAPI document of an API, byte for byte; only --server changes it."""
    if json_schema or workflows:
        if openapi != "3.1" or format_ or dereferenced or edition or server or (json_schema and workflows):
            raise click.UsageError("--json-schema and --workflows go with no other option.")
        if workflows and api != "globale":
            raise click.UsageError(f"{api} has no workflows; globale has.")
        click.echo(spec.workflows() if workflows else spec.json_schema(api), nl=False)
        return
    try:
        document = spec.read(
            api,
            openapi=openapi,
            format=format_ or ("json" if dereferenced or edition == "lean" else "yaml"),
            dereferenced=dereferenced,
            edition=edition or "default",
            server=server,
        )
    except LookupError as missing:
        raise click.UsageError(str(missing.args[0])) from None
    except ValueError as wrong:
        raise click.UsageError(f"--{wrong}.") from None
    click.echo(document, nl=False)
