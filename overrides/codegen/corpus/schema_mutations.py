"""What a JSON Schema allows and forbids, as edits of a value that it allows.

Invariants: an edit changes one place; what it expects is what the schema says of the whole value, or `either`
where plain types do not hold a value or a correct server may well refuse it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from typing import Any, Final
from urllib.parse import quote

import jsonschema_rs

from order_contract.document import conditions, with_listed_types
from order_contract.wire import codec

Path = tuple[str | int, ...]
_GONE: Final = object()
_DATE: Final = "2024-04-24T06:00:33.889Z"
_SMALL: Final = 3
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


_LIKELIEST: Final = {
    "number": "a number in a text",
    "integer": "a number in a text",
    "boolean": "a truth value in a text",
    "object": "a list",
    "array": "an object",
}
"""By type, what a careless server takes in its place."""


@dataclass(frozen=True)
class Edit:
    """A value with one place edited."""

    path: Path
    about: str
    expect: str
    rank: int
    value: Any


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


def texts(text: str) -> Iterator[tuple[str, str]]:
    """JSON texts that are broken as texts, or hold something other than they should."""
    yield "cut short", text[:-1]
    yield "cut in the middle", text[: len(text) // 2]
    yield "with a brace too many", text + "}"
    yield "two values, one after the other", text + text
    yield "with a comma at its end", text[:-1] + "," + text[-1]
    yield "in single quotes", text.replace('"', "'")
    yield "names without quotes", re.sub(r'"(\w+)":', r"\1:", text)
    yield "with a comment", text[:-1] + "/* not JSON */" + text[-1]
    yield "percent-encoded twice", quote(text, safe="")
    yield "as JSON in a JSON string", codec.dumps(text).decode()
    yield "a bare word", "OrderId"
    yield "blank", " "
    yield "null", "null"
    yield "true", "true"
    yield "a number", "1"
    yield "a text", '"text"'
    yield "an empty array", "[]" if text[0] == "{" else "{}"
    if text[0] == "{":
        yield "an empty object", "{}"
        yield "in an array", f"[{text}]"
        yield "not a number", text[:-1] + ',"Undocumented":NaN}'
    else:
        yield "its first element alone", text[1:-1]
        yield "in an array", f"[{text}]"
        yield "not a number", text[:-2] + ',"Undocumented":NaN}]'


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
        bad = _wrong(own)[0]
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
            wrong = _wrong(own)
            for about, value in wrong[:1] if brief else wrong[:5]:
                yield self._edit(path, about, value, rank)
            bounds = list(_bounds(own))
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


def _wrong(own: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Values of types that a schema does not name, the likeliest to pass first."""
    kinds = types(own)
    everything = [
        ("a number in a text", "1"),
        ("a number", 12),
        ("a truth value", True),
        ("a truth value in a text", "true"),
        ("an object", {"a": 1}),
        ("a list", ["A1"]),
        ("a text", "text"),
        ("an empty list", []),
        ("zero", 0),
    ]
    named = [kind for kind in kinds if kind != "null"]
    order = _LIKELIEST.get(named[0] if named else "", "a number")
    results = [edit for edit in everything if not _is_of(edit[1], kinds)]
    if "boolean" not in kinds:
        results = [edit for edit in results if edit[0] not in ("a truth value in a text", "zero")]
    if "object" in kinds or "array" in kinds:
        results = [edit for edit in results if edit[0] not in ("a number in a text",)]
    return sorted(results, key=lambda edit: edit[0] != order) or [("a list", ["A1"])]


def _is_of(value: Any, kinds: list[str]) -> bool:
    name = {str: "string", bool: "boolean", int: "integer", dict: "object", list: "array"}[type(value)]
    return name in kinds or (name == "integer" and "number" in kinds)


def _bounds(own: Mapping[str, Any]) -> Iterator[tuple[str, Any, bool]]:
    """Values at the bounds of a schema: name, value, whether a correct server may decide either way."""
    kinds = types(own)
    if "enum" in own:
        yield from _enum_bounds(own["enum"], kinds)
        return
    if "string" in kinds:
        yield from _text_bounds(own)
    if "number" in kinds:
        for text in ("0", "29.9000", "0.123456789", "1000000.00"):
            yield f"the number {text}", Decimal(text), text in {"0", "0.123456789"}
        yield "a number below zero", Decimal("-1.50"), True
    if "integer" in kinds and "number" not in kinds:
        yield "a fraction", Decimal("1.5"), False
        yield "an integer with a fraction of zero", Decimal("1.0"), True


def _enum_bounds(listed: list[Any], kinds: list[str]) -> Iterator[tuple[str, Any, bool]]:
    yield from ((f"the value {value}", value, False) for value in listed)
    if "integer" in kinds:
        yield "a value that is not listed", max(listed) + 1, False
        yield "the value before the first", min(listed) - 1, False
    else:
        yield "a value that is not listed", f"{listed[0]}x", False
        yield "a value in another case", listed[0].swapcase(), True


def _text_bounds(own: Mapping[str, Any]) -> Iterator[tuple[str, Any, bool]]:
    if "maxLength" in own:
        yield f"{own['maxLength']} characters", "x" * own["maxLength"], False
        yield f"{own['maxLength'] + 1} characters", "x" * (own["maxLength"] + 1), False
    yield "an empty text", "", True
    yield "a blank", " ", True
    if "pattern" in own:
        for text in ("abc", "1,50", "1.", ".5", " 1", "1e2", "0x10", "--1"):
            yield f"the text {text!r}", text, False
        yield "a number in a text", "12.5000", False
    elif "format" not in own:
        yield "letters beyond ASCII", "Zoë 東京", False


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
