"""Contains all the data models used in inputs/outputs"""

from .attribute import Attribute
from .brand import Brand
from .category import Category
from .custom_product_attribute import CustomProductAttribute
from .delivery_advice_information import DeliveryAdviceInformation
from .dt_breakdown import DTBreakdown
from .error_info import ErrorInfo
from .exception_type import ExceptionType
from .exporter_details import ExporterDetails
from .get_orders_manifest_request import GetOrdersManifestRequest
from .gift_card import GiftCard
from .importer_address import ImporterAddress
from .importer_details import ImporterDetails
from .international_details import InternationalDetails
from .localization import Localization
from .merchant_brand import MerchantBrand
from .merchant_category import MerchantCategory
from .merchant_customer import MerchantCustomer
from .merchant_customer_details import MerchantCustomerDetails
from .merchant_discount import MerchantDiscount
from .merchant_order import MerchantOrder
from .merchant_order_parcel import MerchantOrderParcel
from .merchant_order_status_reason import MerchantOrderStatusReason
from .merchant_order_tracking import MerchantOrderTracking
from .merchant_parcel_tracking import MerchantParcelTracking
from .merchant_payment_details import MerchantPaymentDetails
from .merchant_product import MerchantProduct
from .merchant_product_attribute import MerchantProductAttribute
from .merchant_response_info import MerchantResponseInfo
from .merchant_tracking_details import MerchantTrackingDetails
from .meta_data_update_type import MetaDataUpdateType
from .order_details_filter import OrderDetailsFilter
from .order_document import OrderDocument
from .order_documents_error import OrderDocumentsError
from .order_documents_response import OrderDocumentsResponse
from .order_refund_details import OrderRefundDetails
from .order_refund_reason import OrderRefundReason
from .order_status import OrderStatus
from .order_status_details import OrderStatusDetails
from .order_status_reason import OrderStatusReason
from .original_order import OriginalOrder
from .parcel import Parcel
from .product import Product
from .product_meta_data import ProductMetaData
from .refund_product import RefundProduct
from .response_info import ResponseInfo
from .shipping_additional_information_item import ShippingAdditionalInformationItem
from .tracking_details import TrackingDetails
from .update_order_dispatch_exception import UpdateOrderDispatchException
from .update_order_dispatch_request import UpdateOrderDispatchRequest
from .update_order_product import UpdateOrderProduct
from .update_order_products_request import UpdateOrderProductsRequest
from .vat_category import VATCategory
from .vat_rate_type import VATRateType

__all__ = (
    "Attribute",
    "Brand",
    "Category",
    "CustomProductAttribute",
    "DTBreakdown",
    "DeliveryAdviceInformation",
    "ErrorInfo",
    "ExceptionType",
    "ExporterDetails",
    "GetOrdersManifestRequest",
    "GiftCard",
    "ImporterAddress",
    "ImporterDetails",
    "InternationalDetails",
    "Localization",
    "MerchantBrand",
    "MerchantCategory",
    "MerchantCustomer",
    "MerchantCustomerDetails",
    "MerchantDiscount",
    "MerchantOrder",
    "MerchantOrderParcel",
    "MerchantOrderStatusReason",
    "MerchantOrderTracking",
    "MerchantParcelTracking",
    "MerchantPaymentDetails",
    "MerchantProduct",
    "MerchantProductAttribute",
    "MerchantResponseInfo",
    "MerchantTrackingDetails",
    "MetaDataUpdateType",
    "OrderDetailsFilter",
    "OrderDocument",
    "OrderDocumentsError",
    "OrderDocumentsResponse",
    "OrderRefundDetails",
    "OrderRefundReason",
    "OrderStatus",
    "OrderStatusDetails",
    "OrderStatusReason",
    "OriginalOrder",
    "Parcel",
    "Product",
    "ProductMetaData",
    "RefundProduct",
    "ResponseInfo",
    "ShippingAdditionalInformationItem",
    "TrackingDetails",
    "UpdateOrderDispatchException",
    "UpdateOrderDispatchRequest",
    "UpdateOrderProduct",
    "UpdateOrderProductsRequest",
    "VATCategory",
    "VATRateType",
)
