"""The judge behind live traffic: it never holds traffic up, whatever happens to it."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from order_contract.check.findings import Finding
from order_contract.replay.exchange_judge import ExchangeJudge
from order_contract.replay.live import LiveJudge
from tests.replay.recordings import Exchange, exchanges

ALL = {exchange.about: exchange for exchange in exchanges()}


def state(exchange: Exchange) -> dict[str, Any]:
    """As mitmproxy's `get_state` gives it."""
    host, _, path = exchange.url.partition("://")[2].partition("/")
    return {
        "request": {
            "method": exchange.method.encode(),
            "scheme": b"http",
            "host": host,
            "port": 80,
            "authority": b"",
            "path": f"/{path}".encode(),
            "headers": tuple((n.encode(), v.encode()) for n, v in exchange.headers.items()),
            "content": exchange.body.encode(),
        },
        "response": {
            "status_code": exchange.status,
            "headers": tuple((n.encode(), v.encode()) for n, v in exchange.response_headers.items()),
            "content": exchange.response.encode(),
        },
        "error": None,
    }


def test_each_breach_is_reported_once_and_stands_in_the_report() -> None:
    findings: list[Finding] = []
    judge = LiveJudge(["globale"], on_finding=findings.append)
    for about in ("TrackOrder 0", "TrackOrder 0: the server fails", "TrackOrder 0: the server fails"):
        judge.take(state(ALL[about]))
    (report,) = judge.close("http://orders.example")
    assert [finding.rule.id for finding in findings] == ["no-server-error"]
    assert (report.cases, [finding.id for finding in report.findings]) == (3, [findings[0].id])


def test_a_judge_that_fails_is_counted_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    take = ExchangeJudge.take
    calls: list[Any] = []

    def failing(self: ExchangeJudge, exchange: Any) -> list[Finding]:
        calls.append(exchange)
        if len(calls) == 1:
            raise RuntimeError("a fault of ours")
        return take(self, exchange)

    monkeypatch.setattr(ExchangeJudge, "take", failing)
    judge = LiveJudge(["globale"])
    for _ in range(3):
        judge.take(state(ALL["TrackOrder 0"]))
    (report,) = judge.close("http://orders.example")
    assert report.cases == 2
    assert judge.tally.counts["not judged"] == {"exchanges: the judge failed (RuntimeError)": 1}


def test_traffic_does_not_wait_for_a_judge_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()
    monkeypatch.setattr(ExchangeJudge, "take", lambda self, exchange: release.wait(30) and [])
    judge = LiveJudge(["globale"])
    for _ in range(10_100):
        judge.take(state(ALL["TrackOrder 0"]))  # comes back, although nothing is judged
    release.set()
    judge.close("http://orders.example")
    assert judge.tally.counts["not judged"]["exchanges: the judge could not keep up"] >= 90


def test_a_body_that_was_streamed_is_not_judged() -> None:
    judge = LiveJudge(["globale"])
    streamed = state(ALL["TrackOrder 0"])
    streamed["response"]["content"] = None
    judge.take(streamed)
    judge.close("http://orders.example")
    why = "response bodies: it was streamed, so mitmproxy kept nothing of it"
    assert judge.tally.counts["not judged"] == {why: 1}
