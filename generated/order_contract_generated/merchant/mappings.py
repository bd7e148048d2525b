# Generated from spec/ by `make generate`; do not edit.

"""Mappings in wire names that stand for models in calls, for type checkers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Required, TypedDict

from order_contract_generated.globale import models


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


class DTBreakdownDict(TypedDict, total=False):
    """
    Parts of duties and taxes. Only one member is known.
    """

    Subsidy: Decimal | int | None
    """
    What the merchant adds. A known receiver subtracts it from prices, which makes it a number.
    """


class ExporterDetailsDict(TypedDict, total=False):
    """
    Registrations of the exporter, to be printed on shipping documents. Whether they are sent depends on the destination.
    """

    LocalRegistrationClearance: bool | None
    """
    Whether Global-e pays the order's taxes in the destination country. When true, the registrations belong on the documents.
    """
    DestinationRegistrationNumber: str | None
    """
    Global-e's tax registration in the destination country.
    """
    VATRegistrationNumber: str | None
    """
    The exporter's number in the register for value added tax.
    """
    EORINumber: str | None
    """
    EORI number, the European registration of traders at customs.
    """
    IOSSNumber: str | None
    """
    Number in the European Import One-Stop Shop. The vendor does not want it on commercial invoices.
    """


class ImporterDetailsDict(TypedDict, total=False):
    """
    Who imports the order, to be printed on shipping documents.
    """

    ImporterType: int | None
    """
    0 for a private importer, 1 for Global-e as the importer. The list is open.
    """
    Company: str | None
    """
    The importing company, the customer's or Global-e's.
    """
    CustomerTaxId: str | None
    """
    The customer's tax number, which some countries require.
    """
    VATRegistrationNumber: str | None
    """
    VAT registration number of the customer or of Global-e.
    """
    Address: Mapping[str, Any] | None
    """
    The importer's full address. No source shows its members.
    """


class InternationalDetailsDict(TypedDict, total=False):
    """
    What the customer chose and paid, and the order's way to the customer. Amounts are in the currency of `CurrencyCode` unless said otherwise.
    """

    CurrencyCode: str | None
    """
    ISO 4217 code of the currency that the customer chose.
    """
    TotalPrice: Decimal | int | None
    """
    The whole price of the order.
    """
    TransactionCurrencyCode: str | None
    """
    ISO 4217 code of the currency in which the payment was made, where the payment method could not take the chosen one. One real sample has a space before the code.
    """
    TransactionTotalPrice: Decimal | int | None
    """
    What the customer really paid, in the currency of `TransactionCurrencyCode`.
    """
    TotalShippingPrice: Decimal | int | None
    """
    The whole price of shipping, with the consignment fee and the surcharges for size and remote areas, without dispatch on the same day.
    """
    SameDayDispatch: bool | None
    """
    Whether the customer asked for dispatch on the same day. A known receiver reads it here; the order has a member of this name too.
    """
    SameDayDispatchCost: Decimal | int | None
    """
    Cost of dispatch on the same day; not part of `TotalShippingPrice`.
    """
    CCFPrice: Decimal | int | None
    """
    Customs clearance fees, beside `TotalCCFPrice`. A known receiver reads both; how they differ is not documented.
    """
    TotalCCFPrice: Decimal | int | None
    """
    Customs clearance fees; part of `TotalDutiesPrice`.
    """
    TotalDutiesPrice: Decimal | int | None
    """
    Duties and taxes with customs clearance fees.
    """
    USSalesTax: Decimal | int | None
    """
    Sales tax of the United States.
    """
    ShippingMethodCode: str | None
    """
    Code of the chosen shipping method, as the merchant's site knows it, or Global-e's own where the site has none for it.
    """
    ShippingMethodName: str | None
    """
    Name of the chosen shipping method, `Ship-GlobalE` in the sample.
    """
    PaymentMethodCode: str | None
    """
    Code of the chosen payment method, as the merchant's site knows it, or Global-e's own where the site has none for it.
    """
    PaymentMethodName: str | None
    """
    Name of the chosen payment method, `Visa` in the sample.
    """
    CardNumberLastFourDigits: str | None
    """
    The last four digits of the number of the card that paid, `1111` in the sample.
    """
    ExpirationDate: str | None
    """
    Until when the card is good. The vendor describes `YYYY-MM-DD`; the sample has `2030-3-31`, without leading zeros.
    """
    DoNotChargeVAT: bool | None
    """
    Whether the customer was charged no VAT. A known receiver reads it here; the order has a member of this name too.
    """
    PrePayOffered: bool | None
    """
    Whether the customer was offered to pay duties and taxes in advance, going by the name; that it is a truth value is inferred too.
    """
    DutiesGuaranteed: bool | None
    """
    Whether the customer chose guaranteed duties and taxes.
    """
    OrderTrackingNumber: str | None
    """
    The international shipper's tracking number.
    """
    OrderTrackingUrl: str | None
    """
    URL of the order's tracking page. Percent-encoded in some bodies and plain in others. The sample is cut short and ends in a bare `%`, on which a strict decoder fails: take the value as it is then.
    """
    OrderWaybillNumber: str | None
    """
    The international shipper's waybill number.
    """
    OrderWaybillUrl: str | None
    """
    Address at which the waybill of `OrderWaybillNumber` can be seen.
    """
    ShippingMethodTypeCode: str | None
    """
    Code of the kind of shipping that the method belongs to, `Standard` in the sample.
    """
    ShippingMethodTypeName: str | None
    """
    That kind of shipping in words, `Standard Courier` in the sample.
    """
    DeliveryDaysFrom: int | None
    """
    The fewest days that delivery takes.
    """
    DeliveryDaysTo: int | None
    """
    The most days that delivery takes.
    """
    ConsignmentFee: Decimal | int | None
    """
    Consignment fee; part of `TotalShippingPrice`.
    """
    SizeOverchargeValue: Decimal | int | None
    """
    Surcharge for oversized goods; part of `TotalShippingPrice`.
    """
    RemoteAreaSurcharge: Decimal | int | None
    """
    Surcharge for remote areas; part of `TotalShippingPrice`.
    """
    DiscountedShippingPrice: Decimal | int | None
    """
    What the customer paid for shipping after discounts.
    """
    CashOnDeliveryFee: Decimal | int | None
    """
    Fee that the customer paid for cash on delivery.
    """
    ParcelsTracking: Sequence[models.MerchantParcelTracking | MerchantParcelTrackingDict] | None
    """
    Tracking of each parcel. An empty list in the sample, null in other bodies.
    """
    TotalVATAmount: Decimal | int | None
    """
    VAT that the customer paid to Global-e.
    """
    ShippingVATRate: Decimal | int | None
    """
    The VAT rate on shipping, in percent as it seems from `7.0000` in the sample.
    """
    ShippingMethodStatusCode: str | None
    """
    Code of the shipment's status, as the merchant's site knows it, or Global-e's own where the site has none for it. The sample shows `Undefined`; the list is open.
    """
    ShippingMethodStatusName: str | None
    """
    The shipment's status in words, `undefined` in the sample.
    """
    ShipmentStatusUpdateTime: str | None
    """
    When the shipment's status last changed, in the format of RFC 2822. The sample shows null.
    """
    ShipmentLocation: str | None
    """
    Where the shipment is. Only null is known; that it is text is inferred from its name.
    """
    CustomerDTBreakdown: models.DTBreakdown | DTBreakdownDict | None
    """
    The parts of duties and taxes that the customer paid.
    """
    MerchantDTBreakdown: models.DTBreakdown | DTBreakdownDict | None
    """
    The parts of duties and taxes that the merchant subsidised.
    """
    PaymentTransactionGUID: str | None
    """
    Id of the payment's transaction. Listed by the vendor for a sister product.
    """
    PaymentTransactionReference: str | None
    """
    Reference of the payment's transaction. Listed by the vendor for a sister product.
    """


class MerchantBrandDict(TypedDict, total=False):
    """
    A brand. The vendor names the class but its members are shown nowhere; they are inferred from the brand that a merchant sends.
    """

    BrandCode: str | None
    """
    The brand's code at the merchant, inferred from the brand that a merchant sends.
    """
    Name: str | None
    """
    The brand in words, inferred from the brand that a merchant sends.
    """


class MerchantCategoryDict(TypedDict, total=False):
    """
    A category. The vendor names the class but its members are shown nowhere; they are inferred from the category that a merchant sends.
    """

    CategoryCode: str | None
    """
    The category's code at the merchant, inferred from the category that a merchant sends.
    """
    Name: str | None
    """
    The category in words, inferred from the category that a merchant sends.
    """


class MerchantCustomerDict(TypedDict, total=False):
    """
    Preferences on the customer who pays.
    """

    IsEndCustomerPrimary: bool | None
    """
    True when the primary address objects are the end customer's and the secondary ones Global-e's; false when it is the other way round.
    """
    SendConfirmation: bool | None
    """
    Whether the merchant should send a confirmation of the order.
    """
    EmailAddress: str | None
    """
    The customer's email address. Real bodies have it, the vendor's table does not list it.
    """


class MerchantCustomerDetailsDict(TypedDict, total=False):
    """
    A customer's name and address. All texts of the end customer's objects come percent-encoded, with `+` for a space (`Petah+Tiqwa`): decode them, and take a value as it is where decoding fails.
    """

    FirstName: str | None
    """
    The customer's first name; `FirstNameInLocalCulture` has it in the customer's own script.
    """
    LastName: str | None
    """
    The customer's last name; `LastNameInLocalCulture` has it in the customer's own script.
    """
    FirstNameInLocalCulture: str | None
    """
    First name in the customer's own script.
    """
    LastNameInLocalCulture: str | None
    """
    Last name in the customer's own script.
    """
    MiddleName: str | None
    """
    The customer's middle name, where there is one.
    """
    Salutation: str | None
    """
    Form of address, such as a title.
    """
    Company: str | None
    """
    Name of the company at this address, where there is one.
    """
    Address1: str | None
    """
    First line of the address.
    """
    Address2: str | None
    """
    Second line of the address.
    """
    City: str | None
    """
    City or town of the address; percent-encoded in a real body, as in `Petah+Tiqwa`.
    """
    StateCode: str | None
    """
    Code of the state or province of the address; `StateOrProvince` has its name.
    """
    StateOrProvince: str | None
    """
    Name of the state or province. The vendor's tables misspell it `StateOrProvice`; real bodies do not.
    """
    Zip: str | None
    """
    Postal code of the address, as text, so that leading zeros stay.
    """
    CountryCode: str | None
    """
    ISO 3166-1 code of the country, in two letters.
    """
    CountryCode3: str | None
    """
    ISO 3166-1 code of the country, in three letters.
    """
    CountryName: str | None
    """
    Name of the country whose codes are `CountryCode` and `CountryCode3`.
    """
    Email: str | None
    """
    The customer's e-mail address; percent-encoded in a real body, as in `alextest%40test.com`.
    """
    Phone1: str | None
    """
    The customer's first telephone number, as text.
    """
    Phone2: str | None
    """
    A second telephone number of the customer, where there is one.
    """
    Fax: str | None
    """
    The customer's fax number, where there is one.
    """
    AddressBookId: str | None
    """
    Id of the address in the customer's address book on the merchant's site.
    """
    AddressBookName: str | None
    """
    Name of the address in the customer's address book on the merchant's site.
    """
    SaveAddress: bool | None
    """
    Whether the merchant's site should save the address in the customer's address book.
    """


class MerchantDiscountDict(TypedDict, total=False):
    """
    A discount, or where the list is `Markups`, a surcharge.
    """

    Name: str | None
    """
    Name of the discount, or in `Markups` of the surcharge.
    """
    Description: str | None
    """
    The discount, or in `Markups` the surcharge, described in words.
    """
    Price: Decimal | int | None
    """
    The discount's value in the merchant's currency.
    """
    InternationalPrice: Decimal | int | None
    """
    The discount's value in the customer's currency.
    """
    DiscountType: int | None
    """
    What the discount is for: 1 the cart, 2 shipping, 3 loyalty points, 4 duties and taxes, 5 loyalty points at checkout, 6 the fee for cash on delivery. The list is open.
    """
    VATRate: Decimal | int | None
    """
    VAT rate on the discount, in percent.
    """
    LocalVATRate: Decimal | int | None
    """
    VAT rate that would hold if the order were domestic, in percent.
    """
    CouponCode: str | None
    """
    Code of the coupon behind the discount.
    """
    DiscountCode: str | None
    """
    The discount's code on the merchant's site.
    """
    ProductCartItemId: str | None
    """
    The cart item that the discount belongs to.
    """
    LoyaltyVoucherCode: str | None
    """
    Code of the loyalty voucher behind the discount.
    """


class MerchantOrderDict(TypedDict, total=False):
    """
    An order as Global-e reports it to the merchant: the body of the callback, and an element of what GetOrdersDetails returns.

    In the callback only `OrderId` and `StatusCode` are mandatory; nothing is said of what GetOrdersDetails always gives. Any other member
    can be missing or null, and members not listed here may come: keep or ignore them. Which members a real body holds depends on what it
    reports; a status change carries few of them.
    """

    OrderId: Required[str]
    """
    The order's Global-e id, such as `GE10047946955SG`. Ids come in several shapes, some of them digits alone.
    """
    StatusCode: str
    """
    The order's status. `CANCELLED` is the documented one; `canceled` and `N/A` occur too, and a known receiver compares without regard to case and acts on `CANCELLED`, `CUSTOM.CANCELLED`, `FAILED` and `COMPLETED`. The list is open: a receiver records an unknown code and does nothing else.
    """
    OrderStatusReason: models.MerchantOrderStatusReason | MerchantOrderStatusReasonDict | None
    """
    Why the order has this status; read by a known receiver for cancelled and failed orders.
    """
    MerchantGUID: str | None
    """
    The secret that Global-e and the merchant share, by which the receiver recognises the caller. Compare it without regard to case, and do not log it. Real bodies always carry it. The sample's value is cut short.
    """
    CartId: str | None
    """
    Id of the cart on the merchant's site that became this order.
    """
    CartHash: str | None
    """
    Hash of the cart, as the merchant's site sent it.
    """
    MerchantOrderId: str | None
    """
    The order's id on the merchant's site. A known receiver cannot do without it.
    """
    MerchantInternalOrderId: str | None
    """
    A second id of the order on the merchant's site, for its inner use. The sample shows the value of `MerchantOrderId`.
    """
    PriceCoefficientRate: Decimal | int | None
    """
    The coefficient of the customer's country, by which the order's prices were multiplied.
    """
    WebStoreCode: str | None
    """
    Code of the merchant's web shop.
    """
    WebStoreInstanceCode: str | None
    """
    Code of the instance of the web shop; a host name in the sample.
    """
    DiscountedShippingPrice: Decimal | int | None
    """
    What the customer paid for shipping after discounts, in the merchant's currency.
    """
    InternationalDetails: models.InternationalDetails | InternationalDetailsDict | None
    """
    What the customer chose and paid, in the customer's currency, with the order's way to the customer.
    """
    GiftCards: Sequence[Mapping[str, Any]] | None
    """
    Gift cards that were used. The sample shows null.
    """
    DeclarativeShippingPriceInCustomerCurrency: Decimal | int | None
    """
    The shipping price to declare to customs, in the customer's currency. The sample has it here; another page of the vendor places it in `InternationalDetails`.
    """
    TotalValueForCustoms: Decimal | int | None
    """
    The value of the whole shipment to declare to customs.
    """
    TaxCalculationRule: str | None
    """
    What duties and taxes are computed from. `FOB`, `CIF` and `CIFD` are known; the list is open.
    """
    AdditionalRequiredDocuments: Sequence[models.OrderDocument | OrderDocumentDict] | None
    """
    Further documents that shipping requires. While some are listed, the merchant has to wait for them before fulfilling.
    """
    OrderDocuments: Any
    """
    Documents of the order. A known receiver stores whatever it finds here; the kind of value is not known.
    """
    AllowMailsFromMerchant: bool | None
    """
    Whether the customer agreed at checkout to emails from the merchant.
    """
    AllowDirectCommunicationFromMerchant: bool | None
    """
    Whether the merchant may write to the customer directly.
    """
    TnCConsent: bool | None
    """
    Whether the customer agreed to the terms and conditions.
    """
    CookieConsent: Any
    """
    The customer's consent to cookies. The kind of value is not known; a known receiver takes 0 when it is missing.
    """
    CashOnDeliveryFee: Decimal | int | None
    """
    Fee for cash on delivery, in the merchant's currency.
    """
    CCFPrice: Decimal | int | None
    """
    Customs clearance fees, in the merchant's currency; part of `TotalDutiesAndTaxesPrice`.
    """
    ClearCart: bool | None
    """
    Whether the merchant's site has to empty the customer's cart before it responds.
    """
    CultureCode: str | None
    """
    Language and region of the customer.
    """
    InitialCheckoutCultureCode: str | None
    """
    Language and region in which the checkout was opened.
    """
    CurrencyCode: str | None
    """
    ISO 4217 code of the order's currency, by default the merchant's own.
    """
    CurrencyName: str | None
    """
    Name of the customer's currency. Only GetOrdersDetails gives it.
    """
    DateCreated: str | None
    """
    When the order was created, as in `2021-06-22T19:21:55`, without a zone.
    """
    Customer: models.MerchantCustomer | MerchantCustomerDict | None
    """
    Which of the address objects belong to the end customer, and how to deal with the paying one.
    """
    CustomerComments: str | None
    """
    Text that the customer entered at checkout. The vendor lists the member twice; by the other entry it holds the gift message, or in the offline flow a comment on a product.
    """
    CustomerDTBreakdown: models.DTBreakdown | DTBreakdownDict | None
    """
    The parts of duties and taxes that the customer paid.
    """
    MerchantDTBreakdown: models.DTBreakdown | DTBreakdownDict | None
    """
    The parts of duties and taxes that the merchant subsidised.
    """
    Discounts: Sequence[models.MerchantDiscount | MerchantDiscountDict] | None
    """
    Discounts on the cart, on shipping, on duties and so on, an element for each; its `DiscountType` says which.
    """
    Markups: Sequence[models.MerchantDiscount | MerchantDiscountDict] | None
    """
    Surcharges, in the structure of discounts: what Global-e pays on top to the merchant, such as for a flat shipping price above the computed one. Not meant to be shown to the customer.
    """
    DoNotChargeVAT: bool | None
    """
    Whether the customer was charged no VAT at checkout.
    """
    FreeShippingCouponCode: str | None
    """
    Code of the coupon that made shipping free.
    """
    IsFreeShipping: bool | None
    """
    Whether shipping was free for the customer.
    """
    HubId: int | None
    """
    Seems to be the number of the Global-e hub that handles the order.
    """
    IsReplacementOrder: bool | None
    """
    Whether the order replaces an earlier one.
    """
    OriginalOrder: Mapping[str, Any] | None
    """
    The order that this one replaces.
    """
    IsSplitOrder: bool | None
    """
    Whether the order is to be handled as a split one, without consolidation.
    """
    IsSupressPersonalInformation: bool | None
    """
    Whether the customer's personal data are held back. The misspelling is the wire name.
    """
    IsTaxExemption: bool | None
    """
    Whether the order is exempt from tax.
    """
    IsGiftWrappingRequired: bool | None
    """
    Whether the order is to be gift-wrapped.
    """
    OrderCreationSource: Any
    """
    Where the order came from. The kind of value is not known; a known receiver turns it into a number and takes 0 when it is missing.
    """
    OrderCreationSourceInfo: Any
    """
    Details of `OrderCreationSource`. The kind of value is not known.
    """
    TotalDutiesPaidByCustomerPrice: Decimal | int | None
    """
    All duties that the customer paid. That it is a number is inferred from its name.
    """
    USSalesTax: Decimal | int | None
    """
    Sales tax of the United States. That it is a number is inferred from its namesake in `InternationalDetails`.
    """
    ShippingVATRate: Decimal | int | None
    """
    VAT rate on shipping in percent. That it is a number is inferred from its namesake in `InternationalDetails`.
    """
    LoyaltyCode: str | None
    """
    The customer's code in the merchant's loyalty programme.
    """
    LoyaltyPointsEarned: Decimal | int | None
    """
    Loyalty points that the order earned.
    """
    LoyaltyPointsSpent: Decimal | int | None
    """
    Loyalty points that the customer spent on the order.
    """
    OriginalMerchantTotalProductsDiscountedPrice: Decimal | int | None
    """
    Seems to be the sum of the products' prices after discounts, in the merchant's currency.
    """
    OTVoucherCode: str | None
    """
    Code of a one-time voucher.
    """
    OTVoucherAmount: Decimal | int | None
    """
    What was taken off the one-time voucher, in the currency of `OTVoucherCurrencyCode`.
    """
    OTVoucherCurrencyCode: str | None
    """
    ISO 4217 code of the voucher's currency. One receiver reads `OTCurrencyCode` instead.
    """
    Parcels: Sequence[Mapping[str, Any]] | None
    """
    The order's parcels. A sample of the vendor has the list; nothing is known of its elements.
    """
    PaymentDetails: models.MerchantPaymentDetails | MerchantPaymentDetailsDict | None
    """
    How the order was paid. Secret; must not be logged.
    """
    PrimaryBilling: models.MerchantCustomerDetails | MerchantCustomerDetailsDict | None
    """
    Billing address of the primary customer, who is Global-e unless `Customer.IsEndCustomerPrimary` is true.
    """
    PrimaryShipping: models.MerchantCustomerDetails | MerchantCustomerDetailsDict | None
    """
    Shipping address of the primary customer, who is Global-e unless `Customer.IsEndCustomerPrimary` is true.
    """
    SecondaryBilling: models.MerchantCustomerDetails | MerchantCustomerDetailsDict | None
    """
    Billing address of the secondary customer, the end customer unless `Customer.IsEndCustomerPrimary` is true.
    """
    SecondaryShipping: models.MerchantCustomerDetails | MerchantCustomerDetailsDict | None
    """
    Shipping address of the secondary customer, the end customer unless `Customer.IsEndCustomerPrimary` is true.
    """
    Products: Sequence[models.MerchantProduct | MerchantProductDict] | None
    """
    The lines of the order, each a product with its quantity and its prices.
    """
    ReservationRequestId: Any
    """
    Id of a reservation. Only null is known, so any value is allowed here.
    """
    RoundingRate: Decimal | int | None
    """
    Average rate that turns what the customer paid into what Global-e pays to the merchant, in the merchant's currency. It holds the exchange rate and the rounding for the market.
    """
    SameDayDispatch: bool | None
    """
    Whether the customer asked for dispatch on the same day.
    """
    SameDayDispatchCost: Decimal | int | None
    """
    Cost of dispatch on the same day, in the merchant's currency.
    """
    ShippingMethodCode: str | None
    """
    Code of the local shipping method, from those that the merchant's site offered for the cart.
    """
    ShipToStoreCode: str | None
    """
    Code of the merchant's store to which the customer has the order sent.
    """
    UrlParameters: str | None
    """
    Seems to hold parameters of a URL; what they are for is not documented.
    """
    TotalDutiesAndTaxesPrice: Decimal | int | None
    """
    All duties and taxes of the order, with customs clearance fees.
    """
    UserId: str | None
    """
    The customer's id on the merchant's site.
    """
    ExporterDetails: models.ExporterDetails | ExporterDetailsDict | None
    """
    The exporter's registrations, for shipping documents.
    """
    ImporterDetails: models.ImporterDetails | ImporterDetailsDict | None
    """
    The importer, for shipping documents.
    """
    Subs: list[Any] | tuple[Any, ...] | None
    """
    Parts of a mixed order. Nothing is known of the elements, so they may be any JSON value.
    """


class MerchantOrderStatusReasonDict(TypedDict, total=False):
    """
    The reason as the callback carries it. The same members as `OrderStatusReason`, none of them required: a known receiver reads the code and goes on without it.
    """

    OrderStatusReasonCode: str | None
    """
    The reason's code, mapped for each merchant.
    """
    Name: str | None
    """
    The reason in words, inferred from the reason that a merchant sends.
    """


class MerchantParcelTrackingDict(TypedDict, total=False):
    """
    Tracking of one parcel, as Global-e reports it.
    """

    ParcelCode: str | None
    """
    The merchant's code of the parcel, as it was sent with the dispatch.
    """
    ParcelTrackingNumber: str | None
    """
    The parcel's number at its shipper.
    """
    ParcelTrackingUrl: str | None
    """
    Address of the shipper's page that tracks the parcel.
    """


class MerchantPaymentDetailsDict(TypedDict, total=False):
    """
    The means of payment and its owner. Secret: it can hold a card's number and security code, and must not be logged, stored in the clear or shown.
    """

    CardNumber: str | None
    """
    The number of the card that paid. Secret; must not be logged or shown.
    """
    CVVNumber: str | None
    """
    The card's security code. Secret.
    """
    ExpirationDate: str | None
    """
    Until when the card is good, as `YYYY-MM-DD`; leading zeros can be missing. `2999-12-31` stands for never.
    """
    OwnerFirstName: str | None
    """
    First name of the card's owner. The vendor cuts it after 40 characters.
    """
    OwnerLastName: str | None
    """
    Last name of the card's owner. The vendor cuts it after 40 characters.
    """
    OwnerName: str | None
    """
    Full name of the card's owner. The vendor cuts it after 40 characters.
    """
    PaymentMethodCode: str | None
    """
    Code of the method by which the order was paid. The callback's sample has `1` for Visa in `InternationalDetails`.
    """
    PaymentMethodName: str | None
    """
    Name of the method by which the order was paid. The callback's sample has `Visa` in `InternationalDetails`.
    """
    PaymentMethodTypeCode: str | None
    """
    Code of the group that the payment method belongs to. No values are documented.
    """
    Address1: str | None
    """
    First line of the owner's address.
    """
    Address2: str | None
    """
    Second line of the owner's address.
    """
    City: str | None
    """
    City or town of the owner.
    """
    StateCode: str | None
    """
    Code of the owner's state or province.
    """
    StateOrProvince: str | None
    """
    Name of the owner's state or province.
    """
    Zip: str | None
    """
    Postal code of the owner's address, as text, so that leading zeros stay.
    """
    CountryCode: str | None
    """
    ISO 3166-1 code of the owner's country, in two letters.
    """
    CountryCode3: str | None
    """
    ISO 3166-1 code of the owner's country, in three letters.
    """
    CountryName: str | None
    """
    Name of the country of the owner's address.
    """
    Email: str | None
    """
    The e-mail address of the card's owner.
    """
    Phone1: str | None
    """
    The first telephone number of the card's owner.
    """
    Phone2: str | None
    """
    The owner's second telephone number.
    """
    Fax: str | None
    """
    The fax number of the card's owner.
    """


class MerchantProductDict(TypedDict, total=False):
    """
    A product of an order, as Global-e reports it to the merchant. Not the product that the merchant sends on dispatch.
    """

    Sku: str | None
    """
    The product's SKU on the merchant's site.
    """
    Name: str | None
    """
    The product's name, in one of the vendor's samples; others call the member `ProductName`.
    """
    ProductName: str | None
    """
    The product's name, in other samples of the vendor.
    """
    Quantity: Decimal | int | None
    """
    How many pieces were ordered.
    """
    Price: Decimal | int | None
    """
    Price of one piece in the merchant's currency.
    """
    PriceBeforeRoundingRate: Decimal | int | None
    """
    The price before it was rounded for the customer's market. Which currency it is in is not documented.
    """
    PriceBeforeGlobalEDiscount: Decimal | int | None
    """
    The price before the discounts that Global-e gave, going by the name. Which currency it is in is not documented.
    """
    DiscountedPrice: Decimal | int | None
    """
    The price after discounts on the product and its share of those on the cart, in the merchant's currency.
    """
    DiscountedPriceForCustoms: Decimal | int | None
    """
    The price to declare to customs, in the merchant's currency, with duties and taxes taken out.
    """
    ListPrice: Decimal | int | None
    """
    The list price in the merchant's currency.
    """
    InternationalPrice: Decimal | int | None
    """
    Price of one piece in the customer's currency, rounded for the market.
    """
    InternationalDiscountedPrice: Decimal | int | None
    """
    The price after discounts, in the customer's currency.
    """
    InternationalDiscountedPriceForCustoms: Decimal | int | None
    """
    The price to declare to customs, in the customer's currency.
    """
    InternationalDiscountedPriceInMerchantCurrency: Decimal | int | None
    """
    The customer's price after discounts, converted to the merchant's currency.
    """
    InternationalListPrice: Decimal | int | None
    """
    The list price in the customer's currency.
    """
    LineItemInternationalPrice: Decimal | int | None
    """
    Price of the whole line in the customer's currency. Where it is given it goes before `InternationalPrice`; else the line costs that price times the quantity.
    """
    VATRate: Decimal | int | None
    """
    VAT rate on the product, in percent.
    """
    CustomerVATRate: Decimal | int | None
    """
    VAT rate that the customer was charged, in percent.
    """
    RoundingRate: Decimal | int | None
    """
    Rate that turns the customer's price into what Global-e pays to the merchant; it holds the exchange rate and the rounding for the market. It can have more than twenty decimals.
    """
    DTBreakdown: models.DTBreakdown | DTBreakdownDict | None
    """
    Duties and taxes of the product, in the merchant's currency.
    """
    InternationalDTBreakdown: models.DTBreakdown | DTBreakdownDict | None
    """
    Duties and taxes of the product, in the customer's currency.
    """
    CartItemId: str | None
    """
    The product's cart item, as the merchant's site named it. Samples of other methods also print it as a number.
    """
    ParentCartItemId: str | None
    """
    The cart item that this one is an option of.
    """
    CartItemOptionId: str | None
    """
    Id of this cart item as an option of its parent.
    """
    HandlingCode: str | None
    """
    Code for special handling, as the merchant's site gave it.
    """
    GiftMessage: str | None
    """
    Text to go with the product as a gift.
    """
    IsBackOrdered: bool | None
    """
    Whether the product is not in stock yet.
    """
    BackOrderDate: str | None
    """
    When the product should be in stock; free text.
    """
    IsGiftCard: bool | None
    """
    Whether the product is a gift card.
    """
    IsFixedPrice: bool | None
    """
    Whether the price is fixed, it seems, for the customer's country.
    """
    ProductCodeSecondary: str | None
    """
    A second code of the product. Only null is known; that it is text is inferred from its name.
    """
    GenericHSCode: str | None
    """
    The product's Harmonized System code, not specific to a country.
    """
    Brand: models.MerchantBrand | MerchantBrandDict | None
    """
    The brand of the product. The vendor names the class and shows none of its members.
    """
    Categories: Sequence[models.MerchantCategory | MerchantCategoryDict] | None
    """
    The categories of the product. The vendor names the class and shows none of its members.
    """
    Attributes: Sequence[models.CustomProductAttribute | CustomProductAttributeDict] | None
    """
    What the customer chose on a product that can be personalised, as keys and values.
    """
    ProductAttributes: Sequence[models.MerchantProductAttribute | MerchantProductAttributeDict] | None
    """
    Attributes such as size and colour, in the samples of the vendor.
    """


class MerchantProductAttributeDict(TypedDict, total=False):
    """
    An attribute of a product, such as its size, in the form of the attributes that a merchant sends.
    """

    AttributeCode: str | None
    """
    The attribute's code at the merchant, which denotes this one size or colour.
    """
    Name: str | None
    """
    The attribute in words, such as the name of a colour.
    """
    AttributeTypeCode: str | None
    """
    Code of the kind of attribute at the merchant, such as `size` or `color`.
    """


class OrderDocumentDict(TypedDict, total=False):
    """
    One document of an order or a parcel.
    """

    DocumentTypeCode: str | None
    """
    The kind of document, a number in a string: 1 commercial invoice, 2 packing list, 3 shipper's manifest, 4 label, 5 VAT invoice, 6 link to a dangerous goods declaration, 7 Global-e label, 8 customer's receipt or invoice, 9 archive label, 10 delivery advice, 11 export accompanying document (EAD). The list is open.
    """
    DocumentTypeName: str | None
    """
    The kind of document, in words.
    """
    DocumentExtension: str | None
    """
    The file format, PDF, ZPL or EPL; a sample has it in lower case.
    """
    DocumentReference: str | None
    """
    A reference by which the document is known. No source says who gives it, or shows one.
    """
    DocumentData: str | None
    """
    The file itself, in base64.
    """
    URL: str | None
    """
    Where the file can be fetched.
    """
    CreationDateTime: str | None
    """
    When the document was made, as `2024-01-30T10:55:21`, with no zone.
    """
    ParcelCode: str | None
    """
    The parcel that the document belongs to.
    """
    TrackingNumber: str | None
    """
    The tracking number that the document belongs to.
    """
    ShippingServiceName: str | None
    """
    Name of the shipping service that the document belongs to, going by the name.
    """
    ErrorMessage: str | None
    """
    Why this document could not be made.
    """


__all__ = [
    "CustomProductAttributeDict",
    "DTBreakdownDict",
    "ExporterDetailsDict",
    "ImporterDetailsDict",
    "InternationalDetailsDict",
    "MerchantBrandDict",
    "MerchantCategoryDict",
    "MerchantCustomerDetailsDict",
    "MerchantCustomerDict",
    "MerchantDiscountDict",
    "MerchantOrderDict",
    "MerchantOrderStatusReasonDict",
    "MerchantParcelTrackingDict",
    "MerchantPaymentDetailsDict",
    "MerchantProductAttributeDict",
    "MerchantProductDict",
    "OrderDocumentDict",
]
