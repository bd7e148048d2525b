"""Secrets that a caller gives: held so that neither a repr nor a traceback with local variables shows them.

Invariant: the text of a secret is read by `reveal` only, where a request is built.
"""

from __future__ import annotations

from typing import Any


class Secret:
    """A text that shows in no repr, no traceback and no pickle."""

    __slots__ = ("_text",)

    def __init__(self, text: Any) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "***"

    def __reduce__(self) -> Any:
        raise TypeError("A secret is not pickled: make the client anew in the other process.")

    def reveal(self) -> Any:
        """What was given."""
        return self._text


def secret_problems(**secrets: Any) -> list[tuple[str, str]]:
    """What is wrong with secrets, by the name of each; none is quoted. A secret that was read from a file
    often ends in a line feed, which no header carries.
    """
    problems = []
    for name, given in secrets.items():
        value = given.reveal() if isinstance(given, Secret) else given
        if not isinstance(value, str):
            problems.append((name, f"got a value of type {type(value).__name__}; pass a non-empty string"))
        elif not value.strip():
            problems.append((name, "got an empty string; pass one that is not empty"))
        elif not value.isascii() or not value.isprintable() or value != value.strip():
            problems.append((name, "must be printable ASCII without blanks around it"))
    return problems
