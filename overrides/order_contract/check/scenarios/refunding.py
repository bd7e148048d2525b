"""Refunds of one order: sent, and held against a model of what is left of it.

Invariant: money is taken as goodwill or at the order's own prices, for which no other limit is documented
than the remainder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import Conversation, Reply, RuleViolationError
from order_contract.check.scenarios.refund_model import RefundModel
from order_contract.check.server_data import KnownOrder, Product
from order_contract.check.wire_rules.expectation import Expectation

REFUND: Final = "createOrderRefund"
Json = Mapping[str, Any]
WITH_EVERY_REFUND: Final[Json] = {
    "RefundReason": {"OrderRefundReasonCode": "RETURN", "Name": "RETURN"},
    "RefundComments": "",
}
"""What every sample has of the refund and of each of its products, and no line calls optional (003:55-57)."""


def header_of(order_id: str | None, **members: Any) -> dict[str, Any]:
    """The orderRefund of a refund."""
    return {"OrderId": order_id, **members, **WITH_EVERY_REFUND}


def lines_of(products: Sequence[Json] | None) -> list[Json] | None:
    """The refundProductsList of a refund."""
    return None if products is None else [{**product, **WITH_EVERY_REFUND} for product in products]


def is_response_info(reply: Reply) -> bool:
    """Whether a body is a ResponseInfo, and no ErrorInfo that has the members of both."""
    return isinstance(reply.value, dict) and "Success" in reply.value and not reply.code


class Refunding:
    """The refunds of one order: sent, and held against the ledger."""

    def __init__(self, conversation: Conversation, order: KnownOrder | None = None) -> None:
        self.conversation = conversation
        self.order = order or conversation.order(
            "with products, to refund", lambda order: order.products and order.paid > 0
        )
        self.ledger = RefundModel(self.order)
        self.unit = self.order.unit

    @property
    def product(self) -> Product:
        """The product with the most pieces."""
        return max(self.order.products, key=lambda product: product.quantity)

    def paid_for(self, component: str) -> Decimal:
        """What was paid for a component: a server may refund no more of shipping and duties than that."""
        order = self.order
        return {"ShippingAmount": order.shipping, "DutiesAmount": order.duties}.get(component, order.paid)

    def part(self, product: Product, quantity: Decimal | int = 1, **members: Any) -> dict[str, Any]:
        """A product as it stands in a refund."""
        return {"CartItemId": product.cart_item_id, "RefundQuantity": Decimal(quantity), **members}

    def send(
        self,
        products: Sequence[Json] | None = None,
        *,
        expected: Expectation = Expectation.BY_DOCUMENT,
        **header: Any,
    ) -> Reply:
        """A refund, whatever the response."""
        query = {"orderRefund": header_of(self.order.order_id, **header)}
        return self.conversation.ask(REFUND, query=query, body=lines_of(products), expected=expected)

    def must_accept_refund(
        self,
        message: str,
        products: Sequence[Json] | None = None,
        *,
        excused: bool = False,
        graded: Grade | None = None,
        **header: Any,
    ) -> Reply:
        """A refund that the documents give no reason to refuse."""
        reply = self.send(products, **header)
        self.conversation.must_accept(reply, message, excused=excused, graded=graded)
        self.ledger.take(header, products or ())
        return reply

    def must_refuse_refund(
        self,
        code: str,
        message: str,
        products: Sequence[Json] | None = None,
        *,
        codes_graded: Grade | None = None,
        **header: Any,
    ) -> Reply:
        """A refund that meets one documented condition, or several at once when nothing is left."""
        codes = self.ledger.conditions(header, products or ())
        assert code in codes  # noqa: S101  # the scenario says what it does
        reply = self.send(products, expected=Expectation.UNSPECIFIED, **header)
        try:
            self.conversation.must_refuse(
                reply, message, *sorted(codes - {"list"}), codes_graded=codes_graded
            )
        except RuleViolationError as broken:
            if code == "1001" and reply.code == "1002":
                broken.graded = Grade.SHOULD  # nothing is left, so both conditions are met
            # Wherever a code does not come, it is one fault: that of the rule about the code.
            raise (
                broken
                if self.conversation.rule_id.startswith(f"refund-{code}")
                else broken.of_rule(f"refund-{code}")
            ) from None
        return reply

    def assert_remaining(self, after: str) -> None:
        """The remainder is what the ledger says, neither more nor less."""
        remaining = self.ledger.remaining
        reply = self.send(expected=Expectation.UNSPECIFIED, ServiceGestureAmount=remaining + self.unit)
        self.conversation.must_refuse(
            reply,
            f"After {after}, {remaining} is left of the order; a refund of {remaining + self.unit}",
            "1001",
            "1002",
        )
        if remaining > 0:
            self.must_accept_refund(
                f"After {after}, {remaining} is left of the order; a refund of it",
                excused=True,
                ServiceGestureAmount=remaining,
            )
