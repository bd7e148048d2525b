"""The components of a document as one JSON Schema, for tools that know no OpenAPI.

Invariants: every reference stays inside; nothing of OpenAPI is left in it but the format `decimal`, which is
an annotation; a value satisfies a definition exactly when it satisfies the component of that name.
"""

from __future__ import annotations

from typing import Any

from codegen.documents import editions
from order_contract.wire import codec

_COMPONENTS = "#/components/schemas/"


def json_schema(api: str, document: dict[str, Any]) -> bytes:
    """The bundle of an API: each component under `$defs`, and a `$id` with the version.

    :param document: the bundled document, with everything that the source says.
    """
    plain = editions.without_extensions(document)
    info = plain["info"]
    return codec.pretty(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:order-contract:{api}:{info['version']}",
            "title": info["title"],
            "description": "The objects of the API. A schema refers to one as `$id`, followed by "
            f"`#/$defs/` and its name, such as `{next(iter(plain['components']['schemas']))}`.",
            "$defs": _moved(plain["components"]["schemas"]),
        }
    )


def _moved(node: Any) -> Any:
    """The same with references to the definitions in place of those to components."""
    if isinstance(node, list):
        return [_moved(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: value.replace(_COMPONENTS, "#/$defs/")
        if key == "$ref" and isinstance(value, str)
        else _moved(value)
        for key, value in node.items()
    }
