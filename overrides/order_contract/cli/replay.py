"""`order-contract replay`: hold recorded traffic to the contract.

Invariants: exit code 0 holds, 1 broken, 2 nothing could be judged; nothing is sent, and no secret or personal
text is shown.
"""

from __future__ import annotations

from pathlib import Path

import click

from order_contract.check import CannotRunError
from order_contract.check.reports.terminal import Screen
from order_contract.cli.check import cannot_run, interruptible
from order_contract.cli.reporting import Reporting, with_reports
from order_contract.replay import Replayed, replay
from order_contract.spec import APIS, Api


@click.command(
    "replay",
    help="Hold recorded traffic to the contract: HAR, mitmproxy's flows, VCR cassettes; calls and callback deliveries. "
    "Exit code 0: it holds, 1: it is broken, 2: nothing could be judged.",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--api",
    "apis",
    type=click.Choice(APIS),
    multiple=True,
    help="Judge only exchanges of this API. Can be repeated.",
)
@click.option(
    "--callback-path",
    "callback_paths",
    multiple=True,
    metavar="PATH",
    help="Where callbacks are delivered. Can be repeated.",
)
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Judge only this rule. Can be repeated.")
@click.option(
    "--exclude",
    multiple=True,
    metavar="ID",
    help="Do not judge this rule; request-valid leaves the sender's side out. Can be repeated.",
)
@click.option("--strict", is_flag=True, help="What is only inferred from the documents is an error too.")
@with_reports()
def command(
    files: tuple[Path, ...],
    apis: tuple[Api, ...],
    callback_paths: tuple[str, ...],
    rules: tuple[str, ...],
    exclude: tuple[str, ...],
    strict: bool,
    reporting: Reporting,
) -> None:
    """Judge the files."""
    with interruptible():
        screen = Screen(apis or APIS)
        try:
            baseline = reporting.prepare()
            with screen:
                replayed = replay(
                    files,
                    apis=apis or APIS,
                    callback_paths=callback_paths,
                    rules=rules,
                    exclude=exclude,
                    strict=strict,
                    on_event=screen.show,
                )
        except CannotRunError as error:
            cannot_run(error)
        else:
            _left_out(screen, replayed)
            reporting.finish(replayed.reports, baseline)


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
