"""What a client reports of its attempts, for metrics and traces.

Invariant: an event holds nothing of a request's or a response's content, and no query.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_log: Final = logging.getLogger("order_contract")


@dataclass(frozen=True)
class Event:
    """What happened to one attempt: `kind` is `request`, `response`, `failure` or `pause`.

    `elapsed` counts seconds since the call began, `seconds` those of an attempt that ended, `pause` those
    until the next one; `error` is the class of a failure. Each `request` is followed by one `response` or
    `failure`. `url` is the address without user, password and query.
    """

    kind: str
    operation: str
    method: str
    url: str
    attempt: int
    elapsed: float
    status_code: int | None = None
    error: str | None = None
    pause: float | None = None
    seconds: float | None = None


OnEvent = Callable[[Event], object]


def emit(on_event: OnEvent, event: Event) -> None:
    """Call what the caller gave; what that raises is logged and ignored."""
    try:
        on_event(event)
    except Exception as error:  # noqa: BLE001  # a failing metric must not hide the outcome of a refund
        _log.warning("on_event raised %s", type(error).__name__)
