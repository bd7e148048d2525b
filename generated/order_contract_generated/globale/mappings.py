# Generated from spec/ by `make generate`; do not edit.

"""Mappings in wire names that stand for models in calls, for type checkers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal, Required, TypedDict

from order_contract_generated.globale import models


class AttributeDict(TypedDict, total=False):
    """
    An attribute of a product, such as its size.
    """

    AttributeCode: Required[str]
    """
    The attribute's code at the merchant; Global-e maps it.
    """
    AttributeTypeCode: Required[str]
    """
    Code of the kind of attribute at the merchant, such as `size`; Global-e maps it.
    """
    Name: str | None
    """
    The attribute in words. The products of a cart carry attributes without it in public clients.
    """


class BrandDict(TypedDict, total=False):
    """
    A brand as the merchant's site knows it.
    """

    BrandCode: Required[str]
    """
    The brand's code at the merchant; Global-e maps it.
    """
    Name: str | None
    """
    The brand in words, `Brand2` in the sample.
    """


class CategoryDict(TypedDict, total=False):
    """
    A category of products as the merchant's site knows it.
    """

    CategoryCode: Required[str]
    """
    The category's code at the merchant; Global-e maps it.
    """
    Name: str | None
    """
    The category in words, `Maternity` in the sample.
    """


class CustomProductAttributeDict(TypedDict, total=False):
    """
    One attribute that the merchant defines.
    """

    AttributeKey: str | None
    """
    The name by which the attribute is known, such as engraving. An update that names a known one gives it a new value.
    """
    AttributeValue: str | None
    """
    The attribute's value. `UpdateOrderProducts` refuses an empty one. The vendor's own cartridge sends a boolean for one key.
    """


class GetOrdersManifestRequestDict(TypedDict, total=False):
    """
    The orders or parcels to dispatch from a hub.
    """

    OrderIds: list[str] | tuple[str, ...] | None
    """
    Ids of the orders. `DispatchConsolidatedShipment` takes Global-e ids; for `DispatchOrders` one sample prints bare numbers, so a merchant's own ids seem to be taken there too. Some ids in the samples begin with a blank.
    """
    MerchantOrderIds: list[str] | tuple[str, ...] | None
    """
    The merchant's own ids of the orders. The documents say that a list of them can be given, and name no member for it.
    """
    ParcelCodes: list[str] | tuple[str, ...] | None
    """
    The merchant's codes of the parcels. Dispatch by parcel must be switched on for the merchant.
    """
    TrackingNumbers: list[str] | tuple[str, ...] | None
    """
    Tracking numbers of the parcels. Dispatch by parcel must be switched on for the merchant.
    """
    HubCode: str | None
    """
    The merchant's code of a hub. With it, only what was sent from that hub is dispatched.
    """
    OuterBoxesAmount: Decimal | int | None
    """
    How many outer boxes a consolidated shipment has; at most one a parcel.
    """


class OrderDetailsFilterDict(TypedDict, total=False):
    """
    The orders whose details are asked for.
    """

    OrderIds: Required[list[str] | tuple[str, ...]]
    """
    The orders' Global-e ids.
    """


class OrderRefundDetailsDict(TypedDict, total=False):
    """
    What a refund says beside its products: the order, the totals, the components that belong to no product, and the reason. It stands in the query string.
    """

    OrderId: Required[str]
    """
    The order's Global-e id or the merchant's own order id.
    """
    FullRefund: bool | None
    """
    Asks for everything that can still be refunded. No product list may be sent with it, and totals that are sent are replaced by what the order says.
    """
    TotalRefundAmount: Decimal | int | None
    """
    The whole of the refund in the customer's currency. Worked out from the products and their VAT rates when it is missing, and computed again where a product states no amount.
    """
    OriginalTotalRefundAmount: Decimal | int | None
    """
    The whole of the refund in the merchant's currency.
    """
    RefundComments: str | None
    """
    Free text on the refund.
    """
    RefundReason: models.OrderRefundReason | OrderRefundReasonDict | None
    """
    Why the order is refunded.
    """
    ServiceGestureAmount: Decimal | int | None
    """
    A goodwill payment, in the customer's currency, on top of what the products give.
    """
    DutiesAmount: Decimal | int | None
    """
    Duties to refund, in the customer's currency.
    """
    ShippingAmount: Decimal | int | None
    """
    Shipping cost to refund, in the customer's currency.
    """
    ProductsDutiesRefund: bool | None
    """
    Asks for the duties of the listed products too. Cannot go with `DutiesAmount`, `TotalRefundAmount` or `OriginalTotalRefundAmount`.
    """
    ShippingRefund: bool | None
    """
    Asks for the shipping cost too.
    """
    CustomerPrepaidRefundAmount: Decimal | int | None
    """
    What was already paid out to the customer for this refund, in the customer's currency. Only this one or `OriginalCustomerPrepaidRefundAmount` may be given.
    """
    OriginalCustomerPrepaidRefundAmount: Decimal | int | None
    """
    The same as `CustomerPrepaidRefundAmount`, in the merchant's currency.
    """
    CustomerAmountPrepaidRefund: Decimal | int | None
    """
    Seems to be an older name of `CustomerPrepaidRefundAmount`; listed beside it.
    """
    OriginalAmountPrepaidRefund: Decimal | int | None
    """
    Seems to be an older name of `OriginalCustomerPrepaidRefundAmount`; listed beside it.
    """
    InitiatedBy: str | None
    """
    Who asked for the refund.
    """
    ExternalReference: str | None
    """
    The merchant's own reference for the refund.
    """


class OrderRefundReasonDict(TypedDict, total=False):
    """
    A reason for a refund, from the list agreed between the merchant and Global-e.
    """

    OrderRefundReasonCode: str | None
    """
    The reason's code, `RETURN` in the samples.
    """
    Name: str | None
    """
    The reason in words; the samples repeat the code, `RETURN`.
    """


class OrderStatusDict(TypedDict, total=False):
    """
    A status as the merchant's site knows it.
    """

    OrderStatusCode: Required[str]
    """
    The status's code at the merchant; Global-e maps it to one of its own, merchant by merchant.
    """
    Name: Required[str]
    """
    The status in words, `Delayed` in the samples.
    """


class OrderStatusDetailsDict(TypedDict, total=False):
    """
    A new status of one order, with what is known about its tracking.
    """

    OrderId: Required[str]
    """
    The order's Global-e id.
    """
    OrderStatus: Required[models.OrderStatus | OrderStatusDict]
    """
    The status that the order has now.
    """
    OrderStatusReason: models.OrderStatusReason | OrderStatusReasonDict | None
    """
    Why the order has this status. Give it with every cancellation, so that the customer can be informed.
    """
    ConfirmationNumber: str | None
    """
    The number under which the merchant confirmed the order.
    """
    DeliveryReferenceNumber: str | None
    """
    The merchant's own reference for the delivery.
    """
    OrderComments: str | None
    """
    The merchant's remarks on the order.
    """
    TrackingNumber: str | None
    """
    The order's number at the tracking service that the merchant uses.
    """
    TrackingServiceName: str | None
    """
    Name of the tracking service that the merchant uses for the order, `Fedex` in the samples.
    """
    TrackingServiceSite: str | None
    """
    Address of that tracking service's site.
    """
    TrackingURL: str | None
    """
    Address of the page that tracks this order. When it is given, the other tracking members do not count.
    """


class OrderStatusReasonDict(TypedDict, total=False):
    """
    The reason for a status as the merchant's site knows it.
    """

    OrderStatusReasonCode: Required[str]
    """
    The reason's code at the merchant; Global-e maps it to one of its own, merchant by merchant.
    """
    Name: Required[str]
    """
    The reason in words, `InventoryMissing` in the samples.
    """


class ParcelDict(TypedDict, total=False):
    """
    One parcel of an order.
    """

    ParcelCode: Required[str]
    """
    The code by which the merchant's site knows the parcel, such as `123454321` or `12345-1` in the samples. Documents and tracking of the parcel name it again.
    """
    Products: Sequence[models.Product | ProductDict] | None
    """
    What is in the parcel. Of a product only `ProductCode`, `CartItemId` and `DeliveryQuantity` count here, and for `GetShippingDocuments` also `OriginCountryCode`.
    """
    TrackingDetails: models.TrackingDetails | TrackingDetailsDict | None
    """
    The tracking number of this parcel alone; the order as a whole can have one of its own.
    """
    Weight: Decimal | int | None
    """
    The parcel's weight in grams, as the merchant measured it.
    """
    Height: Decimal | int | None
    """
    The parcel's height. Always in centimetres for `GetShippingDocuments`; the legacy text names centimetres and inches both.
    """
    Length: Decimal | int | None
    """
    The parcel's length, in the unit of `Height`.
    """
    Width: Decimal | int | None
    """
    The parcel's width, in the unit of `Height`. The vendor's tables say grams, which must be a slip.
    """
    ShippingAdditionalInformation: (
        Sequence[models.ShippingAdditionalInformationItem | ShippingAdditionalInformationItemDict] | None
    )
    """
    Facts for the carrier that hold for this parcel; only `GetShippingDocuments` uses them.
    """


class ProductDict(TypedDict, total=False):
    """
    A product as the merchant knows it. The vendor's general class marks six members mandatory, but the methods here take products with far fewer members, as their samples show; so none is required.
    """

    Attributes: Sequence[models.Attribute | AttributeDict] | None
    """
    Attributes such as size or colour, in the shop's language.
    """
    AttributesEnglish: Sequence[models.Attribute | AttributeDict] | None
    """
    What `Attributes` lists, once more in English.
    """
    BackOrderDate: str | None
    """
    When a backordered product should be in stock again. Free text; no form is given.
    """
    Brand: models.Brand | BrandDict | None
    """
    The brand that the product is sold under, with its code at the merchant.
    """
    CartItemId: str | None
    """
    The cart item on the merchant's site. Public clients of the legacy methods also send it as a bare number; send a string.
    """
    CartItemOptionId: str | None
    """
    The option of a parent cart item that this item is; goes with `ParentCartItemId`. Must be given when this item belongs to a parent item.
    """
    Categories: Sequence[models.Category | CategoryDict] | None
    """
    The categories that the product belongs to.
    """
    DeliveryQuantity: Decimal | int | str | None
    """
    How many pieces are delivered; for the methods that report a dispatch.
    """
    Description: str | None
    """
    Text on the product, in the shop's language; percent-encoded in a sample. The general class marks it mandatory.
    """
    DescriptionEnglish: str | None
    """
    Text on the product, in English. The general class marks it mandatory.
    """
    GenericHSCode: str | None
    """
    Customs tariff code (HS) that holds for any country; helps to work out duties and taxes.
    """
    GiftMessage: str | None
    """
    What the customer wants printed on the product as a gift.
    """
    HandlingCode: str | None
    """
    A code of the merchant's that comes back with the order and can set off a process of the merchant's there.
    """
    Height: Decimal | int | str | None
    """
    Height, in the merchant's unit of length. Converted by Global-e to centimetres.
    """
    HubCode: str | None
    """
    The merchant's code of the hub that the product was sent from; Global-e has to know it.
    """
    ImageHeight: Decimal | int | str | None
    """
    Height of the picture in pixels. A sample sends it empty.
    """
    ImageURL: str | None
    """
    Address of the picture; a sample has a path alone.
    """
    ImageWidth: Decimal | int | str | None
    """
    Width of the picture in pixels. A sample sends it empty. The general class marks it mandatory.
    """
    IsBackOrdered: bool | None
    """
    Whether the product was ordered while out of stock. Taken as false when missing.
    """
    IsBlockedForGlobalE: bool | None
    """
    True for a product that is not sold abroad.
    """
    IsBundle: bool | None
    """
    True for a product that stands for a set of other products. The document says more on a bundle whose prices are not zero, but the sentence is cut short.
    """
    IsFixedPrice: bool | None
    """
    True when the merchant sets the price in the country's currency; Global-e then leaves the price as it is. Not allowed in every country.
    """
    IsVirtual: bool | None
    """
    True for a product without weight or volume, which does not count for shipping.
    """
    Keywords: str | None
    """
    Search words for the product, in one text. How they are set apart is not documented.
    """
    Length: Decimal | int | str | None
    """
    Length, in the merchant's unit of length. Converted by Global-e to centimetres.
    """
    LineItemOriginalSalePrice: Decimal | int | str | None
    """
    Sale price of all pieces of this line in the merchant's currency, with the VAT of the merchant's country and before any change of price. Without it the line costs `OriginalSalePrice` times the quantity, as public clients have it.
    """
    LineItemSalePrice: Decimal | int | str | None
    """
    Sale price of all pieces of this line as the customer sees it, after country coefficient and currency conversion. Without it the line costs `SalePrice` times the quantity, as public clients have it.
    """
    ListPrice: Decimal | int | str | None
    """
    Price of one piece before discounts as the customer sees it, after country coefficient, currency conversion and rounding. Optional in a method whose name the document has lost.
    """
    LocalVATRateType: models.VATRateType | VATRateTypeDict | None
    """
    The VAT rate that a customer in the merchant's own country would pay. Must be given under a condition that the document has lost.
    """
    MetaData: models.ProductMetaData | ProductMetaDataDict | None
    """
    Further data on the product, such as attributes for a personal engraving.
    """
    Name: str | None
    """
    The product's name, in the shop's language. The general class marks it mandatory.
    """
    NameEnglish: str | None
    """
    The product's name, in English. The general class marks it mandatory.
    """
    NetVolume: Decimal | int | str | None
    """
    Volume without packaging, in the merchant's unit of volume. Converted by Global-e to cubic centimetres.
    """
    NetWeight: Decimal | int | str | None
    """
    Weight without packaging, in the merchant's unit of weight. Converted by Global-e to grams.
    """
    OrderedQuantity: Decimal | int | str | None
    """
    How many pieces were ordered.
    """
    OriginalListPrice: Decimal | int | str | None
    """
    Price of one piece before discounts in the merchant's currency, with the VAT of the merchant's country and before any change of price. Optional in a method whose name the document has lost.
    """
    OriginalSalePrice: Decimal | int | str | None
    """
    Sale price of one piece in the merchant's currency, with the VAT of the merchant's country and before any change of price. Optional in `SaveProductsList` and in a method whose name the document has lost.
    """
    OriginCountryCode: str | None
    """
    The country that the product comes from, as a two-letter ISO code. Without it the merchant's country is taken.
    """
    ParentCartItemId: str | None
    """
    The cart item that this item is part of. Must be given when this item belongs to a parent item.
    """
    PriceCoefficientRate: Decimal | int | str | None
    """
    The rate that applies to the product's price.
    """
    ProductClassCode: str | None
    """
    The merchant's class of the product, for country coefficients that differ by class.
    """
    ProductCode: str | None
    """
    The product's SKU on the merchant's site. The general class marks it mandatory.
    """
    ProductCodeSecondary: str | None
    """
    A second code by which the merchant's site may refer to the product, in addition to `ProductCode`.
    """
    ProductGroupCode: str | None
    """
    The code that variants of one product share, often the first part of their SKUs.
    """
    ProductGroupCodeSecondary: str | None
    """
    A second code by which the merchant's site may refer to the group of products, in addition to `ProductGroupCode`.
    """
    SalePrice: Decimal | int | str | None
    """
    Sale price of one piece as the customer sees it, after country coefficient, currency conversion and rounding. Optional in `SaveProductsList` and in a method whose name the document has lost.
    """
    SalePriceBeforeRounding: Decimal | int | str | None
    """
    The same as `SalePrice`, before rounding.
    """
    SalePriceReason: str | None
    """
    Why the price was reduced, such as the name of a promotion.
    """
    URL: str | None
    """
    Address of the product's page.
    """
    VATCategory: models.VATCategory | VATCategoryDict | None
    """
    The product's VAT category; its HS code where there is one.
    """
    VATRateType: models.VATRateType | VATRateTypeDict | None
    """
    The rate or class of VAT that holds for the product.
    """
    Volume: Decimal | int | str | None
    """
    Volume, in the merchant's unit of volume; can stand for height, width and length. Converted by Global-e to cubic centimetres.
    """
    Weight: Decimal | int | str | None
    """
    Weight, in the merchant's unit of weight. Converted by Global-e to grams. Without it the merchant's default weight is taken.
    """
    Width: Decimal | int | str | None
    """
    Width, in the merchant's unit of length. Converted by Global-e to centimetres.
    """
    EstimatedDeliveryDate: str | None
    """
    When the product should arrive, going by the name. No form is given.
    """
    IsGiftCard: bool | None
    """
    True for a gift card, going by the name.
    """
    Localization: Mapping[str, Any] | None
    """
    What is meant for other languages, going by the name.
    """
    DiscountValue: Decimal | int | None
    """
    The discount on the product, going by the name.
    """
    DeliveryType: str | None
    """
    How the product is delivered, going by the name.
    """
    ShipToStoreCode: str | None
    """
    Code of the shop that the product is sent to, going by the name.
    """
    OriginalSalePriceBeforeRounding: Decimal | int | None
    """
    The same as `OriginalSalePrice`, before rounding, going by the name.
    """
    MerchantPriceForDuties: Decimal | int | None
    """
    The merchant's price for working out duties, going by the name.
    """


class ProductMetaDataDict(TypedDict, total=False):
    """
    What a product has beside the members of its class: attributes that the merchant defines, such as an engraving.
    """

    Attributes: Sequence[models.CustomProductAttribute | CustomProductAttributeDict] | None
    """
    Attributes that the merchant defines, for products made to the customer's wishes. In one document the class `Attribute` follows here by mistake.
    """


class RefundProductDict(TypedDict, total=False):
    """
    One product of a refund: which one, how many pieces of it, and how much money for them.
    """

    CartItemId: str | None
    """
    The cart item to refund, as the merchant's site names it. `ProductCode` can stand in for it.
    """
    ProductCode: str | None
    """
    The product's SKU, where no `CartItemId` is given.
    """
    RefundQuantity: Required[Decimal | int | str | None]
    """
    How many pieces are refunded.
    """
    RefundAmount: Decimal | int | str | None
    """
    What is refunded for this product in the customer's currency. Computed from the order when neither this nor `OriginalRefundAmount` is given.
    """
    OriginalRefundAmount: Decimal | int | str | None
    """
    What is refunded for this product in the merchant's currency.
    """
    RefundReason: models.OrderRefundReason | OrderRefundReasonDict | None
    """
    Why this product is refunded.
    """
    RefundComments: str | None
    """
    Free text on this product's refund.
    """
    Sku: str | None
    """
    An older name of `ProductCode`; the vendor asks for the newer one.
    """


class ShippingAdditionalInformationItemDict(TypedDict, total=False):
    """
    One fact for the carrier. Unlike all other names, these two are in lower case.
    """

    name: Required[str]
    """
    What the fact is. The only name known is `ITNNumber`.
    """
    value: Required[str]
    """
    What is passed on to the carrier under that name, as text; `12345` in the sample.
    """


class TrackingDetailsDict(TypedDict, total=False):
    """
    Tracking of an order or a parcel, as the merchant reports it.
    """

    TrackingNumber: str | None
    """
    The number that the shipper gave.
    """


class UpdateOrderDispatchExceptionDict(TypedDict, total=False):
    """
    A product that is not in this dispatch.
    """

    CartItemId: str | None
    """
    The cart item on the merchant's site.
    """
    ProductCode: str | None
    """
    The product's SKU on the merchant's site. A public page asks for it where no `CartItemId` is given; the samples give both.
    """
    SKU: str | None
    """
    Stands in one exception of the samples in place of `ProductCode` and in no table; probably its older name.
    """
    ExceptionType: Required[models.ExceptionType | Literal[1, 2, 3]]
    """
    Why the product is missing.
    """
    ExpectedFulfilmentDate: str | None
    """
    The day on which a backordered product should be dispatched, as `YYYY-MM-DD`.
    """
    Quantity: Decimal | int | None
    """
    How many pieces are cancelled, for exceptions of type 3.
    """


class UpdateOrderDispatchRequestDict(TypedDict, total=False):
    """
    What was dispatched of one order, in which parcels, and what was not. `UpdateOrderDispatchV2` and `GetShippingDocuments` take it.
    """

    OrderId: str | None
    """
    The order's Global-e id; a merchant's own order id is taken here too.
    """
    MerchantOrderId: str | None
    """
    The merchant's own id of the order. The samples print `MerchantOrderID`; text and clients write the name as here. Whether a server reads both is not documented.
    """
    DeliveryReferenceNumber: str | None
    """
    The merchant's own reference for the delivery.
    """
    IsCompleted: bool | None
    """
    Whether nothing more of the order will follow. The vendor's page leaves the mandatory column blank, which elsewhere means mandatory; a working client leaves the member out.
    """
    HubCode: str | None
    """
    The merchant's code of the hub that the parcels are assigned to. For orders whose parcels leave from different hubs.
    """
    ShippingMethodCode: str | None
    """
    Code of the shipping method, for merchants who bring their own labels.
    """
    Parcels: Sequence[models.Parcel | ParcelDict] | None
    """
    The parcels of this dispatch. The documents call them optional; a public page of the vendor asks for them or for `Exceptions`.
    """
    Exceptions: Sequence[models.UpdateOrderDispatchException | UpdateOrderDispatchExceptionDict] | None
    """
    What cannot be dispatched now, and why. The documents call it optional; a public page of the vendor asks for it or for `Parcels`.
    """
    TrackingDetails: models.TrackingDetails | TrackingDetailsDict | None
    """
    Tracking of the order as a whole.
    """
    ShippingAdditionalInformation: (
        Sequence[models.ShippingAdditionalInformationItem | ShippingAdditionalInformationItemDict] | None
    )
    """
    Facts for the carrier that hold for the whole order; `GetShippingDocuments` uses them when it calls FedEx. The vendor's page calls it a string, the sample is a list.
    """


class UpdateOrderProductDict(TypedDict, total=False):
    """
    The part of a product that can still change after the order was made.
    """

    ProductCode: str | None
    """
    The product's SKU on the merchant's site.
    """
    CartItemId: str | None
    """
    The cart item on the merchant's site.
    """
    OriginCountryCode: str | None
    """
    The country that the product comes from, as a two-letter ISO code. Without it the merchant's country is taken.
    """
    MetaData: models.ProductMetaData | ProductMetaDataDict | None
    """
    Attributes to add or change.
    """


class UpdateOrderProductsRequestDict(TypedDict, total=False):
    """
    New metadata and countries of origin for products of an order that exists already.
    """

    OrderId: Required[str]
    """
    The order's Global-e id or the merchant's own order id.
    """
    MetaDataUpdateType: Required[models.MetaDataUpdateType | Literal["Merge"]]
    """
    How new metadata meets what the order has already.
    """
    Products: Required[Sequence[models.UpdateOrderProduct | UpdateOrderProductDict]]
    """
    The products of the order that change.
    """


class VATCategoryDict(TypedDict, total=False):
    """
    A VAT category as the merchant's site knows it.
    """

    VATCategoryCode: Required[str]
    """
    The category's code at the merchant; Global-e maps it.
    """
    Name: str | None
    """
    The category's name. The name of this member is known from one client.
    """


class VATRateTypeDict(TypedDict, total=False):
    """
    A VAT rate as the merchant's site knows it.
    """

    VATRateTypeCode: Required[str | int]
    """
    The rate's code at the merchant; Global-e maps it.
    """
    Name: str | None
    """
    The rate in words, `Low` in the sample.
    """
    Rate: Required[Decimal | int | str | None]
    """
    The rate in percent, as it seems from a sample that prints 18.0000.
    """


__all__ = [
    "AttributeDict",
    "BrandDict",
    "CategoryDict",
    "CustomProductAttributeDict",
    "GetOrdersManifestRequestDict",
    "OrderDetailsFilterDict",
    "OrderRefundDetailsDict",
    "OrderRefundReasonDict",
    "OrderStatusDetailsDict",
    "OrderStatusDict",
    "OrderStatusReasonDict",
    "ParcelDict",
    "ProductDict",
    "ProductMetaDataDict",
    "RefundProductDict",
    "ShippingAdditionalInformationItemDict",
    "TrackingDetailsDict",
    "UpdateOrderDispatchExceptionDict",
    "UpdateOrderDispatchRequestDict",
    "UpdateOrderProductDict",
    "UpdateOrderProductsRequestDict",
    "VATCategoryDict",
    "VATRateTypeDict",
]
