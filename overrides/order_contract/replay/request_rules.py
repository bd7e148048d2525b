"""What is wrong with a recorded request itself: the side that sends is under test as well as the side that
responds.

Invariants: a request is held to the document member by member, its names read as the document spells them, so
that a doubtful member hides no other; what the document leaves open, or was not recorded, is not a breach.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from order_contract.check.document.operations import CheckedOperation, CheckedParameter
from order_contract.check.document.schema import SchemaValidator
from order_contract.check.transport.messages import Sent
from order_contract.check.transport.parsed_json import parse
from order_contract.check.wire_rules.member_names import folded
from order_contract.check.wire_rules.response_form import binary_noise
from order_contract.check.wire_rules.violation import Violation
from order_contract.replay.traffic_rules import REQUEST
from order_contract.wire import codec, media_type
from order_contract.wire.query import split

_PLACES: Final = 3
"""Of one request, so many broken places are named; more of them have one cause."""


def violations(operation: CheckedOperation, sent: Sent, body_gap: str = "") -> list[Violation]:
    """What the document forbids in a request, each place once.

    :param body_gap: why the body was not recorded; it is not judged then.
    """
    if sent.method != operation.method:
        message = f"The request is a {sent.method}; the document has {operation.method} here."
        return [Violation(REQUEST, "method", message)]
    try:
        pairs = split(sent.query)
    except (codec.CodecError, UnicodeEncodeError):
        return [Violation(REQUEST, "query", "The query string is not UTF-8.")]
    places: dict[str, Violation] = {}
    for violation in (
        *_parameters(operation, pairs),
        *([] if body_gap else _body(operation, sent)),
        *_together(operation, pairs, b"" if body_gap else sent.body),
    ):
        is_open = violation.kind == "null" and violation.location in operation.sampled_only
        if not is_open:
            places.setdefault(violation.location, violation)
    return list(places.values())[:_PLACES]


def _parameters(operation: CheckedOperation, pairs: list[tuple[str, str]]) -> Iterator[Violation]:
    for parameter in operation.parameters.values():
        if parameter.place != "query":
            continue
        values = [value for name, value in pairs if name == parameter.name] or [
            value for name, value in pairs if name.casefold() == parameter.name.casefold()
        ]
        yield from _parameter(parameter, values)


def _parameter(parameter: CheckedParameter, values: list[str]) -> Iterator[Violation]:
    name = parameter.name
    if not values:
        if parameter.required:
            yield _broken(name, f"the parameter {name} is missing")
        return
    if len(values) > 1 and not parameter.repeated:
        message = f"The parameter {name} is sent {len(values)} times; the document has it once."
        yield Violation(REQUEST, name, message)
        return
    for value in values:
        if parameter.json is None:
            if not parameter.shape.holds(value):
                yield _broken(
                    name, f"the parameter {name} is empty" if not value else "its text is not allowed"
                )
        elif parameter.repeated and len(values) == 1 and value.lstrip().startswith("["):
            # Servers of the vendor's framework take all values in one array, too.
            parsed = parse(value)
            for item in parsed.value if isinstance(parsed.value, list) else [parsed.value]:
                yield from (
                    _value(parameter.json, item, name)
                    if parsed.is_json
                    else _json(parameter.json, value, name)
                )
        else:
            yield from _json(parameter.json, value, name)


def _body(operation: CheckedOperation, sent: Sent) -> Iterator[Violation]:
    if operation.body is None:
        return
    if not sent.body:
        if operation.body_required:
            yield _broken("body", "the body is missing")
        return
    media = media_type.parse(sent.headers.get("content-type", ""))
    if media.name and not media.is_json:
        message = f"The body goes out as {media.name!r}; the document has application/json."
        yield Violation(REQUEST, "content-type", message)
        return
    if not media.is_utf_8:
        message = f"JSON is UTF-8, but the header Content-Type says {media.charset!r}."
        yield Violation(REQUEST, "content-type", message)
        return
    if sent.body.strip() == b"null" and not operation.body_required:
        return
    yield from _json(operation.body, sent.body, "body")


def _json(shape: SchemaValidator, raw: bytes | str, location: str) -> Iterator[Violation]:
    parsed = parse(raw)
    if not parsed.is_json:
        if "number" not in parsed.error and "nested" not in parsed.error:
            yield _broken(location, f"{location} is {'not JSON' if raw else 'empty'}")
        return
    if parsed.repeats_member:
        yield _broken(location, f"{location} names a member twice, so that readers may take either")
    yield from _value(shape, parsed.value, location)


def _value(shape: SchemaValidator, value: Any, location: str) -> Iterator[Violation]:
    value = folded(value, shape.members)
    if not shape.holds(value, formats=True):
        for problem in shape.problems(value, formats=True):
            place = _place(location, problem.path)
            yield _broken(place, f"{place} {problem.reason}", shape.evidence(problem.path), problem.kind)
    noise = binary_noise(value)
    if noise is not None:
        place = _place(location, noise)
        reason = f"{place} has digits that come from binary floating point, and from no amount"
        yield _broken(place, reason, kind="binary digits")


def _place(location: str, path: tuple[str | int, ...]) -> str:
    return ".".join([location, *(str(part) for part in path if isinstance(part, str))])


def _broken(location: str, reason: str, evidence: Any = "documented", kind: str = "") -> Violation:
    return Violation(REQUEST, location, f"The request breaks the document: {reason}.", evidence, kind)


def _together(operation: CheckedOperation, pairs: list[tuple[str, str]], body: bytes) -> Iterator[Violation]:
    """What the documents say of several members together, and no schema can."""
    request: dict[str, Any] = {}
    for name, parameter in operation.parameters.items():
        if parameter.json and not parameter.repeated:
            text = next((value for key, value in pairs if key.casefold() == name.casefold()), "")
            request[name] = parse(text).value if text else None
    if body:
        request["body"] = parse(body).value
    for rule in operation.request_rules:
        if rule.breaks and rule.applies(request):
            yield _broken(rule.breaks, rule.description, rule.evidence)
