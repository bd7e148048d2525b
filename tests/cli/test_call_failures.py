"""How `order-contract call` ends when something around it fails: a sentence and the right exit code."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.http.client_servers import GUID, loopback, response

REFUND = '{"orderRefund":{"OrderId":"GE1","FullRefund":true}}'
ORDERS = '[{"OrderId":"GE1","StatusCode":"x","Note":"\u00e9\u20ac\U0001f600"}]'.encode()

# A user without an entry in the password file and without a home; it may still read the interpreter, wherever
# that is.
HOMELESS = [
    *("setpriv", "--reuid=54321", "--regid=54321", "--clear-groups"),
    *("--inh-caps=+dac_override", "--ambient-caps=+dac_override"),
]


def command(method: str, given: str, url: str) -> list[str]:
    return [sys.executable, "-m", "order_contract.cli", "call", method, "--json", given, "--url", url]


def run(method: str, given: str, url: str, **options: Any) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ORDER_CONTRACT_GUID": GUID, **options.pop("env", {})}
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.run(
        command(method, given, url), text=True, env=environment, check=False, timeout=60, **options
    )


def test_an_interrupt_in_flight_says_that_the_outcome_is_unknown() -> None:
    arrived = threading.Event()

    def silent(connection: socket.socket, number: int) -> None:
        arrived.set()
        connection.recv(1)

    with loopback(silent) as server:
        environment = {**os.environ, "ORDER_CONTRACT_GUID": GUID}
        process = subprocess.Popen(
            command("CreateOrderRefund", REFUND, server.url),
            env=environment,
            text=True,
            stderr=subprocess.PIPE,
            # a shell that runs the tests in the background lets its children ignore the interrupt
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        assert arrived.wait(40)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 3
    assert "createOrderRefund was in flight: its outcome is unknown; ask get_orders_details" in errors
    assert "Traceback" not in errors


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk here")
@pytest.mark.parametrize(
    ("method", "given", "body", "code", "sentence"),
    [
        ("get_orders_details", '{"OrderIds":["1"]}', ORDERS, 2, "Its response could not be written"),
        ("create_order_refund", REFUND, b'{"Success":true}', 3, "succeeded, and must not be repeated"),
    ],
)
def test_a_full_disk_is_a_sentence(method: str, given: str, body: bytes, code: int, sentence: str) -> None:
    with loopback(response(body)) as server, Path("/dev/full").open("w") as full:
        result = run(method, given, server.url, stdout=full)
    assert (result.returncode, "Traceback" in result.stderr) == (code, False)
    assert sentence in result.stderr


@pytest.mark.parametrize("output", ["closed", "a pipe that nobody reads", "a full disk"])
@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["rules"], ["spec", "globale"]])
def test_output_that_cannot_be_written_is_a_sentence(arguments: list[str], output: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    result = subprocess.run(
        [sys.executable, "-m", "order_contract.cli", *arguments],
        stdout=os.open("/dev/full", os.O_WRONLY) if output == "a full disk" else writer,
        stderr=subprocess.PIPE,
        preexec_fn=(lambda: os.close(1)) if output == "closed" else None,
        text=True,
        check=False,
        timeout=60,
    )
    os.close(writer)
    if output == "a pipe that nobody reads":  # as head does, which is nobody's fault
        assert (result.returncode, result.stderr) == (141, "")
    else:
        assert result.returncode == 2
        assert result.stderr.startswith("order-contract: ")
        assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("errors", ["closed", "a full disk"])
def test_errors_that_cannot_be_written_do_not_change_the_exit_code(errors: str) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    options: dict[str, Any] = {
        "stderr": full,
        "preexec_fn": (lambda: os.close(2)) if errors == "closed" else None,
    }
    with loopback(response(b"<html>", status=500)) as server:
        assert run("create_order_refund", REFUND, server.url, **options).returncode == 3
        assert run("get_orders_details", '{"OrderIds":["1"]}', server.url, **options).returncode == 1
    assert run("no_such_method", "{}", "http://127.0.0.1:9", **options).returncode == 2
    os.close(full)


def test_a_response_to_a_refund_that_cannot_be_written_is_no_failure_of_the_refund() -> None:
    with loopback(response(b'{"Success":true}')) as server:
        result = run("create_order_refund", REFUND, server.url, stdout=None, preexec_fn=lambda: os.close(1))
    assert result.returncode == 3
    assert "create_order_refund succeeded, and must not be repeated" in result.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be a user without an entry and a home")
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv (util-linux) is not installed")
def test_without_a_home_everything_that_needs_none_goes_on() -> None:
    env = {name: value for name, value in os.environ.items() if name != "HOME" and not name.startswith("XDG")}
    options: dict[str, Any] = {
        "env": {**env, "ORDER_CONTRACT_GUID": GUID},
        "text": True,
        "capture_output": True,
    }
    with loopback(response(ORDERS)) as server:
        asked = [*HOMELESS, *command("get_orders_details", '{"OrderIds":["1"]}', server.url)]
        result = subprocess.run(asked, check=False, timeout=60, **options)
        assert (result.returncode, result.stderr) == (0, "")
    result = subprocess.run([*asked, "--profile", "x"], check=False, timeout=60, **options)
    assert result.returncode == 2
    assert "HOME is not set; set it, or ORDER_CONTRACT_CONFIG" in result.stderr


def test_a_terminal_that_knows_ascii_only_gets_json_all_the_same() -> None:
    with loopback(response(ORDERS)) as server:
        plain = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
        result = run("get_orders_details", '{"OrderIds":["1"]}', server.url, env=plain)
    assert result.returncode == 0
    assert "\u00e9\u20ac\U0001f600" in result.stdout


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"SSL_CERT_FILE": "/nowhere.pem"}, "SSL_CERT_FILE cannot be used: No such file"),
        ({"ALL_PROXY": "socks://x:1"}, "ALL_PROXY must be an http, https, socks5 or socks5h URL"),
        ({"ORDER_CONTRACT_GUID": "not\nprintable"}, "merchant_guid must be printable ASCII"),
    ],
)
def test_what_the_environment_says_wrongly_is_a_sentence(env: dict[str, str], sentence: str) -> None:
    result = run("get_orders_details", '{"OrderIds":["1"]}', "http://127.0.0.1:9", env=env)
    assert (result.returncode, "Traceback" in result.stderr) == (2, False)
    assert sentence in result.stderr


def test_a_secret_that_ends_in_a_newline_and_a_file_with_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    with loopback(response(ORDERS)) as server:
        file = tmp_path / "config.toml"
        file.write_bytes(b"\xef\xbb\xbf[profile.x]\ntimeout = 5\n")
        env = {
            "ORDER_CONTRACT_GUID": f"{GUID}\n",
            "ORDER_CONTRACT_CONFIG": str(file),
            "ORDER_CONTRACT_PROFILE": "x",
        }
        assert run("get_orders_details", '{"OrderIds":["1"]}', server.url, env=env).returncode == 0
    assert f"merchantGUID={GUID} ".encode() in server.requests[0]
