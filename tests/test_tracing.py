"""Spans of attempts: their attributes, their parents, and that nothing personal stands in them."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

import httpx2
import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from order_contract.errors import OutcomeUnknownError
from order_contract.globale import AsyncGlobalEClient
from order_contract.tracing import Spans
from tests.http.client_servers import GUID, Clock, call, hang_up, loopback, response

both = pytest.mark.parametrize("mode", ["sync", "async"])


class Traced:
    def __init__(self) -> None:
        self.provider, self._exporter = TracerProvider(shutdown_on_exit=False), InMemorySpanExporter()
        self.provider.add_span_processor(SimpleSpanProcessor(self._exporter))
        self.spans = Spans(self.provider)

    @property
    def finished(self) -> tuple[ReadableSpan, ...]:
        return self._exporter.get_finished_spans()


@both
def test_each_attempt_is_a_span_of_the_callers(mode: str) -> None:
    traced = Traced()
    with (
        loopback(
            hang_up,
            response(b"canary", 503, "Retry-After: 2", "X: canary"),
            response(b'{"OrderId":"canary"}'),
        ) as server,
        traced.provider.get_tracer("test").start_as_current_span("mine") as mine,
    ):
        call(
            server.url,
            "track_order",
            "canary",
            "canary@x.example",
            mode=mode,
            clock=Clock(),
            on_event=traced.spans,
        )
    lost, deferred, good, _ = traced.finished
    host, port = server.url.removeprefix("http://").split(":")
    common = {
        "http.request.method": "POST",
        "url.full": f"{server.url}/Order/TrackOrder?***",
        "server.address": host,
        "server.port": int(port),
        "order_contract.operation": "trackOrder",
    }
    assert lost.attributes == {**common, "error.type": "RemoteProtocolError"}
    assert deferred.attributes == {
        **common,
        "http.request.resend_count": 1,
        "http.response.status_code": 503,
        "error.type": "503",
    }
    assert good.attributes == {**common, "http.request.resend_count": 2, "http.response.status_code": 200}
    assert [span.status.status_code for span in (lost, deferred, good)] == [
        StatusCode.ERROR,
        StatusCode.ERROR,
        StatusCode.UNSET,
    ]
    assert {(span.name, span.kind) for span in (lost, deferred, good)} == {
        ("POST trackOrder", SpanKind.CLIENT)
    }
    assert {span.parent.span_id for span in (lost, deferred, good) if span.parent} == {
        mine.get_span_context().span_id
    }
    message = "".join(span.to_json() for span in traced.finished)
    assert "canary" not in message
    assert GUID not in message


def test_a_span_lasts_as_long_as_its_attempt() -> None:
    traced, silent = Traced(), lambda connection, number: connection.recv(1)
    with loopback(silent) as server, pytest.raises(OutcomeUnknownError):
        call(server.url, "create_order_refund", {"OrderId": "1"}, timeout=0.3, on_event=traced.spans)
    (span,) = traced.finished
    assert span.attributes
    assert span.attributes["error.type"] == "ReadTimeout"
    assert (span.end_time or 0) - (span.start_time or 0) >= 0.3e9


def test_a_broken_off_attempt_is_reported_of_too() -> None:
    traced = Traced()

    async def run() -> None:
        arrived = asyncio.Event()

        async def never(request: httpx2.Request) -> httpx2.Response:
            arrived.set()
            await asyncio.sleep(3600)
            raise AssertionError

        async with httpx2.AsyncClient(transport=httpx2.MockTransport(never)) as http:
            client = AsyncGlobalEClient("https://x.example", GUID, http_client=http, on_event=traced.spans)
            task = asyncio.create_task(client.track_order("1", "a@b.example"))
            await arrived.wait()
            task.cancel()
            await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(run())
    (span,) = traced.finished
    assert span.attributes
    assert span.attributes["error.type"] == "CancelledError"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("hook", "loaded"), [("None", False), ("print", False), ("order_contract.tracing.Spans()", True)]
)
def test_nothing_is_loaded_unless_asked_for(hook: str, loaded: bool) -> None:
    code = (
        "import sys, httpx2, order_contract.globale, order_contract.testing, order_contract.tracing\n"
        "http = httpx2.Client(transport=order_contract.testing.MockTransport())\n"
        f"client = order_contract.globale.GlobalEClient('http://x', 'g', http_client=http, on_event={hook})\n"
        "client.track_order('1', 'a@b.example')\n"
        "print('opentelemetry' in sys.modules)"
    )
    stdout = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert stdout.splitlines()[-1] == str(loaded)


def test_without_the_extra_it_says_so(monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(ImportError):
        Spans()
