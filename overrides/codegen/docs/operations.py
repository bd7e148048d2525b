"""The operations of the published documents and their documented requests, in the order of the documents.

Invariant: values come from the examples of the document as they stand; a JSON text in a query is read,
nothing else is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from order_contract.wire import codec

_VERBS = ("get", "put", "post", "delete", "patch")


@dataclass(frozen=True)
class Operation:
    """One operation of one document. `webhook` says that the API's own server sends it."""

    document: Mapping[str, Any]
    path: str
    verb: str
    item: Mapping[str, Any]
    webhook: bool

    @property
    def raw(self) -> Mapping[str, Any]:
        """The Operation Object."""
        found: Mapping[str, Any] = self.item[self.verb]
        return found

    @property
    def id(self) -> str:
        """The operationId."""
        return str(self.raw["operationId"])

    @property
    def title(self) -> str:
        """What the vendor calls it: the method in the path where there is one, otherwise the summary."""
        head, _, method = self.path.rpartition("/")
        return method if head == "/Order" else str(self.raw["summary"])

    @property
    def parameters(self) -> list[Mapping[str, Any]]:
        """Those of the path and its own, references followed."""
        return [
            resolved(self.document, one)
            for one in (*self.item.get("parameters", ()), *self.raw.get("parameters", ()))
        ]

    @property
    def body(self) -> Mapping[str, Any]:
        """The Media Type Object of the JSON body; empty when there is no body."""
        content: Mapping[str, Any] = (
            self.raw.get("requestBody", {}).get("content", {}).get("application/json", {})
        )
        return content


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


def resolved(document: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a local reference points to; anything else is given back."""
    while "$ref" in node:
        _, _, kind, name = node["$ref"].split("/")
        node = document["components"][kind][name]
    return node


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Every operation, those of `webhooks` last."""
    for kind in ("paths", "webhooks"):
        for path, item in document.get(kind, {}).items():
            for verb in _VERBS:
                if verb in item:
                    yield Operation(document, path, verb, item, kind == "webhooks")


def documented(operation: Operation) -> Iterator[Documented]:
    """One request for each example of the body, and one when there is no body to have examples."""
    parameters, evidence, title = {}, [], ""
    for parameter in operation.parameters:
        schema = parameter["schema"]
        name = _name(schema.get("items", schema).get("contentSchema", {}))
        example = _printed_here(operation, parameter)
        if "x-evidence" in example:
            evidence.append(example["x-evidence"])
            title = title or example["summary"]
        parameters[parameter["name"]] = Argument(_read(example["value"]) if name else example["value"], name)
    bodies = operation.body.get("examples", {}).values()
    for example in bodies:
        body = Argument(example["value"], _name(operation.body["schema"]))
        yield Documented(example["summary"], (*evidence, example["x-evidence"]), parameters, body)
    if not bodies:
        yield Documented(title, tuple(evidence), parameters, None)


def _printed_here(operation: Operation, parameter: Mapping[str, Any]) -> Mapping[str, Any]:
    """The example that the seed documents print under this operation: two methods share a parameter and each
    has a sample of its own.
    """
    if "examples" not in parameter:
        return {"value": parameter["example"]}
    starts = sorted(_line(one.raw) for one in operations(operation.document))
    own = [
        one
        for one in parameter["examples"].values()
        if max(start for start in starts if start <= _line(one)) == _line(operation.raw)
    ]
    found: Mapping[str, Any] = own[0]
    return found


def _line(node: Mapping[str, Any]) -> tuple[str, int]:
    """The first line of the last seed document that is given as evidence."""
    places = [place.partition(":") for place in node["x-evidence"]["at"] if place[:3].isdigit()]
    last = max(document for document, _, _ in places)
    return last, min(int(line) for document, _, line in places if document == last)


def _name(schema: Mapping[str, Any]) -> str | None:
    reference = schema.get("items", schema).get("$ref")
    return reference.rpartition("/")[2] if reference else None


def _read(value: Any) -> Any:
    return [codec.loads(one) for one in value] if isinstance(value, list) else codec.loads(value)
