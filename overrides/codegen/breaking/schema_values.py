"""What changed of the keywords of one schema that are about the value itself: enumerations, limits, patterns,
defaults, and of its words.

Invariant: a keyword that allows the same values in another spelling is not a change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from codegen.breaking.change import Difference, Effect
from codegen.breaking.keywords import COSMETIC
from codegen.breaking.schema_normal import Schema, bare, is_foreign, value_key

_UPPER = ("maxLength", "maxItems", "maxProperties", "maxContains")
_LOWER = ("minLength", "minItems", "minProperties", "minContains")
_BOUNDS = (("maximum", "exclusiveMaximum", 1), ("minimum", "exclusiveMinimum", -1))
# present, they forbid; absent, they allow
_FORBIDDING = ("pattern", "uniqueItems", "contentMediaType", "dependentRequired")


def words(old: Schema, new: Schema, where: str) -> Iterator[Difference]:
    """What changed of the keywords of one object that no machine acts on."""
    foreign = sorted(key for key in {*old, *new} if isinstance(key, str) and is_foreign(key))
    for key, name in (*COSMETIC.items(), *((key, key) for key in foreign)):
        if old.get(key) != new.get(key):
            how = "new" if key not in old else "gone" if key not in new else "otherwise"
            yield Difference(where, f"{name} {how}", Effect.COSMETIC)


def moved(key: str, old: Any, new: Any) -> str:
    """A changed value in words."""
    if old is None:
        return f"{key} is {text(new)} now"
    return f"{key} {text(old)} is gone" if new is None else f"{key} is {text(new)}, was {text(old)}"


def differs(key: str, old: Schema, new: Schema) -> bool:
    """Whether a key holds another value, of whatever type, without regard to words."""
    return (key in old) != (key in new) or (
        key in old and value_key(bare(old[key])) != value_key(bare(new[key]))
    )


def values(old: Schema, new: Schema, where: str) -> Iterator[Difference]:
    """Enumerations, limits, patterns, defaults, and what our own extensions say of a value."""
    yield from _enumeration(old, new, where)
    yield from _limits(old, new, where)
    for key in _FORBIDDING:
        if differs(key, old, new):
            effect = (
                Effect.ALTERS
                if key in old and key in new
                else Effect.NARROWS
                if key in new
                else Effect.WIDENS
            )
            yield Difference(where, moved(key, old.get(key), new.get(key)), effect)
    if differs("default", old, new):
        effect = Effect.ALTERS if "default" in old else Effect.GAINS
        yield Difference(where, moved("default", old.get("default"), new.get("default")), effect)
    if ("deprecated" in old) != ("deprecated" in new):
        stated = "is deprecated now" if "deprecated" in new else "is no longer deprecated"
        yield Difference(where, stated, Effect.GAINS)
    for key, effects in (
        ("readOnly", (Effect.WIDENS, Effect.NARROWS)),
        ("writeOnly", (Effect.NARROWS, Effect.WIDENS)),
    ):
        if (key in old) != (key in new):
            yield Difference(where, moved(key, old.get(key), new.get(key)), effects[key in new])
    if old.get("x-error-envelope") != new.get("x-error-envelope"):
        yield Difference(
            where,
            "x-error-envelope: other responses are refusals, or their parts stand elsewhere",
            Effect.ALTERS,
        )


def _enumeration(old: Schema, new: Schema, where: str) -> Iterator[Difference]:
    was, now = _allowed(old), _allowed(new)
    if was is None or now is None:
        if was is not None:
            yield Difference(where, "any value is allowed now", Effect.WIDENS)
        elif now is not None:
            yield Difference(where, f"only {', '.join(text for text, _ in now.values())} now", Effect.NARROWS)
        return
    for key in was.keys() - now.keys():
        yield Difference(where, f"{was[key][0]} is no longer allowed", Effect.NARROWS)
    for key in now.keys() - was.keys():
        yield Difference(where, f"{now[key][0]} is allowed now", Effect.WIDENS)
    for key in was.keys() & now.keys():
        if was[key][1] != now[key][1]:
            stated = f"x-enum-varnames: {was[key][0]} is called {now[key][1]}, was {was[key][1]}"
            yield Difference(where, stated, Effect.ALTERS)


def _allowed(schema: Schema) -> dict[str, tuple[str, str | None]] | None:
    """By the key of each allowed value, its JSON and its name, if any; None when any value is allowed."""
    if "enum" not in schema:
        return None
    texts = [json.dumps(value, default=str) for value in schema["enum"]]
    names = dict(enumerate(schema.get("x-enum-varnames", ())))
    keys = map(value_key, schema["enum"])
    return {
        key: (shown, names.get(index)) for index, (key, shown) in enumerate(zip(keys, texts, strict=True))
    }


def _limits(old: Schema, new: Schema, where: str) -> Iterator[Difference]:
    for keys, sign, free in ((_UPPER, 1, Decimal("Infinity")), (_LOWER, -1, Decimal("-Infinity"))):
        for key in keys:
            was, now = (_number(side[key]) if key in side else free for side in (old, new))
            if was != now:
                effect = Effect.NARROWS if sign * now < sign * was else Effect.WIDENS
                yield Difference(where, moved(key, old.get(key), new.get(key)), effect)
    for inclusive, exclusive, sign in _BOUNDS:
        first, second = (_bound(side, inclusive, exclusive, sign) for side in (old, new))
        if first != second:
            changed = [
                moved(key, old.get(key), new.get(key))
                for key in (inclusive, exclusive)
                if differs(key, old, new)
            ]
            yield Difference(where, ", ".join(changed), Effect.NARROWS if second < first else Effect.WIDENS)
    if differs("multipleOf", old, new):
        effect = Effect.NARROWS if "multipleOf" in new else Effect.WIDENS
        if "multipleOf" in old and "multipleOf" in new:
            was, now = _number(old["multipleOf"]), _number(new["multipleOf"])
            effect = Effect.NARROWS if not now % was else Effect.WIDENS if not was % now else Effect.ALTERS
        yield Difference(where, moved("multipleOf", old.get("multipleOf"), new.get("multipleOf")), effect)


def _number(value: Any) -> Decimal:
    return Decimal(str(value))


def _bound(schema: Schema, inclusive: str, exclusive: str, sign: int) -> tuple[Decimal, bool]:
    """How far values go, the less the narrower: the limit, and whether it is allowed itself."""
    limits = [
        (sign * _number(schema[key]), key == inclusive) for key in (inclusive, exclusive) if key in schema
    ]
    return min(limits, default=(Decimal("Infinity"), True))


def text(value: Any) -> str:
    """A value as people read it."""
    return value if isinstance(value, str) and value else json.dumps(value, default=str)


HANDLED = frozenset(
    {
        *(
            *COSMETIC,
            *_UPPER,
            *_LOWER,
            *_FORBIDDING,
            "enum",
            "default",
            "deprecated",
            "readOnly",
            "writeOnly",
        ),
        *("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"),
        *("x-enum-varnames", "x-error-envelope"),
    }
)
"""The keywords that `values` and `words` judge."""
