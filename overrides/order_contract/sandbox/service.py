"""From a request's bytes to the response's bytes, without a connection: what an HTTP server calls for each
request.

Invariants: every request gets a response in the envelope of the API that it meant; a request that is refused
has changed nothing; no response shows what went on inside.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Final, NamedTuple
from urllib.parse import unquote

from attrs import frozen

from order_contract import spec
from order_contract.sandbox import access_log, chaos, request, unknown_parameters
from order_contract.sandbox.control import Control
from order_contract.sandbox.database import SandboxStore
from order_contract.sandbox.errors import RefusalError, bad_request, body_of, by_status, not_allowed
from order_contract.sandbox.handlers.registry import RULES
from order_contract.sandbox.operations import ServedOperation, operations
from order_contract.sandbox.seed import fill
from order_contract.sandbox.settings import Settings
from order_contract.wire import codec

_OK: Final = HTTPStatus.OK
"""Read once: in CPython 3.11 an enumeration gives out its members through a function of Python's."""
_log: Final = logging.getLogger("order_contract.sandbox")


class ServiceResponse(NamedTuple):
    """A response."""

    status: int
    body: bytes
    headers: Mapping[str, str] = MappingProxyType({})
    content_type: str = "application/json"


@frozen
class Route:
    """Where a path leads: the operations by method, and the parts of the path that vary.

    `pattern` is the path as documented.
    """

    api: spec.Api
    pattern: str
    methods: Mapping[str, ServedOperation]
    path: Mapping[str, str]


class Service:
    """The operations of the chosen APIs over one state."""

    def __init__(self, apis: Sequence[spec.Api], settings: Settings, store: SandboxStore) -> None:
        self.apis = tuple(apis)
        self.settings = settings
        self.store = store
        self._control = Control(store, settings)
        self._fixed: dict[str, Route] = {}
        self._open: list[tuple[str, str, Route]] = []
        for api in self.apis:
            self._add(api, operations(api))
        if store.fresh:
            fill(store, settings)

    def _add(self, api: spec.Api, served: Iterable[ServedOperation]) -> None:
        by_path: dict[str, dict[str, ServedOperation]] = {}
        for operation in served:
            by_path.setdefault(operation.path, {})[operation.method] = operation
        for path, methods in by_path.items():
            start, brace, name = path.partition("{")
            if brace:
                self._open.append((start, name.rstrip("}"), Route(api, path, methods, {})))
            else:
                self._fixed[path] = Route(api, path, methods, {})

    def route(self, path: str, raw_path: str) -> Route | None:
        """Where a path leads, None for nowhere.

        A variable part is read from the undecoded path, where `%2F` is not a separator.
        """
        known = self._fixed.get(path)
        if known is not None:
            return known
        for start, name, route in self._open:
            rest = raw_path.removeprefix(start)
            if rest and rest != raw_path and "/" not in rest:
                return Route(route.api, route.pattern, route.methods, {name: unquote(rest)})
        return None

    def meant(self, path: str) -> spec.Api:
        """The API that a path was meant for: it decides the envelope of a refusal where no operation does."""
        if len(self.apis) == 1:
            return self.apis[0]
        return "s2" if path.startswith("/order/") else "merchant" if path.startswith("/order-") else "globale"

    def response(
        self,
        operation: ServedOperation,
        path: Mapping[str, str],
        query: bytes,
        headers: request.Headers,
        raw: bytes,
    ) -> ServiceResponse:
        """Execute one request. The response warns of parameters that the contract does not have."""
        settings = self.settings
        warning = ""
        try:
            parameters = request.given(query, settings)
            warning = unknown_parameters.warning(operation, query, parameters)
            request.authorize(operation, parameters, headers, settings)
            if warning and settings.strict_queries:
                raise bad_request(warning)
            call = request.read(operation, path, parameters, headers, raw, settings)
            with self.store.transaction() as tx:
                value = RULES[operation.name](tx, call, settings)
                body = value if isinstance(value, bytes) else codec.dumps(value)
            response = ServiceResponse(_OK, body)
        except Exception as wrong:  # noqa: BLE001  # the edge: whatever went wrong, the response is documented
            response = self._failed(operation.api, operation.name, wrong)
        return self._warned(response, warning) if warning else response

    def _warned(self, response: ServiceResponse, warning: str) -> ServiceResponse:
        access_log.write_warning(warning)
        return response._replace(headers={**response.headers, unknown_parameters.HEADER: warning})

    def control(self, method: str, raw_path: str, headers: request.Headers, raw: bytes) -> ServiceResponse:
        """Execute one control call."""
        try:
            if raw:
                request.require_json(headers)
            return ServiceResponse(_OK, codec.pretty(self._control.response(method, raw_path, raw)))
        except Exception as wrong:  # noqa: BLE001  # as above
            return self._failed("globale", "a control call", wrong)

    def _failed(self, api: spec.Api, name: str, wrong: Exception) -> ServiceResponse:
        """The response that tells what was wrong with a request, or that something is with the sandbox."""
        if isinstance(wrong, RefusalError):
            return self.refusal(api, wrong)
        _log.error("%s failed", name, exc_info=wrong)
        return self.failure(api)

    def no_path(self, path: str) -> ServiceResponse:
        """404."""
        return self.refusal(self.meant(path), by_status(HTTPStatus.NOT_FOUND, "There is no such path here."))

    def wrong_method(self, route: Route) -> ServiceResponse:
        """405, with the methods that are allowed."""
        return self.refusal(route.api, not_allowed(route.methods))

    def too_large(self, api: spec.Api) -> ServiceResponse:
        """413; what is left of the body is not waited for, so the connection ends."""
        refused = by_status(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is larger than {self.settings.max_body} bytes."
        )
        refused.headers = {"Connection": "close"}
        return self.refusal(api, refused)

    def malformed(self, api: spec.Api, sentence: str) -> ServiceResponse:
        """400, for what stands outside the contract."""
        return self.refusal(api, bad_request(sentence))

    def failure(self, api: spec.Api) -> ServiceResponse:
        """500, for a fault of the sandbox itself."""
        return self.refusal(
            api, by_status(HTTPStatus.INTERNAL_SERVER_ERROR, "The sandbox failed; its log says more.")
        )

    def refusal(self, api: spec.Api, refused: RefusalError) -> ServiceResponse:
        """A refusal in the API's envelope."""
        return ServiceResponse(refused.status, codec.dumps(body_of(api, refused)), refused.headers)

    def fault(self, api: spec.Api, fault: str) -> ServiceResponse:
        """A fault in place of the work; the envelope is the API's own."""
        refusal = codec.dumps(
            body_of(api, by_status(HTTPStatus.INTERNAL_SERVER_ERROR, "A fault on request."))
        )
        status, body, content_type, headers = chaos.shown(fault, refusal)
        return ServiceResponse(status, body, headers, content_type)

    def spoiled(self, reply: ServiceResponse, faults: frozenset[str]) -> ServiceResponse:
        """A response with its faults."""
        if "502-after" in faults:
            status, body, content_type, headers = chaos.shown("502-after", b"")
            return ServiceResponse(status, body, headers, content_type)
        return ServiceResponse(
            reply.status, chaos.spoiled(reply.body, faults), reply.headers, reply.content_type
        )
