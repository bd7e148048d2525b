"""The client for Global-e's ten Order methods without blocking; its methods are those of `client`.

Invariant: a test holds the signatures and docstrings of both to each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self, TypeVar, Unpack

import httpx2

from order_contract.globale.options import AsyncGlobalEOptions, guid_credentials, make_calls
from order_contract.http.auth import AsyncTokens
from order_contract.http.client import UNSET, AsyncClient, Unset
from order_contract.http.events import OnEvent
from order_contract.http.request import Timeout, sender
from order_contract.http.secrets import Secret
from order_contract.retries import DEFAULT_TIMEOUT, Retries

if TYPE_CHECKING:
    from order_contract.globale.raw_response import AsyncGlobalERawMethods
    from order_contract.http.call import Call
    from order_contract.http.response import RawResponse
    from order_contract.refunds import RefundGuard
    from order_contract_generated.globale.mappings import (
        GetOrdersManifestRequestDict,
        OrderDetailsFilterDict,
        OrderRefundDetailsDict,
        OrderStatusDetailsDict,
        ParcelDict,
        ProductDict,
        RefundProductDict,
        UpdateOrderDispatchRequestDict,
        UpdateOrderProductsRequestDict,
    )
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


class AsyncGlobalEClient(AsyncClient):
    """Global-e's Order methods without blocking. One client may be shared by tasks, and used
    in several event loops.

    A method raises `InvalidRequestError` before anything is sent, `NoResponseError` when no response comes,
    and an `ApiError` for every response but the documented success: see `order_contract.errors`.

    :param base_url: the server without a path, such as `https://connect.bglobale.com`.
    :param merchant_guid: the merchant's secret; goes into the query string.
    :param http_client: an `httpx2.AsyncClient` of yours, for proxies, TLS, limits, HTTP/2 or a
        `MockTransport`; it stays open when this client is closed, and is refused in a forked child process.
    :param timeout: seconds that each phase of an attempt may take, or an `httpx2.Timeout`; None leaves it to
        the deadline of `retries`.
    :param retries: how often and how long a call is tried where that is safe; its deadline, 90 seconds,
        bounds every call.
    :param max_response_bytes: decompressed bytes of a response that are taken in, 32 MiB if not given; more
        is `ResponseTooLargeError`.
    :param on_event: called with an `Event` for each request, response, failure and pause, for metrics; what
        it raises is logged and ignored.
    :param tokens: an `AsyncTokenProvider` of `order_contract.globale.jwt`, for accounts that use JWT.
    :param guid_in_header: send the secret as the header `MerchantGUID` instead, for accounts set up so.
    :param allow_unknown: send members that the contract does not name; otherwise they raise
        `InvalidRequestError`, as a misspelt name would be lost in silence.
    :raises InvalidRequestError: an argument is wrong; no value is quoted.
    :raises SettingsError: the environment names a proxy or certificates that cannot be used.
    """

    _role = "globale"
    _hidden = ("merchant_guid=***",)

    def __init__(
        self,
        base_url: str,
        merchant_guid: str,
        *,
        http_client: httpx2.AsyncClient | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        retries: Retries | None = None,
        max_response_bytes: int | None = None,
        on_event: OnEvent | None = None,
        tokens: AsyncTokens | None = None,
        guid_in_header: bool = False,
        allow_unknown: bool = False,
    ) -> None:
        merchant_guid = Secret(merchant_guid)  # type: ignore[assignment]  # so that no traceback shows it
        options = {"retries": retries, "max_response_bytes": max_response_bytes, "on_event": on_event}
        super().__init__(
            sender(base_url, guid_credentials(merchant_guid, guid_in_header), timeout, **options),
            http_client,
            tokens,
        )
        self._calls = make_calls(allow_unknown)

    @classmethod
    def from_env(cls, **options: Unpack[AsyncGlobalEOptions]) -> Self:
        """A client by the variables `ORDER_CONTRACT_URL`, `ORDER_CONTRACT_GUID` and the others that
        `order_contract.settings` names.

        :param options: arguments of the class; they go before the environment.
        :raises SettingsError: something is missing or wrong.
        """
        return cls._from_settings(None, options)

    @classmethod
    def from_profile(cls, name: str | None, **options: Unpack[AsyncGlobalEOptions]) -> Self:
        """A client by a table `[profile.NAME]` of `order-contract/config.toml`; secrets come from the
        environment or the keyring.

        :param name: the profile; None takes what `ORDER_CONTRACT_PROFILE` names, if anything.
        :param options: arguments of the class; they go before the profile.
        :raises SettingsError: something is missing, unknown or wrong.
        """
        return cls._from_settings(name, options)

    @property
    def with_raw_response(self) -> AsyncGlobalERawMethods:
        """The same methods, giving a `RawResponse`: status, headers, bytes, seconds, attempts, and `parse()`,
        which raises what the method would.
        """
        from order_contract.globale.raw_response import AsyncGlobalERawMethods

        return AsyncGlobalERawMethods(self)

    async def create_order_refund(
        self,
        order_refund: OrderRefundDetails | OrderRefundDetailsDict,
        products: Iterable[RefundProduct | RefundProductDict] = (),
        *,
        guard: RefundGuard | None = None,
        timeout: Timeout | Unset = UNSET,
    ) -> ResponseInfo:
        """Refund an order, whole or in part (`CreateOrderRefund`).

        :param order_refund: the header; amounts are exact decimals in the customer's currency, `Original…`
            ones in the merchant's.
        :param products: the products to refund; must be empty for a full refund.
        :param guard: asks for the order first, keeps a ledger, and sends nothing above what remains or after
            a refund of unknown outcome.
        :param timeout: seconds that each phase of an attempt may take, or an `httpx2.Timeout`, instead of the
            client's own.
        :returns: the response, whose `success` is True.
        :raises RefundBlockedError: of `order_contract.refunds`; the guard did not send it.
        :raises RefundExceedsRemainderError: 1002; `AlreadyRefundedError`, `InvalidQuantityError`,
            `NoRefundComponentError`, `CartItemUnknownError` and `QuantityExceededError` for the other codes.
        :raises OutcomeUnknownError: the refund may have been made; look before you repeat it.
        """
        call = self._calls.create_order_refund(order_refund, products)

        async def send(call: Call[T]) -> RawResponse[T]:
            return await self._send(call, timeout)

        if guard is None:
            return self._finish(await send(call))
        return self._finish(await guard.acreate(call, self._orders, send))

    async def dispatch_consolidated_shipment(
        self,
        request: GetOrdersManifestRequest | GetOrdersManifestRequestDict,
        *,
        timeout: Timeout | Unset = UNSET,
    ) -> OrderDocumentsResponse:
        """Dispatch several orders as one shipment (`DispatchConsolidatedShipment`).

        :param request: the orders, and the number of outer boxes.
        :param timeout: seconds that each phase of an attempt may take, or an `httpx2.Timeout`, instead of the
            client's own.
        :returns: manifests as base64 in `shipper_manifests`.
        """
        return self._finish(await self._send(self._calls.dispatch_consolidated_shipment(request), timeout))

    async def dispatch_orders(
        self,
        request: GetOrdersManifestRequest | GetOrdersManifestRequestDict,
        *,
        timeout: Timeout | Unset = UNSET,
    ) -> OrderDocumentsResponse:
        """Dispatch orders and fetch their manifests (`DispatchOrders`).

        :param request: the orders; with a hub code, only what was sent from that hub is dispatched.
        :param timeout: seconds that each phase of an attempt may take, or an `httpx2.Timeout`, instead of the
            client's own.
        :returns: manifests as base64 in `shipper_manifests`.
        """
        return self._finish(await self._send(self._calls.dispatch_orders(request), timeout))

    async def get_orders_details(
        self,
        filter: OrderDetailsFilter | OrderDetailsFilterDict,  # noqa: A002  # the vendor's name
        *,
        timeout: Timeout | Unset = UNSET,
    ) -> list[MerchantOrder]:
        """Fetch orders with all their details (`GetOrdersDetails`). Changes nothing.

        :param filter: the ids of the orders, as `order_ids`; there is no search by date or status.
        :param timeout: seconds that each phase of an attempt may take, or an `httpx2.Timeout`, instead of the
            client's own.
        :returns: the orders, with prices as exact decimals in the merchant's and the customer's currency.
        """
        return self._finish(await self._send(self._calls.get_orders_details(filter), timeout))

    async def get_shipping_documents(
        self,
        request: UpdateOrderDispatchRequest | UpdateOrderDispatchRequestDict,
        *,
        timeout: Timeout | Unset = UNSET,
    ) -> OrderDocumentsResponse:
        """Fetch shipping documents (`GetShippingDocuments`).

        With empty parcels and exceptions and no hub code the existing documents are returned; otherwise the
        order is dispatched as by `update_order_dispatch_v2` first.

        :param request: the order, its parcels and exceptions.
        :param timeout: seconds that each phase of an attempt may take, or an `httpx2.Timeout`, instead of the
            client's own.
        :returns: labels and invoices as base64 in `documents`.
        """
        return self._finish(await self._send(self._calls.get_shipping_documents(request), timeout))

    async def track_order(
        self,
        order_id: str,
        email: str,
        *,
        timeout: Timeout | Unset = UNSET,
    ) -> MerchantOrderTracking:
        """Ask where an order is (`TrackOrder`). Changes nothing.

        :param order_id: the order's id.
        :param email: the address of the customer who placed it; id and address must belong together.
        :param timeout: seconds that each phase of an attempt may take, or an `httpx2.Timeout`, instead of the
            client's own.
        :returns: the order's status, and the tracking of the order and of each parcel.
        """
        return self._finish(await self._send(self._calls.track_order(order_id, email), timeout))

    async def update_order_dispatch(
        self,
        products: Iterable[Product | ProductDict],
        order_status: OrderStatusDetails | OrderStatusDetailsDict,
        parcels: Iterable[Parcel | ParcelDict] = (),
        *,
        timeout: Timeout | Unset = UNSET,
    ) -> ResponseInfo:
        """Report status and delivered quantities; the vendor calls this method legacy
        (`UpdateOrderDispatch`).

        :param products: the products with their delivery quantities, sent as the body.
        :param order_status: the new status, sent as JSON in the query string.
        :param parcels: the parcels, each sent as one more `parcelsList` in the query string.
        :param timeout: seconds that each phase of an attempt may take, or an `httpx2.Timeout`, instead of the
            client's own.
        :returns: the response, whose `success` is True.
        """
        return self._finish(
            await self._send(self._calls.update_order_dispatch(products, order_status, parcels), timeout)
        )

    async def update_order_dispatch_v2(
        self,
        request: UpdateOrderDispatchRequest | UpdateOrderDispatchRequestDict,
        *,
        timeout: Timeout | Unset = UNSET,
    ) -> ResponseInfo:
        """Report what was dispatched and what will not be (`UpdateOrderDispatchV2`).

        :param request: the order, its parcels with products, and exceptions.
        :param timeout: seconds that each phase of an attempt may take, or an `httpx2.Timeout`, instead of the
            client's own.
        :returns: the response, whose `success` is True.
        """
        return self._finish(await self._send(self._calls.update_order_dispatch_v2(request), timeout))

    async def update_order_products(
        self,
        request: UpdateOrderProductsRequest | UpdateOrderProductsRequestDict,
        *,
        timeout: Timeout | Unset = UNSET,
    ) -> ResponseInfo:
        """Merge attributes and countries of origin into an order's products (`UpdateOrderProducts`).

        :param request: the order and its products; attributes are added or updated, never removed.
        :param timeout: seconds that each phase of an attempt may take, or an `httpx2.Timeout`, instead of the
            client's own.
        :returns: the response, whose `success` is True.
        :raises OrderUnknownError: D001, and `CartItemUnknownError`, `ProductUnknownError`,
            `InvalidCountryError`, `EmptyMetaDataValueError` for D002 to D005.
        """
        return self._finish(await self._send(self._calls.update_order_products(request), timeout))

    async def update_order_status(
        self,
        order_status: OrderStatusDetails | OrderStatusDetailsDict,
        *,
        timeout: Timeout | Unset = UNSET,
    ) -> ResponseInfo:
        """Report a new status (`UpdateOrderStatus`). A cancellation must carry a reason, which the
        customer gets to know.

        :param order_status: the new status, sent as JSON in the query string.
        :param timeout: seconds that each phase of an attempt may take, or an `httpx2.Timeout`, instead of the
            client's own.
        :returns: the response, whose `success` is True.
        """
        return self._finish(await self._send(self._calls.update_order_status(order_status), timeout))

    async def _orders(self, filter: OrderDetailsFilter | OrderDetailsFilterDict) -> list[MerchantOrder]:  # noqa: A002  # the vendor's name
        return (await self._send(self._calls.get_orders_details(filter))).parse()
