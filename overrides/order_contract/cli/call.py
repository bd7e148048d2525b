"""`order-contract call`: one call of one method, from a terminal.

Invariants: the exit code is 0 for the documented response, 1 for any other, 2 when nothing was sent, 3 when
the outcome is unknown, also after Ctrl-C; what cannot be printed does not change it. Secrets come from the
environment only, and `--dry-run` opens no connection.
"""

from __future__ import annotations

import contextlib
import sys
from typing import Any, Final, NoReturn

import click
import httpx2

from order_contract.cli import files
from order_contract.cli.call_arguments import OPTIONS, WrongArgumentsError, arguments, example
from order_contract.cli.help import CliCommand
from order_contract.cli.seconds import Seconds
from order_contract.errors import ApiError, InvalidRequestError, NoResponseError, OrderContractError
from order_contract.globale import GlobalEClient
from order_contract.http.attempt import may_have_left
from order_contract.s2 import S2Client
from order_contract.settings import SECRET_VARIABLES, SECRETS, SettingsError
from order_contract.wire import codec, curl
from order_contract.wire.problems import alternatives, did_you_mean, worded_for_json
from order_contract.wire.url import address_problem
from order_contract_generated.globale import contract

_MASK: Final = "order-contract-dry-run"
"""Stands for each secret in a dry run; the line that is printed has variables in its place."""
_ADDRESSES: Final = ("ORDER_CONTRACT_URL", "ORDER_CONTRACT_S2_URL")
_READING: Final = frozenset(
    operation.lower() for operation, stated in contract.OPERATIONS.items() if stated["only_reads"] is True
)
_METHODS: Final = (
    *(
        name
        for name in vars(GlobalEClient)
        if not name.startswith(("_", "from_")) and name != "with_raw_response"
    ),
    "update_order",
)


class DryRun(BaseException):
    """Carries a request out of a client before it is sent: no failure, so that no client takes it for one."""

    def __init__(self, request: httpx2.Request) -> None:
        self.request = request
        super().__init__()


class Nowhere(httpx2.BaseTransport):
    """Sends nothing: a client with it raises `DryRun` with the request that it would have sent."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Hand the request over."""
        raise DryRun(request)


def _methods(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    return [name for name in _METHODS if name.startswith(incomplete)]


@click.command(
    "call",
    cls=CliCommand,
    help="Call one METHOD of Global-e or S2 and print its response. METHOD is one of: "
    f"{', '.join(_METHODS)}. The vendor's spelling, such as GetOrdersDetails, works too; update_order goes "
    "to S2.\n\n"
    "Secrets come from the environment: ORDER_CONTRACT_GUID for Global-e, ORDER_CONTRACT_TOKEN and "
    "ORDER_CONTRACT_ORGANIZATION for S2. A profile with keyring = true takes them from the keyring.",
    groups={
        "Request": ("given", *OPTIONS),
        "Server": ("url", "profile", "timeout"),
        "Instead of a call": ("dry_run",),
    },
    examples=[
        ("""order-contract call get_orders_details --json '{"OrderIds": ["GE123"]}'""", "an order"),
        (
            "order-contract call create_order_refund --json refund.json --products products.json",
            "a refund; refund.json is its header alone",
        ),
        ("order-contract call track_order --order-id GE123 --email jo@shop.example", "where an order is"),
        (
            "jq .update event.json | order-contract call update_order --order-id 1234 --json -",
            "S2, from a pipe",
        ),
        (
            "order-contract call create_order_refund --json refund.json --dry-run",
            "what would be sent, as curl",
        ),
    ],
)
@click.argument("method", metavar="METHOD", shell_complete=_methods)
@click.option(
    "--json",
    "given",
    metavar="JSON|FILE|-",
    help="The request as JSON, in wire names such as OrderId: a text, a file, or - for standard input. "
    "For a refund: its header alone, or an object with order_refund and products.",
)
@click.option(
    "--products", metavar="JSON|FILE|-", help="The products of create_order_refund and update_order_dispatch."
)
@click.option("--parcels", metavar="JSON|FILE|-", help="The parcels of update_order_dispatch.")
@click.option("--order-id", metavar="ID", help="The order of track_order and update_order.")
@click.option("--email", metavar="ADDRESS", help="The customer of track_order.")
@click.option("--url", metavar="URL", help="The server. [env: ORDER_CONTRACT_URL]")
@click.option(
    "--profile",
    metavar="NAME",
    help="The table [profile.NAME] of ~/.config/order-contract/config.toml. [env: ORDER_CONTRACT_PROFILE]",
)
@click.option("--dry-run", is_flag=True, help="Print the request as curl, without secrets, and send nothing.")
@click.option(
    "--timeout",
    type=Seconds(0.1, 600),
    metavar="SECONDS",
    help="How long to wait for a connection, and for each part of the response. [default: 30]",
)
def command(
    method: str,
    url: str | None,
    profile: str | None,
    dry_run: bool,
    timeout: float | None,
    **texts: str | None,
) -> None:
    """Call it."""
    name = next((name for name in _METHODS if name.replace("_", "") == method.replace("_", "").lower()), None)
    if name is None:
        near = did_you_mean(method, _METHODS) or f"; pass {alternatives(_METHODS)}"
        _stop(f"there is no method {method}{near}")
    if url is not None and (problem := address_problem(url)) is not None:
        _stop(f"--url {problem}.")
    given = {OPTIONS.get(key, "--json"): text for key, text in texts.items() if text is not None}
    try:
        with _client(name, profile, dry_run, url, timeout) as client, worded_for_json():
            function = getattr(client, name)
            response = function(**arguments(function, given))
    except DryRun as prepared:
        click.echo(_curl(prepared.request))
    except (WrongArgumentsError, InvalidRequestError) as error:
        sentence = str(error) if str(error).endswith(("?", ".")) else f"{error}."
        _stop(f"{sentence} The published document has this example:\n  {example(name)}")
    except SettingsError as error:
        wanted = "set it, or pass --url" if error.place in _ADDRESSES else "set it to the secret"
        _stop(f"{error}; {wanted}" if "is not set" in str(error) else str(error))
    except OrderContractError as error:
        _fail(error)
    except KeyboardInterrupt as interrupt:
        _interrupted(interrupt)
    else:
        _print(name, codec.pretty(response))


def _print(name: str, text: bytes) -> None:
    try:
        click.echo(text, nl=False)
        sys.stdout.flush()
    except OSError as error:
        reads = name.replace("_", "") in _READING
        if reads and isinstance(error, BrokenPipeError):
            raise
        advice = "" if reads else f"{name} succeeded, and must not be repeated. "
        problem = f"{advice}Its response could not be written: {error.strerror}"
        _say(problem)
        files.drop_rest(sys.stdout)
        sys.exit(2 if reads else 3)


def _client(name: str, profile: str | None, dry_run: bool, url: str | None, timeout: float | None) -> Any:
    kind: Any = S2Client if name == "update_order" else GlobalEClient
    options: dict[str, Any] = {"base_url": url, "timeout": timeout}
    if dry_run:
        options |= dict.fromkeys(SECRETS[kind._role], _MASK)
        options["http_client"] = httpx2.Client(transport=Nowhere())
    return kind.from_profile(profile, **{key: value for key, value in options.items() if value is not None})


def _curl(request: httpx2.Request) -> str:
    """The request as a line for a shell, with variables of the environment in place of the secrets."""
    shown = {
        name: value
        for name, value in request.headers.items()
        if name == "content-type" or f"header {name}" in SECRET_VARIABLES
    }
    url = str(request.url.copy_with(userinfo=b""))
    return curl.command(request.method, url, shown, request.content, mask=_MASK, variables=SECRET_VARIABLES)


def _stop(sentence: str) -> NoReturn:
    _say(sentence)
    sys.exit(2)


def _say(text: str) -> None:
    """Write to standard error; that it cannot be written must not change the exit code."""
    with contextlib.suppress(OSError):
        click.echo(f"order-contract call: {text}", err=True)


def _fail(error: OrderContractError) -> NoReturn:
    lines = [str(error)]
    if isinstance(error, ApiError) and error.error:
        text = f"{error.error} {error.description or ''}"[:2000]
        lines.append("".join(letter if letter.isprintable() else "\ufffd" for letter in text))
    if error.outcome_unknown:
        question = ", ".join(error.ask_next) or "S2 for the order"
        lines.append(f"Request {error.digest}. Before repeating it, ask {question}.")
    _say("\n".join(lines))
    if error.outcome_unknown:
        sys.exit(3)
    sys.exit(2 if isinstance(error, NoResponseError) and not error.sent else 1)


def _interrupted(interrupt: KeyboardInterrupt) -> NoReturn:
    notes = getattr(interrupt, "__notes__", ["Nothing was sent."])
    _say(f"interrupted. {' '.join(notes)}")
    in_flight = bool(getattr(interrupt, "__notes__", None)) and may_have_left(interrupt)
    sys.exit(3 if in_flight else 2)
