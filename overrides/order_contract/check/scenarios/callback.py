"""The callback: what a merchant's endpoint must take, however Global-e sends it.

Invariants: the notices are about orders that the endpoint knows, so a refusal is a fault; only their
responses can be seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import (
    Conversation,
    NotTestedError,
    Reply,
    RuleViolationError,
)
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.server_data import MerchantOrder
from order_contract.check.wire_rules.expectation import Expectation

GROUP: Final = RuleGroup("callback-receivers", "merchant")
NOTICE: Final = "updateOrderStatusCallback"
CANCELLED: Final = "CANCELLED"
REASON: Final[Mapping[str, str]] = {"OrderStatusReasonCode": "1009", "Name": "Out of stock"}
_PLAIN: Final = frozenset({"notice-documented", "notice-again", "notice-order", "notice-guid-case"})
"""Rules that do not ask whether a plain notice is taken when theirs is refused."""
rule, also_tests = GROUP.rule, GROUP.also_tests


def order_of(conversation: Conversation) -> MerchantOrder:
    """The first order that the endpoint knows."""
    if not conversation.merchant.orders:
        raise NotTestedError("The fixtures have no order.")
    return conversation.merchant.orders[0]


def repeatable(conversation: Conversation) -> tuple[str, ...]:
    """The statuses that may come in any order: without CANCELLED where nothing may follow it, as the fixtures
    declare.
    """
    statuses = conversation.merchant.statuses
    if "after-cancelled" not in conversation.merchant.refuses:
        return statuses
    return tuple(status for status in statuses if status != CANCELLED) or statuses


def _is_declared(conversation: Conversation, body: Mapping[str, Any]) -> bool:
    """Whether the fixtures declare that the endpoint refuses a notice."""
    merchant, status = conversation.merchant, body.get("StatusCode")
    if "unknown-status" in merchant.refuses and status not in merchant.statuses:
        return True
    # Without a reset, an earlier run may have cancelled the order.
    is_cancelled = merchant.reset is None or conversation.session.delivered.has_status(body, CANCELLED)
    return "after-cancelled" in merchant.refuses and status != CANCELLED and is_cancelled


def notify(conversation: Conversation, order: MerchantOrder | None = None, **more: Any) -> Reply:
    """Deliver a notice, whatever the response."""
    body = _notice(conversation, order, more)
    return conversation.ask(NOTICE, body=body, expected=Expectation.UNSPECIFIED)


def _notice(
    conversation: Conversation, order: MerchantOrder | None, more: Mapping[str, Any]
) -> dict[str, Any]:
    """A plain notice with other members, without those that are `...`."""
    known = order or order_of(conversation)
    body = {
        "OrderId": known.order_id,
        "StatusCode": conversation.merchant.statuses[0],
        "MerchantOrderId": known.merchant_order_id,
        **more,
    }
    return {name: value for name, value in body.items() if value is not ...}


def must_acknowledge(
    conversation: Conversation,
    message: str,
    order: MerchantOrder | None = None,
    *,
    location: str = "",
    graded: Grade | None = None,
    **more: Any,
) -> Reply:
    """Deliver a notice that must be acknowledged.

    That a repetition is acknowledged, or a status after others, no document says: a refusal of either is a
    breach of `notice-again` or `notice-order`, whichever rule sent it.
    """
    body = _notice(conversation, order, more)
    delivered = conversation.session.delivered
    is_repeated = delivered.has(body) and conversation.rule_id != "notice-guid-case"
    follows = delivered.explains_refusal(body)
    reply = notify(conversation, order, **more)
    if reply.refused and _is_declared(conversation, body):
        raise NotTestedError("The fixtures declare that such a notice is refused.")
    if reply.refused and is_repeated:
        raise _repeated(message, reply, "was accepted before")
    if reply.refused and conversation.rule_id == "notice-again" and follows:
        if delivered.has_status(body, body["StatusCode"]):
            raise _repeated(message, reply, "follows another of its status")
        raise _repeated(message, reply, "follows others of the order", "notice-order")
    if reply.refused:
        _blame_notices_before(conversation, message, order, reply, follows=follows)
    conversation.must_accept(reply, message, location=location, graded=graded)
    if not (isinstance(reply.value, dict) and reply.value.get("Success") is True):
        if reply.judgement.violations:
            raise NotTestedError("The response's form is reported as body.")
        raise RuleViolationError(f"{message} was not acknowledged with Success true.", location or "Success")
    return reply


def _blame_notices_before(
    conversation: Conversation, message: str, order: MerchantOrder | None, reply: Reply, *, follows: bool
) -> None:
    """Raise where a refusal of a new notice may be about those before it, or is about any notice.

    :param follows: whether others of the order came before it.
    """
    if conversation.rule_id not in _PLAIN:
        must_accept_plain_notice(conversation)
    elif conversation.rule_id == "notice-documented" and notify(conversation, order).refused:
        if follows:
            raise _repeated(message, reply, "follows others of the order", "notice-order")
        if conversation.merchant.reset is None and _refuses_repetitions(conversation, order):
            raise _repeated(message, reply, "may have come in an earlier run: name a reset")


def _repeated(message: str, reply: Reply, why: str, rule_id: str = "notice-again") -> RuleViolationError:
    return RuleViolationError(
        f"{message} was refused with {reply.words}; it {why}.",
        rule_id=rule_id,
        graded=Grade.SHOULD,
        kind="repeated",
    )


def _refuses_repetitions(conversation: Conversation, order: MerchantOrder | None) -> bool:
    """Whether the endpoint accepts a notice of the order, and refuses it when it comes again."""
    for status in (*conversation.merchant.statuses[1:], f"NEW_STATUS_{conversation.state.seed}"):
        if notify(conversation, order, StatusCode=status).accepted:
            return notify(conversation, order, StatusCode=status).refused
    return False


def must_accept_plain_notice(conversation: Conversation) -> None:
    """Make sure that a refusal is about what is special in a notice.

    For a notice of the mandatory members, the documented one is the plain one.

    :raises NotTestedError: the server refuses the plain notice, too.
    """
    more = documented(conversation) if conversation.rule_id == "notice-mandatory" else {}
    if notify(conversation, **more).refused:
        raise NotTestedError(
            "Even a plain notice is refused, which is reported as notice-documented or notice-mandatory."
        )


def documented(conversation: Conversation) -> dict[str, Any]:
    """The members of the documented notice, without those that name the order."""
    (sample, *_) = conversation.session.operations[NOTICE].body_samples or ({},)
    return {
        name: value
        for name, value in sample.items()
        if name not in ("OrderId", "MerchantOrderId", "StatusCode", "MerchantInternalOrderId")
    }


@rule("notice-documented", "The documented notice is acknowledged.", "002:63-136", NOTICE)
def _sample(conversation: Conversation) -> None:
    for order in conversation.merchant.orders:
        must_acknowledge(
            conversation,
            "The documented notice of an order that is known",
            order,
            **documented(conversation),
        )


@rule("notice-mandatory", "Only OrderId and StatusCode are mandatory.", "002:17", NOTICE)
def _mandatory(conversation: Conversation) -> None:
    must_acknowledge(conversation, "A notice with the mandatory members alone", MerchantOrderId=...)


@rule(
    "notice-again",
    "The same notice, delivered again, is acknowledged.",
    "SFCC, WA",
    NOTICE,
    evidence="public",
)
def _again(conversation: Conversation) -> None:
    statuses = repeatable(conversation)
    for status in (*statuses, *(known for known in conversation.merchant.statuses if known not in statuses)):
        first = must_acknowledge(
            conversation, f"A notice of {status}", StatusCode=status, OrderStatusReason=dict(REASON)
        )
        for time in ("second", "third"):
            again = must_acknowledge(
                conversation,
                f"A notice of {status}, delivered a {time} time,",
                StatusCode=status,
                OrderStatusReason=dict(REASON),
            )
            # the ids of a response are optional
            ids = {reply.value.get("OrderId") for reply in (first, again)} - {None, ""}
            if len(ids) > 1:
                raise RuleViolationError(
                    "The same notice, delivered again, is acknowledged for another order."
                )


@also_tests("notice-again")
def _again_in_full(conversation: Conversation) -> None:
    for time in ("first", "second"):
        must_acknowledge(
            conversation, f"The documented notice, delivered a {time} time,", **documented(conversation)
        )


@rule(
    "notice-order",
    "Notices are acknowledged in whatever order they come.",
    "002:11-15",
    NOTICE,
    evidence="inferred",
)
def _order(conversation: Conversation) -> None:
    statuses = repeatable(conversation)
    if len(statuses) < 2:
        raise NotTestedError("The fixtures name less than two statuses that may follow each other.")
    first, second = statuses[:2]
    for status in (second, first, second, first):
        must_acknowledge(conversation, f"A notice of {status}, after others,", StatusCode=status)


@rule("notice-unknown-member", "Members that are not listed are taken.", "002:27", NOTICE)
def _unknown_member(conversation: Conversation) -> None:
    extra: dict[str, Any] = {"NewMember": {"Deep": [1, None, "x"]}, "Another": True, "X-Y": ""}
    must_acknowledge(conversation, "A notice with members that are not listed", location="body", **extra)
    details: dict[str, Any] = {
        "InternationalDetails": {"CurrencyCode": "SGD", "NewMember": "x"},
        "Customer": {"Unknown": 1},
    }
    must_acknowledge(
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
    if "unknown-status" in conversation.merchant.refuses:
        raise NotTestedError("The fixtures declare that an unknown status is refused.")
    for status in ("SOME_NEW_STATUS", "N/A", "custom.Größe", "x" * 60):
        must_acknowledge(
            conversation,
            f"A notice of the status {status[:20]}",
            location="body.StatusCode",
            StatusCode=status,
        )


@rule(
    "notice-known-status",
    "Every status that the merchant works with is taken.",
    "002:13-15",
    NOTICE,
    evidence="declared",
)
def _known_status(conversation: Conversation) -> None:
    for place, status in enumerate(conversation.merchant.statuses):
        conversation.put_back()
        # Without a reset, an order may not move to every status from every other.
        surely = not place or conversation.merchant.reset is not None
        for reason in (..., None, dict(REASON)):
            must_acknowledge(
                conversation,
                f"A notice of {status}",
                location=f"body.StatusCode.{status}",
                graded=None if surely and reason is ... else Grade.SHOULD,
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
    must_acknowledge(conversation, "A notice with the nulls of the sample", location="body", **shown)
    names = (
        "CartId",
        "CartHash",
        "MerchantInternalOrderId",
        "InternationalDetails",
        "WebStoreCode",
        "Products",
    )
    nulls: dict[str, Any] = dict.fromkeys((*names, "OrderStatusReason"))
    must_acknowledge(conversation, "A notice with nulls", location="body", graded=Grade.SHOULD, **nulls)
    details: dict[str, Any] = {
        "InternationalDetails": {"ParcelsTracking": None, "TotalPrice": None, "CurrencyCode": None}
    }
    place = "body.InternationalDetails"
    must_acknowledge(
        conversation, "A notice with nulls inside", location=place, graded=Grade.SHOULD, **details
    )


@rule(
    "notice-undecodable",
    "A text that cannot be decoded is taken as it is.",
    "002:96",
    NOTICE,
    evidence="example",
)
def _undecodable(conversation: Conversation) -> None:
    for place, text in enumerate(("https%3a%2f%2fwww2%", "100%", "%zz", "Petah+Tiqwa", "%E6%9D%B1", "%ff")):
        must_acknowledge(
            conversation,
            "A notice with a text that cannot be decoded",
            location="body.OrderTrackingUrl",
            graded=Grade.SHOULD if place else None,  # the sample has the first
            InternationalDetails={"OrderTrackingUrl": text},
        )
        must_acknowledge(
            conversation,
            "A notice with a text that cannot be decoded",
            location="body.City",
            graded=Grade.SHOULD,
            SecondaryShipping={"City": text, "Email": text},
        )


@rule("notice-texts", "Letters beyond ASCII are taken.", "002:63", NOTICE, evidence="inferred")
def _texts(conversation: Conversation) -> None:
    reason = {"OrderStatusReasonCode": "1009", "Name": 'ausverkauft, "Größe" 東京 😀 & <b>'}
    must_acknowledge(
        conversation,
        "A notice with letters beyond ASCII",
        location="body.OrderStatusReason",
        OrderStatusReason=reason,
    )
