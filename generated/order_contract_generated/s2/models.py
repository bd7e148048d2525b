# Generated from spec/ by `make generate`; do not edit.

from __future__ import annotations

from typing import Annotated, Any

from order_contract.wire.instant import OffsetDateTime
from order_contract.wire.model import WireModel
from order_contract.wire.money import Amount
from pydantic import ConfigDict, Field


class S2Address(WireModel):
    """
    A postal address. Every member is required; an empty string stands for none.

    :param name: `name`, str, required. Name of the person to whom the address belongs.
    :param company: `company`, str, required. Name of the company at the address.
    :param address1: `address1`, str, required. First line of the address.
    :param address2: `address2`, str, required. Second line of the address.
    :param city: `city`, str, required. City or town of the address.
    :param state: `state`, str, required. State or province of the address.
    :param postal_code: `postalCode`, str, required. Postal code of the address, as text, so that leading zeros
        stay.
    :param country_id: `countryId`, str, required. The country.
    :param phone: `phone`, str, required. Telephone number, as text; the samples have digits alone.
    :param email: `email`, str, required. E-mail address; an empty string in both samples.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    name: str
    """
    Name of the person to whom the address belongs.
    """
    company: str
    """
    Name of the company at the address.
    """
    address1: str
    """
    First line of the address.
    """
    address2: str
    """
    Second line of the address.
    """
    city: str
    """
    City or town of the address.
    """
    state: str
    """
    State or province of the address. Whether a name or a code is meant is not documented.
    """
    postal_code: Annotated[str, Field(alias="postalCode")]
    """
    Postal code of the address, as text, so that leading zeros stay.
    """
    country_id: Annotated[str, Field(alias="countryId")]
    """
    The country. The samples show ISO 3166-1 codes of two letters.
    """
    phone: str
    """
    Telephone number, as text; the samples have digits alone.
    """
    email: str
    """
    E-mail address; an empty string in both samples.
    """


class S2Attachment(WireModel):
    """
    A file attached to an order.

    :param id: `id`, str, required. The attachment's id in S2, a UUID in the sample.
    :param file_name: `fileName`, str | None. The file's name as people see it.
    :param path: `path`, str | None. Where the file lies in S2's storage.
    :param created_at: `createdAt`, OffsetDateTime | None. When the file was attached.
    :param updated_at: `updatedAt`, OffsetDateTime | None. When the attachment was last changed.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    id: str
    """
    The attachment's id in S2, a UUID in the sample. The same file sent twice gets two.
    """
    file_name: Annotated[str | None, Field(alias="fileName")] = None
    """
    The file's name as people see it. The sample holds characters outside ASCII.
    """
    path: str | None = None
    """
    Where the file lies in S2's storage. The sample holds characters outside ASCII.
    """
    created_at: Annotated[OffsetDateTime | None, Field(alias="createdAt")] = None
    """
    When the file was attached.
    """
    updated_at: Annotated[OffsetDateTime | None, Field(alias="updatedAt")] = None
    """
    When the attachment was last changed.
    """


class S2AttachmentUpdate(WireModel):
    """
    A file to attach to an order.

    :param file_name: `fileName`, str, required. The file's name as people see it.
    :param path: `path`, str, required. Where the file lies in S2's storage.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    file_name: Annotated[str, Field(alias="fileName")]
    """
    The file's name as people see it. May hold characters outside ASCII.
    """
    path: str
    """
    Where the file lies in S2's storage. How a file gets there is not documented. May hold characters outside ASCII.
    """


class S2Brand(WireModel):
    """
    A brand. It has no `updatedAt`.

    :param id: `id`, str, required. The brand's id in S2, a UUID in the sample.
    :param name: `name`, str | None. The brand's name; may be empty.
    :param name_normalized: `nameNormalized`, str | None. The name in the form that S2 compares, in lower case
        in the sample.
    :param created_at: `createdAt`, OffsetDateTime | None. When the brand was created.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    id: str
    """
    The brand's id in S2, a UUID in the sample.
    """
    name: str | None = None
    """
    The brand's name; may be empty.
    """
    name_normalized: Annotated[str | None, Field(alias="nameNormalized")] = None
    """
    The name in the form that S2 compares, in lower case in the sample.
    """
    created_at: Annotated[OffsetDateTime | None, Field(alias="createdAt")] = None
    """
    When the brand was created.
    """


class S2Error(WireModel):
    """
    A refusal. No error format of S2 is documented; nothing is assumed here.
    """

    model_config = ConfigDict(
        extra="allow",
    )


class S2Fulfillment(WireModel):
    """
    A fulfilment of an order. Its members are not documented, and the one sample has none; nothing is assumed here.
    """

    model_config = ConfigDict(
        extra="allow",
    )


class S2OrderItemUpdate(WireModel):
    """
    A line of an order, as sent. Every member is required; an empty string, 0 or an empty object stands for none.

    :param channel_order_item_id: `channelOrderItemId`, str, required. The line's id in the sales channel.
    :param product_id: `productId`, str, required. Id of the product in S2, a UUID in the sample.
    :param quantity: `quantity`, Amount, required. How many pieces are ordered.
    :param unit_price: `unitPrice`, Amount, required. The price of one piece, in the order's currency.
    :param meta: `meta`, Any, required. The caller's own data on the line, any JSON value.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    channel_order_item_id: Annotated[str, Field(alias="channelOrderItemId")]
    """
    The line's id in the sales channel.
    """
    product_id: Annotated[str, Field(alias="productId")]
    """
    Id of the product in S2, a UUID in the sample. The response shows the whole product instead.
    """
    quantity: Amount
    """
    How many pieces are ordered. The samples show whole numbers; no type is documented.
    """
    unit_price: Annotated[Amount, Field(alias="unitPrice")]
    """
    The price of one piece, in the order's currency.
    """
    meta: Any
    """
    The caller's own data on the line, any JSON value. An empty object for none.
    """


class S2OrderUpdate(WireModel):
    """
    An order as it is to be from now on. Members that the table of the documents marks as required must be sent, empty if need be.

    :param account_id: `accountId`, str | None. Id of the account that the order belongs to, a UUID from List
        Account.
    :param channel_order_id: `channelOrderId`, str | None. The order's id in the sales channel.
    :param channel_order_id_alt: `channelOrderIdAlt`, str | None. A second id of the order in the sales channel.
    :param channel_order_id_alt2: `channelOrderIdAlt2`, str | None. A third id of the order in the sales
        channel.
    :param channel_shipping_method: `channelShippingMethod`, str, required. The shipping method as the sales
        channel names it.
    :param shipping_address: `shippingAddress`, S2Address | None. Where the order goes.
    :param billing_address: `billingAddress`, S2Address | None. Where the bill goes.
    :param meta: `meta`, Any, required. The caller's own data on the order, any JSON value.
    :param channel_order_date: `channelOrderDate`, OffsetDateTime, required. When the order was placed in the
        sales channel.
    :param currency_id: `currencyId`, str, required. The order's currency.
    :param ship_by_date: `shipByDate`, OffsetDateTime | None. The latest time to ship the order, with an offset
        from UTC.
    :param delivery_by_date: `deliveryByDate`, OffsetDateTime | None. The latest time to deliver the order, with
        an offset from UTC.
    :param customer_note: `customerNote`, str | None. A note from the customer.
    :param items: `items`, list[S2OrderItemUpdate], required. The lines of the order.
    :param attachments: `attachments`, list[S2AttachmentUpdate], required. Files to attach.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    account_id: Annotated[str | None, Field(alias="accountId")] = None
    """
    Id of the account that the order belongs to, a UUID from List Account. The table of this method leaves it out, its sample sends it; to create an order it is required.
    """
    channel_order_id: Annotated[str | None, Field(alias="channelOrderId")] = None
    """
    The order's id in the sales channel. In the sample the response still shows another value than the one sent, so do not count on this method to change it. The table leaves it out; to create an order it is required.
    """
    channel_order_id_alt: Annotated[str | None, Field(alias="channelOrderIdAlt")] = None
    """
    A second id of the order in the sales channel. The table leaves it out, the sample sends it.
    """
    channel_order_id_alt2: Annotated[str | None, Field(alias="channelOrderIdAlt2")] = None
    """
    A third id of the order in the sales channel. The table leaves it out; the sample sends an empty string.
    """
    channel_shipping_method: Annotated[str, Field(alias="channelShippingMethod")]
    """
    The shipping method as the sales channel names it. An empty string for none; null is not allowed.
    """
    shipping_address: Annotated[S2Address | None, Field(alias="shippingAddress")] = None
    """
    Where the order goes. Null for none, although creating an order requires it.
    """
    billing_address: Annotated[S2Address | None, Field(alias="billingAddress")] = None
    """
    Where the bill goes. Null for none.
    """
    meta: Any
    """
    The caller's own data on the order, any JSON value. An empty object for none; an empty array is accepted on creation too.
    """
    channel_order_date: Annotated[OffsetDateTime, Field(alias="channelOrderDate")]
    """
    When the order was placed in the sales channel. Must be given in UTC.
    """
    currency_id: Annotated[str, Field(alias="currencyId")]
    """
    The order's currency. The sample shows an ISO 4217 code.
    """
    ship_by_date: Annotated[OffsetDateTime | None, Field(alias="shipByDate")] = None
    """
    The latest time to ship the order, with an offset from UTC. Null for none.
    """
    delivery_by_date: Annotated[OffsetDateTime | None, Field(alias="deliveryByDate")] = None
    """
    The latest time to deliver the order, with an offset from UTC. Null for none. The response calls it `deliverByDate`.
    """
    customer_note: Annotated[str | None, Field(alias="customerNote")] = None
    """
    A note from the customer. An empty string for none, not null; the response may show null.
    """
    items: list[S2OrderItemUpdate]
    """
    The lines of the order. The table of the method that creates orders calls the member `item`; the samples say `items`.
    """
    attachments: list[S2AttachmentUpdate]
    """
    Files to attach. An empty array for none. They seem to be added to those that the order has already: in the sample one is sent and three are returned, two of them the same file.
    """


class S2Organization(WireModel):
    """
    An organisation, the owner of accounts, orders and products.

    :param id: `id`, str, required. The organisation's id in S2, a UUID in the sample.
    :param name: `name`, str | None. The name that the organisation goes by, `test organization` in the sample.
    :param created_at: `createdAt`, OffsetDateTime | None. When the organisation was created.
    :param updated_at: `updatedAt`, OffsetDateTime | None. When the organisation was last changed.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    id: str
    """
    The organisation's id in S2, a UUID in the sample.
    """
    name: str | None = None
    """
    The name that the organisation goes by, `test organization` in the sample.
    """
    created_at: Annotated[OffsetDateTime | None, Field(alias="createdAt")] = None
    """
    When the organisation was created.
    """
    updated_at: Annotated[OffsetDateTime | None, Field(alias="updatedAt")] = None
    """
    When the organisation was last changed.
    """


class S2Product(WireModel):
    """
    A product as S2 keeps it. The measures look like single-precision floats written out (`76.44365`): take their last digits with care.

    :param id: `id`, str, required. The product's id in S2, a UUID in the sample.
    :param organization: `organization`, S2Organization | None. The organisation that owns the product.
    :param sku: `sku`, str | None. The product's stock keeping unit, such as `SKU-GREY` in the sample.
    :param brand: `brand`, S2Brand | None. The product's brand.
    :param gtin: `gtin`, str | None. The global trade item number; an empty string for none.
    :param name: `name`, str | None. The product's name as people see it, such as `Test Product` in the sample.
    :param remarks: `remarks`, str | None. Free text; an empty string for none.
    :param image_main: `imageMain`, str | None. Where the product's main picture lies in S2's storage; an empty
        string for none.
    :param package_length_mm: `packageLengthMm`, Amount | None. How long the product is with its package, in
        millimetres.
    :param package_width_mm: `packageWidthMm`, Amount | None. How wide the product is with its package, in
        millimetres.
    :param package_height_mm: `packageHeightMm`, Amount | None. How high the product is with its package, in
        millimetres.
    :param shipping_weight_kg: `shippingWeightKg`, Amount | None. What the product weighs for shipping, in
        kilograms.
    :param case_unit: `caseUnit`, str | None. What a case is counted as.
    :param case_pack: `casePack`, Amount | None. How many pieces make up a case.
    :param case_length_mm: `caseLengthMm`, Amount | None. Length of a case in millimetres.
    :param case_width_mm: `caseWidthMm`, Amount | None. Width of a case in millimetres.
    :param case_height_mm: `caseHeightMm`, Amount | None. Height of a case in millimetres.
    :param case_weight_kg: `caseWeightKg`, Amount | None. Weight of a case in kilograms.
    :param condition: `condition`, str | None. The product's condition.
    :param serial_number_required: `serialNumberRequired`, bool | None. Whether pieces are tracked by serial
        number.
    :param expiry_date_required: `expiryDateRequired`, bool | None. Whether pieces are tracked by expiry date.
    :param unknown: `unknown`, bool | None. Seems to mark a product that S2 could not identify; only false is
        known.
    :param created_at: `createdAt`, OffsetDateTime | None. When the product was created.
    :param updated_at: `updatedAt`, OffsetDateTime | None. When the product was last changed.
    :param other_ids: `otherIds`, list[Any] | None. Further ids of the product.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    id: str
    """
    The product's id in S2, a UUID in the sample.
    """
    organization: S2Organization | None = None
    """
    The organisation that owns the product.
    """
    sku: str | None = None
    """
    The product's stock keeping unit, such as `SKU-GREY` in the sample.
    """
    brand: S2Brand | None = None
    """
    The product's brand. A product without one shows a brand with an empty name.
    """
    gtin: str | None = None
    """
    The global trade item number; an empty string for none.
    """
    name: str | None = None
    """
    The product's name as people see it, such as `Test Product` in the sample.
    """
    remarks: str | None = None
    """
    Free text; an empty string for none.
    """
    image_main: Annotated[str | None, Field(alias="imageMain")] = None
    """
    Where the product's main picture lies in S2's storage; an empty string for none. May hold characters outside ASCII.
    """
    package_length_mm: Annotated[Amount | None, Field(alias="packageLengthMm")] = None
    """
    How long the product is with its package, in millimetres.
    """
    package_width_mm: Annotated[Amount | None, Field(alias="packageWidthMm")] = None
    """
    How wide the product is with its package, in millimetres.
    """
    package_height_mm: Annotated[Amount | None, Field(alias="packageHeightMm")] = None
    """
    How high the product is with its package, in millimetres.
    """
    shipping_weight_kg: Annotated[Amount | None, Field(alias="shippingWeightKg")] = None
    """
    What the product weighs for shipping, in kilograms.
    """
    case_unit: Annotated[str | None, Field(alias="caseUnit")] = None
    """
    What a case is counted as. `EACH` and `CARTON` are known; the list is open.
    """
    case_pack: Annotated[Amount | None, Field(alias="casePack")] = None
    """
    How many pieces make up a case. The sample shows whole numbers; no type is documented.
    """
    case_length_mm: Annotated[Amount | None, Field(alias="caseLengthMm")] = None
    """
    Length of a case in millimetres. The sample also shows `0.0`.
    """
    case_width_mm: Annotated[Amount | None, Field(alias="caseWidthMm")] = None
    """
    Width of a case in millimetres. The sample also shows `0.0`.
    """
    case_height_mm: Annotated[Amount | None, Field(alias="caseHeightMm")] = None
    """
    Height of a case in millimetres. The sample also shows `0.0`.
    """
    case_weight_kg: Annotated[Amount | None, Field(alias="caseWeightKg")] = None
    """
    Weight of a case in kilograms. The sample also shows `0.0`.
    """
    condition: str | None = None
    """
    The product's condition. Only `NEW` is known; the list is open.
    """
    serial_number_required: Annotated[bool | None, Field(alias="serialNumberRequired")] = None
    """
    Whether pieces are tracked by serial number.
    """
    expiry_date_required: Annotated[bool | None, Field(alias="expiryDateRequired")] = None
    """
    Whether pieces are tracked by expiry date.
    """
    unknown: bool | None = None
    """
    Seems to mark a product that S2 could not identify; only false is known.
    """
    created_at: Annotated[OffsetDateTime | None, Field(alias="createdAt")] = None
    """
    When the product was created.
    """
    updated_at: Annotated[OffsetDateTime | None, Field(alias="updatedAt")] = None
    """
    When the product was last changed.
    """
    other_ids: Annotated[list[Any] | None, Field(alias="otherIds")] = None
    """
    Further ids of the product. Only an empty list is known, so its elements may be any JSON value.
    """


class S2Account(WireModel):
    """
    An account of an organisation with a sales channel.

    :param id: `id`, str, required. The account's id in S2, a UUID in the sample.
    :param organization: `organization`, S2Organization | None. The organisation that the account belongs to.
    :param name: `name`, str | None. The account's name; in the sample the same as the organisation's.
    :param type: `type`, str | None. The kind of sales channel.
    :param auto_assign_orders_to_warehouse: `autoAssignOrdersToWarehouse`, Any | None. Seems to say where orders
        go without being assigned by hand.
    :param created_at: `createdAt`, OffsetDateTime | None. When the account was created.
    :param updated_at: `updatedAt`, OffsetDateTime | None. When the account was last changed.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    id: str
    """
    The account's id in S2, a UUID in the sample.
    """
    organization: S2Organization | None = None
    """
    The organisation that the account belongs to.
    """
    name: str | None = None
    """
    The account's name; in the sample the same as the organisation's.
    """
    type: str | None = None
    """
    The kind of sales channel. Only `MARKETPLACE_GENERIC` is known; the list is open.
    """
    auto_assign_orders_to_warehouse: Annotated[Any | None, Field(alias="autoAssignOrdersToWarehouse")] = None
    """
    Seems to say where orders go without being assigned by hand. Only null is known, so any value is allowed here.
    """
    created_at: Annotated[OffsetDateTime | None, Field(alias="createdAt")] = None
    """
    When the account was created.
    """
    updated_at: Annotated[OffsetDateTime | None, Field(alias="updatedAt")] = None
    """
    When the account was last changed.
    """


class S2OrderItem(WireModel):
    """
    A line of an order, as S2 keeps it.

    :param channel_order_item_id: `channelOrderItemId`, str, required. The line's id in the sales channel.
    :param product: `product`, S2Product | None. The whole product; the request gives only its id.
    :param quantity: `quantity`, Amount | None. How many pieces are ordered.
    :param unit_price: `unitPrice`, Amount | None. The price of one piece, in the order's currency.
    :param meta: `meta`, Any | None. The caller's own data on the line, any JSON value.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    channel_order_item_id: Annotated[str, Field(alias="channelOrderItemId")]
    """
    The line's id in the sales channel.
    """
    product: S2Product | None = None
    """
    The whole product; the request gives only its id.
    """
    quantity: Amount | None = None
    """
    How many pieces are ordered.
    """
    unit_price: Annotated[Amount | None, Field(alias="unitPrice")] = None
    """
    The price of one piece, in the order's currency.
    """
    meta: Any | None = None
    """
    The caller's own data on the line, any JSON value.
    """


class S2Order(WireModel):
    """
    An order as S2 keeps it. Only one sample is known; which members are always there is not documented, so few are required here.

    :param id: `id`, str, required. The order's id in S2, a UUID in the sample.
    :param organization: `organization`, S2Organization | None. The organisation that owns the order.
    :param account: `account`, S2Account | None. The account that the order belongs to.
    :param account_sub_channel: `accountSubChannel`, Any | None. A part of the account's sales channel.
    :param channel_order_id: `channelOrderId`, str | None. The order's id in the sales channel.
    :param channel_order_id_alt: `channelOrderIdAlt`, str | None. A second id of the order in the sales channel.
    :param channel_order_id_alt2: `channelOrderIdAlt2`, str | None. A third id of the order in the sales
        channel; an empty string for none.
    :param channel_shipping_method: `channelShippingMethod`, str | None. The shipping method as the sales
        channel names it.
    :param shipping_address: `shippingAddress`, S2Address | None. The address that the order is sent to.
    :param shipping_override_address: `shippingOverrideAddress`, S2Address | None. Seems to be an address that
        stands in for `shippingAddress`.
    :param billing_address: `billingAddress`, S2Address | None. The address that the bill is sent to.
    :param meta: `meta`, Any | None. The caller's own data on the order, any JSON value.
    :param channel_order_date: `channelOrderDate`, OffsetDateTime | None. When the order was placed in the sales
        channel.
    :param status: `status`, str | None. How far the order is fulfilled.
    :param assign_status: `assignStatus`, str | None. How far the order is assigned to a warehouse.
    :param archived: `archived`, bool | None. Whether the order is archived.
    :param currency_id: `currencyId`, str | None. The order's currency.
    :param items: `items`, list[S2OrderItem], required. The lines of the order.
    :param attachments: `attachments`, list[S2Attachment], required. All files attached to the order so far, not
        just those of the last update.
    :param fulfillments: `fulfillments`, list[S2Fulfillment] | None. The fulfilments of the order.
    :param created_at: `createdAt`, OffsetDateTime | None. When the order came to S2.
    :param updated_at: `updatedAt`, OffsetDateTime | None. When the order was last changed.
    :param ship_by_date: `shipByDate`, OffsetDateTime | None. The latest time to ship the order.
    :param deliver_by_date: `deliverByDate`, OffsetDateTime | None. The latest time to deliver the order.
    :param customer_note: `customerNote`, str | None. A note from the customer; null for none.
    """

    model_config = ConfigDict(
        extra="allow",
    )
    id: str
    """
    The order's id in S2, a UUID in the sample.
    """
    organization: S2Organization | None = None
    """
    The organisation that owns the order. In the sample it is not the one that the header of the request names.
    """
    account: S2Account | None = None
    """
    The account that the order belongs to.
    """
    account_sub_channel: Annotated[Any | None, Field(alias="accountSubChannel")] = None
    """
    A part of the account's sales channel. Only null is known, so any value is allowed here.
    """
    channel_order_id: Annotated[str | None, Field(alias="channelOrderId")] = None
    """
    The order's id in the sales channel. The sample does not show the value that was sent with the update.
    """
    channel_order_id_alt: Annotated[str | None, Field(alias="channelOrderIdAlt")] = None
    """
    A second id of the order in the sales channel.
    """
    channel_order_id_alt2: Annotated[str | None, Field(alias="channelOrderIdAlt2")] = None
    """
    A third id of the order in the sales channel; an empty string for none.
    """
    channel_shipping_method: Annotated[str | None, Field(alias="channelShippingMethod")] = None
    """
    The shipping method as the sales channel names it.
    """
    shipping_address: Annotated[S2Address | None, Field(alias="shippingAddress")] = None
    """
    The address that the order is sent to.
    """
    shipping_override_address: Annotated[S2Address | None, Field(alias="shippingOverrideAddress")] = None
    """
    Seems to be an address that stands in for `shippingAddress`. Only null is known; that it has the members of an address is inferred from its name.
    """
    billing_address: Annotated[S2Address | None, Field(alias="billingAddress")] = None
    """
    The address that the bill is sent to.
    """
    meta: Any | None = None
    """
    The caller's own data on the order, any JSON value.
    """
    channel_order_date: Annotated[OffsetDateTime | None, Field(alias="channelOrderDate")] = None
    """
    When the order was placed in the sales channel.
    """
    status: str | None = None
    """
    How far the order is fulfilled. Only `UNFULFILLED` is known; the list is open.
    """
    assign_status: Annotated[str | None, Field(alias="assignStatus")] = None
    """
    How far the order is assigned to a warehouse. Only `PENDING` is known; the list is open.
    """
    archived: bool | None = None
    """
    Whether the order is archived.
    """
    currency_id: Annotated[str | None, Field(alias="currencyId")] = None
    """
    The order's currency. The sample shows an ISO 4217 code.
    """
    items: list[S2OrderItem]
    """
    The lines of the order.
    """
    attachments: list[S2Attachment]
    """
    All files attached to the order so far, not just those of the last update.
    """
    fulfillments: list[S2Fulfillment] | None = None
    """
    The fulfilments of the order. Only an empty list is known.
    """
    created_at: Annotated[OffsetDateTime | None, Field(alias="createdAt")] = None
    """
    When the order came to S2.
    """
    updated_at: Annotated[OffsetDateTime | None, Field(alias="updatedAt")] = None
    """
    When the order was last changed. In the sample it equals `createdAt` even after an update, so it does not prove one.
    """
    ship_by_date: Annotated[OffsetDateTime | None, Field(alias="shipByDate")] = None
    """
    The latest time to ship the order.
    """
    deliver_by_date: Annotated[OffsetDateTime | None, Field(alias="deliverByDate")] = None
    """
    The latest time to deliver the order. The request calls it `deliveryByDate`.
    """
    customer_note: Annotated[str | None, Field(alias="customerNote")] = None
    """
    A note from the customer; null for none.
    """
