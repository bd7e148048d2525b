"""Whether a file of the source has the form that `source_form.yaml` states for its kind.

Invariant: a fault stands at the line of the value or of the key that breaks the form, and names the rule of
the nearest `$comment` above.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from codegen.documents import yaml12
from codegen.documents.source_rules import Faults, SpecRule, near_name
from codegen.documents.yaml12 import Located

_FORM = yaml12.load(Path(__file__).with_name("source_form.yaml"))


def check_form(faults: Faults, node: Located, kind: str, what: str = "") -> None:
    """Hold a value to the form of its kind; the value has no key that is not a text."""
    for error in _validator(kind).iter_errors(node.plain()):
        path = error.instance_path
        place = _at(node, path)
        name = ".".join(filter(None, (what, *map(str, path)))) or node.file.name
        rule, expected, known = _stated(kind, error.evaluation_path)
        if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.AdditionalProperties):
            for key in error.kind.unexpected:
                message = f"{name} has {key}, which is not taken here{near_name(key, known)}"
                faults.add(place.get(key) or place, rule, message)
        elif isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required):
            faults.add(place, rule, f"{name} has no {error.kind.property}")
        else:
            faults.add(place, rule, f"{name} is {_shown(place.plain())}; pass {expected}")


@lru_cache
def _validator(kind: str) -> Any:
    schema = {"$ref": f"#/$defs/{kind}", "$defs": _FORM["$defs"]}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def _shown(value: Any) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _at(node: Located, path: Sequence[Any]) -> Located:
    for part in path:
        # a key of digits comes as a number
        node = node[str(part) if isinstance(node.value, dict) else part]
    return node


def _stated(kind: str, path: Sequence[Any]) -> tuple[SpecRule, str, list[str]]:
    """What the form says on the way to a keyword: the rule, what to pass, the names that it knows there."""
    rule, expected, schema = SpecRule.SCHEMA, "", _FORM["$defs"][kind]
    for part in [None, *path[1:-1]]:
        if part == "$ref" and isinstance(schema["$ref"], str):
            schema = _FORM["$defs"][schema["$ref"].rpartition("/")[2]]
        elif part is not None:
            schema = schema[part]
        if isinstance(schema, dict):
            rule = SpecRule[schema["$comment"]] if isinstance(schema.get("$comment"), str) else rule
            expected = schema["description"] if isinstance(schema.get("description"), str) else expected
    return rule, expected, [*schema.get("properties", ())]
