"""Points in time as the wire writes them: text that keeps its digits, made from a `datetime` or a text.

Invariant: what was read is written back character for character (`2024-06-04T05:32:34.20791Z` has five digits
and keeps them).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError


def text(value: Any) -> Any:
    """The text of an aware `datetime`, in UTC; any other value as it is."""
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise PydanticCustomError(
            "naive_datetime",
            "got a datetime without tzinfo; pass one with an offset, such as datetime.now(UTC)",
        )
    moment = value.astimezone(UTC)
    return moment.isoformat(
        timespec="milliseconds" if moment.microsecond % 1000 == 0 else "microseconds"
    ).replace("+00:00", "Z")


OffsetDateTime = Annotated[str, BeforeValidator(text)]
"""RFC 3339 text with an offset; an aware `datetime` is taken too and becomes UTC text."""
