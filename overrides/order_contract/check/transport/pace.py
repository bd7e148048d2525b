"""Waits where a server takes no more requests for the moment, and sends the request again.

Invariants: only a refusal for the moment is waited out, which is status 429, and 503 with `Retry-After`; a
server that gives one for another reason costs a few waits, not one for each request.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

import httpx2

from order_contract.check.transport.messages import Received

_ATTEMPTS: Final = 4
"""How often a request is sent again."""
_USELESS: Final = 3
"""Requests for which waiting was of no use, after which no more is waited."""
_UNSTATED, _SHORTEST, _LONGEST = 1.0, 0.05, 10.0
"""Seconds of one wait: where the server states none, at least, and at most."""
_SENTENCES: Final[Mapping[int, str]] = {
    429: "The server refused requests as too many (429)",
    503: "The server said of requests that it is unavailable for the moment (503 with Retry-After)",
}


class Pace:
    """How fast a server can be asked."""

    def __init__(self) -> None:
        self._waits = Counter[int]()
        self._useless = 0

    @property
    def notes(self) -> tuple[str, ...]:
        """That the server let us wait, where it did."""
        return tuple(
            f"{_SENTENCES[status]}; they were sent again after a wait, {count:,} times."
            for status, count in sorted(self._waits.items())
        )

    def ask(self, ask: Callable[[], Received]) -> Received:
        """A response, if possible one that does not say that the request comes at the wrong moment."""
        received = ask()
        for _ in range(_ATTEMPTS if self._useless < _USELESS else 0):
            if not _is_for_the_moment(received):
                return received
            self._waits[received.status] += 1
            time.sleep(_seconds(received))
            received = ask()
        if _is_for_the_moment(received):
            self._useless += 1
        return received


def _is_for_the_moment(received: Received) -> bool:
    unavailable = received.status == httpx2.codes.SERVICE_UNAVAILABLE and "retry-after" in received.headers
    return unavailable or received.status == httpx2.codes.TOO_MANY_REQUESTS


def _seconds(received: Received) -> float:
    stated = received.headers.get("retry-after", "").strip()
    is_number = stated.isascii() and stated.isdecimal() and len(stated) < 10
    return min(max(int(stated), _SHORTEST), _LONGEST) if is_number else _UNSTATED
