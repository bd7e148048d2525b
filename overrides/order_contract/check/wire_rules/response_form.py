"""Whether a response has its documented form: status, headers, members, and what no schema says.

Invariant: what correct servers do either way, such as numbers in quotes, is not a breach.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from order_contract.check import rulebook
from order_contract.check.document.operations import CheckedOperation
from order_contract.check.document.schema import Problem, SchemaValidator
from order_contract.check.rulebook import Grade
from order_contract.check.transport.messages import Received
from order_contract.check.transport.parsed_json import NOT_JSON, parse
from order_contract.check.wire_rules.violation import Violation
from order_contract.wire import codec, media_type

_OF_HTTP: Final = frozenset({401, 403, 404, 405, 406, 408, 411, 413, 414, 415, 429, 431})
"""Refusals that HTTP itself defines for the outside of a request, such as a media type other than JSON; no
document need list them.
"""


_PLACES: Final = 3
"""Of one response, so many broken places are named; more of them have one cause."""


def response_violations(
    operation: CheckedOperation,
    received: Received,
    value: Any,
    envelope: str | None,
    *,
    is_usual: bool = True,
) -> list[Violation]:
    """What is wrong with the form of a response.

    :param envelope: the name of the error envelope that it has; None for none.
    :param is_usual: whether no framework has a reason to refuse the request before the application sees it.
    """
    status = received.status
    stated = str(status)
    described = operation.stated(status)
    if described is None:
        # where the documents say nothing of errors, as those of S2, any 4xx is a refusal
        if status in _OF_HTTP or (not operation.envelopes and 400 <= status < 500):
            return []
        success = " or ".join(code for code in operation.responses if code.startswith("2"))
        if 200 <= status < 300 and value is NOT_JSON:
            # a method that reads may have nothing to show, for which frameworks send 204 in place of null
            graded = Grade.SHOULD if status == 204 and operation.reads else None
            return [Violation(rulebook.BODY, stated, _not_json(received), kind="not JSON", graded=graded)]
        return [
            Violation(
                rulebook.STATUS,
                stated,
                f"Status {status} is not documented for this operation; a success has {success}.",
                graded=None if 200 <= status < 300 else Grade.MUST,
            )
        ]
    shape = operation.envelopes[envelope][1] if envelope else operation.responses[described]
    if shape is None:
        return []
    if status >= 400 and envelope is None:
        return [
            *_without_envelope(operation, received, value, is_usual),
            *_contradictions(operation, received, value, envelope),
        ]
    if value is NOT_JSON:
        return [Violation(rulebook.BODY, stated, _not_json(received), kind="not JSON")]
    return [
        *_content_type(received),
        *(
            _another_class(operation, shape, value, stated)
            or [
                *_members(operation, shape, value, stated, envelope),
                *_left_out(operation, value, stated, envelope),
            ]
        ),
        *_contradictions(operation, received, value, envelope),
    ]


def _another_class(
    operation: CheckedOperation, shape: SchemaValidator, value: Any, status: str
) -> list[Violation]:
    """A ResponseInfo where the documents name another class: it has no member of that."""
    if not isinstance(value, Mapping):
        return []
    named = next((name for flag, name in operation.flags.items() if flag in value), None)
    if named is None:
        return []
    if shape.members.keys() & {name.casefold() for name in value}:
        return []
    message = f"The response under status {status} is {with_article(named)}; another class is documented."
    return [Violation(rulebook.BODY, "response", message, kind="another class")]


def with_article(name: str) -> str:
    """The name of a class in a sentence."""
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name}"


def _without_envelope(
    operation: CheckedOperation, received: Received, value: Any, is_usual: bool
) -> list[Violation]:
    """A refusal comes as one of the documented envelopes; what HTTP itself defines need not, nor that of a
    framework, since the documents speak of what the application refuses.
    """
    if not operation.envelopes or _says_success(operation, value):
        return []
    known = " or ".join(operation.envelopes)
    what = "is not JSON" if value is NOT_JSON else "is another JSON"
    message = f"The refusal under status {received.status} {what}; {known} is documented."
    graded = Grade.MUST if is_usual and received.status not in _OF_HTTP else Grade.SHOULD
    return [Violation(rulebook.BODY, str(received.status), message, kind="no envelope", graded=graded)]


def _not_json(received: Received) -> str:
    packed = received.headers.get("content-encoding", "identity")
    if packed not in {"", "identity"}:
        return (
            f"The body under status {received.status} is packed as {packed!r}, which the request did not "
            "ask for."
        )
    return f"The body under status {received.status} is {'not JSON' if received.body else 'empty'}."


def _contradictions(
    operation: CheckedOperation, received: Received, value: Any, envelope: str | None
) -> list[Violation]:
    """What no schema says: a member twice, a success under the status of a refusal or with a code of one, a
    refusal without a reason, and digits that only binary fractions have.
    """
    violations: list[Violation] = []
    stated = str(received.status)
    packed = received.headers.get("content-encoding", "identity").strip().lower()
    if value is not NOT_JSON and packed not in {"", "identity"}:
        message = (
            f"The header Content-Encoding says {packed!r}, and the body is not packed: other readers "
            "fail on it."
        )
        violations.append(Violation(rulebook.CONTENT_TYPE, f"{stated}.packed", message, kind="packed"))
    if parse(received.body).repeats_member:
        violations.append(
            Violation(
                rulebook.BODY,
                f"{stated}.twice",
                f"The body under status {stated} names a member twice: readers may take either.",
                kind="a member twice",
            )
        )
    if isinstance(value, Mapping):
        succeeded = _says_success(operation, value)
        if succeeded and received.status >= 400:
            violations.append(
                Violation(
                    rulebook.BODY,
                    f"{stated}.{succeeded}",
                    f"The body says that the call succeeded, status {stated} that it did not.",
                    kind="a success under the status of a refusal",
                )
            )
        if succeeded:
            violations += _success_with_code(operation, value, stated)
        if envelope and not any(str(value.get(name) or "").strip() for name in _reasons(operation, envelope)):
            message = (
                f"The refusal {envelope} has no code and no text, so the caller cannot learn what to "
                "do about it."
            )
            violations.append(Violation(rulebook.REASON, envelope, message, rulebook.REASON.evidence))
    place = binary_noise(value)
    if place is not None:
        location = ".".join(str(part) for part in place if isinstance(part, str))
        violations.append(
            Violation(
                rulebook.EXACT,
                location,
                f"{codec.pointer(place)} has digits that come from binary floating point, and from no "
                "amount.",
                kind="binary digits",
            )
        )
    return violations


def _says_success(operation: CheckedOperation, value: Any) -> str:
    """The member by which a body says that the call succeeded; empty where none does."""
    if not isinstance(value, Mapping):
        return ""
    return next((name for name in operation.flags if value.get(name) is True), "")


def _success_with_code(
    operation: CheckedOperation, value: Mapping[str, Any], status: str
) -> Iterator[Violation]:
    """What only a refusal has, in a body that says that the call succeeded."""
    for name, envelope in operation.envelopes_of_api.items():
        code = envelope.get("code")
        if code is None or not str(value.get(code) or "").strip():
            continue
        if envelope["when"].get("required"):
            message = "The body says that the call succeeded, and holds the code of an error."
            yield Violation(
                rulebook.BODY, f"{status}.{code}", message, "inferred", kind="a success with a code"
            )
        elif value.get(envelope["message"]):
            message = f"The body says that the call succeeded, and is {with_article(name)}, too."
            yield Violation(rulebook.BODY, f"{status}.{code}", message, kind="a success with a code")


_FREE: Final = frozenset({"AttributeValue", "customerNote", "meta"})
"""Members whose text a caller may choose, so that it may be "null"."""


def null_texts(value: Any, asked: bytes) -> list[Violation]:
    """Members that hold the text "null" where they should be null, unless the request held that text.

    :param asked: URL and body of the request.
    """
    name = None if b"null" in asked else _null_text(value)
    if name is None:
        return []
    message = f'The member {name} holds the text "null" instead of null.'
    return [Violation(rulebook.BODY, name, message, kind="null text", graded=Grade.SHOULD)]


def _null_text(value: Any, name: str = "") -> str | None:
    if name in _FREE:
        return None
    if value == "null":
        return name
    items: Iterable[tuple[str, Any]] = (
        value.items()
        if isinstance(value, dict)
        else ((name, item) for item in value)
        if isinstance(value, list)
        else ()
    )
    return next((place for key, item in items if (place := _null_text(item, key)) is not None), None)


def _reasons(operation: CheckedOperation, envelope: str) -> list[str]:
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
                kind="charset",
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
            kind="not JSON",
        )
    ]


def _members(
    operation: CheckedOperation, shape: SchemaValidator, value: Any, status: str, envelope: str | None
) -> list[Violation]:
    if shape.holds(value, formats=True):
        return []
    name = envelope or "response"
    # One violation for each place; elements of a list share theirs.
    places: dict[str, tuple[Problem, Grade]] = {}
    for problem in shape.problems(value, formats=True):
        grade = _of_response(operation, problem)
        place = ".".join([name, *(str(part) for part in problem.path if isinstance(part, str))])
        if grade is not Grade.OPEN:
            places.setdefault(place, (problem, grade))
    return [
        Violation(
            rulebook.BODY,
            location,
            f"The {name} under status {status} breaks its schema: {codec.pointer(problem.path)} "
            f"{problem.reason}.",
            problem.evidence,
            kind=f"{name} {problem.kind}",
            graded=grade,
        )
        for location, (problem, grade) in list(places.items())[:_PLACES]
    ]


def _left_out(operation: CheckedOperation, value: Any, status: str, envelope: str | None) -> list[Violation]:
    """Members that every documented sample of such a response shows with a value."""
    name = envelope or "response"
    graded = operation.shown_grades.get(name)
    if graded is None:
        return []
    shown = operation.shown.get(name, frozenset())
    missing = [".".join((name, *place)) for place in sorted(shown) if _lacks(value, place)]
    return [
        Violation(
            rulebook.BODY,
            place,
            f"The {name} under status {status} has no {place.partition('.')[2]}, which every documented "
            "sample shows.",
            "example",
            kind=f"{name} lacks",
            graded=graded,
        )
        for place in missing[:_PLACES]
    ]


def _lacks(value: Any, place: tuple[str, ...]) -> bool:
    """Whether an object of a value lacks the member at a place; what is not there as a whole does not."""
    if isinstance(value, list):
        return any(_lacks(item, place) for item in value)
    if not isinstance(value, Mapping):
        return False
    if len(place) == 1:
        return place[0] not in value
    return _lacks(value.get(place[0]), place[1:])


def _of_response(operation: CheckedOperation, problem: Problem) -> Grade:
    if problem.kind == "quoted" and operation.api != "s2":
        # Numbers in quotes are open, but for those that the one sample prints without, and so is "false ".
        printed = "InternationalDetails" in problem.path
        flag = operation.api == "globale" and "boolean" in problem.types
        return Grade.of(problem.evidence) if printed or flag else Grade.OPEN
    if problem.kind == "unquoted" and operation.api != "s2":
        name = str(problem.path[-1]) if problem.path else ""
        if name in ("Code", "VATRateTypeCode"):
            return Grade.OPEN  # a numeric value in words, and a number in a sample
        is_name = name.endswith(("Code", "Id", "Ids", "GUID"))
        return Grade.SHOULD if is_name else Grade.of(problem.evidence)
    if problem.kind == "null":
        place = tuple(part for part in problem.path if isinstance(part, str))
        # A product that is named by an empty text has no other form than null.
        by_sample = operation.api == "s2" and place in operation.shown["response"] and place[-1] != "product"
        if len(place) == 1 and place[0] in operation.flags:
            return Grade.of(problem.evidence)
        return Grade.MUST if by_sample else Grade.SHOULD
    return Grade.of(problem.evidence)
