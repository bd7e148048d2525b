"""The exit codes of each command, as scripts rely on them.

Invariant: a code that is listed keeps its meaning; `make breaking` holds that.
"""

from __future__ import annotations

from typing import Final

_CHECKED: Final = {0: "the contract holds", 1: "the contract is broken", 2: "the check could not run"}

EXIT_CODES: Final = {
    "serve": {0: "stopped", 2: "could not start"},
    "check": _CHECKED,
    "replay": _CHECKED,
    "selfcheck": _CHECKED,
    "call": {
        0: "the documented response",
        1: "any other response",
        2: "nothing was sent",
        3: "the outcome is unknown",
    },
    "notify": {0: "acknowledged", 1: "any other response", 2: "not delivered"},
}
"""By command, the meaning of each code; a command that is not listed ends with 0, or 2 for a wrong option."""
