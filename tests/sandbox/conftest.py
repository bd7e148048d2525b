"""Sandboxes for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from order_contract import sandbox
from sandbox_calls import Caller


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
        caller.application.state.service.store.close()


@pytest.fixture
def box(make: Callable[..., Caller]) -> Caller:
    """A sandbox as it comes."""
    return make()
