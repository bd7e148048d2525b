"""A guard around `create_order_refund`: nothing above the remaining amount is sent, and nothing after a
refund whose outcome is unknown.

What it knows: the order's total from GetOrdersDetails, and every refund that went through its ledger. What it
cannot know: refunds made elsewhere (the vendor's portal, another system without this ledger), because no
documented response carries a refunded or a remaining amount; those the server itself refuses with 1001 and
1002. Invariants: the ledger is written before a refund is sent; of one order one refund is on its way at a
time; the guard never sends a refund a second time; an entry is `refused` only by a code that is documented as
given before the work, and `not sent` only when no byte of the refund can have left.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar
from uuid import uuid4

from order_contract.errors import ApiError, OrderContractError
from order_contract.http.attempt import may_have_left
from order_contract.refunds.amount import Claim
from order_contract.refunds.errors import (
    AlreadyRequestedError,
    ExceedsRemainingError,
    LedgerError,
    RefundBlockedError,
    RefundPendingError,
)
from order_contract.refunds.ledger import Decide, Ledger, LedgerEntry, MemoryLedger, RefundState, left

if TYPE_CHECKING:
    from order_contract.http.call import Call
    from order_contract.http.response import RawResponse
    from order_contract_generated.globale.models import MerchantOrder

T = TypeVar("T")
Ask = Callable[[Any], "list[MerchantOrder]"]
AsyncAsk = Callable[[Any], Awaitable["list[MerchantOrder]"]]
_ID: Final = "orderRefund.OrderId"
_log: Final = logging.getLogger("order_contract")


class Orders(Protocol):
    """What a guard asks of a `GlobalEClient`."""

    def get_orders_details(self, filter: Any) -> list[MerchantOrder]:  # noqa: A002  # the vendor's name
        """The orders of a filter."""


class AsyncOrders(Protocol):
    """What a guard asks of an `AsyncGlobalEClient`."""

    async def get_orders_details(self, filter: Any) -> list[MerchantOrder]:  # noqa: A002  # the vendor's name
        """The orders of a filter."""


class Reconciliation(StrEnum):
    """What the order shows of a refund whose outcome is unknown.

    `CONFIRMED`: it asked for all that was left, and the order shows a refund now and did not before.
    `NOT_SEEN`: it asked for all that was left, and the order shows none; that is a hint, no proof,
    since no document says that an order must. `STILL_UNKNOWN`: the order could not be asked for, or the
    refund was a part of what was left, of which no documented response shows anything.
    """

    CONFIRMED = "confirmed"
    NOT_SEEN = "not seen"
    STILL_UNKNOWN = "still unknown"


class RefundGuard:
    """Stands before and after `create_order_refund(..., guard=guard)`. One guard serves any number of
    clients, threads and tasks.

    :param ledger: where refunds are written down; this process's memory if not given. When the
        process is killed, only a `SQLiteLedger`, a `SQLAlchemyLedger` or one of your own still knows what was
        sent.
    """

    def __init__(self, ledger: Ledger | None = None) -> None:
        self.ledger: Ledger = ledger or MemoryLedger()

    def create(self, call: Call[T], ask: Ask, send: Callable[[Call[T]], RawResponse[T]]) -> RawResponse[T]:
        """Send one refund, when it is within what remains of its order.

        :param call: the validated `createOrderRefund`.
        :param ask: `get_orders_details` of the client.
        :param send: sends a call.
        :returns: the response in full, whatever it is; for one that leaves the outcome unknown,
            `error.finding` says what the order shows of it.
        :raises RefundBlockedError: nothing was sent.
        :raises LedgerError: the ledger could not be written, and nothing was sent.
        :raises OrderContractError: as `create_order_refund` does when there is no response.
        """
        claim = Claim.of(call)
        order = _only(ask({"OrderIds": [claim.order_id]}), claim.order_id)
        admission = _Admission(self.ledger, claim.order_id, _decide(claim, order, call.digest))
        entry = admission.admit()
        try:
            response = send(call)
        except BaseException as error:
            self._note(entry, _state(error))
            if isinstance(error, OrderContractError) and error.outcome_unknown:
                error.finding = self._reconciled(entry, ask)
            raise
        problem = response.error
        self._note(entry, _state(problem))
        if problem is not None and problem.outcome_unknown:
            problem.finding = self._reconciled(entry, ask)
        return response

    async def acreate(
        self, call: Call[T], ask: AsyncAsk, send: Callable[[Call[T]], Awaitable[RawResponse[T]]]
    ) -> RawResponse[T]:
        """`create` without blocking. A cancellation before anything was sent leaves the order free."""
        claim = Claim.of(call)
        order = _only(await ask({"OrderIds": [claim.order_id]}), claim.order_id)
        admission = _Admission(self.ledger, claim.order_id, _decide(claim, order, call.digest))
        try:
            entry = await _aside(admission.admit)
        except Exception:
            raise
        except BaseException:  # cancelled, and the thread may go on and write the entry
            await _shielded(admission.withdraw)
            raise
        try:
            response = await send(call)
        except BaseException as error:
            await _shielded(self._note, entry, _state(error))
            if isinstance(error, OrderContractError) and error.outcome_unknown:
                error.finding = await self._areconciled(entry, ask)
            raise
        problem = response.error
        await _shielded(self._note, entry, _state(problem))
        if problem is not None and problem.outcome_unknown:
            problem.finding = await self._areconciled(entry, ask)
        return response

    def pending(self, order_id: str) -> list[LedgerEntry]:
        """The refunds of an order that are on their way or of unknown outcome.

        :param order_id: Global-e's id, as get_orders_details shows it.
        """
        return [entry for entry in self.ledger.entries(order_id) if entry.open]

    def reconcile(self, client: Orders, order_id: str) -> list[tuple[LedgerEntry, Reconciliation]]:
        """Ask the server what the order shows of each pending refund. What is confirmed is settled; nothing
        is sent again.

        Do not call it while a refund of the order is on its way.
        """
        return [
            (entry, self._reconciled(entry, client.get_orders_details)) for entry in self.pending(order_id)
        ]

    async def areconcile(
        self, client: AsyncOrders, order_id: str
    ) -> list[tuple[LedgerEntry, Reconciliation]]:
        """`reconcile` without blocking."""
        return [
            (entry, await self._areconciled(entry, client.get_orders_details))
            for entry in await _aside(self.pending, order_id)
        ]

    def settle(self, entry: LedgerEntry, *, paid: bool) -> None:
        """Record what was learned elsewhere about a pending refund, for instance in the vendor's
        portal.
        """
        self.ledger.settle(entry.entry_id, RefundState.CONFIRMED if paid else RefundState.REFUSED)

    def _note(self, entry: LedgerEntry, state: RefundState) -> None:
        try:
            self.ledger.settle(entry.entry_id, state)
        except Exception as error:  # noqa: BLE001  # the caller must get the outcome of the refund; the entry stays pending
            _log.error("the ledger did not take the outcome of a refund: %s", type(error).__name__)

    def _reconciled(self, entry: LedgerEntry, ask: Ask) -> Reconciliation:
        try:
            orders = ask({"OrderIds": [entry.order_id]})
        except OrderContractError:
            return Reconciliation.STILL_UNKNOWN
        return self._judged(entry, orders)

    async def _areconciled(self, entry: LedgerEntry, ask: AsyncAsk) -> Reconciliation:
        try:
            orders = await ask({"OrderIds": [entry.order_id]})
        except OrderContractError:
            return Reconciliation.STILL_UNKNOWN
        return await _aside(self._judged, entry, orders)

    def _judged(self, entry: LedgerEntry, orders: Sequence[MerchantOrder]) -> Reconciliation:
        if len(orders) != 1 or not entry.last or entry.shown:
            return Reconciliation.STILL_UNKNOWN
        if not _shows_a_refund(orders[0]):
            return Reconciliation.NOT_SEEN
        self._note(entry, RefundState.CONFIRMED)
        return Reconciliation.CONFIRMED


class _Admission:
    """An entry on its way into the ledger, which can be withdrawn while a thread still writes it."""

    def __init__(self, ledger: Ledger, order_id: str, decide: Decide) -> None:
        self._ledger = ledger
        self._order_id = order_id
        self._decide = decide
        self._lock = Lock()
        self._withdrawn = False
        self._entry: LedgerEntry | None = None

    def admit(self) -> LedgerEntry:
        """Write the entry.

        :raises RefundBlockedError: the entries before it do not allow it.
        :raises LedgerError: the ledger failed.
        """
        with self._lock:
            try:
                self._entry = entry = self._ledger.admit(self._order_id, self._decide_unless_withdrawn)
            except OrderContractError:
                raise
            except Exception as error:  # noqa: BLE001  # a ledger may stand on any database
                problem = LedgerError(type(error).__name__)
            else:
                return entry
        raise problem

    def withdraw(self) -> None:
        """Take the entry back; nothing was sent for it."""
        self._withdrawn = True
        with self._lock:
            if self._entry is not None:
                try:
                    self._ledger.settle(self._entry.entry_id, RefundState.NOT_SENT)
                except Exception as error:  # noqa: BLE001  # the cancellation goes on; the entry stays pending
                    _log.error("the ledger did not take that nothing was sent: %s", type(error).__name__)

    def _decide_unless_withdrawn(self, entries: Sequence[LedgerEntry]) -> LedgerEntry:
        if self._withdrawn:
            raise RefundBlockedError(_ID, "names a refund that was cancelled before it was sent")
        return self._decide(entries)


def _state(error: BaseException | None) -> RefundState:
    """What the end of a call says of the refund."""
    if error is None:
        return RefundState.CONFIRMED
    if isinstance(error, OrderContractError):
        if error.outcome_unknown:
            return RefundState.UNKNOWN
        return RefundState.REFUSED if isinstance(error, ApiError) else RefundState.NOT_SENT
    return RefundState.UNKNOWN if may_have_left(error) else RefundState.NOT_SENT


async def _aside(work: Callable[..., T], *arguments: Any) -> T:
    from anyio import to_thread

    return await to_thread.run_sync(work, *arguments)


async def _shielded(work: Callable[..., T], *arguments: Any) -> None:
    """Do it although the task is cancelled."""
    from anyio import CancelScope

    with CancelScope(shield=True):
        await _aside(work, *arguments)


def _only(orders: Sequence[MerchantOrder], order_id: str) -> MerchantOrder:
    # CreateOrderRefund takes the merchant's own ids too, and GetOrdersDetails ids without their letters:
    # either could be another order's.
    if [order.order_id.strip() for order in orders] != [order_id]:
        raise RefundBlockedError(
            _ID,
            "must be the Global-e id as get_orders_details shows it: otherwise the guard does not know the"
            " order's total",
        )
    return orders[0]


def _decide(claim: Claim, order: MerchantOrder, digest: str) -> Decide:
    """The next entry, from those before it."""
    reference = sha256(claim.reference.encode()).hexdigest() if claim.reference else None
    whole, shown = claim.whole(order), _shows_a_refund(order)

    def decide(entries: Sequence[LedgerEntry]) -> LedgerEntry:
        for entry in entries:
            if reference is not None and entry.reference == reference and entry.taken:
                raise AlreadyRequestedError(
                    "orderRefund.ExternalReference",
                    f"stands on a refund that was sent before ({entry.state})",
                    entry=entry,
                )
        for entry in entries:
            if entry.open:
                raise RefundPendingError(
                    _ID,
                    f"names an order with a refund whose outcome is unknown ({entry.state}): reconcile it",
                    entry=entry,
                )
        remaining = left(whole, entries)
        amount = remaining if claim.full else claim.most(order)
        if amount > remaining or remaining <= 0:
            raise ExceedsRemainingError(
                claim.place,
                "could take more than what remains of the order",
                asked=amount,
                remaining=remaining,
            )
        return LedgerEntry(uuid4().hex, claim.order_id, digest, reference, amount, amount == remaining, shown)

    return decide


def _shows_a_refund(order: MerchantOrder) -> bool:
    details = order.international_details
    texts = [
        order.status_code,
        *((details.shipping_method_status_code, details.shipping_method_status_name) if details else ()),
    ]
    return any("refund" in text.casefold() for text in texts if text)
