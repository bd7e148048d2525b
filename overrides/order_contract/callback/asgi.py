"""Mounts a receiver as an ASGI application: under Starlette and FastAPI, or plain on any ASGI server that
runs asyncio.

Invariant: a body is read no further than the receiver's limit.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any, Final

from order_contract.callback.receiver import Receiver
from order_contract.callback.responses import CallbackResponse

if TYPE_CHECKING:
    from starlette.routing import Route

__all__ = ["App", "app", "route"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class App:
    """The application that `app` gives."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver: Final = receiver

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to one request, or to one server's start and stop."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            await self._response(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _response(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        content_type = headers.get("content-type")
        length = headers.get("content-length", "")
        response = self._receiver.refused_early(
            scope["method"], content_type, int(length) if length.isdecimal() else None
        )
        if response is None:
            body = await read_body(receive, self._receiver.max_body)
            if body is None:
                return
            response = await self._receiver.handle_async(scope["method"], content_type, body)
        await _send(send, response, with_body=scope["method"] != "HEAD")


def app(receiver: Receiver) -> App:
    """The receiver as an application that responds to every path."""
    return App(receiver)


def route(path: str, receiver: Receiver) -> Route:
    """The receiver as a route of Starlette and FastAPI: `app.routes.append(asgi.route("/order-status",
    receiver))`.

    It responds to every method, and to this path only, without a redirection.
    """
    from starlette.routing import Route

    return Route(path, App(receiver))


async def read_body(receive: Receive, limit: int) -> bytes | None:
    """The body, at most one byte more than the limit of it; None when the caller hung up."""
    body = bytearray()
    while len(body) <= limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break
    return bytes(body[: limit + 1])


async def _send(send: Send, response: CallbackResponse, *, with_body: bool) -> None:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    headers.append((b"content-length", b"%d" % len(response.body)))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body if with_body else b""})


async def _live(receive: Receive, send: Send) -> None:
    """A server's start and stop, which ask nothing of a receiver."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
