"""What the stores in SQL databases share: one table, whatever library writes it, and the clock of each
database.

Invariant: a text of an order goes into the table only as `label`, in a form that every database and every
character set takes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from order_contract.callback.store import Key

TABLE: Final = "order_contract_delivery"
WIDTH: Final = 255
"""Characters of a label."""
NOW_MS: Final[Mapping[str, str]] = {
    "postgresql": "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
    "mysql": "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) DIV 1000)",
    "sqlite": "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)",
}
"""By database, its own clock in milliseconds since 1970, whatever the time zone of the session."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


def label(text: str) -> str:
    """A text for people who look into the table."""
    if text.isascii() and text.isprintable():
        return text[:WIDTH]
    return _CONTROL.sub("?", text.encode("ascii", "backslashreplace").decode("ascii"))[:WIDTH]


def lock_number(key: Key) -> int:
    """The number of a delivery's advisory lock: PostgreSQL's are of 64 bits."""
    return int(key.digest[:16], 16) - (1 << 63)
