"""Exact decimals: the Python types behind the contract's number components.

Invariants: a float is refused, not rounded; NaN and Infinity are no amounts; digits and trailing zeros stay
as they were given.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from order_contract.wire.codec import MAX_DIGITS

_TEXT: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")


def decimal_text(text: str) -> Decimal | None:
    """The number that a text such as `1.0000` stands for; None when it is none (`1_000`, `1e5`, `NaN`)."""
    if len(text) > MAX_DIGITS or not _TEXT.match(text):
        return None
    return Decimal(text)


def _exact(value: Any) -> Decimal:
    kind = type(value)
    if kind is Decimal or isinstance(value, Decimal):
        number: Decimal = value
    elif kind is int:
        number = Decimal(value)
    elif kind is float:
        raise PydanticCustomError(
            "float_amount",
            "a float is inexact: give a Decimal, an int, or bytes read by order_contract.wire.codec",
        )
    else:
        raise PydanticCustomError("amount_type", "must be an exact decimal number")
    if not number.is_finite():
        raise PydanticCustomError("amount_not_finite", "must be a finite number")
    return number


def _printed(value: Any) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, str) and (value == "" or decimal_text(value) is not None):
        raise PydanticCustomError("printed_amount", "is a number in quotes")
    return _exact(value)


def _code(value: Any) -> str:
    if isinstance(value, str):
        return value
    if type(value) is int:
        raise PydanticCustomError("printed_code", "is a code without quotes")
    raise PydanticCustomError("string_type", "must be a code: a string or a whole number")


Amount = Annotated[Decimal, PlainValidator(_exact)]
"""A JSON number, exact. Takes `Decimal` or `int`; a float is an error."""

PrintedAmount = Annotated[Decimal | None, PlainValidator(_printed)]
"""A number that the documents print bare, in quotes, or as an empty string for none: read as `Decimal` or
None, written back in the form it had.
"""

PrintedCode = Annotated[str, PlainValidator(_code)]
"""A code that the documents print in quotes or bare: read as `str`, written back in the form it had."""
