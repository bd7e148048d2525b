"""Runs one server of the campaign in a process of its own: `python -m tests.faults.serve_fault NAME` serves a
fault by its id, or a correct server.

Invariants: the first line says where it listens; it ends when its input ends, so that no server outlives the
campaign.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.faults import endpoint, middle, second
from tests.faults.catalogue import Api, Fault, Serve, faults


@contextmanager
def independent(config: second.Config) -> Iterator[str]:
    """The second server."""
    with second.running(second.create(config)) as url:
        yield url


_BEHIND: Serve = middle.through(middle.sandbox, lambda: lambda request, forward: forward(request))
CORRECT: Mapping[str, tuple[Api, Serve]] = {
    "sandbox, globale": ("globale", middle.sandbox),
    "sandbox, merchant": ("merchant", middle.sandbox),
    "sandbox, s2": ("s2", middle.sandbox),
    "sandbox behind the middle": ("globale", _BEHIND),
    "second, globale, refusals under 4xx": ("globale", partial(independent, second.Config())),
    "second, globale, refusals under 200": (
        "globale",
        partial(independent, second.Config(envelope_200=True)),
    ),
    "second, merchant": ("merchant", partial(independent, second.Config())),
    "second, s2": ("s2", partial(independent, second.Config())),
    "receiver that takes every order": ("merchant", endpoint.correct),
    "receiver that knows its orders": ("merchant", endpoint.strict),
}
"""The servers without a fault, by name, each with the API that it is held to."""


def fixtures(correct: Serve | None) -> str:
    """What our check is told of a server's data: that of the server without the fault."""
    first = next((text() for known, text in _FIXTURES if correct is known), None)
    if first is not None:
        return first
    config = correct.args[-1] if isinstance(correct, partial) else second.Config()
    return _SECOND.read_text().replace(
        "[globale]\n", f"[globale]\nerror_info = {str(config.error_info).lower()}\n", 1
    )


def _sandbox_fixtures() -> str:
    from order_contract.sandbox.check_fixtures import fixtures
    from order_contract.sandbox.settings import Settings

    return fixtures(Settings())


ROOT = Path(__file__).parents[2]
_SECOND = Path(second.__file__).with_name("fixtures.toml")
_ORDER = 'orders = [{order_id = "GE10047946955SG", merchant_order_id = "00024345"}]'
_FIXTURES: tuple[tuple[Serve, Callable[[], str]], ...] = (
    (middle.sandbox, _sandbox_fixtures),
    (_BEHIND, _sandbox_fixtures),
    (endpoint.correct, lambda: f"[merchant]\n{_ORDER}\n"),
    (endpoint.strict, lambda: f'[merchant]\n{_ORDER}\nrefuses = ["unknown-order", "mixed-ids"]\n'),
)


def baseline(fault: Fault, known: tuple[Fault, ...]) -> str:
    """The name under which the server of a fault runs without it: that of the first fault over the same
    server.
    """
    return "without " + next(
        item.id for item in known if item.api == fault.api and _same(item.correct) == _same(fault.correct)
    )


def _same(serve: Serve | None) -> object:
    """What makes two servers the same one, wherever they were named."""
    return (serve.func, serve.args) if isinstance(serve, partial) else serve


def by_name(name: str) -> Serve:
    """What serves a fault, a fault's server without it, or a correct server."""
    planted = {fault.id: fault for fault in faults()}
    if name in planted:
        return planted[name].serve
    correct = (
        planted[name.removeprefix("without ")].correct if name.startswith("without ") else CORRECT[name][1]
    )
    assert correct
    return correct


@contextmanager
def running(name: str) -> Iterator[str]:
    """The server in another process, so that what it computes takes nothing from who asks it."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.serve_fault", name],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        try:
            url = process.stdout.readline().strip()
            if not url:
                raise RuntimeError(f"the server of {name} did not start")
            yield url
        finally:
            process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


if __name__ == "__main__":
    with by_name(sys.argv[1])() as address:
        print(address, flush=True)
        sys.stdin.read()
