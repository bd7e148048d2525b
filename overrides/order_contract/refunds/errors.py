"""What a guard raises instead of sending a refund.

Invariant: the texts hold places on the wire and our own words; amounts and entries stand in fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from order_contract.errors import InvalidRequestError

if TYPE_CHECKING:
    from decimal import Decimal

    from order_contract.refunds.ledger import LedgerEntry

OPERATION: Final = "createOrderRefund"


class RefundBlockedError(InvalidRequestError):
    """A guard kept a refund back; nothing was sent."""

    def __init__(self, place: str, sentence: str, **fields: Any) -> None:
        super().__init__(OPERATION, [(place, sentence)])
        self.__dict__.update(fields)


class ExceedsRemainingError(RefundBlockedError):
    """The refund could take more than the guard knows to be left: `asked` of `remaining`, in the customer's
    currency.
    """

    asked: Decimal
    remaining: Decimal


class RefundPendingError(RefundBlockedError):
    """Another refund of this order, `entry`, is on its way, or nobody knows what became of it: `reconcile` or
    `settle` it first.
    """

    entry: LedgerEntry


class AlreadyRequestedError(RefundBlockedError):
    """A refund with the same `ExternalReference`, `entry`, was sent for this order before, and not refused."""

    entry: LedgerEntry
