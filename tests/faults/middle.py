"""A small HTTP server in the middle: it passes requests on to a correct server and can change every byte of
what goes either way.

Invariants: without a change, what comes out is what went in; one connection of a client has one connection
behind it, so nothing is reordered; it listens on loopback and stops with its block.
"""

from __future__ import annotations

import http.client
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from order_contract.wire import codec
from tests.faults.catalogue import Api, Family, Fault, Serve

_HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "transfer-encoding",
        "te",
        "trailer",
        "upgrade",
        "content-length",
        "date",
        "server",
    }
)


@dataclass(frozen=True)
class Request:
    """One request. `query` is still percent-encoded; header names are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def operation(self) -> str:
        """The last part of the path: `TrackOrder`."""
        return self.path.rpartition("/")[2]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Names and values of the query, both still percent-encoded."""
        return [
            (name, value)
            for name, _, value in (part.partition("=") for part in self.query.split("&") if part)
        ]

    def with_pairs(self, pairs: list[tuple[str, str]]) -> Request:
        return replace(self, query="&".join(f"{name}={value}" for name, value in pairs))

    def mapped(self, change: Callable[[str], str], *names: str) -> Request:
        """With the decoded values of some parameters, or of all but the GUID, changed."""
        chosen = [
            (
                name,
                quote(change(unquote(value.replace("+", " "))), safe="")
                if (name in names if names else name != "merchantGUID")
                else value,
            )
            for name, value in self.pairs
        ]
        return self.with_pairs(chosen)


@dataclass(frozen=True)
class Answer:
    """One response. `length` is the announced one, when it is to be wrong; `silent` sends nothing and
    closes.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    length: int | None = None
    silent: bool = False

    @property
    def value(self) -> Any:
        """The body as a value; None when it is not JSON."""
        try:
            return codec.loads(self.body)
        except codec.CodecError:
            return None


Forward = Callable[[Request], Answer]
Change = Callable[[Request, Forward], Answer]


def json_response(value: Any, status: int = 200) -> Answer:
    """A response in JSON."""
    return Answer(status, {"content-type": "application/json"}, codec.dumps(value))


def page(status: int, text: str) -> Answer:
    """A response in HTML."""
    return Answer(
        status,
        {"content-type": "text/html; charset=utf-8"},
        f"<!DOCTYPE html><html><body><h1>{text}</h1></body></html>".encode(),
    )


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: Any) -> None:
        """Clients that close a connection early are expected."""


def _write(handler: BaseHTTPRequestHandler, response: Answer) -> None:
    handler.send_response_only(response.status)
    for name, value in response.headers.items():
        handler.send_header(name, value)
    has_body = response.status not in (204, 304)
    if has_body:
        length = len(response.body) if response.length is None else response.length
        handler.send_header("content-length", str(length))
    handler.end_headers()
    if handler.command != "HEAD" and has_body:
        handler.wfile.write(response.body)


@contextmanager
def listening(handle: Callable[[Request, dict[str, Any]], Answer]) -> Iterator[str]:
    """Serve a function; its second argument is a dict that lives as long as the client's connection."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def setup(self) -> None:
            super().setup()
            self.memory: dict[str, Any] = {}

        def finish(self) -> None:
            if "behind" in self.memory:
                self.memory["behind"].close()
            super().finish()

        def response(self) -> None:
            length = self.headers.get("content-length") or "0"
            if not length.isdecimal():
                self.send_error(400)
                return
            body = self.rfile.read(int(length))
            path, _, query = self.path.partition("?")
            headers = {name.lower(): value for name, value in self.headers.items()}
            response = handle(Request(self.command, path, query, headers, body), self.memory)
            if response.silent or response.length is not None:
                self.close_connection = True
            if not response.silent:
                _write(self, response)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = do_TRACE = response

        def log_message(self, *_: Any) -> None:
            pass

    listener = Listener(("127.0.0.1", 0), Handler)
    thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.server_address[1]}"
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


def through(correct: Serve, make: Callable[[], Change]) -> Serve:
    """A server that is another one with a change in front.

    `make` is called at each start, so that what a change remembers is new.
    """

    @contextmanager
    def serve() -> Iterator[str]:
        change = make()
        with correct() as url:
            parts = urlsplit(url)

            def handle(request: Request, memory: dict[str, Any]) -> Answer:
                def forward(passed: Request) -> Answer:
                    if "behind" not in memory:
                        memory["behind"] = socket.create_connection((parts.hostname, parts.port), timeout=30)
                    try:
                        return _ask(memory["behind"], passed)
                    except OSError:
                        # The server behind closed the connection since; a request that it refused to read
                        # through does that.
                        memory.pop("behind").close()
                        memory["behind"] = socket.create_connection((parts.hostname, parts.port), timeout=30)
                        return _ask(memory["behind"], passed)

                # What is no operation of the three APIs passes as it is, the calls that set a server back
                # among them.
                return (
                    change(request, forward)
                    if request.path.casefold().startswith(("/order/", "/order-"))
                    else forward(request)
                )

            with listening(handle) as outside:
                yield outside

    return serve


def _ask(behind: socket.socket, request: Request) -> Answer:
    target = f"{request.path}?{request.query}" if request.query else request.path
    headers = {name: value for name, value in request.headers.items() if name not in _HOP_BY_HOP}
    if request.body or request.method in ("POST", "PUT", "PATCH"):
        headers["content-length"] = str(len(request.body))
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    # Written by hand: `http.client` refuses targets that are to pass as they came.
    behind.sendall(f"{request.method} {target} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + request.body)
    response = http.client.HTTPResponse(behind, method=request.method)
    response.begin()
    return Answer(
        response.status,
        {name.lower(): value for name, value in response.getheaders() if name.lower() not in _HOP_BY_HOP},
        response.read(),
    )


@contextmanager
def sandbox() -> Iterator[str]:
    """The sandbox with all three APIs."""
    from order_contract.sandbox.server import Running

    with Running("all") as running:
        yield running.url


Make = Callable[[], Change]


def requests(edit: Callable[[Request], Request], *operations: str) -> Make:
    """Requests reach the server changed; those of other operations as they are. S2's operation is named
    `S2`.
    """
    return lambda: (
        lambda request, forward: forward(edit(request) if _concerns(request, operations) else request)
    )


def responses(edit: Callable[[Answer], Answer], *operations: str, refusals: bool | None = False) -> Make:
    """Answers come back changed: those to requests that were accepted, with `refusals` only the refusals,
    with None all.
    """

    def change(request: Request, forward: Forward) -> Answer:
        response = forward(request)
        concerned = _concerns(request, operations) and (refusals is None or refusals == _is_refusal(response))
        return edit(response) if concerned else response

    return lambda: change


def members(edit: Callable[[Any], Any], *operations: str, refusals: bool | None = False) -> Make:
    """The same for the value of the body: what `edit` gives back is sent."""
    return responses(
        lambda response: replace(response, body=codec.dumps(edit(response.value))),
        *operations,
        refusals=refusals,
    )


def raw(edit: Callable[[bytes], bytes], *operations: str, refusals: bool | None = False) -> Make:
    """The same for the bytes of the body."""
    return responses(
        lambda response: replace(response, body=edit(response.body)), *operations, refusals=refusals
    )


def sent(edit: Callable[[Any], Any], *operations: str) -> Make:
    """The bodies of requests reach the server changed; what is not JSON stays as it is."""

    def changed(request: Request) -> Request:
        try:
            value = codec.loads(request.body)
        except codec.CodecError:
            return request
        return replace(request, body=codec.dumps(edit(value)))

    return requests(changed, *operations)


def refusing(when: Callable[[Request], bool], response: Answer) -> Make:
    """Some requests get a response of the middle's own."""

    def change(request: Request, forward: Forward) -> Answer:
        return response if when(request) else forward(request)

    return lambda: change


def _concerns(request: Request, operations: tuple[str, ...]) -> bool:
    return (
        not operations
        or request.operation in operations
        or ("S2" in operations and request.path.startswith("/order/"))
    )


def _is_refusal(response: Answer) -> bool:
    value = response.value
    return response.status >= 400 or (
        isinstance(value, dict) and False in (value.get("Success"), value.get("IsSuccess"))
    )


def planted(
    name: str,
    family: Family,
    api: Api,
    sentence: str,
    make: Make,
    witness: Callable[[str], Any],
    wfc: str = "",
) -> Fault:
    """A fault in front of the sandbox."""
    return Fault(f"gateway-{name}", family, api, sentence, through(sandbox, make), wfc, sandbox, witness)
