"""Delivers a status callback to a merchant's server as Global-e does: `Notifier`, and `AsyncNotifier` without
blocking.

Invariants: the body is what `wire.codec` writes of the order, odd forms included; an attempt is repeated only
where that is safe (the contract declares the callback idempotent; without that, only what never left);
attempts, pauses, total time and bytes are bounded; redirections are not followed.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import httpx
from pydantic import ValidationError

from order_contract.callback.delivery import DOCUMENTED, OPERATION, Delivery, verdict
from order_contract.errors import InvalidRequestError, NoResponseError
from order_contract.http.attempt import CallAttempts, Credentials, RawResponse, Sender
from order_contract.http.call import Call, Contract
from order_contract.http.client import AsyncClient, SyncClient, rest
from order_contract.http.log_redaction import secret_problems
from order_contract.retries import DEFAULT_TIMEOUT, Retries
from order_contract.wire import codec
from order_contract.wire.problems import problems
from order_contract_generated.merchant import contract as tables
from order_contract_generated.merchant.models import MerchantOrder

MAX_RESPONSE: Final = 1 << 20
"""Unpacked bytes of a response that are taken in."""
_CONTRACT: Final = Contract(tables.OPERATIONS, tables.ENVELOPES, {}, {})


def _sender(
    url: str, merchant_guid: str | None, authorization: str | None, timeout: float, retries: Retries | None
) -> Sender:
    given = {
        name: value
        for name, value in (("merchant_guid", merchant_guid), ("authorization", authorization))
        if value is not None
    }
    wrong = secret_problems(**given)
    address = _address(url)
    if address is None:
        wrong.append(("url", "must be an http or https URL"))
    if wrong:
        raise InvalidRequestError("the notifier", wrong)
    headers = {"Authorization": authorization} if authorization else {}
    return Sender(str(address), Credentials(headers=headers), timeout, retries or Retries(), MAX_RESPONSE)


class Notifier(SyncClient):
    """Sends callbacks to one address of a merchant's server.

    :param url: the whole address, as the merchant agreed it with Global-e.
    :param merchant_guid: the shared secret; stands in the body as `MerchantGUID` instead of the order's own.
        None sends the order as it is.
    :param authorization: the value of an `Authorization` header, where one was agreed.
    :param http_client: an `httpx.Client` of yours; it stays open when this notifier is closed.
    :param timeout: seconds that one attempt may wait for the server.
    :param retries: how often and how long to try.
    :param sleep: waits between two attempts.
    :raises InvalidRequestError: the address is no http or https URL, or a secret cannot be sent.
    """

    _role = "callback"

    def __init__(
        self,
        url: str,
        *,
        merchant_guid: str | None = None,
        authorization: str | None = None,
        http_client: httpx.Client | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        retries: Retries | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        super().__init__(_sender(url, merchant_guid, authorization, timeout, retries), http_client, sleep)
        self._guid = merchant_guid

    def __repr__(self) -> str:
        return f"{type(self).__name__}({_shown(self._sender)!r})"

    def deliver(self, order: MerchantOrder | Mapping[str, Any]) -> Delivery:
        """Deliver one callback (`UpdateOrderStatus` from Global-e to the merchant, 002:17).

        :param order: a model, or a mapping in wire names with `OrderId` and `StatusCode`. Odd forms that real
            bodies have are sent as they are.
        :returns: what became of it; a server that refuses or cannot be reached is a result, not an exception.
        :raises InvalidRequestError: the order has no `OrderId` or `StatusCode`, or a member of the wrong
            kind. Nothing was sent.
        """
        run = _Callback(self._http, self._sender, _call(order, self._guid))
        return run.delivery(self._end(run))


class AsyncNotifier(AsyncClient):
    """Sends callbacks without blocking; the parameters are those of `Notifier`, with an `httpx.AsyncClient`
    and a `sleep` to await.
    """

    _role = "callback"

    def __init__(
        self,
        url: str,
        *,
        merchant_guid: str | None = None,
        authorization: str | None = None,
        http_client: httpx.AsyncClient | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        retries: Retries | None = None,
        sleep: Callable[[float], Awaitable[object]] = rest,
    ) -> None:
        super().__init__(_sender(url, merchant_guid, authorization, timeout, retries), http_client, sleep)
        self._guid = merchant_guid

    def __repr__(self) -> str:
        return f"{type(self).__name__}({_shown(self._sender)!r})"

    async def deliver(self, order: MerchantOrder | Mapping[str, Any]) -> Delivery:
        """Deliver one callback (`UpdateOrderStatus` from Global-e to the merchant, 002:17).

        :param order: a model, or a mapping in wire names with `OrderId` and `StatusCode`. Odd forms that real
            bodies have are sent as they are.
        :returns: what became of it; a server that refuses or cannot be reached is a result, not an exception.
        :raises InvalidRequestError: the order has no `OrderId` or `StatusCode`, or a member of the wrong
            kind. Nothing was sent.
        """
        run = _Callback(self._http, self._sender, _call(order, self._guid))
        return run.delivery(await self._end(run))


class _Callback(CallAttempts[None]):
    """The attempts of one delivery."""

    def repeatable(self, end: RawResponse[None] | NoResponseError) -> bool:
        return verdict(end).repeatable

    def delivery(self, end: RawResponse[None] | NoResponseError) -> Delivery:
        """What became of it."""
        found = verdict(end)
        return Delivery(
            found.outcome,
            found.reason,
            self.attempts,
            self.elapsed,
            found.status_code,
            found.response,
            found.content,
        )


def _call(order: MerchantOrder | Mapping[str, Any], guid: str | None) -> Call[None]:
    headers = {"Content-Type": "application/json"}
    request = {"method": DOCUMENTED["method"], "url": "", "content": _body(order, guid), "headers": headers}
    return Call(_CONTRACT, OPERATION, request, lambda body: None)


def _shown(sender: Sender) -> str:
    return str(httpx.URL(sender.base_url).copy_with(userinfo=b"", query=None, fragment=None))


def _address(url: str) -> httpx.URL | None:
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, TypeError):
        return None
    return address if address.scheme in ("http", "https") and address.host else None


def _body(order: MerchantOrder | Mapping[str, Any], guid: str | None) -> bytes:
    found = _written(order, guid)
    if isinstance(found, InvalidRequestError):
        raise found
    return found


def _written(order: MerchantOrder | Mapping[str, Any], guid: str | None) -> bytes | InvalidRequestError:
    """The body, or what is wrong: returned, so that no exception drags the order along as its context."""
    try:
        model = order if isinstance(order, MerchantOrder) else MerchantOrder.model_validate(order)
    except ValidationError as broken:
        return InvalidRequestError(OPERATION, problems(broken))
    wire = model.model_dump(by_alias=True, exclude_unset=True, warnings=False)
    folded = {name.casefold(): name for name in wire}
    missing = [
        name
        for name in ("OrderId", "StatusCode")
        if not str(wire.get(folded.get(name.casefold(), name)) or "").strip()
    ]
    if missing:
        return InvalidRequestError(OPERATION, [(name, "is required") for name in missing])
    if guid is not None:
        wire[folded.get("merchantguid", "MerchantGUID")] = guid
    try:
        return codec.dumps(wire)
    except codec.CodecError as broken:
        return InvalidRequestError(OPERATION, [("the order", f"is {broken}")])
