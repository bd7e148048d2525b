"""Three calls by httpx on the models that the stock datamodel-code-generator writes."""

from __future__ import annotations

import os
from collections.abc import Sequence

import httpx
import msgspec
from globale_models import (
    MerchantOrder,
    OrderDetailsFilter,
    OrderRefundDetails,
    OrderRefundReason,
    OrderStatusDetails,
    Parcel,
    Product,
    RefundProduct,
    ResponseInfo,
)
from pydantic import BaseModel, TypeAdapter

HEADERS = {"merchantGUID": os.environ["CONSUMER_GUID"], "Content-Type": "application/json"}
# The models hold exact decimals, which pydantic writes as strings and json not at all.
ENCODER = msgspec.json.Encoder(decimal_format="number")


def text(model: BaseModel) -> str:
    return ENCODER.encode(model.model_dump(by_alias=True, exclude_unset=True)).decode()


def texts(models: Sequence[BaseModel]) -> str:
    return f"[{','.join(map(text, models))}]"


with httpx.Client(base_url=os.environ["CONSUMER_URL"], headers=HEADERS) as client:
    status = OrderStatusDetails.model_validate(
        {"OrderId": "testID", "OrderStatus": {"OrderStatusCode": "DEL_12", "Name": "Delayed"}}
    )
    parcels = [Parcel(ParcelCode="12345-1"), Parcel(ParcelCode="12345-2")]
    response = client.post(
        "/Order/UpdateOrderDispatch",
        params={"orderStatus": text(status), "parcelsList": [text(parcel) for parcel in parcels]},
        content=texts([Product(ProductCode="1020872", DeliveryQuantity=1)]),
    )
    print("UpdateOrderDispatch", str(ResponseInfo.model_validate(response.json()).Success).lower())

    response = client.post(
        "/Order/GetOrdersDetails", content=text(OrderDetailsFilter(OrderIds=["GE123874638GB"]))
    )
    print("GetOrdersDetails", TypeAdapter(list[MerchantOrder]).validate_python(response.json())[0].OrderId)

    refund = OrderRefundDetails(
        OrderId="GE123874638GB",
        TotalRefundAmount=100,
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
