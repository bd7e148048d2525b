"""The requests that are sent before anything is made up: every documented sample and every boundary of the
document, generated with the package.

Invariants: no seed, no repetition, the same list in the same order; a case stands in one readable line of
`order_contract_generated/corpus`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, Literal, cast
from urllib.parse import quote

from order_contract.check.document.operations import CheckedOperation
from order_contract.check.transport.messages import Sent
from order_contract.spec import Api
from order_contract.wire import codec
from order_contract.wire.query import split

Expect = Literal["accept", "refuse", "either"]


UNDOCUMENTED: Final = "Undocumented"
"""The member that no document has, in which the corpus carries a text where there is no documented one."""


@dataclass(frozen=True)
class Case:
    """One request of the corpus, before credentials."""

    id: str
    operation: str
    about: str
    """What is special about it, in words."""
    at: str
    """The parameter or member that is special; empty for a documented sample."""
    expect: Expect
    """`accept`: not refused as malformed, whatever the order's state allows; `either`: only the form of the
    response is judged.
    """
    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def harmless(self) -> bool:
        """Whether a server that accepts the plain request has no ground to refuse this one: other white
        space, unknown members, null.
        """
        return self.expect == "accept" and (
            self.at == "body" or self.about in {"an undocumented member", "null"}
        )

    def control(self) -> Case | None:
        """The same request without the member that is special about it; None where there is no such member.
        Of a text in a member that no document has, one with a plain text there.

        Where the server carries this one out and refuses the other, the member is the reason.
        """
        name, *path = self.at.split(".")
        if not path:
            return self._with_plain_text(name)
        if name == "body":
            value = codec.loads(self.body)
            return replace(self, body=codec.dumps(value)) if _without(value, path) else None
        pairs = [(key, text) for key, text in split(self.query)]
        for index, (key, text) in enumerate(pairs):
            value = codec.loads(text) if key == name else None
            if value is not None and _without(value, path):
                pairs[index] = (key, codec.dumps(value).decode())
                query = "&".join(f"{quote(key, safe='')}={quote(text, safe='')}" for key, text in pairs)
                return replace(self, query=query)
        return None

    def _with_plain_text(self, name: str) -> Case | None:
        pairs = split(self.query)
        for index, (key, text) in enumerate(pairs):
            value = codec.loads(text) if key == name and f'"{UNDOCUMENTED}"' in text else None
            if isinstance(value, dict):
                pairs[index] = (key, codec.dumps({**value, UNDOCUMENTED: "text"}).decode())
                query = "&".join(f"{quote(key, safe='')}={quote(text, safe='')}" for key, text in pairs)
                return replace(self, query=query)
        return None

    def sent(self, operation: CheckedOperation, base: str) -> Sent:
        """The request for a server, at the operation's path there."""
        path = operation.path if operation.api == "merchant" else self.path
        return Sent(
            self.method, f"{base}{path}{'?' if self.query else ''}{self.query}", dict(self.headers), self.body
        )


def _without(value: Any, path: Sequence[str]) -> bool:
    """Take a member out, in place, of every element of lists on the way; whether there was one."""
    if isinstance(value, list):
        # every element loses it, so the list is walked to its end
        removed = [_without(item, path) for item in value]
        return any(removed)
    if not isinstance(value, dict) or path[0] not in value:
        return False
    if len(path) > 1:
        return _without(value[path[0]], path[1:])
    del value[path[0]]
    return True


@lru_cache(maxsize=3)
def cases(api: Api) -> tuple[Case, ...]:
    """The corpus of an API, in the order in which it is sent: what is likely to find something first, in turn
    over the operations.
    """
    return tuple(
        _read(line)
        for line in (files("order_contract_generated") / "corpus" / f"{api}.jsonl").read_bytes().splitlines()
    )


def _read(line: bytes) -> Case:
    stated = codec.loads(line)
    return Case(
        id=stated["id"],
        operation=stated["operation"],
        about=stated["about"],
        at=stated["at"],
        expect=cast(Expect, stated["expect"]),
        method=stated["method"],
        path=stated["path"],
        query=stated["query"],
        headers=tuple(stated["headers"].items()),
        body=stated["body"].encode("utf-8", "surrogatepass"),
    )


def of(api: Api, operations: dict[str, CheckedOperation]) -> Iterator[tuple[CheckedOperation, Case]]:
    """The cases of some operations, each with its operation."""
    return ((operations[case.operation], case) for case in cases(api) if case.operation in operations)


def documented(api: Api, operations: dict[str, CheckedOperation]) -> Iterator[tuple[CheckedOperation, Case]]:
    """The first documented request of each operation."""
    seen: set[str] = set()
    for operation, case in of(api, operations):
        if not case.at and case.operation not in seen:
            seen.add(case.operation)
            yield operation, case
