"""CreateOrderRefund: members that say in another way what is refunded.

Invariant: what a member comes to is seen by what can be refunded afterwards.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from order_contract.check.scenarios.conversation import Conversation
from order_contract.check.scenarios.refunding import REFUND, Refunding, header_of
from order_contract.check.scenarios.scenario import EVERY_KIND, RuleGroup
from order_contract.check.scenarios.update_status import UPDATE as STATUS
from order_contract.check.scenarios.update_status import reason_of, status_of
from order_contract.check.server_data import KnownOrder, Product
from order_contract.check.wire_rules.expectation import Expectation

GROUP: Final = RuleGroup("refund-rules", "globale")
rule, also_tests = GROUP.rule, GROUP.also_tests


@rule(
    "refund-merchant-id",
    "OrderId takes the merchant's own order id.",
    "DOC:orderrefunddetails",
    REFUND,
    evidence="public",
)
def _merchant_id(conversation: Conversation) -> None:
    order = conversation.order(
        "with a merchant_order_id, to refund", lambda order: order.merchant_order_id and order.products
    )
    refunding = Refunding(conversation, order)
    reply = conversation.ask(
        REFUND,
        query={"orderRefund": header_of(order.merchant_order_id, ServiceGestureAmount=refunding.unit)},
    )
    conversation.must_accept(reply, "A refund by the merchant's order id", location="orderRefund.OrderId")
    refunding.ledger.take({"ServiceGestureAmount": refunding.unit}, ())
    refunding.assert_remaining("a refund by the merchant's order id")


@rule(
    "refund-unknown-order",
    "A refund of an order that does not exist is refused.",
    "003:6",
    REFUND,
    evidence="inferred",
)
def _unknown_order(conversation: Conversation) -> None:
    header = header_of(conversation.globale.unknown_order, ServiceGestureAmount=Decimal("0.01"))
    conversation.must_refuse(
        conversation.ask(REFUND, query={"orderRefund": header}, expected=Expectation.UNSPECIFIED),
        "A refund of an unknown order",
    )


@rule(
    "refund-product-code",
    "ProductCode can stand in for CartItemId.",
    "DOC:refundproduct",
    REFUND,
    evidence="public",
)
def _product_code(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    product = refunding.product
    reply = refunding.send(
        [{"ProductCode": product.code, "RefundQuantity": product.quantity, "RefundAmount": refunding.unit}]
    )
    conversation.must_accept(reply, "A refund of a product by its ProductCode", location="body.ProductCode")
    refunding.ledger.take({}, [refunding.part(product, product.quantity, RefundAmount=refunding.unit)])
    refunding.must_refuse_refund(
        "1006",
        "A refund of one piece more than was ordered",
        [refunding.part(product, RefundAmount=refunding.unit)],
    )


@rule(
    "refund-negative",
    "An amount below zero is refused; it would give back what was refunded.",
    "003:44",
    REFUND,
    needs=("refuses.negative-amounts",),
    evidence="declared",
)
def _negative(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    for name in ("ServiceGestureAmount", "DutiesAmount", "ShippingAmount"):
        reply = refunding.send(
            [refunding.part(refunding.product, RefundAmount=10 * refunding.unit)],
            expected=Expectation.UNSPECIFIED,
            **{name: -refunding.unit},
        )
        conversation.must_refuse(reply, f"A refund with {name} below zero", location=f"orderRefund.{name}")
    reply = refunding.send(
        [refunding.part(refunding.product, RefundAmount=-refunding.unit)],
        expected=Expectation.UNSPECIFIED,
        ServiceGestureAmount=10 * refunding.unit,
    )
    conversation.must_refuse(reply, "A refund with RefundAmount below zero", location="body.RefundAmount")


@rule(
    "refund-original",
    "OriginalRefundAmount counts where RefundAmount is not given, in the customer's currency.",
    "003:8-13, 003:23",
    REFUND,
)
def _original(conversation: Conversation) -> None:
    order = conversation.order(
        "with an original_price, to refund",
        lambda order: any(product.original_price for product in order.products),
    )
    refunding = Refunding(conversation, order)
    product = next(product for product in order.products if product.original_price)
    tenth = ((product.original_price or Decimal(0)) / 10).quantize(Decimal("0.01"))
    conversation.must_accept(
        refunding.send([refunding.part(product, OriginalRefundAmount=tenth)]),
        "A refund of an amount in the merchant's currency",
    )
    # What a tenth of a price comes to depends on rates that only the server knows; it is less than half of
    # the price.
    half = (product.price / 2).quantize(refunding.unit)
    conversation.must_accept(
        refunding.send(ServiceGestureAmount=order.paid - half),
        "After a refund of a tenth of a piece's original price, a refund of all but half of it",
        excused=True,
    )
    reply = refunding.send(expected=Expectation.UNSPECIFIED, ServiceGestureAmount=half)
    conversation.must_refuse(
        reply, "After a refund in the merchant's currency, a refund of the whole order", "1001", "1002"
    )


@also_tests("refund-original")
def _original_is_converted(conversation: Conversation) -> None:
    order, product = _most_converted(conversation)
    refunding = Refunding(conversation, order)
    stated = product.original_price or Decimal(0)
    conversation.must_accept(
        refunding.send([refunding.part(product, OriginalRefundAmount=stated)]),
        "A refund of one piece's original price",
    )
    # VAT and rounding move the result, but neither halves nor doubles it.
    half, double = ((product.price * factor).quantize(refunding.unit) for factor in (Decimal("0.5"), 2))
    reply = refunding.send(expected=Expectation.UNSPECIFIED, ServiceGestureAmount=order.paid - half)
    conversation.must_refuse(
        reply,
        f"After a refund of one piece's original price, which is {product.price} for the customer, "
        f"{order.paid - half}",
        "1001",
        "1002",
        location="body.OriginalRefundAmount",
    )
    conversation.must_accept(
        refunding.send(ServiceGestureAmount=order.paid - double),
        f"After a refund of one piece's original price, which is {product.price} for the customer, "
        f"{order.paid - double}",
        excused=True,
        location="body.OriginalRefundAmount",
    )


def _most_converted(conversation: Conversation) -> tuple[KnownOrder, Product]:
    """The order and product whose prices in the two currencies differ most."""

    def distance(product: Product) -> Decimal:
        original = product.original_price or product.price
        return (
            max(product.price / original, original / product.price)
            if original and product.price
            else Decimal(1)
        )

    def best(order: KnownOrder) -> Product | None:
        fitting = [product for product in order.products if order.paid > 2 * product.price]
        return max(fitting, key=distance, default=None)

    def far(order: KnownOrder) -> Decimal:
        product = best(order)
        return distance(product) if product else Decimal(1)

    farthest = max(
        (far(order) for order in conversation.globale.orders if order.changeable), default=Decimal(1)
    )
    order = conversation.order(
        "whose price is more than three times original_price, or less than a third of it, to refund",
        lambda order: far(order) > 3 and far(order) == farthest,
    )
    product = best(order)
    assert product is not None  # noqa: S101  # such an order was asked for
    return order, product


@rule(
    "refund-shipping",
    "ShippingRefund refunds what was paid for shipping.",
    "DOC:implementation",
    REFUND,
    evidence="public",
)
def _shipping(conversation: Conversation) -> None:
    order = conversation.order(
        "with shipping, to refund", lambda order: order.products and order.shipping > 0
    )
    refunding = Refunding(conversation, order)
    conversation.must_accept(
        refunding.send(ShippingRefund=True), "A refund of the shipping", location="orderRefund.ShippingRefund"
    )
    refunding.ledger.take({"ShippingAmount": order.shipping}, ())
    refunding.assert_remaining("a refund of the shipping")


@rule(
    "refund-duties",
    "ProductsDutiesRefund refunds the duties of the products too.",
    "DOC:orderrefunddetails",
    REFUND,
    evidence="public",
)
def _duties(conversation: Conversation) -> None:
    order = conversation.order("with duties, to refund", lambda order: order.products and order.duties > 0)
    refunding = Refunding(conversation, order)
    everything = [refunding.part(product, product.quantity) for product in order.products]
    conversation.must_accept(
        refunding.send(everything, ProductsDutiesRefund=True), "A refund of all products with their duties"
    )
    refunding.ledger.take({"DutiesAmount": order.duties}, everything)
    refunding.assert_remaining("a refund of all products with their duties")


@rule(
    "refund-finer",
    "An amount that is finer than the order's unit takes what it says, or that rounded to the unit.",
    "003:44",
    REFUND,
    evidence="inferred",
    rounds=EVERY_KIND,
)
def _finer(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    paid, unit = refunding.order.paid, refunding.unit
    finer = unit * Decimal("3.5")
    reply = refunding.send(expected=Expectation.UNSPECIFIED, ServiceGestureAmount=finer)
    if reply.refused:
        return  # so fine an amount may be refused
    message = f"After a refund of {finer}, of an order of {paid},"
    reply = refunding.send(expected=Expectation.UNSPECIFIED, ServiceGestureAmount=paid - 2 * unit)
    conversation.must_refuse(
        reply, f"{message} a refund of {paid - 2 * unit}", location="orderRefund.ServiceGestureAmount"
    )
    reply = refunding.send(expected=Expectation.UNSPECIFIED, ServiceGestureAmount=paid - 4 * unit)
    conversation.must_accept(
        reply,
        f"{message} a refund of {paid - 4 * unit}",
        location="orderRefund.ServiceGestureAmount",
        excused=True,
    )


@rule(
    "refund-after-status",
    "A status that is not a cancellation leaves an order that can be refunded.",
    "003:43, 003:298",
    REFUND,
    STATUS,
    needs=("status",),
    evidence="inferred",
)
def _after_status(conversation: Conversation) -> None:
    refunding = Refunding(conversation)
    status = conversation.given(conversation.globale.status, "status")
    header = status_of(refunding.order, status, OrderStatusReason=reason_of(status))
    conversation.must_accept(
        conversation.ask(STATUS, query={"orderStatus": header}, expected=Expectation.UNSPECIFIED),
        "A status with its reason",
    )
    refunding.must_accept_refund(
        f"After the status {status.code}, a refund", excused=True, ServiceGestureAmount=refunding.unit
    )
