"""Transports that do harm between a client and a server: each request meets the next of the planned
faults.
"""

from __future__ import annotations

from collections.abc import Callable

import httpx2

SERVER_ERROR = b'{"Code":"500","Error":"Something went wrong"}'
DEFERRED = {"Retry-After": "1"}


class Killed(BaseException):
    """The process ends here."""


def _raising(kind: type[httpx2.TransportError]) -> Callable[[httpx2.Request], httpx2.Response]:
    def fault(request: httpx2.Request) -> httpx2.Response:
        raise kind("", request=request)

    return fault


def _killed(_: httpx2.Request) -> httpx2.Response:
    raise Killed


Fault = Callable[[httpx2.Request], httpx2.Response]
# What the server never hears of.
BEFORE: dict[str, Fault] = {
    "no connection": _raising(httpx2.ConnectError),
    "no connection in time": _raising(httpx2.ConnectTimeout),
    "lost on the way": _raising(httpx2.WriteError),
    "no response in time, undelivered": _raising(httpx2.ReadTimeout),
    "killed before": _killed,
    "429": lambda _: httpx2.Response(429, content=b"later", headers=DEFERRED),
    "503": lambda _: httpx2.Response(503, content=b"<html>", headers=DEFERRED),
    "500 before": lambda _: httpx2.Response(500, content=SERVER_ERROR),
    "502 before": lambda _: httpx2.Response(502, content=b"<html>Bad Gateway</html>"),
}
# What it hears of and carries out, with its response spoiled.
AFTER: dict[str, Fault] = {
    "answer lost": _raising(httpx2.ReadError),
    "hung up": _raising(httpx2.RemoteProtocolError),
    "no response in time, delivered": _raising(httpx2.ReadTimeout),
    "killed after": _killed,
    "500 after": lambda _: httpx2.Response(500, content=SERVER_ERROR),
    "502 after": lambda _: httpx2.Response(502, content=b"<html>Bad Gateway</html>"),
    "503 with the success": lambda _: httpx2.Response(503, content=b'{"Success":true}', headers=DEFERRED),
    "not JSON": lambda _: httpx2.Response(200, content=b"<html>Welcome</html>"),
    "truncated": lambda _: httpx2.Response(200, content=b'{"Succ'),
    "nothing": lambda _: httpx2.Response(200, content=b""),
    "another structure": lambda _: httpx2.Response(200, content=b"[]"),
    "too much": lambda _: httpx2.Response(200, content=b" " * 100_000),
    "redirected": lambda _: httpx2.Response(302, headers={"Location": "https://elsewhere.example"}),
}
FAULTS = {**BEFORE, **AFTER}


class Faulty(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Lets refunds meet the faults of `plan`, one each, and everything else pass.

    `delivered` counts the refunds that came through.
    """

    def __init__(self) -> None:
        self.plan: list[str] = []
        self.delivered = 0
        self._sync, self._async = httpx2.HTTPTransport(), httpx2.AsyncHTTPTransport()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        fault = self._next(request)
        if fault in BEFORE:
            return BEFORE[fault](request)
        response = self._sync.handle_request(request)
        response.read()
        response.close()
        return self._spoiled(request, response, fault)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        fault = self._next(request)
        if fault in BEFORE:
            return BEFORE[fault](request)
        response = await self._async.handle_async_request(request)
        await response.aread()
        await response.aclose()
        return self._spoiled(request, response, fault)

    def _next(self, request: httpx2.Request) -> str:
        return self.plan.pop(0) if self.plan and request.url.path.endswith("CreateOrderRefund") else ""

    def _spoiled(self, request: httpx2.Request, response: httpx2.Response, fault: str) -> httpx2.Response:
        self.delivered += request.url.path.endswith("CreateOrderRefund")
        whole = httpx2.Response(response.status_code, content=response.content)
        return AFTER[fault](request) if fault and response.status_code == 200 else whole

    def close(self) -> None:
        self._sync.close()

    async def aclose(self) -> None:
        await self._async.aclose()
