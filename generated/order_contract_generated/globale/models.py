# Generated from spec/ by `make generate`; do not edit.

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Annotated, Any

from order_contract.wire.model import WireModel
from order_contract.wire.money import Amount, PrintedAmount, PrintedCode
from pydantic import ConfigDict, Field


class Attribute(WireModel):
    """
    An attribute of a product, such as its size.

    :param attribute_code: `AttributeCode`, str, required. The attribute's code at the merchant; Global-e maps
        it.
    :param attribute_type_code: `AttributeTypeCode`, str, required. Code of the kind of attribute at the
        merchant, such as `size`; Global-e maps it.
    :param name: `Name`, str | None. The attribute in words.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    attribute_code: Annotated[str, Field(alias="AttributeCode")]
    """
    The attribute's code at the merchant; Global-e maps it.
    """
    attribute_type_code: Annotated[str, Field(alias="AttributeTypeCode")]
    """
    Code of the kind of attribute at the merchant, such as `size`; Global-e maps it.
    """
    name: Annotated[str | None, Field(alias="Name")] = None
    """
    The attribute in words. The products of a cart carry attributes without it in public clients.
    """


class Brand(WireModel):
    """
    A brand as the merchant's site knows it.

    :param brand_code: `BrandCode`, str, required. The brand's code at the merchant; Global-e maps it.
    :param name: `Name`, str | None. The brand in words, `Brand2` in the sample.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    brand_code: Annotated[str, Field(alias="BrandCode")]
    """
    The brand's code at the merchant; Global-e maps it.
    """
    name: Annotated[str | None, Field(alias="Name")] = None
    """
    The brand in words, `Brand2` in the sample.
    """


class Category(WireModel):
    """
    A category of products as the merchant's site knows it.

    :param category_code: `CategoryCode`, str, required. The category's code at the merchant; Global-e maps it.
    :param name: `Name`, str | None. The category in words, `Maternity` in the sample.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    category_code: Annotated[str, Field(alias="CategoryCode")]
    """
    The category's code at the merchant; Global-e maps it.
    """
    name: Annotated[str | None, Field(alias="Name")] = None
    """
    The category in words, `Maternity` in the sample.
    """


class CustomProductAttribute(WireModel):
    """
    One attribute that the merchant defines.

    :param attribute_key: `AttributeKey`, str | None. The name by which the attribute is known, such as
        engraving.
    :param attribute_value: `AttributeValue`, str | None. The attribute's value.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    attribute_key: Annotated[str | None, Field(alias="AttributeKey")] = None
    """
    The name by which the attribute is known, such as engraving. An update that names a known one gives it a new value.
    """
    attribute_value: Annotated[str | None, Field(alias="AttributeValue")] = None
    """
    The attribute's value. `UpdateOrderProducts` refuses an empty one. The vendor's own cartridge sends a boolean for one key.
    """


class DTBreakdown(WireModel):
    """
    Parts of duties and taxes. Only one member is known.

    :param subsidy: `Subsidy`, Amount | None. What the merchant adds.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    subsidy: Annotated[Amount | None, Field(alias="Subsidy")] = None
    """
    What the merchant adds. A known receiver subtracts it from prices, which makes it a number.
    """


class DeliveryAdviceInformation(WireModel):
    """
    What a delivery advice is made from. No source tells its members, so it is left open.
    """

    model_config = ConfigDict(
        extra="allow",
    )


class ExceptionType(IntEnum):
    """
    Why a product is not dispatched: 1 out of stock, it will not come; 2 on backorder, pre-order or made to order, it will come later; 3 cancelled on request, it will not come. The vendor's table calls it a decimal; it is sent as an integer.
    """

    OUT_OF_STOCK = 1
    BACKORDER = 2
    CANCELLATION_BY_REQUEST = 3


class ExporterDetails(WireModel):
    """
    Registrations of the exporter, to be printed on shipping documents. Whether they are sent depends on the destination.

    :param local_registration_clearance: `LocalRegistrationClearance`, bool | None. Whether Global-e pays the
        order's taxes in the destination country.
    :param destination_registration_number: `DestinationRegistrationNumber`, str | None. Global-e's tax
        registration in the destination country.
    :param vat_registration_number: `VATRegistrationNumber`, str | None. The exporter's number in the register
        for value added tax.
    :param eori_number: `EORINumber`, str | None. EORI number, the European registration of traders at customs.
    :param ioss_number: `IOSSNumber`, str | None. Number in the European Import One-Stop Shop.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    local_registration_clearance: Annotated[bool | None, Field(alias="LocalRegistrationClearance")] = None
    """
    Whether Global-e pays the order's taxes in the destination country. When true, the registrations belong on the documents.
    """
    destination_registration_number: Annotated[str | None, Field(alias="DestinationRegistrationNumber")] = None
    """
    Global-e's tax registration in the destination country.
    """
    vat_registration_number: Annotated[str | None, Field(alias="VATRegistrationNumber")] = None
    """
    The exporter's number in the register for value added tax.
    """
    eori_number: Annotated[str | None, Field(alias="EORINumber")] = None
    """
    EORI number, the European registration of traders at customs.
    """
    ioss_number: Annotated[str | None, Field(alias="IOSSNumber")] = None
    """
    Number in the European Import One-Stop Shop. The vendor does not want it on commercial invoices.
    """


class GetOrdersManifestRequest(WireModel):
    """
    The orders or parcels to dispatch from a hub.

    :param order_ids: `OrderIds`, list[str] | None. Ids of the orders.
    :param merchant_order_ids: `MerchantOrderIds`, list[str] | None. The merchant's own ids of the orders.
    :param parcel_codes: `ParcelCodes`, list[str] | None. The merchant's codes of the parcels.
    :param tracking_numbers: `TrackingNumbers`, list[str] | None. Tracking numbers of the parcels.
    :param hub_code: `HubCode`, str | None. The merchant's code of a hub.
    :param outer_boxes_amount: `OuterBoxesAmount`, Amount | None. How many outer boxes a consolidated shipment
        has; at most one a parcel.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    order_ids: Annotated[list[str] | None, Field(alias="OrderIds")] = None
    """
    Ids of the orders. `DispatchConsolidatedShipment` takes Global-e ids; for `DispatchOrders` one sample prints bare numbers, so a merchant's own ids seem to be taken there too. Some ids in the samples begin with a blank.
    """
    merchant_order_ids: Annotated[list[str] | None, Field(alias="MerchantOrderIds")] = None
    """
    The merchant's own ids of the orders. The documents say that a list of them can be given, and name no member for it.
    """
    parcel_codes: Annotated[list[str] | None, Field(alias="ParcelCodes")] = None
    """
    The merchant's codes of the parcels. Dispatch by parcel must be switched on for the merchant.
    """
    tracking_numbers: Annotated[list[str] | None, Field(alias="TrackingNumbers")] = None
    """
    Tracking numbers of the parcels. Dispatch by parcel must be switched on for the merchant.
    """
    hub_code: Annotated[str | None, Field(alias="HubCode")] = None
    """
    The merchant's code of a hub. With it, only what was sent from that hub is dispatched.
    """
    outer_boxes_amount: Annotated[Amount | None, Field(alias="OuterBoxesAmount")] = None
    """
    How many outer boxes a consolidated shipment has; at most one a parcel.
    """


class GiftCard(WireModel):
    """
    A gift card that was used. Its members are not known; nothing is assumed here.
    """

    model_config = ConfigDict(
        extra="allow",
    )


class ImporterAddress(WireModel):
    """
    The importer's full address. Its members are not known; nothing is assumed here.
    """

    model_config = ConfigDict(
        extra="allow",
    )


class ImporterDetails(WireModel):
    """
    Who imports the order, to be printed on shipping documents.

    :param importer_type: `ImporterType`, int | None. 0 for a private importer, 1 for Global-e as the importer.
    :param company: `Company`, str | None. The importing company, the customer's or Global-e's.
    :param customer_tax_id: `CustomerTaxId`, str | None. The customer's tax number, which some countries
        require.
    :param vat_registration_number: `VATRegistrationNumber`, str | None. VAT registration number of the customer
        or of Global-e.
    :param address: `Address`, ImporterAddress | None. The importer's full address.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    importer_type: Annotated[int | None, Field(alias="ImporterType")] = None
    """
    0 for a private importer, 1 for Global-e as the importer. The list is open.
    """
    company: Annotated[str | None, Field(alias="Company")] = None
    """
    The importing company, the customer's or Global-e's.
    """
    customer_tax_id: Annotated[str | None, Field(alias="CustomerTaxId")] = None
    """
    The customer's tax number, which some countries require.
    """
    vat_registration_number: Annotated[str | None, Field(alias="VATRegistrationNumber")] = None
    """
    VAT registration number of the customer or of Global-e.
    """
    address: Annotated[ImporterAddress | None, Field(alias="Address")] = None
    """
    The importer's full address. No source shows its members.
    """


class Localization(WireModel):
    """
    An object of a product that the vendor's cartridge knows. Its members are not documented, so it is left open.
    """

    model_config = ConfigDict(
        extra="allow",
    )


class MerchantBrand(WireModel):
    """
    A brand. The vendor names the class but its members are shown nowhere; they are inferred from the brand that a merchant sends.

    :param brand_code: `BrandCode`, str | None. The brand's code at the merchant, inferred from the brand that a
        merchant sends.
    :param name: `Name`, str | None. The brand in words, inferred from the brand that a merchant sends.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    brand_code: Annotated[str | None, Field(alias="BrandCode")] = None
    """
    The brand's code at the merchant, inferred from the brand that a merchant sends.
    """
    name: Annotated[str | None, Field(alias="Name")] = None
    """
    The brand in words, inferred from the brand that a merchant sends.
    """


class MerchantCategory(WireModel):
    """
    A category. The vendor names the class but its members are shown nowhere; they are inferred from the category that a merchant sends.

    :param category_code: `CategoryCode`, str | None. The category's code at the merchant, inferred from the
        category that a merchant sends.
    :param name: `Name`, str | None. The category in words, inferred from the category that a merchant sends.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    category_code: Annotated[str | None, Field(alias="CategoryCode")] = None
    """
    The category's code at the merchant, inferred from the category that a merchant sends.
    """
    name: Annotated[str | None, Field(alias="Name")] = None
    """
    The category in words, inferred from the category that a merchant sends.
    """


class MerchantCustomer(WireModel):
    """
    Preferences on the customer who pays.

    :param is_end_customer_primary: `IsEndCustomerPrimary`, bool | None. True when the primary address objects
        are the end customer's and the secondary ones Global-e's; false when it is the other way round.
    :param send_confirmation: `SendConfirmation`, bool | None. Whether the merchant should send a confirmation
        of the order.
    :param email_address: `EmailAddress`, str | None. The customer's email address.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    is_end_customer_primary: Annotated[bool | None, Field(alias="IsEndCustomerPrimary")] = None
    """
    True when the primary address objects are the end customer's and the secondary ones Global-e's; false when it is the other way round.
    """
    send_confirmation: Annotated[bool | None, Field(alias="SendConfirmation")] = None
    """
    Whether the merchant should send a confirmation of the order.
    """
    email_address: Annotated[str | None, Field(alias="EmailAddress")] = None
    """
    The customer's email address. Real bodies have it, the vendor's table does not list it.
    """


class MerchantCustomerDetails(WireModel):
    """
    A customer's name and address. All texts of the end customer's objects come percent-encoded, with `+` for a space (`Petah+Tiqwa`): decode them, and take a value as it is where decoding fails.

    :param first_name: `FirstName`, str | None. The customer's first name; `FirstNameInLocalCulture` has it in
        the customer's own script.
    :param last_name: `LastName`, str | None. The customer's last name; `LastNameInLocalCulture` has it in the
        customer's own script.
    :param first_name_in_local_culture: `FirstNameInLocalCulture`, str | None. First name in the customer's own
        script.
    :param last_name_in_local_culture: `LastNameInLocalCulture`, str | None. Last name in the customer's own
        script.
    :param middle_name: `MiddleName`, str | None. The customer's middle name, where there is one.
    :param salutation: `Salutation`, str | None. Form of address, such as a title.
    :param company: `Company`, str | None. Name of the company at this address, where there is one.
    :param address1: `Address1`, str | None. First line of the address.
    :param address2: `Address2`, str | None. Second line of the address.
    :param city: `City`, str | None. City or town of the address; percent-encoded in a real body, as in
        `Petah+Tiqwa`.
    :param state_code: `StateCode`, str | None. Code of the state or province of the address; `StateOrProvince`
        has its name.
    :param state_or_province: `StateOrProvince`, str | None. Name of the state or province.
    :param zip: `Zip`, str | None. Postal code of the address, as text, so that leading zeros stay.
    :param country_code: `CountryCode`, str | None. ISO 3166-1 code of the country, in two letters.
    :param country_code3: `CountryCode3`, str | None. ISO 3166-1 code of the country, in three letters.
    :param country_name: `CountryName`, str | None. Name of the country whose codes are `CountryCode` and
        `CountryCode3`.
    :param email: `Email`, str | None. The customer's e-mail address; percent-encoded in a real body, as in
        `alextest%40test.com`.
    :param phone1: `Phone1`, str | None. The customer's first telephone number, as text.
    :param phone2: `Phone2`, str | None. A second telephone number of the customer, where there is one.
    :param fax: `Fax`, str | None. The customer's fax number, where there is one.
    :param address_book_id: `AddressBookId`, str | None. Id of the address in the customer's address book on the
        merchant's site.
    :param address_book_name: `AddressBookName`, str | None. Name of the address in the customer's address book
        on the merchant's site.
    :param save_address: `SaveAddress`, bool | None. Whether the merchant's site should save the address in the
        customer's address book.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    first_name: Annotated[str | None, Field(alias="FirstName")] = None
    """
    The customer's first name; `FirstNameInLocalCulture` has it in the customer's own script.
    """
    last_name: Annotated[str | None, Field(alias="LastName")] = None
    """
    The customer's last name; `LastNameInLocalCulture` has it in the customer's own script.
    """
    first_name_in_local_culture: Annotated[str | None, Field(alias="FirstNameInLocalCulture")] = None
    """
    First name in the customer's own script.
    """
    last_name_in_local_culture: Annotated[str | None, Field(alias="LastNameInLocalCulture")] = None
    """
    Last name in the customer's own script.
    """
    middle_name: Annotated[str | None, Field(alias="MiddleName")] = None
    """
    The customer's middle name, where there is one.
    """
    salutation: Annotated[str | None, Field(alias="Salutation")] = None
    """
    Form of address, such as a title.
    """
    company: Annotated[str | None, Field(alias="Company")] = None
    """
    Name of the company at this address, where there is one.
    """
    address1: Annotated[str | None, Field(alias="Address1")] = None
    """
    First line of the address.
    """
    address2: Annotated[str | None, Field(alias="Address2")] = None
    """
    Second line of the address.
    """
    city: Annotated[str | None, Field(alias="City")] = None
    """
    City or town of the address; percent-encoded in a real body, as in `Petah+Tiqwa`.
    """
    state_code: Annotated[str | None, Field(alias="StateCode")] = None
    """
    Code of the state or province of the address; `StateOrProvince` has its name.
    """
    state_or_province: Annotated[str | None, Field(alias="StateOrProvince")] = None
    """
    Name of the state or province. The vendor's tables misspell it `StateOrProvice`; real bodies do not.
    """
    zip: Annotated[str | None, Field(alias="Zip")] = None
    """
    Postal code of the address, as text, so that leading zeros stay.
    """
    country_code: Annotated[str | None, Field(alias="CountryCode")] = None
    """
    ISO 3166-1 code of the country, in two letters.
    """
    country_code3: Annotated[str | None, Field(alias="CountryCode3")] = None
    """
    ISO 3166-1 code of the country, in three letters.
    """
    country_name: Annotated[str | None, Field(alias="CountryName")] = None
    """
    Name of the country whose codes are `CountryCode` and `CountryCode3`.
    """
    email: Annotated[str | None, Field(alias="Email")] = None
    """
    The customer's e-mail address; percent-encoded in a real body, as in `alextest%40test.com`.
    """
    phone1: Annotated[str | None, Field(alias="Phone1")] = None
    """
    The customer's first telephone number, as text.
    """
    phone2: Annotated[str | None, Field(alias="Phone2")] = None
    """
    A second telephone number of the customer, where there is one.
    """
    fax: Annotated[str | None, Field(alias="Fax")] = None
    """
    The customer's fax number, where there is one.
    """
    address_book_id: Annotated[str | None, Field(alias="AddressBookId")] = None
    """
    Id of the address in the customer's address book on the merchant's site.
    """
    address_book_name: Annotated[str | None, Field(alias="AddressBookName")] = None
    """
    Name of the address in the customer's address book on the merchant's site.
    """
    save_address: Annotated[bool | None, Field(alias="SaveAddress")] = None
    """
    Whether the merchant's site should save the address in the customer's address book.
    """


class MerchantDiscount(WireModel):
    """
    A discount, or where the list is `Markups`, a surcharge.

    :param name: `Name`, str | None. Name of the discount, or in `Markups` of the surcharge.
    :param description: `Description`, str | None. The discount, or in `Markups` the surcharge, described in
        words.
    :param price: `Price`, Amount | None. The discount's value in the merchant's currency.
    :param international_price: `InternationalPrice`, Amount | None. The discount's value in the customer's
        currency.
    :param discount_type: `DiscountType`, int | None. What the discount is for: 1 the cart, 2 shipping, 3
        loyalty points, 4 duties and taxes, 5 loyalty points at checkout, 6 the fee for cash on delivery.
    :param vat_rate: `VATRate`, Amount | None. VAT rate on the discount, in percent.
    :param local_vat_rate: `LocalVATRate`, Amount | None. VAT rate that would hold if the order were domestic,
        in percent.
    :param coupon_code: `CouponCode`, str | None. Code of the coupon behind the discount.
    :param discount_code: `DiscountCode`, str | None. The discount's code on the merchant's site.
    :param product_cart_item_id: `ProductCartItemId`, str | None. The cart item that the discount belongs to.
    :param loyalty_voucher_code: `LoyaltyVoucherCode`, str | None. Code of the loyalty voucher behind the
        discount.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    name: Annotated[str | None, Field(alias="Name")] = None
    """
    Name of the discount, or in `Markups` of the surcharge.
    """
    description: Annotated[str | None, Field(alias="Description")] = None
    """
    The discount, or in `Markups` the surcharge, described in words.
    """
    price: Annotated[Amount | None, Field(alias="Price")] = None
    """
    The discount's value in the merchant's currency.
    """
    international_price: Annotated[Amount | None, Field(alias="InternationalPrice")] = None
    """
    The discount's value in the customer's currency.
    """
    discount_type: Annotated[int | None, Field(alias="DiscountType")] = None
    """
    What the discount is for: 1 the cart, 2 shipping, 3 loyalty points, 4 duties and taxes, 5 loyalty points at checkout, 6 the fee for cash on delivery. The list is open.
    """
    vat_rate: Annotated[Amount | None, Field(alias="VATRate")] = None
    """
    VAT rate on the discount, in percent.
    """
    local_vat_rate: Annotated[Amount | None, Field(alias="LocalVATRate")] = None
    """
    VAT rate that would hold if the order were domestic, in percent.
    """
    coupon_code: Annotated[str | None, Field(alias="CouponCode")] = None
    """
    Code of the coupon behind the discount.
    """
    discount_code: Annotated[str | None, Field(alias="DiscountCode")] = None
    """
    The discount's code on the merchant's site.
    """
    product_cart_item_id: Annotated[str | None, Field(alias="ProductCartItemId")] = None
    """
    The cart item that the discount belongs to.
    """
    loyalty_voucher_code: Annotated[str | None, Field(alias="LoyaltyVoucherCode")] = None
    """
    Code of the loyalty voucher behind the discount.
    """


class MerchantOrderParcel(WireModel):
    """
    A parcel of an order. Its members are not known; nothing is assumed here.
    """

    model_config = ConfigDict(
        extra="allow",
    )


class MerchantOrderStatusReason(WireModel):
    """
    The reason as the callback carries it. The same members as `OrderStatusReason`, none of them required: a known receiver reads the code and goes on without it.

    :param order_status_reason_code: `OrderStatusReasonCode`, str | None. The reason's code, mapped for each
        merchant.
    :param name: `Name`, str | None. The reason in words, inferred from the reason that a merchant sends.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    order_status_reason_code: Annotated[str | None, Field(alias="OrderStatusReasonCode")] = None
    """
    The reason's code, mapped for each merchant.
    """
    name: Annotated[str | None, Field(alias="Name")] = None
    """
    The reason in words, inferred from the reason that a merchant sends.
    """


class MerchantOrderTracking(WireModel):
    """
    Where a shipment is and what its state is. The documents do not say which members are always there.

    :param shipping_method_code: `ShippingMethodCode`, str | None. Code of the shipping method by which the
        order travels.
    :param shipping_method_name: `ShippingMethodName`, str | None. Name of the shipping method by which the
        order travels.
    :param shipping_method_status_code: `ShippingMethodStatusCode`, str | None. Code of the shipment's state.
    :param shipping_method_status_name: `ShippingMethodStatusName`, str | None. The shipment's state in words.
    :param shipment_status_update_time: `ShipmentStatusUpdateTime`, str | None. When the state last changed, in
        UTC, written as RFC 2822 has it (`Fri, 8 Aug 2014 17:13:07 +0000`).
    :param shipment_location: `ShipmentLocation`, str | None. Where the shipment was last seen.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    shipping_method_code: Annotated[str | None, Field(alias="ShippingMethodCode")] = None
    """
    Code of the shipping method by which the order travels.
    """
    shipping_method_name: Annotated[str | None, Field(alias="ShippingMethodName")] = None
    """
    Name of the shipping method by which the order travels.
    """
    shipping_method_status_code: Annotated[str | None, Field(alias="ShippingMethodStatusCode")] = None
    """
    Code of the shipment's state. No list of codes is documented.
    """
    shipping_method_status_name: Annotated[str | None, Field(alias="ShippingMethodStatusName")] = None
    """
    The shipment's state in words. `Received in Hub` is the one that the documents name.
    """
    shipment_status_update_time: Annotated[str | None, Field(alias="ShipmentStatusUpdateTime")] = None
    """
    When the state last changed, in UTC, written as RFC 2822 has it (`Fri, 8 Aug 2014 17:13:07 +0000`).
    """
    shipment_location: Annotated[str | None, Field(alias="ShipmentLocation")] = None
    """
    Where the shipment was last seen.
    """


class MerchantParcelTracking(WireModel):
    """
    Tracking of one parcel, as Global-e reports it.

    :param parcel_code: `ParcelCode`, str | None. The merchant's code of the parcel, as it was sent with the
        dispatch.
    :param parcel_tracking_number: `ParcelTrackingNumber`, str | None. The parcel's number at its shipper.
    :param parcel_tracking_url: `ParcelTrackingUrl`, str | None. Address of the shipper's page that tracks the
        parcel.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    parcel_code: Annotated[str | None, Field(alias="ParcelCode")] = None
    """
    The merchant's code of the parcel, as it was sent with the dispatch.
    """
    parcel_tracking_number: Annotated[str | None, Field(alias="ParcelTrackingNumber")] = None
    """
    The parcel's number at its shipper.
    """
    parcel_tracking_url: Annotated[str | None, Field(alias="ParcelTrackingUrl")] = None
    """
    Address of the shipper's page that tracks the parcel.
    """


class MerchantPaymentDetails(WireModel):
    """
    The means of payment and its owner. Secret: it can hold a card's number and security code, and must not be logged, stored in the clear or shown.

    :param card_number: `CardNumber`, str | None. The number of the card that paid.
    :param cvv_number: `CVVNumber`, str | None. The card's security code.
    :param expiration_date: `ExpirationDate`, str | None. Until when the card is good, as `YYYY-MM-DD`; leading
        zeros can be missing.
    :param owner_first_name: `OwnerFirstName`, str | None. First name of the card's owner.
    :param owner_last_name: `OwnerLastName`, str | None. Last name of the card's owner.
    :param owner_name: `OwnerName`, str | None. Full name of the card's owner.
    :param payment_method_code: `PaymentMethodCode`, str | None. Code of the method by which the order was paid.
    :param payment_method_name: `PaymentMethodName`, str | None. Name of the method by which the order was paid.
    :param payment_method_type_code: `PaymentMethodTypeCode`, str | None. Code of the group that the payment
        method belongs to.
    :param address1: `Address1`, str | None. First line of the owner's address.
    :param address2: `Address2`, str | None. Second line of the owner's address.
    :param city: `City`, str | None. City or town of the owner.
    :param state_code: `StateCode`, str | None. Code of the owner's state or province.
    :param state_or_province: `StateOrProvince`, str | None. Name of the owner's state or province.
    :param zip: `Zip`, str | None. Postal code of the owner's address, as text, so that leading zeros stay.
    :param country_code: `CountryCode`, str | None. ISO 3166-1 code of the owner's country, in two letters.
    :param country_code3: `CountryCode3`, str | None. ISO 3166-1 code of the owner's country, in three letters.
    :param country_name: `CountryName`, str | None. Name of the country of the owner's address.
    :param email: `Email`, str | None. The e-mail address of the card's owner.
    :param phone1: `Phone1`, str | None. The first telephone number of the card's owner.
    :param phone2: `Phone2`, str | None. The owner's second telephone number.
    :param fax: `Fax`, str | None. The fax number of the card's owner.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    card_number: Annotated[str | None, Field(alias="CardNumber")] = None
    """
    The number of the card that paid. Secret; must not be logged or shown.
    """
    cvv_number: Annotated[str | None, Field(alias="CVVNumber")] = None
    """
    The card's security code. Secret.
    """
    expiration_date: Annotated[str | None, Field(alias="ExpirationDate")] = None
    """
    Until when the card is good, as `YYYY-MM-DD`; leading zeros can be missing. `2999-12-31` stands for never.
    """
    owner_first_name: Annotated[str | None, Field(alias="OwnerFirstName")] = None
    """
    First name of the card's owner. The vendor cuts it after 40 characters.
    """
    owner_last_name: Annotated[str | None, Field(alias="OwnerLastName")] = None
    """
    Last name of the card's owner. The vendor cuts it after 40 characters.
    """
    owner_name: Annotated[str | None, Field(alias="OwnerName")] = None
    """
    Full name of the card's owner. The vendor cuts it after 40 characters.
    """
    payment_method_code: Annotated[str | None, Field(alias="PaymentMethodCode")] = None
    """
    Code of the method by which the order was paid. The callback's sample has `1` for Visa in `InternationalDetails`.
    """
    payment_method_name: Annotated[str | None, Field(alias="PaymentMethodName")] = None
    """
    Name of the method by which the order was paid. The callback's sample has `Visa` in `InternationalDetails`.
    """
    payment_method_type_code: Annotated[str | None, Field(alias="PaymentMethodTypeCode")] = None
    """
    Code of the group that the payment method belongs to. No values are documented.
    """
    address1: Annotated[str | None, Field(alias="Address1")] = None
    """
    First line of the owner's address.
    """
    address2: Annotated[str | None, Field(alias="Address2")] = None
    """
    Second line of the owner's address.
    """
    city: Annotated[str | None, Field(alias="City")] = None
    """
    City or town of the owner.
    """
    state_code: Annotated[str | None, Field(alias="StateCode")] = None
    """
    Code of the owner's state or province.
    """
    state_or_province: Annotated[str | None, Field(alias="StateOrProvince")] = None
    """
    Name of the owner's state or province.
    """
    zip: Annotated[str | None, Field(alias="Zip")] = None
    """
    Postal code of the owner's address, as text, so that leading zeros stay.
    """
    country_code: Annotated[str | None, Field(alias="CountryCode")] = None
    """
    ISO 3166-1 code of the owner's country, in two letters.
    """
    country_code3: Annotated[str | None, Field(alias="CountryCode3")] = None
    """
    ISO 3166-1 code of the owner's country, in three letters.
    """
    country_name: Annotated[str | None, Field(alias="CountryName")] = None
    """
    Name of the country of the owner's address.
    """
    email: Annotated[str | None, Field(alias="Email")] = None
    """
    The e-mail address of the card's owner.
    """
    phone1: Annotated[str | None, Field(alias="Phone1")] = None
    """
    The first telephone number of the card's owner.
    """
    phone2: Annotated[str | None, Field(alias="Phone2")] = None
    """
    The owner's second telephone number.
    """
    fax: Annotated[str | None, Field(alias="Fax")] = None
    """
    The fax number of the card's owner.
    """


class MerchantProductAttribute(WireModel):
    """
    An attribute of a product, such as its size, in the form of the attributes that a merchant sends.

    :param attribute_code: `AttributeCode`, str | None. The attribute's code at the merchant, which denotes this
        one size or colour.
    :param name: `Name`, str | None. The attribute in words, such as the name of a colour.
    :param attribute_type_code: `AttributeTypeCode`, str | None. Code of the kind of attribute at the merchant,
        such as `size` or `color`.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    attribute_code: Annotated[str | None, Field(alias="AttributeCode")] = None
    """
    The attribute's code at the merchant, which denotes this one size or colour.
    """
    name: Annotated[str | None, Field(alias="Name")] = None
    """
    The attribute in words, such as the name of a colour.
    """
    attribute_type_code: Annotated[str | None, Field(alias="AttributeTypeCode")] = None
    """
    Code of the kind of attribute at the merchant, such as `size` or `color`.
    """


class MerchantResponseInfo(WireModel):
    """
    The merchant's response to the callback. The documents' table calls it ResponseInfo, but the members are those of Merchant.ResponseInfo.

    :param success: `Success`, bool, required. True when the merchant did what the callback asks.
    :param internal_order_id: `InternalOrderId`, str | None. The order's id for the merchant's inner use.
    :param order_id: `OrderId`, str | None. The order's id on the merchant's site, not the Global-e id.
    :param status_code: `StatusCode`, str | None. The order's status on the merchant's site.
    :param error_code: `ErrorCode`, str | None. The merchant's code of what went wrong; null on success.
    :param message: `Message`, str | None. What went wrong; null on success.
    :param description: `Description`, str | None. Details of what went wrong; null on success.
    :param payment_currency_code: `PaymentCurrencyCode`, str | None. Currency of the payment, for responses to
        payment calls; a status change needs none.
    :param payment_amount: `PaymentAmount`, str | None. Amount of the payment as text, for responses to payment
        calls; a status change needs none.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    success: Annotated[bool, Field(alias="Success")]
    """
    True when the merchant did what the callback asks. The failure sample prints the text `"false "` with a trailing space; send a boolean.
    """
    internal_order_id: Annotated[str | None, Field(alias="InternalOrderId")] = None
    """
    The order's id for the merchant's inner use. The sample shows the value of `OrderId`.
    """
    order_id: Annotated[str | None, Field(alias="OrderId")] = None
    """
    The order's id on the merchant's site, not the Global-e id.
    """
    status_code: Annotated[str | None, Field(alias="StatusCode")] = None
    """
    The order's status on the merchant's site.
    """
    error_code: Annotated[str | None, Field(alias="ErrorCode")] = None
    """
    The merchant's code of what went wrong; null on success. A known receiver uses 301 for ids that do not belong together and 100 for anything else.
    """
    message: Annotated[str | None, Field(alias="Message")] = None
    """
    What went wrong; null on success.
    """
    description: Annotated[str | None, Field(alias="Description")] = None
    """
    Details of what went wrong; null on success.
    """
    payment_currency_code: Annotated[str | None, Field(alias="PaymentCurrencyCode")] = None
    """
    Currency of the payment, for responses to payment calls; a status change needs none.
    """
    payment_amount: Annotated[str | None, Field(alias="PaymentAmount")] = None
    """
    Amount of the payment as text, for responses to payment calls; a status change needs none.
    """


class MerchantTrackingDetails(WireModel):
    """
    Tracking of an order, as Global-e reports it; it holds more than the `TrackingDetails` of a request.

    :param tracking_number: `TrackingNumber`, str | None. The order's number at its shipper.
    :param shipper_name: `ShipperName`, str | None. Name of the company that carries the order and gave the
        tracking number.
    :param tracking_url: `TrackingURL`, str | None. Address of the shipper's page that tracks the order.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    tracking_number: Annotated[str | None, Field(alias="TrackingNumber")] = None
    """
    The order's number at its shipper.
    """
    shipper_name: Annotated[str | None, Field(alias="ShipperName")] = None
    """
    Name of the company that carries the order and gave the tracking number.
    """
    tracking_url: Annotated[str | None, Field(alias="TrackingURL")] = None
    """
    Address of the shipper's page that tracks the order.
    """


class MetaDataUpdateType(StrEnum):
    """
    How metadata is updated. `Merge` is the only way: attributes with a new key are added, those with a known key get the new value, and none is removed.
    """

    MERGE = "Merge"


class OrderDetailsFilter(WireModel):
    """
    The orders whose details are asked for.

    :param order_ids: `OrderIds`, list[str], required. The orders' Global-e ids.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    order_ids: Annotated[list[str], Field(alias="OrderIds")]
    """
    The orders' Global-e ids.
    """


class OrderDocument(WireModel):
    """
    One document of an order or a parcel.

    :param document_type_code: `DocumentTypeCode`, str | None. The kind of document, a number in a string: 1
        commercial invoice, 2 packing list, 3 shipper's manifest, 4 label, 5 VAT invoice, 6 link to a dangerous
        goods declaration, 7 Global-e label, 8 customer's receipt or invoice, 9 archive label, 10 delivery
        advice, 11 export accompanying document (EAD).
    :param document_type_name: `DocumentTypeName`, str | None. The kind of document, in words.
    :param document_extension: `DocumentExtension`, str | None. The file format, PDF, ZPL or EPL; a sample has
        it in lower case.
    :param document_reference: `DocumentReference`, str | None. A reference by which the document is known.
    :param document_data: `DocumentData`, str | None. The file itself, in base64.
    :param url: `URL`, str | None. Where the file can be fetched.
    :param creation_date_time: `CreationDateTime`, str | None. When the document was made, as
        `2024-01-30T10:55:21`, with no zone.
    :param parcel_code: `ParcelCode`, str | None. The parcel that the document belongs to.
    :param tracking_number: `TrackingNumber`, str | None. The tracking number that the document belongs to.
    :param shipping_service_name: `ShippingServiceName`, str | None. Name of the shipping service that the
        document belongs to, going by the name.
    :param error_message: `ErrorMessage`, str | None. Why this document could not be made.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    document_type_code: Annotated[str | None, Field(alias="DocumentTypeCode")] = None
    """
    The kind of document, a number in a string: 1 commercial invoice, 2 packing list, 3 shipper's manifest, 4 label, 5 VAT invoice, 6 link to a dangerous goods declaration, 7 Global-e label, 8 customer's receipt or invoice, 9 archive label, 10 delivery advice, 11 export accompanying document (EAD). The list is open.
    """
    document_type_name: Annotated[str | None, Field(alias="DocumentTypeName")] = None
    """
    The kind of document, in words.
    """
    document_extension: Annotated[str | None, Field(alias="DocumentExtension")] = None
    """
    The file format, PDF, ZPL or EPL; a sample has it in lower case.
    """
    document_reference: Annotated[str | None, Field(alias="DocumentReference")] = None
    """
    A reference by which the document is known. No source says who gives it, or shows one.
    """
    document_data: Annotated[str | None, Field(alias="DocumentData")] = None
    """
    The file itself, in base64.
    """
    url: Annotated[str | None, Field(alias="URL")] = None
    """
    Where the file can be fetched.
    """
    creation_date_time: Annotated[str | None, Field(alias="CreationDateTime")] = None
    """
    When the document was made, as `2024-01-30T10:55:21`, with no zone.
    """
    parcel_code: Annotated[str | None, Field(alias="ParcelCode")] = None
    """
    The parcel that the document belongs to.
    """
    tracking_number: Annotated[str | None, Field(alias="TrackingNumber")] = None
    """
    The tracking number that the document belongs to.
    """
    shipping_service_name: Annotated[str | None, Field(alias="ShippingServiceName")] = None
    """
    Name of the shipping service that the document belongs to, going by the name.
    """
    error_message: Annotated[str | None, Field(alias="ErrorMessage")] = None
    """
    Why this document could not be made.
    """


class OrderDocumentsError(WireModel):
    """
    What went wrong with one order. Known from one client that was written from the documents, so names and casing are less sure than elsewhere.

    :param order_id: `OrderID`, str | None. The order's Global-e id.
    :param merchant_order_id: `MerchantOrderID`, str | None. The merchant's own id of the order.
    :param error_code: `ErrorCode`, str | None. The code, such as `A200` or `B001`; `x-error-codes` holds the
        known ones.
    :param error_text: `ErrorText`, str | None. The message that belongs to the code.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    order_id: Annotated[str | None, Field(alias="OrderID")] = None
    """
    The order's Global-e id. Here the name ends in capitals.
    """
    merchant_order_id: Annotated[str | None, Field(alias="MerchantOrderID")] = None
    """
    The merchant's own id of the order. Here the name ends in capitals.
    """
    error_code: Annotated[str | None, Field(alias="ErrorCode")] = None
    """
    The code, such as `A200` or `B001`; `x-error-codes` holds the known ones.
    """
    error_text: Annotated[str | None, Field(alias="ErrorText")] = None
    """
    The message that belongs to the code.
    """


class OrderDocumentsResponse(WireModel):
    """
    Documents of orders and parcels, or the reason why there are none.

    :param is_success: `IsSuccess`, bool, required. Whether the call did what was asked.
    :param error_text: `ErrorText`, str | None. What went wrong, in words.
    :param errors: `Errors`, list[OrderDocumentsError] | None. What went wrong, order by order.
    :param documents: `Documents`, list[OrderDocument] | None. The shipping documents; `GetShippingDocuments`
        alone returns them.
    :param shipper_manifests: `ShipperManifests`, list[OrderDocument] | None. The shippers' manifests; the
        vendor's page says that `DispatchOrders` alone returns them.
    :param parcels_tracking: `ParcelsTracking`, list[MerchantParcelTracking] | None. Each parcel's number at its
        shipper, with the address of the page that follows it.
    :param tracking_details: `TrackingDetails`, MerchantTrackingDetails | None. Tracking of the order as a
        whole.
    :param delivery_advice_information: `DeliveryAdviceInformation`, list[DeliveryAdviceInformation] | None.
        What the document named delivery advice is made from.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    is_success: Annotated[bool, Field(alias="IsSuccess")]
    """
    Whether the call did what was asked. False makes the response a refusal, and `ErrorText` says why.
    """
    error_text: Annotated[str | None, Field(alias="ErrorText")] = None
    """
    What went wrong, in words.
    """
    errors: Annotated[list[OrderDocumentsError] | None, Field(alias="Errors")] = None
    """
    What went wrong, order by order. Only one client knows this member.
    """
    documents: Annotated[list[OrderDocument] | None, Field(alias="Documents")] = None
    """
    The shipping documents; `GetShippingDocuments` alone returns them.
    """
    shipper_manifests: Annotated[list[OrderDocument] | None, Field(alias="ShipperManifests")] = None
    """
    The shippers' manifests; the vendor's page says that `DispatchOrders` alone returns them.
    """
    parcels_tracking: Annotated[list[MerchantParcelTracking] | None, Field(alias="ParcelsTracking")] = None
    """
    Each parcel's number at its shipper, with the address of the page that follows it.
    """
    tracking_details: Annotated[MerchantTrackingDetails | None, Field(alias="TrackingDetails")] = None
    """
    Tracking of the order as a whole.
    """
    delivery_advice_information: Annotated[
        list[DeliveryAdviceInformation] | None, Field(alias="DeliveryAdviceInformation")
    ] = None
    """
    What the document named delivery advice is made from.
    """


class OrderRefundReason(WireModel):
    """
    A reason for a refund, from the list agreed between the merchant and Global-e.

    :param order_refund_reason_code: `OrderRefundReasonCode`, str | None. The reason's code, `RETURN` in the
        samples.
    :param name: `Name`, str | None. The reason in words; the samples repeat the code, `RETURN`.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    order_refund_reason_code: Annotated[str | None, Field(alias="OrderRefundReasonCode")] = None
    """
    The reason's code, `RETURN` in the samples.
    """
    name: Annotated[str | None, Field(alias="Name")] = None
    """
    The reason in words; the samples repeat the code, `RETURN`.
    """


class OrderStatus(WireModel):
    """
    A status as the merchant's site knows it.

    :param order_status_code: `OrderStatusCode`, str, required. The status's code at the merchant; Global-e maps
        it to one of its own, merchant by merchant.
    :param name: `Name`, str, required. The status in words, `Delayed` in the samples.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    order_status_code: Annotated[str, Field(alias="OrderStatusCode")]
    """
    The status's code at the merchant; Global-e maps it to one of its own, merchant by merchant.
    """
    name: Annotated[str, Field(alias="Name")]
    """
    The status in words, `Delayed` in the samples.
    """


class OrderStatusReason(WireModel):
    """
    The reason for a status as the merchant's site knows it.

    :param order_status_reason_code: `OrderStatusReasonCode`, str, required. The reason's code at the merchant;
        Global-e maps it to one of its own, merchant by merchant.
    :param name: `Name`, str, required. The reason in words, `InventoryMissing` in the samples.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    order_status_reason_code: Annotated[str, Field(alias="OrderStatusReasonCode")]
    """
    The reason's code at the merchant; Global-e maps it to one of its own, merchant by merchant.
    """
    name: Annotated[str, Field(alias="Name")]
    """
    The reason in words, `InventoryMissing` in the samples.
    """


class OriginalOrder(WireModel):
    """
    The order that another one replaces. A client's comments name an id and the merchant's two ids; the names on the wire are not known.
    """

    model_config = ConfigDict(
        extra="allow",
    )


class ProductMetaData(WireModel):
    """
    What a product has beside the members of its class: attributes that the merchant defines, such as an engraving.

    :param attributes: `Attributes`, list[CustomProductAttribute] | None. Attributes that the merchant defines,
        for products made to the customer's wishes.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    attributes: Annotated[list[CustomProductAttribute] | None, Field(alias="Attributes")] = None
    """
    Attributes that the merchant defines, for products made to the customer's wishes. In one document the class `Attribute` follows here by mistake.
    """


class RefundProduct(WireModel):
    """
    One product of a refund: which one, how many pieces of it, and how much money for them.

    :param cart_item_id: `CartItemId`, str | None. The cart item to refund, as the merchant's site names it.
    :param product_code: `ProductCode`, str | None. The product's SKU, where no `CartItemId` is given.
    :param refund_quantity: `RefundQuantity`, PrintedAmount | None, required. How many pieces are refunded.
    :param refund_amount: `RefundAmount`, PrintedAmount | None. What is refunded for this product in the
        customer's currency.
    :param original_refund_amount: `OriginalRefundAmount`, PrintedAmount | None. What is refunded for this
        product in the merchant's currency.
    :param refund_reason: `RefundReason`, OrderRefundReason | None. Why this product is refunded.
    :param refund_comments: `RefundComments`, str | None. Free text on this product's refund.
    :param sku: `Sku`, str | None. An older name of `ProductCode`; the vendor asks for the newer one.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    cart_item_id: Annotated[str | None, Field(alias="CartItemId")] = None
    """
    The cart item to refund, as the merchant's site names it. `ProductCode` can stand in for it.
    """
    product_code: Annotated[str | None, Field(alias="ProductCode")] = None
    """
    The product's SKU, where no `CartItemId` is given.
    """
    refund_quantity: Annotated[PrintedAmount | None, Field(alias="RefundQuantity")]
    """
    How many pieces are refunded.
    """
    refund_amount: Annotated[PrintedAmount | None, Field(alias="RefundAmount")] = None
    """
    What is refunded for this product in the customer's currency. Computed from the order when neither this nor `OriginalRefundAmount` is given.
    """
    original_refund_amount: Annotated[PrintedAmount | None, Field(alias="OriginalRefundAmount")] = None
    """
    What is refunded for this product in the merchant's currency.
    """
    refund_reason: Annotated[OrderRefundReason | None, Field(alias="RefundReason")] = None
    """
    Why this product is refunded.
    """
    refund_comments: Annotated[str | None, Field(alias="RefundComments")] = None
    """
    Free text on this product's refund.
    """
    sku: Annotated[str | None, Field(alias="Sku")] = None
    """
    An older name of `ProductCode`; the vendor asks for the newer one.
    """


class ResponseInfo(WireModel):
    """
    The vendor's response to a method that returns nothing else.

    :param success: `Success`, bool, required. True when the call succeeded.
    :param reason: `Reason`, str | None. Text on why the call ended as `Success` says.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    success: Annotated[bool, Field(alias="Success")]
    """
    True when the call succeeded. The documents say that it can only be true, since a failure returns `ErrorInfo`; they also describe a setting under which a refused refund returns this structure, where it is false.
    """
    reason: Annotated[str | None, Field(alias="Reason")] = None
    """
    Text on why the call ended as `Success` says.
    """


class ShippingAdditionalInformationItem(WireModel):
    """
    One fact for the carrier. Unlike all other names, these two are in lower case.

    :param name: `name`, str, required. What the fact is.
    :param value: `value`, str, required. What is passed on to the carrier under that name, as text; `12345` in
        the sample.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    name: str
    """
    What the fact is. The only name known is `ITNNumber`.
    """
    value: str
    """
    What is passed on to the carrier under that name, as text; `12345` in the sample.
    """


class TrackingDetails(WireModel):
    """
    Tracking of an order or a parcel, as the merchant reports it.

    :param tracking_number: `TrackingNumber`, str | None. The number that the shipper gave.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    tracking_number: Annotated[str | None, Field(alias="TrackingNumber")] = None
    """
    The number that the shipper gave.
    """


class UpdateOrderDispatchException(WireModel):
    """
    A product that is not in this dispatch.

    :param cart_item_id: `CartItemId`, str | None. The cart item on the merchant's site.
    :param product_code: `ProductCode`, str | None. The product's SKU on the merchant's site.
    :param sku: `SKU`, str | None. Stands in one exception of the samples in place of `ProductCode` and in no
        table; probably its older name.
    :param exception_type: `ExceptionType`, ExceptionType, required. Why the product is missing.
    :param expected_fulfilment_date: `ExpectedFulfilmentDate`, str | None. The day on which a backordered
        product should be dispatched, as `YYYY-MM-DD`.
    :param quantity: `Quantity`, Amount | None. How many pieces are cancelled, for exceptions of type 3.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    cart_item_id: Annotated[str | None, Field(alias="CartItemId")] = None
    """
    The cart item on the merchant's site.
    """
    product_code: Annotated[str | None, Field(alias="ProductCode")] = None
    """
    The product's SKU on the merchant's site. A public page asks for it where no `CartItemId` is given; the samples give both.
    """
    sku: Annotated[str | None, Field(alias="SKU")] = None
    """
    Stands in one exception of the samples in place of `ProductCode` and in no table; probably its older name.
    """
    exception_type: Annotated[ExceptionType, Field(alias="ExceptionType")]
    """
    Why the product is missing.
    """
    expected_fulfilment_date: Annotated[str | None, Field(alias="ExpectedFulfilmentDate")] = None
    """
    The day on which a backordered product should be dispatched, as `YYYY-MM-DD`.
    """
    quantity: Annotated[Amount | None, Field(alias="Quantity")] = None
    """
    How many pieces are cancelled, for exceptions of type 3.
    """


class UpdateOrderProduct(WireModel):
    """
    The part of a product that can still change after the order was made.

    :param product_code: `ProductCode`, str | None. The product's SKU on the merchant's site.
    :param cart_item_id: `CartItemId`, str | None. The cart item on the merchant's site.
    :param origin_country_code: `OriginCountryCode`, str | None. The country that the product comes from, as a
        two-letter ISO code.
    :param meta_data: `MetaData`, ProductMetaData | None. Attributes to add or change.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    product_code: Annotated[str | None, Field(alias="ProductCode")] = None
    """
    The product's SKU on the merchant's site.
    """
    cart_item_id: Annotated[str | None, Field(alias="CartItemId")] = None
    """
    The cart item on the merchant's site.
    """
    origin_country_code: Annotated[str | None, Field(alias="OriginCountryCode")] = None
    """
    The country that the product comes from, as a two-letter ISO code. Without it the merchant's country is taken.
    """
    meta_data: Annotated[ProductMetaData | None, Field(alias="MetaData")] = None
    """
    Attributes to add or change.
    """


class UpdateOrderProductsRequest(WireModel):
    """
    New metadata and countries of origin for products of an order that exists already.

    :param order_id: `OrderId`, str, required. The order's Global-e id or the merchant's own order id.
    :param meta_data_update_type: `MetaDataUpdateType`, MetaDataUpdateType, required. How new metadata meets
        what the order has already.
    :param products: `Products`, list[UpdateOrderProduct], required. The products of the order that change.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    order_id: Annotated[str, Field(alias="OrderId")]
    """
    The order's Global-e id or the merchant's own order id.
    """
    meta_data_update_type: Annotated[MetaDataUpdateType, Field(alias="MetaDataUpdateType")]
    """
    How new metadata meets what the order has already.
    """
    products: Annotated[list[UpdateOrderProduct], Field(alias="Products")]
    """
    The products of the order that change.
    """


class VATCategory(WireModel):
    """
    A VAT category as the merchant's site knows it.

    :param vat_category_code: `VATCategoryCode`, str, required. The category's code at the merchant; Global-e
        maps it.
    :param name: `Name`, str | None. The category's name.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    vat_category_code: Annotated[str, Field(alias="VATCategoryCode")]
    """
    The category's code at the merchant; Global-e maps it.
    """
    name: Annotated[str | None, Field(alias="Name")] = None
    """
    The category's name. The name of this member is known from one client.
    """


class VATRateType(WireModel):
    """
    A VAT rate as the merchant's site knows it.

    :param vat_rate_type_code: `VATRateTypeCode`, PrintedCode, required. The rate's code at the merchant;
        Global-e maps it.
    :param name: `Name`, str | None. The rate in words, `Low` in the sample.
    :param rate: `Rate`, PrintedAmount | None, required. The rate in percent, as it seems from a sample that
        prints 18.0000.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    vat_rate_type_code: Annotated[PrintedCode, Field(alias="VATRateTypeCode")]
    """
    The rate's code at the merchant; Global-e maps it.
    """
    name: Annotated[str | None, Field(alias="Name")] = None
    """
    The rate in words, `Low` in the sample.
    """
    rate: Annotated[PrintedAmount | None, Field(alias="Rate")]
    """
    The rate in percent, as it seems from a sample that prints 18.0000.
    """


class ErrorInfo(WireModel):
    """
    How Global-e refuses a call: a code, the message that belongs to it, and details of the case. A refused refund comes so where the merchant's account is set to it, and as `ResponseInfo` otherwise.

    :param code: `Code`, PrintedCode, required. What went wrong, as digits or as a letter with digits.
    :param error: `Error`, str, required. The message that belongs to the code.
    :param description: `Description`, str | None. Details of this one case.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    code: Annotated[PrintedCode, Field(alias="Code")]
    """
    What went wrong, as digits or as a letter with digits. The table calls it a string and the text a numeric value; the sample prints digits in a string. Read it as text or as a number. The list is open; `x-error-codes` holds the known ones.
    """
    error: Annotated[str, Field(alias="Error")]
    """
    The message that belongs to the code.
    """
    description: Annotated[str | None, Field(alias="Description")] = None
    """
    Details of this one case.
    """


class InternationalDetails(WireModel):
    """
    What the customer chose and paid, and the order's way to the customer. Amounts are in the currency of `CurrencyCode` unless said otherwise.

    :param currency_code: `CurrencyCode`, str | None. ISO 4217 code of the currency that the customer chose.
    :param total_price: `TotalPrice`, Amount | None. The whole price of the order.
    :param transaction_currency_code: `TransactionCurrencyCode`, str | None. ISO 4217 code of the currency in
        which the payment was made, where the payment method could not take the chosen one.
    :param transaction_total_price: `TransactionTotalPrice`, Amount | None. What the customer really paid, in
        the currency of `TransactionCurrencyCode`.
    :param total_shipping_price: `TotalShippingPrice`, Amount | None. The whole price of shipping, with the
        consignment fee and the surcharges for size and remote areas, without dispatch on the same day.
    :param same_day_dispatch: `SameDayDispatch`, bool | None. Whether the customer asked for dispatch on the
        same day.
    :param same_day_dispatch_cost: `SameDayDispatchCost`, Amount | None. Cost of dispatch on the same day; not
        part of `TotalShippingPrice`.
    :param ccf_price: `CCFPrice`, Amount | None. Customs clearance fees, beside `TotalCCFPrice`.
    :param total_ccf_price: `TotalCCFPrice`, Amount | None. Customs clearance fees; part of `TotalDutiesPrice`.
    :param total_duties_price: `TotalDutiesPrice`, Amount | None. Duties and taxes with customs clearance fees.
    :param us_sales_tax: `USSalesTax`, Amount | None. Sales tax of the United States.
    :param shipping_method_code: `ShippingMethodCode`, str | None. Code of the chosen shipping method, as the
        merchant's site knows it, or Global-e's own where the site has none for it.
    :param shipping_method_name: `ShippingMethodName`, str | None. Name of the chosen shipping method,
        `Ship-GlobalE` in the sample.
    :param payment_method_code: `PaymentMethodCode`, str | None. Code of the chosen payment method, as the
        merchant's site knows it, or Global-e's own where the site has none for it.
    :param payment_method_name: `PaymentMethodName`, str | None. Name of the chosen payment method, `Visa` in
        the sample.
    :param card_number_last_four_digits: `CardNumberLastFourDigits`, str | None. The last four digits of the
        number of the card that paid, `1111` in the sample.
    :param expiration_date: `ExpirationDate`, str | None. Until when the card is good.
    :param do_not_charge_vat: `DoNotChargeVAT`, bool | None. Whether the customer was charged no VAT.
    :param pre_pay_offered: `PrePayOffered`, bool | None. Whether the customer was offered to pay duties and
        taxes in advance, going by the name; that it is a truth value is inferred too.
    :param duties_guaranteed: `DutiesGuaranteed`, bool | None. Whether the customer chose guaranteed duties and
        taxes.
    :param order_tracking_number: `OrderTrackingNumber`, str | None. The international shipper's tracking
        number.
    :param order_tracking_url: `OrderTrackingUrl`, str | None. URL of the order's tracking page.
    :param order_waybill_number: `OrderWaybillNumber`, str | None. The international shipper's waybill number.
    :param order_waybill_url: `OrderWaybillUrl`, str | None. Address at which the waybill of
        `OrderWaybillNumber` can be seen.
    :param shipping_method_type_code: `ShippingMethodTypeCode`, str | None. Code of the kind of shipping that
        the method belongs to, `Standard` in the sample.
    :param shipping_method_type_name: `ShippingMethodTypeName`, str | None. That kind of shipping in words,
        `Standard Courier` in the sample.
    :param delivery_days_from: `DeliveryDaysFrom`, int | None. The fewest days that delivery takes.
    :param delivery_days_to: `DeliveryDaysTo`, int | None. The most days that delivery takes.
    :param consignment_fee: `ConsignmentFee`, Amount | None. Consignment fee; part of `TotalShippingPrice`.
    :param size_overcharge_value: `SizeOverchargeValue`, Amount | None. Surcharge for oversized goods; part of
        `TotalShippingPrice`.
    :param remote_area_surcharge: `RemoteAreaSurcharge`, Amount | None. Surcharge for remote areas; part of
        `TotalShippingPrice`.
    :param discounted_shipping_price: `DiscountedShippingPrice`, Amount | None. What the customer paid for
        shipping after discounts.
    :param cash_on_delivery_fee: `CashOnDeliveryFee`, Amount | None. Fee that the customer paid for cash on
        delivery.
    :param parcels_tracking: `ParcelsTracking`, list[MerchantParcelTracking] | None. Tracking of each parcel.
    :param total_vat_amount: `TotalVATAmount`, Amount | None. VAT that the customer paid to Global-e.
    :param shipping_vat_rate: `ShippingVATRate`, Amount | None. The VAT rate on shipping, in percent as it seems
        from `7.0000` in the sample.
    :param shipping_method_status_code: `ShippingMethodStatusCode`, str | None. Code of the shipment's status,
        as the merchant's site knows it, or Global-e's own where the site has none for it.
    :param shipping_method_status_name: `ShippingMethodStatusName`, str | None. The shipment's status in words,
        `undefined` in the sample.
    :param shipment_status_update_time: `ShipmentStatusUpdateTime`, str | None. When the shipment's status last
        changed, in the format of RFC 2822.
    :param shipment_location: `ShipmentLocation`, str | None. Where the shipment is.
    :param customer_dt_breakdown: `CustomerDTBreakdown`, DTBreakdown | None. The parts of duties and taxes that
        the customer paid.
    :param merchant_dt_breakdown: `MerchantDTBreakdown`, DTBreakdown | None. The parts of duties and taxes that
        the merchant subsidised.
    :param payment_transaction_guid: `PaymentTransactionGUID`, str | None. Id of the payment's transaction.
    :param payment_transaction_reference: `PaymentTransactionReference`, str | None. Reference of the payment's
        transaction.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    currency_code: Annotated[str | None, Field(alias="CurrencyCode")] = None
    """
    ISO 4217 code of the currency that the customer chose.
    """
    total_price: Annotated[Amount | None, Field(alias="TotalPrice")] = None
    """
    The whole price of the order.
    """
    transaction_currency_code: Annotated[str | None, Field(alias="TransactionCurrencyCode")] = None
    """
    ISO 4217 code of the currency in which the payment was made, where the payment method could not take the chosen one. One real sample has a space before the code.
    """
    transaction_total_price: Annotated[Amount | None, Field(alias="TransactionTotalPrice")] = None
    """
    What the customer really paid, in the currency of `TransactionCurrencyCode`.
    """
    total_shipping_price: Annotated[Amount | None, Field(alias="TotalShippingPrice")] = None
    """
    The whole price of shipping, with the consignment fee and the surcharges for size and remote areas, without dispatch on the same day.
    """
    same_day_dispatch: Annotated[bool | None, Field(alias="SameDayDispatch")] = None
    """
    Whether the customer asked for dispatch on the same day. A known receiver reads it here; the order has a member of this name too.
    """
    same_day_dispatch_cost: Annotated[Amount | None, Field(alias="SameDayDispatchCost")] = None
    """
    Cost of dispatch on the same day; not part of `TotalShippingPrice`.
    """
    ccf_price: Annotated[Amount | None, Field(alias="CCFPrice")] = None
    """
    Customs clearance fees, beside `TotalCCFPrice`. A known receiver reads both; how they differ is not documented.
    """
    total_ccf_price: Annotated[Amount | None, Field(alias="TotalCCFPrice")] = None
    """
    Customs clearance fees; part of `TotalDutiesPrice`.
    """
    total_duties_price: Annotated[Amount | None, Field(alias="TotalDutiesPrice")] = None
    """
    Duties and taxes with customs clearance fees.
    """
    us_sales_tax: Annotated[Amount | None, Field(alias="USSalesTax")] = None
    """
    Sales tax of the United States.
    """
    shipping_method_code: Annotated[str | None, Field(alias="ShippingMethodCode")] = None
    """
    Code of the chosen shipping method, as the merchant's site knows it, or Global-e's own where the site has none for it.
    """
    shipping_method_name: Annotated[str | None, Field(alias="ShippingMethodName")] = None
    """
    Name of the chosen shipping method, `Ship-GlobalE` in the sample.
    """
    payment_method_code: Annotated[str | None, Field(alias="PaymentMethodCode")] = None
    """
    Code of the chosen payment method, as the merchant's site knows it, or Global-e's own where the site has none for it.
    """
    payment_method_name: Annotated[str | None, Field(alias="PaymentMethodName")] = None
    """
    Name of the chosen payment method, `Visa` in the sample.
    """
    card_number_last_four_digits: Annotated[str | None, Field(alias="CardNumberLastFourDigits")] = None
    """
    The last four digits of the number of the card that paid, `1111` in the sample.
    """
    expiration_date: Annotated[str | None, Field(alias="ExpirationDate")] = None
    """
    Until when the card is good. The vendor describes `YYYY-MM-DD`; the sample has `2030-3-31`, without leading zeros.
    """
    do_not_charge_vat: Annotated[bool | None, Field(alias="DoNotChargeVAT")] = None
    """
    Whether the customer was charged no VAT. A known receiver reads it here; the order has a member of this name too.
    """
    pre_pay_offered: Annotated[bool | None, Field(alias="PrePayOffered")] = None
    """
    Whether the customer was offered to pay duties and taxes in advance, going by the name; that it is a truth value is inferred too.
    """
    duties_guaranteed: Annotated[bool | None, Field(alias="DutiesGuaranteed")] = None
    """
    Whether the customer chose guaranteed duties and taxes.
    """
    order_tracking_number: Annotated[str | None, Field(alias="OrderTrackingNumber")] = None
    """
    The international shipper's tracking number.
    """
    order_tracking_url: Annotated[str | None, Field(alias="OrderTrackingUrl")] = None
    """
    URL of the order's tracking page. Percent-encoded in some bodies and plain in others. The sample is cut short and ends in a bare `%`, on which a strict decoder fails: take the value as it is then.
    """
    order_waybill_number: Annotated[str | None, Field(alias="OrderWaybillNumber")] = None
    """
    The international shipper's waybill number.
    """
    order_waybill_url: Annotated[str | None, Field(alias="OrderWaybillUrl")] = None
    """
    Address at which the waybill of `OrderWaybillNumber` can be seen.
    """
    shipping_method_type_code: Annotated[str | None, Field(alias="ShippingMethodTypeCode")] = None
    """
    Code of the kind of shipping that the method belongs to, `Standard` in the sample.
    """
    shipping_method_type_name: Annotated[str | None, Field(alias="ShippingMethodTypeName")] = None
    """
    That kind of shipping in words, `Standard Courier` in the sample.
    """
    delivery_days_from: Annotated[int | None, Field(alias="DeliveryDaysFrom")] = None
    """
    The fewest days that delivery takes.
    """
    delivery_days_to: Annotated[int | None, Field(alias="DeliveryDaysTo")] = None
    """
    The most days that delivery takes.
    """
    consignment_fee: Annotated[Amount | None, Field(alias="ConsignmentFee")] = None
    """
    Consignment fee; part of `TotalShippingPrice`.
    """
    size_overcharge_value: Annotated[Amount | None, Field(alias="SizeOverchargeValue")] = None
    """
    Surcharge for oversized goods; part of `TotalShippingPrice`.
    """
    remote_area_surcharge: Annotated[Amount | None, Field(alias="RemoteAreaSurcharge")] = None
    """
    Surcharge for remote areas; part of `TotalShippingPrice`.
    """
    discounted_shipping_price: Annotated[Amount | None, Field(alias="DiscountedShippingPrice")] = None
    """
    What the customer paid for shipping after discounts.
    """
    cash_on_delivery_fee: Annotated[Amount | None, Field(alias="CashOnDeliveryFee")] = None
    """
    Fee that the customer paid for cash on delivery.
    """
    parcels_tracking: Annotated[list[MerchantParcelTracking] | None, Field(alias="ParcelsTracking")] = None
    """
    Tracking of each parcel. An empty list in the sample, null in other bodies.
    """
    total_vat_amount: Annotated[Amount | None, Field(alias="TotalVATAmount")] = None
    """
    VAT that the customer paid to Global-e.
    """
    shipping_vat_rate: Annotated[Amount | None, Field(alias="ShippingVATRate")] = None
    """
    The VAT rate on shipping, in percent as it seems from `7.0000` in the sample.
    """
    shipping_method_status_code: Annotated[str | None, Field(alias="ShippingMethodStatusCode")] = None
    """
    Code of the shipment's status, as the merchant's site knows it, or Global-e's own where the site has none for it. The sample shows `Undefined`; the list is open.
    """
    shipping_method_status_name: Annotated[str | None, Field(alias="ShippingMethodStatusName")] = None
    """
    The shipment's status in words, `undefined` in the sample.
    """
    shipment_status_update_time: Annotated[str | None, Field(alias="ShipmentStatusUpdateTime")] = None
    """
    When the shipment's status last changed, in the format of RFC 2822. The sample shows null.
    """
    shipment_location: Annotated[str | None, Field(alias="ShipmentLocation")] = None
    """
    Where the shipment is. Only null is known; that it is text is inferred from its name.
    """
    customer_dt_breakdown: Annotated[DTBreakdown | None, Field(alias="CustomerDTBreakdown")] = None
    """
    The parts of duties and taxes that the customer paid.
    """
    merchant_dt_breakdown: Annotated[DTBreakdown | None, Field(alias="MerchantDTBreakdown")] = None
    """
    The parts of duties and taxes that the merchant subsidised.
    """
    payment_transaction_guid: Annotated[str | None, Field(alias="PaymentTransactionGUID")] = None
    """
    Id of the payment's transaction. Listed by the vendor for a sister product.
    """
    payment_transaction_reference: Annotated[str | None, Field(alias="PaymentTransactionReference")] = None
    """
    Reference of the payment's transaction. Listed by the vendor for a sister product.
    """


class MerchantProduct(WireModel):
    """
    A product of an order, as Global-e reports it to the merchant. Not the product that the merchant sends on dispatch.

    :param sku: `Sku`, str | None. The product's SKU on the merchant's site.
    :param name: `Name`, str | None. The product's name, in one of the vendor's samples; others call the member
        `ProductName`.
    :param product_name: `ProductName`, str | None. The product's name, in other samples of the vendor.
    :param quantity: `Quantity`, Amount | None. How many pieces were ordered.
    :param price: `Price`, Amount | None. Price of one piece in the merchant's currency.
    :param price_before_rounding_rate: `PriceBeforeRoundingRate`, Amount | None. The price before it was rounded
        for the customer's market.
    :param price_before_global_e_discount: `PriceBeforeGlobalEDiscount`, Amount | None. The price before the
        discounts that Global-e gave, going by the name.
    :param discounted_price: `DiscountedPrice`, Amount | None. The price after discounts on the product and its
        share of those on the cart, in the merchant's currency.
    :param discounted_price_for_customs: `DiscountedPriceForCustoms`, Amount | None. The price to declare to
        customs, in the merchant's currency, with duties and taxes taken out.
    :param list_price: `ListPrice`, Amount | None. The list price in the merchant's currency.
    :param international_price: `InternationalPrice`, Amount | None. Price of one piece in the customer's
        currency, rounded for the market.
    :param international_discounted_price: `InternationalDiscountedPrice`, Amount | None. The price after
        discounts, in the customer's currency.
    :param international_discounted_price_for_customs: `InternationalDiscountedPriceForCustoms`, Amount | None.
        The price to declare to customs, in the customer's currency.
    :param international_discounted_price_in_merchant_currency:
        `InternationalDiscountedPriceInMerchantCurrency`, Amount | None. The customer's price after discounts,
        converted to the merchant's currency.
    :param international_list_price: `InternationalListPrice`, Amount | None. The list price in the customer's
        currency.
    :param line_item_international_price: `LineItemInternationalPrice`, Amount | None. Price of the whole line
        in the customer's currency.
    :param vat_rate: `VATRate`, Amount | None. VAT rate on the product, in percent.
    :param customer_vat_rate: `CustomerVATRate`, Amount | None. VAT rate that the customer was charged, in
        percent.
    :param rounding_rate: `RoundingRate`, Amount | None. Rate that turns the customer's price into what Global-e
        pays to the merchant; it holds the exchange rate and the rounding for the market.
    :param dt_breakdown: `DTBreakdown`, DTBreakdown | None. Duties and taxes of the product, in the merchant's
        currency.
    :param international_dt_breakdown: `InternationalDTBreakdown`, DTBreakdown | None. Duties and taxes of the
        product, in the customer's currency.
    :param cart_item_id: `CartItemId`, str | None. The product's cart item, as the merchant's site named it.
    :param parent_cart_item_id: `ParentCartItemId`, str | None. The cart item that this one is an option of.
    :param cart_item_option_id: `CartItemOptionId`, str | None. Id of this cart item as an option of its parent.
    :param handling_code: `HandlingCode`, str | None. Code for special handling, as the merchant's site gave it.
    :param gift_message: `GiftMessage`, str | None. Text to go with the product as a gift.
    :param is_back_ordered: `IsBackOrdered`, bool | None. Whether the product is not in stock yet.
    :param back_order_date: `BackOrderDate`, str | None. When the product should be in stock; free text.
    :param is_gift_card: `IsGiftCard`, bool | None. Whether the product is a gift card.
    :param is_fixed_price: `IsFixedPrice`, bool | None. Whether the price is fixed, it seems, for the customer's
        country.
    :param product_code_secondary: `ProductCodeSecondary`, str | None. A second code of the product.
    :param generic_hs_code: `GenericHSCode`, str | None. The product's Harmonized System code, not specific to a
        country.
    :param brand: `Brand`, MerchantBrand | None. The brand of the product.
    :param categories: `Categories`, list[MerchantCategory] | None. The categories of the product.
    :param attributes: `Attributes`, list[CustomProductAttribute] | None. What the customer chose on a product
        that can be personalised, as keys and values.
    :param product_attributes: `ProductAttributes`, list[MerchantProductAttribute] | None. Attributes such as
        size and colour, in the samples of the vendor.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    sku: Annotated[str | None, Field(alias="Sku")] = None
    """
    The product's SKU on the merchant's site.
    """
    name: Annotated[str | None, Field(alias="Name")] = None
    """
    The product's name, in one of the vendor's samples; others call the member `ProductName`.
    """
    product_name: Annotated[str | None, Field(alias="ProductName")] = None
    """
    The product's name, in other samples of the vendor.
    """
    quantity: Annotated[Amount | None, Field(alias="Quantity")] = None
    """
    How many pieces were ordered.
    """
    price: Annotated[Amount | None, Field(alias="Price")] = None
    """
    Price of one piece in the merchant's currency.
    """
    price_before_rounding_rate: Annotated[Amount | None, Field(alias="PriceBeforeRoundingRate")] = None
    """
    The price before it was rounded for the customer's market. Which currency it is in is not documented.
    """
    price_before_global_e_discount: Annotated[Amount | None, Field(alias="PriceBeforeGlobalEDiscount")] = None
    """
    The price before the discounts that Global-e gave, going by the name. Which currency it is in is not documented.
    """
    discounted_price: Annotated[Amount | None, Field(alias="DiscountedPrice")] = None
    """
    The price after discounts on the product and its share of those on the cart, in the merchant's currency.
    """
    discounted_price_for_customs: Annotated[Amount | None, Field(alias="DiscountedPriceForCustoms")] = None
    """
    The price to declare to customs, in the merchant's currency, with duties and taxes taken out.
    """
    list_price: Annotated[Amount | None, Field(alias="ListPrice")] = None
    """
    The list price in the merchant's currency.
    """
    international_price: Annotated[Amount | None, Field(alias="InternationalPrice")] = None
    """
    Price of one piece in the customer's currency, rounded for the market.
    """
    international_discounted_price: Annotated[Amount | None, Field(alias="InternationalDiscountedPrice")] = None
    """
    The price after discounts, in the customer's currency.
    """
    international_discounted_price_for_customs: Annotated[
        Amount | None, Field(alias="InternationalDiscountedPriceForCustoms")
    ] = None
    """
    The price to declare to customs, in the customer's currency.
    """
    international_discounted_price_in_merchant_currency: Annotated[
        Amount | None, Field(alias="InternationalDiscountedPriceInMerchantCurrency")
    ] = None
    """
    The customer's price after discounts, converted to the merchant's currency.
    """
    international_list_price: Annotated[Amount | None, Field(alias="InternationalListPrice")] = None
    """
    The list price in the customer's currency.
    """
    line_item_international_price: Annotated[Amount | None, Field(alias="LineItemInternationalPrice")] = None
    """
    Price of the whole line in the customer's currency. Where it is given it goes before `InternationalPrice`; else the line costs that price times the quantity.
    """
    vat_rate: Annotated[Amount | None, Field(alias="VATRate")] = None
    """
    VAT rate on the product, in percent.
    """
    customer_vat_rate: Annotated[Amount | None, Field(alias="CustomerVATRate")] = None
    """
    VAT rate that the customer was charged, in percent.
    """
    rounding_rate: Annotated[Amount | None, Field(alias="RoundingRate")] = None
    """
    Rate that turns the customer's price into what Global-e pays to the merchant; it holds the exchange rate and the rounding for the market. It can have more than twenty decimals.
    """
    dt_breakdown: Annotated[DTBreakdown | None, Field(alias="DTBreakdown")] = None
    """
    Duties and taxes of the product, in the merchant's currency.
    """
    international_dt_breakdown: Annotated[DTBreakdown | None, Field(alias="InternationalDTBreakdown")] = None
    """
    Duties and taxes of the product, in the customer's currency.
    """
    cart_item_id: Annotated[str | None, Field(alias="CartItemId")] = None
    """
    The product's cart item, as the merchant's site named it. Samples of other methods also print it as a number.
    """
    parent_cart_item_id: Annotated[str | None, Field(alias="ParentCartItemId")] = None
    """
    The cart item that this one is an option of.
    """
    cart_item_option_id: Annotated[str | None, Field(alias="CartItemOptionId")] = None
    """
    Id of this cart item as an option of its parent.
    """
    handling_code: Annotated[str | None, Field(alias="HandlingCode")] = None
    """
    Code for special handling, as the merchant's site gave it.
    """
    gift_message: Annotated[str | None, Field(alias="GiftMessage")] = None
    """
    Text to go with the product as a gift.
    """
    is_back_ordered: Annotated[bool | None, Field(alias="IsBackOrdered")] = None
    """
    Whether the product is not in stock yet.
    """
    back_order_date: Annotated[str | None, Field(alias="BackOrderDate")] = None
    """
    When the product should be in stock; free text.
    """
    is_gift_card: Annotated[bool | None, Field(alias="IsGiftCard")] = None
    """
    Whether the product is a gift card.
    """
    is_fixed_price: Annotated[bool | None, Field(alias="IsFixedPrice")] = None
    """
    Whether the price is fixed, it seems, for the customer's country.
    """
    product_code_secondary: Annotated[str | None, Field(alias="ProductCodeSecondary")] = None
    """
    A second code of the product. Only null is known; that it is text is inferred from its name.
    """
    generic_hs_code: Annotated[str | None, Field(alias="GenericHSCode")] = None
    """
    The product's Harmonized System code, not specific to a country.
    """
    brand: Annotated[MerchantBrand | None, Field(alias="Brand")] = None
    """
    The brand of the product. The vendor names the class and shows none of its members.
    """
    categories: Annotated[list[MerchantCategory] | None, Field(alias="Categories")] = None
    """
    The categories of the product. The vendor names the class and shows none of its members.
    """
    attributes: Annotated[list[CustomProductAttribute] | None, Field(alias="Attributes")] = None
    """
    What the customer chose on a product that can be personalised, as keys and values.
    """
    product_attributes: Annotated[list[MerchantProductAttribute] | None, Field(alias="ProductAttributes")] = None
    """
    Attributes such as size and colour, in the samples of the vendor.
    """


class OrderRefundDetails(WireModel):
    """
    What a refund says beside its products: the order, the totals, the components that belong to no product, and the reason. It stands in the query string.

    :param order_id: `OrderId`, str, required. The order's Global-e id or the merchant's own order id.
    :param full_refund: `FullRefund`, bool | None. Asks for everything that can still be refunded.
    :param total_refund_amount: `TotalRefundAmount`, Amount | None. The whole of the refund in the customer's
        currency.
    :param original_total_refund_amount: `OriginalTotalRefundAmount`, Amount | None. The whole of the refund in
        the merchant's currency.
    :param refund_comments: `RefundComments`, str | None. Free text on the refund.
    :param refund_reason: `RefundReason`, OrderRefundReason | None. Why the order is refunded.
    :param service_gesture_amount: `ServiceGestureAmount`, Amount | None. A goodwill payment, in the customer's
        currency, on top of what the products give.
    :param duties_amount: `DutiesAmount`, Amount | None. Duties to refund, in the customer's currency.
    :param shipping_amount: `ShippingAmount`, Amount | None. Shipping cost to refund, in the customer's
        currency.
    :param products_duties_refund: `ProductsDutiesRefund`, bool | None. Asks for the duties of the listed
        products too.
    :param shipping_refund: `ShippingRefund`, bool | None. Asks for the shipping cost too.
    :param customer_prepaid_refund_amount: `CustomerPrepaidRefundAmount`, Amount | None. What was already paid
        out to the customer for this refund, in the customer's currency.
    :param original_customer_prepaid_refund_amount: `OriginalCustomerPrepaidRefundAmount`, Amount | None. The
        same as `CustomerPrepaidRefundAmount`, in the merchant's currency.
    :param customer_amount_prepaid_refund: `CustomerAmountPrepaidRefund`, Amount | None. Seems to be an older
        name of `CustomerPrepaidRefundAmount`; listed beside it.
    :param original_amount_prepaid_refund: `OriginalAmountPrepaidRefund`, Amount | None. Seems to be an older
        name of `OriginalCustomerPrepaidRefundAmount`; listed beside it.
    :param initiated_by: `InitiatedBy`, str | None. Who asked for the refund.
    :param external_reference: `ExternalReference`, str | None. The merchant's own reference for the refund.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    order_id: Annotated[str, Field(alias="OrderId")]
    """
    The order's Global-e id or the merchant's own order id.
    """
    full_refund: Annotated[bool | None, Field(alias="FullRefund")] = None
    """
    Asks for everything that can still be refunded. No product list may be sent with it, and totals that are sent are replaced by what the order says.
    """
    total_refund_amount: Annotated[Amount | None, Field(alias="TotalRefundAmount")] = None
    """
    The whole of the refund in the customer's currency. Worked out from the products and their VAT rates when it is missing, and computed again where a product states no amount.
    """
    original_total_refund_amount: Annotated[Amount | None, Field(alias="OriginalTotalRefundAmount")] = None
    """
    The whole of the refund in the merchant's currency.
    """
    refund_comments: Annotated[str | None, Field(alias="RefundComments")] = None
    """
    Free text on the refund.
    """
    refund_reason: Annotated[OrderRefundReason | None, Field(alias="RefundReason")] = None
    """
    Why the order is refunded.
    """
    service_gesture_amount: Annotated[Amount | None, Field(alias="ServiceGestureAmount")] = None
    """
    A goodwill payment, in the customer's currency, on top of what the products give.
    """
    duties_amount: Annotated[Amount | None, Field(alias="DutiesAmount")] = None
    """
    Duties to refund, in the customer's currency.
    """
    shipping_amount: Annotated[Amount | None, Field(alias="ShippingAmount")] = None
    """
    Shipping cost to refund, in the customer's currency.
    """
    products_duties_refund: Annotated[bool | None, Field(alias="ProductsDutiesRefund")] = None
    """
    Asks for the duties of the listed products too. Cannot go with `DutiesAmount`, `TotalRefundAmount` or `OriginalTotalRefundAmount`.
    """
    shipping_refund: Annotated[bool | None, Field(alias="ShippingRefund")] = None
    """
    Asks for the shipping cost too.
    """
    customer_prepaid_refund_amount: Annotated[Amount | None, Field(alias="CustomerPrepaidRefundAmount")] = None
    """
    What was already paid out to the customer for this refund, in the customer's currency. Only this one or `OriginalCustomerPrepaidRefundAmount` may be given.
    """
    original_customer_prepaid_refund_amount: Annotated[
        Amount | None, Field(alias="OriginalCustomerPrepaidRefundAmount")
    ] = None
    """
    The same as `CustomerPrepaidRefundAmount`, in the merchant's currency.
    """
    customer_amount_prepaid_refund: Annotated[Amount | None, Field(alias="CustomerAmountPrepaidRefund")] = None
    """
    Seems to be an older name of `CustomerPrepaidRefundAmount`; listed beside it.
    """
    original_amount_prepaid_refund: Annotated[Amount | None, Field(alias="OriginalAmountPrepaidRefund")] = None
    """
    Seems to be an older name of `OriginalCustomerPrepaidRefundAmount`; listed beside it.
    """
    initiated_by: Annotated[str | None, Field(alias="InitiatedBy")] = None
    """
    Who asked for the refund.
    """
    external_reference: Annotated[str | None, Field(alias="ExternalReference")] = None
    """
    The merchant's own reference for the refund.
    """


class OrderStatusDetails(WireModel):
    """
    A new status of one order, with what is known about its tracking.

    :param order_id: `OrderId`, str, required. The order's Global-e id.
    :param order_status: `OrderStatus`, OrderStatus, required. The status that the order has now.
    :param order_status_reason: `OrderStatusReason`, OrderStatusReason | None. Why the order has this status.
    :param confirmation_number: `ConfirmationNumber`, str | None. The number under which the merchant confirmed
        the order.
    :param delivery_reference_number: `DeliveryReferenceNumber`, str | None. The merchant's own reference for
        the delivery.
    :param order_comments: `OrderComments`, str | None. The merchant's remarks on the order.
    :param tracking_number: `TrackingNumber`, str | None. The order's number at the tracking service that the
        merchant uses.
    :param tracking_service_name: `TrackingServiceName`, str | None. Name of the tracking service that the
        merchant uses for the order, `Fedex` in the samples.
    :param tracking_service_site: `TrackingServiceSite`, str | None. Address of that tracking service's site.
    :param tracking_url: `TrackingURL`, str | None. Address of the page that tracks this order.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    order_id: Annotated[str, Field(alias="OrderId")]
    """
    The order's Global-e id.
    """
    order_status: Annotated[OrderStatus, Field(alias="OrderStatus")]
    """
    The status that the order has now.
    """
    order_status_reason: Annotated[OrderStatusReason | None, Field(alias="OrderStatusReason")] = None
    """
    Why the order has this status. Give it with every cancellation, so that the customer can be informed.
    """
    confirmation_number: Annotated[str | None, Field(alias="ConfirmationNumber")] = None
    """
    The number under which the merchant confirmed the order.
    """
    delivery_reference_number: Annotated[str | None, Field(alias="DeliveryReferenceNumber")] = None
    """
    The merchant's own reference for the delivery.
    """
    order_comments: Annotated[str | None, Field(alias="OrderComments")] = None
    """
    The merchant's remarks on the order.
    """
    tracking_number: Annotated[str | None, Field(alias="TrackingNumber")] = None
    """
    The order's number at the tracking service that the merchant uses.
    """
    tracking_service_name: Annotated[str | None, Field(alias="TrackingServiceName")] = None
    """
    Name of the tracking service that the merchant uses for the order, `Fedex` in the samples.
    """
    tracking_service_site: Annotated[str | None, Field(alias="TrackingServiceSite")] = None
    """
    Address of that tracking service's site.
    """
    tracking_url: Annotated[str | None, Field(alias="TrackingURL")] = None
    """
    Address of the page that tracks this order. When it is given, the other tracking members do not count.
    """


class Product(WireModel):
    """
    A product as the merchant knows it. The vendor's general class marks six members mandatory, but the methods here take products with far fewer members, as their samples show; so none is required.

    :param attributes: `Attributes`, list[Attribute] | None. Attributes such as size or colour, in the shop's
        language.
    :param attributes_english: `AttributesEnglish`, list[Attribute] | None. What `Attributes` lists, once more
        in English.
    :param back_order_date: `BackOrderDate`, str | None. When a backordered product should be in stock again.
    :param brand: `Brand`, Brand | None. The brand that the product is sold under, with its code at the
        merchant.
    :param cart_item_id: `CartItemId`, str | None. The cart item on the merchant's site.
    :param cart_item_option_id: `CartItemOptionId`, str | None. The option of a parent cart item that this item
        is; goes with `ParentCartItemId`.
    :param categories: `Categories`, list[Category] | None. The categories that the product belongs to.
    :param delivery_quantity: `DeliveryQuantity`, PrintedAmount | None. How many pieces are delivered; for the
        methods that report a dispatch.
    :param description: `Description`, str | None. Text on the product, in the shop's language; percent-encoded
        in a sample.
    :param description_english: `DescriptionEnglish`, str | None. Text on the product, in English.
    :param generic_hs_code: `GenericHSCode`, str | None. Customs tariff code (HS) that holds for any country;
        helps to work out duties and taxes.
    :param gift_message: `GiftMessage`, str | None. What the customer wants printed on the product as a gift.
    :param handling_code: `HandlingCode`, str | None. A code of the merchant's that comes back with the order
        and can set off a process of the merchant's there.
    :param height: `Height`, PrintedAmount | None. Height, in the merchant's unit of length.
    :param hub_code: `HubCode`, str | None. The merchant's code of the hub that the product was sent from;
        Global-e has to know it.
    :param image_height: `ImageHeight`, PrintedAmount | None. Height of the picture in pixels.
    :param image_url: `ImageURL`, str | None. Address of the picture; a sample has a path alone.
    :param image_width: `ImageWidth`, PrintedAmount | None. Width of the picture in pixels.
    :param is_back_ordered: `IsBackOrdered`, bool | None. Whether the product was ordered while out of stock.
    :param is_blocked_for_global_e: `IsBlockedForGlobalE`, bool | None. True for a product that is not sold
        abroad.
    :param is_bundle: `IsBundle`, bool | None. True for a product that stands for a set of other products.
    :param is_fixed_price: `IsFixedPrice`, bool | None. True when the merchant sets the price in the country's
        currency; Global-e then leaves the price as it is.
    :param is_virtual: `IsVirtual`, bool | None. True for a product without weight or volume, which does not
        count for shipping.
    :param keywords: `Keywords`, str | None. Search words for the product, in one text.
    :param length: `Length`, PrintedAmount | None. Length, in the merchant's unit of length.
    :param line_item_original_sale_price: `LineItemOriginalSalePrice`, PrintedAmount | None. Sale price of all
        pieces of this line in the merchant's currency, with the VAT of the merchant's country and before any
        change of price.
    :param line_item_sale_price: `LineItemSalePrice`, PrintedAmount | None. Sale price of all pieces of this
        line as the customer sees it, after country coefficient and currency conversion.
    :param list_price: `ListPrice`, PrintedAmount | None. Price of one piece before discounts as the customer
        sees it, after country coefficient, currency conversion and rounding.
    :param local_vat_rate_type: `LocalVATRateType`, VATRateType | None. The VAT rate that a customer in the
        merchant's own country would pay.
    :param meta_data: `MetaData`, ProductMetaData | None. Further data on the product, such as attributes for a
        personal engraving.
    :param name: `Name`, str | None. The product's name, in the shop's language.
    :param name_english: `NameEnglish`, str | None. The product's name, in English.
    :param net_volume: `NetVolume`, PrintedAmount | None. Volume without packaging, in the merchant's unit of
        volume.
    :param net_weight: `NetWeight`, PrintedAmount | None. Weight without packaging, in the merchant's unit of
        weight.
    :param ordered_quantity: `OrderedQuantity`, PrintedAmount | None. How many pieces were ordered.
    :param original_list_price: `OriginalListPrice`, PrintedAmount | None. Price of one piece before discounts
        in the merchant's currency, with the VAT of the merchant's country and before any change of price.
    :param original_sale_price: `OriginalSalePrice`, PrintedAmount | None. Sale price of one piece in the
        merchant's currency, with the VAT of the merchant's country and before any change of price.
    :param origin_country_code: `OriginCountryCode`, str | None. The country that the product comes from, as a
        two-letter ISO code.
    :param parent_cart_item_id: `ParentCartItemId`, str | None. The cart item that this item is part of.
    :param price_coefficient_rate: `PriceCoefficientRate`, PrintedAmount | None. The rate that applies to the
        product's price.
    :param product_class_code: `ProductClassCode`, str | None. The merchant's class of the product, for country
        coefficients that differ by class.
    :param product_code: `ProductCode`, str | None. The product's SKU on the merchant's site.
    :param product_code_secondary: `ProductCodeSecondary`, str | None. A second code by which the merchant's
        site may refer to the product, in addition to `ProductCode`.
    :param product_group_code: `ProductGroupCode`, str | None. The code that variants of one product share,
        often the first part of their SKUs.
    :param product_group_code_secondary: `ProductGroupCodeSecondary`, str | None. A second code by which the
        merchant's site may refer to the group of products, in addition to `ProductGroupCode`.
    :param sale_price: `SalePrice`, PrintedAmount | None. Sale price of one piece as the customer sees it, after
        country coefficient, currency conversion and rounding.
    :param sale_price_before_rounding: `SalePriceBeforeRounding`, PrintedAmount | None. The same as `SalePrice`,
        before rounding.
    :param sale_price_reason: `SalePriceReason`, str | None. Why the price was reduced, such as the name of a
        promotion.
    :param url: `URL`, str | None. Address of the product's page.
    :param vat_category: `VATCategory`, VATCategory | None. The product's VAT category; its HS code where there
        is one.
    :param vat_rate_type: `VATRateType`, VATRateType | None. The rate or class of VAT that holds for the
        product.
    :param volume: `Volume`, PrintedAmount | None. Volume, in the merchant's unit of volume; can stand for
        height, width and length.
    :param weight: `Weight`, PrintedAmount | None. Weight, in the merchant's unit of weight.
    :param width: `Width`, PrintedAmount | None. Width, in the merchant's unit of length.
    :param estimated_delivery_date: `EstimatedDeliveryDate`, str | None. When the product should arrive, going
        by the name.
    :param is_gift_card: `IsGiftCard`, bool | None. True for a gift card, going by the name.
    :param localization: `Localization`, Localization | None. What is meant for other languages, going by the
        name.
    :param discount_value: `DiscountValue`, Amount | None. The discount on the product, going by the name.
    :param delivery_type: `DeliveryType`, str | None. How the product is delivered, going by the name.
    :param ship_to_store_code: `ShipToStoreCode`, str | None. Code of the shop that the product is sent to,
        going by the name.
    :param original_sale_price_before_rounding: `OriginalSalePriceBeforeRounding`, Amount | None. The same as
        `OriginalSalePrice`, before rounding, going by the name.
    :param merchant_price_for_duties: `MerchantPriceForDuties`, Amount | None. The merchant's price for working
        out duties, going by the name.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    attributes: Annotated[list[Attribute] | None, Field(alias="Attributes")] = None
    """
    Attributes such as size or colour, in the shop's language.
    """
    attributes_english: Annotated[list[Attribute] | None, Field(alias="AttributesEnglish")] = None
    """
    What `Attributes` lists, once more in English.
    """
    back_order_date: Annotated[str | None, Field(alias="BackOrderDate")] = None
    """
    When a backordered product should be in stock again. Free text; no form is given.
    """
    brand: Annotated[Brand | None, Field(alias="Brand")] = None
    """
    The brand that the product is sold under, with its code at the merchant.
    """
    cart_item_id: Annotated[str | None, Field(alias="CartItemId")] = None
    """
    The cart item on the merchant's site. Public clients of the legacy methods also send it as a bare number; send a string.
    """
    cart_item_option_id: Annotated[str | None, Field(alias="CartItemOptionId")] = None
    """
    The option of a parent cart item that this item is; goes with `ParentCartItemId`. Must be given when this item belongs to a parent item.
    """
    categories: Annotated[list[Category] | None, Field(alias="Categories")] = None
    """
    The categories that the product belongs to.
    """
    delivery_quantity: Annotated[PrintedAmount | None, Field(alias="DeliveryQuantity")] = None
    """
    How many pieces are delivered; for the methods that report a dispatch.
    """
    description: Annotated[str | None, Field(alias="Description")] = None
    """
    Text on the product, in the shop's language; percent-encoded in a sample. The general class marks it mandatory.
    """
    description_english: Annotated[str | None, Field(alias="DescriptionEnglish")] = None
    """
    Text on the product, in English. The general class marks it mandatory.
    """
    generic_hs_code: Annotated[str | None, Field(alias="GenericHSCode")] = None
    """
    Customs tariff code (HS) that holds for any country; helps to work out duties and taxes.
    """
    gift_message: Annotated[str | None, Field(alias="GiftMessage")] = None
    """
    What the customer wants printed on the product as a gift.
    """
    handling_code: Annotated[str | None, Field(alias="HandlingCode")] = None
    """
    A code of the merchant's that comes back with the order and can set off a process of the merchant's there.
    """
    height: Annotated[PrintedAmount | None, Field(alias="Height")] = None
    """
    Height, in the merchant's unit of length. Converted by Global-e to centimetres.
    """
    hub_code: Annotated[str | None, Field(alias="HubCode")] = None
    """
    The merchant's code of the hub that the product was sent from; Global-e has to know it.
    """
    image_height: Annotated[PrintedAmount | None, Field(alias="ImageHeight")] = None
    """
    Height of the picture in pixels. A sample sends it empty.
    """
    image_url: Annotated[str | None, Field(alias="ImageURL")] = None
    """
    Address of the picture; a sample has a path alone.
    """
    image_width: Annotated[PrintedAmount | None, Field(alias="ImageWidth")] = None
    """
    Width of the picture in pixels. A sample sends it empty. The general class marks it mandatory.
    """
    is_back_ordered: Annotated[bool | None, Field(alias="IsBackOrdered")] = None
    """
    Whether the product was ordered while out of stock. Taken as false when missing.
    """
    is_blocked_for_global_e: Annotated[bool | None, Field(alias="IsBlockedForGlobalE")] = None
    """
    True for a product that is not sold abroad.
    """
    is_bundle: Annotated[bool | None, Field(alias="IsBundle")] = None
    """
    True for a product that stands for a set of other products. The document says more on a bundle whose prices are not zero, but the sentence is cut short.
    """
    is_fixed_price: Annotated[bool | None, Field(alias="IsFixedPrice")] = None
    """
    True when the merchant sets the price in the country's currency; Global-e then leaves the price as it is. Not allowed in every country.
    """
    is_virtual: Annotated[bool | None, Field(alias="IsVirtual")] = None
    """
    True for a product without weight or volume, which does not count for shipping.
    """
    keywords: Annotated[str | None, Field(alias="Keywords")] = None
    """
    Search words for the product, in one text. How they are set apart is not documented.
    """
    length: Annotated[PrintedAmount | None, Field(alias="Length")] = None
    """
    Length, in the merchant's unit of length. Converted by Global-e to centimetres.
    """
    line_item_original_sale_price: Annotated[PrintedAmount | None, Field(alias="LineItemOriginalSalePrice")] = None
    """
    Sale price of all pieces of this line in the merchant's currency, with the VAT of the merchant's country and before any change of price. Without it the line costs `OriginalSalePrice` times the quantity, as public clients have it.
    """
    line_item_sale_price: Annotated[PrintedAmount | None, Field(alias="LineItemSalePrice")] = None
    """
    Sale price of all pieces of this line as the customer sees it, after country coefficient and currency conversion. Without it the line costs `SalePrice` times the quantity, as public clients have it.
    """
    list_price: Annotated[PrintedAmount | None, Field(alias="ListPrice")] = None
    """
    Price of one piece before discounts as the customer sees it, after country coefficient, currency conversion and rounding. Optional in a method whose name the document has lost.
    """
    local_vat_rate_type: Annotated[VATRateType | None, Field(alias="LocalVATRateType")] = None
    """
    The VAT rate that a customer in the merchant's own country would pay. Must be given under a condition that the document has lost.
    """
    meta_data: Annotated[ProductMetaData | None, Field(alias="MetaData")] = None
    """
    Further data on the product, such as attributes for a personal engraving.
    """
    name: Annotated[str | None, Field(alias="Name")] = None
    """
    The product's name, in the shop's language. The general class marks it mandatory.
    """
    name_english: Annotated[str | None, Field(alias="NameEnglish")] = None
    """
    The product's name, in English. The general class marks it mandatory.
    """
    net_volume: Annotated[PrintedAmount | None, Field(alias="NetVolume")] = None
    """
    Volume without packaging, in the merchant's unit of volume. Converted by Global-e to cubic centimetres.
    """
    net_weight: Annotated[PrintedAmount | None, Field(alias="NetWeight")] = None
    """
    Weight without packaging, in the merchant's unit of weight. Converted by Global-e to grams.
    """
    ordered_quantity: Annotated[PrintedAmount | None, Field(alias="OrderedQuantity")] = None
    """
    How many pieces were ordered.
    """
    original_list_price: Annotated[PrintedAmount | None, Field(alias="OriginalListPrice")] = None
    """
    Price of one piece before discounts in the merchant's currency, with the VAT of the merchant's country and before any change of price. Optional in a method whose name the document has lost.
    """
    original_sale_price: Annotated[PrintedAmount | None, Field(alias="OriginalSalePrice")] = None
    """
    Sale price of one piece in the merchant's currency, with the VAT of the merchant's country and before any change of price. Optional in `SaveProductsList` and in a method whose name the document has lost.
    """
    origin_country_code: Annotated[str | None, Field(alias="OriginCountryCode")] = None
    """
    The country that the product comes from, as a two-letter ISO code. Without it the merchant's country is taken.
    """
    parent_cart_item_id: Annotated[str | None, Field(alias="ParentCartItemId")] = None
    """
    The cart item that this item is part of. Must be given when this item belongs to a parent item.
    """
    price_coefficient_rate: Annotated[PrintedAmount | None, Field(alias="PriceCoefficientRate")] = None
    """
    The rate that applies to the product's price.
    """
    product_class_code: Annotated[str | None, Field(alias="ProductClassCode")] = None
    """
    The merchant's class of the product, for country coefficients that differ by class.
    """
    product_code: Annotated[str | None, Field(alias="ProductCode")] = None
    """
    The product's SKU on the merchant's site. The general class marks it mandatory.
    """
    product_code_secondary: Annotated[str | None, Field(alias="ProductCodeSecondary")] = None
    """
    A second code by which the merchant's site may refer to the product, in addition to `ProductCode`.
    """
    product_group_code: Annotated[str | None, Field(alias="ProductGroupCode")] = None
    """
    The code that variants of one product share, often the first part of their SKUs.
    """
    product_group_code_secondary: Annotated[str | None, Field(alias="ProductGroupCodeSecondary")] = None
    """
    A second code by which the merchant's site may refer to the group of products, in addition to `ProductGroupCode`.
    """
    sale_price: Annotated[PrintedAmount | None, Field(alias="SalePrice")] = None
    """
    Sale price of one piece as the customer sees it, after country coefficient, currency conversion and rounding. Optional in `SaveProductsList` and in a method whose name the document has lost.
    """
    sale_price_before_rounding: Annotated[PrintedAmount | None, Field(alias="SalePriceBeforeRounding")] = None
    """
    The same as `SalePrice`, before rounding.
    """
    sale_price_reason: Annotated[str | None, Field(alias="SalePriceReason")] = None
    """
    Why the price was reduced, such as the name of a promotion.
    """
    url: Annotated[str | None, Field(alias="URL")] = None
    """
    Address of the product's page.
    """
    vat_category: Annotated[VATCategory | None, Field(alias="VATCategory")] = None
    """
    The product's VAT category; its HS code where there is one.
    """
    vat_rate_type: Annotated[VATRateType | None, Field(alias="VATRateType")] = None
    """
    The rate or class of VAT that holds for the product.
    """
    volume: Annotated[PrintedAmount | None, Field(alias="Volume")] = None
    """
    Volume, in the merchant's unit of volume; can stand for height, width and length. Converted by Global-e to cubic centimetres.
    """
    weight: Annotated[PrintedAmount | None, Field(alias="Weight")] = None
    """
    Weight, in the merchant's unit of weight. Converted by Global-e to grams. Without it the merchant's default weight is taken.
    """
    width: Annotated[PrintedAmount | None, Field(alias="Width")] = None
    """
    Width, in the merchant's unit of length. Converted by Global-e to centimetres.
    """
    estimated_delivery_date: Annotated[str | None, Field(alias="EstimatedDeliveryDate")] = None
    """
    When the product should arrive, going by the name. No form is given.
    """
    is_gift_card: Annotated[bool | None, Field(alias="IsGiftCard")] = None
    """
    True for a gift card, going by the name.
    """
    localization: Annotated[Localization | None, Field(alias="Localization")] = None
    """
    What is meant for other languages, going by the name.
    """
    discount_value: Annotated[Amount | None, Field(alias="DiscountValue")] = None
    """
    The discount on the product, going by the name.
    """
    delivery_type: Annotated[str | None, Field(alias="DeliveryType")] = None
    """
    How the product is delivered, going by the name.
    """
    ship_to_store_code: Annotated[str | None, Field(alias="ShipToStoreCode")] = None
    """
    Code of the shop that the product is sent to, going by the name.
    """
    original_sale_price_before_rounding: Annotated[Amount | None, Field(alias="OriginalSalePriceBeforeRounding")] = None
    """
    The same as `OriginalSalePrice`, before rounding, going by the name.
    """
    merchant_price_for_duties: Annotated[Amount | None, Field(alias="MerchantPriceForDuties")] = None
    """
    The merchant's price for working out duties, going by the name.
    """


class MerchantOrder(WireModel):
    """
    An order as Global-e reports it to the merchant: the body of the callback, and an element of what GetOrdersDetails returns.

    In the callback only `OrderId` and `StatusCode` are mandatory; nothing is said of what GetOrdersDetails always gives. Any other member
    can be missing or null, and members not listed here may come: keep or ignore them. Which members a real body holds depends on what it
    reports; a status change carries few of them.

    :param order_id: `OrderId`, str, required. The order's Global-e id, such as `GE10047946955SG`.
    :param status_code: `StatusCode`, str | None. The order's status.
    :param order_status_reason: `OrderStatusReason`, MerchantOrderStatusReason | None. Why the order has this
        status; read by a known receiver for cancelled and failed orders.
    :param merchant_guid: `MerchantGUID`, str | None. The secret that Global-e and the merchant share, by which
        the receiver recognises the caller.
    :param cart_id: `CartId`, str | None. Id of the cart on the merchant's site that became this order.
    :param cart_hash: `CartHash`, str | None. Hash of the cart, as the merchant's site sent it.
    :param merchant_order_id: `MerchantOrderId`, str | None. The order's id on the merchant's site.
    :param merchant_internal_order_id: `MerchantInternalOrderId`, str | None. A second id of the order on the
        merchant's site, for its inner use.
    :param price_coefficient_rate: `PriceCoefficientRate`, Amount | None. The coefficient of the customer's
        country, by which the order's prices were multiplied.
    :param web_store_code: `WebStoreCode`, str | None. Code of the merchant's web shop.
    :param web_store_instance_code: `WebStoreInstanceCode`, str | None. Code of the instance of the web shop; a
        host name in the sample.
    :param discounted_shipping_price: `DiscountedShippingPrice`, Amount | None. What the customer paid for
        shipping after discounts, in the merchant's currency.
    :param international_details: `InternationalDetails`, InternationalDetails | None. What the customer chose
        and paid, in the customer's currency, with the order's way to the customer.
    :param gift_cards: `GiftCards`, list[GiftCard] | None. Gift cards that were used.
    :param declarative_shipping_price_in_customer_currency: `DeclarativeShippingPriceInCustomerCurrency`, Amount
        | None. The shipping price to declare to customs, in the customer's currency.
    :param total_value_for_customs: `TotalValueForCustoms`, Amount | None. The value of the whole shipment to
        declare to customs.
    :param tax_calculation_rule: `TaxCalculationRule`, str | None. What duties and taxes are computed from.
    :param additional_required_documents: `AdditionalRequiredDocuments`, list[OrderDocument] | None. Further
        documents that shipping requires.
    :param order_documents: `OrderDocuments`, Any | None. Documents of the order.
    :param allow_mails_from_merchant: `AllowMailsFromMerchant`, bool | None. Whether the customer agreed at
        checkout to emails from the merchant.
    :param allow_direct_communication_from_merchant: `AllowDirectCommunicationFromMerchant`, bool | None.
        Whether the merchant may write to the customer directly.
    :param tn_c_consent: `TnCConsent`, bool | None. Whether the customer agreed to the terms and conditions.
    :param cookie_consent: `CookieConsent`, Any | None. The customer's consent to cookies.
    :param cash_on_delivery_fee: `CashOnDeliveryFee`, Amount | None. Fee for cash on delivery, in the merchant's
        currency.
    :param ccf_price: `CCFPrice`, Amount | None. Customs clearance fees, in the merchant's currency; part of
        `TotalDutiesAndTaxesPrice`.
    :param clear_cart: `ClearCart`, bool | None. Whether the merchant's site has to empty the customer's cart
        before it responds.
    :param culture_code: `CultureCode`, str | None. Language and region of the customer.
    :param initial_checkout_culture_code: `InitialCheckoutCultureCode`, str | None. Language and region in which
        the checkout was opened.
    :param currency_code: `CurrencyCode`, str | None. ISO 4217 code of the order's currency, by default the
        merchant's own.
    :param currency_name: `CurrencyName`, str | None. Name of the customer's currency.
    :param date_created: `DateCreated`, str | None. When the order was created, as in `2021-06-22T19:21:55`,
        without a zone.
    :param customer: `Customer`, MerchantCustomer | None. Which of the address objects belong to the end
        customer, and how to deal with the paying one.
    :param customer_comments: `CustomerComments`, str | None. Text that the customer entered at checkout.
    :param customer_dt_breakdown: `CustomerDTBreakdown`, DTBreakdown | None. The parts of duties and taxes that
        the customer paid.
    :param merchant_dt_breakdown: `MerchantDTBreakdown`, DTBreakdown | None. The parts of duties and taxes that
        the merchant subsidised.
    :param discounts: `Discounts`, list[MerchantDiscount] | None. Discounts on the cart, on shipping, on duties
        and so on, an element for each; its `DiscountType` says which.
    :param markups: `Markups`, list[MerchantDiscount] | None. Surcharges, in the structure of discounts: what
        Global-e pays on top to the merchant, such as for a flat shipping price above the computed one.
    :param do_not_charge_vat: `DoNotChargeVAT`, bool | None. Whether the customer was charged no VAT at
        checkout.
    :param free_shipping_coupon_code: `FreeShippingCouponCode`, str | None. Code of the coupon that made
        shipping free.
    :param is_free_shipping: `IsFreeShipping`, bool | None. Whether shipping was free for the customer.
    :param hub_id: `HubId`, int | None. Seems to be the number of the Global-e hub that handles the order.
    :param is_replacement_order: `IsReplacementOrder`, bool | None. Whether the order replaces an earlier one.
    :param original_order: `OriginalOrder`, OriginalOrder | None. The order that this one replaces.
    :param is_split_order: `IsSplitOrder`, bool | None. Whether the order is to be handled as a split one,
        without consolidation.
    :param is_supress_personal_information: `IsSupressPersonalInformation`, bool | None. Whether the customer's
        personal data are held back.
    :param is_tax_exemption: `IsTaxExemption`, bool | None. Whether the order is exempt from tax.
    :param is_gift_wrapping_required: `IsGiftWrappingRequired`, bool | None. Whether the order is to be
        gift-wrapped.
    :param order_creation_source: `OrderCreationSource`, Any | None. Where the order came from.
    :param order_creation_source_info: `OrderCreationSourceInfo`, Any | None. Details of `OrderCreationSource`.
    :param total_duties_paid_by_customer_price: `TotalDutiesPaidByCustomerPrice`, Amount | None. All duties that
        the customer paid.
    :param us_sales_tax: `USSalesTax`, Amount | None. Sales tax of the United States.
    :param shipping_vat_rate: `ShippingVATRate`, Amount | None. VAT rate on shipping in percent.
    :param loyalty_code: `LoyaltyCode`, str | None. The customer's code in the merchant's loyalty programme.
    :param loyalty_points_earned: `LoyaltyPointsEarned`, Amount | None. Loyalty points that the order earned.
    :param loyalty_points_spent: `LoyaltyPointsSpent`, Amount | None. Loyalty points that the customer spent on
        the order.
    :param original_merchant_total_products_discounted_price: `OriginalMerchantTotalProductsDiscountedPrice`,
        Amount | None. Seems to be the sum of the products' prices after discounts, in the merchant's currency.
    :param ot_voucher_code: `OTVoucherCode`, str | None. Code of a one-time voucher.
    :param ot_voucher_amount: `OTVoucherAmount`, Amount | None. What was taken off the one-time voucher, in the
        currency of `OTVoucherCurrencyCode`.
    :param ot_voucher_currency_code: `OTVoucherCurrencyCode`, str | None. ISO 4217 code of the voucher's
        currency.
    :param parcels: `Parcels`, list[MerchantOrderParcel] | None. The order's parcels.
    :param payment_details: `PaymentDetails`, MerchantPaymentDetails | None. How the order was paid.
    :param primary_billing: `PrimaryBilling`, MerchantCustomerDetails | None. Billing address of the primary
        customer, who is Global-e unless `Customer.IsEndCustomerPrimary` is true.
    :param primary_shipping: `PrimaryShipping`, MerchantCustomerDetails | None. Shipping address of the primary
        customer, who is Global-e unless `Customer.IsEndCustomerPrimary` is true.
    :param secondary_billing: `SecondaryBilling`, MerchantCustomerDetails | None. Billing address of the
        secondary customer, the end customer unless `Customer.IsEndCustomerPrimary` is true.
    :param secondary_shipping: `SecondaryShipping`, MerchantCustomerDetails | None. Shipping address of the
        secondary customer, the end customer unless `Customer.IsEndCustomerPrimary` is true.
    :param products: `Products`, list[MerchantProduct] | None. The lines of the order, each a product with its
        quantity and its prices.
    :param reservation_request_id: `ReservationRequestId`, Any | None. Id of a reservation.
    :param rounding_rate: `RoundingRate`, Amount | None. Average rate that turns what the customer paid into
        what Global-e pays to the merchant, in the merchant's currency.
    :param same_day_dispatch: `SameDayDispatch`, bool | None. Whether the customer asked for dispatch on the
        same day.
    :param same_day_dispatch_cost: `SameDayDispatchCost`, Amount | None. Cost of dispatch on the same day, in
        the merchant's currency.
    :param shipping_method_code: `ShippingMethodCode`, str | None. Code of the local shipping method, from those
        that the merchant's site offered for the cart.
    :param ship_to_store_code: `ShipToStoreCode`, str | None. Code of the merchant's store to which the customer
        has the order sent.
    :param url_parameters: `UrlParameters`, str | None. Seems to hold parameters of a URL; what they are for is
        not documented.
    :param total_duties_and_taxes_price: `TotalDutiesAndTaxesPrice`, Amount | None. All duties and taxes of the
        order, with customs clearance fees.
    :param user_id: `UserId`, str | None. The customer's id on the merchant's site.
    :param exporter_details: `ExporterDetails`, ExporterDetails | None. The exporter's registrations, for
        shipping documents.
    :param importer_details: `ImporterDetails`, ImporterDetails | None. The importer, for shipping documents.
    :param subs: `Subs`, list[Any] | None. Parts of a mixed order.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    order_id: Annotated[str, Field(alias="OrderId")]
    """
    The order's Global-e id, such as `GE10047946955SG`. Ids come in several shapes, some of them digits alone.
    """
    status_code: Annotated[str | None, Field(alias="StatusCode")] = None
    """
    The order's status. `CANCELLED` is the documented one; `canceled` and `N/A` occur too, and a known receiver compares without regard to case and acts on `CANCELLED`, `CUSTOM.CANCELLED`, `FAILED` and `COMPLETED`. The list is open: a receiver records an unknown code and does nothing else.
    """
    order_status_reason: Annotated[MerchantOrderStatusReason | None, Field(alias="OrderStatusReason")] = None
    """
    Why the order has this status; read by a known receiver for cancelled and failed orders.
    """
    merchant_guid: Annotated[str | None, Field(alias="MerchantGUID")] = None
    """
    The secret that Global-e and the merchant share, by which the receiver recognises the caller. Compare it without regard to case, and do not log it. Real bodies always carry it. The sample's value is cut short.
    """
    cart_id: Annotated[str | None, Field(alias="CartId")] = None
    """
    Id of the cart on the merchant's site that became this order.
    """
    cart_hash: Annotated[str | None, Field(alias="CartHash")] = None
    """
    Hash of the cart, as the merchant's site sent it.
    """
    merchant_order_id: Annotated[str | None, Field(alias="MerchantOrderId")] = None
    """
    The order's id on the merchant's site. A known receiver cannot do without it.
    """
    merchant_internal_order_id: Annotated[str | None, Field(alias="MerchantInternalOrderId")] = None
    """
    A second id of the order on the merchant's site, for its inner use. The sample shows the value of `MerchantOrderId`.
    """
    price_coefficient_rate: Annotated[Amount | None, Field(alias="PriceCoefficientRate")] = None
    """
    The coefficient of the customer's country, by which the order's prices were multiplied.
    """
    web_store_code: Annotated[str | None, Field(alias="WebStoreCode")] = None
    """
    Code of the merchant's web shop.
    """
    web_store_instance_code: Annotated[str | None, Field(alias="WebStoreInstanceCode")] = None
    """
    Code of the instance of the web shop; a host name in the sample.
    """
    discounted_shipping_price: Annotated[Amount | None, Field(alias="DiscountedShippingPrice")] = None
    """
    What the customer paid for shipping after discounts, in the merchant's currency.
    """
    international_details: Annotated[InternationalDetails | None, Field(alias="InternationalDetails")] = None
    """
    What the customer chose and paid, in the customer's currency, with the order's way to the customer.
    """
    gift_cards: Annotated[list[GiftCard] | None, Field(alias="GiftCards")] = None
    """
    Gift cards that were used. The sample shows null.
    """
    declarative_shipping_price_in_customer_currency: Annotated[
        Amount | None, Field(alias="DeclarativeShippingPriceInCustomerCurrency")
    ] = None
    """
    The shipping price to declare to customs, in the customer's currency. The sample has it here; another page of the vendor places it in `InternationalDetails`.
    """
    total_value_for_customs: Annotated[Amount | None, Field(alias="TotalValueForCustoms")] = None
    """
    The value of the whole shipment to declare to customs.
    """
    tax_calculation_rule: Annotated[str | None, Field(alias="TaxCalculationRule")] = None
    """
    What duties and taxes are computed from. `FOB`, `CIF` and `CIFD` are known; the list is open.
    """
    additional_required_documents: Annotated[list[OrderDocument] | None, Field(alias="AdditionalRequiredDocuments")] = (
        None
    )
    """
    Further documents that shipping requires. While some are listed, the merchant has to wait for them before fulfilling.
    """
    order_documents: Annotated[Any | None, Field(alias="OrderDocuments")] = None
    """
    Documents of the order. A known receiver stores whatever it finds here; the kind of value is not known.
    """
    allow_mails_from_merchant: Annotated[bool | None, Field(alias="AllowMailsFromMerchant")] = None
    """
    Whether the customer agreed at checkout to emails from the merchant.
    """
    allow_direct_communication_from_merchant: Annotated[
        bool | None, Field(alias="AllowDirectCommunicationFromMerchant")
    ] = None
    """
    Whether the merchant may write to the customer directly.
    """
    tn_c_consent: Annotated[bool | None, Field(alias="TnCConsent")] = None
    """
    Whether the customer agreed to the terms and conditions.
    """
    cookie_consent: Annotated[Any | None, Field(alias="CookieConsent")] = None
    """
    The customer's consent to cookies. The kind of value is not known; a known receiver takes 0 when it is missing.
    """
    cash_on_delivery_fee: Annotated[Amount | None, Field(alias="CashOnDeliveryFee")] = None
    """
    Fee for cash on delivery, in the merchant's currency.
    """
    ccf_price: Annotated[Amount | None, Field(alias="CCFPrice")] = None
    """
    Customs clearance fees, in the merchant's currency; part of `TotalDutiesAndTaxesPrice`.
    """
    clear_cart: Annotated[bool | None, Field(alias="ClearCart")] = None
    """
    Whether the merchant's site has to empty the customer's cart before it responds.
    """
    culture_code: Annotated[str | None, Field(alias="CultureCode")] = None
    """
    Language and region of the customer.
    """
    initial_checkout_culture_code: Annotated[str | None, Field(alias="InitialCheckoutCultureCode")] = None
    """
    Language and region in which the checkout was opened.
    """
    currency_code: Annotated[str | None, Field(alias="CurrencyCode")] = None
    """
    ISO 4217 code of the order's currency, by default the merchant's own.
    """
    currency_name: Annotated[str | None, Field(alias="CurrencyName")] = None
    """
    Name of the customer's currency. Only GetOrdersDetails gives it.
    """
    date_created: Annotated[str | None, Field(alias="DateCreated")] = None
    """
    When the order was created, as in `2021-06-22T19:21:55`, without a zone.
    """
    customer: Annotated[MerchantCustomer | None, Field(alias="Customer")] = None
    """
    Which of the address objects belong to the end customer, and how to deal with the paying one.
    """
    customer_comments: Annotated[str | None, Field(alias="CustomerComments")] = None
    """
    Text that the customer entered at checkout. The vendor lists the member twice; by the other entry it holds the gift message, or in the offline flow a comment on a product.
    """
    customer_dt_breakdown: Annotated[DTBreakdown | None, Field(alias="CustomerDTBreakdown")] = None
    """
    The parts of duties and taxes that the customer paid.
    """
    merchant_dt_breakdown: Annotated[DTBreakdown | None, Field(alias="MerchantDTBreakdown")] = None
    """
    The parts of duties and taxes that the merchant subsidised.
    """
    discounts: Annotated[list[MerchantDiscount] | None, Field(alias="Discounts")] = None
    """
    Discounts on the cart, on shipping, on duties and so on, an element for each; its `DiscountType` says which.
    """
    markups: Annotated[list[MerchantDiscount] | None, Field(alias="Markups")] = None
    """
    Surcharges, in the structure of discounts: what Global-e pays on top to the merchant, such as for a flat shipping price above the computed one. Not meant to be shown to the customer.
    """
    do_not_charge_vat: Annotated[bool | None, Field(alias="DoNotChargeVAT")] = None
    """
    Whether the customer was charged no VAT at checkout.
    """
    free_shipping_coupon_code: Annotated[str | None, Field(alias="FreeShippingCouponCode")] = None
    """
    Code of the coupon that made shipping free.
    """
    is_free_shipping: Annotated[bool | None, Field(alias="IsFreeShipping")] = None
    """
    Whether shipping was free for the customer.
    """
    hub_id: Annotated[int | None, Field(alias="HubId")] = None
    """
    Seems to be the number of the Global-e hub that handles the order.
    """
    is_replacement_order: Annotated[bool | None, Field(alias="IsReplacementOrder")] = None
    """
    Whether the order replaces an earlier one.
    """
    original_order: Annotated[OriginalOrder | None, Field(alias="OriginalOrder")] = None
    """
    The order that this one replaces.
    """
    is_split_order: Annotated[bool | None, Field(alias="IsSplitOrder")] = None
    """
    Whether the order is to be handled as a split one, without consolidation.
    """
    is_supress_personal_information: Annotated[bool | None, Field(alias="IsSupressPersonalInformation")] = None
    """
    Whether the customer's personal data are held back. The misspelling is the wire name.
    """
    is_tax_exemption: Annotated[bool | None, Field(alias="IsTaxExemption")] = None
    """
    Whether the order is exempt from tax.
    """
    is_gift_wrapping_required: Annotated[bool | None, Field(alias="IsGiftWrappingRequired")] = None
    """
    Whether the order is to be gift-wrapped.
    """
    order_creation_source: Annotated[Any | None, Field(alias="OrderCreationSource")] = None
    """
    Where the order came from. The kind of value is not known; a known receiver turns it into a number and takes 0 when it is missing.
    """
    order_creation_source_info: Annotated[Any | None, Field(alias="OrderCreationSourceInfo")] = None
    """
    Details of `OrderCreationSource`. The kind of value is not known.
    """
    total_duties_paid_by_customer_price: Annotated[Amount | None, Field(alias="TotalDutiesPaidByCustomerPrice")] = None
    """
    All duties that the customer paid. That it is a number is inferred from its name.
    """
    us_sales_tax: Annotated[Amount | None, Field(alias="USSalesTax")] = None
    """
    Sales tax of the United States. That it is a number is inferred from its namesake in `InternationalDetails`.
    """
    shipping_vat_rate: Annotated[Amount | None, Field(alias="ShippingVATRate")] = None
    """
    VAT rate on shipping in percent. That it is a number is inferred from its namesake in `InternationalDetails`.
    """
    loyalty_code: Annotated[str | None, Field(alias="LoyaltyCode")] = None
    """
    The customer's code in the merchant's loyalty programme.
    """
    loyalty_points_earned: Annotated[Amount | None, Field(alias="LoyaltyPointsEarned")] = None
    """
    Loyalty points that the order earned.
    """
    loyalty_points_spent: Annotated[Amount | None, Field(alias="LoyaltyPointsSpent")] = None
    """
    Loyalty points that the customer spent on the order.
    """
    original_merchant_total_products_discounted_price: Annotated[
        Amount | None, Field(alias="OriginalMerchantTotalProductsDiscountedPrice")
    ] = None
    """
    Seems to be the sum of the products' prices after discounts, in the merchant's currency.
    """
    ot_voucher_code: Annotated[str | None, Field(alias="OTVoucherCode")] = None
    """
    Code of a one-time voucher.
    """
    ot_voucher_amount: Annotated[Amount | None, Field(alias="OTVoucherAmount")] = None
    """
    What was taken off the one-time voucher, in the currency of `OTVoucherCurrencyCode`.
    """
    ot_voucher_currency_code: Annotated[str | None, Field(alias="OTVoucherCurrencyCode")] = None
    """
    ISO 4217 code of the voucher's currency. One receiver reads `OTCurrencyCode` instead.
    """
    parcels: Annotated[list[MerchantOrderParcel] | None, Field(alias="Parcels")] = None
    """
    The order's parcels. A sample of the vendor has the list; nothing is known of its elements.
    """
    payment_details: Annotated[MerchantPaymentDetails | None, Field(alias="PaymentDetails")] = None
    """
    How the order was paid. Secret; must not be logged.
    """
    primary_billing: Annotated[MerchantCustomerDetails | None, Field(alias="PrimaryBilling")] = None
    """
    Billing address of the primary customer, who is Global-e unless `Customer.IsEndCustomerPrimary` is true.
    """
    primary_shipping: Annotated[MerchantCustomerDetails | None, Field(alias="PrimaryShipping")] = None
    """
    Shipping address of the primary customer, who is Global-e unless `Customer.IsEndCustomerPrimary` is true.
    """
    secondary_billing: Annotated[MerchantCustomerDetails | None, Field(alias="SecondaryBilling")] = None
    """
    Billing address of the secondary customer, the end customer unless `Customer.IsEndCustomerPrimary` is true.
    """
    secondary_shipping: Annotated[MerchantCustomerDetails | None, Field(alias="SecondaryShipping")] = None
    """
    Shipping address of the secondary customer, the end customer unless `Customer.IsEndCustomerPrimary` is true.
    """
    products: Annotated[list[MerchantProduct] | None, Field(alias="Products")] = None
    """
    The lines of the order, each a product with its quantity and its prices.
    """
    reservation_request_id: Annotated[Any | None, Field(alias="ReservationRequestId")] = None
    """
    Id of a reservation. Only null is known, so any value is allowed here.
    """
    rounding_rate: Annotated[Amount | None, Field(alias="RoundingRate")] = None
    """
    Average rate that turns what the customer paid into what Global-e pays to the merchant, in the merchant's currency. It holds the exchange rate and the rounding for the market.
    """
    same_day_dispatch: Annotated[bool | None, Field(alias="SameDayDispatch")] = None
    """
    Whether the customer asked for dispatch on the same day.
    """
    same_day_dispatch_cost: Annotated[Amount | None, Field(alias="SameDayDispatchCost")] = None
    """
    Cost of dispatch on the same day, in the merchant's currency.
    """
    shipping_method_code: Annotated[str | None, Field(alias="ShippingMethodCode")] = None
    """
    Code of the local shipping method, from those that the merchant's site offered for the cart.
    """
    ship_to_store_code: Annotated[str | None, Field(alias="ShipToStoreCode")] = None
    """
    Code of the merchant's store to which the customer has the order sent.
    """
    url_parameters: Annotated[str | None, Field(alias="UrlParameters")] = None
    """
    Seems to hold parameters of a URL; what they are for is not documented.
    """
    total_duties_and_taxes_price: Annotated[Amount | None, Field(alias="TotalDutiesAndTaxesPrice")] = None
    """
    All duties and taxes of the order, with customs clearance fees.
    """
    user_id: Annotated[str | None, Field(alias="UserId")] = None
    """
    The customer's id on the merchant's site.
    """
    exporter_details: Annotated[ExporterDetails | None, Field(alias="ExporterDetails")] = None
    """
    The exporter's registrations, for shipping documents.
    """
    importer_details: Annotated[ImporterDetails | None, Field(alias="ImporterDetails")] = None
    """
    The importer, for shipping documents.
    """
    subs: Annotated[list[Any] | None, Field(alias="Subs")] = None
    """
    Parts of a mixed order. Nothing is known of the elements, so they may be any JSON value.
    """


class Parcel(WireModel):
    """
    One parcel of an order.

    :param parcel_code: `ParcelCode`, str, required. The code by which the merchant's site knows the parcel,
        such as `123454321` or `12345-1` in the samples.
    :param products: `Products`, list[Product] | None. What is in the parcel.
    :param tracking_details: `TrackingDetails`, TrackingDetails | None. The tracking number of this parcel
        alone; the order as a whole can have one of its own.
    :param weight: `Weight`, Amount | None. The parcel's weight in grams, as the merchant measured it.
    :param height: `Height`, Amount | None. The parcel's height.
    :param length: `Length`, Amount | None. The parcel's length, in the unit of `Height`.
    :param width: `Width`, Amount | None. The parcel's width, in the unit of `Height`.
    :param shipping_additional_information: `ShippingAdditionalInformation`,
        list[ShippingAdditionalInformationItem] | None. Facts for the carrier that hold for this parcel; only
        `GetShippingDocuments` uses them.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    parcel_code: Annotated[str, Field(alias="ParcelCode")]
    """
    The code by which the merchant's site knows the parcel, such as `123454321` or `12345-1` in the samples. Documents and tracking of the parcel name it again.
    """
    products: Annotated[list[Product] | None, Field(alias="Products")] = None
    """
    What is in the parcel. Of a product only `ProductCode`, `CartItemId` and `DeliveryQuantity` count here, and for `GetShippingDocuments` also `OriginCountryCode`.
    """
    tracking_details: Annotated[TrackingDetails | None, Field(alias="TrackingDetails")] = None
    """
    The tracking number of this parcel alone; the order as a whole can have one of its own.
    """
    weight: Annotated[Amount | None, Field(alias="Weight")] = None
    """
    The parcel's weight in grams, as the merchant measured it.
    """
    height: Annotated[Amount | None, Field(alias="Height")] = None
    """
    The parcel's height. Always in centimetres for `GetShippingDocuments`; the legacy text names centimetres and inches both.
    """
    length: Annotated[Amount | None, Field(alias="Length")] = None
    """
    The parcel's length, in the unit of `Height`.
    """
    width: Annotated[Amount | None, Field(alias="Width")] = None
    """
    The parcel's width, in the unit of `Height`. The vendor's tables say grams, which must be a slip.
    """
    shipping_additional_information: Annotated[
        list[ShippingAdditionalInformationItem] | None,
        Field(alias="ShippingAdditionalInformation"),
    ] = None
    """
    Facts for the carrier that hold for this parcel; only `GetShippingDocuments` uses them.
    """


class UpdateOrderDispatchRequest(WireModel):
    """
    What was dispatched of one order, in which parcels, and what was not. `UpdateOrderDispatchV2` and `GetShippingDocuments` take it.

    :param order_id: `OrderId`, str | None. The order's Global-e id; a merchant's own order id is taken here
        too.
    :param merchant_order_id: `MerchantOrderId`, str | None. The merchant's own id of the order.
    :param delivery_reference_number: `DeliveryReferenceNumber`, str | None. The merchant's own reference for
        the delivery.
    :param is_completed: `IsCompleted`, bool | None. Whether nothing more of the order will follow.
    :param hub_code: `HubCode`, str | None. The merchant's code of the hub that the parcels are assigned to.
    :param shipping_method_code: `ShippingMethodCode`, str | None. Code of the shipping method, for merchants
        who bring their own labels.
    :param parcels: `Parcels`, list[Parcel] | None. The parcels of this dispatch.
    :param exceptions: `Exceptions`, list[UpdateOrderDispatchException] | None. What cannot be dispatched now,
        and why.
    :param tracking_details: `TrackingDetails`, TrackingDetails | None. Tracking of the order as a whole.
    :param shipping_additional_information: `ShippingAdditionalInformation`,
        list[ShippingAdditionalInformationItem] | None. Facts for the carrier that hold for the whole order;
        `GetShippingDocuments` uses them when it calls FedEx.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    order_id: Annotated[str | None, Field(alias="OrderId")] = None
    """
    The order's Global-e id; a merchant's own order id is taken here too.
    """
    merchant_order_id: Annotated[str | None, Field(alias="MerchantOrderId")] = None
    """
    The merchant's own id of the order. The samples print `MerchantOrderID`; text and clients write the name as here. Whether a server reads both is not documented.
    """
    delivery_reference_number: Annotated[str | None, Field(alias="DeliveryReferenceNumber")] = None
    """
    The merchant's own reference for the delivery.
    """
    is_completed: Annotated[bool | None, Field(alias="IsCompleted")] = None
    """
    Whether nothing more of the order will follow. The vendor's page leaves the mandatory column blank, which elsewhere means mandatory; a working client leaves the member out.
    """
    hub_code: Annotated[str | None, Field(alias="HubCode")] = None
    """
    The merchant's code of the hub that the parcels are assigned to. For orders whose parcels leave from different hubs.
    """
    shipping_method_code: Annotated[str | None, Field(alias="ShippingMethodCode")] = None
    """
    Code of the shipping method, for merchants who bring their own labels.
    """
    parcels: Annotated[list[Parcel] | None, Field(alias="Parcels")] = None
    """
    The parcels of this dispatch. The documents call them optional; a public page of the vendor asks for them or for `Exceptions`.
    """
    exceptions: Annotated[list[UpdateOrderDispatchException] | None, Field(alias="Exceptions")] = None
    """
    What cannot be dispatched now, and why. The documents call it optional; a public page of the vendor asks for it or for `Parcels`.
    """
    tracking_details: Annotated[TrackingDetails | None, Field(alias="TrackingDetails")] = None
    """
    Tracking of the order as a whole.
    """
    shipping_additional_information: Annotated[
        list[ShippingAdditionalInformationItem] | None,
        Field(alias="ShippingAdditionalInformation"),
    ] = None
    """
    Facts for the carrier that hold for the whole order; `GetShippingDocuments` uses them when it calls FedEx. The vendor's page calls it a string, the sample is a list.
    """
