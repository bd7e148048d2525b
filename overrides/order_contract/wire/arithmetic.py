"""Exact arithmetic with amounts: a result is never rounded, whatever the number of digits."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow
from typing import Final

# The codec reads numbers of up to 1,000 digits and powers of ten; a product of two with a sum over many stays
# far below this.
_EXACT: Final = Context(
    prec=20_000, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[Inexact, InvalidOperation, Overflow, DivisionByZero]
)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum; 0 of no amounts."""
    result = Decimal(0)
    for amount in amounts:
        result = _EXACT.add(result, amount)
    return result


def minus(first: Decimal, second: Decimal) -> Decimal:
    """The exact difference."""
    return _EXACT.subtract(first, second)


def times(first: Decimal, second: Decimal) -> Decimal:
    """The exact product."""
    return _EXACT.multiply(first, second)
