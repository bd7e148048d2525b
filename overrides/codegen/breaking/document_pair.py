"""Two published documents side by side, with what the comparison of every part needs.

Invariants: a component is compared once, however many operations reach it; a difference is noted with who
sends and who reads the value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from attrs import define, field, frozen

from codegen import CodegenError
from codegen.breaking.change import ChangeList, Difference, Effect, Role, Use
from codegen.breaking.schema_diff import References, SchemaComparison, directed
from codegen.breaking.schema_normal import Schema, is_cosmetic, value_key
from codegen.breaking.schema_values import moved, words

Node = dict[str, Any]
_DEFAULTS = {
    "allowReserved": False,
    "allowEmptyValue": False,
    "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
}
_LONGEST_CHAIN = 32


@frozen
class Place:
    """An operation on both sides. `turned`: the user receives it."""

    label: str
    name: str
    turned: bool


@define
class DocumentPair:
    """One document on both sides, by the name of its API."""

    api: str
    old: Node
    new: Node
    ledger: ChangeList
    components: dict[References, list[Difference | References]] = field(factory=dict)
    comparison: SchemaComparison = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.comparison = SchemaComparison(
            lambda schema: self.resolved(schema, self.old), lambda schema: self.resolved(schema, self.new)
        )

    def note(self, where: str, what: str, effect: Effect, place: Place, role: Role = Role.SENDS) -> None:
        """Note one difference at a place; `role` is the client's part in it."""
        turned = (Role.SENDS if role is Role.READS else Role.READS) if place.turned else role
        self.ledger.note(Difference(where, what, effect), Use(place.name, turned, self.api))

    def take(self, differences: Iterable[Difference], place: Place, role: Role = Role.SENDS) -> None:
        """Note differences that others made out."""
        for difference in differences:
            self.note(difference.where, difference.what, difference.effect, place, role)

    def words(self, old: Node, new: Node, place: Place, where: str = "") -> None:
        """Note what changed of the words of one object."""
        self.take(words(old, new, where or place.label), place)

    def same(self, key: str, old: Node, new: Node, place: Place, where: str = "") -> None:
        """A key that only may stay as it is."""
        default = _DEFAULTS.get(key)
        if value_key(old.get(key, default)) != value_key(new.get(key, default)):
            self.note(where or place.label, moved(key, old.get(key), new.get(key)), Effect.ALTERS, place)

    def resolved(self, node: Node, side: Node) -> Node:
        """What a node of one side refers to, through all references, with what stands beside them.

        :raises codegen.CodegenError: nothing stands there, or it refers to itself.
        """
        for _ in range(_LONGEST_CHAIN):
            if not isinstance(node, dict) or not isinstance(node.get("$ref"), str):
                return node
            beside = {key: value for key, value in node.items() if key != "$ref"}
            target: Any = side
            try:
                for part in node["$ref"].removeprefix("#/").split("/"):
                    target = target[part.replace("~1", "/").replace("~0", "~")]
            except (KeyError, TypeError):
                raise CodegenError(f"{self.api}: nothing stands at {node['$ref']}") from None
            node = {**target, **beside} if isinstance(target, dict) else target
        raise CodegenError(f"{self.api}: {node['$ref']} refers to itself")

    def content(self, old: Node, new: Node, where: str, place: Place, role: Role) -> None:
        """Compare the media types of a body, a response or a parameter."""
        was, now = old.get("content", {}), new.get("content", {})
        for media, stated in was.items():
            if media not in now:
                self.note(where, f"{media} is gone", Effect.ALTERS, place, role)
                continue
            self.words(stated, now[media], place, where)
            for key in other_keys(stated, now[media], {"schema"}):
                self.same(key, stated, now[media], place, where)
            self.schema(stated.get("schema", {}), now[media].get("schema", {}), where, place, role)
        for media in now:
            if media not in was:
                self.note(where, f"{media} is new", Effect.WIDENS, place, role)

    def schema(self, old: Schema, new: Schema, where: str, place: Place, role: Role) -> None:
        """Compare a schema and every component that it reaches."""
        todo = [(entry, 1) for entry in self.comparison.compare(old, new, where)]
        seen = set()
        while todo:
            entry, direction = todo.pop()
            if isinstance(entry, Difference):
                self.note(entry.where, entry.what, directed(entry.effect, direction), place, role)
                continue
            # a component under its own name is one place; another component in its stead is a change of the
            # place where it stands
            key = References(entry.where if self._exchanged(entry) else "", entry.old, entry.new)
            direction *= entry.direction
            if (key, direction) not in seen:
                seen.add((key, direction))
                if key not in self.components:
                    self.components[key] = list(self._component(entry))
                todo += [(below, direction) for below in self.components[key]]

    def _exchanged(self, pair: References) -> bool:
        _, section, name = pair.old.rsplit("/", 2)
        return pair.old != pair.new and name in self.new.get("components", {}).get(section, {})

    def _component(self, pair: References) -> Iterator[Difference | References]:
        old_name, new_name = pair.old.rpartition("/")[2], pair.new.rpartition("/")[2]
        if self._exchanged(pair):
            yield Difference(pair.where, f"type is {new_name}, was {old_name}", Effect.ALTERS)
            return
        if old_name != new_name:
            yield Difference(old_name, f"is called {new_name} now", Effect.ALTERS)
        was, now = self.resolved({"$ref": pair.old}, self.old), self.resolved({"$ref": pair.new}, self.new)
        yield from self.comparison.compare(was, now, old_name)


def other_keys(old: Node, new: Node, known: set[str]) -> list[str]:
    """The keys of either side that are judged nowhere else, and not read by people alone."""
    return sorted(key for key in {*old, *new} - known if not is_cosmetic(key))
