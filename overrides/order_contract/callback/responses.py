"""The documented responses to a callback, as status, headers and bytes.

Invariants: `Success` is a JSON boolean; a failure's status is not a 2xx, as the vendor asks; a response's
repr shows its status alone.
"""

from __future__ import annotations

from typing import Any, Final

from attrs import field, frozen

from order_contract.wire import codec
from order_contract_generated.merchant.models import MerchantOrder, MerchantResponseInfo

_HEADERS: Final = (("Content-Type", "application/json"),)
WIRE_NAMES: Final = {
    attribute: field.alias or attribute for attribute, field in MerchantResponseInfo.model_fields.items()
}
"""By attribute of the response, its name on the wire."""
_PLAIN: Final = frozenset((str, bool, type(None)))


@frozen
class CallbackResponse:
    """An HTTP response that any framework can send.

    `status` is the HTTP status, `headers` are pairs of name and value, `body` is JSON in UTF-8.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def acknowledges(self) -> bool:
        """Whether this tells Global-e that the callback was taken."""
        return 200 <= self.status < 300


def success(
    order: MerchantOrder,
    *,
    internal_order_id: str | None = None,
    order_id: str | None = None,
    status_code: str | None = None,
) -> CallbackResponse:
    """The documented success (`ResponseInfo`).

    :param order: what was taken note of.
    :param internal_order_id: the order's id for the merchant's inner use; without it, the callback's
        `MerchantInternalOrderId`.
    :param order_id: the order's id on the merchant's site; without it, the callback's `MerchantOrderId`.
    :param status_code: the order's status on the merchant's site, where it is to be reported.
    """
    members: dict[str, Any] = {
        "internal_order_id": internal_order_id
        if internal_order_id is not None
        else order.merchant_internal_order_id,
        "order_id": order_id if order_id is not None else order.merchant_order_id,
        "success": True,
        "error_code": None,
        "message": None,
        "description": None,
    }
    if status_code is not None:
        members["status_code"] = status_code
    return _response(200, members)


def failure(
    code: str | None,
    message: str,
    description: str | None = None,
    *,
    order: MerchantOrder | None = None,
    status: int = 400,
) -> CallbackResponse:
    """The documented failure (`ResponseInfo` with `Success` false).

    :param code: the merchant's own code of what went wrong. A known receiver uses 301 for ids that do not
        belong together, 100 for anything else.
    :param message: what went wrong, in a few words. It goes to Global-e: no secrets.
    :param description: details.
    :param order: the order, when the response should hold the merchant's ids of it.
    :param status: 400 when the callback is refused, 500 when the merchant's server failed.
    :raises ValueError: a status below 400, which Global-e would take for an acknowledgement.
    """
    if not 400 <= status <= 599:
        raise ValueError("a failure's status is from 400 to 599")
    ids: dict[str, Any] = (
        {}
        if order is None
        else {"internal_order_id": order.merchant_internal_order_id, "order_id": order.merchant_order_id}
    )
    return _response(
        status, {**ids, "success": False, "error_code": code, "message": message, "description": description}
    )


def _response(status: int, members: dict[str, Any]) -> CallbackResponse:
    # The model is built only where it has something to refuse or to mend: it takes longer than all the rest.
    wire = dict(zip(map(WIRE_NAMES.__getitem__, members), members.values(), strict=True))
    kinds = list(map(type, members.values()))
    is_plain = kinds.count(bool) == 1 and _PLAIN.issuperset(kinds)
    body = codec.pack(wire) if is_plain else codec.dumps(MerchantResponseInfo(**wire))
    return CallbackResponse(status, _HEADERS, body)
