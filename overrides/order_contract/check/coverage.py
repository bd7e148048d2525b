"""Which parts of the document a run has tested, computed from what was sent and what came back.

Invariants: a place is named as findings name it (`orderStatus.OrderId`, `body.Products.Weight`), so elements
of a list share one name; what no correct server ever shows, such as status 500, does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from order_contract.check.document.operations import CheckedOperation, operations
from order_contract.check.transport.messages import Sent
from order_contract.check.transport.parsed_json import parse
from order_contract.check.wire_rules.request_validity import Form
from order_contract.spec import Api
from order_contract.wire import codec
from order_contract.wire.query import split

if TYPE_CHECKING:
    from order_contract.check.wire_rules.judge import Judgement

ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"
UNAUTHORIZED: Final = "refused without credentials"


@dataclass(frozen=True)
class CoveragePart:
    """Places of one kind: those tested, and those not."""

    seen: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.seen) + len(self.missing)


@dataclass(frozen=True)
class OperationCoverage:
    """What was tested of one operation."""

    api: Api
    operation: str
    parameters: CoveragePart
    """Parameters that were sent, `body` among them."""
    members: CoveragePart
    """Members of the JSON in bodies and parameters that were sent."""
    negatives: CoveragePart
    """Parameters and members that were sent broken, or left out where they are required."""
    responses: CoveragePart
    """Kinds of responses that came: accepted, refused, refused for want of credentials."""

    @property
    def parts(self) -> Mapping[str, CoveragePart]:
        """The four parts by name."""
        return {
            "parameters": self.parameters,
            "members": self.members,
            "negative half": self.negatives,
            "responses": self.responses,
        }

    @property
    def percent(self) -> int:
        """Of all places, how many were tested; rounded down."""
        return _percent(self.parts.values())


@dataclass(frozen=True)
class Coverage:
    """What was tested of an API."""

    operations: tuple[OperationCoverage, ...]

    @property
    def percent(self) -> int:
        """Of all places of all operations, how many were tested; rounded down."""
        return _percent(part for row in self.operations for part in row.parts.values())


def _percent(parts: Iterable[CoveragePart]) -> int:
    pairs = [(len(part.seen), part.total) for part in parts]
    total = sum(count for _, count in pairs)
    return 100 * sum(seen for seen, _ in pairs) // total if total else 0


@dataclass
class _Seen:
    parameters: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=set)
    negatives: set[str] = field(default_factory=set)
    responses: set[str] = field(default_factory=set)


class Collector:
    """Gathers, exchange by exchange, what a run has tested."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self._seen: dict[str, _Seen] = {}

    def note(self, operation: CheckedOperation, sent: Sent, judgement: Judgement) -> None:
        """Take one exchange into account."""
        seen = self._seen.setdefault(operation.id, _Seen())
        if judgement.unauthorized:
            seen.responses.add(UNAUTHORIZED)
            return
        if judgement.accepted:
            seen.responses.add(ACCEPTED)
        if judgement.refused:
            seen.responses.add(REFUSED)
        assessment = judgement.assessment
        if assessment is not None and assessment.form is Form.INVALID:
            seen.negatives.add(assessment.location)
        try:
            inputs = list(_inputs(operation, sent))
        except codec.CodecError:
            return  # the query is not UTF-8
        for name, raw in inputs:
            seen.parameters.add(name)
            if raw and (parsed := parse(raw)).is_json:
                seen.members.update(_places(parsed.value, name))

    def result(self, operations: Iterable[CheckedOperation]) -> Coverage:
        """What was tested of some operations."""
        return Coverage(tuple(self._row(operation) for operation in operations))

    def _row(self, operation: CheckedOperation) -> OperationCoverage:
        seen = self._seen.get(operation.id, _Seen())
        parameters, members, breakable = documented(operation)
        responses = [ACCEPTED, REFUSED, *([UNAUTHORIZED] if operation.secured else [])]
        return OperationCoverage(
            self.api,
            operation.name,
            _part(parameters, seen.parameters),
            _part(members, seen.members),
            _part(breakable, seen.negatives),
            _part(responses, seen.responses),
        )


def _part(known: Iterable[str], seen: set[str]) -> CoveragePart:
    return CoveragePart(
        tuple(place for place in known if place in seen), tuple(place for place in known if place not in seen)
    )


def _inputs(operation: CheckedOperation, sent: Sent) -> Iterator[tuple[str, bytes | str]]:
    for name, value in split(sent.query):
        parameter = operation.parameters.get(name)
        if parameter is not None:
            yield name, value if parameter.json else ""
    for parameter in operation.parameters.values():
        if parameter.place == "path":
            yield parameter.name, ""
    if sent.body and operation.body is not None:
        yield "body", sent.body


def _places(value: Any, location: str) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _places(item, location)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            place = f"{location}.{name}"
            yield place
            yield from _places(item, place)


@lru_cache(maxsize=32)
def _of(operation_id: str, api: Api) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    operation = next(operation for operation in operations(api) if operation.id == operation_id)
    roots = {parameter.name: parameter.json for parameter in operation.parameters.values()}
    if operation.body is not None:
        roots["body"] = operation.body
    members: dict[str, None] = {}
    breakable = {
        parameter.name: None for parameter in operation.parameters.values() if parameter.place == "query"
    }
    for name, shape in roots.items():
        if shape is None:
            continue
        for place, schema in shape.places(name):
            if place != name:
                members[place] = None
            if _asserts(schema):
                breakable[place] = None
    return tuple(roots), tuple(members), tuple(breakable)


def documented(operation: CheckedOperation) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Of one operation: its inputs, the members of their JSON, and those of both that a request can break."""
    return _of(operation.id, operation.api)


def _asserts(schema: Mapping[str, Any]) -> bool:
    return any(key in schema for key in ("type", "enum", "const", "required", "oneOf"))
