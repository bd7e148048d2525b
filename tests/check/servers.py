"""Small servers for the check: one that keeps to the documents, written from the published documents alone,
and hooks to make it wrong.

Invariant: nothing of the sandbox is used here; every server listens on loopback and stops with its test.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

import jsonschema_rs

GUID = "0f0e0d0c-1111-2222-3333-444455556666"
TOKEN = "s2-test-token"
ORGANIZATION = "11111111-2222-3333-4444-555555555555"
Answer = tuple[int, Any]


class RefusedError(Exception):
    def __init__(self, code: str, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.code, self.why, self.status = code, why, status


class Documented:
    """Answers as the documents say. Each step is a method, so that a test can make one wrong."""

    def __init__(self, api: str, *, error_status: int = 400) -> None:
        self.api = api
        self.error_status = error_status
        self.document = json.loads(
            (files("order_contract_generated") / "openapi" / f"{api}.json").read_bytes()
        )
        self.requests: list[tuple[str, str, bytes]] = []
        self.validators: dict[int, Any] = {}

    def handle(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        self.requests.append((method, target, body))
        path, _, query = target.partition("?")
        operation = self.operation(method, path)
        if operation is None:
            return 404, {"Code": "404", "Error": "NotFound", "Description": "no such path"}
        try:
            pairs = parse_qsl(query, keep_blank_values=True)
            self.authorize(dict(pairs), headers)
            self.parameters(operation, pairs)
            value = self.body(operation, body)
            return self.success(operation, dict(pairs), value, path)
        except RefusedError as refused:
            return self.refusal(refused)

    def operation(self, method: str, path: str) -> Any:
        stated = "/order/{orderId}" if path.startswith("/order/") else path
        return self.document["paths"].get(stated, {}).get(method.lower())

    def authorize(self, query: dict[str, str], headers: dict[str, str]) -> None:
        if self.api == "globale" and query.get("merchantGUID", "").lower() != GUID:
            raise RefusedError("401", "unknown merchant", 401)
        if self.api == "s2" and (headers.get("authorization"), headers.get("x-s2-organization")) != (
            f"Bearer {TOKEN}",
            ORGANIZATION,
        ):
            raise RefusedError("401", "unknown token", 401)

    def parameters(self, operation: Any, pairs: list[tuple[str, str]]) -> None:
        for reference in operation.get("parameters", ()):
            parameter = self.resolve(reference)
            values = [value for name, value in pairs if name == parameter["name"]]
            if not values and parameter.get("required"):
                raise RefusedError("400", f"{parameter['name']} is missing")
            for value in values:
                self.parameter(parameter, value)

    def parameter(self, parameter: Any, value: str) -> None:
        schema = parameter["schema"].get("items", parameter["schema"])
        if "contentSchema" in schema:
            self.valid(schema["contentSchema"], self.parse(value), parameter["name"])
        else:
            self.valid(schema, value, parameter["name"])

    def body(self, operation: Any, body: bytes) -> Any:
        stated = operation.get("requestBody")
        if stated is None:
            return None
        if not body:
            if stated.get("required"):
                raise RefusedError("400", "the body is missing")
            return None
        value = self.parse(body)
        self.valid(stated["content"]["application/json"]["schema"], value, "body")
        return value

    def parse(self, text: str | bytes) -> Any:
        try:
            value = json.loads(text, parse_constant=self.no_number)
            json.dumps(value, ensure_ascii=False).encode()
            return value
        except (ValueError, RecursionError) as broken:
            raise RefusedError("400", f"not JSON: {broken}") from None

    def no_number(self, name: str) -> Any:
        raise ValueError(f"{name} is not JSON")

    def valid(self, schema: Any, value: Any, where: str) -> None:
        validator = self.validators.get(id(schema))
        if validator is None:
            whole = {**schema, "components": {"schemas": self.document["components"]["schemas"]}}
            validator = self.validators[id(schema)] = jsonschema_rs.Draft202012Validator(
                whole, validate_formats=True
            )
        try:
            for error in validator.iter_errors(value):
                raise RefusedError("400", f"{where}: {error.message}"[:200])
        except ValueError:  # a number or a nesting beyond what the validator reads
            raise RefusedError("400", f"{where}: beyond reading") from None

    def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> Answer:
        if self.unknown_order(operation, query, body):
            raise RefusedError("1005", "unknown order")
        examples = self.resolve(operation["responses"]["200"])["content"]["application/json"].get(
            "examples", {}
        )
        return 200, next(iter(examples.values()))["value"] if examples else {"Success": True}

    def unknown_order(self, operation: Any, query: dict[str, str], body: Any) -> bool:
        texts = (*query.values(), json.dumps(body))
        return any(json.dumps({"OrderId": ""})[1:-1] in text for text in texts)

    def refusal(self, refused: RefusedError) -> Answer:
        if self.api == "merchant":
            return 400, {
                "Success": False,
                "ErrorCode": refused.code,
                "Message": refused.why,
                "Description": None,
            }
        status = refused.status if self.error_status != 200 else 200
        return status, {"Code": refused.code, "Error": "Refused", "Description": refused.why}

    def resolve(self, value: Any) -> Any:
        while "$ref" in value:
            document = self.document
            for part in value["$ref"].removeprefix("#/").split("/"):
                document = document[part]
            value = document
        return value

    def encode(self, response: Answer) -> tuple[int, str, bytes]:
        return response[0], "application/json", json.dumps(response[1]).encode()


@contextmanager
def served(
    server: Documented,
    encode: Callable[[Answer], tuple[int, str, bytes]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def response(self) -> None:
            length = self.headers.get("content-length") or "0"
            if not length.isdecimal():
                self.send_error(400)
                return
            body = self.rfile.read(int(length))
            sent = {name.lower(): value for name, value in self.headers.items()}
            status, kind, content = (encode or server.encode)(
                server.handle(self.command, self.path, sent, body)
            )
            self.send_response(status)
            if kind:
                self.send_header("Content-Type", kind)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = response

        def log_message(self, *_: Any) -> None:
            pass

    class Listener(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            """A client that goes away in the middle is no news, nor is a fault that a test has planted."""

    listener = Listener(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.server_address[1]}"
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()
