"""Clients for Ventmere S2's Update Order, synchronous and asynchronous.

The rules are those of `order_contract.globale.client`. Repeating an update is not harmless: attachments are appended each time (004:239).
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

import httpx
from order_contract_generated.s2 import contract as tables
from order_contract_generated.s2.models import S2Order, S2OrderUpdate
from order_contract_generated.s2.transport.api.order import update_order as _update_order

from order_contract.errors import InvalidRequest
from order_contract.exchange import (
    DEFAULT_TIMEOUT,
    Argument,
    Call,
    Contract,
    Credentials,
    Outgoing,
    async_exchange,
    exchange,
    secret_problems,
    sender,
)

CONTRACT = Contract(tables.OPERATIONS, tables.ENVELOPES, tables.ASSERTIONS, tables.ERROR_CODES)


class _Client:
    """What both clients are built from."""

    def __init__(
        self, base_url: str, token: str, organization: str, *, timeout: httpx.Timeout | float | None = DEFAULT_TIMEOUT, allow_unknown: bool = False
    ) -> None:
        if wrong := secret_problems(token=token, organization=organization):
            raise InvalidRequest("the client", wrong)
        credentials = Credentials(headers={"Authorization": f"Bearer {token}", "X-S2-Organization": organization})
        self._sender = sender(base_url, credentials, timeout)
        self._allow_unknown = allow_unknown

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._sender.shown!r}, token=***)"

    def _update_order(self, order_id: str, order: Argument[S2OrderUpdate]) -> Call[S2Order]:
        out = Outgoing(CONTRACT, "updateOrder", allow_unknown=self._allow_unknown)
        if out.text(order_id, "orderId") in (".", ".."):
            out.refuse("orderId", "must not be . or .., which would name another path")
        body = out.model(S2OrderUpdate, order)
        return out.call(lambda: _update_order.get_kwargs(order_id, body=body), _update_order.parse_content)


class S2Client(_Client):
    """Ventmere S2's Update Order.

    :param base_url: the server, with the path that stands before `/order`, if any.
    :param token: the bearer token, without `Bearer`.
    :param organization: the organisation's id, sent as `X-S2-Organization`.
    :param http_client: an `httpx.Client` of yours; it stays open when this client is closed.
    :param timeout: seconds, or an `httpx.Timeout`; None waits for ever.
    :param allow_unknown: send members that the contract does not name; otherwise they raise `InvalidRequest`.
    """

    def __init__(
        self,
        base_url: str,
        token: str,
        organization: str,
        *,
        http_client: httpx.Client | None = None,
        timeout: httpx.Timeout | float | None = DEFAULT_TIMEOUT,
        allow_unknown: bool = False,
    ) -> None:
        super().__init__(base_url, token, organization, timeout=timeout, allow_unknown=allow_unknown)
        self._owned = http_client is None
        self._http = http_client or httpx.Client()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that this client opened. Doing it twice does nothing."""
        if self._owned:
            self._http.close()

    def update_order(self, order_id: str, order: Argument[S2OrderUpdate]) -> S2Order:
        """Update an order (`PUT /order/{orderId}`, 004:7). Attachments are appended, not replaced.

        :param order_id: the order's id in S2.
        :param order: the whole order; an address is given whole or as None, texts without a value are empty strings (004:18).
        :returns: the order with its account and products; `deliver_by_date` is what was sent as `delivery_by_date`.
        """
        return exchange(self._http, self._sender, self._update_order(order_id, order))


class AsyncS2Client(_Client):
    """Ventmere S2's Update Order without blocking; the parameters are those of `S2Client`, with an `httpx.AsyncClient`."""

    def __init__(
        self,
        base_url: str,
        token: str,
        organization: str,
        *,
        http_client: httpx.AsyncClient | None = None,
        timeout: httpx.Timeout | float | None = DEFAULT_TIMEOUT,
        allow_unknown: bool = False,
    ) -> None:
        super().__init__(base_url, token, organization, timeout=timeout, allow_unknown=allow_unknown)
        self._owned = http_client is None
        self._http = http_client or httpx.AsyncClient()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections that this client opened. Doing it twice does nothing."""
        if self._owned:
            await self._http.aclose()

    async def update_order(self, order_id: str, order: Argument[S2OrderUpdate]) -> S2Order:
        """Update an order (`PUT /order/{orderId}`, 004:7). Attachments are appended, not replaced.

        :param order_id: the order's id in S2.
        :param order: the whole order; an address is given whole or as None, texts without a value are empty strings (004:18).
        :returns: the order with its account and products; `deliver_by_date` is what was sent as `delivery_by_date`.
        """
        return await async_exchange(self._http, self._sender, self._update_order(order_id, order))
