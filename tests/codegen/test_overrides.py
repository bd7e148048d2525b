"""Each override of a tool is listed in overrides/README.md, and its tool still has the quirk.

A test of a quirk that fails tells that the override can go: the tool has been mended.
"""

from __future__ import annotations

import asyncio
import pydoc
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from pydantic import BaseModel, Field, model_validator
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from tests.samples import ROOT

OVERRIDES = ROOT / "overrides"


def rows(text: str, heading: str) -> list[list[str]]:
    """The cells of the table that follows a heading."""
    lines = text.split(heading, 1)[1].split("\n| --- ", 1)[1].split("\n\n", 1)[0].splitlines()[1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


LISTED = [name for row in rows((OVERRIDES / "README.md").read_text(), "## Overrides") for name in
          re.findall(r"`([^`]+)`(?: \(\w+\))?", row[0])]  # fmt: skip
ROWS = [row[0] for row in rows((OVERRIDES / "README.md").read_text(), "## Overrides")]
# by row of the list, the test that fails once the tool has no such quirk
PROOFS = {
    "`templates/model`, `templates/str_enum`, `templates/int_enum`": "test_it_writes_models_of_its_own",
    "`templates/property_templates/model_property`": "test_it_calls_from_dict_of_models",
    "`templates/endpoint_module`": "test_its_endpoints_read_and_write_json_by_floats",
    "`templates/errors`": "test_its_error_quotes_the_body",
    "`templates/types`": "test_its_response_needs_a_status_with_a_name",
    "`templates/client`, `templates/package_init`": "test_it_has_two_clients_and_sends_no_key_in_the_query",
    "`codegen/build.py`": "test_a_decimal_is_rounded_when_read_and_written_as_a_string",
    "`order_contract/wire/model.py`": "test_a_model_with_an_init_is_validated_twice",
    "`codegen/models/docstrings.py`": "test_help_of_a_model_shows_no_field",
    "`order_contract/http/deadline.py`": "test_the_read_timeout_of_httpx_starts_anew_with_each_byte",
    "`order_contract/http/leftovers.py`": "test_httpx2_takes_bytes_behind_a_response_for_the_next_response",
    "`order_contract/globale/calls.py`": "test_it_takes_json_in_a_query_value_as_a_string",
    "`order_contract/sandbox/server.py` (h2c)": "test_it_loses_the_body_of_a_request_that_offers_http2",
    "`order_contract/sandbox/server.py` (packets)": "test_it_writes_head_and_body_of_a_response_apart",
}
TEMPLATES = rows((OVERRIDES / "templates/README.md").read_text(), "# Templates")


class TestTheList:
    def test_names_each_override_in_the_code_as_often_as_it_is_headed(self) -> None:
        headed = [
            path.relative_to(OVERRIDES).as_posix()
            for path in sorted(OVERRIDES.rglob("*.py"))
            for _ in re.findall(r"(?m)^(?: *# )?Quirk: ", path.read_text())
        ]
        assert sorted(name for name in LISTED if not name.startswith("templates/")) == sorted(headed)
        assert len(headed) == 8

    def test_has_a_test_for_each_row_that_fails_when_the_quirk_is_gone(self) -> None:
        written = re.findall(r"(?m)^ *(?:async )?def (test_\w+)", Path(__file__).read_text())
        assert sorted(PROOFS) == sorted(ROWS)
        assert set(PROOFS.values()) - set(written) == set()
        assert len(set(PROOFS.values())) == len(PROOFS)

    def test_names_each_template(self) -> None:
        folder = OVERRIDES / "templates"
        present = [
            path.relative_to(OVERRIDES).as_posix().removesuffix(".py.jinja")
            for path in sorted(folder.rglob("*.jinja"))
        ]
        assert sorted(name for name in LISTED if name.startswith("templates/")) == present
        explained = [f"templates/{name}" for row in TEMPLATES for name in re.findall(r"`([^`]+)`", row[0])]
        assert sorted(explained) == present

    def test_each_head_says_evidence_and_when_to_remove(self) -> None:
        for path in OVERRIDES.rglob("*.py"):
            text = " ".join(line.strip().removeprefix("# ") for line in path.read_text().splitlines())
            for head in text.split("Quirk: ")[1:]:
                assert re.match(r".{20,600}?Evidence: .{10,300}?Remove when: .{10}", head), path
        assert all(len(row) == 4 and all(row) for row in TEMPLATES)


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What openapi-python-client writes for Global-e's document without our templates, by file."""
    folder = tmp_path_factory.mktemp("stock")
    document = ROOT / "generated/order_contract_generated/openapi/globale.json"
    (folder / "config.yaml").write_text("post_hooks: []\n")
    subprocess.run(
        [
            Path(sys.executable).parent / "openapi-python-client", "generate", "--path", document,
            "--meta", "none", "--output-path", "client", "--config", "config.yaml",
        ],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    root = folder / "client"
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*.py")}


class TestQuirksOfOpenapiPythonClient:
    def test_it_writes_models_of_its_own(self, stock: dict[str, str]) -> None:
        models = [text for name, text in stock.items() if name.startswith("models/")]
        assert sum("def from_dict(" in text for text in models) > 50
        enums = [text for text in models if "(str, Enum)" in text or "(IntEnum)" in text]
        assert enums

    def test_it_calls_from_dict_of_models(self, stock: dict[str, str]) -> None:
        assert "ErrorInfo.from_dict(response.json())" in stock["api/tracking/track_order.py"]

    def test_its_endpoints_read_and_write_json_by_floats(self, stock: dict[str, str]) -> None:
        endpoint = stock["api/refunds/create_order_refund.py"]
        assert "def _get_kwargs(" in endpoint
        assert "response.json()" in endpoint
        assert '_kwargs["json"] = ' in endpoint
        assert "HTTPStatus(response.status_code)" in endpoint
        with pytest.raises(ValueError, match="520"):
            __import__("http").HTTPStatus(520)

    def test_its_error_quotes_the_body(self, stock: dict[str, str]) -> None:
        assert "{content.decode" in stock["errors.py"]

    def test_its_response_needs_a_status_with_a_name(self, stock: dict[str, str]) -> None:
        assert "status_code: HTTPStatus" in stock["types.py"]

    def test_it_has_two_clients_and_sends_no_key_in_the_query(self, stock: dict[str, str]) -> None:
        client = stock["client.py"]
        assert re.findall(r"(?m)^class (\w+)", client) == ["Client", "AuthenticatedClient"]
        assert "AuthenticatedClient" in stock["__init__.py"]
        assert "merchantGUID" not in "".join(stock.values())

    def test_it_takes_json_in_a_query_value_as_a_string(self, stock: dict[str, str]) -> None:
        assert "order_status: str," in stock["api/updates/update_order_status.py"]


class TestQuirksOfPydantic:
    def test_help_of_a_model_shows_no_field(self) -> None:
        class Price(BaseModel):
            amount: int = Field(description="in the customer's currency")

        assert "in the customer's currency" not in pydoc.render_doc(Price)

    def test_a_decimal_is_rounded_when_read_and_written_as_a_string(self) -> None:
        class Price(BaseModel):
            amount: Decimal

        digits = "0.1234567890123456789012345678901234567890"
        assert Price.model_validate_json(f'{{"amount":{digits}}}').amount != Decimal(digits)
        assert Price(amount=Decimal("29.9000")).model_dump_json() == '{"amount":"29.9000"}'

    def test_a_model_with_an_init_is_validated_twice(self) -> None:
        contexts: list[object] = []

        class Unmarked(BaseModel):
            def __init__(self, /, **members: Any) -> None:
                self.__pydantic_validator__.validate_python(members, self_instance=self, context="write")

            @model_validator(mode="wrap")
            @classmethod
            def note(cls, data: Any, handler: Any, info: Any) -> Any:
                contexts.append(info.context)
                return handler(data)

        Unmarked.model_validate({}, context="read")
        assert contexts == ["read", "write"]


def test_httpx2_takes_bytes_behind_a_response_for_the_next_response() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(head + b"first" + head + b"other")
            connection.recv(65_536)

    server = threading.Thread(target=serve)
    server.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    with listener, httpx2.Client(trust_env=False) as client:
        assert [client.get(url).text, client.get(url).text] == ["first", "other"]
    server.join(10)


def test_the_read_timeout_of_httpx_starts_anew_with_each_byte() -> None:
    response = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                for byte in response:
                    connection.sendall(bytes([byte]))
                    time.sleep(0.02)

        thread = threading.Thread(target=drip)
        thread.start()
        start = time.monotonic()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        timeout = 0.4
        assert httpx2.get(url, timeout=timeout, trust_env=False).text == "ok"
        assert time.monotonic() - start > timeout
        thread.join(5)


async def echo(scope: Any, receive: Callable[[], Any], send: Callable[[Any], Any]) -> None:
    """An application that sends the body of the request back."""
    assert scope["type"] == "http"
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    length = str(len(body)).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
    await send({"type": "http.response.body", "body": body})


class Recording(HttpToolsProtocol):
    """uvicorn's protocol as it is, which notes what it writes."""

    writes: list[bytes]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        recorder = type(self)

        class Transport:
            def __getattr__(self, name: str) -> Any:
                return getattr(transport, name)

            def write(self, data: bytes) -> None:
                recorder.writes.append(data)
                transport.write(data)  # type: ignore[attr-defined]  # a transport of TCP

        super().connection_made(Transport())  # type: ignore[arg-type]  # one by its methods


@contextmanager
def served() -> Iterator[tuple[str, int]]:
    Recording.writes = []
    config = uvicorn.Config(echo, http=Recording, lifespan="off", log_level="critical", ws="none")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield listener.getsockname()
        finally:
            server.should_exit = True
            thread.join(10)


def exchanged(address: tuple[str, int], head: str) -> bytes:
    """The response to a POST of five bytes on a connection that is then closed."""
    with socket.create_connection(address, timeout=5) as connection:
        request = f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: {head}\r\n\r\nhello"
        connection.sendall(request.encode())
        connection.settimeout(2)
        response = b""
        while not response.endswith(b"\r\n\r\nhello"):
            try:
                chunk = connection.recv(65536)
            except TimeoutError:
                break
            if not chunk:
                break
            response += chunk
        return response


class TestQuirksOfUvicorn:
    def test_it_loses_the_body_of_a_request_that_offers_http2(self) -> None:
        with served() as address:
            plain = exchanged(address, "close")
            offer = exchanged(address, "Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk")
        assert plain.endswith(b"\r\n\r\nhello")
        assert not offer.endswith(b"\r\n\r\nhello")

    def test_it_writes_head_and_body_of_a_response_apart(self) -> None:
        with served() as address:
            exchanged(address, "close")
        assert len(Recording.writes) == 2
        assert Recording.writes[1] == b"hello"
