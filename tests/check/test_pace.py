"""A server that takes only so many requests a second is waited for, and one that refuses all is not."""

from __future__ import annotations

import pytest

from order_contract.check import Report, ServerCredentials, Severity, run
from tests.check.servers import GUID, Answer, Documented, served
from tests.check.test_check import sizes


class Limited(Documented):
    """Refuses every fifth request as one too many, before it looks at it."""

    every = 5
    refusal_status = 429

    def handle(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        if len(self.requests) % self.every == self.every - 1:
            self.requests.append((method, target, body))
            return self.refusal_status, {"message": "Not now"}
        return super().handle(method, target, headers, body)


class Busy(Limited):
    """Is unavailable for a moment at every fifth request."""

    refusal_status = 503


class Closed(Limited):
    every = 1


class Down(Closed):
    refusal_status = 503


def checked(server: Documented) -> Report:
    with served(server, headers={"Retry-After": "0"}) as url:
        return run(
            url,
            "globale",
            credentials=ServerCredentials(GUID),
            only=["TrackOrder", "UpdateOrderStatus"],
            profile=sizes(),
            seed=1,
        )


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (Limited, "The server refused requests as too many (429)"),
        (Busy, "The server said of requests that it is unavailable for the moment (503 with Retry-After)"),
    ],
)
def test_requests_that_came_at_the_wrong_moment_are_sent_again(kind: type[Limited], sentence: str) -> None:
    patient = checked(kind("globale"))
    plain = checked(Documented("globale"))
    assert patient.findings == plain.findings
    assert patient.cases == plain.cases > 50
    (note,) = [note for note in patient.notes if "sent again" in note]
    assert note.startswith(f"{sentence}; they were sent again after a wait, ")


def test_a_server_that_refuses_everything_so_is_soon_believed() -> None:
    server = Closed("globale")
    report = checked(server)
    assert len(server.requests) <= report.cases + 12
    assert not any(row.accepted for row in report.operations)


def test_a_server_that_is_always_unavailable_fails() -> None:
    report = checked(Down("globale"))
    assert {"no-server-error"} == {
        finding.rule.id for finding in report.findings if finding.severity is Severity.ERROR
    }


def test_a_503_without_a_time_to_come_back_is_a_failure() -> None:
    with served(Busy("globale")) as url:
        report = run(
            url, "globale", credentials=ServerCredentials(GUID), only=["TrackOrder"], profile=sizes(), seed=1
        )
    assert {finding.message for finding in report.findings if finding.rule.id == "no-server-error"} == {
        "The server failed with status 503."
    }
