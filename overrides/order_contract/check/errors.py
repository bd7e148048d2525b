"""The exceptions of the check: why a run cannot start or go on."""

from __future__ import annotations


class CannotRunError(Exception):
    """Nothing could be tested. The text is one sentence that says what to do."""
