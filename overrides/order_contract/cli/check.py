"""`order-contract check`: hold a running server to the contract.

Invariants: exit code 0 holds, 1 broken, 2 could not run; secrets come from options or the environment and are
never shown.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click

from order_contract.check import CannotRunError, ServerCredentials, run
from order_contract.check.document.operations import operations
from order_contract.check.profiles import PROFILES
from order_contract.check.reports.terminal import Screen
from order_contract.check.runner import TIMEOUT, all_rules
from order_contract.check.server_data import Fixtures
from order_contract.check.transport.extras import Extras
from order_contract.cli import files
from order_contract.cli.extra_options import with_extras
from order_contract.cli.help import CliCommand
from order_contract.cli.reporting import Reporting, with_reports
from order_contract.cli.seconds import Seconds
from order_contract.spec import APIS, Api
from order_contract.wire.url import address_problem


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
        click.echo("order-contract: interrupted", err=True)
        sys.exit(130)
    finally:
        signal.signal(signal.SIGTERM, before)


def _operations(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """The operations that begin like that, for a shell."""
    names = (operation.name for api in _apis(context) for operation in operations(api))
    return [name for name in names if name.startswith(incomplete)]


def _rules(context: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """The rules that begin like that, for a shell."""
    apis = set(_apis(context))
    return [rule.id for rule in all_rules() if apis & set(rule.apis) and rule.id.startswith(incomplete)]


def _apis(context: click.Context) -> tuple[Api, ...]:
    chosen = context.params.get("api")
    return (chosen,) if chosen in APIS else APIS


def _fixtures(path: str) -> Fixtures:
    if path == files.STANDARD_INPUT:
        return Fixtures.read(files.read_text(path, "--fixtures"), "standard input")
    return Fixtures.load(path)


def cannot_run(error: CannotRunError) -> None:
    """Say why nothing was tested, and leave with 2."""
    click.echo(f"order-contract: {error}", err=True)
    sys.exit(2)


@click.command(
    "check",
    cls=CliCommand,
    help="Hold the server at URL to the contract of an API. It changes orders: name a server for tests.",
    groups={
        "Server": (
            "api",
            "guid",
            "token",
            "organization",
            "merchant_guid",
            "headers",
            "query",
            "timeout",
            "allow_host",
            "allow_production",
            "against",
        ),
        "What is tested": ("operations", "rules", "exclude", "read_only", "fixtures", "replay"),
        "How much": ("profile", "max_time", "seed", "shard", "example_db", "stop_at_first"),
        "Verdict": ("strict", "min_coverage", "baseline", "update_baseline"),
        "Reports": ("junit", "json", "sarif", "har", "html", "record"),
    },
    examples=[
        ("order-contract check http://127.0.0.1:8080 --api globale --guid GUID", "a server on this machine"),
        (
            "order-contract check http://127.0.0.1:8080 --api s2 --operation UpdateOrder --profile quick",
            "one operation, in 20 seconds",
        ),
        (
            "order-contract check https://shop.test/callback --api merchant --allow-host --html report.html",
            "a callback's endpoint, with reports",
        ),
        ("order-contract check http://127.0.0.1:8080 --api globale --replay 3f2a9c01", "one finding again"),
    ],
)
@click.argument("url")
@click.option(
    "--api",
    type=click.Choice(APIS),
    required=True,
    help="The API that the server offers. For merchant, URL is the callback's endpoint.",
)
@click.option(
    "--guid",
    metavar="GUID",
    envvar="ORDER_CONTRACT_GUID",
    help="globale: the merchant's GUID. [env: ORDER_CONTRACT_GUID]",
)
@click.option(
    "--token",
    metavar="TOKEN",
    envvar="ORDER_CONTRACT_TOKEN",
    help="s2: the access token. [env: ORDER_CONTRACT_TOKEN]",
)
@click.option(
    "--organization",
    metavar="ID",
    envvar="ORDER_CONTRACT_ORGANIZATION",
    help="s2: the organisation's id. [env: ORDER_CONTRACT_ORGANIZATION]",
)
@click.option(
    "--merchant-guid",
    metavar="GUID",
    envvar="ORDER_CONTRACT_MERCHANT_GUID",
    help="merchant: the GUID that the endpoint asks for, if any. [env: ORDER_CONTRACT_MERCHANT_GUID]",
)
@with_extras
@click.option(
    "--fixtures",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="What the server knows, as TOML: `order-contract fixtures` prints some. - is standard input.",
)
@click.option(
    "--operation",
    "operations",
    multiple=True,
    metavar="NAME",
    shell_complete=_operations,
    help="Test only this operation, such as TrackOrder. Can be repeated.",
)
@click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="ID",
    shell_complete=_rules,
    help="Judge only this rule, or family of rules. Can be repeated.",
)
@click.option(
    "--exclude",
    multiple=True,
    metavar="ID",
    shell_complete=_rules,
    help="Do not judge this rule, or family of rules. Can be repeated.",
)
@click.option(
    "--profile",
    type=click.Choice(list(PROFILES)),
    default="default",
    show_default=True,
    help="20 seconds, 90 seconds, or until --max-time.",
)
@click.option(
    "--max-time",
    type=click.IntRange(1),
    metavar="SECONDS",
    help="Longest time for the whole run, instead of the profile's.",
)
@click.option(
    "--seed",
    type=int,
    metavar="NUMBER",
    help="The same seed sends the same requests in the same order. Without it, one is picked and printed.",
)
@click.option("--shard", metavar="N/M", help="Send the Nth of M parts; together, M machines send everything.")
@click.option(
    "--example-db",
    metavar="PLACE",
    help="Keep what fuzzing finds in a directory, or share it through redis://HOST.",
)
@click.option("--read-only", is_flag=True, help="Only operations that change nothing on the server.")
@click.option("--strict", is_flag=True, help="What is only inferred from the documents is an error too.")
@click.option("--stop-at-first", is_flag=True, help="End at the first error.")
@click.option(
    "--min-coverage",
    type=click.IntRange(0, 100),
    default=0,
    metavar="PERCENT",
    help="Exit with 2 when less of the document was tested.",
)
@click.option(
    "--timeout",
    type=Seconds(0.1, 3600),
    default=TIMEOUT,
    show_default=True,
    metavar="SECONDS",
    help="How long the server may take for a response.",
)
@click.option(
    "--allow-host",
    is_flag=True,
    help="Also test a server beyond this machine and its private networks. The check changes orders.",
)
@click.option(
    "--allow-production",
    is_flag=True,
    help="Also test the hosts that the vendors' documents name. Not without their consent.",
)
@click.option(
    "--replay", metavar="ID", help="Send only the requests of this finding of the last run again, and judge."
)
@click.option(
    "--against",
    metavar="URL",
    help="Send the same requests to a second server, and report only where the two differ.",
)
@with_reports(record=True)
def command(
    url: str,
    api: Api,
    guid: str | None,
    token: str | None,
    organization: str | None,
    merchant_guid: str | None,
    headers: tuple[str, ...],
    query: tuple[str, ...],
    operations: tuple[str, ...],
    fixtures: str | None,
    replay: str | None,
    against: str | None,
    reporting: Reporting,
    **options: Any,
) -> None:
    """Hold a server to the contract."""
    with interruptible():
        screen = Screen([api])
        try:
            extras = Extras.of(headers, query)
            credentials = ServerCredentials(guid, token, organization, merchant_guid, extras)
            if replay is not None:
                reporting.replay(
                    replay,
                    url,
                    api,
                    credentials=credentials,
                    allow_host=options["allow_host"],
                    allow_production=options["allow_production"],
                    timeout=options["timeout"],
                )
            if against is not None:
                if (problem := address_problem(against)) is not None:
                    raise CannotRunError(f"--against {problem}.")
                known_options = ("read_only", "allow_host", "allow_production", "timeout")
                reporting.compare(
                    url,
                    against,
                    api,
                    screen,
                    credentials=credentials,
                    only=operations,
                    **{name: options[name] for name in known_options},
                )
            baseline = reporting.prepare()
            known = _fixtures(fixtures) if fixtures else None
            with screen:
                report = run(
                    url,
                    api,
                    credentials=credentials,
                    fixtures=known,
                    only=operations,
                    on_event=screen.show,
                    known_findings={entry.id for entry in baseline.entries} if baseline else (),
                    **options,
                )
                screen.end(report)
        except CannotRunError as error:
            cannot_run(error)
        else:
            reporting.finish([report], baseline)
