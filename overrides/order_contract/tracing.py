"""OpenTelemetry spans for a client: `GlobalEClient(..., on_event=Spans())`, with the extra `opentelemetry`.

Invariants: a span holds what an `Event` holds, so neither query, headers nor content; each attempt that ended
is one span, a child of the caller's own; opentelemetry is loaded when a `Spans` is made, and without one
nothing of this is.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import httpx

from order_contract import __version__

if TYPE_CHECKING:
    from opentelemetry.trace import TracerProvider

    from order_contract.http.attempt import Event

_NANO: Final = 1_000_000_000


class Spans:
    """Makes one client span of each attempt, with the attributes of the semantic conventions for HTTP.

    Pauses are the time between two spans; `http.request.resend_count` counts from the second attempt on. No
    context is sent along: that would need a header that the contract does not have.

    :param tracer_provider: where spans go; the global one if not given.
    :raises ImportError: the extra is not installed.
    """

    def __init__(self, tracer_provider: TracerProvider | None = None) -> None:
        from opentelemetry import trace

        self._tracer = trace.get_tracer("order_contract", __version__, tracer_provider)
        self._client = trace.SpanKind.CLIENT
        self._error = trace.StatusCode.ERROR

    def __call__(self, event: Event) -> None:
        """Take an event of a client."""
        if event.kind not in ("response", "failure"):
            return
        ended, url = time.time_ns(), httpx.URL(event.url)
        attributes: dict[str, str | int] = {
            "http.request.method": event.method,
            "url.full": event.url,
            "server.address": url.host,
            "server.port": url.port or (443 if url.scheme == "https" else 80),
            "order_contract.operation": event.operation,
        }
        if event.attempt > 1:
            attributes["http.request.resend_count"] = event.attempt - 1
        if event.status_code is not None:
            attributes["http.response.status_code"] = event.status_code
        failed = event.error or (
            str(event.status_code) if event.status_code is not None and event.status_code >= 400 else None
        )
        if failed:
            attributes["error.type"] = failed
        started = ended - round((event.seconds or 0) * _NANO)
        span = self._tracer.start_span(
            f"{event.method} {event.operation}", kind=self._client, attributes=attributes, start_time=started
        )
        if failed:
            span.set_status(self._error)
        span.end(ended)
