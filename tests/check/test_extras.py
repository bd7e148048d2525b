"""A header and a query parameter of the user are on every request, and their values are nowhere else."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from order_contract.check import CannotRunError, ServerCredentials, run
from order_contract.check.reports import FORMATS
from order_contract.check.server_data import Fixtures
from order_contract.check.transport.extras import Extras
from order_contract.cli.program import program
from tests.check.servers import Answer, Documented, served
from tests.check.test_check import CREDENTIALS, sizes

KEY, PASS = "key-of-the-gateway", "pass & more"
FIXTURES = """
[merchant]
reset = "POST /test/reset"
orders = [{order_id = "GE10047946955SG", merchant_order_id = "00024345"}]
"""


class BehindAGateway(Documented):
    """Refuses whatever lacks the gateway's key in its header and in its query; its page shows both."""

    def __init__(self, api: str) -> None:
        super().__init__(api)
        self.turned_away: list[str] = []

    def handle(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        folded = {name.casefold(): value for name, value in headers.items()}
        path, _, query = target.partition("?")
        if folded.get("x-api-key") != KEY or "pass=pass%20%26%20more" not in query.split("&"):
            self.turned_away.append(f"{method} {target}")
            return 403, {"message": f"Forbidden; not {KEY}, {PASS}"}
        if path == "/test/reset":
            return 200, {}
        return super().handle(method, target, headers, body)

    def success(self, *given: Any) -> Answer:
        status, body = super().success(*given)
        return status, {**body, "Undocumented": f"{KEY} {PASS}", "Success": "yes"}


def order_contract(folder: Path, *arguments: str, **environment: str) -> Result:
    with contextlib.chdir(folder):
        return CliRunner().invoke(program(), arguments, env=environment, catch_exceptions=False)


def given(*, by_variable: bool) -> tuple[list[str], dict[str, str]]:
    if by_variable:
        header = f"X-Api-Key: {KEY}\nX-Other: 1234"
        return [], {"ORDER_CONTRACT_HEADER": header, "ORDER_CONTRACT_QUERY": f"pass={PASS}"}
    return ["--header", f"X-Api-Key: {KEY}", "--query", f"pass={PASS}"], {}


@pytest.mark.parametrize("by_variable", [False, True], ids=["by option", "by variable"])
def test_every_request_has_them_and_nothing_shows_them(by_variable: bool, tmp_path: Path) -> None:
    options, environment = given(by_variable=by_variable)
    (tmp_path / "orders.toml").write_text(FIXTURES)
    reports = [part for form in FORMATS for part in (f"--{form}", f"report.{form}")]
    server = BehindAGateway("merchant")
    with served(server) as url:
        command = ["check", url, "--api", "merchant", "--fixtures", "orders.toml", *options]
        ended = order_contract(
            tmp_path, *command, *reports, "--profile", "quick", "--max-time", "12", **environment
        )
        assert ended.exit_code == 1
        assert server.turned_away == []
        assert "also carried X-Api-Key, " in ended.output
        (report,) = json.loads((tmp_path / "report.json").read_bytes())["runs"]
        finding = next(finding for finding in report["findings"] if finding["severity"] == "error")
        again = order_contract(tmp_path, *command, "--replay", finding["id"], **environment)
        assert again.exit_code == 1
        assert server.turned_away == []
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for shown in (written.decode(), ended.output, again.output):
        assert "***" in shown
        for secret in (KEY, PASS, "pass%20%26%20more"):
            assert secret not in shown


def test_an_application_in_this_process_gets_them() -> None:
    seen: list[tuple[str, str]] = []

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        seen.append((environ.get("HTTP_X_API_KEY", ""), environ["QUERY_STRING"]))
        start("200 OK", [("content-type", "application/json")])
        return [b'{"Success": true}']

    extras = Extras.of([f"X-Api-Key: {KEY}"], ["pass=1234"])
    run(application, "merchant", credentials=ServerCredentials(extras=extras), seed=1, profile=sizes())
    assert {key for key, _ in seen} == {KEY}
    assert all(query.endswith("pass=1234") for _, query in seen)


@pytest.mark.parametrize(
    "text",
    ["secret", "X-Api-Key", "X-Api-Key:", "X Api: secret", "X-Api-Key: sec\r\nret", "X-Api-Key: sécret"],
)
def test_a_header_that_cannot_be_one_is_said_without_its_value(text: str) -> None:
    with pytest.raises(CannotRunError, match="--header: pass 'NAME: VALUE'") as caught:
        Extras.of([text])
    assert "ret" not in str(caught.value)


@pytest.mark.parametrize("name", ["Host", "content-length"])
def test_a_header_that_the_check_sends_itself_cannot_be_replaced(name: str) -> None:
    with pytest.raises(CannotRunError, match=f"the check sends {name} itself"):
        Extras.of([f"{name}: secret"])


@pytest.mark.parametrize("name", ["Authorization", "x-s2-organization", "Cookie"])
def test_headers_of_s2s_own_credentials_are_free_for_the_other_apis(name: str) -> None:
    credentials = replace(CREDENTIALS, extras=Extras.of([f"{name}: Basic c2VjcmV0"]))
    credentials.require("merchant")
    credentials.require("globale")
    with pytest.raises(CannotRunError, match=f"the check sends {name} itself") as caught:
        credentials.require("s2")
    assert "c2VjcmV0" not in str(caught.value)


@pytest.mark.parametrize("text", ["secret", "=secret", "key=", "key=sec\nret"])
def test_a_parameter_that_cannot_be_one_is_said_without_its_value(text: str) -> None:
    with pytest.raises(CannotRunError, match="--query: pass 'NAME=VALUE'") as caught:
        Extras.of([], [text])
    assert "ret" not in str(caught.value)


def test_wrong_credentials_go_through_the_gateway_too() -> None:
    class Gateway(BehindAGateway):
        def success(self, *given: Any) -> Answer:
            return Documented.success(self, *given)

    server = Gateway("s2")
    extras = Extras.of([f"X-Api-Key: {KEY}"], [f"pass={PASS}"])
    with served(server) as url:
        report = run(
            url,
            "s2",
            credentials=replace(CREDENTIALS, extras=extras),
            seed=1,
            profile=sizes(),
        )
    assert (report.findings, server.turned_away, report.exit_code) == ((), [], 0)


def test_a_query_in_the_url_is_refused_and_the_option_named() -> None:
    with pytest.raises(CannotRunError, match="--query adds a parameter to every request"):
        run("http://127.0.0.1:1/hook?key=secret", "merchant")


def test_fixtures_know_nothing_of_them() -> None:
    assert "header" not in str(Fixtures.read(FIXTURES)).casefold()
    assert KEY not in repr(ServerCredentials(extras=Extras.of([f"X-Api-Key: {KEY}"])))
