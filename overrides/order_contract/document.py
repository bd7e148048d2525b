"""A published document, read in one place: its operations, their parameters, and what a `$ref` points to.

Invariants: nothing of a document is interpreted anywhere else; values are those of the document, not copies.
What a validator, a server or a page makes of them is the matter of their rooms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

JSON: Final = "application/json"
METHODS: Final = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
"""The keys of a Path Item Object that hold an operation."""
Node = Mapping[str, Any]
"""An object of the document, as it stands there."""


@dataclass(frozen=True)
class Document:
    """One OpenAPI document, whose references are all local."""

    root: Node = field(repr=False)

    @property
    def schemas(self) -> Node:
        """The named schemas, by name."""
        schemas: Node = self.root["components"]["schemas"]
        return schemas

    def resolve(self, node: Node) -> Node:
        """What a Reference Object points to, through as many references as there are; another node as it is.

        :raises KeyError: the document has no such place.
        """
        while "$ref" in node:
            target: Any = self.root
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def operations(self, *, webhooks: bool = False) -> Iterator[DocumentOperation]:
        """Every operation, in the order of the document; with `webhooks`, those of `webhooks` after them."""
        for kind in ("paths", "webhooks") if webhooks else ("paths",):
            for path, item in self.root.get(kind, {}).items():
                for method in METHODS:
                    if method in item:
                        yield DocumentOperation(self, path, method, item, kind == "webhooks")


@dataclass(frozen=True)
class DocumentOperation:
    """One operation. `method` is its key in the path item, in small letters."""

    document: Document = field(repr=False)
    path: str
    method: str
    item: Node = field(repr=False)
    webhook: bool = False
    """Whether the API's own server sends it."""

    @property
    def node(self) -> Node:
        """The Operation Object."""
        node: Node = self.item[self.method]
        return node

    @property
    def id(self) -> str:
        """The operationId."""
        return str(self.node["operationId"])

    @property
    def secured(self) -> bool:
        """Whether a caller has to identify itself."""
        return bool(self.node.get("security", self.document.root.get("security", ())))

    @cached_property
    def parameters(self) -> tuple[DocumentParameter, ...]:
        """Those of the path item, then its own."""
        stated = (*self.item.get("parameters", ()), *self.node.get("parameters", ()))
        return tuple(DocumentParameter(self.document, self.document.resolve(node)) for node in stated)

    @property
    def body(self) -> Node:
        """The Media Type Object of the JSON body; empty when no JSON body is documented."""
        return self._json(self.node.get("requestBody", {}))

    @property
    def body_required(self) -> bool:
        """Whether a request without a body breaks the contract."""
        return bool(self.document.resolve(self.node.get("requestBody", {})).get("required", False))

    @property
    def responses(self) -> dict[str, Node]:
        """The Media Type Object of each documented response, by status or `default`; empty without JSON."""
        return {status: self._json(response) for status, response in self.node["responses"].items()}

    def _json(self, holder: Node) -> Node:
        content: Node = self.document.resolve(holder).get("content", {}).get(JSON, {})
        return content


@dataclass(frozen=True)
class DocumentParameter:
    """One parameter, its references followed."""

    document: Document = field(repr=False)
    node: Node
    """The Parameter Object."""

    @property
    def name(self) -> str:
        """Its name on the wire."""
        return str(self.node["name"])

    @property
    def place(self) -> str:
        """`query`, `path`, `header` or `cookie`."""
        return str(self.node["in"])

    @property
    def required(self) -> bool:
        """Whether a request must carry it."""
        return bool(self.node.get("required", False))

    @property
    def schema(self) -> Node:
        """Its schema; that of the list when it is repeated."""
        return self.document.resolve(self.node["schema"])

    @property
    def repeated(self) -> bool:
        """Whether it is a list, sent as one parameter for each element."""
        return self.schema.get("type") == "array"

    @property
    def text_schema(self) -> Node:
        """The schema of the text that one occurrence carries."""
        return self.document.resolve(self.schema.get("items", {})) if self.repeated else self.schema

    @property
    def json_schema(self) -> Node | None:
        """The schema of the JSON inside that text; None for plain text."""
        return self.text_schema.get("contentSchema")


def server_url(server: Node) -> str:
    """The URL of a Server Object, with the default of each variable."""
    defaults = {name: variable["default"] for name, variable in server.get("variables", {}).items()}
    return str(server["url"].format(**defaults))


def examples(holder: Node) -> tuple[Any, ...]:
    """The values of the examples of a parameter or a Media Type Object: the named ones, or the single one."""
    named = tuple(example["value"] for example in holder.get("examples", {}).values() if "value" in example)
    return named or ((holder["example"],) if "example" in holder else ())


def conditions(schema: Node) -> Iterator[Node]:
    """The conditions of a schema: its own `if` / `then`, or those that stand together as `if: {}` with
    `then: {allOf: [...]}`.

    A list under the schema's own `allOf` would mean the same, and generators take it for a type that they
    compose.
    """
    if "if" not in schema:
        return
    if schema["if"]:
        yield schema
    else:
        yield from schema["then"]["allOf"]


def condition_note(condition: Node, key: str) -> Any:
    """What a condition says of itself under `description` or `x-evidence`: these stand on its `then`, or on
    the condition where several stand together. None where it says nothing.
    """
    return condition["then"].get(key) or condition.get(key)


def with_listed_types(schema: Node) -> Node:
    """A schema that is an `anyOf` of plain types as one with a list of types; another schema as it is.

    Both mean the same: what a branch says beside its type holds for values of that type alone.
    """
    if "anyOf" not in schema:
        return schema
    beside = {key: value for branch in schema["anyOf"] for key, value in branch.items()}
    kinds = [branch["type"] for branch in schema["anyOf"]]
    return {**{key: value for key, value in schema.items() if key != "anyOf"}, **beside, "type": kinds}


def component_reference(schema: Node) -> str | None:
    """The `$ref` of a schema, which is alone under `allOf` where something is asserted beside it; None when
    it is not a reference.
    """
    branches = schema.get("allOf", ())
    reference = (branches[0] if len(branches) == 1 else schema).get("$ref")
    return reference if isinstance(reference, str) else None


def component_name(schema: Node) -> str | None:
    """The name of the component that a schema refers to; None when it is not a reference."""
    reference = component_reference(schema)
    return reference.rpartition("/")[2] if reference is not None else None
