"""What the guides say of the callback works in every framework: the receiver, every mount line, the command
and its output, the notifier.
"""

import doctest
import json
import logging
import re
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from tests.callback.callback_bodies import callback
from tests.callback.callback_servers import asgi_server, werkzeug_server, wsgi_server

GUIDES = Path(__file__).parents[2] / "overrides/codegen/docs/guides"
RECEIVE, DEPLOY = ((GUIDES / f"{name}.md").read_text() for name in ("receive", "deploy"))
[RECEIVER], [IN_A_TRANSACTION] = (
    re.findall(r"```python\n(.*?)```", text, re.DOTALL) for text in (RECEIVE, DEPLOY)
)
NOTIFIER = doctest.script_from_examples(
    next(text for text in re.findall(r"```pycon\n(.*?)```", RECEIVE, re.DOTALL) if "Notifier" in text)
)
MOUNTS = re.findall(r"^\| (.*?) \| `(.*?)`.*?`(from [^`]*)`.*\|$", RECEIVE, re.MULTILINE)
GUID = "0511db1d-cdc6"


@pytest.fixture
def receiver(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scope = {}
    exec(RECEIVER, scope)  # noqa: S102  # a block of a guide
    yield scope["receiver"]
    scope["receiver"].store.close()


def _served(label, line, imported, receiver):
    scope = {"receiver": receiver}
    exec(imported, scope)  # noqa: S102  # a line of a guide
    if label.startswith("FastAPI"):
        from fastapi import FastAPI

        scope["app"] = FastAPI()
    elif label == "Flask":
        from flask import Flask

        scope["app"] = Flask("shop")
    exec(line, scope)  # noqa: S102  # a line of a guide
    if label == "Flask":
        return werkzeug_server(scope["app"])
    return (
        wsgi_server(scope["application"])
        if label == "plain WSGI"
        else asgi_server(scope.get("application") or scope["app"])
    )


@pytest.mark.parametrize(("label", "line", "imported"), [mount for mount in MOUNTS if mount[0] != "Django"])
def test_each_mount_takes_the_command_of_the_guide(receiver, label, line, imported):
    address, words, shown = re.search(r"\$ order-contract notify (\S+) (.*)\n(.*)", RECEIVE).groups()
    with _served(label, line, imported, receiver) as url:
        command = f"{sys.executable} -m order_contract.cli notify {url}/order-status {words}"
        done = subprocess.run(  # noqa: S602  # a command line of a guide
            command,
            shell=True,
            env={"ORDER_CONTRACT_MERCHANT_GUID": GUID},
            capture_output=True,
            text=True,
            check=False,
        )
        scope = {}
        exec(NOTIFIER.replace(address, f"{url}/order-status"), scope)  # noqa: S102  # a block of a guide
    printed = re.sub(r"in [0-9.]+ s", "in ... s", done.stdout.replace(f"{url}/order-status", address))
    assert (printed, done.returncode) == (shown + "\n", 0), done.stderr
    assert (scope["delivery"].acknowledged, scope["delivery"].attempts) == (True, 1)


def test_the_guide_names_every_mount():
    assert [label for label, _, _ in MOUNTS] == [
        "FastAPI, Starlette",
        "Flask",
        "Django",
        "plain ASGI",
        "plain WSGI",
    ]


def test_the_receiver_takes_what_the_sandbox_sends(receiver, caplog):
    """`order-contract serve --merchant-url ...` with its defaults; and one line of the log tells of the
    delivery.
    """
    from order_contract.sandbox.server import Running
    from order_contract.sandbox.settings import Settings

    caplog.set_level(logging.INFO, "order_contract.sandbox.access")
    label, line, imported = next(mount for mount in MOUNTS if mount[0] == "plain ASGI")
    with (
        _served(label, line, imported, receiver) as url,
        Running("globale", Settings(merchant_url=f"{url}/order-status", log=True)) as sandbox,
    ):
        reason = {"OrderStatusReasonCode": "1009", "Name": "InventoryMissing"}
        change = {"StatusCode": "CANCELLED", "OrderStatusReason": reason}
        httpx2.post(f"{sandbox.url}/sandbox/orders/GE10047946955SG/status", json=change).raise_for_status()
        until = time.monotonic() + 20
        while not (lines := [json.loads(text) for text in caplog.messages if "delivery" in text]):
            assert time.monotonic() < until
            time.sleep(0.01)
    [line] = lines
    del line["time"]
    assert line.pop("reason") == "acknowledged (HTTP 200)"
    assert line == {"delivery": 1, "outcome": "acknowledged", "attempts": 1, "status": 200}


def test_the_handlers_work_and_the_record_are_one_transaction(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scope = {}
    exec(IN_A_TRANSACTION, scope)  # noqa: S102  # a block of a guide
    for _ in range(2):
        body = callback(MerchantGUID=GUID)
        assert scope["receiver"].handle("POST", "application/json", body).status == 200
    with scope["engine"].connect() as connection:
        assert connection.execute(scope["text"]("SELECT * FROM cancelled")).all() == [("GE1GB",)]
    scope["engine"].dispose()


def test_the_line_for_fastapi_is_typed(tmp_path):
    _, line, imported = next(mount for mount in MOUNTS if mount[0].startswith("FastAPI"))
    program = f"""
from fastapi import FastAPI
{imported}
from order_contract.callback import Receiver

app = FastAPI()
receiver = Receiver(None)
{line}
"""
    (tmp_path / "main.py").write_text(program)
    root = Path(__file__).parents[2]
    environment = {"MYPYPATH": f"{root}/generated:{root}/overrides", "PATH": ""}
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache", "main.py"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
