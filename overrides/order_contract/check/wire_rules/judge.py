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
from order_contract.check.document.operations import Operation, Problem, SchemaValidator
from order_contract.check.rulebook import Evidence, Rule
from order_contract.check.transport.messages import Received, Sent
from order_contract.check.wire_rules.request_validity import Assessment, Form, assess
from order_contract.wire import assertions, codec

_NO_JSON: Final = object()
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
    asked: Assessment | None = None
    """What the document says of the request; None where nothing follows from it."""


def judge(
    operation: Operation,
    sent: Sent,
    received: Received,
    *,
    credentials: bool = True,
    at: str = "",
    open_point: bool = False,
    good: bool = False,
    known: bool = False,
) -> Judgement:
    """Hold an exchange against the document.

    :param credentials: whether the request carried valid ones.
    :param open_point: the documents leave open whether the request is carried out, so only the form of the
        response is judged.
    :param good: the request is known to keep to the document, odd as it may look.
    :param at: where a request that keeps to the document differs from the plain one.
    :param known: the same order is known to the server, which has carried such a request out.
    """
    status = received.status
    shown = [Fault(rulebook.NO_TRACE, "", said)] if (said := traced(received)) else []
    if status >= 500:
        failed = Fault(rulebook.NO_SERVER_ERROR, str(status), f"The server failed with status {status}.")
        return Judgement((failed, *shown), accepted=False)
    value = _read(received.body)
    envelope = _envelope(operation, value)
    refused = envelope is not None or 400 <= status < 500
    carried_out = not refused and 200 <= status < 300
    faults = shown + (
        [] if refused and len(sent.url) > _LONGEST_URL else _response(operation, received, value, envelope)
    )
    code = _code(operation, value, envelope)
    unauthorized = status == 401 or code == "401"
    asked: Assessment | None = None
    if not credentials:
        if carried_out and not open_point:
            faults.append(
                Fault(rulebook.CREDENTIALS, "", "A request without valid credentials was carried out.")
            )
    elif not unauthorized and not open_point:
        asked = Assessment(Form.VALID) if good else assess(operation, sent)
        if asked.form is Form.INVALID and carried_out and not asked.readable:
            sentence = f"A request that breaks the document was carried out: {asked.reason}."
            faults.append(Fault(rulebook.REFUSE, asked.where, sentence, asked.evidence))
        if (
            asked.form is Form.VALID
            and refused
            and len(sent.url) <= _LONGEST_URL
            and (known or _as_malformed(operation, status, envelope, code))
        ):
            said = f"code {code!r}" if code else f"status {status}"
            faults.append(
                Fault(
                    rulebook.ACCEPT,
                    at,
                    f"A request that keeps to the document was refused as malformed, with {said}.",
                )
            )
    plain = None if value is _NO_JSON else value
    return Judgement(tuple(faults), carried_out, unauthorized, refused, code or "", plain, asked)


def traced(received: Received) -> str:
    """What of a stack trace or a framework's error page a response shows, in one sentence; empty when it
    shows none.
    """
    found = _TRACES.search(received.body[:_TRACED])
    return (
        f"The response under status {received.status} shows the inside of the server: {found[0].decode('utf-8', 'replace')[:80]!r}."
        if found
        else ""
    )


def _read(body: bytes) -> Any:
    try:
        return codec.loads(body)
    except codec.CodecError:
        return _NO_JSON


def _envelope(operation: Operation, value: Any) -> str | None:
    if value is _NO_JSON:
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


def _response(operation: Operation, received: Received, value: Any, envelope: str | None) -> list[Fault]:
    status = received.status
    stated = str(status)
    described = operation.stated(status)
    if described is None:
        if status in _OF_HTTP or (not _ERRORS_DOCUMENTED[operation.api] and 400 <= status < 500):
            return []
        known = ", ".join(operation.responses)
        return [
            Fault(
                rulebook.STATUS,
                stated,
                f"Status {status} is not documented for this operation ({known} are).",
            )
        ]
    shape = operation.envelopes[envelope][1] if envelope else operation.responses[described]
    if shape is None:
        return []
    if value is _NO_JSON:
        return [Fault(rulebook.BODY, stated, _no_json(received))]
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
) -> list[Fault]:
    """What no schema says: a member twice, a success under the status of a refusal or with a code of one, a
    refusal without a reason, and digits that only binary fractions have.
    """
    found: list[Fault] = []
    stated = str(received.status)
    packed = received.headers.get("content-encoding", "identity").strip().lower()
    if value is not _NO_JSON and packed not in {"", "identity"}:
        sentence = f"The header Content-Encoding says {packed!r}, and the body is not packed: other readers fail on it."
        found.append(Fault(rulebook.CONTENT_TYPE, f"{stated}.packed", sentence))
    if not _unique(received.body):
        found.append(
            Fault(
                rulebook.BODY,
                f"{stated}.twice",
                f"The body under status {stated} names a member twice: readers may take either.",
            )
        )
    if isinstance(value, Mapping):
        succeeded = next((name for name in ("Success", "IsSuccess") if value.get(name) is True), None)
        if succeeded and received.status >= 400:
            found.append(
                Fault(
                    rulebook.BODY,
                    f"{stated}.{succeeded}",
                    f"The body says that the call succeeded, status {stated} that it did not.",
                )
            )
        if succeeded and str(value.get("ErrorCode") or "").strip():
            sentence = "The body says that the call succeeded, and holds the code of an error."
            found.append(Fault(rulebook.BODY, f"{stated}.ErrorCode", sentence, "inferred"))
        if envelope and not any(str(value.get(name) or "").strip() for name in _reasons(operation, envelope)):
            sentence = (
                f"The refusal {envelope} has no code and no text, so nobody learns what to do about it."
            )
            found.append(Fault(rulebook.REASON, envelope, sentence, rulebook.REASON.evidence))
    place = _noise(value, ())
    if place is not None:
        where = ".".join(str(part) for part in place if isinstance(part, str))
        found.append(
            Fault(
                rulebook.EXACT,
                where,
                f"{codec.pointer(place)} has digits that come from binary floating point, and from no amount.",
            )
        )
    return found


def _reasons(operation: Operation, envelope: str) -> list[str]:
    stated = operation.envelopes[envelope][0]
    return [*(str(stated[key]) for key in ("code", "message", "description") if key in stated), "Errors"]


def _unique(body: bytes) -> bool:
    try:
        codec.loads(body, unique=True)
    except codec.CodecError:
        return False
    return True


_BINARY: Final = re.compile(r"\.\d*(?:0{7,}[1-9]\d?|9{7,}\d{1,2})$")
"""The end of 0.30000000000000004 and of 29.899999999999999."""


def _noise(value: Any, path: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
    if isinstance(value, Decimal):
        text = str(value)
        return (
            path if len(text) > 15 and len(value.as_tuple().digits) >= 15 and _BINARY.search(text) else None
        )
    items: Iterable[tuple[str | int, Any]] = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    return next((found for name, item in items if (found := _noise(item, (*path, name))) is not None), None)


def _content_type(received: Received) -> list[Fault]:
    kind = received.headers.get("content-type", "")
    media, _, options = kind.partition(";")
    media = media.strip().lower()
    named = [
        part.partition("=")[2].strip("\"' ").lower()
        for part in options.split(";")
        if part.strip().lower().startswith("charset")
    ]
    charset = named[0] if named else "utf-8"
    if charset not in {"utf-8", "utf8", "us-ascii"}:
        return [
            Fault(
                rulebook.CONTENT_TYPE,
                f"{received.status}.charset",
                f"JSON is UTF-8, but the header Content-Type says {charset!r}.",
            )
        ]
    if media == "application/json" or media.endswith("+json"):
        return []
    said = f"is {kind!r}" if kind else "is missing"
    return [
        Fault(
            rulebook.CONTENT_TYPE,
            str(received.status),
            f"The body is JSON, but the header Content-Type {said}.",
        )
    ]


def _members(shape: SchemaValidator, value: Any, status: str, envelope: str | None) -> list[Fault]:
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
        Fault(
            rulebook.BODY,
            where,
            f"The {kind} under status {status} breaks its schema: {codec.pointer(path)} {reason}.",
            shape.evidence(path),
        )
        for where, (path, reason) in list(places.items())[:_PLACES]
    ]
