"""The exit codes of each command, as scripts rely on them.

Invariant: a code that is listed keeps its meaning; `make breaking` holds that.
"""

from __future__ import annotations

from typing import Final

INTERRUPTED: Final = 130
TERMINATED: Final = 143
CLOSED_PIPE: Final = 141
"""The reader of standard output went away, as `head` does; shells say it of a program that SIGPIPE ended. A
command that judges keeps its verdict all the same.
"""

_SIGNALS: Final = {INTERRUPTED: "interrupted by Ctrl-C", TERMINATED: "ended by SIGTERM"}
_CHECKED: Final = {
    0: "the contract holds, also when the reader of the output goes away",
    1: "the contract is broken",
    2: "the check could not run, or nothing at the URL responds as the API",
    **_SIGNALS,
}
_PRINTED: Final = {
    0: "printed",
    2: "an argument is wrong, or a part is not installed",
    CLOSED_PIPE: "the reader of the output went away",
}

EXIT_CODES: Final = {
    "serve": {0: "stopped", 2: "could not start"},
    "check": _CHECKED,
    "replay": _CHECKED | {2: "nothing, or not every file, could be judged"},
    "proxy": {
        0: "the contract holds",
        1: "the contract is broken",
        2: "nothing could be judged",
    },
    "selfcheck": _CHECKED,
    "call": {
        0: "the documented response",
        1: "any other response",
        2: "nothing was sent",
        3: "the outcome is unknown",
        CLOSED_PIPE: "the reader of the output went away; nothing was changed",
    },
    "notify": {0: "acknowledged", 1: "any other response", 2: "not delivered"},
    "rules": _PRINTED,
    "fixtures": _PRINTED,
    "schemathesis": _PRINTED,
    "spec": _PRINTED,
    "completion": _PRINTED,
}
"""By command, the meaning of each code."""
