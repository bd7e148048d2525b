"""Edits of a whole document, labelled from OpenAPI 3.1 alone: servers, parameters, bodies, responses,
credentials and what stands around them.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any, NamedTuple

from tests.codegen.breaking.labels import BREAKS, COMPATIBLE, SAME, Label

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


def parameter(document: Node, place: str, name: str) -> Node:
    return next(
        entry for entry in get(document)["parameters"] if (entry["in"], entry["name"]) == (place, name)
    )


def servers(*urls: str) -> list[Node]:
    return [{"url": url} for url in urls]


A, B, C = "https://a.example", "https://b.example", "https://c.example"
VARIABLE: Node = {"url": "https://{host}", "variables": {"host": {"default": "a", "enum": ["a", "b"]}}}


def rename_scheme(document: Node) -> None:
    schemes = document["components"]["securitySchemes"]
    schemes["apiKey"] = schemes.pop("key")
    document["security"][0] = {"apiKey": []}


def share_parameter(document: Node) -> None:
    document["components"]["parameters"] = {"q": get(document)["parameters"][1]}
    get(document)["parameters"][1] = {"$ref": "#/components/parameters/q"}


def rename_shared_parameter(document: Node) -> None:
    document["components"]["parameters"]["query"] = document["components"]["parameters"].pop("q")
    get(document)["parameters"][1] = {"$ref": "#/components/parameters/query"}


def share_body(document: Node) -> None:
    document["components"]["requestBodies"] = {"Thing": put(document)["requestBody"]}
    put(document)["requestBody"] = {"$ref": "#/components/requestBodies/Thing"}


def share_response(document: Node) -> None:
    document["components"]["responses"] = {"Thing": get(document)["responses"]["200"]}
    get(document)["responses"]["200"] = {"$ref": "#/components/responses/Thing"}


def share_header(document: Node) -> None:
    headers = get(document)["responses"]["200"]["headers"]
    document["components"]["headers"] = {"Rate": headers["X-Rate"]}
    headers["X-Rate"] = {"$ref": "#/components/headers/Rate"}


def share_item(document: Node) -> None:
    document["components"]["pathItems"] = {"Thing": item(document)}
    document["paths"]["/things/{id}"] = {"$ref": "#/components/pathItems/Thing"}


def lift_parameter(document: Node) -> None:
    """From both operations to the path."""
    moved = get(document)["parameters"].pop(1)
    put(document)["parameters"] = []
    item(document)["parameters"].append(moved)


def put_q(document: Node) -> None:
    put(document)["parameters"] = [dict(get(document)["parameters"][1])]


def security_everywhere(document: Node) -> None:
    for operation in (get(document), put(document)):
        operation["security"] = copy.deepcopy(document["security"])


def oauth(document: Node) -> None:
    document["components"]["securitySchemes"]["oauth"] = {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "https://a.example/token", "scopes": {"r": "", "w": ""}}},
    }
    document["security"] = [{"oauth": ["r"]}]


SERVERS = [
    edit("a server is gone", BREAKS, lambda d: d["servers"].pop()),
    edit("a server has another address", BREAKS, lambda d: d["servers"][0].update(url=C)),
    edit("one more server", COMPATIBLE, lambda d: d["servers"].append({"url": C})),
    edit("a server is described", SAME, lambda d: d["servers"][0].update(description="Live.")),
    edit("a path has a server of its own", BREAKS, lambda d: item(d).update(servers=servers(C))),
    edit("a path names the same servers", SAME, lambda d: item(d).update(servers=servers(A, B))),
    edit("a path keeps one of the servers", BREAKS, lambda d: item(d).update(servers=servers(A))),
    edit("an operation has a server of its own", BREAKS, lambda d: get(d).update(servers=servers(C))),
    edit("an operation names the same servers", SAME, lambda d: get(d).update(servers=servers(A, B))),
    edit(
        "a path's only server goes, and the root's come",
        COMPATIBLE,
        lambda d: item(d).pop("servers"),
        lambda d: item(d).update(servers=servers(A)),
    ),
    edit(
        "a path's other server goes",
        BREAKS,
        lambda d: item(d).pop("servers"),
        lambda d: item(d).update(servers=servers(C)),
    ),
    edit(
        "an operation's server changes",
        BREAKS,
        lambda d: get(d)["servers"][0].update(url=A),
        lambda d: get(d).update(servers=servers(C)),
    ),
    edit(
        "a path's servers move to its operations",
        SAME,
        lambda d: (
            item(d).pop("servers"),
            get(d).update(servers=servers(C)),
            put(d).update(servers=servers(C)),
        ),
        lambda d: item(d).update(servers=servers(C)),
    ),
    edit(
        "the root's servers change where every path has its own",
        COMPATIBLE,
        lambda d: d.update(servers=servers(B)),
        lambda d: item(d).update(servers=servers(C)),
    ),
    edit(
        "no servers is the root", SAME, lambda d: d.pop("servers"), lambda d: d.update(servers=servers("/"))
    ),
    edit(
        "a variable has another default",
        BREAKS,
        lambda d: d["servers"][0]["variables"]["host"].update(default="b"),
        lambda d: d.update(servers=[copy.deepcopy(VARIABLE)]),
    ),
    edit(
        "a variable takes a value less",
        BREAKS,
        lambda d: d["servers"][0]["variables"]["host"].update(enum=["a"]),
        lambda d: d.update(servers=[copy.deepcopy(VARIABLE)]),
    ),
    edit(
        "a variable takes a value more",
        COMPATIBLE,
        lambda d: d["servers"][0]["variables"]["host"].update(enum=["a", "b", "c"]),
        lambda d: d.update(servers=[copy.deepcopy(VARIABLE)]),
    ),
    edit(
        "a variable is described",
        SAME,
        lambda d: d["servers"][0]["variables"]["host"].update(description="The host."),
        lambda d: d.update(servers=[copy.deepcopy(VARIABLE)]),
    ),
]

PARAMETERS = [
    edit(
        "a header of the name of a path parameter becomes required",
        BREAKS,
        lambda d: parameter(d, "header", "id").update(required=True),
    ),
    edit(
        "a header of the name of a path parameter takes less",
        BREAKS,
        lambda d: parameter(d, "header", "id").update(schema={"type": "string", "maxLength": 3}),
    ),
    edit("a header of the name of a path parameter is gone", BREAKS, lambda d: get(d)["parameters"].pop(0)),
    edit("a query parameter is gone", BREAKS, lambda d: get(d)["parameters"].pop(1)),
    edit(
        "a query parameter becomes a header",
        BREAKS,
        lambda d: parameter(d, "query", "q").update({"in": "header"}),
    ),
    edit(
        "a cookie is new and required",
        BREAKS,
        lambda d: get(d)["parameters"].append(
            {"name": "c", "in": "cookie", "required": True, "schema": {"type": "string"}}
        ),
    ),
    edit(
        "a cookie is new",
        COMPATIBLE,
        lambda d: get(d)["parameters"].append({"name": "c", "in": "cookie", "schema": {"type": "string"}}),
    ),
    edit("parameters in another order", SAME, lambda d: get(d)["parameters"].reverse()),
    edit("a parameter moves to components", SAME, share_parameter),
    edit("a shared parameter has another key", SAME, rename_shared_parameter, share_parameter),
    edit("a parameter of both operations moves to the path", SAME, lift_parameter, put_q),
    edit(
        "a path's parameter that each operation replaces",
        SAME,
        lambda d: item(d)["parameters"][1]["schema"].update(maxLength=3),
        lambda d: (
            put_q(d),
            item(d)["parameters"].append(
                {"name": "q", "in": "query", "schema": {"type": "string", "maxLength": 5}}
            ),
        ),
    ),
    edit("required false, said aloud", SAME, lambda d: parameter(d, "query", "q").update(required=False)),
    edit("deprecated false, said aloud", SAME, lambda d: parameter(d, "query", "q").update(deprecated=False)),
    edit("the style that holds anyway", SAME, lambda d: parameter(d, "query", "tags").update(style="form")),
    edit("the explode that holds anyway", SAME, lambda d: parameter(d, "query", "tags").update(explode=True)),
    edit(
        "allowReserved false, said aloud",
        SAME,
        lambda d: parameter(d, "query", "q").update(allowReserved=False),
    ),
    edit(
        "allowEmptyValue false, said aloud",
        SAME,
        lambda d: parameter(d, "query", "q").update(allowEmptyValue=False),
    ),
    edit("explode of a single text", SAME, lambda d: parameter(d, "query", "q").update(explode=False)),
    edit("explode of an array", BREAKS, lambda d: parameter(d, "query", "tags").update(explode=False)),
    edit(
        "another style of an array",
        BREAKS,
        lambda d: parameter(d, "query", "tags").update(style="pipeDelimited"),
    ),
    edit("another style of a path", BREAKS, lambda d: item(d)["parameters"][0].update(style="label")),
    edit("a header in another case", SAME, lambda d: parameter(d, "header", "id").update(name="ID")),
    edit(
        "a query parameter in another case",
        BREAKS,
        lambda d: parameter(d, "query", "q").update(name="Q"),
    ),
    edit(
        "a parameter that OpenAPI tells to ignore",
        SAME,
        lambda d: get(d)["parameters"].append(
            {"name": "Authorization", "in": "header", "required": True, "schema": {"type": "string"}}
        ),
    ),
    edit(
        "a path parameter takes less",
        BREAKS,
        lambda d: item(d)["parameters"][0]["schema"].update(minLength=2),
    ),
    edit("a parameter's example", SAME, lambda d: parameter(d, "query", "q").update(example="x")),
    edit(
        "a parameter has another default",
        BREAKS,
        lambda d: parameter(d, "query", "q")["schema"].update(default="b"),
        lambda d: parameter(d, "query", "q")["schema"].update(default="a"),
    ),
    edit(
        "a parameter's schema takes more",
        COMPATIBLE,
        lambda d: parameter(d, "query", "tags")["schema"].update(maxItems=7),
        lambda d: parameter(d, "query", "tags")["schema"].update(maxItems=5),
    ),
]

BODIES = [
    edit("a body may be left out", COMPATIBLE, lambda d: put(d)["requestBody"].update(required=False)),
    edit("a body moves to components", SAME, share_body),
    edit("a body is described", SAME, lambda d: put(d)["requestBody"].update(description="The thing.")),
    edit(
        "one more media type of a body",
        COMPATIBLE,
        lambda d: put(d)["requestBody"]["content"].update({"text/plain": {"schema": {"type": "string"}}}),
    ),
    edit(
        "a media type of a body is gone",
        BREAKS,
        lambda d: put(d)["requestBody"]["content"].pop("text/plain"),
        lambda d: put(d)["requestBody"]["content"].update({"text/plain": {"schema": {"type": "string"}}}),
    ),
    edit(
        "a part of a form is encoded otherwise",
        BREAKS,
        lambda d: put(d)["requestBody"]["content"]["multipart/form-data"].update(
            encoding={"a": {"contentType": "image/png"}}
        ),
        lambda d: put(d)["requestBody"]["content"].update(
            {"multipart/form-data": {"schema": {"type": "object"}}}
        ),
    ),
    edit(
        "a required body where there was none",
        BREAKS,
        lambda d: get(d).update(requestBody={"required": True, "content": {"text/plain": {}}}),
    ),
    edit(
        "a body that may be left out where there was none",
        COMPATIBLE,
        lambda d: get(d).update(requestBody={"content": {"text/plain": {}}}),
    ),
]

RESPONSES = [
    edit("a response moves to components", SAME, share_response),
    edit("a header moves to components", SAME, share_header),
    edit(
        "a response is described otherwise",
        SAME,
        lambda d: get(d)["responses"]["404"].update(description="No."),
    ),
    edit("a documented refusal is gone", BREAKS, lambda d: get(d)["responses"].pop("404")),
    edit(
        "one more refusal",
        COMPATIBLE,
        lambda d: get(d)["responses"].update({"409": {"description": "Busy."}}),
    ),
    edit(
        "another way to succeed",
        BREAKS,
        lambda d: get(d)["responses"].update({"206": {"description": "Part."}}),
    ),
    edit(
        "a refusal that its range describes too",
        SAME,
        lambda d: get(d)["responses"].update({"404": {"description": "Refused."}}),
        lambda d: (
            get(d)["responses"].clear(),
            get(d)["responses"].update({"4XX": {"description": "Refused."}}),
        ),
    ),
    edit(
        "a range in place of its one status",
        COMPATIBLE,
        lambda d: get(d)["responses"].update({"4XX": get(d)["responses"].pop("404")}),
    ),
    edit(
        "one status in place of a range",
        BREAKS,
        lambda d: get(d)["responses"].update({"404": get(d)["responses"].pop("4XX")}),
        lambda d: get(d)["responses"].update({"4XX": get(d)["responses"].pop("404")}),
    ),
    edit("a header is gone", BREAKS, lambda d: get(d)["responses"]["200"].pop("headers")),
    edit(
        "a header may be missing",
        BREAKS,
        lambda d: get(d)["responses"]["200"]["headers"]["X-Rate"].update(required=False),
    ),
    edit(
        "a header may hold more",
        BREAKS,
        lambda d: get(d)["responses"]["200"]["headers"]["X-Rate"].update(schema={"type": "number"}),
    ),
    edit(
        "a header is new",
        COMPATIBLE,
        lambda d: get(d)["responses"]["200"]["headers"].update({"X-New": {"schema": {"type": "string"}}}),
    ),
    edit(
        "a response's header in another case",
        SAME,
        lambda d: get(d)["responses"]["200"].update(
            headers={"x-rate": get(d)["responses"]["200"]["headers"]["X-Rate"]}
        ),
    ),
    edit(
        "a response links to another operation",
        SAME,
        lambda d: get(d)["responses"]["200"].update(links={"next": {"operationId": "putThing"}}),
    ),
    edit(
        "a response comes in one more media type",
        BREAKS,
        lambda d: get(d)["responses"]["200"]["content"].update(
            {"text/plain": {"schema": {"type": "string"}}}
        ),
    ),
    edit(
        "a response's only media type is another",
        BREAKS,
        lambda d: get(d)["responses"]["200"].update(content={"text/plain": {"schema": {"type": "string"}}}),
    ),
    edit("a response has a body no more", BREAKS, lambda d: get(d)["responses"]["200"].pop("content")),
]

CREDENTIALS = [
    edit("a scheme has another name", SAME, rename_scheme),
    edit(
        "a scheme is described",
        SAME,
        lambda d: d["components"]["securitySchemes"]["key"].update(description="The key."),
    ),
    edit(
        "another hint at the form of a token",
        SAME,
        lambda d: d["components"]["securitySchemes"]["token"].update(bearerFormat="opaque"),
    ),
    edit(
        "an HTTP scheme in another case",
        SAME,
        lambda d: d["components"]["securitySchemes"]["token"].update(scheme="Bearer"),
    ),
    edit(
        "another HTTP scheme",
        BREAKS,
        lambda d: d["components"]["securitySchemes"]["token"].update(scheme="basic"),
    ),
    edit(
        "a key of another name", BREAKS, lambda d: d["components"]["securitySchemes"]["key"].update(name="k")
    ),
    edit(
        "a key in another place",
        BREAKS,
        lambda d: d["components"]["securitySchemes"]["key"].update({"in": "cookie"}),
    ),
    edit(
        "a scheme that nobody uses is new",
        COMPATIBLE,
        lambda d: d["components"]["securitySchemes"].update(new={"type": "http", "scheme": "basic"}),
    ),
    edit(
        "a scheme that nobody uses is gone",
        COMPATIBLE,
        lambda d: d["components"]["securitySchemes"].pop("new"),
        lambda d: d["components"]["securitySchemes"].update(new={"type": "http", "scheme": "basic"}),
    ),
    edit("alternatives in another order", SAME, lambda d: d["security"].reverse()),
    edit(
        "schemes within an alternative in another order",
        SAME,
        lambda d: d["security"].__setitem__(1, {"user": [], "token": []}),
    ),
    edit("one more alternative", COMPATIBLE, lambda d: d["security"].append({"token": []})),
    edit("one alternative fewer", BREAKS, lambda d: d["security"].pop(0)),
    edit("an alternative asks more", BREAKS, lambda d: d["security"][0].update(user=[])),
    edit("no credential will do", COMPATIBLE, lambda d: d["security"].append({})),
    edit(
        "no credential will do no more",
        BREAKS,
        lambda d: d["security"].pop(),
        lambda d: d["security"].append({}),
    ),
    edit("each operation names the same alternatives", SAME, security_everywhere),
    edit("an operation asks for more", BREAKS, lambda d: get(d).update(security=[{"key": [], "user": []}])),
    edit("an operation asks for nothing", COMPATIBLE, lambda d: get(d).update(security=[])),
    edit("a scope more", BREAKS, lambda d: d.update(security=[{"oauth": ["r", "w"]}]), oauth),
    edit("a scope fewer", COMPATIBLE, lambda d: d.update(security=[{"oauth": []}]), oauth),
    edit(
        "tokens come from another address",
        BREAKS,
        lambda d: d["components"]["securitySchemes"]["oauth"]["flows"]["clientCredentials"].update(
            tokenUrl=C
        ),
        oauth,
    ),
    edit(
        "a scope is described",
        SAME,
        lambda d: d["components"]["securitySchemes"]["oauth"]["flows"]["clientCredentials"]["scopes"].update(
            r="Read."
        ),
        oauth,
    ),
]

AROUND = [
    edit("an operation is summed up otherwise", SAME, lambda d: get(d).update(summary="Read a thing")),
    edit("an operation points at a page", SAME, lambda d: get(d).update(externalDocs={"url": A})),
    edit("an operation is deprecated", COMPATIBLE, lambda d: get(d).update(deprecated=True)),
    edit("an operation is not deprecated, said aloud", SAME, lambda d: get(d).update(deprecated=False)),
    edit("a foreign extension of an operation", SAME, lambda d: get(d).update({"x-codeSamples": []})),
    edit("a foreign extension of a path", SAME, lambda d: item(d).update({"x-owner": "me"})),
    edit("a foreign extension of the root", SAME, lambda d: d.update({"x-logo": {"url": A}})),
    edit(
        "a foreign extension of a parameter", SAME, lambda d: item(d)["parameters"][0].update({"x-order": 1})
    ),
    edit(
        "a foreign extension of a response", SAME, lambda d: get(d)["responses"]["404"].update({"x-order": 1})
    ),
    edit("a path is summed up", SAME, lambda d: item(d).update(summary="One thing")),
    edit("a path moves to components", SAME, share_item),
    edit("tags of the root in another order", SAME, lambda d: d["tags"].reverse()),
    edit("a tag is described otherwise", SAME, lambda d: d["tags"][0].update(description="Stuff.")),
    edit("the title", SAME, lambda d: d["info"].update(title="All things")),
    edit("a contact", SAME, lambda d: d["info"].update(contact={"name": "Me"})),
    edit("terms", SAME, lambda d: d["info"].update(termsOfService=A)),
    edit(
        "another dialect",
        BREAKS,
        lambda d: d.update(jsonSchemaDialect="https://json-schema.org/draft-07/schema"),
    ),
    edit(
        "the dialect that holds anyway",
        SAME,
        lambda d: d.update(jsonSchemaDialect="https://spec.openapis.org/oas/3.1/dialect/base"),
    ),
    edit("an operation is gone", BREAKS, lambda d: item(d).pop("put")),
    edit("a path is gone", BREAKS, lambda d: d["paths"].clear()),
    edit(
        "a path is spelt in another case",
        BREAKS,
        lambda d: d["paths"].update({"/Things/{id}": d["paths"].pop("/things/{id}")}),
    ),
    edit(
        "a component that nobody uses",
        COMPATIBLE,
        lambda d: d["components"]["schemas"].update(Lonely={"type": "object"}),
    ),
]

CODES = [
    edit("a code is gone", BREAKS, lambda d: d["x-error-codes"].pop("1006")),
    edit("a code is called otherwise", BREAKS, lambda d: d["x-error-codes"]["1006"].update(name="missing")),
    edit("a code has another text", BREAKS, lambda d: d["x-error-codes"]["1006"].update(text="No {id}")),
    edit(
        "a code comes from another operation",
        BREAKS,
        lambda d: d["x-error-codes"]["1006"].update(operations=["putThing"]),
    ),
    edit(
        "a code comes from one more operation",
        COMPATIBLE,
        lambda d: d["x-error-codes"]["1006"].update(operations=["getThing", "putThing"]),
    ),
    edit("a code has no text any more", BREAKS, lambda d: d["x-error-codes"]["1006"].pop("text")),
    edit(
        "a code means what it meant, in other words",
        SAME,
        lambda d: d["x-error-codes"]["1006"].update(meaning="None."),
    ),
    edit("a note on a code", SAME, lambda d: d["x-error-codes"]["1006"].update(note="Seen once.")),
    edit(
        "a code is no longer given before the work",
        BREAKS,
        lambda d: d["x-error-codes"]["1006"].pop("given-before-work"),
        lambda d: d["x-error-codes"]["1006"].update(
            {"given-before-work": {"how": "documented", "at": ["001:1"]}}
        ),
    ),
    edit("a code is new", COMPATIBLE, lambda d: d["x-error-codes"].update({"1007": {"name": "busy"}})),
]

DOCUMENT_EDITS = [*SERVERS, *PARAMETERS, *BODIES, *RESPONSES, *CREDENTIALS, *AROUND, *CODES]
