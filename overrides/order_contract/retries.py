"""Whether and when an attempt is made again: a plan with bounds, and the course of one call under it, kept by
tenacity.

Invariants: attempts, pauses and total time are bounded, whatever a server asks for; what is safe to repeat is
decided by the caller, never here; tenacity is loaded by the first call, not by an import.
"""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

if TYPE_CHECKING:
    from tenacity import RetryCallState

T = TypeVar("T")
DEFAULT_TIMEOUT: Final = 30.0
"""Seconds that each phase of an attempt may wait: connecting, sending, the next bytes of the response."""


@dataclass(frozen=True, slots=True)
class Retries:
    """How often and how long a call is tried. Times are seconds.

    A pause is drawn evenly between nothing and `pause` doubled with each attempt, at most `max_pause` (full
    jitter). A server's `Retry-After` is obeyed instead, at most `max_pause`. No attempt begins, and none
    waits, after `deadline`; a response that still trickles in then is given up.
    """

    attempts: int = 4
    deadline: float = 90.0
    pause: float = 0.5
    max_pause: float = 20.0
    clock: Callable[[], float] = field(default=time.monotonic, repr=False)
    random: Callable[[], float] = field(default=random.random, repr=False)


class RetryLoop(Generic[T]):
    """The attempts of one call, each of which ends in a `T`.

    A subclass says which ends may be followed by another attempt.
    """

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

    def repeatable(self, end: T) -> bool:
        """Whether another attempt after this end is safe and useful."""
        raise NotImplementedError

    def retry_after(self, end: T) -> str | None:
        """The header `Retry-After` as the server sent it."""
        raise NotImplementedError

    def pausing(self, seconds: float) -> None:
        """Told before each pause."""

    def run(self, attempt: Callable[[], T], sleep: Callable[[float], object]) -> T:
        """Attempt until the end is final or the plan is used up, and give the last end."""
        from tenacity import Retrying

        found: T = Retrying(sleep=sleep, **self._bounds())(attempt)  # type: ignore[arg-type]  # what sleep returns is not looked at
        return found

    async def arun(
        self, attempt: Callable[[], Awaitable[T]], sleep: Callable[[float], Awaitable[object]]
    ) -> T:
        """The same without blocking."""
        from tenacity import AsyncRetrying

        found: T = await AsyncRetrying(sleep=sleep, **self._bounds())(attempt)  # type: ignore[arg-type]  # what sleep returns is not looked at
        return found

    def _bounds(self) -> dict[str, Any]:
        from tenacity import retry_if_result, stop_after_attempt, wait_exponential

        plan = self._plan
        used_up = stop_after_attempt(plan.attempts)
        ceiling = wait_exponential(multiplier=plan.pause, max=plan.max_pause)

        def wait(state: RetryCallState) -> float:
            asked = seconds(self.retry_after(_end(state)))
            # tenacity draws from a generator of its own, which a test could not give
            return plan.random() * ceiling(state) if asked is None else min(asked, plan.max_pause)

        def stop(state: RetryCallState) -> bool:
            return used_up(state) or self.elapsed + state.upcoming_sleep >= plan.deadline

        return {
            "retry": retry_if_result(self.repeatable),
            "stop": stop,
            "wait": wait,
            "before_sleep": lambda state: self.pausing(state.upcoming_sleep),
            "retry_error_callback": _end,
        }


def _end(state: RetryCallState) -> Any:
    assert state.outcome is not None  # noqa: S101  # tenacity asks after an attempt only
    return state.outcome.result()


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
    return max(
        0.0, ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds()
    )
