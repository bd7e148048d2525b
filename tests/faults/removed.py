"""Faults that were thought of and do not count, each with the reason.

Invariant: none of them is in the catalogue.
"""

from __future__ import annotations

from typing import Final

REMOVED: Final = {
    "money-zeros-lost": (
        "29.9000 comes back as 29.9: equal numbers in JSON, and no document promises the zeros."
    ),
    "money-exponent": "45.70 comes back as 4.57E1: an equal number in JSON.",
    "money-float-noise-in-orders": "45.70 comes back as 45.700000000000003 from an order that nobody wrote "
    "through the API: only who knows the true "
    "amount sees it; the same fault in S2, which responds with what was sent, is in the catalogue.",
    "query-json-array-of-parcels-refused": (
        "Parcels as one array are refused: the documents repeat the parameter, and name no other form."
    ),
    "byte-order-mark": (
        "Answers begin with a byte order mark: forbidden to who writes, and readers may pass "
        "over it (RFC 8259, 8.1), as ours does."
    ),
    "nulls-left-out": "Members that are null are left out of responses: all of them are optional.",
    "parameter-names-in-lower-case": (
        "Names of parameters reach the server in lower case: it takes them in any."
    ),
    "type-of-body-not-looked-at": (
        "A body sent as text/plain is accepted: no document says that the header must be there."
    ),
    "second-success-member": (
        "A response names Success twice with one value: JSON calls it unwise, not "
        "wrong, and every reader takes the value."
    ),
    "receiver-acts-twice": (
        "A notice that comes again is acknowledged, and the customer told twice: nothing "
        "of it is seen on the wire."
    ),
    "receiver-forgets": (
        "A notice is acknowledged and not stored: the merchant's orders cannot be read through this API."
    ),
    "receiver-guid-missing-accepted": (
        "A notice without MerchantGUID is acknowledged: only OrderId and StatusCode are mandatory (002:17)."
    ),
    "receiver-false-with-a-blank": 'A refusal says Success "false ": the sample prints that (002:141).',
    "receiver-compares-in-variable-time": (
        "The GUID is compared letter by letter: a matter of nanoseconds, which no run of a minute tells."
    ),
    "log-holds-secrets": "The server logs the GUID: its log is not on the wire.",
    "answer-code-as-number": (
        "Code comes as a number: the text calls it numeric (003:40), the sample prints a string (003:51)."
    ),
    "money-as-text": (
        "Amounts come in quotes: the documents print decimals both ways (001:267), so either is "
        "the server's choice."
    ),
    "money-total-as-text": "TotalPrice alone comes in quotes: as above.",
    "dispatch-quantity-as-text-accepted": (
        "DeliveryQuantity is taken in quotes: the documents print decimals both ways (001:267)."
    ),
    "tracking-number-not-required": (
        "TrackingDetails without TrackingNumber are taken: the cell that would say mandatory is lost."
    ),
    "body-numbers-for-ids-accepted": (
        "Numbers are taken for ids: the documents print both (001:145 and 001:279)."
    ),
    "error-without-description": (
        "ErrorInfo lacks Description: no document says that it is always there (001:258)."
    ),
    "error-code-a-number": (
        "Code is a number: the text calls it numeric (003:41), the sample prints a string (003:51)."
    ),
    "error-200-code-a-number": ("The same under 200."),
    "refusals-under-422": ("Refusals come under 422: no document lists the statuses of refusals."),
    "refusals-under-409": ("Refusals come under 409: as above."),
    "unauthorised-under-403": ("A wrong GUID is refused with code 401 under 403: the code says it."),
    "gateway-answer-status-403": ("Refusals come under 403: no document lists the statuses of refusals."),
    "gateway-answer-status-404": ("Unknown orders are refused with 404: as above."),
    "receiver-failure-404": ("A receiver refuses with 404: as above."),
    "query-json-empty-parcel-accepted": (
        "An empty parcelsList counts as no parcel: the argument is optional (003:202)."
    ),
    "query-json-boolean-unchecked": (
        "FullRefund is taken in quotes: whether booleans are read so is the server's choice."
    ),
    "query-json-second-copy-unchecked": (
        "Of two orderStatus the first counts: no document says what a repetition means."
    ),
    "fails-on-missing-parameter": (
        "A missing parameter is refused by ErrorInfo under 500: a documented envelope refuses under "
        "any status."
    ),
    "fails-on-missing-member": ("A missing member is refused by ErrorInfo under 500: as above."),
    "fails-on-wrong-type": ("A member of another type is refused by ErrorInfo under 500: as above."),
    "fails-on-text-that-is-only-blanks": ("An id of blanks is refused by ErrorInfo under 500: as above."),
    "callback-success-as-text": (
        'A refusal of the callback says Success "false ": the sample prints that (002:141).'
    ),
}
