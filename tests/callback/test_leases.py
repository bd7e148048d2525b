"""Leases under a receiver: renewed while the handler works, and no record that failed is acknowledged."""

from __future__ import annotations

import asyncio
import logging
import threading
import time

import pytest

from order_contract.callback import DeliveryState, Key, MemoryStore, Receiver
from tests.callback.callback_bodies import GUID, callback

JSON = "application/json"
LEASE = 0.6


class AwaitedStore:
    """A store of the user's own that has nothing but async methods."""

    def __init__(self, store):
        self.store = store

    async def aclaim(self, key, owner, lease):
        return self.store.claim(key, owner, lease)

    async def arenew(self, key, owner, lease):
        return self.store.renew(key, owner, lease)

    async def adone(self, key, owner):
        self.store.done(key, owner)

    async def arelease(self, key, owner):
        self.store.release(key, owner)


@pytest.fixture(params=["blocking", "blocking store on a loop", "async store"])
def receive(request):
    def receive(store, handler, **options):
        given = AwaitedStore(store) if request.param == "async store" else store
        receiver = Receiver(GUID, store=given, **options)
        receiver.on_cancelled(handler)
        if request.param == "blocking":
            return receiver.handle("POST", JSON, callback()).status
        return asyncio.run(receiver.handle_async("POST", JSON, callback())).status

    return receive


@pytest.mark.slow
class TestALease:
    def test_is_renewed_as_long_as_the_handler_works(self, receive):
        store = MemoryStore()
        others: list[object] = []

        def slow(order):
            until = time.monotonic() + 3 * LEASE
            while time.monotonic() < until:
                other = Receiver(GUID, store=store, patience=0.0)
                other.on_cancelled(lambda order: others.append("handled too"))
                others.append(other.handle("POST", JSON, callback()).status)
                time.sleep(0.02)

        assert receive(store, slow, lease=LEASE) == 200
        assert set(others) == {500}

    def test_is_renewed_after_a_renewal_that_failed(self, receive, caplog, monkeypatch):
        caplog.set_level(logging.CRITICAL)
        store, fails = MemoryStore(), [True]
        renew = store.renew

        def once_broken(*claim):
            if fails:
                raise OSError(fails.pop())
            return renew(*claim)

        monkeypatch.setattr(store, "renew", once_broken)

        def slow(order):
            time.sleep(2.5 * LEASE)
            assert store.claim(Key.of(order), "another", 60) is DeliveryState.BUSY

        assert receive(store, slow, lease=LEASE) == 200
        assert not fails

    def test_that_is_lost_is_reported_in_the_log(self, receive, caplog):
        store = MemoryStore()

        def slow(order):
            store.done(Key.of(order), "another")
            time.sleep(LEASE)

        assert receive(store, slow, lease=LEASE) == 200
        assert "the claim was lost while the handler works" in caplog.text

    def test_is_not_renewed_once_the_handler_is_done(self, receive, monkeypatch):
        store, renewed = MemoryStore(), []
        before = set(threading.enumerate())  # such as those of other receivers, with longer leases
        monkeypatch.setattr(store, "renew", lambda *claim: renewed.append(claim) or True)
        assert receive(store, lambda order: None, lease=LEASE) == 200
        time.sleep(LEASE)
        assert renewed == []
        deadline = time.monotonic() + 10
        while any("leases" in thread.name for thread in set(threading.enumerate()) - before):
            assert time.monotonic() < deadline, "a thread that renews is left"
            time.sleep(0.01)


class TestARecordThatFails:
    def test_is_tried_again_while_patience_lasts(self, receive, monkeypatch):
        store, fails = MemoryStore(), [1, 2]
        done = store.done

        def twice_broken(*claim):
            if fails:
                raise OSError(fails.pop())
            done(*claim)

        monkeypatch.setattr(store, "done", twice_broken)
        assert receive(store, lambda order: None) == 200
        assert not fails

    def test_is_no_success(self, receive, caplog, monkeypatch):
        caplog.set_level(logging.CRITICAL)
        store, seen = MemoryStore(), []

        def broken(*_):
            raise OSError

        monkeypatch.setattr(store, "done", broken)
        for status in (500, 500):
            assert receive(store, lambda order: seen.append(1), lease=LEASE, patience=0.1) == status
        assert seen == [1]  # until the lease is over
        time.sleep(LEASE)
        monkeypatch.delattr(store, "done")
        assert receive(store, lambda order: seen.append(2), lease=LEASE, patience=0.1) == 200
        assert seen == [1, 2]


def test_a_forked_process_renews_its_own_claims_only(monkeypatch):
    import os

    store = MemoryStore()
    receiver = Receiver(GUID, store=store, lease=LEASE)
    receiver.on_cancelled(lambda order: time.sleep(2 * LEASE))
    assert receiver.handle("POST", JSON, callback(OrderId="1")).status == 200
    child = os.fork()
    if child == 0:
        renewed = []
        monkeypatch.setattr(store, "renew", lambda *claim: renewed.append(claim) or True)
        good = receiver.handle("POST", JSON, callback(OrderId="2")).status == 200 and len(renewed) > 0
        os._exit(0 if good else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
