"""CreateOrderRefund: what the documents say of refunds, seen from outside by what can be refunded afterwards.

Invariant: a request meets one documented condition only, so that the code of its refusal is certain; money is
taken as goodwill or at the order's own prices, for which no other limit is documented than the remainder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from order_contract.check.scenarios.conversation import Conversation, Reply, RuleViolationError, Topic
from order_contract.check.scenarios.refund_model import RefundModel
from order_contract.check.server_data import KnownOrder, Product

TOPIC: Final = Topic("refund-rules", "globale")
REFUND: Final = "createOrderRefund"
Json = Mapping[str, Any]
rule, also = TOPIC.rule, TOPIC.also


class Refunding:
    """The refunds of one order: sent, and held against the ledger."""

    def __init__(self, talk: Conversation, order: KnownOrder | None = None) -> None:
        self.talk = talk
        self.order = order or talk.order(
            "with products, to refund", lambda each: each.products and each.paid > 0
        )
        self.ledger = RefundModel(self.order)
        self.unit = self.order.unit

    @property
    def product(self) -> Product:
        """The product with the most pieces."""
        return max(self.order.products, key=lambda product: product.quantity)

    def part(self, product: Product, quantity: Decimal | int = 1, **members: Any) -> dict[str, Any]:
        """A product as it stands in a refund."""
        return {"CartItemId": product.cart_item_id, "RefundQuantity": Decimal(quantity), **members}

    def send(
        self, products: Sequence[Json] | None = None, *, open_point: bool = False, **header: Any
    ) -> Reply:
        """A refund, whatever comes of it."""
        query = {"orderRefund": {"OrderId": self.order.order_id, **header}}
        return self.talk.ask(REFUND, query=query, body=products, open_point=open_point)

    def good(
        self, sentence: str, products: Sequence[Json] | None = None, *, excused: bool = False, **header: Any
    ) -> Reply:
        """A refund that the documents give no reason to refuse."""
        said = self.send(products, **header)
        self.talk.must_accept(said, sentence, excused=excused)
        self.ledger.take(header, products or ())
        return said

    def bad(self, code: str, sentence: str, products: Sequence[Json] | None = None, **header: Any) -> Reply:
        """A refund that meets one documented condition, or several at once when nothing is left."""
        codes = self.ledger.conditions(header, products or ())
        assert code in codes  # noqa: S101  # the scenario says what it does
        said = self.send(products, open_point=True, **header)
        try:
            self.talk.must_refuse(said, sentence, *sorted(codes - {"list"}))
        except RuleViolationError as broken:
            # Wherever a code does not come, it is one fault: that of the rule about the code.
            raise (
                broken if self.talk.rule_id.startswith(f"refund-{code}") else broken.of_rule(f"refund-{code}")
            ) from None
        return said

    def left(self, after: str) -> None:
        """The remainder is what the ledger says, neither more nor less."""
        remaining = self.ledger.remaining
        said = self.send(open_point=True, ServiceGestureAmount=remaining + self.unit)
        self.talk.must_refuse(
            said,
            f"After {after}, {remaining} is left of the order; a refund of {remaining + self.unit}",
            "1001",
            "1002",
        )
        if remaining > 0:
            self.good(
                f"After {after}, {remaining} is left of the order; a refund of it",
                excused=True,
                ServiceGestureAmount=remaining,
            )


@rule("refund-1001", "An order that is fully refunded cannot be refunded again: code 1001.", "003:43", REFUND)
def _again(talk: Conversation) -> None:
    refunding = Refunding(talk)
    refunding.good("A full refund", FullRefund=True)
    refunding.bad("1001", "A second full refund of the same order", FullRefund=True)


@also("refund-1001")
def _more_after_all(talk: Conversation) -> None:
    refunding = Refunding(talk)
    refunding.good("A full refund", FullRefund=True)
    refunding.bad("1001", "A refund of an order that is fully refunded", ServiceGestureAmount=refunding.unit)
    refunding.bad(
        "1001",
        "A refund of a product of an order that is fully refunded",
        [refunding.part(refunding.product, RefundAmount=refunding.unit)],
    )


@rule(
    "refund-1001-cancelled", "A cancelled order cannot be refunded: code 1001.", "003:43", "updateOrderStatus", REFUND, needs=("cancellation",)
)  # fmt: skip
def _cancelled(talk: Conversation) -> None:
    refunding = Refunding(talk)
    status = talk.given(talk.globale.cancellation, "cancellation")
    reason = {"OrderStatusReasonCode": status.reason, "Name": status.reason_name or status.reason}
    header = {
        "OrderId": refunding.order.order_id,
        "OrderStatus": {"OrderStatusCode": status.code, "Name": status.name},
        "OrderStatusReason": reason,
    }
    talk.must_accept(
        talk.ask("updateOrderStatus", query={"orderStatus": header}), "A cancellation with its reason"
    )
    refunding.ledger.cancelled = True
    refunding.bad("1001", "A refund of a cancelled order", FullRefund=True)


@rule("refund-1002", "A refund of more than is left of the order is refused: code 1002.", "003:44", REFUND)
def _too_much(talk: Conversation) -> None:
    refunding = Refunding(talk)
    more = refunding.order.paid + refunding.unit
    for name in ("ServiceGestureAmount", "ShippingAmount", "DutiesAmount"):
        header: dict[str, Any] = {name: more}
        refunding.bad("1002", f"{more} as {name}, of an order of {refunding.order.paid},", **header)
    refunding.bad(
        "1002",
        f"{more} for a product, of an order of {refunding.order.paid},",
        [refunding.part(refunding.product, RefundAmount=more)],
    )


@also("refund-1002")
def _too_much_over_several(talk: Conversation) -> None:
    refunding = Refunding(talk)
    half = (refunding.order.paid / 2).quantize(refunding.unit)
    refunding.good("A refund of half the order", excused=True, ServiceGestureAmount=half)
    refunding.bad(
        "1002",
        "A second refund, with which the order would be refunded beyond what was paid,",
        ServiceGestureAmount=half + 2 * refunding.unit,
    )


@rule("refund-1003", "A negative quantity is refused: code 1003.", "003:45", REFUND)
def _negative_quantity(talk: Conversation) -> None:
    refunding = Refunding(talk)
    refunding.bad(
        "1003", "A refund of -1 pieces", [refunding.part(refunding.product, -1, RefundAmount=refunding.unit)]
    )


@rule(
    "refund-odd-quantity", "A quantity of no piece, or of half a piece, is refused: code 1003.", "003:45", REFUND,
    needs=("refuses.odd-quantities",), evidence="declared",
)  # fmt: skip
def _odd_quantity(talk: Conversation) -> None:
    refunding = Refunding(talk)
    for quantity in (Decimal(0), Decimal("0.5")):
        said = refunding.send(
            [refunding.part(refunding.product, quantity, RefundAmount=refunding.unit)], open_point=True
        )
        talk.must_refuse(said, f"A refund of {quantity} pieces", "1003")


@rule("refund-1004", "A refund that names nothing to refund is refused: code 1004.", "003:46", REFUND)
def _nothing(talk: Conversation) -> None:
    refunding = Refunding(talk)
    refunding.bad("1004", "A refund without any component, and without a body,")
    refunding.bad("1004", "A refund without any component, with an empty list of products,", [])


@rule("refund-1005", "A cart item that the order does not have is refused: code 1005.", "003:47", REFUND)
def _unknown_item(talk: Conversation) -> None:
    refunding = Refunding(talk)
    stranger = {"CartItemId": "no-such-cart-item", "RefundQuantity": 1, "RefundAmount": refunding.unit}
    refunding.bad("1005", "A refund of a cart item that the order does not have", [stranger])
    refunding.bad(
        "1005",
        "A refund whose second product the order does not have",
        [refunding.part(refunding.product, RefundAmount=refunding.unit), stranger],
    )


@also("refund-1005")
def _item_of_another_order(talk: Conversation) -> None:
    refunding = Refunding(talk)
    own = {product.cart_item_id for product in refunding.order.products}
    others = [
        product
        for order in talk.globale.orders
        for product in order.products
        if product.cart_item_id not in own
    ]
    if others:
        refunding.bad(
            "1005",
            "A refund of another order's cart item",
            [refunding.part(others[0], RefundAmount=refunding.unit)],
        )


@rule("refund-1006", "More pieces than can still be refunded are refused: code 1006.", "003:48", REFUND)
def _too_many(talk: Conversation) -> None:
    refunding = Refunding(talk)
    product, cent = refunding.product, refunding.unit
    refunding.bad(
        "1006",
        f"{product.quantity + 1} of {product.quantity} pieces",
        [refunding.part(product, product.quantity + 1, RefundAmount=cent)],
    )
    twice = [refunding.part(product, product.quantity, RefundAmount=cent)] * 2
    refunding.bad("1006", f"Twice {product.quantity} of {product.quantity} pieces in one refund", twice)


@also("refund-1006")
def _too_many_over_several(talk: Conversation) -> None:
    refunding = Refunding(talk)
    product, cent = refunding.product, refunding.unit
    for _ in range(int(min(product.quantity, Decimal(5)))):
        refunding.good("A refund of one piece", [refunding.part(product, RefundAmount=cent)])
    left = product.quantity - refunding.ledger.pieces[product.cart_item_id]
    refunding.bad(
        "1006",
        "A refund of one piece more than was ordered, over several refunds,",
        [refunding.part(product, left + 1, RefundAmount=cent)],
    )


@rule("refund-refused-whole", "A refund that is refused changes nothing.", "003:34", REFUND)
def _refused_whole(talk: Conversation) -> None:
    refunding = Refunding(talk)
    product, cent = refunding.product, refunding.unit
    stranger = {"CartItemId": "no-such-cart-item", "RefundQuantity": 1, "RefundAmount": cent}
    refunding.bad(
        "1005",
        "A refund whose second product the order does not have",
        [refunding.part(product, product.quantity), stranger],
    )
    refunding.bad(
        "1002",
        "A refund of too much",
        [refunding.part(product, product.quantity)],
        ServiceGestureAmount=refunding.order.paid,
    )
    everything = [refunding.part(each, each.quantity) for each in refunding.order.products]
    rest = refunding.order.paid - refunding.ledger.worth({}, everything)
    refunding.good(
        "After two refunds that were refused, a refund of the whole order",
        everything,
        excused=True,
        ServiceGestureAmount=rest,
    )


@rule("refund-at-once", "Two refunds at the same time never take more than is left.", "003:44", REFUND)
def _at_once(talk: Conversation) -> None:
    refunding = Refunding(talk)
    header = {"OrderId": refunding.order.order_id, "ServiceGestureAmount": refunding.order.paid}
    both = talk.at_once(REFUND, [{"orderRefund": header}] * 2)
    if all(said.accepted for said in both):
        raise RuleViolationError(
            f"Two refunds of {refunding.order.paid} at the same time were both carried out; {refunding.order.paid} was paid."
        )


@rule("refund-texts", "A refusal says what is documented with its code.", "003:43-48", REFUND)
def _said(talk: Conversation) -> None:
    refunding = Refunding(talk)
    stranger = {"CartItemId": "no-such-cart-item", "RefundQuantity": 1, "RefundAmount": refunding.unit}
    talk.must_say(
        refunding.send(open_point=True, ServiceGestureAmount=refunding.order.paid + refunding.unit), "1002"
    )
    talk.must_say(refunding.send(open_point=True), "1004")
    talk.must_say(refunding.send([stranger], open_point=True), "1005")


@rule(
    "refund-envelope",
    "Refusals of refunds come as ErrorInfo or as ResponseInfo, by the account's setting.",
    "003:34-39",
    REFUND,
)
def _envelope(talk: Conversation) -> None:
    refunding = Refunding(talk)
    responses = [
        refunding.bad(
            "1002", "A refund of too much", ServiceGestureAmount=refunding.order.paid + refunding.unit
        ),
        refunding.bad(
            "1006",
            "A refund of too many",
            [refunding.part(refunding.product, refunding.product.quantity + 1, RefundAmount=refunding.unit)],
        ),
        refunding.bad("1004", "A refund of nothing"),
    ]
    kinds = {isinstance(said.value, dict) and "Success" in said.value for said in responses}
    if len(kinds) > 1:
        raise RuleViolationError("Some refusals of refunds come as ErrorInfo, others as ResponseInfo.")
    stated = talk.globale.error_info
    if stated is not None and kinds == {stated}:
        raise RuleViolationError(
            f"Refusals of refunds come as {'ResponseInfo' if stated else 'ErrorInfo'}, the fixtures say error_info = {str(stated).lower()}."
        )


@rule(
    "refund-merchant-id",
    "OrderId takes the merchant's own order id.",
    "DOC:orderrefunddetails",
    REFUND,
    evidence="public",
)
def _merchant_id(talk: Conversation) -> None:
    order = talk.order(
        "with a merchant_order_id, to refund", lambda each: each.merchant_order_id and each.products
    )
    refunding = Refunding(talk, order)
    said = talk.ask(
        REFUND,
        query={"orderRefund": {"OrderId": order.merchant_order_id, "ServiceGestureAmount": refunding.unit}},
    )
    talk.must_accept(said, "A refund by the merchant's order id", where="orderRefund.OrderId")
    refunding.ledger.take({"ServiceGestureAmount": refunding.unit}, ())
    refunding.left("a refund by the merchant's order id")


@rule("refund-unknown-order", "A refund of an order that does not exist is refused.", "003:6", REFUND)
def _unknown_order(talk: Conversation) -> None:
    header = {"OrderId": talk.globale.unknown_order, "ServiceGestureAmount": Decimal("0.01")}
    talk.must_refuse(
        talk.ask(REFUND, query={"orderRefund": header}, open_point=True), "A refund of an unknown order"
    )


@rule(
    "refund-product-code",
    "ProductCode can stand in for CartItemId.",
    "DOC:refundproduct",
    REFUND,
    evidence="public",
)
def _product_code(talk: Conversation) -> None:
    refunding = Refunding(talk)
    product = refunding.product
    said = refunding.send(
        [{"ProductCode": product.code, "RefundQuantity": product.quantity, "RefundAmount": refunding.unit}]
    )
    talk.must_accept(said, "A refund of a product by its ProductCode", where="body.ProductCode")
    refunding.ledger.take({}, [refunding.part(product, product.quantity, RefundAmount=refunding.unit)])
    refunding.bad(
        "1006",
        "A refund of one piece more than was ordered",
        [refunding.part(product, RefundAmount=refunding.unit)],
    )


@rule(
    "refund-negative", "An amount below zero is refused; it would give back what was refunded.", "003:44", REFUND,
    needs=("refuses.negative-amounts",), evidence="declared",
)  # fmt: skip
def _negative(talk: Conversation) -> None:
    refunding = Refunding(talk)
    for name in ("ServiceGestureAmount", "DutiesAmount", "ShippingAmount"):
        said = refunding.send(
            [refunding.part(refunding.product, RefundAmount=10 * refunding.unit)],
            open_point=True,
            **{name: -refunding.unit},
        )
        talk.must_refuse(said, f"A refund with {name} below zero", where=f"orderRefund.{name}")
    said = refunding.send(
        [refunding.part(refunding.product, RefundAmount=-refunding.unit)],
        open_point=True,
        ServiceGestureAmount=10 * refunding.unit,
    )
    talk.must_refuse(said, "A refund with RefundAmount below zero", where="body.RefundAmount")


@rule(
    "refund-original",
    "OriginalRefundAmount counts where RefundAmount is not given.",
    "003:8-13, 003:23",
    REFUND,
)
def _original(talk: Conversation) -> None:
    order = talk.order(
        "with an original_price, to refund",
        lambda each: any(product.original_price for product in each.products),
    )
    refunding = Refunding(talk, order)
    product = next(product for product in order.products if product.original_price)
    tenth = ((product.original_price or Decimal(0)) / 10).quantize(refunding.unit)
    refunding.talk.must_accept(
        refunding.send([refunding.part(product, OriginalRefundAmount=tenth)]),
        "A refund of an amount in the merchant's currency",
    )
    # What a tenth of a price comes to depends on rates that nobody outside knows; it is less than half of the
    # price.
    said = refunding.send(ServiceGestureAmount=order.paid - product.price / 2)
    talk.must_accept(
        said,
        "After a refund of a tenth of a piece's original price, a refund of the order less half of that piece",
        excused=True,
    )
    said = refunding.send(open_point=True, ServiceGestureAmount=product.price / 2)
    talk.must_refuse(
        said, "After a refund in the merchant's currency, a refund of the whole order", "1001", "1002"
    )


@rule(
    "refund-shipping",
    "ShippingRefund refunds what was paid for shipping.",
    "DOC:implementation",
    REFUND,
    evidence="public",
)
def _shipping(talk: Conversation) -> None:
    order = talk.order("with shipping, to refund", lambda each: each.products and each.shipping > 0)
    refunding = Refunding(talk, order)
    talk.must_accept(
        refunding.send(ShippingRefund=True), "A refund of the shipping", where="orderRefund.ShippingRefund"
    )
    refunding.ledger.take({"ShippingAmount": order.shipping}, ())
    refunding.left("a refund of the shipping")


@rule(
    "refund-duties",
    "ProductsDutiesRefund refunds the duties of the products too.",
    "DOC:orderrefunddetails",
    REFUND,
    evidence="public",
)
def _duties(talk: Conversation) -> None:
    order = talk.order("with duties, to refund", lambda each: each.products and each.duties > 0)
    refunding = Refunding(talk, order)
    everything = [refunding.part(product, product.quantity) for product in order.products]
    talk.must_accept(
        refunding.send(everything, ProductsDutiesRefund=True), "A refund of all products with their duties"
    )
    refunding.ledger.take({"DutiesAmount": order.duties}, everything)
    refunding.left("a refund of all products with their duties")
