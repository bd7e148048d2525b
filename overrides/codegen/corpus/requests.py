"""The corpus of the check: every documented request and every boundary of a document, as lines that people
can read.

Invariants: no seed and no duplicate; what a line expects follows from the document alone, and is `either`
wherever a correct server may decide either way; bases are small, so that a server that carries a case out
changes little and the next case still meets the order as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from codegen.corpus.operation_requests import CorpusRequest, OperationRequests
from order_contract.document import Document
from order_contract.wire import codec


def lines(document: dict[str, Any]) -> bytes:
    """The corpus of one bundled document, one JSON object a line.

    :raises CodegenError: a base breaks the document.
    """
    seen: set[tuple[Any, ...]] = set()
    ranked: dict[int, dict[str, list[CorpusRequest]]] = {}
    for case in sorted(
        _cases(document), key=lambda case: (case.rank, case.rank == 0 and case.expect != "refuse")
    ):
        key = (case.method, case.path, case.query, tuple(case.headers.items()), case.body)
        if key not in seen:
            seen.add(key)
            ranked.setdefault(case.rank, {}).setdefault(case.operation, []).append(case)
    names: dict[str, int] = {}
    ordered = (case for rank in sorted(ranked) for case in _in_turn(list(ranked[rank].values())))
    return b"".join(codec.dumps(_line(case, names)) + b"\n" for case in ordered)


def _cases(document: dict[str, Any]) -> Iterator[CorpusRequest]:
    stated = list(Document(document).operations())
    known: dict[str, str] = {}
    _gather([operation.body.get("examples") for operation in stated], known)
    # What changes nothing goes first, so that it still meets the orders as they are in the documents.
    for operation in sorted(stated, key=lambda operation: operation.node["x-only-reads"] is not True):
        yield from OperationRequests(operation, known).cases()


def _gather(value: Any, known: dict[str, str]) -> None:
    """The first non-empty text under each name."""
    if isinstance(value, list):
        for item in value:
            _gather(item, known)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            text = item[0] if isinstance(item, list) and item else item
            if isinstance(text, str) and text.strip():
                known.setdefault(name, text)
            _gather(item, known)


def _in_turn(queues: list[list[CorpusRequest]]) -> Iterator[CorpusRequest]:
    for turn in range(max(map(len, queues))):
        yield from (queue[turn] for queue in queues if turn < len(queue))


def _line(case: CorpusRequest, names: dict[str, int]) -> dict[str, Any]:
    name = re.sub(r"[^A-Za-z0-9.]+", "-", f"{case.operation} {case.at} {case.about}").strip("-")
    names[name] = names.get(name, 0) + 1
    return {
        "id": name if names[name] == 1 else f"{name}-{names[name]}",
        "operation": case.operation,
        "about": case.about,
        "at": case.at,
        "expect": case.expect,
        "method": case.method,
        "path": case.path,
        "query": case.query,
        "headers": case.headers,
        "body": case.body.decode(),
    }
