"""Amounts are exact decimals: no float, no rounding, no NaN; a number may be printed bare, in quotes, or as
an empty string.
"""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from order_contract.wire.money import Amount, PrintedAmount, PrintedCode, decimal_text
from tests.wire.wire_texts import numbers

AMOUNT, PRINTED, CODE = TypeAdapter(Amount), TypeAdapter(PrintedAmount), TypeAdapter(PrintedCode)


class TestAmount:
    @given(numbers.map(Decimal))
    def test_digits_stay(self, number: Decimal) -> None:
        with localcontext(prec=5):
            assert AMOUNT.validate_python(number).as_tuple() == number.as_tuple()
            assert str(AMOUNT.validate_python(number)) == str(number)

    def test_a_whole_number_is_taken(self) -> None:
        value = AMOUNT.validate_python(10**40)
        assert (type(value), value) == (Decimal, Decimal(10**40))

    @given(st.floats())
    def test_a_float_is_refused_with_a_sentence(self, value: float) -> None:
        with pytest.raises(
            ValidationError, match=re.escape(f'got the float {value!r}; pass Decimal("{value!r}") or an int')
        ):
            AMOUNT.validate_python(value)

    @pytest.mark.parametrize("value", [True, "1", "", None, b"1", [], 1j])
    def test_any_other_type_is_refused(self, value: Any) -> None:
        with pytest.raises(ValidationError, match="must be an exact decimal number"):
            AMOUNT.validate_python(value)

    @pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity"])
    def test_what_is_not_finite_is_refused(self, text: str) -> None:
        with pytest.raises(ValidationError, match="must be a finite number"):
            AMOUNT.validate_python(Decimal(text))


class TestPrintedAmount:
    def test_bare_and_null(self) -> None:
        assert PRINTED.validate_python(None) is None
        assert str(PRINTED.validate_python(Decimal("1.50"))) == "1.50"

    @pytest.mark.parametrize("value", [1.5, True, "1,5", " ", "1e5", "NaN", Decimal("NaN")])
    def test_anything_but_the_printed_forms_is_refused(self, value: Any) -> None:
        with pytest.raises(ValidationError):
            PRINTED.validate_python(value)


class TestPrintedCode:
    def test_a_text_stays(self) -> None:
        assert CODE.validate_python("01") == "01"

    @pytest.mark.parametrize("value", [True, None, 1.5, Decimal(1)])
    def test_what_is_no_code_is_refused(self, value: Any) -> None:
        with pytest.raises(ValidationError, match="must be a code"):
            CODE.validate_python(value)


class TestNumberInAText:
    @given(numbers)
    def test_it_is_the_number(self, text: str) -> None:
        assert format(decimal_text(text) or Decimal(text), "f") == text

    @pytest.mark.parametrize(
        "text",
        [
            "",
            " 1",
            "1 ",
            "1\n",
            "1_000",
            "1e5",
            "NaN",
            "Infinity",
            "+1",
            "1.",
            ".5",
            "١٢",
            "1,000",
            "9" * 1_001,
        ],
    )
    def test_it_is_none(self, text: str) -> None:
        assert decimal_text(text) is None
