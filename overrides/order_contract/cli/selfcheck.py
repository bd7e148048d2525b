"""`order-contract selfcheck`: start the sandbox on a free port and check all three APIs against it, two at a
time.

Invariants: the sandbox runs in a process of its own and is seen through HTTP only; whatever happens, nothing
that was started is left behind.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from typing import IO, Any, Final

import click

from order_contract.check import CannotRunError, Progress, Report, ServerCredentials, interrupts, run
from order_contract.check.reports.terminal import Screen, exit_code, render
from order_contract.check.server_data import Fixtures
from order_contract.cli.check import cannot_run, interruptible
from order_contract.cli.help import CliCommand
from order_contract.sandbox.check_fixtures import fixtures
from order_contract.sandbox.settings import Settings
from order_contract.spec import APIS, Api

KNOWN: Final = Settings()
CREDENTIALS: Final = ServerCredentials(
    KNOWN.merchant_guid, KNOWN.s2_token, KNOWN.s2_organization, merchant_guid=KNOWN.callback_guid
)
LANES: Final[tuple[tuple[Api, ...], ...]] = (("globale",), ("merchant", "s2"))
"""What runs at the same time: two lanes of about the same length."""
SECONDS: Final = {"globale": 40, "merchant": 20, "s2": 20}
"""What each API may take, so that all are through in less than a minute on two cores."""
START: Final = 30.0
"""Seconds that the sandbox may take to start."""
_READY: Final = re.compile(r"ready: (http://\S+)")


@click.command(
    "selfcheck",
    cls=CliCommand,
    help="Start the sandbox on a free port and check all three APIs against it, in less than a minute.",
    examples=[("order-contract selfcheck", "whether everything works on this machine")],
)
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    metavar="NUMBER",
    help="The same seed sends the same requests.",
)
def command(seed: int) -> None:
    """Check the sandbox."""
    with interruptible():
        screen = Screen(APIS)
        try:
            with screen, sandbox() as (url, group):
                reports = _check_all(url, group, seed, screen)
        except CannotRunError as error:
            cannot_run(error)
        else:
            render(reports)
            sys.exit(exit_code(reports))


@contextlib.contextmanager
def sandbox() -> Iterator[tuple[str, int]]:
    """A sandbox in its own process group: its URL and the group's id. It ends with the block."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "order_contract.cli", "serve", "--api", "all", "--port", "0"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield _ready(process, log), process.pid
        finally:
            _end(process)


def _ready(process: subprocess.Popen[bytes], log: IO[bytes]) -> str:
    lines: queue.Queue[bytes] = queue.Queue()

    def read() -> None:
        for line in process.stdout or ():
            lines.put(line)
        lines.put(b"")

    threading.Thread(target=read, daemon=True).start()
    deadline = time.monotonic() + START
    while (left := deadline - time.monotonic()) > 0:
        try:
            line = lines.get(timeout=left)
        except queue.Empty:
            break
        match = _READY.search(line.decode("utf-8", "replace"))
        if match:
            return match[1]
        if not line:
            break
    log.seek(0)
    last_lines = log.read().decode("utf-8", "replace").strip().splitlines()
    why = f": {last_lines[-1]}" if last_lines else ""
    raise CannotRunError(f"The sandbox did not start{why}. Run `order-contract serve --port 0` to see more.")


def _end(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
            return


def _check_all(url: str, group: int, seed: int, screen: Screen) -> list[Report]:
    context = multiprocessing.get_context("spawn")
    inbox: Any = context.Queue()
    workers: list[BaseProcess] = [
        context.Process(target=_work, args=(lane, url, seed, inbox, os.getpid(), group), daemon=True)
        for lane in LANES
    ]
    reports: dict[str, Report] = {}
    try:
        with interrupts.held_back():
            for worker in workers:
                worker.start()
        while len(reports) < len(APIS):
            try:
                message = inbox.get(timeout=0.5)
            except queue.Empty:
                if not any(worker.is_alive() for worker in workers):
                    raise CannotRunError(
                        "A part of the check ended without a result: run `order-contract check` against "
                        "`order-contract serve`."
                    ) from None
                continue
            if isinstance(message, Report):
                reports[message.api] = message
                screen.end(message)
            elif isinstance(message, Progress):
                screen.show(message)
            else:
                raise CannotRunError(str(message))
    finally:
        for worker in workers:
            if worker.pid is not None:
                worker.kill()
                worker.join()
    return [reports[api] for api in APIS]


def _work(lane: tuple[Api, ...], url: str, seed: int, outbox: Any, parent: int, group: int) -> None:
    """Runs in a process of its own, which Ctrl-C never reaches: that is the parent's business, and without a
    parent there is no business at all.
    """
    last_shown = 0.0

    def announce(progress: Progress) -> None:
        nonlocal last_shown
        if os.getppid() != parent:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
            os._exit(1)
        now = time.monotonic()
        if progress.new is not None or now - last_shown > 0.1:
            last_shown = now
            outbox.put(progress)

    known = Fixtures.read(fixtures(KNOWN))
    for api in lane:
        try:
            outbox.put(
                run(
                    url,
                    api,
                    credentials=CREDENTIALS,
                    fixtures=known,
                    seed=seed,
                    max_time=SECONDS[api],
                    on_event=announce,
                )
            )
        except CannotRunError as error:
            outbox.put(f"{api}: {error}")
            return
