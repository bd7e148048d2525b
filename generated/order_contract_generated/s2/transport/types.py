"""Types that the operations share."""

from collections.abc import MutableMapping
from typing import Generic, Literal, TypeVar

from attrs import define


class Unset:
    """The type of `UNSET`: an argument that was not given, as opposed to None."""

    def __bool__(self) -> Literal[False]:
        return False


UNSET: Unset = Unset()
T = TypeVar("T")


@define
class Response(Generic[T]):
    """A response: `parsed` is the documented model, `content` the bytes as they came."""

    status_code: int
    content: bytes
    headers: MutableMapping[str, str]
    parsed: T | None


__all__ = ["UNSET", "Response", "Unset"]
