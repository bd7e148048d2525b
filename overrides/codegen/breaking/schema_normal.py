"""One spelling for schemas that accept the same values, so that only what changes a value is compared.

Invariants: a normal schema accepts what the schema did; words stay where they were, to be compared as words;
references stay references, so that each component is compared once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final

from codegen.breaking.keywords import COSMETIC, OWN_EXTENSIONS

Schema = dict[str, Any]
Resolve = Callable[[Schema], Schema]

CHOICES: Final = ("anyOf", "oneOf")
TYPES: Final = frozenset({"string", "number", "integer", "boolean", "object", "array", "null"})
_NAMING = ("properties", "patternProperties", "dependentRequired", "dependentSchemas", "x-error-envelope")
_FALSE_BY_DEFAULT = ("uniqueItems", "readOnly", "writeOnly", "deprecated")
_ZERO_BY_DEFAULT = ("minLength", "minItems", "minProperties")
_TRUE_BY_DEFAULT = (
    *("items", "additionalItems", "additionalProperties", "propertyNames", "unevaluatedItems"),
    *("unevaluatedProperties", "contentSchema"),
)
_EMPTY_BY_DEFAULT = (
    "required",
    "dependentRequired",
    "dependentSchemas",
    "patternProperties",
    "prefixItems",
    "properties",
)
_OF_A_NUMBER = ("exclusiveMaximum", "exclusiveMinimum", "format", "maximum", "minimum", "multipleOf")
_OF_A_TYPE: Final = {
    "string": ("format", "maxLength", "minLength", "pattern"),
    "integer": _OF_A_NUMBER,
    "number": _OF_A_NUMBER,
}
_CONDITION = ("if", "then", "else")
_ABOUT_MEMBERS = ("additionalProperties", "unevaluatedProperties", "additionalItems", "unevaluatedItems")


def is_foreign(key: str) -> bool:
    """Whether a key is an extension that is not of this contract."""
    return key.startswith("x-") and key not in OWN_EXTENSIONS and key not in COSMETIC


def is_cosmetic(key: str) -> bool:
    """Whether a change of a key changes nothing for a user."""
    return key in COSMETIC or is_foreign(key)


def value_key(value: Any) -> str:
    """A text that is equal for equal JSON values only: 1 is 1.0, and neither `true` nor `"1"`."""
    return json.dumps(_exact(value), sort_keys=True)


def _exact(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _exact(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_exact(entry) for entry in value]
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        number = Decimal(str(value)).normalize()
        return {"number": str(number if number else Decimal(0))}
    return value


def bare(node: Any, *, names: bool = False) -> Any:
    """A schema without its words.

    :param names: the keys of this level are names of members, whatever they look like.
    """
    if isinstance(node, dict):
        return {
            key: bare(value, names=not names and key in _NAMING)
            for key, value in node.items()
            if names or not is_cosmetic(key)
        }
    return [bare(item) for item in node] if isinstance(node, list) else node


def types(schema: Schema) -> frozenset[str]:
    """The types that a schema names; all of them when it names none."""
    kinds = schema.get("type", TYPES)
    named = frozenset({kinds} if isinstance(kinds, str) else kinds)
    return named | {"integer"} if "number" in named else named


def normal(schema: Any, resolve: Resolve) -> Schema:
    """The schema in one spelling.

    Beside keywords it has `nullable` (null is allowed, and `type` and `enum` are about the rest),
    `conditions` (`if`, `not` and what of `allOf` cannot be merged, as they stand), `parents` (what `allOf`
    refers to), `choices` (branches as they stand) and `exactly` (that only one branch may fit).
    """
    if not isinstance(schema, dict):
        return {} if schema is not False else {"type": []}
    result: Schema = {
        key: value
        for key, value in schema.items()
        if not is_cosmetic(key)
        and not _says_nothing(key, value, schema)
        and key not in ("allOf", "not", *CHOICES, *_CONDITION)
    }
    _normal_values(result)
    conditions: list[Schema] = []
    holds_always = [schema[branch] for branch in [_taken_always(schema)] if branch in schema]
    if (
        "if" in schema
        and _taken_always(schema) is None
        and (schema.get("then", True) not in (True, {}) or schema.get("else", True) not in (True, {}))
    ):
        conditions.append({key: schema[key] for key in _CONDITION if key in schema})
    if schema.get("not", False) is not False:
        conditions.append({"not": schema["not"]})
    if conditions:
        result["conditions"] = conditions
    for branch in [*schema.get("allOf", ()), *holds_always]:
        parent = (
            {key: value for key, value in branch.items() if not is_cosmetic(key)}
            if isinstance(branch, dict)
            else {}
        )
        part = {"parents": [branch]} if list(parent) == ["$ref"] else _worded(normal(branch, resolve), branch)
        result = _merged(result, part) or _held(result, {"allOf": [branch]})
    for key in CHOICES:
        if schema.get(key):
            part = _choice(key, schema[key], resolve)
            result = _merged(result, part) or _held(result, {key: schema[key]})
    parents = result.get("parents", [])
    if len(parents) == 1 and set(result) <= {"parents", "nullable", "default", "deprecated"}:
        result = {
            **{key: value for key, value in result.items() if key != "parents"},
            "$ref": parents[0]["$ref"],
        }
    return result


def _taken_always(schema: Schema) -> str | None:
    """The branch of a condition that every value takes, `then` of `if: {}`; None where it depends."""
    condition = bare(schema.get("if", {"not": {}}))
    return "then" if condition in (True, {}) else "else" if condition is False else None


def without_choices(schema: Schema) -> Schema:
    """A normal schema but for its branches."""
    return {key: value for key, value in schema.items() if key not in ("choices", "exactly")}


def branches(schema: Schema, alone: bool) -> list[Schema]:
    """The branches of a normal schema, to be compared; the schema itself where it has none.

    :param alone: whether only this schema or its counterpart has branches, so that each must say all.
    """
    rest = _as_written(without_choices(schema))
    if "choices" not in schema:
        return [rest]
    listed = [
        branch if isinstance(branch, dict) else ({} if branch else {"not": {}})
        for branch in schema["choices"]
    ]
    return [{"allOf": [branch, rest]} for branch in listed] if alone and rest else listed


def _as_written(schema: Schema) -> Schema:
    """A normal schema without branches as one that can be made normal again."""
    plain = {key: value for key, value in schema.items() if key not in ("nullable", "conditions", "parents")}
    conditions = [*schema.get("parents", ()), *schema.get("conditions", ())]
    return plain | ({"allOf": conditions} if conditions else {})


def merged_with_parents(schema: Schema, resolve: Resolve) -> Schema:
    """A normal schema with what its `allOf` refers to written into it, as far as that can be."""
    depth = 0
    while schema.get("parents") and depth < 32:
        depth += 1
        first, *rest = schema["parents"]
        without = {key: value for key, value in schema.items() if key != "parents"} | (
            {"parents": rest} if rest else {}
        )
        schema = _merged(without, normal(resolve(first), resolve)) or _held(without, {"allOf": [first]})
    return schema


def _says_nothing(key: str, value: Any, schema: Schema) -> bool:
    """Whether a keyword allows what its absence allows."""
    if key in _FALSE_BY_DEFAULT:
        return value is False
    if key in _ZERO_BY_DEFAULT:
        return not value
    if key in _TRUE_BY_DEFAULT:
        return value is True or value == {}
    if key in _EMPTY_BY_DEFAULT:
        return not value or (key == "dependentRequired" and not any(value.values()))
    if key in ("minContains", "maxContains"):
        return "contains" not in schema or (key == "minContains" and value == 1)
    if key == "contains":
        return schema.get("minContains") == 0 and "maxContains" not in schema
    if key == "multipleOf":
        return value == 1 and types(schema) <= {"integer", "null"}
    return key == "pattern" and value in ("", ".*", "^.*$")


def _normal_values(schema: Schema) -> None:
    """Constants as enumerations, types of values by the values, and null apart from both."""
    stated = schema.get("type")
    kinds = [stated] if isinstance(stated, str) else stated
    if "const" in schema:
        constant = schema.pop("const")
        listed = {value_key(value) for value in schema.get("enum", [constant])}
        schema["enum"] = [constant] if value_key(constant) in listed else []
    if "enum" in schema:
        kinds = _normal_enumeration(schema, kinds)
    elif kinds is not None and "null" in kinds and len(kinds) > 1:
        schema["nullable"] = True
        kinds = [kind for kind in kinds if kind != "null"]
    if kinds is not None:
        kinds = [kind for kind in kinds if kind != "integer" or "number" not in kinds]
        schema["type"] = kinds[0] if len(kinds) == 1 else kinds


def _normal_enumeration(schema: Schema, kinds: list[str] | None) -> list[str]:
    """Take null and repetitions out of an enumeration, and give the types that are left."""
    values = {value_key(value): value for value in schema["enum"]}
    nullable = None in values.values() and (kinds is None or "null" in kinds)
    schema["enum"] = [value for value in values.values() if value is not None]
    if len(schema["enum"]) != len(values):
        schema.pop("x-enum-varnames", None)
    if not schema["enum"] and nullable:
        del schema["enum"]
        return ["null"]
    if nullable:
        schema["nullable"] = True
    if kinds is None:
        return sorted({_type_of(value) for value in schema["enum"]})
    kinds = [kind for kind in kinds if kind != "null"]
    if kinds == ["boolean"] and len(schema["enum"]) == 2:
        del schema["enum"]
    return kinds


def _type_of(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float, Decimal)):
        return "integer" if value == int(value) else "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def _worded(part: Schema, branch: Any) -> Schema:
    """Conditions of a branch of `allOf`, with the sentence that people see."""
    if isinstance(branch, dict) and "description" in branch and "conditions" in part:
        sentence = branch["description"]
        return part | {"conditions": [{"description": sentence, **node} for node in part["conditions"]]}
    return part


def _choice(key: str, stated: list[Any], resolve: Resolve) -> Schema:
    """A list of branches without null, without repetitions, and as types where they are nothing else."""
    if key == "oneOf" and len(stated) > 1 and not _exclude_each_other(stated, resolve):
        return {"choices": stated, "exactly": True}
    flat: dict[str, Any] = {}
    nullable = False
    for branch in _flattened(key, stated):
        part = normal(branch, resolve)
        if part == {"type": "null"}:
            nullable = True
        else:
            flat.setdefault(f"{len(flat)}" if key == "oneOf" else value_key(bare(branch)), branch)
    null: Schema = {"nullable": True} if nullable else {}
    listed = list(flat.values())
    parts = [normal(branch, resolve) for branch in listed]
    if len(listed) == 1:
        return parts[0] | null
    if _by_type(parts):
        beside = {name: value for part in parts for name, value in part.items()}
        return {**beside, "type": [part["type"] for part in parts]} | null
    if all(set(part) == {"type"} for part in parts):
        return {"type": sorted({kind for part in parts for kind in _listed(part["type"])})} | null
    return {"choices": listed} | null


def _by_type(parts: list[Schema]) -> bool:
    """Whether each branch has one type of its own, and says of it only what holds for no other type."""
    kinds = [part.get("type") for part in parts]
    stated = [key for part in parts for key in part if key != "type"]
    return (
        all(isinstance(kind, str) for kind in kinds)
        and len(set(kinds)) == len(kinds)
        and not {"integer", "number"} <= set(kinds)
        and len(set(stated)) == len(stated)
        and all(set(part) <= {"type", *_OF_A_TYPE.get(part["type"], ())} for part in parts)
    )


def _listed(kinds: str | list[str]) -> list[str]:
    return [kinds] if isinstance(kinds, str) else kinds


def _flattened(key: str, stated: Iterable[Any]) -> Iterable[Any]:
    for branch in stated:
        if key == "anyOf" and isinstance(branch, dict) and list(bare(branch)) == ["anyOf"]:
            yield from _flattened(key, branch["anyOf"])
        else:
            yield branch


def _exclude_each_other(stated: list[Any], resolve: Resolve) -> bool:
    """Whether no two branches share a type."""
    taken: set[str] = set()
    for branch in stated:
        part = normal(resolve(branch) if isinstance(branch, dict) else branch, resolve)
        kinds = set(types(part)) | ({"null"} if part.get("nullable") else set())
        if taken & kinds:
            return False
        taken |= kinds
    return True


def _held(schema: Schema, condition: Schema) -> Schema:
    return schema | {"conditions": [*schema.get("conditions", ()), condition]}


def _merged(schema: Schema, other: Schema) -> Schema | None:
    """A schema that accepts what both accept; None when no keyword says so."""
    if _cannot_be_one(schema, other):
        return None
    result = {**schema, **other}
    for key in schema.keys() & other.keys():
        value = _joined(key, schema, other)
        if value is None:
            return None
        result[key] = value
    if ("nullable" in schema) != ("nullable" in other):
        narrow = other if "nullable" in schema else schema
        if any(key in narrow for key in ("type", "enum", "choices", "$ref")):
            result.pop("nullable", None)
    return result


def _cannot_be_one(schema: Schema, other: Schema) -> bool:
    """Whether the keywords of one would mean something else beside those of the other."""
    if schema.keys() & other.keys() & {"choices", "$ref"} or ("$ref" in schema and other):
        return True
    if "$ref" in other and not set(schema) <= {"default", "deprecated"}:
        return True
    return any(
        any(key in first for key in _ABOUT_MEMBERS)
        and any(key in second for key in ("properties", "patternProperties", "parents"))
        for first, second in ((schema, other), (other, schema))
    )


def _joined(key: str, schema: Schema, other: Schema) -> Any:
    """The value of a keyword that both have; None when one value cannot say what both say."""
    first, second = schema[key], other[key]
    if key in ("conditions", "parents"):
        return [*first, *second]
    if key == "required":
        return list(dict.fromkeys([*first, *second]))
    if key == "properties":
        shared = first.keys() & second.keys()
        same = all(value_key(bare(first[name])) == value_key(bare(second[name])) for name in shared)
        return {**first, **second} if same else None
    if key == "type":
        kinds = types(schema) & types(other)
        listed = sorted(kinds - ({"integer"} if "number" in kinds else set()))
        return (listed[0] if len(listed) == 1 else listed) if listed else None
    return first if value_key(first) == value_key(second) else None
