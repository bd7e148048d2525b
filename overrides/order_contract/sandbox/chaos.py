"""Faults on request: what goes wrong between a client and a server, so that a client's error handling can be
tried.

A fault is requested by a rule of `--chaos FILE`, or for one request by its header `X-Sandbox-Chaos:
latency=0.5, numbers-as-strings`. Invariants: a fault that comes before the work leaves the state alone, one
that comes after has changed it, as in life; the control endpoints never fail; what happens depends on the
requests alone, not on chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Final

from attrs import field, frozen
from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from order_contract.sandbox.settings_errors import worded
from order_contract.wire import codec, problems

HEADER: Final = b"x-sandbox-chaos"
MAX_LATENCY: Final = 600.0

BEFORE: Final[Mapping[str, str]] = {
    "500": "ErrorInfo under 500",
    "502": "a proxy's HTML page under 502",
    "429": "ErrorInfo under 429 with Retry-After",
    "refusal-200": "ErrorInfo under 200",
}
"""Faults in place of the work."""
AFTER: Final[Mapping[str, str]] = {
    "latency": "the response comes late",
    "drop": "the connection ends in the middle of the response",
    "truncated": "the response is half of its JSON, complete as HTTP",
    "numbers-as-strings": "every number of the response stands in quotes",
    "502-after": "a proxy's HTML page under 502, although the work was done",
}
"""Faults that happen to the response, when the work is done."""

_BAD_GATEWAY: Final = (
    b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"
)
_KNOWN: Final = {**BEFORE, **AFTER}


def _fault(name: str) -> str:
    if name not in _KNOWN:
        meant = problems.did_you_mean(name[:40], _KNOWN)
        raise PydanticCustomError("fault", f"got another fault; pass one of {', '.join(_KNOWN)}{meant}")
    return name


_Fault = Annotated[str, AfterValidator(_fault)]
_Count = Annotated[int, Field(strict=True, ge=1)]
_Seconds = Annotated[float, Field(ge=0, le=MAX_LATENCY, allow_inf_nan=False)]


class ChaosError(ValueError):
    """The rules cannot be read; the text says which and why."""


@worded
@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class ChaosRule:
    """One fault. `operation` limits it to one operationId; it happens to every `every`th request that fits,
    `times` times at most. `seconds` is the delay of the fault `latency`.

    :raises SettingsError: a fault that does not exist, or a number out of its range.
    """

    fault: _Fault
    operation: str | None = None
    every: _Count = 1
    times: _Count | None = None
    seconds: _Seconds = 1.0


_RULE: Final = TypeAdapter(ChaosRule)
_RULES: Final = TypeAdapter(tuple[ChaosRule, ...])


@frozen
class RequestFaults:
    """What is to go wrong with one request.

    `before` is the fault in its place, `after` those of its response, `seconds` its delay.
    """

    before: str | None = None
    after: frozenset[str] = field(factory=frozenset)
    seconds: float = 0.0


NONE: Final = RequestFaults()


class Chaos:
    """Decides what goes wrong, request by request."""

    def __init__(self, rules: Sequence[ChaosRule]) -> None:
        self._rules = rules
        self._fitting = [0] * len(rules)
        self._happened = [0] * len(rules)

    def faults(self, operation: str, header: str | None) -> RequestFaults:
        """The faults of the next request of an operation.

        :raises ChaosError: the header names a fault that does not exist.
        """
        if header is None and not self._rules:
            return NONE
        chosen = [] if header is None else _of_header(header)
        for index, rule in enumerate(self._rules):
            if rule.operation in (None, operation):
                self._fitting[index] += 1
                if self._fitting[index] % rule.every == 0 and (
                    rule.times is None or self._happened[index] < rule.times
                ):
                    self._happened[index] += 1
                    chosen.append(rule)
        before = next((rule.fault for rule in chosen if rule.fault in BEFORE), None)
        seconds = sum(rule.seconds for rule in chosen if rule.fault == "latency")
        return RequestFaults(
            before, frozenset(rule.fault for rule in chosen if rule.fault in AFTER), min(seconds, MAX_LATENCY)
        )


def read(raw: bytes, name: str) -> tuple[ChaosRule, ...]:
    """The rules of a text: a JSON array of `{"fault": …, "operation": …, "every": …, "times": …, "seconds":
    …}`, of which only `fault` is needed.

    :param name: what the text is called in errors.
    :raises ChaosError: the text cannot be read as rules.
    """
    try:
        rules = codec.loads(raw, unique=True)
    except codec.CodecError as broken:
        raise ChaosError(f"{name} is {broken}") from None
    if not isinstance(rules, list):
        raise ChaosError(f"{name}: got {problems.got_json(rules)}; pass an array of rules")
    try:
        return _RULES.validate_python(tuple(rules))
    except ValidationError as broken:
        raise ChaosError(_sentences(name, broken)) from None


def _of_header(header: str) -> list[ChaosRule]:
    chosen = []
    for part in header.split(","):
        fault, _, value = part.strip().partition("=")
        try:
            chosen.append(_RULE.validate_python({"fault": fault, "seconds": _number(value or "1")}))
        except ValidationError as broken:
            raise ChaosError(_sentences("X-Sandbox-Chaos", broken)) from None
    return chosen


def _number(text: str) -> Decimal | str:
    try:
        return Decimal(text)
    except ArithmeticError:
        return text


def _sentences(name: str, broken: ValidationError) -> str:
    return f"{name}: " + "; ".join(
        f"{place} {sentence}"
        for place, sentence in problems.problems(broken, json=True, known=tuple(ChaosRule.__annotations__))
    )


def quoted(value: Any) -> Any:
    """A JSON value with each number as a string."""
    if isinstance(value, dict):
        return {name: quoted(member) for name, member in value.items()}
    if isinstance(value, list):
        return [quoted(item) for item in value]
    return value if value is None or isinstance(value, (str, bool)) else codec.dumps(value).decode()


def shown(fault: str, refusal: bytes) -> tuple[int, bytes, str, Mapping[str, str]]:
    """The response of a fault in place of the work: status, body, content type, headers.

    :param refusal: the API's own envelope, saying that this is a fault on request.
    """
    if fault.startswith("502"):
        return (
            502,
            _BAD_GATEWAY,
            "text/html",
            {},
        )
    if fault == "429":
        return 429, refusal, "application/json", {"Retry-After": "1"}
    return (200 if fault == "refusal-200" else 500), refusal, "application/json", {}


def spoiled(body: bytes, faults: frozenset[str]) -> bytes:
    """The JSON of a response with its faults."""
    if "numbers-as-strings" in faults:
        body = codec.dumps(quoted(codec.loads(body)))
    return body[: len(body) // 2] if "truncated" in faults else body
