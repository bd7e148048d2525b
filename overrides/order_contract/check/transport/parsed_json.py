"""The JSON of a request or response, parsed once however many rules look at it.

Invariant: what `parse` gives is shared, so it is never changed in place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from order_contract.wire import codec

NOT_JSON: Final = object()
"""The value of a text that is not JSON."""


@dataclass(frozen=True)
class ParsedJson:
    """What a text holds."""

    value: Any
    """The plain value, or `NOT_JSON`."""
    error: str = ""
    """Why it is not JSON; empty when it is."""
    repeats_member: bool = False
    """Whether an object names a member twice, so that readers may take either."""

    @property
    def is_json(self) -> bool:
        """Whether the text is JSON."""
        return self.value is not NOT_JSON


@lru_cache(maxsize=32)
def parse(raw: bytes | str) -> ParsedJson:
    """Parse a text; the texts of the last exchanges are remembered."""
    try:
        return ParsedJson(codec.loads(raw, unique=True))
    except codec.CodecError as error:
        reason = str(error)
    if "twice" not in reason:
        return ParsedJson(NOT_JSON, reason)
    return ParsedJson(codec.loads(raw), repeats_member=True)
