"""Traces of a client without secrets: OpenTelemetry spans of our own, and hooks that clean what Sentry's and
OpenTelemetry's instrumentations of httpx2 record.

- `GlobalEClient(..., on_event=Spans())`, with the extra `opentelemetry`: spans of this package
- `sentry_sdk.init(before_send=mask_sentry_event, before_send_transaction=mask_sentry_event,
  before_breadcrumb=mask_sentry_breadcrumb)`
- `HTTPX2ClientInstrumentor().instrument(request_hook=mask_otel_span,
  async_request_hook=async_mask_otel_span)`

Invariants: a span of ours holds what an `Event` holds, so neither query, headers nor content; each attempt
that ended is one span, a child of the caller's own; the hooks change only what belongs to requests of this
package: their query, where the GUID and a customer's address stand. opentelemetry and sentry_sdk are not
loaded by an import.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import httpx2

from order_contract import __version__

if TYPE_CHECKING:
    from opentelemetry.trace import TracerProvider

    from order_contract.http.events import Event

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
        ended, url = time.time_ns(), httpx2.URL(event.url)
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


MASK: Final = "***"
_URL: Final = re.compile(r"(https?://[^\s?#'\"<>]+)\?([^\s'\"<>#]*)")
_SECRET: Final = re.compile(
    r"(?i)((?:merchant_?guid|x-s2-organization)['\"]?\s*[:=]\s*b?['\"]?)([^&\s'\",;)}]+)"
)
_ADDRESSES: Final = ("url", "http.url", "url.full")
_DEEPEST: Final = 20


def mask_sentry_event(event: Any, hint: Any) -> Any:
    """For `before_send` and `before_send_transaction` of Sentry: the event without the query of our
    requests.
    """
    return _clean(event)


def mask_sentry_breadcrumb(crumb: Any, hint: Any) -> Any:
    """For `before_breadcrumb` of Sentry: the breadcrumb without the query of our requests."""
    return _clean(crumb)


def mask_otel_span(span: Any, request: Any) -> None:
    """For `request_hook` of `HTTPX2ClientInstrumentor`: the span's address without the query of our requests.

    :param span: the span; `None` and one that does not record are left alone.
    :param request: what the instrumentation tells of the request; its `url` is looked at.
    """
    address = httpx2.URL(str(request.url))
    if (
        span is None
        or not span.is_recording()
        or not address.query
        or not _is_ours(address.path, address.query)
    ):
        return
    shown = f"{address.copy_with(query=None, fragment=None, userinfo=b'')}?{MASK}"
    attributes = getattr(span, "attributes", None) or {}
    for name in ("http.url", "url.full"):
        if name in attributes:
            span.set_attribute(name, shown)
    for name in ("http.target", "url.query"):
        if name in attributes:
            span.set_attribute(name, MASK)


async def async_mask_otel_span(span: Any, request: Any) -> None:
    """`mask_otel_span` for `async_request_hook`."""
    mask_otel_span(span, request)


@cache
def _paths() -> tuple[str, ...]:
    from order_contract_generated.globale import contract as globale

    return tuple(operation["path"] for operation in globale.OPERATIONS.values())


def _is_ours(path: str, query: str | bytes) -> bool:
    text = query.decode("ascii", "replace") if isinstance(query, bytes) else query
    return path.endswith(_paths()) or "merchantguid=" in text.casefold()


def _clean(value: Any, depth: int = 0) -> Any:
    if depth > _DEEPEST:
        return value
    if isinstance(value, str):
        return _SECRET.sub(rf"\1{MASK}", _URL.sub(_masked, value))
    if isinstance(value, dict):
        cleaned = {name: _clean(item, depth + 1) for name, item in value.items()}
        if _has_our_address(value):
            cleaned.update({name: MASK for name in value if "query" in str(name) and value[name]})
        return cleaned
    if isinstance(value, list | tuple):
        return [_clean(item, depth + 1) for item in value]
    return value


def _has_our_address(data: Mapping[Any, Any]) -> bool:
    addresses = [str(data[name]).partition("?")[0] for name in _ADDRESSES if name in data]
    return any(_is_ours(address, "") for address in addresses)


def _masked(match: re.Match[str]) -> str:
    return f"{match[1]}?{MASK}" if _is_ours(match[1], match[2]) else match[0]
