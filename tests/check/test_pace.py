"""A server that takes only so many requests a second is waited for, and one that refuses all is not."""

from __future__ import annotations

from order_contract.check import Report, ServerCredentials, run
from tests.check.servers import GUID, Answer, Documented, served
from tests.check.test_check import sizes


class Limited(Documented):
    """Refuses every fifth request as one too many, before it looks at it."""

    every = 5

    def handle(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        if len(self.requests) % self.every == self.every - 1:
            self.requests.append((method, target, body))
            return 429, {"message": "Too many requests"}
        return super().handle(method, target, headers, body)


class Closed(Limited):
    every = 1


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


def test_requests_that_were_too_many_are_sent_again() -> None:
    patient = checked(Limited("globale"))
    plain = checked(Documented("globale"))
    assert patient.findings == plain.findings
    assert patient.cases == plain.cases > 50
    (note,) = [note for note in patient.notes if "429" in note]
    assert note.startswith(
        "The server refused requests as too many (429); they were sent again after a wait, "
    )


def test_a_server_that_refuses_everything_so_is_soon_believed() -> None:
    server = Closed("globale")
    report = checked(server)
    assert len(server.requests) <= report.cases + 12
    assert not any(row.accepted for row in report.operations)
