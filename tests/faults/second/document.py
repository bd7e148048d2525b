"""What the published documents state: operations, parameters, and the shapes of what is sent.

Invariants: read once a process, never changed; nothing is stated here that does not stand in the published
documents.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Final

import jsonschema_rs

Json = Any
APIS: Final = ("globale", "merchant", "s2")


@cache
def document(api: str) -> dict[str, Any]:
    """The published document of an API, numbers as printed."""
    text = (files("order_contract_generated") / "openapi" / f"{api}.json").read_text(encoding="utf-8")
    value: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return value


class Reason(str):
    """Why a value breaks a schema."""

    shown: str
    """The same without the value, which may be a customer's."""


class SchemaValidator:
    """A schema of a document: holds values against it, and knows how the names of its members are spelled."""

    def __init__(self, api: str, schema: Mapping[str, Any]) -> None:
        self.api = api
        self.schema = schema

    @cached_property
    def validator(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(self.whole, validate_formats=True)

    @cached_property
    def masked(self) -> jsonschema_rs.Draft202012Validator:
        """The same, with messages that do not repeat the value."""
        return jsonschema_rs.Draft202012Validator(self.whole, validate_formats=True, mask="the value")

    @property
    def whole(self) -> dict[str, Any]:
        """The schema with all that it refers to."""
        return {**self.schema, "components": {"schemas": document(self.api)["components"]["schemas"]}}

    def problems(self, value: Json) -> Iterator[tuple[list[str | int], str]]:
        """Where a value breaks the schema, and how."""
        errors = self.validator.iter_errors(value)
        for error, masked in zip(errors, self.masked.iter_errors(value), strict=True):
            reason = Reason(error.message)
            reason.shown = masked.message
            yield list(error.instance_path), reason

    @cached_property
    def resolved(self) -> Mapping[str, Any]:
        """The schema itself, behind references, "this or null" and "this, and more"."""
        schema = self.schema
        while not schema.keys().isdisjoint(("$ref", "oneOf", "allOf")) and "properties" not in schema:
            if "$ref" in schema:
                schema = component(self.api, schema["$ref"])
            else:
                schema = (schema["oneOf"] if "oneOf" in schema else schema["allOf"])[0]
        return schema

    @cached_property
    def members(self) -> dict[str, tuple[str, SchemaValidator]]:
        """By name in lower case: the name as documented, and the member's own shape."""
        stated = self.resolved.get("properties", {})
        return {name.casefold(): (name, SchemaValidator(self.api, schema)) for name, schema in stated.items()}

    @cached_property
    def items(self) -> SchemaValidator | None:
        """The shape of an array's elements."""
        stated = self.resolved.get("items")
        return SchemaValidator(self.api, stated) if stated else None

    def respelled(self, value: Json) -> Json:
        """The value with its members' names as documented; where two differ in case only, the documented
        spelling counts.
        """
        if isinstance(value, list):
            return [self.items.respelled(item) for item in value] if self.items else value
        if not isinstance(value, dict) or not self.members:
            return value
        result = {}
        for name, item in value.items():
            spelled, shape = self.members.get(name.casefold(), (name, None))
            if spelled == name or spelled not in value:
                result[spelled] = shape.respelled(item) if shape else item
        return result


@cache
def component(api: str, reference: str) -> Mapping[str, Any]:
    """What a reference within a document leads to."""
    result: Any = document(api)
    for part in reference.removeprefix("#/").split("/"):
        result = result[part]
    return result  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Parameter:
    """One parameter of the query string."""

    name: str
    required: bool
    repeated: bool
    text: SchemaValidator
    content: SchemaValidator | None
    """The shape of the JSON inside the text; None for a plain text."""


@dataclass(frozen=True)
class Operation:
    """One operation of one API."""

    api: str
    id: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body: SchemaValidator | None
    body_required: bool


@cache
def operations(api: str) -> tuple[Operation, ...]:
    """The operations of an API, in the document's order."""
    return tuple(
        _operation(api, path, method, stated)
        for path, item in document(api)["paths"].items()
        for method, stated in item.items()
        if method in ("post", "put")
    )


def _operation(api: str, path: str, method: str, stated: Mapping[str, Any]) -> Operation:
    parameters = [
        component(api, parameter["$ref"]) if "$ref" in parameter else parameter
        for parameter in stated.get("parameters", ())
    ]
    body = stated.get("requestBody")
    return Operation(
        api,
        stated["operationId"],
        method.upper(),
        path,
        tuple(_parameter(api, parameter) for parameter in parameters),
        SchemaValidator(api, body["content"]["application/json"]["schema"]) if body else None,
        bool(body and body.get("required")),
    )


def _parameter(api: str, stated: Mapping[str, Any]) -> Parameter:
    schema = stated["schema"]
    repeated = schema.get("type") == "array"
    text = schema["items"] if repeated else schema
    content = SchemaValidator(api, text["contentSchema"]) if "contentSchema" in text else None
    return Parameter(
        stated["name"], bool(stated.get("required")), repeated, SchemaValidator(api, text), content
    )
