"""Ctrl-C from the first moment of the program on.

Invariants: while the program still loads there is nothing to clean up, and it ends at once, since an
interrupt inside an import can be lost there or become another error; a command that runs gets
KeyboardInterrupt. A shell that has the signal ignored stays obeyed.
"""

from __future__ import annotations

import contextlib
import os
import signal
from types import FrameType
from typing import Final

CODE: Final = 130
SENTENCE: Final = "order-contract: interrupted"


class _State:
    running = False
    interrupted = False


def take_over() -> None:
    """Begin, before anything else is imported."""
    _State.running = _State.interrupted = False
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)


def command_runs() -> None:
    """Everything is loaded: from now on Ctrl-C raises."""
    _State.running = True


def happened() -> bool:
    """Whether there was one, whatever a library has made of it: pydantic's compiler makes a SchemaError."""
    return _State.interrupted


def _interrupt(number: int, frame: FrameType | None) -> None:
    _State.interrupted = True
    if not _State.running:
        with contextlib.suppress(OSError):
            os.write(2, f"{SENTENCE}\n".encode())
        os._exit(CODE)
    signal.default_int_handler(number, frame)
