"""The credentials of a request: fixed credentials, and tokens that are fetched.

Invariants: a token that is about to expire is renewed before a call; what a server says about a token never
makes a call go out again that may not be repeated.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from order_contract.http.call import Call
    from order_contract.http.response import RawResponse


@dataclass(frozen=True)
class Credentials:
    """What is added to the query or the headers of each request, never shown."""

    query: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


NO_CREDENTIALS: Final = Credentials()


class Tokens(Protocol):
    """Fetches tokens for a client that blocks."""

    def headers(self, fetch: Callable[[Call[str]], RawResponse[str]]) -> Credentials:
        """What the next request carries besides, with a token that was fetched if need be."""

    def refused(self, used: Credentials, response: RawResponse[Any]) -> bool:
        """Whether a response may refuse the token that was used; that token is not used again."""


class AsyncTokens(Protocol):
    """Fetches tokens for a client that does not block."""

    async def headers(self, fetch: Callable[[Call[str]], Awaitable[RawResponse[str]]]) -> Credentials:
        """What the next request carries besides, with a token that was fetched if need be."""

    def refused(self, used: Credentials, response: RawResponse[Any]) -> bool:
        """Whether a response may refuse the token that was used; that token is not used again."""
