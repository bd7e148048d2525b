"""`order-contract serve`: runs the sandbox until it is stopped.

Invariants: the port is bound before anything is said, so that the address in the first line is the real one;
what cannot be done is said in one sentence, with exit code 2; SIGTERM and Ctrl-C end it cleanly, with exit
code 0.
"""

from __future__ import annotations

import errno
import logging
import sys
from pathlib import Path
from typing import NoReturn

import click

from order_contract import spec
from order_contract.cli import files
from order_contract.cli.help import CliCommand
from order_contract.errors import SettingsError
from order_contract.sandbox import access_log, chaos
from order_contract.sandbox.application import Choice
from order_contract.sandbox.database import StoreError
from order_contract.sandbox.server import ALL_ADDRESSES, bind, server, url_of
from order_contract.sandbox.settings import Settings
from order_contract.sandbox.web_guard import is_origin
from order_contract.wire.url import address_problem, without_user

_FAILED = 2
_KNOWN = Settings()


@click.command(
    "serve",
    cls=CliCommand,
    help="Run the sandbox: a server with all twelve operations as documented, until Ctrl-C.",
    groups={
        "Server": ("api", "host", "port", "db", "log"),
        "Secrets that callers must know": ("merchant_guid", "callback_guid", "s2_token", "s2_organization"),
        "Behaviour": ("error_info", "parcel_dispatch", "strict_queries", "merchant_url", "rules"),
        "Web pages": ("origins", "control"),
    },
    examples=[
        ("order-contract serve", "all APIs, on port 8080"),
        ("order-contract serve --port 0 --db state/orders.sqlite", "a free port, and state that stays"),
        (
            "order-contract serve --merchant-url http://127.0.0.1:8000/callback",
            "with callbacks to a merchant",
        ),
    ],
)
@click.option(
    "--api",
    type=click.Choice([*spec.APIS, "all"]),
    default="all",
    show_default=True,
    help="Which API to serve.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address to listen on; 0.0.0.0 is every address of this machine.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    metavar="PORT",
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--db",
    type=click.Path(dir_okay=False),
    help="File that keeps the state over restarts; without it the state is in memory.",
)
@click.option(
    "--merchant-guid",
    default=_KNOWN.merchant_guid,
    metavar="GUID",
    help="GUID that Global-e's methods ask for.",
)
@click.option(
    "--callback-guid",
    default=_KNOWN.callback_guid,
    metavar="GUID",
    help="GUID that the merchant's endpoint knows, and that callbacks carry.",
)
@click.option("--s2-token", default=_KNOWN.s2_token, metavar="TOKEN", help="Token that S2 asks for.")
@click.option(
    "--s2-organization",
    default=_KNOWN.s2_organization,
    metavar="ID",
    help="Organisation that S2 asks for.",
)
@click.option(
    "--error-info/--no-error-info",
    default=True,
    show_default=True,
    help="Respond with ErrorInfo to what is refused, as the account's setting "
    "ReturnResponseOfErrorInfoStruct decides.",
)
@click.option(
    "--parcel-dispatch/--no-parcel-dispatch",
    default=False,
    show_default=True,
    help="Take parcel codes and tracking numbers in dispatches, as an account's setting decides.",
)
@click.option(
    "--strict-queries",
    is_flag=True,
    help="Refuse query parameters that the contract does not have, such as parcelsList[]. Without it, the "
    "response's header X-Sandbox-Warning and the log name them.",
)
@click.option(
    "--merchant-url",
    metavar="URL",
    help="Address of the merchant's endpoint, to which changes of an order's status are delivered.",
)
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="Web page that may call the sandbox, such as https://editor.swagger.io; its host may also name the "
    "sandbox. Can be repeated. Pages served from this machine may always call it.",
)
@click.option(
    "--chaos",
    "rules",
    type=click.Path(dir_okay=False, path_type=Path, allow_dash=True),
    help='Faults to show, as JSON: [{"fault": "500", "every": 3}]. - is standard input.',
)
@click.option(
    "--control/--no-control",
    default=True,
    show_default=True,
    help="The control paths under /sandbox, the reference page under /docs, the documents under /openapi.",
)
@click.option(
    "--log/--no-log",
    default=True,
    show_default=True,
    help="One line of JSON for each request on standard error. Warnings are written in any case.",
)
def command(
    api: Choice,
    host: str,
    port: int,
    db: str | None,
    merchant_guid: str,
    callback_guid: str,
    s2_token: str,
    s2_organization: str,
    error_info: bool,
    parcel_dispatch: bool,
    strict_queries: bool,
    merchant_url: str | None,
    origins: tuple[str, ...],
    rules: Path | None,
    control: bool,
    log: bool,
) -> None:
    """Serve until stopped."""
    if merchant_url is not None and (problem := address_problem(merchant_url)) is not None:
        _stop(f"--merchant-url {problem}.")
    for origin in origins:
        if not is_origin(origin):
            _stop(f"--allow-origin: got {origin}; pass scheme, host and port, as https://editor.swagger.io.")
    try:
        faults = chaos.read(files.read(rules, "--chaos"), f"--chaos: {rules}") if rules else ()
    except chaos.ChaosError as broken:
        _stop(f"{broken}.")
    made = _make_folder(db) if db is not None else None
    try:
        settings = Settings(
            merchant_guid=merchant_guid,
            callback_guid=callback_guid,
            s2_token=s2_token,
            s2_organization=s2_organization,
            error_info=error_info,
            parcel_dispatch=parcel_dispatch,
            strict_queries=strict_queries,
            merchant_url=merchant_url,
            host=host,
            allow_origins=origins,
            database=db,
            control=control,
            chaos=faults,
            log=log,
        )
    except SettingsError as wrong:
        option = wrong.place.removeprefix("Settings.").replace("_", "-")
        _stop(f"--{option}: {str(wrong).removeprefix(wrong.place).strip()}.")
    try:
        listener = bind(host, port)
    except OSError as taken:
        choose = (
            "Choose another with --port, or --port 0 for a free one."
            if taken.errno in (errno.EADDRINUSE, errno.EACCES)
            else "Pass an address of this machine with --host, such as 127.0.0.1."
        )
        _stop(f"cannot listen on {host} port {port}: {taken.strerror or taken}. {choose}")
    try:
        ready = server(api, settings)
    except StoreError as broken:
        _stop(f"{broken}.")
    if log:
        _log_to_stderr()
    if made is not None:
        click.echo(f"order-contract serve: made the folder {made} for --db")
    click.echo(_start_block(url_of(listener), spec.APIS if api == "all" else (api,), settings))
    sys.stdout.flush()
    ready.run(sockets=[listener])


def _make_folder(db: str) -> Path | None:
    """The folder of the database, when it had to be made."""
    folder = Path(db).parent
    if folder.exists():
        return None
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        _stop(f"--db: the folder {folder} cannot be made ({error.strerror}); pass a file in another folder.")
    return folder


def _log_to_stderr() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    access_log.logger.addHandler(handler)
    access_log.logger.setLevel(logging.INFO)
    access_log.logger.propagate = False


def _start_block(url: str, apis: tuple[spec.Api, ...], settings: Settings) -> str:
    lines = [f"order-contract sandbox ready: {url} ({', '.join(apis)})"]
    if "globale" in apis:
        lines.append(f"  globale   POST {url}/Order/<Method>?merchantGUID={settings.merchant_guid}")
    if "merchant" in apis:
        lines.append(
            f"  merchant  POST {url}/order-status-update-url   "
            f"MerchantGUID in the body: {settings.callback_guid}"
        )
    if "s2" in apis:
        lines.append(
            f"  s2        PUT  {url}/order/{{orderId}}   Authorization: Bearer {settings.s2_token}   "
            f"X-S2-Organization: {settings.s2_organization}"
        )
    if settings.control:
        lines.append(f"  control   GET  {url}/sandbox")
        lines.append(f"  reference GET  {url}/docs")
        lines.append(f"  documents GET  {url}/openapi/{apis[0]}.json")
    if settings.host in ALL_ADDRESSES:
        lines.append(
            f"  listening on every address of this machine ({settings.host}): other machines can call it by "
            "an IP address, by a name with --allow-origin"
        )
    if settings.allow_origins:
        lines.append(f"  open to pages of {', '.join(settings.allow_origins)}")
    if settings.merchant_url:
        lines.append(f"  callbacks go to {without_user(settings.merchant_url)}")
    if settings.database:
        lines.append(f"  state in {settings.database}")
    lines.append("Stop it with Ctrl-C.")
    return "\n".join(lines)


def _stop(sentence: str) -> NoReturn:
    click.echo(f"order-contract serve: {sentence}", err=True)
    sys.exit(_FAILED)
