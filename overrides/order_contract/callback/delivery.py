"""The outcome of one callback that was sent, and how a response of a merchant's server is judged.

Invariants: a response is judged by its body first, then by its status; a delivery's text holds nothing that
the server sent and nothing of the order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import httpx2
from attrs import field, frozen
from pydantic import ValidationError

from order_contract.errors import ApiError, ContentEncodingError, NoResponseError, ResponseTooLargeError
from order_contract.http.response import RawResponse
from order_contract.wire import assertions, codec
from order_contract_generated.merchant import contract as tables
from order_contract_generated.merchant.models import MerchantResponseInfo

[(OPERATION, DOCUMENTED)] = tables.OPERATIONS.items()
_BROKEN: Final[Mapping[type[ApiError], str]] = {
    ContentEncodingError: "with a body that cannot be unpacked",
    ResponseTooLargeError: "with more bytes than are taken in",
}

Outcome = Literal["acknowledged", "refused", "undelivered"]


@frozen
class Delivery:
    """The outcome of a callback.

    `outcome` is `acknowledged` (the server took note), `refused` (it responded, but not with the documented
    success) or `undelivered` (no attempt got a response). `reason` says why, in words of this package.
    `response` is the server's response where it has the documented structure, and `content` its bytes; both
    can hold personal data, so neither shows in the repr.
    """

    outcome: Outcome
    reason: str
    attempts: int
    elapsed: float
    """Seconds from the first attempt to the verdict, pauses included."""
    status_code: int | None = None
    """The HTTP status of the last attempt; None when that got no response."""
    response: MerchantResponseInfo | None = field(default=None, repr=False)
    content: bytes = field(default=b"", repr=False)

    @property
    def acknowledged(self) -> bool:
        """Whether the merchant's server took note of the status."""
        return self.outcome == "acknowledged"


@frozen
class DeliveryVerdict:
    """How one attempt ended, and whether it may be repeated."""

    outcome: Outcome
    reason: str
    repeatable: bool
    status_code: int | None = None
    response: MerchantResponseInfo | None = None
    content: bytes = b""


def verdict(end: RawResponse[None] | NoResponseError) -> DeliveryVerdict:
    """The verdict on the end of an attempt."""
    return _without_response(end) if isinstance(end, NoResponseError) else _judged(end)


def _judged(end: RawResponse[None]) -> DeliveryVerdict:
    """The verdict on a response of any kind: documented, with odd booleans or members in another case, HTML,
    nothing, broken or endless bytes.
    """
    status, content = end.status_code, end.content
    response, why = (None, _BROKEN[end.broken]) if end.broken else _read(content)
    passed = 200 <= status < 300
    refusal = response is not None and (not response.success or _refused(content))
    if passed and response is not None and not refusal:
        return DeliveryVerdict(
            "acknowledged", f"acknowledged (HTTP {status})", False, status, response, content
        )
    if refusal:
        code = (response.error_code or "") if response else ""
        reason = "refused by the server" + (
            f" with code {code}" if code.isascii() and code.isalnum() and len(code) <= 16 else ""
        )
    elif 300 <= status < 400:
        reason = "redirected, which is not followed"
    elif passed:
        reason = f"responded {why}"
    else:
        reason = "refused by its status" + (f", {why}" if why else "")
    repeatable = status == httpx2.codes.TOO_MANY_REQUESTS or (
        status >= 500 and bool(DOCUMENTED["idempotent"])
    )
    return DeliveryVerdict("refused", f"{reason} (HTTP {status})", repeatable, status, response, content)


def _without_response(end: NoResponseError) -> DeliveryVerdict:
    """The verdict on an attempt that got no response."""
    useless = isinstance(end.__cause__, (httpx2.UnsupportedProtocol, httpx2.LocalProtocolError))
    repeatable = not useless and (not end.sent or bool(DOCUMENTED["idempotent"]))
    message = "the outcome is unknown" if end.sent and not useless else "not sent"
    return DeliveryVerdict("undelivered", f"no response ({end.reason}): {message}", repeatable)


def _read(content: bytes) -> tuple[MerchantResponseInfo | None, str]:
    """The documented structure, or None and what there is instead."""
    if not content.strip():
        return None, "with an empty body"
    try:
        body = codec.loads(content)
    except codec.CodecError:
        return None, "with a body that is not JSON"
    try:
        return MerchantResponseInfo.model_validate(body), ""
    except (ValidationError, TypeError, AttributeError):
        return None, "without the documented Success"


def _refused(content: bytes) -> bool:
    body = codec.loads(content)
    return any(assertions.holds(tables.ENVELOPES[name]["when"], body) for name in DOCUMENTED["envelopes"])
