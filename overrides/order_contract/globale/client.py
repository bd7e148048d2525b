"""Clients for Global-e's ten Order methods, synchronous and asynchronous, with the same methods.

Every model argument also takes a mapping in wire names. A problem with an argument raises `InvalidRequest` before anything is sent; every
other failure is an `ApiError` or `NoAnswer` of `order_contract.errors`. Nothing is retried: a refund that was sent twice is paid twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Self

import httpx
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

from order_contract.errors import InvalidRequest
from order_contract.exchange import DEFAULT_TIMEOUT, Argument, Credentials, async_exchange, exchange, secret_problems, sender
from order_contract.globale._calls import Calls


class _Client:
    """What both clients are built from."""

    def __init__(
        self,
        base_url: str,
        merchant_guid: str,
        *,
        timeout: httpx.Timeout | float | None = DEFAULT_TIMEOUT,
        guid_in_header: bool = False,
        allow_unknown: bool = False,
    ) -> None:
        if wrong := secret_problems(merchant_guid=merchant_guid):
            raise InvalidRequest("the client", wrong)
        guid = (("merchantGUID", merchant_guid),)
        credentials = Credentials(headers={"MerchantGUID": merchant_guid}) if guid_in_header else Credentials(query=guid)
        self._sender = sender(base_url, credentials, timeout)
        self._calls = Calls(allow_unknown=allow_unknown)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._sender.shown!r}, merchant_guid=***)"


class GlobalEClient(_Client):
    """Global-e's Order methods.

    :param base_url: the server without a path, such as `https://connect.bglobale.com`.
    :param merchant_guid: the merchant's secret; goes into the query string.
    :param http_client: an `httpx.Client` of yours, for proxies, TLS, limits or a `MockTransport`; it stays open when this client is closed.
    :param timeout: seconds, or an `httpx.Timeout`; None waits for ever.
    :param guid_in_header: send the secret as the header `MerchantGUID` instead, for accounts set up so.
    :param allow_unknown: send members that the contract does not name; otherwise they raise `InvalidRequest`, as a misspelt name would be
        lost in silence.
    """

    def __init__(
        self,
        base_url: str,
        merchant_guid: str,
        *,
        http_client: httpx.Client | None = None,
        timeout: httpx.Timeout | float | None = DEFAULT_TIMEOUT,
        guid_in_header: bool = False,
        allow_unknown: bool = False,
    ) -> None:
        super().__init__(base_url, merchant_guid, timeout=timeout, guid_in_header=guid_in_header, allow_unknown=allow_unknown)
        self._owned = http_client is None
        self._http = http_client or httpx.Client()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that this client opened. Doing it twice does nothing."""
        if self._owned:
            self._http.close()

    def create_order_refund(self, order_refund: Argument[OrderRefundDetails], products: Iterable[Argument[RefundProduct]] = ()) -> ResponseInfo:
        """Refund an order, whole or in part (`CreateOrderRefund`, 003:2).

        :param order_refund: the header; amounts are exact decimals in the customer's currency, `Original…` ones in the merchant's.
        :param products: the products to refund; must be empty for a full refund.
        :raises RefundExceedsRemainder: 1002; `AlreadyRefunded`, `InvalidQuantity`, `NoRefundComponent`, `CartItemUnknown` and
            `QuantityExceeded` for the other codes.
        """
        return exchange(self._http, self._sender, self._calls.create_order_refund(order_refund, products))

    def dispatch_consolidated_shipment(self, request: Argument[GetOrdersManifestRequest]) -> OrderDocumentsResponse:
        """Dispatch several orders as one shipment (`DispatchConsolidatedShipment`, 003:74).

        :param request: the orders, and the number of outer boxes.
        :returns: manifests as base64 in `shipper_manifests`.
        """
        return exchange(self._http, self._sender, self._calls.dispatch_consolidated_shipment(request))

    def dispatch_orders(self, request: Argument[GetOrdersManifestRequest]) -> OrderDocumentsResponse:
        """Dispatch orders and fetch their manifests (`DispatchOrders`, 003:90).

        :param request: the orders; with a hub code, only what was sent from that hub is dispatched.
        :returns: manifests as base64 in `shipper_manifests`.
        """
        return exchange(self._http, self._sender, self._calls.dispatch_orders(request))

    def get_orders_details(self, filter: Argument[OrderDetailsFilter]) -> list[MerchantOrder]:  # noqa: A002  # the vendor's name
        """Fetch orders with all their details (`GetOrdersDetails`, 003:109). Changes nothing.

        :param filter: the ids of the orders.
        """
        return exchange(self._http, self._sender, self._calls.get_orders_details(filter))

    def get_shipping_documents(self, request: Argument[UpdateOrderDispatchRequest]) -> OrderDocumentsResponse:
        """Fetch shipping documents (`GetShippingDocuments`, 003:125).

        With empty parcels and exceptions and no hub code the existing documents are returned; otherwise the order is dispatched as by
        `update_order_dispatch_v2` first.

        :param request: the order, its parcels and exceptions.
        :returns: labels and invoices as base64 in `documents`.
        """
        return exchange(self._http, self._sender, self._calls.get_shipping_documents(request))

    def track_order(self, order_id: str, email: str) -> MerchantOrderTracking:
        """Where an order is (`TrackOrder`, 003:162). Changes nothing.

        :param order_id: the order's id.
        :param email: the address of the customer who placed it; id and address must belong together.
        """
        return exchange(self._http, self._sender, self._calls.track_order(order_id, email))

    def update_order_dispatch(
        self,
        products: Iterable[Argument[Product]],
        order_status: Argument[OrderStatusDetails],
        parcels: Iterable[Argument[Parcel]] = (),
    ) -> ResponseInfo:
        """Report status and delivered quantities; the vendor calls this method legacy (`UpdateOrderDispatch`, 001:5, 003:181).

        :param products: the products with their delivery quantities, sent as the body.
        :param order_status: the new status, sent as JSON in the query string.
        :param parcels: the parcels, each sent as one more `parcelsList` in the query string.
        """
        return exchange(self._http, self._sender, self._calls.update_order_dispatch(products, order_status, parcels))

    def update_order_dispatch_v2(self, request: Argument[UpdateOrderDispatchRequest]) -> ResponseInfo:
        """Report what was dispatched and what will not be (`UpdateOrderDispatchV2`, 000:5, 003:207).

        :param request: the order, its parcels with products, and exceptions.
        """
        return exchange(self._http, self._sender, self._calls.update_order_dispatch_v2(request))

    def update_order_products(self, request: Argument[UpdateOrderProductsRequest]) -> ResponseInfo:
        """Merge attributes and countries of origin into an order's products (`UpdateOrderProducts`, 003:224).

        :param request: the order and its products; attributes are added or updated, never removed.
        :raises OrderUnknown: D001, and `CartItemUnknown`, `ProductUnknown`, `CountryInvalid`, `EmptyMetaDataValue` for D002 to D005.
        """
        return exchange(self._http, self._sender, self._calls.update_order_products(request))

    def update_order_status(self, order_status: Argument[OrderStatusDetails]) -> ResponseInfo:
        """Report a new status (`UpdateOrderStatus`, 003:295). A cancellation must carry a reason, which the customer is told.

        :param order_status: the new status, sent as JSON in the query string.
        """
        return exchange(self._http, self._sender, self._calls.update_order_status(order_status))


class AsyncGlobalEClient(_Client):
    """Global-e's Order methods without blocking; the parameters are those of `GlobalEClient`, with an `httpx.AsyncClient`."""

    def __init__(
        self,
        base_url: str,
        merchant_guid: str,
        *,
        http_client: httpx.AsyncClient | None = None,
        timeout: httpx.Timeout | float | None = DEFAULT_TIMEOUT,
        guid_in_header: bool = False,
        allow_unknown: bool = False,
    ) -> None:
        super().__init__(base_url, merchant_guid, timeout=timeout, guid_in_header=guid_in_header, allow_unknown=allow_unknown)
        self._owned = http_client is None
        self._http = http_client or httpx.AsyncClient()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections that this client opened. Doing it twice does nothing."""
        if self._owned:
            await self._http.aclose()

    async def create_order_refund(self, order_refund: Argument[OrderRefundDetails], products: Iterable[Argument[RefundProduct]] = ()) -> ResponseInfo:
        """Refund an order, whole or in part (`CreateOrderRefund`, 003:2).

        :param order_refund: the header; amounts are exact decimals in the customer's currency, `Original…` ones in the merchant's.
        :param products: the products to refund; must be empty for a full refund.
        :raises RefundExceedsRemainder: 1002; `AlreadyRefunded`, `InvalidQuantity`, `NoRefundComponent`, `CartItemUnknown` and
            `QuantityExceeded` for the other codes.
        """
        return await async_exchange(self._http, self._sender, self._calls.create_order_refund(order_refund, products))

    async def dispatch_consolidated_shipment(self, request: Argument[GetOrdersManifestRequest]) -> OrderDocumentsResponse:
        """Dispatch several orders as one shipment (`DispatchConsolidatedShipment`, 003:74).

        :param request: the orders, and the number of outer boxes.
        :returns: manifests as base64 in `shipper_manifests`.
        """
        return await async_exchange(self._http, self._sender, self._calls.dispatch_consolidated_shipment(request))

    async def dispatch_orders(self, request: Argument[GetOrdersManifestRequest]) -> OrderDocumentsResponse:
        """Dispatch orders and fetch their manifests (`DispatchOrders`, 003:90).

        :param request: the orders; with a hub code, only what was sent from that hub is dispatched.
        :returns: manifests as base64 in `shipper_manifests`.
        """
        return await async_exchange(self._http, self._sender, self._calls.dispatch_orders(request))

    async def get_orders_details(self, filter: Argument[OrderDetailsFilter]) -> list[MerchantOrder]:  # noqa: A002  # the vendor's name
        """Fetch orders with all their details (`GetOrdersDetails`, 003:109). Changes nothing.

        :param filter: the ids of the orders.
        """
        return await async_exchange(self._http, self._sender, self._calls.get_orders_details(filter))

    async def get_shipping_documents(self, request: Argument[UpdateOrderDispatchRequest]) -> OrderDocumentsResponse:
        """Fetch shipping documents (`GetShippingDocuments`, 003:125).

        With empty parcels and exceptions and no hub code the existing documents are returned; otherwise the order is dispatched as by
        `update_order_dispatch_v2` first.

        :param request: the order, its parcels and exceptions.
        :returns: labels and invoices as base64 in `documents`.
        """
        return await async_exchange(self._http, self._sender, self._calls.get_shipping_documents(request))

    async def track_order(self, order_id: str, email: str) -> MerchantOrderTracking:
        """Where an order is (`TrackOrder`, 003:162). Changes nothing.

        :param order_id: the order's id.
        :param email: the address of the customer who placed it; id and address must belong together.
        """
        return await async_exchange(self._http, self._sender, self._calls.track_order(order_id, email))

    async def update_order_dispatch(
        self,
        products: Iterable[Argument[Product]],
        order_status: Argument[OrderStatusDetails],
        parcels: Iterable[Argument[Parcel]] = (),
    ) -> ResponseInfo:
        """Report status and delivered quantities; the vendor calls this method legacy (`UpdateOrderDispatch`, 001:5, 003:181).

        :param products: the products with their delivery quantities, sent as the body.
        :param order_status: the new status, sent as JSON in the query string.
        :param parcels: the parcels, each sent as one more `parcelsList` in the query string.
        """
        return await async_exchange(self._http, self._sender, self._calls.update_order_dispatch(products, order_status, parcels))

    async def update_order_dispatch_v2(self, request: Argument[UpdateOrderDispatchRequest]) -> ResponseInfo:
        """Report what was dispatched and what will not be (`UpdateOrderDispatchV2`, 000:5, 003:207).

        :param request: the order, its parcels with products, and exceptions.
        """
        return await async_exchange(self._http, self._sender, self._calls.update_order_dispatch_v2(request))

    async def update_order_products(self, request: Argument[UpdateOrderProductsRequest]) -> ResponseInfo:
        """Merge attributes and countries of origin into an order's products (`UpdateOrderProducts`, 003:224).

        :param request: the order and its products; attributes are added or updated, never removed.
        :raises OrderUnknown: D001, and `CartItemUnknown`, `ProductUnknown`, `CountryInvalid`, `EmptyMetaDataValue` for D002 to D005.
        """
        return await async_exchange(self._http, self._sender, self._calls.update_order_products(request))

    async def update_order_status(self, order_status: Argument[OrderStatusDetails]) -> ResponseInfo:
        """Report a new status (`UpdateOrderStatus`, 003:295). A cancellation must carry a reason, which the customer is told.

        :param order_status: the new status, sent as JSON in the query string.
        """
        return await async_exchange(self._http, self._sender, self._calls.update_order_status(order_status))
