"""JSON in the query string: one compact value a parameter, read back whichever way blanks are written."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_contract.globale.models import Parcel
from order_contract.wire.codec import CodecError, loads
from order_contract.wire.query import json_value, split
from tests.wire.wire_texts import anything


def test_a_value_is_compact_and_exact() -> None:
    assert (
        json_value(Parcel(ParcelCode="a b", Weight=Decimal("1.50"))) == '{"ParcelCode":"a b","Weight":1.50}'
    )
    assert json_value({"a": ["ü", None]}) == '{"a":["ü",null]}'


@given(anything)
def test_a_value_survives_the_journey_with_either_blank(text: str) -> None:
    for encoded in (quote(text, safe=""), quote_plus(text)):
        assert split(f"merchantGUID=1&orderStatus={encoded}") == [
            ("merchantGUID", "1"),
            ("orderStatus", text),
        ]
    assert json_value(loads(text)) == text


@pytest.mark.parametrize(
    ("query", "pairs"),
    [
        ("", []),
        ("a=1&a=2&b=3&a=4", [("a", "1"), ("a", "2"), ("b", "3"), ("a", "4")]),
        ("a=x+y%20z%2B", [("a", "x y z+")]),
        ("a", [("a", "")]),
        ("a=&=b&&c=d=e", [("a", ""), ("", "b"), ("c", "d=e")]),
        ("a=%zz%", [("a", "%zz%")]),
        ("a=%2525", [("a", "%25")]),
        ("%61=%E5%90%AC", [("a", "听")]),
        (b"a=%00\xe5\x90\xac", [("a", "\x00听")]),
        ('orderStatus={"a":1}', [("orderStatus", '{"a":1}')]),
        ("a=1;b=2", [("a", "1;b=2")]),
    ],
)
def test_parameters_are_split_in_order_and_decoded_once(
    query: str | bytes, pairs: list[tuple[str, str]]
) -> None:
    assert split(query) == pairs


@pytest.mark.parametrize("query", ["a=%ff", "%ff=a", b"a=\xff", "a=%ed%a0%80"])
def test_what_is_no_utf8_is_refused(query: str | bytes) -> None:
    with pytest.raises(CodecError, match=r"^the query string is not UTF-8$"):
        split(query)


@pytest.mark.parametrize("text", ["", "[object Object]", "{", "GE123", '{"a":NaN}'])
def test_a_value_that_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(CodecError, match="not readable as JSON"):
        loads(text)


def test_a_member_named_twice_can_be_refused() -> None:
    assert loads('{"a":1,"a":2}') == {"a": 2}
    with pytest.raises(CodecError, match="twice"):
        loads('{"a":1,"a":2}', unique=True)


@given(st.lists(st.tuples(st.text(min_size=1, max_size=5), st.text(max_size=5)), max_size=5))
def test_any_pairs_survive(pairs: list[tuple[str, str]]) -> None:
    assert split("&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs)) == pairs
