"""Faults of a gateway that spoils answers: envelopes, statuses, types, required members.

Invariant: the server behind is correct and has carried the request out as documented; only what comes back is
wrong.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.faults.catalogue import Family, Fault
from tests.faults.middle import Answer, Make, members, page, planted, raw, responses
from tests.faults.witness import ORDER, asked, globale, sample, status

ENVELOPES, TYPES = Family.ENVELOPES, Family.TYPES
IDS = {"OrderIds": ["GE2794623GB"]}
TRACK = [("orderId", "testID"), ("email", "customer@example.com")]
ORDERS = asked("GetOrdersDetails", body=IDS)
TRACKED = asked("TrackOrder", TRACK)
STATUS_TAKEN = asked("UpdateOrderStatus", status())
REFUSED = asked("UpdateOrderStatus", status(OrderStatus=...))


def documents(url: str) -> Any:
    """The form of the response: the documents hold the time at which they were made."""
    value = json.loads(
        globale(url, "GetShippingDocuments", body=sample("globale", "/Order/GetShippingDocuments"))[3]
    )
    return list(value), [
        {name: str(item)[:8] for name, item in document.items()} if isinstance(document, dict) else document
        for document in value.get("Documents") or []
    ]


def _status(code: int, *operations: str, refusals: bool = False) -> Make:
    return responses(lambda response: replace(response, status=code), *operations, refusals=refusals)


def _typed(kind: str, *operations: str) -> Make:
    def retyped(response: Answer) -> Answer:
        others = {name: value for name, value in response.headers.items() if name != "content-type"}
        return replace(response, headers={**others, "content-type": kind} if kind else others)

    return responses(retyped, *operations)


def without(name: str) -> Callable[[Any], Any]:
    return lambda value: {key: item for key, item in value.items() if key != name}


def _packed(response: Answer) -> Answer:
    return replace(response, body=gzip.compress(response.body))


def _said_packed(response: Answer) -> Answer:
    return replace(response, headers={**response.headers, "content-encoding": "gzip"})


FAULTS: tuple[Fault, ...] = (
    planted(
        "answer-html-refusal",
        ENVELOPES,
        "globale",
        "Refusals come as an HTML page; the envelope is ErrorInfo (003:34-39).",
        responses(lambda response: page(response.status, "Bad Request"), refusals=True),
        REFUSED,
        "F101",
    ),
    planted(
        "answer-refusal-without-code",
        ENVELOPES,
        "globale",
        "ErrorInfo lacks Code (003:40).",
        members(without("Code"), refusals=True),
        REFUSED,
        "F101",
    ),
    planted(
        "answer-refusal-without-error",
        ENVELOPES,
        "globale",
        "ErrorInfo lacks Error (001:257).",
        members(without("Error"), refusals=True),
        REFUSED,
        "F101",
    ),
    planted(
        "answer-envelope-renamed",
        ENVELOPES,
        "globale",
        "Refusals come as `error` and `message`, as another vendor has it (003:34-39).",
        members(lambda value: {"error": {"code": value["Code"], "message": value["Error"]}}, refusals=True),
        REFUSED,
        "F101",
    ),
    planted(
        "answer-envelope-wrapped",
        ENVELOPES,
        "globale",
        "Every response is wrapped in `Data`; the documents have the bare class (003:72).",
        members(lambda value: {"Data": value}, "UpdateOrderStatus"),
        STATUS_TAKEN,
        "F101",
    ),
    planted(
        "answer-success-on-refusal",
        ENVELOPES,
        "globale",
        "Refusals keep their status 400 and say Success true (001:251).",
        members(lambda _: {"Success": True}, refusals=True),
        REFUSED,
        "F101",
    ),
    planted(
        "answer-flag-flipped",
        ENVELOPES,
        "globale",
        "What was accepted is answered with Success false (001:251).",
        members(lambda value: {**value, "Success": False}, "UpdateOrderStatus"),
        STATUS_TAKEN,
    ),
    planted(
        "answer-status-201",
        ENVELOPES,
        "globale",
        "Success comes with status 201; the documents list 200.",
        _status(201, "UpdateOrderProducts"),
        asked("UpdateOrderProducts", body=sample("globale", "/Order/UpdateOrderProducts")),
    ),
    planted(
        "answer-status-202",
        ENVELOPES,
        "globale",
        "Success comes with status 202; the documents list 200.",
        _status(202, "UpdateOrderDispatchV2"),
        asked("UpdateOrderDispatchV2", body={**ORDER, "Parcels": []}),
    ),
    planted(
        "answer-status-204",
        ENVELOPES,
        "globale",
        "Success comes with status 204 and without ResponseInfo (003:308).",
        responses(lambda _: Answer(204), "UpdateOrderStatus"),
        STATUS_TAKEN,
    ),
    planted(
        "answer-redirect-to-login",
        ENVELOPES,
        "globale",
        "Who is not known is sent to a login page (302) in place of a refusal (003:84).",
        responses(
            lambda response: Answer(302, {"location": "/login"}) if response.status == 401 else response,
            refusals=True,
        ),
        asked("GetOrdersDetails", body=IDS, guid=None),
    ),
    planted(
        "answer-login-page",
        ENVELOPES,
        "globale",
        "Who is not known gets a login page under status 200 (003:84).",
        responses(
            lambda response: page(200, "Please log in") if response.status == 401 else response, refusals=True
        ),
        asked("GetOrdersDetails", body=IDS, guid=None),
        "F101",
    ),
    planted(
        "answer-401-plain",
        ENVELOPES,
        "globale",
        "401 comes as plain text; it is ErrorInfo.",
        responses(
            lambda response: (
                Answer(401, {"content-type": "text/plain"}, b"Unauthorized")
                if response.status == 401
                else response
            ),
            refusals=True,
        ),
        asked("GetOrdersDetails", body=IDS, guid=None),
        "F101",
    ),
    planted(
        "answer-empty-200",
        ENVELOPES,
        "globale",
        "Success comes without a body (003:308).",
        raw(lambda _: b"", "UpdateOrderStatus"),
        STATUS_TAKEN,
        "F101",
    ),
    planted(
        "answer-null",
        ENVELOPES,
        "globale",
        "TrackOrder answers `null`; it is Merchant.OrderTracking (003:179).",
        raw(lambda _: b"null", "TrackOrder"),
        TRACKED,
        "F101",
    ),
    planted(
        "answer-html-type",
        ENVELOPES,
        "globale",
        "JSON comes as text/html (the document says application/json).",
        _typed("text/html", "GetOrdersDetails"),
        ORDERS,
    ),
    planted(
        "answer-no-type",
        ENVELOPES,
        "globale",
        "JSON comes without Content-Type (the document says application/json).",
        _typed("", "TrackOrder"),
        TRACKED,
    ),
    planted(
        "answer-utf-16",
        ENVELOPES,
        "globale",
        "JSON comes in UTF-16; it is UTF-8 (RFC 8259, 8.1).",
        raw(lambda body: body.decode().encode("utf-16"), "TrackOrder"),
        TRACKED,
        "F101",
    ),
    planted(
        "answer-guard-prefix",
        ENVELOPES,
        "globale",
        "JSON is preceded by `)]}',` (RFC 8259, 2).",
        raw(lambda body: b")]}',\n" + body, "GetOrdersDetails"),
        ORDERS,
        "F101",
    ),
    planted(
        "answer-cut",
        ENVELOPES,
        "globale",
        "Content-Length is half of the body, so that the JSON is cut.",
        responses(
            lambda response: replace(
                response, length=len(response.body) // 2, body=response.body[: len(response.body) // 2]
            ),
            "GetOrdersDetails",
        ),
        ORDERS,
        "F101",
    ),
    planted(
        "answer-breaks-off",
        ENVELOPES,
        "globale",
        "The connection ends in the middle of a response (RFC 9112, 8).",
        responses(
            lambda response: replace(
                response, length=len(response.body), body=response.body[: len(response.body) // 2]
            ),
            "GetOrdersDetails",
        ),
        ORDERS,
    ),
    planted(
        "answer-packed-unsaid",
        ENVELOPES,
        "globale",
        "Answers are packed without Content-Encoding (RFC 9110, 8.4).",
        responses(_packed, "GetOrdersDetails"),
        ORDERS,
        "F101",
    ),
    planted(
        "answer-packed-only-said",
        ENVELOPES,
        "globale",
        "Content-Encoding says gzip, and the body is not (RFC 9110, 8.4).",
        responses(_said_packed, "TrackOrder"),
        TRACKED,
    ),
)
