"""The requests that are sent before anything is made up: every documented sample and every boundary of the
document, generated with the package.

Invariants: no seed, no repetition, the same list in the same order; a case stands in one readable line of
`order_contract_generated/corpus`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, cast

from order_contract.check.document.operations import Operation
from order_contract.check.transport.messages import Sent
from order_contract.spec import Api
from order_contract.wire import codec

Expect = Literal["accept", "refuse", "either"]


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
        """Whether a server that carries out the plain request has no ground to refuse this one: other white
        space, unknown members, null.
        """
        return self.expect == "accept" and (
            self.at == "body" or self.about in {"an undocumented member", "null"}
        )

    def sent(self, operation: Operation, base: str) -> Sent:
        """The request for a server, at the operation's path there."""
        path = operation.path if operation.api == "merchant" else self.path
        return Sent(
            self.method, f"{base}{path}{'?' if self.query else ''}{self.query}", dict(self.headers), self.body
        )


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


def of(api: Api, operations: dict[str, Operation]) -> Iterator[tuple[Operation, Case]]:
    """The cases of some operations, each with its operation."""
    return ((operations[case.operation], case) for case in cases(api) if case.operation in operations)


def documented(api: Api, operations: dict[str, Operation]) -> Iterator[tuple[Operation, Case]]:
    """The first documented request of each operation."""
    seen: set[str] = set()
    for operation, case in of(api, operations):
        if not case.at and case.operation not in seen:
            seen.add(case.operation)
            yield operation, case
