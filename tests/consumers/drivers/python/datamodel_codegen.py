"""Three calls by httpx on the models that the stock datamodel-code-generator writes."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from decimal import Decimal

import httpx
import msgspec
from globale_models import (
    MerchantOrder,
    OrderDetailsFilter,
    OrderRefundDetails,
    OrderRefundReason,
    OrderStatus,
    OrderStatusDetails,
    Parcel,
    Product,
    RefundProduct,
    ResponseInfo,
)
from pydantic import BaseModel, ValidationError

HEADERS = {"merchantGUID": os.environ["CONSUMER_GUID"], "Content-Type": "application/json"}
# The models hold exact decimals, which pydantic writes as strings and json not at all.
ENCODER = msgspec.json.Encoder(decimal_format="number")


def text(model: BaseModel) -> str:
    return ENCODER.encode(model.model_dump(by_alias=True, exclude_unset=True)).decode()


def texts(models: Sequence[BaseModel]) -> str:
    return f"[{','.join(map(text, models))}]"


for schema in (OrderRefundDetails, OrderStatusDetails):
    try:
        schema.model_validate({"OrderIdd": 1})
    except ValidationError:
        continue
    raise SystemExit("nonsense was validated")

with httpx.Client(base_url=os.environ["CONSUMER_URL"], headers=HEADERS) as client:

    def details(order_id: str) -> MerchantOrder:
        response = client.post(
            "/Order/GetOrdersDetails", content=text(OrderDetailsFilter(OrderIds=[order_id]))
        )
        # json and pydantic read numbers as binary ones, unless they are told otherwise.
        [order] = json.loads(response.text, parse_float=Decimal)
        return MerchantOrder.model_validate(order)

    # A field with the name of its class has an alias, which the type checker does not know.
    status = OrderStatusDetails.model_validate(
        {"OrderId": "testID", "OrderStatus": OrderStatus(OrderStatusCode="DEL_12", Name="Delayed")}
    )
    parcels = [Parcel(ParcelCode="12345-1"), Parcel(ParcelCode="12345-2")]
    response = client.post(
        "/Order/UpdateOrderDispatch",
        params={"orderStatus": text(status), "parcelsList": [text(parcel) for parcel in parcels]},
        content=texts([Product(ProductCode="1020872", DeliveryQuantity=Decimal(1))]),
    )
    print("UpdateOrderDispatch", str(ResponseInfo.model_validate(response.json()).Success).lower())
    print("GetOrdersDetails", details("GE123874638GB").OrderId)

    refund = OrderRefundDetails(
        OrderId="GE123874638GB",
        TotalRefundAmount=Decimal(100),
        RefundReason=OrderRefundReason(OrderRefundReasonCode="RETURN", Name="RETURN"),
    )
    pieces = [
        RefundProduct(CartItemId=item, RefundQuantity="1", RefundAmount=amount)
        for item, amount in (("134643", "42"), ("134644", "58"))
    ]
    response = client.post(
        "/Order/CreateOrderRefund", params={"orderRefund": text(refund)}, content=texts(pieces)
    )
    print("CreateOrderRefund", str(ResponseInfo.model_validate(response.json()).Success).lower())

    international = details("EXACT1GB").InternationalDetails_1
    assert international is not None
    assert international.TotalPrice is not None
    total = international.TotalPrice.root
    print("Money", type(total).__name__, total)
