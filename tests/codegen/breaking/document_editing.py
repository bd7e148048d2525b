"""What the labelled edits of the published documents are made with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from codegen.breaking.change import ChangeKind

Node = dict[str, Any]
BREAKING, ADDITIVE, COSMETIC = ChangeKind.breaking, ChangeKind.additive, ChangeKind.cosmetic


class Documents:
    """A copy of the three documents, with short ways to the places that are edited."""

    def __init__(self, by_api: dict[str, Node]) -> None:
        self.by_api = by_api
        self.globale, self.merchant, self.s2 = by_api["globale"], by_api["merchant"], by_api["s2"]

    def schemas(self, name: str) -> list[Node]:
        """The component in every document that has it, as an edit of spec/ would reach them all."""
        by_api = [
            node["components"]["schemas"][name]
            for node in self.by_api.values()
            if name in node["components"]["schemas"]
        ]
        assert by_api, f"no document has {name}"
        return by_api

    def members(self, path: str) -> list[Node]:
        name, member = path.split(".")
        return [schema["properties"][member] for schema in self.schemas(name)]

    def operation(self, name: str, api: str = "globale") -> Node:
        document = self.by_api[api]
        items = [*document["paths"].values(), *document.get("webhooks", {}).values()]
        return next(
            node
            for item in items
            for node in item.values()
            if isinstance(node, dict) and node.get("operationId") == name
        )

    def callbacks(self) -> list[Node]:
        return [self.operation("updateOrderStatusCallback", api) for api in ("globale", "merchant")]

    def parameter(self, name: str) -> Node:
        return self.globale["components"]["parameters"][name]


class Edit(NamedTuple):
    """`do` edits; `lines` are what the gate must say, each as verdict, place and a part of the words.

    No line: nothing at all is to be said.
    """

    name: str
    do: Callable[[Documents], object]
    lines: tuple[tuple[ChangeKind, str, str], ...]


def edit(name: str, do: Callable[[Documents], object], *lines: tuple[ChangeKind, str, str]) -> Edit:
    return Edit(name, do, lines)


def put(nodes: Node | list[Node], **values: Any) -> None:
    for node in nodes if isinstance(nodes, list) else [nodes]:
        node.update({key.replace("__", "-"): value for key, value in values.items()})


def drop(nodes: Node | list[Node], *keys: str) -> None:
    for node in nodes if isinstance(nodes, list) else [nodes]:
        for key in keys:
            del node[key]


def add(schemas: list[Node], name: str, schema: Node, *, required: bool = False) -> None:
    for node in schemas:
        node["properties"][name] = dict(schema)
        if required:
            node["required"] = [*node.get("required", []), name]


def need(schemas: list[Node], *names: str) -> None:
    for node in schemas:
        node["required"] = list(names)


def remove(schemas: list[Node], name: str) -> None:
    for node in schemas:
        del node["properties"][name]
        node["required"] = [name_ for name_ in node.get("required", []) if name_ != name]


def rename(documents: Documents, old: str, new: str) -> None:
    """Rename a component wherever it is named."""
    old_place, new_place = (f"#/components/schemas/{name}" for name in (old, new))

    def walk(node: Any) -> Any:
        if isinstance(node, dict):
            return {
                key: new_place if (key, value) == ("$ref", old_place) else walk(value)
                for key, value in node.items()
            }
        return [walk(item) for item in node] if isinstance(node, list) else node

    for document in documents.by_api.values():
        if old in document["components"]["schemas"]:
            document["components"]["schemas"][new] = document["components"]["schemas"].pop(old)
            changed = walk(document)
            document.clear()
            document.update(changed)


TEXT = {"type": "string"}
NULLABLE = {"type": ["string", "null"]}
