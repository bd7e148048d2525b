"""The methods of the clients as `with_raw_response` gives them: the same arguments, the response in full.

Invariant: no response raises, whatever it is; `RawResponse.parse()` raises what the method would have. A
request that got none raises `NoResponseError`, and a guard that does not send a refund raises as it always
does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from order_contract.http.raw_methods import to_async_raw, to_raw

if TYPE_CHECKING:
    from order_contract.globale.async_client import AsyncGlobalEClient
    from order_contract.globale.client import GlobalEClient


class GlobalERawMethods:
    """The methods of `GlobalEClient`, giving the response in full."""

    def __init__(self, client: GlobalEClient) -> None:
        self.create_order_refund = to_raw(client.create_order_refund)
        self.dispatch_consolidated_shipment = to_raw(client.dispatch_consolidated_shipment)
        self.dispatch_orders = to_raw(client.dispatch_orders)
        self.get_orders_details = to_raw(client.get_orders_details)
        self.get_shipping_documents = to_raw(client.get_shipping_documents)
        self.track_order = to_raw(client.track_order)
        self.update_order_dispatch = to_raw(client.update_order_dispatch)
        self.update_order_dispatch_v2 = to_raw(client.update_order_dispatch_v2)
        self.update_order_products = to_raw(client.update_order_products)
        self.update_order_status = to_raw(client.update_order_status)


class AsyncGlobalERawMethods:
    """The methods of `AsyncGlobalEClient`, giving the response in full."""

    def __init__(self, client: AsyncGlobalEClient) -> None:
        self.create_order_refund = to_async_raw(client.create_order_refund)
        self.dispatch_consolidated_shipment = to_async_raw(client.dispatch_consolidated_shipment)
        self.dispatch_orders = to_async_raw(client.dispatch_orders)
        self.get_orders_details = to_async_raw(client.get_orders_details)
        self.get_shipping_documents = to_async_raw(client.get_shipping_documents)
        self.track_order = to_async_raw(client.track_order)
        self.update_order_dispatch = to_async_raw(client.update_order_dispatch)
        self.update_order_dispatch_v2 = to_async_raw(client.update_order_dispatch_v2)
        self.update_order_products = to_async_raw(client.update_order_products)
        self.update_order_status = to_async_raw(client.update_order_status)
