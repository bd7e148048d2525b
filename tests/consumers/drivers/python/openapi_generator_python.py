"""Three calls by the client that openapi-generator writes for Python; with an argument, a refund from that
JSON.
"""

from __future__ import annotations

import os
import sys

from openapi_client import (
    ApiClient,
    Configuration,
    DispatchApi,
    OrderDetailsFilter,
    OrderRefundDetails,
    OrderRefundReason,
    OrderStatus,
    OrderStatusDetails,
    Parcel,
    PrintedAmount,
    Product,
    RefundProduct,
    RefundsApi,
    TrackingApi,
)


def piece(cart_item: str, amount: str) -> RefundProduct:
    return RefundProduct(
        CartItemId=cart_item, RefundQuantity=PrintedAmount("1"), RefundAmount=PrintedAmount(amount)
    )


if len(sys.argv) > 1:
    print(OrderRefundDetails.from_json(sys.argv[1]))
    sys.exit()

with ApiClient(
    Configuration(host=os.environ["CONSUMER_URL"], api_key={"merchantGUID": os.environ["CONSUMER_GUID"]})
) as client:
    status = OrderStatusDetails(
        OrderId="testID", OrderStatus=OrderStatus(OrderStatusCode="DEL_12", Name="Delayed")
    )
    taken = DispatchApi(client).update_order_dispatch(
        status.to_json(),
        [Product(ProductCode="1020872", DeliveryQuantity=PrintedAmount("1"))],
        [Parcel(ParcelCode=code).to_json() for code in ("12345-1", "12345-2")],
    )
    print("UpdateOrderDispatch", str(taken.success).lower())

    tracking = TrackingApi(client)
    orders = tracking.get_orders_details(OrderDetailsFilter(OrderIds=["GE123874638GB"]))
    print("GetOrdersDetails", orders[0].order_id)

    refund = OrderRefundDetails(
        OrderId="GE123874638GB",
        TotalRefundAmount=100,
        RefundReason=OrderRefundReason(OrderRefundReasonCode="RETURN", Name="RETURN"),
    )
    paid = RefundsApi(client).create_order_refund(
        refund.to_json(), [piece("134643", "42"), piece("134644", "58")]
    )
    print("CreateOrderRefund", str(paid.success).lower())

    [order] = tracking.get_orders_details(OrderDetailsFilter(OrderIds=["EXACT1GB"]))
    total = order.international_details.total_price
    print("Money", type(total).__name__, format(total, "f"))
