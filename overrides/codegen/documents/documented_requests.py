"""The operations of the published documents and their documented requests, in the order of the documents.

Invariant: values come from the examples of the document as they stand; a JSON text in a query is read,
nothing else is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from order_contract.document import DocumentOperation, DocumentParameter, component_name
from order_contract.wire import codec


def vendor_name(operation: DocumentOperation) -> str:
    """The vendor's name of the method; for a path that holds none, the operationId in the same form."""
    head, _, method = operation.path.rpartition("/")
    return method if head == "/Order" else operation.id[0].upper() + operation.id[1:]


@dataclass(frozen=True)
class Argument:
    """A value, and the name of its schema; None for plain text."""

    value: Any
    schema: str | None


@dataclass(frozen=True)
class Documented:
    """A documented request: the parameters by their names on the wire, and the body."""

    title: str
    evidence: tuple[Mapping[str, Any], ...]
    parameters: Mapping[str, Argument]
    body: Argument | None


def documented(operation: DocumentOperation) -> Iterator[Documented]:
    """One request for each example of the body, and one when there is no body to have examples."""
    parameters, evidence, heading = {}, [], ""
    for parameter in operation.parameters:
        name = _name(parameter.json_schema or {})
        example = _printed_here(operation, parameter)
        if "x-evidence" in example:
            evidence.append(example["x-evidence"])
            heading = heading or example["summary"]
        parameters[parameter.name] = Argument(_read(example["value"]) if name else example["value"], name)
    bodies = operation.body.get("examples", {}).values()
    for example in bodies:
        body = Argument(example["value"], _name(operation.body["schema"]))
        yield Documented(example["summary"], (*evidence, example["x-evidence"]), parameters, body)
    if not bodies:
        yield Documented(heading, tuple(evidence), parameters, None)


def _printed_here(operation: DocumentOperation, parameter: DocumentParameter) -> Mapping[str, Any]:
    """The example that the seed documents print under this operation, or else the first: two methods share a
    parameter and each has a sample of its own.
    """
    if "examples" not in parameter.node:
        return {"value": parameter.node["example"]}
    starts = sorted(_line(other.node) for other in operation.document.operations(webhooks=True))
    examples: list[Mapping[str, Any]] = list(parameter.node["examples"].values())
    own = [
        example
        for example in examples
        if max((start for start in starts if start <= _line(example)), default=None) == _line(operation.node)
    ]
    return (own or examples)[0]


def _line(node: Mapping[str, Any]) -> tuple[str, int]:
    """The first line of the last seed document that is given as evidence; of none, a place before all."""
    places = [place.partition(":") for place in node["x-evidence"]["at"] if place[:3].isdigit()]
    last = max((document for document, _, _ in places), default="")
    return last, min((int(line) for document, _, line in places if document == last), default=0)


def _name(schema: Mapping[str, Any]) -> str | None:
    return component_name(schema.get("items", schema))


def _read(value: Any) -> Any:
    return [codec.loads(item) for item in value] if isinstance(value, list) else codec.loads(value)
