"""Delivers a status callback to a merchant's server as Global-e does: `Notifier`, and `AsyncNotifier` without blocking.

Invariants: the body is what `wire.codec` writes of the order, odd forms included; an attempt is repeated only where that is safe (the contract
declares the callback idempotent; without that, only what never left); attempts, pauses and total time are bounded; redirections are not followed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any, Final, Self

import httpx
from pydantic import ValidationError

from order_contract import redaction
from order_contract.callback.delivery import DOCUMENTED, OPERATION, Delivery, Verdict, judged, unanswered
from order_contract.errors import InvalidRequest
from order_contract.exchange import problems
from order_contract.redaction import secret_problems
from order_contract.retries import DEFAULT_TIMEOUT, Course, Retries
from order_contract.wire import codec
from order_contract_generated.merchant.models import MerchantOrder

MAX_ANSWER: Final = 1 << 20
"""Bytes of an answer that are read; what comes after them is not."""

redaction.install()


class _Notifier:
    """What both notifiers are built from."""

    def __init__(
        self,
        url: str,
        *,
        merchant_guid: str | None = None,
        authorization: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        retries: Retries | None = None,
    ) -> None:
        given = {name: value for name, value in (("merchant_guid", merchant_guid), ("authorization", authorization)) if value is not None}
        wrong = secret_problems(**given)
        self._url = _address(url)
        if self._url is None:
            wrong.append(("url", "must be an http or https URL"))
        if wrong:
            raise InvalidRequest("the notifier", wrong)
        self._guid = merchant_guid
        self._authorization = authorization
        self._timeout = timeout
        self._retries = retries or Retries()

    def __repr__(self) -> str:
        shown = self._url.copy_with(userinfo=b"", query=None, fragment=None) if self._url else ""
        return f"{type(self).__name__}({str(shown)!r})"

    def _course(self, client: httpx.Client | httpx.AsyncClient, order: MerchantOrder | Mapping[str, Any]) -> _Course:
        content = _body(order, self._guid)
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if self._authorization:
            headers["Authorization"] = self._authorization

        def request(remaining: float) -> httpx.Request:
            seconds = max(min(self._timeout, remaining), 0.001)
            return client.build_request(DOCUMENTED["method"], self._url or "", content=content, headers=headers, timeout=seconds)

        return _Course(self._retries, request)


class Notifier(_Notifier):
    """Sends callbacks to one address of a merchant's server.

    :param url: the whole address, as the merchant agreed it with Global-e.
    :param merchant_guid: the shared secret; stands in the body as `MerchantGUID` instead of the order's own. None sends the order as it is.
    :param authorization: the value of an `Authorization` header, where one was agreed.
    :param http_client: an `httpx.Client` of yours; it stays open when this notifier is closed.
    :param timeout: seconds that one attempt may wait for the server.
    :param retries: how often and how long to try.
    :param sleep: waits between two attempts.
    :raises InvalidRequest: the address is no http or https URL, or a secret cannot be sent.
    """

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
        super().__init__(url, merchant_guid=merchant_guid, authorization=authorization, timeout=timeout, retries=retries)
        self._sleep = sleep
        self._owned = http_client is None
        self._http = http_client or httpx.Client()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that this notifier opened. Doing it twice does nothing."""
        if self._owned:
            self._http.close()

    def deliver(self, order: MerchantOrder | Mapping[str, Any]) -> Delivery:
        """Deliver one callback (`UpdateOrderStatus` from Global-e to the merchant, 002:17).

        :param order: a model, or a mapping in wire names with `OrderId` and `StatusCode`. Odd forms that real bodies have are sent as they are.
        :returns: what became of it; a server that refuses or cannot be reached is a result, not an exception.
        :raises InvalidRequest: the order has no `OrderId` or `StatusCode`, or a member of the wrong kind. Nothing was sent.
        """
        course = self._course(self._http, order)
        while True:
            verdict = self._attempt(course)
            pause = course.pause_after(verdict)
            if pause is None:
                return course.delivery(verdict)
            self._sleep(pause)

    def _attempt(self, course: _Course) -> Verdict:
        try:
            response = self._http.send(course.next_request(), stream=True, follow_redirects=False)
            try:
                content = bytearray()
                for piece in response.iter_bytes():
                    content += piece
                    if course.enough(content):
                        break
            finally:
                response.close()
        except httpx.DecodingError:
            return judged(response.status_code, None)
        except httpx.RequestError as error:
            return unanswered(error)
        return judged(response.status_code, bytes(content), response.headers.get("retry-after"))


class AsyncNotifier(_Notifier):
    """Sends callbacks without blocking; the parameters are those of `Notifier`, with an `httpx.AsyncClient` and a `sleep` to await."""

    def __init__(
        self,
        url: str,
        *,
        merchant_guid: str | None = None,
        authorization: str | None = None,
        http_client: httpx.AsyncClient | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        retries: Retries | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        super().__init__(url, merchant_guid=merchant_guid, authorization=authorization, timeout=timeout, retries=retries)
        self._sleep = sleep
        self._owned = http_client is None
        self._http = http_client or httpx.AsyncClient()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections that this notifier opened. Doing it twice does nothing."""
        if self._owned:
            await self._http.aclose()

    async def deliver(self, order: MerchantOrder | Mapping[str, Any]) -> Delivery:
        """Deliver one callback (`UpdateOrderStatus` from Global-e to the merchant, 002:17).

        :param order: a model, or a mapping in wire names with `OrderId` and `StatusCode`. Odd forms that real bodies have are sent as they are.
        :returns: what became of it; a server that refuses or cannot be reached is a result, not an exception.
        :raises InvalidRequest: the order has no `OrderId` or `StatusCode`, or a member of the wrong kind. Nothing was sent.
        """
        course = self._course(self._http, order)
        while True:
            verdict = await self._attempt(course)
            pause = course.pause_after(verdict)
            if pause is None:
                return course.delivery(verdict)
            await self._sleep(pause)

    async def _attempt(self, course: _Course) -> Verdict:
        try:
            async with asyncio.timeout(course.remaining):
                response = await self._http.send(course.next_request(), stream=True, follow_redirects=False)
                try:
                    content = bytearray()
                    async for piece in response.aiter_bytes():
                        content += piece
                        if course.enough(content):
                            break
                finally:
                    await response.aclose()
        except httpx.DecodingError:
            return judged(response.status_code, None)
        except (httpx.RequestError, TimeoutError) as error:
            return unanswered(error)
        return judged(response.status_code, bytes(content), response.headers.get("retry-after"))


class _Course(Course):
    """The attempts of one delivery."""

    def __init__(self, retries: Retries, request: Callable[[float], httpx.Request]) -> None:
        super().__init__(retries)
        self._request = request

    def next_request(self) -> httpx.Request:
        self.attempts += 1
        return self._request(self.remaining)

    def enough(self, content: bytearray) -> bool:
        return len(content) >= MAX_ANSWER or self.remaining < 0

    def pause_after(self, verdict: Verdict) -> float | None:
        """Seconds until the next attempt; None when there is none."""
        return self.pause(verdict.retry_after) if verdict.repeatable else None

    def delivery(self, verdict: Verdict) -> Delivery:
        return Delivery(
            verdict.outcome, verdict.reason, self.attempts, self.elapsed, verdict.status_code, verdict.response, verdict.content[:MAX_ANSWER]
        )


def _address(url: str) -> httpx.URL | None:
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, TypeError):
        return None
    return address if address.scheme in ("http", "https") and address.host else None


def _body(order: MerchantOrder | Mapping[str, Any], guid: str | None) -> bytes:
    found = _written(order, guid)
    if isinstance(found, InvalidRequest):
        raise found
    return found


def _written(order: MerchantOrder | Mapping[str, Any], guid: str | None) -> bytes | InvalidRequest:
    """The body, or what is wrong: returned, so that no exception drags the order along as its context."""
    try:
        model = order if isinstance(order, MerchantOrder) else MerchantOrder.model_validate(order)
    except ValidationError as broken:
        return InvalidRequest(OPERATION, problems(broken))
    wire = model.model_dump(by_alias=True, exclude_unset=True, warnings=False)
    folded = {name.casefold(): name for name in wire}
    missing = [name for name in ("OrderId", "StatusCode") if not str(wire.get(folded.get(name.casefold(), name)) or "").strip()]
    if missing:
        return InvalidRequest(OPERATION, [(name, "is required") for name in missing])
    if guid is not None:
        wire[folded.get("merchantguid", "MerchantGUID")] = guid
    try:
        return codec.dumps(wire)
    except codec.CodecError as broken:
        return InvalidRequest(OPERATION, [("the order", f"is {broken}")])
