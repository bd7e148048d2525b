"""The ASGI application: reads a request within its limits, lets the service answer, writes the answer, with the faults that were asked for.

Invariants: a body is never held beyond the limit; without a fault an answer is complete JSON with its length; the log never holds a value of a query,
of a body or of a secret header.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Literal

from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from order_contract import spec
from order_contract.sandbox import access_log, chaos, control, reference
from order_contract.sandbox.incoming import header
from order_contract.sandbox.outbox import Deliverer
from order_contract.sandbox.service import Reply, Service
from order_contract.sandbox.settings import Settings
from order_contract.sandbox.store import Store

Choice = Literal["globale", "merchant", "s2", "all"]


def app(api: Choice = "all", settings: Settings | None = None) -> Starlette:
    """A sandbox as an ASGI application, with a state of its own.

    :param api: one of the three APIs, or all of them side by side.
    :param settings: credentials, limits and the choices that the documents leave open.
    :raises StoreError: the settings name a database that cannot be used.
    """
    chosen = settings or Settings()
    store = Store(chosen.database)
    service = Service(spec.APIS if api == "all" else (api,), chosen, store)
    endpoint = Endpoint(service)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with _delivering(endpoint, store, chosen):
            yield
        store.close()

    application = _Application(lifespan=lifespan)
    # Not a route: a pattern of Starlette's matches no path with a line feed, and nothing may go past the endpoint.
    application.router.default = endpoint
    application.router.redirect_slashes = False
    application.state.service = service
    return application


class _Application(Starlette):
    """Starlette without its two layers for errors: the service answers everything, its own failures included."""

    def build_middleware_stack(self) -> ASGIApp:
        return self.router


@asynccontextmanager
async def _delivering(endpoint: Endpoint, store: Store, settings: Settings) -> AsyncIterator[None]:
    if settings.merchant_url is None:
        yield
        return
    endpoint.deliverer = Deliverer(store, settings)
    running = asyncio.create_task(endpoint.deliverer.run())
    yield
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


class Endpoint:
    """Answers every HTTP request."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._settings = service.settings
        self._chaos = chaos.Chaos(service.settings.chaos)
        self.deliverer: Deliverer | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
            return
        started = time.perf_counter()
        place, reply, faults = await self._reply(scope, receive)
        if faults.seconds:
            await asyncio.sleep(faults.seconds)
        if self._settings.log:
            access_log.write(scope, place, reply.status, time.perf_counter() - started, len(reply.body))
        await _send(reply, scope, send, drop="drop" in faults.after)
        if self.deliverer is not None:
            self.deliverer.wake()

    async def _reply(self, scope: Scope, receive: Receive) -> tuple[str, Reply, chaos.Faults]:
        """What the request meant, its answer, and what is to go wrong with that."""
        service, path, method = self._service, scope["path"], scope["method"]
        raw_path = (scope.get("raw_path") or b"").decode("latin-1") or path
        if self._settings.control and reference.is_page(path):
            return reference.PREFIX, reference.reply(method, path) or service.no_path(path), chaos.NONE
        controls = self._settings.control and (path == control.PREFIX or path.startswith(control.PREFIX + "/"))
        route = None if controls else service.route(path, raw_path)
        if route is None and not controls:
            return "", service.no_path(path), chaos.NONE
        operation = route.methods.get(method) if route else None
        if route and operation is None:
            return route.pattern, service.wrong_method(route), chaos.NONE
        body = await _body(scope, receive, self._settings.max_body)
        if body is None:
            return route.pattern if route else path, service.too_large(route.api if route else "globale"), chaos.NONE
        if route is None or operation is None:
            return "/".join(path.split("/")[:3]), service.control(method, raw_path, body), chaos.NONE
        asked = header(scope["headers"], chaos.HEADER)
        try:
            faults = self._chaos.faults(operation.name, ",".join(asked) if asked else None)
        except chaos.ChaosError as wrong:
            return route.pattern, service.malformed(route.api, str(wrong)), chaos.NONE
        if faults.before:
            return route.pattern, service.fault(route.api, faults.before), faults
        reply = service.answer(operation, route.path, scope["query_string"], scope["headers"], body)
        return route.pattern, service.spoiled(reply, faults.after) if faults.after else reply, faults


async def _body(scope: Scope, receive: Receive, limit: int) -> bytes | None:
    """The whole body, None when it is larger than the limit."""
    announced = header(scope["headers"], b"content-length")
    if announced and announced[0].isdecimal() and (len(announced[0]) > 18 or int(announced[0]) > limit):
        return None
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            return None
        chunks.append(chunk)
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return b"".join(chunks)


async def _send(reply: Reply, scope: Scope, send: Send, *, drop: bool) -> None:
    headers = [(b"content-type", reply.content_type.encode()), (b"content-length", str(len(reply.body)).encode())]
    headers += [(name.lower().encode(), value.encode()) for name, value in reply.headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    if drop:
        # An answer that is never finished makes the server cut the connection.
        await send({"type": "http.response.body", "body": reply.body[: len(reply.body) // 2], "more_body": True})
        return
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else reply.body})
