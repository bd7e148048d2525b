"""Faults of S2's Update Order, planted in front of the sandbox.

Invariant: 004 is the only source, and each sentence names its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from order_contract.wire import codec
from tests.faults.catalogue import Family, Fault
from tests.faults.middle import (
    Answer,
    Change,
    Forward,
    Make,
    Request,
    json_response,
    members,
    planted,
    responses,
    sent,
)
from tests.faults.witness import Witness, s2_order, updated

REFUSED = json_response(
    {"status": 400, "error": "Bad Request", "message": "The order could not be read."}, 422
)
ITEM = s2_order()["items"][0]
FIRST_ATTACHMENTS = updated(
    s2_order(), of=lambda order: [attachment["fileName"] for attachment in order["attachments"]]
)


def fault(
    name: str, sentence: str, make: Make, witness: Witness, wfc: str = "", family: Family = Family.S2
) -> Fault:
    return planted(f"s2-{name}", family, "s2", sentence, make, witness, wfc)


def _refused_when(holds: Callable[[Any], bool]) -> Make:
    def change(request: Request, forward: Forward) -> Answer:
        try:
            order = codec.loads(request.body)
        except codec.CodecError:
            return forward(request)
        return REFUSED if isinstance(order, dict) and holds(order) else forward(request)

    return lambda: change


def _filled(**values: Any) -> Make:
    """Members that are missing or null are filled in before the server sees them."""

    def edit(order: Any) -> Any:
        return (
            {**order, **{name: value for name, value in values.items() if order.get(name) is None}}
            if isinstance(order, dict)
            else order
        )

    return sent(edit, "S2")


def _items_filled(**values: Any) -> Make:
    def edit(order: Any) -> Any:
        if not isinstance(order, dict) or not isinstance(order.get("items"), list):
            return order
        return {
            **order,
            "items": [{**values, **item} if isinstance(item, dict) else item for item in order["items"]],
        }

    return sent(edit, "S2")


def _address(order: Any) -> Any:
    if isinstance(order, dict) and isinstance(order.get("shippingAddress"), dict):
        return {
            **order,
            "shippingAddress": {
                **dict.fromkeys(s2_order()["shippingAddress"], ""),
                **order["shippingAddress"],
            },
        }
    return order


def _zoned(order: Any) -> Any:
    if isinstance(order, dict) and isinstance(order.get("channelOrderDate"), str):
        return {**order, "channelOrderDate": re.sub(r"[+-]\d\d:\d\d$", "Z", order["channelOrderDate"])}
    return order


def _kept_attachments() -> Change:
    """Only what was sent last is answered."""

    def change(request: Request, forward: Forward) -> Answer:
        response = forward(request)
        if response.status != 200:
            return response
        order, count = response.value, len(codec.loads(request.body)["attachments"])
        return replace(
            response,
            body=codec.dumps(
                {**order, "attachments": order["attachments"][len(order["attachments"]) - count :]}
            ),
        )

    return change


def _repeated_once() -> Change:
    """An order that is sent again is answered from memory."""
    kept: dict[bytes, Answer] = {}

    def change(request: Request, forward: Forward) -> Answer:
        if request.body not in kept:
            response = forward(request)
            if response.status != 200:
                return response
            kept[request.body] = response
        return kept[request.body]

    return change


def _items(edit: Callable[[Any], Any]) -> Make:
    return members(lambda order: {**order, "items": [edit(item) for item in order["items"]]}, "S2")


def _in_items(name: str, edit: Callable[[Any], Any]) -> Make:
    return _items(lambda item: {**item, name: edit(item[name])})


def _order(edit: Callable[[Any], Any]) -> Make:
    return members(edit, "S2")


def _texts(edit: Callable[[str], str]) -> Make:
    return responses(lambda response: replace(response, body=edit(response.body.decode()).encode()), "S2")


def member(name: str) -> Callable[[Any], Any]:
    return lambda order: order.get(name, "absent")


def item(name: str) -> Callable[[Any], Any]:
    return lambda order: repr(order["items"][0].get(name, "absent"))


OWN_PRICE = updated(s2_order(items=[{**ITEM, "unitPrice": 9.994}]), of=item("unitPrice"))
FAULTS: tuple[Fault, ...] = (
    fault(
        "attachments-replaced",
        "Attachments that the order had are gone after an update; the sample adds the sent one to them "
        "(004:239).",
        lambda: _kept_attachments(),
        FIRST_ATTACHMENTS,
    ),
    fault(
        "attachments-once",
        "The same update sent again adds no attachment; the sample has one file twice (004:249, 004:256).",
        lambda: _repeated_once(),
        updated(s2_order(), s2_order(), of=lambda order: len(order["attachments"])),
    ),
    fault(
        "attachment-not-answered",
        "The attachment that was sent is not in the response (004:239).",
        _order(lambda order: {**order, "attachments": order["attachments"][:-1]}),
        FIRST_ATTACHMENTS,
    ),
    fault(
        "attachment-without-id",
        "Attachments are answered without their id (004:241).",
        _order(
            lambda order: {
                **order,
                "attachments": [
                    {name: value for name, value in attachment.items() if name != "id"}
                    for attachment in order["attachments"]
                ],
            }
        ),
        updated(s2_order(), of=lambda order: sorted(order["attachments"][0])),
        "F101",
    ),
    fault(
        "method-null-accepted",
        "channelShippingMethod null is accepted; `Do not use null` (004:21).",
        _filled(channelShippingMethod=""),
        updated(s2_order(channelShippingMethod=None)),
        "F102",
    ),
    fault(
        "method-empty-refused",
        "An empty channelShippingMethod is refused; it stands for no value (004:21).",
        _refused_when(lambda order: order.get("channelShippingMethod") == ""),
        updated(s2_order(channelShippingMethod="")),
    ),
    fault(
        "note-null-accepted",
        "customerNote null is accepted; an empty string stands for no value (004:26).",
        _filled(customerNote=""),
        updated(s2_order(customerNote=None)),
        "F102",
    ),
    fault(
        "note-empty-refused",
        "An empty customerNote is refused; it stands for no value (004:26).",
        _refused_when(lambda order: order.get("customerNote") == ""),
        updated(s2_order(customerNote="")),
    ),
    fault(
        "date-with-offset-accepted",
        "channelOrderDate with an offset is accepted; it must be in UTC (004:22).",
        sent(_zoned, "S2"),
        updated(s2_order(channelOrderDate="2024-04-24T06:00:33.889+08:00")),
        "F102",
    ),
    fault(
        "meta-missing-accepted",
        "An order without meta is accepted; it is required (004:20).",
        _filled(meta={}),
        updated(s2_order(meta=...)),
        "F102",
    ),
    fault(
        "meta-empty-refused",
        "An empty meta is refused; `{}` stands for no value (004:20).",
        _refused_when(lambda order: order.get("meta") == {}),
        updated(s2_order()),
    ),
    fault(
        "attachments-missing-accepted",
        "An order without attachments is accepted; they are required (004:28).",
        _filled(attachments=[]),
        updated(s2_order(attachments=...)),
        "F102",
    ),
    fault(
        "attachments-empty-refused",
        "An empty list of attachments is refused; it stands for none (004:28).",
        _refused_when(lambda order: order.get("attachments") == []),
        updated(s2_order(attachments=[])),
    ),
    fault(
        "currency-missing-accepted",
        "An order without currencyId is accepted; it is required (004:23).",
        _filled(currencyId="AED"),
        updated(s2_order(currencyId=...)),
        "F102",
    ),
    fault(
        "items-null-accepted",
        "items null is accepted; they are a required array (004:27).",
        _filled(items=[]),
        updated(s2_order(items=None)),
        "F102",
    ),
    fault(
        "item-meta-missing-accepted",
        "An item without meta is accepted; all fields of an item are required (004:27).",
        _items_filled(meta={}),
        updated(s2_order(items=[{name: value for name, value in ITEM.items() if name != "meta"}])),
        "F102",
    ),
    fault(
        "item-price-missing-accepted",
        "An item without unitPrice is accepted; all fields of an item are required (004:27).",
        _items_filled(unitPrice=0),
        updated(s2_order(items=[{name: value for name, value in ITEM.items() if name != "unitPrice"}])),
        "F102",
    ),
    fault(
        "address-partial-accepted",
        "An address without its city is accepted; all fields of an address are required (004:18).",
        sent(_address, "S2"),
        updated(
            s2_order(
                shippingAddress={
                    name: value for name, value in s2_order()["shippingAddress"].items() if name != "city"
                }
            )
        ),
        "F102",
    ),
    fault(
        "address-null-refused",
        "shippingAddress null is refused; null stands for no value (004:18).",
        _refused_when(lambda order: order.get("shippingAddress", {}) is None),
        updated(s2_order(shippingAddress=None)),
    ),
    fault(
        "address-empty-text-refused",
        "An empty text in an address is refused; it stands for no value (004:18).",
        _refused_when(lambda order: "" in (order.get("shippingAddress") or {}).values()),
        updated(s2_order()),
    ),
    fault(
        "ship-date-null-refused",
        "shipByDate null is refused; null stands for no value (004:24).",
        _refused_when(lambda order: order.get("shipByDate", "") is None),
        updated(s2_order(shipByDate=None)),
    ),
    fault(
        "id-missing",
        "The response lacks id (004:94).",
        _order(lambda order: {name: value for name, value in order.items() if name != "id"}),
        updated(s2_order(), of=member("id")),
        "F101",
    ),
    fault(
        "items-missing",
        "The response lacks items (004:151).",
        _order(lambda order: {name: value for name, value in order.items() if name != "items"}),
        updated(s2_order(), of=lambda order: "items" in order),
        "F101",
    ),
    fault(
        "items-as-map",
        "Items are answered as a map by their id; they are an array (004:151).",
        _order(
            lambda order: {**order, "items": {entry["channelOrderItemId"]: entry for entry in order["items"]}}
        ),
        updated(s2_order(), of=lambda order: type(order["items"]).__name__),
        "F101",
    ),
    fault(
        "item-id-as-number",
        "channelOrderItemId is answered as a number; it is a text (004:153).",
        _in_items("channelOrderItemId", int),
        updated(s2_order(), of=item("channelOrderItemId")),
        "F101",
    ),
    fault(
        "product-as-id",
        "Products are answered as their id alone; they are objects (004:154).",
        _items(lambda value: {**value, "product": value["product"]["id"]}),
        updated(s2_order(), of=lambda order: type(order["items"][0]["product"]).__name__),
        "F101",
    ),
    fault(
        "archived-as-text",
        "archived is answered as the text `false`; it is a boolean (004:149).",
        _order(lambda order: {**order, "archived": "false"}),
        updated(s2_order(), of=member("archived")),
        "F101",
    ),
    fault(
        "address-as-text",
        "An address is answered as one line of text; it is an object (004:120).",
        _order(lambda order: {**order, "shippingAddress": "test address, test city"}),
        updated(s2_order(), of=lambda order: type(order["shippingAddress"]).__name__),
        "F101",
    ),
    fault(
        "address-short",
        "An address is answered without its empty fields; all are there (004:130).",
        _order(
            lambda order: {
                **order,
                "shippingAddress": {
                    name: value for name, value in (order["shippingAddress"] or {}).items() if value
                }
                or None,
            }
        ),
        updated(s2_order(), of=lambda order: sorted(order["shippingAddress"])),
        "F101",
    ),
    fault(
        "date-without-offset",
        "Times are answered without an offset; they are OffsetDateTime (004:98).",
        _texts(lambda body: re.sub(r'(\d\d:\d\d:\d\d(?:\.\d+)?)Z"', r'\1"', body)),
        updated(s2_order(), of=member("createdAt")),
        "F101",
    ),
    fault(
        "delivery-date-renamed",
        "The date of delivery is answered as deliveryByDate; it comes back as deliverByDate (004:266).",
        _texts(lambda body: body.replace('"deliverByDate"', '"deliveryByDate"')),
        updated(s2_order(deliveryByDate="2024-05-01T00:00:00Z"), of=member("deliverByDate")),
    ),
    fault(
        "delivery-date-dropped",
        "The date of delivery that was sent is not taken over (004:25).",
        sent(lambda order: {**order, "deliveryByDate": None} if isinstance(order, dict) else order, "S2"),
        updated(s2_order(deliveryByDate="2024-05-01T00:00:00Z"), of=member("deliverByDate")),
    ),
    fault(
        "change-not-taken",
        "The response keeps the shipping method of before; the update replaces it (004:119).",
        _order(lambda order: {**order, "channelShippingMethod": "Standard"}),
        updated(s2_order(channelShippingMethod="Express"), of=member("channelShippingMethod")),
    ),
    fault(
        "items-of-before",
        "An item that is not sent any more stays in the response; the items sent replace those of before.",
        _order(
            lambda order: {
                **order,
                "items": [*order["items"], {**order["items"][0], "channelOrderItemId": "left"}]
                if len(order["items"]) == 1
                else order["items"],
            }
        ),
        updated(s2_order(items=[ITEM]), of=lambda order: len(order["items"])),
    ),
    fault(
        "letters-lost",
        "Letters beyond ASCII come back as question marks; JSON is UTF-8 (004:242, RFC 8259, 8.1).",
        _texts(lambda body: body.encode("ascii", "replace").decode()),
        updated(
            s2_order(attachments=[{"fileName": "听雨.jpg", "path": "a"}]),
            of=lambda order: order["attachments"][-1]["fileName"],
        ),
    ),
    fault(
        "no-content",
        "An update is answered 204 without the order (004:93).",
        responses(lambda _: Answer(204), "S2"),
        updated(s2_order()),
    ),
    fault(
        "error-under-200",
        "A refusal comes under 200 as an object with `error`; 200 is the order (004:93).",
        responses(lambda response: replace(response, status=200), "S2", refusals=True),
        updated(s2_order(meta=...)),
        "F102",
    ),
    fault(
        "price-rounded",
        "unitPrice is rounded to two decimals; it comes back as sent (004:192).",
        _in_items("unitPrice", lambda price: round(price, 2)),
        OWN_PRICE,
        family=Family.MONEY,
    ),
    fault(
        "price-as-float",
        "unitPrice went through a binary float and comes back with its noise; it comes back as sent "
        "(004:192).",
        _texts(
            lambda body: re.sub(
                r'("unitPrice":)(\d+\.\d+)', lambda value: value[1] + f"{float(value[2]):.17f}", body
            )
        ),
        updated(s2_order(), of=item("unitPrice")),
        family=Family.MONEY,
    ),
    fault(
        "price-in-cents",
        "unitPrice comes back in cents; it comes back as sent (004:192).",
        _in_items("unitPrice", lambda price: int(price * 100)),
        updated(s2_order(), of=item("unitPrice")),
        family=Family.MONEY,
    ),
    fault(
        "price-as-text",
        "unitPrice comes back in quotes; it is a number (004:192).",
        _in_items("unitPrice", str),
        updated(s2_order(), of=item("unitPrice")),
        "F101",
        Family.MONEY,
    ),
    fault(
        "quantity-truncated",
        "A quantity of 2.5 comes back as 2; it comes back as sent (004:191).",
        _in_items("quantity", int),
        updated(s2_order(items=[{**ITEM, "quantity": 2.5}]), of=item("quantity")),
        family=Family.MONEY,
    ),
)
