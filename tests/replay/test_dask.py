"""Recordings judged as a map step of Dask, on two workers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from order_contract.replay import judge_file, merge, replay
from tests.replay.recordings import CALLBACK, exchanges, har, har_entry

dask_bag = pytest.importorskip("dask.bag")


def test_two_workers_find_what_one_process_finds(tmp_path: Path) -> None:
    paths = []
    for number in range(4):
        path = tmp_path / f"{number}.har"
        some = [replace(exchange, headers={**exchange.headers}) for exchange in exchanges()[number::4]]
        path.write_bytes(har([har_entry(exchange) for exchange in some]))
        paths.append(str(path))
    bag = dask_bag.from_sequence(paths, npartitions=4).map(judge_file, callback_paths=[CALLBACK])
    results = bag.compute(scheduler="processes", num_workers=2)
    merged, direct = merge(results), replay(paths, callback_paths=[CALLBACK])

    def essence(replayed: object) -> list[object]:
        return [
            (row.operation, row.cases, row.accepted, sorted(finding.id for finding in row.findings))
            for report in replayed.reports  # type: ignore[attr-defined]
            for row in report.operations
        ]

    assert essence(merged) == essence(direct)
    assert len(merged.reports) == 3
