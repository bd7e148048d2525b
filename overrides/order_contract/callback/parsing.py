"""Reads a callback's body, and decodes the texts in it that Global-e percent-encodes.

Invariants: nothing that came is lost or changed in the order that `parse` gives; the caller is recognised
before anything else of the body is judged; a text that cannot be decoded as a whole is taken as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import unquote_plus

from pydantic import ValidationError

from order_contract.callback.errors import CallbackError, MalformedCallbackError, WrongGuidError
from order_contract.callback.merchants import Merchants
from order_contract.wire import codec
from order_contract.wire.model import WireModel, read_object
from order_contract.wire.problems import in_its_place, problems
from order_contract_generated.merchant import contract as tables
from order_contract_generated.merchant.models import (
    InternationalDetails,
    MerchantCustomerDetails,
    MerchantOrder,
    MerchantParcelTracking,
)

M = TypeVar("M", bound=WireModel)

[_OPERATION] = tables.OPERATIONS.values()
_SECRET: Final[str] = tables.SECURITY["body"]["name"]
_REQUIRED: Final = {
    str(field.alias): attribute
    for attribute, field in MerchantOrder.model_fields.items()
    if field.alias in _OPERATION["body_requires"]
}
"""By name on the wire, the attribute of each member that a callback must have."""

_QUOTED: Final = [b'"%s"' % name.encode() for name in (*_REQUIRED, _SECRET)]
"""The names that say which order, status or merchant is meant, as a body has them."""

_CUSTOMER: Final = {
    True: ("primary_billing", "primary_shipping"),
    False: ("secondary_billing", "secondary_shipping"),
}
_BARE_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NOT_ENCODED: Final = re.compile(r"[^\x21-\x7e]|^\+[0-9]")


class ReceivedOrder(NamedTuple):
    """An order, the object that it was read from, and the merchant that was recognised."""

    order: MerchantOrder
    members: Mapping[str, Any]
    merchant: str | None


def parse(body: bytes | str, *, merchant_guid: str | None = None) -> MerchantOrder:
    """The order that a callback reports on (`UpdateOrderStatus` from Global-e).

    Amounts are `Decimal` with the digits that came; odd forms are read, unknown members kept, and
    `wire.codec.dumps(order)` gives back what came.

    :param body: the request's body as it came.
    :param merchant_guid: the secret that `MerchantGUID` must equal, without regard to case; None leaves the
        caller unchecked.
    :raises WrongGuidError: `MerchantGUID` is missing or another one.
    :raises MalformedCallbackError: not a JSON object, no `OrderId` or `StatusCode` or two of them, or a
        member of a kind that no document shows.
    """
    received = read(body, None if merchant_guid is None else Merchants(merchant_guid))
    if isinstance(received, CallbackError):
        raise received
    return received.order


def read(body: bytes | str, merchants: Merchants | None) -> ReceivedOrder | CallbackError:
    """The order, or what is wrong, returned: so no exception drags the body along as its context."""
    try:
        members = codec.loads(body, bounded=True, unique=_repeats(body))
    except codec.CodecError as broken:
        return MalformedCallbackError([("the body", f"is {broken}")])
    if not isinstance(members, dict):
        return MalformedCallbackError([("the body", "must be a JSON object")])
    guid, merchant = None if merchants is None else _member(members, _SECRET), None
    if merchants is not None and not merchants.needs_order:
        merchant = merchants.recognised(guid)
        if merchant is None:
            return WrongGuidError()
    try:
        order = read_object(MerchantOrder, members)
    except ValidationError as broken:
        return MalformedCallbackError(problems(broken, reading=True))
    except RecursionError:
        return MalformedCallbackError([("the body", "is nested too deeply")])
    empty = [name for name, attribute in _REQUIRED.items() if not (getattr(order, attribute) or "").strip()]
    if empty:
        return MalformedCallbackError(
            [(name, "is required and must not be empty" + in_its_place(name, members)) for name in empty]
        )
    if merchants is not None and merchants.needs_order:
        merchant = merchants.recognised(guid, order)
        if merchant is None:
            return WrongGuidError()
    return ReceivedOrder(order, members, merchant)


def _repeats(body: bytes | str) -> bool:
    """Whether a name that says which order, status or merchant is meant stands in a body twice: readers may
    take either.
    """
    data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return max(map(data.count, _QUOTED)) > 1


def _member(members: Mapping[str, Any], name: str) -> Any:
    if name in members:
        return members[name]
    return next((value for key, value in members.items() if key.casefold() == name.casefold()), None)


def decoded(order: MerchantOrder) -> MerchantOrder:
    """A copy with the texts decoded that Global-e sends percent-encoded, with `+` for a blank; the order
    given stays as it came.

    These are all texts of the end customer's billing and shipping details, which are the primary objects
    where `Customer.IsEndCustomerPrimary` is true and the secondary ones otherwise, and the tracking and
    waybill URLs. A value that ends in a bare `%`, as in the documents' sample, or is not UTF-8 stays raw; so
    does one that no encoder can have written: a URL with `://`, a text with blanks or other than ASCII, a
    number like `+49`.

    :param order: as `parse` gives it, or an order of GetOrdersDetails.
    """
    primary = bool(order.customer and order.customer.is_end_customer_primary)
    changed: dict[str, Any] = {}
    for name in _CUSTOMER[primary]:
        details: MerchantCustomerDetails | None = getattr(order, name)
        if details is not None:
            changed[name] = _with(details, _text)
    if order.international_details is not None:
        changed["international_details"] = _tracking(order.international_details)
    return order.model_copy(update=changed)


def _tracking(details: InternationalDetails) -> InternationalDetails:
    copy = _with(details, _url, "order_tracking_url", "order_waybill_url")
    if details.parcels_tracking:
        parcels: list[MerchantParcelTracking] = [
            _with(parcel, _url, "parcel_tracking_url") for parcel in details.parcels_tracking
        ]
        copy.parcels_tracking = parcels
    return copy


def _with(model: M, decode: Callable[[str], str], *names: str) -> M:
    members = {**model.__dict__, **(model.model_extra or {})}
    return model.model_copy(
        update={
            name: decode(value)
            for name, value in members.items()
            if isinstance(value, str) and (not names or name in names)
        }
    )


def _text(raw: str) -> str:
    if _NOT_ENCODED.search(raw) or _BARE_PERCENT.search(raw):
        return raw
    try:
        return unquote_plus(raw, errors="strict")
    except UnicodeDecodeError:
        return raw


def _url(raw: str) -> str:
    return raw if "://" in raw else _text(raw)
