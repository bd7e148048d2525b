"""Faults of a gateway that spoils bodies, or lets in whom it should not.

Invariant: the server behind is correct, so each fault is the gateway's alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.faults.catalogue import GUID, ORGANIZATION, TOKEN, Family, Fault
from tests.faults.middle import (
    Answer,
    Change,
    Forward,
    Make,
    Request,
    json_response,
    planted,
    refusing,
    requests,
    sent,
)
from tests.faults.witness import (
    ORDER,
    S2_HEADERS,
    asked,
    encoded,
    globale,
    refund,
    s2_order,
    sample,
    send,
    status,
    updated,
)

ACCEPTED, REFUSED, AUTH = Family.ACCEPTED, Family.REFUSED, Family.AUTH
MALFORMED = json_response(
    {"Code": "400", "Error": "Bad Request", "Description": "The request could not be read."}, 400
)


def _either(value: Any, name: str, edit: Callable[[Any], Any]) -> Any:
    return {**value, name: edit(value[name])} if isinstance(value, dict) and name in value else value


def _no_broken_body(request: Request) -> Request:
    try:
        json.loads(request.body or b"[]")
    except ValueError:
        return replace(request, body=b"[]")
    return request


def _first_item_only(value: Any) -> Any:
    return value[:1] if isinstance(value, list) else value


def _after_refusal(operation: str, value: Any) -> Make:
    def change(request: Request, forward: Forward) -> Answer:
        response = forward(request)
        return json_response(value) if request.operation == operation and response.status == 400 else response

    return lambda: change


BODIES = (
    planted(
        "body-refusal-hidden",
        ACCEPTED,
        "globale",
        "Refusals of UpdateOrderStatus come back as success, so every broken request is accepted "
        "(003:34-39).",
        _after_refusal("UpdateOrderStatus", {"Success": True}),
        asked("UpdateOrderStatus", status(OrderStatus=...)),
        "F102",
    ),
    planted(
        "body-refusal-empty-list",
        ACCEPTED,
        "globale",
        "GetOrdersDetails answers a broken filter with an empty list instead of a refusal (003:121).",
        _after_refusal("GetOrdersDetails", []),
        asked("GetOrdersDetails", body={"OrderIds": "GE2794623GB"}),
        "F102",
    ),
    planted(
        "body-broken-dropped",
        ACCEPTED,
        "globale",
        "A body of CreateOrderRefund that is not JSON is dropped, and the refund accepted without products "
        "(003:68).",
        requests(_no_broken_body, "CreateOrderRefund"),
        asked("CreateOrderRefund", refund(), b"[{"),
        "F102",
    ),
    planted(
        "body-first-item-only",
        ACCEPTED,
        "globale",
        "Of the products of a refund only the first is looked at, so that a broken second one is accepted "
        "(003:68).",
        sent(_first_item_only, "CreateOrderRefund"),
        asked(
            "CreateOrderRefund",
            refund(),
            [{"CartItemId": "12365", "RefundQuantity": 1}, {"RefundQuantity": "x"}],
        ),
        "F102",
    ),
    planted(
        "body-any-update-type",
        ACCEPTED,
        "globale",
        "Any MetaDataUpdateType is taken for `Merge`, the only documented one (003:239).",
        sent(lambda value: _either(value, "MetaDataUpdateType", lambda _: "Merge"), "UpdateOrderProducts"),
        asked(
            "UpdateOrderProducts",
            body={**sample("globale", "/Order/UpdateOrderProducts"), "MetaDataUpdateType": "Replace"},
        ),
        "F102",
    ),
    planted(
        "body-scalar-as-list",
        ACCEPTED,
        "globale",
        "One id without a list is accepted as OrderIds, which is a list (003:122).",
        sent(
            lambda value: _either(value, "OrderIds", lambda ids: [ids] if isinstance(ids, str) else ids),
            "GetOrdersDetails",
        ),
        asked("GetOrdersDetails", body={"OrderIds": "GE2794623GB"}),
        "F102",
    ),
    planted(
        "body-null-as-list",
        ACCEPTED,
        "globale",
        "Null is accepted as OrderIds of GetOrdersDetails, which is a required list (003:122).",
        sent(
            lambda value: _either(value, "OrderIds", lambda ids: ids or ["GE2794623GB"]), "GetOrdersDetails"
        ),
        asked("GetOrdersDetails", body={"OrderIds": None}),
        "F102",
    ),
    planted(
        "body-parcels-stripped",
        ACCEPTED,
        "globale",
        "Parcels without the required ParcelCode are taken out instead of refused (001:47).",
        sent(
            lambda value: _either(
                value,
                "Parcels",
                lambda parcels: (
                    [p for p in parcels if isinstance(p, dict) and "ParcelCode" in p] if parcels else parcels
                ),
            ),
            "UpdateOrderDispatchV2",
        ),
        asked("UpdateOrderDispatchV2", body={**ORDER, "Parcels": [{"Weight": 1}]}),
        "F102",
    ),
    planted(
        "body-unknown-member-refused",
        REFUSED,
        "globale",
        "A member that the document does not list is refused; every object takes more members.",
        refusing(
            lambda request: request.operation == "GetOrdersDetails" and len(_keys(request.body)) > 1,
            MALFORMED,
        ),
        asked("GetOrdersDetails", body={"OrderIds": ["GE2794623GB"], "Comment": "x"}),
    ),
    planted(
        "body-null-refused",
        REFUSED,
        "globale",
        "Null for an optional member is refused; the document allows it (003:149).",
        refusing(
            lambda request: request.operation == "UpdateOrderDispatchV2" and b"null" in request.body,
            MALFORMED,
        ),
        asked("UpdateOrderDispatchV2", body={**ORDER, "Parcels": [], "Exceptions": None}),
    ),
    planted(
        "body-non-ascii-refused",
        REFUSED,
        "globale",
        "Bodies with letters beyond ASCII are refused; JSON is UTF-8 (RFC 8259, 8.1).",
        refusing(lambda request: not request.body.isascii(), MALFORMED),
        asked("GetOrdersDetails", body='{"OrderIds":["GE2794623GB"],"Note":"Größe"}'.encode()),
    ),
    planted(
        "body-charset-refused",
        REFUSED,
        "globale",
        "`application/json; charset=utf-8` is refused as an unknown type (RFC 9110, 8.3).",
        refusing(
            lambda request: ";" in request.headers.get("content-type", ""), replace(MALFORMED, status=415)
        ),
        lambda url: send(
            url,
            "POST",
            f"/Order/GetOrdersDetails?merchantGUID={GUID}",
            encoded({"OrderIds": []}),
            {"content-type": "application/json; charset=utf-8"},
        ),
    ),
    planted(
        "body-required-for-refund",
        REFUSED,
        "globale",
        "A refund without a body is refused; the list of products is optional (003:68).",
        refusing(lambda request: request.operation == "CreateOrderRefund" and not request.body, MALFORMED),
        asked("CreateOrderRefund", refund()),
    ),
    planted(
        "body-number-in-quotes-refused",
        REFUSED,
        "globale",
        "RefundAmount in quotes is refused; the sample prints it so (003:55).",
        refusing(lambda request: bool(re.search(rb'"RefundAmount": ?"', request.body)), MALFORMED),
        asked("CreateOrderRefund", refund(), sample("globale", "/Order/CreateOrderRefund")),
    ),
    planted(
        "body-bare-ids-refused",
        REFUSED,
        "globale",
        "Order ids of digits alone are refused; the documents send them (003:100).",
        refusing(lambda request: bool(re.search(rb'"OrderIds": ?\["\d', request.body)), MALFORMED),
        lambda url: globale(url, "DispatchOrders", body=sample("globale", "/Order/DispatchOrders", which=1))[
            0
        ],
    ),
)


def _keys(body: bytes) -> list[str]:
    try:
        value = json.loads(body)
    except ValueError:
        return []
    return list(value) if isinstance(value, dict) else []


def _let_in(request: Request) -> Request:
    return request.with_pairs(
        [*(pair for pair in request.pairs if pair[0] != "merchantGUID"), ("merchantGUID", GUID)]
    )


def _let_in_when(holds: Callable[[str], bool]) -> Make:
    return requests(
        lambda request: _let_in(request) if holds(dict(request.pairs).get("merchantGUID", "")) else request
    )


def _first_only() -> Change:
    """Whoever was let in once opens the door of that operation for all."""
    opened: set[str] = set()

    def change(request: Request, forward: Forward) -> Answer:
        response = forward(_let_in(request) if request.operation in opened else request)
        if response.status != 401:
            opened.add(request.operation)
        return response

    return change


def _s2_headers(**known: str) -> Make:
    return requests(
        lambda request: replace(
            request,
            headers={**request.headers, **{name.replace("_", "-"): value for name, value in known.items()}},
        ),
        "S2",
    )


OTHER = "00000000-0000-0000-0000-000000000000"
IDS = {"OrderIds": ["GE2794623GB"]}
ACCESS = (
    planted(
        "auth-missing-guid",
        AUTH,
        "globale",
        "Requests without the merchant's GUID are let in; each method is secured by it (003:84).",
        _let_in_when(lambda guid: not guid),
        asked("GetOrdersDetails", body=IDS, guid=None),
        "F206",
    ),
    planted(
        "auth-any-guid",
        AUTH,
        "globale",
        "Any GUID is let in (003:84).",
        _let_in_when(bool),
        asked("GetOrdersDetails", body=IDS, guid=OTHER),
        "F206",
    ),
    planted(
        "auth-guid-by-prefix",
        AUTH,
        "globale",
        "Only the first block of the GUID is compared, so that a wrong one is let in (003:84).",
        _let_in_when(lambda guid: guid.lower().startswith(GUID[:8])),
        asked("GetOrdersDetails", body=IDS, guid=f"{GUID[:-1]}e"),
        "F206",
    ),
    planted(
        "auth-empty-guid",
        AUTH,
        "globale",
        "An empty GUID is let in (003:84).",
        requests(lambda request: _let_in(request) if ("merchantGUID", "") in request.pairs else request),
        asked("GetOrdersDetails", body=IDS, guid=""),
        "F206",
    ),
    planted(
        "auth-open-after-first",
        AUTH,
        "globale",
        "Once a merchant was let in, anyone is (003:84).",
        lambda: _first_only(),
        lambda url: [globale(url, "GetOrdersDetails", body=IDS, guid=guid)[0] for guid in (GUID, None)],
        "F206",
    ),
    planted(
        "auth-one-method-open",
        AUTH,
        "globale",
        "TrackOrder is let in without a GUID; it is secured as the others are (003:170).",
        requests(_let_in, "TrackOrder"),
        asked("TrackOrder", [("orderId", "testID"), ("email", "customer@example.com")], guid=None),
        "F206",
    ),
    planted(
        "auth-s2-token",
        AUTH,
        "s2",
        "Any token, or none, is let in (004:12).",
        _s2_headers(authorization=f"Bearer {TOKEN}"),
        updated(s2_order(), headers={"x-s2-organization": ORGANIZATION}),
        "F206",
    ),
    planted(
        "auth-s2-organization",
        AUTH,
        "s2",
        "Any organisation, or none, is let in (004:13).",
        _s2_headers(x_s2_organization=ORGANIZATION),
        updated(s2_order(), headers={"authorization": S2_HEADERS["authorization"]}),
        "F206",
    ),
    planted(
        "auth-refused-under-good-guid",
        AUTH,
        "globale",
        "A GUID in capitals is refused; it is compared without regard to case (the published security "
        "scheme).",
        refusing(
            lambda request: dict(request.pairs).get("merchantGUID", "") == GUID.upper(),
            json_response({"Code": "401", "Error": "Unauthorized", "Description": "Unknown merchant."}, 401),
        ),
        asked("GetOrdersDetails", body=IDS, guid=GUID.upper()),
        "F205",
    ),
)

FAULTS: tuple[Fault, ...] = (*BODIES, *ACCESS)
