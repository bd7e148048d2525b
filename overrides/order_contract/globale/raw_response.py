"""The methods of the clients as `with_raw_response` gives them: the same arguments, the response in full.

Invariant: no response raises, whatever it is; `RawResponse.parsed` raises what the method would have. A
request that got none raises `NoResponseError`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from typing import Protocol, TypeVar

from order_contract.globale.calls import Calls
from order_contract.http.attempt import RawResponse
from order_contract.http.call import Argument, Call
from order_contract_generated.globale.models import (
    GetOrdersManifestRequest,
    MerchantOrder,
    MerchantOrderTracking,
    OrderDetailsFilter,
    OrderDocumentsResponse,
    OrderRefundDetails,
    OrderStatusDetails,
    Parcel,
    Product,
    RefundProduct,
    ResponseInfo,
    UpdateOrderDispatchRequest,
    UpdateOrderProductsRequest,
)

T = TypeVar("T")


class _Send(Protocol):
    def __call__(self, call: Call[T], /) -> RawResponse[T]: ...


class _AsyncSend(Protocol):
    def __call__(self, call: Call[T], /) -> Awaitable[RawResponse[T]]: ...


class RawMethods:
    """The methods of `GlobalEClient`, giving the response in full."""

    def __init__(self, calls: Calls, send: _Send) -> None:
        self._calls = calls
        self._send = send

    def create_order_refund(
        self, order_refund: Argument[OrderRefundDetails], products: Iterable[Argument[RefundProduct]] = ()
    ) -> RawResponse[ResponseInfo]:
        """`create_order_refund`, with the response in full."""
        return self._send(self._calls.create_order_refund(order_refund, products))

    def dispatch_consolidated_shipment(
        self, request: Argument[GetOrdersManifestRequest]
    ) -> RawResponse[OrderDocumentsResponse]:
        """`dispatch_consolidated_shipment`, with the response in full."""
        return self._send(self._calls.dispatch_consolidated_shipment(request))

    def dispatch_orders(
        self, request: Argument[GetOrdersManifestRequest]
    ) -> RawResponse[OrderDocumentsResponse]:
        """`dispatch_orders`, with the response in full."""
        return self._send(self._calls.dispatch_orders(request))

    def get_orders_details(self, filter: Argument[OrderDetailsFilter]) -> RawResponse[list[MerchantOrder]]:  # noqa: A002  # the vendor's name
        """`get_orders_details`, with the response in full."""
        return self._send(self._calls.get_orders_details(filter))

    def get_shipping_documents(
        self, request: Argument[UpdateOrderDispatchRequest]
    ) -> RawResponse[OrderDocumentsResponse]:
        """`get_shipping_documents`, with the response in full."""
        return self._send(self._calls.get_shipping_documents(request))

    def track_order(self, order_id: str, email: str) -> RawResponse[MerchantOrderTracking]:
        """`track_order`, with the response in full."""
        return self._send(self._calls.track_order(order_id, email))

    def update_order_dispatch(
        self,
        products: Iterable[Argument[Product]],
        order_status: Argument[OrderStatusDetails],
        parcels: Iterable[Argument[Parcel]] = (),
    ) -> RawResponse[ResponseInfo]:
        """`update_order_dispatch`, with the response in full."""
        return self._send(self._calls.update_order_dispatch(products, order_status, parcels))

    def update_order_dispatch_v2(
        self, request: Argument[UpdateOrderDispatchRequest]
    ) -> RawResponse[ResponseInfo]:
        """`update_order_dispatch_v2`, with the response in full."""
        return self._send(self._calls.update_order_dispatch_v2(request))

    def update_order_products(
        self, request: Argument[UpdateOrderProductsRequest]
    ) -> RawResponse[ResponseInfo]:
        """`update_order_products`, with the response in full."""
        return self._send(self._calls.update_order_products(request))

    def update_order_status(self, order_status: Argument[OrderStatusDetails]) -> RawResponse[ResponseInfo]:
        """`update_order_status`, with the response in full."""
        return self._send(self._calls.update_order_status(order_status))


class AsyncRawMethods:
    """The methods of `AsyncGlobalEClient`, giving the response in full."""

    def __init__(self, calls: Calls, send: _AsyncSend) -> None:
        self._calls = calls
        self._send = send

    async def create_order_refund(
        self, order_refund: Argument[OrderRefundDetails], products: Iterable[Argument[RefundProduct]] = ()
    ) -> RawResponse[ResponseInfo]:
        """`create_order_refund`, with the response in full."""
        return await self._send(self._calls.create_order_refund(order_refund, products))

    async def dispatch_consolidated_shipment(
        self, request: Argument[GetOrdersManifestRequest]
    ) -> RawResponse[OrderDocumentsResponse]:
        """`dispatch_consolidated_shipment`, with the response in full."""
        return await self._send(self._calls.dispatch_consolidated_shipment(request))

    async def dispatch_orders(
        self, request: Argument[GetOrdersManifestRequest]
    ) -> RawResponse[OrderDocumentsResponse]:
        """`dispatch_orders`, with the response in full."""
        return await self._send(self._calls.dispatch_orders(request))

    async def get_orders_details(
        self,
        filter: Argument[OrderDetailsFilter],  # noqa: A002  # the vendor's name
    ) -> RawResponse[list[MerchantOrder]]:
        """`get_orders_details`, with the response in full."""
        return await self._send(self._calls.get_orders_details(filter))

    async def get_shipping_documents(
        self, request: Argument[UpdateOrderDispatchRequest]
    ) -> RawResponse[OrderDocumentsResponse]:
        """`get_shipping_documents`, with the response in full."""
        return await self._send(self._calls.get_shipping_documents(request))

    async def track_order(self, order_id: str, email: str) -> RawResponse[MerchantOrderTracking]:
        """`track_order`, with the response in full."""
        return await self._send(self._calls.track_order(order_id, email))

    async def update_order_dispatch(
        self,
        products: Iterable[Argument[Product]],
        order_status: Argument[OrderStatusDetails],
        parcels: Iterable[Argument[Parcel]] = (),
    ) -> RawResponse[ResponseInfo]:
        """`update_order_dispatch`, with the response in full."""
        return await self._send(self._calls.update_order_dispatch(products, order_status, parcels))

    async def update_order_dispatch_v2(
        self, request: Argument[UpdateOrderDispatchRequest]
    ) -> RawResponse[ResponseInfo]:
        """`update_order_dispatch_v2`, with the response in full."""
        return await self._send(self._calls.update_order_dispatch_v2(request))

    async def update_order_products(
        self, request: Argument[UpdateOrderProductsRequest]
    ) -> RawResponse[ResponseInfo]:
        """`update_order_products`, with the response in full."""
        return await self._send(self._calls.update_order_products(request))

    async def update_order_status(
        self, order_status: Argument[OrderStatusDetails]
    ) -> RawResponse[ResponseInfo]:
        """`update_order_status`, with the response in full."""
        return await self._send(self._calls.update_order_status(order_status))
