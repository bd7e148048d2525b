"""The exceptions that a guard raises instead of sending a refund.

Invariant: the texts hold places on the wire and our own words; amounts and entries stand in fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from order_contract.errors import InvalidRequestError, OrderContractError

if TYPE_CHECKING:
    from decimal import Decimal

    from order_contract.refunds.ledger import LedgerEntry

OPERATION: Final = "createOrderRefund"


class RefundBlockedError(InvalidRequestError):
    """A guard did not send a refund."""

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
    """Another refund of this order, `entry`, is on its way, or its outcome is unknown: `reconcile` or
    `settle` it first.
    """

    entry: LedgerEntry


class AlreadyRequestedError(RefundBlockedError):
    """A refund with the same `ExternalReference`, `entry`, was sent for this order before, and may have been
    made.
    """

    entry: LedgerEntry


class LedgerError(OrderContractError):
    """The ledger could not be written before a refund; nothing was sent. `reason` is the class of the
    failure.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"{OPERATION} was not sent: the ledger could not be written ({reason})")
