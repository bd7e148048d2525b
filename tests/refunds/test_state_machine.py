"""Random refunds with random faults at every point, against the sandbox: what it paid is never more than the
caller was told or warned about.

`ORDER_CONTRACT_DEEP=1` searches for thousands of runs, other ones each time.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from order_contract.errors import NoResponseError, OrderContractError
from order_contract.globale import AsyncGlobalEClient, GlobalEClient
from order_contract.globale.mappings import OrderRefundDetailsDict
from order_contract.http.attempt import CallAttempts
from order_contract.http.call import Call
from order_contract.http.response import RawResponse
from order_contract.refunds import (
    LedgerEntry,
    Reconciliation,
    RefundBlockedError,
    RefundGuard,
    RefundState,
    SQLiteLedger,
)
from order_contract.retries import Retries
from order_contract.sandbox.server import Running
from order_contract.wire import codec
from tests.http.client_servers import Clock
from tests.refunds.lossy import FAULTS, Faulty, Killed

DEEP = os.environ.get("ORDER_CONTRACT_DEEP") == "1"
TOTAL = Decimal(100)
NUMBERS = itertools.count(1)
MODES = st.sampled_from(["sync", "async"])
PLANS = st.lists(st.sampled_from(sorted(FAULTS)), max_size=3)


@dataclass
class Account:
    """One order, and what its caller has heard of its refunds."""

    order_id: str
    guarded: bool
    confirmed: Decimal = Decimal(0)
    warned: Decimal = Decimal(0)


class Refunds(RuleBasedStateMachine):
    url = guid = ""

    def __init__(self) -> None:
        super().__init__()
        number = next(NUMBERS)
        self.plain, self.kept = Account(f"GE{number}1GB", False), Account(f"GE{number}2GB", True)
        self.faults, self.runner, self.folder = Faulty(), asyncio.Runner(), tempfile.TemporaryDirectory()
        self.truth: dict[str, bool] = {}
        self.admin = httpx2.Client(base_url=self.url, headers={"Content-Type": "application/json"})
        self.start()

    @initialize()
    def orders(self) -> None:
        for account in (self.plain, self.kept):
            order = {
                "OrderId": account.order_id,
                "StatusCode": "N/A",
                "InternationalDetails": {"TotalPrice": TOTAL},
            }
            assert self.admin.post("/sandbox/orders", content=codec.dumps(order)).status_code == 200

    def start(self) -> None:
        """What a process has at its start."""
        clock = Clock()
        options: dict[str, Any] = {"retries": Retries(attempts=3), "max_response_bytes": 50_000}
        http, async_http = httpx2.Client(transport=self.faults), httpx2.AsyncClient(transport=self.faults)
        self.client = clock.drive(GlobalEClient(self.url, self.guid, http_client=http, **options))
        self.async_client = clock.drive(
            AsyncGlobalEClient(self.url, self.guid, http_client=async_http, **options)
        )
        self.guard = RefundGuard(SQLiteLedger(Path(self.folder.name) / "ledger.sqlite"))

    def teardown(self) -> None:
        self.runner.run(self.faults.aclose())
        self.runner.close()
        self.faults.close()
        self.admin.close()
        self.folder.cleanup()

    def paid(self, account: Account) -> Decimal:
        refunded = codec.loads(self.admin.get(f"/sandbox/orders/{account.order_id}").content)["Refunded"]
        return Decimal(refunded)

    def end_of(self, account: Account, refund: OrderRefundDetailsDict, mode: str) -> Any:
        guard = self.guard if account.guarded else None
        try:
            if mode == "sync":
                return self.client.create_order_refund(refund, guard=guard)
            return self.runner.run(self.async_client.create_order_refund(refund, guard=guard))
        except (OrderContractError, Killed) as end:
            return end

    @rule(
        guarded=st.booleans(),
        cents=st.integers(1, 6_000),
        full=st.sampled_from([False, False, True]),
        plan=PLANS,
        mode=MODES,
    )
    def refund(self, guarded: bool, cents: int, full: bool, plan: list[str], mode: str) -> None:
        account = self.kept if guarded else self.plain
        amount = TOTAL - account.confirmed if full else Decimal(cents) / 100
        before, self.faults.plan, self.faults.delivered = self.paid(account), list(plan), 0
        pending = self.guard.pending(account.order_id)
        refund: OrderRefundDetailsDict = {"OrderId": account.order_id}
        if full:
            refund["FullRefund"] = True
        else:
            refund["ServiceGestureAmount"] = amount
        end = self.end_of(account, refund, mode)
        if isinstance(end, Killed) or (isinstance(end, OrderContractError) and end.outcome_unknown):
            account.warned += amount
        elif isinstance(end, OrderContractError):
            assert self.paid(account) == before
        else:
            assert end.success
            account.confirmed += TOTAL - before if full else amount
        if isinstance(end, Killed):
            self.start()
        elif isinstance(end, RefundBlockedError):
            assert guarded
            assert self.faults.delivered == 0
        elif isinstance(end, OrderContractError) and end.finding == Reconciliation.CONFIRMED:
            assert self.paid(account) == TOTAL
        assert self.faults.delivered <= 1
        if pending:
            assert self.faults.delivered == 0
        for entry in self.guard.pending(account.order_id):
            self.truth.setdefault(entry.entry_id, self.paid(account) > before)

    @rule(mode=MODES)
    def reconcile(self, mode: str) -> None:
        self.faults.delivered = 0
        order_id, again = self.kept.order_id, self.guard.areconcile
        run = (
            self.runner.run(again(self.async_client, order_id))
            if mode == "async"
            else self.guard.reconcile(self.client, order_id)
        )
        assert self.faults.delivered == 0
        assert all(
            self.truth[entry.entry_id] for entry, finding in run if finding is Reconciliation.CONFIRMED
        )

    @rule()
    def somebody_looks(self) -> None:
        for entry in self.guard.pending(self.kept.order_id):
            self.guard.settle(entry, paid=self.truth[entry.entry_id])

    @rule()
    def restart(self) -> None:
        self.start()

    @invariant()
    def the_server_paid_no_more_than_was_reported_or_warned_about(self) -> None:
        for account in (self.plain, self.kept):
            assert account.confirmed <= self.paid(account) <= account.confirmed + account.warned, account

    @invariant()
    def the_ledger_knows(self) -> None:
        entries = self.guard.ledger.entries(self.kept.order_id)
        confirmed = sum(entry.amount for entry in entries if entry.state is RefundState.CONFIRMED)
        assert (
            confirmed
            <= self.paid(self.kept)
            <= confirmed + sum(entry.amount for entry in entries if entry.open)
            <= TOTAL
        )


@pytest.fixture(scope="module")
def machine() -> Iterator[type[Refunds]]:
    with Running("all") as box:
        yield type("Machine", (Refunds,), {"url": box.url, "guid": box.settings.merchant_guid})


def test_never_twice(machine: type[Refunds]) -> None:
    run_state_machine_as_test(machine, settings=settings(stateful_step_count=50 if DEEP else 15))


def _repeats_lost_responses(run: CallAttempts[Any], end: Any) -> bool:
    return isinstance(end, NoResponseError) or (
        isinstance(end, RawResponse) and end.status_code in (429, 502, 503)
    )


class _Forgetful(SQLiteLedger):
    def entries(self, order_id: str) -> list[LedgerEntry]:
        return []

    def admit(self, order_id: str, decide: Any) -> LedgerEntry:
        return super().admit(order_id, lambda _: decide([]))


def _unknown_is_refused(own: RefundGuard, entry: LedgerEntry, state: RefundState) -> None:
    own.ledger.settle(entry.entry_id, RefundState.REFUSED if state is RefundState.UNKNOWN else state)


BUGS: dict[str, tuple[Any, str, object]] = {
    "a lost answer is asked for again": (CallAttempts, "_may_repeat", _repeats_lost_responses),
    "the ledger forgets": (sys.modules[__name__], "SQLiteLedger", _Forgetful),
    "a failure after the work is taken for a refusal": (
        Call,
        "proves_nothing_done",
        lambda call, error: True,
    ),
    "what is unknown is given back": (RefundGuard, "_note", _unknown_is_refused),
}


@pytest.mark.parametrize("bug", list(BUGS) if DEEP else list(BUGS)[:2])
def test_finds_a_planted_bug(bug: str, machine: type[Refunds], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*BUGS[bug])
    search = settings(
        stateful_step_count=15,
        max_examples=200,
        phases=[Phase.generate],
        report_multiple_bugs=False,
        print_blob=False,
    )
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=search)
