"""The httpx2 client behind a client of this package: its own, or one that the caller made.

Invariants: a client of our own keeps no cookies, serves one process and one event loop, and is made anew in a
forked child or a second event loop; one of the caller's is never closed here, and is refused in a child.
What httpx2 raises when it reads the environment comes as a `SettingsError`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, TypeVar

import httpx2

from order_contract.errors import InvalidRequestError, SettingsError
from order_contract.http import fork

if TYPE_CHECKING:
    from anyio.lowlevel import RunVar

C = TypeVar("C", httpx2.Client, httpx2.AsyncClient)
_PROXIES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "all_proxy", "https_proxy", "http_proxy")


class _ConnectionOwner:
    def __init__(self, given: Any, kind: type[Any]) -> None:
        if given is not None and not isinstance(given, kind):
            raise InvalidRequestError("the client", [("http_client", _wrong_client(given, kind))])
        self.owned = given is None
        self.closed = False
        self._forked = False
        fork.watch(self)

    def after_fork(self) -> None:
        """Leave the connections to the parent process."""
        self._forked = True

    def _check(self, operation: str, http: httpx2.Client | httpx2.AsyncClient) -> None:
        if self.closed:
            raise InvalidRequestError(operation, [("the client", "has been closed; make a new one")])
        if not self.owned and self._forked:
            problem = "was made before this process was forked; make one in each process"
            raise InvalidRequestError(operation, [("http_client", problem)])
        if http.is_closed:
            raise InvalidRequestError(operation, [("http_client", "has been closed; make a new one")])


class Connections(_ConnectionOwner):
    """The connections of a client that blocks."""

    def __init__(self, given: httpx2.Client | None) -> None:
        super().__init__(given, httpx2.Client)
        self._lock = threading.Lock()
        self._http = given or _made_blocking()

    def after_fork(self) -> None:
        """Leave the connections to the parent process."""
        super().after_fork()
        self._lock = threading.Lock()

    def client(self, operation: str) -> httpx2.Client:
        """The httpx2 client to send with.

        :raises InvalidRequestError: it was closed, or belongs to the parent process.
        """
        if self._forked and self.owned and not self.closed:
            with self._lock:
                if self._forked:
                    self._http = _made_blocking()
                    self._forked = False
        self._check(operation, self._http)
        return self._http

    def close(self) -> None:
        """Close the connections that were opened here. Doing it twice does nothing."""
        if self.owned:
            self.closed = True
            if not self._forked:
                self._http.close()


class AsyncConnections(_ConnectionOwner):
    """The connections of a client that does not block, for each event loop its own."""

    def __init__(self, given: httpx2.AsyncClient | None) -> None:
        super().__init__(given, httpx2.AsyncClient)
        self._given = given
        self._spare = None if given else _made(httpx2.AsyncClient)
        self._by_loop: RunVar[httpx2.AsyncClient] | None = None

    def after_fork(self) -> None:
        """Leave the connections to the parent process."""
        super().after_fork()
        self._spare = self._by_loop = None

    def client(self, operation: str) -> httpx2.AsyncClient:
        """The httpx2 client to send with in the running event loop.

        :raises InvalidRequestError: it was closed, or belongs to the parent process.
        """
        http = self._given or self._of_loop()
        self._check(operation, http)
        return http

    def _of_loop(self) -> httpx2.AsyncClient:
        if self._by_loop is None:
            from anyio.lowlevel import RunVar

            self._by_loop = RunVar(f"order_contract_{id(self)}")
        http = self._by_loop.get(None)
        if http is None:
            # nothing is awaited here, so that two tasks cannot make one each
            http, self._spare = self._spare or _made(httpx2.AsyncClient), None
            self._by_loop.set(http)
        return http

    async def aclose(self) -> None:
        """Close the connections that were opened here. Doing it twice does nothing."""
        if not self.owned:
            return
        self.closed = True
        http = self._by_loop.get(None) if self._by_loop else None
        for opened in (http, self._spare):
            if opened is not None:
                await opened.aclose()


def _made_blocking() -> httpx2.Client:
    from order_contract.http.deadline import bound_connecting  # as what sends, not loaded by an import

    http = _made(httpx2.Client)
    bound_connecting(http)
    return http


def _made(kind: Callable[..., C]) -> C:
    try:
        return kind(cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])))
    except Exception as error:  # noqa: BLE001  # whatever the environment makes httpx2 raise
        problem = _environment_problem(error)
    raise problem


def _environment_problem(error: Exception) -> SettingsError:
    """What of the environment is wrong. No value is quoted: a proxy's address can hold a password."""
    proxy = next((name for name in _PROXIES if os.environ.get(name)), None)
    if isinstance(error, ImportError) and proxy is not None:
        return SettingsError(proxy, "names a SOCKS proxy. Run: pip install 'httpx2[socks]'")
    if isinstance(error, OSError):
        trust = next((name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)), None)
        if trust is not None:
            return SettingsError(trust, f"cannot be used: {error.strerror or type(error).__name__}")
    elif proxy is not None:
        return SettingsError(proxy, "must be an http, https, socks5 or socks5h URL")
    return SettingsError("the environment", f"lets no client be made: {type(error).__name__}")


def _wrong_client(given: Any, kind: type[Any]) -> str:
    module = type(given).__module__.partition(".")[0]
    return f"got a {type(given).__name__} of {module}; pass an httpx2.{kind.__name__}"
