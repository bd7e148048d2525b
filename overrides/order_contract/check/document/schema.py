"""Schemas of the published document, ready to judge plain wire values.

Invariant: numbers are judged as `int` and `Decimal`, never as a binary fraction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import jsonschema_rs

from order_contract.check.rulebook import Evidence
from order_contract.document import component_name
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
                schema
                if "$ref" in schema
                else next((option for option in schema["oneOf"] if "$ref" in option), {})
            )
            if "$ref" not in stated:
                break
            name = component_name(stated) or ""
            schema = self._components.schemas[name]
        return schema, name

    def evidence(self, path: Sequence[str | int]) -> Evidence:
        """How well the strongest source knows the member at a path; `documented` where nothing is said of it."""
        evidence: Evidence = "documented"
        schema: Mapping[str, Any] = self.schema
        for part in path:
            schema, _ = self._own(schema)
            if isinstance(part, int):
                schema = schema.get("items", {})
                continue
            schema = schema.get("properties", {}).get(part, {})
            evidence = schema.get("x-evidence", {}).get("how", evidence)
        return evidence

    def problems(self, value: Any, *, formats: bool = False) -> list[Problem]:
        """Where a value breaks the schema, outermost first. A missing member is named in the path.

        Of a union, the branch is picked first: what stands in place of "this or null", and is not null, is
        held to "this".
        """
        problems = _problems((self._strict if formats else self._loose).iter_errors(value))
        return sorted(problems, key=lambda problem: (len(problem[0]), str(problem)))


def _problems(errors: Iterable[Any]) -> list[Problem]:
    problems: list[Problem] = []
    for error in errors:
        path = tuple(error.instance_path)
        missing = getattr(error.kind, "property", None)
        if isinstance(missing, str):
            problems.append(((*path, missing), "is missing"))
            continue
        branches = [_problems(branch) for branch in getattr(error.kind, "context", None) or ()]
        # Of "this or null", what is not null is meant to be this.
        meant = next(
            (branch for branch in branches if any(place != path for place, _ in branch)),
            branches[0] if branches else None,
        )
        problems += meant or [(path, _sentence(error.message))]
    return problems


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
    return {folded: frozenset(spellings) for folded, spellings in names.items()}


def _sentence(message: str) -> str:
    _, separator, rest = message.rpartition(" is not ")
    return f"is not {rest}" if separator else message


def _plain(schema: Any) -> Any:
    """With plain numbers, the only ones that the validator takes in a schema; they are bounds and samples
    there, never amounts on the wire.
    """
    return json.loads(codec.dumps(schema))
