"""The schemas of a published document as tables: one row a field, ready for a template.

Invariants: every field of a schema gives one row, in the order of the document; values of examples are those
of the document, digit for digit; the document is not changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from attrs import frozen
from markupsafe import Markup

from codegen.docs.evidence import Evidence
from codegen.docs.prose import inline, paragraphs
from order_contract.document import (
    Document,
    DocumentOperation,
    Node,
    component_name,
    condition_note,
    conditions,
    with_listed_types,
)
from order_contract.wire import codec


@frozen
class Field:
    """One member of an object. `type`, `description` and the marks are HTML."""

    name: str
    type: Markup
    description: Markup
    mark: Markup
    required: str
    """Empty when it may be left out; else `required`, with the grade when that is not documented."""
    deprecated: bool
    limits: tuple[str, ...]
    example: str


@frozen
class SchemaTable:
    """One schema. `fields` is empty for a plain value and for an object without known members."""

    name: str
    type: Markup
    description: Markup
    rules: tuple[Markup, ...]
    fields: tuple[Field, ...]


class SchemaTables:
    """Makes tables from the schemas of one document."""

    def __init__(self, document: Document, evidence: Evidence) -> None:
        self._document = document
        self._evidence = evidence

    def tables(self, names: Sequence[str]) -> list[SchemaTable]:
        """A table for each of these schemas."""
        return [self._table(name) for name in names]

    def names_below(self, node: Any) -> list[str]:
        """The schemas that a part of the document refers to, directly or through others; nearest first."""
        names: dict[str, None] = {}
        waiting = list(_references(node))
        while waiting:
            reference = waiting.pop(0)
            target = self._document.resolve({"$ref": reference})
            name = component_name({"$ref": reference}) or ""
            if name in names:
                continue
            if reference.startswith("#/components/schemas/"):
                names[name] = None
            waiting += _references(target)
        return list(names)

    def names_sent(self, operation: DocumentOperation) -> list[str]:
        """The schemas of what an operation is sent, as `names_below` gives them."""
        nodes = [parameter.node for parameter in operation.parameters]
        return self.names_below([nodes, operation.node.get("requestBody", {})])

    def type(self, schema: Node) -> Markup:
        """The type in words, with links to the tables of named schemas on the same page."""
        schema = with_listed_types(schema)
        name = component_name(schema)
        if name is not None:
            return Markup('<a href="#{0}">{0}</a>').format(name)
        if "oneOf" in schema:
            parts = [self.type(item) for item in schema["oneOf"]]
            return Markup(" or ").join(parts)
        if "contentSchema" in schema:
            return Markup("JSON text of ") + self.type(schema["contentSchema"])
        if schema.get("type") == "array":
            return Markup("list of ") + self.type(schema["items"])
        stated = schema.get("type", "any value")
        names = stated if isinstance(stated, list) else [stated]
        return Markup(escape(" or ".join(names)))  # noqa: S704  # escaped

    def rules(self, schema: Node) -> tuple[Markup, ...]:
        """The conditions of a schema as sentences, each with its mark where it has one."""
        while "items" in schema or "$ref" in schema:
            schema = schema["items"] if "items" in schema else self._document.resolve(schema)
        return tuple(self._rules(schema))

    def _rules(self, schema: Node) -> Iterator[Markup]:
        for condition in conditions(schema):
            known = condition_note(condition, "x-evidence")
            mark = self._evidence.mark(known) if known else Markup()
            yield Markup("{} {}").format(inline(condition_note(condition, "description")), mark)

    def _table(self, name: str) -> SchemaTable:
        schema = self._document.schemas[name]
        return SchemaTable(
            name=name,
            type=self.type(schema) + _format(schema),
            description=paragraphs(schema.get("description", "")),
            rules=self.rules(schema),
            fields=tuple(
                self._field(member, node, schema) for member, node in schema.get("properties", {}).items()
            ),
        )

    def _field(self, name: str, node: Node, schema: Node) -> Field:
        required = ""
        if name in schema.get("required", ()):
            how = schema["x-required-evidence"][name]["how"]
            required = "required" if how == "documented" else f"required ({how})"
        examples = node.get("examples", ())
        return Field(
            name=name,
            type=self.type(node) + _format(node),
            description=inline(node.get("description", "")),
            mark=self._evidence.mark(node["x-evidence"]) if "x-evidence" in node else Markup(),
            required=required,
            deprecated=node.get("deprecated", False),
            limits=tuple(_limits(node)),
            example=codec.dumps(examples[0]).decode() if examples else "",
        )


def _format(schema: Node) -> Markup:
    schema = with_listed_types(schema)
    return Markup(" ({})").format(schema["format"]) if "format" in schema else Markup()


def _limits(node: Node) -> Iterator[str]:
    node = with_listed_types(node)
    for keyword, words in (
        ("minLength", "at least {} characters"),
        ("maxLength", "at most {} characters"),
        ("minItems", "at least {} elements"),
        ("maxItems", "at most {} elements"),
        ("pattern", "pattern {}"),
        ("minimum", "at least {}"),
        ("maximum", "at most {}"),
    ):
        if keyword in node:
            yield words.format(node[keyword])
    if "enum" in node:
        yield "one of " + ", ".join(codec.dumps(value).decode() for value in node["enum"])


def _references(node: Any) -> Iterator[str]:
    """The `$ref`s of a node and what stands below it, in order; examples are values and hold none."""
    if isinstance(node, Mapping):
        if "$ref" in node:
            yield str(node["$ref"])
        for name, item in node.items():
            if name not in ("examples", "example"):
                yield from _references(item)
    elif isinstance(node, (list, tuple)):
        for item in node:
            yield from _references(item)
