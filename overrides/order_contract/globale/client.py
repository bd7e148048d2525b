"""Clients for Global-e's ten Order methods, synchronous and asynchronous, with the same methods.

Every model argument also takes a mapping in wire names. A problem with an argument raises
`InvalidRequestError` before anything is sent; every other failure is an `ApiError` or `NoResponseError` of
`order_contract.errors`. Invariant: a request that may have been delivered is sent again only when the
contract calls it repeatable: a refund that was sent twice is paid twice. Importing this module loads no model
and no table; building a client does.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING

import httpx

from order_contract.errors import InvalidRequestError
from order_contract.http.attempt import Credentials, Event, Sender, sender
from order_contract.http.client import AsyncClient, AsyncTokens, SyncClient, Tokens, rest
from order_contract.http.log_redaction import secret_problems
from order_contract.retries import DEFAULT_TIMEOUT, Retries

if TYPE_CHECKING:
    from order_contract.globale.calls import Calls
    from order_contract.globale.raw_response import AsyncRawMethods, RawMethods
    from order_contract.http.call import Argument
    from order_contract.refunds import RefundGuard
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


def _sender(
    base_url: str,
    merchant_guid: str,
    guid_in_header: bool,
    timeout: httpx.Timeout | float | None,
    retries: Retries | None,
    max_response_bytes: int | None,
    on_event: Callable[[Event], object] | None,
) -> Sender:
    if wrong := secret_problems(merchant_guid=merchant_guid):
        raise InvalidRequestError("the client", wrong)
    credentials = (
        Credentials(headers={"MerchantGUID": merchant_guid})
        if guid_in_header
        else Credentials(query=(("merchantGUID", merchant_guid),))
    )
    return sender(
        base_url,
        credentials,
        timeout,
        retries=retries,
        max_response_bytes=max_response_bytes,
        on_event=on_event,
    )


def _calls(allow_unknown: bool) -> Calls:
    from order_contract.globale.calls import Calls

    return Calls(allow_unknown=allow_unknown)


class GlobalEClient(SyncClient):
    """Global-e's Order methods. One client may be shared by threads.

    :param base_url: the server without a path, such as `https://connect.bglobale.com`.
    :param merchant_guid: the merchant's secret; goes into the query string.
    :param http_client: an `httpx.Client` of yours, for proxies, TLS, limits, HTTP/2 or a `MockTransport`; it
        stays open when this client is closed.
    :param timeout: seconds that each phase of an attempt may take, or an `httpx.Timeout`; None leaves it to
        the deadline of `retries`.
    :param retries: how often and how long a call is tried where that is safe; its deadline, 90 seconds,
        bounds every call.
    :param max_response_bytes: unpacked bytes of a response that are taken in, 32 MiB if not given; more is
        `ResponseTooLargeError`.
    :param on_event: called with an `Event` for each request, answer, failure and pause, for metrics; what it
        raises is logged and ignored.
    :param tokens: a `TokenProvider` of `order_contract.globale.jwt`, for accounts that use JWT.
    :param sleep: waits between two attempts.
    :param guid_in_header: send the secret as the header `MerchantGUID` instead, for accounts set up so.
    :param allow_unknown: send members that the contract does not name; otherwise they raise
        `InvalidRequestError`, as a misspelt name would be lost in silence.
    """

    _role = "globale"

    def __init__(
        self,
        base_url: str,
        merchant_guid: str,
        *,
        http_client: httpx.Client | None = None,
        timeout: httpx.Timeout | float | None = DEFAULT_TIMEOUT,
        retries: Retries | None = None,
        max_response_bytes: int | None = None,
        on_event: Callable[[Event], object] | None = None,
        tokens: Tokens | None = None,
        sleep: Callable[[float], object] = time.sleep,
        guid_in_header: bool = False,
        allow_unknown: bool = False,
    ) -> None:
        super().__init__(
            _sender(base_url, merchant_guid, guid_in_header, timeout, retries, max_response_bytes, on_event),
            http_client,
            sleep,
            tokens,
        )
        self._calls = _calls(allow_unknown)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._sender.shown!r}, merchant_guid=***)"

    @property
    def with_raw_response(self) -> RawMethods:
        """The same methods, giving a `RawResponse`: status, headers, bytes, seconds, attempts, and `parsed`,
        which raises what the method would.
        """
        from order_contract.globale.raw_response import RawMethods

        return RawMethods(self._calls, self._send)

    def create_order_refund(
        self,
        order_refund: Argument[OrderRefundDetails],
        products: Iterable[Argument[RefundProduct]] = (),
        *,
        guard: RefundGuard | None = None,
    ) -> ResponseInfo:
        """Refund an order, whole or in part (`CreateOrderRefund`, 003:2).

        :param order_refund: the header; amounts are exact decimals in the customer's currency, `Original…`
            ones in the merchant's.
        :param products: the products to refund; must be empty for a full refund.
        :param guard: asks for the order first, keeps a ledger, and sends nothing above what remains or after
            a refund of unknown outcome.
        :raises RefundBlockedError: of `order_contract.refunds`; the guard kept it back, nothing was sent.
        :raises RefundExceedsRemainderError: 1002; `AlreadyRefundedError`, `InvalidQuantityError`,
            `NoRefundComponentError`, `CartItemUnknownError` and `QuantityExceededError` for the other codes.
        :raises OutcomeUnknownError: the refund may have been made; look before you repeat it.
        """
        call = self._calls.create_order_refund(order_refund, products)
        if guard is not None:
            return guard.create(call, self.get_orders_details, self._send)
        return self._send(call).parsed

    def dispatch_consolidated_shipment(
        self, request: Argument[GetOrdersManifestRequest]
    ) -> OrderDocumentsResponse:
        """Dispatch several orders as one shipment (`DispatchConsolidatedShipment`, 003:74).

        :param request: the orders, and the number of outer boxes.
        :returns: manifests as base64 in `shipper_manifests`.
        """
        return self._send(self._calls.dispatch_consolidated_shipment(request)).parsed

    def dispatch_orders(self, request: Argument[GetOrdersManifestRequest]) -> OrderDocumentsResponse:
        """Dispatch orders and fetch their manifests (`DispatchOrders`, 003:90).

        :param request: the orders; with a hub code, only what was sent from that hub is dispatched.
        :returns: manifests as base64 in `shipper_manifests`.
        """
        return self._send(self._calls.dispatch_orders(request)).parsed

    def get_orders_details(self, filter: Argument[OrderDetailsFilter]) -> list[MerchantOrder]:  # noqa: A002  # the vendor's name
        """Fetch orders with all their details (`GetOrdersDetails`, 003:109). Changes nothing.

        :param filter: the ids of the orders.
        """
        return self._send(self._calls.get_orders_details(filter)).parsed

    def get_shipping_documents(self, request: Argument[UpdateOrderDispatchRequest]) -> OrderDocumentsResponse:
        """Fetch shipping documents (`GetShippingDocuments`, 003:125).

        With empty parcels and exceptions and no hub code the existing documents are returned; otherwise the
        order is dispatched as by `update_order_dispatch_v2` first.

        :param request: the order, its parcels and exceptions.
        :returns: labels and invoices as base64 in `documents`.
        """
        return self._send(self._calls.get_shipping_documents(request)).parsed

    def track_order(self, order_id: str, email: str) -> MerchantOrderTracking:
        """Where an order is (`TrackOrder`, 003:162). Changes nothing.

        :param order_id: the order's id.
        :param email: the address of the customer who placed it; id and address must belong together.
        """
        return self._send(self._calls.track_order(order_id, email)).parsed

    def update_order_dispatch(
        self,
        products: Iterable[Argument[Product]],
        order_status: Argument[OrderStatusDetails],
        parcels: Iterable[Argument[Parcel]] = (),
    ) -> ResponseInfo:
        """Report status and delivered quantities; the vendor calls this method legacy (`UpdateOrderDispatch`,
        001:5, 003:181).

        :param products: the products with their delivery quantities, sent as the body.
        :param order_status: the new status, sent as JSON in the query string.
        :param parcels: the parcels, each sent as one more `parcelsList` in the query string.
        """
        return self._send(self._calls.update_order_dispatch(products, order_status, parcels)).parsed

    def update_order_dispatch_v2(self, request: Argument[UpdateOrderDispatchRequest]) -> ResponseInfo:
        """Report what was dispatched and what will not be (`UpdateOrderDispatchV2`, 000:5, 003:207).

        :param request: the order, its parcels with products, and exceptions.
        """
        return self._send(self._calls.update_order_dispatch_v2(request)).parsed

    def update_order_products(self, request: Argument[UpdateOrderProductsRequest]) -> ResponseInfo:
        """Merge attributes and countries of origin into an order's products (`UpdateOrderProducts`, 003:224).

        :param request: the order and its products; attributes are added or updated, never removed.
        :raises OrderUnknownError: D001, and `CartItemUnknownError`, `ProductUnknownError`,
            `InvalidCountryError`, `EmptyMetaDataValueError` for D002 to D005.
        """
        return self._send(self._calls.update_order_products(request)).parsed

    def update_order_status(self, order_status: Argument[OrderStatusDetails]) -> ResponseInfo:
        """Report a new status (`UpdateOrderStatus`, 003:295). A cancellation must carry a reason, which the
        customer is told.

        :param order_status: the new status, sent as JSON in the query string.
        """
        return self._send(self._calls.update_order_status(order_status)).parsed


class AsyncGlobalEClient(AsyncClient):
    """Global-e's Order methods without blocking; the parameters are those of `GlobalEClient`, with an
    `httpx.AsyncClient`, an `AsyncTokenProvider` and a `sleep` to await. One client may be shared by tasks.
    """

    _role = "globale"

    def __init__(
        self,
        base_url: str,
        merchant_guid: str,
        *,
        http_client: httpx.AsyncClient | None = None,
        timeout: httpx.Timeout | float | None = DEFAULT_TIMEOUT,
        retries: Retries | None = None,
        max_response_bytes: int | None = None,
        on_event: Callable[[Event], object] | None = None,
        tokens: AsyncTokens | None = None,
        sleep: Callable[[float], Awaitable[object]] = rest,
        guid_in_header: bool = False,
        allow_unknown: bool = False,
    ) -> None:
        super().__init__(
            _sender(base_url, merchant_guid, guid_in_header, timeout, retries, max_response_bytes, on_event),
            http_client,
            sleep,
            tokens,
        )
        self._calls = _calls(allow_unknown)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._sender.shown!r}, merchant_guid=***)"

    @property
    def with_raw_response(self) -> AsyncRawMethods:
        """The same methods, giving a `RawResponse`: status, headers, bytes, seconds, attempts, and `parsed`,
        which raises what the method would.
        """
        from order_contract.globale.raw_response import AsyncRawMethods

        return AsyncRawMethods(self._calls, self._send)

    async def create_order_refund(
        self,
        order_refund: Argument[OrderRefundDetails],
        products: Iterable[Argument[RefundProduct]] = (),
        *,
        guard: RefundGuard | None = None,
    ) -> ResponseInfo:
        """Refund an order, whole or in part (`CreateOrderRefund`, 003:2).

        :param order_refund: the header; amounts are exact decimals in the customer's currency, `Original…`
            ones in the merchant's.
        :param products: the products to refund; must be empty for a full refund.
        :param guard: asks for the order first, keeps a ledger, and sends nothing above what remains or after
            a refund of unknown outcome.
        :raises RefundBlockedError: of `order_contract.refunds`; the guard kept it back, nothing was sent.
        :raises RefundExceedsRemainderError: 1002; `AlreadyRefundedError`, `InvalidQuantityError`,
            `NoRefundComponentError`, `CartItemUnknownError` and `QuantityExceededError` for the other codes.
        :raises OutcomeUnknownError: the refund may have been made; look before you repeat it.
        """
        call = self._calls.create_order_refund(order_refund, products)
        if guard is not None:
            return await guard.acreate(call, self.get_orders_details, self._send)
        return (await self._send(call)).parsed

    async def dispatch_consolidated_shipment(
        self, request: Argument[GetOrdersManifestRequest]
    ) -> OrderDocumentsResponse:
        """Dispatch several orders as one shipment (`DispatchConsolidatedShipment`, 003:74).

        :param request: the orders, and the number of outer boxes.
        :returns: manifests as base64 in `shipper_manifests`.
        """
        return (await self._send(self._calls.dispatch_consolidated_shipment(request))).parsed

    async def dispatch_orders(self, request: Argument[GetOrdersManifestRequest]) -> OrderDocumentsResponse:
        """Dispatch orders and fetch their manifests (`DispatchOrders`, 003:90).

        :param request: the orders; with a hub code, only what was sent from that hub is dispatched.
        :returns: manifests as base64 in `shipper_manifests`.
        """
        return (await self._send(self._calls.dispatch_orders(request))).parsed

    async def get_orders_details(self, filter: Argument[OrderDetailsFilter]) -> list[MerchantOrder]:  # noqa: A002  # the vendor's name
        """Fetch orders with all their details (`GetOrdersDetails`, 003:109). Changes nothing.

        :param filter: the ids of the orders.
        """
        return (await self._send(self._calls.get_orders_details(filter))).parsed

    async def get_shipping_documents(
        self, request: Argument[UpdateOrderDispatchRequest]
    ) -> OrderDocumentsResponse:
        """Fetch shipping documents (`GetShippingDocuments`, 003:125).

        With empty parcels and exceptions and no hub code the existing documents are returned; otherwise the
        order is dispatched as by `update_order_dispatch_v2` first.

        :param request: the order, its parcels and exceptions.
        :returns: labels and invoices as base64 in `documents`.
        """
        return (await self._send(self._calls.get_shipping_documents(request))).parsed

    async def track_order(self, order_id: str, email: str) -> MerchantOrderTracking:
        """Where an order is (`TrackOrder`, 003:162). Changes nothing.

        :param order_id: the order's id.
        :param email: the address of the customer who placed it; id and address must belong together.
        """
        return (await self._send(self._calls.track_order(order_id, email))).parsed

    async def update_order_dispatch(
        self,
        products: Iterable[Argument[Product]],
        order_status: Argument[OrderStatusDetails],
        parcels: Iterable[Argument[Parcel]] = (),
    ) -> ResponseInfo:
        """Report status and delivered quantities; the vendor calls this method legacy (`UpdateOrderDispatch`,
        001:5, 003:181).

        :param products: the products with their delivery quantities, sent as the body.
        :param order_status: the new status, sent as JSON in the query string.
        :param parcels: the parcels, each sent as one more `parcelsList` in the query string.
        """
        return (await self._send(self._calls.update_order_dispatch(products, order_status, parcels))).parsed

    async def update_order_dispatch_v2(self, request: Argument[UpdateOrderDispatchRequest]) -> ResponseInfo:
        """Report what was dispatched and what will not be (`UpdateOrderDispatchV2`, 000:5, 003:207).

        :param request: the order, its parcels with products, and exceptions.
        """
        return (await self._send(self._calls.update_order_dispatch_v2(request))).parsed

    async def update_order_products(self, request: Argument[UpdateOrderProductsRequest]) -> ResponseInfo:
        """Merge attributes and countries of origin into an order's products (`UpdateOrderProducts`, 003:224).

        :param request: the order and its products; attributes are added or updated, never removed.
        :raises OrderUnknownError: D001, and `CartItemUnknownError`, `ProductUnknownError`,
            `InvalidCountryError`, `EmptyMetaDataValueError` for D002 to D005.
        """
        return (await self._send(self._calls.update_order_products(request))).parsed

    async def update_order_status(self, order_status: Argument[OrderStatusDetails]) -> ResponseInfo:
        """Report a new status (`UpdateOrderStatus`, 003:295). A cancellation must carry a reason, which the
        customer is told.

        :param order_status: the new status, sent as JSON in the query string.
        """
        return (await self._send(self._calls.update_order_status(order_status))).parsed
