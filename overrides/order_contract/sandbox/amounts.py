"""Arithmetic with amounts: exact, whatever the number of digits.

Invariants: a sum or a product is never rounded; a division, which only the conversion between currencies
needs, is rounded to four decimals, as many as the documents print; no float comes near.
"""

from __future__ import annotations

from decimal import (
    MAX_EMAX,
    MIN_EMIN,
    ROUND_DOWN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from typing import Any, Final

from order_contract.sandbox.errors import bad_request
from order_contract.wire.arithmetic import times
from order_contract.wire.codec import MAX_DIGITS

_ROUNDING: Final = Context(
    prec=20_000, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[InvalidOperation, Overflow, DivisionByZero]
)
_STEP: Final = Decimal("0.0001")
ZERO: Final = Decimal(0)


def amount(value: Any) -> Decimal | None:
    """A number of the wire, bare or in quotes; None for null, an empty string, or nothing.

    :raises Refusal: a number in quotes is longer than the codec reads a bare one.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str) and len(value) > MAX_DIGITS:
        raise bad_request(f"a number has more than {MAX_DIGITS} characters")
    return Decimal(value)


def share(value: Decimal, part: Decimal, whole: Decimal) -> Decimal:
    """`value * part / whole`, down to four decimals, so that shares never add up to more than the value."""
    return _divided(times(value, part), whole, ROUND_DOWN)


def converted(value: Decimal, price: Decimal, original: Decimal) -> Decimal:
    """An amount in the merchant's currency in the customer's, by a price that is known in both; to four
    decimals, half up.
    """
    return _divided(times(value, price), original, ROUND_HALF_UP)


def _divided(dividend: Decimal, divisor: Decimal, rounding: str) -> Decimal:
    if not divisor:
        return ZERO
    quotient = Context(
        prec=2_100, rounding=rounding, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[InvalidOperation, Overflow]
    ).divide(dividend, divisor)
    return quotient.quantize(_STEP, rounding=rounding, context=_ROUNDING)
