"""GetOrdersDetails: the orders that were asked for, all of them and no others, and only to their merchant.

Invariant: whether an unknown id is refused or left out is the server's choice.
"""

from __future__ import annotations

import re
from typing import Final

from order_contract.check.scenarios.conversation import Conversation, Reply, RuleViolationError
from order_contract.check.scenarios.order_queries import DETAILS, details, international, listed, text
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.scenarios.spellings import spellings
from order_contract.check.wire_rules.expectation import Expectation
from order_contract.wire import codec

GROUP: Final = RuleGroup("money", "globale")
_CURRENCY: Final = re.compile(r"[A-Z]{3}\Z")
rule, also_tests = GROUP.rule, GROUP.also_tests


def _ids(reply: Reply) -> list[str]:
    return [text(order.get("OrderId")) for order in listed(reply.value)]


def _asked(conversation: Conversation, *order_ids: str) -> Reply:
    return conversation.ask(DETAILS, body={"OrderIds": list(order_ids)}, expected=Expectation.UNSPECIFIED)


@rule(
    "details-some-unknown",
    "An unknown id beside known ones does not take the known orders out of the response.",
    "003:113-122",
    DETAILS,
    reads=True,
    evidence="inferred",
)
def _some_unknown(conversation: Conversation) -> None:
    known, unknown = conversation.globale.orders[0].order_id, conversation.globale.unknown_order
    for order_ids in ((unknown, known), (known, unknown)):
        reply = _asked(conversation, *order_ids)
        if reply.accepted and _ids(reply) != [known]:
            raise RuleViolationError(
                "GetOrdersDetails of a known and an unknown order does not return the known one alone."
            )


@also_tests("details-some-unknown")
def _in_other_spellings(conversation: Conversation) -> None:
    known = conversation.globale.orders[0].order_id
    for about, body in spellings(codec.dumps({"OrderIds": [known]})):
        reply = conversation.ask(DETAILS, body=body, expected=Expectation.UNSPECIFIED)
        conversation.must_accept(reply, f"GetOrdersDetails {about}", location=f"body {about}")
        if _ids(reply) != [known]:
            raise RuleViolationError(f"GetOrdersDetails {about} gives other orders.", f"body {about}")


@rule(
    "details-none",
    "Where no order is asked for, none is shown.",
    "003:122",
    DETAILS,
    reads=True,
    evidence="inferred",
)
def _none(conversation: Conversation) -> None:
    reply = _asked(conversation)
    if reply.accepted and _ids(reply):
        raise RuleViolationError(
            f"GetOrdersDetails with an empty list of ids gives {len(_ids(reply))} order(s).", "body.OrderIds"
        )


@rule(
    "details-own",
    "An order is shown to its own merchant.",
    "003:228-231, 002:69",
    DETAILS,
    reads=True,
    evidence="inferred",
)
def _own(conversation: Conversation) -> None:
    guid = conversation.given(conversation.session.credentials.guid, "the merchant's GUID")
    for order in conversation.globale.orders[:3]:
        shown = text(details(conversation, order).get("MerchantGUID"))
        if shown and shown.casefold() != guid.casefold():
            raise RuleViolationError(
                "GetOrdersDetails shows an order under another merchant's GUID.", "MerchantGUID"
            )


@rule(
    "details-foreign",
    "An order of another merchant is not shown.",
    "003:228-231",
    DETAILS,
    reads=True,
    needs=("foreign_order",),
    evidence="inferred",
)
def _foreign(conversation: Conversation) -> None:
    foreign = conversation.given(conversation.globale.foreign_order, "foreign_order")
    reply = _asked(conversation, foreign)
    if reply.accepted and foreign in _ids(reply):
        raise RuleViolationError("GetOrdersDetails shows an order of another merchant.", "body.OrderIds")


@rule(
    "details-part-of-id",
    "A part of an order's id names no order.",
    "003:114",
    DETAILS,
    reads=True,
    evidence="inferred",
)
def _part_of_id(conversation: Conversation) -> None:
    order = conversation.globale.orders[0]
    digits = "".join(letter for letter in order.order_id if letter.isdigit())
    known = {
        text(value)
        for known in conversation.globale.orders
        for value in (known.order_id, known.merchant_order_id)
    }
    for part in (order.order_id[:-2], f"{order.order_id}0", f"XX{digits}XX"):
        reply = _asked(conversation, part)
        if part and part not in known and reply.accepted and _ids(reply):
            raise RuleViolationError(
                f"GetOrdersDetails of {part} gives the order {order.order_id}.", "body.OrderIds"
            )


@rule(
    "details-shown",
    "What is shown of an order is that order's: its ids, its products, its currency and its total.",
    "002:71, 002:78-82, 003:113",
    DETAILS,
    reads=True,
    evidence="inferred",
)
def _shown(conversation: Conversation) -> None:
    for order in conversation.globale.orders[:3]:
        shown = details(conversation, order)
        merchant_id = shown.get("MerchantOrderId", order.merchant_order_id)
        if order.merchant_order_id and text(merchant_id) != order.merchant_order_id:
            raise RuleViolationError("MerchantOrderId is not the order's.", "MerchantOrderId")
        if order.products and shown.get("Products", True) in ([], None):
            raise RuleViolationError("An order that has products shows none.", "Products")
        items = {text(entry.get("CartItemId")) for entry in listed(shown.get("Products"))} - {""}
        if items and items.isdisjoint(product.cart_item_id for product in order.products):
            raise RuleViolationError(
                "An order shows only products that the fixtures do not have of it.", "Products.CartItemId"
            )
        whole = international(shown)
        for name in ("CurrencyCode", "TransactionCurrencyCode"):
            if name in whole and not _CURRENCY.match(text(whole[name])):
                raise RuleViolationError(f"{name} is not a currency of three capital letters.", name)
        if order.currency and text(whole.get("CurrencyCode", order.currency)) != order.currency:
            raise RuleViolationError(
                f"CurrencyCode is not the {order.currency} that the fixtures say.",
                "InternationalDetails.CurrencyCode",
            )
        if whole.get("TotalPrice", order.paid) is None:
            raise RuleViolationError("The total of an order is null.", "TotalPrice")
        totals = [whole.get(name) for name in ("TotalPrice", "TransactionTotalPrice")]
        one_currency = whole.get("CurrencyCode") == whole.get("TransactionCurrencyCode")
        if one_currency and None not in totals and totals[0] != totals[1]:
            raise RuleViolationError("Two totals in one currency differ.", "TransactionTotalPrice")
