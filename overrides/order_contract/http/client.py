"""What all clients are built from: the connection, its closing, and one call sent as often as is safe,
synchronous and not.

Invariants: a connection is given back after every attempt, however it ended; redirections are not followed; a
client holds no state of a call, so that threads and tasks can share it; cookies are not kept.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Awaitable, Callable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, TypeVar

import httpx

from order_contract.errors import NoResponseError
from order_contract.http.attempt import NO_CREDENTIALS, CallAttempts, Credentials, RawResponse, Sender
from order_contract.http.body import BodyTooLargeError, UndecodableBodyError
from order_contract.http.deadline import enforce_deadline

if TYPE_CHECKING:
    from order_contract.http.call import Call
    from order_contract.settings import Role

T = TypeVar("T")


class Tokens(Protocol):
    """Fetches tokens for a client that blocks."""

    def headers(self, fetch: Callable[[Call[str]], RawResponse[str]]) -> Credentials:
        """What the next request carries besides, with a token that was fetched if need be."""

    def expired(self, used: Credentials, response: RawResponse[Any]) -> bool:
        """Whether a response refuses the token that was used, and the call may be repeated with another."""


class AsyncTokens(Protocol):
    """The same without blocking."""

    async def headers(self, fetch: Callable[[Call[str]], Awaitable[RawResponse[str]]]) -> Credentials:
        """What the next request carries besides, with a token that was fetched if need be."""

    def expired(self, used: Credentials, response: RawResponse[Any]) -> bool:
        """Whether a response refuses the token that was used, and the call may be repeated with another."""


def _no_cookies() -> CookieJar:
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


class _Client:
    """What both kinds are built from."""

    _role: ClassVar[Role]

    @classmethod
    def from_env(cls, **options: Any) -> Self:
        """A client by the variables `ORDER_CONTRACT_URL`, `ORDER_CONTRACT_GUID` and the others that
        `order_contract.settings` names.

        :param options: arguments of the class; they go before the environment.
        :raises SettingsError: something is missing or wrong.
        """
        return cls.from_profile(None, **options)

    @classmethod
    def from_profile(cls, name: str | None, **options: Any) -> Self:
        """A client by a table `[profile.NAME]` of `order-contract/config.toml`; secrets come from the
        environment or the keyring.

        :param name: the profile; None takes what `ORDER_CONTRACT_PROFILE` names, if anything.
        :param options: arguments of the class; they go before the profile.
        :raises SettingsError: something is missing, unknown or wrong.
        """
        from order_contract.settings import load

        return cls(**load(cls._role, name, options))


class SyncClient(_Client):
    """A client that blocks."""

    def __init__(
        self,
        sender: Sender,
        http_client: httpx.Client | None,
        sleep: Callable[[float], object] = time.sleep,
        tokens: Tokens | None = None,
    ) -> None:
        self._sender = sender
        self._owned = http_client is None
        self._http = http_client or httpx.Client(cookies=_no_cookies())
        self._sleep = sleep
        self._tokens = tokens

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that this client opened. Doing it twice does nothing."""
        if self._owned:
            self._http.close()

    def _send(self, call: Call[T], *, tokens: bool = True) -> RawResponse[T]:
        end = self._end(CallAttempts(self._http, self._sender, call), self._tokens if tokens else None)
        if isinstance(end, NoResponseError):
            raise end
        return end

    def _end(self, run: CallAttempts[T], source: Tokens | None = None) -> RawResponse[T] | NoResponseError:
        renewed = False

        def attempt() -> RawResponse[T] | NoResponseError:
            nonlocal renewed
            extra = source.headers(self._fetch) if source else NO_CREDENTIALS
            end = self._attempt(run, extra)
            if source and not renewed and isinstance(end, RawResponse) and source.expired(extra, end):
                renewed = True
                end = self._attempt(run, source.headers(self._fetch))
            return end

        return run.run(attempt, self._sleep)

    def _fetch(self, call: Call[str]) -> RawResponse[str]:
        return self._send(call, tokens=False)

    def _attempt(self, run: CallAttempts[T], extra: Credentials) -> RawResponse[T] | NoResponseError:
        request = run.request(extra)
        try:
            with (
                enforce_deadline(request, lambda: run.remaining),
                contextlib.closing(self._open(request)) as response,
            ):
                try:
                    intake = run.intake(response)
                    if not response.is_stream_consumed:
                        for piece in response.iter_raw():
                            run.take(intake, piece)
                    return run.answered(response, intake.whole())
                except (BodyTooLargeError, UndecodableBodyError) as broken:
                    return run.answered(response, broken)
        except (httpx.RequestError, httpx.InvalidURL, TimeoutError) as error:
            return run.failed(error)
        except BaseException as error:
            run.abandoned(error)
            raise

    def _open(self, request: httpx.Request) -> httpx.Response:
        return self._http.send(request, stream=True, follow_redirects=False)


async def rest(seconds: float) -> None:
    """Wait without blocking, under asyncio or trio."""
    import anyio

    await anyio.sleep(seconds)


class AsyncClient(_Client):
    """A client that does not block."""

    def __init__(
        self,
        sender: Sender,
        http_client: httpx.AsyncClient | None,
        sleep: Callable[[float], Awaitable[object]] = rest,
        tokens: AsyncTokens | None = None,
    ) -> None:
        self._sender = sender
        self._owned = http_client is None
        self._http = http_client or httpx.AsyncClient(cookies=_no_cookies())
        self._sleep = sleep
        self._tokens = tokens

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections that this client opened. Doing it twice does nothing."""
        if self._owned:
            await self._http.aclose()

    async def _send(self, call: Call[T], *, tokens: bool = True) -> RawResponse[T]:
        end = await self._end(CallAttempts(self._http, self._sender, call), self._tokens if tokens else None)
        if isinstance(end, NoResponseError):
            raise end
        return end

    async def _end(
        self, run: CallAttempts[T], source: AsyncTokens | None = None
    ) -> RawResponse[T] | NoResponseError:
        renewed = False

        async def attempt() -> RawResponse[T] | NoResponseError:
            nonlocal renewed
            extra = await source.headers(self._fetch) if source else NO_CREDENTIALS
            end = await self._attempt(run, extra)
            if source and not renewed and isinstance(end, RawResponse) and source.expired(extra, end):
                renewed = True
                end = await self._attempt(run, await source.headers(self._fetch))
            return end

        return await run.arun(attempt, self._sleep)

    async def _fetch(self, call: Call[str]) -> RawResponse[str]:
        return await self._send(call, tokens=False)

    async def _attempt(self, run: CallAttempts[T], extra: Credentials) -> RawResponse[T] | NoResponseError:
        import anyio

        request = run.request(extra)
        remaining = run.remaining
        try:
            with anyio.fail_after(None if math.isinf(remaining) else max(remaining, 0.001)):
                response = await self._http.send(request, stream=True, follow_redirects=False)
                async with contextlib.aclosing(response):
                    try:
                        intake = run.intake(response)
                        if not response.is_stream_consumed:
                            async for piece in response.aiter_raw():
                                run.take(intake, piece)
                        return run.answered(response, intake.whole())
                    except (BodyTooLargeError, UndecodableBodyError) as broken:
                        return run.answered(response, broken)
        except (httpx.RequestError, httpx.InvalidURL, TimeoutError) as error:
            return run.failed(error)
        except BaseException as error:
            run.abandoned(error)
            raise
