"""Sandboxes for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from order_contract import sandbox
from order_contract.sandbox.database import SandboxStore, StateTransaction
from order_contract.wire import codec
from tests.sandbox.sandbox_calls import Caller


@pytest.fixture(autouse=True)
def _memory_says_what_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    """After every request of every test: an order that is kept as an object is the one that was written."""
    begin = SandboxStore.transaction

    @contextmanager
    def checked(store: SandboxStore) -> Iterator[StateTransaction]:
        kept: list[Any] = []
        try:
            with begin(store) as tx:
                try:
                    yield tx
                finally:
                    kept += tx.memory.values()
        finally:
            for order in kept:
                assert (codec.pack(order.body), codec.pack(order.progress)) == order.stored

    monkeypatch.setattr(SandboxStore, "transaction", checked)


@pytest.fixture
def make() -> Iterator[Callable[..., Caller]]:
    """Makes sandboxes: `make(api, **settings)`."""
    made: list[Caller] = []

    def one(api: sandbox.Choice = "all", **settings: Any) -> Caller:
        made.append(Caller(sandbox.app(api, sandbox.Settings(**settings))))
        return made[-1]

    yield one
    for caller in made:
        caller.client.close()
        caller.application.service.store.close()


@pytest.fixture
def box(make: Callable[..., Caller]) -> Caller:
    """A sandbox as it comes."""
    return make()
