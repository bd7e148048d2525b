"""Types of the mappings that the methods of the clients take in place of a model, as `TypedDict` classes.

Invariants: members have the names of the wire, so that a misspelt one fails in type checkers; a member is
required where the document requires it; each type has what building the model takes, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from order_contract.document import Document

_SCALARS = {
    "Amount": "Decimal | int",
    "PrintedAmount": "Decimal | int | str | None",
    "PrintedCode": "str | int",
    "OffsetDateTime": "str | datetime",
}
_PLAIN = {"string": "str", "boolean": "bool", "integer": "int", "null": "None"}
_PREFIX = "#/components/schemas/"


def module(document: dict[str, Any], header: str, package: str) -> str:
    """The source of the module.

    :param document: a bundled document.
    :param header: its first line.
    :param package: the package whose models the mappings stand for.
    """
    schemas = document["components"]["schemas"]
    names = sorted(_reachable(document, schemas))
    objects = [name for name in names if "properties" in schemas[name]]
    classes = "\n".join(_typed_dict(name, schemas[name], schemas) for name in objects)
    return (
        f'{header}\n\n"""Mappings in wire names that stand for models in calls, for type checkers."""\n\n'
        "from __future__ import annotations\n\n"
        "from collections.abc import Mapping, Sequence\nfrom datetime import datetime\n"
        "from decimal import Decimal\nfrom typing import Any, Literal, Required, TypedDict\n\n"
        f"from {package} import models\n\n{classes}\n"
        f"__all__ = {[f'{name}Dict' for name in objects]!r}\n"
    )


def _reachable(document: dict[str, Any], schemas: dict[str, Any]) -> set[str]:
    """The components that requests are made of."""
    names: set[str] = set()
    todo = [
        reference
        for operation in Document(document).operations()
        for part in (operation.node.get("requestBody", {}), [item.node for item in operation.parameters])
        for reference in _references(part, document)
    ]
    while todo:
        name = todo.pop()
        if name not in names:
            names.add(name)
            todo += _references(schemas[name], document)
    return names


def _references(node: Any, document: dict[str, Any]) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _references(item, document)
    elif isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str) and reference.startswith(_PREFIX):
            yield reference.removeprefix(_PREFIX)
        elif isinstance(reference, str):
            kind, name = reference.split("/")[-2:]
            yield from _references(document["components"][kind][name], document)
        for key, member in node.items():
            if key not in ("example", "examples"):
                yield from _references(member, document)


def _typed_dict(name: str, schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    required = schema.get("required", [])
    lines = [f"class {name}Dict(TypedDict, total=False):", *_docstring(schema.get("description", name))]
    for member, described in schema["properties"].items():
        kind = _type(described, schemas)
        lines.append(f"    {member}: {f'Required[{kind}]' if member in required else kind}")
        if "description" in described:
            lines += _docstring(described["description"])
    return "\n".join((*lines, "", ""))


def _docstring(text: str) -> list[str]:
    return ['    """', *(f"    {line}".rstrip() for line in text.strip().splitlines()), '    """']


def _type(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    if "$ref" in schema:
        return _named(schema["$ref"].removeprefix(_PREFIX), schemas)
    if "oneOf" in schema:
        return " | ".join(_type(branch, schemas) for branch in schema["oneOf"])
    kinds = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    if not kinds:
        return "Any"
    return " | ".join(_array(schema, schemas) if kind == "array" else _PLAIN[kind] for kind in kinds)


def _array(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    item = _type(schema["items"], schemas)
    # A str is a sequence of str, and no list of ids.
    return f"list[{item}] | tuple[{item}, ...]" if item in ("str", "Any") else f"Sequence[{item}]"


def _named(name: str, schemas: dict[str, Any]) -> str:
    if name in _SCALARS:
        return _SCALARS[name]
    if "enum" in schemas[name]:
        return f"models.{name} | Literal[{', '.join(repr(value) for value in schemas[name]['enum'])}]"
    return f"models.{name} | {name}Dict" if "properties" in schemas[name] else "Mapping[str, Any]"
