"""What is wrong in a request to the control paths, in a fault on request or in a setting is named."""

from __future__ import annotations

from typing import Any

import pytest

from order_contract.errors import SettingsError
from order_contract.sandbox import chaos
from order_contract.sandbox.settings import Settings
from tests.error_words import SECRET, assert_helpful
from tests.sandbox.sandbox_calls import Caller

ORDER = {"OrderId": "X1", "StatusCode": "N/A"}


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("orders", 5, "the body"),
        ("orders", None, "the body"),
        ("orders", [5], "[0]"),
        ("orders", {}, "OrderId"),
        ("orders", [ORDER, {"OrderId": 5, "StatusCode": "N/A"}], "[1].OrderId"),
        ("orders", {**ORDER, "OrderId": ""}, "OrderId"),
        ("orders", {**ORDER, "Products": 5}, "Products"),
        ("orders", {**ORDER, "InternationalDetails": {"TotalPrice": "much"}}, "TotalPrice"),
        ("orders", {**ORDER, "Sandbox": 5}, "Sandbox"),
        ("orders", {**ORDER, "Sandbox": {"Parcel": []}}, "Sandbox.Parcel"),
        ("orders", {**ORDER, "Sandbox": {"Consolidation": "yes"}}, "Sandbox.Consolidation"),
        ("orders", {**ORDER, "Sandbox": {"Parcels": {}}}, "Sandbox.Parcels"),
        ("orders", {**ORDER, "Sandbox": {"Parcels": [{}]}}, "Sandbox.Parcels[0].ParcelCode"),
        ("orders", {**ORDER, "Sandbox": {"Parcels": [{"ParcelCode": "1", "CartItemIds": SECRET}]}}, "Ids"),
        ("orders/GE2794622GB/advance", [], "the body"),
        ("orders/GE2794622GB/advance", {"State": 5}, "State"),
        ("orders/GE2794622GB/advance", {"State": SECRET}, "State"),
        ("orders/GE2794622GB/advance", {"state": "DELIVERED"}, "state"),
        ("orders/GE2794622GB/advance", {"Location": 5}, "Location"),
        ("orders/GE2794622GB/status", None, "the body"),
        ("orders/GE2794622GB/status", {}, "StatusCode"),
        ("orders/GE2794622GB/status", {"Status": "A"}, "Status"),
        ("orders/GE2794622GB/status", {"StatusCode": ""}, "StatusCode"),
        ("orders/GE2794622GB/status", {"StatusCode": "A", "OrderStatusReason": SECRET}, "OrderStatusReason"),
    ],
)
def test_a_control_path_of_the_sandbox_says_what_it_wants(
    path: str, body: Any, field: str, box: Caller
) -> None:
    response = box.client.post(f"/sandbox/{path}", json=body)
    assert response.status_code == 400
    assert_helpful(response.json()["Description"], field)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("{}", "rules.json"),
        ("[5]", "[0]"),
        ("[{}]", "[0].fault"),
        ('[{"fault": "50"}]', "[0].fault"),
        ('[{"fault": "500", "evry": 2}]', "[0].evry"),
        ('[{"fault": "500", "every": 0}]', "[0].every"),
        ('[{"fault": "500", "times": "x"}]', "[0].times"),
        ('[{"fault": "latency", "seconds": 601}]', "[0].seconds"),
    ],
)
def test_a_file_of_faults_says_what_it_wants(text: str, field: str) -> None:
    with pytest.raises(chaos.ChaosError) as raised:
        chaos.read(text.encode(), "rules.json")
    assert_helpful(str(raised.value), field)


@pytest.mark.parametrize("header", ["foo", "latency=x", "latency=-1", "latency=1e9", "500,fo", ""])
def test_a_header_of_faults_says_what_it_wants(header: str, box: Caller) -> None:
    query = "merchantGUID=abcdabcd-abcd-abcd-abcd-abcdabcdabcd&orderId=testID&email=customer@example.com"
    response = box.client.post(f"/Order/TrackOrder?{query}", headers={"X-Sandbox-Chaos": header})
    assert_helpful(response.json()["Description"], "X-Sandbox-Chaos")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("chaos", 5),
        ("chaos", ["500"]),
        ("chaos", [{"fault": SECRET}]),
        ("allow_origins", "https://editor.example"),
        ("max_body", 0),
        ("max_depth", "deep"),
        ("request_timeout", "nan"),
        ("request_timeout", -1),
        ("merchant_guid", 5),
        ("control", SECRET),
        ("control", None),
        ("retries", 5),
        ("clock", 5),
        ("max_bodi", 5),
    ],
)
def test_a_setting_of_the_sandbox_says_what_it_wants(field: str, value: Any) -> None:
    with pytest.raises(SettingsError) as raised:
        Settings(**{field: value})
    assert_helpful(str(raised.value), f"Settings.{field}")
