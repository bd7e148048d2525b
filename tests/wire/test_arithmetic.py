"""Arithmetic with amounts."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

from order_contract.wire.arithmetic import minus, times, total

LONG = [Decimal("1e999"), Decimal("-0.1"), Decimal("1e-999"), Decimal("12345678901234567890.123456789")]


def test_is_exact_whatever_the_digits_and_the_context_of_the_caller() -> None:
    with localcontext() as context:
        context.prec = 3
        assert Fraction(total(LONG)) == sum(map(Fraction, LONG))
        for first in LONG:
            for second in LONG:
                assert Fraction(minus(first, second)) == Fraction(first) - Fraction(second)
                assert Fraction(times(first, second)) == Fraction(first) * Fraction(second)


def test_keeps_the_zeros_that_were_given() -> None:
    assert str(total([Decimal("1.10"), Decimal("2.20")])) == "3.30"
    assert total([]) == 0
