"""The failing exchanges as HAR 1.2, for a browser's network view, a proxy, or `order-contract replay`.

Invariant: the masked request and response as they stood on the wire; a body that is not text is in base64.
The package harfile writes times as floats and has no base64 for what was sent, so the writing is ours.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from order_contract import __version__
from order_contract.check.findings import Finding, Report, Step
from order_contract.check.reports import text
from order_contract.check.transport.messages import Sent
from order_contract.wire import codec


def write(reports: Sequence[Report], exit_code: int) -> bytes:
    """Every step of every finding, in their order, each with the finding in its comment."""
    began = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    entries = [
        _entry(finding, number, step, began)
        for report in reports
        for finding in report.findings
        for number, step in enumerate(finding.steps, 1)
    ]
    creator = {"name": "order-contract", "version": __version__}
    return codec.pretty(text.sound({"log": {"version": "1.2", "creator": creator, "entries": entries}}))


def _entry(finding: Finding, number: int, step: Step, began: str) -> dict[str, Any]:
    took = Decimal(f"{step.seconds * 1000:.3f}")
    received = step.received
    content, encoding = _text(received.body)
    return {
        "startedDateTime": began,
        "time": took,
        "request": {
            "method": step.wire.method,
            "url": step.wire.url,
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _headers(step.wire.headers),
            "queryString": [
                {"name": name, "value": value}
                for name, value in parse_qsl(step.wire.query, keep_blank_values=True)
            ],
            **_posted(step.wire),
            "headersSize": -1,
            "bodySize": len(step.wire.body),
        },
        "response": {
            "status": received.status,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _headers(received.headers),
            "content": {
                "size": len(received.body),
                "mimeType": received.headers.get("content-type", ""),
                "text": content,
                **({"encoding": encoding} if encoding else {}),
            },
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": len(received.body),
            **({"_error": step.why or "no response"} if received.status == 0 else {}),
        },
        "cache": {},
        "timings": {"send": 0, "wait": took, "receive": 0},
        "comment": f"{finding.id} step {number}: {text.title(finding)}: {finding.message}",
    }


def _posted(sent: Sent) -> dict[str, Any]:
    if not sent.body:
        return {}
    content, encoding = _text(sent.body)
    # HAR 1.2 has no encoding for what was sent; readers that know this member understand it, others show
    # base64.
    return {
        "postData": {
            "mimeType": sent.headers.get("content-type", ""),
            "text": content,
            **({"encoding": encoding} if encoding else {}),
        }
    }


def _headers(headers: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]


def _text(body: bytes) -> tuple[str, str]:
    try:
        return body.decode(), ""
    except UnicodeDecodeError:
        return b64encode(body).decode(), "base64"
