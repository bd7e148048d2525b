"""A user and a password in a URL reach no report, no file and no message, whatever command gets the URL."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from order_contract import spec
from order_contract.check.reports import FORMATS
from order_contract.cli.program import program
from order_contract.wire.url import without_user

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


def test_in_a_document_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^server: got a URL with a user or a password; pass an http"):
        spec.read("s2", server=URLS["http"])


def test_of_a_url_is_cut_before_its_last_at_sign() -> None:
    assert without_user(f"http://jo:{PASSWORD}@orders.test/a?b") == "http://orders.test/a?b"
    assert without_user("http://orders.test/a") == "http://orders.test/a"
