"""UpdateOrderDispatchV2: parcels, quantities, exceptions, tracking.

Invariants: each parcel has a code of its own, since what a repeated code means is not documented; pieces that
are in ready parcels are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    Reply,
    RuleViolationError,
)
from order_contract.check.scenarios.order_queries import (
    DETAILS,
    details,
    international,
    is_about,
    line,
    must_show_parcels,
    on_backorder,
    text,
)
from order_contract.check.scenarios.scenario import EVERY_KIND, RuleGroup
from order_contract.check.server_data import KnownOrder, Product
from order_contract.check.wire_rules.expectation import Expectation

GROUP: Final = RuleGroup("dispatch-and-documents", "globale")
V2: Final = "updateOrderDispatchV2"
rule, also_tests = GROUP.rule, GROUP.also_tests
Json = Mapping[str, Any]


def dispatchable(conversation: Conversation, pieces: int = 1) -> KnownOrder:
    """An order of which nothing is in a parcel."""
    return conversation.order(
        f"of at least {pieces} piece{'' if pieces == 1 else 's'} and without ready_parcels, to dispatch",
        lambda order: (
            not order.ready_parcels and sum(product.quantity for product in order.products) >= pieces
        ),
    )


def contents(product: Product, quantity: Decimal | int = 1) -> dict[str, Any]:
    """A product as it stands in a parcel."""
    return {
        "CartItemId": product.cart_item_id,
        "ProductCode": product.code,
        "DeliveryQuantity": Decimal(quantity),
    }


def parcel(code: str, *products: Json, **members: Any) -> dict[str, Any]:
    """A parcel."""
    return {"ParcelCode": code, "Products": list(products), **members}


def report(conversation: Conversation, order: KnownOrder, *listed: Json, **members: Any) -> Reply:
    """UpdateOrderDispatchV2, whatever the response."""
    return conversation.ask(
        V2,
        body={"OrderId": order.order_id, "IsCompleted": False, "Parcels": list(listed), **members},
        expected=Expectation.UNSPECIFIED,
    )


def most_ordered(order: KnownOrder) -> Product:
    """The product of which the most pieces were ordered."""
    return max(order.products, key=lambda product: product.quantity)


@rule("dispatch-taken", "A dispatch within what was ordered is taken.", "000:7", V2)
def _taken(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    for place, product in enumerate(order.products):
        reply = report(conversation, order, parcel(f"RULE-{place}", contents(product, product.quantity)))
        conversation.must_accept(
            reply,
            f"A dispatch of all {product.quantity} pieces of a product",
            graded=Grade.SHOULD
            if place
            else None,  # no document says anything of a second call for one order
        )


@rule(
    "dispatch-parcels",
    "Every parcel of a dispatch is the order's, with its tracking number.",
    "000:7",
    V2,
    DETAILS,
    needs=("shows.parcels",),
    rounds=EVERY_KIND,
)
def _parcels(conversation: Conversation) -> None:
    order = dispatchable(conversation, 2)
    product = most_ordered(order)
    first = parcel("Rule-a1", contents(product), TrackingDetails={"TrackingNumber": "00RULE01"})
    second = parcel("RULE-2", contents(product), TrackingDetails={"TrackingNumber": "RULE0002"})
    conversation.must_accept(report(conversation, order, first, second), "A dispatch in two parcels")
    must_show_parcels(
        conversation, order, {"Rule-a1": "00RULE01", "RULE-2": "RULE0002"}, "a dispatch in two parcels"
    )
    if product.quantity > 2:
        conversation.must_accept(
            report(conversation, order, parcel("RULE-3", contents(product))),
            "A further dispatch",
            graded=Grade.SHOULD,
        )
        must_show_parcels(
            conversation,
            order,
            {"Rule-a1": "00RULE01", "RULE-2": "RULE0002", "RULE-3": None},
            "a further dispatch",
            graded=Grade.SHOULD,
        )


@rule(
    "dispatch-tracking",
    "A tracking number of the entire order is the order's.",
    "000:7",
    V2,
    DETAILS,
    needs=("shows.tracking-number",),
    rounds=EVERY_KIND,
)
def _tracking(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    reply = report(
        conversation,
        order,
        parcel("RULE-1", contents(most_ordered(order)), TrackingDetails={"TrackingNumber": "RULE0006"}),
        TrackingDetails={"TrackingNumber": "RULE0003"},
    )
    conversation.must_accept(reply, "A dispatch with a tracking number")
    if text(international(details(conversation, order)).get("OrderTrackingNumber")) != "RULE0003":
        raise RuleViolationError(
            "After a dispatch, the order's tracking number is another.", "TrackingDetails.TrackingNumber"
        )
    if "parcels" in conversation.globale.shows:
        must_show_parcels(conversation, order, {"RULE-1": "RULE0006"}, "a dispatch with two tracking numbers")


@rule(
    "dispatch-too-much",
    "More pieces than were ordered are refused.",
    "000:7",
    V2,
    needs=("refuses.over-delivery",),
    evidence="declared",
)
def _too_much(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    product = most_ordered(order)
    over = product.quantity + 1
    conversation.must_refuse(
        report(conversation, order, parcel("RULE-1", contents(product, over))),
        f"A dispatch of {over} of {product.quantity} pieces",
    )
    both = [parcel(code, contents(product, product.quantity)) for code in ("RULE-1", "RULE-2")]
    conversation.must_refuse(
        report(conversation, order, *both), "A dispatch of more pieces than were ordered, over two parcels,"
    )
    twice = parcel("RULE-1", contents(product, product.quantity), contents(product, product.quantity))
    conversation.must_refuse(
        report(conversation, order, twice),
        "A dispatch of more pieces than were ordered, twice in one parcel,",
    )


@also_tests("dispatch-too-much")
def _too_much_over_several(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    product = most_ordered(order)
    conversation.must_accept(
        report(conversation, order, parcel("RULE-1", contents(product, product.quantity))),
        "A dispatch of all pieces of a product",
    )
    reply = report(conversation, order, parcel("RULE-2", contents(product)))
    conversation.must_refuse(reply, "A dispatch of one more piece than was ordered, over several calls,")


@rule("dispatch-negative", "Fewer pieces than none are refused.", "000:7", V2, evidence="inferred")
def _negative(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    conversation.must_refuse(
        report(conversation, order, parcel("RULE-1", contents(most_ordered(order), -1))),
        "A dispatch of -1 pieces",
    )


@rule(
    "dispatch-refused-whole",
    "A dispatch that is refused changes nothing.",
    "000:7",
    V2,
    DETAILS,
    needs=("shows.parcels",),
    evidence="inferred",
)
def _refused_whole(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    product = most_ordered(order)
    before = details(conversation, order)
    good = parcel("RULE-1", contents(product), TrackingDetails={"TrackingNumber": "RULE0004"})
    reply = report(
        conversation,
        order,
        good,
        parcel("RULE-2", contents(product, -1)),
        TrackingDetails={"TrackingNumber": "RULE0005"},
    )
    if reply.accepted:
        raise NotTestedError("A dispatch of -1 pieces was accepted, which is reported as dispatch-negative.")
    if details(conversation, order) != before:
        raise RuleViolationError("A dispatch that was refused has changed the order.")
    if "over-delivery" in conversation.globale.refuses:
        over = parcel("RULE-2", contents(product, product.quantity + 1))
        if report(conversation, order, good, over).refused and details(conversation, order) != before:
            raise RuleViolationError("A dispatch that was refused has changed the order.")
    reply = report(conversation, order, parcel("RULE-3", contents(product, product.quantity)))
    conversation.must_accept(
        reply, "After a dispatch that was refused, a dispatch of all pieces of the product"
    )


@rule("dispatch-merchant-id", "OrderId takes the merchant's own order id.", "000:30", V2)
def _merchant_id(conversation: Conversation) -> None:
    order = _with_merchant_id(conversation)
    body = {
        "OrderId": order.merchant_order_id,
        "IsCompleted": False,
        "Parcels": [parcel("RULE-1", contents(order.products[0]))],
    }
    conversation.must_accept(
        conversation.ask(V2, body=body, expected=Expectation.UNSPECIFIED),
        "A dispatch with the merchant's order id as OrderId",
        location="body.OrderId",
    )


@rule(
    "dispatch-merchant-order-id",
    "MerchantOrderId names the order where no OrderId is given.",
    "000:30, 003:133-139",
    V2,
    evidence="inferred",  # 003:133-139 say it of GetShippingDocuments, which takes the same structure
)
def _merchant_order_id(conversation: Conversation) -> None:
    order = _with_merchant_id(conversation)
    body = {
        "MerchantOrderId": order.merchant_order_id,
        "IsCompleted": False,
        "Parcels": [parcel("RULE-1", contents(order.products[0]))],
    }
    conversation.must_accept(
        conversation.ask(V2, body=body, expected=Expectation.UNSPECIFIED),
        "A dispatch by MerchantOrderId",
        location="body.MerchantOrderId",
    )


def _with_merchant_id(conversation: Conversation) -> KnownOrder:
    return conversation.order(
        "with a merchant_order_id and without ready_parcels, to dispatch",
        lambda order: order.merchant_order_id and order.products and not order.ready_parcels,
    )


@rule(
    "dispatch-unknown-order",
    "A dispatch of an order that does not exist is refused.",
    "000:28-30",
    V2,
    evidence="inferred",
)
def _unknown_order(conversation: Conversation) -> None:
    product = conversation.order("with products", lambda order: order.products, fresh=False).products[0]
    body = {
        "OrderId": conversation.globale.unknown_order,
        "IsCompleted": False,
        "Parcels": [parcel("RULE-1", contents(product))],
    }
    conversation.must_refuse(
        conversation.ask(V2, body=body, expected=Expectation.UNSPECIFIED), "A dispatch of an unknown order"
    )


@rule(
    "dispatch-unknown-product",
    "A product that the order does not have is refused.",
    "DOC:error-handling-220778",
    V2,
    needs=("refuses.unknown-products",),
    evidence="declared",
)
def _unknown_product(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    unknown = {"CartItemId": "no-such-cart-item", "ProductCode": "no-such-product", "DeliveryQuantity": 1}
    conversation.must_refuse(
        report(conversation, order, parcel("RULE-1", unknown)),
        "A dispatch of a product that the order does not have",
    )
    reply = report(conversation, order, parcel("RULE-1", contents(order.products[0]), unknown))
    conversation.must_refuse(reply, "A dispatch whose second product the order does not have")


@rule(
    "dispatch-exceptions",
    "Exceptions of the types 1 and 2 are taken, and those of type 3, which only a public page has.",
    "000:74-84, DOC:updateorderdispatchexception",
    V2,
    evidence="example",
)
def _exceptions(conversation: Conversation) -> None:
    for kind, members in ((1, {}), (2, {"ExpectedFulfilmentDate": "2031-01-18"}), (3, {"Quantity": 1})):
        conversation.put_back()
        order = dispatchable(conversation)
        listed = [
            {
                "CartItemId": order.products[0].cart_item_id,
                "ProductCode": order.products[0].code,
                "ExceptionType": kind,
                **members,
            }
        ]
        conversation.must_accept(
            report(conversation, order, Exceptions=listed),
            f"An exception of type {kind}",
            location=f"Exceptions.ExceptionType.{kind}",
            graded=Grade.SHOULD if kind == 3 else None,  # only a public page has it
        )


@rule(
    "dispatch-backorder", "A product on backorder is shown so, with its day.", "000:79-82", V2, DETAILS,
    needs=("shows.backorder",), evidence="declared",
)  # fmt: skip
def _backorder(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    product = order.products[-1]
    listed = [
        {
            "CartItemId": product.cart_item_id,
            "ProductCode": product.code,
            "ExceptionType": 2,
            "ExpectedFulfilmentDate": "2031-01-18",
        }
    ]
    conversation.must_accept(report(conversation, order, Exceptions=listed), "An exception of type 2")
    shown = line(details(conversation, order), product)
    if not on_backorder(shown):
        raise RuleViolationError(
            "After an exception of type 2, the product is not shown as ordered back.", "IsBackOrdered"
        )
    day = text(shown.get("BackOrderDate"))
    if not is_about(day, date(2031, 1, 18)):
        what = "with another day" if day else "without its day"
        raise RuleViolationError(
            f"After an exception of type 2, the product is shown {what}.", "BackOrderDate"
        )


@also_tests("dispatch-backorder")
def _out_of_stock(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    product = order.products[-1]
    before = on_backorder(line(details(conversation, order), product))
    listed = [{"CartItemId": product.cart_item_id, "ProductCode": product.code, "ExceptionType": 1}]
    conversation.must_accept(report(conversation, order, Exceptions=listed), "An exception of type 1")
    if not before and on_backorder(line(details(conversation, order), product)):
        raise RuleViolationError(
            "A product that is out of stock, and will not come, is shown as ordered back.", "IsBackOrdered"
        )
