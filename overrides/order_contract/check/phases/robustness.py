"""Hostile bytes, sizes and encodings: whatever comes, a server responds, never with 5xx, shows no stack
trace, and goes on.

Invariants: no seed; nothing is concluded from whether such a request is refused or accepted; every request
ends in time, and the largest is a few megabytes; a documented request follows at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

from order_contract.check import rulebook
from order_contract.check.document.operations import CheckedOperation
from order_contract.check.document.sample_requests import JSON_HEADERS, build
from order_contract.check.session import Exchange, Session
from order_contract.check.transport.connections import Http, as_bytes, broke
from order_contract.check.transport.messages import Received, Sent
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.check.wire_rules.judge import traced
from order_contract.check.wire_rules.violation import Violation

_DEEP: Final = 20_000
_DIGITS: Final = 100_000
_NOT_DONE: Final = frozenset({501, 505})
"""Statuses of 500 and more by which a server says that it knows no such method or version, which is a
response.
"""
_FIRST_NUMBER: Final = re.compile(r'(?<=:)(?:"\d+"|\d+(?:\.\d+)?)|(?<=\[)"[^"]*"|(?<=:)"[^"]*"')
_METHODS: Final = ("GET", "HEAD", "DELETE", "PATCH", "PUT", "POST", "OPTIONS", "TRACE", "BREW")


@dataclass(frozen=True)
class _Try:
    """One hostile request: what is hostile about it, and its bytes where no `Sent` can say them."""

    kind: str
    """In what it is hostile: a server that fails on several of a kind has one fault."""
    about: str
    sent: Sent
    raw: bytes | None = None
    may_close: bool = False
    """Whether closing the connection without a word is a response."""


def run(session: Session) -> None:
    """Send hostile requests to every operation, then a documented one."""
    before: dict[str, Exchange] = {}
    operations = list(session.operations.values())
    for operation in operations:
        before[operation.id] = session.send(
            operation, _plain(operation, session), expected=Expectation.UNSPECIFIED
        )
    queues = [
        list(_hostile(operation, session, first=operation is operations[0])) for operation in operations
    ]
    for turn in range(max(map(len, queues))):
        for operation, queue in zip(operations, queues, strict=True):
            if turn < len(queue):
                _try(session, operation, queue[turn])
    _go_away(session, operations[0])
    for operation in operations:
        _is_alive(session, operation, before[operation.id])
    for rule in rulebook.ROBUSTNESS:
        for operation, queue in zip(operations, queues, strict=True):
            session.rules.tested(rule, len(queue) if rule is rulebook.HOSTILE else 1, operation)


def again(session: Session, operation: CheckedOperation, about: str) -> None:
    """Send one hostile request, by what is hostile about it."""
    for hostile in _hostile(operation, session, first=True):
        if hostile.about == about:
            _try(session, operation, hostile)


def _plain(operation: CheckedOperation, session: Session) -> Sent:
    return build(operation, session.base, next(operation.samples()))


def _try(session: Session, operation: CheckedOperation, hostile: _Try) -> None:
    connection = session.connection
    sent, raw = hostile.sent, hostile.raw
    if raw is not None and not isinstance(connection, Http):
        return

    def ask(wire: Sent) -> Received:
        if raw is None or not isinstance(connection, Http):
            return connection.send(wire)
        return connection.exchange(
            raw.replace(b"HEAD", as_bytes(replace(wire, body=b""), connection.host).partition(b"\r\n")[0], 1),
            wire.method,
        )

    def judged(received: Received | None, why: str) -> tuple[Violation, ...]:
        if received is None:
            may_close = hostile.may_close or sent.is_oversized
            if may_close and (broke(why) or "is not HTTP" in why):
                return ()
            return (
                Violation(
                    rulebook.HOSTILE,
                    hostile.about,
                    f"Given {hostile.about}, the server does not respond. {why}",
                    kind=f"{hostile.kind}, no response",
                ),
            )
        violations = [Violation(rulebook.NO_TRACE, "", trace)] if (trace := traced(received)) else []
        if received.status >= 500 and received.status not in _NOT_DONE:
            violations.append(
                Violation(
                    rulebook.HOSTILE,
                    hostile.about,
                    f"Given {hostile.about}, the server fails with status {received.status}.",
                    kind=f"{hostile.kind}, status {received.status}",
                )
            )
        return tuple(violations)

    session.hostile(operation, sent, ask, judged)
    session.rules.tested(rulebook.HOSTILE, operation=operation)
    if isinstance(connection, Http):
        connection.close()  # what the server left unread, or wrote too much, must not reach the next request


def _is_alive(session: Session, operation: CheckedOperation, before: Exchange) -> None:
    after = session.send(operation, _plain(operation, session), expected=Expectation.UNSPECIFIED)
    session.rules.tested(rulebook.ALIVE, operation=operation)
    if before.judgement is None or after.judgement is None:
        return
    then, now = before.step.received.status, after.step.received.status
    if then < 500 <= now or (before.judgement.value is not None and after.judgement.value is None):
        message = f"A documented request got status {then} before hostile input, and with {now} after it."
        session.add(operation, Violation(rulebook.ALIVE, "", message), (before.step, after.step))


def _go_away(session: Session, operation: CheckedOperation) -> None:
    """Begin requests, and hang up."""
    connection = session.connection
    if isinstance(connection, Http):
        wire = as_bytes(session.with_credentials(_plain(operation, session)), connection.host)
        for part in (len(wire) // 3, len(wire) - 5, len(wire)):
            connection.leave(wire[:part])


def _hostile(operation: CheckedOperation, session: Session, *, first: bool) -> Iterator[_Try]:
    """In an order in which every fifth or so is of another kind."""
    sources = [_bodies(operation, session), _queries(operation, session), _requests(operation, session)]
    if first:
        sources.append(_raw(operation, session))
    while sources:
        for source in list(sources):
            attempt = next(source, None)
            if attempt is None:
                sources.remove(source)
            else:
                yield attempt


def _texts(text: str) -> Iterator[tuple[str, str, bytes]]:
    """Hostile JSON, made of a documented text: in what it is hostile, and how."""
    end = text[-1]
    whole = text[:-1] + ("," if len(text) > 2 else "")

    def inside(value: str) -> bytes:
        member = f'"Undocumented":{value}' if end == "}" else value
        return f"{whole}{member}{end}".encode("utf-8", "surrogatepass")

    def instead(value: str) -> bytes:
        return _FIRST_NUMBER.sub(lambda _: value, text, count=1).encode("utf-8", "surrogatepass")

    yield "encoding", "bytes that are not UTF-8", text.encode().replace(b'"', b'"\xff\xfe\xc3(', 3)
    yield "encoding", "overlong UTF-8", text.encode().replace(b'"', b'"\xc0\xaf', 1)
    yield "encoding", "a NUL byte", text.encode()[:-1] + b"\x00" + text.encode()[-1:]
    yield "encoding", "UTF-16", text.encode("utf-16")
    yield "encoding", "random bytes", bytes(range(256)) * 4
    for kind, about, value in (
        ("numbers", "an exponent of a billion", "1e999999999"),
        ("numbers", "an exponent of minus a billion", "1e-999999999"),
        ("numbers", "a number of 100,000 digits", "9" * _DIGITS),
        ("numbers", "a fraction of 100,000 digits", "0." + "1" * _DIGITS),
        ("numbers", "NaN", "NaN"),
        ("numbers", "Infinity", "-Infinity"),
        ("characters", "a NUL character", '"a\\u0000b"'),
        ("characters", "half a character", '"\\ud800"'),
        ("characters", "a character cut short", '"\\u12"'),
        ("sizes", "a text of 200,000 characters", '"' + "x" * 200_000 + '"'),
        ("characters", "control characters", '"\x01\x1f\x7f"'),
        ("characters", "signs that run backwards", '"\u202e\u2066\u200b\ufeff"'),
        ("characters", "format signs", '"%s%n{0}${jndi:x}{{7*7}}"'),
        ("characters", "a quote and a comment of SQL", '"\' OR 1=1;-- "'),
        ("names", "a name that scripts reserve", '{"__proto__":{"a":1},"constructor":1,"__class__":1}'),
    ):
        yield kind, about, instead(value)
        yield kind, f"{about} in an unknown member", inside(value)
    yield "nesting", "lists in lists, 20,000 deep", b"[" * _DEEP + b"]" * _DEEP
    yield "nesting", "objects in objects, 20,000 deep", b'{"a":' * _DEEP + b"1" + b"}" * _DEEP
    yield "nesting", "an unknown member 20,000 lists deep", inside("[" * _DEEP + "]" * _DEEP)
    yield "nesting", "opening brackets only", b"[" * _DEEP
    twice = text.strip("[]")[1:-1] if text.startswith("{") else text
    yield "names", "a member named twice", inside(twice)
    many = ",".join(f'"m{number}":{number}' for number in range(50_000))
    yield "sizes", "50,000 members", inside("{" + many + "}")
    yield "sizes", "100,000 elements", b"[" + b"1," * 99_999 + b"1]"


def _bodies(operation: CheckedOperation, session: Session) -> Iterator[_Try]:
    if operation.body is None:
        return
    plain = _plain(operation, session)
    for kind, about, body in _texts(plain.body.decode()):
        yield _Try(kind, f"{about} in the body", replace(plain, body=body))
    for name, value in (
        ("content-type", "multipart/form-data"),
        ("content-type", "application/x-www-form-urlencoded"),
        ("content-type", "application/json; charset=utf-7"),
        ("content-type", "application/json; charset=nonsense"),
        ("content-type", "\u00e9/;;=,"),
        ("content-encoding", "gzip"),
        ("content-encoding", "deflate, nonsense"),
    ):
        headers = {**plain.headers, name: value}
        yield _Try("content types", f"{name} {value}", replace(plain, headers=headers), may_close=True)
    yield _Try("sizes", "a body of white space", replace(plain, body=b" \n" * 50_000), may_close=True)
    yield _Try("sizes", "a body of two megabytes", replace(plain, body=b'"' + b"x" * 2_000_000 + b'"'))


def _queries(operation: CheckedOperation, session: Session) -> Iterator[_Try]:
    plain = _plain(operation, session)
    sample = next(operation.samples())
    for index, (name, text) in enumerate(sample.query):
        rest = [(other, value) for place, (other, value) in enumerate(sample.query) if place != index]
        head = (
            plain.url.partition("?")[0]
            + "?"
            + "".join(f"{quote(other, safe='')}={quote(value, safe='')}&" for other, value in rest)
            + name
            + "="
        )
        parameter = operation.parameters[name]
        for kind, about, body in _texts(text) if parameter.json else ():
            if len(body) < 45_000:
                yield _Try(kind, f"{about} in {name}", replace(plain, url=head + quote(body, safe="")))
        for about, written in (
            ("a percent sign alone", "%"),
            ("a percent sign and letters", "%zz%"),
            ("a percent-encoded NUL", "%00"),
            ("a byte that is not UTF-8", "%ff%fe"),
            ("overlong UTF-8", "%c0%af"),
            ("half a character in UTF-8", "%ed%a0%80"),
            ("the encoding %u0041", "%u0041"),
            ("line ends", "%0d%0aX-Injected:%201"),
            ("6,000 characters", "x" * 6_000),
            ("a path upwards", "..%2f..%2f..%2fetc%2fpasswd"),
        ):
            yield _Try("queries", f"{about} in {name}", replace(plain, url=head + written))


def _requests(operation: CheckedOperation, session: Session) -> Iterator[_Try]:
    plain = _plain(operation, session)
    address, _, query = plain.url.partition("?")
    joined = f"{plain.url}&" if query else f"{plain.url}?"
    for method in _METHODS:
        if method != operation.method:
            yield _Try(
                "methods",
                f"method {method}",
                replace(plain, method=method, body=b"" if method in {"GET", "HEAD", "TRACE"} else plain.body),
            )
    for about, added in (
        ("a query of 100,000 characters", "x=" + "y" * 100_000),
        ("2,000 parameters", "&".join(f"p{number}={number}" for number in range(2_000))),
        ("a query of separators", "&&&=&=&?&;&%"),
        ("a parameter without a name", "=1&=2"),
        ("brackets as PHP reads them", "orderId[]=1&orderStatus[OrderId]=1&a[b][c][d]=1"),
        ("a query that is not UTF-8", "%ff=%fe"),
    ):
        yield _Try("queries", about, replace(plain, url=joined + added))
    for about, path in (
        ("slashes doubled", session.base + operation.path.replace("/", "//")),
        ("a slash at the end", address + "/"),
        ("the path in another case", session.base + operation.path.swapcase()),
        ("dots in the path", session.base + "/x/.." + operation.path),
        ("percent-encoded dots in the path", session.base + "/%2e%2e/%2e%2e/etc/passwd"),
        ("a NUL in the path", address + "%00"),
        ("bytes that are not UTF-8 in the path", address + "%ff%fe"),
        ("an unknown path", session.base + "/nothing/here"),
        ("a path of 20,000 characters", session.base + "/" + "p" * 20_000),
    ):
        yield _Try("paths", about, replace(plain, url=path + (f"?{query}" if query else "")))
    for about, headers in _headers():
        yield _Try("headers", about, replace(plain, headers={**plain.headers, **headers}), may_close=True)


def _headers() -> Iterator[tuple[str, Mapping[str, str]]]:
    yield "a header of 50,000 characters", {"x-long": "x" * 50_000}
    yield "300 headers", {f"x-{number}": "1" for number in range(300)}
    yield "a header beyond ASCII", {"x-odd": "Zo\u00eb \u6771"}
    yield "cookies that are none", {"cookie": ';;=;"=,\\ \x0b'}
    yield "a range", {"range": "bytes=9-1,-"}
    yield (
        "an odd choice of languages and types",
        {"accept": "text/*;q=x, ;/", "accept-language": "*-*;q=9e9", "accept-encoding": "nonsense;q=-1"},
    )
    yield (
        "an origin of elsewhere",
        {
            "origin": "null",
            "referer": "\u00e9:\\",
            "x-forwarded-for": "'\"<script>",
            "x-http-method-override": "BREW",
        },
    )
    yield "a promise to send more", {"expect": "nonsense"}


def _raw(operation: CheckedOperation, session: Session) -> Iterator[_Try]:
    """Requests that only bytes can say. `HEAD` stands for the request line of a documented request."""
    plain = _plain(operation, session)
    host = b"Host: check\r\n"
    body = plain.body or b"{}"
    kind = f"content-type: {JSON_HEADERS['content-type']}\r\n".encode()
    for about, raw in (
        (
            "a body in chunks",
            host
            + kind
            + b"transfer-encoding: chunked\r\n\r\n"
            + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body),
        ),
        (
            "a chunk whose size is not a number",
            host + kind + b"transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        ),
        ("two lengths that differ", host + kind + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{} "),
        ("a length that is not a number", host + kind + b"content-length: two\r\n\r\n{}"),
        ("a header without a colon", host + b"nonsense\r\ncontent-length: 0\r\n\r\n"),
        ("a NUL in a header", host + b"x-nul: a\x00b\r\ncontent-length: 0\r\n\r\n"),
        ("no host", b"content-length: 0\r\n\r\n"),
        ("two hosts", host + host + b"content-length: 0\r\n\r\n"),
    ):
        yield _Try("HTTP", about, plain, b"HEAD\r\n" + raw, may_close=True)
    not_http = b"\x16\x03\x01\x00\x05hello\r\n\r\n"
    yield _Try("HTTP", "bytes that are not HTTP", plain, not_http, may_close=True)
    yield _Try(
        "HTTP",
        "a version from the future",
        plain,
        b"POST / HTTP/9.9\r\n" + host + b"content-length: 0\r\n\r\n",
        may_close=True,
    )
