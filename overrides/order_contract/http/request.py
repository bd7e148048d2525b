"""Turns a call into a request of an httpx2 client.

Invariants: credentials go into the request and nowhere else; no phase of a request outlasts what remains of
the call's time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import httpx2

from order_contract.errors import InvalidRequestError
from order_contract.http.auth import NO_CREDENTIALS, Credentials
from order_contract.http.body import ACCEPTED, MAX_RESPONSE_BYTES
from order_contract.http.events import OnEvent
from order_contract.retries import Retries
from order_contract.wire.url import UNREADABLE, address_problem

if TYPE_CHECKING:
    from order_contract.http.call import Call

Timeout = httpx2.Timeout | float | None
_PHASES = ("connect", "read", "write", "pool")


@dataclass(frozen=True)
class Sender:
    """What all requests to one server have in common. Holds no connection."""

    base_url: str
    credentials: Credentials = field(repr=False)
    timeout: Timeout
    retries: Retries = field(default_factory=Retries)
    max_response_bytes: int = MAX_RESPONSE_BYTES
    on_event: OnEvent | None = field(default=None, repr=False)

    def request(
        self,
        client: httpx2.Client | httpx2.AsyncClient,
        call: Call[Any],
        extra: Credentials = NO_CREDENTIALS,
        remaining: float = math.inf,
    ) -> httpx2.Request:
        """The request as it goes over the wire.

        :param extra: what comes besides the sender's own, such as a token.
        :param remaining: seconds that no phase may outlast.
        """
        parts = call.request
        try:
            return client.build_request(
                parts["method"].upper(),
                _address(self.base_url + parts["url"]),
                params=self._query(parts.get("params")),
                content=parts.get("content"),
                headers={
                    "Accept": "application/json",
                    "Accept-Encoding": ACCEPTED,
                    **parts.get("headers", {}),
                    **self.credentials.headers,
                    **extra.headers,
                },
                timeout=self._timeout(remaining),
            )
        except httpx2.InvalidURL:
            problem = ("the URL", "is too long: what stands in the query string must be shorter")
        raise InvalidRequestError(call.operation, [problem])

    def _query(self, parameters: Any) -> list[tuple[str, Any]] | None:
        query: list[tuple[str, Any]] = [*self.credentials.query]
        for name, value in (parameters or {}).items():
            query += [(name, item) for item in value] if isinstance(value, list) else [(name, value)]
        return query or None

    def _timeout(self, remaining: float) -> httpx2.Timeout:
        given = self.timeout
        if isinstance(given, httpx2.Timeout):
            return httpx2.Timeout(**{name: _least(getattr(given, name), remaining) for name in _PHASES})
        return httpx2.Timeout(_least(given, remaining))

    @property
    def shown(self) -> str:
        """The address as people may see it, without user, password and query."""
        return str(httpx2.URL(self.base_url).copy_with(userinfo=b"", query=None, fragment=None))


@lru_cache(maxsize=64)
def _address(url: str) -> httpx2.URL:
    """An address without its query, parsed once: parsing takes as long as all else of building a request."""
    return httpx2.URL(url)


def _least(given: float | None, remaining: float) -> float | None:
    least = min(math.inf if given is None else given, max(remaining, 0.001))
    return None if math.isinf(least) else least


def sender(base_url: str, credentials: Credentials, timeout: Timeout, **options: Any) -> Sender:
    """A sender to one server; None among the options stands for the default.

    :raises InvalidRequestError: the address is not an http or https URL, or an option is out of range.
    """
    problems = option_problems(timeout=timeout, **options)
    given = {name: value for name, value in options.items() if value is not None}
    address = server_address(base_url)
    if address is None:
        problems.insert(0, ("base_url", address_problem(base_url) or UNREADABLE))
    elif "?" in base_url or "#" in base_url:
        problems.insert(0, ("base_url", "got a URL with a query; pass one without"))
    if problems:
        raise InvalidRequestError("the client", problems)
    return Sender(str(address).rstrip("/"), credentials, timeout, **given)


def server_address(url: Any) -> httpx2.URL | None:
    """An http or https URL with a host, or None."""
    try:
        address = httpx2.URL(url)
    except (httpx2.InvalidURL, TypeError):
        return None
    return address if address.scheme in ("http", "https") and address.host else None


def option_problems(
    *,
    timeout: Any = None,
    retries: Any = None,
    max_response_bytes: Any = None,
    on_event: Any = None,
) -> list[tuple[str, str]]:
    """What is wrong with the options of a client, by the name of each."""
    problems = []
    if type(timeout).__module__.partition(".")[0] == "httpx":
        problems.append(("timeout", "got a Timeout of httpx; pass an httpx2.Timeout or seconds"))
    elif timeout is not None and not isinstance(timeout, httpx2.Timeout) and not _is_positive(timeout):
        problems.append(
            ("timeout", f"got {_shown(timeout)}; pass seconds above zero, an httpx2.Timeout, or None")
        )
    if retries is not None and not isinstance(retries, Retries):
        problems.append(("retries", f"got {_shown(retries)}; pass a Retries"))
    if max_response_bytes is not None and not _is_positive(max_response_bytes):
        problems.append(("max_response_bytes", f"got {_shown(max_response_bytes)}; pass a number above zero"))
    if on_event is not None and not callable(on_event):
        problems.append(("on_event", f"got {_shown(on_event)}; pass a function of one Event"))
    return problems


def _is_positive(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, int | float) else f"a value of type {type(value).__name__}"
