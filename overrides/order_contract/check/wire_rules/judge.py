"""The rules: one exchange in, the faults it shows out.

Invariants: a refusal is told by its body first, then by its status; the envelopes come from the generated
tables; an unclear request convicts nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from order_contract.check import rulebook
from order_contract.check.document.operations import Operation
from order_contract.check.document.schema import Problem, SchemaValidator
from order_contract.check.rulebook import Evidence, Rule
from order_contract.check.transport.messages import Received, Sent
from order_contract.check.transport.parsed_json import NOT_JSON, parse
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.check.wire_rules.request_validity import Assessment, Form, assess
from order_contract.wire import assertions, codec, media_type

_MALFORMED_CODES: Final = frozenset({"", "400", "A100", "EmptyString"})
"""Codes of Global-e that say "this request is not built as it should be", not "this order does not allow it".
"""
_MALFORMED_STATUSES: Final = {
    "globale": frozenset({400, 415, 422}),
    "merchant": frozenset({415, 422}),
    "s2": frozenset({415, 422}),
}
"""Statuses that say the same where no code does.

A merchant and S2 have 400 for every refusal, an unknown order's included.
"""
_OF_HTTP: Final = frozenset({411, 413, 414, 415, 429, 431})
"""Refusals that HTTP itself defines for the outside of a request, such as a media type other than JSON; no
document need list them.
"""
_LONGEST_URL: Final = 8_000
"""Characters that any server or proxy takes (RFC 9110, 4.1); beyond, a refusal may come from anything on the
way, in any form.
"""
_ERRORS_DOCUMENTED: Final = {"globale": True, "merchant": True, "s2": False}
"""S2's documents say nothing of errors, so any 4xx is one of its refusals."""


_PLACES: Final = 3
"""Of one response, so many broken places are named; more of them have one cause."""
_TRACED: Final = 200_000
"""Bytes of a response that are searched for traces."""
_TRACES: Final = re.compile(
    rb"Traceback \(most recent call last\)"
    rb'|File \\?"[^"\n]{1,200}\\?", line \d+'
    rb"|(?:\\t|\b)at [\w$.<>]{3,200}\([\w$]{1,80}\.(?:java|kt|scala):\d+\)"
    rb"|(?:\\n|\n)\s*at [\w$.<> ]{1,200}\(?(?:/|[A-Z]:\\|node:|file:)[^)\n]{1,300}:\d+:\d+\)?"
    rb"|\bat [\w.`<>]{3,200}\([^)\n]{0,200}\) in [^\n]{1,300}:line \d+"
    rb"|\bgoroutine \d+ \[\w+\]:|\bpanic: |thread '[^']{1,80}' panicked at"
    rb"|\.(?:php|rb)(?: on line |\(|:)\d+|(?:Fatal error|Uncaught \w+(?:Exception|Error)):"
    rb"|<title>(?:Werkzeug|[^<]{0,80}at /[^<]{0,80}</title>.{0,400}Django|Action Controller: Exception|Server Error in '/' Application)"
    rb"|\bWhitelabel Error Page\b|\bSQLSTATE\[|\bORA-\d{5}\b|\bsqlite3\.\w*Error\b|\bpsycopg2?\.",
    re.DOTALL,
)


@dataclass(frozen=True)
class Violation:
    """One rule broken by one exchange."""

    rule: Rule
    location: str
    message: str
    evidence: Evidence = "documented"


@dataclass(frozen=True)
class Judgement:
    """The faults of one exchange, and whether the server carried the request out."""

    violations: tuple[Violation, ...]
    accepted: bool
    unauthorized: bool = False
    refused: bool = False
    """Refused by the body or by the status, not by a failure."""
    code: str = ""
    """The code of the refusal, when its envelope has one."""
    value: Any = None
    """The body as plain JSON values; None when it is no JSON."""
    asked: Assessment | None = None
    """What the document says of the request; None where nothing follows from it."""


def judge(
    operation: Operation,
    sent: Sent,
    received: Received,
    *,
    credentials: bool = True,
    at: str = "",
    expected: Expectation = Expectation.BY_DOCUMENT,
) -> Judgement:
    """Hold an exchange against the document.

    :param credentials: whether the request carried valid ones.
    :param expected: what is known of the request; otherwise it is held against the document.
    :param at: where a request that keeps to the document differs from the plain one.
    """
    status = received.status
    shown = [Violation(rulebook.NO_TRACE, "", trace)] if (trace := traced(received)) else []
    if status >= 500:
        failed = Violation(rulebook.NO_SERVER_ERROR, str(status), f"The server failed with status {status}.")
        return Judgement((failed, *shown), accepted=False)
    parsed = parse(received.body)
    value = parsed.value
    envelope = _envelope(operation, value)
    refused = envelope is not None or 400 <= status < 500
    carried_out = not refused and 200 <= status < 300
    violations = shown + (
        [] if refused and len(sent.url) > _LONGEST_URL else _response(operation, received, value, envelope)
    )
    code = _code(operation, value, envelope)
    unauthorized = status == 401 or code == "401"
    asked: Assessment | None = None
    if not credentials:
        if carried_out and expected is not Expectation.UNSPECIFIED:
            violations.append(
                Violation(rulebook.CREDENTIALS, "", "A request without valid credentials was carried out.")
            )
    elif not unauthorized and expected is not Expectation.UNSPECIFIED:
        asked = Assessment(Form.VALID) if expected is Expectation.ACCEPT else assess(operation, sent)
        if asked.form is Form.INVALID and carried_out and not asked.readable:
            message = f"A request that breaks the document was carried out: {asked.reason}."
            violations.append(Violation(rulebook.REFUSE, asked.location, message, asked.evidence))
        if (
            asked.form is Form.VALID
            and refused
            and len(sent.url) <= _LONGEST_URL
            and (expected is Expectation.ACCEPT_AGAIN or _as_malformed(operation, status, envelope, code))
        ):
            reason = f"code {code!r}" if code else f"status {status}"
            violations.append(
                Violation(
                    rulebook.ACCEPT,
                    at,
                    f"A request that keeps to the document was refused as malformed, with {reason}.",
                )
            )
    plain = value if parsed.is_json else None
    return Judgement(tuple(violations), carried_out, unauthorized, refused, code or "", plain, asked)


def traced(received: Received) -> str:
    """What of a stack trace or a framework's error page a response shows, in one sentence; empty when it
    shows none.
    """
    match = _TRACES.search(received.body[:_TRACED])
    return (
        f"The response under status {received.status} shows the inside of the server: {match[0].decode('utf-8', 'replace')[:80]!r}."
        if match
        else ""
    )


def _envelope(operation: Operation, value: Any) -> str | None:
    if value is NOT_JSON:
        return None
    return next(
        (
            name
            for name, (stated, _) in operation.envelopes.items()
            if assertions.holds(stated["when"], value)
        ),
        None,
    )


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


def _response(operation: Operation, received: Received, value: Any, envelope: str | None) -> list[Violation]:
    status = received.status
    stated = str(status)
    described = operation.stated(status)
    if described is None:
        if status in _OF_HTTP or (not _ERRORS_DOCUMENTED[operation.api] and 400 <= status < 500):
            return []
        known = ", ".join(operation.responses)
        return [
            Violation(
                rulebook.STATUS,
                stated,
                f"Status {status} is not documented for this operation ({known} are).",
            )
        ]
    shape = operation.envelopes[envelope][1] if envelope else operation.responses[described]
    if shape is None:
        return []
    if value is NOT_JSON:
        return [Violation(rulebook.BODY, stated, _no_json(received))]
    return [
        *_content_type(received),
        *_members(shape, value, stated, envelope),
        *_contradictions(operation, received, value, envelope),
    ]


def _no_json(received: Received) -> str:
    packed = received.headers.get("content-encoding", "identity")
    if packed not in {"", "identity"}:
        return f"The body under status {received.status} is packed as {packed!r}, which the request did not ask for."
    return f"The body under status {received.status} is {'no JSON' if received.body else 'empty'}."


def _contradictions(
    operation: Operation, received: Received, value: Any, envelope: str | None
) -> list[Violation]:
    """What no schema says: a member twice, a success under the status of a refusal or with a code of one, a
    refusal without a reason, and digits that only binary fractions have.
    """
    violations: list[Violation] = []
    stated = str(received.status)
    packed = received.headers.get("content-encoding", "identity").strip().lower()
    if value is not NOT_JSON and packed not in {"", "identity"}:
        message = f"The header Content-Encoding says {packed!r}, and the body is not packed: other readers fail on it."
        violations.append(Violation(rulebook.CONTENT_TYPE, f"{stated}.packed", message))
    if parse(received.body).repeats_member:
        violations.append(
            Violation(
                rulebook.BODY,
                f"{stated}.twice",
                f"The body under status {stated} names a member twice: readers may take either.",
            )
        )
    if isinstance(value, Mapping):
        succeeded = next((name for name in ("Success", "IsSuccess") if value.get(name) is True), None)
        if succeeded and received.status >= 400:
            violations.append(
                Violation(
                    rulebook.BODY,
                    f"{stated}.{succeeded}",
                    f"The body says that the call succeeded, status {stated} that it did not.",
                )
            )
        if succeeded and str(value.get("ErrorCode") or "").strip():
            message = "The body says that the call succeeded, and holds the code of an error."
            violations.append(Violation(rulebook.BODY, f"{stated}.ErrorCode", message, "inferred"))
        if envelope and not any(str(value.get(name) or "").strip() for name in _reasons(operation, envelope)):
            message = f"The refusal {envelope} has no code and no text, so nobody learns what to do about it."
            violations.append(Violation(rulebook.REASON, envelope, message, rulebook.REASON.evidence))
    place = binary_noise(value)
    if place is not None:
        location = ".".join(str(part) for part in place if isinstance(part, str))
        violations.append(
            Violation(
                rulebook.EXACT,
                location,
                f"{codec.pointer(place)} has digits that come from binary floating point, and from no amount.",
            )
        )
    return violations


def _reasons(operation: Operation, envelope: str) -> list[str]:
    stated = operation.envelopes[envelope][0]
    return [*(str(stated[key]) for key in ("code", "message", "description") if key in stated), "Errors"]


_BINARY: Final = re.compile(r"\.\d*(?:0{7,}[1-9]\d?|9{7,}\d{1,2})$")
"""The end of 0.30000000000000004 and of 29.899999999999999."""


def binary_noise(value: Any, path: tuple[str | int, ...] = ()) -> tuple[str | int, ...] | None:
    """The first place with digits that only binary fractions have; None when there is none."""
    if isinstance(value, Decimal):
        text = str(value)
        return (
            path if len(text) > 15 and len(value.as_tuple().digits) >= 15 and _BINARY.search(text) else None
        )
    items: Iterable[tuple[str | int, Any]] = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    return next(
        (place for name, item in items if (place := binary_noise(item, (*path, name))) is not None), None
    )


def _content_type(received: Received) -> list[Violation]:
    kind = received.headers.get("content-type", "")
    media = media_type.parse(kind)
    if not media.is_utf_8:
        return [
            Violation(
                rulebook.CONTENT_TYPE,
                f"{received.status}.charset",
                f"JSON is UTF-8, but the header Content-Type says {media.charset!r}.",
            )
        ]
    if media.is_json:
        return []
    header = f"is {kind!r}" if kind else "is missing"
    return [
        Violation(
            rulebook.CONTENT_TYPE,
            str(received.status),
            f"The body is JSON, but the header Content-Type {header}.",
        )
    ]


def _members(shape: SchemaValidator, value: Any, status: str, envelope: str | None) -> list[Violation]:
    if shape.holds(value, formats=True):
        return []
    kind = envelope or "answer"
    problems = shape.problems(value, formats=True)
    # One fault for each place; elements of a list share theirs.
    places: dict[str, Problem] = {}
    for path, reason in problems:
        places.setdefault(
            ".".join([kind, *(str(part) for part in path if isinstance(part, str))]), (path, reason)
        )
    return [
        Violation(
            rulebook.BODY,
            location,
            f"The {kind} under status {status} breaks its schema: {codec.pointer(path)} {reason}.",
            shape.evidence(path),
        )
        for location, (path, reason) in list(places.items())[:_PLACES]
    ]
