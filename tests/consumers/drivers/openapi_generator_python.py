"""Three calls by the client that openapi-generator writes for Python."""

from __future__ import annotations

import os

from openapi_client import (
    ApiClient,
    Configuration,
    DispatchApi,
    OrderDetailsFilter,
    Product,
    RefundProduct,
    RefundsApi,
    TrackingApi,
)

DISPATCHED = '{"OrderId":"testID","OrderStatus":{"OrderStatusCode":"DEL_12","Name":"Delayed"}}'
REFUNDED = (
    '{"OrderId":"GE123874638GB","TotalRefundAmount":100,"RefundComments":"",'
    '"RefundReason":{"OrderRefundReasonCode":"RETURN","Name":"RETURN"}}'
)


def piece(cart_item: str, amount: str) -> RefundProduct:
    return RefundProduct(CartItemId=cart_item, RefundQuantity="1", RefundAmount=amount)


with ApiClient(
    Configuration(host=os.environ["CONSUMER_URL"], api_key={"merchantGUID": os.environ["CONSUMER_GUID"]})
) as client:
    taken = DispatchApi(client).update_order_dispatch(
        DISPATCHED,
        [Product(ProductCode="1020872", DeliveryQuantity=1)],
        ['{"ParcelCode":"12345-1"}', '{"ParcelCode":"12345-2"}'],
    )
    print("UpdateOrderDispatch", str(taken.success).lower())
    orders = TrackingApi(client).get_orders_details(OrderDetailsFilter(OrderIds=["GE123874638GB"]))
    print("GetOrdersDetails", orders[0].order_id)
    paid = RefundsApi(client).create_order_refund(REFUNDED, [piece("134643", "42"), piece("134644", "58")])
    print("CreateOrderRefund", str(paid.success).lower())
