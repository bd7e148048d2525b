"""Attachments of an order in S2: added to those that the order has."""

from __future__ import annotations

from typing import Final

from order_contract.check.rulebook import Grade
from order_contract.check.scenarios.conversation import Conversation, RuleViolationError
from order_contract.check.scenarios.order_queries import listed
from order_contract.check.scenarios.s2_order import ATTACHMENT, OTHER_NAME, UPDATE, files, updated
from order_contract.check.scenarios.scenario import RuleGroup

GROUP: Final = RuleGroup("s2", "s2")
rule, also_tests = GROUP.rule, GROUP.also_tests


@rule(
    "s2-attachments",
    "Attachments are added to those that the order has.",
    "004:82-87, 004:239-261",
    UPDATE,
    evidence="example",
)
def _attachments(conversation: Conversation) -> None:
    before = files(updated(conversation))
    sent = (ATTACHMENT["fileName"], ATTACHMENT["path"])
    after = files(updated(conversation, attachments=[dict(ATTACHMENT)]))
    if sent not in after:
        raise RuleViolationError(
            "The attachment that was sent is not among those of the response, with its name and path.",
            "attachments.path",
        )
    if sorted(after, key=str) != sorted([*before, sent], key=str):
        raise RuleViolationError(
            f"One attachment was sent to an order that had {len(before)}; the response has {len(after)}.",
            "attachments",
            graded=Grade.SHOULD,  # the sample shows the file among others, and not what was there before
        )
    if sorted(files(updated(conversation)), key=str) != sorted(after, key=str):
        raise RuleViolationError(
            "An empty list of attachments was sent, and the order's attachments are others.",
            "attachments",
            graded=Grade.SHOULD,
        )


@also_tests("s2-attachments")
def _under_another_name(conversation: Conversation) -> None:
    # The order may have the sample's file already; under this name, it has it by this update alone.
    sent = {**ATTACHMENT, "fileName": OTHER_NAME}
    if (OTHER_NAME, sent["path"]) not in files(updated(conversation, Grade.SHOULD, attachments=[sent])):
        raise RuleViolationError(
            "A file was attached under another name, and the response does not have it under that name.",
            "attachments.fileName",
        )


@also_tests("s2-attachments")
def _many_attachments(conversation: Conversation) -> None:
    before = files(updated(conversation))
    sent = [{"fileName": f"{name}.pdf", "path": f"order/{name}.pdf"} for name in ("a", "b", "听雨 (24)")]
    after = files(updated(conversation, Grade.SHOULD, attachments=sent))
    wanted = {(attachment["fileName"], attachment["path"]) for attachment in sent}
    if len(after) != len(before) + 3 or not wanted <= set(after):
        raise RuleViolationError(
            f"Three attachments were sent to an order that had {len(before)}; the response has {len(after)}"
            + (", without one of them." if not wanted <= set(after) else "."),
            "attachments",
            graded=Grade.SHOULD,
        )


@rule(
    "s2-attachment-twice",
    "The same file, attached again, stands there twice.",
    "004:246-260",
    UPDATE,
    evidence="inferred",
)
def _twice(conversation: Conversation) -> None:
    before = len(files(updated(conversation)))
    sent = [dict(ATTACHMENT)]
    updated(conversation, attachments=sent)
    after = updated(conversation, attachments=sent)
    if len(files(after)) != before + 2:
        raise RuleViolationError(
            "The same file was attached twice, and the order does not have two more attachments.",
            "attachments",
        )
    ids = [attachment.get("id") for attachment in listed(after.get("attachments"))]
    if None not in ids and len(set(ids)) != len(ids):
        raise RuleViolationError("Two attachments have one id.", "attachments.id")
