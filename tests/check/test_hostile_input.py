"""Hostile requests: one fault is one finding for each kind of input, and they carry the credentials that the
server asks for.
"""

from __future__ import annotations

import json
from dataclasses import replace

from order_contract.check.transport.credentials import ServerCredentials
from tests.check.servers import GUID, Answer, Documented
from tests.check.test_check import check, sizes

HOSTILE = replace(sizes(robustness=True), corpus=False)
SAMPLE = b'{"MerchantGUID":"0511db1d-cdc6","OrderId":"1",'


class FailsToRead(Documented):
    """Has no response of its own for a body that is not JSON."""

    def handle(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        try:
            json.loads(body)
        except (ValueError, RecursionError):
            return 500, "Internal Server Error"
        return super().handle(method, target, headers, body)


def test_one_fault_is_one_finding_for_each_kind_of_input() -> None:
    report = check(FailsToRead("globale"), "CreateOrderRefund", profile=HOSTILE)
    findings = [finding for finding in report.findings if finding.rule.id == "hostile-input"]
    kinds = [finding.kind for finding in findings]
    assert kinds == list(dict.fromkeys(kinds))
    assert {"encoding, status 500", "nesting, status 500", "characters, status 500"} < set(kinds)
    assert len(kinds) < 10
    (encoding,) = [finding for finding in findings if finding.kind == "encoding, status 500"]
    assert len(encoding.members) > 2
    assert set(encoding.members) >= {"random bytes in the body", "bytes that are not UTF-8 in the body"}


def test_a_body_that_is_not_json_carries_the_guid_too() -> None:
    credentials = ServerCredentials(merchant_guid=GUID)
    mine = f'{{"MerchantGUID":"{GUID}","OrderId":"1",'.encode()
    assert credentials.body("merchant", SAMPLE) == mine
    assert credentials.body("merchant", SAMPLE + SAMPLE) == SAMPLE + SAMPLE  # either may count
    assert credentials.body("globale", SAMPLE) == SAMPLE
