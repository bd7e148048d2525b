"""TrackOrder and GetOrdersDetails: who may see an order, and that looking changes nothing.

Invariant: what a response may leave out is held to nothing when it is left out.
"""

from __future__ import annotations

import re
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, Final

from order_contract.check.scenarios.conversation import Conversation, RuleViolationError, Topic
from order_contract.check.scenarios.order_queries import (
    DETAILS,
    TRACK,
    details,
    international,
    line,
    listed,
    state,
    text,
    tracked,
)

TOPIC: Final = Topic("tracking", "globale")
READING: Final = Topic("money", "globale")
_RFC_2822: Final = re.compile(
    r"([A-Z][a-z]{2}, )?[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}(:[0-9]{2})? ([+-][0-9]{4}|GMT|UTC|UT|Z)\Z"
)
rule, also = TOPIC.rule, TOPIC.also


@rule(
    "track-pair",
    "TrackOrder answers the order's id with the address of the customer who placed it.",
    "003:164-177",
    TRACK,
    reads=True,
)
def _pair(talk: Conversation) -> None:
    for order in [order for order in talk.globale.orders if order.email][:3]:
        tracked(talk, order)


@rule(
    "track-wrong-email",
    "TrackOrder refuses an address that is not the customer's.",
    "003:176-177",
    TRACK,
    reads=True,
)
def _wrong_email(talk: Conversation) -> None:
    order = talk.order("with an email", lambda order: order.email, fresh=False)
    strangers = {other.email for other in talk.globale.orders if other.email and other.email != order.email}
    own = text(order.email)
    for email in ("nobody@example.invalid", own[1:], own + "x", *sorted(strangers)[:1]):
        said = talk.ask(TRACK, query={"orderId": order.order_id, "email": email})
        talk.must_refuse(said, "TrackOrder with an order's id and another address", where="email")


@rule(
    "track-unknown-order",
    "TrackOrder refuses an order that does not exist.",
    "003:173-174",
    TRACK,
    reads=True,
)
def _unknown(talk: Conversation) -> None:
    order = talk.order("with an email", lambda order: order.email, fresh=False)
    said = talk.ask(TRACK, query={"orderId": talk.globale.unknown_order, "email": text(order.email)})
    talk.must_refuse(said, "TrackOrder of an unknown order", where="orderId")


@rule(
    "track-time", "ShipmentStatusUpdateTime is written as RFC 2822 has it, in UTC.", "DOC:merchant-ordertracking",
    TRACK, "getShippingDocuments", evidence="public",
)  # fmt: skip
def _time(talk: Conversation) -> None:
    order = talk.order(
        "with an email and products, to dispatch",
        lambda order: order.email and order.products and not order.ready_parcels,
    )
    product = order.products[0]
    contents = [{"CartItemId": product.cart_item_id, "ProductCode": product.code, "DeliveryQuantity": 1}]
    parcels = {"OrderId": order.order_id, "Parcels": [{"ParcelCode": "RULE-1", "Products": contents}]}
    talk.must_accept(talk.ask("getShippingDocuments", body=parcels), "GetShippingDocuments with a parcel")
    told = tracked(talk, order).get("ShipmentStatusUpdateTime")
    if told in (None, ""):
        return
    if not _RFC_2822.match(text(told)):
        raise RuleViolationError(
            "ShipmentStatusUpdateTime is not written as RFC 2822 has it.", "ShipmentStatusUpdateTime"
        )
    moment = parsedate_to_datetime(text(told))
    if moment.utcoffset():
        raise RuleViolationError("ShipmentStatusUpdateTime is not in UTC.", "ShipmentStatusUpdateTime")


@rule(
    "track-refund", "The shipment's state follows a full refund.", "003:43", TRACK, "createOrderRefund",
    needs=("shows.refund-state",), evidence="declared",
)  # fmt: skip
def _refund(talk: Conversation) -> None:
    order = talk.order("with an email and products, to refund", lambda order: order.email and order.products)
    before = state(talk, order)
    refund = talk.ask(
        "createOrderRefund", query={"orderRefund": {"OrderId": order.order_id, "FullRefund": True}}
    )
    talk.must_accept(refund, "A full refund")
    if state(talk, order) == before:
        raise RuleViolationError(
            "After a full refund, TrackOrder still tells the state from before.", "ShippingMethodStatusCode"
        )


@rule("track-reads", "TrackOrder changes nothing.", "003:167", TRACK, DETAILS, reads=True)
def _reads(talk: Conversation) -> None:
    order = talk.order("with an email", lambda order: order.email, fresh=False)
    before = details(talk, order)
    if tracked(talk, order) != tracked(talk, order):
        raise RuleViolationError("TrackOrder, asked twice, gives two responses.")
    if details(talk, order) != before:
        raise RuleViolationError("The order is another after TrackOrder.")


@READING.rule(
    "details-asked",
    "GetOrdersDetails answers just the orders that were asked for.",
    "003:113-122",
    DETAILS,
    reads=True,
)
def _asked(talk: Conversation) -> None:
    known = [order.order_id for order in talk.globale.orders]
    for wanted in (known[:1], known[-1:], known[:3]):
        said = talk.ask(DETAILS, body={"OrderIds": wanted})
        talk.must_accept(said, "GetOrdersDetails of orders that exist")
        found = [text(each.get("OrderId")) for each in listed(said.value)]
        if sorted(found) != sorted(wanted):
            missing = len(set(wanted) - set(found))
            more = len(found) - len(set(found) & set(wanted))
            raise RuleViolationError(
                f"GetOrdersDetails of {len(wanted)} order(s) leaves out {missing} and responses {more} that were not asked for."
            )


@READING.rule("details-reads", "GetOrdersDetails changes nothing.", "003:113", DETAILS, reads=True)
def _details_read(talk: Conversation) -> None:
    order = talk.order("to look at", fresh=False)
    if details(talk, order) != details(talk, order):
        raise RuleViolationError("GetOrdersDetails, asked twice, gives two responses.")


@READING.rule("details-money", "Amounts are exactly those of the order.", "002:80-82", DETAILS, reads=True)
def _money(talk: Conversation) -> None:
    for order in talk.globale.orders:
        shown = details(talk, order)
        whole = international(shown)
        for name, amount in (
            ("TotalPrice", order.paid),
            ("TotalShippingPrice", order.shipping),
            ("TotalDutiesPrice", order.duties),
        ):
            _same(whole.get(name), amount, f"InternationalDetails.{name}")
        for product in order.products:
            found = line(shown, product) if shown.get("Products") else {}
            _same(found.get("Quantity"), product.quantity, "Products.Quantity")
            price = found.get("InternationalDiscountedPrice", found.get("InternationalPrice"))
            _same(price, product.price, "Products.InternationalPrice")


def _same(found: Any, amount: Decimal, where: str) -> None:
    if isinstance(found, bool) or not isinstance(found, (int, Decimal)):
        return
    if found != amount:
        raise RuleViolationError(f"{where} is not the {amount} that the fixtures say.", where)
