"""What the spec asserts beyond shapes, applied to plain wire values: required members, lengths, patterns, and
"one of these members".

A subset of JSON Schema 2020-12, the one that `spec/README.md` allows in conditions. Invariant: it only ever
reads; a keyword that it does not know is an error, never skipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from order_contract.wire.problems import did_you_mean, in_its_place

Path = tuple[str | int, ...]
Table = Mapping[str, Mapping[str, Any]]

_TYPES: Final[Mapping[str, Callable[[Any], bool]]] = {
    "object": lambda value: isinstance(value, Mapping),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, Decimal)) and not isinstance(value, bool),
    "null": lambda value: value is None,
}


def holds(rules: Mapping[str, Any], value: Any) -> bool:
    """Whether a plain wire value satisfies a predicate such as the `when` of an error envelope."""
    return next(violations(rules, value, {}), None) is None


def violations(
    rules: Mapping[str, Any], value: Any, table: Table, path: Path = ()
) -> Iterator[tuple[Path, str]]:
    """Each place where a wire value breaks the rules, with a sentence.

    :param rules: an entry of a generated `ASSERTIONS` table, or a predicate.
    :param value: as `order_contract.wire.codec` reads it.
    :param table: the table that `$ref` names entries of.
    """
    plain = value.value if isinstance(value, Enum) else value
    for keyword, wanted in rules.items():
        yield from _KEYWORDS[keyword](wanted, plain, table, path)


def unknown_members(
    rules: Mapping[str, Any], value: Any, table: Table, path: Path = ()
) -> Iterator[tuple[Path, str]]:
    """Each member that the contract does not name, in whatever case it is written, with the known name
    nearest to it.
    """
    rules = {**table.get(rules.get("$ref", ""), {}), **rules}
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from unknown_members(rules.get("items", {}), item, table, (*path, index))
    known = rules.get("properties")
    if not isinstance(value, Mapping) or not known:
        return
    folded = {name.casefold(): name for name in known}
    for name, member in value.items():
        if name.casefold() in folded:
            yield from unknown_members(known[folded[name.casefold()]], member, table, (*path, name))
        else:
            yield (*path, name), "is not a member of the contract" + did_you_mean(str(name), known)


def _reference(name: Any, value: Any, table: Table, path: Path) -> Iterator[tuple[Path, str]]:
    if value is not None:
        yield from violations(table.get(name, {}), value, table, path)


def _required(names: Any, value: Any, _: Table, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, Mapping):
        folded = {key.casefold() for key in value if isinstance(key, str)}
        for name in names:
            if name.casefold() not in folded:
                yield (*path, name), "is required" + in_its_place(name, value)


def _properties(rules: Any, value: Any, table: Table, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, Mapping):
        folded = {key.casefold(): key for key in value if isinstance(key, str)}
        for name, rule in rules.items():
            key = folded.get(name.casefold())
            if key is not None and rule:
                yield from violations(rule, value[key], table, (*path, key))


def _items(rules: Any, value: Any, table: Table, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from violations(rules, item, table, (*path, index))


def _type(wanted: Any, value: Any, _: Table, path: Path) -> Iterator[tuple[Path, str]]:
    names = [wanted] if isinstance(wanted, str) else wanted
    if not any(_TYPES[name](value) for name in names):
        yield path, f"must be of type {' or '.join(names)}"


def _all_of(branches: Any, value: Any, table: Table, path: Path) -> Iterator[tuple[Path, str]]:
    for branch in branches:
        if "if" not in branch:
            yield from violations(branch, value, table, path)
        elif holds(branch["if"], value) and not holds(branch["then"], value):
            yield path, branch["sentence"].rstrip(".")


def _any_of(branches: Any, value: Any, _: Table, path: Path) -> Iterator[tuple[Path, str]]:
    if not any(holds(branch, value) for branch in branches):
        yield path, "matches none of the allowed forms"


def _not(rules: Any, value: Any, _: Table, path: Path) -> Iterator[tuple[Path, str]]:
    if holds(rules, value):
        yield path, "must not have this form"


def _check(
    sentence: str, passes: Callable[[Any, Any], bool]
) -> Callable[[Any, Any, Table, Path], Iterator[tuple[Path, str]]]:
    def check(wanted: Any, value: Any, _: Table, path: Path) -> Iterator[tuple[Path, str]]:
        if not passes(wanted, value):
            yield path, sentence.format(wanted)

    return check


def _measured(
    kind: type | tuple[type, ...], measure: Callable[[Any, Any], bool]
) -> Callable[[Any, Any], bool]:
    return lambda wanted, value: (
        not isinstance(value, kind) or isinstance(value, bool) or measure(wanted, value)
    )


_KEYWORDS: Final[Mapping[str, Callable[[Any, Any, Table, Path], Iterator[tuple[Path, str]]]]] = {
    "$ref": _reference,
    "required": _required,
    "properties": _properties,
    "items": _items,
    "type": _type,
    "allOf": _all_of,
    "anyOf": _any_of,
    "not": _not,
    "const": _check(
        "must be {}", lambda wanted, value: value is wanted if isinstance(wanted, bool) else value == wanted
    ),
    "enum": _check("must be one of {}", lambda wanted, value: value in wanted),
    "pattern": _check(
        "must match {}", _measured(str, lambda wanted, value: re.search(wanted, value) is not None)
    ),
    "minLength": _check(
        "must have at least {} characters", _measured(str, lambda wanted, value: len(value) >= wanted)
    ),
    "maxLength": _check(
        "must have at most {} characters", _measured(str, lambda wanted, value: len(value) <= wanted)
    ),
    "minItems": _check(
        "must have at least {} items", _measured(list, lambda wanted, value: len(value) >= wanted)
    ),
    "maxItems": _check(
        "must have at most {} items", _measured(list, lambda wanted, value: len(value) <= wanted)
    ),
    "minimum": _check(
        "must be at least {}", _measured((int, Decimal), lambda wanted, value: value >= wanted)
    ),
    "maximum": _check("must be at most {}", _measured((int, Decimal), lambda wanted, value: value <= wanted)),
}
