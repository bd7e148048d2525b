"""Clients for Ventmere S2's Update Order, synchronous and asynchronous.

The rules are those of `order_contract.globale.client`. Repeating an update is not harmless: attachments are
appended each time (004:239).
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import httpx

from order_contract.errors import InvalidRequestError
from order_contract.http.attempt import Credentials, Event, RawResponse, Sender, sender
from order_contract.http.client import AsyncClient, SyncClient, rest
from order_contract.http.log_redaction import secret_problems
from order_contract.retries import DEFAULT_TIMEOUT, Retries

if TYPE_CHECKING:
    from order_contract.http.call import Argument, Call
    from order_contract_generated.s2.models import S2Order, S2OrderUpdate


def _sender(
    base_url: str,
    token: str,
    organization: str,
    timeout: httpx.Timeout | float | None,
    retries: Retries | None,
    max_response_bytes: int | None,
    on_event: Callable[[Event], object] | None,
) -> Sender:
    if wrong := secret_problems(token=token, organization=organization):
        raise InvalidRequestError("the client", wrong)
    credentials = Credentials(headers={"Authorization": f"Bearer {token}", "X-S2-Organization": organization})
    return sender(
        base_url,
        credentials,
        timeout,
        retries=retries,
        max_response_bytes=max_response_bytes,
        on_event=on_event,
    )


def _update_order(order_id: str, order: Argument[S2OrderUpdate], allow_unknown: bool) -> Call[S2Order]:
    from order_contract.s2 import calls

    return calls.update_order(order_id, order, allow_unknown)


class _Raw:
    def __init__(self, client: S2Client) -> None:
        self._client = client

    def update_order(self, order_id: str, order: Argument[S2OrderUpdate]) -> RawResponse[S2Order]:
        return self._client._send(_update_order(order_id, order, self._client._allow_unknown))


class _AsyncRaw:
    def __init__(self, client: AsyncS2Client) -> None:
        self._client = client

    async def update_order(self, order_id: str, order: Argument[S2OrderUpdate]) -> RawResponse[S2Order]:
        return await self._client._send(_update_order(order_id, order, self._client._allow_unknown))


class S2Client(SyncClient):
    """Ventmere S2's Update Order.

    :param base_url: the server, with the path that stands before `/order`, if any.
    :param token: the bearer token, without `Bearer`.
    :param organization: the organisation's id, sent as `X-S2-Organization`.
    :param http_client: an `httpx.Client` of yours; it stays open when this client is closed.
    :param timeout: seconds that each phase of an attempt may take, or an `httpx.Timeout`; None leaves it to
        the deadline of `retries`.
    :param retries: how often and how long a call is tried where that is safe; its deadline, 90 seconds,
        bounds every call.
    :param max_response_bytes: unpacked bytes of a response that are taken in, 32 MiB if not given; more is
        `ResponseTooLargeError`.
    :param on_event: called with an `Event` for each request, answer, failure and pause, for metrics; what it
        raises is logged and ignored.
    :param sleep: waits between two attempts.
    :param allow_unknown: send members that the contract does not name; otherwise they raise
        `InvalidRequestError`.
    """

    _role = "s2"

    def __init__(
        self,
        base_url: str,
        token: str,
        organization: str,
        *,
        http_client: httpx.Client | None = None,
        timeout: httpx.Timeout | float | None = DEFAULT_TIMEOUT,
        retries: Retries | None = None,
        max_response_bytes: int | None = None,
        on_event: Callable[[Event], object] | None = None,
        sleep: Callable[[float], object] = time.sleep,
        allow_unknown: bool = False,
    ) -> None:
        super().__init__(
            _sender(base_url, token, organization, timeout, retries, max_response_bytes, on_event),
            http_client,
            sleep,
        )
        self._allow_unknown = allow_unknown

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._sender.shown!r}, token=***)"

    @property
    def with_raw_response(self) -> _Raw:
        """`update_order`, giving a `RawResponse`: status, headers, bytes, seconds, attempts, and `parsed`,
        which raises what the method would.
        """
        return _Raw(self)

    def update_order(self, order_id: str, order: Argument[S2OrderUpdate]) -> S2Order:
        """Update an order (`PUT /order/{orderId}`, 004:7). Attachments are appended, not replaced.

        :param order_id: the order's id in S2.
        :param order: the whole order; an address is given whole or as None, texts without a value are empty
            strings (004:18).
        :returns: the order with its account and products; `deliver_by_date` is what was sent as
            `delivery_by_date`.
        """
        return self._send(_update_order(order_id, order, self._allow_unknown)).parsed


class AsyncS2Client(AsyncClient):
    """Ventmere S2's Update Order without blocking; the parameters are those of `S2Client`, with an
    `httpx.AsyncClient` and a `sleep` to await.
    """

    _role = "s2"

    def __init__(
        self,
        base_url: str,
        token: str,
        organization: str,
        *,
        http_client: httpx.AsyncClient | None = None,
        timeout: httpx.Timeout | float | None = DEFAULT_TIMEOUT,
        retries: Retries | None = None,
        max_response_bytes: int | None = None,
        on_event: Callable[[Event], object] | None = None,
        sleep: Callable[[float], Awaitable[object]] = rest,
        allow_unknown: bool = False,
    ) -> None:
        super().__init__(
            _sender(base_url, token, organization, timeout, retries, max_response_bytes, on_event),
            http_client,
            sleep,
        )
        self._allow_unknown = allow_unknown

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._sender.shown!r}, token=***)"

    @property
    def with_raw_response(self) -> _AsyncRaw:
        """`update_order`, giving a `RawResponse`: status, headers, bytes, seconds, attempts, and `parsed`,
        which raises what the method would.
        """
        return _AsyncRaw(self)

    async def update_order(self, order_id: str, order: Argument[S2OrderUpdate]) -> S2Order:
        """Update an order (`PUT /order/{orderId}`, 004:7). Attachments are appended, not replaced.

        :param order_id: the order's id in S2.
        :param order: the whole order; an address is given whole or as None, texts without a value are empty
            strings (004:18).
        :returns: the order with its account and products; `deliver_by_date` is what was sent as
            `delivery_by_date`.
        """
        return (await self._send(_update_order(order_id, order, self._allow_unknown))).parsed
