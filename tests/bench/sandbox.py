"""`make bench`: the sandbox beside Prism's mock, on the same document and the same requests, in one run.

Prism keeps no state and does not look inside the JSON of the query; the sandbox validates everything and
responses from its orders.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import quote

from codegen.documents import yaml12
from order_contract.wire import codec
from tests.bench.load import Exchange, exchange, rate

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "generated/order_contract_generated/openapi/globale.yaml"
EXAMPLES = ROOT / "spec/globale/examples"
PRISM = ROOT / "tests/bench/node_modules/.bin/prism"
GUID = "abcdabcd-abcd-abcd-abcd-abcdabcdabcd"
ROUNDS, SECONDS = 15, 1.0
"""Short rounds in turns: what else happens on the machine then meets both."""


@contextmanager
def sandbox() -> Iterator[str]:
    """A sandbox on a free port."""
    command = [sys.executable, "-m", "order_contract.cli", "serve", "--port", "0", "--no-log"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            match = re.search(r"http://[0-9.:]+", process.stdout.readline())
            assert match
            yield match.group()
        finally:
            process.terminate()


@contextmanager
def prism() -> Iterator[str]:
    """Prism's mock of the same document on a free port, without its log."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        str(PRISM),
        "mock",
        "--port",
        str(port),
        "--host",
        "127.0.0.1",
        "--verboseLevel",
        "silent",
        str(DOCUMENT),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline:
                with socket.socket() as attempt:
                    if attempt.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _value(name: str) -> object:
    return yaml12.load(EXAMPLES / f"{name}.yaml")["value"]


def _requests(url: str) -> list[Exchange]:
    status = quote(str(_value("updateOrderDispatch.orderStatus")), safe="")
    parcels = "&".join(
        f"parcelsList={quote(codec.dumps({'ParcelCode': code}).decode(), safe='')}"
        for code in ("12345-1", "12345-2")
    )
    return [
        exchange(
            "GetOrdersDetails",
            url,
            f"/Order/GetOrdersDetails?merchantGUID={GUID}",
            codec.dumps(_value("getOrdersDetails.body")),
        ),
        exchange(
            "UpdateOrderDispatch",
            url,
            f"/Order/UpdateOrderDispatch?merchantGUID={GUID}&orderStatus={status}&{parcels}",
            codec.dumps(_value("updateOrderDispatch.body")),
        ),
    ]


def main() -> None:
    """Measure in turns and print medians, ratios and their spread."""
    if not PRISM.exists():
        print("sandbox and Prism: not run, npm is not here")
        return
    print(
        f"Answers per second, median of {ROUNDS} rounds of {SECONDS:.0f} s, 4 connections, one worker each "
        f"(node {_version('node')})"
    )
    with sandbox() as ours, prism() as theirs:
        for mine, other in zip(_requests(ours), _requests(theirs), strict=True):
            rate(ours, mine, 1)
            rate(theirs, other, 1)
            pairs = [(rate(ours, mine, SECONDS), rate(theirs, other, SECONDS)) for _ in range(ROUNDS)]
            ratios = sorted(a / b for a, b in pairs)
            print(
                f"  {mine.name:22} sandbox {median(a for a, _ in pairs):7.0f}   Prism "
                f"{median(b for _, b in pairs):7.0f}   "
                f"ratio {median(ratios):.1f} ({ratios[0]:.1f} to {ratios[-1]:.1f})"
            )


def _version(tool: str) -> str:
    path = shutil.which(tool)
    return (
        subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout.strip()
        if path
        else "absent"
    )


if __name__ == "__main__":
    main()
