"""The stores: one claim at a time, kept over threads, processes, forks and kill -9."""

import multiprocessing
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_contract.callback import (
    DeliveryState,
    Key,
    MemoryStore,
    Receiver,
    SQLiteStore,
    parse,
    sqlite_store,
)
from order_contract.callback.parsing import read
from order_contract.wire import codec
from tests.callback.callback_bodies import GUID, callback, generated

KEY = Key("GE1GB", "CANCELLED", "0" * 64)


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
        item, other = (
            Key.of(parse(b'{"OrderId":"1","StatusCode":"X","PriceCoefficientRate":%b}' % rate))
            for rate in (b"1.0", b"1.00")
        )
        assert item != other

    @given(
        st.dictionaries(
            st.text(max_size=3).map("unknown {}".format),
            st.recursive(
                st.none()
                | st.booleans()
                | st.integers()
                | st.sampled_from([Decimal("1E+5"), Decimal("0E-9"), Decimal("1.50"), "", "ä"]),
                lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=3), values),
                max_leaves=6,
            ),
        )
    )
    def test_is_the_same_from_unknown_members_that_came(self, members):
        received = read(codec.dumps({"OrderId": 7, "StatusCode": "X", **members}), None)
        assert Key.of(received.order) == Key.of(received.order, members=received.members)

    @pytest.mark.parametrize("seed", range(40))
    def test_is_the_same_from_the_members_of_every_documented_and_odd_form(self, seed):
        received = read(generated(random.Random(seed)), None)
        assert Key.of(received.order) == Key.of(received.order, members=received.members)


_RECEIVE = """
import sys, time
from pathlib import Path
from order_contract.callback import Receiver, SQLiteStore
receiver = Receiver({guid!r}, store=SQLiteStore({file!r}), patience=0.0, lease=1.0)
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
        with SQLiteStore(file) as store:
            receiver = Receiver(GUID, store=store, patience=0.0)
            receiver.on_cancelled(lambda order: seen.append(order.order_id))
            assert receiver.handle("POST", "application/json", callback()).status == 500
            time.sleep(1.1)
            assert receiver.handle("POST", "application/json", callback()).status == 200
            assert receiver.handle("POST", "application/json", callback()).status == 200
        assert seen == ["GE1GB"]

    def test_a_clock_that_is_set_ends_no_claim(self, tmp_path, monkeypatch):
        with SQLiteStore(tmp_path / "deliveries.sqlite") as store:
            store.claim(KEY, "a", 60)
            monkeypatch.setattr(time, "time", lambda: 10**10)
            assert store.claim(KEY, "b", 60) is DeliveryState.BUSY

    def test_a_claim_ends_with_the_machine(self, tmp_path, monkeypatch):
        with SQLiteStore(tmp_path / "deliveries.sqlite") as store:
            store.claim(KEY, "a", 60)
            monkeypatch.setattr(sqlite_store, "BOOT", "another start")
            assert store.renew(KEY, "a", 60) is False
            assert store.claim(KEY, "b", 60) is DeliveryState.CLAIMED

    def test_a_duplicate_waits_for_no_lock(self, tmp_path):
        file = tmp_path / "deliveries.sqlite"
        with SQLiteStore(file, busy_timeout=0.0) as store:
            store.done(KEY, "a")
            with closing(sqlite3.connect(file, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                assert store.claim(KEY, "b", 60) is DeliveryState.DONE
                with pytest.raises(sqlite3.OperationalError, match="locked"):
                    store.claim(Key("2", "X", "0"), "b", 60)

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

    @pytest.mark.slow
    def test_of_many_processes_each_delivery_is_handled_by_one(self, tmp_path):
        context = multiprocessing.get_context("spawn")
        processes = [context.Process(target=_deliver_all, args=(tmp_path,)) for _ in range(3)]
        [process.start() for process in processes]
        [process.join(60) for process in processes]
        assert [process.exitcode for process in processes] == [0, 0, 0]
        assert sorted((tmp_path / "handled").read_text().split()) == sorted(
            f"GE{number}" for number in range(25)
        )

    def test_a_new_file_that_another_process_has_to_itself_is_waited_for(self, tmp_path):
        file = tmp_path / "deliveries.sqlite"
        file.touch(0o600)
        with SQLiteStore(file) as store, closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            other.execute("CREATE TABLE its (own)")
            with ThreadPoolExecutor(1) as threads:
                claim = threads.submit(store.claim, KEY, "a", 60)
                time.sleep(0.3)
                assert not claim.done()
                other.execute("COMMIT")
                assert claim.result(30) is DeliveryState.CLAIMED

    def test_a_claim_that_waited_for_another_writer_lasts_its_whole_lease(self, tmp_path):
        file = tmp_path / "deliveries.sqlite"
        with SQLiteStore(file) as store, closing(sqlite3.connect(file, isolation_level=None)) as writer:
            store.claim(Key("1", "X", "0"), "a", 60)
            writer.execute("BEGIN IMMEDIATE")
            with ThreadPoolExecutor(1) as threads:
                claim = threads.submit(store.claim, KEY, "a", 60)
                time.sleep(0.5)
                ended = time.monotonic()
                writer.execute("COMMIT")
                assert claim.result(30) is DeliveryState.CLAIMED
            [(until_ms,)] = writer.execute("SELECT until_ms FROM delivery WHERE order_id = 'GE1GB'")
            assert until_ms >= int((ended + 60) * 1000)

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

    def test_what_is_old_can_be_forgotten_in_portions(self, tmp_path):
        with SQLiteStore(tmp_path / "deliveries.sqlite") as store:
            for number in range(5):
                store.done(Key(str(number), "X", "0"), "a")
            store.claim(KEY, "a", 60)
            assert store.forget(timedelta(seconds=60)) == 0
            time.sleep(0.01)
            assert store.forget(older_than=0, portion=2) == 5
            assert store.claim(Key("0", "X", "0"), "b", 60) is DeliveryState.CLAIMED
            assert store.claim(KEY, "b", 60) is DeliveryState.BUSY

    def test_can_be_closed_twice_and_used_again(self, tmp_path):
        store = SQLiteStore(tmp_path / "deliveries.sqlite")
        store.done(KEY, "a")
        store.close()
        store.close()
        assert store.claim(KEY, "b", 60) is DeliveryState.DONE
        store.close()

    def test_a_file_that_cannot_be_opened_is_a_failure_that_gets_a_response(self, tmp_path):
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
