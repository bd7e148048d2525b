"""Refunds that are neither too large nor repeated: `RefundGuard` for `create_order_refund(..., guard=guard)`,
and the ledgers behind it.
"""

from order_contract.refunds.errors import (
    AlreadyRequestedError,
    ExceedsRemainingError,
    LedgerError,
    RefundBlockedError,
    RefundPendingError,
)
from order_contract.refunds.guard import Reconciliation, RefundGuard
from order_contract.refunds.ledger import Ledger, LedgerEntry, MemoryLedger, RefundState, SQLiteLedger

__all__ = [
    "AlreadyRequestedError",
    "ExceedsRemainingError",
    "Ledger",
    "LedgerEntry",
    "LedgerError",
    "MemoryLedger",
    "Reconciliation",
    "RefundBlockedError",
    "RefundGuard",
    "RefundPendingError",
    "RefundState",
    "SQLiteLedger",
]
