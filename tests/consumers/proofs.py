"""What a tool must do with a running server, and how the server shows that it was done.

Invariant: a call counts only when the state of the server that received it shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import httpx2

from order_contract.sandbox import Settings
from order_contract.sandbox.server import Running
from tests.consumers.consumer import Command, ConsumerError, Proof, run

CALLS = {"UpdateOrderDispatch": "true", "GetOrdersDetails": "GE123874638GB", "CreateOrderRefund": "true"}
EXACT = "12345678901234567.89"
"""The total of the order EXACT1GB: more digits than a binary number holds."""
_ORDER = f'{{"OrderId":"EXACT1GB","StatusCode":"N/A","InternationalDetails":{{"TotalPrice":{EXACT}}}}}'
Prove = Callable[[Path, Mapping[str, str]], Proof]


def three_calls(command: Callable[[Path], Command], money: str) -> Prove:
    """UpdateOrderDispatch with two parcels, GetOrdersDetails, and CreateOrderRefund, all built from the
    tool's own models. The total of the order EXACT1GB is read too.

    :param money: the type that an amount must have in the tool's models.
    """

    def prove(work: Path, environment: Mapping[str, str]) -> Proof:
        with Running("globale", Settings()) as running:
            url = running.url
            headers = {"Content-Type": "application/json"}
            httpx2.post(f"{url}/sandbox/orders", content=_ORDER, headers=headers).raise_for_status()
            variables = {"CONSUMER_URL": url, "CONSUMER_GUID": running.settings.merchant_guid}
            printed = run(command(work), work, {**environment, **variables})
            parcels = httpx2.get(f"{url}/sandbox/orders/testID").json()["Progress"]["parcels"]
            refunded = httpx2.get(f"{url}/sandbox/orders/GE123874638GB").json()["Refunded"]
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
