"""Secrets replaced in everything that is shown or kept.

Invariant: a secret that is given to `Mask` never leaves it, whatever its case and also percent-encoded; nor
does its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final
from urllib.parse import quote as percent

from order_contract.check.transport.messages import Received, Sent
from order_contract.wire.curl import CUT

MASKED: Final = "***"
"""What stands in place of a secret."""
MASKED_BEGINNING: Final = f"{MASKED}{CUT}"
"""What stands in place of a secret without its last four characters."""
MASKED_APART: Final = f"{MASKED}[apart]"
"""What stands in place of a secret with a blank in it."""


BY_CHANCE: Final = 8
"""Characters below which a secret may stand in a text as a word."""


@dataclass(frozen=True)
class Mask:
    """Replaces secrets wherever they stand, whatever their case and also percent-encoded."""

    secrets: tuple[str, ...]
    altered: Mapping[str, str] = field(default_factory=dict)
    """Secrets that were sent in another form, such as their beginnings, and what stands in place of each."""

    @classmethod
    def of(cls, secrets: Iterable[str | None], altered: Mapping[str | None, str] | None = None) -> Mask:
        """A mask for the secrets that are set."""
        return cls(
            tuple(spelling for secret in secrets if secret for spelling in _spellings(secret)),
            {
                spelling: mask
                for text, mask in (altered or {}).items()
                if text
                for spelling in _spellings(text)
            },
        )

    @cached_property
    def _text(self) -> re.Pattern[str]:
        longest_first = sorted({*self.secrets, *self.altered}, key=len, reverse=True)
        # Nothing matches the empty set of secrets; an empty pattern would match everywhere.
        return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)", re.IGNORECASE)

    @cached_property
    def _bytes(self) -> re.Pattern[bytes]:
        return re.compile(self._text.pattern.encode(), re.IGNORECASE)

    @cached_property
    def _masks(self) -> dict[str, str]:
        plain = {secret.lower() for secret in self.secrets}
        return {text.lower(): mask for text, mask in self.altered.items() if text.lower() not in plain}

    def __call__(self, text: str) -> str:
        """The text with `***` for every secret."""
        return self._text.sub(lambda match: self._masks.get(match[0].lower(), MASKED), text)

    def shows_secret(self, body: bytes) -> bool:
        """Whether a body holds a secret that is too long to stand there by chance, as `test` does."""
        return any(len(match[0]) >= BY_CHANCE for match in self._bytes.finditer(body))

    def bytes(self, body: bytes) -> bytes:
        """The body with `***` for every secret."""
        return self._bytes.sub(
            lambda match: self._masks.get(match[0].decode().lower(), MASKED).encode(), body
        )

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


def _spellings(secret: str) -> tuple[str, str]:
    """A secret, plain and percent-encoded."""
    return secret, percent(secret, safe="")
