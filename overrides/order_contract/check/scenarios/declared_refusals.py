"""What Global-e's server refuses although no document says so, and the fixtures declare: one rule for each
word of `refuses` that no other rule is about.

Invariant: each request keeps to the documents but for what is declared, and is about an order that exists.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from order_contract.check.scenarios import update_products
from order_contract.check.scenarios.conversation import Conversation, NotTestedError, Reply
from order_contract.check.scenarios.dispatch import V2, contents, dispatchable, most_ordered, parcel, report
from order_contract.check.scenarios.order_queries import DETAILS, listed, text
from order_contract.check.scenarios.refunding import REFUND, Refunding
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.scenarios.update_status import UPDATE, status_of
from order_contract.check.server_data import Status
from order_contract.check.wire_rules.expectation import Expectation

GROUP: Final = RuleGroup("declared", "globale")
Ask = Callable[[Conversation], Reply]
ODD: Final = "an-unheard-of-value"
_PIECES: Final = "body.Parcels.Products"
_CODE: Final = "body.Parcels.ParcelCode"


def declare(
    group: RuleGroup,
    operation: str,
    word: str,
    what: str,
    source: str,
    location: str = "",
    needs: tuple[str, ...] = (),
) -> Callable[[Ask], Ask]:
    """Make a rule of a request that the server is declared to refuse.

    :param what: the request, such as "A dispatch of no pieces".
    """

    def register(ask: Ask) -> Ask:
        @group.rule(
            f"refuses-{word}",
            f"{what} is refused.",
            source,
            operation,
            needs=(f"refuses.{word}", *needs),
            evidence="declared",
        )
        def hold(conversation: Conversation) -> None:
            conversation.must_refuse(ask(conversation), what, location=location)

        return ask

    return register


def _quantity(conversation: Conversation, quantity: Decimal | None) -> Reply:
    """A dispatch of one product."""
    order = dispatchable(conversation, 2)
    product = contents(most_ordered(order), 1 if quantity is None else quantity)
    if quantity is None:
        del product["DeliveryQuantity"]
    return report(conversation, order, parcel("RULE-1", product))


@declare(GROUP, V2, "zero-deliveries", "A dispatch of no pieces", "001:62", _PIECES)
def _zero_deliveries(conversation: Conversation) -> Reply:
    return _quantity(conversation, Decimal(0))


@declare(
    GROUP,
    V2,
    "fractional-deliveries",
    "A dispatch of one and a half pieces",
    "001:62",
    _PIECES,
)
def _fractional_deliveries(conversation: Conversation) -> Reply:
    return _quantity(conversation, Decimal("1.5"))


@declare(
    GROUP,
    V2,
    "missing-deliveries",
    "A dispatch without DeliveryQuantity",
    "001:62",
    _PIECES,
)
def _missing_deliveries(conversation: Conversation) -> Reply:
    return _quantity(conversation, None)


@declare(
    GROUP,
    V2,
    "parcel-twice",
    "A dispatch with the same ParcelCode twice",
    "001:47",
    _CODE,
)
def _parcel_twice(conversation: Conversation) -> Reply:
    order = dispatchable(conversation, 2)
    product = contents(most_ordered(order))
    return report(conversation, order, parcel("RULE-1", product), parcel("RULE-1", product))


@declare(
    GROUP,
    V2,
    "parcel-again",
    "A dispatch of a ParcelCode of an earlier call",
    "001:47",
    _CODE,
)
def _parcel_again(conversation: Conversation) -> Reply:
    order = dispatchable(conversation, 2)
    sent = parcel("RULE-1", contents(most_ordered(order)))
    conversation.must_accept(report(conversation, order, sent), "A dispatch of one piece")
    return report(conversation, order, sent)


@declare(GROUP, V2, "dispatch-after-completed", "A dispatch after IsCompleted true", "000:56")
def _dispatch_after_completed(conversation: Conversation) -> Reply:
    order = dispatchable(conversation, 2)
    product = contents(most_ordered(order))
    completed = report(conversation, order, parcel("RULE-1", product), IsCompleted=True)
    conversation.must_accept(completed, "A dispatch that completes the order")
    return report(conversation, order, parcel("RULE-2", product))


@declare(
    GROUP,
    V2,
    "dispatch-cancelled",
    "A dispatch of a cancelled order",
    "000:7",
    "body.OrderId",
    ("cancelled_order",),
)
def _dispatch_cancelled(conversation: Conversation) -> Reply:
    order_id = conversation.given(conversation.globale.cancelled_order, "cancelled_order")
    shown = listed(conversation.ask(DETAILS, body={"OrderIds": [order_id]}).value)
    items = [text(item.get("CartItemId")) for order in shown for item in listed(order.get("Products"))]
    if not any(items):
        raise NotTestedError("GetOrdersDetails shows no product of the cancelled order.")
    product = {"CartItemId": items[0], "DeliveryQuantity": 1}
    body = {
        "OrderId": order_id,
        "IsCompleted": False,
        "Parcels": [parcel("RULE-1", product)],
    }
    return conversation.ask(V2, body=body, expected=Expectation.UNSPECIFIED)


@declare(
    GROUP,
    V2,
    "unknown-exception-types",
    "A dispatch with an ExceptionType that no document has",
    "000:77",
    "body.Exceptions.ExceptionType",
)
def _unknown_exception_types(conversation: Conversation) -> Reply:
    order = dispatchable(conversation)
    product = order.products[0]
    exception = {"CartItemId": product.cart_item_id, "ProductCode": product.code, "Quantity": 1}
    return report(conversation, order, Exceptions=[{**exception, "ExceptionType": 9}])


@declare(GROUP, REFUND, "zero-refunds", "A refund of nothing", "003:46", "orderRefund.ServiceGestureAmount")
def _zero_refunds(conversation: Conversation) -> Reply:
    return Refunding(conversation).send(expected=Expectation.UNSPECIFIED, ServiceGestureAmount=Decimal(0))


@declare(
    GROUP,
    REFUND,
    "full-after-partial",
    "A full refund after a partial one",
    "003:16-21, 003:44",
    "orderRefund.FullRefund",
)
def _full_after_partial(conversation: Conversation) -> Reply:
    refunding = Refunding(conversation)
    refunding.must_accept_refund("A refund of the smallest amount", ServiceGestureAmount=refunding.unit)
    return refunding.send(expected=Expectation.UNSPECIFIED, FullRefund=True)


@declare(
    GROUP,
    REFUND,
    "capped-components",
    "A refund of more for shipping than was paid for it",
    "003:44",
    "orderRefund.ShippingAmount",
)
def _capped_components(conversation: Conversation) -> Reply:
    order = conversation.order(
        "whose products cost more than its shipping, to refund",
        lambda order: order.shipping > 0 and order.paid > 2 * order.shipping,
    )
    refunding = Refunding(conversation, order)
    return refunding.send(expected=Expectation.UNSPECIFIED, ShippingAmount=order.shipping + order.unit)


@declare(
    GROUP,
    REFUND,
    "capped-lines",
    "A refund of more for a product than it cost",
    "003:44",
    "body.RefundAmount",
)
def _capped_lines(conversation: Conversation) -> Reply:
    refunding = Refunding(conversation)
    product = min(refunding.order.products, key=lambda item: item.price * item.quantity)
    cost = product.price * product.quantity
    if cost + refunding.unit > refunding.order.paid:
        raise NotTestedError("The fixtures have no order that cost more than one of its products.")
    line = refunding.part(product, product.quantity, RefundAmount=cost + refunding.unit)
    return refunding.send([line], expected=Expectation.UNSPECIFIED)


@declare(
    GROUP,
    UPDATE,
    "unknown-statuses",
    "An unknown status",
    "001:36",
    "orderStatus.OrderStatus.OrderStatusCode",
)
def _unknown_statuses(conversation: Conversation) -> Reply:
    header = status_of(conversation.order("to change"), Status(ODD, ODD))
    return conversation.ask(UPDATE, query={"orderStatus": header}, expected=Expectation.UNSPECIFIED)


@declare(
    GROUP,
    UPDATE,
    "cancelling-without-reason",
    "A cancellation without a reason",
    "003:300",
    "orderStatus.OrderStatusReason",
    ("cancellation",),
)
def _cancelling_without_reason(conversation: Conversation) -> Reply:
    cancellation = conversation.given(conversation.globale.cancellation, "cancellation")
    header = status_of(conversation.order("to cancel"), cancellation)
    return conversation.ask(UPDATE, query={"orderStatus": header}, expected=Expectation.UNSPECIFIED)


@declare(
    GROUP,
    UPDATE,
    "status-after-cancelled",
    "A status of a cancelled order",
    "003:298",
    "orderStatus.OrderId",
    ("status", "cancelled_order"),
)
def _status_after_cancelled(conversation: Conversation) -> Reply:
    status = conversation.given(conversation.globale.status, "status")
    order_id = conversation.given(conversation.globale.cancelled_order, "cancelled_order")
    header = {
        "OrderId": order_id,
        "OrderStatus": {"OrderStatusCode": status.code, "Name": status.name},
    }
    return conversation.ask(UPDATE, query={"orderStatus": header}, expected=Expectation.UNSPECIFIED)


@declare(
    GROUP,
    update_products.UPDATE,
    "same-attributes",
    "An update that changes nothing",
    "003:285",
    "body.Products.MetaData",
)
def _same_attributes(conversation: Conversation) -> Reply:
    order = conversation.order("with a product, to update", lambda order: order.products)
    products = [update_products.part(order.products[0], {"rule": "a"})]
    first = update_products.send(conversation, order.order_id, products)
    conversation.must_accept(first, "An update of an order's products")
    return update_products.send(conversation, order.order_id, products)
