"""What changed between two JSON Schemas, without regard to who sends and who reads.

Invariants: a reference is not followed but handed back, so that each component is compared once; below
`not`, and below an `if` that only has a `then`, more becomes fewer; an unknown keyword alters
the schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from attrs import evolve, frozen

from codegen.breaking.change import Difference, Effect
from codegen.breaking.schema_normal import (
    Resolve,
    Schema,
    bare,
    branches,
    is_cosmetic,
    merged_with_parents,
    normal,
    types,
    without_choices,
)
from codegen.breaking.schema_values import HANDLED, differs, moved, text, values, words

# by keyword, how a place is called whose schema it gives
_BELOW: Final = {
    "items": "[]",
    "additionalProperties": ".*",
    "contentSchema": " (the JSON in it)",
    "contains": " (an element that it must contain)",
    "propertyNames": " (the names of its members)",
    "unevaluatedItems": "[] (further elements)",
    "unevaluatedProperties": ".* (further members)",
}
_HANDLED = {
    *("$ref", "type", "properties", "required", "patternProperties", "prefixItems", "dependentSchemas"),
    *("nullable", "conditions", "parents", "choices", "exactly", "$defs", "$id", "$anchor", "$schema"),
    *(*_BELOW, *HANDLED),
}
_NEGATED = {Effect.NARROWS: Effect.WIDENS, Effect.WIDENS: Effect.NARROWS}
_BOTH_WAYS = {Effect.NARROWS: Effect.ALTERS, Effect.WIDENS: Effect.ALTERS}


@frozen
class References:
    """A pair of components in the same place, to be compared next.

    `direction`: 1 where what narrows the component narrows the place, -1 where it widens it, 0 where it does
    both.
    """

    where: str
    old: str
    new: str
    direction: int = 1


Differences = Iterator[Difference | References]


def directed(effect: Effect, direction: int) -> Effect:
    """What an effect on a component does to the place that refers to it."""
    if direction == 1:
        return effect
    return (_NEGATED if direction == -1 else _BOTH_WAYS).get(effect, effect)


@frozen
class SchemaComparison:
    """Two documents whose schemas are compared; each resolves the `$ref` of one side."""

    resolve_old: Resolve
    resolve_new: Resolve

    def compare(self, old: Any, new: Any, where: str, *, rule: bool = False) -> Differences:
        """Each difference of two schemas, and each pair of components that stand in one place below them.

        :param where: the place as people read it, such as `Product.ProductCode`.
        :param rule: whether the schemas are conditions, in which each member forbids, and none is offered.
        """
        if isinstance(old, dict) and isinstance(new, dict):
            yield from words(old, new, where)
        was, now = normal(old, self.resolve_old), normal(new, self.resolve_new)
        if _references(was) != _references(now):
            was, now = merged_with_parents(was, self.resolve_old), merged_with_parents(now, self.resolve_new)
        null_before, null_now = _takes_null(was, self.resolve_old), _takes_null(now, self.resolve_new)
        if null_before != null_now and _typed(was) and _typed(now):
            yield (
                Difference(where, "null is allowed now", Effect.WIDENS)
                if null_now
                else Difference(where, "null is no longer allowed", Effect.NARROWS)
            )
        if "choices" in was and "choices" in now:
            yield from self._choices(was, now, where, rule)
            yield from self._plain(without_choices(was), without_choices(now), where, rule)
        elif "choices" in was or "choices" in now:
            yield from self._choices(was, now, where, rule)
        else:
            yield from self._plain(was, now, where, rule)

    # -- branches of anyOf and oneOf

    def _choices(self, old: Schema, new: Schema, where: str, rule: bool) -> Differences:
        differences = self._branches(old, new, where, rule)
        if "exactly" not in old and "exactly" not in new:
            yield from differences
            return
        # where only one branch may fit, a branch that takes less can let another take more
        for difference in differences:
            if isinstance(difference, References):
                yield evolve(difference, direction=0)
            else:
                yield evolve(difference, effect=directed(difference.effect, 0))
        if ("exactly" in old) != ("exactly" in new):
            yield (
                Difference(where, "only one of the choices may fit now", Effect.NARROWS)
                if "exactly" in new
                else Difference(where, "several of the choices may fit now", Effect.WIDENS)
            )

    def _branches(self, old: Schema, new: Schema, where: str, rule: bool) -> Differences:
        """Pair branches of one name, then the most alike of a type; the rest is gone or new."""
        alone = ("choices" in old) != ("choices" in new)
        was, now = branches(old, alone), branches(new, alone)
        for branch in [branch for branch in was if "$ref" in branch]:
            same = next((other for other in now if other.get("$ref") == branch["$ref"]), None)
            if same is not None:
                was.remove(branch)
                now.remove(same)
                yield from self.compare(branch, same, where, rule=rule)
        for branch, other, _ in self._pairs(was, now, where, rule):
            was.remove(branch)
            now.remove(other)
            yield from self.compare(branch, other, where, rule=rule)
        yield from (
            Difference(where, f"{_named(branch)} is no longer one of the choices", Effect.NARROWS)
            for branch in was
        )
        yield from (
            Difference(where, f"{_named(branch)} is one more choice", Effect.WIDENS) for branch in now
        )

    def _pairs(
        self, old: list[Schema], new: list[Schema], where: str, rule: bool
    ) -> list[tuple[Schema, Schema, int]]:
        costs = sorted(
            (
                (self._cost(list(self.compare(first, second, where, rule=rule))), i, j)
                for i, first in enumerate(old)
                for j, second in enumerate(new)
                if self._share_a_type(first, second)
            ),
            key=lambda entry: entry[0],
        )
        pairs, left, right = [], set(range(len(old))), set(range(len(new)))
        for cost, i, j in costs:
            if i in left and j in right:
                left.remove(i)
                right.remove(j)
                pairs.append((old[i], new[j], cost))
        return pairs

    def _share_a_type(self, old: Schema, new: Schema) -> bool:
        was = normal(self.resolve_old(old), self.resolve_old)
        now = normal(self.resolve_new(new), self.resolve_new)
        return bool(types(was) & types(now))

    @staticmethod
    def _cost(differences: list[Difference | References]) -> int:
        return sum(
            difference.old != difference.new
            if isinstance(difference, References)
            else difference.effect is not Effect.COSMETIC
            for difference in differences
        )

    # -- everything else

    def _plain(self, old: Schema, new: Schema, where: str, rule: bool) -> Differences:
        if "$ref" in old or "$ref" in new:
            yield from self._referred(old, new, where, rule)
            return
        was, now = types(old), types(new)
        if was != now:
            effect = Effect.NARROWS if now < was else Effect.WIDENS if was < now else Effect.ALTERS
            yield Difference(where, f"type is {_kinds(new)}, was {_kinds(old)}", effect)
            if not was & now:
                return
        yield from values(old, new, where)
        yield from self._members(old, new, where, rule)
        for parent, other in zip(old.get("parents", ()), new.get("parents", ()), strict=True):
            yield References(where, parent["$ref"], other["$ref"])
        for key, place in _BELOW.items():
            yield from self._below(key, f"{where}{place}", old, new, rule)
        yield from self._first_elements(old.get("prefixItems", []), new.get("prefixItems", []), where, rule)
        for key, place in (("patternProperties", "members like"), ("dependentSchemas", "with the member")):
            yield from self._by_name(old.get(key, {}), new.get(key, {}), f"{where} ({place} ", rule)
        yield from self._conditions(old.get("conditions", []), new.get("conditions", []), where)
        yield from (
            Difference(where, moved(key, old.get(key), new.get(key)), Effect.ALTERS)
            for key in sorted({*old, *new} - _HANDLED)
            if differs(key, old, new)
        )

    def _referred(self, old: Schema, new: Schema, where: str, rule: bool) -> Differences:
        if "$ref" in old and "$ref" in new:
            yield References(where, old["$ref"], new["$ref"])
            beside = [
                {key: value for key, value in side.items() if key not in ("$ref", "nullable")}
                for side in (old, new)
            ]
            yield from self._plain(beside[0], beside[1], where, rule)
            return
        was, now = self.resolve_old(old), self.resolve_new(new)
        differences = list(self.compare(bare(was), bare(now), where, rule=rule))
        # the name of a type is a matter of the value's place, not of a condition on it
        stated = (
            f"is written out now, was {old['$ref'].rpartition('/')[2]}"
            if "$ref" in old
            else f"is called {new['$ref'].rpartition('/')[2]} now"
        )
        yield from differences or ([] if rule else [Difference(where, stated, Effect.ALTERS)])

    def _below(self, key: str, place: str, old: Schema, new: Schema, rule: bool) -> Differences:
        if key in old and key in new:
            yield from self.compare(old[key], new[key], place, rule=rule)
        elif key == "additionalProperties" and (key in old or key in new):
            narrower = key in new
            stated = f"members that are not listed are {'more' if narrower else 'less'} restricted"
            yield Difference(place.removesuffix(".*"), stated, Effect.NARROWS if narrower else Effect.WIDENS)
        elif key in old or key in new:
            yield (
                Difference(place, "is described now", Effect.NARROWS)
                if key in new
                else Difference(place, "is no longer described", Effect.WIDENS)
            )

    def _first_elements(self, old: list[Any], new: list[Any], where: str, rule: bool) -> Differences:
        for number, (was, now) in enumerate(zip(old, new, strict=False)):
            yield from self.compare(was, now, f"{where}[{number}]", rule=rule)
        for number in range(len(old), len(new)):
            yield Difference(f"{where}[{number}]", "is described now", Effect.NARROWS)
        for number in range(len(new), len(old)):
            yield Difference(f"{where}[{number}]", "is no longer described", Effect.WIDENS)

    def _by_name(self, old: Schema, new: Schema, place: str, rule: bool) -> Differences:
        for name in {**old, **new}:
            if name in old and name in new:
                yield from self.compare(old[name], new[name], f"{place}{name})", rule=rule)
            else:
                yield (
                    Difference(f"{place}{name})", "is described now", Effect.NARROWS)
                    if name in new
                    else Difference(f"{place}{name})", "is no longer described", Effect.WIDENS)
                )

    def _members(self, old: Schema, new: Schema, where: str, rule: bool) -> Differences:
        was, now = old.get("properties", {}), new.get("properties", {})
        had, needs = set(old.get("required", ())), set(new.get("required", ()))
        for name, member in was.items():
            if name in now:
                yield from self.compare(member, now[name], f"{where}.{name}", rule=rule)
            elif not rule or normal(member, self.resolve_old):
                yield Difference(f"{where}.{name}", "is gone", Effect.WIDENS if rule else Effect.ALTERS)
        for name in [name for name in now if name not in was]:
            closed = "additionalProperties" in old and old["additionalProperties"] is False
            gains = Effect.NARROWS if rule else Effect.WIDENS if closed else Effect.GAINS
            if name in needs and not rule:
                yield Difference(f"{where}.{name}", "is new and required", Effect.NARROWS)
            elif not rule or normal(now[name], self.resolve_new):
                yield Difference(f"{where}.{name}", "is new", gains)
        for name in sorted(had ^ needs):
            if rule or (name in was) == (name in now):
                yield (
                    Difference(f"{where}.{name}", "is required now", Effect.NARROWS)
                    if name in needs
                    else Difference(f"{where}.{name}", "is no longer required", Effect.WIDENS)
                )
        if [name for name in was if name in now] != [name for name in now if name in was]:
            yield Difference(where, "members stand in another order", Effect.COSMETIC)

    # -- conditions

    def _conditions(self, old: list[Schema], new: list[Schema], where: str) -> Differences:
        """Conditions as whole sentences: one that is new forbids, one that is gone allows, one that changed
        does what its parts do.
        """
        was, now = list(old), list(new)
        pairs = sorted(
            (
                (sum(difference.effect is not Effect.COSMETIC for difference in stated), i, j)
                for i, first in enumerate(was)
                for j, second in enumerate(now)
                if (stated := self._condition(first, second, where)[0]) is not None
            ),
            key=lambda entry: entry[0],
        )
        left, right = set(range(len(was))), set(range(len(now)))
        for _, i, j in pairs:
            if i not in left or j not in right:
                continue
            left.remove(i)
            right.remove(j)
            differences, references = self._condition(was[i], now[j], where)
            yield from references
            effects = {difference.effect for difference in differences or ()} - {Effect.COSMETIC}
            if effects:
                effect = effects.pop() if len(effects) == 1 else Effect.ALTERS
                yield Difference(where, f"a condition changed: {_sentence(now[j])}", effect)
            elif differences or _sentence(was[i]) != _sentence(now[j]):
                yield Difference(where, "a condition is worded otherwise", Effect.COSMETIC)
        for i in sorted(left):
            yield Difference(where, f"a condition is gone: {_sentence(was[i])}", Effect.WIDENS)
        for j in sorted(right):
            yield Difference(where, f"a condition is new: {_sentence(now[j])}", Effect.NARROWS)

    def _condition(
        self, old: Schema, new: Schema, where: str
    ) -> tuple[list[Difference] | None, list[References]]:
        """The differences of two conditions, None when they are of two kinds, and the components in them."""
        differences: list[Difference] = []
        references: list[References] = []
        keys = [{key for key in side if not is_cosmetic(key)} for side in (old, new)]
        if "if" in keys[0] and "if" in keys[1]:
            parts = [("then", 1), ("else", 1)]
            both, alone = keys[0] | keys[1], keys[0] & keys[1]
            parts.append(("if", -1 if "else" not in both else 1 if "then" not in both else 0))
            if not alone & {"then", "else"}:
                return None, []
        elif keys[0] == keys[1]:
            parts = [(key, -1 if key == "not" else 1) for key in keys[0]]
        else:
            return None, []
        for key, direction in parts:
            if key in ("allOf", "anyOf", "oneOf"):
                compared = self.compare(
                    {key: old[key]} if key != "allOf" else old[key][0],
                    {key: new[key]} if key != "allOf" else new[key][0],
                    where,
                    rule=True,
                )
            else:
                compared = self.compare(old.get(key, {}), new.get(key, {}), where, rule=True)
            for difference in compared:
                if isinstance(difference, References):
                    references.append(
                        References(where, difference.old, difference.new, difference.direction * direction)
                    )
                else:
                    effect = directed(difference.effect, direction)
                    differences.append(Difference(where, difference.what, effect))
        return differences, references


def _takes_null(schema: Schema, resolve: Resolve) -> bool:
    """Whether a normal schema takes null, itself or through what it refers to."""
    return "nullable" in schema or ("$ref" in schema and "nullable" in normal(resolve(schema), resolve))


def _references(schema: Schema) -> list[str]:
    return [str(parent["$ref"]) for parent in schema.get("parents", ())]


def _typed(schema: Schema) -> bool:
    return any(key in schema for key in ("type", "$ref", "choices", "enum"))


def _named(branch: Schema) -> str:
    if "$ref" in branch:
        return str(branch["$ref"]).rpartition("/")[2]
    return text(branch["type"] if list(bare(branch)) == ["type"] else bare(branch))


def _kinds(schema: Schema) -> str:
    kinds = schema.get("type", "anything")
    return kinds if isinstance(kinds, str) else " or ".join(kinds) or "nothing"


def _sentence(condition: Schema) -> str:
    described = condition.get("description") or condition.get("then", {}).get("description")
    return str(described) if described else text(bare(condition))
