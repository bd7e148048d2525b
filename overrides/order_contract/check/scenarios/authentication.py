"""Who may call Global-e's server: only with the merchant's GUID, whatever its case."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from order_contract.check.scenarios.conversation import Conversation, Reply, RuleViolationError
from order_contract.check.scenarios.order_queries import DETAILS, details
from order_contract.check.scenarios.scenario import RuleGroup
from order_contract.check.scenarios.update_status import UPDATE, reason_of, status_of
from order_contract.check.wire_rules.expectation import Expectation

AUTHENTICATION: Final = RuleGroup("auth", "globale")


@AUTHENTICATION.rule(
    "auth-guid-case",
    "The merchant's GUID is compared without regard to case.",
    "SFCC",
    DETAILS,
    evidence="public",
    reads=True,
)
def _guid_case(conversation: Conversation) -> None:
    credentials = conversation.session.credentials
    guid = conversation.given(credentials.guid, "the merchant's GUID")
    for written in {guid.lower(), guid.upper()} - {guid}:
        with conversation.known_as(replace(credentials, guid=written)):
            reply = conversation.ask(DETAILS, body={"OrderIds": [conversation.globale.orders[0].order_id]})
        _admitted(reply, "The merchant's GUID in another case")


@AUTHENTICATION.rule(
    "auth-wrong-guid",
    "A GUID that is not the merchant's is refused.",
    "DOC:general-api-reference",
    DETAILS,
    evidence="public",
    reads=True,
)
def _wrong_guid(conversation: Conversation) -> None:
    guid = conversation.given(conversation.session.credentials.guid, "the merchant's GUID")
    for written in ("00000000-0000-0000-0000-000000000000", guid[:-1], f"{guid}0"):
        if written.lower() != guid.lower():
            body = {"OrderIds": [conversation.globale.orders[0].order_id]}
            reply = conversation.ask(
                DETAILS,
                query={"merchantGUID": written},
                body=body,
                authorized=False,
                expected=Expectation.UNSPECIFIED,
            )
            conversation.must_refuse(
                reply, "A request with a GUID that is not the merchant's", location="merchantGUID"
            )


@AUTHENTICATION.rule(
    "auth-two-guids",
    "Of two GUIDs one counts, not whichever is the merchant's.",
    "DOC:general-api-reference",
    DETAILS,
    evidence="inferred",
    reads=True,
)
def _two_guids(conversation: Conversation) -> None:
    guid = conversation.given(conversation.session.credentials.guid, "the merchant's GUID")
    other = "00000000-0000-0000-0000-000000000000"
    body = {"OrderIds": [conversation.globale.orders[0].order_id]}
    replies = [
        conversation.ask(
            DETAILS,
            query=[("merchantGUID", written) for written in pair],
            body=body,
            authorized=False,
            expected=Expectation.UNSPECIFIED,
        )
        for pair in ((other, guid), (guid, other))
    ]
    if all(reply.accepted for reply in replies):
        raise RuleViolationError(
            "A request with two GUIDs was accepted whichever of them is the merchant's.", "merchantGUID"
        )


@AUTHENTICATION.rule(
    "auth-changes-nothing",
    "A request with a GUID that is not the merchant's changes nothing.",
    "DOC:general-api-reference",
    UPDATE,
    DETAILS,
    needs=("status", "shows.status"),
    evidence="public",
)
def _changes_nothing(conversation: Conversation) -> None:
    order, status = conversation.order("to change"), conversation.given(conversation.globale.status, "status")
    before = details(conversation, order)
    header = status_of(order, status, OrderStatusReason=reason_of(status))
    query = {"orderStatus": header, "merchantGUID": "00000000-0000-0000-0000-000000000000"}
    reply = conversation.ask(UPDATE, query=query, authorized=False, expected=Expectation.UNSPECIFIED)
    conversation.must_refuse(
        reply, "A status with a GUID that is not the merchant's", location="merchantGUID"
    )
    if details(conversation, order) != before:
        raise RuleViolationError(
            "A status that was refused for its GUID has changed the order.", "merchantGUID"
        )


def _admitted(reply: Reply, message: str) -> None:
    if reply.judgement.unauthorized:
        raise RuleViolationError(f"{message} was refused.", "merchantGUID")
