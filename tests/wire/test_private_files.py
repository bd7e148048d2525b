"""What is written beside an order's data is readable by its owner only, whatever the process's mask says."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import pytest

from order_contract.callback import SQLiteStore
from order_contract.callback.store import Key
from order_contract.check.phases.example_database import opened
from order_contract.check.reports import put
from order_contract.refunds import LedgerEntry, SQLiteLedger
from order_contract.sandbox.database import SandboxStore
from order_contract.wire.private_files import make_file


@pytest.fixture(autouse=True)
def open_mask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


class Open(Protocol):
    def close(self) -> None: ...


def ledger(path: Path) -> None:
    entry = LedgerEntry("1", "GE1", "digest", None, Decimal(1), False, False)
    SQLiteLedger(path).admit("GE1", lambda entries: entry)


def store(path: Path) -> Open:
    opened = SQLiteStore(path)
    opened.claim(Key("GE1", "CANCELLED", "0" * 64), "owner", 60)
    return opened


def sandbox(path: Path) -> Open:
    return SandboxStore(str(path))


@pytest.mark.parametrize("write", [ledger, store, sandbox])
def test_a_database_and_its_journals(write: Callable[[Path], Open | None], tmp_path: Path) -> None:
    kept_open = write(tmp_path / "orders.sqlite")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert "orders.sqlite" in modes
    if kept_open is not None:
        kept_open.close()
        assert "orders.sqlite-wal" in modes
    assert set(modes.values()) == {0o600}


def test_the_folder_of_examples(tmp_path: Path) -> None:
    opened(str(tmp_path / "new" / "examples")).save(b"key", b"value")
    assert stat.S_IMODE((tmp_path / "new" / "examples").stat().st_mode) == 0o700


def test_a_last_run_but_not_a_baseline_which_is_committed(tmp_path: Path) -> None:
    put(tmp_path / "last-run.json", b"{}")
    put(tmp_path / "baseline", b"", shared=True)
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("last-run.json", "baseline")]
    assert modes == [0o600, 0o666]


def test_what_is_there_already_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "orders.sqlite"
    file.touch(mode=0o640)
    make_file(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
