"""The pytest fixture `order_sandbox`: a running sandbox for one test.

Invariants: knowing this plugin loads nothing of the sandbox, so that pytest starts without the extra; each
test gets a state of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from order_contract.sandbox.server import Running


@pytest.fixture
def order_sandbox(request: pytest.FixtureRequest) -> Iterator[Running]:
    """A sandbox on a free loopback port, with the documented orders and credentials: `order_sandbox.url`,
    `order_sandbox.settings`.

    Other settings come by `@pytest.mark.parametrize("order_sandbox", [Settings(error_info=False)],
    indirect=True)`.
    """
    from order_contract.sandbox.server import Running

    with Running("all", getattr(request, "param", None)) as running:
        yield running
