"""One line of JSON for each request, without anything that is secret or personal.

Invariant: of a query only the names are written, of a path its documented pattern, of a body its size.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import unquote_plus

from order_contract.sandbox.errors import clipped
from order_contract.wire import codec

logger: Final = logging.getLogger("order_contract.sandbox.access")
_MOST: Final = 20


def write(scope: Mapping[str, Any], place: str, status: int, seconds: float, size: int) -> None:
    """Write the line of one request.

    :param place: the documented path, empty for a path that leads nowhere: what stands in that is not known
        to be harmless.
    :param seconds: how long it took.
    :param size: bytes of the response.
    """
    names = [
        unquote_plus(part.partition(b"=")[0].decode("latin-1"))
        for part in scope["query_string"].split(b"&")[:_MOST]
        if part
    ]
    line = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": clipped(scope["method"]),
        "path": place or "(unknown)",
        "query": "&".join(f"{clipped(name)}=***" for name in names),
        "status": int(status),
        "milliseconds": round(seconds * 1000),
        "bytes": size,
    }
    logger.info(codec.dumps(line).decode())
