"""How requests reach a server: over one kept socket, or through `httpx2` for hosts far away and applications
in the same process.

Invariants: a request goes out byte for byte as it was built; every response ends, in time and in size;
redirections are not followed.
"""

from __future__ import annotations

import select
import socket
import ssl
import time
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

import h11

from order_contract.check.transport.allowed_hosts import is_near
from order_contract.check.transport.extras import NO_EXTRAS, Extras
from order_contract.check.transport.messages import Received, Sent

if TYPE_CHECKING:
    import httpx2

MAX_RESPONSE: Final = 16_000_000
"""Bytes of one response that are read; the longest documented responses, with documents inside, stay far
below.
"""


_MAX_HEAD: Final = 1_000_000
"""Bytes that a status line and headers may have."""
_BROKE: Final = "The connection broke"
_HOST: Final = [("Host", "server"), ("Content-Length", "0")]


class RequestFailedError(Exception):
    """A request got no response. The text is one sentence."""


class RunAbortedError(BaseException):
    """The run, or its phase, cannot go on.

    No `Exception`, so that Hypothesis lets it through instead of shrinking it.
    """


class ServerUnreachableError(RunAbortedError):
    """Nothing listens any more (or never did). The text is one sentence that says what to do, or empty."""


class Connection(Protocol):
    """How requests reach the server."""

    timeout: float
    """Seconds that it waits for a response."""

    def send(self, sent: Sent) -> Received:
        """Send one request, credentials included, and give back the response.

        :raises RequestFailedError: the response did not come, or not in time.
        :raises ServerUnreachableError: there is nothing to send to.
        """

    def close(self) -> None:
        """Give back what the connection holds."""


class Http:
    """A server behind a URL, over sockets that are kept open between requests: one, and more only while
    threads send at the same time.
    """

    def __init__(self, url: str, timeout: float, extras: Extras = NO_EXTRAS) -> None:
        self.url = url
        self.timeout = timeout
        self._extras = extras
        self.host = urlsplit(url).netloc.rpartition("@")[2]
        """What stands in the header Host."""
        self._idle: list[_WireStream] = []
        self.surplus = False
        """Whether bytes came behind the last response that belong to none."""

    def send(self, sent: Sent) -> Received:
        """See `Connection`."""
        return self.exchange(as_bytes(sent, self.host), sent.method)

    def send_in_chunks(self, sent: Sent) -> Received:
        """Send a request whose body comes in two chunks instead of with a length; see `Connection`."""
        head, _, body = as_bytes(sent, self.host).partition(b"\r\n\r\n")
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length:")]
        half = len(body) // 2
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:half], body[half:]) if part)
        lines.append(b"transfer-encoding: chunked")
        return self.exchange(b"\r\n".join(lines) + b"\r\n\r\n" + chunks + b"0\r\n\r\n", sent.method)

    def exchange(self, raw: bytes, method: str = "POST") -> Received:
        """Send bytes that are meant to be a request, and read one response.

        :raises RequestFailedError: see `Connection`.
        :raises ServerUnreachableError: see `Connection`.
        """
        wire = self._idle.pop() if self._idle else _WireStream(self.url, self.timeout)
        try:
            return wire.exchange(self._extras.on_wire(raw), method)
        finally:
            self.surplus = wire.surplus
            self._idle.append(wire)

    def leave(self, raw: bytes) -> None:
        """Send the beginning of a request and hang up.

        :raises ServerUnreachableError: see `Connection`.
        """
        _WireStream(self.url, self.timeout).leave(self._extras.on_wire(raw))

    def close(self) -> None:
        """Close the sockets."""
        while self._idle:
            self._idle.pop().close()


class _WireStream:
    """One socket, and what came over it, read by h11."""

    def __init__(self, url: str, timeout: float) -> None:
        parts = urlsplit(url)
        self.timeout = timeout
        self._host = parts.netloc.rpartition("@")[2]
        self._address = (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
        self._tls = _tls() if parts.scheme == "https" else None
        self._socket: socket.socket | None = None
        self._begun = False
        """Whether a part of the response has come."""
        self.surplus = False
        """See `Http.surplus`."""

    def exchange(self, raw: bytes, method: str) -> Received:
        until = time.monotonic() + self.timeout
        kept = self._is_open()
        try:
            try:
                return self._once(raw, method, until)
            except (ConnectionError, h11.RemoteProtocolError):
                # A server may close a connection at any time between two responses; only then is it asked
                # again.
                if not kept or self._begun:
                    raise
                self.close()
                return self._once(raw, method, until)
        except TimeoutError:
            self.close()
            raise RequestFailedError(f"No response within {self.timeout:g} seconds.") from None
        except (h11.RemoteProtocolError, OSError) as error:
            self.close()
            raise RequestFailedError(_broken(error, self._begun)) from None

    def leave(self, raw: bytes) -> None:
        self._connect(time.monotonic() + self.timeout).sendall(raw)
        self.close()

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _is_open(self) -> bool:
        """Whether there is a socket on which nothing waits: what waits now can only be the end, or bytes that
        belong to no request.
        """
        if self._socket is not None and select.select([self._socket], [], [], 0)[0]:
            self.close()
        return self._socket is not None

    def _once(self, raw: bytes, method: str, until: float) -> Received:
        self._begun = False
        connected = self._socket or self._connect(until)
        try:
            connected.settimeout(max(until - time.monotonic(), 0.001))
            connected.sendall(raw)
        except (BrokenPipeError, ConnectionResetError):
            pass  # a server may answer, and close, before it has read all; its response is read below
        return self._read(connected, method, until)

    def _read(self, connected: socket.socket, method: str, until: float) -> Received:
        """Read one response; interim ones (100, 102, 103) before it are passed over."""
        reader = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MAX_HEAD)
        # The bytes that were sent may be no request at all, so h11 is given a plain one instead.
        reader.send(h11.Request(method=method if method == "HEAD" else "POST", target="/", headers=_HOST))
        reader.send(h11.EndOfMessage())
        response: h11.Response | None = None
        pieces: list[bytes] = []
        size = 0
        while True:
            event = reader.next_event()
            if event is h11.NEED_DATA:
                data = self._receive(connected, until)
                self._begun = self._begun or bool(data)
                reader.receive_data(data)
            elif isinstance(event, h11.Response):
                response = event
            elif isinstance(event, h11.Data):
                size += len(event.data)
                pieces.append(bytes(event.data))
                if size > MAX_RESPONSE:
                    self.close()
                    raise _too_long()
            elif isinstance(event, h11.EndOfMessage) and response is not None:
                break
            elif not isinstance(event, h11.InformationalResponse):
                raise ConnectionAbortedError
        self.surplus = bool(reader.trailing_data[0])
        if reader.their_state is not h11.DONE or self.surplus:
            self.close()  # bytes that belong to no request must not become the next response
        headers: dict[str, str] = {}
        for name, value in response.headers:
            folded, text = name.decode("latin-1"), value.decode("latin-1")
            headers[folded] = f"{headers[folded]}, {text}" if folded in headers else text
        return Received(response.status_code, headers, b"".join(pieces))

    def _receive(self, connected: socket.socket, until: float) -> bytes:
        """The next bytes until a point in time, however slowly they drip."""
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connected.settimeout(left)
        return connected.recv(65_536)

    def _connect(self, until: float) -> socket.socket:
        try:
            plain = socket.create_connection(self._address, timeout=max(until - time.monotonic(), 0.001))
        except TimeoutError:
            raise ServerUnreachableError(
                f"{self._host} does not take connections within {self.timeout:g} seconds: is the address "
                "right?"
            ) from None
        except OSError:
            raise ServerUnreachableError from None
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._socket = (
                self._tls.wrap_socket(plain, server_hostname=self._address[0]) if self._tls else plain
            )
        except (OSError, ValueError) as error:
            plain.close()
            raise ServerUnreachableError(_tls_trouble(error)) from None
        return self._socket


class Through:
    """A server that `httpx2` reaches: one far away, behind the proxies of the environment, or an application
    in this process.
    """

    def __init__(self, client: httpx2.Client, timeout: float, extras: Extras = NO_EXTRAS) -> None:
        self._client = client
        self._extras = extras
        self.timeout = timeout

    def send(self, sent: Sent) -> Received:
        """See `Connection`."""
        import httpx2

        try:
            headers = [
                (name.encode(), value.encode("utf-8", "surrogatepass"))
                for name, value in (*sent.headers.items(), *self._extras.headers)
            ]
            with self._client.stream(
                sent.method, self._extras.url(sent.url), headers=headers, content=sent.body or None
            ) as response:
                body = b""
                for piece in response.iter_raw():
                    body += piece
                    if len(body) > MAX_RESPONSE:
                        raise _too_long()
        except httpx2.ConnectError as error:
            raise ServerUnreachableError(str(error)) from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            if isinstance(error, httpx2.TimeoutException):
                raise RequestFailedError(f"No response within {self.timeout:g} seconds.") from None
            raise RequestFailedError(_broken(error, False)) from None
        return Received(
            response.status_code, {name.lower(): value for name, value in response.headers.items()}, body
        )

    def close(self) -> None:
        """Close the client."""
        self._client.close()


def to_url(url: str, timeout: float, extras: Extras = NO_EXTRAS) -> Connection:
    """A connection to a server behind a URL, over which every request carries the extras."""
    if is_near(urlsplit(url).hostname or ""):
        # Proxies of the environment are for the outside world, not for a server next door.
        return Http(url, timeout, extras)
    import httpx2

    return Through(httpx2.Client(timeout=timeout, headers={"accept-encoding": "identity"}), timeout, extras)


def as_bytes(sent: Sent, host: str) -> bytes:
    """A request as HTTP/1.1 writes it."""
    lines = [
        f"{sent.method} {sent.path}{'?' if '?' in sent.url else ''}{sent.query} HTTP/1.1",
        f"Host: {host}",
    ]
    lines += [f"{name}: {value}" for name, value in sent.headers.items()]
    if (
        "transfer-encoding" not in sent.headers
        and "content-length" not in sent.headers
        and (sent.body or sent.method in {"POST", "PUT", "PATCH"})
    ):
        lines.append(f"content-length: {len(sent.body)}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogatepass") + sent.body


def uses_tls(url: str) -> bool:
    """Whether a server that gave no response to plain HTTP takes TLS instead."""
    parts = urlsplit(url)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection((parts.hostname or "", parts.port or 80), timeout=1) as plain,
            context.wrap_socket(plain),
        ):
            return True
    except OSError:
        return False


def _tls() -> ssl.SSLContext:
    import httpx2

    return httpx2.create_ssl_context()


def _tls_trouble(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"The server's certificate is not trusted ({error.verify_message}): set SSL_CERT_FILE to the "
            "certificate of its issuer."
        )
    if isinstance(error, ssl.SSLError):
        return "The server does not use TLS at this address: write http:// instead of https://."
    return "The server ended the connection during the TLS handshake: is this its HTTPS port?"


def _too_long() -> RequestFailedError:
    return RequestFailedError(
        f"The response is longer than {MAX_RESPONSE:,} bytes; it was not read to its end."
    )


def broke(why: str) -> bool:
    """Whether a request got no response because the connection was closed, by the sentence that says why."""
    return why.startswith(_BROKE)


def _broken(error: Exception, begun: bool) -> str:
    if isinstance(error, h11.RemoteProtocolError):
        reason = str(error)
        if "without sending complete message body" in reason or "incomplete chunked read" in reason:
            return "The response ended before its announced length."
        if begun and "without sending" not in reason:
            return f"The response is not HTTP/1.1 ({reason[:200]})."
    kind = type(error).__name__
    return (
        f"{_BROKE} before the response was complete ({kind})."
        if begun
        else f"{_BROKE} before a response came ({kind})."
    )
