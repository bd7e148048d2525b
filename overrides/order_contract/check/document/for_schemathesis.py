"""The document that schemathesis gets: the published one, arranged so that it generates the JSON inside the
query string.

Invariants: a parameter that is JSON in a string becomes `content: application/json`, so that schemathesis
makes, breaks and shrinks the value inside; `to_wire` brings what it sends back into the documented form.
Security is left out: credentials are added to every request elsewhere.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Final
from urllib.parse import quote, unquote_plus

from order_contract.spec import Api
from order_contract.wire import codec

_KEPT: Final = ("operationId", "parameters", "requestBody", "responses")


def arranged(api: Api, only: frozenset[str], path: str | None = None) -> dict[str, Any]:
    """The document for schemathesis.

    :param only: the operations to keep, by operationId.
    :param path: the path to use instead of the documented one, for a merchant's own endpoint.
    """
    # Numbers of the document itself (bounds, statuses) are counters; its samples, which hold amounts, are
    # dropped below.
    document = json.loads((files("order_contract_generated") / "openapi" / f"{api}.json").read_bytes())
    paths = {}
    for stated, item in document["paths"].items():
        kept = {
            method: {key: value[key] for key in _KEPT if key in value}
            for method, value in item.items()
            if isinstance(value, dict) and value.get("operationId") in only
        }
        if kept:
            paths[path or stated] = {
                **({"parameters": item["parameters"]} if "parameters" in item else {}),
                **kept,
            }
    components = document["components"]
    components.pop("securitySchemes", None)
    result: dict[str, Any] = _without_samples(
        {
            "openapi": document["openapi"],
            "info": {"title": api, "version": "0"},
            "paths": paths,
            "components": components,
        }
    )
    open_strings(result)
    return result


def _without_samples(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _without_samples(item)
            for name, item in value.items()
            if name not in {"example", "examples"} and not name.startswith("x-")
        }
    return [_without_samples(item) for item in value] if isinstance(value, list) else value


def open_strings(value: Any) -> None:
    """Turn, in place, each query parameter that is JSON in a string into `content: application/json`."""
    if isinstance(value, list):
        for item in value:
            open_strings(item)
    if not isinstance(value, dict):
        return
    schema = value.get("schema")
    if value.get("in") == "query" and isinstance(schema, dict):
        items = schema.get("items", schema)
        if "contentSchema" in items:
            inner = (
                {**schema, "items": items["contentSchema"]} if "items" in schema else items["contentSchema"]
            )
            del value["schema"]
            value.pop("style", None)
            value.pop("explode", None)
            value["content"] = {"application/json": {"schema": inner}}
    for item in value.values():
        open_strings(item)


def to_wire(query: str, repeated: frozenset[str]) -> str:
    """A query string as schemathesis writes it, with each JSON array of a repeated parameter as one value per
    item.
    """
    parts = []
    for part in query.split("&"):
        name, separator, value = part.partition("=")
        if separator and name in repeated:
            parts += [f"{name}={quote(text, safe='')}" for text in _items(unquote_plus(value))]
        elif part:
            parts.append(part)
    return "&".join(parts)


def _items(text: str) -> list[str]:
    try:
        value = codec.loads(text)
        return [codec.dumps(item).decode() for item in value] if isinstance(value, list) else [text]
    except codec.CodecError:
        return [text]
