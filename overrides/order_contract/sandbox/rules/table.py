"""What each operation does, one module a topic.

A rule takes the transaction, the request and the settings, and returns the JSON value of the answer; it raises `Refusal` for what the documents
refuse, and the transaction is undone. A rule says where its source is: `003:17` is line 17 of the seed document 003.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from order_contract.sandbox.incoming import Incoming
from order_contract.sandbox.rules import callback, details, dispatch, documents, manifests, products, refunds, s2, status, tracking
from order_contract.sandbox.settings import Settings
from order_contract.sandbox.store import Transaction

Rule = Callable[[Transaction, Incoming, Settings], Any]

RULES: Final[Mapping[str, Rule]] = {
    "createOrderRefund": refunds.create,
    "dispatchConsolidatedShipment": manifests.consolidated,
    "dispatchOrders": manifests.orders,
    "getOrdersDetails": details.orders,
    "getShippingDocuments": documents.shipping,
    "trackOrder": tracking.track,
    "updateOrderDispatch": dispatch.legacy,
    "updateOrderDispatchV2": dispatch.report,
    "updateOrderProducts": products.update,
    "updateOrderStatus": status.update,
    "updateOrderStatusCallback": callback.receive,
    "updateOrder": s2.update,
}
"""By operationId."""
