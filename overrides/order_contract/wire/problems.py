"""What a validation refused, in sentences: each place by its wire path, what came, and what is wanted.

Invariant: a text that came is never quoted, since it may be personal; a float is, since the sentence says how
to write the same number exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, get_args

from pydantic import ValidationError
from pydantic_core.core_schema import ErrorType

from order_contract.wire import codec

MAX_PROBLEMS: Final = 20
"""Problems that are listed at most. Of a list inside an object only the first wrong item is looked at."""

# By pydantic's type of error: what to pass, and what JSON must hold.
_WANTED: Final[Mapping[str, tuple[str, str]]] = {
    "string_type": ("a str", "a string"),
    "bool_type": ("True or False", "true or false"),
    "int_type": ("an int", "a whole number"),
    "amount_type": ("a Decimal or an int", "a number"),
    "list_type": ("a list", "an array"),
    "dict_type": ("a mapping", "an object"),
}
_LIMITS: Final[Mapping[str, str]] = {
    "greater_than": "a number above {gt}",
    "greater_than_equal": "a number of at least {ge}",
    "less_than": "a number below {lt}",
    "less_than_equal": "a number of at most {le}",
    "too_short": "at least {min_length} items",
    "too_long": "at most {max_length} items",
    "string_too_short": "at least {min_length} characters",
    "string_too_long": "at most {max_length} characters",
    "string_pattern_mismatch": "a text that matches {pattern}",
    "literal_error": "{expected}",
    "enum": "{expected}",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "bool_parsing": "True or False",
    "tuple_type": "a list",
    "set_type": "a list",
    "mapping_type": "a mapping",
    "dataclass_type": "{class_name} or a mapping",
    "dataclass_exact_type": "{class_name} or a mapping",
    "callable_type": "a function",
    "none_required": "None",
    "recursion_loop": "a value that does not hold itself",
    "string_unicode": "a text that can be written as UTF-8",
}
_WORD: Final = re.compile("[A-Z][a-z]+")
_COMMON: Final = {"Order", "Id", "Code", "Name", "Merchant"}
"""Words that too many names have."""
_LIMITS_OF_JSON: Final = {
    "bool_parsing": "true or false",
    "tuple_type": "an array",
    "set_type": "an array",
    "mapping_type": "an object",
    "dataclass_type": "an object",
    "dataclass_exact_type": "an object",
    "none_required": "null",
}
_BOUNDS: Final = ("greater_than", "greater_than_equal", "less_than", "less_than_equal")
_UNKNOWN: Final = ("extra_forbidden", "unexpected_keyword_argument")
_JSON: Final[Mapping[type, str]] = {
    str: "a string",
    bool: "a boolean",
    int: "a number",
    Decimal: "a number",
    list: "an array",
    dict: "an object",
    type(None): "null",
}
_FOR_JSON: Final[ContextVar[bool]] = ContextVar("order_contract_problems_for_json", default=False)


@contextmanager
def worded_for_json() -> Iterator[None]:
    """Word the sentences of this block for JSON that the reader wrote, as on the command line."""
    before = _FOR_JSON.set(True)
    try:
        yield
    finally:
        _FOR_JSON.reset(before)


def problems(
    broken: ValidationError,
    prefix: Sequence[str | int] = (),
    *,
    reading: bool = False,
    json: bool = False,
    known: Sequence[str] = (),
    kinds: Mapping[str, Any] = MappingProxyType({}),
) -> list[tuple[str, str]]:
    """Each place that a validation refused, by its wire path, with a sentence; at most `MAX_PROBLEMS` of
    them, and how many more there are.

    :param prefix: the path of what was validated.
    :param reading: word the sentences for JSON that came, which its reader cannot change.
    :param json: word them for JSON that the reader passed; otherwise for an argument in Python.
    :param known: the names that may be meant by one that is not known.
    :param kinds: by the name, classes; the values of an enumeration that is found here are listed.
    """
    json = json or _FOR_JSON.get()
    errors = broken.errors(include_url=False)
    listed = [
        (
            codec.pointer((*prefix, *error["loc"])),
            _unknown(error, known) or _sentence(error, reading, json, kinds),
        )
        for error in errors[:MAX_PROBLEMS]
    ]
    if len(errors) > MAX_PROBLEMS:
        listed.append(("other members", f"have {len(errors) - MAX_PROBLEMS} more problems"))
    return listed


def _unknown(error: Mapping[str, Any], known: Sequence[str]) -> str | None:
    """The sentence for a name that is not known; None for another problem."""
    if error["type"] not in _UNKNOWN:
        return None
    wanted = f"; pass {alternatives(known)}" if known else "; leave it out"
    return f"is not known{did_you_mean(str(error['loc'][-1]), known) or wanted}"


def _sentence(error: Mapping[str, Any], reading: bool, json: bool, kinds: Mapping[str, Any]) -> str:
    kind, value = error["type"], error["input"]
    if kind == "missing":
        return "is required" + in_its_place(str(error["loc"][-1]), value)
    if kind == "is_instance_of":  # an enumeration
        name = error["ctx"]["class"]
        if reading:
            return f"must be a value of {name}"
        came = "another string" if isinstance(value, str) else _got_json(value) if json else got(value)
        listed = kinds.get(name)
        return f"got {came}; pass {alternatives(listed) if listed else f'one of {name}'}"
    if kind == "model_type":
        wanted, wanted_json = f"{article(error['ctx']['class_name'])} or a mapping", "an object"
    elif kind in _WANTED:
        wanted, wanted_json = _WANTED[kind]
    elif kind == "amount_not_finite":
        return f"got {value}; pass a finite number"
    else:
        return _by_its_limits(error, value, json)
    if reading:
        return f"must be {wanted_json}, not {_JSON.get(type(value), 'this')}"
    return (
        f"got {_got_json(value, 'the number ')}; pass {wanted_json}"
        if json
        else f"got {got(value)}; pass {wanted}"
    )


def _by_its_limits(error: Mapping[str, Any], value: Any, json: bool) -> str:
    """What is wanted where no entry above says it: in our words, as pydantic's name its own parts."""
    kind, message = error["type"], str(error["msg"])
    came = _got_json(value) if json or kind in _BOUNDS else got(value)
    if kind == "string_too_short" and value == "":
        return "got an empty string; pass one that is not empty"
    if kind in _LIMITS:
        wanted = _LIMITS_OF_JSON.get(kind, _LIMITS[kind]) if json else _LIMITS[kind]
        text = wanted.format(**error.get("ctx") or {}).removesuffix(".0")
        return f"got {came}; pass {text}"
    if kind != "value_error" and kind in get_args(ErrorType):
        return f"got {came}, which does not fit the contract"
    message = message.removeprefix("Value error, ")
    return message[:1].lower() + message[1:]


def article(name: str) -> str:
    """A name with `a` or `an` before it."""
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def got(value: Any) -> str:
    """What was passed, by its type: `a str`, `None`."""
    return "None" if value is None else article(type(value).__name__)


def got_json(value: Any) -> str:
    """What came as JSON, by its kind: `a number`, `null`."""
    return _JSON.get(type(value), "another value")


def got_other(value: Any, wanted: str) -> str:
    """The sentence for an argument of another type: `got a list; pass GetOrdersManifestRequest or a mapping`.

    :param wanted: what to pass, in words of Python.
    """
    if _FOR_JSON.get():
        return f"got {got_json(value)}; pass {'an array' if wanted.startswith('a list') else 'an object'}"
    return f"got a value of type {type(value).__name__}; pass {wanted}"


def _got_json(value: Any, noun: str = "") -> str:
    """A number as it is, anything else by its kind: `5`, `a string`."""
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return f"{noun}{value}"
    return got_json(value)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`; did you mean trackOrder?`, or nothing when no known name is near.

    :param name: what was given, in whatever case.
    """
    from difflib import get_close_matches

    folded = {item.casefold(): item for item in known}
    near = get_close_matches(name.casefold(), folded, n=1)
    return f"; did you mean {folded[near[0]]}?" if near else ""


def alternatives(known: Iterable[Any]) -> str:
    """`globale, merchant or s2`."""
    *others, last = [str(item) for item in known]
    return f"{', '.join(others)} or {last}" if others else last


def in_its_place(name: str, members: Any) -> str:
    """What was given where a required member is missing and a name like it is there: `; got StatusCode`.

    :param members: the object that lacks it.
    """
    if not isinstance(members, Mapping):
        return ""
    from difflib import get_close_matches

    given_names = [str(given) for given in members]
    if misspelt := get_close_matches(name, given_names, n=1, cutoff=0.8):
        return f"; got {misspelt[0]}, which is not known"
    words = set(_WORD.findall(name)) - _COMMON
    near = [given for given in given_names if words & set(_WORD.findall(given))]
    return f"; got {near[0]}, which is another member" if len(near) == 1 else ""
