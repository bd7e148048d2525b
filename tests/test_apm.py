"""What Sentry's and OpenTelemetry's own instrumentation record of our requests, with the hooks on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
import sentry_sdk
from opentelemetry.instrumentation.httpx import HTTPX2ClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from sentry_sdk.integrations.httpx2 import Httpx2Integration
from sentry_sdk.transport import Transport

from order_contract.errors import OrderContractError
from order_contract.tracing import (
    async_mask_otel_span,
    mask_otel_span,
    mask_sentry_breadcrumb,
    mask_sentry_event,
)
from tests.http.client_servers import GUID, call, hang_up, loopback, response

EMAIL = "canary@x.example"
both = pytest.mark.parametrize("mode", ["sync", "async"])


class Kept(Transport):
    """Keeps what would go to Sentry."""

    def __init__(self, seen: list[Any]) -> None:
        super().__init__()
        self.seen = seen

    def capture_envelope(self, envelope: Any) -> None:
        self.seen.append(envelope)


@pytest.fixture
def events() -> Iterator[list[Any]]:
    seen: list[Any] = []
    sentry_sdk.init(
        dsn="http://key@127.0.0.1:9/1",
        transport=Kept(seen),
        traces_sample_rate=1.0,
        integrations=[Httpx2Integration()],
        before_send=mask_sentry_event,
        before_send_transaction=mask_sentry_event,
        before_breadcrumb=mask_sentry_breadcrumb,
    )
    yield seen
    sentry_sdk.get_client().close()
    sentry_sdk.init()


def sent(events: list[Any]) -> str:
    sentry_sdk.flush()
    return json.dumps([item.payload.json for envelope in events for item in envelope.items], default=str)


@both
def test_sentry_hears_neither_the_guid_nor_the_address(events: list[Any], mode: str) -> None:
    with (
        loopback(response(b"{}"), response(b"{}"), hang_up) as server,
        sentry_sdk.start_transaction(name="mine"),
    ):
        call(server.url, "track_order", "1", EMAIL, mode=mode)
        httpx2.get(f"{server.url}/search?query=theirs")
        try:
            call(server.url, "create_order_refund", {"OrderId": EMAIL}, mode=mode)
        except OrderContractError as error:
            sentry_sdk.capture_exception(error)
    text = sent(events)
    assert "/Order/TrackOrder" in text
    assert "query=theirs" in text
    assert GUID not in text
    assert "canary" not in text.partition('"exception"')[0]


@both
def test_opentelemetry_hears_neither_the_guid_nor_the_address(mode: str) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    instrumentor = HTTPX2ClientInstrumentor()
    instrumentor.instrument(
        tracer_provider=provider, request_hook=mask_otel_span, async_request_hook=async_mask_otel_span
    )
    try:
        with loopback(response(b"{}")) as server:
            call(server.url, "track_order", "1", EMAIL, mode=mode)
            httpx2.get(f"{server.url}/search?query=theirs")
    finally:
        instrumentor.uninstrument()
    ours, theirs = [str(dict(span.attributes or {})) for span in exporter.get_finished_spans()]
    assert "/Order/TrackOrder?***" in ours
    assert GUID not in ours
    assert "canary" not in ours
    assert "query=theirs" in theirs
