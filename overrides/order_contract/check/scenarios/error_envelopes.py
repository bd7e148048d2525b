"""The form in which Global-e's methods refuse where the account's setting says ErrorInfo.

Invariants: a refused document may come as OrderDocumentsResponse as well; what a refusal says is judged
elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from order_contract.check.scenarios.conversation import Conversation, RuleViolationError
from order_contract.check.scenarios.dispatch import V2
from order_contract.check.scenarios.order_queries import DETAILS, TRACK
from order_contract.check.scenarios.refunding import REFUND, header_of, is_response_info
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.scenarios.update_products import UPDATE as PRODUCTS
from order_contract.check.scenarios.update_status import UPDATE as STATUS
from order_contract.check.wire_rules.expectation import Expectation

GROUP: Final = RuleGroup("envelopes", "globale")


def _refused(conversation: Conversation) -> Iterator[tuple[str, dict[str, Any]]]:
    """A request of each method that is about no order."""
    unknown = conversation.globale.unknown_order
    parcels = [
        {"ParcelCode": "RULE-1", "Products": [{"CartItemId": "1", "ProductCode": "1", "DeliveryQuantity": 1}]}
    ]
    dispatched = {"OrderId": unknown, "IsCompleted": False, "Parcels": parcels, "Exceptions": []}
    status = {"OrderId": unknown, "OrderStatus": {"OrderStatusCode": "RULE", "Name": "Rule"}}
    listed = {"OrderIds": [unknown]}
    attribute = {"AttributeKey": "engraving", "AttributeValue": "A"}
    updated = {
        "OrderId": unknown,
        "MetaDataUpdateType": "Merge",
        "Products": [{"CartItemId": "1", "MetaData": {"Attributes": [attribute]}}],
    }
    yield REFUND, {"query": {"orderRefund": header_of(unknown, FullRefund=True)}}
    yield STATUS, {"query": {"orderStatus": status}}
    yield V2, {"body": dispatched}
    yield PRODUCTS, {"body": updated}
    yield (
        "updateOrderDispatch",
        {
            "query": {"orderStatus": status},
            "body": [{"ProductCode": "1", "DeliveryQuantity": 1}],
        },
    )
    yield "getShippingDocuments", {"body": dispatched}
    yield "dispatchOrders", {"body": listed}
    yield "dispatchConsolidatedShipment", {"body": {**listed, "OuterBoxesAmount": 1}}
    yield DETAILS, {"body": listed}
    yield TRACK, {"query": {"orderId": unknown, "email": "nobody@example.com"}}


@GROUP.rule(
    "error-info",
    "Where the account's setting says ErrorInfo, no method refuses by a ResponseInfo.",
    "003:34-37, 003:283",
    REFUND,
    STATUS,
    V2,
    PRODUCTS,
    "updateOrderDispatch",
    "getShippingDocuments",
    "dispatchOrders",
    "dispatchConsolidatedShipment",
    DETAILS,
    TRACK,
    needs=("error_info",),
    evidence="declared",
)
def _as_error_info(conversation: Conversation) -> None:
    for operation_id, parts in _refused(conversation):
        reply = conversation.ask(operation_id, expected=Expectation.UNSPECIFIED, **parts)
        if reply.refused and is_response_info(reply):
            raise RuleViolationError(
                f"{reply.operation.name} is refused by a ResponseInfo; the fixtures say error_info = true.",
                reply.operation.name,
                kind="ResponseInfo",
            )
