# Generated from spec/ by `make generate`; do not edit.

"""Mappings in wire names that stand for models in calls, for type checkers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Required, TypedDict

from order_contract_generated.s2 import models


class S2AddressDict(TypedDict, total=False):
    """
    A postal address. Every member is required; an empty string stands for none.
    """

    name: Required[str]
    """
    Name of the person to whom the address belongs.
    """
    company: Required[str]
    """
    Name of the company at the address.
    """
    address1: Required[str]
    """
    First line of the address.
    """
    address2: Required[str]
    """
    Second line of the address.
    """
    city: Required[str]
    """
    City or town of the address.
    """
    state: Required[str]
    """
    State or province of the address. Whether a name or a code is meant is not documented.
    """
    postalCode: Required[str]
    """
    Postal code of the address, as text, so that leading zeros stay.
    """
    countryId: Required[str]
    """
    The country. The samples show ISO 3166-1 codes of two letters.
    """
    phone: Required[str]
    """
    Telephone number, as text; the samples have digits alone.
    """
    email: Required[str]
    """
    E-mail address; an empty string in both samples.
    """


class S2AttachmentUpdateDict(TypedDict, total=False):
    """
    A file to attach to an order.
    """

    fileName: Required[str]
    """
    The file's name as people see it. May hold characters outside ASCII.
    """
    path: Required[str]
    """
    Where the file lies in S2's storage. How a file gets there is not documented. May hold characters outside ASCII.
    """


class S2OrderItemUpdateDict(TypedDict, total=False):
    """
    A line of an order, as sent. Every member is required; an empty string, 0 or an empty object stands for none.
    """

    channelOrderItemId: Required[str]
    """
    The line's id in the sales channel.
    """
    productId: Required[str]
    """
    Id of the product in S2, a UUID in the sample. The response shows the whole product instead.
    """
    quantity: Required[Decimal | int]
    """
    How many pieces are ordered. The samples show whole numbers; no type is documented.
    """
    unitPrice: Required[Decimal | int]
    """
    The price of one piece, in the order's currency.
    """
    meta: Required[Any]
    """
    The caller's own data on the line, any JSON value. An empty object for none.
    """


class S2OrderUpdateDict(TypedDict, total=False):
    """
    An order as it is to be from now on. Members that the table of the documents marks as required must be sent, empty if need be.
    """

    accountId: str
    """
    Id of the account that the order belongs to, a UUID from List Account. The table of this method leaves it out, its sample sends it; to create an order it is required.
    """
    channelOrderId: str
    """
    The order's id in the sales channel. In the sample the response still shows another value than the one sent, so do not count on this method to change it. The table leaves it out; to create an order it is required.
    """
    channelOrderIdAlt: str
    """
    A second id of the order in the sales channel. The table leaves it out, the sample sends it.
    """
    channelOrderIdAlt2: str
    """
    A third id of the order in the sales channel. The table leaves it out; the sample sends an empty string.
    """
    channelShippingMethod: Required[str]
    """
    The shipping method as the sales channel names it. An empty string for none; null is not allowed.
    """
    shippingAddress: models.S2Address | S2AddressDict | None
    """
    Where the order goes. Null for none, although creating an order requires it.
    """
    billingAddress: models.S2Address | S2AddressDict | None
    """
    Where the bill goes. Null for none.
    """
    meta: Required[Any]
    """
    The caller's own data on the order, any JSON value. An empty object for none; an empty array is accepted on creation too.
    """
    channelOrderDate: Required[str | datetime]
    """
    When the order was placed in the sales channel. Must be given in UTC.
    """
    currencyId: Required[str]
    """
    The order's currency. The sample shows an ISO 4217 code.
    """
    shipByDate: str | datetime | None
    """
    The latest time to ship the order, with an offset from UTC. Null for none.
    """
    deliveryByDate: str | datetime | None
    """
    The latest time to deliver the order, with an offset from UTC. Null for none. The response calls it `deliverByDate`.
    """
    customerNote: str
    """
    A note from the customer. An empty string for none, not null; the response may show null.
    """
    items: Required[Sequence[models.S2OrderItemUpdate | S2OrderItemUpdateDict]]
    """
    The lines of the order. The table of the method that creates orders calls the member `item`; the samples say `items`.
    """
    attachments: Required[Sequence[models.S2AttachmentUpdate | S2AttachmentUpdateDict]]
    """
    Files to attach. An empty array for none. They seem to be added to those that the order has already: in the sample one is sent and three are returned, two of them the same file.
    """


__all__ = ["S2AddressDict", "S2AttachmentUpdateDict", "S2OrderItemUpdateDict", "S2OrderUpdateDict"]
