"""GetShippingDocuments, DispatchOrders and DispatchConsolidatedShipment: their rules with their source lines,
and the documents they make.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.sandbox_calls import Caller, examples

Make = Callable[..., Caller]
ORDER = "GE123874638GB"
THREE = ["GE2794623GB", "GE2794622GB", "GE2794621GB"]


def parcels(*codes: str) -> list[dict[str, Any]]:
    return [{"ParcelCode": code, "Products": []} for code in codes]


def dispatched(box: Caller, order_id: str) -> set[str]:
    return {
        code
        for code, parcel in box.state(order_id)["Progress"]["parcels"].items()
        if parcel["State"] == "DISPATCHED"
    }


def seed(box: Caller, order_id: str, parcels: list[dict[str, Any]], **extra: Any) -> None:
    box.control(
        "POST",
        "/orders",
        {"OrderId": order_id, "StatusCode": "N/A", "Products": [], "Sandbox": {"Parcels": parcels, **extra}},
    )


class TestExistingDocuments:
    """003:131-137: without parcels, exceptions and hub."""

    def test_are_returned_and_nothing_changes(self, box: Caller) -> None:
        before = box.state(ORDER)
        responses = [
            box.ok(
                "GetShippingDocuments", {"MerchantOrderId": "100018322", "Parcels": [], "Exceptions": None}
            )
            for _ in range(2)
        ]
        assert responses[0] == responses[1]
        assert [document["ParcelCode"] for document in responses[0]["Documents"]] == ["100018322-1"]
        assert box.state(ORDER) == before

    def test_of_an_order_without_any_are_refused(self, box: Caller) -> None:
        """A200, a public page."""
        assert box.refused("GetShippingDocuments", {"OrderId": "testID", "Parcels": []})["Code"] == "A200"

    def test_a_hub_without_parcels_is_neither_usage(self, box: Caller) -> None:
        """003:135."""
        assert (
            box.refused("GetShippingDocuments", {"OrderId": ORDER, "Parcels": [], "HubCode": "Store"})["Code"]
            == "A200"
        )


class TestNewDocuments:
    """003:138-147: with parcels or exceptions."""

    def test_are_those_of_the_parcels_that_were_sent(self, box: Caller) -> None:
        *_, (_, body) = examples("globale", "getShippingDocuments")
        ok = box.ok("GetShippingDocuments", body)
        assert [
            (
                document["ParcelCode"],
                document["TrackingNumber"],
                document["DocumentTypeCode"],
                document["DocumentTypeName"],
            )
            for document in ok["Documents"]
        ] == [("123454321", "111111122666", "4", "Label")]
        assert ok["TrackingDetails"]["TrackingNumber"] == "111111122666"
        assert [item["ParcelCode"] for item in ok["ParcelsTracking"]] == ["123454321"]

    def test_parcels_come_to_the_hub_that_was_named(self, box: Caller) -> None:
        """003:141-145."""
        box.ok("GetShippingDocuments", {"OrderId": ORDER, "Parcels": parcels("a"), "HubCode": "Store"})
        box.ok("GetShippingDocuments", {"OrderId": ORDER, "Parcels": parcels("b")})
        result = box.state(ORDER)["Progress"]["parcels"]
        assert [(result[code]["HubCode"], result[code]["State"]) for code in ("a", "b")] == [
            ("Store", "RECEIVED_IN_HUB"),
            (None, "RECEIVED_IN_HUB"),
        ]

    def test_a_parcel_without_a_number_gets_one(self, box: Caller) -> None:
        ok = box.ok("GetShippingDocuments", {"OrderId": ORDER, "Parcels": parcels("a", "b", "a")})
        numbers = [document["TrackingNumber"] for document in ok["Documents"]]
        assert len(set(numbers)) == 2
        assert all(number.isdecimal() and len(number) == 12 for number in numbers)

    def test_exceptions_alone_make_no_documents(self, box: Caller) -> None:
        assert (
            box.ok(
                "GetShippingDocuments",
                {"OrderId": ORDER, "Exceptions": [{"CartItemId": "12366", "ExceptionType": 1}]},
            )["Documents"]
            == []
        )

    def test_products_that_were_not_ordered_are_refused(self, box: Caller) -> None:
        """A300 and A400, a public page."""
        known, unknown = (
            {"CartItemId": "12365", "DeliveryQuantity": 1},
            {"ProductCode": "1", "DeliveryQuantity": 1},
        )
        for products, code in (([known, unknown], "A300"), ([unknown], "A400")):
            assert (
                box.refused(
                    "GetShippingDocuments",
                    {"OrderId": ORDER, "Parcels": [{"ParcelCode": "a", "Products": products}]},
                )["Code"]
                == code
            )

    def test_a_label_is_a_pdf_with_the_same_bytes_each_time(self, box: Caller) -> None:
        result = box.ok(
            "GetShippingDocuments", {"OrderId": ORDER, "Parcels": parcels("Päckchen 听雨 \u0000" * 9)}
        )["Documents"][0]
        content = base64.b64decode(result["DocumentData"], validate=True)
        assert content.startswith(b"%PDF-1.")
        assert content.rstrip().endswith(b"%%EOF")
        assert result["DocumentExtension"] == "pdf"
        assert box.ok("GetShippingDocuments", {"OrderId": ORDER, "Parcels": []})["Documents"][1] == result


class TestDispatchOrders:
    def test_parcels_leave_with_one_manifest_a_hub(self, box: Caller) -> None:
        """003:94."""
        box.ok("GetShippingDocuments", {"OrderId": ORDER, "Parcels": parcels("a"), "HubCode": "Warehouse"})
        ok = box.ok("DispatchOrders", {"OrderIds": [ORDER, "200018323"]})
        assert [
            (shipper_manifest["DocumentTypeCode"], shipper_manifest["DocumentReference"])
            for shipper_manifest in ok["ShipperManifests"]
        ] == [
            ("3", "Store"),
            ("3", "Warehouse"),
        ]
        assert base64.b64decode(ok["ShipperManifests"][0]["DocumentData"]).startswith(b"%PDF")
        assert dispatched(box, ORDER) == {"100018322-1", "a"}
        assert dispatched(box, "GE2794623GB") == {"2794623-1"}

    def test_a_hub_lets_only_its_parcels_leave(self, box: Caller) -> None:
        """003:95-96."""
        box.ok("GetShippingDocuments", {"OrderId": ORDER, "Parcels": parcels("a"), "HubCode": "Warehouse"})
        box.ok("DispatchOrders", {"OrderIds": [ORDER], "HubCode": "Warehouse"})
        assert dispatched(box, ORDER) == {"a"}
        assert box.refused("DispatchOrders", {"OrderIds": THREE, "HubCode": "Warehouse"})["Code"] == "B002"

    def test_merchant_ids_are_taken_in_either_list(self, box: Caller) -> None:
        """003:95, 003:100."""
        box.ok("DispatchOrders", {"OrderIds": [" 200018323"], "MerchantOrderIds": ["200018322"]})
        assert [len(dispatched(box, order_id)) for order_id in THREE] == [1, 1, 0]

    def test_what_has_left_cannot_leave_again(self, box: Caller) -> None:
        """B002, a public page."""
        box.ok("DispatchOrders", {"OrderIds": THREE})
        assert box.refused("DispatchOrders", {"OrderIds": THREE})["Code"] == "B002"

    def test_what_has_no_documents_cannot_leave(self, box: Caller) -> None:
        """B002, a public page."""
        box.ok("UpdateOrderDispatchV2", {"OrderId": "testID", "Parcels": parcels("a")})
        assert box.refused("DispatchOrders", {"OrderIds": ["testID"]})["Code"] == "B002"

    def test_some_that_cannot_leave_are_named_and_do_not_keep_the_others_back(self, box: Caller) -> None:
        ok = box.ok("DispatchOrders", {"OrderIds": ["GE1", "testID", *THREE]})
        assert [(error["OrderID"], error["ErrorCode"]) for error in ok["Errors"]] == [
            ("GE1", "B001"),
            ("testID", "B002"),
        ]
        assert len(ok["ParcelsTracking"]) == 3

    @pytest.mark.parametrize(
        ("order_ids", "code"),
        [
            (["GE1"], "B001"),
            (["GE1", "GE2"], "B001"),
            (["GE1", "testID"], "B100"),
            ([], "B404"),
            (["testID"], "B002"),
        ],
    )
    def test_when_none_can_leave_the_call_is_refused(
        self, box: Caller, order_ids: list[str], code: str
    ) -> None:
        assert box.refused("DispatchOrders", {"OrderIds": order_ids})["Code"] == code

    @pytest.mark.parametrize(
        ("rule", "method", "code"),
        [("required", "DispatchOrders", "B003"), ("forbidden", "DispatchConsolidatedShipment", "B004")],
    )
    def test_consolidation_is_a_matter_of_the_order(
        self, box: Caller, rule: str, method: str, code: str
    ) -> None:
        """B003 and B004, a public page."""
        seed(box, "GE5", [{"ParcelCode": "5", "HubCode": "Store"}], Consolidation=rule)
        assert box.refused(method, {"OrderIds": ["GE5"]})["Code"] == code
        other = {"DispatchOrders", "DispatchConsolidatedShipment"} - {method}
        box.ok(other.pop(), {"OrderIds": ["GE5"]})


class TestConsolidatedShipment:
    def test_makes_one_manifest(self, box: Caller) -> None:
        """003:82-89."""
        ok = box.ok("DispatchConsolidatedShipment", {"OrderIds": THREE, "OuterBoxesAmount": 3})
        assert len(ok["ShipperManifests"]) == 1
        assert len(ok["ParcelsTracking"]) == 3

    def test_more_boxes_than_parcels_are_refused(self, box: Caller) -> None:
        """B300, a public page."""
        refused = box.refused("DispatchConsolidatedShipment", {"OrderIds": THREE, "OuterBoxesAmount": 4})
        assert (refused["Code"], "parcels is 3 and the number of outer boxes is 4." in refused["Error"]) == (
            "B300",
            True,
        )

    @pytest.mark.parametrize("hubs", [["Store", "Warehouse"], [None]])
    def test_hubs_must_be_exactly_one(self, box: Caller, hubs: list[str | None]) -> None:
        """B200, a public page."""
        seed(box, "GE5", [{"ParcelCode": str(index), "HubCode": hub} for index, hub in enumerate(hubs)])
        assert box.refused("DispatchConsolidatedShipment", {"OrderIds": ["GE5"]})["Code"] == "B200"
        assert dispatched(box, "GE5") == set()


class TestDispatchByParcel:
    def test_is_off_unless_set(self, box: Caller) -> None:
        """B403, a public page."""
        assert box.refused("DispatchOrders", {"ParcelCodes": ["2794623-1"]})["Code"] == "B403"

    def test_lets_the_named_parcels_leave(self, make: Make) -> None:
        box = make(parcel_dispatch=True)
        box.ok("DispatchOrders", {"ParcelCodes": ["2794623-1"], "TrackingNumbers": ["111111122622"]})
        assert [len(dispatched(box, order_id)) for order_id in THREE] == [1, 1, 0]
        assert box.refused("DispatchOrders", {"ParcelCodes": ["2794623-1"]})["Code"] == "B002"

    def test_unknown_ones_are_refused(self, make: Make) -> None:
        """B401 and B402, a public page."""
        box = make(parcel_dispatch=True)
        assert (
            box.refused("DispatchOrders", {"ParcelCodes": ["2794623-1", "x", "y"]})["Error"]
            == "Parcel code(s) not found: x, y"
        )
        assert (
            box.refused("DispatchOrders", {"TrackingNumbers": ["x"]})["Error"]
            == "Tracking number(s) not found: x"
        )


class TestOrdersDetails:
    def test_takes_global_e_ids_and_leaves_out_unknown_ones(self, box: Caller) -> None:
        """003:117, 003:122."""
        asked = [" GE2794622GB", "2794621", "GE1", "200018323", "GE2794622GB"]
        assert [order["OrderId"] for order in box.ok("GetOrdersDetails", {"OrderIds": asked})] == [
            "GE2794622GB",
            "GE2794621GB",
        ]

    def test_digits_stay_as_they_were_seeded(self, box: Caller) -> None:
        assert (
            b'"TotalPrice":29.90,' in box.order("GetOrdersDetails", {"OrderIds": ["GE10047946955SG"]}).content
        )
