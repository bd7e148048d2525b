"""Exact decimals: the Python types behind the contract's number components.

Invariants: a float is refused, not rounded; NaN and Infinity are not amounts; digits and trailing zeros stay
as they were given.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError, PydanticSerializationError

from order_contract.wire.codec import MAX_DIGITS

_TEXT: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")


def decimal_text(text: str) -> Decimal | None:
    """The number that a text such as `1.0000` stands for; None when it is none (`1_000`, `1e5`, `NaN`)."""
    if len(text) > MAX_DIGITS or not _TEXT.match(text):
        return None
    return Decimal(text)


def exact(value: Any) -> Decimal:
    """The `Decimal` of a `Decimal` or an `int`. A float raises with the two ways to write the number."""
    kind = type(value)
    if kind is Decimal or isinstance(value, Decimal):
        number: Decimal = value
    elif kind is int:
        number = Decimal(value)
    elif kind is float:
        raise PydanticCustomError(
            "float_amount",
            'got the float {number}; pass Decimal("{number}") or an int',
            {"number": repr(value)},
        )
    else:
        raise PydanticCustomError("amount_type", "must be an exact decimal number")
    if not number.is_finite():
        raise PydanticCustomError("amount_not_finite", "must be a finite number")
    return number


def printed(value: Any) -> Decimal | None:
    """The same, or None."""
    if value is None:
        return None
    if isinstance(value, str) and (value == "" or decimal_text(value) is not None):
        raise PydanticCustomError("printed_amount", "is a number in quotes")
    return exact(value)


def code(value: Any) -> str:
    """A text."""
    if isinstance(value, str):
        return value
    if type(value) is int:
        raise PydanticCustomError("printed_code", "is a code without quotes")
    raise PydanticCustomError("string_type", "must be a code: a string or a whole number")


def json_number(number: Decimal) -> int | float:
    """A number that JSON writers of the standard library and of pydantic write as exactly this number.

    Quirk: pydantic writes a `Decimal` into JSON as a string, and has no way to write given digits. Evidence:
    pydantic #7457; tests/wire/test_nesting.py. Remove when: pydantic writes decimals as numbers.

    :raises PydanticSerializationError: the number has more digits than a float keeps; `wire.codec.dumps`
        writes it.
    """
    if number == number.to_integral_value():
        return int(number)
    nearest = float(number)
    if Decimal(repr(nearest)) != number:
        raise PydanticSerializationError(
            "an amount has more digits than pydantic can write as a JSON number;"
            " write the model with order_contract.wire.codec.dumps"
        )
    return nearest


_JSON: Final = PlainSerializer(json_number, when_used="json-unless-none")

Amount = Annotated[Decimal, PlainValidator(exact), _JSON, WithJsonSchema({"type": "number"})]
"""A JSON number, exact. Takes `Decimal` or `int`; a float is an error."""

PrintedAmount = Annotated[
    Decimal | None,
    PlainValidator(printed),
    _JSON,
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}, {"type": "null"}]}),
]
"""A number that the documents print bare, in quotes, or as an empty string for none: read as `Decimal` or
None, written back in the form it had.
"""

PrintedCode = Annotated[str, PlainValidator(code), WithJsonSchema({"type": ["string", "integer"]})]
"""A code that the documents print in quotes or bare: read as `str`, written back in the form it had."""
