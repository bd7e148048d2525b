"""The pytest fixture `order_mock`: clients of both APIs, synchronous and not, in front of a `MockTransport`
each.

Invariant: knowing this plugin loads nothing but pytest and this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx2

    from order_contract.testing import MockTransport


class OrderMock:
    """Servers that respond with the documented examples, and clients that call them. Repeated calls do not
    wait.

    `globale` and `async_globale` are clients of Global-e, `s2` and `async_s2` of S2; `respond` gives other
    responses.
    """

    def __init__(self) -> None:
        import httpx2

        from order_contract.globale import AsyncGlobalEClient, GlobalEClient
        from order_contract.retries import Retries
        from order_contract.s2 import AsyncS2Client, S2Client
        from order_contract.testing import GUID, MockTransport

        at_once = Retries(pause=0, max_pause=0)

        def http(mock: MockTransport) -> httpx2.Client:
            return httpx2.Client(transport=mock)

        def async_http(mock: MockTransport) -> httpx2.AsyncClient:
            return httpx2.AsyncClient(transport=mock)

        self._globale, self._s2 = MockTransport(), MockTransport("s2")
        url = "https://globale.example"
        self.globale = GlobalEClient(url, GUID, http_client=http(self._globale), retries=at_once)
        self.async_globale = AsyncGlobalEClient(
            url, GUID, http_client=async_http(self._globale), retries=at_once
        )
        s2 = ("https://s2.example", "token", "organization")
        self.s2 = S2Client(*s2, http_client=http(self._s2), retries=at_once)
        self.async_s2 = AsyncS2Client(*s2, http_client=async_http(self._s2), retries=at_once)

    @property
    def requests(self) -> list[tuple[str, httpx2.Request]]:
        """The requests that came, each with its operationId: those to Global-e, then those to S2."""
        return [*self._globale.requests, *self._s2.requests]

    def respond(self, operation: str, *responses: Any) -> None:
        """Respond to the next calls of an operation with these: values for JSON, bytes, `httpx2.Response`s,
        exceptions to raise; the last for the rest.

        :param operation: the operationId, such as `createOrderRefund`.
        """
        (self._s2 if operation == "updateOrder" else self._globale).respond(operation, *responses)


@pytest.fixture
def order_mock() -> OrderMock:
    """Clients that open no socket: `order_mock.respond("createOrderRefund", httpx2.ReadTimeout(""))`, then
    `order_mock.globale.…`.
    """
    return OrderMock()
