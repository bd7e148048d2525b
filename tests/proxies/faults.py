"""What can happen to a request on its way to the work and back: each fault, and what a caller may hear.

Invariant: `outcomes` holds what the promise "never twice, never in the dark" allows; where the work may have
been done and no documented response says so, that is `UNKNOWN` alone.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from operator import methodcaller
from typing import TYPE_CHECKING, Any

from tests.proxies.client_under_test import Outcome

if TYPE_CHECKING:
    from tests.proxies.fault_proxy import Exchange

Act = Callable[["Exchange"], bool]
"""Does the harm; returns whether the connection stays open for the next request."""


@dataclass(frozen=True)
class Fault:
    """One kind of harm.

    `moment` says when it is done: `before`, `during` or `after` the work; `network` when the network
    duplicates the request. `next_outcomes` holds what the next call may hear that uses the same connection.
    `slow` ones end only by the client's own patience; `heavy` ones move megabytes and stay out of random
    runs.
    """

    moment: str
    act: Act
    outcomes: frozenset[Outcome] = frozenset({Outcome.UNKNOWN})
    next_outcomes: frozenset[Outcome] = frozenset({Outcome.SUCCESS})
    slow: bool = False
    heavy: bool = False
    refund_code: bool = False
    """Whether it refuses by a code that is documented for refunds only."""


FAULTS: dict[str, Fault] = {}
LIES: dict[str, Fault] = {}
"""Documented refusals that a proxy gives after the work: what no client can know. No promise covers them."""

SUCCESS = b'{"Success": true}'
HTML = b"<html><head><title>Welcome</title></head><body>Please wait.</body></html>"
KNOWN = frozenset({Outcome.SUCCESS})
REFUSED = frozenset({Outcome.REFUSED})
UNKNOWN = frozenset({Outcome.UNKNOWN})


def response(body: bytes, status: int = 200, *headers: str, length: int | None = None) -> bytes:
    kind = "text/html" if body.startswith(b"<") else "application/json"
    fields = [f"Content-Type: {kind}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([f"HTTP/1.1 {status} Status", *fields, "", ""]).encode("latin-1") + body


def refusal(code: str, error: str = "refused", description: str = "") -> bytes:
    return json.dumps({"Code": code, "Error": error, "Description": description}).encode()


def before(data: bytes, *, keep: bool = True) -> Act:
    """Respond in place of the backend."""

    def act(exchange: Exchange) -> bool:
        exchange.read_body()
        exchange.send(data)
        return keep

    return act


def after(data: bytes, *, keep: bool = True) -> Act:
    """Let the backend do the work, throw its response away and send other bytes."""

    def act(exchange: Exchange) -> bool:
        exchange.carry_out()
        exchange.send(data)
        return keep

    return act


def then(*steps: Callable[[Exchange], object]) -> Act:
    """Do one thing after the other, and close the connection."""

    def act(exchange: Exchange) -> bool:
        for step in steps:
            step(exchange)
        return False

    return act


carry_out, read_body = methodcaller("carry_out"), methodcaller("read_body")
reset, hang, half_close = methodcaller("reset"), methodcaller("hang"), methodcaller("half_close")


def wait(seconds: float) -> Callable[[Exchange], None]:
    return lambda _: time.sleep(seconds)


def send(data: bytes) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.send(data)


def drip(data: bytes, seconds: float) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.drip(data, seconds)


def repeat(data: bytes, seconds: float = 0.0) -> Callable[[Exchange], None]:
    return lambda exchange: exchange.repeat(data, seconds)


def proxied(exchange: Exchange) -> bool:
    exchange.send(exchange.carry_out())
    return True


def add(name: str, moment: str, act: Act, outcomes: frozenset[Outcome] = UNKNOWN, **options: Any) -> None:
    assert name not in FAULTS, name
    FAULTS[name] = Fault(moment, act, outcomes, **options)


# No harm, or harm that a client gets over.
def delayed(exchange: Exchange) -> bool:
    time.sleep(0.15)
    exchange.send(exchange.carry_out())
    return True


def with_informational(data: bytes) -> Act:
    def act(exchange: Exchange) -> bool:
        exchange.send(data)
        exchange.send(exchange.carry_out())
        return True

    return act


def in_drips(exchange: Exchange) -> bool:
    exchange.drip(exchange.carry_out(), 0.001)
    return True


def recoded(header: str, encode: Callable[[bytes], bytes]) -> Act:
    """The backend's own response in another coding."""

    def act(exchange: Exchange) -> bool:
        head, _, body = exchange.carry_out().partition(b"\r\n\r\n")
        content, status = encode(body), head.split(b" ")[1].decode()
        length = [] if "chunked" in header else [f"Content-Length: {len(content)}"]
        lines = [f"HTTP/1.1 {status} Status", "Content-Type: application/json", header, *length, "", ""]
        exchange.send("\r\n".join(lines).encode() + content)
        return True

    return act


def with_extra(data: bytes) -> Act:
    """The backend's own response and, in the same packet, one that nobody asked for."""

    def act(exchange: Exchange) -> bool:
        exchange.send(exchange.carry_out() + data)
        return True

    return act


CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
add("pass", "after", proxied, KNOWN)
add("delayed", "after", delayed, KNOWN)
add("drips-in-time", "after", in_drips, KNOWN)
add("continue-once", "after", with_informational(CONTINUE), KNOWN)
add("early-hints", "after", with_informational(HINTS), KNOWN)
add(
    "chunked",
    "after",
    recoded("Transfer-Encoding: chunked", lambda body: b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)),
    KNOWN,
)
add("gzip", "after", recoded("Content-Encoding: gzip", gzip.compress), KNOWN)
add("coding-none", "after", recoded("Content-Encoding: none", bytes), KNOWN)
# the next request can be on its way already when the connection goes
add("closes-after-response", "after", then(proxied), KNOWN, next_outcomes=KNOWN | UNKNOWN)
add("resets-after-response", "after", then(proxied, wait(0.05), reset), KNOWN, next_outcomes=KNOWN | UNKNOWN)

# Documented refusals before the work: a client that calls these unknown would be of no use.
for code in ("1001", "1002", "1003", "1004", "1005", "1006", "400"):
    refuse = before(response(refusal(code), 400))
    add(f"refused-{code}", "before", refuse, REFUSED, refund_code=code != "400")
add("refused-1003-under-200", "before", before(response(refusal("1003"))), REFUSED, refund_code=True)
add(
    "refused-401",
    "before",
    before(response(refusal("401", "Unauthorized", "The merchantGUID is unknown."), 401)),
    REFUSED,
)

# Every status, with and without Retry-After, before and after the work.
for status in (408, 429, 500, 502, 503, 504):
    for suffix, header in (("", ()), ("-retry-after", ("Retry-After: 0",))):
        page = response(HTML, status, *header)
        add(f"{status}-before{suffix}", "before", before(page))
        add(f"{status}-after{suffix}", "after", after(page))
for status in (429, 503):
    page = response(HTML, status, "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT", "Connection: close")
    add(f"{status}-after-retry-date", "after", after(page, keep=False))
for status in (301, 302, 303, 307, 308):
    add(f"{status}-after", "after", after(response(b"", status, "Location: /elsewhere")))
for status in (400, 401, 403, 404, 409, 413, 418, 499, 520):
    add(f"{status}-html-after", "after", after(response(HTML, status)))
add("401-empty-after", "after", after(response(b"", 401, "WWW-Authenticate: Basic")))
add("407-after", "after", after(response(HTML, 407, "Proxy-Authenticate: Basic")))
add("425-retry-after", "after", after(response(b"", 425, "Retry-After: 0")))

# JSON that is no documented end.
TIMEOUT = b'{"Success": false, "Reason": "Timeout expired"}'
add("success-false", "after", after(response(TIMEOUT)))
add("success-false-retry-after", "after", after(response(TIMEOUT, 200, "Retry-After: 0")))
add("success-false-503-retry-after", "after", after(response(TIMEOUT, 503, "Retry-After: 0")))
add("unknown-code", "after", after(response(refusal("7777", "Something else"), 400)))
add("unknown-code-under-200", "after", after(response(refusal("7777", "Something else"))))
add(
    "unknown-code-429-retry-after",
    "after",
    after(response(refusal("7777", "Slow down"), 429, "Retry-After: 0")),
)
for name, words in {
    "json": "Unexpected token < in JSON at position 0",
    "cancelled": "The cancellation token was canceled",
    "jwt": "jwt audience cache failed",
}.items():
    add(f"token-prose-{name}", "after", after(response(refusal("500", words, words), 500)))
add("token-prose-401", "after", after(response(HTML.replace(b"Please wait", b"Token is expired"), 401)))
add(
    "token-prose-success-false",
    "after",
    after(response(b'{"Success": false, "Reason": "Invalid token"}', 500)),
)
add("500-json-after", "after", after(response(refusal("500", "Internal Server Error"), 500)))
add("500-success", "after", after(response(SUCCESS, 500)))
add("503-success-retry-after", "after", after(response(SUCCESS, 503, "Retry-After: 0")))
add("html-200", "after", after(response(HTML)))
add("204", "after", after(b"HTTP/1.1 204 No Content\r\n\r\n"))
add("empty-200", "after", after(response(b"")))
add("invalid-json", "after", after(response(b'{"Success": tru')))
add("null-json", "after", after(response(b"null")))
add("array-json", "after", after(response(b"[]")))
add("success-missing", "after", after(response(b'{"success?": 1}')))
add("success-null", "after", after(response(b'{"Success": null}')))
add("nested-json", "after", after(response(b"[" * 20_000 + b"]" * 20_000)))
add("anothers-response", "after", after(response(b'[{"OrderId": "GE1GB", "Products": []}]')))
add("extra-response", "after", with_extra(response(refusal("1001"), 400)), KNOWN | UNKNOWN)
add("extra-success", "after", with_extra(response(SUCCESS)), KNOWN | UNKNOWN)

# The connection goes.
add("close-before", "before", then(read_body))
add("close-unread", "before", then())
add("reset-before", "before", then(read_body, reset))
add("reset-unread", "before", then(reset))
add("half-close-before", "before", then(read_body, half_close, hang))
add("close-during", "during", then(carry_out))
add("reset-during", "during", then(carry_out, reset))
add("half-close-after", "during", then(carry_out, half_close, hang))
add("half-a-head", "after", then(carry_out, send(b"HTTP/1.1 200 OK\r\nContent-Le"), half_close, hang))
add("reset-in-head", "after", then(carry_out, send(b"HTTP/1.1 200 OK\r\nContent-Le"), reset))
add("truncated", "after", then(carry_out, send(response(SUCCESS[:9], length=len(SUCCESS)))))
add(
    "reset-in-body",
    "after",
    then(carry_out, send(response(SUCCESS[:9], length=len(SUCCESS))), wait(0.02), reset),
)
add("truncated-chunk", "after", then(carry_out, send(CHUNKED + b"11\r\n" + SUCCESS[:9])))
add("broken-chunk", "after", then(carry_out, send(CHUNKED + b"zz\r\n" + SUCCESS + b"\r\n0\r\n\r\n")))

# Time.
add("hang-before", "before", then(read_body, hang), slow=True)
add("hang-after", "during", then(carry_out, hang), slow=True)
add("hang-in-head", "after", then(carry_out, send(b"HTTP/1.1 200 OK\r\n"), hang), slow=True)
add(
    "hang-in-body",
    "after",
    then(carry_out, send(response(SUCCESS[:9], length=len(SUCCESS))), hang),
    slow=True,
)
add(
    "delivered-late",
    "during",
    then(wait(1.2), lambda exchange: exchange.send(exchange.carry_out())),
    slow=True,
)
add("late-response", "during", then(carry_out, wait(1.2), send(response(SUCCESS))), slow=True)
add("continue-drips", "after", then(carry_out, repeat(CONTINUE, 0.05)), slow=True)
add("continue-flood", "after", then(carry_out, repeat(CONTINUE * 100, 0.001)), slow=True)
add("hints-drips", "after", then(carry_out, repeat(HINTS, 0.05)), slow=True)
add(
    "header-drips",
    "after",
    then(carry_out, send(b"HTTP/1.1 200 OK\r\n"), repeat(b"X-A: 1\r\n", 0.05)),
    slow=True,
)
add(
    "header-bytes",
    "after",
    then(carry_out, drip(b"HTTP/1.1 200 OK\r\nContent-Type: application/json", 0.08)),
    slow=True,
)
add(
    "endless-headers",
    "after",
    then(carry_out, send(b"HTTP/1.1 200 OK\r\n"), repeat(b"X-A: 1\r\n" * 100, 0.001)),
)
add("endless-line", "after", then(carry_out, send(b"HTTP/1.1 200 OK\r\nX-A: "), repeat(b"a" * 1000, 0.001)))
add("body-drips", "after", then(carry_out, send(response(b"", length=1000)), repeat(b" ", 0.05)), slow=True)
add("chunk-drips", "after", then(carry_out, send(CHUNKED), repeat(b"1\r\n \r\n", 0.05)), slow=True)
add(
    "body-flood",
    "after",
    then(carry_out, send(CHUNKED), repeat(b"10000\r\n" + b" " * 65536 + b"\r\n")),
    slow=True,
    heavy=True,
)
BOMB = gzip.compress(b" " * 50_000_000)
add("gzip-bomb", "after", after(response(BOMB, 200, "Content-Encoding: gzip")), heavy=True)

# Wrong words of HTTP.
add("gzip-announced", "after", after(response(SUCCESS, 200, "Content-Encoding: gzip")))
add("gzip-broken", "after", after(response(gzip.compress(SUCCESS)[:-9], 200, "Content-Encoding: gzip")))
add("length-too-long", "after", then(carry_out, send(response(SUCCESS, length=99))))
add(
    "length-too-short", "after", after(response(SUCCESS, length=9), keep=False), next_outcomes=KNOWN | UNKNOWN
)
add("length-negative", "after", after(response(SUCCESS, length=-1), keep=False))
add("two-lengths", "after", after(response(SUCCESS, 200, "Content-Length: 3"), keep=False))
add("garbage", "after", after(b"\x16\x03\x01\x02\x00\x01\x00 not HTTP at all\r\n\r\n", keep=False))
add("http2-preface", "after", after(b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + b"\x00" * 18, keep=False))
add("status-line-alone", "after", after(b"HTTP/1.1\r\n\r\n", keep=False))
add("status-000", "after", after(response(SUCCESS, 0), keep=False))
# a response that can be read, from a connection that goes at once
add("status-999", "after", after(response(SUCCESS, 999), keep=False), next_outcomes=KNOWN | UNKNOWN)
add("bare-body", "after", after(SUCCESS, keep=False))
add(
    "switching-protocols",
    "after",
    after(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", keep=False),
)


# The network duplicates.
def twice_with_first(exchange: Exchange) -> bool:
    first = exchange.carry_out()
    exchange.carry_out()
    exchange.send(first)
    return True


def twice_with_last(exchange: Exchange) -> bool:
    exchange.carry_out()
    exchange.send(exchange.carry_out())
    return True


def twice_with_late_copy(exchange: Exchange) -> bool:
    exchange.send(exchange.carry_out())
    time.sleep(0.05)
    exchange.carry_out()
    return True


add("twice-first-response", "network", twice_with_first, KNOWN)
# a copy that the server refuses as documented hides the payment of the other
add("twice-last-response", "network", twice_with_last, KNOWN | REFUSED)
add("twice-late-copy", "network", twice_with_late_copy, KNOWN)
add("twice-then-reset", "network", then(carry_out, carry_out, reset))
# a response that can be read, from a connection that goes at once
add(
    "twice-503-retry-after",
    "network",
    then(carry_out, carry_out, send(response(HTML, 503, "Retry-After: 0"))),
    next_outcomes=KNOWN | UNKNOWN,
)

LIES["lie-1002"] = Fault("after", after(response(refusal("1002"), 400)), REFUSED)
LIES["lie-401"] = Fault("after", after(response(refusal("401", "Unauthorized"), 401)), REFUSED)
