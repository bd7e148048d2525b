"""Tables for Python of what the generators leave out of a document: assertions, error envelopes, error codes,
operations, credentials.

Invariant: everything here is cut out of the bundled document; no fact is added.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pprint import pformat
from typing import Any

from order_contract.document import (
    Document,
    DocumentOperation,
    component_name,
    condition_note,
    conditions,
    with_listed_types,
)

_ASSERTIONS = (
    "required",
    "enum",
    "const",
    "pattern",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minimum",
    "maximum",
)
_HEADER = '''"""{title} Generated from spec/ by `make generate`; do not edit."""

from collections.abc import Mapping
from typing import Any, Final
'''


def without_assertions(document: dict[str, Any]) -> dict[str, Any]:
    """The document with its shapes only, from which models are generated that read leniently."""
    schemas = {
        name: _shape(dict(with_listed_types(schema)))
        for name, schema in document["components"]["schemas"].items()
    }
    return {**document, "components": {**document["components"], "schemas": schemas}}


def _shape(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return schema
    dropped = {
        "examples",
        # pydantic warns at each reading and writing of such a member; the published document says it once
        "deprecated",
        "pattern",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minimum",
        "maximum",
        "if",
        "then",
        "format",
    }
    kept = {key: value for key, value in schema.items() if key not in dropped}
    if "properties" in kept:
        kept["properties"] = {name: _shape(member) for name, member in kept["properties"].items()}
    if "items" in kept:
        kept["items"] = _shape(kept["items"])
    return kept


def assertions(document: dict[str, Any]) -> dict[str, Any]:
    """By component, what JSON Schema asserts beyond shapes, with references by name."""
    return {
        name: rules
        for name, schema in document["components"]["schemas"].items()
        if (rules := _rules(schema, top=True))
    }


def _rules(schema: Mapping[str, Any], *, top: bool = False) -> dict[str, Any]:
    schema = with_listed_types(schema)
    rules: dict[str, Any] = {key: schema[key] for key in _ASSERTIONS if key in schema}
    references = [schema, *schema.get("oneOf", ())]
    target = next((branch["$ref"].rsplit("/", 1)[-1] for branch in references if "$ref" in branch), None)
    if target:
        rules["$ref"] = target
    if "properties" in schema:
        members = {
            name: stated for name, member in schema["properties"].items() if (stated := _rules(member))
        }
        rules["properties"] = (
            members if not top else {name: members.get(name, {}) for name in schema["properties"]}
        )
    if "items" in schema and (items := _rules(schema["items"])):
        rules["items"] = items
    if "if" in schema:
        rules["allOf"] = [_condition(item) for item in conditions(schema)]
    return rules


def _condition(item: Mapping[str, Any]) -> dict[str, Any]:
    sentence = condition_note(item, "description")
    asserted = {key: value for key, value in item["then"].items() if key not in ("description", "x-evidence")}
    return {"sentence": sentence, "if": item["if"], "then": asserted}


def envelopes(document: dict[str, Any]) -> dict[str, Any]:
    """By component, the predicate that tells a refusal, and the members that say why."""
    schemas = document["components"]["schemas"]
    return {
        name: schema["x-error-envelope"] for name, schema in schemas.items() if "x-error-envelope" in schema
    }


def operations(document: dict[str, Any]) -> dict[str, Any]:
    """By operationId: method, path, whether repeating it is harmless, when it only reads, what its body must
    have besides what its schema requires, the client's methods that show its outcome, the codes that say that
    nothing was done, its statuses, and the envelopes that its responses can be.
    """
    codes = document.get("x-error-codes", {})
    return {
        operation.id: {
            "method": operation.method.upper(),
            "path": operation.path,
            "idempotent": operation.node["x-idempotent"],
            "only_reads": operation.node["x-only-reads"],
            "body_requires": list(operation.body.get("schema", {}).get("required", ())),
            "ask_next": [client_method(name) for name in operation.node["x-outcome-shown-by"]],
            "codes_given_before_work": [
                code
                for code, entry in codes.items()
                if "given-before-work" in entry and operation.id in entry["operations"]
            ],
            "statuses": list(operation.responses),
            "envelopes": _envelopes_of(operation),
        }
        for operation in Document(document).operations()
    }


def security(document: dict[str, Any]) -> dict[str, Any]:
    """By security scheme, where it stands and under which name; with what precedes the secret there, and how
    a token is fetched. `body` is a secret inside the body, which OpenAPI has no word for.
    """
    schemes = {
        name: _scheme(scheme) for name, scheme in document["components"].get("securitySchemes", {}).items()
    }
    for operation in Document(document).operations():
        for place in operation.node.get("x-secret-in-body", ()):
            schemes["body"] = {"in": "body", "name": place.removeprefix("body.")}
    return schemes


def _scheme(scheme: Mapping[str, Any]) -> dict[str, Any]:
    if scheme["type"] == "http":
        prefix = f"{scheme['scheme'].capitalize()} "
        return {"in": "header", "name": "Authorization", "prefix": prefix}
    stated = {key: scheme[key] for key in ("in", "name")}
    request = {key: value for key, value in scheme.get("x-token-request", {}).items() if key != "x-evidence"}
    return {**stated, "token_request": request} if request else stated


def client_method(operation_id: str) -> str:
    """The client's method for an operation: `get_orders_details` for `getOrdersDetails`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", operation_id).lower()


def _envelopes_of(operation: DocumentOperation) -> list[str]:
    names = [component_name(media.get("schema", {})) for media in operation.responses.values()]
    schemas = operation.document.schemas
    return list(dict.fromkeys(name for name in names if name and "x-error-envelope" in schemas[name]))


def module(title: str, **tables: Any) -> str:
    """The source of a module that holds the tables under their upper-case names."""
    parts = [_HEADER.format(title=title)]
    parts += [
        f"\n{name}: Final[Mapping[str, Any]] = {pformat(table, width=100, sort_dicts=False)}\n"
        for name, table in tables.items()
    ]
    return "".join(parts)
