"""TrackOrder and GetOrdersDetails: who may see an order, and that looking changes nothing.

Invariant: what a response may leave out is held to nothing when it is left out.
"""

from __future__ import annotations

import re
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import Conversation, NotTestedError, RuleViolationError
from order_contract.check.scenarios.order_queries import (
    DETAILS,
    TRACK,
    details,
    international,
    line,
    listed,
    mentioned,
    state,
    text,
    tracked,
)
from order_contract.check.scenarios.refunding import REFUND, header_of
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.server_data import KnownOrder
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.wire.money import decimal_text

GROUP: Final = RuleGroup("tracking", "globale")
MONEY: Final = RuleGroup("money", "globale")
_RFC_2822: Final = re.compile(
    r"([A-Z][a-z]{2}, )?[0-9]{1,2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}(:[0-9]{2})? "
    r"([+-][0-9]{4}|GMT|UTC|UT|Z)\Z"
)
rule, also_tests = GROUP.rule, GROUP.also_tests


@rule(
    "track-pair",
    "TrackOrder accepts the order's id with the address of the customer who placed it.",
    "003:164-177",
    TRACK,
    reads=True,
    evidence="inferred",  # an order that no shipper has need not have tracking
)
def _pair(conversation: Conversation) -> None:
    for order in _with_email(conversation)[:3]:
        tracked(conversation, order)  # what is in the hub need not be tracked yet


@rule(
    "track-sent",
    "TrackOrder shows an order that was sent with a tracking number.",
    "003:167, 000:7",
    TRACK,
    "updateOrderDispatchV2",
    evidence="inferred",
)
def _sent_pair(conversation: Conversation) -> None:
    order, _ = _sent(conversation)
    tracked(conversation, order)


@also_tests("track-sent")
def _shows_something(conversation: Conversation) -> None:
    order, number = _sent(conversation)
    shown = tracked(conversation, order)
    own = (None, "", order.order_id, order.merchant_order_id, order.email)
    if not mentioned(shown, number) and all(value in own for value in shown.values()):
        raise RuleViolationError(
            "TrackOrder of an order that was sent with a tracking number shows nothing of its shipment.",
            graded=Grade.MUST,
            kind="nothing",
        )


def _sent(conversation: Conversation) -> tuple[KnownOrder, str]:
    """An order that was sent, and its tracking number."""
    order = conversation.order(
        "with an email and products, to dispatch",
        lambda order: order.email and order.products and not order.ready_parcels,
    )
    product, number = order.products[0], "RULE0001"
    contents = [{"CartItemId": product.cart_item_id, "ProductCode": product.code, "DeliveryQuantity": 1}]
    tracking = {"TrackingNumber": number}
    parcel = {"ParcelCode": "RULE-1", "Products": contents, "TrackingDetails": tracking}
    body = {"OrderId": order.order_id, "IsCompleted": False, "Parcels": [parcel], "TrackingDetails": tracking}
    conversation.must_accept(
        conversation.ask("updateOrderDispatchV2", body=body, expected=Expectation.UNSPECIFIED),
        "A dispatch with a tracking number",
    )
    return order, number


def _with_email(conversation: Conversation) -> list[KnownOrder]:
    """The orders with an address, those first of which something was sent."""
    orders = [order for order in conversation.globale.orders if order.email]
    return sorted(orders, key=lambda order: not order.ready_parcels)


@rule(
    "track-wrong-email",
    "TrackOrder refuses an address that is not the customer's.",
    "003:176-177",
    TRACK,
    reads=True,
    evidence="inferred",
)
def _wrong_email(conversation: Conversation) -> None:
    order = conversation.order("with an email", lambda order: order.email, fresh=False)
    others = {
        other.email for other in conversation.globale.orders if other.email and other.email != order.email
    }
    own = text(order.email)
    for email in ("nobody@example.invalid", own[1:], own + "x", *sorted(others)[:1]):
        reply = conversation.ask(TRACK, query={"orderId": order.order_id, "email": email})
        conversation.must_refuse(reply, "TrackOrder with an order's id and another address", location="email")


@rule(
    "track-unknown-order",
    "TrackOrder refuses an order that does not exist.",
    "003:173-174",
    TRACK,
    reads=True,
    evidence="inferred",
)
def _unknown(conversation: Conversation) -> None:
    order = conversation.order("with an email", lambda order: order.email, fresh=False)
    reply = conversation.ask(
        TRACK, query={"orderId": conversation.globale.unknown_order, "email": text(order.email)}
    )
    conversation.must_refuse(reply, "TrackOrder of an unknown order", location="orderId")


@rule(
    "track-one-refusal",
    "Another address is refused as an unknown order is, so that nobody learns which orders there are.",
    "003:176-177",
    TRACK,
    reads=True,
    evidence="inferred",
)
def _one_refusal(conversation: Conversation) -> None:
    order = conversation.order("with an email", lambda order: order.email, fresh=False)

    def refused(order_id: str, email: str = "nobody@example.invalid") -> tuple[Any, ...]:
        reply = conversation.ask(TRACK, query={"orderId": order_id, "email": email})
        if not reply.refused:
            raise NotTestedError("TrackOrder does not refuse another address, which is reported elsewhere.")
        return reply.step.received.status, reply.code, _without(reply.value, order_id)

    unknown = conversation.globale.unknown_order
    first, other = refused(order.order_id), refused(unknown)
    # what differs between two refusals about one order, such as the id of a log entry, tells nothing
    again, other_again = (
        refused(order_id, "nobody2@example.invalid") for order_id in (order.order_id, unknown)
    )
    if (first[:2], _stable(first[2], again[2])) != (other[:2], _stable(other[2], other_again[2])):
        raise RuleViolationError(
            "TrackOrder refuses another address otherwise than an unknown order, which tells that the order "
            "exists.",
            "email",
        )


def _without(value: Any, order_id: str) -> Any:
    """A value whose texts do not name the order."""
    if isinstance(value, dict):
        return {name: _without(item, order_id) for name, item in value.items()}
    if isinstance(value, list):
        return [_without(item, order_id) for item in value]
    return value.replace(order_id, "") if isinstance(value, str) else value


def _stable(value: Any, again: Any) -> Any:
    """A value without what another response to the same request has otherwise."""
    if isinstance(value, dict) and isinstance(again, dict):
        return {name: _stable(value[name], again[name]) for name in value if name in again}
    if isinstance(value, list) and isinstance(again, list) and len(value) == len(again):
        return [_stable(*pair) for pair in zip(value, again, strict=True)]
    return value if value == again else None


@rule(
    "track-time",
    "ShipmentStatusUpdateTime is written as RFC 2822 has it, in UTC.",
    "DOC:merchant-ordertracking",
    TRACK,
    "getShippingDocuments",
    evidence="public",
)
def _time(conversation: Conversation) -> None:
    order = conversation.order(
        "with an email and products, to dispatch",
        lambda order: order.email and order.products and not order.ready_parcels,
    )
    product = order.products[0]
    contents = [{"CartItemId": product.cart_item_id, "ProductCode": product.code, "DeliveryQuantity": 1}]
    parcels = {
        "OrderId": order.order_id,
        "IsCompleted": False,
        "Parcels": [{"ParcelCode": "RULE-1", "Products": contents}],
        "Exceptions": [],
    }
    conversation.must_accept(
        conversation.ask("getShippingDocuments", body=parcels), "GetShippingDocuments with a parcel"
    )
    written = tracked(conversation, order).get("ShipmentStatusUpdateTime")
    if written in (None, ""):
        return
    if not _RFC_2822.match(text(written)):
        raise RuleViolationError(
            "ShipmentStatusUpdateTime is not written as RFC 2822 has it.", "ShipmentStatusUpdateTime"
        )
    moment = parsedate_to_datetime(text(written))
    if moment.utcoffset():
        raise RuleViolationError("ShipmentStatusUpdateTime is not in UTC.", "ShipmentStatusUpdateTime")


@rule(
    "track-refund", "The shipment's state follows a full refund.", "003:43", TRACK, REFUND,
    needs=("shows.refund-state",), evidence="declared",
)  # fmt: skip
def _refund(conversation: Conversation) -> None:
    order = conversation.order(
        "with an email and products, to refund", lambda order: order.email and order.products
    )
    before = state(conversation, order)
    refund = conversation.ask(REFUND, query={"orderRefund": header_of(order.order_id, FullRefund=True)})
    conversation.must_accept(refund, "A full refund")
    if state(conversation, order) == before:
        raise RuleViolationError(
            "After a full refund, TrackOrder still shows the state from before.", "ShippingMethodStatusCode"
        )


@rule(
    "track-reads", "TrackOrder changes nothing.", "003:167", TRACK, DETAILS, reads=True, evidence="inferred"
)
def _reads(conversation: Conversation) -> None:
    order = conversation.order("with an email", lambda order: order.email, fresh=False)
    before = details(conversation, order)
    if tracked(conversation, order) != tracked(conversation, order):
        raise RuleViolationError("TrackOrder, asked twice, gives two responses.")
    if details(conversation, order) != before:
        raise RuleViolationError("The order is another after TrackOrder.")


@MONEY.rule(
    "details-asked",
    "GetOrdersDetails returns just the orders that were asked for.",
    "003:113-122",
    DETAILS,
    reads=True,
)
def _asked(conversation: Conversation) -> None:
    known = [order.order_id for order in conversation.globale.orders]
    for wanted in (known[:1], known[-1:], known[:3]):
        reply = conversation.ask(DETAILS, body={"OrderIds": wanted})
        conversation.must_accept(reply, "GetOrdersDetails of orders that exist")
        shown = [text(order.get("OrderId")) for order in listed(reply.value)]
        if sorted(shown) != sorted(wanted):
            missing = len(set(wanted) - set(shown))
            more = len(shown) - len(set(shown) & set(wanted))
            raise RuleViolationError(
                f"GetOrdersDetails of {len(wanted)} order(s) leaves out {missing} and gives {more} "
                "that were not asked for."
            )


@MONEY.rule(
    "details-reads", "GetOrdersDetails changes nothing.", "003:113", DETAILS, reads=True, evidence="inferred"
)
def _details_read(conversation: Conversation) -> None:
    order = conversation.order("to look at", fresh=False)
    if details(conversation, order) != details(conversation, order):
        raise RuleViolationError("GetOrdersDetails, asked twice, gives two responses.")


@MONEY.rule(
    "details-money",
    "Amounts are exactly those of the order.",
    "002:80-82",
    DETAILS,
    reads=True,
    evidence="inferred",
)
def _money(conversation: Conversation) -> None:
    for order in conversation.globale.orders:
        shown = details(conversation, order)
        whole = international(shown)
        for name, amount in (
            ("TotalPrice", order.paid),
            ("TotalShippingPrice", order.shipping),
            ("TotalDutiesPrice", order.duties),
        ):
            _same(whole.get(name), amount, f"InternationalDetails.{name}")
        for product in order.products:
            shown_line = line(shown, product) if shown.get("Products") else {}
            _same(shown_line.get("Quantity"), product.quantity, "Products.Quantity")
            price = shown_line.get("InternationalDiscountedPrice", shown_line.get("InternationalPrice"))
            _same(price, product.price, "Products.InternationalPrice")


def _same(shown: Any, amount: Decimal, location: str) -> None:
    amount_shown = decimal_text(shown) if isinstance(shown, str) else shown  # some stand in quotes
    if isinstance(amount_shown, bool) or not isinstance(amount_shown, (int, Decimal)):
        return
    if amount_shown != amount:
        raise RuleViolationError(f"{location} is not the {amount} that the fixtures say.", location)
