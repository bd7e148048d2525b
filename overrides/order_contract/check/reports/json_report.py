"""The report as JSON, for programs, and the way back for `--replay`; its schema is `report.schema.json`
beside this module.

Invariants: the file holds no secret; a body that is not text is kept in base64, so that what is read back is
byte for byte what was sent.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib.resources import files
from typing import Any, Final

from order_contract import __version__
from order_contract.check.coverage import Coverage
from order_contract.check.errors import CannotRunError
from order_contract.check.findings import Finding, OperationResult, Report, RuleResult, Step
from order_contract.check.reports import text
from order_contract.check.transport.messages import Received, Sent
from order_contract.wire import codec

FORMAT: Final = "order-contract-report/2"
OUTCOMES: Final = {0: "holds", 1: "broken", 2: "could not run"}


def schema() -> bytes:
    """The JSON Schema of the report."""
    return (files("order_contract.check.reports") / "report.schema.json").read_bytes()


def write(reports: Sequence[Report], exit_code: int) -> bytes:
    """The report of one or more runs."""
    runs = [_run(report) for report in reports]
    return codec.pretty(
        text.sound(
            {
                "format": FORMAT,
                "version": __version__,
                "outcome": OUTCOMES[exit_code],
                "exitCode": exit_code,
                "runs": runs,
            }
        )
    )


def _run(report: Report) -> dict[str, Any]:
    return {
        "api": report.api,
        "url": report.url,
        "seed": report.seed,
        "seconds": _seconds(report.seconds),
        "cases": report.cases,
        "stopped": report.stopped,
        "reach": report.reach,
        "operations": [_operation(row) for row in report.operations],
        "rules": [_rule(result) for result in report.rules],
        "findings": [_finding(report, finding) for finding in report.findings],
        "notes": list(report.notes),
        **({"coverage": _coverage(report.coverage)} if report.coverage is not None else {}),
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "percent": coverage.percent,
        "operations": [
            {
                "operation": row.operation,
                "percent": row.percent,
                "parts": {
                    name: {"seen": list(part.seen), "missing": list(part.missing)}
                    for name, part in row.parts.items()
                },
            }
            for row in coverage.operations
        ],
    }


def _operation(row: OperationResult) -> dict[str, Any]:
    return {
        "operation": row.operation,
        "cases": row.cases,
        "accepted": row.accepted,
        "valid": row.valid,
        "validAccepted": row.valid_accepted,
        "verdict": row.verdict.value,
    }


def _rule(result: RuleResult) -> dict[str, Any]:
    rule = result.rule
    return {
        "id": rule.id,
        "family": rule.family,
        "sentence": rule.sentence,
        "source": rule.source,
        "evidence": rule.evidence,
        "verdict": result.verdict.value,
        "times": result.times,
        "why": result.why,
        "operations": list(result.operations),
    }


def _finding(report: Report, finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "operation": finding.operation,
        "rule": finding.rule.id,
        "location": finding.location,
        "members": list(finding.members),
        "kind": finding.kind,
        "grade": finding.grade.value,
        "message": finding.message,
        "source": finding.source,
        "evidence": finding.evidence,
        "severity": finding.severity.value,
        "known": finding.known,
        "curl": finding.curl,
        "replay": text.replay(report, finding),
        "steps": [_step(step) for step in finding.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "asked": _sent(step.request),
        "authorized": step.authorized,
        "sent": _sent(step.wire),
        "received": {
            "status": step.received.status,
            "headers": dict(step.received.headers),
            **_body(step.received.body),
        },
        "why": step.why,
        "seconds": _seconds(step.seconds),
        "origin": step.origin,
    }


def _sent(sent: Sent) -> dict[str, Any]:
    return {"method": sent.method, "url": sent.url, "headers": dict(sent.headers), **_body(sent.body)}


def _body(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"bodyBase64": b64encode(body).decode()}


def _seconds(seconds: Any) -> Decimal:
    return Decimal(f"{seconds:.3f}")


def find(raw: bytes, name: str, wanted: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The stated form of one finding in a report, behind that of its run.

    :param name: the file's name, for the sentence of an error.
    :raises CannotRunError: no report, or no such finding.
    """
    try:
        document = codec.loads(raw)
    except codec.CodecError:
        document = None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise CannotRunError(
            f"{name} is not a report of this check: give one that --json wrote, or run the check again."
        )
    known = [(run, finding) for run in document["runs"] for finding in run["findings"]]
    for run, finding in known:
        if finding["id"] == wanted.strip().lower():
            return run, finding
    listed = ", ".join(finding["id"] for _, finding in known[:10]) or "none at all"
    raise CannotRunError(f"{name} has no finding {wanted}: it has {listed}.")


def asked(stated: Mapping[str, Any]) -> Sent:
    """A request of a report as it can be sent, without credentials."""
    return Sent(stated["method"], stated["url"], stated["headers"], _bytes(stated))


def received(stated: Mapping[str, Any]) -> Received:
    """A response of a report."""
    return Received(stated["status"], stated["headers"], _bytes(stated))


def _bytes(stated: Mapping[str, Any]) -> bytes:
    return b64decode(stated["bodyBase64"]) if "bodyBase64" in stated else str(stated["body"]).encode()
