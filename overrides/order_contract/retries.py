"""The retry settings of a client: how often a call is tried, for how long, and with which pauses.

Invariant: attempts, pauses and total time are bounded, whatever a server asks for. What is safe to repeat is
not decided here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from order_contract.errors import InvalidRequestError

DEFAULT_TIMEOUT: Final = 30.0
"""Seconds that each phase of an attempt may wait: connecting, sending, the next bytes of the response."""


@dataclass(frozen=True, slots=True)
class Retries:
    """How often and how long a call is tried where trying again is safe. Times are seconds.

    A pause is drawn evenly between nothing and `pause` doubled with each attempt, at most `max_pause` (full
    jitter). A server's `Retry-After` is obeyed instead, at most `max_pause`. No attempt begins, and none
    waits, after `deadline`; a response that still trickles in then is given up.

    :param attempts: the requests of one call at most, the first included.
    :param deadline: seconds in which a whole call must end.
    :param pause: seconds of the longest pause before the second attempt.
    :param max_pause: seconds of the longest pause before any attempt.
    :raises InvalidRequestError: a number is out of range.
    """

    attempts: int = 4
    deadline: float = 90.0
    pause: float = 0.5
    max_pause: float = 20.0

    def __post_init__(self) -> None:
        problems = [
            (name, f"got {value!r}; pass {expected}")
            for name, value, valid, expected in (
                ("attempts", self.attempts, _is_count(self.attempts), "a whole number above zero"),
                (
                    "deadline",
                    self.deadline,
                    _is_time(self.deadline) and self.deadline > 0,
                    "seconds above zero",
                ),
                ("pause", self.pause, _is_time(self.pause), "seconds, zero or more"),
                ("max_pause", self.max_pause, _is_time(self.max_pause), "seconds, zero or more"),
            )
            if not valid
        ]
        if problems:
            raise InvalidRequestError("the plan of retries", problems)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_time(value: object) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and not math.isnan(value)
        and value >= 0
    )
