"""`order-contract check`: hold a running server to the contract.

Invariants: exit code 0 holds, 1 broken, 2 could not run; secrets come from options or the environment and are never shown.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click

from order_contract.check import CannotRun, Credentials, run
from order_contract.check.render import Screen, render
from order_contract.check.runner import MAX_BOUNDARIES, MAX_EXAMPLES, TIMEOUT
from order_contract.spec import APIS, Api


class Terminated(KeyboardInterrupt):
    """SIGTERM, taken like Ctrl-C: everything that was started is ended first."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Leave with 130 after Ctrl-C and 143 after SIGTERM, once the blocks inside have cleaned up."""

    def raised(_: int, __: FrameType | None) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, raised)
    try:
        yield
    except Terminated:
        sys.exit(143)
    except KeyboardInterrupt:
        click.echo("interrupted", err=True)
        sys.exit(130)
    finally:
        signal.signal(signal.SIGTERM, before)


def cannot_run(said: CannotRun) -> None:
    """Say why nothing was tested, and leave with 2."""
    click.echo(f"order-contract: {said}", err=True)
    sys.exit(2)


@click.command("check", help="Hold the server at URL to the contract of an API. Exit code 0: it holds, 1: it is broken, 2: the check could not run.")
@click.argument("url")
@click.option("--api", type=click.Choice(APIS), required=True, help="The API that the server offers. For merchant, URL is the callback's endpoint.")
@click.option("--guid", envvar="ORDER_CONTRACT_GUID", help="globale: the merchant's GUID. [env: ORDER_CONTRACT_GUID]")
@click.option("--token", envvar="ORDER_CONTRACT_TOKEN", help="s2: the access token. [env: ORDER_CONTRACT_TOKEN]")
@click.option("--organization", envvar="ORDER_CONTRACT_ORGANIZATION", help="s2: the organisation's id. [env: ORDER_CONTRACT_ORGANIZATION]")
@click.option(
    "--merchant-guid",
    envvar="ORDER_CONTRACT_MERCHANT_GUID",
    help="merchant: the GUID that the endpoint asks for, if any. [env: ORDER_CONTRACT_MERCHANT_GUID]",
)
@click.option("--operation", "operations", multiple=True, metavar="NAME", help="Test only this operation, such as TrackOrder. Can be repeated.")
@click.option("--seed", type=int, help="The same seed sends the same requests. Without it, one is picked and printed.")
@click.option("--max-examples", type=click.IntRange(0), default=MAX_EXAMPLES, show_default=True, help="Fuzzed requests per operation.")
@click.option(
    "--max-boundaries", type=click.IntRange(0), default=MAX_BOUNDARIES, show_default=True, help="Boundary cases per operation, before thinning."
)
@click.option("--max-time", type=click.IntRange(1), metavar="SECONDS", help="Longest time for fuzzing.")
@click.option("--timeout", type=click.FloatRange(0.1), default=TIMEOUT, show_default=True, help="Seconds that the server may take for an answer.")
@click.option("--allow-host", is_flag=True, help="Send to a host that is neither loopback nor private, too. The check changes orders.")
def command(
    url: str,
    api: Api,
    guid: str | None,
    token: str | None,
    organization: str | None,
    merchant_guid: str | None,
    operations: tuple[str, ...],
    **options: Any,
) -> None:
    """Hold a server to the contract."""
    with interruptible():
        screen = Screen([api])
        try:
            with screen:
                report = run(
                    url, api, credentials=Credentials(guid, token, organization, merchant_guid), only=operations, on_event=screen.show, **options
                )  # fmt: skip
                screen.end(report)
        except CannotRun as said:
            cannot_run(said)
        else:
            render([report])
            sys.exit(report.exit_code)
