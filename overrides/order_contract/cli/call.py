"""`order-contract call`: one call of one method, from a terminal.

Invariants: the exit code is 0 for the documented response, 1 for any other, 2 when nothing was sent, 3 when
the outcome is unknown; secrets come from the environment only, and `--dry-run` opens no connection.
"""

from __future__ import annotations

import inspect
import shlex
import sys
from pathlib import Path
from typing import Any, Final, NoReturn

import click
import httpx

from order_contract.errors import ApiError, InvalidRequestError, NoResponseError, OrderContractError
from order_contract.globale import GlobalEClient
from order_contract.s2 import S2Client
from order_contract.settings import SECRETS, SettingsError
from order_contract.wire import codec

_SECRET_HEADERS: Final = ("authorization", "merchantguid", "x-s2-organization")
_METHODS: Final = (
    *(name for name in vars(GlobalEClient) if not name.startswith("_") and name != "with_raw_response"),
    "update_order",
)


class DryRunError(Exception):
    """Carries a request out of a client before it is sent."""

    def __init__(self, request: httpx.Request) -> None:
        self.request = request
        super().__init__()


class Nowhere(httpx.BaseTransport):
    """Sends nothing: a client with it raises `DryRunError` with the request that it would have sent."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Hand the request over."""
        raise DryRunError(request)


@click.command(
    "call", help="Call one method, such as get_orders_details or GetOrdersDetails; update_order goes to S2."
)
@click.argument("method", metavar="METHOD")
@click.option(
    "--json",
    "given",
    required=True,
    metavar="TEXT|@FILE|@-",
    help="The request in wire names; for several parameters, an object of them.",
)
@click.option("--url", metavar="URL", help="The server. [env: ORDER_CONTRACT_URL]")
@click.option(
    "--profile",
    metavar="NAME",
    help="A table [profile.NAME] of order-contract/config.toml. [env: ORDER_CONTRACT_PROFILE]",
)
@click.option("--dry-run", is_flag=True, help="Print the request as curl, without secrets, and send nothing.")
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 600),
    help="Seconds that each phase may take, 30 unless the profile says otherwise.",
)
@click.pass_context
def command(
    context: click.Context,
    method: str,
    given: str,
    url: str | None,
    profile: str | None,
    dry_run: bool,
    timeout: float | None,
) -> None:
    """Secrets: ORDER_CONTRACT_GUID, or ORDER_CONTRACT_TOKEN and ORDER_CONTRACT_ORGANIZATION for S2, or the
    keyring of the profile.
    """
    name = next(
        (known for known in _METHODS if known.replace("_", "") == method.replace("_", "").lower()), None
    )
    if name is None:
        _stop(f"there is no method {method}. Known: {', '.join(_METHODS)}")
    try:
        with (
            httpx.Client(transport=Nowhere() if dry_run else None) as http,
            _client(name, profile, dry_run, http, url, timeout) as client,
        ):
            response = _called(getattr(client, name), codec.loads(_text(given)))
    except DryRunError as prepared:
        click.echo(curl(prepared.request))
    except codec.CodecError as broken:
        _stop(f"--json is {broken}")
    except (InvalidRequestError, SettingsError) as wrong:
        _stop(str(wrong))
    except OrderContractError as error:
        _told(error)
    else:
        click.echo(codec.pretty(response), nl=False)


def _client(
    name: str, profile: str | None, dry_run: bool, http: httpx.Client, url: str | None, timeout: float | None
) -> Any:
    kind: Any = S2Client if name == "update_order" else GlobalEClient
    options = {"http_client": http, "base_url": url, "timeout": timeout}
    if dry_run:
        options |= dict.fromkeys(SECRETS[kind._role], "***")
    return kind.from_profile(profile, **{key: value for key, value in options.items() if value is not None})


def _text(given: str) -> bytes:
    if given == "@-":
        return sys.stdin.buffer.read()
    if not given.startswith("@"):
        return given.encode("utf-8", "surrogateescape")
    try:
        return Path(given[1:]).read_bytes()
    except OSError as error:
        _stop(f"--json: {given[1:]}: {error.strerror}")


def _called(method: Any, value: Any) -> Any:
    parameters = inspect.signature(method).parameters
    if len(parameters) == 1:
        return method(value)
    required = [name for name, parameter in parameters.items() if parameter.default is parameter.empty]
    found = (
        {
            known: value[key]
            for key in value
            for known in parameters
            if known.replace("_", "") == key.replace("_", "").lower()
        }
        if isinstance(value, dict)
        else {}
    )
    if not isinstance(value, dict) or len(found) != len(value) or not set(required) <= set(found):
        raise InvalidRequestError(
            method.__name__, [("--json", f"must be an object of {', '.join(parameters)}")]
        )
    return method(**found)


def curl(request: httpx.Request) -> str:
    """The request as a line for a shell, without secrets."""
    query = "&".join(
        "merchantGUID=***" if part.startswith("merchantGUID=") else part
        for part in request.url.query.decode("ascii").split("&")
    )
    url = str(request.url.copy_with(query=None, userinfo=b"")) + (f"?{query}" if query else "")
    shown = {
        name: "***" if name in _SECRET_HEADERS else value
        for name, value in request.headers.items()
        if name in ("content-type", *_SECRET_HEADERS)
    }
    parts = [
        "curl",
        "-X",
        request.method,
        url,
        *(word for name, value in shown.items() for word in ("-H", f"{name}: {value}")),
    ]
    if request.content:
        parts += ["--data-raw", request.content.decode()]
    return shlex.join(parts)


def _stop(sentence: str) -> NoReturn:
    click.echo(f"order-contract call: {sentence}", err=True)
    sys.exit(2)


def _told(error: OrderContractError) -> NoReturn:
    click.echo(f"order-contract call: {error}", err=True)
    if isinstance(error, ApiError) and error.error:
        click.echo(
            "".join(
                letter if letter.isprintable() else "�"
                for letter in f"{error.error} {error.description or ''}"[:2000]
            ),
            err=True,
        )
    if error.outcome_unknown:
        click.echo(
            f"Request {error.digest}. Before repeating it, ask {', '.join(error.ask_next) or 'S2 for the order'}.",
            err=True,
        )
        sys.exit(3)
    sys.exit(2 if isinstance(error, NoResponseError) and not error.sent else 1)
