"""What a witness asks a server: the documented requests, with edits, and what can be compared of the
response.

Invariants: nothing of the check is used here; two fresh correct servers give equal values.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from tests.faults.catalogue import CALLBACK_GUID, GUID, ORGANIZATION, TOKEN

Witness = Callable[[str], Any]
Pairs = Sequence[tuple[str, str]]
LIMIT = 60.0
"""Seconds that a witness waits for a response."""
SLOW = 9.0
"""Seconds within which every correct server answers, however busy the machine is."""
S2_HEADERS = {"authorization": f"Bearer {TOKEN}", "x-s2-organization": ORGANIZATION}
ORDER = {"OrderId": "GE123874638GB"}
STATUS = {"OrderId": "testID", "OrderStatus": {"OrderStatusCode": "DEL_12", "Name": "Delayed"}}
REFUND = {"OrderId": "GE123874638GB", "ServiceGestureAmount": 1}


@cache
def document(api: str) -> Any:
    return json.loads((files("order_contract_generated") / "openapi" / f"{api}.json").read_bytes())


def sample(api: str, path: str, method: str = "post", which: int = 0) -> Any:
    """A documented body."""
    examples = document(api)["paths"][path][method]["requestBody"]["content"]["application/json"]["examples"]
    return json.loads(json.dumps(list(examples.values())[which]["value"]))


def notice(**members: Any) -> dict[str, Any]:
    """The documented callback, with members changed; `...` leaves one out."""
    result = {**sample("merchant", "/order-status-update-url"), "MerchantGUID": CALLBACK_GUID, **members}
    return {name: value for name, value in result.items() if value is not ...}


def s2_order(**members: Any) -> dict[str, Any]:
    """The documented body of S2's Update Order, with members changed; `...` leaves one out."""
    result = {**sample("s2", "/order/{orderId}", "put"), **members}
    return {name: value for name, value in result.items() if value is not ...}


def send(
    url: str, method: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> tuple[Any, ...]:
    """Status, content type and body; or the kind of failure when there is no response."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=LIMIT)
    try:
        connection.request(
            method,
            target,
            body or None,
            {"content-type": "application/json", **(headers or {})} if body else dict(headers or {}),
        )
        response = connection.getresponse()
        return (
            response.status,
            response.getheader("content-type"),
            response.getheader("content-encoding"),
            response.read(),
        )
    except (http.client.HTTPException, OSError) as failure:
        return (type(failure).__name__,)
    finally:
        connection.close()


def in_time(witness: Witness) -> Witness:
    """A witness of nothing but whether the response of another comes in time."""

    def watch(url: str) -> bool:
        began = time.monotonic()
        witness(url)
        return time.monotonic() - began < SLOW

    return watch


def encoded(body: Any) -> bytes:
    """Bytes as they are, anything else as JSON."""
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def globale(
    url: str, operation: str, query: Pairs | str = (), body: Any = None, *, guid: str | None = GUID
) -> tuple[Any, ...]:
    """One of Global-e's methods. A query that is text goes out as it stands."""
    text = query if isinstance(query, str) else urlencode(query, quote_via=quote)
    credentials = "" if guid is None else f"merchantGUID={guid}"
    return send(
        url,
        "POST",
        f"/Order/{operation}?" + "&".join(part for part in (credentials, text) if part),
        b"" if body is None else encoded(body),
    )


def asked(operation: str, query: Pairs | str = (), body: Any = None, *, guid: str | None = GUID) -> Witness:
    """A witness that sends one request."""
    return lambda url: globale(url, operation, query, body, guid=guid)


def status(**members: Any) -> list[tuple[str, str]]:
    """The parameter orderStatus, with members changed; `...` leaves one out."""
    return [
        (
            "orderStatus",
            json.dumps(
                {name: value for name, value in {**STATUS, **members}.items() if value is not ...},
                ensure_ascii=False,
            ),
        )
    ]


def refund(**members: Any) -> list[tuple[str, str]]:
    """The parameter orderRefund, with members changed; `...` leaves one out."""
    return [
        (
            "orderRefund",
            json.dumps({name: value for name, value in {**REFUND, **members}.items() if value is not ...}),
        )
    ]


def notified(*bodies: Any, headers: Mapping[str, str] | None = None) -> Witness:
    """A witness that delivers callbacks, one after the other."""

    def witness(url: str) -> Any:
        return [send(url, "POST", "/order-status-update-url", encoded(body), headers) for body in bodies]

    return witness


def updated(
    *bodies: Any, headers: Mapping[str, str] | None = None, of: Callable[[Any], Any] | None = None
) -> Witness:
    """A witness that updates S2's documented order; `of` picks what is compared from the last response's
    body, else its status and form.
    """

    def witness(url: str) -> Any:
        responses = [
            send(
                url,
                "PUT",
                "/order/ae52b0ab-8f0c-4b11-9c13-c5c221228ecd",
                encoded(body),
                S2_HEADERS if headers is None else headers,
            )
            for body in bodies
        ]
        if of is None:
            return [response[:3] for response in responses]
        try:
            return of(json.loads(responses[-1][3], parse_float=Decimal))
        except (ValueError, KeyError, TypeError, IndexError) as failure:
            return (type(failure).__name__, responses[-1][:3])

    return witness
