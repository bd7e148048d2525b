"""The refunds requested of each order, written down before they are sent: in memory, or in an SQLite file
that survives a kill.

Invariants: an entry is on disk before its refund is sent; whoever decides on an order's next entry is alone
with the order's entries while deciding, among threads and among processes of one machine; amounts are exact.
A ledger holds order ids, digests, amounts and states, no personal data.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from order_contract.http import fork
from order_contract.wire import private_files
from order_contract.wire.arithmetic import minus, total
from order_contract.wire.sqlite import transaction


class RefundState(StrEnum):
    """What is known of a refund.

    `ASKED` is written before it is sent: when it stands there later, the process that asked has died or is
    still at it. `REFUSED` means a code that is documented as given before the work, `NOT_SENT` that nothing
    left; both leave the amount free.
    """

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    NOT_SENT = "not sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One refund.

    `amount` is what it can take at most, in the customer's currency. `digest` is that of its request,
    `reference` the SHA-256 of its `ExternalReference`. `last` says that it asks for all that was left,
    `shown` that the order spoke of a refund before it already.
    """

    entry_id: str
    order_id: str
    digest: str
    reference: str | None
    amount: Decimal
    last: bool
    shown: bool
    state: RefundState = RefundState.ASKED

    @property
    def open(self) -> bool:
        """Whether its outcome is not known yet."""
        return self.state in (RefundState.ASKED, RefundState.UNKNOWN)

    @property
    def taken(self) -> bool:
        """Whether its amount was paid, or may have been."""
        return self.state not in (RefundState.REFUSED, RefundState.NOT_SENT)


Decide = Callable[[Sequence[LedgerEntry]], LedgerEntry]
"""Gives the next entry of an order from those before it, or raises."""


class Ledger(Protocol):
    """What a `RefundGuard` needs; on a database of your own, `admit` is one transaction that locks the
    order.
    """

    def admit(self, order_id: str, decide: Decide) -> LedgerEntry:
        """Write what `decide` gives for the entries of an order, durably; nothing when it raises. No other
        call may come in between.
        """

    def settle(self, entry_id: str, state: RefundState) -> None:
        """Write the outcome of an entry."""

    def entries(self, order_id: str) -> Sequence[LedgerEntry]:
        """The entries of an order, the oldest first."""


def left(whole: Decimal, entries: Sequence[LedgerEntry]) -> Decimal:
    """What of an amount no entry has taken or may have taken."""
    return minus(whole, total(entry.amount for entry in entries if entry.taken))


class MemoryLedger:
    """A ledger of this process, for its threads and tasks; it ends with the process."""

    def __init__(self) -> None:
        self._entries: dict[str, LedgerEntry] = {}
        self.after_fork()
        fork.watch(self)

    def after_fork(self) -> None:
        """Replace a lock that another thread of the parent process may have held."""
        self._lock = threading.Lock()

    def admit(self, order_id: str, decide: Decide) -> LedgerEntry:
        """See `Ledger`."""
        with self._lock:
            entry = decide(self.entries(order_id))
            self._entries[entry.entry_id] = entry
            return entry

    def settle(self, entry_id: str, state: RefundState) -> None:
        """See `Ledger`."""
        with self._lock:
            self._entries[entry_id] = replace(self._entries[entry_id], state=state)

    def entries(self, order_id: str) -> list[LedgerEntry]:
        """See `Ledger`."""
        return [entry for entry in list(self._entries.values()) if entry.order_id == order_id]


class SQLiteLedger:
    """A ledger in a file on a local disk, for all threads and processes of the machine.

    :param path: the file; it is made when it is not there, readable by its owner only.
    :param busy_timeout: seconds to wait for another process's step.
    :raises sqlite3.Error: from every method, when the file cannot be read or written.
    """

    def __init__(self, path: str | os.PathLike[str], *, busy_timeout: float = 10.0) -> None:
        self._path = Path(path)
        self._busy_timeout = busy_timeout

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._path)!r})"

    def admit(self, order_id: str, decide: Decide) -> LedgerEntry:
        """See `Ledger`."""
        with self._step() as connection:
            entry = decide(_rows(connection, order_id))
            row = (
                entry.entry_id,
                entry.order_id,
                entry.digest,
                entry.reference,
                str(entry.amount),
                entry.last,
                entry.shown,
                entry.state.value,
            )
            connection.execute("INSERT INTO refund VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
            return entry

    def settle(self, entry_id: str, state: RefundState) -> None:
        """See `Ledger`."""
        with self._step() as connection:
            connection.execute("UPDATE refund SET state = ? WHERE entry_id = ?", (state.value, entry_id))

    def entries(self, order_id: str) -> list[LedgerEntry]:
        """See `Ledger`."""
        with self._step() as connection:
            return _rows(connection, order_id)

    @contextmanager
    def _step(self) -> Iterator[sqlite3.Connection]:
        private_files.make_file(self._path)
        # A connection for each step: refunds are rare, and nothing is carried into another thread or a forked
        # process.
        with closing(
            sqlite3.connect(self._path, timeout=self._busy_timeout, isolation_level=None)
        ) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            with transaction(connection.cursor()):
                connection.execute(
                    "CREATE TABLE IF NOT EXISTS refund (entry_id TEXT PRIMARY KEY, order_id TEXT NOT NULL,"
                    " digest TEXT NOT NULL, reference TEXT, amount TEXT NOT NULL, last INTEGER NOT NULL,"
                    " shown INTEGER NOT NULL, state TEXT NOT NULL)"
                )
                yield connection


def _rows(connection: sqlite3.Connection, order_id: str) -> list[LedgerEntry]:
    rows = connection.execute(
        "SELECT * FROM refund WHERE order_id = ? ORDER BY rowid", (order_id,)
    ).fetchall()
    return [
        LedgerEntry(
            entry_id, order, digest, reference, Decimal(amount), bool(last), bool(shown), RefundState(state)
        )
        for entry_id, order, digest, reference, amount, last, shown, state in rows
    ]
