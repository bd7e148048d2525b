"""A curl command sends the request that it was made of, and shows no secret."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading

import h11
import pytest

from order_contract.wire import curl

HEADERS = {"Content-Type": "application/json", "X-Odd": 'it\'s $HOME `id` \\ "!"'}
VARIABLES = {
    "query merchantguid": "GUID",
    "header authorization": "TOKEN",
    "body merchantguid": "SECRET",
}
BODIES = {
    "empty": b"",
    "text": '{"Name":"it\'s 100 % Größe 東京"}'.encode(),
    "a name of a file": b"@/etc/hostname",
    "bytes": bytes(range(256)) + b"\\n%s\\\\",
}


def sent_by(command: str, environment: dict[str, str]) -> tuple[h11.Request, bytes]:
    """What a shell and curl send, as h11 reads it."""
    reader = h11.Connection(h11.SERVER)
    received: list[h11.Request | bytes] = []

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            while not isinstance(event := reader.next_event(), h11.EndOfMessage):
                if event is h11.NEED_DATA:
                    reader.receive_data(connection.recv(65_536))
                elif isinstance(event, h11.Request):
                    received.append(event)
                elif isinstance(event, h11.Data):
                    received.append(bytes(event.data))
            connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread = threading.Thread(target=serve)
        thread.start()
        subprocess.run(
            ["sh", "-c", command.replace("http://server.example", url)],
            env={"PATH": os.environ["PATH"], **environment},
            check=True,
            timeout=20,
            capture_output=True,
        )
        thread.join(20)
    request, *chunks = received
    assert isinstance(request, h11.Request)
    return request, b"".join(chunk for chunk in chunks if isinstance(chunk, bytes))


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
class TestCurlItself:
    @pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
    @pytest.mark.parametrize("separator", [" ", " \\\n  "], ids=["one line", "several lines"])
    def test_sends_method_url_headers_and_bytes(self, body: bytes, separator: str) -> None:
        command = curl.command(
            "PUT", "http://server.example/a?b=%22&c=d'", HEADERS, body, flags=["-sS"], separator=separator
        )
        request, received = sent_by(command, {})
        assert (request.method, request.target) == (b"PUT", b"/a?b=%22&c=d'")
        headers = dict(request.headers)
        assert {name: headers[name.lower().encode()].decode() for name in HEADERS} == HEADERS
        assert int(headers[b"content-length"]) == len(body)
        assert received == body

    def test_takes_secrets_from_the_environment(self) -> None:
        command = curl.command(
            "POST",
            "http://server.example/?merchantGUID=***",
            {"Authorization": "Bearer ***"},
            b'{"MerchantGUID":"***"}',
            flags=["-sS"],
            mask="***",
            variables=VARIABLES,
        )
        request, received = sent_by(command, {"GUID": "g-1", "TOKEN": "t $1", "SECRET": "it's"})
        assert request.target == b"/?merchantGUID=g-1"
        assert dict(request.headers)[b"authorization"] == b"Bearer t $1"
        assert received == b'{"MerchantGUID":"it\'s"}'

    def test_sends_a_url_with_odd_signs_as_it_stands(self) -> None:
        request, _ = sent_by(curl.command("GET", "http://server.example/a/../{b}?c=[1-2]", {}), {})
        assert request.target == b"/a/../{b}?c=[1-2]"


def test_what_is_masked_and_no_secret_takes_no_secret_of_the_environment() -> None:
    url = "http://a/?email=***&merchantGUID=***"
    command = curl.command("POST", url, {}, b'{"Email":"***"}', mask="***", variables=VARIABLES)
    assert (
        command == """curl -X POST 'http://a/?email=***&merchantGUID='"$GUID" --data-raw '{"Email":"***"}'"""
    )


def test_a_secret_that_was_sent_without_its_end_is_cut_by_the_shell() -> None:
    command = curl.command("GET", "http://a/?merchantGUID=***[cut]&b", {}, mask="***", variables=VARIABLES)
    done = subprocess.run(
        ["sh", "-c", command.replace("curl", "echo")],
        env={"PATH": os.environ["PATH"], "GUID": "0123456789"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "-g http://a/?merchantGUID=012345&b\n"


def test_a_get_without_a_body_names_no_method() -> None:
    assert curl.command("GET", "http://a/b?c=d", {}) == "curl 'http://a/b?c=d'"


def test_a_get_with_a_body_stays_a_get() -> None:
    assert curl.command("GET", "http://a", {}, b"x") == "curl -X GET http://a --data-raw x"


def test_a_mask_without_a_variable_stays_as_it_is() -> None:
    assert (
        curl.command("GET", "http://a", {"X": "***"}, mask="***", variables={}) == "curl http://a -H 'X: ***'"
    )
