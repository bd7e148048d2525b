"""Backend, proxies, journals and ledger of one test, on free loopback ports and in one folder."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import ssl
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import trustme

from tests.proxies.backend import Backend
from tests.proxies.client_under_test import Route
from tests.proxies.fault_proxy import FaultProxy
from tests.proxies.journal import Journal
from tests.proxies.ways import WAYS, Closing, Resetting, Tunnel


def post_refund(address: tuple[str, int], header: dict[str, Any]) -> tuple[http.client.HTTPResponse, bytes]:
    """One refund that is sent without the client: the response, and its content."""
    connection = http.client.HTTPConnection(*address, timeout=10)
    try:
        target = f"/Order/CreateOrderRefund?orderRefund={quote(json.dumps(header))}"
        connection.request("POST", target, b"[]", {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


class Bed:
    """The servers and records of one test.

    `traffic` holds what arrived and what was forwarded, `results` what callers asked for and heard.
    """

    # declared, because `ways` reads them while this module imports it
    trust: ssl.SSLContext
    proxy: FaultProxy
    tls_proxy: FaultProxy
    closing: Closing
    resetting: Resetting
    tunnel: Tunnel

    def __init__(self, folder: Path, *, behind: bool = False) -> None:
        """`behind` another proxy, before which a `Tap` counts what arrives."""
        authority, self.trust = trustme.CA(), ssl.create_default_context()
        authority.configure_trust(self.trust)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(tls)
        self.folder = folder
        self.ledger = folder / "ledger.sqlite"
        self.traffic = Journal(folder / "traffic")
        self.results = Journal(folder / "results")
        self.backend = Backend(folder / "book")
        self.proxy = FaultProxy(self.backend.address, self.traffic, counts=not behind)
        self.tls_proxy = FaultProxy(self.backend.address, self.traffic, tls)
        self.closing, self.resetting = Closing(), Resetting()
        self.tunnel = Tunnel(self.tls_proxy.address)
        self._numbers = itertools.count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in (self.tunnel, self.closing, self.resetting, self.proxy, self.tls_proxy, self.backend):
            server.close()
        for journal in (self.traffic, self.results):
            journal.close()

    def quiesce(self) -> None:
        """Wait until no fault is at work any more, so that nothing can be carried out afterwards."""
        self.proxy.quiesce()
        self.tls_proxy.quiesce()

    def marker(self, *names: str, run: str = "0") -> str:
        """A new marker for the faults of these names."""
        return f"R{run}-{next(self._numbers)}~{'.'.join(names)}"

    def route(self, marker: str, *, tokens: bool = False) -> contextlib.AbstractContextManager[Route]:
        """The way that a marker names, else straight to the fault proxy."""
        way = marker.partition("~")[2].partition(".")[0]
        if way in WAYS:
            return WAYS[way].open(self, marker)
        return contextlib.nullcontext(Route(self.proxy.url, trust=self.trust, tokens=tokens))
