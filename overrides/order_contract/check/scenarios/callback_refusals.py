"""The callback: what a merchant's endpoint must refuse, and how.

Invariant: the notices are about orders that the endpoint knows, unless the rule says otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from order_contract.check.scenarios.callback import (
    CANCELLED,
    NOTICE,
    documented,
    must_accept_plain_notice,
    must_acknowledge,
    notify,
    order_of,
)
from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    Reply,
    RuleViolationError,
)
from order_contract.check.scenarios.declared_refusals import ODD, declare
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.wire_rules.expectation import Expectation

GROUP: Final = RuleGroup("callback-receivers", "merchant")
DECLARED: Final = RuleGroup("declared", "merchant")
rule = GROUP.rule


@rule(
    "notice-failure-status",
    "A failure is reported with Success false, and not with status 200.",
    "002:138-143, DOC:general-api-reference",
    NOTICE,
    evidence="public",
)
def _failure_status(conversation: Conversation) -> None:
    responses = [
        conversation.ask(NOTICE, body={"StatusCode": "CANCELLED"}),
        conversation.ask(NOTICE, body={"OrderId": order_of(conversation).order_id}),
        conversation.ask(NOTICE, body={**documented(conversation), "StatusCode": "CANCELLED"}),
        notify(conversation, OrderId=conversation.merchant.unknown_order, MerchantOrderId=...),
    ]
    for reply in responses:
        if reply.refused and reply.step.received.status == 200:
            raise RuleViolationError("A failure gets status 200.", "200")
        if reply.refused and isinstance(reply.value, dict) and reply.value.get("Success") is True:
            raise RuleViolationError(
                f"A failure is reported with Success true, under status {reply.step.received.status}.",
                "Success",
            )


@rule(
    "notice-unknown-order",
    "An order that does not exist is refused.",
    "002:138-143",
    NOTICE,
    needs=("refuses.unknown-order",),
    evidence="declared",
)
def _unknown_order(conversation: Conversation) -> None:
    for merchant_id in (..., None):
        reply = notify(conversation, OrderId=conversation.merchant.unknown_order, MerchantOrderId=merchant_id)
        conversation.must_refuse(reply, "A notice of an unknown order", location="body.OrderId")
    conversation.must_refuse(
        notify(conversation, OrderId=0, MerchantOrderId=...),
        "A notice of the order 0",
        location="body.OrderId",
    )
    begun = order_of(conversation).order_id[:-2]
    reply = notify(conversation, OrderId=begun, MerchantOrderId=...)
    conversation.must_refuse(reply, "A notice of the beginning of an order's id", location="body.OrderId")


@rule(
    "notice-mixed-ids",
    "Two ids that are not of one order are refused.",
    "SFCC",
    NOTICE,
    needs=("refuses.mixed-ids",),
    evidence="declared",
)
def _mixed_ids(conversation: Conversation) -> None:
    reply = notify(conversation, MerchantOrderId="no-such-order")
    conversation.must_refuse(
        reply, "A notice whose ids are not of one order", location="body.MerchantOrderId"
    )


@rule(
    "notice-wrong-guid",
    "A notice with another GUID than the merchant's is refused.",
    "002:69",
    NOTICE,
    evidence="declared",
)
def _wrong_guid(conversation: Conversation) -> None:
    guid = conversation.given(
        conversation.session.credentials.merchant_guid,
        "the GUID that the endpoint asks for (--merchant-guid)",
    )
    order = order_of(conversation)
    for wrong in ("00000000-0000-0000-0000-000000000000", guid[:-1], f"{guid}0", guid[::-1]):
        if wrong.casefold() == guid.casefold():
            continue
        body = {
            "OrderId": order.order_id,
            "StatusCode": conversation.merchant.statuses[0],
            "MerchantGUID": wrong,
        }
        reply = conversation.ask(NOTICE, body=body, authorized=False, expected=Expectation.UNSPECIFIED)
        conversation.must_refuse(
            reply, "A notice with another GUID than the merchant's", location="body.MerchantGUID"
        )


@rule("notice-guid-case", "The GUID is compared without regard to case.", "SFCC", NOTICE, evidence="public")
def _guid_case(conversation: Conversation) -> None:
    guid = conversation.given(
        conversation.session.credentials.merchant_guid,
        "the GUID that the endpoint asks for (--merchant-guid)",
    )
    must_accept_plain_notice(conversation)
    for written in sorted({guid.lower(), guid.upper()} - {guid}):
        with conversation.known_as(replace(conversation.session.credentials, merchant_guid=written)):
            must_acknowledge(
                conversation,
                "A notice with the merchant's GUID in another case",
                location="body.MerchantGUID",
            )


@rule(
    "notice-empty",
    "An empty OrderId names no order, and an empty StatusCode no status.",
    "002:17",
    NOTICE,
    evidence="inferred",
)
def _empty(conversation: Conversation) -> None:
    reply = notify(conversation, OrderId="", MerchantOrderId=...)
    conversation.must_refuse(reply, "A notice with an empty OrderId", location="body.OrderId")
    reply = notify(conversation, StatusCode="", MerchantOrderId=...)
    conversation.must_refuse(reply, "A notice with an empty StatusCode", location="body.StatusCode")


@declare(
    DECLARED,
    NOTICE,
    "unknown-status",
    "A notice of a status that the endpoint does not know",
    "002:13-15",
    "body.StatusCode",
)
def _unknown_status(conversation: Conversation) -> Reply:
    return notify(conversation, StatusCode=ODD)


@declare(
    DECLARED,
    NOTICE,
    "after-cancelled",
    "A notice of another status after CANCELLED",
    "002:13",
    "body.StatusCode",
)
def _after_cancelled(conversation: Conversation) -> Reply:
    later = [status for status in conversation.merchant.statuses if status != CANCELLED]
    if CANCELLED not in conversation.merchant.statuses or not later:
        raise NotTestedError("The fixtures do not name CANCELLED and another status.")
    must_acknowledge(conversation, "A notice of CANCELLED", StatusCode=CANCELLED)
    return notify(conversation, StatusCode=later[0])
