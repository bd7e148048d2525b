"""What a server makes of query parameters that no document has: information for its owner, never a finding.

Clients write a list as `parcelsList[]` by default, and what a server that ignores the name accepts is lost.
Invariants: only documented requests are sent, with one name changed or one parameter added; the request
itself goes out again only to tell a refusal of the name from one of the order's state; no verdict depends on
whether they are accepted, since no document says what is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from order_contract.check.document.operations import CheckedOperation, Sample
from order_contract.check.document.sample_requests import build
from order_contract.check.profiles import Shard
from order_contract.check.session import Session
from order_contract.check.wire_rules.expectation import Expectation

_UNKNOWN: Final = "orderContractUnknown"
_NO_JSON: Final = "["
"""Refused wherever the parameter is read as JSON."""


def run(session: Session, shard: Shard) -> None:
    """Send the requests, and note what the server does; the first of several machines does so for all."""
    if shard.number > 1:
        return
    operations = [
        operation for operation in session.operations.values() if not session.refuses_method(operation)
    ]
    for note in (*_of_lists(session, operations), *_of_unknown(session, operations)):
        session.notes.append(note)


def _of_lists(session: Session, operations: Sequence[CheckedOperation]) -> Iterator[str]:
    for operation in operations:
        sample = next(operation.samples())
        for parameter in operation.parameters.values():
            if parameter.repeated and parameter.json is not None:
                yield from _of_list(session, operation, sample, parameter.name)


def _of_list(session: Session, operation: CheckedOperation, sample: Sample, name: str) -> Iterator[str]:
    spelled = f"{name}[]"
    renamed = tuple((spelled if key == name else key, value) for key, value in sample.query)
    broken = tuple((key, _NO_JSON if key == spelled else value) for key, value in renamed)
    if not _accepts(session, operation, replace(sample, query=renamed)):
        if _accepts(session, operation, sample):
            yield f"{operation.name} refuses {spelled}: a client that writes lists so learns it at once."
    elif _accepts(session, operation, replace(sample, query=broken)):
        yield (
            f"{operation.name} accepts {spelled}, even with a text that is not JSON, so it probably ignores "
            f"it. axios and others write {name} so by default, and what they send would be lost."
        )
    else:
        yield f"{operation.name} reads {spelled} as {name}."


def _of_unknown(session: Session, operations: Sequence[CheckedOperation]) -> Iterator[str]:
    operation = next((operation for operation in operations if operation.reads), next(iter(operations), None))
    if operation is None:
        return
    sample = next(operation.samples())
    added = replace(sample, query=(*sample.query, (_UNKNOWN, "1")))
    if _accepts(session, operation, added):
        yield f"{operation.name} accepts a query parameter that no document has."
    elif _accepts(session, operation, sample):
        yield f"{operation.name} refuses a query parameter that no document has."


def _accepts(session: Session, operation: CheckedOperation, sample: Sample) -> bool:
    sent = build(operation, session.base, sample)
    answered = session.send(operation, sent, expected=Expectation.UNSPECIFIED).judgement
    return answered is not None and answered.accepted
