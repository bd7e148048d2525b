"""The report as SARIF 2.1.0, for code scanning.

Invariants: a finding keeps its id as the fingerprint, so that a scanner follows it from run to run; a known
finding is a suppressed result; a file is named only where the user's repository has it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from order_contract import __version__
from order_contract.check.findings import Finding, Report, Severity
from order_contract.check.reports import text
from order_contract.wire import codec

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def write(reports: Sequence[Report], exit_code: int) -> bytes:
    """The report: one SARIF run for each API."""
    return codec.pretty(
        text.sound({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report) for report in reports]})
    )


def _run(report: Report) -> dict[str, Any]:
    numbers = {result.rule.id: number for number, result in enumerate(report.rules)}
    rules = [
        {
            "id": result.rule.id,
            "shortDescription": {"text": result.rule.sentence},
            "help": {"text": f"{result.rule.sentence} Source: {result.rule.source}."},
            "properties": {"tags": sorted({result.rule.family, result.rule.evidence})},
        }
        for result in report.rules
    ]
    return {
        "tool": {"driver": {"name": "order-contract", "semanticVersion": __version__, "rules": rules}},
        "automationDetails": {"id": f"order-contract/{report.api}/"},
        "invocations": [
            {
                "executionSuccessful": not report.stopped,
                "toolExecutionNotifications": [{"level": "error", "message": {"text": report.stopped}}]
                if report.stopped
                else [],
            }
        ],
        "properties": {"api": report.api, "url": report.url, "seed": report.seed, "cases": report.cases},
        "results": [_result(report, finding, numbers) for finding in report.findings],
    }


def _file() -> dict[str, Any]:
    """The file of the user's repository at which code scanning shows a result: the workflow or pipeline that
    checks the server. Nothing elsewhere, for nothing else of the repository is known to be at fault.
    """
    workflow = os.environ.get("GITHUB_WORKFLOW_REF", "").partition("@")[0].split("/", 2)[2:]
    name = workflow[0] if workflow else os.environ.get("CI_CONFIG_PATH", "")
    if not name or not Path(name).is_file():
        return {}
    return {"physicalLocation": {"artifactLocation": {"uri": name}, "region": {"startLine": 1}}}


def _result(report: Report, finding: Finding, numbers: dict[str, int]) -> dict[str, Any]:
    method, _, url = finding.request.partition(" ")
    member = f"/{finding.location}" if finding.location else ""
    index = {"ruleIndex": numbers[finding.rule.id]} if finding.rule.id in numbers else {}
    return {
        "ruleId": finding.rule.id,
        **index,
        "level": "error" if finding.severity is Severity.ERROR else "warning",
        "message": {"text": f"{finding.operation}: {finding.message}\n\n{text.whole(report, finding)}"},
        "locations": [
            {
                **_file(),
                "logicalLocations": [
                    {"fullyQualifiedName": f"{report.api}/{finding.operation}{member}", "kind": "function"}
                ],
            }
        ],
        "partialFingerprints": {"orderContractFinding/v1": finding.id},
        **(
            {"suppressions": [{"kind": "external", "justification": "in the baseline"}]}
            if finding.known
            else {}
        ),
        "webRequest": {"protocol": "http", "method": method, "target": url},
        "properties": {"status": finding.status, "curl": finding.curl},
    }
