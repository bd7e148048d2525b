"""Judges exchanges while they happen: in a thread of its own, behind whoever passes the traffic on.

Invariants: whoever passes traffic on never waits for the judge, and no failure of the judge reaches it; what
the judge could not take is counted.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

from order_contract.check.findings import Finding, Report
from order_contract.replay.exchange_judge import ExchangeJudge
from order_contract.replay.formats import mitmproxy
from order_contract.replay.operation_matcher import ANY_HOST, OperationMatcher
from order_contract.replay.recorded_exchange import Skipped, UnreadableRecordingError
from order_contract.replay.tally import Tally
from order_contract.spec import APIS, Api

_WAITING: Final = 10_000
"""Exchanges that may wait to be judged."""
_WAITING_BYTES: Final = 256 * 1024 * 1024
OnFinding = Callable[[Finding], None]


class LiveJudge:
    """Takes exchanges of one server, in any thread. `close` ends it and gives the reports."""

    def __init__(
        self,
        apis: Collection[Api] = APIS,
        callback_paths: Iterable[str] = (),
        *,
        rules: Collection[str] = (),
        exclude: Collection[str] = (),
        strict: bool = False,
        on_finding: OnFinding = lambda finding: None,
    ) -> None:
        """:param on_finding: called, in the judge's thread, for each breach that is new."""
        self.tally = Tally(strict=strict, rules=tuple(rules), exclude=tuple(exclude))
        self._judge = ExchangeJudge(OperationMatcher(apis, callback_paths, [ANY_HOST]), self.tally)
        self._on_finding = on_finding
        self._queue: queue.Queue[tuple[Mapping[str, Any], int] | None] = queue.Queue(_WAITING)
        self._bytes = 0
        self._number = 0
        self._started = time.monotonic()
        self._missed = 0
        self._failures: dict[str, int] = {}
        self._thread = threading.Thread(target=self._run, name="order-contract-judge", daemon=True)
        self._thread.start()

    def take(self, state: Mapping[str, Any]) -> None:
        """Judge an exchange soon.

        :param state: `request`, `response` and `error` as mitmproxy's `get_state` gives them.
        """
        size = sum(len((state.get(side) or {}).get("content") or b"") for side in ("request", "response"))
        if self._bytes + size > _WAITING_BYTES:
            self._missed += 1
            return
        try:
            self._queue.put_nowait((state, size))
            self._bytes += size
        except queue.Full:
            self._missed += 1

    def _run(self) -> None:
        while (waiting := self._queue.get()) is not None:
            state, size = waiting
            self._bytes -= size
            self._number += 1
            try:
                self._take(state, f"exchange {self._number:,}")
            except Exception as error:  # noqa: BLE001 - a judge that fails never stops traffic
                name = type(error).__name__
                self._failures[name] = self._failures.get(name, 0) + 1

    def _take(self, state: Mapping[str, Any], origin: str) -> None:
        try:
            recorded = mitmproxy.entry(state, origin)
        except UnreadableRecordingError as why:
            self.tally.skip(Skipped(origin, str(why)))
            return
        if recorded is not None:
            for finding in self._judge.take(recorded):
                self._on_finding(finding)

    def close(self, url: str, timeout: float = 30.0) -> tuple[Report, ...]:
        """Judge what still waits, and give the reports.

        :param url: the server, as the reports name it.
        :param timeout: seconds that this may take.
        """
        try:
            self._queue.put(None, timeout=timeout)
            self._thread.join(timeout)
        except queue.Full:
            pass
        missed = self._missed + self._queue.qsize()
        if missed:
            self.tally.count("not judged", "exchanges: the judge could not keep up", missed)
        for name, times in self._failures.items():
            self.tally.count("not judged", f"exchanges: the judge failed ({name})", times)
        self._failures = {}
        return self.tally.reports(url, time.monotonic() - self._started)
