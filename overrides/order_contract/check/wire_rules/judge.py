"""Judges one exchange: gives the rules that it breaks.

Invariants: a refusal is recognised by its body first, then by its status; the envelopes come from the
generated tables; nothing follows from an unclear request.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import starmap
from typing import Any, Final

from order_contract.check import rulebook
from order_contract.check.document.operations import CheckedOperation
from order_contract.check.document.schema import SchemaValidator
from order_contract.check.rulebook import Grade
from order_contract.check.transport.messages import Received, Sent
from order_contract.check.transport.parsed_json import NOT_JSON, parse
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.check.wire_rules.failures import says_failed
from order_contract.check.wire_rules.request_validity import Assessment, Form, assess
from order_contract.check.wire_rules.response_form import null_texts, response_violations, with_article
from order_contract.check.wire_rules.violation import Violation
from order_contract.wire import assertions
from order_contract.wire.query import split

_MALFORMED_STATUSES: Final = frozenset({400, 415, 422})
"""Statuses of Global-e that say "this request is not built as it should be" where no code does."""
_OF_STATE: Final = frozenset({404, 409, 410})
"""Statuses that speak of an order that is not there, or not in a state for it."""
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
    rb"|<title>(?:Werkzeug|[^<]{0,80}at /[^<]{0,80}</title>.{0,400}Django|Action Controller: "
    rb"Exception|Server Error in '/' Application)"
    rb"|\bWhitelabel Error Page\b|\bSQLSTATE\[|\bORA-\d{5}\b|\bsqlite3\.\w*Error\b|\bpsycopg2?\.",
    re.DOTALL,
)


@dataclass(frozen=True)
class Judgement:
    """The faults of one exchange, and whether the server accepted the request."""

    violations: tuple[Violation, ...]
    accepted: bool
    unauthorized: bool = False
    refused: bool = False
    """Refused by the body or by the status, not by a failure."""
    code: str = ""
    """The code of the refusal, when its envelope has one."""
    refused_by: str = ""
    """What of a refusal says that it is one, for sentences: its code, its status, or its envelope."""
    value: Any = None
    """The body as plain JSON values; None when it is not JSON."""
    assessment: Assessment | None = None
    """What the document says of the request; None where nothing follows from it."""
    in_doubt: bool = False
    """Whether a request that keeps to the document was refused, perhaps as malformed: another request tells
    whether the order itself allows it.
    """


def judge(
    operation: CheckedOperation,
    sent: Sent,
    received: Received,
    *,
    credentials: bool = True,
    at: str = "",
    expected: Expectation = Expectation.BY_DOCUMENT,
    recorded: bool = False,
) -> Judgement:
    """Hold an exchange against the document.

    :param credentials: whether the request carried valid ones.
    :param expected: what is known of the request; otherwise it is held against the document.
    :param recorded: no other request can tell why this one was refused, so its refusal has to say it.
    :param at: where a request that keeps to the document differs from the plain one.
    """
    status = received.status
    shown = [Violation(rulebook.NO_TRACE, "", trace)] if (trace := traced(received)) else []
    parsed = parse(received.body)
    value = parsed.value
    envelope, other = _envelopes(operation, value)
    if status >= 500 and envelope is None and other is None:
        failed = Violation(
            rulebook.NO_SERVER_ERROR,
            str(status),
            f"The server failed with status {status}.",
            graded=failure_grade(operation, sent),
        )
        return Judgement((failed, *shown), accepted=False)
    by_body = 200 <= status < 300 and envelope is None and says_failed(operation, value)
    refused = envelope is not None or other is not None or by_body or 400 <= status < 500
    accepted = not refused and 200 <= status < 300
    violations = shown + (
        []
        if refused and sent.has_long_head
        else [_refused_as_success(status)]
        if by_body
        else [_in_another_form(operation, status, other)]
        if other is not None
        else response_violations(
            operation,
            received,
            value,
            envelope,
            is_usual=status < 400 or envelope is not None or _is_usual(operation, sent),
        )
    )
    if b'"null"' in received.body:
        violations += null_texts(value, sent.url.encode("utf-8", "surrogatepass") + sent.body)
    envelope = envelope or other
    code = _code(operation, value, envelope)
    unauthorized = status == 401 or code == "401"
    assessment: Assessment | None = None
    in_doubt = False
    if not credentials:
        if expected is not Expectation.UNSPECIFIED:
            violations += _access(
                operation,
                refused_by(operation, status, envelope, code),
                at,
                accepted,
                unauthorized,
                expected is Expectation.REFUSE or not at,
            )
    elif expected is not Expectation.UNSPECIFIED:
        assessment = Assessment(Form.VALID) if expected is Expectation.ACCEPT else assess(operation, sent)
        if assessment.form is Form.INVALID and accepted:
            # A member of a wrong type may be the request's own, shown again as it came.
            violations = list(map(form_as_warning, violations))
            message = f"A request that breaks the document was accepted: {assessment.reason}."
            violations.append(
                Violation(
                    rulebook.REFUSE,
                    assessment.location,
                    message,
                    kind=assessment.kind,
                    graded=assessment.grade,
                )
            )
        if assessment.form is Form.VALID and status >= 500:
            message = f"A request that keeps to the document got status {status}."
            violations.append(Violation(rulebook.NO_SERVER_ERROR, str(status), message, graded=Grade.SHOULD))
        in_doubt = (
            assessment.form is Form.VALID
            and refused
            and not sent.has_long_head
            and (unauthorized or _without_known_cause(operation, status, envelope, code))
        )
        # It is not known whether recorded credentials were good.
        if (
            recorded
            and in_doubt
            and _as_malformed(operation, status, envelope, code)
            and not unauthorized
            and (operation.api == "globale" or status in {415, 422})
        ):
            by = refused_by(operation, status, envelope, code)
            message = f"A request that keeps to the document was refused as malformed, with {by}."
            violations.append(Violation(rulebook.ACCEPT, at, message))
    plain = value if parsed.is_json else None
    by = refused_by(operation, status, envelope, code)
    return Judgement(
        tuple(violations), accepted, unauthorized, refused, code or "", by, plain, assessment, in_doubt
    )


def failure_grade(operation: CheckedOperation, sent: Sent) -> Grade | None:
    """The grade of a failure, or of no response at all, where it is less than the rule's: S2's documents say
    nothing of errors, so a failure on a broken request breaks no line of them.
    """
    broken = operation.api == "s2" and assess(operation, sent).form is not Form.VALID
    return Grade.SHOULD if broken else None


def refused_by(operation: CheckedOperation, status: int, envelope: str | None, code: str | None) -> str:
    """What of a refusal says that it is one: a status below 400 never does."""
    if code:
        return f"code {code}"
    if envelope is None:
        return f"status {status}" if status >= 300 else f"an error in the body under status {status}"
    if status >= 400:
        return f"status {status}"
    flag = next((flag for flag, name in operation.flags.items() if name == envelope), None)
    return f"{f'{flag} false' if flag else with_article(envelope)} in the body"


def _refused_as_success(status: int) -> Violation:
    """A refusal under the status of a success, where no document says how an API refuses."""
    message = (
        f"A refusal comes under status {status}: a client that goes by the status takes it for a success."
    )
    return Violation(rulebook.STATUS, str(status), message, kind="a refusal under 2xx", graded=Grade.SHOULD)


def _in_another_form(operation: CheckedOperation, status: int, other: str) -> Violation:
    """A refusal by the envelope of other methods: for some, the account's setting says whether it is one."""
    known = " or ".join(operation.envelopes)
    message = f"The refusal under status {status} is {with_article(other)}; {known} is documented."
    return Violation(rulebook.BODY, "refusal", message, kind="another envelope", graded=Grade.SHOULD)


def form_as_warning(violation: Violation) -> Violation:
    """A violation, as a warning where it is a breach of the response's form."""
    is_form = violation.rule is rulebook.BODY and violation.grade is Grade.MUST
    return replace(violation, graded=Grade.SHOULD) if is_form else violation


def _access(
    operation: CheckedOperation,
    by: str,
    words: str,
    accepted: bool,
    unauthorized: bool,
    must: bool,
) -> list[Violation]:
    """What becomes of a request whose credentials are missing or wrong."""
    what = f"A request {words or 'without credentials'}"
    if accepted:
        graded = Grade.MUST if must else Grade.SHOULD
        return [Violation(rulebook.CREDENTIALS, "", f"{what} was accepted.", kind=words, graded=graded)]
    if words and "401" in operation.responses and not unauthorized:
        message = f"{what} was refused with {by} instead of 401."
        return [Violation(rulebook.UNAUTHORIZED, "", message, kind="other refusal")]
    return []


def traced(received: Received) -> str:
    """What of a stack trace or a framework's error page a response shows, in one sentence; empty when it
    shows none.
    """
    match = _TRACES.search(received.body[:_TRACED])
    return (
        (
            f"The response under status {received.status} shows the inside of the server: "
            f"{match[0].decode('utf-8', 'replace')[:80]!r}."
        )
        if match
        else ""
    )


def _is_usual(operation: CheckedOperation, sent: Sent) -> bool:
    """Whether a framework hands a request on to the application: it is as documented, its members are known,
    and dates are dates.
    """
    return (
        not sent.body.startswith(BOM_UTF8)
        and assess(operation, sent).form is Form.VALID
        and all(starmap(_is_plain, _json_values(operation, sent)))
    )


def _json_values(operation: CheckedOperation, sent: Sent) -> Iterator[tuple[SchemaValidator, Any]]:
    """The JSON of a request that keeps to the document, with the schema of each value."""
    if sent.body and operation.body is not None:
        yield operation.body, parse(sent.body).value
    for name, text in split(sent.query):
        parameter = operation.parameters.get(name)
        if parameter is not None and parameter.json is not None:
            yield parameter.json, parse(text).value


_DATE: Final = re.compile(r"(19|20)\d\d-(0?[1-9]|1[0-2])-(0?[1-9]|[12]\d|3[01])(?!\d)")


def _is_plain(shape: SchemaValidator, value: Any) -> bool:
    """Whether strict frameworks read a value: no member is unknown, and one that is called a date is one."""
    if isinstance(value, list):
        return all(_is_plain(shape, item) for item in value)
    return not isinstance(value, Mapping) or all(
        name.casefold() in shape.members
        and (
            _DATE.match(item) is not None
            if isinstance(item, str) and name.endswith("Date")
            else _is_plain(shape, item)
        )
        for name, item in value.items()
    )


def _envelopes(operation: CheckedOperation, value: Any) -> tuple[str | None, str | None]:
    """The envelope by which a body refuses, of the method's own; and where it is none of these, that of other
    methods.
    """
    if value is NOT_JSON:
        return None, None
    held = next(
        (
            name
            for name, (stated, _) in operation.envelopes.items()
            if assertions.holds(stated["when"], value) and not _is_a_frameworks(stated, value)
        ),
        None,
    )
    other = _of_another_method(operation, value) if held is None else None
    if held is None and other is None:
        return None, None
    own = _with_code(operation, value) or held
    return own, other if own is None else None


def _with_code(operation: CheckedOperation, value: Any) -> str | None:
    """The envelope of which a refusal has both code and text, whatever else it has: some servers write every
    response by one class, with the members of all.
    """
    return next(
        (
            name
            for name, (stated, _) in operation.envelopes.items()
            if {"code", "message"} <= stated.keys()
            and all(str(value.get(stated[part]) or "").strip() for part in ("code", "message"))
        ),
        None,
    )


def _of_another_method(operation: CheckedOperation, value: Any) -> str | None:
    """The envelope by which other methods of the API refuse, where a body is one."""
    if not isinstance(value, Mapping):
        return None
    return next(
        (
            name
            for flag, name in operation.flags.items()
            if flag in value and assertions.holds(operation.envelopes_of_api[name]["when"], value)
        ),
        None,
    )


def _is_a_frameworks(stated: Mapping[str, Any], value: Mapping[str, Any]) -> bool:
    """Whether a body is a framework's own: of the envelope it has the text in another case, and neither code
    nor description.
    """
    if "required" in stated["when"] or "description" not in stated or stated["message"] in value:
        return False
    known = {name.casefold() for name in value}
    return not {stated["code"].casefold(), stated["description"].casefold()} & known


def _code(operation: CheckedOperation, value: Any, envelope: str | None) -> str | None:
    """The code of a refusal; None when its envelope has none."""
    stated: Mapping[str, Any] = operation.envelopes_of_api[envelope] if envelope else {}
    if "code" not in stated:
        return None
    code = value.get(stated["code"])
    return "" if code is None else str(code).strip()


def _without_known_cause(
    operation: CheckedOperation, status: int, envelope: str | None, code: str | None
) -> bool:
    """Whether nothing of a refusal says that an order's id or state is its cause.

    Which code tells of a malformed request is the server's choice, so any that no document has may do it.
    """
    if _as_malformed(operation, status, envelope, code):
        return True
    return bool(code) and code not in operation.documented_codes and status not in _OF_STATE


def _as_malformed(operation: CheckedOperation, status: int, envelope: str | None, code: str | None) -> bool:
    if operation.api != "globale":
        return True  # no code tells one refusal from another
    if envelope is not None and status not in {415, 422}:
        return code == "" or code in operation.malformed_codes
    return status in _MALFORMED_STATUSES
