"""A server for tests of your own code that never opens a socket: `MockTransport` responds from the documented
examples.

Invariants: a request that the contract does not allow, byte by byte, is an `AssertionError` that says where;
the responses are the published examples, unless you give others; all requests are kept in `requests`. It
holds no state of orders: for that there is the sandbox.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, Literal
from urllib.parse import unquote

import httpx2

from order_contract import spec
from order_contract.document import JSON, Document, DocumentOperation, component_name, examples
from order_contract.wire import assertions, codec, media_type, query
from order_contract_generated.globale import contract as globale
from order_contract_generated.s2 import contract as s2

GUID: Final = "abcdabcd-abcd-abcd-abcd-abcdabcdabcd"
"""A GUID for tests, as the documents print it; the mock takes any."""
_SECURITY: Final[Mapping[str, Mapping[str, Any]]] = {"globale": globale.SECURITY, "s2": s2.SECURITY}
_ASSERTIONS: Final[Mapping[str, assertions.Table]] = {"globale": globale.ASSERTIONS, "s2": s2.ASSERTIONS}


class MockTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Responds to the requests of a client: `GlobalEClient(url, guid,
    http_client=httpx2.Client(transport=MockTransport()))`, and async alike.

    :param api: whose server it plays.
    :param responses: by operationId, the response instead of the documented example: a value for JSON,
        bytes, an `httpx2.Response`, an exception to raise, or a list of these, one for each call and the last
        one for the rest.
    """

    def __init__(
        self, api: Literal["globale", "s2"] = "globale", responses: Mapping[str, Any] | None = None
    ) -> None:
        self._api = api
        self._operations = _operations(api)
        self._responses: dict[str, list[Any]] = {}
        self._lock = threading.Lock()
        self.requests: list[tuple[str, httpx2.Request]] = []
        """Each request with its operationId."""
        for name, value in (responses or {}).items():
            self.respond(name, *(value if isinstance(value, list) else [value]))

    def respond(self, operation: str, *responses: Any) -> None:
        """Respond to the next calls of an operation with these, one for each call and the last one for the
        rest; with none, by the example again.

        :param operation: the operationId, such as `createOrderRefund`.
        :raises ValueError: the API has no such operation.
        """
        if operation not in (known.id for known in self._operations):
            raise ValueError(f"{self._api} has no operation {operation}")
        with self._lock:
            self._responses[operation] = list(responses)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Respond to a client that blocks."""
        return self._response(request, request.read())

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Respond to one that does not block."""
        return self._response(request, await request.aread())

    def _response(self, request: httpx2.Request, content: bytes) -> httpx2.Response:
        operation = self._operation(request)
        name = operation.id
        faults = list(self._faults(operation, request, content))
        if faults:
            raise AssertionError(f"{name}: " + "; ".join(faults))
        with self._lock:
            self.requests.append((name, request))
            waiting = self._responses.get(name)
            chosen = (waiting.pop(0) if len(waiting) > 1 else waiting[0]) if waiting else _example(operation)
        if isinstance(chosen, BaseException):
            raise chosen
        if isinstance(chosen, httpx2.Response):
            return httpx2.Response(chosen.status_code, headers=chosen.headers, content=chosen.content)
        body = chosen if isinstance(chosen, bytes) else codec.dumps(chosen)
        return httpx2.Response(200, content=body, headers={"Content-Type": JSON})

    def _operation(self, request: httpx2.Request) -> DocumentOperation:
        path = request.url.raw_path.decode("ascii").partition("?")[0]
        for operation in self._operations:
            template = operation.path
            head, _, tail = template.partition("{")
            fits = (
                path.endswith(template)
                if not tail
                else head in path
                and "/" not in path.rpartition(head)[2]
                and unquote(path.rpartition(head)[2])
            )
            if fits and operation.method.upper() == request.method:
                return operation
        raise AssertionError(f"the contract has no {request.method} {path}")

    def _faults(self, operation: DocumentOperation, request: httpx2.Request, content: bytes) -> Iterator[str]:
        yield from self._identified(request)
        declared = {stated.name: stated for stated in operation.parameters if stated.place == "query"}
        sent: dict[str, list[str]] = {}
        for name, value in query.split(request.url.query):
            sent.setdefault(name, []).append(value)
        for scheme in _SECURITY[self._api].values():
            if scheme["in"] == "query":
                sent.pop(scheme["name"], None)
        yield from (f"{name} is not a parameter" for name in sent.keys() - declared.keys())
        for name, parameter in declared.items():
            values = sent.get(name, [])
            if parameter.required and len(values) != 1:
                yield f"{name} must be sent once"
            for value in values:
                if parameter.json_schema is not None:
                    yield from self._json(value.encode(), parameter.json_schema, name)
                elif not value:
                    yield f"{name} must not be empty"
        yield from self._body_faults(operation, request, content)

    def _body_faults(
        self, operation: DocumentOperation, request: httpx2.Request, content: bytes
    ) -> Iterator[str]:
        if content:
            if not operation.body:
                yield "a body is not documented"
            elif media_type.parse(request.headers.get("content-type", "")).name != JSON:
                yield f"Content-Type must be {JSON}"
            else:
                yield from self._json(content, operation.body["schema"], "the body")
        elif operation.body_required:
            yield "the body is required"

    def _identified(self, request: httpx2.Request) -> Iterator[str]:
        """What is missing of the credentials, by the alternative of which the least is missing."""
        alternatives = self._operations[0].document.root["security"]
        schemes = _SECURITY[self._api]
        missing = [[*_missing(request, map(schemes.__getitem__, names))] for names in alternatives]
        yield from min(missing, key=len)

    def _json(self, text: bytes, schema: Mapping[str, Any], place: str) -> Iterator[str]:
        try:
            value = codec.loads(text, unique=True)
        except codec.CodecError as broken:
            yield f"{place} is {broken}"
            return
        if codec.dumps(value) != text:
            yield f"{place} is not compact JSON"
        rules = _rules(schema)
        table = _ASSERTIONS[self._api]
        for path, sentence in (
            *assertions.violations(rules, value, table),
            *assertions.unknown_members(rules, value, table),
        ):
            yield f"{place}: {codec.pointer(path)} {sentence}"


def _missing(request: httpx2.Request, schemes: Iterable[Mapping[str, str]]) -> Iterator[str]:
    for scheme in schemes:
        name, prefix = scheme["name"], scheme.get("prefix", "")
        value = (request.url.params if scheme["in"] == "query" else request.headers).get(name, "")
        if not value:
            yield f"{name} is required"
        elif not value.startswith(prefix):
            yield f"{name} must begin with {prefix!r}"


def _rules(schema: Mapping[str, Any]) -> dict[str, Any]:
    name = component_name(schema)
    if name is not None:
        return {"type": "object", "$ref": name}
    return {"type": "array", "items": _rules(schema["items"])}


@cache
def _operations(api: Literal["globale", "s2"]) -> tuple[DocumentOperation, ...]:
    return tuple(Document(spec.load(api)).operations())


def _example(operation: DocumentOperation) -> Any:
    """The first documented response that is not a refusal."""
    return examples(operation.responses["200"])[0]
