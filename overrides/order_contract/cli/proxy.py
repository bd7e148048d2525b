"""`order-contract proxy`: stand between a client and a server, and judge what they exchange.

Invariants: every byte of a body goes on as it came, whatever the judge says or does; no secret or personal
text is shown; exit code 0 holds, 1 broken, 2 nothing could be judged.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from typing import Final
from urllib.parse import urlsplit

import click

from order_contract.check import CannotRunError
from order_contract.check.findings import Finding
from order_contract.check.reports.terminal import Screen
from order_contract.cli.check import cannot_run, interruptible
from order_contract.cli.help import CliCommand
from order_contract.cli.reporting import Reporting, with_reports
from order_contract.replay.live import LiveJudge
from order_contract.replay.mitmproxy_addon import JudgeAddon, line_of
from order_contract.spec import APIS, Api
from order_contract.wire.url import without_user

_STREAMED: Final = "16m"
"""Larger bodies are passed on piece by piece, and not judged."""


@click.command(
    "proxy",
    cls=CliCommand,
    help="Stand between a client and the server at --upstream, and judge what they exchange, until Ctrl-C.",
    groups={
        "Connection": ("upstream", "host", "port", "insecure"),
        "What is judged": ("apis", "callback_paths", "rules", "exclude"),
        "Verdict": ("strict", "baseline", "update_baseline"),
        "Reports": ("junit", "json", "sarif", "har", "html"),
    },
    examples=[
        (
            "order-contract proxy --api globale --upstream https://orders.test",
            "point the client at http://127.0.0.1:8081",
        ),
        (
            "order-contract proxy --api merchant --upstream http://127.0.0.1:8000 --callback-path /order",
            "callbacks to a server on this machine",
        ),
    ],
)
@click.option(
    "--api",
    "apis",
    type=click.Choice(APIS),
    multiple=True,
    required=True,
    help="The API that the server offers. Can be repeated.",
)
@click.option("--upstream", required=True, metavar="URL", help="The server, such as https://orders.example.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Address to listen on."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8081,
    show_default=True,
    metavar="PORT",
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--callback-path",
    "callback_paths",
    multiple=True,
    metavar="PATH",
    help="merchant: the end of the path to which callbacks are delivered. Can be repeated.",
)
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Judge only this rule. Can be repeated.")
@click.option("--exclude", multiple=True, metavar="ID", help="Do not judge this rule. Can be repeated.")
@click.option("--strict", is_flag=True, help="What is only inferred from the documents is an error too.")
@click.option("--insecure", is_flag=True, help="Accept any certificate of the server.")
@with_reports()
def command(
    apis: tuple[Api, ...],
    upstream: str,
    host: str,
    port: int,
    callback_paths: tuple[str, ...],
    rules: tuple[str, ...],
    exclude: tuple[str, ...],
    strict: bool,
    insecure: bool,
    reporting: Reporting,
) -> None:
    """Run until a signal ends it, and report."""
    with interruptible():
        screen = Screen(apis)
        try:
            _must_be_a_server(upstream)
            _must_be_there()
            baseline = reporting.prepare()

            def announce(finding: Finding) -> None:
                screen.say(line_of(finding))

            judge = LiveJudge(
                apis, callback_paths, rules=rules, exclude=exclude, strict=strict, on_finding=announce
            )
            asyncio.run(_serve(judge, screen, upstream, host, port, insecure=insecure))
            reports = judge.close(upstream)
            for reason, times in judge.tally.counts["not judged"].items():
                screen.say(f"not judged: {times:,} {reason}")
            for name, times in judge.tally.counts["unmatched"].most_common(5):
                screen.say(f"not judged, as no operation has this path: {name} ({times:,})")
            if not reports:
                raise CannotRunError("No exchange of a documented operation came by.")
        except CannotRunError as error:
            cannot_run(error)
        else:
            reporting.finish(reports, baseline)


def _must_be_a_server(upstream: str) -> None:
    """Refuse what is not a URL, and one with a user or a password: it would stand in each report."""
    try:
        parts = urlsplit(upstream)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        raise CannotRunError(
            f"--upstream: got {without_user(upstream)}; pass a URL such as https://orders.example."
        )
    if parts.username is not None or parts.password is not None:
        raise CannotRunError(
            "--upstream: got a URL with a user or a password; pass the server's address alone. What the "
            "client sends as Authorization goes on as it came."
        )


def _must_be_there() -> None:
    if sys.version_info < (3, 12):
        raise CannotRunError(
            f"proxy needs Python 3.12 or newer, as mitmproxy does; this is {sys.version.split()[0]}. "
            "Record the traffic with any proxy, and judge it with order-contract replay."
        )
    try:
        import mitmproxy  # noqa: F401 - whether it is there
    except ImportError:
        raise CannotRunError("proxy needs mitmproxy. Run: pip install 'order-contract[proxy]'") from None


async def _serve(
    judge: LiveJudge, screen: Screen, upstream: str, host: str, port: int, *, insecure: bool
) -> None:
    from mitmproxy.options import Options
    from mitmproxy.tools.dump import DumpMaster

    logging.getLogger("hpack").setLevel(logging.WARNING)
    options = Options(
        mode=[f"reverse:{upstream}"],
        listen_host=host,
        listen_port=port,
        ssl_insecure=insecure,
    )
    master = DumpMaster(options, with_termlog=False, with_dumper=False)
    options.update(
        stream_large_bodies=_STREAMED,
        validate_inbound_headers=False,
        connection_strategy="lazy",
        upstream_cert=False,
    )

    def running() -> None:
        addresses = master.addons.get("proxyserver").listen_addrs()
        if not addresses:
            screen.say(f"cannot listen on {host}:{port}")
            master.shutdown()
            return
        screen.say(f"listening on http://{host}:{addresses[0][1]} for {upstream}; Ctrl-C ends and reports")

    master.addons.add(JudgeAddon(judge, running))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, master.shutdown)
    await master.run()
