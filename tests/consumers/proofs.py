"""What a tool must do with a running server, and how the server shows that it was done.

Invariant: a call counts only when the state of the server that received it shows it.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2

from order_contract.sandbox import Settings
from order_contract.sandbox.server import Running
from tests.consumers.consumer import (
    COLLECTIONS,
    PATH,
    Command,
    ConsumerError,
    Nonsense,
    Proof,
    refuse,
    run,
)

CALLS = {"UpdateOrderDispatch": "true", "GetOrdersDetails": "GE123874638GB", "CreateOrderRefund": "true"}
EXACT = "12345678901234567.89"
"""The total of the order EXACT1GB: more digits than a binary number holds."""
_ORDER = f'{{"OrderId":"EXACT1GB","StatusCode":"N/A","InternationalDetails":{{"TotalPrice":{EXACT}}}}}'
Prove = Callable[[Path, Mapping[str, str]], Proof]
_HTTP = httpx2.Client(timeout=60)
"""Patient, because a validator may compile the document at its first request, on a busy machine."""


def three_calls(command: Callable[[Path], Command], money: str) -> Prove:
    """UpdateOrderDispatch with two parcels, GetOrdersDetails, and CreateOrderRefund, all built from the
    tool's own models. The total of the order EXACT1GB is read too.

    :param money: the type that an amount must have in the tool's models.
    """

    def prove(work: Path, environment: Mapping[str, str]) -> Proof:
        with Running("globale", Settings()) as running:
            url = running.url
            headers = {"Content-Type": "application/json"}
            _HTTP.post(f"{url}/sandbox/orders", content=_ORDER, headers=headers).raise_for_status()
            variables = {"CONSUMER_URL": url, "CONSUMER_GUID": running.settings.merchant_guid}
            printed = run(command(work), work, {**environment, **variables})
            parcels = _HTTP.get(f"{url}/sandbox/orders/testID").json()["Progress"]["parcels"]
            refunded = _HTTP.get(f"{url}/sandbox/orders/GE123874638GB").json()["Refunded"]
        reported = dict(line.split(" ", 1) for line in printed.splitlines() if " " in line)
        shown = {
            "UpdateOrderDispatch": set(parcels) == {"12345-1", "12345-2"},
            "GetOrdersDetails": True,
            "CreateOrderRefund": refunded == 100,
        }
        taken = [
            call
            for call, response in CALLS.items()
            if reported.get(call, "").lower() == response.lower() and shown[call]
        ]
        if len(taken) < len(CALLS):
            raise ConsumerError(
                f"the sandbox did not take {', '.join(CALLS.keys() - set(taken))}; "
                f"parcels {sorted(parcels)}, refunded {refunded}; {printed[-500:]}"
            )
        return Proof(f"{len(taken)} of {len(CALLS)}", _money(reported.get("Money", ""), money))

    return prove


def _money(reported: str, expected: str) -> str:
    """In words, what an amount became: the driver prints its type and its digits."""
    kind, _, digits = reported.rpartition(" ")
    if kind != expected:
        raise ConsumerError(f"an amount is {kind or 'not reported'}; the row says {expected}")
    return f"`{kind}`, exact" if digits == EXACT else f"`{kind}`, reads {digits}"


def collections(runner: Callable[[str, str, Mapping[str, str], str], Command]) -> Prove:
    """Each published collection, whole: every documented request of the three APIs. Then the dispatch alone,
    whose parcels the sandbox must have, and a refund of nonsense, which the collection must report.

    :param runner: from the API, the server's URL, the credentials and the one request to send, if not all,
        to the command.
    """

    def prove(work: Path, environment: Mapping[str, str]) -> Proof:
        passed = {}
        for api in ("globale", "s2", "merchant"):
            with Running(api, Settings()) as running:
                variables = {"resetSandbox": "yes", **_credentials(api)}
                printed = run(runner(api, running.url, variables, ""), work / api, environment)
            passed[api] = f"{len(_PASSED.findall(printed))} of {_requests(api)}"
        with Running("globale", Settings()) as running:
            variables = {"resetSandbox": "no", **_credentials("globale")}
            command = runner("globale", running.url, variables, "UpdateOrderDispatch")
            run(command, work / "globale", environment)
            parcels = _HTTP.get(f"{running.url}/sandbox/orders/testID").json()["Progress"]["parcels"]
            if len(parcels) != 2:
                raise ConsumerError(f"of two parcels the sandbox has {sorted(parcels)}")
            _break(work / "globale")
            command = runner("globale", running.url, variables, "CreateOrderRefund")
            nonsense = Nonsense("its test fails", lambda _: command, _FAILED)
            outcome = refuse(nonsense, work / "globale", environment)
        calls = f"{passed['globale']}; S2 {passed['s2']}; callback {passed['merchant']}"
        return Proof(calls, nonsense=outcome)

    return prove


_PASSED = re.compile("\u2713 +the body is JSON and not a refusal")
"""How newman and Bruno print that the test of a request has passed."""
_FAILED = r"(?s)status 200.*the body is JSON and not a refusal"


def _break(folder: Path) -> None:
    """Write nonsense for the refund of a collection."""
    [path] = [*folder.glob("*CreateOrderRefund.bru"), *folder.glob("*.postman_collection.json")]
    quote = '"' if path.suffix == ".bru" else '\\"'
    script = f"({re.escape(f'({quote}orderRefund{quote}, encodeURIComponent(`')})[^`]*`"
    broken, count = re.subn(
        script, lambda match: f"{match[1]}{{{quote}OrderIdd{quote}:1}}`", path.read_text()
    )
    if count != 1:
        raise ConsumerError(f"{path.name} has {count} texts for orderRefund")
    path.write_text(broken)


def _requests(api: str) -> int:
    return len(list((COLLECTIONS / "bruno" / api).glob("*-*.bru")))


def _credentials(api: str) -> dict[str, str]:
    settings = Settings()
    values: dict[str, dict[str, str]] = {
        "globale": {"merchantGUID": settings.merchant_guid},
        "merchant": {"MerchantGUID": settings.callback_guid},
        "s2": {"bearerAuth": settings.s2_token, "organization": settings.s2_organization},
    }
    return values[api]


def checked_server(command: Callable[[Path], Command]) -> Prove:
    """A callback endpoint that the tool validates, held to the contract by `order-contract check`."""

    def prove(work: Path, environment: Mapping[str, str]) -> Proof:
        guid = {"ORDER_CONTRACT_MERCHANT_GUID": Settings().callback_guid}
        with serving(command(work), work, {**environment, **guid}) as url:
            endpoint = f"{url}/order-status-update-url"
            response = _HTTP.post(endpoint, json={"OrderIdd": 1})
            if response.status_code != 400:
                raise ConsumerError(f"nonsense got status {response.status_code}: {response.text[:300]}")
            check = [sys.executable, "-m", "order_contract.cli", "check", endpoint, "--api", "merchant"]
            printed = run([*check, "--profile", "quick", "--seed", "1"], work, guid)
        (work / "check.txt").write_text(printed)
        held = re.search(r"The contract holds: 1 operation, ([\d,]+) cases, (\d+) findings?", printed)
        if held is None:
            raise ConsumerError(f"order-contract check says {printed.strip()[-1500:]}")
        cases, findings = held.groups()
        return Proof(f"check: {cases} cases, 0 errors, {findings} warnings", nonsense="status 400")

    return prove


@contextmanager
def serving(command: Command, work: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """A server of another process on a free port of loopback, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = work / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [str(part) for part in command],
            cwd=work,
            env={"PATH": PATH, **environment, "PORT": str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        for _ in range(1200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if server.poll() is not None:
                break
            time.sleep(0.05)
        else:
            raise ConsumerError(f"the server does not listen: {log.read_text()[-1500:]}")
        if server.poll() is not None:
            raise ConsumerError(f"the server ended: {log.read_text()[-1500:]}")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)
