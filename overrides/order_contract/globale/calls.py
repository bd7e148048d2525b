"""The ten Order methods as validated calls; `client` sends them.

Quirk: openapi-python-client knows JSON inside a query value only as a string. Evidence: `shared` parameters
`orderStatus`, `orderRefund` and `parcelsList` of the spec, tests/globale/test_samples.py. Remove when: the
transport takes models for `contentSchema`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from order_contract.http.arguments import Argument, RequestArguments
from order_contract.http.call import Call, Contract, list_of, object_of
from order_contract.wire.assertions import holds
from order_contract.wire.query import json_value
from order_contract_generated.globale import contract as tables
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
from order_contract_generated.globale.transport.api.order import (
    create_order_refund as _create_order_refund,
)
from order_contract_generated.globale.transport.api.order import (
    dispatch_consolidated_shipment as _dispatch_consolidated_shipment,
)
from order_contract_generated.globale.transport.api.order import (
    dispatch_orders as _dispatch_orders,
)
from order_contract_generated.globale.transport.api.order import (
    get_orders_details as _get_orders_details,
)
from order_contract_generated.globale.transport.api.order import (
    get_shipping_documents as _get_shipping_documents,
)
from order_contract_generated.globale.transport.api.order import (
    track_order as _track_order,
)
from order_contract_generated.globale.transport.api.order import (
    update_order_dispatch as _update_order_dispatch,
)
from order_contract_generated.globale.transport.api.order import (
    update_order_dispatch_v2 as _update_order_dispatch_v2,
)
from order_contract_generated.globale.transport.api.order import (
    update_order_products as _update_order_products,
)
from order_contract_generated.globale.transport.api.order import (
    update_order_status as _update_order_status,
)
from order_contract_generated.globale.transport.types import UNSET

CONTRACT = Contract(tables.OPERATIONS, tables.ENVELOPES, tables.ASSERTIONS, tables.ERROR_CODES)


class Calls:
    """Builds the calls of one client."""

    def __init__(self, *, allow_unknown: bool) -> None:
        self._arguments = partial(RequestArguments, CONTRACT, allow_unknown=allow_unknown)

    def create_order_refund(
        self, order_refund: Argument[OrderRefundDetails], products: Iterable[Argument[RefundProduct]]
    ) -> Call[ResponseInfo]:
        """The call of `create_order_refund`."""
        arguments = self._arguments("createOrderRefund")
        header = arguments.model(OrderRefundDetails, order_refund, "orderRefund")
        body = arguments.models(RefundProduct, products, "products")
        if body and header.model_fields_set and header.full_refund:
            arguments.add_problem("products", "must be empty when orderRefund.FullRefund is true")
        # Sent when it is empty: Varnish repeats a POST without a body when its backend hangs up after the
        # work.
        return arguments.call(
            lambda: _create_order_refund.get_kwargs(body=body, order_refund=json_value(header)),
            object_of(ResponseInfo),
        )

    def dispatch_consolidated_shipment(
        self, request: Argument[GetOrdersManifestRequest]
    ) -> Call[OrderDocumentsResponse]:
        """The call of `dispatch_consolidated_shipment`."""
        arguments = self._arguments("dispatchConsolidatedShipment")
        body = arguments.model(GetOrdersManifestRequest, request)
        return arguments.call(
            lambda: _dispatch_consolidated_shipment.get_kwargs(body=body),
            object_of(OrderDocumentsResponse),
        )

    def dispatch_orders(self, request: Argument[GetOrdersManifestRequest]) -> Call[OrderDocumentsResponse]:
        """The call of `dispatch_orders`."""
        arguments = self._arguments("dispatchOrders")
        body = arguments.model(GetOrdersManifestRequest, request)
        return arguments.call(
            lambda: _dispatch_orders.get_kwargs(body=body),
            object_of(OrderDocumentsResponse),
        )

    def get_orders_details(
        self,
        filter: Argument[OrderDetailsFilter],  # noqa: A002  # the vendor's name
    ) -> Call[list[MerchantOrder]]:
        """The call of `get_orders_details`."""
        arguments = self._arguments("getOrdersDetails")
        body = arguments.model(OrderDetailsFilter, filter)
        return arguments.call(lambda: _get_orders_details.get_kwargs(body=body), list_of(MerchantOrder))

    def get_shipping_documents(
        self, request: Argument[UpdateOrderDispatchRequest]
    ) -> Call[OrderDocumentsResponse]:
        """The call of `get_shipping_documents`."""
        arguments = self._arguments("getShippingDocuments")
        body = arguments.model(UpdateOrderDispatchRequest, request)
        # One of the two documented usages only reads; the other one dispatches.
        when = CONTRACT.operations["getShippingDocuments"]["only_reads"]
        only_reads = not arguments.problems and holds(
            when, body.model_dump(by_alias=True, exclude_unset=True, warnings=False)
        )
        return arguments.call(
            lambda: _get_shipping_documents.get_kwargs(body=body),
            object_of(OrderDocumentsResponse),
            only_reads=only_reads,
        )

    def track_order(self, order_id: str, email: str) -> Call[MerchantOrderTracking]:
        """The call of `track_order`."""
        arguments = self._arguments("trackOrder")
        arguments.text(order_id, "orderId")
        arguments.text(email, "email")
        return arguments.call(
            lambda: _track_order.get_kwargs(order_id=order_id, email=email),
            object_of(MerchantOrderTracking),
        )

    def update_order_dispatch(
        self,
        products: Iterable[Argument[Product]],
        order_status: Argument[OrderStatusDetails],
        parcels: Iterable[Argument[Parcel]],
    ) -> Call[ResponseInfo]:
        """The call of `update_order_dispatch`."""
        arguments = self._arguments("updateOrderDispatch")
        status = arguments.model(OrderStatusDetails, order_status, "orderStatus")
        body = arguments.models(Product, products, "products")
        values = [json_value(parcel) for parcel in arguments.models(Parcel, parcels, "parcelsList")]
        return arguments.call(
            lambda: _update_order_dispatch.get_kwargs(
                body=body, order_status=json_value(status), parcels_list=values or UNSET
            ),
            object_of(ResponseInfo),
        )

    def update_order_dispatch_v2(self, request: Argument[UpdateOrderDispatchRequest]) -> Call[ResponseInfo]:
        """The call of `update_order_dispatch_v2`."""
        arguments = self._arguments("updateOrderDispatchV2")
        body = arguments.model(UpdateOrderDispatchRequest, request)
        return arguments.call(
            lambda: _update_order_dispatch_v2.get_kwargs(body=body),
            object_of(ResponseInfo),
        )

    def update_order_products(self, request: Argument[UpdateOrderProductsRequest]) -> Call[ResponseInfo]:
        """The call of `update_order_products`."""
        arguments = self._arguments("updateOrderProducts")
        body = arguments.model(UpdateOrderProductsRequest, request)
        return arguments.call(
            lambda: _update_order_products.get_kwargs(body=body),
            object_of(ResponseInfo),
        )

    def update_order_status(self, order_status: Argument[OrderStatusDetails]) -> Call[ResponseInfo]:
        """The call of `update_order_status`."""
        arguments = self._arguments("updateOrderStatus")
        status = arguments.model(OrderStatusDetails, order_status, "orderStatus")
        return arguments.call(
            lambda: _update_order_status.get_kwargs(order_status=json_value(status)),
            object_of(ResponseInfo),
        )
