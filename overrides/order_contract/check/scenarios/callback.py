"""The callback: what a merchant's endpoint must take, however Global-e sends it, and what it must refuse.

Invariants: the notices are about orders that the endpoint knows, so a refusal is a fault; only their
responses can be seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    Reply,
    RuleViolationError,
    Topic,
)
from order_contract.check.scenarios.order_queries import members
from order_contract.check.server_data import MerchantOrder

TOPIC: Final = Topic("callback-receivers", "merchant")
NOTICE: Final = "updateOrderStatusCallback"
REASON: Final[Mapping[str, str]] = {"OrderStatusReasonCode": "1009", "Name": "Out of stock"}
_PLAIN: Final = frozenset({"notice-documented", "notice-again", "notice-order", "notice-guid-case"})
"""Rules that do not ask whether a plain notice is taken when theirs is refused."""
rule, also = TOPIC.rule, TOPIC.also


def order_of(talk: Conversation) -> MerchantOrder:
    """The first order that the endpoint knows."""
    if not talk.merchant.orders:
        raise NotTestedError("The fixtures have no order.")
    return talk.merchant.orders[0]


def tell(talk: Conversation, order: MerchantOrder | None = None, **more: Any) -> Reply:
    """Deliver a notice, whatever comes of it."""
    known = order or order_of(talk)
    body = {
        "OrderId": known.order_id,
        "StatusCode": talk.merchant.statuses[0],
        "MerchantOrderId": known.merchant_order_id,
        **more,
    }
    return talk.ask(
        NOTICE, body={name: value for name, value in body.items() if value is not ...}, open_point=True
    )


def taken(
    talk: Conversation, sentence: str, order: MerchantOrder | None = None, *, where: str = "", **more: Any
) -> Reply:
    """Deliver a notice that must be answered with success."""
    said = tell(talk, order, **more)
    if said.refused and talk.rule_id not in _PLAIN:
        _plain(talk)
    talk.must_accept(said, sentence, where=where)
    if not (isinstance(said.value, dict) and said.value.get("Success") is True):
        if said.judgement.faults:
            raise NotTestedError("The response's form is reported as body.")
        raise RuleViolationError(f"{sentence} was not answered with Success true.", where or "Success")
    return said


def _plain(talk: Conversation) -> None:
    if tell(talk).refused:
        raise NotTestedError(
            "Even a plain notice is refused, which is reported as notice-documented or notice-again."
        )


def _documented(talk: Conversation) -> dict[str, Any]:
    """The members of the documented notice, without those that name the order."""
    (sample, *_) = talk.session.operations[NOTICE].body_samples or ({},)
    return {
        name: value
        for name, value in sample.items()
        if name not in ("OrderId", "MerchantOrderId", "StatusCode", "MerchantInternalOrderId")
    }


@rule("notice-documented", "The documented notice is answered with success.", "002:63-136", NOTICE)
def _sample(talk: Conversation) -> None:
    for order in talk.merchant.orders:
        taken(talk, "The documented notice of an order that is known", order, **_documented(talk))


@rule("notice-mandatory", "Only OrderId and StatusCode are mandatory.", "002:17", NOTICE)
def _mandatory(talk: Conversation) -> None:
    taken(talk, "A notice with the mandatory members alone", MerchantOrderId=...)


@rule(
    "notice-again",
    "The same notice, delivered again, is answered with success.",
    "SFCC, WA",
    NOTICE,
    evidence="public",
)
def _again(talk: Conversation) -> None:
    for status in talk.merchant.statuses:
        first = taken(talk, f"A notice of {status}", StatusCode=status, OrderStatusReason=dict(REASON))
        for time in ("second", "third"):
            again = taken(
                talk,
                f"A notice of {status}, delivered a {time} time,",
                StatusCode=status,
                OrderStatusReason=dict(REASON),
            )
            if _told(again) != _told(first):
                raise RuleViolationError("The same notice, delivered again, is answered otherwise.")


@also("notice-again")
def _again_in_full(talk: Conversation) -> None:
    for time in ("first", "second"):
        taken(talk, f"The documented notice, delivered a {time} time,", **_documented(talk))


def _told(said: Reply) -> tuple[Any, Any]:
    return said.value.get("OrderId"), said.value.get("Success")


@rule(
    "notice-order",
    "Notices are answered with success in whatever order they come.",
    "002:21",
    NOTICE,
    evidence="public",
)
def _order(talk: Conversation) -> None:
    if len(talk.merchant.statuses) < 2:
        raise NotTestedError("The fixtures name less than two statuses.")
    first, second = talk.merchant.statuses[:2]
    for status in (second, first, second, first):
        taken(talk, f"A notice of {status}, after others,", StatusCode=status)


@rule("notice-unknown-member", "Members that are not listed are taken.", "002:27", NOTICE)
def _unknown_member(talk: Conversation) -> None:
    extra: dict[str, Any] = {"NewMember": {"Deep": [1, None, "x"]}, "Another": True, "X-Y": ""}
    taken(talk, "A notice with members that are not listed", where="body", **extra)
    details: dict[str, Any] = {
        "InternationalDetails": {"CurrencyCode": "SGD", "NewMember": "x"},
        "Customer": {"Unknown": 1},
    }
    taken(
        talk, "A notice with members inside that are not listed", where="body.InternationalDetails", **details
    )


@rule("notice-unknown-status", "A status that the merchant does not know is taken note of.", "002:15", NOTICE)
def _unknown_status(talk: Conversation) -> None:
    for status in ("SOME_NEW_STATUS", "N/A", "custom.Größe", "x" * 60):
        taken(talk, f"A notice of the status {status[:20]}", where="body.StatusCode", StatusCode=status)


@rule("notice-known-status", "Every status that the merchant works with is taken.", "002:13-15", NOTICE)
def _known_status(talk: Conversation) -> None:
    for status in talk.merchant.statuses:
        for reason in (None, dict(REASON), ...):
            taken(
                talk,
                f"A notice of {status}",
                where="body.StatusCode",
                StatusCode=status,
                OrderStatusReason=reason,
            )


@rule("notice-null", "Null stands for none nearly everywhere.", "002:95-119", NOTICE, evidence="example")
def _null(talk: Conversation) -> None:
    names = (
        "CartId",
        "CartHash",
        "MerchantInternalOrderId",
        "InternationalDetails",
        "WebStoreCode",
        "GiftCards",
        "OrderStatusReason",
        "Products",
    )
    nulls: dict[str, Any] = dict.fromkeys(names)
    taken(talk, "A notice with nulls", where="body", **nulls)
    details: dict[str, Any] = {
        "InternationalDetails": {
            "OrderTrackingNumber": None,
            "ParcelsTracking": None,
            "TotalPrice": None,
            "CurrencyCode": None,
        }
    }
    taken(talk, "A notice with nulls inside", where="body.InternationalDetails", **details)


@rule(
    "notice-undecodable",
    "A text that cannot be decoded is taken as it is.",
    "002:96",
    NOTICE,
    evidence="example",
)
def _undecodable(talk: Conversation) -> None:
    for text in ("https%3a%2f%2fwww2%", "100%", "%zz", "Petah+Tiqwa", "%E6%9D%B1", "%ff"):
        taken(
            talk,
            "A notice with a text that cannot be decoded",
            where="body.OrderTrackingUrl",
            InternationalDetails={"OrderTrackingUrl": text},
        )
        taken(
            talk,
            "A notice with a text that cannot be decoded",
            where="body.City",
            SecondaryShipping={"City": text, "Email": text},
        )


@rule("notice-texts", "Letters beyond ASCII are taken.", "002:63", NOTICE)
def _texts(talk: Conversation) -> None:
    reason = {"OrderStatusReasonCode": "1009", "Name": 'ausverkauft, "Größe" 東京 😀 & <b>'}
    taken(
        talk, "A notice with letters beyond ASCII", where="body.OrderStatusReason", OrderStatusReason=reason
    )


@rule(
    "notice-answer-order",
    "The response's OrderId is the order's id on the merchant's site.",
    "002:71, 002:131",
    NOTICE,
    evidence="example",
)
def _answer_order(talk: Conversation) -> None:
    for order in talk.merchant.orders:
        if order.merchant_order_id is None:
            raise NotTestedError("The fixtures do not give merchant_order_id.")
        for said in (
            taken(talk, "A notice of an order that is known", order),
            tell(talk, order, MerchantOrderId=...),
        ):
            if said.accepted and members(said.value).get("OrderId") not in (
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
def _failure_status(talk: Conversation) -> None:
    responses = [
        talk.ask(NOTICE, body={"StatusCode": "CANCELLED"}),
        talk.ask(NOTICE, body={"OrderId": order_of(talk).order_id}),
        tell(talk, OrderId=talk.merchant.unknown_order, MerchantOrderId=...),
    ]
    for said in responses:
        if said.refused and said.step.received.status == 200:
            raise RuleViolationError("A failure is answered with status 200.", "200")
        if said.refused and isinstance(said.value, dict) and said.value.get("Success") is True:
            raise RuleViolationError(
                f"A failure is answered with Success true, under status {said.step.received.status}.",
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
def _unknown_order(talk: Conversation) -> None:
    for merchant_id in (..., None):
        said = tell(talk, OrderId=talk.merchant.unknown_order, MerchantOrderId=merchant_id)
        talk.must_refuse(said, "A notice of an unknown order", where="body.OrderId")


@rule(
    "notice-mixed-ids",
    "Two ids that are not of one order are refused.",
    "SFCC",
    NOTICE,
    needs=("refuses.mixed-ids",),
    evidence="declared",
)
def _mixed_ids(talk: Conversation) -> None:
    said = tell(talk, MerchantOrderId="no-such-order")
    talk.must_refuse(said, "A notice whose ids are not of one order", where="body.MerchantOrderId")


@rule("notice-wrong-guid", "A notice with another GUID than the merchant's is refused.", "002:69", NOTICE)
def _wrong_guid(talk: Conversation) -> None:
    guid = talk.given(
        talk.session.credentials.merchant_guid, "the GUID that the endpoint asks for (--merchant-guid)"
    )
    order = order_of(talk)
    for wrong in ("00000000-0000-0000-0000-000000000000", guid[:-1], f"{guid}0", guid[::-1]):
        if wrong.casefold() == guid.casefold():
            continue
        body = {"OrderId": order.order_id, "StatusCode": talk.merchant.statuses[0], "MerchantGUID": wrong}
        said = talk.ask(NOTICE, body=body, authorized=False, open_point=True)
        talk.must_refuse(said, "A notice with another GUID than the merchant's", where="body.MerchantGUID")


@rule("notice-guid-case", "The GUID is compared without regard to case.", "SFCC", NOTICE, evidence="public")
def _guid_case(talk: Conversation) -> None:
    guid = talk.given(
        talk.session.credentials.merchant_guid, "the GUID that the endpoint asks for (--merchant-guid)"
    )
    _plain(talk)
    for written in sorted({guid.lower(), guid.upper()} - {guid}):
        with talk.known_as(replace(talk.session.credentials, merchant_guid=written)):
            taken(talk, "A notice with the merchant's GUID in another case", where="body.MerchantGUID")


@rule("notice-orders", "Each order is told apart.", "002:67-71", NOTICE, evidence="example")
def _orders(talk: Conversation) -> None:
    if len(talk.merchant.orders) < 2:
        raise NotTestedError("The fixtures have less than two orders.")
    for order in (*talk.merchant.orders, *talk.merchant.orders[:1]):
        said = taken(talk, "A notice of an order that is known", order, where="body.OrderId")
        if order.merchant_order_id and said.value.get("OrderId") not in (None, "", order.merchant_order_id):
            raise RuleViolationError("A notice is answered for another order than its own.", "OrderId")
