"""Waits where a server takes no more requests for the moment, and sends the request again.

Invariants: only status 429 is waited out, which says that nothing was done; a server that gives it for
another reason costs a few waits, not one for each request.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import httpx2

from order_contract.check.transport.messages import Received

_ATTEMPTS: Final = 4
"""How often a request is sent again."""
_USELESS: Final = 3
"""Requests for which waiting was of no use, after which no more is waited."""
_UNSTATED, _SHORTEST, _LONGEST = 1.0, 0.05, 10.0
"""Seconds of one wait: where the server states none, at least, and at most."""


class Pace:
    """How fast a server can be asked."""

    def __init__(self) -> None:
        self._waits = 0
        self._useless = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """That the server let us wait, where it did."""
        sentence = "The server refused requests as too many (429); they were sent again after a wait"
        return (f"{sentence}, {self._waits:,} times.",) if self._waits else ()

    def ask(self, ask: Callable[[], Received]) -> Received:
        """A response, if possible one that does not say that there are too many requests."""
        received = ask()
        for _ in range(_ATTEMPTS if self._useless < _USELESS else 0):
            if received.status != httpx2.codes.TOO_MANY_REQUESTS:
                return received
            self._waits += 1
            time.sleep(_seconds(received))
            received = ask()
        if received.status == httpx2.codes.TOO_MANY_REQUESTS:
            self._useless += 1
        return received


def _seconds(received: Received) -> float:
    stated = received.headers.get("retry-after", "").strip()
    is_number = stated.isascii() and stated.isdecimal() and len(stated) < 10
    return min(max(int(stated), _SHORTEST), _LONGEST) if is_number else _UNSTATED
