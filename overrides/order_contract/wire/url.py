"""A URL as it may be shown, and what is wrong with one that was given.

Invariants: what stands before the last @, such as a user and a password, is never in it: a password may hold
a stroke, and then no parser knows where the host begins; a sentence quotes nothing of what was given.
"""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

_HTTP: Final = re.compile("https?://", re.IGNORECASE)
_USER: Final = re.compile(r"^([a-z][a-z0-9+.-]*://|//)?.*@", re.IGNORECASE | re.DOTALL)

_WANTED: Final = "pass an http or https URL, such as https://orders.example"
UNREADABLE: Final = f"got a URL that cannot be read; {_WANTED}"


def without_user(url: str) -> str:
    """The URL without a user and a password.

    >>> without_user("http://jo:secret@orders.test/a")
    'http://orders.test/a'
    """
    return _USER.sub(r"\1", url)


def address_problem(url: Any) -> str | None:
    """What is wrong with the address of a server, or None.

    >>> address_problem("orders.test")
    'got a text without http:// or https://; pass an http or https URL, such as https://orders.example'
    """
    if not isinstance(url, str):
        came = "None" if url is None else f"a value of type {type(url).__name__}"
    elif not url.strip():
        came = "an empty text"
    elif not _HTTP.match(url):
        came = "a text without http:// or https://"
    elif not _host(url):
        came = "a URL without a host that can be read"
    else:
        return None
    return f"got {came}; {_WANTED}"


def _host(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts.hostname
