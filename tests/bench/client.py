"""`make bench`: the clients beside their peers, on the same work in one run. Ratios with their spread are
printed, nothing is asserted.

Each figure is the median of rounds in which all contestants take turns, so that a busy machine slows all of
them; a ratio is taken within a round.
"""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import httpx2

from codegen.documents import yaml12
from order_contract.globale import AsyncGlobalEClient, GlobalEClient
from order_contract.globale.mappings import OrderDetailsFilterDict
from order_contract.sandbox.server import Running
from order_contract.wire import codec

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "generated/order_contract_generated/openapi/globale.yaml"
SAMPLE = ROOT / "spec/globale/examples/orderStatusCallback.request.yaml"
SEEDS = ROOT / "overrides/order_contract/sandbox/sample-orders.json"
ASKED: OrderDetailsFilterDict = {"OrderIds": ["GE2794623GB"]}
ORDERS, ROUNDS = 2_000, 7
PEERS = ("ours", "stock openapi-python-client", "pydantic alone", "msgspec alone", "json.loads")
Rounds = dict[str, list[float]]


def ratios(rounds: Rounds, item: str, other: str) -> str:
    """How many times as much one takes as the other: the median, the smallest and the largest."""
    result = sorted(a / b for a, b in zip(rounds[item], rounds[other], strict=True))
    return f"{median(result):.2f} ({result[0]:.2f} to {result[-1]:.2f})"


def calls(url: str, guid: str, turns: int = 100) -> Rounds:
    """Seconds of a call that blocks, over one connection kept open: of each round the median."""
    rounds: Rounds = {"raw": [], "ours": []}
    with httpx2.Client() as http, GlobalEClient(url, guid) as client:
        works: dict[str, Callable[[], Any]] = {
            "raw": lambda: json.loads(
                http.post(f"{url}/Order/GetOrdersDetails", params={"merchantGUID": guid}, json=ASKED).content
            ),
            "ours": lambda: client.get_orders_details(ASKED),
        }
        for work in works.values():
            work()
        for _ in range(ROUNDS):
            taken: Rounds = {name: [] for name in works}
            for _ in range(turns):
                for name, work in works.items():
                    started = time.perf_counter()
                    work()
                    taken[name].append(time.perf_counter() - started)
            for name, result in taken.items():
                rounds[name].append(median(result))
    return rounds


async def async_calls(url: str, guid: str, turns: int = 100) -> Rounds:
    """The same without blocking."""
    rounds: Rounds = {"raw": [], "ours": []}
    async with httpx2.AsyncClient() as http, AsyncGlobalEClient(url, guid) as client:

        async def raw() -> Any:
            return json.loads(
                (
                    await http.post(
                        f"{url}/Order/GetOrdersDetails", params={"merchantGUID": guid}, json=ASKED
                    )
                ).content
            )

        works: dict[str, Callable[[], Awaitable[Any]]] = {
            "raw": raw,
            "ours": lambda: client.get_orders_details(ASKED),
        }
        for work in works.values():
            await work()
        for _ in range(ROUNDS):
            taken: Rounds = {name: [] for name in works}
            for _ in range(turns):
                for name, work in works.items():
                    started = time.perf_counter()
                    await work()
                    taken[name].append(time.perf_counter() - started)
            for name, result in taken.items():
                rounds[name].append(median(result))
    return rounds


def decoding(folder: Path) -> tuple[int, Rounds, Rounds]:
    """The size of the response, and by contestant the seconds and the KiB of each round."""
    # the members of the documented callback, with the products and addresses of one of the sandbox's orders
    seed = next(order for order in codec.loads(SEEDS.read_bytes()) if len(order["Products"]) > 5)
    order = {
        **yaml12.load(SAMPLE)["value"],
        **{name: value for name, value in seed.items() if name != "Sandbox"},
    }
    body = (
        b"["
        + b"\n,".join(codec.dumps({**order, "OrderId": f"GE{number}GB"}) for number in range(ORDERS))
        + b"]"
    )
    file = folder / "answer.json"
    file.write_bytes(body)
    stock = [
        sys.executable,
        "-m",
        "openapi_python_client",
        "generate",
        "--path",
        str(DOCUMENT),
        "--meta",
        "none",
    ]
    subprocess.run([*stock, "--output-path", str(folder / "stock_client")], check=True, capture_output=True)
    seconds: Rounds = {peer: [] for peer in PEERS}
    peaks: Rounds = {peer: [] for peer in PEERS}
    for _ in range(ROUNDS):
        for peer in PEERS:
            extra = [str(folder)] if peer.startswith("stock") else []
            command = [sys.executable, str(Path(__file__).with_name("decoding.py")), peer, str(file), *extra]
            taken, peak = json.loads(
                subprocess.run(command, check=True, capture_output=True, text=True).stdout
            )
            seconds[peer].append(taken)
            peaks[peer].append(peak)
    return len(body), seconds, peaks


def imports() -> Rounds:
    """Seconds of the processor that a new interpreter takes to import, above those of one that does not."""
    statements = {
        "nothing": "pass",
        "peers": "import httpx2, pydantic",
        "ours": "from order_contract.globale import GlobalEClient",
    }
    rounds: Rounds = {name: [] for name in statements}
    for number in range(3 * ROUNDS + 1):
        for name, statement in statements.items():
            started = _of_children()
            subprocess.run([sys.executable, "-c", statement], check=True)
            if number:
                rounds[name].append(_of_children() - started)
    return {
        name: [item - bare for item, bare in zip(taken, rounds["nothing"], strict=True)]
        for name, taken in rounds.items()
        if name != "nothing"
    }


def _of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def report() -> Iterator[str]:
    """The lines to print, each when it is known."""
    with Running("all") as sandbox:
        given = (sandbox.url, sandbox.settings.merchant_guid)
        for kind, rounds in (
            ("Synchronous", calls(*given)),
            ("Asynchronous", asyncio.run(async_calls(*given))),
        ):
            figures = "   ".join(f"{name} {median(rounds[name]) * 1e6:,.0f} us" for name in ("ours", "raw"))
            yield (
                f"{kind} call: {figures}   ratio {ratios(rounds, 'ours', 'raw')}, raw is httpx2 with json, "
                "on the same sandbox"
            )
    gc.collect()
    with tempfile.TemporaryDirectory() as folder:
        size, seconds, peaks = decoding(Path(folder))
    yield (
        f"Decoding GetOrdersDetails: {ORDERS:,} full orders, {size / 1e6:.1f} MB, median of {ROUNDS} "
        "rounds, each contestant in a new process"
    )
    for peer in PEERS:
        share = "" if peer == "ours" else f"   ours takes {ratios(seconds, 'ours', peer)} times as long"
        memory = "" if peer == "ours" else f" and {ratios(peaks, 'ours', peer)} times the memory"
        yield (
            f"  {peer:28} {median(seconds[peer]):6.3f} s   peak {median(peaks[peer]) / 1024:6.0f} "
            f"MiB{share}{memory}"
        )
    rounds = imports()
    figures = "   ".join(
        f"{name} {median(rounds[key]):.3f} s"
        for key, name in (("ours", "order_contract.globale"), ("peers", "httpx2, pydantic"))
    )
    yield f"Importing, seconds of the processor: {figures}   ratio {ratios(rounds, 'ours', 'peers')}"


if __name__ == "__main__":
    for line in report():
        print(line, flush=True)
