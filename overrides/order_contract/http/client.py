"""The base classes of all clients, blocking and async: they own the connection, and send each call as often
as is safe.

Invariants: a connection is given back after every attempt, however it ended; redirections are not followed; a
client holds no state of a call, so that threads and tasks can share it; whatever fails is an
`OrderContractError`, and an interrupt or a cancellation carries a note of what it means for the call.
"""

from __future__ import annotations

import contextlib
import copy
import math
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self, TypeVar

import httpx2

from order_contract.errors import InvalidRequestError, NoResponseError
from order_contract.http.auth import NO_CREDENTIALS, AsyncTokens, Credentials, Tokens
from order_contract.http.body import BodyTooLargeError, UndecodableBodyError
from order_contract.http.leftovers import unwanted_stream
from order_contract.http.owned_client import AsyncConnections, Connections
from order_contract.http.request import Sender, Timeout, option_problems
from order_contract.retries import Retries

if TYPE_CHECKING:
    from order_contract.http.attempt import CallAttempts
    from order_contract.http.call import Call
    from order_contract.http.events import OnEvent
    from order_contract.http.response import RawResponse
    from order_contract.http.retry import Timing
    from order_contract.settings import Role

T = TypeVar("T")
LARGE: Final = 1 << 16
"""Bytes of a response from which an asynchronous client parses it in a thread of its own."""


class Unset:
    """Stands for an option that was not given, where None means something."""

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset()


class _Client:
    """What both kinds are built from."""

    _role: ClassVar[Role]
    _sender: Sender
    _hidden: ClassVar[tuple[str, ...]] = ()
    _raw = False
    _timing: Timing | None = None

    def __repr__(self) -> str:
        sender = getattr(self, "_sender", None)  # an error report may look at a client that is half built
        if sender is None:
            return f"<{type(self).__name__}, not built>"
        return f"{type(self).__name__}({', '.join([repr(sender.shown), *self._hidden])})"

    @classmethod
    def _from_settings(cls, profile: str | None, options: Mapping[str, Any]) -> Self:
        from order_contract.settings import load

        return cls(**load(cls._role, profile, options))

    def with_options(
        self,
        *,
        timeout: Timeout | Unset = UNSET,
        retries: Retries | Unset = UNSET,
        max_response_bytes: int | Unset = UNSET,
        on_event: OnEvent | Unset | None = UNSET,
    ) -> Self:
        """The same client with other options, on the same connections: `client.with_options(timeout=5)`.

        :param timeout: seconds that each phase of an attempt may take, or an `httpx2.Timeout`; None leaves it
            to the deadline of `retries`.
        :param retries: how often and how long a call is tried where that is safe.
        :param max_response_bytes: decompressed bytes of a response that are taken in.
        :param on_event: called with an `Event` for each request, response, failure and pause.
        :raises InvalidRequestError: an option is out of range.
        """
        given: dict[str, Any] = {
            "timeout": timeout,
            "retries": retries,
            "max_response_bytes": max_response_bytes,
            "on_event": on_event,
        }
        options = {name: value for name, value in given.items() if not isinstance(value, Unset)}
        if problems := option_problems(**options):
            raise InvalidRequestError("the client", problems)
        other = copy.copy(self)
        other._sender = replace(self._sender, **options)
        return other

    def _attempts(self, sender: Sender, call: Call[T]) -> CallAttempts[T]:
        from order_contract.http.attempt import CallAttempts  # what sends is not loaded by an import

        return CallAttempts(sender, call, self._timing)

    def _sender_for(self, timeout: Timeout | Unset) -> Sender:
        if isinstance(timeout, Unset):
            return self._sender
        if problems := option_problems(timeout=timeout):
            raise InvalidRequestError("the call", problems)
        return replace(self._sender, timeout=timeout)

    def _sender_within(self, remaining: float) -> Sender:
        retries = self._sender.retries
        return replace(self._sender, retries=replace(retries, deadline=max(remaining, 0.001)))

    def _as_raw(self) -> Self:
        """The same client, whose methods give each response in full."""
        other = copy.copy(self)
        other._raw = True
        return other


class SyncClient(_Client):
    """A client that blocks."""

    _sleep: Callable[[float], object] = staticmethod(time.sleep)

    def __init__(
        self, sender: Sender, http_client: httpx2.Client | None, tokens: Tokens | None = None
    ) -> None:
        self._sender = sender
        self._connections = Connections(http_client)
        self._tokens = tokens

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that this client opened. Doing it twice does nothing."""
        self._connections.close()

    def _send(self, call: Call[T], timeout: Timeout | Unset = UNSET) -> RawResponse[T]:
        return self._completed(self._attempts(self._sender_for(timeout), call), self._tokens)

    def _completed(self, attempts: CallAttempts[T], tokens: Tokens | None = None) -> RawResponse[T]:
        end = self._end(attempts, tokens)
        if not isinstance(end, NoResponseError) and not self._raw:
            end = _judged(attempts, end)
        if isinstance(end, NoResponseError):
            raise end
        return end

    def _finish(self, response: RawResponse[T]) -> T:
        """What a method returns: the documented response, or with `with_raw_response` the one in full."""
        return response if self._raw else response.parse()  # type: ignore[return-value]  # typed by `to_raw`

    def _end(
        self, attempts: CallAttempts[T], tokens: Tokens | None = None
    ) -> RawResponse[T] | NoResponseError:
        renewed = False

        def attempt() -> RawResponse[T] | NoResponseError:
            nonlocal renewed
            extra = tokens.headers(fetch) if tokens else NO_CREDENTIALS
            end = self._attempt(attempts, extra)
            refused = tokens and not isinstance(end, NoResponseError) and tokens.refused(extra, end)
            if tokens and refused and attempts.call.repeatable and not renewed:
                renewed = True
                end = self._attempt(attempts, tokens.headers(fetch))
            return end

        def fetch(call: Call[str]) -> RawResponse[str]:
            return self._completed(self._attempts(self._sender_within(attempts.remaining), call))

        try:
            return attempts.loop.run(attempt, self._sleep)
        except Exception:
            raise
        except BaseException as error:  # noqa: BLE001  # raised again, without frames that show the request
            attempts.abandoned(error)
            raise error.with_traceback(None) from None

    def _attempt(self, attempts: CallAttempts[T], extra: Credentials) -> RawResponse[T] | NoResponseError:
        http = self._connections.client(attempts.call.operation)
        attempts.prepare(http, extra, owned=self._connections.owned)
        try:
            with (
                attempts.ours(),
                attempts.within_deadline(),
                contextlib.closing(
                    http.send(attempts.outgoing, stream=True, follow_redirects=False)
                ) as response,
            ):
                try:
                    body = attempts.body(response)
                    if not response.is_stream_consumed:
                        for piece in response.stream:  # type: ignore[union-attr]  # it is a blocking one
                            attempts.take(body, piece)
                        if (unwanted := unwanted_stream(response)) is not None:
                            unwanted.close()
                    return attempts.responded(response, body.finish())
                except (BodyTooLargeError, UndecodableBodyError) as error:
                    return attempts.responded(response, error)
        except Exception as error:  # whatever fails is ours: httpx2, ssl, a hook of the caller
            if attempts.passes(error):
                raise
            return attempts.failed(error)


def _judged(attempts: CallAttempts[T], response: RawResponse[T]) -> RawResponse[T] | NoResponseError:
    """Judge a response no longer than until the deadline."""
    try:
        response.judge(attempts.proceed)
    except TimeoutError as error:
        return attempts.too_late(error)
    return response


async def sleep(seconds: float) -> None:
    """Wait without blocking, under asyncio or trio."""
    import anyio

    await anyio.sleep(seconds)


class AsyncClient(_Client):
    """A client that does not block."""

    _sleep: Callable[[float], Awaitable[object]] = staticmethod(sleep)

    def __init__(
        self, sender: Sender, http_client: httpx2.AsyncClient | None, tokens: AsyncTokens | None = None
    ) -> None:
        self._sender = sender
        self._connections = AsyncConnections(http_client)
        self._tokens = tokens

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections that this client opened in this event loop. Doing it twice does nothing."""
        await self._connections.aclose()

    async def _send(self, call: Call[T], timeout: Timeout | Unset = UNSET) -> RawResponse[T]:
        return await self._completed(self._attempts(self._sender_for(timeout), call), self._tokens)

    async def _completed(
        self, attempts: CallAttempts[T], tokens: AsyncTokens | None = None
    ) -> RawResponse[T]:
        end = await self._end(attempts, tokens)
        if not isinstance(end, NoResponseError) and len(end.content) < LARGE and not self._raw:
            end = _judged(attempts, end)
        if isinstance(end, NoResponseError):
            raise end
        if len(end.content) >= LARGE:
            await self._judge_aside(attempts, end)
        return end

    async def _judge_aside(self, attempts: CallAttempts[T], response: RawResponse[T]) -> None:
        """Judge a response in a thread, so that the event loop goes on, and no longer than the deadline."""
        import anyio

        remaining = attempts.remaining
        try:
            with anyio.fail_after(None if math.isinf(remaining) else max(remaining, 0.001)):
                await anyio.to_thread.run_sync(response.judge, attempts.proceed, abandon_on_cancel=True)
                return
        except TimeoutError as error:
            late = attempts.too_late(error)
        except BaseException as error:
            attempts.abandoned(error)
            raise
        raise late

    def _finish(self, response: RawResponse[T]) -> T:
        """What a method returns: the documented response, or with `with_raw_response` the one in full."""
        return response if self._raw else response.parse()  # type: ignore[return-value]  # typed by `to_raw`

    async def _end(
        self, attempts: CallAttempts[T], tokens: AsyncTokens | None = None
    ) -> RawResponse[T] | NoResponseError:
        renewed = False

        async def attempt() -> RawResponse[T] | NoResponseError:
            nonlocal renewed
            extra = await tokens.headers(fetch) if tokens else NO_CREDENTIALS
            end = await self._attempt(attempts, extra)
            refused = tokens and not isinstance(end, NoResponseError) and tokens.refused(extra, end)
            if tokens and refused and attempts.call.repeatable and not renewed:
                renewed = True
                end = await self._attempt(attempts, await tokens.headers(fetch))
            return end

        async def fetch(call: Call[str]) -> RawResponse[str]:
            return await self._completed(self._attempts(self._sender_within(attempts.remaining), call))

        try:
            return await attempts.loop.arun(attempt, self._sleep)
        except Exception:
            raise
        except BaseException as error:  # noqa: BLE001  # raised again, without frames that show the request
            attempts.abandoned(error)
            raise error.with_traceback(None) from None

    async def _attempt(
        self, attempts: CallAttempts[T], extra: Credentials
    ) -> RawResponse[T] | NoResponseError:
        import anyio

        http = self._connections.client(attempts.call.operation)
        attempts.prepare(http, extra, owned=self._connections.owned)
        remaining = attempts.remaining
        try:
            with (
                attempts.ours(),
                anyio.fail_after(None if math.isinf(remaining) else max(remaining, 0.001)),
            ):
                response = await http.send(attempts.outgoing, stream=True, follow_redirects=False)
                async with contextlib.aclosing(response):
                    try:
                        body = attempts.body(response)
                        if not response.is_stream_consumed:
                            async for piece in response.stream:  # type: ignore[union-attr]  # one to await
                                attempts.take(body, piece)
                            if (unwanted := unwanted_stream(response)) is not None:
                                await unwanted.aclose()
                        return attempts.responded(response, body.finish())
                    except (BodyTooLargeError, UndecodableBodyError) as error:
                        return attempts.responded(response, error)
        except Exception as error:  # whatever fails is ours: httpx2, ssl, a hook of the caller
            if attempts.passes(error):
                raise
            return attempts.failed(error)
