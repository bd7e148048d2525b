"""An ASGI or WSGI application in this process, reached without a socket.

Invariants: an ASGI application lives on one event loop, from its start-up to its shutdown; an application's
own exception is a response of 500, as a server would give it.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable
from typing import Any, Final

import httpx2

from order_contract.check.errors import CannotRunError
from order_contract.check.transport.connections import Connection, Through

BASE: Final = "http://127.0.0.1"
"""Where an application is said to be."""
_FAILED: Final = b"Internal Server Error"


def to_application(application: Callable[..., Any], timeout: float) -> Connection:
    """A connection to an application.

    :raises CannotRunError: its start-up failed.
    """
    transport = _Asgi(application, timeout) if _is_asgi(application) else _Wsgi(application)
    return Through(httpx2.Client(transport=transport, timeout=timeout), timeout)


def _is_asgi(application: Callable[..., Any]) -> bool:
    called = application if inspect.isroutine(application) else type(application).__call__
    if inspect.iscoroutinefunction(called):
        return True
    needed = [
        parameter
        for parameter in inspect.signature(application).parameters.values()
        if parameter.default is parameter.empty and parameter.kind < parameter.KEYWORD_ONLY
    ]
    return len(needed) == 3


class _Wsgi(httpx2.BaseTransport):
    def __init__(self, application: Callable[..., Any]) -> None:
        self._inner = httpx2.WSGITransport(application, raise_app_exceptions=False)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if any(max(value, default=0) > 127 for _, value in request.headers.raw):
            raise httpx2.LocalProtocolError("WSGI's own texts hold no such header.")
        try:
            return self._inner.handle_request(request)
        except Exception:  # noqa: BLE001  # whatever the application raises, its server would answer 500
            return httpx2.Response(
                500, headers={"content-type": "text/plain"}, stream=httpx2.ByteStream(_FAILED)
            )


class _Asgi(httpx2.BaseTransport):
    def __init__(self, application: Callable[..., Any], timeout: float) -> None:
        self._inner = httpx2.ASGITransport(application, raise_app_exceptions=False)
        self._application = application
        self._timeout = timeout
        self._loop = asyncio.new_event_loop()
        self._one = threading.Lock()
        self._says: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._hears: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._life = self._loop.create_task(self._lifespan())
        try:
            self._loop.run_until_complete(self._announce("startup"))
        except CannotRunError:
            self._loop.close()
            raise

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        with self._one:
            return self._loop.run_until_complete(self._response(request))

    async def _response(self, request: httpx2.Request) -> httpx2.Response:
        try:
            async with asyncio.timeout(self._timeout):
                copy = httpx2.Request(
                    request.method, request.url, headers=request.headers, content=request.read()
                )
                response = await self._inner.handle_async_request(copy)
                return httpx2.Response(
                    response.status_code,
                    headers=response.headers,
                    stream=httpx2.ByteStream(await response.aread()),
                )
        except TimeoutError:
            raise httpx2.ReadTimeout("") from None

    def close(self) -> None:
        if not self._loop.is_closed():
            self._loop.run_until_complete(self._announce("shutdown"))
            self._life.cancel()
            self._loop.run_until_complete(asyncio.gather(self._life, return_exceptions=True))
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
            self._loop.close()

    async def _lifespan(self) -> None:
        await self._application(
            {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, self._hears.get, self._says.put
        )

    async def _announce(self, moment: str) -> None:
        """Announce start-up or shutdown, and wait for the response.

        An application that knows neither ends its task, by an exception or not.
        """
        if self._life.done():
            return
        await self._hears.put({"type": f"lifespan.{moment}"})
        heard = asyncio.create_task(self._says.get())
        await asyncio.wait({heard, self._life}, timeout=self._timeout, return_when=asyncio.FIRST_COMPLETED)
        if heard.done() and heard.result()["type"] == "lifespan.startup.failed":
            raise CannotRunError(
                f"The application's start-up failed: {heard.result().get('message') or 'it does not say why'}."
            )
        heard.cancel()
        if self._life.done() and not self._life.cancelled():
            self._life.exception()  # taken, so that it is not reported as forgotten
