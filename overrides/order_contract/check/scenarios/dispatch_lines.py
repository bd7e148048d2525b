"""The lines of a dispatch: how a product is named, how many pieces of it go, and its exceptions.

Invariant: as for dispatches, what the documents leave open is not tested.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import Conversation, RuleViolationError
from order_contract.check.scenarios.dispatch import (
    V2,
    contents,
    dispatchable,
    most_ordered,
    parcel,
    report,
)
from order_contract.check.scenarios.order_queries import DETAILS, delivered, details, text
from order_contract.check.scenarios.scenario import EVERY_KIND, RuleGroup

GROUP: Final = RuleGroup("dispatch-and-documents", "globale")
rule, also_tests = GROUP.rule, GROUP.also_tests


@rule(
    "dispatch-either-id",
    "A product is named by its CartItemId or its ProductCode.",
    "001:59, 001:262",
    V2,
    evidence="inferred",
)
def _either_id(conversation: Conversation) -> None:
    order = dispatchable(conversation, 2)
    pieces = [product for product in order.products for _ in range(int(product.quantity))]
    for place, name in enumerate(("CartItemId", "ProductCode")):
        named = {name: contents(pieces[place])[name], "DeliveryQuantity": 1}
        conversation.must_accept(
            report(conversation, order, parcel(f"RULE-{place}", named)),
            f"A dispatch of a product by its {name} alone",
            location=f"body.Parcels.Products.{name}",
        )


@rule(
    "dispatch-exception-sku",
    "An exception names its product by CartItemId with ProductCode, or with SKU.",
    "000:75-80",
    V2,
    evidence="example",
)
def _exception_sku(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    product = order.products[0]
    first = {"CartItemId": product.cart_item_id, "ProductCode": product.code, "ExceptionType": 1}
    second = {
        "CartItemId": product.cart_item_id,
        "SKU": product.code,
        "ExceptionType": 2,
        "ExpectedFulfilmentDate": "2031-01-18",
    }
    for listed in (first, second):
        name = "SKU" if "SKU" in listed else "ProductCode"
        conversation.must_accept(
            report(conversation, order, Exceptions=[listed]),
            f"An exception of type {listed['ExceptionType']} with {name}",
            location=f"body.Exceptions.{name}",
        )


@rule(
    "dispatch-exceptions-each",
    "Every exception of a dispatch is looked at.",
    "000:74-84",
    V2,
    needs=("refuses.unknown-products",),
    evidence="declared",
)
def _exceptions_each(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    product = order.products[0]
    good = {"CartItemId": product.cart_item_id, "ProductCode": product.code, "ExceptionType": 1}
    unknown_product = {
        "CartItemId": "no-such-cart-item",
        "ProductCode": "no-such-product",
        "ExceptionType": 1,
    }
    conversation.must_refuse(
        report(conversation, order, Exceptions=[good, unknown_product]),
        "A dispatch whose second exception is about a product that the order does not have",
        location="body.Exceptions",
        graded=Grade.SHOULD,  # what is declared is said of the products of parcels
    )


@rule(
    "dispatch-quantities",
    "The pieces that were dispatched are those that are shown as delivered.",
    "000:7, 001:62",
    V2,
    DETAILS,
    needs=("shows.deliveries",),
    evidence="declared",
    rounds=EVERY_KIND,
)
def _quantities(conversation: Conversation) -> None:
    order = conversation.order(
        "of two products, one of them of three pieces, to dispatch",
        lambda order: (
            not order.ready_parcels
            and len(order.products) > 1
            and max(product.quantity for product in order.products) > 2
        ),
    )
    product = most_ordered(order)
    other = next(known for known in order.products if known is not product)
    before = [delivered(conversation, order, known) for known in (product, other)]
    sent = parcel("RULE-1", contents(product, 2), contents(other))
    conversation.must_accept(report(conversation, order, sent), "A dispatch of two products")
    for known, had, more in zip((product, other), before, (2, 1), strict=True):
        shown = delivered(conversation, order, known)
        if shown != had + more:
            raise RuleViolationError(
                f"After a dispatch of {more} piece(s) of a product, {shown - had} more are shown as "
                "delivered.",
                "Products.DeliveryQuantity",
            )


@also_tests("dispatch-quantities")
def _fraction(conversation: Conversation) -> None:
    order = dispatchable(conversation, 2)
    product = most_ordered(order)
    before, half = delivered(conversation, order, product), Decimal("0.5")
    reply = report(conversation, order, parcel("RULE-1", contents(product, half)))
    # Whether a piece can be divided is the server's choice; what is taken is what is shown.
    if reply.accepted and delivered(conversation, order, product) != before + half:
        raise RuleViolationError(
            f"A dispatch of {half} pieces was accepted, and another quantity is shown as delivered.",
            "Products.DeliveryQuantity",
            graded=Grade.SHOULD,
            kind="fraction",
        )


@rule(
    "dispatch-not-completed",
    "An order that is not completed by a dispatch does not look as if it were.",
    "000:56, 003:149",
    V2,
    DETAILS,
    needs=("shows.status",),
    evidence="inferred",
)
def _not_completed(conversation: Conversation) -> None:
    shown = []
    for completed in (False, True):
        conversation.put_back()
        order = dispatchable(conversation, 2)
        before = text(details(conversation, order).get("StatusCode"))
        sent = parcel("RULE-1", contents(most_ordered(order)))
        reply = report(conversation, order, sent, IsCompleted=completed)
        conversation.must_accept(reply, f"A dispatch with IsCompleted {str(completed).lower()}")
        after = text(details(conversation, order).get("StatusCode"))
        shown.append("" if after == before else after)
    # a status such as Shipped or Received in Hub can be that of any dispatch
    if shown[0] == shown[1] and "complete" in shown[0].casefold():
        raise RuleViolationError(
            f"A dispatch with IsCompleted false sets the status {shown[0]}, as one with true does.",
            "IsCompleted",
        )
