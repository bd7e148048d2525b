"""Edits of one schema, labelled from JSON Schema 2020-12 and OpenAPI 3.1 alone: what the edit means where
clients send the value, and where they read it.

The labels follow from sets of values. A value that was accepted and no longer is breaks whoever sends it; a
value that could not come and now can breaks whoever reads it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.codegen.breaking.labels import BREAKS, COMPATIBLE, SAME, Label

Node = dict[str, Any]


class SchemaEdit(NamedTuple):
    """`shared` holds the other components, before and after where they differ."""

    name: str
    old: Node
    new: Node
    sent: Label
    read: Label
    shared_old: Node
    shared_new: Node


def schema(name: str, old: Node, new: Node, sent: Label, read: Label, **shared: Node) -> SchemaEdit:
    return SchemaEdit(name, old, new, sent, read, shared, shared)


def narrower(name: str, old: Node, new: Node) -> SchemaEdit:
    return schema(name, old, new, BREAKS, COMPATIBLE)


def wider(name: str, old: Node, new: Node) -> SchemaEdit:
    return schema(name, old, new, COMPATIBLE, BREAKS)


def other(name: str, old: Node, new: Node) -> SchemaEdit:
    return schema(name, old, new, BREAKS, BREAKS)


def same(name: str, old: Node, new: Node, **shared: Node) -> SchemaEdit:
    return schema(name, old, new, SAME, SAME, **shared)


def through(name: str, schema: Node, *, negated: bool = False) -> SchemaEdit:
    """Only the component behind the reference changes, and takes less."""
    old, new = {"Short": {"type": "string", "maxLength": 9}}, {"Short": {"type": "string", "maxLength": 5}}
    labels = (COMPATIBLE, BREAKS) if negated else (BREAKS, COMPATIBLE)
    return SchemaEdit(f"a component changes behind {name}", schema, schema, *labels, old, new)


STRING: Node = {"type": "string"}
NULL: Node = {"type": "null"}
SHORT: Node = {"$ref": "#/components/schemas/Short"}


def members(*required: str, **properties: Any) -> Node:
    return {"type": "object", "properties": properties} | ({"required": list(required)} if required else {})


REFERENCES = [
    through("a member", members(a=SHORT)),
    through("allOf", {"allOf": [SHORT]}),
    through("anyOf", {"anyOf": [SHORT, {"type": "integer"}]}),
    through("oneOf", {"oneOf": [SHORT, NULL]}),
    through("allOf in a member", members(a={"allOf": [SHORT]})),
    through("then", members(a=STRING) | {"if": {"required": ["a"]}, "then": {"properties": {"b": SHORT}}}),
    through("else", members(a=STRING) | {"if": {"required": ["a"]}, "else": {"properties": {"b": SHORT}}}),
    through(
        "if",
        members(a=STRING) | {"if": {"properties": {"a": SHORT}}, "then": {"required": ["b"]}},
        negated=True,
    ),
    through("not", {"type": "string", "not": SHORT}, negated=True),
    through("patternProperties", {"type": "object", "patternProperties": {"^x": SHORT}}),
    through("prefixItems", {"type": "array", "prefixItems": [SHORT]}),
    through("items", {"type": "array", "items": SHORT}),
    through("contains", {"type": "array", "contains": SHORT}),
    through("additionalProperties", {"type": "object", "additionalProperties": SHORT}),
    through("propertyNames", {"type": "object", "propertyNames": SHORT}),
    through("dependentSchemas", {"type": "object", "dependentSchemas": {"a": {"properties": {"b": SHORT}}}}),
    through("unevaluatedProperties", {"type": "object", "unevaluatedProperties": SHORT}),
    through("unevaluatedItems", {"type": "array", "unevaluatedItems": SHORT}),
    through(
        "contentSchema", {"type": "string", "contentMediaType": "application/json", "contentSchema": SHORT}
    ),
    through("a not within a not", {"type": "string", "not": {"not": SHORT}}),
    through("itself, a tree", members(a=SHORT, children={"$ref": "#/components/schemas/Thing"})),
]

TYPES = [
    wider("a whole number becomes any number", {"type": "integer"}, {"type": "number"}),
    narrower("any number becomes a whole one", {"type": "number"}, {"type": "integer"}),
    wider("null is taken too", STRING, {"type": ["string", "null"]}),
    narrower("null is taken no more", {"type": ["string", "null"]}, STRING),
    wider("any type", STRING, {}),
    narrower("a type where there was none", {}, STRING),
    other("an object becomes an array", {"type": "object"}, {"type": "array"}),
    other("a text becomes a boolean", STRING, {"type": "boolean"}),
    same("types in another order", {"type": ["string", "null"]}, {"type": ["null", "string"]}),
    same("a list of one type", STRING, {"type": ["string"]}),
    same("null as anyOf", {"type": ["string", "null"]}, {"anyOf": [STRING, NULL]}),
    same("null as oneOf", {"anyOf": [STRING, NULL]}, {"oneOf": [STRING, NULL]}),
    same("null as an enumeration", {"anyOf": [STRING, {"enum": [None]}]}, {"anyOf": [STRING, NULL]}),
    same("null as a constant", {"anyOf": [STRING, {"const": None}]}, {"anyOf": [STRING, NULL]}),
    same("integer beside number", {"type": "number"}, {"type": ["integer", "number"]}),
    same("a schema that takes anything", members(a={}), members(a=True)),
    same(
        "a nullable reference as anyOf",
        members(a={"oneOf": [SHORT, NULL]}),
        members(a={"anyOf": [SHORT, NULL]}),
        Short=STRING,
    ),
    same(
        "a nullable reference in another order",
        members(a={"oneOf": [SHORT, NULL]}),
        members(a={"oneOf": [NULL, SHORT]}),
        Short=STRING,
    ),
]

VALUES = [
    same("an enumeration of one value as a constant", {"enum": ["a"]}, {"const": "a"}),
    same("a constant as an enumeration", {"type": "string", "const": "a"}, {"type": "string", "enum": ["a"]}),
    same("values in another order", {"enum": ["a", "b"]}, {"enum": ["b", "a"]}),
    same("a value twice", {"enum": ["a", "b"]}, {"enum": ["a", "b", "a"]}),
    same("1 written as 1.0", {"enum": [1, 2]}, {"enum": [1.0, 2]}),
    same("both booleans listed", {"type": "boolean"}, {"type": "boolean", "enum": [True, False]}),
    other("another constant", {"const": "a"}, {"const": "b"}),
    other("a constant becomes a text", {"const": 1}, {"const": "1"}),
    other("a constant 1 becomes true", {"const": 1}, {"const": True}),
    other("a value 2 becomes a text", {"enum": [1, 2]}, {"enum": [1, "2"]}),
    other("a value true becomes 1", {"enum": [True, "a"]}, {"enum": [1, "a"]}),
    other("a value 0 becomes false", {"enum": [0, "a"]}, {"enum": [False, "a"]}),
    wider("one more value", {"enum": [1, 2]}, {"enum": [1, 2, 3]}),
    narrower("one value fewer", {"enum": [1, 2, 3]}, {"enum": [1, 2]}),
    wider("null among the values", {"enum": ["a"]}, {"enum": ["a", None]}),
    wider("no constant any more", {"type": "string", "const": "a"}, STRING),
    narrower("a constant", STRING, {"type": "string", "const": "a"}),
    wider("a constant and one more", {"const": "a"}, {"enum": ["a", "b"]}),
    other("another default", {"type": "integer", "default": 1}, {"type": "integer", "default": 2}),
    other("a default of another type", {"default": 1}, {"default": True}),
    other("a default that becomes a text", {"default": 1}, {"default": "1"}),
    same("a default 1 written as 1.0", {"type": "number", "default": 1}, {"type": "number", "default": 1.0}),
]

TEXTS = [
    same("minLength 0", STRING, {"type": "string", "minLength": 0}),
    same("no minLength 0", {"type": "string", "minLength": 0}, STRING),
    narrower("a shortest length", STRING, {"type": "string", "minLength": 1}),
    wider("no shortest length", {"type": "string", "minLength": 1}, {"type": "string", "minLength": 0}),
    narrower(
        "a lower longest length", {"type": "string", "maxLength": 9}, {"type": "string", "maxLength": 8}
    ),
    wider("a higher longest length", {"type": "string", "maxLength": 9}, {"type": "string", "maxLength": 10}),
    narrower("a pattern", STRING, {"type": "string", "pattern": "^a"}),
    wider("no pattern", {"type": "string", "pattern": "^a"}, STRING),
    other("another pattern", {"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "^b"}),
    other("another format", {"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}),
    other("base64", STRING, {"type": "string", "contentEncoding": "base64"}),
]

NUMBERS = [
    narrower("a minimum", {"type": "number"}, {"type": "number", "minimum": 0}),
    wider("a lower minimum", {"type": "number", "minimum": 0}, {"type": "number", "minimum": -1}),
    wider("a higher maximum", {"type": "number", "maximum": 9}, {"type": "number", "maximum": 10}),
    narrower(
        "the minimum itself excluded",
        {"type": "number", "minimum": 0},
        {"type": "number", "exclusiveMinimum": 0},
    ),
    wider(
        "the maximum itself included",
        {"type": "number", "exclusiveMaximum": 9},
        {"type": "number", "maximum": 9},
    ),
    same("a minimum 1 written as 1.0", {"type": "number", "minimum": 1}, {"type": "number", "minimum": 1.0}),
    narrower("steps", {"type": "number"}, {"type": "number", "multipleOf": 0.01}),
    wider("smaller steps", {"type": "number", "multipleOf": 0.01}, {"type": "number", "multipleOf": 0.001}),
    narrower("larger steps", {"type": "integer", "multipleOf": 2}, {"type": "integer", "multipleOf": 4}),
    other("other steps", {"type": "integer", "multipleOf": 2}, {"type": "integer", "multipleOf": 3}),
    same("steps of 1 in whole numbers", {"type": "integer"}, {"type": "integer", "multipleOf": 1}),
]

LIST: Node = {"type": "array", "items": STRING}
ARRAYS = [
    same("minItems 0", LIST, LIST | {"minItems": 0}),
    same("uniqueItems false", LIST, LIST | {"uniqueItems": False}),
    same("no uniqueItems false", LIST | {"uniqueItems": False}, LIST),
    narrower("different elements only", LIST, LIST | {"uniqueItems": True}),
    wider("equal elements too", LIST | {"uniqueItems": True}, LIST | {"uniqueItems": False}),
    narrower("at least one element", LIST, LIST | {"minItems": 1}),
    wider("more elements", LIST | {"maxItems": 2}, LIST | {"maxItems": 3}),
    same("elements of any kind", {"type": "array"}, {"type": "array", "items": {}}),
    same("elements of any kind, as true", {"type": "array", "items": {}}, {"type": "array", "items": True}),
    narrower("elements of one kind", {"type": "array"}, LIST),
    wider("elements that may be null", LIST, {"type": "array", "items": {"type": ["string", "null"]}}),
    narrower("an element that must be there", LIST, LIST | {"contains": {"const": "a"}}),
    same("minContains without contains", LIST, LIST | {"minContains": 2}),
    same(
        "minContains 1",
        LIST | {"contains": {"const": "a"}},
        LIST | {"contains": {"const": "a"}, "minContains": 1},
    ),
    narrower("a first element of one kind", {"type": "array"}, {"type": "array", "prefixItems": [STRING]}),
    other(
        "first elements exchanged",
        {"type": "array", "prefixItems": [STRING, {"type": "integer"}]},
        {"type": "array", "prefixItems": [{"type": "integer"}, STRING]},
    ),
    narrower(
        "nothing after the first elements",
        {"type": "array", "prefixItems": [STRING]},
        {"type": "array", "prefixItems": [STRING], "items": False},
    ),
]

OBJECT = members("a", a=STRING, b=STRING)
OBJECTS = [
    same("minProperties 0", OBJECT, OBJECT | {"minProperties": 0}),
    narrower("at least two members", OBJECT, OBJECT | {"minProperties": 2}),
    narrower("at most three members", OBJECT, OBJECT | {"maxProperties": 3}),
    same("unlisted members, said aloud", OBJECT, OBJECT | {"additionalProperties": True}),
    same(
        "unlisted members as a schema",
        OBJECT | {"additionalProperties": True},
        OBJECT | {"additionalProperties": {}},
    ),
    narrower("no unlisted members", OBJECT, OBJECT | {"additionalProperties": False}),
    narrower("unlisted members of one kind", OBJECT, OBJECT | {"additionalProperties": STRING}),
    narrower("no unevaluated members", OBJECT, OBJECT | {"unevaluatedProperties": False}),
    same("required with nothing in it", members(a=STRING), members(a=STRING) | {"required": []}),
    same("required in another order", OBJECT | {"required": ["a", "b"]}, OBJECT | {"required": ["b", "a"]}),
    narrower("a member that must be there", OBJECT, OBJECT | {"required": ["a", "b"]}),
    wider("a member that may be missing", OBJECT, members(a=STRING, b=STRING)),
    narrower("an unlisted member that must be there", OBJECT, OBJECT | {"required": ["a", "z"]}),
    schema("one more member", OBJECT, members("a", a=STRING, b=STRING, c=STRING), COMPATIBLE, COMPATIBLE),
    other("a member is gone", OBJECT, members("a", a=STRING)),
    other("a member is called otherwise", OBJECT, members("a", a=STRING, c=STRING)),
    narrower("members that come together", OBJECT, OBJECT | {"dependentRequired": {"a": ["b"]}}),
    wider("members that came together", OBJECT | {"dependentRequired": {"a": ["b"]}}, OBJECT),
    same("no members come together", OBJECT, OBJECT | {"dependentRequired": {}}),
    same("no member that comes with another", OBJECT, OBJECT | {"dependentRequired": {"a": []}}),
    narrower("members by pattern", OBJECT, OBJECT | {"patternProperties": {"^x": STRING}}),
    same("no members by pattern", OBJECT, OBJECT | {"patternProperties": {}}),
    narrower("names by pattern", OBJECT, OBJECT | {"propertyNames": {"pattern": "^[a-z]+$"}}),
    schema(
        "a member that only the server writes",
        OBJECT,
        members("a", a=STRING, b=STRING | {"readOnly": True}),
        BREAKS,
        COMPATIBLE,
    ),
    schema(
        "a member that only the client writes",
        OBJECT,
        members("a", a=STRING, b=STRING | {"writeOnly": True}),
        COMPATIBLE,
        BREAKS,
    ),
    same("readOnly false", OBJECT, members("a", a=STRING, b=STRING | {"readOnly": False})),
    schema(
        "a member is deprecated",
        OBJECT,
        members("a", a=STRING, b=STRING | {"deprecated": True}),
        COMPATIBLE,
        COMPATIBLE,
    ),
    same(
        "a member is not deprecated, said aloud",
        OBJECT,
        members("a", a=STRING, b=STRING | {"deprecated": False}),
    ),
    same("a title", OBJECT, OBJECT | {"title": "Thing"}),
    same("a comment", OBJECT, OBJECT | {"$comment": "why"}),
    same("an example", OBJECT, OBJECT | {"example": {"a": "b"}}),
    same("a foreign extension", OBJECT, OBJECT | {"x-internal-id": 7}),
    same("a foreign extension of a member", OBJECT, members("a", a=STRING | {"x-order": 1}, b=STRING)),
]

A, B, C = members("a", a=STRING), members("b", b=STRING), members("c", c=STRING)
CONDITION: Node = {"if": {"required": ["a"]}, "then": {"required": ["b", "c"]}}
OTHER_CONDITION: Node = {"if": {"required": ["d"]}, "then": {"required": ["e"]}}
COMPOSITION = [
    same("members moved into allOf", OBJECT, {"type": "object", "allOf": [A, members(b=STRING)]}),
    same("members moved out of allOf", {"allOf": [A, members(b=STRING)]}, OBJECT),
    same("allOf of one", OBJECT, {"allOf": [OBJECT]}),
    same("allOf in another order", {"allOf": [A, B]}, {"allOf": [B, A]}),
    narrower("one more in allOf", {"allOf": [A]}, {"allOf": [A, B]}),
    same("allOf around a reference", members(a=SHORT), members(a={"allOf": [SHORT]}), Short=STRING),
    same(
        "anyOf in another order",
        {"anyOf": [STRING, {"type": "integer"}]},
        {"anyOf": [{"type": "integer"}, STRING]},
    ),
    same("anyOf of objects in another order", {"anyOf": [A, B, C]}, {"anyOf": [C, A, B]}),
    same(
        "a list of types as anyOf, with what holds for one of them",
        {"type": ["number", "string", "null"], "pattern": "^[0-9]*$"},
        {"anyOf": [{"type": "number"}, {"type": "string", "pattern": "^[0-9]*$"}, NULL]},
    ),
    narrower(
        "a branch of plain types with a pattern",
        {"anyOf": [{"type": "number"}, STRING]},
        {"anyOf": [{"type": "number"}, {"type": "string", "pattern": "^[0-9]*$"}]},
    ),
    narrower(
        "a branch of plain types fewer",
        {"anyOf": [{"type": "number"}, STRING, NULL]},
        {"anyOf": [STRING, NULL]},
    ),
    same("oneOf in another order", {"oneOf": [A, {"type": "integer"}]}, {"oneOf": [{"type": "integer"}, A]}),
    same("anyOf of one", STRING, {"anyOf": [STRING]}),
    same("a branch twice", {"anyOf": [A, B]}, {"anyOf": [A, B, A]}),
    same("anyOf within anyOf", {"anyOf": [A, {"anyOf": [B, C]}]}, {"anyOf": [A, B, C]}),
    wider("one more branch", {"anyOf": [A, B]}, {"anyOf": [A, B, C]}),
    narrower("one branch fewer", {"anyOf": [A, B, C]}, {"anyOf": [A, C]}),
    other("another branch of the same type", {"anyOf": [A, B]}, {"anyOf": [A, C]}),
    other(
        "a member of one branch",
        {"anyOf": [A, members("b", b=STRING, d=STRING)]},
        {"anyOf": [A, members("b", b=STRING, d={"type": "integer"})]},
    ),
    narrower(
        "a branch takes less",
        {"anyOf": [A, B]},
        {"anyOf": [A, members("b", b={"type": "string", "maxLength": 3})]},
    ),
    narrower(
        "a branch takes less, and comes first",
        {"anyOf": [A, B]},
        {"anyOf": [members("b", b={"enum": ["x"]}), A]},
    ),
    same("anyOf of kinds that exclude each other", {"oneOf": [STRING, NULL]}, {"anyOf": [STRING, NULL]}),
    narrower("oneOf of kinds that do not exclude each other", {"anyOf": [A, B]}, {"oneOf": [A, B]}),
    narrower("a not", STRING, {"type": "string", "not": {"const": ""}}),
    wider("no not", {"type": "string", "not": {"const": ""}}, STRING),
    wider("a not of less", {"not": {"type": ["string", "integer"]}}, {"not": STRING}),
    narrower("a not of more", {"not": STRING}, {"not": {"type": ["string", "integer"]}}),
    narrower("a condition", OBJECT, OBJECT | CONDITION),
    wider("no condition", OBJECT | CONDITION, OBJECT),
    wider("a condition asks less", OBJECT | CONDITION, OBJECT | CONDITION | {"then": {"required": ["b"]}}),
    narrower(
        "a condition asks more",
        OBJECT | CONDITION,
        OBJECT | CONDITION | {"then": {"required": ["b", "c", "d"]}},
    ),
    wider(
        "a condition applies less often",
        OBJECT | CONDITION,
        OBJECT | CONDITION | {"if": {"required": ["a", "b"]}},
    ),
    narrower(
        "a condition applies more often",
        OBJECT | CONDITION | {"if": {"required": ["a", "b"]}},
        OBJECT | CONDITION,
    ),
    narrower("an else", OBJECT | CONDITION, OBJECT | CONDITION | {"else": {"required": ["d"]}}),
    same("an if alone", OBJECT, OBJECT | {"if": {"required": ["a"]}}),
    same("a then alone", OBJECT, OBJECT | {"then": {"required": ["a"]}}),
    same("a condition moved into allOf", OBJECT | CONDITION, OBJECT | {"allOf": [CONDITION]}),
    same(
        "conditions moved from allOf under an if that always holds",
        OBJECT | {"allOf": [CONDITION, OTHER_CONDITION]},
        OBJECT | {"if": {}, "then": {"allOf": [CONDITION, OTHER_CONDITION]}},
    ),
    same(
        "what an if that always holds asks, said without it",
        members("a", a=STRING),
        members(a=STRING) | {"if": True, "then": {"required": ["a"]}, "else": {"required": ["b"]}},
    ),
    same(
        "what an if that never holds asks, said without it",
        members("a", a=STRING),
        members(a=STRING) | {"if": False, "then": {"required": ["b"]}, "else": {"required": ["a"]}},
    ),
    narrower(
        "one more condition under an if that always holds",
        OBJECT | {"if": {}, "then": {"allOf": [CONDITION]}},
        OBJECT | {"if": {}, "then": {"allOf": [CONDITION, OTHER_CONDITION]}},
    ),
    wider(
        "one condition fewer under an if that always holds",
        OBJECT | {"if": {}, "then": {"allOf": [CONDITION, OTHER_CONDITION]}},
        OBJECT | {"if": {}, "then": {"allOf": [OTHER_CONDITION]}},
    ),
    same(
        "conditions in another order",
        OBJECT | {"allOf": [CONDITION, OTHER_CONDITION]},
        OBJECT | {"allOf": [OTHER_CONDITION, CONDITION]},
    ),
    same(
        "a constant in a condition, as an enumeration",
        OBJECT | CONDITION | {"if": {"properties": {"a": {"const": "x"}}}},
        OBJECT | CONDITION | {"if": {"properties": {"a": {"enum": ["x"]}}}},
    ),
    same(
        "what a condition asks, in another order",
        OBJECT | CONDITION,
        OBJECT | CONDITION | {"then": {"required": ["c", "b"]}},
    ),
    other(
        "a discriminator with another map",
        {"oneOf": [A, B], "discriminator": {"propertyName": "k", "mapping": {"a": "A"}}},
        {"oneOf": [A, B], "discriminator": {"propertyName": "k", "mapping": {"b": "A"}}},
    ),
]

SCHEMA_EDITS = [*REFERENCES, *TYPES, *VALUES, *TEXTS, *NUMBERS, *ARRAYS, *OBJECTS, *COMPOSITION]
