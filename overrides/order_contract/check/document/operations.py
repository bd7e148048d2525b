"""The published document as the check reads it: operations, their samples, and a validator for every part of
a request and a response.

Invariant: everything comes from `order_contract.spec` and the generated tables; no wire fact is written here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import import_module
from typing import Any

import jsonschema_rs

from order_contract import spec
from order_contract.check.rulebook import Evidence
from order_contract.document import Document, DocumentOperation, DocumentParameter, component_name, examples
from order_contract.spec import Api
from order_contract.wire import codec

Problem = tuple[tuple[str | int, ...], str]


class Components:
    """The named schemas of a document."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self.schemas = schemas

    @cached_property
    def plain(self) -> Any:
        """The same for the validator."""
        return _plain(self.schemas)


class SchemaValidator:
    """A schema of the document, ready to judge plain wire values (numbers as `int` and `Decimal`)."""

    def __init__(self, schema: Mapping[str, Any], components: Components) -> None:
        self.schema = schema
        self._components = components

    @cached_property
    def members(self) -> Mapping[str, frozenset[str]]:
        """Every member name that the schema knows, by its folded form."""
        return _members(self.schema, self._components.schemas)

    @cached_property
    def _loose(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(self._whole, validate_formats=False)

    @cached_property
    def _strict(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(self._whole, validate_formats=True)

    @property
    def _whole(self) -> dict[str, Any]:
        return {**_plain(self.schema), "components": {"schemas": self._components.plain}}

    def holds(self, value: Any, *, formats: bool = False) -> bool:
        """Whether a value satisfies the schema; with `formats`, also what `format` says of strings."""
        return bool((self._strict if formats else self._loose).is_valid(value))

    def places(self, where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Every place that a value of this schema can have, named from `where`, with its own schema; a schema
        inside itself is not entered.
        """
        yield from self._places(self.schema, where, ())

    def _places(
        self, schema: Mapping[str, Any], where: str, above: tuple[str, ...]
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        schema, name = self._own(schema)
        yield where, schema
        if name in above:
            return
        inside = (*above, name) if name else above
        for member, stated in schema.get("properties", {}).items():
            yield from self._places(stated, f"{where}.{member}", inside)
        if isinstance(schema.get("items"), Mapping):
            yield from (pair for pair in self._places(schema["items"], where, inside) if pair[0] != where)

    def _own(self, schema: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
        """A schema behind references and "this or null", and the name of the component that it is."""
        name = ""
        while "$ref" in schema or "oneOf" in schema:
            stated = (
                schema if "$ref" in schema else next((each for each in schema["oneOf"] if "$ref" in each), {})
            )
            if "$ref" not in stated:
                break
            name = component_name(stated) or ""
            schema = self._components.schemas[name]
        return schema, name

    def evidence(self, path: Sequence[str | int]) -> Evidence:
        """How well the strongest source knows the member at a path; `documented` where nothing is said of it."""
        found: Evidence = "documented"
        schema: Mapping[str, Any] = self.schema
        for part in path:
            schema, _ = self._own(schema)
            if isinstance(part, int):
                schema = schema.get("items", {})
                continue
            schema = schema.get("properties", {}).get(part, {})
            found = schema.get("x-evidence", {}).get("how", found)
        return found

    def problems(self, value: Any, *, formats: bool = False) -> list[Problem]:
        """Where a value breaks the schema, outermost first. A missing member is named in the path.

        Of a union, the branch is picked first: what stands in place of "this or null", and is not null, is
        held to "this".
        """
        found = _problems((self._strict if formats else self._loose).iter_errors(value))
        return sorted(found, key=lambda problem: (len(problem[0]), str(problem)))


def _problems(errors: Iterable[Any]) -> list[Problem]:
    found: list[Problem] = []
    for error in errors:
        path = tuple(error.instance_path)
        missing = getattr(error.kind, "property", None)
        if isinstance(missing, str):
            found.append(((*path, missing), "is missing"))
            continue
        branches = [_problems(branch) for branch in getattr(error.kind, "context", None) or ()]
        # Of "this or null", what is not null is meant to be this.
        meant = next(
            (branch for branch in branches if any(place != path for place, _ in branch)),
            branches[0] if branches else None,
        )
        found += meant or [(path, _sentence(error.message))]
    return found


def _members(schema: Mapping[str, Any], components: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    seen: set[str] = set()
    waiting: list[Any] = [schema]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, Mapping):
            component = component_name(value) if isinstance(value.get("$ref"), str) else None
            if component is not None and component not in seen:
                seen.add(component)
                waiting.append(components[component])
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
    """One documented parameter.

    `json` judges the value inside the text, `shape` the text (or list of texts) itself.
    """

    name: str
    place: str
    required: bool
    repeated: bool
    shape: SchemaValidator
    json: SchemaValidator | None
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
    reads: bool
    """Whether it changes nothing on the server.

    GetShippingDocuments may report a dispatch, so it does not count.
    """
    accepts_repeats: bool
    """Whether the server must carry out the same call again, whatever the order's state."""
    parameters: Mapping[str, Parameter]
    body: SchemaValidator | None
    body_required: bool
    body_samples: tuple[Any, ...]
    responses: Mapping[str, SchemaValidator | None]
    envelopes: Mapping[str, tuple[Mapping[str, Any], SchemaValidator]] = field(repr=False)

    @property
    def name(self) -> str:
        """The vendor's name of the method: CreateOrderRefund."""
        return self.id[:1].upper() + self.id[1:]

    def stated(self, status: int) -> str | None:
        """The key under which the document describes a status: the status itself, its class such as `4XX`,
        or `default`, which describes refusals."""
        keys = (str(status), f"{status // 100}XX", *(["default"] if status >= 400 else []))
        return next((key for key in keys if key in self.responses), None)

    def samples(self) -> Iterator[Sample]:
        """The documented requests: the first values of all parameters and the body together, then the second
        ones, and so on.
        """
        inputs = [parameter.samples for parameter in self.parameters.values()]
        for turn in range(max([len(self.body_samples), *map(len, inputs), 1])):
            query: list[tuple[str, str]] = []
            path: dict[str, str] = {}
            for parameter in self.parameters.values():
                value = _turn(parameter.samples, turn)
                if parameter.place == "path":
                    path[parameter.name] = str(value)
                else:
                    query += [
                        (parameter.name, str(item))
                        for item in (value if isinstance(value, list) else [value])
                    ]
            yield Sample(tuple(query), path, _turn(self.body_samples, turn), bool(self.body_samples))


def _turn(values: Sequence[Any], turn: int) -> Any:
    return values[turn % len(values)] if values else None


@lru_cache(maxsize=8)
def operations(api: Api) -> tuple[Operation, ...]:
    """Every operation of an API, in the order of the document."""
    document = Document(spec.load(api))
    table = import_module(f"order_contract_generated.{api}.contract")
    components = Components(document.schemas)
    return tuple(_operation(api, stated, table, components) for stated in document.operations())


def _operation(api: Api, stated: DocumentOperation, table: Any, components: Components) -> Operation:
    def shape(schema: Mapping[str, Any]) -> SchemaValidator:
        return SchemaValidator(schema, components)

    entry = table.OPERATIONS[stated.id]
    return Operation(
        api=api,
        id=stated.id,
        method=stated.method.upper(),
        path=stated.path,
        secured=stated.secured,
        reads=entry["only_reads"] is True,
        accepts_repeats="x-accepts-repeats" in stated.node,
        parameters={each.name: _parameter(each, shape) for each in stated.parameters},
        body=shape(stated.body["schema"]) if stated.body else None,
        body_required=stated.body_required,
        body_samples=examples(stated.body),
        responses={
            status: shape(content["schema"]) if content else None
            for status, content in stated.responses.items()
        },
        envelopes={
            name: (table.ENVELOPES[name], shape({"$ref": f"#/components/schemas/{name}"}))
            for name in entry["envelopes"]
        },
    )


def _parameter(stated: DocumentParameter, shape: Callable[[Mapping[str, Any]], SchemaValidator]) -> Parameter:
    return Parameter(
        name=stated.name,
        place=stated.place,
        required=stated.required,
        repeated=stated.repeated,
        shape=shape(stated.schema),
        json=None if stated.json_schema is None else shape(stated.json_schema),
        samples=examples(stated.node),
    )


def _plain(schema: Any) -> Any:
    """With plain numbers, the only ones that the validator takes in a schema; they are bounds and samples
    there, never amounts on the wire.
    """
    return json.loads(codec.dumps(schema))
