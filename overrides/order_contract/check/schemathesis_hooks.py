"""For those who run schemathesis themselves: `SCHEMATHESIS_HOOKS=order_contract.check.schemathesis_hooks st
run globale.json --url URL`.

Invariants: importing this module registers its hooks with schemathesis and does nothing else; documents that
are not ours pass unchanged; credentials come from the ORDER_CONTRACT_* environment, and every request gets
them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import requests
import schemathesis

from order_contract.check.document.for_schemathesis import open_strings, to_wire
from order_contract.check.document.operations import CheckedOperation, operations
from order_contract.check.rulebook import Grade
from order_contract.check.transport.credentials import ServerCredentials
from order_contract.check.transport.messages import Received, Sent
from order_contract.check.wire_rules.judge import Judgement, judge
from order_contract.spec import APIS

REFUSED = 400
"""The status that a refusal under a good status is given, so that schemathesis' own checks take it for one.
"""


@lru_cache(maxsize=1)
def _credentials() -> ServerCredentials:
    return ServerCredentials.of_environment()  # schemathesis sends headers and parameters of its own


@lru_cache(maxsize=64)
def _operation(key: str) -> CheckedOperation | None:
    return next((operation for api in APIS for operation in operations(api) if operation.id == key), None)


def _of(case: schemathesis.Case[Any]) -> CheckedOperation | None:
    return _operation(str(case.operation.definition.raw.get("operationId", "")))


class _Finish(requests.auth.AuthBase):
    """The last hand on a request: the documented form of repeated parameters, and the credentials."""

    def __init__(self, operation: CheckedOperation) -> None:
        self.operation = operation

    def __call__(self, prepared: requests.PreparedRequest) -> requests.PreparedRequest:
        api, credentials = self.operation.api, _credentials()
        address, _, query = str(prepared.url).partition("?")
        repeated = frozenset(
            parameter.name
            for parameter in self.operation.parameters.values()
            if parameter.repeated and parameter.json
        )
        query = to_wire(query, repeated) if query else query
        prepared.url = credentials.url(api, f"{address}?{query}" if query else address)
        prepared.headers.update(credentials.headers(api))
        if prepared.body and isinstance(prepared.body, (bytes, str)):
            prepared.body = credentials.body(api, _bytes(prepared.body))
            prepared.prepare_content_length(prepared.body)
        return prepared


@schemathesis.hook
def before_load_schema(context: schemathesis.HookContext, raw_schema: dict[str, Any]) -> None:
    """Let schemathesis make, break and shrink the JSON inside the query string."""
    keys = {
        value.get("operationId")
        for item in raw_schema.get("paths", {}).values()
        for value in item.values()
        if isinstance(value, dict)
    }
    if any(_operation(str(key)) is not None for key in keys if key):
        open_strings(raw_schema)


@schemathesis.hook
def before_call(
    context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]
) -> None:
    """Bring the request into its documented form and add the credentials."""
    operation = _of(case)
    if operation is not None:
        kwargs["auth"] = _Finish(operation)


@schemathesis.hook
def after_call(
    context: schemathesis.HookContext, case: schemathesis.Case[Any], response: schemathesis.Response
) -> None:
    """Give a refusal under a good status the status of a refusal."""
    operation = _of(case)
    if operation is not None and response.status_code < REFUSED and _judgement(operation, response).refused:
        response.status_code = REFUSED


@schemathesis.check
def order_contract(
    context: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """The rules of the wire, as `order-contract check` holds them, where their breach is an error."""
    operation = _of(case)
    if operation is None:
        return
    violations = [
        violation for violation in _judgement(operation, response).violations if violation.grade is Grade.MUST
    ]
    if violations:
        mask = _credentials().mask
        raise AssertionError(
            "\n".join(f"{violation.rule.id}: {mask(violation.message)}" for violation in violations)
        )


def _judgement(operation: CheckedOperation, response: schemathesis.Response) -> Judgement:
    prepared = response.request
    headers = {str(name).lower(): str(value) for name, value in prepared.headers.items()}
    sent = Sent(str(prepared.method), str(prepared.url), headers, _bytes(prepared.body or b""))
    received = Received(
        response.status_code,
        {name: ", ".join(values) for name, values in response.headers.items()},
        response.content or b"",
    )
    return judge(operation, sent, received)


def _bytes(body: Any) -> bytes:
    return body.encode() if isinstance(body, str) else bytes(body)
