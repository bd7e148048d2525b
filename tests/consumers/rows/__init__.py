"""The rows of the matrix, in the order of the table."""

from __future__ import annotations

from collections.abc import Sequence

from tests.consumers.consumer import Consumer
from tests.consumers.rows import compiled, python, servers, typescript, whole_requests

CONSUMERS: Sequence[Consumer] = (
    *typescript.ROWS,
    *compiled.ROWS,
    *python.ROWS,
    *whole_requests.ROWS,
    *servers.ROWS,
)
