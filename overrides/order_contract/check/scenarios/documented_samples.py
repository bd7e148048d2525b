"""The documented sample of each operation, with ids that this server knows in place of the sample's.

Invariant: what the sample says beside ids, codes, hubs and amounts goes out as it is printed, quotes and null
included; products that the order does not have are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from order_contract.check.document.operations import Sample
from order_contract.check.scenarios.conversation import Conversation, Reply, RuleViolationError
from order_contract.check.scenarios.dispatch import V2, contents, dispatchable, parcel, report
from order_contract.check.scenarios.hub_parcels import DOCUMENTS
from order_contract.check.scenarios.legacy_dispatch import LEGACY
from order_contract.check.scenarios.refunding import REFUND
from order_contract.check.scenarios.s2_order import UPDATE as S2_UPDATE
from order_contract.check.scenarios.s2_order import body_of, order_of
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.scenarios.update_status import UPDATE as STATUS
from order_contract.check.scenarios.update_status import reason_of, status_of
from order_contract.check.server_data import KnownOrder, Product
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.wire import codec
from order_contract_generated.globale.contract import ERROR_CODES

GROUP: Final = RuleGroup("samples", "globale")
S2: Final = RuleGroup("samples", "s2")
_CODES: Final = ("CartItemId", "ProductCode", "SKU")


@dataclass
class _Fitting:
    """Puts an order's own ids into a sample."""

    conversation: Conversation
    order: KnownOrder
    products: Iterator[Product] = field(init=False)
    refunded: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        self.products = iter(self.order.products)

    def value(self, sample: Any) -> Any:
        """The sample's value for this order; None where the order has nothing of the kind."""
        if isinstance(sample, list):
            fitted = [self.value(item) for item in sample]
            return [item for item in fitted if item is not None]
        if not isinstance(sample, dict):
            return sample
        product = next(self.products, None) if any(name in sample for name in _CODES) else None
        if product is None and any(name in sample for name in _CODES):
            return None
        members = {name: self._member(name, item, product) for name, item in sample.items()}
        return {name: item for name, item in members.items() if item is not None or sample[name] is None}

    def _member(self, name: str, item: Any, product: Product | None) -> Any:
        order, status = self.order, self.conversation.globale.status
        if product is not None and name in ("CartItemId", "ProductCode", "SKU"):
            return product.cart_item_id if name == "CartItemId" else product.code
        if product is not None and name == "DeliveryQuantity":
            return min(Decimal(item), product.quantity)
        if product is not None and name == "RefundAmount":
            self.refunded += product.price
            return f"{product.price:f}"
        if name == "OrderId":
            return order.order_id
        if name.casefold() == "merchantorderid":
            return order.merchant_order_id
        if name == "HubCode":
            return next(iter(self.conversation.globale.hubs), None)
        if name == "OrderStatus" and status:
            return status_of(order, status)["OrderStatus"]
        if name == "OrderStatusReason" and status:
            return reason_of(status)
        return self.value(item)


def _send(conversation: Conversation, operation_id: str, sample: Sample, order: KnownOrder) -> Reply:
    fitting = _Fitting(conversation, order)
    body = fitting.value(sample.body)
    query = []
    for name, written in sample.query:
        value = fitting.value(codec.loads(written))
        if "TotalRefundAmount" in value:
            value["TotalRefundAmount"] = fitting.refunded
        query.append((name, codec.dumps(value).decode()))
    return conversation.ask(
        operation_id,
        query=query,
        body=body if sample.has_body else None,
        expected=Expectation.UNSPECIFIED,
    )


def _must_take(
    conversation: Conversation, operation_id: str, plain: Callable[[KnownOrder], Reply], place: int = 0
) -> None:
    """A sample is accepted. Without a reset, a smaller request tells whether the order itself allows it."""
    operation = conversation.session.operations[operation_id]
    sample = list(operation.samples())[place]
    order = dispatchable(conversation)
    reply = _send(conversation, operation_id, sample, order)
    message = f"The documented sample of {operation.name}, with ids of this server,"
    if reply.refused and conversation.may_be_used_up and plain(order).accepted:
        again = _send(conversation, operation_id, sample, order)
        if again.refused and not _is_of_state(again):
            raise RuleViolationError(
                f"{message} was refused with {again.words}; a smaller one is accepted.", kind="refused"
            )
    conversation.must_accept(reply, message)


def _is_of_state(reply: Reply) -> bool:
    """Whether a refusal is about an order's id or state, by a documented code or a status that says so."""
    return reply.code in ERROR_CODES.keys() - {"400", "A100"} or reply.step.received.status in (404, 409, 410)


@GROUP.rule("sample-refund", "The sample of a refund is accepted.", "003:55-57", REFUND)
def _refund(conversation: Conversation) -> None:
    def plain(order: KnownOrder) -> Reply:
        header = {"OrderId": order.order_id, "ServiceGestureAmount": order.unit}
        return conversation.ask(REFUND, query={"orderRefund": header}, expected=Expectation.UNSPECIFIED)

    _must_take(conversation, REFUND, plain)


@GROUP.rule("sample-dispatch", "The sample of a dispatch is accepted.", "000:51-86", V2)
def _dispatch(conversation: Conversation) -> None:
    _must_take(
        conversation,
        V2,
        lambda order: report(conversation, order, parcel("RULE-1", contents(order.products[0], 0))),
    )


@GROUP.rule(
    "sample-legacy",
    "The samples of a legacy dispatch are accepted.",
    "003:191, 001:261-293",
    LEGACY,
    needs=("status",),
)
def _legacy(conversation: Conversation) -> None:
    def plain(order: KnownOrder) -> Reply:
        status = conversation.given(conversation.globale.status, "status")
        product = {"ProductCode": order.products[0].code, "DeliveryQuantity": 1}
        query = {"orderStatus": status_of(order, status, OrderStatusReason=reason_of(status))}
        return conversation.ask(LEGACY, query=query, body=[product], expected=Expectation.UNSPECIFIED)

    for place in range(2):
        _must_take(conversation, LEGACY, plain, place)


@GROUP.rule("sample-documents", "The samples of GetShippingDocuments are accepted.", "003:150-151", DOCUMENTS)
def _documents(conversation: Conversation) -> None:
    def plain(order: KnownOrder) -> Reply:
        listed = [parcel("RULE-1", contents(order.products[0]))]
        body = {"OrderId": order.order_id, "Parcels": listed}
        return conversation.ask(DOCUMENTS, body=body, expected=Expectation.UNSPECIFIED)

    for place in (1, 2):
        _must_take(conversation, DOCUMENTS, plain, place)


@GROUP.rule("sample-status", "The samples of a status are accepted.", "003:303", STATUS, needs=("status",))
def _status(conversation: Conversation) -> None:
    def plain(order: KnownOrder) -> Reply:
        status = conversation.given(conversation.globale.status, "status")
        query = {"orderStatus": status_of(order, status, OrderStatusReason=reason_of(status))}
        return conversation.ask(STATUS, query=query, expected=Expectation.UNSPECIFIED)

    for place in range(2):
        _must_take(conversation, STATUS, plain, place)


@S2.rule("s2-sample", "The sample of an update is accepted.", "004:30-89", S2_UPDATE)
def _update(conversation: Conversation) -> None:
    order = order_of(conversation)
    sample = next(conversation.session.operations[S2_UPDATE].samples()).body
    own = body_of(order)
    items = [
        {**printed, "productId": item["productId"]}
        for printed, item in zip(sample["items"], own["items"], strict=False)
    ]
    body = {**sample, "accountId": order.account_id, "items": items}
    reply = conversation.ask(
        S2_UPDATE, path={"orderId": order.order_id}, body=body, expected=Expectation.UNSPECIFIED
    )
    conversation.must_accept(reply, "The documented sample of an update, with ids of this server,")
