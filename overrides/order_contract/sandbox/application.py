"""The ASGI application: reads a request within its limits, calls the service, writes the response, with
the faults that were asked for.

Invariants: a web page of another site is refused before anything else is looked at; a request that does not
arrive whole is not executed; a body is never held beyond the limit; without a fault a response is complete
JSON with its length; the log never holds a value of a query, of a body or of a secret header.

ASGI itself is all that it needs: a framework would add a router and layers for errors before a service that
routes by the published documents and reports its own failures.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Final, Literal

from order_contract import spec
from order_contract.sandbox import access_log, chaos, control, cross_origin, docs_page, published_documents
from order_contract.sandbox.callback_outbox import Deliverer
from order_contract.sandbox.database import SandboxStore
from order_contract.sandbox.errors import RefusalError
from order_contract.sandbox.request import Headers, header, headers_of
from order_contract.sandbox.service import Service, ServiceResponse
from order_contract.sandbox.settings import Settings
from order_contract.sandbox.web_guard import WebGuard

Choice = Literal["globale", "merchant", "s2", "all"]
Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

_NO_HEADERS: Final[Mapping[str, str]] = {}


def app(api: Choice = "all", settings: Settings | None = None) -> SandboxApp:
    """A sandbox as an ASGI application, with a state of its own.

    :param api: one of the three APIs, or all of them side by side.
    :param settings: credentials, limits and the choices that the documents leave open.
    :raises StoreError: the settings name a database that cannot be used.
    """
    chosen = settings or Settings()
    return SandboxApp(Service(spec.APIS if api == "all" else (api,), chosen, SandboxStore(chosen.database)))


class _DisconnectError(Exception):
    """The connection ended before the body did."""


class SandboxApp:
    """Responds to every HTTP request, and delivers callbacks between the start and the stop of the server."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._settings = service.settings
        self._guard = WebGuard(service.settings)
        self._chaos = chaos.Chaos(service.settings.chaos)
        self._deliverer: Deliverer | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the server."""
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        delivering: asyncio.Task[None] | None = None
        if self._settings.merchant_url is not None:
            self._deliverer = Deliverer(self.service.store, self._settings)
            delivering = asyncio.create_task(self._deliverer.run())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if delivering is not None:
            delivering.cancel()
            with suppress(asyncio.CancelledError):
                await delivering
        self.service.store.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = headers_of(scope["headers"])
        refused = self._guard.refusal(headers)
        if refused is not None:
            started = time.perf_counter()
            reply = self.service.refusal(self.service.meant(scope["path"]), refused)
            self._log(scope, "", reply, started)
            await _send(reply, _NO_HEADERS, scope, send, drop=False)
        elif b"origin" not in headers:
            await self._exchange(headers, _NO_HEADERS, scope, receive, send)
        elif cross_origin.is_preflight(scope["method"], headers):
            reply = cross_origin.preflight(headers)
            await _send(reply, _NO_HEADERS, scope, send, drop=False)
        else:
            await self._exchange(headers, cross_origin.readable_by(headers), scope, receive, send)

    async def _exchange(
        self, headers: Headers, more: Mapping[str, str], scope: Scope, receive: Receive, send: Send
    ) -> None:
        started = time.perf_counter()
        try:
            place, reply, faults = await self._reply(headers, scope, receive)
        except _DisconnectError:
            return
        if faults.seconds:
            await asyncio.sleep(faults.seconds)
        self._log(scope, place, reply, started)
        await _send(reply, more, scope, send, drop="drop" in faults.after)
        if self._deliverer is not None:
            self._deliverer.wake()

    def _log(self, scope: Scope, place: str, reply: ServiceResponse, started: float) -> None:
        if self._settings.log:
            access_log.write(scope, place, reply.status, time.perf_counter() - started, len(reply.body))

    async def _reply(
        self, headers: Headers, scope: Scope, receive: Receive
    ) -> tuple[str, ServiceResponse, chaos.RequestFaults]:
        """What the request meant, its response, and what is to go wrong with that."""
        service, path, method = self.service, scope["path"], scope["method"]
        raw_path = (scope.get("raw_path") or b"").decode("latin-1") or path
        route = service.route(path, raw_path)
        if route is None:
            return *await self._beside(scope, raw_path, headers, receive), chaos.NONE
        operation = route.methods.get(method)
        if operation is None:
            return route.pattern, service.wrong_method(route), chaos.NONE
        body = await _body(headers, receive, self._settings.max_body)
        if body is None:
            return route.pattern, service.too_large(route.api), chaos.NONE
        asked = header(headers, chaos.HEADER)
        try:
            faults = self._chaos.faults(operation.name, ",".join(asked) if asked else None)
        except chaos.ChaosError as wrong:
            return route.pattern, service.malformed(route.api, str(wrong)), chaos.NONE
        if faults.before:
            return route.pattern, service.fault(route.api, faults.before), faults
        reply = service.response(operation, route.path, scope["query_string"], headers, body)
        return route.pattern, service.spoiled(reply, faults.after) if faults.after else reply, faults

    async def _beside(
        self, scope: Scope, raw_path: str, headers: Headers, receive: Receive
    ) -> tuple[str, ServiceResponse]:
        """What stands beside the operations: the API reference, the documents, the control calls, nothing."""
        service, path, method = self.service, scope["path"], scope["method"]
        if not self._settings.control:
            return "", service.no_path(path)
        if path == "/" or _under(docs_page.PREFIX, path):
            page = docs_page.reply(method, path, _address(scope, headers))
            return docs_page.PREFIX, page or service.no_path(path)
        if _under(published_documents.PREFIX, path):
            return published_documents.PREFIX, self._document(scope, headers)
        if not _under(control.PREFIX, path):
            return "", service.no_path(path)
        body = await _body(headers, receive, self._settings.max_body)
        return "/".join(path.split("/")[:3]), service.too_large(
            "globale"
        ) if body is None else service.control(method, raw_path, headers, body)

    def _document(self, scope: Scope, headers: Headers) -> ServiceResponse:
        path, apis = scope["path"], self.service.apis
        try:
            return published_documents.reply(scope["method"], path, headers, _address(scope, headers), apis)
        except RefusalError as refused:
            return self.service.refusal(self.service.meant(path), refused)


def _address(scope: Scope, headers: Headers) -> str:
    """The base URL under which the client reached the sandbox."""
    # HTTP/1.0 needs no Host.
    host = "".join(header(headers, b"host")) or ":".join(map(str, scope.get("server") or ("localhost",)))
    return f"{scope.get('scheme', 'http')}://{host}{scope.get('root_path', '')}"


def _under(prefix: str, path: str) -> bool:
    return path == prefix or path.startswith(prefix + "/")


async def _body(headers: Headers, receive: Receive, limit: int) -> bytes | None:
    """The whole body, None when it is larger than the limit.

    :raises _DisconnectError: the connection ended before the body did.
    """
    announced = headers.get(b"content-length", (b"0",))[0]
    if announced.isdigit() and (len(announced) > 18 or int(announced) > limit):
        return None
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _DisconnectError
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        more = message.get("more_body", False)
    return bytes(body)


async def _send(
    reply: ServiceResponse, more: Mapping[str, str], scope: Scope, send: Send, *, drop: bool
) -> None:
    headers = [(b"content-type", reply.content_type.encode()), (b"content-length", b"%d" % len(reply.body))]
    if reply.status == HTTPStatus.NOT_MODIFIED:
        # Both would be those of the response that the client has.
        headers.clear()
    for name, value in (*reply.headers.items(), *more.items()):
        headers.append((name.lower().encode(), value.encode("latin-1")))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    if drop:
        # A response that is never finished makes the server cut the connection.
        await send(
            {"type": "http.response.body", "body": reply.body[: len(reply.body) // 2], "more_body": True}
        )
        return
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else reply.body})
