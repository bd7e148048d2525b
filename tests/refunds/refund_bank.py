"""A server that pays refunds and shows orders, with faults on demand, for clients of both kinds."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx2

from order_contract.globale import AsyncGlobalEClient, GlobalEClient
from order_contract.refunds import RefundGuard
from order_contract.retries import Retries
from order_contract.wire import codec
from tests.http.client_servers import GUID, Clock

Fault = Callable[[httpx2.Request], httpx2.Response | None]
ORDER = "GE1GB"


class Bank:
    """Holds one order of 100.00, whose id it knows with the merchant's id too. `before` and `after` its work
    come faults: they raise, or response in place of it. `limited` refuses what exceeds the order, as a real
    server does.
    """

    def __init__(self, *, limited: bool = True, total: str | None = "100.00") -> None:
        self.paid = defaultdict[str, Decimal](Decimal)
        self.requests: list[httpx2.Request] = []
        self.before: Fault = lambda _: None
        self.after: Fault = lambda _: None
        self.asking: Fault = lambda _: None
        self.order: dict[str, Any] = {
            "OrderId": ORDER,
            "StatusCode": "N/A",
            "InternationalDetails": {"CurrencyCode": "EUR"},
            "Products": [],
        }
        if total is not None:
            self.order["InternationalDetails"]["TotalPrice"] = Decimal(total)
        self._limited = limited
        self._lock = threading.Lock()

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        with self._lock:
            self.requests.append(request)
            if request.url.path.endswith("GetOrdersDetails"):
                known = ORDER in codec.loads(request.content)["OrderIds"]
                return self.asking(request) or response([self.order] if known else [])
            return self.before(request) or self._pay(request)

    @property
    def refunds(self) -> int:
        """How often a refund was asked for."""
        return sum(request.url.path.endswith("CreateOrderRefund") for request in self.requests)

    def _pay(self, request: httpx2.Request) -> httpx2.Response:
        header = codec.loads(request.url.params["orderRefund"])
        order = header["OrderId"]
        left = Decimal(100) - self.paid[order]
        amount = (
            left
            if header.get("FullRefund")
            else Decimal(header.get("TotalRefundAmount") or 0) + Decimal(header.get("ShippingAmount") or 0)
        )
        if self._limited and (amount > left or left <= 0):
            return response({"Code": "1002"}, 400)
        self.paid[order] += amount
        if self.paid[order] == 100:
            self.order["InternationalDetails"]["ShippingMethodStatusCode"] = "REFUNDED"
        return self.after(request) or response({"Success": True})


def response(value: Any, status: int = 200, **headers: str) -> httpx2.Response:
    return httpx2.Response(status, content=codec.dumps(value), headers=headers)


def lost(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ReadTimeout("", request=request)


def with_client(
    bank: Bank, work: Callable[[Any], Any], mode: str = "sync", clock: Clock | None = None
) -> Any:
    """What `work` gives for a new client of either kind, awaited if need be."""
    clock, transport = clock or Clock(), httpx2.MockTransport(bank)
    if mode == "sync":
        with httpx2.Client(transport=transport) as http:
            client = GlobalEClient("https://x.example", GUID, http_client=http, retries=Retries(attempts=3))
            return work(clock.drive(client))

    async def run() -> Any:
        async with httpx2.AsyncClient(transport=transport) as http:
            retries = Retries(attempts=3)
            client = AsyncGlobalEClient("https://x.example", GUID, http_client=http, retries=retries)
            return await work(clock.drive(client))

    return asyncio.run(run())


def ask(
    bank: Bank, refund: dict[str, Any], *products: dict[str, Any], mode: str = "sync", **options: Any
) -> Any:
    """One refund through a new client of either kind."""
    return with_client(bank, lambda client: client.create_order_refund(refund, products, **options), mode)


def reconciled(bank: Bank, guard: RefundGuard, mode: str = "sync") -> list[str]:
    """What the guard finds of the order's pending refunds."""
    reconcile: Any = guard.reconcile if mode == "sync" else guard.areconcile
    return [finding for _, finding in with_client(bank, lambda client: reconcile(client, ORDER), mode)]
