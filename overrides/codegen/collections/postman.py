"""A collection in Postman's format, 2.1.

Invariant: what Postman cannot do for a whole collection, such as a second credential, stands in each request.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from codegen.collections.request_collection import (
    BASE_URL,
    RESET,
    CollectionRequest,
    RequestCollection,
)
from order_contract.wire import codec

_SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
_RESET_SCRIPT = [
    f'if (pm.variables.get("{RESET}") === "yes") {{',
    f'  const url = pm.variables.get("{BASE_URL}") + "/sandbox/reset";',
    '  pm.sendRequest({ method: "POST", url }, () => {});',
    "}",
]


def postman(collection: RequestCollection) -> bytes:
    """The collection as one file."""
    variables = {BASE_URL: collection.servers[0][1], **dict.fromkeys((*collection.credentials, RESET), "")}
    return codec.pretty(
        {
            "info": {
                "name": collection.name,
                "description": collection.description,
                "schema": _SCHEMA,
            },
            "item": [_item(request) for request in collection.requests],
            **({"auth": _auth(collection)} if collection.scheme else {}),
            "event": [_event("prerequest", _RESET_SCRIPT), _event("test", _test(collection))],
            "variable": [{"key": name, "value": value} for name, value in variables.items()],
        }
    )


def _auth(collection: RequestCollection) -> dict[str, Any]:
    scheme = collection.scheme or {}
    variable = f"{{{{{scheme['variable']}}}}}"
    if scheme["type"] == "http":
        return {"type": "bearer", "bearer": _attributes(token=variable)}
    return {
        "type": "apikey",
        "apikey": _attributes(**{"key": scheme["name"], "value": variable, "in": scheme["in"]}),
    }


def _attributes(**values: str) -> list[dict[str, str]]:
    return [{"key": name, "value": value, "type": "string"} for name, value in values.items()]


def _item(request: CollectionRequest) -> dict[str, Any]:
    split = urlsplit(request.url)
    headers = [("Content-Type", "application/json")] if request.body else []
    whole: dict[str, Any] = {
        "method": request.method,
        "header": [{"key": name, "value": value} for name, value in (*headers, *request.headers)],
        "url": {
            "raw": request.address(request.values),
            "host": [f"{{{{{BASE_URL}}}}}"],
            "path": split.path.removeprefix(f"{{{{{BASE_URL}}}}}/").split("/"),
            "query": [{"key": name, "value": value} for name, value in request.values],
        },
        "description": request.description,
    }
    if request.body:
        whole["body"] = {
            "mode": "raw",
            "raw": request.body,
            "options": {"raw": {"language": "json"}},
        }
    events = [_event("prerequest", _prepare(request))] if request.json_texts else []
    return {"name": request.name, "event": events, "request": whole, "response": []}


def _event(listen: str, lines: list[str]) -> dict[str, Any]:
    return {"listen": listen, "script": {"type": "text/javascript", "exec": lines}}


def _prepare(request: CollectionRequest) -> list[str]:
    return [f'pm.variables.set("{json.variable}", {json.script});' for json in request.json_texts]


def _test(collection: RequestCollection) -> list[str]:
    return [
        f"const refusals = {codec.dumps(list(collection.refusals)).decode()};",
        'pm.test("status 200", () => pm.response.to.have.status(200));',
        'pm.test("the body is JSON and not a refusal", () => {',
        "  const body = pm.response.json();",
        "  for (const refusal of refusals) pm.expect(body).to.not.have.jsonSchema(refusal);",
        "});",
    ]
