"""A URL as it may be shown.

Invariant: what stands before the last @, such as a user and a password, is never in it: a password may hold a
stroke, and then no parser knows where the host begins.
"""

from __future__ import annotations

import re
from typing import Final

_USER: Final = re.compile(r"^([a-z][a-z0-9+.-]*://|//)?.*@", re.IGNORECASE | re.DOTALL)


def without_user(url: str) -> str:
    """The URL without a user and a password.

    >>> without_user("http://jo:secret@orders.test/a")
    'http://orders.test/a'
    """
    return _USER.sub(r"\1", url)
