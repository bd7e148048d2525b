"""Calls a method of an object in a forked child process, so that it can drop what belongs to the parent.

Why: a fork copies connections and locks; two processes that read one connection take each other's
responses, and a lock that another thread held is never released in the child. Invariant: an object is
notified before any other code of the child runs.
"""

from __future__ import annotations

import os
import weakref
from typing import Final, Protocol


class Forkable(Protocol):
    """What can be notified."""

    def after_fork(self) -> None:
        """Give up connections and locks; called in the child."""


_objects: Final[weakref.WeakSet[Forkable]] = weakref.WeakSet()


def watch(item: Forkable) -> None:
    """Notify `item` after each fork, in the child, as long as the object exists."""
    _objects.add(item)


def _after_fork() -> None:
    for item in list(_objects):
        item.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
