"""Refunds that are neither too large nor repeated: `RefundGuard` for `create_order_refund(..., guard=guard)`, and the ledgers behind it."""

from order_contract.refunds.guard import Finding, RefundGuard
from order_contract.refunds.ledger import Entry, Ledger, MemoryLedger, SQLiteLedger, State
from order_contract.refunds.stopped import AlreadyAsked, ExceedsRemaining, RefundOpen, RefundStopped

__all__ = [
    "AlreadyAsked",
    "Entry",
    "ExceedsRemaining",
    "Finding",
    "Ledger",
    "MemoryLedger",
    "RefundGuard",
    "RefundOpen",
    "RefundStopped",
    "SQLiteLedger",
    "State",
]
