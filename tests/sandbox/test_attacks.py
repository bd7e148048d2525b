"""A running sandbox against web pages of other sites, and against clients that flood or stall."""

from __future__ import annotations

import resource
import select
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest

from order_contract import sandbox
from order_contract.sandbox.server import Running
from order_contract.wire import codec
from tests.sandbox.sandbox_calls import GUID, HTTP
from tests.sandbox.test_process import command, serving

PAGE = "https://evil.example"
REFUND = quote('{"OrderId":"GE123874638GB","DutiesAmount":1}')
CALLS = [
    ("POST", "/sandbox/reset", b""),
    ("POST", "/sandbox/orders", b'{"OrderId":"GE9","StatusCode":"a"}'),
    ("GET", "/sandbox/state", b""),
    ("GET", "/docs/", b""),
    ("GET", "/openapi/globale.json", b""),
    ("POST", f"/Order/CreateOrderRefund?merchantGUID={GUID}&orderRefund={REFUND}", b""),
    ("POST", f"/Order/GetOrdersDetails?merchantGUID={GUID}", b'{"OrderIds":["testID"]}'),
    ("POST", "/order-status-update-url", b'{"OrderId":"GE10047946955SG","StatusCode":"a"}'),
    ("GET", "/nowhere", b""),
]


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with Running() as running:
        yield running


@pytest.fixture(scope="module")
def hasty() -> Iterator[Running]:
    with Running("all", sandbox.Settings(request_timeout=1.0)) as running:
        yield running


def exchange(
    running: Running, method: str, target: str, body: bytes = b"", /, **fields: str | None
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the response to a request that is written by hand."""
    port = httpx2.URL(running.url).port or 0
    headers = {"host": f"127.0.0.1:{port}", "content_type": "application/json", **fields}
    lines = [f"{method} {target} HTTP/1.1", "Connection: close", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items() if value is not None]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall("\r\n".join((*lines, "", "")).encode() + body)
        head, _, content = connection.makefile("rb").read().partition(b"\r\n\r\n")
    status, *rest = head.decode().split("\r\n")
    return int(status.split()[1]), dict(line.lower().split(": ", 1) for line in rest), content


def state(running: Running) -> bytes:
    return HTTP.get(f"{running.url}/sandbox/state").content


class TestAForeignHost:
    @pytest.mark.parametrize(("method", "target", "body"), CALLS)
    def test_is_refused_and_changes_nothing(
        self, running: Running, method: str, target: str, body: bytes
    ) -> None:
        before = state(running)
        port = httpx2.URL(running.url).port
        status, headers, content = exchange(running, method, target, body, host=f"evil.example:{port}")
        assert (status, headers["content-type"]) == (403, "application/json")
        assert b"--allow-origin http://evil.example:" in content
        assert b"testID" not in content
        assert state(running) == before

    @pytest.mark.parametrize(
        "host",
        ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "evil@localhost",
         "localhost:x", "127.0.0.1/", "", "localhostx", "[::1", "sandbox"],
    )  # fmt: skip
    def test_is_refused_however_it_is_written(self, running: Running, host: str) -> None:
        assert exchange(running, "GET", "/sandbox", host=host)[0] == 403

    def test_beside_a_known_one_is_refused(self, running: Running) -> None:
        assert exchange(running, "GET", "/sandbox", host="localhost\r\nHost: evil.example")[0] in (400, 403)

    @pytest.mark.parametrize(
        "host", ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:8080", "[::1]", "172.17.0.2:8080", None]
    )
    def test_is_none_of_the_names_of_this_machine(self, running: Running, host: str | None) -> None:
        assert exchange(running, "GET", "/sandbox", host=host)[0] == 200

    def test_is_known_when_it_is_the_one_to_listen_on_or_that_of_an_allowed_page(self) -> None:
        settings = sandbox.Settings(host="Box.lan", allow_origins=("http://sandbox:8080",))
        with Running("all", settings) as running:
            for host in ("box.lan:8080", "sandbox", "sandbox:9"):
                assert exchange(running, "GET", "/sandbox", host=host)[0] == 200
            assert exchange(running, "GET", "/sandbox", host="other.lan")[0] == 403


class TestAForeignOrigin:
    @pytest.mark.parametrize(("method", "target", "body"), CALLS)
    @pytest.mark.parametrize("origin", [PAGE, "null"])
    def test_is_refused_and_changes_nothing(
        self, running: Running, method: str, target: str, body: bytes, origin: str
    ) -> None:
        before = state(running)
        status, headers, content = exchange(running, method, target, body, origin=origin)
        assert status == 403
        assert f"--allow-origin {origin} ".encode() in content
        assert "access-control-allow-origin" not in headers
        assert state(running) == before

    @pytest.mark.parametrize(
        "origin",
        ["http://127.0.0.1.evil.example", "http://192.0.2.1", "file://localhost",
         "http://localhost@evil.example", "http://localhost/", "localhost"],
    )  # fmt: skip
    def test_is_refused_however_it_is_written(self, running: Running, origin: str) -> None:
        assert exchange(running, "POST", "/sandbox/reset", origin=origin)[0] == 403

    def test_may_not_ask_first_either(self, running: Running) -> None:
        asked = {"origin": PAGE, "Access_Control_Request_Method": "POST"}
        status, headers, _ = exchange(running, "OPTIONS", "/sandbox/reset", **asked)
        assert status == 403
        assert not [name for name in headers if name.startswith("access-control")]

    @pytest.mark.parametrize(
        "origin", ["http://localhost:3000", "http://127.0.0.1:1", "http://[::1]:80", PAGE]
    )
    def test_that_is_allowed_may_ask_call_and_read(self, origin: str) -> None:
        target = f"/Order/GetOrdersDetails?merchantGUID={GUID}"
        asked = {"Access_Control_Request_Method": "POST", "Access_Control_Request_Headers": "content-type"}
        with Running("all", sandbox.Settings(allow_origins=(PAGE,))) as running:
            status, headers, _ = exchange(running, "OPTIONS", target, origin=origin, **asked)
            assert (status, headers["access-control-allow-origin"]) == (200, origin)
            assert headers["access-control-allow-headers"] == "content-type"
            assert "post" in headers["access-control-allow-methods"]
            status, headers, content = exchange(
                running, "POST", target, b'{"OrderIds":["testID"]}', origin=origin
            )
            assert (status, headers["access-control-allow-origin"]) == (200, origin)
            assert b'"OrderId":"testID"' in content
            assert exchange(running, "POST", "/sandbox/reset", origin="https://other.example")[0] == 403

    def test_is_none_when_the_page_is_the_sandboxs_own(self, running: Running) -> None:
        page = {"host": "172.17.0.2:8080", "origin": "http://172.17.0.2:8080"}
        assert exchange(running, "POST", "/sandbox/reset", **page)[0] == 200
        assert exchange(running, "POST", "/sandbox/reset", **{**page, "host": "172.17.0.2:81"})[0] == 403

    def test_is_allowed_by_name_on_the_command_line(self) -> None:
        with serving("--no-log", "--allow-origin", PAGE, "--allow-origin", "null") as (_, url):
            for origin in (PAGE, "null"):
                response = HTTP.post(f"{url}/sandbox/reset", headers={"Origin": origin})
                assert response.headers["Access-Control-Allow-Origin"] == origin
            refused = HTTP.post(f"{url}/sandbox/reset", headers={"Origin": "https://other.example"})
            assert refused.status_code == 403

    @pytest.mark.parametrize("origin", ["*", "evil.example", "https://evil.example/page", "ftp://a"])
    def test_that_is_none_cannot_be_allowed(self, origin: str) -> None:
        ran = subprocess.run(
            command("--port", "0", "--allow-origin", origin),
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert (ran.returncode, ran.stdout) == (2, "")
        assert ran.stderr.startswith(f"order-contract serve: --allow-origin: got {origin}; pass ")


class TestABodyThatIsNotJson:
    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
    @pytest.mark.parametrize(("method", "target", "body"), [call for call in CALLS if call[0] == "POST"])
    def test_is_refused_and_changes_nothing(
        self, running: Running, method: str, target: str, body: bytes, kind: str | None
    ) -> None:
        before = state(running)
        assert exchange(running, method, target, body or b"{}", content_type=kind)[0] == 415
        assert state(running) == before


def memory(process: subprocess.Popen[str]) -> int:
    """The most bytes that a process has held."""
    text = Path(f"/proc/{process.pid}/status").read_text()
    return 1024 * int(text.partition("VmHWM:")[2].split()[0])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the memory of a process from /proc")
class TestAFlood:
    @pytest.mark.parametrize(
        ("start", "piece"),
        [
            (b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"a: " + b"b" * 1000 + b"\r\n"),
            (b"GET / HTTP/1.1\r\nHost: localhost\r\na: ", b"b" * 1000),
            (b"GET /", b"b" * 1000),
            (b"POST /nowhere HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
             b"a: " + b"b" * 1000 + b"\r\n"),
        ],
        ids=["headers", "one header", "the target", "trailers"],
    )  # fmt: skip
    def test_of_112_mib_beside_a_body_is_cut_off(self, start: bytes, piece: bytes) -> None:
        with serving("--no-log") as (process, url):
            assert HTTP.get(f"{url}/sandbox").status_code == 200
            before = memory(process)
            sent = 0
            with socket.create_connection(("127.0.0.1", httpx2.URL(url).port or 0), timeout=10) as connection:
                connection.sendall(start)
                try:
                    while sent < 112 << 20:
                        connection.sendall(piece * 1000)
                        sent += len(piece) * 1000
                except ConnectionError:
                    pass
            assert sent < 32 << 20
            assert memory(process) - before < 16 << 20
            assert HTTP.get(f"{url}/sandbox").status_code == 200

    @pytest.mark.parametrize(("pieces", "end"), [(1, b"\r\n\r\n"), (40, b"")], ids=["whole", "in pieces"])
    def test_is_reported_that_its_head_is_too_large(self, running: Running, pieces: int, end: bytes) -> None:
        port = httpx2.URL(running.url).port or 0
        head = b"GET /sandbox HTTP/1.1\r\nHost: localhost\r\na: " + b"b" * (128 << 10) + end
        size = len(head) // pieces + 1
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            for place in range(0, len(head), size):
                connection.sendall(head[place : place + size])
            assert connection.recv(4096).startswith(b"HTTP/1.1 431 ")

    def test_is_none_when_a_head_is_within_the_limit_and_the_body_is_large(self, running: Running) -> None:
        query = f"merchantGUID={GUID}&a={'b' * 60_000}"
        body = b" " * 1_000_000 + b'{"OrderIds":[]}'
        assert exchange(running, "POST", f"/Order/GetOrdersDetails?{query}", body)[2] == b"[]"


class TestASlowClient:
    HEAD = b"POST /sandbox/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"

    def test_is_timed_out_and_so_are_500_at_once(self, hasty: Running) -> None:
        port = httpx2.URL(hasty.url).port or 0
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = max(soft, min(hard, 4096)) if hard != resource.RLIM_INFINITY else max(soft, 4096)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        with ExitStack() as stack:
            stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
            clients = [
                stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
                for _ in range(500)
            ]
            started, ended = time.monotonic(), 0
            waiting = select.poll()
            for client in clients:
                client.sendall(self.HEAD)
                waiting.register(client, select.POLLIN)
            known = {client.fileno(): client for client in clients}
            while known and time.monotonic() - started < 20:
                for number, _ in waiting.poll(200):
                    waiting.unregister(number)
                    client = known.pop(number)
                    with suppress(ConnectionError):
                        assert client.recv(4096).startswith(b"HTTP/1.1 408 ")
                    ended += 1
                for client in known.values():
                    # Each byte comes within any limit on idle connections. One that was timed out since the
                    # poll fails here, and what it received is read next.
                    with suppress(ConnectionError):
                        client.send(b"a")
            assert ended == 500
            assert HTTP.get(f"{hasty.url}/sandbox").status_code == 200

    @pytest.mark.parametrize(
        ("begun", "response"),
        [(b"", b""), (b"\r\n", b"HTTP/1.1 408 "), (HEAD, b"HTTP/1.1 408 "),
         (HEAD + b"Content-Length: 60\r\n\r\n{", b"")],
        ids=["nothing", "an empty line", "a part of the head", "a part of the body"],
    )  # fmt: skip
    @pytest.mark.parametrize("before", [False, True], ids=["", "after a request"])
    def test_is_timed_out_wherever_it_stops(
        self, hasty: Running, begun: bytes, response: bytes, before: bool
    ) -> None:
        port = httpx2.URL(hasty.url).port or 0
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            if before:
                connection.sendall(b"HEAD /docs/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert connection.recv(4096).endswith(b"\r\n\r\n")
            started = time.monotonic()
            connection.sendall(begun)
            status = connection.makefile("rb").read()[:13]
            # One that says nothing after a request is kept for 5 seconds, by uvicorn's own limit.
            assert 0.5 < time.monotonic() - started < (8 if before and not begun else 4)
        if not before:
            assert status == response

    def test_that_does_not_read_is_cut_off(self) -> None:
        with Running("all", sandbox.Settings(request_timeout=1.0)) as running:
            port = httpx2.URL(running.url).port or 0
            ask = b"GET /sandbox/state HTTP/1.1\r\nHost: localhost\r\n\r\n"
            with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                started = time.monotonic()
                with suppress(ConnectionError, TimeoutError):
                    while time.monotonic() - started < 20:
                        connection.sendall(ask * 50)
                        time.sleep(0.05)
                assert time.monotonic() - started < 9

    def test_whose_body_ends_early_changes_nothing(self, running: Running) -> None:
        before = state(running)
        port = httpx2.URL(running.url).port or 0
        seed = codec.dumps({"OrderId": "GE-cut", "StatusCode": "a"})
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(
                self.HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(seed), seed)
            )
            connection.shutdown(socket.SHUT_WR)
            connection.makefile("rb").read()
        assert state(running) == before
