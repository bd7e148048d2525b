"""What a JSON Schema allows and forbids, as edits of a value that it allows.

Invariants: an edit changes one place; what it expects is what the schema says of the whole value, or `either`
where plain types do not hold a value or a correct server may well refuse it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from codegen.corpus.boundary_values import bound_values, wrong_types
from codegen.corpus.schema_resolver import SchemaResolver, types
from order_contract.document import conditions
from order_contract.wire import codec

Path = tuple[str | int, ...]
_GONE: Final = object()
_WIDE: Final = 20
"""Optional members of objects with more members than this, or two levels down, get the likeliest faults only.
"""


_OUTSIDE: Final = (
    "the text 'abc'",
    "the text '1,50'",
    "a value that is not listed",
    "a fraction",
    "51 ",
    "101 ",
    "256 ",
)
"""Bounds, by their words, that even a brief look crosses."""


@dataclass(frozen=True)
class Edit:
    """A value with one place edited."""

    path: Path
    about: str
    expect: str
    rank: int
    value: Any


def edits(schemas: SchemaResolver, schema: Mapping[str, Any], value: Any) -> Iterator[Edit]:
    """A value with one place left out, of another type, and just inside and outside of each bound; every
    documented place, there or not.

    :param value: allowed by the schema.
    """
    yield from _Editor(schemas, schema, value).at(schema, (), ())


class _Editor:
    def __init__(self, schemas: SchemaResolver, schema: Mapping[str, Any], value: Any) -> None:
        self.schemas, self.schema, self.value = schemas, schema, value
        self.entered: set[str] = set()

    def at(
        self, schema: Mapping[str, Any], path: Path, above: tuple[str, ...], brief: bool = False
    ) -> Iterator[Edit]:
        own, name, nullable = self.schemas.own(schema)
        if name in above:
            return
        again = bool(name) and "properties" in own and name in self.entered
        self.entered.add(name)
        if path:
            yield from self._values(own, path, nullable, brief)
        inside = (*above, name) if name else above
        kinds = types(own)
        if "object" in kinds:
            yield from self._members(own, path, inside, again, brief)
        if "array" in kinds:
            yield from self._elements(own["items"], path, inside, brief)

    def _members(
        self, own: Mapping[str, Any], path: Path, inside: tuple[str, ...], again: bool, brief: bool
    ) -> Iterator[Edit]:
        required = own.get("required", ())
        for member in required:
            yield self._edit((*path, member), "left out", _GONE, 2)
        if not again:
            yield self._edit((*path, "Undocumented"), "an undocumented member", {"a": [1, "b"]}, 3)
        wide = (
            brief or len(own.get("properties", ())) > _WIDE or sum(isinstance(part, str) for part in path) > 1
        )
        for member, stated in own.get("properties", {}).items():
            if not again or member in required:
                yield from self.at(stated, (*path, member), inside, wide and member not in required)
        # the numbers are part of the names of cases, which baselines of users hold
        for number, condition in enumerate(conditions(own), 1 if own.get("if") else 2):
            yield from self._condition(own, condition, path, number)

    def _condition(
        self, own: Mapping[str, Any], condition: Mapping[str, Any], path: Path, number: int
    ) -> Iterator[Edit]:
        """The members that a condition names: left out one by one and all together, and each alone."""
        names = [
            name
            for name in own["properties"]
            if f'"{name}"' in codec.dumps([condition["if"], condition["then"]]).decode()
        ]
        here = _at(self._carrier(path), path)
        rest = {name: value for name, value in here.items() if name not in names}
        plain = {name: _filled(self.schemas.plain(own["properties"][name], name)) for name in names}
        plain |= {
            name: stated["const"]
            for name, stated in condition["if"].get("properties", {}).items()
            if "const" in stated
        }
        about = f"condition {number}: "
        # A server that takes this may do something to everything, which can only be seen while there is
        # something left to do.
        yield self._edit(path, about + "none of " + ", ".join(names), rest, 2 if path else 0)
        if path and path[-1] == 0:
            good = _at(self._carrier(path), path)
            yield self._edit(
                path[:-1], about + "none of " + ", ".join(names) + ", in the second element", [good, rest], 2
            )
        for name in names:
            yield self._edit(
                path, about + f"of {', '.join(names)} only {name}", {**rest, name: plain[name]}, 3
            )
            yield self._edit(
                path, about + f"of {', '.join(names)} only {name}, and that null", {**rest, name: None}, 3
            )
        yield self._edit(path, about + "all of " + ", ".join(names), {**here, **plain}, 3)
        for item, other in combinations(names, 2):
            yield self._edit(
                path, about + f"{item} and {other}", {**here, item: plain[item], other: plain[other]}, 2
            )
        for name in names:
            if own["properties"][name].get("type") and "boolean" in types(own["properties"][name]):
                yield self._edit(
                    path, about + f"{name} false beside the others", {**here, **plain, name: False}, 3
                )

    def _elements(
        self, items: Mapping[str, Any], path: Path, inside: tuple[str, ...], brief: bool
    ) -> Iterator[Edit]:
        own, _, _ = self.schemas.own(items)
        name = next((part for part in reversed(path) if isinstance(part, str)), "")
        good = self._element(path) or self.schemas.plain(items, name)
        yield self._edit(path, "an empty list", [], 3)
        yield self._edit(path, "its element alone", good, 2)
        bad = wrong_types(own)[0]
        for about, elements in (
            ("a wrong second element", [good, bad[1]]),
            ("null in the list", [None]),
            ("a wrong element", [bad[1]]),
        ):
            yield self._edit(path, about, elements, 2)
            if brief:
                break
        if not brief:
            yield self._edit(path, "a wrong last element of six", [*[good] * 5, bad[1]], 4)
        if "object" in types(own):
            for member in own.get("required", ()):
                short = {name: value for name, value in good.items() if name != member}
                yield self._edit(path, f"a second element without {member}", [good, short], 2)
        yield from self.at(items, (*path, 0), inside, brief)

    def _element(self, path: Path) -> Any:
        try:
            elements = _at(self.value, path)
        except (KeyError, IndexError, TypeError):
            return None
        return elements[0] if isinstance(elements, list) and elements else None

    def _values(self, own: Mapping[str, Any], path: Path, nullable: bool, brief: bool) -> Iterator[Edit]:
        kinds = [kind for kind in types(own) if kind != "null"]
        if path[-1] == 0:
            kinds = []  # its elements are edited as parts of the list
        rank = 4 if brief else 2
        if kinds or "enum" in own:
            if not brief or not nullable:
                yield self._edit(path, "null", None, rank if not nullable else 5)
            wrong = wrong_types(own)
            for about, value in wrong[:1] if brief else wrong[:5]:
                yield self._edit(path, about, value, rank)
            bounds = list(bound_values(own))
            for about, value, either in [
                bound for bound in bounds if not brief or bound[0].startswith(_OUTSIDE)
            ]:
                yield self._edit(path, about, value, rank, either=either)
            if not {"object", "array"}.intersection(kinds):
                yield self._edit(
                    path, "a plain value", self.schemas.plain(own, str(path[-1])), 5 if brief else 3
                )

    def _carrier(self, path: Path) -> Any:
        """The value with everything on the way to a place."""
        return _carried(self.schemas, self.schema, self.value, path)

    def _edit(self, path: Path, about: str, new: Any, rank: int, *, either: bool = False) -> Edit:
        carrier = self._carrier(path if path and isinstance(path[-1], int) else path[:-1])
        value = replaced(carrier, path, new)
        holds = self.schemas.holds(self.schema, value)
        return Edit(
            path,
            about,
            "refuse" if not holds else "either" if either else "accept",
            6 if holds and either else rank,
            value,
        )


def _filled(value: Any) -> Any:
    return value if value != [] else ["A1"]


def _at(value: Any, path: Path) -> Any:
    for part in path:
        value = value[part]
    return value


def _carried(
    schemas: SchemaResolver, schema: Mapping[str, Any], value: Any, path: Path, name: str = ""
) -> Any:
    if not path:
        return value
    own, _, _ = schemas.own(schema)
    first, rest = path[0], path[1:]
    if isinstance(first, int):
        items = value if isinstance(value, list) and value else [schemas.plain(own["items"], name)]
        return [_carried(schemas, own["items"], items[0], rest), *items[1:]]
    held = value if isinstance(value, Mapping) else schemas.plain(schema)
    stated = own["properties"][first]
    inside = held.get(first)
    return {
        **held,
        first: _carried(
            schemas, stated, inside if inside is not None else schemas.plain(stated, first), rest, first
        ),
    }


def replaced(value: Any, path: Path, new: Any) -> Any:
    """The value with another one at a path."""
    if not path:
        return new
    first, rest = path[0], path[1:]
    if isinstance(first, int):
        return [replaced(value[0], rest, new), *value[1:]]
    if not rest and new is _GONE:
        return {name: item for name, item in value.items() if name != first}
    return {**value, first: replaced(value.get(first), rest, new)}
