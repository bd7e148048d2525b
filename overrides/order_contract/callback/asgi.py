"""Mounts a receiver as an ASGI application: under Starlette and FastAPI, or plain on any ASGI server that runs asyncio.

Invariant: a body is read no further than the receiver's limit.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from order_contract.callback.answers import Answer
from order_contract.callback.receiver import Receiver

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class App:
    """The application that `app` gives."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver: Final = receiver

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or one server's start and stop."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        content_type = headers.get("content-type")
        length = headers.get("content-length", "")
        answer = self._receiver.refused_early(scope["method"], content_type, int(length) if length.isdecimal() else None)
        if answer is None:
            body = await _body(receive, self._receiver.max_body)
            if body is None:
                return
            answer = await self._receiver.handle_async(scope["method"], content_type, body)
        await _send(send, answer, with_body=scope["method"] != "HEAD")


def app(receiver: Receiver) -> App:
    """The receiver as an application that answers every path it is asked for: `app.add_route("/order-status", asgi.app(receiver))`."""
    return App(receiver)


async def _body(receive: Receive, limit: int) -> bytes | None:
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


async def _send(send: Send, answer: Answer, *, with_body: bool) -> None:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    headers.append((b"content-length", b"%d" % len(answer.body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body if with_body else b""})


async def _live(receive: Receive, send: Send) -> None:
    """A server's start and stop, which ask nothing of a receiver."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
