"""`order-contract replay`: hold recorded traffic to the contract.

Invariants: exit code 0 holds, 1 broken, 2 nothing, or not every file, could be judged; nothing is sent, and
no secret or personal text is shown.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from order_contract.check import CannotRunError
from order_contract.check.reports.terminal import Screen, exit_code
from order_contract.cli.check import cannot_run, interruptible
from order_contract.cli.help import CliCommand
from order_contract.cli.reporting import Reporting, with_reports
from order_contract.replay import Replayed, merge, replay, tally
from order_contract.spec import APIS, Api
from order_contract.wire.url import without_user


@click.command(
    "replay",
    cls=CliCommand,
    help="Hold recorded traffic to the contract: HAR, mitmproxy's flows, VCR cassettes, JSON Lines; calls "
    "and callback deliveries. - is standard input. Nothing is sent.",
    groups={
        "What is judged": ("apis", "hosts", "callback_paths", "rules", "exclude", "jobs"),
        "Verdict": ("strict", "baseline", "update_baseline"),
        "Reports": ("junit", "json", "sarif", "har", "html", "jsonl", "merging"),
    },
    examples=[
        ("order-contract replay traffic.har", "what a browser or a proxy saved"),
        ("zcat traffic.jsonl.gz | order-contract replay - --api s2", "a recording on standard input"),
        (
            "order-contract replay callbacks.flow --api merchant --callback-path /order-status",
            "callbacks that mitmproxy recorded",
        ),
        ("order-contract replay --merge first.jsonl second.jsonl", "what several machines judged"),
    ],
)
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(path_type=Path, allow_dash=True),
)
@click.option(
    "--api",
    "apis",
    type=click.Choice(APIS),
    multiple=True,
    help="Judge only exchanges of this API. Can be repeated.",
)
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="[API=]HOST[:PORT]",
    help="Judge the calls to this server too, beside those of the documents and those that accepted a "
    "call with its credentials. Can be repeated.",
)
@click.option(
    "--callback-path",
    "callback_paths",
    multiple=True,
    metavar="PATH",
    help="The end of the path to which callbacks are delivered. Can be repeated.",
)
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Judge only this rule. Can be repeated.")
@click.option(
    "--exclude",
    multiple=True,
    metavar="ID",
    help="Do not judge this rule; without request-valid, only the responses are judged. Can be repeated.",
)
@click.option("--strict", is_flag=True, help="What is only inferred from the documents is an error too.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    metavar="NUMBER",
    help="Processes that read at the same time: several files, and portions of long ones (JSON Lines, "
    "mitmproxy's flows).",
)
@click.option(
    "--jsonl",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="FILE",
    help="Write counts and findings as JSON Lines, for --merge. - is standard output.",
)
@click.option(
    "--merge",
    "merging",
    is_flag=True,
    help="The files are what --jsonl wrote, such as one from each machine: add them up.",
)
@with_reports()
def command(
    files: tuple[Path, ...],
    apis: tuple[Api, ...],
    strict: bool,
    jsonl: Path | None,
    merging: bool,
    reporting: Reporting,
    **options: Any,
) -> None:
    """Judge the files."""
    with interruptible():
        screen = Screen(apis or APIS)
        try:
            _must_be_hosts(options["hosts"])
            baseline = reporting.prepare()
            # A display that moves is a thread, and processes are forked from one without threads.
            with nullcontext() if options["jobs"] > 1 else screen:
                replayed = (
                    merge(files, strict=strict)
                    if merging
                    else replay(files, apis=apis or APIS, strict=strict, on_event=screen.show, **options)
                )
            if jsonl is not None:
                _write_lines(jsonl, replayed)
        except CannotRunError as error:
            cannot_run(error)
        else:
            _left_out(screen, replayed)
            if jsonl is not None and str(jsonl) == "-":
                sys.exit(exit_code(replayed.reports))
            reporting.finish(replayed.reports, baseline)


def _must_be_hosts(hosts: Sequence[str]) -> None:
    """Refuse a whole URL: it would name no server, and nothing would be judged."""
    for host in hosts:
        if "/" in host or "@" in host:
            raise CannotRunError(
                f"--host: got {without_user(host)!r}; pass the host alone, such as orders.test:8080."
            )


def _write_lines(path: Path, replayed: Replayed) -> None:
    try:
        with click.open_file(str(path), "wb") as stream:
            for line in tally.write(replayed.lines):
                stream.write(line)
    except OSError as error:
        raise CannotRunError(f"{path} cannot be written ({error.strerror}).") from None


def _left_out(screen: Screen, replayed: Replayed) -> None:
    """Say what was not judged."""
    for skipped in replayed.skipped:
        screen.say(f"not judged: {skipped.origin}: {skipped.why}")
    if replayed.skipped_count > len(replayed.skipped):
        screen.say(f"not judged: {replayed.skipped_count - len(replayed.skipped):,} more that cannot be read")
    for reason, times in replayed.not_judged.items():
        screen.say(f"not judged: {times:,} {reason}")
    if replayed.unmatched:
        first = ", ".join(f"{name} ({times:,})" for name, times in list(replayed.unmatched.items())[:5])
        others = " and others" if len(replayed.unmatched) > 5 else ""
        screen.say(f"not judged, as no operation has this path: {first}{others}")
    for path in list(replayed.callback_like)[:3]:
        screen.say(f"POST {path} looks like the callback: judge it with --callback-path {path}")
