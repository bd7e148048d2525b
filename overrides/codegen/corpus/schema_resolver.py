"""The schemas of a document, with their references followed, and a plain value that each allows.

Invariant: a value is plain when it has what the schema requires and no more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import jsonschema_rs

from order_contract.document import conditions, with_listed_types
from order_contract.wire import codec

_SMALL: Final = 3
_DATE: Final = "2024-04-24T06:00:33.889Z"


class SchemaResolver:
    """The schemas of one document."""

    def __init__(self, components: Mapping[str, Any], known: Mapping[str, str]) -> None:
        """
        :param known: texts of the documented samples by the name of their member: ids that a server knows.
        """
        self.components = components
        self.known = known
        self._judge = lru_cache(maxsize=None)(self._compiled)
        self._kept: dict[int, Mapping[str, Any]] = {}

    def holds(self, schema: Mapping[str, Any], value: Any) -> bool:
        """Whether the schema allows a value; what it says of formats is left out."""
        self._kept[id(schema)] = schema
        return bool(self._judge(id(schema)).is_valid(value))

    def _compiled(self, key: int) -> Any:
        whole = {**self._kept[key], "components": {"schemas": self.components}}
        return jsonschema_rs.Draft202012Validator(json.loads(codec.dumps(whole)), validate_formats=False)

    def own(self, schema: Mapping[str, Any]) -> tuple[Mapping[str, Any], str, bool]:
        """A schema behind references and "this or null": itself, the component that it is, and whether null
        is allowed.
        """
        name, nullable = "", False
        while "$ref" in schema or "oneOf" in schema:
            if "oneOf" in schema:
                nullable = True
                schema = next(branch for branch in schema["oneOf"] if branch.get("type") != "null")
                continue
            name = schema["$ref"].rpartition("/")[2]
            # one place may require more than the component does everywhere
            more = {"required": schema["required"]} if "required" in schema else {}
            schema = {**with_listed_types(self.components[name]), **more}
        return schema, name, nullable or "null" in types(schema)

    def plain(self, schema: Mapping[str, Any], name: str = "") -> Any:
        """A small value that the schema allows, for a member of this name."""
        own, _, _ = self.own(schema)
        kinds = types(own)
        if "enum" in own or "const" in own:
            return own["enum"][0] if "enum" in own else own["const"]
        if "object" in kinds:
            stated = own.get("properties", {})
            # What is small and asks for nothing makes sense as a whole only, such as a key and its value.
            names = own.get("required", ()) or (stated if len(stated) <= _SMALL else ())
            return self._completed(
                schema, own, {member: self.plain(stated[member], member) for member in names}
            )
        if "array" in kinds:
            return [self.plain(own["items"], name)]
        if "number" in kinds:
            return 1
        if "integer" in kinds:
            return 1
        if "boolean" in kinds:
            return True
        return _DATE if own.get("format") == "date-time" else self.known.get(name, "A1")

    def _completed(
        self, schema: Mapping[str, Any], own: Mapping[str, Any], value: dict[str, Any]
    ) -> dict[str, Any]:
        """With the members that a condition asks for."""
        for condition in conditions(own):
            if self.holds(schema, value):
                break
            for name in condition["then"].get("required", ()):
                value = {**value, name: self.plain(own["properties"][name], name)}
        return value


def types(schema: Mapping[str, Any]) -> list[str]:
    """The types that a schema names, null among them."""
    stated = schema.get("type", [])
    return [stated] if isinstance(stated, str) else list(stated)
