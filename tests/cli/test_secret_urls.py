"""A user and a password in a URL reach no report, no file and no message, whatever command gets the URL."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import subprocess
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import httpx2
import pytest
from click.testing import CliRunner, Result

from order_contract import spec
from order_contract.check.reports import FORMATS
from order_contract.cli.program import program
from order_contract.wire.url import without_user
from tests.cli.processes import ENVIRONMENT, PROGRAM

T = TypeVar("T")
PASSWORD = "canary"
GUID = "abcdabcd-abcd-abcd-abcd-abcdabcdabcd"
URLS = {
    "http": f"http://jo:{PASSWORD}@127.0.0.1:1",
    "another scheme": f"ftp://jo:{PASSWORD}@127.0.0.1:1",
    "no scheme": f"jo:{PASSWORD}@127.0.0.1:1",
    "a stroke in the password": f"http://jo:{PASSWORD}/x@127.0.0.1:1",
    "half a host": f"http://jo:{PASSWORD}@[::1",
    "no port": f"http://jo:{PASSWORD}@127.0.0.1:99999",
}
COMMANDS = {
    "check": ["check", "URL", "--api", "globale"],
    "check --against": ["check", "http://127.0.0.1:1", "--api", "globale", "--against", "URL"],
    "check --replay": ["check", "URL", "--api", "globale", "--replay", "00000000"],
    "fixtures learn": ["fixtures", "learn", "URL", "--api", "globale", "--order", "GE1"],
    "proxy": ["proxy", "--api", "globale", "--upstream", "URL"],
    "replay --host": ["replay", "/dev/null", "--host", "URL"],
    "spec --server": ["spec", "globale", "--server", "URL"],
    "call --url": ["call", "track_order", "--order-id", "GE1", "--email", "a@b.example", "--url", "URL"],
    "notify": ["notify", "URL", "--order", "GE1", "--merchant-guid", GUID, "--attempts", "1"],
}


def order_contract(folder: Path, *arguments: str) -> Result:
    reports = [part for form in FORMATS for part in (f"--{form}", f"report.{form}")]
    given = [*arguments, *(reports if arguments[0] in ("check", "proxy", "replay") else [])]
    with contextlib.chdir(folder):
        return CliRunner().invoke(program(), given, env={"ORDER_CONTRACT_GUID": GUID}, catch_exceptions=False)


def files_below(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize("url", URLS.values(), ids=URLS)
def test_given_to_a_command_is_not_shown(command: list[str], url: str, tmp_path: Path) -> None:
    done = order_contract(tmp_path, *(url if word == "URL" else word for word in command))
    assert done.exit_code in (1, 2, 3)
    assert PASSWORD not in done.output
    assert PASSWORD.encode() not in files_below(tmp_path)


def test_of_recorded_traffic_is_not_shown(tmp_path: Path) -> None:
    url = (
        f"http://jo:{PASSWORD}@127.0.0.1/Order/TrackOrder?merchantGUID={GUID}&orderId=GE1&email=a%40b.example"
    )
    exchange = {
        "startedDateTime": "2026-01-01T00:00:00Z",
        "time": 1,
        "request": {"method": "POST", "url": url, "headers": [], "queryString": []},
        "response": {
            "status": 200,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"text": "[]", "mimeType": "application/json"},
        },
    }
    (tmp_path / "traffic.har").write_text(json.dumps({"log": {"version": "1.2", "entries": [exchange]}}))
    done = order_contract(tmp_path, "replay", "traffic.har", "--host", "127.0.0.1")
    (tmp_path / "traffic.har").unlink()
    assert done.exit_code == 1, done.output
    assert "TrackOrder" in done.stdout
    kept = files_below(tmp_path)
    assert kept.count(b"TrackOrder") > len(FORMATS)
    for secret in (PASSWORD, GUID, "b.example"):
        assert secret not in done.output
        assert secret.encode() not in kept
    assert "email=***&" in done.stdout or "email=***'" in done.stdout


@pytest.mark.slow
def test_of_the_merchant_reaches_no_log_no_message_and_no_state(tmp_path: Path) -> None:
    """The sandbox delivers callbacks to a URL with a user: nothing shows it, however the deliveries end."""

    class Merchant(BaseHTTPRequestHandler):
        seen: ClassVar[list[str]] = []

        def do_POST(self) -> None:
            self.seen.append(self.headers.get("Authorization", ""))
            self.send_response(302 if len(self.seen) == 1 else 500)
            self.send_header("Location", f"http://jo:{PASSWORD}@127.0.0.1:1/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    merchant = ThreadingHTTPServer(("127.0.0.1", 0), Merchant)
    threading.Thread(target=merchant.serve_forever, daemon=True).start()
    url = f"http://jo:{PASSWORD}@127.0.0.1:{merchant.server_port}/callback"
    arguments = ["serve", "--port", "0", "--db", "state.sqlite", "--merchant-url", url]
    printed, errors = tmp_path / "printed", tmp_path / "errors"
    with printed.open("wb") as out, errors.open("wb") as err:
        process = subprocess.Popen(
            [*PROGRAM, *arguments], cwd=tmp_path, env=ENVIRONMENT, stdout=out, stderr=err
        )
    try:
        sandbox = _when(lambda: re.search(r"ready: (http://\S+)", printed.read_text()))[1]
        for order in ("GE2794623GB", "GE123874638GB"):
            body = {"StatusCode": "DELAYED"}
            httpx2.post(f"{sandbox}/sandbox/orders/{order}/status", json=body).raise_for_status()
        _when(lambda: len(Merchant.seen) >= 2)
        _when(lambda: '"delivery":1' in errors.read_text())
        shown = "".join(
            httpx2.get(f"{sandbox}{path}").text
            for path in ("/sandbox", "/sandbox/state", "/sandbox/deliveries", "/sandbox/orders/GE2794623GB")
        )
    finally:
        process.terminate()
        process.wait(20)
        merchant.shutdown()
        merchant.server_close()
    basic = base64.b64encode(f"jo:{PASSWORD}".encode())
    assert Merchant.seen[0] == f"Basic {basic.decode()}"  # it is used, and not shown
    assert f"callbacks go to http://127.0.0.1:{merchant.server_port}/callback" in printed.read_text()
    for secret in (PASSWORD.encode(), basic):
        assert secret not in shown.encode()
        assert secret not in files_below(tmp_path)


def _when(condition: Callable[[], T]) -> T:
    """The value, as soon as there is one."""
    deadline = time.monotonic() + 30
    while not (value := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert value
    return value


def test_in_a_document_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^server: got a URL with a user or a password; pass an http"):
        spec.read("s2", server=URLS["http"])


def test_of_a_url_is_cut_before_its_last_at_sign() -> None:
    assert without_user(f"http://jo:{PASSWORD}@orders.test/a?b") == "http://orders.test/a?b"
    assert without_user("http://orders.test/a") == "http://orders.test/a"
