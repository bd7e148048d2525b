"""Files that options name, with `-` for standard input.

Invariant: standard input is read once; two options cannot both take it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TextIO

import click

STANDARD_INPUT: Final = "-"
_taken_by: list[str] = []


def read(path: str | Path, option: str, wanted: str = "pass a file, or - for standard input") -> bytes:
    """The content of a file, or of standard input.

    :param option: the option that names it, for the error.
    :param wanted: what to pass instead, for the error.
    :raises click.UsageError: it cannot be read.
    """
    if str(path) == STANDARD_INPUT:
        return _standard_input(option)
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise _wrong(f"{option}: cannot read {path}: {error.strerror}; {wanted}") from None


def read_text(path: str | Path, option: str) -> str:
    """The content of a file, or of standard input, as text.

    :raises click.UsageError: it cannot be read, or is not UTF-8.
    """
    try:
        return read(path, option).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong(f"{option}: {path} is not UTF-8") from None


def _standard_input(option: str) -> bytes:
    if _taken_by and _taken_by != [option]:
        raise _wrong(f"{option}: standard input is read by {_taken_by[0]} already; pass a file")
    _taken_by[:] = [option]
    return sys.stdin.buffer.read()


def _wrong(sentence: str) -> click.UsageError:
    return click.UsageError(sentence, ctx=click.get_current_context(silent=True))


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Drop what cannot be printed since standard output is closed, as with `| head`."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        drop_rest(sys.stdout)


def drop_rest(stream: TextIO) -> None:
    """Let what a stream could not write go nowhere: the interpreter would try once more, and end with a code
    of its own.
    """
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
