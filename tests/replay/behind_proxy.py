"""A plugin for pytest: between the clients of a test run and their servers stands `order-contract proxy`.

    pytest -p tests.replay.behind_proxy tests/http tests/globale tests/refunds tests/callback/test_guides.py

Each sandbox that a test starts gets a proxy of its own. A request to an `httpx2.MockTransport` goes through
one proxy to a server that asks the test's own handler.

Invariants: a test sees what it sees without the proxy; what arrives is what was sent, byte for byte; the run
fails where the proxy changes something, or judges what passed otherwise than the same exchanges are judged
without it.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import h11
import httpx2
import pytest

from order_contract.check.findings import Finding
from order_contract.check.transport.messages import Received, Sent
from order_contract.replay.exchange_judge import ExchangeJudge
from order_contract.replay.operation_matcher import ANY_HOST, OperationMatcher
from order_contract.replay.recorded_exchange import Recorded, headers
from order_contract.replay.tally import Tally
from order_contract.sandbox.server import Running
from order_contract.spec import APIS

CHAOS = "x-sandbox-chaos"
NOT_BEHIND = {
    "drop": "a proxy gives 502 where a server gives no response",
    "truncated": "a proxy gives 502 where a response ends in the middle",
}
"""Parameters of tests whose outcome is another behind any proxy."""
_NUMBER = re.compile(rb"^/exchange-(\d+)")
_problems: list[str] = []
_counts: Counter[str] = Counter()


class Proxy:
    """`order-contract proxy` in a process of its own, before one server."""

    def __init__(self, upstream: str) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._report = Path(self._folder.name) / "report.json"
        apis = [word for api in APIS for word in ("--api", api)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "order_contract.cli", "proxy", *apis, "--port", "0",
             "--upstream", upstream, "--json", str(self._report)],
            cwd=self._folder.name, env={**os.environ, "PYTHONWARNINGS": "ignore"},
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stderr is not None
        ready = self._process.stderr.readline()
        match = re.search(r"http://127\.0\.0\.1:(\d+)", ready)
        assert match is not None, ready
        self.port = int(match[1])
        # Its lines are read at once, so that it never waits for somebody to read them.
        self._lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stderr is not None
        self._lines += self._process.stderr

    def close(self) -> list[dict[str, Any]]:
        """End it; gives its runs, as the JSON report has them."""
        self._process.send_signal(signal.SIGINT)
        code = self._process.wait(60)
        self._reader.join(60)
        assert self._process.stderr is not None
        self._process.stderr.close()
        failed = [line for line in self._lines if "the judge" in line]
        runs = json.loads(self._report.read_text())["runs"] if self._report.exists() else []
        if failed or code not in (0, 1, 2) or (code == 2 and runs):
            _problems.append(f"the proxy ended with {code}: {''.join(self._lines)}")
        self._folder.cleanup()
        _counts["judged"] += sum(run["cases"] for run in runs)
        return list(runs)


# The sandbox.

_start, _close = Running.__init__, Running.close


def _start_behind(self: Any, *arguments: Any, **options: Any) -> None:
    _start(self, *arguments, **options)
    self.proxy = Proxy(self.url)
    self.url = f"http://127.0.0.1:{self.proxy.port}"
    _counts["sandboxes"] += 1


def _close_behind(self: Any) -> None:
    proxy, self.proxy = getattr(self, "proxy", None), None
    if proxy is not None:
        for run in proxy.close():
            for finding in run["findings"]:
                if not any(CHAOS in step["sent"]["headers"] for step in finding["steps"]):
                    _problems.append(f"{finding['operation']} {finding['rule']}: {finding['message']}")
                _counts["findings of chaos"] += 1
    _close(self)


# The tests' own handlers.


@dataclass
class _Exchange:
    handler: Any
    request: httpx2.Request
    response: httpx2.Response | None = None
    error: BaseException | None = None
    is_sent: bool = True
    """Whether the response can go over a connection."""


@dataclass
class _Handlers:
    """The proxy before the tests' own handlers, and the server behind it."""

    exchanges: dict[int, _Exchange] = field(default_factory=dict)
    recorded: list[Recorded] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()
        self.proxy = Proxy(f"http://127.0.0.1:{self._listener.getsockname()[1]}")

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            http = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 24)
            head, body = _message(http, connection)
            match = _NUMBER.match(head.target)
            assert match is not None, head.target
            exchange = self.exchanges[int(match[1])]
            request = exchange.request
            arrived = (head.method, head.target[match.end() :], _without_host(head.headers.raw_items()), body)
            expected = (request.method.encode(), request.url.raw_path, _without_host(request.headers.raw),
                        request.content)  # fmt: skip
            if arrived != expected:
                _problems.append(f"a request has changed: {expected!r} became {arrived!r}")
            try:
                exchange.response = exchange.handler(request)
            except BaseException as error:  # noqa: BLE001 - the test's own, raised where the test expects it
                exchange.error = error
                return
            response = exchange.response
            try:
                content = (
                    http.send(h11.Response(status_code=response.status_code, headers=response.headers.raw))
                    + http.send(h11.Data(data=_raw(response)))
                    + http.send(h11.EndOfMessage())
                )
            except h11.LocalProtocolError:
                exchange.is_sent = False  # a response that no server can send, such as a 304 with a body
            else:
                connection.sendall(content)

    def pass_on(self, handler: Any, request: httpx2.Request) -> httpx2.Response:
        """The handler's response, once request and response have gone through the proxy."""
        exchange = _Exchange(handler, request)
        with self.lock:
            number = len(self.exchanges)
            self.exchanges[number] = exchange
        http = h11.Connection(h11.CLIENT, max_incomplete_event_size=1 << 24)
        target = f"/exchange-{number}".encode() + request.url.raw_path
        with socket.create_connection(("127.0.0.1", self.proxy.port), timeout=60) as connection:
            connection.sendall(
                http.send(h11.Request(method=request.method, target=target, headers=request.headers.raw))
                + http.send(h11.Data(data=request.content))
                + http.send(h11.EndOfMessage())
            )
            head, body = _message(http, connection)
        _counts["handled"] += 1
        recorded = Recorded("a test", _sent(request, target), None)
        if exchange.error is not None:
            self.recorded.append(recorded)
            raise exchange.error
        response = exchange.response
        assert response is not None
        if not exchange.is_sent:
            _counts["handled"] -= 1
            _counts["left alone"] += 1
            self.recorded.append(recorded)
            return response
        arrived = head.status_code, _folded(head.headers.raw_items()), body
        expected = response.status_code, _folded(response.headers.raw), _raw(response)
        if arrived != expected:
            _problems.append(f"a response has changed: {expected!r} became {arrived!r}")
        received = Received(head.status_code, headers(head.headers.raw_items()), response.content)
        self.recorded.append(Recorded("a test", recorded.sent, received))
        return response

    def close(self) -> None:
        """End both, and compare the verdicts."""
        behind = Counter(
            (finding["operation"], finding["rule"], finding["location"])
            for run in self.proxy.close()
            for finding in run["findings"]
        )
        self._listener.close()
        tally = Tally()
        judge = ExchangeJudge(OperationMatcher(APIS, (), [ANY_HOST]), tally)
        for recorded in self.recorded:
            judge.take(recorded)
        direct: list[Finding] = [
            finding for report in tally.reports("tests", 0) for finding in report.findings
        ]
        before = Counter((finding.operation, finding.rule.id, finding.location) for finding in direct)
        if behind != before:
            _problems.append(f"only the proxy finds {behind - before}, and only the test {before - behind}")
        _counts["findings of handlers"] = len(direct)


def _message(http: h11.Connection, connection: socket.socket) -> tuple[Any, bytes]:
    head: Any = None
    body = b""
    while not isinstance(event := http.next_event(), h11.EndOfMessage):
        if event is h11.NEED_DATA:
            http.receive_data(connection.recv(1 << 16))
        elif isinstance(event, h11.Data):
            body += bytes(event.data)
        elif event is not h11.PAUSED:
            head = event
    return head, body


def _raw(response: httpx2.Response) -> bytes:
    """The bytes of the body as they go over the wire, packed if they are."""
    stream: Any = response.stream
    return b"".join(stream)


def _without_host(pairs: Any) -> list[tuple[bytes, bytes]]:
    return [(bytes(name), bytes(value)) for name, value in pairs if bytes(name).lower() != b"host"]


def _folded(pairs: Any) -> list[tuple[bytes, bytes]]:
    """Headers but for that by which HTTP frames a body of no stated length."""
    folded = [(bytes(name).lower(), bytes(value)) for name, value in pairs]
    return [pair for pair in folded if pair != (b"transfer-encoding", b"chunked")]


def _sent(request: httpx2.Request, target: bytes) -> Sent:
    url = f"http://{request.url.host}{target.decode('latin-1')}"
    return Sent(request.method, url, headers(request.headers.raw), request.content)


class _BehindTransport(httpx2.MockTransport):
    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        return self._pass_on(request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        if asyncio.iscoroutinefunction(self.handler):
            _counts["left alone"] += 1
            return await self.handler(request)
        # Not in a thread: some handlers look at the task that runs.
        return self._pass_on(request)

    def _pass_on(self, request: httpx2.Request) -> httpx2.Response:
        handler = self.handler
        assert _handlers is not None
        return _handlers.pass_on(handler, request)


_handlers: _Handlers | None = None


def pytest_configure(config: pytest.Config) -> None:
    """Put the proxy in place."""
    global _handlers
    setattr(Running, "__init__", _start_behind)  # noqa: B010 - mypy knows no other way
    setattr(Running, "close", _close_behind)  # noqa: B010
    setattr(httpx2, "MockTransport", _BehindTransport)  # noqa: B010
    _handlers = _Handlers()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what no proxy can pass on."""
    for item in items:
        values = getattr(item, "callspec", None)
        for word, why in NOT_BEHIND.items():
            if values is not None and word in values.params.values():
                item.add_marker(pytest.mark.skip(reason=why))


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """End the proxy, and fail the run when something was changed or judged otherwise."""
    if _handlers is not None:
        _handlers.close()
    if _problems and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what went through."""
    counts = ", ".join(f"{number:,} {name}" for name, number in _counts.items())
    terminalreporter.write_line(f"behind the proxy: {counts}")
    for problem in _problems[:20]:
        terminalreporter.write_line(problem[:1_000], red=True)
