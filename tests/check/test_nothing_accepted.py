"""Where every response is 404, the URL is wrong, and the run exits with 2. A server that refuses the samples'
orders as documented is judged as ever.
"""

from __future__ import annotations

from typing import Any

import pytest

from order_contract.check import Report, run
from order_contract.check.reports import terminal
from order_contract.check.server_data import Fixtures
from order_contract.spec import Api
from tests.check.servers import Answer, Documented, RefusedError, served
from tests.check.test_check import CREDENTIALS, check, sizes

KNOWS: dict[Api, str] = {
    "merchant": "[merchant]\norders = [{order_id = 'GE1', merchant_order_id = '1'}]\n",
    "s2": "[s2]\n[[s2.orders]]\norder_id = 'A-1'\naccount_id = 'B-1'\nproducts = ['C-1', 'C-2']\n",
}


class NotFound(Documented):
    """Something else than the API: JSON under 404, whatever was asked."""

    def handle(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        self.requests.append((method, target, body))
        return 404, {"detail": "Not Found"}


class KnowsNone(Documented):
    """A receiver, or S2, that knows none of the samples' orders."""

    def body(self, operation: Any, body: bytes) -> Any:
        value = super().body(operation, body)
        if not self.knows(value):
            raise RefusedError("404", "no such order", 404)
        return value

    def knows(self, value: Any) -> bool:
        return False


@pytest.mark.parametrize("api", ["globale", "merchant", "s2"])
def test_a_404_to_anything_ends_the_run_at_once(api: Api) -> None:
    server = NotFound(api)
    report = check(server)
    assert report.stopped.startswith("Every response is 404, even to what is not JSON: nothing at this URL ")
    assert report.exit_code == 2
    assert report.cases == len(server.requests) < 10


def test_the_report_begins_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.render([check(NotFound("merchant"))])
    assert capsys.readouterr().out.startswith("merchant: Every response is 404")


@pytest.mark.parametrize("api", ["merchant", "s2"])
def test_with_fixtures_it_is_known_at_the_end_of_the_run(api: Api) -> None:
    report = check(NotFound(api), fixtures=Fixtures.read(KNOWS[api]))
    assert report.cases > 20
    assert report.stopped.startswith("Every response is 404")
    assert report.exit_code == 2


@pytest.mark.parametrize("api", ["merchant", "s2"])
def test_refusals_alone_hold_and_the_report_says_how_little_was_tested(api: Api) -> None:
    report = check(KnowsNone(api))
    assert (report.findings, report.stopped, report.exit_code) == ((), "", 0)
    assert "Few corpus requests that keep to the document were accepted" in report.reach


def test_a_server_that_accepts_some_requests_is_judged_as_ever() -> None:
    class KnowsOne(KnowsNone):
        def knows(self, value: Any) -> bool:
            return bool(value["StatusCode"] == "CANCELLED")

    def checked() -> Report:
        with served(KnowsOne("merchant")) as url:
            return run(url, "merchant", credentials=CREDENTIALS, seed=1, profile=sizes())

    report = checked()
    assert (report.stopped, report.exit_code) == ("", 0)
