"""Calls of a sandbox without a connection, every response held to the published documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import jsonschema_rs
import pytest

from order_contract import spec
from order_contract.wire import codec

GUID = "abcdabcd-abcd-abcd-abcd-abcdabcdabcd"
S2_HEADERS = {
    "Authorization": "Bearer change_to_your_access_token",
    "X-S2-Organization": "95d73baf-76ba-4bea-86ac-1534c5e5d4aa",
}
S2_ORDER = "ae52b0ab-8f0c-4b11-9c13-c5c221228ecd"


HTTP = httpx2.Client(trust_env=False, timeout=30)
"""For sandboxes behind a socket; making a client costs more than a hundred calls."""


class Documented:
    """Judges answers by the published documents, apart from the sandbox's own reading of them."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], dict[str, Any]] = {}
        self._validators: dict[tuple[str, str, str], jsonschema_rs.Draft202012Validator] = {}
        for api in spec.APIS:
            document = spec.load(api)
            for path, item in document["paths"].items():
                for method in item.keys() & {"post", "put"}:
                    self._known[method.upper(), path] = {
                        "responses": item[method]["responses"],
                        "components": document["components"],
                    }

    def judge(self, method: str, path: str, status: int, content_type: str, content: bytes) -> None:
        if path.startswith("/order/"):
            path = "/order/{orderId}"
        operation = self._known.get((method, path))
        assert content_type == "application/json"
        body = codec.loads(content, unique=True)
        if operation is None or status in (413, 415):
            return
        keys = (str(status), f"{status // 100}XX", *(["default"] if status >= 400 else []))
        stated = next((key for key in keys if key in operation["responses"]), None)
        assert stated is not None, (
            f"{method} {path} answered the undocumented status {status}: {content[:500]!r}"
        )
        key = (method, path, str(status))
        if key not in self._validators:
            response = operation["responses"][stated]
            if "$ref" in response:
                response = operation["components"]["responses"][response["$ref"].rpartition("/")[2]]
            schema = response["content"]["application/json"]["schema"]
            root = {**schema, "components": {"schemas": operation["components"]["schemas"]}}
            self._validators[key] = jsonschema_rs.Draft202012Validator(root, validate_formats=True)
        problems = [error.message for error in self._validators[key].iter_errors(body)]
        assert problems == []


DOCUMENTED = Documented()


class Direct(httpx2.BaseTransport):
    """Drives an ASGI application by hand: nothing in it waits for anything but the request, so no event loop
    is needed.
    """

    def __init__(self, application: Any, *, judged: bool = True) -> None:
        self.application = application
        self.judged = judged

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": request.url.path,
            "raw_path": request.url.raw_path.partition(b"?")[0],
            "query_string": request.url.query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "server": ("sandbox", 80),
            "client": ("test", 1),
            "state": {},
        }
        body = request.read()
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        running = self.application(scope, receive, send)
        with pytest.raises(StopIteration):
            running.send(None)
        content = b"".join(message.get("body", b"") for message in sent[1:])
        headers = [(name.decode(), value.decode()) for name, value in sent[0]["headers"]]
        response = httpx2.Response(sent[0]["status"], headers=headers, content=content, request=request)
        if self.judged and not request.url.path.startswith("/sandbox") and request.method != "HEAD":
            DOCUMENTED.judge(
                request.method,
                request.url.path,
                response.status_code,
                response.headers["content-type"],
                content,
            )
        return response


class Caller:
    """Calls of a sandbox, short enough for tests."""

    def __init__(self, application: Any) -> None:
        self.application = application
        self.client = httpx2.Client(
            transport=Direct(application), base_url="http://localhost", trust_env=False
        )

    def order(self, method: str, body: Any = None, **query: Any) -> httpx2.Response:
        """One of Global-e's methods; values of the query that are not text are sent as JSON."""
        params: list[tuple[str, str | int | float | bool | None]] = [("merchantGUID", GUID)]
        for name, value in query.items():
            values = value if isinstance(value, list) else [value]
            params += [
                (name, value if isinstance(value, str) else codec.dumps(value).decode()) for value in values
            ]
        content = None if body is None else body if isinstance(body, bytes) else codec.dumps(body)
        headers = {} if body is None else {"Content-Type": "application/json"}
        return self.client.post(f"/Order/{method}", params=params, content=content, headers=headers)

    def ok(self, method: str, body: Any = None, **query: Any) -> Any:
        """The value of a response that must be a success."""
        response = self.order(method, body, **query)
        assert response.status_code == 200, response.text
        return codec.loads(response.content)

    def refused(self, method: str, body: Any = None, **query: Any) -> dict[str, Any]:
        """The ErrorInfo of a response that must be a refusal."""
        response = self.order(method, body, **query)
        assert response.status_code == 400, response.text
        value: dict[str, Any] = codec.loads(response.content)
        return value

    def details(self, order_id: str) -> dict[str, Any]:
        """An order as GetOrdersDetails shows it."""
        ok: list[dict[str, Any]] = self.ok("GetOrdersDetails", {"OrderIds": [order_id]})
        return ok[0]

    def s2(
        self, body: Any, order_id: str = S2_ORDER, headers: dict[str, str] | None = None
    ) -> httpx2.Response:
        """S2's Update Order."""
        content = body if isinstance(body, bytes) else codec.dumps(body)
        given = {"Content-Type": "application/json", **(S2_HEADERS if headers is None else headers)}
        return self.client.put(f"/order/{order_id}", content=content, headers=given)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """One of the sandbox's own calls, which must succeed."""
        response = self.client.request(
            method,
            f"/sandbox{path}",
            content=None if body is None else codec.dumps(body),
            headers=None if body is None else {"Content-Type": "application/json"},
        )
        assert response.status_code == 200, response.text
        return codec.loads(response.content)

    def state(self, order_id: str) -> Any:
        """What the sandbox holds of an order."""
        return self.control("GET", f"/orders/{order_id}")

    def callback(self, body: Any) -> httpx2.Response:
        """The merchant's endpoint."""
        content = body if isinstance(body, bytes) else codec.dumps(body)
        return self.client.post(
            "/order-status-update-url", content=content, headers={"Content-Type": "application/json"}
        )


def examples(api: spec.Api, operation_id: str) -> Iterator[tuple[dict[str, Any], Any]]:
    """The documented requests of an operation: parameters and body, the first examples of the parameters with
    each of the body.
    """
    document = spec.load(api)
    for item in document["paths"].values():
        for operation in item.values():
            if not isinstance(operation, dict) or operation.get("operationId") != operation_id:
                continue
            query = {}
            for parameter in operation.get("parameters", ()):
                if "$ref" in parameter:
                    parameter = document["components"]["parameters"][parameter["$ref"].rpartition("/")[2]]
                query[parameter["name"]] = next(reversed(parameter["examples"].values()))["value"]
            bodies = (
                operation.get("requestBody", {})
                .get("content", {})
                .get("application/json", {})
                .get("examples", {"none": {"value": None}})
            )
            for body in bodies.values():
                yield query, body["value"]
