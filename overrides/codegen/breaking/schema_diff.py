"""What changed between two JSON Schemas, said without knowing who sends and who reads.

Invariants: a reference is not followed but handed back, so that each component is compared once; a keyword
that nobody here knows alters the schema.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from attrs import frozen

from codegen.breaking.change import Difference, Effect

Schema = dict[str, Any]
Resolve = Callable[[Schema, Schema], tuple[Schema, Schema]]

COSMETIC = {
    "$comment": "comment",
    "description": "description",
    "example": "example",
    "examples": "examples",
    "externalDocs": "external documents",
    "summary": "summary",
    "title": "title",
    "x-accepts-repeats": "word on repeats",
    "x-acts-on": "list of members that are acted on",
    "x-evidence": "evidence",
    "x-evidence-key": "key to the evidence",
    "x-left-open": "list of members that are left open",
    "x-outcome-shown-by": "list of operations that show the outcome",
    "x-plain-request": "plain request",
    "x-repairs": "repairs of a sample",
    "x-required-evidence": "evidence of required members",
}
_UPPER = ("maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum")
_LOWER = ("minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum")
# present, they forbid; absent, they allow
_FORBIDDING = (
    "pattern",
    "multipleOf",
    "uniqueItems",
    "contentMediaType",
    "contentEncoding",
    "propertyNames",
    "contains",
    "dependentRequired",
)
_CONDITIONS = ("if", "then", "else", "not")
_CHOICES = ("oneOf", "anyOf")
_STRUCTURE = {
    *(
        "$ref",
        "type",
        "enum",
        "const",
        "properties",
        "required",
        "items",
        "additionalProperties",
        "contentSchema",
        "allOf",
        "default",
    ),
    *("deprecated", "x-enum-varnames", "x-error-envelope"),
}
_HANDLED = {*COSMETIC, *_STRUCTURE, *_UPPER, *_LOWER, *_FORBIDDING, *_CONDITIONS, *_CHOICES}
_NAMING = ("properties", "patternProperties", "dependentRequired", "x-error-envelope")
_TYPES = frozenset({"string", "number", "integer", "boolean", "object", "array", "null"})


@frozen
class References:
    """A pair of components in the same place, to be compared next."""

    where: str
    old: str
    new: str


Found = Iterator[Difference | References]


def bare(node: Any, *, names: bool = False) -> Any:
    """A schema without its words.

    `names`: the keys of this level are names of members, whatever they look like.
    """
    if isinstance(node, dict):
        return {
            key: bare(value, names=not names and key in _NAMING)
            for key, value in node.items()
            if names or key not in COSMETIC
        }
    return [bare(item) for item in node] if isinstance(node, list) else node


def words(old: dict[str, Any], new: dict[str, Any], where: str) -> Iterator[Difference]:
    """What changed of the keywords of one object that no machine acts on."""
    for key, name in COSMETIC.items():
        if old.get(key) != new.get(key):
            how = "new" if key not in old else "gone" if key not in new else "otherwise"
            yield Difference(where, f"{name} {how}", Effect.COSMETIC)


def moved(key: str, old: Any, new: Any) -> str:
    """A changed value in words."""
    if old is None:
        return f"{key} is {_text(new)} now"
    return f"{key} {_text(old)} is gone" if new is None else f"{key} is {_text(new)}, was {_text(old)}"


def compare(old: Schema, new: Schema, where: str, resolve: Resolve) -> Found:
    """Each difference of two schemas, and each pair of components that stand in the same place below them.

    :param where: the place as people read it, such as `Product.ProductCode`.
    :param resolve: gives, of an old and a new schema, what their `$ref` points to; a schema without one as it
        is.
    """
    yield from words(old, new, where)
    old_null, was = _without_null(old)
    new_null, now = _without_null(new)
    if old_null != new_null and _typed(was) and _typed(now):
        yield Difference(
            where,
            *(
                ("null is allowed now", Effect.WIDENS)
                if new_null
                else ("null is no longer allowed", Effect.NARROWS)
            ),
        )
    choices = [key for key in _CHOICES if key in was or key in now]
    if choices:
        yield from _branch_by_branch(was, now, where, resolve)
    if not choices or all(any(key in side for key in _CHOICES) for side in (was, now)):
        yield from _plain(_without_choices(was), _without_choices(now), where, resolve)


def _without_null(schema: Schema) -> tuple[bool, Schema]:
    """Whether null is allowed, and the schema of everything else; a choice with one branch left is that
    branch.
    """
    for key in _CHOICES:
        branches = schema.get(key, [])
        rest = [branch for branch in branches if branch.get("type") != "null"]
        if len(rest) == 1:
            return len(rest) < len(branches), {
                **rest[0],
                **{name: value for name, value in schema.items() if name != key},
            }
        if rest:
            return len(rest) < len(branches), {**schema, key: rest}
    kinds = schema.get("type")
    if isinstance(kinds, list) and "null" in kinds:
        named = [kind for kind in kinds if kind != "null"]
        return True, {**schema, "type": named[0] if len(named) == 1 else named}
    return False, schema


def _without_choices(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key not in _CHOICES}


def _typed(schema: Schema) -> bool:
    return any(key in schema for key in ("type", "$ref", *_CHOICES))


def _branch_by_branch(old: Schema, new: Schema, where: str, resolve: Resolve) -> Found:
    was, now = _branches(old), _branches(new)
    for name, branch in was.items():
        if name in now:
            yield from compare(branch, now[name], where, resolve)
        else:
            yield Difference(where, f"{name} is no longer one of the choices", Effect.NARROWS)
    yield from (
        Difference(where, f"{name} is one more choice", Effect.WIDENS) for name in now if name not in was
    )


def _branches(schema: Schema) -> dict[str, Schema]:
    listed = next((schema[key] for key in _CHOICES if key in schema), [schema])
    return {
        branch["$ref"].rpartition("/")[2]
        if "$ref" in branch
        else _text(branch.get("type", bare(branch))): branch
        for branch in listed
    }


def _plain(old: Schema, new: Schema, where: str, resolve: Resolve) -> Found:
    if "$ref" in old or "$ref" in new:
        yield from _referred(old, new, where, resolve)
        return
    was, now = _types(old), _types(new)
    if was != now:
        effect = Effect.NARROWS if now < was else Effect.WIDENS if was < now else Effect.ALTERS
        yield Difference(where, f"type is {_kinds(new)}, was {_kinds(old)}", effect)
        if not was & now:
            return
    yield from _values(old, new, where)
    yield from _members(old, new, where, resolve)
    for key, place in (("items", f"{where}[]"), ("contentSchema", f"{where} (the JSON in it)")):
        if key in old and key in new:
            yield from compare(old[key], new[key], place, resolve)
        elif key in old or key in new:
            yield Difference(
                place,
                *(
                    ("is described now", Effect.NARROWS)
                    if key in new
                    else ("is no longer described", Effect.WIDENS)
                ),
            )
    yield from _conditions(old, new, where)
    yield from (
        Difference(where, moved(key, old.get(key), new.get(key)), Effect.ALTERS) for key in _unknown(old, new)
    )


def _unknown(old: Schema, new: Schema) -> list[str]:
    return [key for key in sorted({*old, *new} - _HANDLED) if old.get(key) != new.get(key)]


def _referred(old: Schema, new: Schema, where: str, resolve: Resolve) -> Found:
    if "$ref" in old and "$ref" in new:
        yield References(where, old["$ref"], new["$ref"])
        beside = [
            {key: value for key, value in side.items() if key not in COSMETIC and key != "$ref"}
            for side in (old, new)
        ]
        if beside[0] != beside[1]:
            yield Difference(where, "what stands beside the reference changed", Effect.ALTERS)
    else:
        was, now = resolve(old, new)
        found = list(compare(bare(was), bare(now), where, resolve))
        told = (
            f"is written out now, was {old['$ref'].rpartition('/')[2]}"
            if "$ref" in old
            else f"is called {new['$ref'].rpartition('/')[2]} now"
        )
        yield from found or [Difference(where, told, Effect.ALTERS)]


def _types(schema: Schema) -> frozenset[str]:
    kinds = schema.get("type", _TYPES)
    named = frozenset({kinds} if isinstance(kinds, str) else kinds)
    return named | {"integer"} if "number" in named else named


def _kinds(schema: Schema) -> str:
    kinds = schema.get("type", "anything")
    return kinds if isinstance(kinds, str) else " or ".join(kinds)


def _values(old: Schema, new: Schema, where: str) -> Iterator[Difference]:
    """Enumerations, limits, patterns, defaults, and what our own extensions say of a value."""
    yield from _enumerations(old, new, where)
    yield from _limits(old, new, where)
    for key in _FORBIDDING:
        if old.get(key) != new.get(key):
            if key in old and key in new:
                effect = Effect.ALTERS
            else:
                effect = Effect.NARROWS if key in new else Effect.WIDENS
            yield Difference(where, moved(key, old.get(key), new.get(key)), effect)
    if old.get("default") != new.get("default"):
        effect = Effect.ALTERS if "default" in old else Effect.GAINS
        yield Difference(where, moved("default", old.get("default"), new.get("default")), effect)
    if old.get("deprecated", False) != new.get("deprecated", False):
        what = "is deprecated now" if new.get("deprecated") else "is no longer deprecated"
        yield Difference(where, what, Effect.GAINS)
    if old.get("x-error-envelope") != new.get("x-error-envelope"):
        what = "x-error-envelope: other responses are refusals, or their parts stand elsewhere"
        yield Difference(where, what, Effect.ALTERS)


def _enumerations(old: Schema, new: Schema, where: str) -> Iterator[Difference]:
    before, after = _allowed(old), _allowed(new)
    if before is None or after is None:
        if before is not None:
            yield Difference(where, "any value is allowed now", Effect.WIDENS)
        elif after is not None:
            yield Difference(where, f"only {', '.join(after)} now", Effect.NARROWS)
        return
    for value in before:
        if value not in after:
            yield Difference(where, f"{value} is no longer allowed", Effect.NARROWS)
    for value in after:
        if value not in before:
            yield Difference(where, f"{value} is allowed now", Effect.WIDENS)
    for value, name in before.items():
        if after.get(value, name) != name:
            what = f"x-enum-varnames: {value} is called {after[value]}, was {name}"
            yield Difference(where, what, Effect.ALTERS)


def _limits(old: Schema, new: Schema, where: str) -> Iterator[Difference]:
    for keys, sign, free in ((_UPPER, 1, Decimal("Infinity")), (_LOWER, -1, Decimal("-Infinity"))):
        for key in keys:
            room = sign * (new.get(key, free) - old.get(key, free)) if old.get(key) != new.get(key) else 0
            if room:
                effect = Effect.NARROWS if room < 0 else Effect.WIDENS
                yield Difference(where, moved(key, old.get(key), new.get(key)), effect)


def _allowed(schema: Schema) -> dict[str, str] | None:
    """The name of each allowed value by its JSON; None when any is allowed."""
    values = schema.get("enum", [schema["const"]] if "const" in schema else None)
    if values is None:
        return None
    texts = [json.dumps(value, default=str) for value in values]
    return dict(zip(texts, schema.get("x-enum-varnames", texts), strict=True))


def _members(old: Schema, new: Schema, where: str, resolve: Resolve) -> Found:
    was, now = old.get("properties", {}), new.get("properties", {})
    had, needs = set(old.get("required", ())), set(new.get("required", ()))
    for name, member in was.items():
        if name not in now:
            yield Difference(f"{where}.{name}", "is gone", Effect.ALTERS)
        else:
            yield from compare(member, now[name], f"{where}.{name}", resolve)
    for name in now:
        if name not in was:
            closed = Effect.WIDENS if old.get("additionalProperties") is False else Effect.GAINS
            yield Difference(
                f"{where}.{name}",
                *(("is new and required", Effect.NARROWS) if name in needs else ("is new", closed)),
            )
    for name in sorted(had ^ needs):
        if (name in was) == (name in now):
            yield Difference(
                f"{where}.{name}",
                *(
                    ("is required now", Effect.NARROWS)
                    if name in needs
                    else ("is no longer required", Effect.WIDENS)
                ),
            )
    if [name for name in was if name in now] != [name for name in now if name in was]:
        yield Difference(where, "members stand in another order", Effect.COSMETIC)
    rest = [side.get("additionalProperties", True) for side in (old, new)]
    if all(isinstance(each, dict) for each in rest):
        yield from compare(rest[0], rest[1], f"{where}.*", resolve)
    elif rest[0] != rest[1]:
        narrower = rest[1] is False or rest[0] is True
        told = (
            "members that are not listed are more restricted"
            if narrower
            else "members that are not listed are less restricted"
        )
        yield Difference(where, told, Effect.NARROWS if narrower else Effect.WIDENS)


def _conditions(old: Schema, new: Schema, where: str) -> Iterator[Difference]:
    """`allOf`, `if`/`then`/`else` and `not` as whole sentences: one that is new forbids, one that is gone
    allows, one that changed does both.
    """
    was, now = _sentences(old), _sentences(new)
    gone, fresh = [was[key] for key in was if key not in now], [now[key] for key in now if key not in was]
    for number in range(max(len(gone), len(fresh))):
        if number >= len(gone):
            yield Difference(where, f"a condition is new: {fresh[number]}", Effect.NARROWS)
        elif number >= len(fresh):
            yield Difference(where, f"a condition is gone: {gone[number]}", Effect.WIDENS)
        else:
            yield Difference(where, f"a condition changed: {fresh[number]}", Effect.ALTERS)
    for key in was.keys() & now.keys():
        if was[key] != now[key]:
            yield Difference(where, "a condition is worded otherwise", Effect.COSMETIC)


def _sentences(schema: Schema) -> dict[str, str]:
    """By what a machine reads of it, the wording of each condition."""
    own = {key: schema[key] for key in _CONDITIONS if key in schema}
    conditions = [*schema.get("allOf", ())] + ([own] if own else [])
    return {
        _text(bare(each)): each.get("description")
        or each.get("then", {}).get("description")
        or _text(bare(each))
        for each in conditions
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) and value else json.dumps(value, default=str)
