"""A server that carries out refunds and status updates and keeps a book of them; a process of its own too.

`python -m tests.proxies.backend BOOK` prints its address and serves until its standard input ends.

Invariants: an entry is in the book before the response begins; the book outlives the process; a refund is
refused only by a documented code, before anything is booked.
"""

from __future__ import annotations

import json
import sys
import threading
from collections import defaultdict
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.proxies.journal import Journal

TOTAL = Decimal(100)
UNLIMITED = "GE9"
"""Orders of which the server pays any amount, so that a second payment shows as one. What remains of them is
counted without the copies that the network makes of a request, which the client cannot know of.
"""


class Backend:
    """Orders of 100.00 each: any id names one. `url` is where it listens."""

    def __init__(self, book: Path) -> None:
        self.book = Journal(book)
        self._paid: defaultdict[str, Decimal] = defaultdict(Decimal)
        self._copies: defaultdict[str, Decimal] = defaultdict(Decimal)
        """What of that was paid for a marker that had been paid before, by order."""
        self._markers: set[str] = set()
        for record in self.book.records():
            self._note(record["marker"], record["order"], Decimal(record["amount"]))
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.backend = self
        self.address: tuple[str, int] = ("127.0.0.1", self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)
        self.book.close()

    def answer(self, method: str, query: dict[str, str], body: bytes) -> tuple[int, Any]:
        """The status and JSON for one request."""
        if method == "GetOrdersDetails":
            return 200, [self._details(order) for order in json.loads(body)["OrderIds"]]
        if method == "CreateOrderRefund":
            return self._refund(json.loads(query["orderRefund"], parse_float=Decimal, parse_int=Decimal))
        if method == "UpdateOrderStatus":
            status = json.loads(query["orderStatus"])
            with self._lock:
                self.book.write(marker=status["OrderComments"], order=status["OrderId"], amount="0")
            return 200, {"Success": True}
        if method == "GetAuthenticationToken":
            return 200, "a-token"
        return 404, {"Code": "404", "Error": "no such method", "Description": method}

    def _details(self, order: str) -> dict[str, Any]:
        with self._lock:
            paid = self._paid[order]
        details = {"CurrencyCode": "EUR", "TotalPrice": 100.00}
        if paid >= TOTAL:
            details["ShippingMethodStatusCode"] = "REFUNDED"
        return {"OrderId": order, "StatusCode": "N/A", "InternationalDetails": details, "Products": []}

    def _refund(self, header: dict[str, Any]) -> tuple[int, Any]:
        order = header["OrderId"]
        with self._lock:
            remaining = TOTAL - self._paid[order]
            if order.startswith(UNLIMITED):
                remaining += self._copies[order]
            full = bool(header.get("FullRefund"))
            amount = remaining if full else header["ServiceGestureAmount"]
            if order.startswith(UNLIMITED):
                amount = TOTAL if full and remaining <= 0 else amount
            elif remaining <= 0:
                return 400, refusal("1001", "Order already fully refunded or canceled")
            elif amount > remaining:
                return 400, refusal("1002", "Requested refund amount is greater than the remaining amount")
            marker = header["ExternalReference"]
            self._note(marker, order, amount)
            self.book.write(marker=marker, order=order, amount=str(amount))
        return 200, {"Success": True}

    def _note(self, marker: str, order: str, amount: Decimal) -> None:
        self._paid[order] += amount
        if marker in self._markers:
            self._copies[order] += amount
        self._markers.add(marker)


def refusal(code: str, error: str, description: str = "refused") -> dict[str, str]:
    """The vendor's general refusal."""
    return {"Code": code, "Error": error, "Description": description}


class _Server(ThreadingHTTPServer):
    backend: Backend
    daemon_threads = True
    request_queue_size = 256


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        target = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(target.query).items()}
        status, value = self.server.backend.answer(target.path.rsplit("/", 1)[-1], query, body)
        content = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST  # the name that http.server looks for

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name that http.server gives
        pass


def main() -> None:
    backend = Backend(Path(sys.argv[1]))
    print(backend.url, flush=True)
    sys.stdin.read()
    backend.close()


if __name__ == "__main__":
    main()
