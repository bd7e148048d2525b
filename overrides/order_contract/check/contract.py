"""The published document as the check reads it: operations, their samples, and a validator for every part of a request and an answer.

Invariant: everything comes from `order_contract.spec` and the generated tables; no wire fact is written here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from typing import Any, Final

import jsonschema_rs

from order_contract import spec
from order_contract.spec import Api
from order_contract.wire import codec

_JSON: Final = "application/json"
Problem = tuple[tuple[str | int, ...], str]


class Shape:
    """A schema of the document, ready to judge plain wire values (numbers as `int` and `Decimal`)."""

    def __init__(self, schema: Mapping[str, Any], components: Mapping[str, Any]) -> None:
        self.schema = schema
        whole = {**_plain(schema), "components": _plain(components)}
        self.members = _members(schema, components)
        """Every member name that the schema knows, by its folded form."""
        self._loose = jsonschema_rs.Draft202012Validator(whole, validate_formats=False)
        self._strict = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)

    def holds(self, value: Any, *, formats: bool = False) -> bool:
        """Whether a value satisfies the schema; with `formats`, also what `format` says of strings."""
        return bool((self._strict if formats else self._loose).is_valid(value))

    def problems(self, value: Any) -> list[Problem]:
        """Where a value breaks the schema, outermost first. A missing member is named in the path."""
        found: list[Problem] = []
        for error in self._loose.iter_errors(value):
            path = tuple(error.instance_path)
            missing = getattr(error.kind, "property", None)
            found.append(((*path, missing), "is missing") if isinstance(missing, str) else (path, _sentence(error.message)))
        return sorted(found, key=lambda problem: (len(problem[0]), str(problem)))


def _members(schema: Mapping[str, Any], components: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    seen: set[str] = set()
    waiting: list[Any] = [schema]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, Mapping):
            reference = value.get("$ref")
            if isinstance(reference, str) and reference not in seen:
                seen.add(reference)
                waiting.append(components["schemas"][reference.rpartition("/")[2]])
            if isinstance(value.get("properties"), Mapping):
                for name in value["properties"]:
                    names.setdefault(name.casefold(), set()).add(name)
            waiting += value.values()
    return {folded: frozenset(found) for folded, found in names.items()}


def _sentence(message: str) -> str:
    _, found, rest = message.rpartition(" is not ")
    return f"is not {rest}" if found else message


@dataclass(frozen=True)
class Parameter:
    """One documented parameter. `json` judges the value inside the text, `shape` the text (or list of texts) itself."""

    name: str
    place: str
    required: bool
    repeated: bool
    shape: Shape
    json: Shape | None
    samples: tuple[Any, ...]


@dataclass(frozen=True)
class Sample:
    """One documented request: query values as decoded texts, path values, body as a plain value."""

    query: tuple[tuple[str, str], ...]
    path: Mapping[str, str]
    body: Any = None
    has_body: bool = False


@dataclass(frozen=True)
class Operation:
    """One operation of an API."""

    api: Api
    id: str
    method: str
    path: str
    secured: bool
    parameters: Mapping[str, Parameter]
    body: Shape | None
    body_required: bool
    body_samples: tuple[Any, ...]
    answers: Mapping[str, Shape | None]
    envelopes: Mapping[str, tuple[Mapping[str, Any], Shape]] = field(repr=False)

    @property
    def name(self) -> str:
        """The vendor's name of the method: CreateOrderRefund."""
        return self.id[:1].upper() + self.id[1:]

    def samples(self) -> Iterator[Sample]:
        """The documented requests: the first values of all parameters and the body together, then the second ones, and so on."""
        inputs = [parameter.samples for parameter in self.parameters.values()]
        for turn in range(max([len(self.body_samples), *map(len, inputs), 1])):
            query: list[tuple[str, str]] = []
            path: dict[str, str] = {}
            for parameter in self.parameters.values():
                value = _turn(parameter.samples, turn)
                if parameter.place == "path":
                    path[parameter.name] = str(value)
                else:
                    query += [(parameter.name, str(item)) for item in (value if isinstance(value, list) else [value])]
            yield Sample(tuple(query), path, _turn(self.body_samples, turn), bool(self.body_samples))


def _turn(values: Sequence[Any], turn: int) -> Any:
    return values[turn % len(values)] if values else None


@lru_cache(maxsize=8)
def operations(api: Api) -> tuple[Operation, ...]:
    """Every operation of an API, in the order of the document."""
    document = spec.load(api)
    table = import_module(f"order_contract_generated.{api}.contract")
    components = {"schemas": document["components"]["schemas"]}

    def shape(schema: Mapping[str, Any]) -> Shape:
        return Shape(schema, components)

    found = []
    for path, item in document["paths"].items():
        for operation_id, entry in table.OPERATIONS.items():
            method = entry["method"].lower()
            if entry["path"] != path or item.get(method, {}).get("operationId") != operation_id:
                continue
            stated = item[method]
            body = _resolve(document, stated.get("requestBody", {}))
            content = body.get("content", {}).get(_JSON)
            given = [_resolve(document, each) for each in (*item.get("parameters", ()), *stated.get("parameters", ()))]
            found.append(
                Operation(
                    api=api,
                    id=operation_id,
                    method=method.upper(),
                    path=path,
                    secured=bool(stated.get("security", document.get("security", []))),
                    parameters={each["name"]: _parameter(document, each, shape) for each in given},
                    body=shape(content["schema"]) if content else None,
                    body_required=bool(body.get("required", False)),
                    body_samples=_samples(content) if content else (),
                    answers={
                        status: shape(described["content"][_JSON]["schema"]) if _JSON in described.get("content", {}) else None
                        for status, described in ((key, _resolve(document, value)) for key, value in stated["responses"].items())
                    },
                    envelopes={name: (table.ENVELOPES[name], shape({"$ref": f"#/components/schemas/{name}"})) for name in entry["envelopes"]},
                )
            )
    return tuple(found)


def _parameter(document: Mapping[str, Any], stated: Mapping[str, Any], shape: Any) -> Parameter:
    schema = _resolve(document, stated["schema"])
    items = schema.get("items", {}) if schema.get("type") == "array" else schema
    inner = items.get("contentSchema")
    return Parameter(
        name=stated["name"],
        place=stated["in"],
        required=bool(stated.get("required", False)),
        repeated=schema.get("type") == "array",
        shape=shape(schema),
        json=shape(inner) if inner else None,
        samples=_samples(stated),
    )


def _samples(holder: Mapping[str, Any]) -> tuple[Any, ...]:
    named = tuple(example["value"] for example in holder.get("examples", {}).values() if "value" in example)
    return named or ((holder["example"],) if "example" in holder else ())


def _resolve(document: Mapping[str, Any], value: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in value:
        found: Any = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]
        value = found
    return value


def _plain(schema: Any) -> Any:
    """With plain numbers, the only ones that the validator takes in a schema; they are bounds and samples there, never amounts on the wire."""
    return json.loads(codec.dumps(schema))
