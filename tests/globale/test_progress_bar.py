"""The progress bar of a batch: on a terminal, and nowhere else."""

from __future__ import annotations

import contextlib
import os
import pty
import subprocess
import sys
from collections.abc import Iterator

CODE = """
import httpx2
from order_contract.globale import batch
from order_contract.globale import GlobalEClient
from order_contract.retries import Retries
from order_contract.testing import GUID, MockTransport
lost = [{}, httpx2.ReadError("canary"), *[[{"OrderId": "canary@x.example", "StatusCode": "x"}]] * 9]
http = httpx2.Client(transport=MockTransport(responses={"getOrdersDetails": lost}))
client = GlobalEClient("https://x.example", GUID, http_client=http, retries=Retries(attempts=1))
with batch.bar("canned [orders]") as progress:
    ids = [f"canary{number}" for number in range(25)]
    outcome = batch.get_orders_details(client, ids, size=5, progress=progress)
print(len(outcome.responses), len(outcome.failed))
"""


def pieces(terminal: int) -> Iterator[bytes]:
    with contextlib.suppress(OSError):  # what Linux says when the other end is closed
        while piece := os.read(terminal, 65536):
            yield piece


def test_is_drawn_on_a_terminal_and_holds_counts_only() -> None:
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "NO_COLOR": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", CODE], stdout=subprocess.PIPE, stderr=slave, env=environment, text=True
    ) as process:
        os.close(slave)
        drawn = b"".join(pieces(master))
        os.close(master)
        assert process.stdout
        assert process.stdout.read() == "3 10\n"
    assert "canned [orders]" in drawn.decode()
    assert "25/25" in drawn.decode()
    assert drawn.endswith(b"\x1b[?25h")  # the cursor is back
    assert b"canary" not in drawn


def test_is_not_drawn_elsewhere() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("3 10\n", "")
