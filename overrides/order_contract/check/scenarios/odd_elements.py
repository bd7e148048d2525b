"""Requests with an element of a wrong simple type in a list, or with an empty id where one is mandatory: none
of them can be executed as it stands.

Invariant: each is complete otherwise, and about an order that the server knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from order_contract.check.scenarios.conversation import Conversation
from order_contract.check.scenarios.dispatch import V2, contents, dispatchable, parcel
from order_contract.check.scenarios.order_queries import DETAILS
from order_contract.check.scenarios.refunding import REFUND, header_of, lines_of
from order_contract.check.scenarios.s2_order import UPDATE as S2_UPDATE
from order_contract.check.scenarios.s2_order import body_of, order_of, send
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.scenarios.update_products import UPDATE as PRODUCTS
from order_contract.check.scenarios.update_products import part
from order_contract.check.scenarios.update_status import UPDATE as STATUS
from order_contract.check.scenarios.update_status import reason_of, status_of
from order_contract.check.server_data import KnownOrder
from order_contract.check.wire_rules.expectation import Expectation

GROUP: Final = RuleGroup("odd-values", "globale")
S2: Final = RuleGroup("odd-values", "s2")


def _lists(order: KnownOrder) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """What is wrong, the operation, and the request."""
    product = order.products[0]
    good, update = parcel("RULE-1", contents(product)), part(product, {"engraving": "Anna"})
    for odd, word in (("RULE-9", "a text"), (7, "a number"), (True, "a boolean")):
        body: dict[str, Any] = {"OrderId": order.order_id, "IsCompleted": False, "Parcels": [good, odd]}
        yield f"a dispatch with {word} among its parcels", V2, {"body": body}
        listed = [parcel("RULE-1", contents(product), odd)]  # type: ignore[arg-type]  # that is what is odd
        body = {"OrderId": order.order_id, "IsCompleted": False, "Parcels": listed}
        yield f"a dispatch with {word} among the products of a parcel", V2, {"body": body}
        body = {"OrderId": order.order_id, "MetaDataUpdateType": "Merge", "Products": [update, odd]}
        yield f"an update with {word} among its products", PRODUCTS, {"body": body}
        query = {"orderRefund": header_of(order.order_id)}
        lines = lines_of([{"CartItemId": product.cart_item_id, "RefundQuantity": 1}]) or []
        yield f"a refund with {word} among its products", REFUND, {"query": query, "body": [*lines, odd]}
    line = {"CartItemId": product.cart_item_id, "RefundQuantity": [1], "RefundAmount": order.unit}
    query = {"orderRefund": header_of(order.order_id)}
    yield "a refund with a list as a quantity", REFUND, {"query": query, "body": lines_of([line])}
    yield (
        "GetOrdersDetails with a list among its ids",
        DETAILS,
        {"body": {"OrderIds": [order.order_id, [order.order_id]]}},
    )


@GROUP.rule(
    "odd-elements",
    "A list with an element of another type than its others is refused.",
    "000:58-84, 003:113, 003:240",
    V2,
    PRODUCTS,
    REFUND,
    DETAILS,
    evidence="inferred",
)
def _odd_elements(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    for what, operation_id, parts in _lists(order):
        reply = conversation.ask(operation_id, expected=Expectation.UNSPECIFIED, **parts)
        conversation.must_refuse(reply, what[:1].upper() + what[1:], location=what)


@GROUP.rule(
    "empty-order-id",
    "An empty OrderId names no order.",
    "001:25, 003:6, 003:238",
    REFUND,
    STATUS,
    V2,
    PRODUCTS,
    needs=("status",),
    evidence="inferred",
)
def _empty_order_id(conversation: Conversation) -> None:
    order = dispatchable(conversation)
    status = conversation.given(conversation.globale.status, "status")
    product = order.products[0]
    header = status_of(order, status, OrderStatusReason=reason_of(status), OrderId="")
    refund = header_of("", ServiceGestureAmount=order.unit)
    update = {"OrderId": "", "MetaDataUpdateType": "Merge", "Products": [part(product, {"engraving": "A"})]}
    sent = {"OrderId": "", "IsCompleted": False, "Parcels": [parcel("RULE-1", contents(product))]}
    requests: tuple[tuple[str, dict[str, Any]], ...] = (
        (REFUND, {"query": {"orderRefund": refund}}),
        (STATUS, {"query": {"orderStatus": header}}),
        (PRODUCTS, {"body": update}),
        (V2, {"body": sent}),
    )
    for operation_id, parts in requests:
        reply = conversation.ask(operation_id, expected=Expectation.UNSPECIFIED, **parts)
        conversation.must_refuse(reply, "A request with an empty OrderId", location="OrderId")


@S2.rule(
    "s2-odd-elements",
    "An item or an attachment that is not an object is refused.",
    "004:27-28",
    S2_UPDATE,
    evidence="inferred",
)
def _s2_odd_elements(conversation: Conversation) -> None:
    order = order_of(conversation)
    for name in ("items", "attachments"):
        for odd, word in (("x", "a text"), (7, "a number"), (None, "null")):
            listed = [*body_of(order)["items"], odd] if name == "items" else [odd]
            conversation.must_refuse(
                send(conversation, order, body_of(order, **{name: listed})),
                f"An update with {word} among its {name}",
                location=f"body.{name}",
            )
