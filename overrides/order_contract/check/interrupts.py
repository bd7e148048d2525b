"""Ctrl-C and SIGTERM while processes start: an interpreter that is not up yet prints a page of its own, and
one that is forked drops what a signal handler raises.

Invariant: a signal is not lost; the process that holds it back gets it at the end of the block.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def held_back() -> Iterator[None]:
    """Keep both signals back. A process that is started inside gets them only after `accept`."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    came: list[int] = []
    handlers = _remembering(came)
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for number in dict.fromkeys(came):
            signal.raise_signal(number)


def _remembering(came: list[int]) -> dict[int, Any]:
    """Have what runs in this thread for a signal that another thread got, which blocks none, only remember
    it; gives what ran before. What is ignored stays so, since a process that is started inherits that.
    """
    if threading.current_thread() is not threading.main_thread():
        return {}
    handlers = {number: signal.getsignal(number) for number in _SIGNALS}
    replaced: dict[int, Any] = {
        number: handler for number, handler in handlers.items() if handler not in (signal.SIG_IGN, None)
    }
    for number in replaced:
        signal.signal(number, lambda number, _: came.append(number))
    return replaced


def accept() -> None:
    """Let both end this process at once and without a word, also one that came before."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
