"""Methods of a client as `with_raw_response` gives them: the same arguments, the response in full.

Invariant: the types of a wrapped method follow from those of the method, so that the two cannot drift.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar, cast

from order_contract.http.response import RawResponse

P = ParamSpec("P")
R = TypeVar("R")


def to_raw(method: Callable[P, R]) -> Callable[P, RawResponse[R]]:
    """A method of a client that blocks, giving a `RawResponse`."""
    return cast("Callable[P, RawResponse[R]]", _of_raw_client(method))


def to_async_raw(method: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[RawResponse[R]]]:
    """A method of a client that does not block, giving a `RawResponse`."""
    return cast("Callable[P, Awaitable[RawResponse[R]]]", _of_raw_client(method))


def _of_raw_client(method: Any) -> Any:
    return getattr(method.__self__._as_raw(), method.__name__)
