"""The rules that shapes cannot say, keyword by keyword, on plain wire values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

import pytest

from order_contract.globale.models import ExceptionType
from order_contract.wire.assertions import holds, unknown_members, violations
from order_contract_generated.globale import contract as globale
from order_contract_generated.merchant import contract as merchant
from order_contract_generated.s2 import contract as s2


@pytest.mark.parametrize(
    ("rules", "passes", "fails"),
    [
        ({"type": "object"}, [{}], [[], None, "x"]),
        ({"type": "array"}, [[]], [{}, "x"]),
        ({"type": "string"}, ["", ExceptionType.__name__], [1, None]),
        ({"type": "boolean"}, [True], [1, "true"]),
        ({"type": "integer"}, [1, ExceptionType(1)], [True, Decimal("1.5"), "1"]),
        ({"type": "number"}, [1, Decimal("1.5")], [True, "1", None]),
        ({"type": ["string", "null"]}, ["", None], [1]),
        ({"required": ["A"]}, [{"A": 1}, {"a": None}, [], "x"], [{}, {"B": 1}]),
        ({"properties": {"A": {"type": "string"}}}, [{}, {"A": ""}, {"a": ""}, 5], [{"A": 1}, {"a": 1}]),
        ({"items": {"type": "string"}}, [[], ["a"], "x"], [[1], ["a", None]]),
        ({"const": False}, [False], [0, None, "false", True]),
        ({"const": 3}, [3, Decimal("3.0"), ExceptionType(3)], [4, "3"]),
        ({"enum": ["Merge"]}, ["Merge"], ["merge", None]),
        ({"pattern": "^a+$"}, ["a", 5, None], ["b", ""]),
        ({"minLength": 1}, ["a", 0, []], [""]),
        ({"maxLength": 2}, ["听雨", 999, [1, 2, 3]], ["abc"]),
        ({"minItems": 1}, [[1], ""], [[]]),
        ({"maxItems": 1}, [[1], "ab"], [[1, 2]]),
        ({"minimum": 1}, [1, Decimal("1.0"), "0", True, False], [0, Decimal("0.999")]),
        ({"maximum": 1}, [1, Decimal("1.0"), "2"], [2, Decimal("1.001")]),
        ({"anyOf": [{"type": "string"}, {"const": 1}]}, ["x", 1], [2, None]),
        ({"not": {"required": ["A"]}}, [{}], [{"A": 1}, {"a": 1}, []]),
        ({"allOf": [{"type": "object"}, {"required": ["A"]}]}, [{"A": 1}], [{}, []]),
        (
            {"allOf": [{"sentence": "s.", "if": {"required": ["A"]}, "then": {"required": ["B"]}}]},
            [{}, {"A": 1, "B": 1}],
            [{"A": 1}],
        ),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_keyword(rules: dict[str, Any], passes: list[Any], fails: list[Any]) -> None:
    assert [value for value in passes if not holds(rules, value)] == []
    assert [value for value in fails if holds(rules, value)] == []


def test_a_keyword_that_is_not_known_is_an_error() -> None:
    with pytest.raises(KeyError, match="oneOf"):
        holds({"oneOf": []}, {})


class TestViolationsNameTheirPlace:
    TABLE: ClassVar[dict[str, Any]] = {
        "Order": {
            "required": ["Parcels"],
            "properties": {"Parcels": {"items": {"$ref": "Parcel"}}, "Note": {"maxLength": 2}},
        },
        "Parcel": {"required": ["Code"], "properties": {"Code": {"pattern": "^[0-9]+$"}}, "allOf": []},
    }

    def problems(self, value: Any) -> list[tuple[tuple[str | int, ...], str]]:
        return list(violations({"$ref": "Order"}, value, self.TABLE, ("order",)))

    def test_through_references_and_lists(self) -> None:
        assert self.problems({"parcels": [{"code": "1"}, {}, {"Code": "x"}], "Note": "abc"}) == [
            (("order", "parcels", 1, "Code"), "is required"),
            (("order", "parcels", 2, "Code"), "must match ^[0-9]+$"),
            (("order", "Note"), "must have at most 2 characters"),
        ]

    def test_null_satisfies_a_reference(self) -> None:
        assert self.problems(None) == []
        assert self.problems({"Parcels": None}) == []

    def test_a_condition_says_its_sentence(self) -> None:
        rules = {
            "allOf": [{"sentence": "A needs B.", "if": {"required": ["A"]}, "then": {"required": ["B"]}}]
        }
        assert list(violations(rules, {"A": 1}, {})) == [((), "A needs B")]


class TestUnknownMembers:
    RULES: ClassVar[dict[str, Any]] = {
        "properties": {"RefundReason": {"$ref": "Reason"}, "Items": {"items": {"$ref": "Reason"}}, "Free": {}}
    }
    TABLE: ClassVar[dict[str, Any]] = {"Reason": {"properties": {"Name": {}}}}

    def problems(self, value: Any) -> list[tuple[tuple[str | int, ...], str]]:
        return list(unknown_members(self.RULES, value, self.TABLE))

    def test_the_near_name_is_suggested(self) -> None:
        assert self.problems({"RefundReson": 1}) == [
            (("RefundReson",), "is not a member of the contract; did you mean RefundReason?")
        ]
        assert self.problems({"xyz": 1}) == [(("xyz",), "is not a member of the contract")]

    def test_another_case_is_known(self) -> None:
        assert self.problems({"refundreason": {"NAME": 1}}) == []

    def test_inside_references_and_lists(self) -> None:
        assert [path for path, _ in self.problems({"refundReason": {"x": 1}, "Items": [{}, {"y": 1}]})] == [
            ("refundReason", "x"),
            ("Items", 1, "y"),
        ]

    def test_a_free_member_takes_any(self) -> None:
        assert self.problems({"Free": {"x": {"y": 1}}}) == []


@pytest.mark.parametrize("tables", [globale, merchant, s2], ids=["globale", "merchant", "s2"])
def test_every_generated_rule_can_be_evaluated(tables: Any) -> None:
    for name, rules in tables.ASSERTIONS.items():
        for value in (
            {},
            [],
            "",
            None,
            0,
            {member: value for member in rules.get("properties", {}) for value in [{}]},
        ):
            list(violations(rules, value, tables.ASSERTIONS))
        assert list(violations({"$ref": name}, None, tables.ASSERTIONS)) == []
    for envelope in tables.ENVELOPES.values():
        assert holds(envelope["when"], {}) is False
        assert holds(envelope["when"], []) is False
