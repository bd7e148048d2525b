"""The requests that are sent before anything is made up: the documented samples, then each with one thing broken.

Invariants: no seed, no repetition, the same list every time; numbers go out with the digits that the documents print.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

from order_contract.check.contract import Operation, Sample
from order_contract.check.exchange import Sent
from order_contract.check.request import Form, assess
from order_contract.wire import codec

JSON_HEADERS: Final = {"content-type": "application/json", "accept": "application/json"}


@dataclass(frozen=True)
class Probe:
    """One request, and what is special about it."""

    sent: Sent
    about: str


def documented(operation: Operation, base: str) -> Iterator[Probe]:
    """Every documented request, as printed."""
    for turn, sample in enumerate(operation.samples()):
        yield Probe(build(operation, base, sample), f"documented request {turn + 1}")


def broken(operation: Operation, base: str) -> Iterator[Probe]:
    """The documented requests with one edit each; only edits after which the document forbids the request."""
    seen: set[tuple[str, bytes]] = set()
    for sample in operation.samples():
        for about, edited in _edits(operation, sample):
            sent = build(operation, base, edited)
            if (sent.url, sent.body) not in seen and assess(operation, sent).form is Form.INVALID:
                seen.add((sent.url, sent.body))
                yield Probe(sent, about)


def build(operation: Operation, base: str, sample: Sample) -> Sent:
    """The bytes of a sample."""
    path = operation.path
    for name, value in sample.path.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sample.query)
    body = sample.body if isinstance(sample.body, bytes) else codec.dumps(sample.body)
    return Sent(
        operation.method,
        f"{base}{path}" + (f"?{query}" if query else ""),
        JSON_HEADERS if sample.has_body else {"accept": "application/json"},
        body if sample.has_body else b"",
    )


def _edits(operation: Operation, sample: Sample) -> Iterator[tuple[str, Sample]]:
    if sample.has_body:
        yield "no body", replace(sample, has_body=False)
        for about, raw in _texts(codec.dumps(sample.body).decode()):
            yield f"body {about}", replace(sample, body=raw.encode())
        for about, value in edits(sample.body):
            yield f"body: {about}", replace(sample, body=value)
    for index, (name, text) in enumerate(sample.query):
        rest = sample.query[:index], sample.query[index + 1 :]
        yield f"{name} left out", replace(sample, query=rest[0] + rest[1])
        yield f"{name} empty", replace(sample, query=(*rest[0], (name, ""), *rest[1]))
        if operation.parameters[name].json is None:
            continue
        inner = [*_texts(text), *((about, codec.dumps(value).decode()) for about, value in edits(codec.loads(text)))]
        for about, new in inner:
            yield f"{name}: {about}", replace(sample, query=(*rest[0], (name, new), *rest[1]))


def _texts(text: str) -> Iterator[tuple[str, str]]:
    """JSON texts that are broken as texts."""
    yield "cut short", text[:-1]
    yield "with a brace too many", text + "}"
    yield "in single quotes", text.replace('"', "'")
    yield "percent-encoded twice", quote(text, safe="")
    yield "as JSON in a JSON string", codec.dumps(text).decode()
    yield "a bare word", "OrderId"
    yield "null", "null"
    yield "a number", "1"
    yield "in an array", f"[{text}]"


def edits(value: Any) -> Iterator[tuple[str, Any]]:
    """A plain value with one member left out, or of another type, at every place."""
    for path, found in _places(value, ()):
        where = codec.pointer(path)
        if path and isinstance(path[-1], str):
            yield f"{where} left out", _edited(value, path, _GONE)
        if path:
            yield f"{where} is null", _edited(value, path, None)
        for kind, other in _OTHERS.items():
            if type(found) is not type(other):
                yield f"{where} is {kind}", _edited(value, path, other)
                break
        if isinstance(found, (Mapping, list)):
            yield f"{where} is a string", _edited(value, path, "text")


_GONE: Final = object()
_OTHERS: Final[Mapping[str, Any]] = {"an object": {"a": 1}, "a list": []}
Path = tuple[str | int, ...]


def _places(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    yield path, value
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _places(item, (*path, name))
    elif isinstance(value, list) and value:
        yield from _places(value[0], (*path, 0))


def _edited(value: Any, path: Path, new: Any) -> Any:
    if not path:
        return new
    first, rest = path[0], path[1:]
    if isinstance(value, list):
        return [_edited(item, rest, new) if index == first else item for index, item in enumerate(value)]
    return {name: _edited(item, rest, new) if name == first else item for name, item in value.items() if name != first or rest or new is not _GONE}
