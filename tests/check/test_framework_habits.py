"""What frameworks do by default is not an error where the documents are silent: values read as another type,
forms that list what is wrong member by member, and attachments kept as they came.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from order_contract.check import Severity
from order_contract.check.document import corpus_cases
from order_contract.check.document.operations import operations
from order_contract.check.odd_attachments import OddAttachments
from order_contract.check.rulebook import Grade
from order_contract.check.transport.masking import Mask
from order_contract.check.transport.messages import Received, Sent
from order_contract.check.wire_rules.judge import judge
from order_contract.check.wire_rules.leaks import leaked
from tests.check.faulty import Kind, after
from tests.check.test_s2_updates import held


def sample() -> tuple[Any, Sent]:
    (update,) = operations("s2")
    ((_, case),) = corpus_cases.documented("s2", {update.id: update})
    return update, case.sent(update, "http://127.0.0.1")


def grade_of(**item: Any) -> Grade | None:
    """How an update with one odd value in a line is graded when it is accepted."""
    update, sent = sample()
    body = json.loads(sent.body)
    body["items"][0] |= item
    judgement = judge(update, replace(sent, body=json.dumps(body).encode()), Received(200, {}, b"{}"))
    return next((fault.graded for fault in judgement.violations if fault.rule.id == "refuse-invalid"), None)


@pytest.mark.parametrize(
    ("item", "grade"),
    [
        ({"unitPrice": True}, Grade.SHOULD),
        ({"quantity": False}, Grade.SHOULD),
        ({"productId": ["A1"]}, Grade.SHOULD),
        ({"unitPrice": [9]}, Grade.SHOULD),
        ({"productId": ["A1", "A2"]}, Grade.MUST),
        ({"productId": {}}, Grade.MUST),
        ({"unitPrice": "dear"}, Grade.MUST),
        ({"unitPrice": {}}, Grade.MUST),
    ],
    ids=json.dumps,
)
def test_a_value_that_frameworks_read_as_another_type_is_a_warning(item: Any, grade: Grade) -> None:
    assert grade_of(**item) is grade


FORMS = [
    {
        "shippingAddress": {"countryId": ["No more than 2 characters."], "city": ["Required."]},
        "items": {"0": {"meta": ["This field may not be null."]}},
    },
    {"shippingAddress": ["Missing data."], "items": [{}, {"meta": ["May not be null."]}]},
    {"shippingAddress": "is required", "items": "is required"},
]
ORDER = {
    "items": [{"channelOrderItemId": "0", "quantity": 2, "unitPrice": 9.99}],
    "shippingAddress": {"name": "Elodie", "city": "Liege"},
}


@pytest.mark.parametrize(
    ("body", "kinds"), [*((form, []) for form in FORMS), (ORDER, ["order"])], ids=range(len(FORMS) + 1)
)
def test_a_form_that_lists_what_is_wrong_is_not_an_order(body: Any, kinds: list[str]) -> None:
    _, sent = sample()
    leak = leaked("s2", sent, Received(400, {}, json.dumps(body).encode()), Mask.of(()))
    assert [leak.kind for leak in (leak,) if leak] == kinds


def keeping(change: Any) -> Kind:
    return after("shown", lambda order, *_: {**order, "attachments": change(order["attachments"])})


def test_a_broken_attachment_of_the_response_is_an_error_before_an_odd_one_was_sent() -> None:
    nameless = keeping(lambda kept: [{**file, "fileName": None} for file in kept])
    findings = held(nameless, only=("s2-attachments",)).findings
    assert ("body", Severity.ERROR) in {(finding.rule.id, finding.severity) for finding in findings}


@pytest.mark.parametrize("odd", [{"path": "a/b.jpg"}, {"fileName": None, "path": "a/b.jpg"}, {}])
def test_an_odd_attachment_that_was_sent_comes_back_as_a_warning(odd: dict[str, Any]) -> None:
    update, sent = sample()
    body = json.loads(sent.body) | {"attachments": [odd]}
    shown = json.dumps({"attachments": [{"id": "1", "fileName": None, "path": "a/b.jpg"}]}).encode()

    def grades(*bodies: Any) -> list[Grade]:
        kept = OddAttachments()
        for body_sent in bodies:
            wire = replace(sent, body=json.dumps(body_sent).encode())
            judgement = kept.weakened(wire, judge(update, wire, Received(200, {}, shown)))
        return [
            fault.grade for fault in judgement.violations if fault.location == "response.attachments.fileName"
        ]

    assert grades(json.loads(sent.body)) == [Grade.MUST]
    assert grades(body, json.loads(sent.body)) == [Grade.SHOULD]


@pytest.mark.parametrize(("token", "kinds"), [("test", []), ("test-token", ["credentials"])])
def test_a_short_credential_that_is_a_word_of_a_response_is_no_leak(token: str, kinds: list[str]) -> None:
    _, sent = sample()
    refused = Received(401, {}, b'{"message": "test-token is not known to the test organization"}')
    leak = leaked("s2", sent, refused, Mask.of((token,)))
    assert [leak.kind for leak in (leak,) if leak] == kinds
