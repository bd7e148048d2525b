"""Whether and when an attempt is made again: a plan with bounds, and the course of one call under it.

Invariants: attempts, pauses and total time are bounded, whatever a server asks for; what is safe to repeat is decided by the caller, never here.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

DEFAULT_TIMEOUT: Final = 30.0
"""Seconds that each phase of an attempt may wait: connecting, sending, the next bytes of the answer."""


@dataclass(frozen=True, slots=True)
class Retries:
    """How often and how long a call is tried. Times are seconds.

    A pause is drawn evenly between nothing and `pause` doubled with each attempt, at most `max_pause` (full jitter). A server's `Retry-After` is
    obeyed instead, at most `max_pause`. No attempt begins, and none waits, after `deadline`; an answer that still trickles in then is given up.
    """

    attempts: int = 4
    deadline: float = 90.0
    pause: float = 0.5
    max_pause: float = 20.0
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)
    random: Callable[[], float] = field(default=random.random, repr=False)


class Course:
    """The attempts of one call: when the next one may begin, and when there is none."""

    def __init__(self, plan: Retries) -> None:
        self._plan = plan
        self._started = plan.clock()
        self.attempts = 0

    @property
    def elapsed(self) -> float:
        """Seconds since the call began."""
        return self._plan.clock() - self._started

    @property
    def remaining(self) -> float:
        """Seconds until the deadline; below zero after it."""
        return self._plan.deadline - self.elapsed

    def pause(self, retry_after: str | None = None) -> float | None:
        """Seconds until the next attempt of something that may be repeated; None when there is none.

        :param retry_after: the header as the server sent it.
        """
        plan = self._plan
        if self.attempts >= plan.attempts:
            return None
        asked = seconds(retry_after)
        drawn = plan.random() * min(plan.max_pause, plan.pause * 2 ** min(self.attempts - 1, 60))
        pause = drawn if asked is None else min(asked, plan.max_pause)
        return None if self.elapsed + pause >= plan.deadline else pause


def seconds(retry_after: str | None) -> float | None:
    """The seconds that a `Retry-After` asks for: a count, or a date of RFC 9110; None when it is neither."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return int(text[:9]) * 1.0
    if not text or len(text) > 64:
        return None
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return max(0.0, ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())
