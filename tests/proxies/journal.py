"""Append-only records of several threads and processes, which a kill cannot tear: one JSON object a line.

Invariant: a record is in the file when `write` returns, in one system call.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


class Journal:
    """A file of records. Each process opens its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def write(self, **record: Any) -> None:
        os.write(self._file, json.dumps(record).encode() + b"\n")

    def records(self) -> list[dict[str, Any]]:
        """All complete records, the oldest first."""
        lines = self.path.read_bytes().split(b"\n")[:-1]
        return [json.loads(line) for line in lines]

    def close(self) -> None:
        os.close(self._file)
