"""Bytes to values and back: exact, or refused with a sentence that holds nothing of the content."""

from __future__ import annotations

import re
from collections import OrderedDict
from decimal import Decimal
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_contract.globale.models import ResponseInfo
from order_contract.wire import codec
from order_contract.wire.codec import CodecError, dumps, loads
from tests.wire.wire_texts import anything, numbers


@pytest.mark.slow
@given(anything.map(str.encode))
def test_compact_json_survives_byte_for_byte(raw: bytes) -> None:
    assert dumps(loads(raw)) == raw
    assert loads(codec.pretty(loads(raw))) == loads(raw)


@given(numbers)
def test_a_number_keeps_its_digits(text: str) -> None:
    value = loads(text)
    assert type(value) is (Decimal if "." in text else int)
    assert format(value, "f" if "." in text else "") == text
    assert dumps(value) == text.encode()


class TestReading:
    @pytest.mark.parametrize(
        ("raw", "value"),
        [
            (b"29.9000", Decimal("29.9000")),
            (b"0.000000000", Decimal("0.000000000")),
            (b"1.000000", Decimal("1.000000")),
            (b"1e3", Decimal("1E+3")),
            (b"-1.5E-7", Decimal("-1.5E-7")),
            (b"123456789012345678901234567890", 123456789012345678901234567890),
            (
                b"0.1234567890123456789012345678901234567890",
                Decimal("0.1234567890123456789012345678901234567890"),
            ),
        ],
    )
    def test_numbers(self, raw: bytes, value: Any) -> None:
        assert loads(raw) == value
        assert type(loads(raw)) is type(value)
        assert str(loads(raw)) == str(value)
        assert str(loads(raw, unique=True)) == str(value)

    @pytest.mark.parametrize("unique", [False, True])
    def test_a_byte_order_mark_is_skipped(self, unique: bool) -> None:
        assert loads(b'\xef\xbb\xbf{"a":1.0}', unique=unique) == {"a": Decimal("1.0")}

    def test_text_is_taken_too(self) -> None:
        assert loads('"听雨"') == loads('"听雨"'.encode()) == loads(b'"\\u542c\\u96e8"') == "听雨"

    def test_a_name_twice_counts_as_the_last_unless_names_are_to_be_unique(self) -> None:
        assert loads(b'{"a":1,"a":2}') == {"a": 2}
        for raw in (b'{"a":1,"a":2}', b'[{"b":{"a":1,"\\u0061":1}}]'):
            with pytest.raises(CodecError, match="an object names a member twice"):
                loads(raw, unique=True)
        assert loads(b'{"a":1,"A":2}', unique=True) == {"a": 1, "A": 2}

    @pytest.mark.parametrize("unique", [False, True])
    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b" ",
            b"{",
            b"[1,]",
            b"{'a':1}",
            b'{"a":1} x',
            b"// comment\n1",
            b"NaN",
            b"[Infinity]",
            b"-Infinity",
            b"01",
            b"1.",
            b".5",
            b"+1",
            b"1e",
            b"True",
            b"undefined",
            b'"\x01"',
            b'"\xff"',
            b'"\xed\xa0\x80"',
            b'"\\ud800"',
            b"\xff\xfe1\x00",
            "{\u00a0}".encode(),
            "{“a”:1}".encode(),
            b"<html>",
        ],
    )
    def test_what_is_no_json_is_refused(self, raw: bytes, unique: bool) -> None:
        with pytest.raises(CodecError, match=r"^not readable as JSON: "):
            loads(raw, unique=unique)

    def test_half_of_a_surrogate_pair_in_text_is_refused(self) -> None:
        with pytest.raises(CodecError, match=r"^not readable as JSON: .*(?i:utf-8)"):
            loads('"\ud800"')

    @pytest.mark.parametrize("unique", [False, True])
    @pytest.mark.parametrize(
        ("raw", "why"),
        [
            (b"1e1000000000", "a number's exponent is out of range"),
            (b"1e-1000000000", "a number's exponent is out of range"),
            (b"1e99999999999999999999", "a number's exponent is out of range"),
            (b"1e1001", "a number's exponent is out of range"),
            (b"0." + b"1" * 999, "a number has more than 1000 characters"),
            (b"1" * 5_000, "integer value out of range"),
            (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
            (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
        ],
    )
    def test_an_attack_is_refused(self, raw: bytes, why: str, unique: bool) -> None:
        with pytest.raises(CodecError, match=why):
            loads(raw, unique=unique)

    def test_the_largest_numbers_that_are_read(self) -> None:
        assert loads(b"1e1000") == Decimal("1e1000")
        assert str(loads(b"0." + b"1" * 998)) == "0." + "1" * 998

    @pytest.mark.parametrize(
        "raw", [b'{"canary":', b'{"a":"canary}', b"canary", b'"canary\xff"', b'{"canary":1,"canary":2}']
    )
    def test_the_content_stays_out_of_the_text(self, raw: bytes) -> None:
        with pytest.raises(CodecError) as caught:
            loads(raw, unique=True)
        assert "canary" not in f"{caught.value!r}"
        assert caught.value.__context__ is None or caught.value.__suppress_context__


class Word(StrEnum):
    ONE = "one"


class Count(IntEnum):
    ONE = 1


class TestWriting:
    @pytest.mark.parametrize(
        ("value", "raw"),
        [
            (Decimal("29.9000"), b"29.9000"),
            (Decimal("0E-9"), b"0.000000000"),
            (Decimal("-0.0"), b"-0.0"),
            (Decimal("1E+3"), b"1000"),
            (Decimal("1.50E-8"), b"0.0000000150"),
            (Decimal("1" * 30 + ".50"), b"1" * 30 + b".50"),
            (10**40, b"1" + b"0" * 40),
            ({"b": [None, True, False], "a": "ü听/"}, '{"b":[null,true,false],"a":"ü听/"}'.encode()),
            (("a", 1), b'["a",1]'),
            (OrderedDict(z=1, a=2), b'{"z":1,"a":2}'),
            (MappingProxyType({"a": 1}), b'{"a":1}'),
            ([Word.ONE, Count.ONE], b'["one",1]'),
            ({Word.ONE: 1}, b'{"one":1}'),
            ([ResponseInfo(Success=True)], b'[{"Success":true}]'),
        ],
    )
    def test_values(self, value: Any, raw: bytes) -> None:
        assert dumps(value) == raw

    @pytest.mark.parametrize(
        ("value", "sentence"),
        [
            (1.5, "the value is a float, give a Decimal"),
            ({"a": [{"b": 0.0}]}, "a[0].b is a float, give a Decimal"),
            ([float("nan")], "[0] is a float, give a Decimal"),
            ({"a": Decimal("NaN")}, "a is NaN"),
            ({"a": Decimal("-Infinity")}, "a is -Infinity"),
            ([Decimal("1e1001")], "[0] has an exponent out of range"),
            ({"a": b"x"}, "a is a bytes"),
            ({"a": {1, 2}}, "a is a set"),
            ({"a": object()}, "a is a object"),
            ({"a": {1.5: 1}}, "a has a member named by a float"),
            ({1: 1}, "the value has a member named by a int"),
            ({None: 1}, "the value has a member named by a NoneType"),
            (["\ud800"], "a string holds half of a surrogate pair"),
            ({"\ud800": 1}, "a string holds half of a surrogate pair"),
        ],
    )
    def test_what_json_cannot_carry_is_refused_with_its_place(self, value: Any, sentence: str) -> None:
        with pytest.raises(CodecError, match=f"^not writable as JSON: {re.escape(sentence)}$"):
            dumps(value)

    def test_depth_is_bounded(self) -> None:
        deep: list[Any] = []
        for _ in range(10_000):
            deep = [deep]
        with pytest.raises(CodecError, match="nested too deeply"):
            dumps(deep)

    def test_for_people(self) -> None:
        assert (
            codec.pretty({"a": [Decimal("1.50"), "ü"]})
            == '{\n  "a": [\n    1.50,\n    "ü"\n  ]\n}\n'.encode()
        )


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), "the value"),
        (("a",), "a"),
        ((0,), "[0]"),
        (("Parcels", 0, "Products", 1, "ProductCode"), "Parcels[0].Products[1].ProductCode"),
    ],
)
def test_a_place_is_written_as_people_read_it(path: tuple[str | int, ...], text: str) -> None:
    assert codec.pointer(path) == text


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        value = loads(raw)
    except CodecError:
        return
    assert loads(dumps(value)) == value


class TestPack:
    def test_what_is_stored_reads_back_digit_for_digit(self):
        value = codec.loads(
            b'{"a":0.000000000,"b":1e-20,"c":[29.9000,-0.0,12345678901234567890.10],"d":null,"e":"\xc3\xa9"}'
        )
        stored = codec.loads(codec.pack(value))
        assert codec.dumps(stored) == codec.dumps(value)

    @pytest.mark.parametrize(
        "text",
        [b'{"a":0.000000000}', b'{"a":"5E3","b":0.00000012}', b'[1,2.50,"E9"]', b"100000000000000000000.0"],
    )
    def test_what_is_stored_is_what_was_read(self, text):
        assert codec.pack(codec.loads(text)) == text


class TestUniqueRefusesAsMuch:
    @pytest.mark.parametrize(
        "raw", [b'"\\ud800"', b"9" * 5000, b"1." + b"1" * 2000, b"1e99999999", b"NaN", b"\xff", b"[" * 5000]
    )
    def test_what_the_other_parser_would_take(self, raw):
        with pytest.raises(codec.CodecError):
            codec.loads(raw, unique=True)


class TestATextFromOutsideIsBounded:
    """A minimal object is two characters, and some kilobytes once it is read: bytes are no bound."""

    @pytest.mark.parametrize("item", ["{}", "[]", '{"a":[]}'])
    def test_by_its_objects_and_arrays(self, item: str) -> None:
        text = "[" + ",".join([item] * codec.MAX_CONTAINERS) + "]"
        with pytest.raises(codec.TooManyValuesError, match="more than 100,000 objects and arrays"):
            loads(text, bounded=True)
        assert len(loads(text)) == codec.MAX_CONTAINERS

    def test_by_its_values(self) -> None:
        text = "[" + ",".join(["1"] * (codec.MAX_VALUES + 1)) + "]"
        with pytest.raises(codec.TooManyValuesError, match="more than 1,000,000 values"):
            loads(text, bounded=True)

    def test_but_not_by_what_stands_in_strings(self) -> None:
        text = '{"a":"' + '{[,\\"' * codec.MAX_VALUES + '","b":[1]}'
        assert loads(text, bounded=True)["b"] == [1]

    def test_and_what_is_at_the_bound_is_read(self) -> None:
        text = "[" + ",".join(["{}"] * (codec.MAX_CONTAINERS - 1)) + "]"
        assert len(loads(text, bounded=True)) == codec.MAX_CONTAINERS - 1
