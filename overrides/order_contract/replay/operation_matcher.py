"""Which operation of which API a recorded exchange is one of.

Invariants: an exchange belongs to an operation by its path, and only on a server that is known: one that
the document names, that was given, or that surely took a call of the same API below the same path; what
belongs to no operation is counted and named, never judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from order_contract import spec
from order_contract.check.document.operations import CheckedOperation, operations, security
from order_contract.check.transport.messages import Sent
from order_contract.document import server_url
from order_contract.spec import APIS, Api
from order_contract.wire import codec
from order_contract.wire.query import split
from order_contract_generated.merchant import contract as merchant

ANY_HOST: Final = "*"
_KEPT: Final = 1_000
_MERCHANT: Final = "merchant"
_OF_THE_BODY: Final = 3
"""So many members that S2 requires tell that a body is one of its orders."""
Base = tuple[Api, str, str]
"""An API, the host that serves it, and the path below which it does."""


@dataclass(frozen=True)
class Match:
    """An operation, and where it is served."""

    operation: CheckedOperation
    base: Base
    known: bool
    """Whether this is sure; otherwise it is once the server is known."""


class OperationMatcher:
    """Knows the paths of the operations and their servers, and counts what belongs to no operation."""

    def __init__(
        self,
        apis: Collection[Api] = APIS,
        callback_paths: Iterable[str] = (),
        hosts: Iterable[str] = (),
    ) -> None:
        """:param hosts: names of servers, with `:port` where it counts; `*` for every one."""
        stated = [operation for api in apis for operation in operations(api)]
        self._named = {
            _folded(operation.path).strip("/"): operation
            for operation in stated
            if "{" not in operation.path and operation.api != _MERCHANT
        }
        self._numbered = {
            _folded(operation.path).rpartition("/")[0].strip("/"): operation
            for operation in stated
            if "{" in operation.path
        }
        self._lasts = {path.rpartition("/")[2] for path in self._named}
        callback = next((operation for operation in stated if operation.api == _MERCHANT), None)
        if callback is not None:
            callback_paths = (callback.path, *callback_paths)
        self._callbacks = {
            _folded(path).strip("/"): callback for path in callback_paths if callback is not None
        }
        self._hosts = {host.casefold() for host in hosts}
        self.learnt: set[Base] = set()
        """Servers that surely took a call."""
        self.unmatched: Counter[str] = Counter()
        """By method and path, how often."""
        self.callback_like: Counter[str] = Counter()
        """By path, what looks like a callback and stands at no known path."""

    def may_belong(self, method: str, url: str) -> bool:
        """Whether method and URL can be those of an operation; says no quickly, for most are not."""
        address = url.partition("?")[0].rstrip("/").casefold()
        if "%" in address:
            address = unquote(address)
        rest, _, last = address.rpartition("/")
        return (
            last in self._lasts
            or rest.rpartition("/")[2] in self._numbered
            or any(address.endswith(path) for path in self._callbacks)
        )

    def match(self, sent: Sent) -> Match | None:
        """The operation, wherever its server is mounted; None when there is none."""
        path = _folded(sent.path).strip("/")
        for callback, operation in self._callbacks.items():
            if path == callback or path.endswith("/" + callback):
                return Match(operation, (operation.api, "", ""), True)
        for named, operation in self._named.items():
            if path == named or path.endswith("/" + named):
                return self._at(operation, sent, path[: len(path) - len(named)])
        for numbered, operation in self._numbered.items():
            parent = path.rpartition("/")[0]
            if parent == numbered or parent.endswith("/" + numbered):
                return self._at(operation, sent, parent[: len(parent) - len(numbered)])
        return None

    def _at(self, operation: CheckedOperation, sent: Sent, prefix: str) -> Match:
        host = sent.url.partition("://")[2].partition("/")[0].partition("?")[0].rpartition("@")[2].casefold()
        base = (operation.api, host, prefix)
        if self.is_known(base):
            return Match(operation, base, True)
        if sent.method == operation.method and _surely(operation, sent):
            self.learnt.add(base)
            return Match(operation, base, True)
        return Match(operation, base, False)

    def is_known(self, base: Base) -> bool:
        """Whether a server is known by now."""
        api, host, _ = base
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
        return (
            base in self.learnt
            or bool(self._hosts & {host, name, f"{api}={host}", f"{api}={name}", ANY_HOST})
            or name in _document_hosts(api)
            or any(name.endswith("." + domain) for domain in _domains(api))
        )

    def count(self, method: str, path: str, callback_like: bool = False) -> None:
        """Count an exchange that belongs to no operation."""
        self._add(self.unmatched, f"{method} {path}")
        if callback_like:
            self._add(self.callback_like, path)

    def _add(self, counter: Counter[str], what: str) -> None:
        if what in counter or len(counter) < _KEPT:
            counter[what] += 1


@lru_cache(maxsize=8)
def _document_hosts(api: Api) -> frozenset[str]:
    urls = map(server_url, spec.load(api).get("servers", ()))
    return frozenset(url.partition("://")[2].partition("/")[0].casefold() for url in urls)


@lru_cache(maxsize=8)
def _domains(api: Api) -> frozenset[str]:
    """The domains of the servers: a vendor has more of them than its documents name."""
    return frozenset(".".join(host.split(".")[-2:]) for host in _document_hosts(api))


@lru_cache(maxsize=8)
def schemes(api: Api) -> tuple[tuple[str, str], ...]:
    """Where credentials stand: in the query, a header or the body, and under which name, folded."""
    return tuple((scheme["in"], scheme["name"].casefold()) for scheme in security(api).values())


def carries_credentials(operation: CheckedOperation, sent: Sent) -> bool:
    """Whether a request carries any that the document knows, or needs none."""
    if not operation.secured:
        return True
    try:
        names = {name.casefold() for name, value in split(sent.query) if value}
    except (codec.CodecError, UnicodeEncodeError):
        names = set()
    return any(
        name in (names if place == "query" else sent.headers) for place, name in schemes(operation.api)
    )


def _surely(operation: CheckedOperation, sent: Sent) -> bool:
    """Whether path, parameters and credentials together are those of the operation."""
    peculiar = [(place, name) for place, name in schemes(operation.api) if name not in _COMMON]
    try:
        pairs = dict(split(sent.query))
    except (codec.CodecError, UnicodeEncodeError):
        return False
    names = {name.casefold() for name, value in pairs.items() if value}
    if any(name in (names if place == "query" else sent.headers) for place, name in peculiar):
        return True
    if any(
        parameter.json and pairs.get(parameter.name, "").startswith("{")
        for parameter in operation.parameters.values()
    ):
        return True  # JSON in a parameter of this name
    if operation.api != "s2" or operation.body is None:
        return False
    _, order = next(operation.body.places("body"))
    required = order.get("required", ())
    return sum(f'"{name}"'.encode() in sent.body for name in required) >= _OF_THE_BODY


def is_callback_like(method: str, body: bytes | str) -> bool:
    """Whether a request looks like a callback: it names the members that a callback must have."""
    [callback] = merchant.OPERATIONS.values()
    marks = [f'"{name}"' for name in callback["body_requires"]]
    if isinstance(body, bytes):
        return method == callback["method"] and all(mark.encode() in body for mark in marks)
    return method == callback["method"] and all(mark in body for mark in marks)


_COMMON: Final = frozenset({"authorization", "username"})
"""Headers that any system has."""


@lru_cache(maxsize=4_096)
def _folded(path: str) -> str:
    return unquote(path).rstrip("/").casefold()
