"""What jsonschema-rs accepts before and after an edit bears out the labels, and what the gate says of edits
that nobody labelled.

A value that only the old schema accepts must break whoever sends it; one that only the new schema accepts
must break whoever reads it.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs
import pytest

from codegen.breaking import document_diff
from codegen.breaking.change import ChangeKind
from tests.codegen.breaking.document_labels import schema_document
from tests.codegen.breaking.labelled_schemas import SCHEMA_EDITS, SchemaEdit
from tests.codegen.breaking.labels import BREAKS, SAME

Schema = dict[str, Any]
SEED = 20261130
SCALARS: list[Any] = [
    *(
        None,
        True,
        False,
        0,
        1,
        2,
        3,
        4,
        6,
        9,
        10,
        -1,
        0.005,
        0.01,
        1.5,
        "",
        "a",
        "b",
        "x",
        "1",
        "ab",
        "abcdef",
    ),
    *("abcdefghi", "abcdefghij"),
]


def values() -> Iterator[Any]:
    """Scalars, and arrays and objects of them."""
    yield from SCALARS
    yield from (
        [],
        [1],
        ["a"],
        ["a", "a"],
        ["a", "b"],
        [None],
        ["a", "b", "c"],
        [1, "a"],
        ["a", 1],
        ["abcdefghi"],
    )
    names = ("a", "b", "c", "d", "e", "k", "x1", "Z", "children")
    generator = random.Random(SEED)
    yield {}
    for name in names:
        yield from ({name: scalar} for scalar in SCALARS)
    for _ in range(400):
        chosen = generator.sample(names[:5], generator.randint(2, 5))
        yield {name: generator.choice(SCALARS) for name in chosen}
    yield from ({"a": "a", "children": {"a": text}} for text in ("abc", "abcdefghi"))


VALUES = list(values())


@cache
def accepted(text: str) -> tuple[bool, ...]:
    validator = jsonschema_rs.Draft202012Validator(json.loads(text))
    return tuple(validator.is_valid(value) for value in VALUES)


def verdicts(schema: Schema, shared: Schema) -> tuple[bool, ...]:
    root = {
        "$ref": "#/components/schemas/Thing",
        "components": {"schemas": {"Thing": schema, **shared}},
    }
    return accepted(json.dumps(root))


def sets_differ(old: tuple[bool, ...], new: tuple[bool, ...]) -> tuple[Any, Any]:
    """A value that only the old schema accepts, and one that only the new schema accepts."""
    lost = [value for value, was, now in zip(VALUES, old, new, strict=True) if was and not now]
    gained = [value for value, was, now in zip(VALUES, old, new, strict=True) if now and not was]
    return lost[:1], gained[:1]


@pytest.mark.parametrize("edit", SCHEMA_EDITS, ids=lambda edit: edit.name)
def test_a_label_says_what_the_validator_does(edit: SchemaEdit) -> None:
    lost, gained = sets_differ(verdicts(edit.old, edit.shared_old), verdicts(edit.new, edit.shared_new))
    if SAME in (edit.sent, edit.read):
        assert (lost, gained) == ([], [])
    # a member that is new is described where any value was accepted before, which is no demand on old clients
    if edit.name != "one more member":
        assert edit.sent is BREAKS or not lost, lost
        assert edit.read is BREAKS or not gained, gained


def breaks(old: Schema, new: Schema, shared: Schema, *, sent: bool) -> bool:
    sides = [{"shop": schema_document(schema, shared, sent=sent)} for schema in (old, new)]
    return any(change.verdict is ChangeKind.breaking for change in document_diff.changes(*sides))


def nodes(schema: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every schema within a schema."""
    if not isinstance(schema, dict):
        return
    yield path
    for key in ("items", "not", "if", "then", "else", "contains", "additionalProperties", "propertyNames"):
        yield from nodes(schema.get(key), (*path, key))
    for key in ("properties", "patternProperties", "dependentSchemas"):
        for name, member in schema.get(key, {}).items():
            yield from nodes(member, (*path, key, name))
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        for index, branch in enumerate(schema.get(key, [])):
            yield from nodes(branch, (*path, key, index))


CONSTRAINTS: list[Schema] = [
    *(
        {"type": kind}
        for kind in ("string", "integer", "number", "object", "array", "null", ["string", "null"])
    ),
    *({"enum": listed} for listed in (["a"], ["a", "b"], [1, "a"], [None, "a"])),
    *(
        {"minLength": 2},
        {"maxLength": 5},
        {"minimum": 1},
        {"exclusiveMinimum": 1},
        {"maximum": 3},
        {"multipleOf": 2},
    ),
    *(
        {"minItems": 1},
        {"uniqueItems": True},
        {"required": ["a"]},
        {"required": ["a", "b"]},
        {"minProperties": 1},
    ),
    *({"not": {"const": "a"}}, {"const": "a"}, {"pattern": "^a"}, {"additionalProperties": False}),
    *({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"dependentRequired": {"a": ["b"]}}),
    *({"anyOf": [{"type": "string"}, {"required": ["a"]}]}, {"allOf": [{"required": ["b"]}]}),
]


def edited(schema: Schema, generator: random.Random) -> Schema:
    """The schema with one keyword more, fewer or other, anywhere in it."""
    result = copy.deepcopy(schema)
    node: Any = result
    for key in generator.choice(list(nodes(result))):
        node = node[key]
    droppable = sorted(node.keys() - {"properties", "then", "$ref"})
    if droppable and generator.random() < 0.4:
        del node[generator.choice(droppable)]
    else:
        node.update(copy.deepcopy(generator.choice(CONSTRAINTS)))
    return result


@pytest.mark.parametrize("number", range(12))
def test_no_edit_passes_that_a_value_shows_to_break(number: int) -> None:
    generator = random.Random(SEED + number)
    shown = 0
    for _ in range(100):
        base = generator.choice(SCHEMA_EDITS)
        new = edited(base.old, generator)
        lost, gained = sets_differ(verdicts(base.old, base.shared_old), verdicts(new, base.shared_old))
        shown += bool(lost) + bool(gained)
        if lost:
            assert breaks(base.old, new, base.shared_old, sent=True), (base.old, new, lost)
        if gained:
            assert breaks(base.old, new, base.shared_old, sent=False), (base.old, new, gained)
    assert shown > 20
