"""`create_order_refund(..., guard=…)`: what it keeps back, what it remembers, and what it says of an unknown
outcome.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import pickle
import signal
import sqlite3
import subprocess
import sys
import threading
import traceback
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest

from order_contract.errors import (
    ApiError,
    NoResponseError,
    OrderContractError,
    OutcomeUnknownError,
    RefusedError,
    UnreadableResponseError,
)
from order_contract.globale import AsyncGlobalEClient, GlobalEClient
from order_contract.refunds import (
    AlreadyRequestedError,
    ExceedsRemainingError,
    LedgerError,
    MemoryLedger,
    Reconciliation,
    RefundBlockedError,
    RefundGuard,
    RefundPendingError,
    RefundState,
    SQLiteLedger,
)
from order_contract.sandbox.server import Running
from tests.http.client_servers import GUID
from tests.refunds.refund_bank import ORDER, Bank, ask, lost, reconciled, response

both = pytest.mark.parametrize("mode", ["sync", "async"])
FULL = {"OrderId": ORDER, "FullRefund": True}


def part(amount: str, **more: Any) -> Any:
    return {"OrderId": ORDER, "TotalRefundAmount": Decimal(amount), **more}


@pytest.fixture(params=["memory", "file"])
def guard(request: pytest.FixtureRequest, tmp_path: Path) -> RefundGuard:
    return RefundGuard(
        MemoryLedger() if request.param == "memory" else SQLiteLedger(tmp_path / "ledger.sqlite")
    )


def states(guard: RefundGuard) -> list[str]:
    return [entry.state.value for entry in guard.ledger.entries(ORDER)]


class TestTheRemainingAmount:
    @both
    def test_is_not_exceeded(self, guard: RefundGuard, mode: str) -> None:
        bank = Bank(limited=False)
        assert ask(bank, part("60.0000000000000000000000000000000001"), guard=guard, mode=mode).success
        with pytest.raises(ExceedsRemainingError) as caught:
            ask(bank, part("40"), guard=guard, mode=mode)
        assert caught.value.remaining == Decimal("39.9999999999999999999999999999999999")
        assert caught.value.asked == 40
        assert caught.value.problems[0][0] == "orderRefund.TotalRefundAmount"
        assert ask(bank, part("39.9999999999999999999999999999999999"), guard=guard, mode=mode).success
        assert bank.refunds == 2
        with pytest.raises(ExceedsRemainingError, match=r"orderRefund\.FullRefund"):
            ask(bank, FULL, guard=guard, mode=mode)
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301  # our own

    @both
    def test_what_was_refused_or_never_left_is_given_back(self, guard: RefundGuard, mode: str) -> None:
        bank = Bank()
        bank.before = lambda _: response({"Code": "1003"}, 400)
        with pytest.raises(RefusedError):
            ask(bank, FULL, guard=guard, mode=mode)

        def unreachable(request: httpx2.Request) -> httpx2.Response:
            raise httpx2.ConnectError("", request=request)

        bank.before = unreachable
        with pytest.raises(NoResponseError):
            ask(bank, FULL, guard=guard, mode=mode)
        bank.before = lambda _: None
        assert ask(bank, FULL, guard=guard, mode=mode).success
        assert states(guard) == ["refused", "not sent", "confirmed"]

    @pytest.mark.parametrize(
        ("refund", "products", "most"),
        [
            ({"TotalRefundAmount": 3}, [], 3),
            ({"TotalRefundAmount": 3}, [{"CartItemId": "1", "RefundQuantity": 1, "RefundAmount": 4}], 4),
            ({"TotalRefundAmount": 9}, [{"CartItemId": "1", "RefundQuantity": "1", "RefundAmount": "4"}], 9),
            ({}, [{"CartItemId": "1", "RefundQuantity": 2}], Decimal("21.0000")),
            ({}, [{"ProductCode": "B", "RefundQuantity": 1, "RefundAmount": ""}], Decimal("7.25")),
            ({"ServiceGestureAmount": 1, "DutiesAmount": 2, "ShippingAmount": 3}, [], 6),
            ({"ShippingRefund": True}, [], Decimal("5.5")),
            ({"ShippingRefund": True, "ShippingAmount": 2}, [], 2),
            (
                {"ProductsDutiesRefund": True},
                [{"CartItemId": "1", "RefundQuantity": 1, "RefundAmount": 4, "OriginalRefundAmount": 9}],
                Decimal("6.75"),
            ),
        ],
    )
    def test_is_held_against_the_most_that_a_refund_can_take(
        self, refund: Any, products: Any, most: Decimal
    ) -> None:
        bank, guard = Bank(limited=False), RefundGuard()
        bank.order["Products"] = [
            {
                "CartItemId": "1",
                "Sku": "A",
                "Quantity": 3,
                "InternationalPrice": Decimal(12),
                "InternationalDiscountedPrice": Decimal("10.5000"),
            },
            {"CartItemId": "2", "Sku": "B", "Quantity": 1, "InternationalPrice": Decimal("7.25")},
        ]
        bank.order["InternationalDetails"] |= {
            "TotalShippingPrice": Decimal("5.5"),
            "TotalDutiesPrice": Decimal("2.75"),
        }
        ask(bank, {"OrderId": ORDER, **refund}, *products, guard=guard)
        assert [entry.amount for entry in guard.ledger.entries(ORDER)] == [most]
        del bank.order["InternationalDetails"]["TotalPrice"]  # 3 * 10.5 + 7.25 + 5.5 + 2.75
        with pytest.raises(ExceedsRemainingError) as caught:
            ask(bank, part("47.01"), guard=RefundGuard())
        assert caught.value.remaining == Decimal("47.0000")

    @pytest.mark.parametrize(
        ("refund", "products", "place"),
        [
            ({"OriginalTotalRefundAmount": 3}, [], "orderRefund.OriginalTotalRefundAmount"),
            (
                {},
                [{"CartItemId": "1", "RefundQuantity": 1, "OriginalRefundAmount": 3}],
                "products[0].OriginalRefundAmount",
            ),
            ({}, [{"CartItemId": "9", "RefundQuantity": 1}], "products[0]"),
            ({}, [{"CartItemId": "1", "RefundQuantity": 1}], "products[0]"),
            ({"DutiesAmount": -1}, [], "orderRefund.DutiesAmount"),
            (
                {"TotalRefundAmount": 3},
                [{"CartItemId": "1", "RefundQuantity": 1, "RefundAmount": -3}],
                "products[0].RefundAmount",
            ),
            ({"OrderId": "M1"}, [], "orderRefund.OrderId"),
        ],
    )
    def test_what_cannot_be_bounded_is_not_sent(self, refund: Any, products: Any, place: str) -> None:
        bank = Bank()
        bank.order["Products"] = [{"CartItemId": "1", "Quantity": 1}]
        with pytest.raises(RefundBlockedError) as caught:
            ask(bank, {"OrderId": ORDER, **refund}, *products, guard=RefundGuard())
        assert [where for where, _ in caught.value.problems] == [place]
        assert bank.refunds == 0

    def test_an_order_of_another_id_is_no_response(self) -> None:
        bank = Bank()
        bank.order["OrderId"] = "GE2GB"
        with pytest.raises(RefundBlockedError, match=r"orderRefund\.OrderId"):
            ask(bank, FULL, guard=RefundGuard())

    @both
    def test_without_the_order_nothing_is_sent(self, guard: RefundGuard, mode: str) -> None:
        bank = Bank()
        bank.asking = lambda _: response("x", 500)
        with pytest.raises(ApiError) as caught:
            ask(bank, FULL, guard=guard, mode=mode)
        assert caught.value.operation == "getOrdersDetails"
        assert bank.refunds == 0
        assert states(guard) == []


class TestAnUnknownOutcome:
    @both
    @pytest.mark.parametrize("fault", ["before", "after"])
    def test_blocks_the_order_until_it_is_settled(self, guard: RefundGuard, fault: str, mode: str) -> None:
        bank = Bank()
        setattr(bank, fault, lost)
        with pytest.raises(OutcomeUnknownError) as caught:
            ask(bank, part("10"), guard=guard, mode=mode)
        assert caught.value.finding == Reconciliation.STILL_UNKNOWN
        bank.before = bank.after = lambda _: None
        for another in (part("10"), part("1"), FULL):
            with pytest.raises(RefundPendingError) as stopped:
                ask(bank, another, guard=guard, mode=mode)
            assert stopped.value.entry.digest == caught.value.digest
        assert reconciled(bank, guard, mode) == [Reconciliation.STILL_UNKNOWN]
        assert bank.refunds == 1
        (entry,) = guard.pending(ORDER)
        guard.settle(entry, paid=fault == "after")
        if fault == "after":
            with pytest.raises(ExceedsRemainingError):
                ask(bank, part("95"), guard=guard, mode=mode)
        else:
            assert ask(bank, part("95"), guard=guard, mode=mode).success

    @both
    @pytest.mark.parametrize(
        ("fault", "finding"), [("before", Reconciliation.NOT_SEEN), ("after", Reconciliation.CONFIRMED)]
    )
    def test_of_all_that_was_left_shows_on_the_order(
        self, guard: RefundGuard, fault: str, finding: Reconciliation, mode: str
    ) -> None:
        bank = Bank()
        ask(bank, part("30"), guard=guard, mode=mode)
        setattr(bank, fault, lost)
        with pytest.raises(OutcomeUnknownError) as caught:
            ask(bank, part("70") if mode == "sync" else FULL, guard=guard, mode=mode)
        assert caught.value.finding == finding
        assert caught.value.outcome_unknown
        assert states(guard) == [
            "confirmed",
            "confirmed" if finding is Reconciliation.CONFIRMED else "unknown",
        ]
        assert bank.refunds == 2
        bank.before = bank.after = lambda _: None
        assert reconciled(bank, guard, mode) == (
            [] if finding is Reconciliation.CONFIRMED else [Reconciliation.NOT_SEEN]
        )

    def test_is_not_explained_by_what_the_order_showed_before(self) -> None:
        bank, guard = Bank(), RefundGuard()
        bank.order["StatusCode"] = "PARTIALLY_REFUNDED"
        bank.before = lost
        with pytest.raises(OutcomeUnknownError) as caught:
            ask(bank, FULL, guard=guard)
        assert caught.value.finding == Reconciliation.STILL_UNKNOWN

    @both
    def test_stays_unknown_when_the_server_is_gone(self, guard: RefundGuard, mode: str) -> None:
        bank = Bank()

        def gone(request: httpx2.Request) -> httpx2.Response:
            bank.asking = lost
            return lost(request)

        bank.after = gone
        with pytest.raises(OutcomeUnknownError) as caught:
            ask(bank, FULL, guard=guard, mode=mode)
        assert caught.value.finding == Reconciliation.STILL_UNKNOWN
        assert reconciled(bank, guard, mode) == [Reconciliation.STILL_UNKNOWN]
        bank.asking = lambda _: None
        assert reconciled(bank, guard, mode) == [Reconciliation.CONFIRMED]
        assert guard.pending(ORDER) == []

    def test_of_a_garbled_response_too(self) -> None:
        bank, guard = Bank(), RefundGuard()
        bank.after = lambda _: httpx2.Response(502, text="<html>")
        with pytest.raises(UnreadableResponseError) as caught:
            ask(bank, part("1"), guard=guard)
        assert (caught.value.finding, states(guard)) == (Reconciliation.STILL_UNKNOWN, ["unknown"])

    def test_a_ledger_that_fails_afterwards_does_not_hide_a_success(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        class Full(MemoryLedger):
            def settle(self, entry_id: str, state: RefundState) -> None:
                raise sqlite3.OperationalError("disk full")

        bank, guard = Bank(), RefundGuard(Full())
        assert ask(bank, part("1"), guard=guard).success
        assert "OperationalError" in caplog.text
        assert states(guard) == ["asked"]


class TestTheReference:
    @both
    def test_is_sent_once(self, guard: RefundGuard, mode: str) -> None:
        bank = Bank()
        ask(bank, part("10", ExternalReference="R-1"), guard=guard, mode=mode)
        with pytest.raises(AlreadyRequestedError) as caught:
            ask(bank, part("12", ExternalReference="R-1"), guard=guard, mode=mode)
        assert caught.value.entry.state is RefundState.CONFIRMED
        bank.before = lambda _: response({"Code": "1003"}, 400)
        with pytest.raises(RefusedError):
            ask(bank, part("10", ExternalReference="R-2"), guard=guard, mode=mode)
        bank.before = lambda _: None
        ask(bank, part("10", ExternalReference="R-2"), guard=guard, mode=mode)
        assert bank.paid[ORDER] == 20


class TestSeveralAtOnce:
    def test_threads_cannot_both_pass(self, guard: RefundGuard) -> None:
        bank, ends, start = Bank(limited=False), [], threading.Barrier(8)

        def work() -> None:
            start.wait(10)
            try:
                ends.append(ask(bank, part("60"), guard=guard).success)
            except RefundBlockedError as stopped:
                ends.append(type(stopped))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (ends.count(True), len(ends)) == (1, 8)
        assert bank.paid[ORDER] == 60

    def test_tasks_cannot_both_pass(self, guard: RefundGuard) -> None:
        bank = Bank(limited=False)

        async def run() -> list[Any]:
            async with httpx2.AsyncClient(transport=httpx2.MockTransport(bank)) as http:
                client = AsyncGlobalEClient("https://x.example", GUID, http_client=http)
                return await asyncio.gather(
                    *(client.create_order_refund(part("60"), guard=guard) for _ in range(8)),
                    return_exceptions=True,
                )

        ends = asyncio.run(run())
        assert sum(isinstance(end, RefundBlockedError) for end in ends) == 7
        assert bank.paid[ORDER] == 60

    @pytest.mark.slow
    def test_processes_cannot_both_pass(self, tmp_path: Path) -> None:
        context = multiprocessing.get_context("spawn")
        start, ends = context.Barrier(4), context.Queue()
        with Running("all") as box:
            given = (box.url, box.settings.merchant_guid, str(tmp_path / "ledger.sqlite"), start, ends)
            processes = [context.Process(target=_one_of_several, args=given) for _ in range(4)]
            for process in processes:
                process.start()
            result = sorted(ends.get(timeout=120) for _ in processes)
            for process in processes:
                process.join(60)
            refunded = httpx2.get(f"{box.url}/sandbox/orders/GE123874638GB").json()["Refunded"]
        assert result == ["ok", "stopped", "stopped", "stopped"]
        assert refunded == 200


def _one_of_several(url: str, guid: str, path: str, start: Any, ends: Any) -> None:
    guard = RefundGuard(SQLiteLedger(path))
    with GlobalEClient(url, guid) as client:
        start.wait(60)
        try:
            client.create_order_refund({"OrderId": "GE123874638GB", "ServiceGestureAmount": 200}, guard=guard)
            ends.put("ok")
        except RefundBlockedError:
            ends.put("stopped")


@pytest.mark.slow
class TestAKill:
    @pytest.mark.parametrize("moment", ["before", "after"])
    def test_leaves_the_refund_pending(self, tmp_path: Path, moment: str) -> None:
        path = tmp_path / "ledger.sqlite"
        code = f"""
import os, signal, sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from tests.refunds.refund_bank import Bank, ask
from order_contract.refunds import RefundGuard, SQLiteLedger
bank = Bank()
def killed(request):
    os.kill(os.getpid(), signal.SIGKILL)
bank.{moment} = killed
ask(bank, {{"OrderId": "{ORDER}", "TotalRefundAmount": 10}}, guard=RefundGuard(SQLiteLedger({str(path)!r})))
"""
        assert (
            subprocess.run([sys.executable, "-c", code], check=False, timeout=120).returncode
            == -signal.SIGKILL
        )
        bank, guard = Bank(), RefundGuard(SQLiteLedger(path))
        with pytest.raises(RefundPendingError) as caught:
            ask(bank, part("10"), guard=guard)
        assert caught.value.entry.state is RefundState.ASKED
        assert reconciled(bank, guard) == [Reconciliation.STILL_UNKNOWN]
        assert bank.refunds == 0

    def test_a_broken_off_task_leaves_it_pending(self, guard: RefundGuard) -> None:
        bank = Bank()

        async def run() -> None:
            arrived = asyncio.Event()

            async def never(request: httpx2.Request) -> httpx2.Response:
                if request.url.path.endswith("CreateOrderRefund"):
                    arrived.set()
                    await asyncio.sleep(3600)
                return bank(request)

            async with httpx2.AsyncClient(transport=httpx2.MockTransport(never)) as http:
                client = AsyncGlobalEClient("https://x.example", GUID, http_client=http)
                task = asyncio.create_task(client.create_order_refund(part("10"), guard=guard))
                await arrived.wait()
                task.cancel()
                await task

        with pytest.raises(asyncio.CancelledError) as caught:
            asyncio.run(run())
        assert states(guard) == ["unknown"]
        (entry,) = guard.pending(ORDER)
        (note,) = caught.value.__notes__
        assert entry.digest in note
        assert "ask get_orders_details before repeating it" in note


class TestTheFile:
    def test_holds_nothing_personal(self, tmp_path: Path) -> None:
        path, bank = tmp_path / "ledger.sqlite", Bank()
        bank.order |= {
            "StatusCode": "canary",
            "Customer": {"EmailAddress": "canary@x.example"},
            "PrimaryBilling": {"FirstName": "canary"},
        }
        refund = part("10", RefundComments="canary", ExternalReference="canary", InitiatedBy="canary")
        ask(
            bank,
            refund,
            {"CartItemId": "canary", "RefundQuantity": 1, "RefundAmount": 1},
            guard=RefundGuard(SQLiteLedger(path)),
        )
        assert path.stat().st_size > 0
        assert not [
            file
            for file in tmp_path.iterdir()
            if b"canary" in file.read_bytes() or GUID.encode() in file.read_bytes()
        ]

    def test_what_is_raised_quotes_nothing(self) -> None:
        bank, guard, message = Bank(), RefundGuard(), []
        bank.order |= {
            "MerchantOrderId": "canary",
            "StatusCode": "canary",
            "Products": [{"CartItemId": "canary", "Name": "canary"}],
        }
        canary = {"RefundComments": "canary", "ExternalReference": "canary"}
        bank.after = lambda _: httpx2.Response(200, text="canary")
        for refund in (
            {**FULL, "OrderId": "canary"},
            part("1234567", **canary),
            {**FULL, **canary},
            {**FULL, **canary},
            FULL,
        ):
            with pytest.raises(OrderContractError) as caught:
                ask(bank, refund, guard=guard)
            message += [
                str(caught.value),
                repr(caught.value),
                *traceback.format_exception(caught.value)[-1:],
                *getattr(caught.value, "__notes__", ()),
            ]
        products = [{"CartItemId": "canary", "RefundQuantity": 1}]
        with pytest.raises(RefundBlockedError) as stopped:
            ask(bank, {"OrderId": ORDER, **canary}, *products, guard=RefundGuard())
        assert "canary" not in "".join(message) + str(stopped.value)
        assert "1234567" not in "".join(message)

    def test_one_that_cannot_be_written_keeps_the_refund_back(self, tmp_path: Path) -> None:
        bank = Bank()
        with pytest.raises(LedgerError, match="was not sent: the ledger could not be written"):
            ask(bank, part("10"), guard=RefundGuard(SQLiteLedger(tmp_path)))
        assert bank.refunds == 0
