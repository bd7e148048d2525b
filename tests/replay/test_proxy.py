"""`order-contract proxy` between a client and a server: what passes is unchanged, and what breaks is told.

Needs mitmproxy, so Python 3.12 or newer: `make test-proxy`.
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytest.importorskip("mitmproxy")

ADDON = Path(__file__).parents[2] / "overrides/order_contract/replay/mitmproxy_addon.py"
GUID = "abcdabcd-abcd-abcd-abcd-abcdabcdabcd"
TRACK = f"/Order/TrackOrder?orderId=GE2794623GB&email=jane.roe%40example.org&merchantGUID={GUID}"
TRACKED = b'{"ShippingMethodCode":"STANDARD","ShippingMethodStatusName":"In transit","ShipmentLocation":null}'


class Server(ThreadingHTTPServer):
    """Gives one response, and keeps what it was sent, byte for byte."""

    daemon_threads = True
    response: tuple[int, dict[str, str], bytes] = (200, {"Content-Type": "application/json"}, TRACKED)

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[tuple[str, str, list[tuple[str, str]], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append((self.command, self.path, self.headers.items(), body))
        status, headers, content = self.server.response
        if not status:
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_PUT = do_GET = do_POST

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


class Running:
    """A proxy in a process of its own."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port
        self.code, self.out, self.err = -1, "", ""

    def call(self, path: str, body: bytes = b"", **headers: str) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
        response = connection.getresponse()
        content = response.read()
        connection.close()
        return response.status, response.getheaders(), content

    def end(self, number: int = signal.SIGINT) -> None:
        self.process.send_signal(number)
        self.out, self.err = self.process.communicate(timeout=60)
        self.code = self.process.returncode


@contextmanager
def proxy(upstream: str, folder: Path, *options: str) -> Iterator[Running]:
    command = [sys.executable, "-m", "order_contract.cli", "proxy", "--api", "globale", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--upstream", upstream, *options],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200", "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        ready = process.stderr.readline()
        assert ready.startswith("listening on http://127.0.0.1:"), ready
        yield Running(process, int(ready.partition("127.0.0.1:")[2].partition(" ")[0]))
    finally:
        process.kill()
        if process.stdout is not None and not process.stdout.closed:
            process.communicate(timeout=30)


class TestWhatPasses:
    def test_is_unchanged_byte_for_byte(self, server: Server, tmp_path: Path) -> None:
        bodies = [b"", b'{"a": 29.9000}', b"\x00\xff\xfe{", b'{"a":1,"a":2}', b"x" * 3_000_000]
        packed = gzip.compress(TRACKED)
        responses = [
            (200, {"Content-Type": "application/json", "X-Case": "Kept  twice"}, TRACKED),
            (200, {"Content-Type": "application/json", "Content-Encoding": "gzip"}, packed),
            (200, {"Content-Type": "application/json", "Content-Encoding": "gzip"}, b"no gzip"),
            (299, {"Content-Type": "text/html"}, b"\xff\x00"),
            (503, {"Retry-After": "7"}, b"y" * 20_000_000),
        ]
        with proxy(server.url, tmp_path) as running:
            for body, response in zip(bodies, responses, strict=True):
                server.response = response
                status, headers, content = running.call(TRACK, body, **{"X-Mine": 'a "b" c'})
                assert (status, content) == (response[0], response[2])
                assert set(response[1].items()) <= set(headers)
                method, path, sent, received = server.seen[-1]
                assert (method, path, received) == ("POST", TRACK, body)
                assert ("X-Mine", 'a "b" c') in sent
            running.end()

    def test_goes_on_when_the_judge_fails(
        self, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "sitecustomize.py").write_text(
            "import order_contract.replay.live as live\n"
            "def broken(state, origin): raise RuntimeError\n"
            "live.mitmproxy.entry = broken\n"
        )
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        with proxy(server.url, tmp_path) as running:
            assert [running.call(TRACK)[2] for _ in range(3)] == [TRACKED] * 3
            running.end()
        assert running.code == 2
        assert "not judged: 3 exchanges: the judge failed (RuntimeError)" in running.err


class TestWhatBreaks:
    def test_is_reported_at_once_and_stands_in_the_reports(self, server: Server, tmp_path: Path) -> None:
        with proxy(server.url, tmp_path, "--json", "report.json") as running:
            assert running.call(TRACK)[0] == 200
            server.response = (500, {"Content-Type": "application/json"}, b"{}")
            assert running.call(TRACK)[0] == 500
            assert running.process.stderr is not None
            line = running.process.stderr.readline()
            assert line.startswith("TrackOrder  no-server-error  500")
            running.call(TRACK.replace("email=", "mail="))
            running.end(signal.SIGTERM)
        assert running.code == 1, running.err
        assert GUID not in running.out + running.err
        report = json.loads((tmp_path / "report.json").read_text())
        results = {(finding["rule"], finding["location"]) for finding in report["runs"][0]["findings"]}
        assert results == {("no-server-error", "500"), ("request-valid", "email")}
        assert report["runs"][0]["cases"] == 3

    def test_a_server_that_closes_the_connection_is_blamed(self, server: Server, tmp_path: Path) -> None:
        server.response = (0, {}, b"")
        with proxy(server.url, tmp_path) as running:
            assert running.call(TRACK)[0] == 502
            running.end()
        assert (running.code, "TrackOrder  answer" in running.err) == (1, True), running.err

    def test_nothing_that_can_be_judged_ends_with_2(self, server: Server, tmp_path: Path) -> None:
        with proxy(server.url, tmp_path) as running:
            running.call("/favicon.ico")
            running.end()
        assert (running.code, "No exchange of a documented operation" in running.err) == (2, True)


def test_the_check_finds_a_server_behind_it_as_good_as_without(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "order_contract.cli"]
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sandbox = subprocess.Popen(
        [*command, "serve", "--port", str(port)], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    try:
        assert sandbox.stdout is not None
        sandbox.stdout.readline()
        with proxy(f"http://127.0.0.1:{port}", tmp_path, "--exclude", "request-valid") as running:
            checked = subprocess.run(
                [*command, "check", f"http://127.0.0.1:{running.port}", "--api", "globale", "--guid", GUID,
                 "--max-time", "10", "--seed", "1"],
                cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
            )  # fmt: skip
            running.end()
    finally:
        sandbox.kill()
        sandbox.communicate(timeout=30)
    assert (checked.returncode, running.code) == (0, 0), checked.stdout + running.out + running.err


def test_the_addon_can_be_used_alone(server: Server, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    mitmdump = Path(sys.executable).parent / "mitmdump"
    options = ["--set", "order_contract_apis=globale", "--set", "order_contract_report=report.json"]
    process = subprocess.Popen(
        [mitmdump, "--mode", f"reverse:{server.url}", "--listen-host", "127.0.0.1", "-p", str(port),
         "-s", ADDON, "--set", f"confdir={tmp_path}", *options],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},  # else what mitmdump prints stays in its buffer
    )  # fmt: skip
    try:
        assert process.stdout is not None
        while "listening at" not in (line := process.stdout.readline()):
            assert line, "mitmdump has ended"
        running = Running(process, port)
        server.response = (200, {"Content-Type": "application/json"}, b'{"ShipmentLocation": 1}')
        assert running.call(TRACK)[2] == b'{"ShipmentLocation": 1}'
        running.end(signal.SIGTERM)
    finally:
        process.kill()
        process.wait(30)
    assert "TrackOrder  body  response.ShipmentLocation" in running.out
    report = json.loads((tmp_path / "report.json").read_text())
    assert [finding["rule"] for finding in report["runs"][0]["findings"]] == ["body"]
