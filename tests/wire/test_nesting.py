"""A model inside of somebody else's pydantic model or FastAPI response is written with exact JSON numbers."""

from __future__ import annotations

import asyncio
import json
import warnings
from collections.abc import MutableMapping
from decimal import Decimal
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter
from pydantic_core import PydanticSerializationError

from order_contract.globale import models as globale
from order_contract.wire import codec

REFUND = globale.RefundProduct(CartItemId="1", RefundQuantity=1, RefundAmount=Decimal("29.9000"))


class Basket(BaseModel):
    refund: globale.RefundProduct
    details: globale.OrderRefundDetails | None = None


def written(model: BaseModel) -> list[str]:
    """What pydantic writes, by itself and through plain values."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plain = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
        text = model.model_dump_json(by_alias=True, exclude_unset=True)
        return [text, json.dumps(plain, separators=(",", ":"))]


def fetched(app: FastAPI, path: str) -> str:
    """The body of a response, without a client's own reading of it."""
    body = b""

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        nonlocal body
        assert message.get("status", 200) == 200
        body += message.get("body", b"")

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
    asyncio.run(app(scope, receive, send))
    return body.decode()


def test_in_a_pydantic_model() -> None:
    for text in written(Basket(refund=REFUND)):
        assert text == '{"refund":{"CartItemId":"1","RefundQuantity":1,"RefundAmount":29.9}}'


def test_in_a_list() -> None:
    text = TypeAdapter(list[globale.RefundProduct]).dump_json([REFUND], by_alias=True, exclude_unset=True)
    assert text == b'[{"CartItemId":"1","RefundQuantity":1,"RefundAmount":29.9}]'


def test_with_unknown_members_and_odd_forms() -> None:
    raw = b'{"sku":7,"RefundQuantity":"1","CartItemId":1.50,"New":{"a":[1.10,30]}}'
    for text in written(Basket(refund=globale.RefundProduct.model_validate_json(raw))):
        assert text == '{"refund":{"sku":7,"RefundQuantity":"1","CartItemId":1.5,"New":{"a":[1.1,30]}}}'


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4))
def test_any_usual_amount_is_the_same_number(amount: Decimal) -> None:
    details = globale.OrderRefundDetails(OrderId="1", TotalRefundAmount=amount)
    for text in written(Basket(refund=REFUND, details=details)):
        assert codec.loads(text)["details"]["TotalRefundAmount"] == amount


def test_a_whole_amount_of_any_length() -> None:
    details = globale.OrderRefundDetails(OrderId="1", TotalRefundAmount=10**30)
    assert str(10**30) in written(Basket(refund=REFUND, details=details))[0]


def test_more_digits_than_pydantic_can_write_are_an_error_and_not_another_number() -> None:
    amount = Decimal("0.123456789012345678901234567890")
    basket = Basket(refund=REFUND, details=globale.OrderRefundDetails(OrderId="1", TotalRefundAmount=amount))
    with pytest.raises(PydanticSerializationError, match=r"order_contract\.wire\.codec\.dumps"):
        basket.model_dump_json()
    assert str(amount).encode() in codec.dumps(basket)


def test_in_a_fastapi_response() -> None:
    app = FastAPI()

    @app.get("/refund", response_model_exclude_unset=True)
    def refund() -> globale.RefundProduct:
        return REFUND

    @app.get("/basket", response_model=Basket, response_model_exclude_unset=True)
    def basket() -> Basket:
        return Basket(refund=REFUND)

    assert fetched(app, "/refund") == '{"CartItemId":"1","RefundQuantity":1,"RefundAmount":29.9}'
    assert fetched(app, "/basket") == ('{"refund":{"CartItemId":"1","RefundQuantity":1,"RefundAmount":29.9}}')
