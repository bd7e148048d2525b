"""Faults inside the second server: each a subclass with one rule overridden.

Invariants: an id stands once; a fault that nobody could see from outside, or that the documents do not
forbid, stands in `UNOBSERVABLE` with the reason, not in `FAULTS`.
"""

from tests.faults.inside import (  # noqa: F401 - planting is what the import does
    accepted,
    auth,
    dispatching,
    envelopes,
    merging,
    money,
    query,
    refunds,
    refused,
    robustness,
    s2,
    shapes,
    tracking,
)
from tests.faults.inside.planting import PLANTED

FAULTS = tuple(PLANTED)

UNOBSERVABLE = {
    "dispatch-is-completed-ignored": (
        "No documented response tells whether an order was reported as completed."
    ),
    "dispatch-reference-lost": "No documented response holds the DeliveryReferenceNumber that was sent.",
    "dispatch-exception-of-type-1-or-3-lost": (
        "Only a backorder has members in a documented response (IsBackOrdered, BackOrderDate)."
    ),
    "dispatch-boxes-not-printed": (
        "OuterBoxesAmount shows on the printed manifest alone, whose contents are not documented."
    ),
    "refund-reason-lost": (
        "No documented response holds a refund, so its reason, comments and reference are not seen again."
    ),
    "refund-original-total-wrong": "The total in the merchant's currency is in no documented response.",
    "merge-origin-lost": "Merchant.Product has no documented member for the country of origin.",
    "status-confirmation-number-lost": (
        "No documented response holds ConfirmationNumber, OrderComments or the tracking service."
    ),
    "callback-handled-twice": (
        "The response to a callback does not tell what was done; see the faults of "
        "receivers for what their effects show."
    ),
    "money-exponent-form": "1E+2 and 100 are the same JSON number; the documents forbid neither form.",
    "money-scale-lost": (
        "29.9000 and 29.9 are the same JSON number; that a server keeps the scale is not documented."
    ),
    "money-total-price-wrong": "No document says what InternationalDetails.TotalPrice is the sum of.",
    "guid-header-ignored": (
        "The header is for accounts that are set up for it; a server that reads the query alone is right too."
    ),
    "query-json-raw-braces-refused": (
        "A URI may not hold raw braces (RFC 3986), so a server may refuse them "
        "although the samples print them."
    ),
    "query-json-names-case-counts": "That servers read names in any case is inferred.",
    "robust-connection-not-kept": "HTTP lets a server close a connection after any response.",
}
