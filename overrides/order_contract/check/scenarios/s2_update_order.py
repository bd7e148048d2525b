"""S2's Update Order: the response shows the whole order, so each rule sends one and reads the other.

Invariants: what the request may leave out is held to nothing when it is left out; times are compared as
moments, amounts as numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    Reply,
    RuleViolationError,
    Topic,
)
from order_contract.check.scenarios.order_queries import listed, members, text
from order_contract.check.server_data import S2Order

TOPIC: Final = Topic("s2", "s2")
UPDATE: Final = "updateOrder"
NO_ID: Final = "00000000-0000-4000-8000-00000000dead"
ADDRESS: Final[Mapping[str, str]] = {
    "name": "Élodie 東京", "company": "", "address1": "1 Rue de l'Été", "address2": "", "city": "Liège", "state": "",
    "postalCode": "4000", "countryId": "BE", "phone": "+32 4 000 00 00", "email": "elodie@example.com",
}  # fmt: skip
rule, also = TOPIC.rule, TOPIC.also


def order_of(talk: Conversation) -> S2Order:
    """The order that the rules change."""
    if not talk.s2.orders:
        raise NotTestedError("The fixtures have no order.")
    return talk.s2.orders[0]


def body_of(order: S2Order, **more: Any) -> dict[str, Any]:
    """A whole update of an order."""
    items = [
        {
            "channelOrderItemId": str(place),
            "productId": product,
            "quantity": place + 2,
            "unitPrice": Decimal("9.99") + place,
            "meta": {},
        }
        for place, product in enumerate(order.products)
    ]
    return {
        "accountId": order.account_id,
        "channelShippingMethod": "Standard",
        "shippingAddress": dict(ADDRESS),
        "billingAddress": None,
        "meta": {},
        "channelOrderDate": "2024-04-24T06:00:33.889Z",
        "currencyId": "AED",
        "items": items,
        "attachments": [],
        **more,
    }


def send(talk: Conversation, order: S2Order, body: Mapping[str, Any], order_id: str | None = None) -> Reply:
    """An update, whatever comes of it."""
    return talk.ask(UPDATE, path={"orderId": order_id or order.order_id}, body=body, open_point=True)


def updated(talk: Conversation, **more: Any) -> dict[str, Any]:
    """The order in the response to an update that keeps to the documents."""
    said = send(talk, order_of(talk), body_of(order_of(talk), **more))
    what = " and ".join(more) or "everything that is required"
    talk.must_accept(said, f"An update with {what}", where=next(iter(more), ""))
    return members(said.value)


def _shown(found: Mapping[str, Any], name: str, expected: Any) -> None:
    if found.get(name) != expected:
        raise RuleViolationError(f"The response's {name} is not the one that was sent.", name)


def moment(value: Any) -> datetime | None:
    """A time of the wire; None for null.

    :raises Broken: it is none.
    """
    if value is None:
        return None
    try:
        return datetime.fromisoformat(str(value).replace("z", "Z"))
    except ValueError:
        raise RuleViolationError(f"{str(value)[:40]!r} is no time with an offset.") from None


@rule("s2-order", "The response is the order that the path names.", "004:7, 004:94", UPDATE)
def _order(talk: Conversation) -> None:
    found = updated(talk)
    if str(found.get("id")).casefold() != order_of(talk).order_id.casefold():
        raise RuleViolationError("The response is another order than the one that the path names.", "id")


@rule("s2-account", "The response embeds the account.", "004:34, 004:101", UPDATE)
def _account(talk: Conversation) -> None:
    if (
        text(members(updated(talk).get("account")).get("id")).casefold()
        != order_of(talk).account_id.casefold()
    ):
        raise RuleViolationError("The response does not embed the account that was sent.", "account")


@rule(
    "s2-items",
    "The items are those that were sent, each with its product embedded.",
    "004:66-81, 004:151-238",
    UPDATE,
)
def _items(talk: Conversation) -> None:
    order = order_of(talk)
    for count in (len(order.products), 1):
        sent = body_of(order)["items"][:count]
        items = listed(updated(talk, items=sent).get("items"))
        if len(items) != count:
            raise RuleViolationError(
                f"{count} item(s) were sent, the response has another number of them.", "items"
            )
        for asked, found in zip(sent, items, strict=True):
            if text(members(found.get("product")).get("id")).casefold() != str(asked["productId"]).casefold():
                raise RuleViolationError(
                    "An item of the response does not embed the product that was sent.", "items.product"
                )
            for name in ("channelOrderItemId", "quantity", "unitPrice", "meta"):
                if found.get(name) != asked[name]:
                    raise RuleViolationError(
                        f"An item's {name} is not the one that was sent.", f"items.{name}"
                    )


@rule("s2-prices", "Prices come back exactly.", "004:71, 004:193", UPDATE)
def _prices(talk: Conversation) -> None:
    _priced(talk, Decimal("0.1"), Decimal("8.89"), Decimal("9.9999"), Decimal("1234567.891"), Decimal(0))


@also("s2-prices")
def _fraction(talk: Conversation) -> None:
    order = order_of(talk)
    item: dict[str, Any] = {
        "channelOrderItemId": "",
        "productId": order.products[0],
        "quantity": Decimal("2.5"),
        "unitPrice": 1,
        "meta": {},
    }
    said = send(talk, order, body_of(order, items=[item]))
    # Whether a quantity can be a fraction is not documented; one that is taken comes back.
    (found, *_) = listed(members(said.value).get("items")) or [item]
    if said.accepted and found.get("quantity") != item["quantity"]:
        raise RuleViolationError(
            "The quantity 2.5 was taken, and does not come back as it was sent.", "items.quantity"
        )


@rule(
    "s2-prices-long",
    "Prices of more than 15 digits come back exactly.",
    "the published document, Amount",
    UPDATE,
    evidence="inferred",
)
def _long_prices(talk: Conversation) -> None:
    _priced(talk, Decimal("12345678901234567.8901"), Decimal("0.12345678901234567890123"))


def _priced(talk: Conversation, *prices: Decimal) -> None:
    order = order_of(talk)
    for price in prices:
        for quantity in (1, 3):
            item: dict[str, Any] = {
                "channelOrderItemId": "",
                "productId": order.products[0],
                "quantity": quantity,
                "unitPrice": price,
                "meta": {},
            }
            (found, *_) = listed(updated(talk, items=[item]).get("items")) or [{}]
            if found.get("unitPrice") != price:
                raise RuleViolationError(
                    f"The price {price} does not come back as it was sent.", "items.unitPrice"
                )
            if found.get("quantity") != quantity:
                raise RuleViolationError(
                    f"The quantity {quantity} does not come back as it was sent.", "items.quantity"
                )


@rule("s2-address", "An address is null or whole, and comes back as it was sent.", "004:18-19", UPDATE)
def _address(talk: Conversation) -> None:
    for name in ("shippingAddress", "billingAddress"):
        _shown(updated(talk, **{name: dict(ADDRESS)}), name, dict(ADDRESS))
        _shown(updated(talk, **{name: None}), name, None)
        empty = dict.fromkeys(ADDRESS, "")
        _shown(updated(talk, **{name: {**empty, "countryId": "CN"}}), name, {**empty, "countryId": "CN"})


@rule("s2-address-each", "The two addresses are kept apart.", "004:18-19", UPDATE)
def _address_each(talk: Conversation) -> None:
    other = {**ADDRESS, "name": "Other", "city": "Namur"}
    found = updated(talk, shippingAddress=dict(ADDRESS), billingAddress=other)
    _shown(found, "shippingAddress", dict(ADDRESS))
    _shown(found, "billingAddress", other)


@rule("s2-empty-text", "An empty string stands for no shipping method.", "004:21", UPDATE)
def _empty_text(talk: Conversation) -> None:
    _shown(updated(talk, channelShippingMethod=""), "channelShippingMethod", "")
    _shown(updated(talk, channelShippingMethod="Express €"), "channelShippingMethod", "Express €")


@rule("s2-note", "A note comes back; an empty string stands for none.", "004:26, 004:267", UPDATE)
def _note(talk: Conversation) -> None:
    _shown(updated(talk, customerNote="Bitte klingeln"), "customerNote", "Bitte klingeln")
    if updated(talk, customerNote="").get("customerNote") not in ("", None):
        raise RuleViolationError(
            "After an empty customerNote, the response still has a note.", "customerNote"
        )


@rule("s2-meta", "meta is any value, and comes back as it was sent.", "004:20", UPDATE)
def _meta(talk: Conversation) -> None:
    for value in ({}, {"a": [1, {"b": None}], "ü": "x"}, {"deep": {"er": True}}):
        _shown(updated(talk, meta=value), "meta", value)


@rule("s2-currency", "The currency comes back as it was sent.", "004:23", UPDATE)
def _currency(talk: Conversation) -> None:
    for currency in ("EUR", "AED"):
        _shown(updated(talk, currencyId=currency), "currencyId", currency)


@rule("s2-order-date", "The order's time comes back as the same moment.", "004:22", UPDATE)
def _order_date(talk: Conversation) -> None:
    for sent in ("2024-04-24T06:00:33.889Z", "2025-12-31T23:59:59Z"):
        if moment(updated(talk, channelOrderDate=sent).get("channelOrderDate")) != moment(sent):
            raise RuleViolationError(
                "The response's channelOrderDate is another moment than the one that was sent.",
                "channelOrderDate",
            )


@rule(
    "s2-dates",
    "shipByDate and deliveryByDate come back, the latter as deliverByDate; null stands for none.",
    "004:24-25, 004:265-266",
    UPDATE,
)
def _dates(talk: Conversation) -> None:
    for sent, shown in (("shipByDate", "shipByDate"), ("deliveryByDate", "deliverByDate")):
        for value in ("2031-05-06T07:08:09Z", "2032-01-01T00:00:00.5Z", None):
            found = updated(talk, **{sent: value})
            if moment(found.get(shown)) != moment(value):
                raise RuleViolationError(
                    f"{sent} {value} was sent, the response's {shown} is another.", shown
                )


@rule("s2-dates-each", "The two dates are kept apart.", "004:24-25", UPDATE)
def _dates_each(talk: Conversation) -> None:
    found = updated(talk, shipByDate="2031-05-06T07:08:09Z", deliveryByDate="2031-06-07T08:09:10Z")
    if moment(found.get("shipByDate")) != moment("2031-05-06T07:08:09Z") or moment(
        found.get("deliverByDate")
    ) != moment("2031-06-07T08:09:10Z"):
        raise RuleViolationError(
            "shipByDate and deliveryByDate were sent, the response has them mixed up.", "deliverByDate"
        )


@rule("s2-optional", "What is not required can be left out.", "004:17-28", UPDATE)
def _optional(talk: Conversation) -> None:
    order = order_of(talk)
    for left_out in ("shippingAddress", "billingAddress", "accountId"):
        body = {name: value for name, value in body_of(order).items() if name != left_out}
        talk.must_accept(send(talk, order, body), f"An update without {left_out}", where=left_out)


def files(found: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """Name and path of each attachment of a response."""
    return [(each.get("fileName"), each.get("path")) for each in listed(found.get("attachments"))]


@rule(
    "s2-attachments",
    "Attachments are added to those that the order has.",
    "004:82-87, 004:239-261",
    UPDATE,
    evidence="example",
)
def _attachments(talk: Conversation) -> None:
    before = files(updated(talk))
    sent = {"fileName": "听雨 (24 x 26.25).jpg", "path": "e4affb47/order/听雨__24.jpg"}
    after = files(updated(talk, attachments=[sent]))
    if after != [*before, (sent["fileName"], sent["path"])] and sorted(after, key=str) != sorted(
        [*before, (sent["fileName"], sent["path"])], key=str
    ):
        raise RuleViolationError(
            f"One attachment was sent to an order that had {len(before)}; the response has {len(after)}.",
            "attachments",
        )
    if sorted(files(updated(talk)), key=str) != sorted(after, key=str):
        raise RuleViolationError(
            "An empty list of attachments was sent, and the order's attachments are others.", "attachments"
        )


@also("s2-attachments")
def _many_attachments(talk: Conversation) -> None:
    before = files(updated(talk))
    sent = [{"fileName": f"{name}.pdf", "path": f"order/{name}.pdf"} for name in ("a", "b", "c")]
    after = files(updated(talk, attachments=sent))
    if len(after) != len(before) + 3 or not {
        ("a.pdf", "order/a.pdf"),
        ("b.pdf", "order/b.pdf"),
        ("c.pdf", "order/c.pdf"),
    } <= set(after):
        raise RuleViolationError(
            f"Three attachments were sent to an order that had {len(before)}; the response has {len(after)}.",
            "attachments",
        )


@rule(
    "s2-attachment-twice",
    "The same file, attached again, stands there twice.",
    "004:246-260",
    UPDATE,
    evidence="example",
)
def _twice(talk: Conversation) -> None:
    before = len(files(updated(talk)))
    sent = [{"fileName": "PFPWig.jpg", "path": "order/PFPWig.jpg"}]
    updated(talk, attachments=sent)
    after = updated(talk, attachments=sent)
    if len(files(after)) != before + 2:
        raise RuleViolationError(
            "The same file was attached twice, and the order does not have two more attachments.",
            "attachments",
        )
    ids = [each.get("id") for each in listed(after.get("attachments"))]
    if None not in ids and len(set(ids)) != len(ids):
        raise RuleViolationError("Two attachments have one id.", "attachments.id")


@rule("s2-unknown-order", "An order that does not exist is refused.", "004:7", UPDATE)
def _unknown_order(talk: Conversation) -> None:
    order = order_of(talk)
    talk.must_refuse(
        send(talk, order, body_of(order), talk.s2.unknown_order),
        "An update of an unknown order",
        where="orderId",
    )


@rule(
    "s2-unknown-product",
    "A product that does not exist is refused.",
    "004:69",
    UPDATE,
    needs=("refuses.unknown-product",),
    evidence="declared",
)
def _unknown_product(talk: Conversation) -> None:
    order = order_of(talk)
    items = [
        *body_of(order)["items"][:1],
        {"channelOrderItemId": "9", "productId": NO_ID, "quantity": 1, "unitPrice": 1, "meta": {}},
    ]
    talk.must_refuse(
        send(talk, order, body_of(order, items=items)),
        "An update with an unknown product",
        where="body.items.productId",
    )


@rule(
    "s2-unknown-account",
    "An account that does not exist is refused.",
    "004:34",
    UPDATE,
    needs=("refuses.unknown-account",),
    evidence="declared",
)
def _unknown_account(talk: Conversation) -> None:
    order = order_of(talk)
    talk.must_refuse(
        send(talk, order, body_of(order, accountId=NO_ID)),
        "An update with an unknown account",
        where="body.accountId",
    )


@rule(
    "s2-utc",
    "channelOrderDate must be in UTC.",
    "004:22",
    UPDATE,
    needs=("refuses.other-zones",),
    evidence="declared",
)
def _utc(talk: Conversation) -> None:
    order = order_of(talk)
    said = send(talk, order, body_of(order, channelOrderDate="2024-04-24T08:00:33+02:00"))
    talk.must_refuse(said, "An update with a time that is not in UTC", where="body.channelOrderDate")


@rule("s2-refused-whole", "An update that is refused changes nothing.", "004:7", UPDATE)
def _refused_whole(talk: Conversation) -> None:
    order = order_of(talk)
    before = updated(talk, customerNote="Before")
    sent = [{"fileName": "refused.pdf", "path": "order/refused.pdf"}]
    incomplete = {
        name: value for name, value in body_of(order, attachments=sent).items() if name != "currencyId"
    }
    refused = [talk.ask(UPDATE, path={"orderId": order.order_id}, body=incomplete).refused]
    if "unknown-product" in talk.s2.refuses:
        items = [{"channelOrderItemId": "9", "productId": NO_ID, "quantity": 1, "unitPrice": 1, "meta": {}}]
        refused.append(send(talk, order, body_of(order, attachments=sent, items=items)).refused)
    after = updated(talk, customerNote="Before")
    if all(refused) and len(files(after)) != len(files(before)):
        raise RuleViolationError("Updates that were refused have added attachments.", "attachments")


@rule(
    "s2-created",
    "An update does not move the time at which the order was created.",
    "004:263",
    UPDATE,
    evidence="example",
)
def _created(talk: Conversation) -> None:
    if updated(talk).get("createdAt") != updated(talk, customerNote="Again").get("createdAt"):
        raise RuleViolationError("After a second update, the order was created at another time.", "createdAt")


@rule("s2-bearer", "A token that is not the caller's is refused.", "004:12", UPDATE)
def _bearer(talk: Conversation) -> None:
    token = talk.given(talk.session.credentials.token, "a token")
    for wrong in (f"{token}x", token[:-1], "x"):
        _stranger(
            talk,
            replace(talk.session.credentials, token=wrong).headers("s2"),
            "An update with a wrong token",
            "authorization",
        )
    headers = talk.session.credentials.headers("s2")
    _stranger(
        talk,
        {**headers, "authorization": f"Basic {token}"},
        "An update with a token of another scheme",
        "authorization",
    )
    _stranger(
        talk,
        {"x-s2-organization": headers["x-s2-organization"]},
        "An update without a token",
        "authorization",
    )


@rule(
    "s2-organization", "The header X-S2-Organization is required, and must be the caller's.", "004:13", UPDATE
)
def _organization(talk: Conversation) -> None:
    headers = talk.session.credentials.headers("s2")
    _stranger(
        talk,
        {"authorization": headers["authorization"]},
        "An update without an organisation",
        "x-s2-organization",
    )
    _stranger(
        talk,
        {**headers, "x-s2-organization": NO_ID},
        "An update for an unknown organisation",
        "x-s2-organization",
    )


def _stranger(talk: Conversation, headers: Mapping[str, str], sentence: str, where: str) -> None:
    order = order_of(talk)
    said = talk.ask(
        UPDATE,
        path={"orderId": order.order_id},
        body=body_of(order),
        headers=headers,
        authorized=False,
        open_point=True,
    )
    talk.must_refuse(said, sentence, where=where)
