"""The handler of each operation, by its operationId.

A rule takes the transaction, the request and the settings, and returns the JSON value of the response; it
raises `RefusalError` for what the documents refuse, and the transaction is undone. A rule says where its
source is: `003:17` is line 17 of the seed document 003.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from order_contract.sandbox.database import StateTransaction
from order_contract.sandbox.handlers import (
    callback,
    dispatch,
    get_orders_details,
    manifests,
    refunds,
    s2_update_order,
    shipping_documents,
    track_order,
    update_products,
    update_status,
)
from order_contract.sandbox.request import Incoming
from order_contract.sandbox.settings import Settings

Handler = Callable[[StateTransaction, Incoming, Settings], Any]

RULES: Final[Mapping[str, Handler]] = {
    "createOrderRefund": refunds.create,
    "dispatchConsolidatedShipment": manifests.consolidated,
    "dispatchOrders": manifests.orders,
    "getOrdersDetails": get_orders_details.orders,
    "getShippingDocuments": shipping_documents.shipping,
    "trackOrder": track_order.track,
    "updateOrderDispatch": dispatch.legacy,
    "updateOrderDispatchV2": dispatch.report,
    "updateOrderProducts": update_products.update,
    "updateOrderStatus": update_status.update,
    "updateOrderStatusCallback": callback.receive,
    "updateOrder": s2_update_order.update,
}
"""By operationId."""
