"""The retry loop of one call: tenacity, under the limits of `Retries`.

Invariants: attempts, pauses and total time are bounded, whatever a server asks for; what is safe to repeat is
decided by the caller, never here; tenacity is loaded by the first repetition, not by an import.
"""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

if TYPE_CHECKING:
    from tenacity import RetryCallState

    from order_contract.retries import Retries

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Timing:
    """Where time and chance come from.

    `clock` gives seconds that only grow, `share` the part of a pause that is waited, from 0 to 1.
    """

    clock: Callable[[], float] = time.monotonic
    share: Callable[[], float] = random.random


REAL_TIME: Final = Timing()


@dataclass
class RetryLoop(Generic[T]):
    """The attempts of one call, each of which ends in a `T`.

    :param plan: the bounds.
    :param may_repeat: whether another attempt after this end is safe and useful.
    :param retry_after: the header `Retry-After` of an end, as the server sent it.
    :param on_pause: called with the seconds before each pause.
    """

    plan: Retries
    may_repeat: Callable[[T], bool]
    retry_after: Callable[[T], str | None]
    on_pause: Callable[[float], object]
    timing: Timing = REAL_TIME
    _started: float = field(init=False)
    _until: float = field(init=False)

    def __post_init__(self) -> None:
        self._started = self.timing.clock()
        self._until = self._started + self.plan.deadline

    @property
    def elapsed(self) -> float:
        """Seconds since the call began."""
        return self.timing.clock() - self._started

    @property
    def remaining(self) -> float:
        """Seconds until the deadline; below zero after it."""
        return self._until - self.timing.clock()

    def run(self, attempt: Callable[[], T], sleep: Callable[[float], object]) -> T:
        """Attempt until the end is final or the plan is used up, and give the last end."""
        first = attempt()
        if not self.may_repeat(first):
            return first
        from tenacity import Retrying

        ends = [first]  # the first attempt is made already
        last: T = Retrying(sleep=sleep, **self._bounds())(lambda: ends.pop() if ends else attempt())  # type: ignore[arg-type]  # what sleep returns is not looked at
        return last

    async def arun(
        self, attempt: Callable[[], Awaitable[T]], sleep: Callable[[float], Awaitable[object]]
    ) -> T:
        """`run` without blocking."""
        first = await attempt()
        if not self.may_repeat(first):
            return first
        from tenacity import AsyncRetrying

        ends = [first]

        async def next_attempt() -> T:
            return ends.pop() if ends else await attempt()

        last: T = await AsyncRetrying(sleep=sleep, **self._bounds())(next_attempt)  # type: ignore[arg-type]  # what sleep returns is not looked at
        return last

    def _bounds(self) -> dict[str, Any]:
        from tenacity import retry_if_result, stop_after_attempt, wait_exponential

        plan = self.plan
        used_up = stop_after_attempt(plan.attempts)
        ceiling = wait_exponential(multiplier=plan.pause, max=plan.max_pause)

        def wait(state: RetryCallState) -> float:
            wanted = seconds(self.retry_after(_end(state)))
            # tenacity draws from a generator of its own, which a test could not give
            return self.timing.share() * ceiling(state) if wanted is None else min(wanted, plan.max_pause)

        def stop(state: RetryCallState) -> bool:
            return used_up(state) or self.elapsed + state.upcoming_sleep >= plan.deadline

        return {
            "retry": retry_if_result(self.may_repeat),
            "stop": stop,
            "wait": wait,
            "before_sleep": lambda state: self.on_pause(state.upcoming_sleep),
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
