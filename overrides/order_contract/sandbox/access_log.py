"""One line of JSON for each request, delivery and warning, without anything that is secret or personal.

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
        "method": clipped(scope["method"]),
        "path": place or "(unknown)",
        "query": "&".join(f"{clipped(name)}=***" for name in names),
        "status": int(status),
        "milliseconds": round(seconds * 1000),
        "bytes": size,
    }
    _write(line)


def write_delivery(number: int, outcome: str, attempts: int, status: int | None, reason: str) -> None:
    """Write the line of one delivery to the merchant.

    :param number: its `DeliveryId` in `GET /sandbox/deliveries`, which shows what was sent.
    :param status: the HTTP status of the last response, None without one.
    """
    _write({"delivery": number, "outcome": outcome, "attempts": attempts, "status": status, "reason": reason})


def write_warning(sentence: str) -> None:
    """Write a line on what is lost without an error, whether or not requests are logged.

    :param sentence: what was sent and why it does not count, without any value of it.
    """
    _write({"warning": sentence}, logging.WARNING)


def _write(line: Mapping[str, Any], level: int = logging.INFO) -> None:
    time = datetime.now(UTC).isoformat(timespec="milliseconds")
    logger.log(level, codec.dumps({"time": time, **line}).decode())
