"""The callback: what a merchant's endpoint must take, however Global-e sends it, and what it must refuse.

Invariants: the notices are about orders that the endpoint knows, so a refusal is a fault; only their
responses can be seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    Reply,
    RuleViolationError,
)
from order_contract.check.scenarios.order_queries import members
from order_contract.check.scenarios.scenario import Topic
from order_contract.check.server_data import MerchantOrder
from order_contract.check.wire_rules.expectation import Expectation

TOPIC: Final = Topic("callback-receivers", "merchant")
NOTICE: Final = "updateOrderStatusCallback"
REASON: Final[Mapping[str, str]] = {"OrderStatusReasonCode": "1009", "Name": "Out of stock"}
_PLAIN: Final = frozenset({"notice-documented", "notice-again", "notice-order", "notice-guid-case"})
"""Rules that do not ask whether a plain notice is taken when theirs is refused."""
rule, also = TOPIC.rule, TOPIC.also


def order_of(conversation: Conversation) -> MerchantOrder:
    """The first order that the endpoint knows."""
    if not conversation.merchant.orders:
        raise NotTestedError("The fixtures have no order.")
    return conversation.merchant.orders[0]


def tell(conversation: Conversation, order: MerchantOrder | None = None, **more: Any) -> Reply:
    """Deliver a notice, whatever the response."""
    known = order or order_of(conversation)
    body = {
        "OrderId": known.order_id,
        "StatusCode": conversation.merchant.statuses[0],
        "MerchantOrderId": known.merchant_order_id,
        **more,
    }
    return conversation.ask(
        NOTICE,
        body={name: value for name, value in body.items() if value is not ...},
        expected=Expectation.UNSPECIFIED,
    )


def taken(
    conversation: Conversation,
    message: str,
    order: MerchantOrder | None = None,
    *,
    location: str = "",
    graded: Grade | None = None,
    **more: Any,
) -> Reply:
    """Deliver a notice that must be answered with success."""
    reply = tell(conversation, order, **more)
    if reply.refused and conversation.rule_id not in _PLAIN:
        _plain(conversation)
    conversation.must_accept(reply, message, location=location, graded=graded)
    if not (isinstance(reply.value, dict) and reply.value.get("Success") is True):
        if reply.judgement.violations:
            raise NotTestedError("The response's form is reported as body.")
        raise RuleViolationError(f"{message} was not answered with Success true.", location or "Success")
    return reply


def _plain(conversation: Conversation) -> None:
    if tell(conversation).refused:
        raise NotTestedError(
            "Even a plain notice is refused, which is reported as notice-documented or notice-again."
        )


def _documented(conversation: Conversation) -> dict[str, Any]:
    """The members of the documented notice, without those that name the order."""
    (sample, *_) = conversation.session.operations[NOTICE].body_samples or ({},)
    return {
        name: value
        for name, value in sample.items()
        if name not in ("OrderId", "MerchantOrderId", "StatusCode", "MerchantInternalOrderId")
    }


@rule("notice-documented", "The documented notice is answered with success.", "002:63-136", NOTICE)
def _sample(conversation: Conversation) -> None:
    for order in conversation.merchant.orders:
        taken(
            conversation,
            "The documented notice of an order that is known",
            order,
            **_documented(conversation),
        )


@rule("notice-mandatory", "Only OrderId and StatusCode are mandatory.", "002:17", NOTICE)
def _mandatory(conversation: Conversation) -> None:
    taken(conversation, "A notice with the mandatory members alone", MerchantOrderId=...)


@rule(
    "notice-again",
    "The same notice, delivered again, is answered with success.",
    "SFCC, WA",
    NOTICE,
    evidence="public",
)
def _again(conversation: Conversation) -> None:
    for status in conversation.merchant.statuses:
        first = taken(
            conversation, f"A notice of {status}", StatusCode=status, OrderStatusReason=dict(REASON)
        )
        for time in ("second", "third"):
            again = taken(
                conversation,
                f"A notice of {status}, delivered a {time} time,",
                StatusCode=status,
                OrderStatusReason=dict(REASON),
            )
            if _acknowledgement(again) != _acknowledgement(first):
                raise RuleViolationError("The same notice, delivered again, is answered otherwise.")


@also("notice-again")
def _again_in_full(conversation: Conversation) -> None:
    for time in ("first", "second"):
        taken(conversation, f"The documented notice, delivered a {time} time,", **_documented(conversation))


def _acknowledgement(reply: Reply) -> tuple[Any, Any]:
    return reply.value.get("OrderId"), reply.value.get("Success")


@rule(
    "notice-order",
    "Notices are answered with success in whatever order they come.",
    "002:21",
    NOTICE,
    evidence="public",
)
def _order(conversation: Conversation) -> None:
    if len(conversation.merchant.statuses) < 2:
        raise NotTestedError("The fixtures name less than two statuses.")
    first, second = conversation.merchant.statuses[:2]
    for status in (second, first, second, first):
        taken(conversation, f"A notice of {status}, after others,", StatusCode=status)


@rule("notice-unknown-member", "Members that are not listed are taken.", "002:27", NOTICE)
def _unknown_member(conversation: Conversation) -> None:
    extra: dict[str, Any] = {"NewMember": {"Deep": [1, None, "x"]}, "Another": True, "X-Y": ""}
    taken(conversation, "A notice with members that are not listed", location="body", **extra)
    details: dict[str, Any] = {
        "InternationalDetails": {"CurrencyCode": "SGD", "NewMember": "x"},
        "Customer": {"Unknown": 1},
    }
    taken(
        conversation,
        "A notice with members inside that are not listed",
        location="body.InternationalDetails",
        **details,
    )


@rule(
    "notice-unknown-status",
    "A status that the merchant does not know is accepted.",
    "002:15",
    NOTICE,
    evidence="inferred",
)
def _unknown_status(conversation: Conversation) -> None:
    for status in ("SOME_NEW_STATUS", "N/A", "custom.Größe", "x" * 60):
        taken(
            conversation,
            f"A notice of the status {status[:20]}",
            location="body.StatusCode",
            StatusCode=status,
        )


@rule("notice-known-status", "Every status that the merchant works with is taken.", "002:13-15", NOTICE)
def _known_status(conversation: Conversation) -> None:
    for place, status in enumerate(conversation.merchant.statuses):
        for reason in (None, dict(REASON), ...):
            taken(
                conversation,
                f"A notice of {status}",
                location="body.StatusCode",
                graded=Grade.SHOULD
                if place
                else None,  # an order may not move to every status from every other
                StatusCode=status,
                OrderStatusReason=reason,
            )


@rule("notice-null", "Null stands for none nearly everywhere.", "002:95-119", NOTICE, evidence="example")
def _null(conversation: Conversation) -> None:
    shown: dict[str, Any] = {
        "GiftCards": None,
        "TotalValueForCustoms": None,
        "InternationalDetails": {"OrderTrackingNumber": None, "ShipmentLocation": None},
    }
    taken(conversation, "A notice with the nulls of the sample", location="body", **shown)
    names = (
        "CartId",
        "CartHash",
        "MerchantInternalOrderId",
        "InternationalDetails",
        "WebStoreCode",
        "Products",
    )
    nulls: dict[str, Any] = dict.fromkeys((*names, "OrderStatusReason"))
    taken(conversation, "A notice with nulls", location="body", graded=Grade.SHOULD, **nulls)
    details: dict[str, Any] = {
        "InternationalDetails": {"ParcelsTracking": None, "TotalPrice": None, "CurrencyCode": None}
    }
    place = "body.InternationalDetails"
    taken(conversation, "A notice with nulls inside", location=place, graded=Grade.SHOULD, **details)


@rule(
    "notice-undecodable",
    "A text that cannot be decoded is taken as it is.",
    "002:96",
    NOTICE,
    evidence="example",
)
def _undecodable(conversation: Conversation) -> None:
    for place, text in enumerate(("https%3a%2f%2fwww2%", "100%", "%zz", "Petah+Tiqwa", "%E6%9D%B1", "%ff")):
        taken(
            conversation,
            "A notice with a text that cannot be decoded",
            location="body.OrderTrackingUrl",
            graded=Grade.SHOULD if place else None,  # the sample has the first
            InternationalDetails={"OrderTrackingUrl": text},
        )
        taken(
            conversation,
            "A notice with a text that cannot be decoded",
            location="body.City",
            graded=Grade.SHOULD,
            SecondaryShipping={"City": text, "Email": text},
        )


@rule("notice-texts", "Letters beyond ASCII are taken.", "002:63", NOTICE, evidence="inferred")
def _texts(conversation: Conversation) -> None:
    reason = {"OrderStatusReasonCode": "1009", "Name": 'ausverkauft, "Größe" 東京 😀 & <b>'}
    taken(
        conversation,
        "A notice with letters beyond ASCII",
        location="body.OrderStatusReason",
        OrderStatusReason=reason,
    )


@rule(
    "notice-answer-order",
    "The response's OrderId is the order's id on the merchant's site.",
    "002:71, 002:131",
    NOTICE,
    evidence="inferred",
)
def _answer_order(conversation: Conversation) -> None:
    for order in conversation.merchant.orders:
        if order.merchant_order_id is None:
            raise NotTestedError("The fixtures do not give merchant_order_id.")
        for reply in (
            taken(conversation, "A notice of an order that is known", order),
            tell(conversation, order, MerchantOrderId=...),
        ):
            if reply.accepted and members(reply.value).get("OrderId") not in (
                None,
                "",
                order.merchant_order_id,
            ):
                raise RuleViolationError(
                    "The response's OrderId is not the order's id on the merchant's site.", "OrderId"
                )


@rule(
    "notice-failure-status",
    "A failure is answered with Success false, and not with status 200.",
    "002:138-143, DOC:general-api-reference",
    NOTICE,
    evidence="public",
)
def _failure_status(conversation: Conversation) -> None:
    responses = [
        conversation.ask(NOTICE, body={"StatusCode": "CANCELLED"}),
        conversation.ask(NOTICE, body={"OrderId": order_of(conversation).order_id}),
        tell(conversation, OrderId=conversation.merchant.unknown_order, MerchantOrderId=...),
    ]
    for reply in responses:
        if reply.refused and reply.step.received.status == 200:
            raise RuleViolationError("A failure is answered with status 200.", "200")
        if reply.refused and isinstance(reply.value, dict) and reply.value.get("Success") is True:
            raise RuleViolationError(
                f"A failure is answered with Success true, under status {reply.step.received.status}.",
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
        reply = tell(conversation, OrderId=conversation.merchant.unknown_order, MerchantOrderId=merchant_id)
        conversation.must_refuse(reply, "A notice of an unknown order", location="body.OrderId")


@rule(
    "notice-mixed-ids",
    "Two ids that are not of one order are refused.",
    "SFCC",
    NOTICE,
    needs=("refuses.mixed-ids",),
    evidence="declared",
)
def _mixed_ids(conversation: Conversation) -> None:
    reply = tell(conversation, MerchantOrderId="no-such-order")
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
    _plain(conversation)
    for written in sorted({guid.lower(), guid.upper()} - {guid}):
        with conversation.known_as(replace(conversation.session.credentials, merchant_guid=written)):
            taken(
                conversation,
                "A notice with the merchant's GUID in another case",
                location="body.MerchantGUID",
            )


@rule("notice-orders", "Each order is told apart.", "002:67-71", NOTICE, evidence="inferred")
def _orders(conversation: Conversation) -> None:
    if len(conversation.merchant.orders) < 2:
        raise NotTestedError("The fixtures have less than two orders.")
    for order in (*conversation.merchant.orders, *conversation.merchant.orders[:1]):
        reply = taken(conversation, "A notice of an order that is known", order, location="body.OrderId")
        if order.merchant_order_id and reply.value.get("OrderId") not in (None, "", order.merchant_order_id):
            raise RuleViolationError("A notice is answered for another order than its own.", "OrderId")
