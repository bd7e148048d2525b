"""Tokens for accounts of Global-e that use JWT: `TokenProvider`, and `AsyncTokenProvider` without blocking.

Invariants: one token is fetched at a time, however many threads or tasks wait for it; it is renewed before
its time ends; name, password and token stand in no repr and no log. A token that a server may have refused is
not used again; the call itself is repeated only when it may be repeated anyhow.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

from order_contract.errors import InvalidRequestError
from order_contract.http import fork
from order_contract.http.auth import Credentials
from order_contract.http.secrets import Secret, secret_problems
from order_contract_generated.globale import contract

if TYPE_CHECKING:
    from order_contract.http.call import Call, Proceed
    from order_contract.http.response import RawResponse

_SCHEME: Final = contract.SECURITY["jwt"]
_REQUEST: Final = _SCHEME["token_request"]
LIFETIME: Final[float] = _REQUEST["seconds-valid"]
"""Seconds that a token is valid unless the account says otherwise."""
_OPERATION: Final = "getAuthenticationToken"
_NAMES: Final = frozenset(name.casefold() for name in _REQUEST["tokens"])


def clock() -> float:
    """Seconds that only grow; tests put a clock of their own here."""
    return time.monotonic()


class _Provider:
    """What both providers are built from."""

    _lock: Any

    def __init__(
        self, user_name: Secret, password: Secret, bearer: bool, lifetime: float, margin: float
    ) -> None:
        problems = secret_problems(user_name=user_name, password=password)
        for name, seconds in (("lifetime", lifetime), ("margin", margin)):
            if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
                problems.append((name, f"got {seconds!r}; pass seconds, zero or more"))
        if problems:
            raise InvalidRequestError("the token provider", problems)
        self._user_name = user_name
        self._password = password
        self._prefix = "Bearer " if bearer else ""
        self._good_for = max(lifetime - margin, 0.0)
        self._held: tuple[Credentials, float] | None = None
        self.after_fork()
        fork.watch(self)

    def after_fork(self) -> None:
        """Forget a lock that another thread of the parent process may have held."""
        self._lock = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(user_name=***, password=***)"

    def refused(self, used: Credentials, response: RawResponse[Any]) -> bool:
        """Whether a response may refuse the token that was used; that token is not used again.

        An expired token gets HTTP 500, as a failure of the server is.
        """
        if str(response.status_code) not in _REQUEST["refused-with"] or response.error is None:
            return False
        held = self._held
        if held is not None and held[0] is used:
            self._held = None
        return True

    def _good(self) -> Credentials | None:
        held = self._held
        return held[0] if held is not None and clock() < held[1] else None

    def _keep(self, response: RawResponse[str], asked: float) -> Credentials:
        headers = {
            _SCHEME["name"]: self._prefix + response.parse(),
            contract.SECURITY["jwtUserName"]["name"]: self._user_name.reveal(),
        }
        self._held = (Credentials(headers=headers), asked + self._good_for)
        return self._held[0]

    def _call(self) -> Call[str]:
        from order_contract.http.call import Call, Contract
        from order_contract.wire import codec

        tables = Contract({_OPERATION: _REQUEST}, contract.ENVELOPES, {}, contract.ERROR_CODES)
        name, password = _REQUEST["user-name"], _REQUEST["password"]
        body = codec.dumps({name: self._user_name.reveal(), password: self._password.reveal()})
        request = {
            "method": _REQUEST["method"].lower(),
            "url": _REQUEST["path"],
            "content": body,
            "headers": {"Content-Type": "application/json", "Accept": "application/json"},
        }
        return Call(tables, _OPERATION, request, _read)


def _read(body: Any, proceed: Proceed | None) -> str:
    """The token of a JSON text, or of an object that has it in one of the usual members; the documents print
    neither.
    """
    if isinstance(body, dict):
        body = next((value for name, value in body.items() if name.casefold() in _NAMES), None)
    if secret_problems(token=body):
        raise TypeError("no token")
    return str(body).removeprefix("Bearer ")


class TokenProvider(_Provider):
    """Fetches, keeps and renews the token of one user; one provider may serve several clients and threads.

    :param user_name: the name that Global-e gave.
    :param password: its password.
    :param bearer: send the word `Bearer` before the token, for accounts set up so.
    :param lifetime: seconds that a token is good for.
    :param margin: seconds before that end at which a new one is fetched.
    :raises InvalidRequestError: an argument is wrong; no secret is quoted.
    """

    def __init__(
        self,
        user_name: str,
        password: str,
        *,
        bearer: bool = False,
        lifetime: float = LIFETIME,
        margin: float = 60.0,
    ) -> None:
        user_name, password = Secret(user_name), Secret(password)  # type: ignore[assignment]  # so that no traceback shows them
        super().__init__(user_name, password, bearer, lifetime, margin)  # type: ignore[arg-type]  # see above

    def after_fork(self) -> None:
        """Replace a lock that another thread of the parent process may have held."""
        self._lock = threading.Lock()

    def headers(self, fetch: Callable[[Call[str]], RawResponse[str]]) -> Credentials:
        """The headers of the next request: `Authorization` and `UserName`."""
        good = self._good()
        if good is not None:
            return good
        with self._lock:
            asked = clock()
            return self._good() or self._keep(fetch(self._call()), asked)


class AsyncTokenProvider(_Provider):
    """Fetches, keeps and renews the token of one user without blocking, for `AsyncGlobalEClient`; one
    provider may serve several clients, tasks and event loops. The parameters are those of `TokenProvider`.
    """

    def __init__(
        self,
        user_name: str,
        password: str,
        *,
        bearer: bool = False,
        lifetime: float = LIFETIME,
        margin: float = 60.0,
    ) -> None:
        user_name, password = Secret(user_name), Secret(password)  # type: ignore[assignment]  # so that no traceback shows them
        super().__init__(user_name, password, bearer, lifetime, margin)  # type: ignore[arg-type]  # see above

    async def headers(self, fetch: Callable[[Call[str]], Awaitable[RawResponse[str]]]) -> Credentials:
        """The headers of the next request: `Authorization` and `UserName`."""
        good = self._good()
        if good is not None:
            return good
        async with self._lock_of_loop():
            asked = clock()
            return self._good() or self._keep(await fetch(self._call()), asked)

    def _lock_of_loop(self) -> Any:
        """A lock for this event loop: one that waits in another loop could not be released here."""
        import anyio
        from anyio.lowlevel import RunVar

        if self._lock is None:
            self._lock = RunVar(f"order_contract_tokens_{id(self)}")
        lock = self._lock.get(None)
        if lock is None:
            lock = anyio.Lock()
            self._lock.set(lock)
        return lock
