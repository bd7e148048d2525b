"""The report as one HTML page: the matrix of operations by rules, and every failure in full.

Invariants: the page asks for nothing over the network and runs no script but its own; every text of a server
is escaped; colour is never the only sign; without the script everything can still be read.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files
from typing import Final

from jinja2 import Environment, StrictUndefined

from order_contract import __version__
from order_contract.check.coverage import OperationCoverage
from order_contract.check.findings import Report, Step, Verdict
from order_contract.check.reports import text
from order_contract.check.reports.matrix import Mark, cells
from order_contract.check.transport.messages import Sent
from order_contract.check.transport.shell import as_text

_SHOWN: Final = 20_000
_OPEN: Final = 20
"""So many findings stand open; with more, the list comes first."""
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SIGNS: Final = {
    Mark.BROKEN: "✗",
    Mark.WARNING: "!",
    Mark.KNOWN: "k",
    Mark.HOLDS: "✓",
    Mark.NOT_TESTED: "–",
    Mark.NOT_APPLICABLE: "",
}


def write(reports: Sequence[Report], exit_code: int) -> bytes:
    """The report of one or more runs."""
    style, script = (_part(name) for name in ("page.css", "page.js"))
    findings = sum(len(report.findings) for report in reports)
    page = _environment().from_string(_part("page.html"))
    return page.render(
        reports=reports,
        title=text.verdict(reports, exit_code),
        outcome={0: "holds", 1: "broken", 2: "not-tested"}[exit_code],
        figures=[
            text.count(sum(row.cases > 0 for report in reports for row in report.operations), "operation"),
            text.count(sum(report.cases for report in reports), "case"),
            text.count(findings, "finding"),
            *text.tested_rules(reports),
            f"{max((report.seconds for report in reports), default=0):.0f} s",
            *(f"seed {report.seed}" for report in reports[:1] if report.seed is not None),
            datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        ],
        opened=findings <= _OPEN,
        style=style,
        script=script,
        policy=(
            f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}';"
            " img-src data:; base-uri 'none'; form-action 'none'"
        ),
        version=__version__,
    ).encode("utf-8", "backslashreplace")


def _environment() -> Environment:
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "as_text": as_text,
        "css": _class,
        "figure": "{:,}".format,
        "gaps": _gaps,
        "many": text.count,
        "received": _received,
        "sent": _sent,
        "words": _CAMEL.split,
    }
    environment.globals |= {
        "cells": cells,
        "kind_of": text.kind,
        "replay": text.replay,
        "signs": _SIGNS,
        "untested": Verdict.NOT_TESTED.value,
    }
    return environment


def _part(name: str) -> str:
    return (files("order_contract.check.reports") / name).read_text(encoding="utf-8")


def _digest(part: str) -> str:
    return "sha256-" + b64encode(sha256(part.encode()).digest()).decode()


def _gaps(operations: Sequence[OperationCoverage]) -> list[tuple[str, str, tuple[str, ...]]]:
    """What was not tested, by operation and part."""
    return [
        (row.operation, name, part.missing)
        for row in operations
        for name, part in row.parts.items()
        if part.missing
    ]


def _class(mark: Mark | Verdict) -> str:
    return {"known faults": "known"}.get(mark.value, mark.value.replace(" ", "-"))


def _sent(sent: Sent) -> str:
    return "\n".join(
        [
            f"{sent.method} {sent.url}",
            *(f"{name}: {value}" for name, value in sent.headers.items()),
            "",
            _body(sent.body),
        ]
    ).rstrip()


def _received(step: Step) -> str:
    received = step.received
    if not received.status:
        return text.came(step)
    return "\n".join(
        [
            str(received.status),
            *(f"{name}: {value}" for name, value in received.headers.items()),
            "",
            _body(received.body),
        ]
    ).rstrip()


def _body(body: bytes) -> str:
    shown = body[:_SHOWN].decode("utf-8", "backslashreplace")
    return f"{shown}… ({len(body):,} bytes)" if len(body) > _SHOWN else shown
