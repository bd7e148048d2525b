"""What is wrong with a recorded request itself: the side that sends is under test as well as the side that
responses.

Invariants: a request is held to the document by the same assessment as in the check; here, too, what the
document leaves open convicts nobody.
"""

from __future__ import annotations

from typing import Final

from order_contract.check.document.operations import Operation
from order_contract.check.rulebook import Rule
from order_contract.check.transport.messages import Sent
from order_contract.check.wire_rules.judge import Violation
from order_contract.check.wire_rules.request_validity import Form, assess
from order_contract.wire import codec, media_type
from order_contract.wire.query import split

REQUEST: Final = Rule(
    "request-valid",
    "Whoever sends keeps to the documented method, parameters and body.",
    "the documented parameters and request bodies",
)


def fault(operation: Operation, sent: Sent) -> Violation | None:
    """The first thing that the document forbids in a request."""
    found = _method(operation, sent) or _repeated(operation, sent) or _media(operation, sent)
    if found is not None:
        return found
    said = assess(operation, sent)
    return (
        Violation(REQUEST, said.location, f"The request breaks the document: {said.reason}.")
        if said.form is Form.INVALID
        else None
    )


def _method(operation: Operation, sent: Sent) -> Violation | None:
    if sent.method == operation.method:
        return None
    return Violation(
        REQUEST, "method", f"The request is a {sent.method}; the document has {operation.method} here."
    )


def _repeated(operation: Operation, sent: Sent) -> Violation | None:
    try:
        names = [name for name, _ in split(sent.query)]
    except codec.CodecError:
        return Violation(REQUEST, "query", "The query string is not UTF-8.")
    for parameter in operation.parameters.values():
        if parameter.place == "query" and not parameter.repeated and names.count(parameter.name) > 1:
            times = names.count(parameter.name)
            return Violation(
                REQUEST,
                parameter.name,
                f"The parameter {parameter.name} is sent {times} times; the document has it once.",
            )
    return None


def _media(operation: Operation, sent: Sent) -> Violation | None:
    media = media_type.parse(sent.headers.get("content-type", ""))
    if not sent.body or operation.body is None or not media.name or media.is_json:
        return None
    return Violation(
        REQUEST, "content-type", f"The body goes out as {media.name!r}; the document has application/json."
    )
