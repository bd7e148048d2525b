"""An update of an order in S2, and the order in its response.

Invariants: what the request may leave out is held to nothing when it is left out; times are compared as
moments, amounts as numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    Reply,
    RuleViolationError,
)
from order_contract.check.scenarios.order_queries import listed, members
from order_contract.check.server_data import S2Order
from order_contract.check.wire_rules.expectation import Expectation

UPDATE: Final = "updateOrder"
NO_ID: Final = "00000000-0000-4000-8000-00000000dead"
IDS: Final[Mapping[str, str]] = {
    "channelOrderId": "test_order_id2-new",
    "channelOrderIdAlt": "test_order_ref_id1",
    "channelOrderIdAlt2": "",
}
"""The sales channel's ids, as the sample of a request has them: the table does not list them."""
ATTACHMENT: Final[Mapping[str, str]] = {
    "fileName": "PFPWig.jpg",
    "path": "e4affb47-1971-42bb-97a3-215d9bddd0ac/2024-04-24/order/PFPWig_Xbd0-WYobk1lFLdoCLl59.jpg",
}
"""The sample's file: no line says that one which nobody uploaded is taken."""
OTHER_NAME: Final = "听雨 (24 x 26.25)_PFPWig.jpg"
"""The name of another file, as the sample of a response shows it."""
ADDRESS: Final[Mapping[str, str]] = {
    "name": "Elodie O'Neil",
    "company": "",
    "address1": "1 Rue Grande",
    "address2": "",
    "city": "Liege",
    "state": "",
    "postalCode": "04000",
    "countryId": "CN",
    "phone": "+32 4 000 00 00",
    "email": "elodie@example.com",
}


def order_of(conversation: Conversation) -> S2Order:
    """The order that the rules change."""
    if not conversation.s2.orders:
        raise NotTestedError("The fixtures have no order.")
    return conversation.s2.orders[0]


def body_of(order: S2Order, **more: Any) -> dict[str, Any]:
    """A whole update of an order, with all that the sample sends."""
    items = [
        {
            "channelOrderItemId": str(place),
            "productId": product,
            "quantity": place + 2,
            "unitPrice": Decimal("9.99") + place,
            "meta": {"line": place},
        }
        for place, product in enumerate(order.products)
    ]
    return {
        "accountId": order.account_id,
        **IDS,
        "channelShippingMethod": "Standard",
        "shippingAddress": dict(ADDRESS),
        "billingAddress": None,
        "meta": {},
        "channelOrderDate": "2024-04-24T06:00:33.889Z",
        "currencyId": "AED",
        "items": items,
        "attachments": [],
        **more,
    }


def send(
    conversation: Conversation, order: S2Order, body: Mapping[str, Any], order_id: str | None = None
) -> Reply:
    """An update, whatever the response."""
    return conversation.ask(
        UPDATE, path={"orderId": order_id or order.order_id}, body=body, expected=Expectation.UNSPECIFIED
    )


def updated(conversation: Conversation, graded: Grade | None = None, /, **more: Any) -> dict[str, Any]:
    """The order in the response to an update that keeps to the documents.

    :param graded: the grade of a refusal, where that is less than the rule's.
    """
    reply = send(conversation, order_of(conversation), body_of(order_of(conversation), **more))
    what = " and ".join(more) or "everything that is required"
    conversation.must_accept(reply, f"An update with {what}", location=next(iter(more), ""), graded=graded)
    return members(reply.value)


def must_show(shown: Mapping[str, Any], name: str, expected: Any, graded: Grade | None = None) -> None:
    """A member of the response is the one that was sent."""
    if shown.get(name) != expected:
        raise RuleViolationError(f"The response's {name} is not the one that was sent.", name, graded=graded)


def moment(value: Any) -> datetime | None:
    """A time of the wire; None for null.

    :raises Broken: it is none.
    """
    if value is None:
        return None
    try:
        return datetime.fromisoformat(str(value).replace("z", "Z"))
    except ValueError:
        raise RuleViolationError(f"{str(value)[:40]!r} is not a time with an offset.") from None


def files(shown: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """Name and path of each attachment of a response."""
    return [
        (attachment.get("fileName"), attachment.get("path"))
        for attachment in listed(shown.get("attachments"))
    ]
