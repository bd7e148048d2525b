"""Refusals, by the codes and texts of the documents.

Invariants: a code of the documents is used in its documented condition only; where the documents name no
code, one is used that they do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

TEXTS: Final[Mapping[str, str]] = {
    "1001": "Order already fully refunded or canceled",
    "1002": (
        "Requested refund amount is greater than the remaining amount available for a refund for this order"
    ),
    "1003": "Invalid quantity",
    "1004": "Refund request must contain at least one refund component",
    "1005": "Cartitemid {0} doesn't exists for order {1}",
    "1006": "Cartitemid {0} exceeded the available products quantity to refund",
    "D001": "Orderid {0} not found.",
    "D002": "CartItemId {0} not found",
    "D003": "ProductCode {0} not found",
    "D004": "OriginCountryCode {0} is invalid",
    "D005": "ProductMetaData {0} cannot have an empty value",
    "A019": "The order was cancelled and cannot be shipped",
    "A300": (
        "There is at least one SKU that was not part of the original order. Please use only SKUs which "
        "were originally ordered."
    ),
    "A400": "Either there are no valid SKUs to place in parcels or parcels could not be created.",
    "B001": "Order ID not found",
    "B002": "Order cannot be dispatched. Order and/or parcels have the wrong status.",
    "B100": "There are no orders valid for dispatch.",
    "B200": "Could not determine the destination hub. Either none or more than one hub was found.",
    "B300": "The number of outer boxes cannot be greater than the number of parcels. "
    "The total number of parcels is {0} and the number of outer boxes is {1}.",
    "B401": "Parcel code(s) not found: {0}",
    "B402": "Tracking number(s) not found: {0}",
    "B404": "At least one of ParcelCodes, TrackingNumbers, OrderIds, or MerchantOrderIds must be provided",
    "400": "Bad Request",
    "401": "Unauthorized",
    "404": "Order not found",
    "1000": "Full refund requested but list of RefundProduct is not empty.",
    "1007": "A refund component cannot be negative",
    "S001": "A cancellation needs its OrderStatusReason",
    "U001": "Nothing to update",
}
"""From 1000 in this table on, codes that no document has."""

DESCRIPTIONS: Final[Mapping[str, str]] = {
    "D001": "The provided order ID does not exist",
    "D002": "The provided cart item ID does not exist in this order",
    "D003": "The provided product code does not exist in this order",
    "D004": "The provided origin country code does not exist in the system",
    "D005": "The provided value for product meta-data is empty or null",
}


@dataclass
class RefusalError(Exception):
    """One refusal, before it is put into an envelope."""

    code: str
    error: str
    description: str | None = None
    status: int = 400


def refusal(code: str, *details: object, description: str | None = None, status: int = 400) -> RefusalError:
    """A refusal by its code, the gaps of its text filled."""
    return RefusalError(code, TEXTS[code].format(*details), description or DESCRIPTIONS.get(code), status)


def malformed(where: str, why: str) -> RefusalError:
    """The refusal of a request that is not built as documented."""
    return refusal("400", description=f"{where}: {why}"[:300])


@dataclass(frozen=True)
class Answer:
    """A response before it is written."""

    status: int
    value: Any
