"""The stores: one claim at a time, kept over threads, processes, forks and kill -9."""

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from order_contract.callback import DeliveryState, Key, MemoryStore, Receiver, SQLiteStore, parse
from tests.callback.callback_bodies import GUID, callback

KEY = Key("GE1GB", "CANCELLED", "0" * 64)


class Clock:
    now = 1_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path, clock):
    if request.param == "memory":
        yield MemoryStore(clock=clock)
    else:
        with SQLiteStore(tmp_path / "deliveries.sqlite", clock=clock) as opened:
            yield opened


class TestEveryStore:
    def test_one_claim_at_a_time(self, store):
        assert store.claim(KEY, "a", 60) is DeliveryState.CLAIMED
        assert store.claim(KEY, "b", 60) is DeliveryState.BUSY

    def test_done_is_done(self, store, clock):
        store.claim(KEY, "a", 60)
        store.done(KEY, "a")
        clock.now += 10**9
        assert store.claim(KEY, "b", 60) is DeliveryState.DONE

    def test_a_release_gives_it_back(self, store):
        store.claim(KEY, "a", 60)
        store.release(KEY, "a")
        assert store.claim(KEY, "b", 60) is DeliveryState.CLAIMED

    def test_a_lease_ends(self, store, clock):
        store.claim(KEY, "a", 60)
        clock.now += 59.9
        assert store.claim(KEY, "b", 60) is DeliveryState.BUSY
        clock.now += 0.2
        assert store.claim(KEY, "b", 60) is DeliveryState.CLAIMED

    def test_only_the_holder_releases(self, store, clock):
        store.claim(KEY, "a", 60)
        clock.now += 61
        store.claim(KEY, "b", 60)
        store.release(KEY, "a")
        assert store.claim(KEY, "c", 60) is DeliveryState.BUSY

    def test_who_was_late_still_did_it(self, store, clock):
        store.claim(KEY, "a", 60)
        clock.now += 61
        store.claim(KEY, "b", 60)
        store.done(KEY, "a")
        store.release(KEY, "b")
        assert store.claim(KEY, "c", 60) is DeliveryState.DONE

    def test_a_release_undoes_nothing(self, store):
        store.claim(KEY, "a", 60)
        store.done(KEY, "a")
        store.release(KEY, "a")
        assert store.claim(KEY, "a", 60) is DeliveryState.DONE

    def test_deliveries_are_apart(self, store):
        for other in (
            Key("GE2GB", KEY.status, KEY.payload),
            Key(KEY.order_id, "FAILED", KEY.payload),
            Key(KEY.order_id, KEY.status, "1" * 64),
        ):
            assert store.claim(other, "a", 60) is DeliveryState.CLAIMED
        assert store.claim(KEY, "a", 60) is DeliveryState.CLAIMED

    def test_of_many_threads_one_wins(self, store):
        for number in range(20):
            key = Key(str(number), "X", "0")
            gate = threading.Barrier(8)
            found = []

            def claim(owner, key=key, gate=gate, found=found):
                gate.wait()
                found.append(store.claim(key, str(owner), 60))

            threads = [threading.Thread(target=claim, args=(owner,)) for owner in range(8)]
            [thread.start() for thread in threads]
            [thread.join() for thread in threads]
            assert found.count(DeliveryState.CLAIMED) == 1


class TestMemory:
    def test_is_bounded_and_forgets_the_oldest(self):
        store = MemoryStore(size=3)
        keys = [Key(str(number), "X", "0") for number in range(5)]
        for key in keys:
            store.claim(key, "a", 60)
            store.done(key, "a")
        assert [store.claim(key, "b", 60) for key in keys] == [DeliveryState.CLAIMED] * 2 + [
            DeliveryState.DONE
        ] * 3

    def test_does_not_forget_claims(self):
        store = MemoryStore(size=1)
        store.claim(KEY, "a", 60)
        for number in range(5):
            store.done(Key(str(number), "X", "0"), "a")
        assert store.claim(KEY, "b", 60) is DeliveryState.BUSY


class TestKey:
    def test_holds_no_secret_and_no_text_of_the_order(self):
        key = Key.of(parse(callback(CartId="CANARY")))
        assert "CANARY" not in repr(key) + key.payload
        assert "GE1GB" not in repr(key)
        assert key.payload == Key.of(parse(callback(CartId="CANARY", MerchantGUID="another"))).payload

    def test_ids_count_without_blanks_and_statuses_without_case(self):
        key = Key.of(parse(callback(OrderId=" GE1 ", StatusCode="canceled ")))
        assert (key.order_id, key.status) == ("GE1", "CANCELED")

    def test_digits_count(self):
        one, other = (
            Key.of(parse(b'{"OrderId":"1","StatusCode":"X","PriceCoefficientRate":%b}' % rate))
            for rate in (b"1.0", b"1.00")
        )
        assert one != other


_RECEIVE = """
import sys, time
from pathlib import Path
from order_contract.callback import Receiver, SQLiteStore
receiver = Receiver({guid!r}, store=SQLiteStore({file!r}), patience=0.0)
@receiver.on_cancelled
def handler(order):
    with Path({log!r}).open("a") as log: log.write("begun ")
    {work}
answer = receiver.handle("POST", "application/json", {body!r})
print(answer.status, flush=True)
time.sleep(60)
"""


class TestSQLite:
    def test_a_process_killed_at_work_swallows_nothing(self, tmp_path):
        file, log = tmp_path / "deliveries.sqlite", tmp_path / "log"
        self.killed_after(
            file, log, work="time.sleep(60)", ready=lambda _: log.exists() and "begun" in log.read_text()
        )
        seen = []
        with SQLiteStore(file) as now, SQLiteStore(file, clock=lambda: time.time() + 61) as later:
            for store, status, handled in ((now, 500, []), (later, 200, ["GE1GB"]), (later, 200, ["GE1GB"])):
                receiver = Receiver(GUID, store=store, patience=0.0)
                receiver.on_cancelled(lambda order: seen.append(order.order_id))
                assert receiver.handle("POST", "application/json", callback()).status == status
                assert seen == handled

    def test_what_a_killed_process_had_done_stays_done(self, tmp_path):
        file, log = tmp_path / "deliveries.sqlite", tmp_path / "log"
        self.killed_after(file, log, work="pass", ready=lambda process: process.stdout.readline() == "200\n")
        with SQLiteStore(file) as store:
            receiver = Receiver(GUID, store=store)
            receiver.on_cancelled(lambda order: pytest.fail("handled again"))
            assert receiver.handle("POST", "application/json", callback()).status == 200

    def killed_after(self, file, log, *, work, ready):
        program = _RECEIVE.format(guid=GUID, file=str(file), log=str(log), work=work, body=callback())
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
            until = time.monotonic() + 20
            while not ready(process):
                assert time.monotonic() < until
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)

    def test_of_many_processes_each_delivery_is_handled_by_one(self, tmp_path):
        context = multiprocessing.get_context("spawn")
        processes = [context.Process(target=_deliver_all, args=(tmp_path,)) for _ in range(3)]
        [process.start() for process in processes]
        [process.join(60) for process in processes]
        assert [process.exitcode for process in processes] == [0, 0, 0]
        assert sorted((tmp_path / "handled").read_text().split()) == sorted(
            f"GE{number}" for number in range(25)
        )

    def test_a_forked_process_opens_its_own(self, tmp_path):
        with SQLiteStore(tmp_path / "deliveries.sqlite") as store:
            store.claim(KEY, "a", 60)
            child = os.fork()
            if child == 0:
                good = (
                    store.claim(KEY, "b", 60) is DeliveryState.BUSY
                    and store.claim(Key("2", "X", "0"), "b", 60) is DeliveryState.CLAIMED
                )
                os._exit(0 if good else 1)
            assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
            assert store.claim(Key("2", "X", "0"), "a", 60) is DeliveryState.BUSY

    def test_what_is_old_can_be_forgotten(self, tmp_path, clock):
        with SQLiteStore(tmp_path / "deliveries.sqlite", clock=clock) as store:
            store.done(KEY, "a")
            store.claim(Key("2", "X", "0"), "a", 60)
            clock.now += 100
            assert store.forget(older_than=101) == 0
            assert store.forget(older_than=99) == 1
            assert store.claim(KEY, "b", 60) is DeliveryState.CLAIMED

    def test_can_be_closed_twice_and_used_again(self, tmp_path):
        store = SQLiteStore(tmp_path / "deliveries.sqlite")
        store.done(KEY, "a")
        store.close()
        store.close()
        assert store.claim(KEY, "b", 60) is DeliveryState.DONE
        store.close()

    def test_a_file_that_cannot_be_opened_is_a_failure_that_is_answered(self, tmp_path):
        receiver = Receiver(GUID, store=SQLiteStore(tmp_path / "missing" / "deliveries.sqlite"))
        assert receiver.handle("POST", "application/json", callback()).status == 500

    def test_a_file_of_something_else_is_left_alone(self, tmp_path):
        file = tmp_path / "notes.txt"
        file.write_text("no database " * 100)
        with pytest.raises(sqlite3.DatabaseError):
            SQLiteStore(file, busy_timeout=0.1).claim(KEY, "a", 60)
        assert file.read_text() == "no database " * 100

    def test_the_file_holds_nothing_else_of_the_order(self, tmp_path):
        file = tmp_path / "deliveries.sqlite"
        with SQLiteStore(file) as store:
            Receiver(GUID, store=store).handle(
                "POST", "application/json", callback(CustomerComments="CANARY")
            )
        stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert b"GE1GB" in stored
        assert b"CANARY" not in stored
        assert GUID.encode() not in stored


def _deliver_all(folder: Path) -> None:
    receiver = Receiver(GUID, store=SQLiteStore(folder / "deliveries.sqlite"), patience=20)

    @receiver.on_cancelled
    def handler(order):
        with (folder / "handled").open("a") as log:
            log.write(f"{order.order_id}\n")

    for number in range(25):
        assert receiver.handle("POST", "application/json", callback(OrderId=f"GE{number}")).status == 200
    receiver.store.close()
