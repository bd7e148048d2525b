"""A bound in seconds for work that must not hang.

Invariant: when the work is not done in time, the test fails and shows where each thread stands.
"""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


def bounded(seconds: float, *works: Callable[[], T]) -> list[T]:
    """Do the works at the same time, each in a thread, and return what they give, in their order.

    :raises AssertionError: one was not done in time.
    """
    results: dict[int, T] = {}
    errors: list[BaseException] = []

    def run(index: int, work: Callable[[], T]) -> None:
        try:
            results[index] = work()
        except BaseException as error:  # noqa: BLE001  # raised again by the thread that waits
            errors.append(error)

    threads = [threading.Thread(target=run, args=item, daemon=True) for item in enumerate(works)]
    for thread in threads:
        thread.start()
    waited = threading.Event()
    timer = threading.Timer(seconds, waited.set)
    timer.daemon = True
    timer.start()
    for thread in threads:
        while thread.is_alive() and not waited.is_set():
            thread.join(0.05)
    timer.cancel()
    late = [thread for thread in threads if thread.is_alive()]
    if errors:
        raise errors[0]
    assert not late, f"{len(late)} of {len(works)} were not done after {seconds} seconds:\n{_stacks(late)}"
    return [results[index] for index in range(len(works))]


def _stacks(threads: list[threading.Thread]) -> str:
    frames: dict[int, Any] = sys._current_frames()
    stacks = [
        traceback.format_stack(frames[thread.ident])[-8:] for thread in threads if thread.ident in frames
    ]
    return "\n".join("".join(stack) for stack in stacks)
