"""Whether a request, as it stood on the wire, keeps to the document.

Invariants: only the bytes are judged, never what a generator meant to send; where a correct server may decide
either way the response is `UNCLEAR`, and nothing is concluded from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import Any, Final

from order_contract.check.document.operations import CheckedOperation, CheckedParameter, Places
from order_contract.check.document.schema import SchemaValidator
from order_contract.check.rulebook import Grade
from order_contract.check.transport.messages import Sent
from order_contract.check.transport.parsed_json import parse
from order_contract.check.wire_rules.breaches import not_json, owed
from order_contract.check.wire_rules.member_names import folded
from order_contract.wire import codec, media_type
from order_contract.wire.query import split


class Form(Enum):
    """What the document says of a request."""

    VALID = auto()
    INVALID = auto()
    UNCLEAR = auto()


@dataclass(frozen=True)
class Assessment:
    """A form, and for an invalid request the place and the reason."""

    form: Form
    location: str = ""
    reason: str = ""
    kind: str = ""
    """The kind of breach, such as `missing` or `type`."""
    grade: Grade = Grade.MUST
    """Whether an invalid request must be refused."""


_VALID: Final = Assessment(Form.VALID)
_UNCLEAR: Final = Assessment(Form.UNCLEAR)
_LARGEST: Final = 2**31 - 1
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]")
_PLAIN_DATE: Final = re.compile(
    r"(19|20)\d\d-\d\d-\d\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)\Z"
)
_UNREADABLE: Final = re.compile("[\x00\ud800-\udfff]")
_PLAIN_SEGMENT: Final = re.compile(r"[A-Za-z0-9_-]+\Z")


def assess(operation: CheckedOperation, sent: Sent) -> Assessment:
    """Hold a request against its operation: path, query, JSON inside the query, body."""
    if sent.method != operation.method:
        return _UNCLEAR
    judged = [
        _path(operation, sent),
        *_query(operation, sent),
        _body(operation, sent),
        _left_open(operation, sent),
    ]
    invalid = [assessment for assessment in judged if assessment.form is Form.INVALID]
    if invalid:
        return max(invalid, key=lambda assessment: assessment.grade.rank)
    if any(assessment.form is Form.UNCLEAR for assessment in judged):
        return _UNCLEAR
    return _VALID


def _path(operation: CheckedOperation, sent: Sent) -> Assessment:
    if not any(parameter.place == "path" for parameter in operation.parameters.values()):
        return _VALID
    return _VALID if _PLAIN_SEGMENT.match(sent.path.rpartition("/")[2]) else _UNCLEAR


def _query(operation: CheckedOperation, sent: Sent) -> Iterator[Assessment]:
    try:
        pairs = split(sent.query)
    except codec.CodecError:
        yield _UNCLEAR
        return
    for parameter in operation.parameters.values():
        if parameter.place == "query":
            values = [value for name, value in pairs if name == parameter.name]
            others = [value for name, value in pairs if name.casefold() == parameter.name.casefold()]
            yield _parameter(operation, parameter, values or others)
            if others and not values:
                yield _UNCLEAR  # servers of the vendor's framework do not look at the case of names


def _parameter(operation: CheckedOperation, parameter: CheckedParameter, values: list[str]) -> Assessment:
    if not values:
        return (
            Assessment(
                Form.INVALID,
                parameter.name,
                f"the parameter {parameter.name} is missing",
                "missing",
                _of_parameter(parameter),
            )
            if parameter.required
            else _VALID
        )
    if len(values) == 1 and parameter.repeated and values[0].lstrip().startswith("[{"):
        return _UNCLEAR  # other servers of the vendor's framework take all values in one array
    judged = [_text(operation, parameter, value) for value in values]
    if len(values) > 1 and not parameter.repeated and any(text.form is Form.VALID for text in judged):
        return _UNCLEAR  # a server may take one of several
    if parameter.repeated and not parameter.required and not all(value.strip() for value in values):
        return _UNCLEAR  # an empty value may count as none
    return next(
        (
            assessment
            for form in (Form.INVALID, Form.UNCLEAR)
            for assessment in judged
            if assessment.form is form
        ),
        _VALID,
    )


def _text(operation: CheckedOperation, parameter: CheckedParameter, text: str) -> Assessment:
    if parameter.json is None:
        if not parameter.shape.holds(text):
            return Assessment(
                Form.INVALID,
                parameter.name,
                f"the parameter {parameter.name} is empty" if not text else "its text is not allowed",
                "value" if text else "empty",
                _of_parameter(parameter),
            )
        return _UNCLEAR if _doubtful_text(text) else _VALID
    return _json(operation, parameter.json, text, parameter.name, parameter.empty_places)


def _of_body(operation: CheckedOperation) -> Grade:
    """A body that names the order cannot be missing; a list of products beside it can."""
    names_order = any(member.casefold().startswith("body.orderid") for member in operation.acts_on)
    return Grade.MUST if names_order or operation.api != "globale" else Grade.SHOULD


def _of_parameter(parameter: CheckedParameter) -> Grade:
    """Without JSON that names the order, or the order's id, nothing can be done; an address can be left
    unread."""
    return Grade.MUST if parameter.json is not None or "id" in parameter.name.casefold() else Grade.SHOULD


def _body(operation: CheckedOperation, sent: Sent) -> Assessment:
    if not sent.body:
        if operation.body is not None and operation.body_required:
            return Assessment(Form.INVALID, "body", "the body is missing", "missing", _of_body(operation))
        return _VALID
    if operation.body is None:
        return _UNCLEAR
    media = media_type.parse(sent.headers.get("content-type", ""))
    if media.name != "application/json" or media.charset not in {"", "utf-8"}:
        return _UNCLEAR
    if sent.body.strip() in (b"", b"null") and not operation.body_required:
        return _UNCLEAR
    return _json(operation, operation.body, sent.body, "body", operation.empty_places)


def _left_open(operation: CheckedOperation, sent: Sent) -> Assessment:
    """Requests of good form that a rule of the documents lets a server refuse, for which it names no code."""
    if not operation.request_rules:
        return _VALID
    try:
        values = dict(split(sent.query))
    except codec.CodecError:
        return _VALID  # broken elsewhere, which is judged elsewhere
    request = {
        name: parse(values[name]).value
        for name, stated in operation.parameters.items()
        if stated.json and not stated.repeated and name in values
    }
    if sent.body:
        request["body"] = parse(sent.body).value
    return _UNCLEAR if any(rule.applies(request) for rule in operation.request_rules) else _VALID


def _json(
    operation: CheckedOperation, shape: SchemaValidator, raw: bytes | str, location: str, empty: Places
) -> Assessment:
    parsed = parse(raw)
    if not parsed.is_json:
        if "number" in parsed.error or "nested" in parsed.error:
            return _UNCLEAR
        broken = not_json(raw)
        if broken.kind == "empty" and location == "body":
            return _invalid(location, "the body is empty", broken.kind, _of_body(operation))
        return _invalid(location, f"{location} {broken.reason}", broken.kind, broken.grade)
    if _unreadable(parsed.value) or parsed.repeats_member:
        return _UNCLEAR
    value = folded(parsed.value, shape.members)
    holds = shape.holds(value)
    if value != parsed.value and holds is not shape.holds(parsed.value):
        return _UNCLEAR  # it depends on whether the server looks at the case of names
    if not holds:
        return _worst(operation, shape, value, location)
    nameless = _empty_id(operation, value, location)
    if nameless:
        return _invalid(nameless, f"{nameless} is empty", "empty", Grade.SHOULD)
    if not shape.holds(value, formats=True) or not shape.holds(_fractional(value)) or _doubtful(value, empty):
        return _UNCLEAR
    return _VALID


def _worst(operation: CheckedOperation, shape: SchemaValidator, value: Any, location: str) -> Assessment:
    """Of all places at which a value breaks its schema, the one for which it is refused most certainly."""
    worst = _UNCLEAR
    problems = shape.problems(value)
    # an id of another type stands there, so none of the members that could name the thing is missing
    present = {problem.path[:-1] for problem in problems if problem.kind in ("type", "unquoted")}
    for problem in problems:
        if problem.conditional and problem.path[:-1] in present:
            continue
        place = ".".join([location, *(str(part) for part in problem.path if isinstance(part, str))])
        grade = owed(operation, place, problem)
        if grade is Grade.MUST and _is_named_by_another(value, problem.path):
            grade = Grade.SHOULD
        if grade is not Grade.OPEN and (worst is _UNCLEAR or grade.rank > worst.grade.rank):
            element = problem.path and isinstance(problem.path[-1], int)
            kind = f"{problem.kind} element" if element else problem.kind
            worst = _invalid(place, f"{_indexed(location, problem.path)} {problem.reason}", kind, grade)
    return worst


_IDS: Final = frozenset({"OrderId", "MerchantOrderId"})
"""The ids by which a request names its order: one of them is enough."""


def _is_named_by_another(value: Any, path: Sequence[object]) -> bool:
    """Whether a place is an order's id, and the order's other id stands beside it."""
    if len(path) != 1 or path[0] not in _IDS or not isinstance(value, Mapping):
        return False
    others = [value.get(name) for name in _IDS - {path[0]}]
    return any(isinstance(other, str) and other.strip() for other in others)


def _indexed(location: str, path: Sequence[str | int]) -> str:
    """A place with the element of each list on the way to it, such as `body.Products[1].CartItemId`."""
    return location + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)


def _empty_id(operation: CheckedOperation, value: Any, location: str) -> str:
    """The member whose text is empty although the operation needs it to know the order, or its status; empty
    for none.
    """
    if not isinstance(value, Mapping) or value.get("MerchantOrderId"):
        return ""
    return next(
        (
            f"{location}.{name}"
            for name in ("OrderId", "StatusCode")
            if value.get(name) == "" and f"{location}.{name}" in operation.acts_on
        ),
        "",
    )


def _invalid(location: str, reason: str, kind: str, grade: Grade) -> Assessment:
    return _UNCLEAR if grade is Grade.OPEN else Assessment(Form.INVALID, location, reason, kind, grade)


def _unreadable(value: Any) -> bool:
    """Whether servers may read a text differently: half characters, zero bytes."""
    if isinstance(value, str):
        return _UNREADABLE.search(value) is not None
    if isinstance(value, list):
        return any(_unreadable(item) for item in value)
    if isinstance(value, Mapping):
        return any(_unreadable(name) or _unreadable(item) for name, item in value.items())
    return False


def _doubtful(value: Any, empty: Places, place: tuple[str, ...] = ()) -> bool:
    """Whether a correct server may refuse a value that the schema allows: empty or overlong texts, numbers
    that plain types do not hold.

    :param empty: places at which a text may be empty for all that.
    """
    if isinstance(value, str):
        return _doubtful_text(value) and not (value == "" and place in empty)
    if isinstance(value, Decimal):
        _, digits, exponent = value.as_tuple()
        return (
            value < 0
            or value > _LARGEST
            or len(digits) > 17
            or not isinstance(exponent, int)
            or exponent < -12
        )
    if isinstance(value, int):
        return not 0 <= value <= _LARGEST
    if isinstance(value, list):
        return any(_doubtful(item, empty, place) for item in value)
    if isinstance(value, Mapping):
        return any(
            _doubtful_name(name) or _doubtful(item, empty, (*place, name)) for name, item in value.items()
        )
    return False


def _doubtful_name(name: str) -> bool:
    return not name.isprintable() or not name.strip()


def _doubtful_text(text: str) -> bool:
    if not text.strip() or len(text) > 500 or not text.isprintable():
        return True
    return bool(_DATE.match(text)) and not _PLAIN_DATE.match(text)


def _fractional(value: Any) -> Any:
    """The value with `1.0` turned into a real fraction: a schema's `integer` takes `1.0`, a server need
    not.
    """
    if isinstance(value, Decimal):
        return value + Decimal("0.5") if value == value.to_integral_value() else value
    if isinstance(value, list):
        return [_fractional(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _fractional(item) for name, item in value.items()}
    return value
