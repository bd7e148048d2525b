"""Contains all the data models used in inputs/outputs"""

from .custom_product_attribute import CustomProductAttribute
from .dt_breakdown import DTBreakdown
from .exporter_details import ExporterDetails
from .gift_card import GiftCard
from .importer_address import ImporterAddress
from .importer_details import ImporterDetails
from .international_details import InternationalDetails
from .merchant_brand import MerchantBrand
from .merchant_category import MerchantCategory
from .merchant_customer import MerchantCustomer
from .merchant_customer_details import MerchantCustomerDetails
from .merchant_discount import MerchantDiscount
from .merchant_order import MerchantOrder
from .merchant_order_parcel import MerchantOrderParcel
from .merchant_order_status_reason import MerchantOrderStatusReason
from .merchant_parcel_tracking import MerchantParcelTracking
from .merchant_payment_details import MerchantPaymentDetails
from .merchant_product import MerchantProduct
from .merchant_product_attribute import MerchantProductAttribute
from .merchant_response_info import MerchantResponseInfo
from .order_document import OrderDocument
from .original_order import OriginalOrder

__all__ = (
    "CustomProductAttribute",
    "DTBreakdown",
    "ExporterDetails",
    "GiftCard",
    "ImporterAddress",
    "ImporterDetails",
    "InternationalDetails",
    "MerchantBrand",
    "MerchantCategory",
    "MerchantCustomer",
    "MerchantCustomerDetails",
    "MerchantDiscount",
    "MerchantOrder",
    "MerchantOrderParcel",
    "MerchantOrderStatusReason",
    "MerchantParcelTracking",
    "MerchantPaymentDetails",
    "MerchantProduct",
    "MerchantProductAttribute",
    "MerchantResponseInfo",
    "OrderDocument",
    "OriginalOrder",
)
