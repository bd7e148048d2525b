"""The odd forms in which documented values are read: numbers in quotes, `"false "`, a number for a code.

Each function takes a raw value and gives the value in its documented form, or `REFUSED`. Invariant: a value
that has the documented form already comes back as it is, so a function may be asked about any value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from order_contract.wire.money import decimal_text

REFUSED: Final = object()
"""What a repair gives for a value that stands for nothing documented."""

Repair = Callable[[Any], Any]


def text(raw: Any) -> Any:
    """A code or an id: a number or a boolean stands for its text."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return format(raw, "f") if isinstance(raw, Decimal) else str(raw) if isinstance(raw, int) else REFUSED


def boolean(raw: Any) -> Any:
    """True or false in quotes in any case, 0 or 1; an empty string stands for None."""
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, (int, Decimal)):
        return bool(raw) if raw in (0, 1) else REFUSED
    if not isinstance(raw, str):
        return REFUSED
    return {"true": True, "false": False, "1": True, "0": False, "": None}.get(raw.strip().lower(), REFUSED)


def amount(raw: Any) -> Any:
    """A number in quotes, with blanks around it or without; an empty string stands for None."""
    if isinstance(raw, Decimal):
        return raw if raw.is_finite() else REFUSED
    if isinstance(raw, int) and not isinstance(raw, bool):
        return Decimal(raw)
    if not isinstance(raw, str):
        return REFUSED
    stripped = raw.strip()
    number = decimal_text(stripped)
    return REFUSED if number is None and stripped else number


def whole(raw: Any) -> Any:
    """A whole number in quotes or with a fraction of zeros; an empty string stands for None."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    number = amount(raw)
    if isinstance(number, Decimal):
        return int(number) if number == number.to_integral_value() else REFUSED
    return number


def printed_amount(raw: Any) -> Any:
    """What the documents print for an amount, and no more: a number in quotes, or an empty string for
    none.
    """
    return amount(raw) if not isinstance(raw, str) or raw == raw.strip() else REFUSED


def printed_code(raw: Any) -> Any:
    """What the documents print for a code, and no more: a text, or a whole number."""
    return text(raw) if isinstance(raw, str) or type(raw) is int else REFUSED


def member_of(kind: type[Enum]) -> Repair:
    """The members of an enumeration by their values; `2.0` stands for 2."""
    members = {(type(member.value), member.value): member for member in kind}

    def member(raw: Any) -> Any:
        if isinstance(raw, kind):
            return raw
        value = int(raw) if isinstance(raw, Decimal) and raw == raw.to_integral_value() else raw
        return members.get((type(value), value), REFUSED) if isinstance(value, (str, int)) else REFUSED

    return member


def required(repair: Repair) -> Repair:
    """The same for a value that cannot be None."""

    def repaired(raw: Any) -> Any:
        value = repair(raw)
        return REFUSED if value is None else value

    return repaired


def optional(repair: Repair) -> Repair:
    """The same for a value that can be None."""
    return lambda raw: None if raw is None else repair(raw)


def items(repair: Repair) -> Repair:
    """The same for each item of a list; an item that stands for nothing documented stays as it came."""

    def repaired(raw: Any) -> Any:
        if not isinstance(raw, (list, tuple)):
            return REFUSED
        values = [repair(item) for item in raw]
        return [item if value is REFUSED else value for item, value in zip(raw, values, strict=True)]

    return repaired


def mended(members: Mapping[str, Any], repairs: Mapping[str, Repair]) -> dict[str, Any]:
    """The members with each in its documented form where a repair knows one; the others stay as they came."""
    values = dict(members)
    for name, repair in repairs.items():
        if name in values and (value := repair(values[name])) is not REFUSED:
            values[name] = value
    return values
