"""Secrets replaced in everything that is shown or kept.

Invariant: a secret that is given to `Mask` never leaves it, whatever its case and also percent-encoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import quote as percent

from order_contract.check.transport.messages import Received, Sent

MASKED: Final = "***"
"""What stands in place of a secret."""


@dataclass(frozen=True)
class Mask:
    """Replaces secrets wherever they stand, whatever their case and also percent-encoded."""

    secrets: tuple[str, ...]

    @classmethod
    def of(cls, secrets: Iterable[str | None]) -> Mask:
        """A mask for the secrets that are set."""
        plain = {secret for secret in secrets if secret}
        return cls(
            tuple(sorted({*plain, *(percent(secret, safe="") for secret in plain)}, key=len, reverse=True))
        )

    @cached_property
    def _text(self) -> re.Pattern[str]:
        # Nothing matches the empty set of secrets; an empty pattern would match everywhere.
        return re.compile("|".join(re.escape(secret) for secret in self.secrets) or r"(?!)", re.IGNORECASE)

    @cached_property
    def _bytes(self) -> re.Pattern[bytes]:
        return re.compile(self._text.pattern.encode(), re.IGNORECASE)

    def __call__(self, text: str) -> str:
        """The text with `***` for every secret."""
        return self._text.sub(MASKED, text)

    def bytes(self, body: bytes) -> bytes:
        """The body with `***` for every secret."""
        return self._bytes.sub(MASKED.encode(), body)

    def sent(self, sent: Sent) -> Sent:
        """The request with `***` for every secret."""
        return Sent(
            sent.method,
            self(sent.url),
            {name: self(value) for name, value in sent.headers.items()},
            self.bytes(sent.body),
        )

    def received(self, received: Received) -> Received:
        """The response with `***` for every secret."""
        return Received(
            received.status,
            {name: self(value) for name, value in received.headers.items()},
            self.bytes(received.body),
        )
