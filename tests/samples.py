"""The documented samples: as examples of the spec, as bytes that were derived by hand from the documents, and
a server that responds with them.

A file in `recorded/` is an HTTP message with line feeds for line ends: the JSON of the document without the
blanks between its tokens, keys and numbers as printed, the defects of the document repaired as the example's
`x-repairs` says.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx2

from codegen.documents import yaml12
from order_contract.globale import AsyncGlobalEClient, GlobalEClient
from order_contract.s2 import AsyncS2Client, S2Client

ROOT = Path(__file__).resolve().parents[1]
SPEC = ROOT / "spec"
RECORDED = Path(__file__).parent / "recorded"
GUID = "abcdabcd-abcd-abcd-abcd-abcdabcdabcd"
HOST = "https://connect.bglobale.com"
S2_HOST = "https://s2.example"
TOKEN = "change_to_your_access_token"
ORGANIZATION = "95d73baf-76ba-4bea-86ac-1534c5e5d4aa"


def example(name: str) -> Any:
    """The value of `spec/*/examples/<name>.yaml`, a JSON text in it as it stands."""
    (path,) = SPEC.glob(f"*/examples/{name}.yaml")
    return yaml12.load(path)["value"]


def compact(value: Any) -> str:
    """Compact JSON by another hand than the codec's: decimals by their own digits, strings by the standard
    library.
    """
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        return "{" + ",".join(f"{compact(key)}:{compact(member)}" for key, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(compact, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True)
class Message:
    """A recorded request or response."""

    start: str
    headers: dict[str, str]
    body: bytes

    @property
    def method(self) -> str:
        return self.start.split(" ")[0]

    @property
    def target(self) -> str:
        return self.start.split(" ")[1]

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_qsl(self.target.partition("?")[2], keep_blank_values=True, strict_parsing=True)


def recorded(name: str) -> Message:
    """The message in `recorded/<name>.http`."""
    head, _, body = (RECORDED / f"{name}.http").read_bytes().partition(b"\n\n")
    start, *lines = head.decode().split("\n")
    return Message(start, dict(line.split(": ", 1) for line in lines), body)


@dataclass
class Server:
    """Answers every request with the same bytes, or with what `response` does, and keeps the requests."""

    content: bytes = b'{"Success":true}'
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    response: Callable[[httpx2.Request], httpx2.Response] | None = None
    requests: list[httpx2.Request] = field(default_factory=list)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        return (
            self.response(request)
            if self.response
            else httpx2.Response(self.status, content=self.content, headers=self.headers)
        )

    @property
    def request(self) -> httpx2.Request:
        """The only request that came."""
        (request,) = self.requests
        return request

    def globale(self, **options: Any) -> GlobalEClient:
        return GlobalEClient(
            HOST, GUID, http_client=httpx2.Client(transport=httpx2.MockTransport(self)), **options
        )

    def s2(self, **options: Any) -> S2Client:
        return S2Client(
            S2_HOST,
            TOKEN,
            ORGANIZATION,
            http_client=httpx2.Client(transport=httpx2.MockTransport(self)),
            **options,
        )

    def call(self, method: str, *arguments: Any, mode: str = "sync", **options: Any) -> Any:
        """One call of a method of either API through the synchronous or the asynchronous client."""
        s2 = method == "update_order"
        if mode == "sync":
            return getattr(self.s2(**options) if s2 else self.globale(**options), method)(*arguments)

        async def run() -> Any:
            async with httpx2.AsyncClient(transport=httpx2.MockTransport(self)) as http:
                if s2:
                    return await AsyncS2Client(
                        S2_HOST, TOKEN, ORGANIZATION, http_client=http, **options
                    ).update_order(*arguments)
                return await getattr(AsyncGlobalEClient(HOST, GUID, http_client=http, **options), method)(
                    *arguments
                )

        return asyncio.run(run())
