"""How an edit of a whole document is labelled, and the document that is edited."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from tests.codegen.breaking.labels import Label

Node = dict[str, Any]
Make = Callable[[Node], object]


class DocumentEdit(NamedTuple):
    name: str
    old: Node
    new: Node
    label: Label


def schema_document(schema: Node, shared: Node, *, sent: bool) -> Node:
    """A document whose one operation sends or reads the component Thing, and nothing else."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    operation: Node = {"operationId": "call", "responses": {"204": {"description": "Done."}}}
    if sent:
        operation["requestBody"] = {"required": True, "content": content}
    else:
        operation["responses"] = {"200": {"description": "Read.", "content": content}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/call": {"post": operation}},
        "components": {"schemas": {"Thing": copy.deepcopy(schema), **copy.deepcopy(shared)}},
    }


def document() -> Node:
    text = {"schema": {"type": "string"}}
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1", "summary": "All things."},
        "servers": [{"url": "https://a.example"}, {"url": "https://b.example"}],
        "tags": [{"name": "Thing", "description": "Things."}, {"name": "Other"}],
        "security": [{"key": []}, {"token": [], "user": []}],
        "paths": {
            "/things/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": True, **text}],
                "get": {
                    "operationId": "getThing",
                    "tags": ["Thing"],
                    "parameters": [
                        {"name": "id", "in": "header", **text},
                        {"name": "q", "in": "query", **text},
                        {
                            "name": "tags",
                            "in": "query",
                            "schema": {"type": "array", "items": {"type": "string"}},
                        },
                    ],
                    "responses": {
                        "200": {
                            "description": "Read.",
                            "headers": {"X-Rate": {"required": True, "schema": {"type": "integer"}}},
                            **copy.deepcopy(body),
                        },
                        "404": {"description": "Unknown."},
                    },
                },
                "put": {
                    "operationId": "putThing",
                    "tags": ["Thing"],
                    "requestBody": {"required": True, **copy.deepcopy(body)},
                    "responses": {"204": {"description": "Done."}},
                },
            }
        },
        "components": {
            "schemas": {"Thing": {"type": "object", "properties": {"a": {"type": "string"}}}},
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "query", "name": "key"},
                "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "user": {"type": "apiKey", "in": "header", "name": "X-User"},
            },
        },
        "x-error-codes": {
            "1006": {
                "name": "unknown",
                "text": "Unknown {id}",
                "meaning": "No such thing.",
                "operations": ["getThing"],
            }
        },
    }


def edit(name: str, label: Label, do: Make, given: Make = lambda document: None) -> DocumentEdit:
    old = document()
    given(old)
    new = copy.deepcopy(old)
    do(new)
    assert json.dumps(new) != json.dumps(old), name
    return DocumentEdit(name, old, new, label)


def item(document: Node) -> Node:
    return document["paths"]["/things/{id}"]


def get(document: Node) -> Node:
    return item(document)["get"]


def put(document: Node) -> Node:
    return item(document)["put"]
