"""The other editions of a bundled document: without what only readers want, without any extension, without
references, and in OpenAPI 3.0.3 for tools that know no 3.1.

Invariant: an edition says nothing that the 3.1 document does not say; what 3.0 cannot say moves into a
description or an extension.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from attrs import frozen

from codegen import CodegenError
from order_contract.document import component_name, component_reference, condition_note, conditions

_WEBHOOKS_NOTE = (
    "\n\nOpenAPI 3.0 has no webhooks: what this API sends by itself ({names}) stands under `x-webhooks`, "
    "which some tools read."
)
FOR_READERS = frozenset(
    {
        *("x-evidence", "x-evidence-key", "x-required-evidence", "x-repairs"),
        *("x-accepts-repeats", "x-acts-on", "x-complete-as-shown", "x-left-open", "x-plain-request"),
        "x-method-evidence",
        *("x-request-rules", "x-secret-in-body", "x-token-request"),
    }
)
"""Extensions that say how something is known, or what the check goes by; the full edition alone has them."""
_NAMING = ("headers", "properties", "responses", "schemas")
"""Keys below which names stand, not keywords: among those of responses is `default`."""
_DATA = ("const", "default", "enum", "example", "value")
_BESIDE_A_REFERENCE = ("deprecated", "description", "examples", "summary")
"""What only says something of what is referred to, and asserts nothing."""
_SPDX = "https://spdx.org/licenses/{}.html"


def for_tools(document: dict[str, Any]) -> dict[str, Any]:
    """The document without what only readers want, and with no assertion beside a reference: tools that know
    references from OpenAPI 3.0 leave out what stands there.
    """
    result: dict[str, Any] = _without(document, lambda key: key in FOR_READERS)
    return result


def without_extensions(document: dict[str, Any]) -> dict[str, Any]:
    """The document for tools, without any extension."""
    result: dict[str, Any] = _without(document, lambda key: key.startswith("x-"))
    return result


def lean(document: dict[str, Any]) -> dict[str, Any]:
    """The document without any extension, in few words.

    A number or a text that may be null has a list of types in place of a choice: tools for language models
    write out what is referred to, with its description, in each place.
    """
    plain = without_extensions(document)
    result: dict[str, Any] = _with_listed_null(plain, plain["components"]["schemas"])
    return result


def _with_listed_null(node: Any, schemas: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_with_listed_null(item, schemas) for item in node]
    if not isinstance(node, dict):
        return node
    rest = {
        key: value if key in _DATA else _with_listed_null(value, schemas)
        for key, value in node.items()
        if key != "oneOf"
    }
    if "oneOf" not in node:
        return rest
    target = schemas[component_name(node["oneOf"][0]) or ""]
    if target["type"] in ("object", "array") or "enum" in target or node["oneOf"][1:] != [{"type": "null"}]:
        return {**rest, "oneOf": node["oneOf"]}
    return {**target, "type": [target["type"], "null"], **rest}


def _without(node: Any, unwanted: Callable[[str], bool], *, named: bool = False) -> Any:
    """A part of the document without extensions; `named` when its keys are names that the document gives."""
    if isinstance(node, list):
        return [_without(item, unwanted) for item in node]
    if not isinstance(node, dict):
        return node
    if named:
        return {name: _without(value, unwanted) for name, value in node.items()}
    kept = {
        key: value if key in _DATA else _without(value, unwanted, named=key in _NAMING)
        for key, value in node.items()
        if not unwanted(key)
    }
    beside = {key: value for key, value in kept.items() if key != "$ref"}
    if len(beside) == len(kept) or all(key in _BESIDE_A_REFERENCE or key.startswith("x-") for key in beside):
        return kept
    return {"allOf": [{"$ref": kept["$ref"]}], **beside}


def dereferenced(document: dict[str, Any]) -> dict[str, Any]:
    """The document with every reference replaced by what it points to, and without the components that then
    no other part names.

    :raises codegen.CodegenError: a schema that contains itself.
    """
    whole = {key: _inlined(value, document, ()) for key, value in document.items() if key != "components"}
    kept = {
        section: _inlined(table, document, ())
        for section, table in document["components"].items()
        if section == "securitySchemes"
    }
    return {**whole, "components": kept} if kept else whole


def _inlined(node: Any, document: dict[str, Any], open_: tuple[str, ...]) -> Any:
    if isinstance(node, list):
        return [_inlined(item, document, open_) for item in node]
    if not isinstance(node, dict):
        return node
    reference = component_reference(node)
    if reference is None:
        return {key: _inlined(value, document, open_) for key, value in node.items()}
    if reference in open_:
        raise CodegenError(f"{reference} contains itself and cannot be dereferenced")
    target = _inlined(_target(document, reference), document, (*open_, reference))
    beside = {
        key: _inlined(value, document, open_) for key, value in node.items() if key not in ("$ref", "allOf")
    }
    if "required" in beside:
        beside["required"] = list(dict.fromkeys([*target.get("required", ()), *beside["required"]]))
    return {**target, **beside}


def _target(document: dict[str, Any], reference: str) -> Any:
    result: Any = document
    for part in reference.removeprefix("#/").split("/"):
        result = result[part]
    return result


@frozen
class _Document31:
    """The 3.1 document, and the references in it that stand beside null wherever they stand."""

    document: dict[str, Any]
    nullable: set[str]


def openapi_3_0(document: dict[str, Any]) -> dict[str, Any]:
    """The 3.0.3 edition: `x-webhooks`, `nullable` for null, `x-content-schema` for JSON in a string,
    conditions as sentences.

    :raises codegen.CodegenError: a choice that 3.0 cannot say.
    """
    source = _Document31(document, _nullable(document))
    info = {key: value for key, value in document["info"].items() if key != "summary"}
    if "identifier" in info.get("license", {}):
        info["license"] = {
            "name": info["license"]["name"],
            "url": _SPDX.format(info["license"]["identifier"]),
        }
    if "webhooks" in document:
        info["description"] = info["description"].rstrip() + _WEBHOOKS_NOTE.format(
            names=", ".join(document["webhooks"])
        )
    rest = {
        key: value
        for key, value in document.items()
        if key not in ("openapi", "info", "webhooks", "components", "tags")
    }
    edition = {"openapi": "3.0.3", "info": info, "tags": document["tags"], **_walk(rest, source)}
    if "webhooks" in document:
        edition["x-webhooks"] = _walk(document["webhooks"], source)
    components = {
        section: _walk(table, source)
        for section, table in document["components"].items()
        if section != "schemas"
    }
    components["schemas"] = {
        name: {
            **_schema(schema, source),
            **({"nullable": True} if f"#/components/schemas/{name}" in source.nullable else {}),
        }
        for name, schema in document["components"]["schemas"].items()
    }
    edition["components"] = _reachable(edition, dict(sorted(components.items())))
    return edition


def _walk(node: Any, source: _Document31) -> Any:
    """Translate each schema below a node that is none itself.

    Examples and extensions are data and stay as they are.
    """
    if isinstance(node, list):
        return [_walk(item, source) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _schema(value, source)
        if key == "schema"
        else value
        if key in ("example", "examples") or key.startswith("x-")
        else _walk(value, source)
        for key, value in node.items()
    }


def _schema(schema: dict[str, Any], source: _Document31) -> dict[str, Any]:
    if isinstance(schema.get("examples"), list):
        example = {"example": schema["examples"][0]}
        schema = {**{key: value for key, value in schema.items() if key != "examples"}, **example}
    if "$ref" in schema:
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        return {"allOf": [{"$ref": schema["$ref"]}], **beside} if beside else schema
    out = {
        key: value
        for key, value in schema.items()
        if key not in ("if", "then", "anyOf", "oneOf", "type", "contentMediaType", "contentSchema", "const")
    }
    out = {**_type(schema, source), **out}
    if "const" in schema:
        out["enum"] = [schema["const"]]
    if "properties" in schema:
        out["properties"] = {name: _schema(member, source) for name, member in schema["properties"].items()}
    if isinstance(schema.get("items"), dict):
        out["items"] = _schema(schema["items"], source)
    if "contentSchema" in schema:
        out["x-content-media-type"] = schema["contentMediaType"]
        out["x-content-schema"] = schema["contentSchema"]
    if sentences := [condition_note(condition, "description") for condition in conditions(schema)]:
        out["description"] = " ".join([out["description"].rstrip(), *sentences])
    return out


def _type(schema: dict[str, Any], source: _Document31) -> dict[str, Any]:
    """`type` and `nullable`, or a choice, for what 3.1 says by a list of types or by a choice with null."""
    if "oneOf" in schema:
        return _or_null(schema["oneOf"], source)
    if "anyOf" in schema:
        branches = [branch for branch in schema["anyOf"] if branch["type"] != "null"]
        null = {"nullable": True} if len(branches) < len(schema["anyOf"]) else {}
        return {"anyOf": [{**branch, **null} for branch in branches]}
    kinds = schema.get("type")
    if not isinstance(kinds, list):
        return {} if kinds is None else {"type": kinds}
    (kind,) = (kind for kind in kinds if kind != "null")
    return {"type": kind, "nullable": True}


def _or_null(branches: list[dict[str, Any]], source: _Document31) -> dict[str, Any]:
    """A reference that may be null. In 3.0 null must be allowed by what is referred to, so a component says
    so itself when it is null somewhere; one that must not be null elsewhere is written out here.
    """
    references = [branch["$ref"] for branch in branches if "$ref" in branch]
    if len(references) != 1 or len(branches) != 2:
        raise CodegenError("3.0 edition: a choice must be one reference or null")
    target = _target(source.document, references[0])
    if references[0] in source.nullable:
        # The component takes null itself, and tools that do not look there need the word here; validators
        # refuse it without a type.
        return {"type": target["type"], "nullable": True, "allOf": [{"$ref": references[0]}]}
    if "properties" in target:
        raise CodegenError(f"3.0 edition: {references[0]} may be null in one place and not in another")
    return {
        "type": target["type"],
        "nullable": True,
        **{key: value for key, value in target.items() if key not in ("type", "description")},
    }


def _nullable(document: dict[str, Any]) -> set[str]:
    """The references that stand beside null wherever they stand."""
    result: dict[bool, set[str]] = {True: set(), False: set()}
    todo: list[tuple[Any, bool]] = [(document, False)]
    while todo:
        node, beside_null = todo.pop()
        if isinstance(node, list):
            todo += [(item, False) for item in node]
        elif isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                result[beside_null].add(node["$ref"])
            todo += [(value, False) for value in node.values() if not isinstance(value, list)]
            todo += [
                (item, key == "oneOf" and {"type": "null"} in value)
                for key, value in node.items()
                if isinstance(value, list)
                for item in value
            ]
    return result[True] - result[False]


def _reachable(edition: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """The components that something still names, and the security schemes."""
    wanted: set[tuple[str, str]] = set()
    todo = list(_references(edition))
    while todo:
        section, name = todo.pop()
        if (section, name) not in wanted:
            wanted.add((section, name))
            todo += _references(components[section][name])
    kept = {
        section: {
            name: value
            for name, value in table.items()
            if section == "securitySchemes" or (section, name) in wanted
        }
        for section, table in components.items()
    }
    return {section: table for section, table in kept.items() if table}


def _references(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            _, _, section, name = node["$ref"].split("/")
            yield section, name
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for item in node:
            yield from _references(item)
