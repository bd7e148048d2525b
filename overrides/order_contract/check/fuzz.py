"""Drives schemathesis: its coverage of every boundary first, then its fuzzing with shrinking.

Invariants: the only judge is ours, on the bytes that really went out; the same seed gives the same requests, so nothing of the
answers feeds the generation; other users of schemathesis in the same process see nothing of a run. Before each phase schemathesis itself asks
for `/` and one odd path, without credentials, to learn what reaches the server.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import requests
import schemathesis
from schemathesis.core.failures import Failure
from schemathesis.engine import StopReason, events, from_schema

from order_contract.check.contract import Operation
from order_contract.check.credentials import Credentials, is_near
from order_contract.check.document import arranged, to_wire
from order_contract.check.exchange import Received, Sent
from order_contract.check.judge import Fault
from order_contract.spec import Api

_STRIDE: Final = 8
Phase = Literal["coverage", "fuzzing"]
Judge = Callable[[Operation, Sent, Received], list[Fault]]


@dataclass(frozen=True, eq=False)
class Campaign:
    """What one run of schemathesis is to do. `judge` gets every exchange and gives back the faults that are worth shrinking."""

    api: Api
    url: str
    credentials: Credentials
    operations: Mapping[str, Operation]
    judge: Judge
    seed: int
    max_examples: int
    max_boundaries: int
    """So many of schemathesis' boundary cases are sent for each operation, and of those beyond only every eighth, by the seed."""
    timeout: float
    path: str | None = None
    """The path of a merchant's own endpoint."""


@dataclass(frozen=True)
class Trouble:
    """A request that got no answer, or one that could not be made."""

    label: str
    error: Exception


@dataclass(frozen=True)
class Outcome:
    """How a phase ended."""

    troubles: tuple[Trouble, ...]
    server_gone: bool


class _Broken(Failure):
    """Tells schemathesis that a case shows a fault, so that it shrinks the case."""

    __slots__ = ("fault",)

    def __init__(self, operation: str, fault: Fault) -> None:
        super().__init__(operation=operation, title=fault.rule.id, message=fault.sentence)
        self.fault = fault

    @property
    def _unique_key(self) -> str:
        return f"{self.fault.rule.id}|{self.fault.where}"


_running: dict[int, Campaign] = {}
"""By the identity of the schema object that schemathesis made for the campaign; it lives as long as the entry."""
_lock: Final = threading.Lock()


def _judging(campaign: Campaign, phase: Phase) -> Callable[[schemathesis.HookContext, schemathesis.Case[Any], schemathesis.Response], None]:
    # Quirk: schemathesis gathers what its checks raise in a group, which Hypothesis neither shrinks nor catches, as the group is no `Exception`.
    # Evidence: schemathesis 4.32.5, core/failures.py (FailureGroup); tests/check (TestFuzzing). Remove when: a failed check is shrunk.
    def after_call(_: schemathesis.HookContext, case: schemathesis.Case[Any], response: schemathesis.Response) -> None:
        operation = campaign.operations[case.operation.definition.raw["operationId"]]
        faults = campaign.judge(operation, _sent(response.request), _received(response))
        if faults and phase == "fuzzing":
            raise _Broken(operation.id, faults[0])

    return after_call


def _before_call(_: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
    campaign = _running.get(id(case.operation.schema))
    if campaign is not None:
        kwargs["auth"] = _Finish(campaign, campaign.operations[case.operation.definition.raw["operationId"]])
        if is_near(urlsplit(campaign.url).hostname or ""):
            kwargs["proxies"] = {"no_proxy": "*"}


class _Finish(requests.auth.AuthBase):
    """The last hand on a request: the documented form of repeated parameters, and the credentials."""

    def __init__(self, campaign: Campaign, operation: Operation) -> None:
        self.campaign = campaign
        self.repeated = frozenset(parameter.name for parameter in operation.parameters.values() if parameter.repeated and parameter.json)

    def __call__(self, prepared: requests.PreparedRequest) -> requests.PreparedRequest:
        address, _, query = str(prepared.url).partition("?")
        if query:
            query = to_wire(query, self.repeated)
        credentials, api = self.campaign.credentials, self.campaign.api
        prepared.url = credentials.url(api, f"{address}?{query}" if query else address)
        prepared.headers.pop("X-Schemathesis-TestCaseId", None)
        prepared.headers.update(credentials.headers(api))
        if isinstance(prepared.body, (bytes, str)) and prepared.body:
            body = prepared.body.encode() if isinstance(prepared.body, str) else prepared.body
            prepared.body = credentials.body(api, body)
            prepared.prepare_content_length(prepared.body)
        return prepared


def _thinned(campaign: Campaign) -> Callable[[schemathesis.HookContext, schemathesis.Case[Any]], bool]:
    seen: dict[str, int] = {}

    def filter_case(_: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
        number = seen[case.operation.label] = seen.get(case.operation.label, 0) + 1
        return number <= campaign.max_boundaries or (number + campaign.seed) % _STRIDE == 0

    return filter_case


def _is_ours(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, _Broken):
        error = error.__cause__ or error.__context__
    return error is not None


def _install() -> None:
    with _lock:
        if _before_call not in schemathesis.hooks.GLOBAL_HOOK_DISPATCHER.get_all_by_name("before_call"):
            schemathesis.hook("before_call")(_before_call)


def run(campaign: Campaign, phase: Phase, *, seconds: int | None = None) -> Outcome:
    """Send what one phase of schemathesis generates. Every exchange goes to `campaign.judge`."""
    _install()
    config = schemathesis.Config.from_dict(_config(campaign, phase, seconds))
    document = arranged(campaign.api, frozenset(campaign.operations), campaign.path)
    troubles: list[Trouble] = []
    gone = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        schema = schemathesis.openapi.from_dict(document, config=config)
        schema.hook("after_call")(_judging(campaign, phase))
        if phase == "coverage":
            schema.hook("filter_case")(_thinned(campaign))
        _running[id(schema)] = campaign
        try:
            stream = from_schema(schema).execute()
            for event in stream:
                if isinstance(event, events.Interrupted):
                    raise KeyboardInterrupt
                if isinstance(event, events.NonFatalError) and not _is_ours(event.value):
                    troubles.append(Trouble(event.label, event.value))
                if isinstance(event, events.FatalError):
                    raise event.exception
                if isinstance(event, events.EngineFinished):
                    gone = event.stop_reason is StopReason.SERVER_UNAVAILABLE
        finally:
            del _running[id(schema)]
    return Outcome(tuple(troubles), gone)


def _config(campaign: Campaign, phase: Phase, seconds: int | None) -> dict[str, Any]:
    def enabled(name: str, **more: Any) -> dict[str, Any]:
        return {"enabled": name == phase, "extra-data-sources": {"responses": False}, **more}

    parts = urlsplit(campaign.url)
    return {
        "seed": campaign.seed,
        "suppress-health-check": ["all"],
        **({"max-time": seconds} if seconds else {}),
        "base-url": f"{parts.scheme}://{parts.netloc}" if campaign.path else campaign.url,
        "request-timeout": campaign.timeout,
        "max-redirects": 0,
        "workers": 1,
        "cache": {"enabled": False},
        "checks": {"enabled": False},
        "generation": {
            "max-examples": campaign.max_examples,
            "database": "none",
            "allow-x00": False,
            "unique-inputs": True,
            "with-security-parameters": False,
        },
        "phases": {
            "examples": enabled("examples"),
            "coverage": enabled("coverage", **{"unexpected-methods": []}),
            "fuzzing": enabled("fuzzing", **{"error-feedback": {"enabled": False}}),
            "stateful": {"enabled": False},
        },
    }


def _sent(prepared: requests.PreparedRequest) -> Sent:
    body: Any = prepared.body or b""
    headers = {str(name).lower(): value.decode("latin-1") if isinstance(value, bytes) else str(value) for name, value in prepared.headers.items()}
    return Sent(str(prepared.method), str(prepared.url), headers, body.encode() if isinstance(body, str) else bytes(body))


def _received(response: schemathesis.Response) -> Received:
    return Received(response.status_code, {name: ", ".join(values) for name, values in response.headers.items()}, response.content or b"")
