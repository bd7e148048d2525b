"""Three calls by the client that the stock openapi-python-client writes."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, Protocol

from globale_client import AuthenticatedClient
from globale_client.api.dispatch import update_order_dispatch
from globale_client.api.refunds import create_order_refund
from globale_client.api.tracking import get_orders_details
from globale_client.models import (
    InternationalDetails,
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


class Model(Protocol):
    def to_dict(self) -> Mapping[str, Any]: ...


def query_json(model: Model) -> str:
    return json.dumps(model.to_dict(), separators=(",", ":"))


def piece(cart_item: str, amount: str) -> RefundProduct:
    return RefundProduct(cart_item_id=cart_item, refund_quantity="1", refund_amount=amount)


def details(client: AuthenticatedClient, order_id: str) -> MerchantOrder:
    orders = get_orders_details.sync(client=client, body=OrderDetailsFilter(order_ids=[order_id]))
    assert isinstance(orders, list)
    return orders[0]


with AuthenticatedClient(
    base_url=os.environ["CONSUMER_URL"],
    token=os.environ["CONSUMER_GUID"],
    prefix="",
    auth_header_name="merchantGUID",
) as client:
    status = OrderStatusDetails(
        order_id="testID", order_status=OrderStatus(order_status_code="DEL_12", name="Delayed")
    )
    taken = update_order_dispatch.sync(
        client=client,
        body=[Product(product_code="1020872", delivery_quantity="1")],
        order_status=query_json(status),
        parcels_list=[query_json(Parcel(parcel_code=code)) for code in ("12345-1", "12345-2")],
    )
    assert isinstance(taken, ResponseInfo)
    print("UpdateOrderDispatch", str(taken.success).lower())
    print("GetOrdersDetails", details(client, "GE123874638GB").order_id)

    refund = OrderRefundDetails(
        order_id="GE123874638GB",
        total_refund_amount=100,
        refund_reason=OrderRefundReason(order_refund_reason_code="RETURN", name="RETURN"),
    )
    paid = create_order_refund.sync(
        client=client,
        body=[piece("134643", "42"), piece("134644", "58")],
        order_refund=query_json(refund),
    )
    assert isinstance(paid, ResponseInfo)
    print("CreateOrderRefund", str(paid.success).lower())

    international = details(client, "EXACT1GB").international_details
    assert isinstance(international, InternationalDetails)
    total = international.total_price
    assert isinstance(total, float)
    print("Money", type(total).__name__, format(total, "f"))
