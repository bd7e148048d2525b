"""CreateOrderRefund: members that say in another way what is refunded.

Invariant: what a member comes to is seen by what can be refunded afterwards.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from order_contract.check.scenarios.conversation import Conversation
from order_contract.check.scenarios.refunding import REFUND, Refunding
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.wire_rules.expectation import Expectation

GROUP: Final = RuleGroup("refund-rules", "globale")
rule = GROUP.rule


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
        query={"orderRefund": {"OrderId": order.merchant_order_id, "ServiceGestureAmount": refunding.unit}},
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
    header = {"OrderId": conversation.globale.unknown_order, "ServiceGestureAmount": Decimal("0.01")}
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
    "OriginalRefundAmount counts where RefundAmount is not given.",
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
    tenth = ((product.original_price or Decimal(0)) / 10).quantize(refunding.unit)
    refunding.conversation.must_accept(
        refunding.send([refunding.part(product, OriginalRefundAmount=tenth)]),
        "A refund of an amount in the merchant's currency",
    )
    # What a tenth of a price comes to depends on rates that nobody outside knows; it is less than half of the
    # price.
    reply = refunding.send(ServiceGestureAmount=order.paid - product.price / 2)
    conversation.must_accept(
        reply,
        "After a refund of a tenth of a piece's original price, a refund of the order without half of it",
        excused=True,
    )
    reply = refunding.send(expected=Expectation.UNSPECIFIED, ServiceGestureAmount=product.price / 2)
    conversation.must_refuse(
        reply, "After a refund in the merchant's currency, a refund of the whole order", "1001", "1002"
    )


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
