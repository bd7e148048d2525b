"""What a validation refused: bounded, by its place, and in words that say what to pass."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from order_contract.errors import InvalidArgumentError, InvalidRequestError
from order_contract.globale import models as globale
from order_contract.wire.model import read_list
from order_contract.wire.problems import MAX_PROBLEMS, problems, worded_for_json
from tests.samples import Server


@pytest.mark.parametrize(
    ("member", "value", "sentence"),
    [
        ("TotalRefundAmount", 10.5, 'got the float 10.5; pass Decimal("10.5") or an int'),
        ("TotalRefundAmount", "10.5", "got a str; pass a Decimal or an int"),
        ("TotalRefundAmount", Decimal("NaN"), "got NaN; pass a finite number"),
        ("FullRefund", "true", "got a str; pass True or False"),
        ("ExternalReference", 5, "got an int; pass a str"),
        ("RefundReason", "late", "got a str; pass an OrderRefundReason or a mapping"),
        ("RefundReason", [], "got a list; pass an OrderRefundReason or a mapping"),
    ],
)
def test_a_wrong_argument_is_reported_alike_in_a_model_and_in_a_mapping(
    member: str, value: Any, sentence: str
) -> None:
    given = {"OrderId": "1", member: value}
    with pytest.raises(InvalidArgumentError) as built:
        globale.OrderRefundDetails(**given)
    with pytest.raises(InvalidRequestError) as sent:
        Server().call("create_order_refund", given)
    assert built.value.problems == [(member, sentence)]
    assert sent.value.problems == [(f"orderRefund.{member}", sentence)]
    assert isinstance(sent.value, InvalidArgumentError)


def test_json_that_the_reader_wrote_is_reported_in_words_of_json() -> None:
    given = {"OrderId": 5, "MetaDataUpdateType": "merg", "Products": "x"}
    with worded_for_json(), pytest.raises(InvalidRequestError) as sent:
        Server().call("update_order_products", given)
    assert sent.value.problems == [
        ("OrderId", "got the number 5; pass a string"),
        ("MetaDataUpdateType", "got another string; pass Merge"),
        ("Products", "got a string; pass an array"),
    ]
    with pytest.raises(InvalidRequestError, match="OrderIds is required; got OrderIdss, which is not known"):
        Server().call("get_orders_details", {"OrderIdss": ["GE1"]})
    with pytest.raises(InvalidRequestError, match="got an int; pass a str"):
        Server().call("update_order_products", given)


def test_of_json_that_came_it_is_reported_what_it_must_be() -> None:
    with pytest.raises(ValidationError) as refused:
        globale.MerchantOrder.model_validate({"OrderId": [], "StatusCode": "1", "Products": [{}, 5, 5]})
    assert problems(refused.value, reading=True) == [
        ("OrderId", "must be a string, not an array"),
        ("Products[1]", "must be an object, not a number"),
    ]


def test_the_first_wrong_item_of_a_list_is_enough() -> None:
    order = {"OrderId": "1", "StatusCode": "1", "Products": [1] * 300_000}
    with pytest.raises(ValidationError) as refused:
        globale.MerchantOrder.model_validate(order)
    assert refused.value.error_count() == 1


def test_a_long_list_of_problems_is_cut() -> None:
    with pytest.raises(InvalidArgumentError) as refused:
        globale.Product(**{field.alias or name: {} for name, field in globale.Product.model_fields.items()})
    assert len(refused.value.problems) == MAX_PROBLEMS + 1
    assert refused.value.problems[-1][0] == "other members"


class TestAList:
    def test_is_read_until_its_caller_ends_it(self) -> None:
        read = []

        def proceed() -> None:
            read.append(1)
            if len(read) > 3:
                raise TimeoutError

        with pytest.raises(TimeoutError):
            read_list(globale.ResponseInfo, [{"Success": True}] * 10, proceed=proceed)
        assert len(read) == 4

    def test_names_the_item_that_is_wrong(self) -> None:
        with pytest.raises(ValidationError) as refused:
            read_list(globale.ResponseInfo, [{"success": "true "}, {"Success": "yes"}])
        assert problems(refused.value) == [("[1].Success", "got a str; pass True or False")]
