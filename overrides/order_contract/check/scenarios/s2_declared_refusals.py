"""Updates that S2 refuses although no document says so, and the fixtures declare: one rule for each word of
`refuses` that no other rule is about.

Invariant: each update keeps to the documents but for what is declared, and is about an order that exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from order_contract.check.scenarios import s2_order
from order_contract.check.scenarios.conversation import Conversation, Reply
from order_contract.check.scenarios.declared_refusals import declare
from order_contract.check.scenarios.scenario import RuleGroup

GROUP: Final = RuleGroup("declared", "s2")


def _update(conversation: Conversation, **more: Any) -> Reply:
    order = s2_order.order_of(conversation)
    body = s2_order.body_of(order, **more)
    return s2_order.send(
        conversation, order, {name: value for name, value in body.items() if value is not ...}
    )


def _with_items(conversation: Conversation, *changes: Mapping[str, Any]) -> Reply:
    """An update with one item for each of the changes."""
    (item, *_) = s2_order.body_of(s2_order.order_of(conversation))["items"]
    return _update(conversation, items=[{**item, **change} for change in changes])


@declare(GROUP, s2_order.UPDATE, "unknown-currency", "An unknown currency", "004:23", "body.currencyId")
def _unknown_currency(conversation: Conversation) -> Reply:
    return _update(conversation, currencyId="QQQ")


@declare(
    GROUP,
    s2_order.UPDATE,
    "unknown-country",
    "An unknown country",
    "004:47",
    "body.shippingAddress.countryId",
)
def _unknown_country(conversation: Conversation) -> Reply:
    return _update(conversation, shippingAddress={**s2_order.ADDRESS, "countryId": "QQ"})


@declare(GROUP, s2_order.UPDATE, "missing-account", "An update without accountId", "004:34", "body.accountId")
def _missing_account(conversation: Conversation) -> Reply:
    return _update(conversation, accountId=...)


@declare(
    GROUP,
    s2_order.UPDATE,
    "missing-channel-ids",
    "An update without channelOrderId, channelOrderIdAlt and channelOrderIdAlt2",
    "004:35-37",
    "body.channelOrderId",
)
def _missing_channel_ids(conversation: Conversation) -> Reply:
    return _update(conversation, **dict.fromkeys(s2_order.IDS, ...))


@declare(
    GROUP,
    s2_order.UPDATE,
    "empty-product",
    "An item whose productId is empty",
    "004:69",
    "body.items.productId",
)
def _empty_product(conversation: Conversation) -> Reply:
    return _with_items(conversation, {"productId": ""})


@declare(GROUP, s2_order.UPDATE, "no-items", "An update without any item", "004:27", "body.items")
def _no_items(conversation: Conversation) -> Reply:
    return _update(conversation, items=[])


@declare(
    GROUP,
    s2_order.UPDATE,
    "item-twice",
    "An update with the same channelOrderItemId twice",
    "004:66",
    "body.items.channelOrderItemId",
)
def _item_twice(conversation: Conversation) -> Reply:
    return _with_items(conversation, {"channelOrderItemId": "1"}, {"channelOrderItemId": "1"})


@declare(
    GROUP,
    s2_order.UPDATE,
    "fractional-quantities",
    "An update of one and a half pieces",
    "004:70",
    "body.items.quantity",
)
def _fractional_quantities(conversation: Conversation) -> Reply:
    return _with_items(conversation, {"quantity": Decimal("1.5")})


@declare(
    GROUP,
    s2_order.UPDATE,
    "null-note",
    "An update with null as its customerNote",
    "004:26",
    "body.customerNote",
)
def _null_note(conversation: Conversation) -> Reply:
    return _update(conversation, customerNote=None)


@declare(GROUP, s2_order.UPDATE, "null-meta", "An update with null as its meta", "004:20", "body.meta")
def _null_meta(conversation: Conversation) -> Reply:
    return _update(conversation, meta=None)


@declare(
    GROUP,
    s2_order.UPDATE,
    "null-in-address",
    "An address with null in one of its members",
    "004:18",
    "body.shippingAddress.company",
)
def _null_in_address(conversation: Conversation) -> Reply:
    return _update(conversation, shippingAddress={**s2_order.ADDRESS, "company": None})
