"""Values of another type than a schema names, values at its bounds, and JSON texts that are broken.

Invariant: the likeliest to be taken by a careless server come first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from codegen.corpus.schema_resolver import types
from order_contract.wire import codec

_LIKELIEST: Final = {
    "number": "a number in a text",
    "integer": "a number in a text",
    "boolean": "a truth value in a text",
    "object": "a list",
    "array": "an object",
}
"""By type, what a careless server takes in its place."""


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


def wrong_types(own: Mapping[str, Any]) -> list[tuple[str, Any]]:
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


def bound_values(own: Mapping[str, Any]) -> Iterator[tuple[str, Any, bool]]:
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
