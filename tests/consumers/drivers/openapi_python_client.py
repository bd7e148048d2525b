"""Three calls by the client that the stock openapi-python-client writes."""

from __future__ import annotations

import os

from globale_client import AuthenticatedClient
from globale_client.api.dispatch import update_order_dispatch
from globale_client.api.refunds import create_order_refund
from globale_client.api.tracking import get_orders_details
from globale_client.models import OrderDetailsFilter, Product, RefundProduct, ResponseInfo

DISPATCHED = '{"OrderId":"testID","OrderStatus":{"OrderStatusCode":"DEL_12","Name":"Delayed"}}'
REFUNDED = (
    '{"OrderId":"GE123874638GB","TotalRefundAmount":100,"RefundComments":"",'
    '"RefundReason":{"OrderRefundReasonCode":"RETURN","Name":"RETURN"}}'
)


def piece(cart_item: str, amount: str) -> RefundProduct:
    return RefundProduct(cart_item_id=cart_item, refund_quantity="1", refund_amount=amount)


with AuthenticatedClient(
    base_url=os.environ["CONSUMER_URL"],
    token=os.environ["CONSUMER_GUID"],
    prefix="",
    auth_header_name="merchantGUID",
) as client:
    taken = update_order_dispatch.sync(
        client=client,
        body=[Product(product_code="1020872", delivery_quantity=1)],
        order_status=DISPATCHED,
        parcels_list=['{"ParcelCode":"12345-1"}', '{"ParcelCode":"12345-2"}'],
    )
    assert isinstance(taken, ResponseInfo)
    print("UpdateOrderDispatch", str(taken.success).lower())
    orders = get_orders_details.sync(client=client, body=OrderDetailsFilter(order_ids=["GE123874638GB"]))
    assert isinstance(orders, list)
    print("GetOrdersDetails", orders[0].order_id)
    paid = create_order_refund.sync(
        client=client, body=[piece("134643", "42"), piece("134644", "58")], order_refund=REFUNDED
    )
    assert isinstance(paid, ResponseInfo)
    print("CreateOrderRefund", str(paid.success).lower())
