"""One run of the check against one server: the documented samples, with our credentials and without, the head
of the corpus, the documented rules, the rest of the corpus, hostile bytes, then fuzzing.

Invariants: the documented samples go first; a server that refuses our credentials everywhere is "broken", one
that does not answer "could not run", and neither "holds"; what was found before a server died is reported; a
phase that is out of time ends, and the next begins.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace
from random import SystemRandom
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from order_contract.check import rulebook
from order_contract.check.document.operations import CheckedOperation, operations
from order_contract.check.errors import CannotRunError
from order_contract.check.findings import OnEvent, Report
from order_contract.check.phases import greeting, query_names
from order_contract.check.phases.corpus_phase import CorpusPhase
from order_contract.check.profiles import Profile, Shard, chosen
from order_contract.check.rule_counts import SHUT_OUT
from order_contract.check.rulebook import Rule
from order_contract.check.session import (
    OUT_OF_TIME,
    PhaseTimeoutError,
    Session,
    StopAtFirstError,
)
from order_contract.check.transport.allowed_hosts import permit
from order_contract.check.transport.connections import (
    Connection,
    ServerUnreachableError,
    to_url,
)
from order_contract.check.transport.credentials import ServerCredentials
from order_contract.check.transport.extras import Extras
from order_contract.spec import Api
from order_contract.wire.problems import did_you_mean

if TYPE_CHECKING:
    from order_contract.check.server_data import Fixtures

ENDED_AT_FIRST: Final = (
    "The run ended at its first error, as it was asked to: what comes behind it was not tested."
)
INTERRUPTED: Final = "The run was interrupted: what was not sent by then was not tested."
TIMEOUT: Final = 10.0
"""Seconds that a server may take for one response."""
_TLS: Final = "The server uses TLS: write https:// instead of http://."
_HEAD: Final = 40
"""Cases of the corpus, for each operation of the API, before the documented rules."""
_HEAD_TIME: Final = 0.2
_RULES: Final = 0.9
_SEQUENCES: Final = 0.5
_ROBUSTNESS: Final = 0.5
"""Parts of the time that is left when a phase begins, which it may take. A slow server is put to each rule
before it gets all of the corpus or sequences that are made up.
"""


def run(
    url: str | Callable[..., Any],
    api: Api,
    *,
    credentials: ServerCredentials | None = None,
    fixtures: Fixtures | None = None,
    profile: str | Profile = "default",
    seed: int | None = None,
    max_time: int | None = None,
    only: Iterable[str] = (),
    rules: Iterable[str] = (),
    exclude: Iterable[str] = (),
    shard: str | None = None,
    read_only: bool = False,
    strict: bool = False,
    stop_at_first: bool = False,
    known_findings: Container[str] = (),
    allow_host: bool = False,
    allow_production: bool = False,
    timeout: float = TIMEOUT,
    example_db: str | None = None,
    min_coverage: int = 0,
    on_event: OnEvent | None = None,
) -> Report:
    """Hold a server to the contract of one API.

    :param url: the server's base URL; for `merchant` the whole callback endpoint, or a base URL to which the
        documented path is added. Or an ASGI or WSGI application, which is then called in this process.
    :param credentials: sent with every request; hidden in all that is shown.
    :param fixtures: what is known of the server's data; without it, rules that need data are not run.
    :param profile: `quick` (20 seconds), `default` (90) or `deep` (`max_time`), or one of your own.
    :param seed: the same seed gives the same requests in the same order; the time may end them earlier. None
        picks one, named in the report.
    :param max_time: seconds for the whole run instead of the profile's.
    :param only: names of operations, such as `TrackOrder` or `trackOrder`; none means all.
    :param rules: ids of rules, or families of them; none means all.
    :param exclude: ids of rules, or families of them, that are not judged.
    :param shard: `2/5` sends the second fifth of the corpus and of what is made up.
    :param read_only: only operations that change nothing on the server.
    :param strict: what is only inferred from the documents is an error too.
    :param stop_at_first: end at the first error.
    :param known_findings: ids of findings, such as those of a baseline, at which it does not end.
    :param allow_host: send to hosts that are neither loopback nor private, too.
    :param allow_production: send to the hosts that the documents name, too.
    :param timeout: seconds that the server may take for one response.
    :param example_db: where Hypothesis keeps what it finds: a directory, or `redis://…` to share it.
    :param min_coverage: percent of the document; when less was tested, the report says so, and its exit code
        is 2 where it would be 0.
    :param on_event: called after every request, from the thread that sent it.
    :raises CannotRunError: nothing could be tested.
    """
    started = time.monotonic()
    credentials = credentials or ServerCredentials()
    credentials.require(api)
    profile, seconds = chosen(profile, max_time)
    part = Shard.parse(shard)
    seed = SystemRandom().randrange(2**32) if seed is None else seed
    operated = _chosen(api, only, read_only)
    wanted = _wanted(api, tuple(rules), tuple(exclude))
    named, base, path, connection = reached(
        url, api, timeout, allow_host, allow_production, credentials.extras
    )
    if path is not None:
        operated = tuple(operation.at(path) for operation in operated)
    stopped = ""
    with Session(
        api,
        connection,
        base,
        credentials,
        operated,
        strict=strict,
        stop_at_first=stop_at_first,
        known_findings=known_findings,
        wanted=wanted,
        on_event=on_event,
    ) as session:
        if isinstance(url, str):
            session.connect = lambda: to_url(named, timeout, credentials.extras)
        if example_db is not None:
            from order_contract.check.phases.example_database import opened

            session.database = opened(example_db)
        try:
            stopped = _phases(
                session,
                path,
                fixtures,
                profile,
                started + seconds,
                seed,
                part,
                tuple(rules),
                tuple(exclude),
                read_only,
            )
        except StopAtFirstError:
            stopped = ENDED_AT_FIRST
        except KeyboardInterrupt as interrupt:
            if type(interrupt) is not KeyboardInterrupt:
                raise  # SIGTERM leaves at once
            stopped = INTERRUPTED
        except ServerUnreachableError as gone:
            stopped = _gone(named, session, str(gone))
        _note_untested(session, profile, part, stopped)
        if not stopped and session.statuses == {404} and not any(map(session.has_accepted, operated)):
            stopped = greeting.NOTHING_RESPONDS
        report = session.report(named, seed, time.monotonic() - started, stopped)
    tested = report.coverage.percent if report.coverage else 0
    if not report.stopped and tested < min_coverage:
        return replace(
            report,
            stopped=(
                f"{tested} % of the document was tested, less than the {min_coverage} % that "
                "--min-coverage asks for."
            ),
        )
    return report


def _chosen(api: Api, only: Iterable[str], read_only: bool) -> tuple[CheckedOperation, ...]:
    wanted = {name.casefold() for name in only}
    known = operations(api)
    ids = {operation.id.casefold() for operation in known}
    unknown = [name for name in only if name.casefold() not in ids]
    if unknown:
        names = [operation.name for operation in known]
        raise CannotRunError(f"{_lacks(api, 'operation', unknown, names)} It has {', '.join(names)}.")
    remaining = tuple(
        operation
        for operation in known
        if (not wanted or operation.id.casefold() in wanted) and (operation.reads or not read_only)
    )
    if not remaining:
        raise CannotRunError(
            f"Of {', '.join(only) or api}, no operation leaves the server as it is: leave out --read-only, "
            "or choose another."
        )
    return remaining


def _lacks(api: Api, noun: str, unknown: Sequence[str], known: Iterable[str]) -> str:
    """That an API has none of these names, and which was probably meant by the first."""
    return f"{api} has no {noun} {', '.join(unknown)}{did_you_mean(unknown[0], known) or '.'}"


def _wanted(api: Api, rules: Sequence[str], exclude: Sequence[str]) -> Callable[[Rule], bool]:
    if not (rules or exclude):
        return lambda _: True
    known = {name for rule in all_rules() if api in rule.apis for name in (rule.id, rule.family)}
    unknown = sorted({*rules, *exclude} - known)
    if unknown:
        sentence = _lacks(api, "rule", unknown, sorted(known))
        raise CannotRunError(f"{sentence} `order-contract rules --api {api}` lists them.")

    def wanted(rule: Rule) -> bool:
        names = {rule.id, rule.family}
        return (not rules or not names.isdisjoint(rules)) and names.isdisjoint(exclude)

    return wanted


def all_rules() -> tuple[Rule, ...]:
    """Every rule of the check: of the wire, of hostile bytes, and documented."""
    from order_contract.check import scenarios as rules

    return (*rulebook.WIRE, *rulebook.ROBUSTNESS, *rules.RULES)


def reached(
    url: str | Callable[..., Any],
    api: Api,
    timeout: float,
    allow_host: bool,
    allow_production: bool,
    extras: Extras,
) -> tuple[str, str, str | None, Connection]:
    """The name of a server, its base URL, the path of a merchant's own endpoint, and a connection to it."""
    if not isinstance(url, str):
        from order_contract.check.transport import in_process

        return "the application", in_process.BASE, None, in_process.to_application(url, timeout, extras)
    endpoint = api == "merchant" and urlsplit(url).path not in ("", "/")
    url = permit(url, allow_host, allow_production)
    if endpoint:
        path = urlsplit(url).path
        return url, url.removesuffix(path), path, to_url(url, timeout, extras)
    url = url.rstrip("/")
    return url, url, None, to_url(url, timeout, extras)


def _phases(
    session: Session,
    path: str | None,
    fixtures: Fixtures | None,
    profile: Profile,
    until: float,
    seed: int,
    shard: Shard,
    only: Sequence[str],
    exclude: Sequence[str],
    read_only: bool,
) -> str:
    """Everything in its order. Gives the reason why the run could not go on, or nothing."""

    def phase(name: str, part: float, work: Callable[[float], object]) -> None:
        session.phase = name
        left = until - time.monotonic()
        session.until = time.monotonic() + left * part
        if left > 0:
            try:
                work(left * part)
            except PhaseTimeoutError:
                return

    cases = CorpusPhase(session, _put_back(session, fixtures))
    first = greeting.run(session, cases, knows_orders=fixtures is not None)
    if first.stopped:
        return first.stopped
    phase("credentials", 1.0, lambda _: greeting.hold_credentials(session, cases, first))
    if profile.corpus:
        phase("corpus", _HEAD_TIME, lambda _: cases.send(shard, _HEAD * len(operations(session.api))))
    # Rules show a fault within a few requests each; the rest of the corpus then meets the orders as they
    # were, put back.
    if profile.rule_examples and shard.number == 1:
        from order_contract.check import scenarios as documented

        phase(
            "rules",
            _RULES,
            lambda seconds: documented.run(
                session,
                fixtures,
                seed=seed,
                examples=profile.rule_examples,
                seconds=seconds * _SEQUENCES / _RULES,
                only=only,
                exclude=exclude,
                read_only=read_only,
            ),
        )
    if profile.corpus:
        phase("corpus", 1.0, lambda _: cases.send(shard))
        # last, so that none of the documented requests that it repeats comes before a rule's own
        phase("query names", 1.0, lambda _: query_names.run(session, shard))
    if profile.robustness and shard.number == shard.of:
        from order_contract.check.phases import robustness

        phase("robustness", _ROBUSTNESS, lambda _: robustness.run(session))
    if profile.boundaries or profile.examples != 0:
        from order_contract.check.phases.fuzzing import Fuzzer

        fuzzer = Fuzzer(session, path, seed=seed, shard=shard, database=session.database)
        phase("boundaries", 0.5, lambda _: fuzzer.boundaries(profile.boundaries))
        phase("fuzzing", 1.0, lambda _: fuzzer.fuzz(profile))
    return ""


def _put_back(session: Session, fixtures: Fixtures | None) -> Callable[[], None] | None:
    """What undoes everything that was done to the server's orders; None without a reset in the fixtures."""
    data = getattr(fixtures, session.api) if fixtures else None
    if data is None or data.reset is None:
        return None
    from order_contract.check.scenarios.server_state import ServerState

    return ServerState(data, session).put_back


def _note_untested(session: Session, profile: Profile, shard: Shard, stopped: str) -> None:
    """Say of the rules that were not reached why they were not."""
    if not profile.rule_examples:
        return
    wanted_rules = [rule for rule in all_rules() if session.wanted(rule)]
    why = (
        SHUT_OUT
        if session.is_shut_out
        else "The run ended before its turn."
        if stopped
        else "Another shard tests it."
        if shard.of > 1
        else OUT_OF_TIME
    )
    session.rules.left_out(wanted_rules, why)


def _gone(named: str, session: Session, reason: str) -> str:
    reason = reason or f"The server at {named} stopped responding during {session.phase}."
    return f"{reason} Look at its log, start it again."
