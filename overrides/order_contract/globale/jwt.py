"""Tokens for accounts of Global-e that use JWT: `TokenProvider`, and `AsyncTokenProvider` without blocking.

Invariants: one token is fetched at a time, however many threads or tasks wait for it; it is renewed before
its time ends; name, password and token stand in no repr and no log. A call that moves something is repeated
after a refusal only when the refusal names the token.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

from order_contract.errors import InvalidRequestError, RefusedError
from order_contract.http.attempt import Credentials, RawResponse, names_token
from order_contract.http.log_redaction import secret_problems

if TYPE_CHECKING:
    from order_contract.http.call import Call

LIFETIME: Final = 900.0
"""Seconds that a token lives unless the account says otherwise."""
_OPERATION: Final = "getAuthenticationToken"
_DOCUMENTED: Final = {
    "method": "POST",
    "path": "/Authentication/GetAuthenticationToken",
    "idempotent": True,
    "statuses": ["200", "400", "401", "500"],
    "envelopes": ["ErrorInfo"],
}
_NAMES: Final = ("token", "authenticationtoken", "jwt", "access_token")
_REFUSING: Final = (401, 500)


class _Provider:
    """What both providers are built from."""

    def __init__(
        self,
        user_name: str,
        password: str,
        *,
        bearer: bool = False,
        lifetime: float = LIFETIME,
        margin: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if wrong := secret_problems(user_name=user_name, password=password):
            raise InvalidRequestError("the token provider", wrong)
        self._user_name = user_name
        self._password = password
        self._prefix = "Bearer " if bearer else ""
        self._good_for = max(lifetime - margin, 0.0)
        self._clock = clock
        self._held: tuple[Credentials, float] | None = None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(user_name=***, password=***)"

    def expired(self, used: Credentials, response: RawResponse[Any]) -> bool:
        """Whether a response refuses the token that was used, and the call may be repeated with another.

        An expired token is answered by HTTP 500, as a failure of the server is. The token is dropped in
        either case.
        """
        error = response.error if response.status_code in _REFUSING else None
        if not isinstance(error, RefusedError):
            return False
        held = self._held
        if held is not None and held[0] is used:
            self._held = None
        return response.repeatable or names_token(error)

    def _good(self) -> Credentials | None:
        held = self._held
        return held[0] if held is not None and self._clock() < held[1] else None

    def _keep(self, response: RawResponse[str], asked: float) -> Credentials:
        headers = {"Authorization": self._prefix + response.parsed, "UserName": self._user_name}
        self._held = (Credentials(headers=headers), asked + self._good_for)
        return self._held[0]

    def _call(self) -> Call[str]:
        from order_contract.http.call import Call, Contract
        from order_contract.wire import codec
        from order_contract_generated.globale import contract

        tables = Contract({_OPERATION: _DOCUMENTED}, contract.ENVELOPES, {}, contract.ERROR_CODES)
        body = codec.dumps({"UserName": self._user_name, "Password": self._password})
        request = {
            "method": "post",
            "url": _DOCUMENTED["path"],
            "content": body,
            "headers": {"Content-Type": "application/json", "Accept": "application/json"},
        }
        return Call(tables, _OPERATION, request, _read)


def _read(body: Any) -> str:
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
    :param bearer: send `Bearer ` before the token, for accounts set up so.
    :param lifetime: seconds that a token is good for.
    :param margin: seconds before that end at which a new one is fetched.
    :param clock: seconds that only grow.
    :raises InvalidRequestError: name or password cannot be sent.
    """

    def __init__(self, user_name: str, password: str, **options: Any) -> None:
        super().__init__(user_name, password, **options)
        self._lock = threading.Lock()

    def headers(self, fetch: Callable[[Call[str]], RawResponse[str]]) -> Credentials:
        """The headers of the next request: `Authorization` and `UserName`."""
        good = self._good()
        if good is not None:
            return good
        with self._lock:
            asked = self._clock()
            return self._good() or self._keep(fetch(self._call()), asked)


class AsyncTokenProvider(_Provider):
    """The same without blocking, for `AsyncGlobalEClient`; one provider may serve several clients and tasks
    of one event loop.
    """

    def __init__(self, user_name: str, password: str, **options: Any) -> None:
        super().__init__(user_name, password, **options)
        self._lock: Any = None

    async def headers(self, fetch: Callable[[Call[str]], Awaitable[RawResponse[str]]]) -> Credentials:
        """The headers of the next request: `Authorization` and `UserName`."""
        good = self._good()
        if good is not None:
            return good
        if self._lock is None:
            import anyio

            self._lock = anyio.Lock()
        async with self._lock:
            asked = self._clock()
            return self._good() or self._keep(await fetch(self._call()), asked)
