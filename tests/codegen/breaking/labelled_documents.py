"""Edits of a whole document, labelled from OpenAPI 3.1 alone: servers, parameters, bodies, responses,
credentials and what stands around them.
"""

from __future__ import annotations

from tests.codegen.breaking.document_labels import Node, edit, get, item, put
from tests.codegen.breaking.labelled_access import CREDENTIALS, SERVERS, A
from tests.codegen.breaking.labels import BREAKS, COMPATIBLE, SAME


def parameter(document: Node, place: str, name: str) -> Node:
    return next(
        entry for entry in get(document)["parameters"] if (entry["in"], entry["name"]) == (place, name)
    )


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
