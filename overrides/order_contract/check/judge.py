"""The rules: one exchange in, the faults it shows out.

Invariants: a refusal is told by its body first, then by its status; the envelopes come from the generated tables; an unclear request convicts
nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from order_contract.check import rulebook
from order_contract.check.contract import Operation, Shape
from order_contract.check.exchange import Received, Sent
from order_contract.check.request import Form, assess
from order_contract.check.rulebook import Evidence, Rule
from order_contract.wire import assertions, codec

_NO_JSON: Final = object()
_MALFORMED_CODES: Final = frozenset({"", "400", "A100", "EmptyString"})
"""Codes of Global-e that say "this request is not built as it should be", not "this order does not allow it"."""
_MALFORMED_STATUSES: Final = {"globale": frozenset({400, 415, 422}), "merchant": frozenset({415, 422}), "s2": frozenset({415, 422})}
"""Statuses that say the same where no code does. A merchant and S2 have 400 for every refusal, an unknown order's included."""
_OF_HTTP: Final = frozenset({411, 413, 414, 415, 429, 431})
"""Refusals that HTTP itself defines for the outside of a request, such as a media type other than JSON; no document need list them."""
_LONGEST_URL: Final = 8_000
"""Characters that any server or proxy takes (RFC 9110, 4.1); beyond, a refusal may come from anything on the way, in any form."""
_ERRORS_DOCUMENTED: Final = {"globale": True, "merchant": True, "s2": False}
"""S2's documents say nothing of errors, so any 4xx is one of its refusals."""


@dataclass(frozen=True)
class Fault:
    """One rule broken by one exchange."""

    rule: Rule
    where: str
    sentence: str
    evidence: Evidence = "documented"


@dataclass(frozen=True)
class Judgement:
    """The faults of one exchange, and whether the server carried the request out."""

    faults: tuple[Fault, ...]
    accepted: bool
    unauthorized: bool = False
    refused: bool = False
    """Refused by the body or by the status, not by a failure."""
    code: str = ""
    """The code of the refusal, when its envelope has one."""
    value: Any = None
    """The body as plain JSON values; None when it is no JSON."""


def judge(operation: Operation, sent: Sent, received: Received, *, credentials: bool = True) -> Judgement:
    """Hold an exchange against the document.

    :param credentials: whether the request carried valid ones.
    """
    status = received.status
    if status >= 500:
        fault = Fault(rulebook.NO_SERVER_ERROR, str(status), f"The server failed with status {status}.")
        return Judgement((fault,), accepted=False)
    value = _read(received.body)
    envelope = _envelope(operation, value)
    refused = envelope is not None or 400 <= status < 500
    carried_out = not refused and 200 <= status < 300
    faults = [] if refused and len(sent.url) > _LONGEST_URL else _answer(operation, received, value, envelope)
    code = _code(operation, value, envelope)
    unauthorized = status == 401 or code == "401"
    if not credentials:
        if carried_out:
            faults.append(Fault(rulebook.CREDENTIALS, "", "A request without valid credentials was carried out."))
    elif not unauthorized:
        asked = assess(operation, sent)
        if asked.form is Form.INVALID and carried_out:
            faults.append(Fault(rulebook.REFUSE, asked.where, f"A request that breaks the document was carried out: {asked.reason}."))
        if asked.form is Form.VALID and refused and len(sent.url) <= _LONGEST_URL and _as_malformed(operation, status, envelope, code):
            said = f"code {code!r}" if code else f"status {status}"
            faults.append(Fault(rulebook.ACCEPT, "", f"A request that keeps to the document was refused as malformed, with {said}."))
    return Judgement(
        tuple(faults), accepted=carried_out, unauthorized=unauthorized, refused=refused, code=code or "", value=None if value is _NO_JSON else value
    )


def _read(body: bytes) -> Any:
    try:
        return codec.loads(body)
    except codec.CodecError:
        return _NO_JSON


def _envelope(operation: Operation, value: Any) -> str | None:
    if value is _NO_JSON:
        return None
    return next((name for name, (stated, _) in operation.envelopes.items() if assertions.holds(stated["when"], value)), None)


def _code(operation: Operation, value: Any, envelope: str | None) -> str | None:
    """The code of a refusal; None when its envelope has none."""
    stated: Mapping[str, Any] = operation.envelopes[envelope][0] if envelope else {}
    if "code" not in stated:
        return None
    code = value.get(stated["code"])
    return "" if code is None else str(code).strip()


def _as_malformed(operation: Operation, status: int, envelope: str | None, code: str | None) -> bool:
    if operation.api == "globale" and envelope is not None and status not in _MALFORMED_STATUSES["s2"]:
        return code in _MALFORMED_CODES
    return status in _MALFORMED_STATUSES[operation.api]


def _answer(operation: Operation, received: Received, value: Any, envelope: str | None) -> list[Fault]:
    status = received.status
    stated = str(status)
    if stated not in operation.answers:
        if status in _OF_HTTP or (not _ERRORS_DOCUMENTED[operation.api] and 400 <= status < 500):
            return []
        known = ", ".join(operation.answers)
        return [Fault(rulebook.STATUS, stated, f"Status {status} is not documented for this operation ({known} are).")]
    shape = operation.envelopes[envelope][1] if envelope else operation.answers[stated]
    if shape is None:
        return []
    if value is _NO_JSON:
        return [Fault(rulebook.BODY, stated, f"The body under status {status} is no JSON.")]
    return [*_content_type(received), *_members(shape, value, stated, envelope)]


def _content_type(received: Received) -> list[Fault]:
    kind = received.headers.get("content-type", "")
    media = kind.partition(";")[0].strip().lower()
    if media == "application/json" or media.endswith("+json"):
        return []
    said = f"is {kind!r}" if kind else "is missing"
    return [Fault(rulebook.CONTENT_TYPE, str(received.status), f"The body is JSON, but the header Content-Type {said}.")]


def _members(shape: Shape, value: Any, status: str, envelope: str | None) -> list[Fault]:
    if shape.holds(value):
        return []
    kind = envelope or "answer"
    problems = shape.problems(value)
    path, _ = problems[0]
    where = ".".join([kind, *(str(part) for part in path if isinstance(part, str))])
    listed = "; ".join(f"{codec.pointer(place)} {reason}" for place, reason in problems[:3])
    more = f"; and {len(problems) - 3} more" if len(problems) > 3 else ""
    return [Fault(rulebook.BODY, where, f"The {kind} under status {status} breaks its schema: {listed}{more}.")]
