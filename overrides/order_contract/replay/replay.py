"""Recorded traffic against the contract: API calls and callback deliveries, in one file or several.

Invariants: one exchange is in memory at a time, besides those whose server is not known yet; several
processes give what one gives, in the same order; a file that cannot be read does not throw the others away.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from order_contract.check.errors import CannotRunError
from order_contract.check.findings import OnEvent, Report
from order_contract.replay import tally as tallies
from order_contract.replay.formats.portions import Portion
from order_contract.replay.operation_matcher import Match
from order_contract.replay.parallel import JudgeSettings, take, take_all
from order_contract.replay.recorded_exchange import Recorded, Skipped
from order_contract.replay.tally import ReportLine, Tally
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
    lines: tuple[ReportLine, ...] = field(default=(), repr=False)
    """Everything, to be added to what other machines have found."""


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
    :param jobs: how many processes read at the same time: several files, and portions of long ones of JSON
        Lines and of mitmproxy's flows.
    :param on_event: called after every exchange; with several processes, for every new finding.
    :raises CannotRunError: no file can be read, or none holds an exchange of an operation.
    """
    paths = [Path(file) for file in files]
    settings = JudgeSettings(
        tuple(apis), tuple(callback_paths), tuple(hosts), tuple(rules), tuple(exclude), strict
    )
    started = time.monotonic()
    judge = settings.judge(on_event)
    errors = (
        take_all(judge, settings, paths, jobs, on_event)
        if jobs > 1
        else [error for path in paths if (error := take(judge, Portion(path)))]
    )
    unknown = judge.settle()
    judge.leave(unknown)
    if errors and len(errors) == len(paths):
        raise CannotRunError(errors[0])
    stopped = " ".join(errors)
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
    judge = JudgeSettings(tuple(apis), tuple(callback_paths), tuple(hosts)).judge()
    take(judge, Portion(Path(file)))
    judge.leave(judge.settle())
    return list(tallies.write(judge.tally.lines()))


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
