"""Mounts a receiver as a WSGI application.

Invariant: a body is read no further than the receiver's limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from order_contract.callback.receiver import Receiver

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["app"]

NO_CHUNKS: Final = "Send Content-Length; this server takes no chunks."


def app(receiver: Receiver) -> WSGIApplication:
    """The receiver as an application that responds to every path: `application =
    wsgi.app(receiver)`.
    """

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        content_type = environ.get("CONTENT_TYPE")
        length = content_length(environ.get("CONTENT_LENGTH"))
        response = receiver.refused_early(method, content_type, length)
        if response is None and is_without_length(environ):
            response = receiver.refuse(411, "length required", NO_CHUNKS)
        if response is None:
            wanted = (
                receiver.max_body + 1
                if length is None and environ.get("wsgi.input_terminated")
                else length or 0
            )
            response = receiver.handle(method, content_type, read(environ["wsgi.input"].read, wanted))
        headers = [*response.headers, ("Content-Length", str(len(response.body)))]
        start_response(status_line(response.status), headers)
        return [] if method == "HEAD" else [response.body]

    return application


def read(source: Callable[[int], bytes], wanted: int) -> bytes:
    """So many bytes of a stream that may give fewer at a time; fewer only at its end, none when it breaks."""
    body = bytearray()
    try:
        while len(body) < wanted and (piece := source(wanted - len(body))):
            body += piece
    except OSError:  # a chunk without a size, or a connection that is gone: what came is not what was meant
        return b""
    return bytes(body)


def is_without_length(environ: Mapping[str, Any]) -> bool:
    """Whether a body comes in chunks that the server does not put together, so that its end is unknown."""
    chunked = "chunked" in str(environ.get("HTTP_TRANSFER_ENCODING", "")).lower()
    return chunked and not environ.get("CONTENT_LENGTH") and not environ.get("wsgi.input_terminated")


def content_length(text: str | None) -> int | None:
    """The length that a request announces; None without a readable one."""
    return int(text) if text and text.isascii() and text.isdigit() else None


_PHRASES: Final = {status.value: status.phrase for status in HTTPStatus}


def status_line(status: int) -> str:
    """The status with its phrase, as WSGI requires it."""
    return f"{status} {_PHRASES.get(status, 'Status')}"
