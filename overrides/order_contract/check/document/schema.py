"""Schemas of the published document, ready to judge plain wire values.

Invariant: numbers are judged as `int` and `Decimal`, never as a binary fraction.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from numbers import Number
from typing import Any, Final, NamedTuple

import jsonschema_rs

from order_contract.check.rulebook import Evidence
from order_contract.document import component_name, condition_note, with_listed_types
from order_contract.wire import codec


class Problem(NamedTuple):
    """One place at which a value breaks a schema."""

    path: tuple[str | int, ...]
    """Where; a missing member is named in it."""
    reason: str
    kind: str
    """`missing`, `null`, `case` (a listed value in another case), `quoted` (a number or boolean in quotes),
    `unquoted` (a number where a text belongs), `type`, `value`, `size` or `condition` (of several members
    together).
    """
    evidence: Evidence
    """How it is known that this breaks the contract."""
    types: frozenset[str] = frozenset()
    """The types that belong there, where the type is what is wrong."""
    given: str = ""
    """The type that stands there."""
    single: bool = False
    """Whether it is a list of one value."""
    conditional: bool = False
    """Whether a missing member is one of several, of which any would do."""


class Components:
    """The named schemas of a document."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        # a type that a value has not is one problem, not one for each type that it could have had
        self.schemas = {name: with_listed_types(schema) for name, schema in schemas.items()}

    @cached_property
    def plain(self) -> Any:
        """See above; for the validator."""
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
        """How well the strongest source knows the member at a path; `documented` where nothing is said of
        it.
        """
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
        validator = self._strict if formats else self._loose
        problems = self._problems(validator.iter_errors(value))
        return sorted(problems, key=lambda problem: (len(problem.path), str(problem)))

    def _problems(self, errors: Iterable[Any]) -> list[Problem]:
        problems: list[Problem] = []
        for error in errors:
            path = tuple(error.instance_path)
            missing = getattr(error.kind, "property", None)
            if isinstance(missing, str):
                evidence = self._required(error.schema_path, missing)
                one_of_several = bool({"then", "else"} & set(error.schema_path))
                problems.append(
                    Problem((*path, missing), "is missing", "missing", evidence, conditional=one_of_several)
                )
                continue
            branches = [self._problems(branch) for branch in getattr(error.kind, "context", None) or ()]
            # Of "this or null", what is not null is meant to be this.
            meant = next(
                (branch for branch in branches if any(problem.path != path for problem in branch)),
                branches[0] if branches else None,
            )
            if meant:
                problems += meant
                continue
            condition = self._condition(error.schema_path)
            if condition is not None:
                problems.append(Problem(path, f"breaks a condition: {condition}", "condition", "inferred"))
                continue
            node = self._at(error.schema_path[:-1])
            wanted = node.get("type", ()) if isinstance(node, dict) else ()
            types = frozenset((wanted,) if isinstance(wanted, str) else wanted)
            options = node.get("enum", ()) if isinstance(node, dict) else ()
            kind = _kind(error.schema_path[-1], types, options, error.instance)
            reason = "is null" if kind == "null" else _sentence(error.message)
            given = _TYPES.get(type(error.instance), "number")
            single = given == "array" and len(error.instance) == 1
            problems.append(Problem(path, reason, kind, self.evidence(path), types, given, single))
        return problems

    def _at(self, path: Sequence[str | int]) -> Any:
        node: Any = self._whole
        for part in path:
            node = node[part]
        return node

    def _condition(self, path: Sequence[str | int]) -> str | None:
        """What the condition says on whose branch a path of the schema lies; None for no condition."""
        if not {"then", "else"} & set(path):
            return None
        place = max(index for index, part in enumerate(path) if part in ("then", "else"))
        node = self._at(path[:place])
        return str(condition_note(node, "description") or "members that go together").rstrip(".")

    def _required(self, path: Sequence[str | int], name: str) -> Evidence:
        """How it is known that a member must be there: by the schema that says so, or by its condition."""
        how: Evidence = "inferred"
        node: Any = self._whole
        for part in (None, *path):
            node = node if part is None else node[part]
            if isinstance(node, dict):
                how = node.get("x-evidence", {}).get("how", how)
                how = node.get("x-required-evidence", {}).get(name, {}).get("how", how)
        return how


def _kind(keyword: str | int, types: frozenset[str], options: Sequence[Any], value: Any) -> str:
    if value is None:
        return "null"
    if keyword in ("enum", "const"):
        known = {str(option).casefold() for option in options}
        return "case" if isinstance(value, str) and value.strip().casefold() in known else "value"
    if keyword not in ("type", "pattern", "format"):
        return "size"
    if isinstance(value, str) and types & {"number", "integer", "boolean"}:
        return "quoted" if _QUOTED.fullmatch(value) else "type"
    if isinstance(value, str):
        return "value" if "string" in types or not types else "type"
    # the validator gives a fraction back in a type of its own
    number = isinstance(value, Number) and not isinstance(value, bool)
    return "unquoted" if number and "string" in types else "type"


_TYPES: Final = {str: "string", bool: "boolean", list: "array", dict: "object", type(None): "null"}
_LIMIT: Final = re.compile(
    r" (is (?:longer|shorter|less|greater) than [\d.-]+(?: characters?)?"
    r"|has (?:less|more) than \d+ items?|does not match .*)\Z",
    re.DOTALL,
)
_QUOTED: Final = re.compile(r"\s*(?:[+-]?\d*\.?\d+(?:[eE][+-]?\d+)?|\d+\.|true|false)?\s*", re.IGNORECASE)


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
    """What a validator says of a value, without the value, which can be long or secret."""
    limit = _LIMIT.search(message)
    if limit:
        return limit[1]
    _, separator, rest = message.rpartition(" is not ")
    return f"is not {rest}" if separator else message


def _plain(schema: Any) -> Any:
    """With plain numbers, the only ones that the validator takes in a schema; they are bounds and samples
    there, never amounts on the wire.
    """
    return json.loads(codec.dumps(schema))
