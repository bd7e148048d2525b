"""What every store and every ledger must hold to, as classes of tests that you run against your own under
pytest.

A test class of yours inherits one of them and has a fixture `store` (or `ledger`)::

    class TestMyStore(StoreSuite):
        @pytest.fixture
        def store(self):
            return MyStore()

An async store is tested through `blocking(store)`. Invariant: the tests use real time and threads, and a new
delivery or order in each test, so that a store can keep what earlier tests have written.
"""

from __future__ import annotations

import asyncio
import functools
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Final, TypeVar
from uuid import uuid4

from order_contract.callback.store import (
    AsyncStore,
    AsyncTransactionalStore,
    DeliveryState,
    Key,
    Store,
    Transaction,
    TransactionalStore,
)
from order_contract.refunds.ledger import Ledger, LedgerEntry, RefundState

T = TypeVar("T")
_THREADS: Final = 8


def new_key(order_id: str | None = None) -> Key:
    """The key of a delivery that no test has seen."""
    return Key(f"GE{uuid4().hex}" if order_id is None else order_id, "CANCELLED", uuid4().hex * 2)


class StoreSuite:
    """A store that lends deliveries by leases."""

    lease = 0.6
    """Seconds of the leases that are waited for; more for a store that is slow."""

    def test_one_claim_holds_at_a_time(self, store: Store) -> None:
        key = new_key()
        assert store.claim(key, "a", 60) is DeliveryState.CLAIMED
        assert store.claim(key, "b", 60) is DeliveryState.BUSY

    def test_what_is_done_stays_done(self, store: Store) -> None:
        key = new_key()
        store.claim(key, "a", self.lease)
        store.done(key, "a")
        time.sleep(self.lease * 1.5)
        assert store.claim(key, "b", 60) is DeliveryState.DONE

    def test_a_release_gives_the_delivery_back(self, store: Store) -> None:
        key = new_key()
        store.claim(key, "a", 60)
        store.release(key, "a")
        assert store.claim(key, "b", 60) is DeliveryState.CLAIMED

    def test_a_claim_ends_with_its_lease(self, store: Store) -> None:
        key = new_key()
        store.claim(key, "a", self.lease)
        time.sleep(self.lease * 1.5)
        assert store.claim(key, "b", 60) is DeliveryState.CLAIMED

    def test_a_renewed_claim_outlives_its_first_lease(self, store: Store) -> None:
        key = new_key()
        store.claim(key, "a", self.lease * 2)
        assert store.renew(key, "a", 60) is True
        time.sleep(self.lease * 2.5)
        assert store.claim(key, "b", 60) is DeliveryState.BUSY

    def test_a_renewal_counts_from_now(self, store: Store) -> None:
        key = new_key()
        store.claim(key, "a", 60)
        assert store.renew(key, "a", self.lease) is True
        time.sleep(self.lease * 1.5)
        assert store.claim(key, "b", 60) is DeliveryState.CLAIMED

    def test_only_the_holder_renews(self, store: Store) -> None:
        key = new_key()
        assert store.renew(key, "a", 60) is False
        store.claim(key, "a", self.lease)
        time.sleep(self.lease * 1.5)
        store.claim(key, "b", 60)
        assert store.renew(key, "a", 60) is False
        store.done(key, "b")
        assert store.renew(key, "b", 60) is False
        assert store.claim(key, "c", 60) is DeliveryState.DONE

    def test_only_the_holder_releases(self, store: Store) -> None:
        key = new_key()
        store.claim(key, "a", self.lease)
        time.sleep(self.lease * 1.5)
        store.claim(key, "b", 60)
        store.release(key, "a")
        assert store.claim(key, "c", 60) is DeliveryState.BUSY

    def test_who_was_late_has_handled_it_all_the_same(self, store: Store) -> None:
        key = new_key()
        store.claim(key, "a", self.lease)
        time.sleep(self.lease * 1.5)
        store.claim(key, "b", 60)
        store.done(key, "a")
        store.release(key, "b")
        assert store.claim(key, "c", 60) is DeliveryState.DONE

    def test_done_needs_no_claim_and_can_be_repeated(self, store: Store) -> None:
        key = new_key()
        store.done(key, "a")
        store.done(key, "a")
        assert store.claim(key, "b", 60) is DeliveryState.DONE

    def test_a_release_undoes_nothing_that_is_done(self, store: Store) -> None:
        key = new_key()
        store.claim(key, "a", 60)
        store.done(key, "a")
        store.release(key, "a")
        assert store.claim(key, "a", 60) is DeliveryState.DONE

    def test_deliveries_are_distinguished_whatever_their_texts(self, store: Store) -> None:
        key = new_key()
        texts = ["", "\0", "'; --", "Ünïcode 漢 \U0001f600", "\ud800", "x" * 100_000, "x" * 100_001]
        others = [Key(key.order_id + text, key.status, key.payload) for text in texts[1:]]
        others += [Key(key.order_id, f"FAILED{text}", key.payload) for text in texts]
        others += [Key(key.order_id, key.status, "1" * 64), Key(key.order_id + key.status, "", key.payload)]
        for other in (key, *others):
            assert store.claim(other, "a", 60) is DeliveryState.CLAIMED
            store.done(other, "a")
        assert {store.claim(other, "b", 60) for other in (key, *others)} == {DeliveryState.DONE}

    def test_of_many_threads_one_claims(self, store: Store) -> None:
        for _ in range(10):
            key = new_key()
            states = _at_once(self._claimer(store, key))
            assert (states.count(DeliveryState.CLAIMED), states.count(DeliveryState.BUSY)) == (
                1,
                _THREADS - 1,
            )

    def test_of_many_threads_one_takes_a_claim_over(self, store: Store) -> None:
        key = new_key()
        store.claim(key, "dead", self.lease)
        time.sleep(self.lease * 1.5)
        assert _at_once(self._claimer(store, key)).count(DeliveryState.CLAIMED) == 1

    def _claimer(self, store: Store, key: Key) -> Callable[[int], DeliveryState]:
        return lambda number: store.claim(key, f"owner {number}", 60)


class TransactionalStoreSuite:
    """A store that records deliveries in the transactions of their handlers. Say by `write` and `count`
    what a handler writes.
    """

    def write(self, transaction: Transaction, mark: str) -> None:
        """Write a row that holds the mark, as a handler would that was given what the transaction offers."""
        raise NotImplementedError

    def count(self, mark: str) -> int:
        """How many such rows are committed, by another connection."""
        raise NotImplementedError

    def test_a_new_delivery_is_claimed_and_what_is_committed_is_done(self, store: TransactionalStore) -> None:
        key = new_key()
        transaction = store.begin(key)
        assert transaction.state is DeliveryState.CLAIMED
        self.write(transaction, key.order_id)
        assert self.count(key.order_id) == 0
        transaction.commit()
        assert store.begin(key).state is DeliveryState.DONE
        assert self.count(key.order_id) == 1

    def test_a_rollback_gives_the_delivery_back_and_undoes_the_work(self, store: TransactionalStore) -> None:
        key = new_key()
        for _ in range(2):
            transaction = store.begin(key)
            assert transaction.state is DeliveryState.CLAIMED
            self.write(transaction, key.order_id)
            transaction.rollback()
            assert self.count(key.order_id) == 0

    def test_an_attempt_that_is_not_over_is_busy(self, store: TransactionalStore) -> None:
        key = new_key()
        transaction = store.begin(key)
        [state] = _at_once(lambda _: store.begin(key).state, threads=1)
        assert state is DeliveryState.BUSY
        transaction.commit()
        assert store.begin(key).state is DeliveryState.DONE

    def test_what_an_unfinished_transaction_held_can_be_taken_again_after_a_rollback(
        self, store: TransactionalStore
    ) -> None:
        key = new_key()
        store.begin(key).rollback()
        transaction = store.begin(key)
        assert transaction.state is DeliveryState.CLAIMED
        transaction.commit()

    def test_deliveries_are_distinguished_whatever_their_texts(self, store: TransactionalStore) -> None:
        key = new_key()
        texts = ["", "\0", "'; --", "Ünïcode 漢 \U0001f600", "\ud800", "x" * 100_000]
        keys = [Key(key.order_id + text, f"{key.status}{text}", key.payload) for text in texts]
        for other in keys:
            transaction = store.begin(other)
            assert transaction.state is DeliveryState.CLAIMED
            transaction.commit()
        assert {store.begin(other).state for other in keys} == {DeliveryState.DONE}

    def test_of_many_threads_one_commits(self, store: TransactionalStore) -> None:
        for _ in range(5):
            key = new_key()

            def handle(_: int, key: Key = key) -> DeliveryState:
                while (transaction := store.begin(key)).state is DeliveryState.BUSY:
                    time.sleep(0.005)
                if transaction.state is DeliveryState.CLAIMED:
                    self.write(transaction, key.order_id)
                    transaction.commit()
                return transaction.state

            states = _at_once(handle)
            assert (states.count(DeliveryState.CLAIMED), states.count(DeliveryState.DONE)) == (
                1,
                _THREADS - 1,
            )
            assert self.count(key.order_id) == 1


class LedgerSuite:
    """A ledger of refunds."""

    def test_entries_come_back_as_they_were_written_the_oldest_first(self, ledger: Ledger) -> None:
        order_id = f"GE{uuid4().hex}"
        amounts = [Decimal("0.1"), Decimal("29.9000"), Decimal("123456789012345678901234567890.123456789")]
        entries = [new_entry(order_id, amount) for amount in amounts]
        written = [ledger.admit(order_id, functools.partial(_decided, entry)) for entry in entries]
        assert [str(entry.amount) for entry in ledger.entries(order_id)] == [
            str(amount) for amount in amounts
        ]
        assert list(ledger.entries(order_id)) == written
        assert list(ledger.entries("GE" + uuid4().hex)) == []

    def test_a_decision_sees_what_was_written_before(self, ledger: Ledger) -> None:
        order_id = f"GE{uuid4().hex}"
        first = ledger.admit(order_id, lambda _: new_entry(order_id, Decimal(1)))
        seen: list[LedgerEntry] = []

        def decide(entries: Any) -> LedgerEntry:
            seen.extend(entries)
            return new_entry(order_id, Decimal(2))

        ledger.admit(order_id, decide)
        assert seen == [first]

    def test_nothing_is_written_when_the_decision_raises(self, ledger: Ledger) -> None:
        order_id = f"GE{uuid4().hex}"

        def refuse(_: Any) -> LedgerEntry:
            raise _HandlerFailedError

        try:
            ledger.admit(order_id, refuse)
        except _HandlerFailedError:
            pass
        else:
            raise AssertionError("what the decision raised was swallowed")
        assert list(ledger.entries(order_id)) == []
        ledger.admit(order_id, lambda _: new_entry(order_id, Decimal(1)))

    def test_a_state_is_settled(self, ledger: Ledger) -> None:
        order_id = f"GE{uuid4().hex}"
        entries = [ledger.admit(order_id, lambda _: new_entry(order_id, Decimal(1))) for _ in RefundState]
        for entry, state in zip(entries, RefundState, strict=True):
            ledger.settle(entry.entry_id, state)
        assert [entry.state for entry in ledger.entries(order_id)] == list(RefundState)

    def test_decisions_on_one_order_never_overlap(self, ledger: Ledger) -> None:
        order_id = f"GE{uuid4().hex}"
        inside, overlaps = [0], [0]

        def admit(_: int) -> int:
            def decide(entries: Any) -> LedgerEntry:
                inside[0] += 1
                overlaps[0] += inside[0] > 1
                time.sleep(0.01)
                inside[0] -= 1
                return new_entry(order_id, Decimal(len(entries)))

            return int(ledger.admit(order_id, decide).amount)

        assert sorted(_at_once(admit)) == list(range(_THREADS))
        assert overlaps == [0]


def new_entry(order_id: str, amount: Decimal) -> LedgerEntry:
    """An entry of a refund that no test has seen."""
    return LedgerEntry(uuid4().hex, order_id, uuid4().hex, None, amount, last=False, shown=False)


def _decided(entry: LedgerEntry, _: object) -> LedgerEntry:
    return entry


class _HandlerFailedError(Exception):
    pass


def _at_once(work: Callable[[int], T], threads: int = _THREADS) -> list[T]:
    """What so many threads give that begin at the same moment."""
    gate = threading.Barrier(threads)
    results: list[T] = []
    errors: list[BaseException] = []

    def run(number: int) -> None:
        try:
            gate.wait(30)
            results.append(work(number))
        except BaseException as error:  # noqa: BLE001  # raised again by the test
            errors.append(error)

    started = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join(60)
    if errors:
        raise errors[0]
    return results


@contextmanager
def blocking(store: AsyncStore | AsyncTransactionalStore) -> Iterator[Any]:
    """An async store as a blocking one, whose methods run on an event loop of its own until the block
    ends.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def run(coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(60)

    try:
        yield _Blocking(store, run)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


class _Blocking:
    """The methods that begin with `a`, without it; `run` is how anything else is awaited on the same loop."""

    def __init__(self, awaited: Any, run: Callable[[Coroutine[Any, Any, Any]], Any]) -> None:
        self._awaited: Final = awaited
        self.run: Final = run

    @property
    def state(self) -> DeliveryState:
        state: DeliveryState = self._awaited.state
        return state

    def resource(self, name: str) -> Any:
        return self._awaited.resource(name)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = (
            getattr(self._awaited, name)
            if name in ("commit", "rollback")
            else getattr(self._awaited, f"a{name}")
        )

        def call(*arguments: Any) -> Any:
            result = self.run(method(*arguments))
            return _Blocking(result, self.run) if name == "begin" else result

        return call
