"""What an error has to say: the name of the field, what was given, and what to pass."""

from __future__ import annotations

import re

SECRET = "canary-7f3a"
"""A text that no error may repeat."""
_HELPFUL = re.compile(r"\bgot .+; pass |is required|is not known(;|:)|there is no .+; (did you mean|pass) ")
_JARGON = re.compile(
    r"[Ii]nput should|should be a valid|pydantic|validation error|type=|input_value|Traceback|NoneType"
    r"|no such member|Invalid value|unexpected"
)


def assert_helpful(text: str, field: str) -> None:
    """The text names the field and what to pass, with no word of a library and nothing secret."""
    assert field in text, text
    assert _HELPFUL.search(text), text
    assert not _JARGON.search(text), text
    assert SECRET not in text, text
