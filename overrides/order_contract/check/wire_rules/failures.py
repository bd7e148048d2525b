"""Whether a body says that a call failed, where no document names an error envelope.

Invariant: a body that has the members of a success is a success, whatever else it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from order_contract.check.document.operations import CheckedOperation

_ERRORS: Final = frozenset(
    {"error", "errors", "errorcode", "errorinfo", "errormessage", "errortext", "exception", "fault"}
)
"""Members that only a failure has with a value."""
_FLAGS: Final = frozenset({"success", "succeeded", "successful", "issuccess", "ok"})
_CODES: Final = frozenset({"status", "statuscode", "code", "result"})
_WORDS: Final = frozenset({"error", "fail", "failed", "failure", "rejected", "refused", "invalid"})
_LOWEST: Final = 400
"""The lowest status of a refusal, as a body may repeat it."""


def says_failed(operation: CheckedOperation, value: Any) -> bool:
    """Whether a JSON body is a refusal of an operation for which no document describes one."""
    if operation.envelopes or not isinstance(value, Mapping):
        return False
    names = {place[0] for place in operation.shown["response"]}
    if len(names & value.keys()) > 1:  # an error may have an id of its own
        return False
    return any(_fails(_plain(name), item) for name, item in value.items())


def _fails(name: str, item: Any) -> bool:
    if name in _ERRORS:
        return item not in (None, False, "", 0, [], {})
    if name in _FLAGS:
        return item is False or str(item).strip().casefold() == "false"
    if name in _CODES:
        word = str(item).strip().casefold()
        return word in _WORDS or (word.isascii() and word.isdecimal() and int(word[:9]) >= _LOWEST)
    return False


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
