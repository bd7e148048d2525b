"""`order-contract serve` as a process: its start, its end, what a kill leaves behind; the pytest fixture."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest

from order_contract import sandbox
from order_contract.cli import serve
from order_contract.sandbox import server
from order_contract.sandbox.server import Running
from order_contract.sandbox.settings import Settings
from order_contract.wire import codec
from tests.sandbox.sandbox_calls import GUID, HTTP, Caller

pytest_plugins = ["pytester"]

ORDER = "GE123874638GB"


def command(*options: str) -> list[str]:
    return [sys.executable, "-m", "order_contract.cli", "serve", *options]


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that serves, and its address as its first line tells it."""
    process = subprocess.Popen(
        command("--port", "0", *options), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        match = re.fullmatch(
            r"order-contract sandbox ready: (http://127\.0\.0\.1:\d+) \(([a-z0-9, ]+)\)\n", first
        )
        assert match, first
        yield process, match[1]
    finally:
        process.kill()
        process.communicate()


class TestStart:
    @pytest.mark.parametrize(
        ("host", "url"), [("0.0.0.0", "http://127.0.0.1:8080"), ("::", "http://[::1]:8080")]
    )
    def test_on_every_address_names_one_that_a_browser_opens(self, host: str, url: str) -> None:
        class Listener(socket.socket):  # bound by nobody: a test listens on loopback only
            def getsockname(self) -> tuple[str, int]:
                return host, 8080

        with Listener() as listener:
            assert server.url_of(listener) == url
        block = serve._start_block(url, ("s2",), Settings(host=host))
        assert f"listening on every address of this machine ({host})" in block
        assert "every address" not in serve._start_block(url, ("s2",), Settings())

    def test_says_once_where_it_is_and_with_which_credentials(self) -> None:
        with serving("--api", "globale", "--merchant-guid", "mine") as (process, url):
            assert (
                HTTP.post(
                    f"{url}/Order/GetOrdersDetails?merchantGUID=mine", json={"OrderIds": []}
                ).status_code
                == 200
            )
            assert HTTP.put(f"{url}/order/1").status_code == 404
            process.terminate()
            process.wait(20)
            assert process.stdout is not None
            assert process.stderr is not None
            output, errors = process.stdout.read(), process.stderr.read()
        assert f"{url}/Order/<Method>?merchantGUID=mine" in output
        assert "s2" not in output
        assert [codec.loads(line)["status"] for line in errors.splitlines()] == [200, 404]

    @pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
    def test_ends_cleanly_on_a_signal(self, how: signal.Signals) -> None:
        with serving("--no-log") as (process, url):
            assert HTTP.get(f"{url}/sandbox").status_code == 200
            process.send_signal(how)
            _, errors = process.communicate(timeout=20)
        assert (process.returncode, errors) == (0, "")

    @pytest.mark.parametrize(
        ("options", "sentence"),
        [
            (
                ["--port", "{taken}"],
                (
                    "cannot listen on 127.0.0.1 port {taken}: Address already in use. "
                    "Choose another with --port, or --port 0 for a free one."
                ),
            ),
            (["--port", "0", "--host", "192.0.2.1"], "cannot listen on 192.0.2.1 port 0: "),
            (
                ["--port", "0", "--db", "{dir}/text.db/none/state.db"],
                "--db: the folder {dir}/text.db/none cannot be made (Not a directory)",
            ),
            (
                ["--port", "0", "--db", "{dir}/other.db"],
                "the database {dir}/other.db was not made by this version of the sandbox.",
            ),
            (
                ["--port", "0", "--db", "{dir}/text.db"],
                "the database {dir}/text.db cannot be used: file is not a database.",
            ),
            (["--port", "0", "--chaos", "{dir}/none.json"], "--chaos: cannot read {dir}/none.json: No such"),
            (
                ["--port", "0", "--merchant-url", "merchant"],
                "--merchant-url got a text without http:// or https://; pass an http or https URL",
            ),
        ],
    )
    def test_what_cannot_be_done_is_one_sentence_and_code_2(
        self, tmp_path: Path, options: list[str], sentence: str
    ) -> None:
        other = sqlite3.connect(tmp_path / "other.db")
        other.execute("create table a (b)")
        other.close()
        (tmp_path / "text.db").write_text("no database " * 100)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            names = {"taken": listener.getsockname()[1], "dir": tmp_path}
            result = subprocess.run(
                command(*(option.format(**names) for option in options)),
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
        assert (result.returncode, result.stdout) == (2, "")
        first, *others = result.stderr.splitlines()
        assert first.startswith(f"order-contract serve: {sentence.format(**names)}")
        assert others in ([], ["Run order-contract serve -h to see how it is used."])


class TestDatabase:
    def refund(self, url: str, money: Decimal) -> httpx2.Response:
        query = {
            "merchantGUID": GUID,
            "orderRefund": codec.dumps({"OrderId": ORDER, "DutiesAmount": money}).decode(),
        }
        return HTTP.post(f"{url}/Order/CreateOrderRefund", params=query)

    def refunds(self, url: str) -> list[Decimal]:
        state = codec.loads(HTTP.get(f"{url}/sandbox/state").content)
        [order] = [order for order in state["Orders"] if order["Order"]["OrderId"] == ORDER]
        results = [refund["TotalRefundAmount"] for refund in order["Refunds"]]
        assert sum(results) == order["Refunded"]
        return results

    def test_a_kill_in_the_middle_of_writes_loses_nothing_acknowledged(self, tmp_path: Path) -> None:
        database = str(tmp_path / "state.db")
        acknowledged: list[Decimal] = []
        for round_ in range(3):
            with serving("--db", database, "--no-log") as (process, url):
                enough = threading.Event()

                def write(first: int, url: str = url, enough: threading.Event = enough) -> None:
                    for number in range(first, first + 2_000):
                        money = Decimal(number).scaleb(-6)
                        try:
                            response = self.refund(url, money)
                        except httpx2.TransportError:
                            return
                        assert response.status_code == 200
                        acknowledged.append(money)
                        if number % 1_000 == 10:
                            enough.set()

                writers = [
                    threading.Thread(target=write, args=(1 + (3 * round_ + index) * 10_000,))
                    for index in range(3)
                ]
                for writer in writers:
                    writer.start()
                assert enough.wait(60)
                process.kill()
                for writer in writers:
                    writer.join()
        with serving("--db", database, "--no-log") as (_, url):
            kept = self.refunds(url)
        assert set(acknowledged) <= set(kept)
        assert len(kept) == len(set(kept))
        # At most the request that each writer had under way was carried out without a response.
        assert len(kept) <= len(acknowledged) + 9

    def test_two_processes_on_one_file_cannot_both_take_the_last_money(self, tmp_path: Path) -> None:
        database = str(tmp_path / "state.db")
        with (
            serving("--db", database, "--no-log") as (_, item),
            serving("--db", database, "--no-log") as (_, other),
        ):
            responses: list[int] = []
            calls = [
                threading.Thread(
                    target=lambda url=url: responses.append(self.refund(url, Decimal(200)).status_code)
                )
                for url in (item, other) * 4
            ]
            for call in calls:
                call.start()
            for call in calls:
                call.join()
            assert sorted(responses) == [200, *[400] * 7]
            assert self.refunds(item) == self.refunds(other) == [Decimal(200)]

    def test_what_another_process_wrote_counts_and_not_what_is_remembered(
        self, make: Callable[..., Caller], tmp_path: Path
    ) -> None:
        item, other = (make(database=str(tmp_path / "state.db")) for _ in range(2))
        for state in ("DISPATCHED", "SENT_TO_HUB"):
            # Each writes on top of what the other wrote last; one that went on from its own memory would undo
            # the status.
            other.control("POST", "/orders/testID/status", {"StatusCode": state})
            item.control("POST", "/orders/testID/advance", {"State": state})
            assert item.details("testID")["StatusCode"] == other.details("testID")["StatusCode"] == state
            assert item.details("testID") == other.details("testID")

    def test_state_is_kept_and_not_filled_again(self, tmp_path: Path) -> None:
        settings = sandbox.Settings(database=str(tmp_path / "state.db"))
        for expected in ("N/A", "a"):
            box = Caller(sandbox.app("all", settings))
            assert box.details("testID")["StatusCode"] == expected
            box.control("POST", "/orders/testID/status", {"StatusCode": "a"})
            box.application.service.store.close()


class TestLimitsOverTheSocket:
    @pytest.fixture
    def running(self) -> Iterator[Running]:
        with Running("all", sandbox.Settings(max_body=100_000)) as running:
            yield running

    def test_a_body_beyond_the_limit_is_not_waited_for(self, running: Running) -> None:
        with socket.create_connection(("127.0.0.1", httpx2.URL(running.url).port or 0)) as connection:
            head = f"POST /Order/GetOrdersDetails?merchantGUID={GUID} HTTP/1.1\r\nHost: localhost\r\n"
            connection.sendall(head.encode() + b"Content-Type: application/json\r\n")
            connection.sendall(b"Content-Length: 1000000000000\r\n\r\n")
            assert connection.makefile("rb").readline().startswith(b"HTTP/1.1 413 ")

    def test_a_chunked_body_beyond_the_limit_is_cut_off(self, running: Running) -> None:
        sent = 0

        def endless() -> Iterator[bytes]:
            nonlocal sent
            while sent < 50_000_000:
                sent += 10_000
                yield b" " * 10_000

        try:
            response = HTTP.post(
                f"{running.url}/Order/GetOrdersDetails?merchantGUID={GUID}",
                content=endless(),
                headers={"Content-Type": "application/json"},
            )
            assert response.status_code == 413
        except httpx2.TransportError:
            pass  # the connection was closed while the client still sent
        assert sent < 50_000_000

    @pytest.mark.parametrize(
        "raw",
        [
            b"\x00\x01\x02\r\n\r\n",
            b"GET\r\n\r\n",
            b"POST /Order/TrackOrder HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            b"\x16\x03\x01",
        ],
    )
    def test_what_is_no_http_does_not_harm(self, running: Running, raw: bytes) -> None:
        with socket.create_connection(
            ("127.0.0.1", httpx2.URL(running.url).port or 0), timeout=5
        ) as connection:
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
            connection.makefile("rb").read()
        assert HTTP.get(f"{running.url}/sandbox").status_code == 200


class TestAnOfferOfHttp2:
    @pytest.mark.parametrize("offer", ["Upgrade: h2c", "upgrade:H2C "])
    def test_does_not_cost_the_body(self, offer: str) -> None:
        body = b'{"OrderIds":["testID"]}'
        lines: tuple[str, ...] = (
            "POST /Order/GetOrdersDetails HTTP/1.1",
            "Connection: Upgrade, HTTP2-Settings, close",
            offer,
            f"Content-Length: {len(body)}",
        )
        lines += (
            "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
            "Host: localhost",
            "Content-Type: application/json",
            f"merchantGUID: {GUID}",
        )
        with (
            Running() as running,
            socket.create_connection(
                ("127.0.0.1", httpx2.URL(running.url).port or 0), timeout=5
            ) as connection,
        ):
            connection.sendall("\r\n".join((*lines, "", "")).encode() + body)
            response = connection.makefile("rb").read()
        assert response.startswith(b"HTTP/1.1 200 ")
        assert b'[{"OrderId":"testID"' in response


class RecordedTransport:
    """A transport that notes each write, which uvloop sends at once as a packet of its own."""

    writes: list[bytes]

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        self.writes.append(data)
        self._transport.write(data)


class TestResponse:
    @pytest.fixture
    def connection(self) -> Iterator[socket.socket]:
        with (
            Running() as running,
            socket.create_connection(
                ("127.0.0.1", httpx2.URL(running.url).port or 0), timeout=5
            ) as connection,
        ):
            yield connection

    def test_leaves_in_one_write_with_its_head(
        self, connection: socket.socket, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # the fixture's connection is open already; this one is made with a transport that notes its writes
        RecordedTransport.writes = []
        made = server._WholeResponses.__init__
        monkeypatch.setattr(
            server._WholeResponses,
            "__init__",
            lambda whole, transport: made(whole, RecordedTransport(transport)),  # type: ignore[arg-type]
        )
        with socket.create_connection(connection.getpeername(), timeout=5) as recorded:
            for number in range(1, 4):
                recorded.sendall(b"GET /sandbox/deliveries HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert recorded.recv(65536).endswith(b"\r\n\r\n[]\n")
                assert len(RecordedTransport.writes) == number
        assert all(write.startswith(b"HTTP/1.1 200 ") for write in RecordedTransport.writes)

    def test_is_complete_on_a_connection_that_is_kept(self, connection: socket.socket) -> None:
        for _ in range(3):
            connection.sendall(b"GET /sandbox/deliveries HTTP/1.1\r\nHost: localhost\r\n\r\n")
            head, _, body = connection.recv(65536).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 ")
            assert body == b"[]\n"

    def test_without_a_body_is_not_kept_back(self, connection: socket.socket) -> None:
        for _ in range(3):
            connection.sendall(b"HEAD /docs/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
            response = connection.recv(65536)
            assert response.startswith(b"HTTP/1.1 200 ")
            assert response.endswith(b"\r\n\r\n")

    def test_is_asked_for_by_a_client_that_waits_before_it_sends_the_body(
        self, connection: socket.socket
    ) -> None:
        body = b'{"OrderIds":["testID"]}'
        lines: tuple[str, ...] = (
            "POST /Order/GetOrdersDetails HTTP/1.1",
            "Host: localhost",
            f"Content-Length: {len(body)}",
            "Expect: 100-continue",
        )
        lines += ("Content-Type: application/json", f"merchantGUID: {GUID}")
        connection.sendall("\r\n".join((*lines, "", "")).encode())
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body)
        assert b'[{"OrderId":"testID"' in connection.recv(65536)

    def test_to_what_is_no_http_is_sent_before_the_connection_ends(self, connection: socket.socket) -> None:
        connection.sendall(b"no HTTP at all\r\n\r\n")
        assert connection.makefile("rb").read().startswith(b"HTTP/1.1 400 ")


class TestFixture:
    def test_gives_a_running_sandbox_to_each_test(self, pytester: pytest.Pytester) -> None:
        pytester.makepyfile(
            """
            import httpx2, pytest
            from order_contract.sandbox import Settings

            def test_one(order_sandbox):
                assert httpx2.get(f"{order_sandbox.url}/sandbox").status_code == 200
                assert order_sandbox.settings.merchant_guid.startswith("abcd")

            @pytest.mark.parametrize("order_sandbox", [Settings(control=False)], indirect=True)
            def test_other(order_sandbox):
                assert httpx2.get(f"{order_sandbox.url}/sandbox").status_code == 404
            """
        )
        pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=2)

    def test_knowing_the_plugin_loads_nothing_of_the_sandbox(self) -> None:
        loaded: Any = "{'uvicorn', 'jsonschema_rs', 'fpdf', 'httpx2', 'order_contract_generated'}"
        code = (
            f"import sys, order_contract.pytest_plugins.sandbox; print(sorted({loaded} & set(sys.modules)))"
        )
        assert (
            subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
            == "[]\n"
        )
