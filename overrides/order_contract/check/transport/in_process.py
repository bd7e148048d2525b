"""An ASGI or WSGI application in this process, reached without a socket.

Invariants: an ASGI application runs on one event loop, from its start-up to its shutdown; an application's
own exception is a response of 500, as a server would give it; one that exits cannot be checked.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Final

import httpx2
from anyio import fail_after, move_on_after
from anyio.from_thread import start_blocking_portal

from order_contract.check.errors import CannotRunError
from order_contract.check.transport.connections import Connection, Through
from order_contract.check.transport.extras import NO_EXTRAS, Extras

BASE: Final = "http://127.0.0.1"
"""Where an application is said to be."""
_FAILED: Final = b"Internal Server Error"


def to_application(application: Callable[..., Any], timeout: float, extras: Extras = NO_EXTRAS) -> Connection:
    """A connection to an application, over which every request carries the extras.

    :raises CannotRunError: its start-up failed.
    """
    transport = _Asgi(application, timeout) if _is_asgi(application) else _Wsgi(application)
    return Through(httpx2.Client(transport=transport, timeout=timeout), timeout, extras)


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
        self._one = threading.Lock()
        self._says: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._hears: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        with ExitStack() as stack:
            self._portal = stack.enter_context(start_blocking_portal())
            stack.callback(self._portal.call, self._portal.stop, True)
            self._life = self._portal.start_task_soon(self._lifespan)
            self._portal.call(self._announce, "startup")
            stack.callback(self._portal.call, self._announce, "shutdown")
            self._stack = stack.pop_all()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        with self._one:
            return self._portal.call(self._response, request)

    async def _response(self, request: httpx2.Request) -> httpx2.Response:
        try:
            with fail_after(self._timeout):
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
        except SystemExit as ended:
            raise _ended(ended) from None

    def close(self) -> None:
        self._stack.close()

    async def _lifespan(self) -> None:
        last: dict[str, Any] = {"type": "ended"}
        try:
            await self._application(
                {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, self._hears.get, self._says.put
            )
        except SystemExit as ended:
            last["error"] = _ended(ended)
        finally:
            self._says.put_nowait(last)

    async def _announce(self, moment: str) -> None:
        """Announce start-up or shutdown, and wait for the response.

        An application that knows neither ends its task, by an exception or not.
        """
        if self._life.done() and self._says.empty():
            return
        await self._hears.put({"type": f"lifespan.{moment}"})
        with move_on_after(self._timeout):
            response = await self._says.get()
            if "error" in response:
                raise response["error"]
            if response["type"] == "lifespan.startup.failed":
                raise CannotRunError(
                    f"The application's start-up failed: {response.get('message') or 'it does not say why'}."
                )


def _ended(ended: SystemExit) -> CannotRunError:
    """Stands for the exit of an application, which would end the loop of all later requests."""
    return CannotRunError(f"The application ended its process, with the exit code {ended.code!r}.")
