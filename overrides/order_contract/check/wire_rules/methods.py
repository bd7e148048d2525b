"""Whether a server takes an operation by its HTTP method, where no document names the method.

Invariant: a 405 for a method that a document names is judged as any other refusal.
"""

from __future__ import annotations

from order_contract.check import rulebook
from order_contract.check.document.operations import CheckedOperation
from order_contract.check.rulebook import Grade
from order_contract.check.transport.messages import Received, Sent
from order_contract.check.wire_rules.judge import Judgement
from order_contract.check.wire_rules.violation import Violation


def is_405(received: Received, judgement: Judgement) -> bool:
    """Whether a response says that the method is not allowed, by its status or its code."""
    return received.status == 405 or judgement.code == "405"


def may_be_refused(operation: CheckedOperation, sent: Sent, received: Received) -> bool:
    """Whether a 405 can be about the method of an operation that no document names."""
    allowed = {method.strip().upper() for method in received.headers.get("allow", "").split(",")}
    return (
        sent.method == operation.method
        and sent.method not in allowed
        and Grade.of(operation.method_evidence) is not Grade.MUST
    )


def refusal(operation: CheckedOperation) -> Judgement:
    """What becomes of a request whose operation is not taken by its method."""
    message = (
        f"{operation.name} takes no {operation.method} (405). No document names its method, a public page of "
        "the vendor does. Nothing else of it was tested."
    )
    violation = Violation(rulebook.METHOD, "", message, rulebook.METHOD.evidence)
    return Judgement((violation,), accepted=False, refused=True, refused_by="status 405")


def why_untested(operation: CheckedOperation) -> str:
    """Why a rule that needs the operation was not tested."""
    return f"{operation.name} takes no {operation.method}, which is reported as {rulebook.METHOD.id}."
