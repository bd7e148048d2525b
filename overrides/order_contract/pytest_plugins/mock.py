"""The pytest fixture `order_mock`: clients of both APIs, synchronous and not, in front of a `MockTransport`
each.

Invariant: knowing this plugin loads nothing but pytest and this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

    from order_contract.testing import MockTransport


class OrderMock:
    """Servers that response with the documented examples, and clients that call them. Retried calls do not
    wait.

    `globale` and `async_globale` are clients of Global-e, `s2` and `async_s2` of S2; `response` gives other
    responses.
    """

    def __init__(self) -> None:
        import httpx

        from order_contract.globale import AsyncGlobalEClient, GlobalEClient
        from order_contract.s2 import AsyncS2Client, S2Client
        from order_contract.testing import GUID, MockTransport

        async def at_once(seconds: float) -> None: ...

        def options(mock: MockTransport) -> dict[str, Any]:
            return {"http_client": httpx.Client(transport=mock), "sleep": lambda seconds: None}

        def async_options(mock: MockTransport) -> dict[str, Any]:
            return {"http_client": httpx.AsyncClient(transport=mock), "sleep": at_once}

        self._globale, self._s2 = MockTransport(), MockTransport("s2")
        self.globale = GlobalEClient("https://globale.example", GUID, **options(self._globale))
        self.async_globale = AsyncGlobalEClient(
            "https://globale.example", GUID, **async_options(self._globale)
        )
        self.s2 = S2Client("https://s2.example", "token", "organization", **options(self._s2))
        self.async_s2 = AsyncS2Client(
            "https://s2.example", "token", "organization", **async_options(self._s2)
        )

    @property
    def requests(self) -> list[tuple[str, httpx.Request]]:
        """The requests that came, each with its operationId: those to Global-e, then those to S2."""
        return [*self._globale.requests, *self._s2.requests]

    def respond(self, operation: str, *responses: Any) -> None:
        """Answer the next calls of an operation with these: values for JSON, bytes, `httpx.Response`s,
        exceptions to raise; the last for the rest.

        :param operation: the operationId, such as `createOrderRefund`.
        """
        (self._s2 if operation == "updateOrder" else self._globale).respond(operation, *responses)


@pytest.fixture
def order_mock() -> OrderMock:
    """Clients that open no socket: `order_mock.respond("createOrderRefund", httpx.ReadTimeout(""))`, then
    `order_mock.globale.…`.
    """
    return OrderMock()
