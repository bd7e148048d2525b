"""Reads recordings, in this process or in several at the same time.

Invariants: several processes give what one gives, in the order of the files; a process that is ended, or a
file that cannot be read, does not throw the others away; after an interruption no process is left.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import active_children, get_all_start_methods, get_context
from pathlib import Path
from typing import Any, Final

from order_contract.check import interrupts
from order_contract.check.errors import CannotRunError
from order_contract.check.findings import OnEvent, Progress
from order_contract.replay.exchange_judge import ExchangeJudge
from order_contract.replay.formats.load import exchanges
from order_contract.replay.formats.opened import STANDARD_INPUT
from order_contract.replay.formats.portions import Portion, portions
from order_contract.replay.operation_matcher import Base, Match, OperationMatcher
from order_contract.replay.recorded_exchange import Recorded, Skipped
from order_contract.replay.tally import ReportLine, Tally
from order_contract.spec import Api

_FOR_EACH: Final = 4
"""So many portions for each process, so that none waits long for the last one."""


@dataclass(frozen=True)
class JudgeSettings:
    """What to judge."""

    apis: tuple[Api, ...]
    callback_paths: tuple[str, ...]
    hosts: tuple[str, ...]
    rules: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    strict: bool = False

    def judge(self, on_event: OnEvent | None = None) -> ExchangeJudge:
        """A judge that has seen nothing yet."""
        matcher = OperationMatcher(self.apis, self.callback_paths, self.hosts)
        tally = Tally(strict=self.strict, rules=self.rules, exclude=self.exclude)
        return ExchangeJudge(matcher, tally, on_event)


@dataclass
class _Result:
    """What one portion gave."""

    lines: list[ReportLine]
    waiting: list[tuple[Base, Recorded]]
    learnt: set[Base]
    error: str = ""
    """Why the file cannot be read."""


def take(judge: ExchangeJudge, portion: Portion) -> str:
    """Judge what stands in a portion; gives why the file cannot be read, empty when it can."""
    try:
        for exchange in exchanges(portion, judge.matcher.may_belong):
            judge.take(exchange)
    except CannotRunError as error:
        judge.tally.skip(Skipped(portion.path.name, str(error)))
        return str(error)
    return ""


def take_all(
    judge: ExchangeJudge,
    settings: JudgeSettings,
    paths: Sequence[Path],
    jobs: int,
    on_event: OnEvent | None = None,
) -> list[str]:
    """Judge files in several processes, and add up in the order of the files.

    :param on_event: called for each finding that is new.
    :returns: why files cannot be read.
    :raises CannotRunError: a process was ended from outside.
    """
    work = [portion for path in paths for portion in portions(path, jobs * _FOR_EACH)]
    errors = []
    # A process that was started has no standard input; this one reads it, in its place.
    elsewhere = [portion for portion in work if str(portion.path) != STANDARD_INPUT]
    chunk = max(1, len(elsewhere) // (jobs * _FOR_EACH))
    try:
        with _pool(min(jobs, len(elsewhere)) or 1) as pool:
            with interrupts.held_back():
                results = pool.map(_result, [settings] * len(elsewhere), elsewhere, chunksize=chunk)
            for portion in work:
                here = str(portion.path) == STANDARD_INPUT
                errors.append(take(judge, portion) if here else _add(judge, next(results), on_event))
    except BrokenProcessPool:
        raise CannotRunError(
            "A process that read a file was ended, perhaps for want of memory: give a smaller --jobs."
        ) from None
    return [error for error in errors if error]


@contextmanager
def _pool(jobs: int) -> Iterator[Executor]:
    others = set(active_children())
    with ProcessPoolExecutor(jobs, mp_context=_context(), initializer=interrupts.accept) as pool:
        try:
            yield pool
        except BaseException:
            # the pool is waited for afterwards: left alone, it would write to a closed pipe while Python ends
            for process in set(active_children()) - others:
                process.terminate()
            raise


def _context() -> Any:
    """How processes are started: forked, where that is safe, for they have everything loaded then."""
    if sys.platform == "linux" and threading.active_count() == 1:
        return get_context("fork")
    context: Any = get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload([__name__])
    return context


def _result(settings: JudgeSettings, portion: Portion) -> _Result:
    judge = settings.judge()
    error = take(judge, portion)
    waiting = [(match.base, recorded) for match, recorded in judge.settle()]
    return _Result(list(judge.tally.lines()), waiting, judge.matcher.learnt, error)


def _add(judge: ExchangeJudge, result: _Result, on_event: OnEvent | None) -> str:
    for line in result.lines:
        finding = judge.tally.add(line)
        if finding is not None and on_event is not None:
            tally = judge.tally
            on_event(
                Progress(finding.api, "judging", finding.operation, tally.cases, tally.findings, finding)
            )
    judge.matcher.learnt |= result.learnt
    judge.take_waiting([(_again(judge.matcher, recorded), recorded) for _, recorded in result.waiting])
    return result.error


def _again(matcher: OperationMatcher, recorded: Recorded) -> Match:
    match = matcher.match(recorded.sent)
    assert match is not None  # noqa: S101 - the same path was matched in the other process
    return match
