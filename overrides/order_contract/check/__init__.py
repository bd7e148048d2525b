"""The contract check: holds a running server, in whatever language, to the published document.

Invariants: a server is seen through HTTP only; errors are judged by their body first; the same seed gives the
same requests.
"""

from __future__ import annotations

from order_contract.check.errors import CannotRunError
from order_contract.check.findings import (
    Finding,
    OperationResult,
    Progress,
    Report,
    RuleResult,
    Severity,
    Step,
    Verdict,
)
from order_contract.check.rulebook import Rule
from order_contract.check.runner import run
from order_contract.check.transport.credentials import ServerCredentials

__all__ = [
    "CannotRunError",
    "Finding",
    "OperationResult",
    "Progress",
    "Report",
    "Rule",
    "RuleResult",
    "ServerCredentials",
    "Severity",
    "Step",
    "Verdict",
    "run",
]
