"""Updates that S2 must refuse: wrong credentials, wrong order, wrong content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from order_contract.check.scenarios.conversation import Conversation, RuleViolationError
from order_contract.check.scenarios.order_queries import members
from order_contract.check.scenarios.s2_order import (
    ADDRESS,
    ATTACHMENT,
    NO_ID,
    UPDATE,
    body_of,
    files,
    order_of,
    send,
    updated,
)
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.wire_rules.expectation import Expectation

GROUP: Final = RuleGroup("s2", "s2")
rule, also_tests = GROUP.rule, GROUP.also_tests


@rule("s2-unknown-order", "An order that does not exist is refused.", "004:7", UPDATE, evidence="inferred")
def _unknown_order(conversation: Conversation) -> None:
    order = order_of(conversation)
    conversation.must_refuse(
        send(conversation, order, body_of(order), conversation.s2.unknown_order),
        "An update of an unknown order",
        location="orderId",
    )


@rule(
    "s2-unknown-product",
    "A product that does not exist is refused.",
    "004:69",
    UPDATE,
    needs=("refuses.unknown-product",),
    evidence="declared",
)
def _unknown_product(conversation: Conversation) -> None:
    order = order_of(conversation)
    items = [
        *body_of(order)["items"][:1],
        {"channelOrderItemId": "9", "productId": NO_ID, "quantity": 1, "unitPrice": 1, "meta": {}},
    ]
    conversation.must_refuse(
        send(conversation, order, body_of(order, items=items)),
        "An update with an unknown product",
        location="body.items.productId",
    )


@rule(
    "s2-unknown-account",
    "An account that does not exist is refused.",
    "004:34",
    UPDATE,
    needs=("refuses.unknown-account",),
    evidence="declared",
)
def _unknown_account(conversation: Conversation) -> None:
    order = order_of(conversation)
    conversation.must_refuse(
        send(conversation, order, body_of(order, accountId=NO_ID)),
        "An update with an unknown account",
        location="body.accountId",
    )


@rule(
    "s2-utc",
    "channelOrderDate must be in UTC.",
    "004:22",
    UPDATE,
    needs=("refuses.other-zones",),
    evidence="declared",
)
def _utc(conversation: Conversation) -> None:
    order = order_of(conversation)
    reply = send(conversation, order, body_of(order, channelOrderDate="2024-04-24T08:00:33+02:00"))
    conversation.must_refuse(
        reply, "An update with a time that is not in UTC", location="body.channelOrderDate"
    )


@rule(
    "s2-empty-currency",
    "An empty currencyId is refused: the table lets other texts be empty, and not this one.",
    "004:21-26",
    UPDATE,
    evidence="inferred",
)
def _empty_currency(conversation: Conversation) -> None:
    order = order_of(conversation)
    conversation.must_refuse(
        send(conversation, order, body_of(order, currencyId="")),
        "An update with an empty currencyId",
        location="body.currencyId",
    )


@rule("s2-refused-whole", "An update that is refused changes nothing.", "004:7", UPDATE, evidence="inferred")
def _refused_whole(conversation: Conversation) -> None:
    order = order_of(conversation)
    before = updated(conversation, customerNote="Before")
    sent = [dict(ATTACHMENT)]
    incomplete = {
        name: value for name, value in body_of(order, attachments=sent).items() if name != "currencyId"
    }
    refused = [conversation.ask(UPDATE, path={"orderId": order.order_id}, body=incomplete).refused]
    if "unknown-product" in conversation.s2.refuses:
        items = [{"channelOrderItemId": "9", "productId": NO_ID, "quantity": 1, "unitPrice": 1, "meta": {}}]
        refused.append(send(conversation, order, body_of(order, attachments=sent, items=items)).refused)
    after = updated(conversation, customerNote="Before")
    if all(refused) and len(files(after)) != len(files(before)):
        raise RuleViolationError("Updates that were refused have added attachments.", "attachments")


@also_tests("s2-refused-whole")
def _refused_address(conversation: Conversation) -> None:
    order = order_of(conversation)
    updated(conversation)
    other = {**ADDRESS, "address1": "2 Rue Refusee"}
    incomplete = {
        name: value for name, value in body_of(order, shippingAddress=other).items() if name != "currencyId"
    }
    refused = conversation.ask(UPDATE, path={"orderId": order.order_id}, body=incomplete).refused
    without = {name: value for name, value in body_of(order).items() if name != "shippingAddress"}
    reply = send(conversation, order, without)
    if refused and reply.accepted and members(reply.value).get("shippingAddress") == other:
        raise RuleViolationError(
            "An update that was refused has stored its shippingAddress: a later one without an address "
            "shows it.",
            "shippingAddress",
        )


@rule(
    "s2-created",
    "An update does not move the time at which the order was created.",
    "004:263",
    UPDATE,
    evidence="inferred",
)
def _created(conversation: Conversation) -> None:
    if updated(conversation).get("createdAt") != updated(conversation, customerNote="Again").get("createdAt"):
        raise RuleViolationError("After a second update, the order was created at another time.", "createdAt")


@rule("s2-bearer", "A token that is not the caller's is refused.", "004:12", UPDATE, evidence="inferred")
def _bearer(conversation: Conversation) -> None:
    token = conversation.given(conversation.session.credentials.token, "a token")
    for wrong in (f"{token}x", token[:-1], "x"):
        _must_refuse_credentials(
            conversation,
            replace(conversation.session.credentials, token=wrong).headers("s2"),
            "An update with a wrong token",
            "authorization",
        )
    headers = conversation.session.credentials.headers("s2")
    _must_refuse_credentials(
        conversation,
        {**headers, "authorization": f"Basic {token}"},
        "An update with a token of another scheme",
        "authorization",
    )
    _must_refuse_credentials(
        conversation,
        {"x-s2-organization": headers["x-s2-organization"]},
        "An update without a token",
        "authorization",
    )


@rule(
    "s2-organization",
    "The header X-S2-Organization is required, and must be the caller's.",
    "004:13",
    UPDATE,
    evidence="inferred",
)
def _organization(conversation: Conversation) -> None:
    headers = conversation.session.credentials.headers("s2")
    _must_refuse_credentials(
        conversation,
        {"authorization": headers["authorization"]},
        "An update without an organisation",
        "x-s2-organization",
    )
    _must_refuse_credentials(
        conversation,
        {**headers, "x-s2-organization": NO_ID},
        "An update for an unknown organisation",
        "x-s2-organization",
    )


def _must_refuse_credentials(
    conversation: Conversation, headers: Mapping[str, str], message: str, location: str
) -> None:
    order = order_of(conversation)
    reply = conversation.ask(
        UPDATE,
        path={"orderId": order.order_id},
        body=body_of(order),
        headers=headers,
        authorized=False,
        expected=Expectation.UNSPECIFIED,
    )
    conversation.must_refuse(reply, message, location=location)
