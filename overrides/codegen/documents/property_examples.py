"""An example for each property that a sample of the vendor shows.

Invariants: a value is the first that the samples show under the name, with its digits, never null, empty or
made up; it stands in the samples alone, and is copied from there into the bundled document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from order_contract.wire import codec

_Places = dict[tuple[str, str], Any]


def with_property_examples(document: dict[str, Any]) -> dict[str, Any]:
    """The bundled document with `examples` on the properties of its components."""
    components = document["components"]
    places: _Places = {}
    for schema, value in _samples(document):
        _collect(schema, value, "", components["schemas"], places)
    schemas = {
        name: {**schema, "properties": _properties(name, schema["properties"], places)}
        if "properties" in schema
        else schema
        for name, schema in components["schemas"].items()
    }
    return {**document, "components": {**components, "schemas": schemas}}


def _properties(name: str, properties: Mapping[str, Any], places: _Places) -> dict[str, Any]:
    return {
        member: {**rules, "examples": [places[name, member]]} if (name, member) in places else rules
        for member, rules in properties.items()
    }


def _samples(document: dict[str, Any]) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """The schema and the value of each sample that a document of the vendor prints."""
    items = [item for where in ("paths", "webhooks") for item in document.get(where, {}).values()]
    for operation in (value for item in items for value in item.values() if isinstance(value, dict)):
        for parameter in operation.get("parameters", ()):
            stated = _resolved(parameter, document)
            inner = stated["schema"].get("items", stated["schema"])
            if "contentSchema" in inner:
                for value in _printed(stated):
                    for text in value if isinstance(value, list) else [value]:
                        yield inner["contentSchema"], codec.loads(text)
        messages = [operation["requestBody"]] if "requestBody" in operation else []
        messages += [_resolved(response, document) for response in operation.get("responses", {}).values()]
        for media in (media for message in messages for media in message.get("content", {}).values()):
            yield from ((media["schema"], value) for value in _printed(media))


def _printed(holder: Mapping[str, Any]) -> Iterator[Any]:
    for example in holder.get("examples", {}).values():
        if example["x-evidence"]["how"] == "example":
            yield example["value"]


def _resolved(node: Mapping[str, Any], document: dict[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in node:
        return node
    _, _, section, name = node["$ref"].split("/")
    result: Mapping[str, Any] = document["components"][section][name]
    return result


def _collect(
    schema: Mapping[str, Any], value: Any, name: str, schemas: Mapping[str, Any], places: _Places
) -> None:
    """Note the first plain value, or list of such, of each property of each component below a value."""
    branches = [schema, *schema.get("oneOf", ())]
    reference = next((branch["$ref"] for branch in branches if "$ref" in branch), None)
    if reference is not None:
        name = reference.rpartition("/")[2]
        schema = schemas[name]
    if isinstance(value, list) and "items" in schema:
        for item in value:
            _collect(schema["items"], item, name, schemas, places)
    elif isinstance(value, Mapping):
        for member, held in value.items():
            stated = schema.get("properties", {}).get(member)
            if stated is None or held is None or held == "":
                continue
            if isinstance(held, Mapping) or (isinstance(held, list) and not _is_plain(held)):
                _collect(stated, held, name, schemas, places)
            else:
                places.setdefault((name, member), held)


def _is_plain(items: list[Any]) -> bool:
    """Whether a list shows something, and nothing that has an example of its own."""
    return bool(items) and not any(isinstance(item, (Mapping, list)) for item in items)
