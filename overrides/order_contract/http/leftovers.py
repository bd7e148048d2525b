"""Closes connections on which a server sent bytes after the end of a response.

Quirk: httpcore2 keeps such a connection, and takes the bytes for the response to the next request: a refund
would get the response of another call. Evidence: tests/http/test_failures.py, tests/proxies (the fault
`extra-response`). Remove when: httpcore2 closes a connection with unread bytes. Invariant: a connection that
holds bytes that no request asked for is closed before it goes back to the pool.
"""

from __future__ import annotations

from typing import Any, Final

import httpx2

_TO_THE_PARSER: Final = ("stream", "_stream", "_httpcore_stream", "_stream", "_connection", "_h11_state")
"""From a response to the parser of its connection. A test fails when httpx2 calls these otherwise."""


def unwanted_stream(response: httpx2.Response) -> Any:
    """The network stream to close, when bytes follow a response that was read to its end; else None."""
    item: Any = response
    for name in _TO_THE_PARSER:
        item = getattr(item, name, None)
        if item is None:
            return None
    content, _ = item.trailing_data
    return response.extensions.get("network_stream") if content else None
