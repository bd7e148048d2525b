"""Recorded traffic against the contract: API calls and callback deliveries, in one file or several.

Invariants: one exchange is in memory at a time, besides those whose server is not known yet; several
processes give what one gives, in the same order; a file that cannot be read does not throw the others away.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import Any

from order_contract.check.errors import CannotRunError
from order_contract.check.findings import OnEvent, Report
from order_contract.replay import tally as tallies
from order_contract.replay.exchange_judge import ExchangeJudge
from order_contract.replay.formats.load import exchanges
from order_contract.replay.operation_matcher import Base, Match, OperationMatcher
from order_contract.replay.recorded_exchange import Recorded, Skipped
from order_contract.replay.tally import Line, Tally
from order_contract.spec import APIS, Api


@dataclass(frozen=True)
class Replayed:
    """The reports by API, and what was not judged."""

    reports: tuple[Report, ...]
    unmatched: dict[str, int]
    """By method and path, how many exchanges belong to no operation."""
    callback_like: dict[str, int]
    """By path, how many of them look like callback deliveries."""
    not_judged: dict[str, int]
    """By the reason, how many exchanges, or sides of them, were not judged."""
    skipped: tuple[Skipped, ...]
    """The first of those that could not be read."""
    skipped_count: int
    lines: tuple[Line, ...] = field(default=(), repr=False)
    """Everything, to be added to what other machines have found."""


@dataclass(frozen=True)
class _Settings:
    apis: tuple[Api, ...]
    callback_paths: tuple[str, ...]
    hosts: tuple[str, ...]
    rules: tuple[str, ...]
    exclude: tuple[str, ...]
    strict: bool

    def judge(self, on_event: OnEvent | None = None) -> ExchangeJudge:
        matcher = OperationMatcher(self.apis, self.callback_paths, self.hosts)
        return ExchangeJudge(matcher, self.tally(), on_event)

    def tally(self) -> Tally:
        return Tally(strict=self.strict, rules=self.rules, exclude=self.exclude)


@dataclass
class _Part:
    """What one file gave."""

    lines: list[Line]
    waiting: list[tuple[Base, Recorded]]
    learnt: set[Base]
    error: str = ""
    """Why the file cannot be read."""


def replay(
    files: Iterable[str | Path],
    *,
    apis: Collection[Api] = APIS,
    callback_paths: Iterable[str] = (),
    hosts: Iterable[str] = (),
    rules: Collection[str] = (),
    exclude: Collection[str] = (),
    strict: bool = False,
    jobs: int = 1,
    on_event: OnEvent | None = None,
) -> Replayed:
    """Hold recorded exchanges to the contract.

    :param files: HAR, mitmproxy's flows, VCR cassettes (YAML, JSON), JSON Lines, in any mixture, packed or
        not; `-` is standard input.
    :param apis: whose operations to look for.
    :param callback_paths: paths at which the merchant's server takes callbacks, such as
        `/hooks/order-status`, without what stands before them.
    :param hosts: servers of the APIs, such as `orders.example:8443`, or `s2=erp.example` for one API; those
        that the documents name, and those that take a call with its credentials, are known.
    :param rules: ids of rules; none means all. `exclude` leaves some out.
    :param strict: what is only inferred from the documents is an error too.
    :param jobs: how many processes read files at the same time.
    :param on_event: called after every exchange; with several processes, after every file.
    :raises CannotRunError: no file can be read, or none holds an exchange of an operation.
    """
    paths = [Path(file) for file in files]
    settings = _Settings(
        tuple(apis), tuple(callback_paths), tuple(hosts), tuple(rules), tuple(exclude), strict
    )
    started = time.monotonic()
    judge = settings.judge(on_event)
    errors: list[CannotRunError] = []
    if jobs > 1 and len(paths) > 1:
        _take_all(judge, settings, paths, jobs, errors)
    else:
        for path in paths:
            _take(judge, path, errors)
    unknown = judge.settle()
    judge.leave(unknown)
    if errors and len(errors) == len(paths):
        raise errors[0]
    stopped = " ".join(str(error) for error in errors)
    return _result(judge.tally, ", ".join(path.name for path in paths), started, unknown, stopped)


def judge_file(
    file: str | Path,
    *,
    apis: Collection[Api] = APIS,
    callback_paths: Iterable[str] = (),
    hosts: Iterable[str] = (),
) -> list[bytes]:
    """Counts and findings of one file as JSON Lines: a map step of any engine, whose results `merge` adds up.

    :param file: see `replay`, and so for the other arguments. A server that only another file makes known has
        to be named by `hosts`.
    :returns: lines in UTF-8, each with its line feed. A file that cannot be read is one of the lines.
    """
    judge = _Settings(tuple(apis), tuple(callback_paths), tuple(hosts), (), (), False).judge()
    _take(judge, Path(file), [])
    judge.leave(judge.settle())
    return list(tallies.write(judge.tally.lines()))


def _take(judge: ExchangeJudge, path: Path, errors: list[CannotRunError]) -> None:
    try:
        for exchange in exchanges(path, judge.matcher.may_belong):
            judge.take(exchange)
    except CannotRunError as error:
        errors.append(error)
        judge.tally.skip(Skipped(path.name, str(error)))


def merge(files: Iterable[str | Path | Iterable[bytes]], *, strict: bool = False) -> Replayed:
    """Add up what several runs have found.

    :param files: files that `--jsonl` wrote, or the lines themselves, such as `judge_file` gives them.
    :raises CannotRunError: a file cannot be read, or none holds a judged exchange.
    """
    started = time.monotonic()
    tally = Tally(strict=strict)
    names: list[str] = []
    for file in files:
        if isinstance(file, (str, Path)):
            names.append(Path(file).name)
            try:
                with Path(file).open("rb") as stream:
                    _add(tally, stream, str(file))
            except OSError as error:
                raise CannotRunError(f"{file} cannot be read: {error.strerror}.") from None
        else:
            _add(tally, file, "a result")
    return _result(tally, ", ".join(names) or "recorded traffic", started, [])


def _add(tally: Tally, lines: Iterable[bytes], origin: str) -> None:
    for number, raw in enumerate(lines, 1):
        if raw.strip():
            tally.add(tallies.read(raw, f"{origin}, line {number}"))


def _take_all(
    judge: ExchangeJudge,
    settings: _Settings,
    paths: Sequence[Path],
    jobs: int,
    errors: list[CannotRunError],
) -> None:
    """Read each file in a process of its own, and add up in the order of the files."""
    # Forked from a process without threads that has loaded this already, where the system can do that.
    context: Any = get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload([__name__])
    with ProcessPoolExecutor(min(jobs, len(paths)), mp_context=context) as pool:
        for part in pool.map(_part, [settings] * len(paths), paths):
            for line in part.lines:
                judge.tally.add(line)
            judge.matcher.learnt |= part.learnt
            judge.take_waiting([(_again(judge.matcher, recorded), recorded) for _, recorded in part.waiting])
            if part.error:
                errors.append(CannotRunError(part.error))


def _part(settings: _Settings, path: Path) -> _Part:
    judge = settings.judge()
    errors: list[CannotRunError] = []
    _take(judge, path, errors)
    waiting = [(match.base, recorded) for match, recorded in judge.settle()]
    return _Part(list(judge.tally.lines()), waiting, judge.matcher.learnt, str(errors[0]) if errors else "")


def _again(matcher: OperationMatcher, recorded: Recorded) -> Match:
    match = matcher.match(recorded.sent)
    assert match is not None  # noqa: S101 - the same path was matched in the other process
    return match


def _result(
    tally: Tally,
    named: str,
    started: float,
    unknown: Sequence[tuple[Match, Recorded]],
    stopped: str = "",
) -> Replayed:
    lines = tuple(tally.lines())
    reports = tally.reports(named, time.monotonic() - started, stopped)
    unmatched = tally.counts["unmatched"]
    if not reports:
        raise CannotRunError(_nothing(named, tally, unknown))
    return Replayed(
        reports,
        dict(unmatched.most_common()),
        dict(tally.counts["callback-like"].most_common()),
        dict(tally.counts["not judged"].most_common()),
        tuple(tally.skipped),
        tally.counts["skipped"][""],
        lines,
    )


def _nothing(named: str, tally: Tally, unknown: Sequence[tuple[Match, Recorded]]) -> str:
    if tally.counts["callback-like"]:
        path = next(iter(tally.counts["callback-like"]))
        return (
            f"{named} has no exchange of a documented operation; POST {path} looks like the callback: "
            f"give --callback-path {path}."
        )
    sentences = [f"{named} has no exchange of a documented operation"]
    names = ", ".join(name for name, _ in tally.counts["unmatched"].most_common(3))
    if names:
        sentences[0] += f": it holds {names}"
    if unknown:
        match = unknown[0][0]
        sentences.append(
            f" {match.base[1]} may be a server of {match.operation.api}: give --host {match.base[1]} if it is"
        )
    for reason, times in tally.counts["not judged"].most_common(3):
        sentences.append(f" Not judged: {times:,} {reason}")
    if tally.counts["skipped"][""]:
        sentences.append(f" {tally.counts['skipped']['']} could not be read")
    return ".".join(sentences) + "."
