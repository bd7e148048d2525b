"""The planted faults: each can be seen from outside, and a slice of them is found by the check; `make faults`
does the rest.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from order_contract.check import Report, ServerCredentials, run
from order_contract.check.server_data import Fixtures
from tests.faults import endpoint, serve_fault
from tests.faults.catalogue import CALLBACK_GUID, GUID, ORGANIZATION, TOKEN, Family, Fault, faults
from tests.faults.labels import SHOULD
from tests.faults.removed import REMOVED

CREDENTIALS = ServerCredentials(
    guid=GUID, token=TOKEN, organization=ORGANIZATION, merchant_guid=CALLBACK_GUID
)
CATALOGUE = {fault.id: fault for fault in faults()}
OUTSIDE = [fault for fault in CATALOGUE.values() if fault.id.startswith(("gateway-", "receiver-"))]
SLICE = {
    "gateway-query-first-parcel-only": "UpdateOrderDispatch",
    "gateway-query-rest-ignored": "UpdateOrderStatus",
    "gateway-answer-refusal-without-code": "UpdateOrderStatus",
    "gateway-answer-success-missing": "UpdateOrderStatus",
    "gateway-body-scalar-as-list": "GetOrdersDetails",
    "gateway-body-required-for-refund": "CreateOrderRefund",
    "gateway-money-comma": "GetOrdersDetails",
    "gateway-auth-any-guid": "GetOrdersDetails",
    "gateway-code-1006-as-1003": "CreateOrderRefund",
    "gateway-code-d001-as-d002": "UpdateOrderProducts",
    "gateway-documents-dropped": "GetShippingDocuments",
    "gateway-cache-email-ignored": "TrackOrder",
    "receiver-bad-json-acknowledged": "UpdateOrderStatusCallback",
    "receiver-repeat-crashes": "UpdateOrderStatusCallback",
    "gateway-s2-meta-missing-accepted": "UpdateOrder",
    "gateway-s2-note-null-accepted": "UpdateOrder",  # after its server has left a body in chunks unread
    "gateway-breaks-body-not-json": "GetOrdersDetails",
}
"""A fault of each family, with the operation that it is looked for in."""


def unlike(fault: Fault) -> str:
    """Why a fault is not seen by its witness; nothing when it is."""
    assert fault.correct
    assert fault.witness
    with fault.correct() as correct, fault.correct() as other:
        usual = fault.witness(correct)
        if fault.witness(other) != usual:
            return f"{fault.id}: its witness says of two correct servers what differs"
    with fault.serve() as url:
        return "" if fault.witness(url) != usual else f"{fault.id}: nobody sees it"


def check(url: str, fault: Fault, operation: str) -> Report:
    known = Fixtures.read(serve_fault.fixtures(fault.correct))
    return run(
        url,
        fault.api,
        credentials=CREDENTIALS,
        fixtures=known,
        profile="quick",
        seed=1,
        only=[operation],
        stop_at_first=True,
    )


class TestTheCatalogue:
    def test_is_as_large_as_it_says(self) -> None:
        families = Counter(fault.family for fault in CATALOGUE.values())
        assert set(families) == set(Family)
        assert len(CATALOGUE) >= 150
        assert sum(fault.id.startswith("gateway-") for fault in OUTSIDE) >= 40
        assert families[Family.RECEIVERS] >= 25
        assert families[Family.S2] + families[Family.ROBUSTNESS] >= 20

    def test_says_of_each_fault_what_it_needs(self) -> None:
        for fault in CATALOGUE.values():
            assert fault.correct, fault.id
            assert fault.witness, fault.id
            assert fault.sentence.endswith("."), fault.id
            assert not fault.wfc or fault.wfc in {"F100", "F101", "F102", "F104", "F200", "F205", "F206"}, (
                fault.id
            )
        assert not set(REMOVED) & set(CATALOGUE)
        assert set(CATALOGUE) >= SHOULD

    def test_holds_what_can_be_seen_from_outside(self) -> None:
        with ThreadPoolExecutor(24) as pool:
            assert [why for why in pool.map(unlike, OUTSIDE) if why] == []


class TestTheCheck:
    def test_is_shown_a_fault_of_each_family(self) -> None:
        assert {CATALOGUE[name].family for name in SLICE} == set(Family)

    @pytest.mark.parametrize("name", SLICE)
    def test_finds(self, name: str) -> None:
        fault = CATALOGUE[name]
        with fault.serve() as url:
            report = check(url, fault, SLICE[name])
        assert report.findings
        assert report.exit_code == (0 if name in SHOULD else 1)

    @pytest.mark.parametrize("correct", [endpoint.correct, endpoint.strict])
    def test_says_nothing_of_a_correct_receiver(self, correct: serve_fault.Serve) -> None:
        with correct() as url:
            report = run(
                url,
                "merchant",
                credentials=CREDENTIALS,
                fixtures=Fixtures.read(serve_fault.fixtures(correct)),
                profile="quick",
                seed=1,
                max_time=4,
            )
        assert report.findings == ()
        assert report.cases > 100
