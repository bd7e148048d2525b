"""UpdateOrderProducts and S2's Update Order: their rules with their source lines."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from order_contract.wire import codec
from tests.sandbox.sandbox_calls import Caller, examples

ORDER = "GE123874638GB"


def products(*named: dict[str, Any], order_id: str = ORDER) -> dict[str, Any]:
    return {"OrderId": order_id, "MetaDataUpdateType": "Merge", "Products": list(named)}


def attributes(**pairs: Any) -> dict[str, Any]:
    return {"Attributes": [{"AttributeKey": key, "AttributeValue": value} for key, value in pairs.items()]}


def shown(box: Caller, cart_item: str) -> dict[str, str]:
    [product] = [product for product in box.details(ORDER)["Products"] if product["CartItemId"] == cart_item]
    return {
        attribute["AttributeKey"]: attribute["AttributeValue"]
        for attribute in product.get("Attributes") or []
    }


class TestMerge:
    def test_adds_and_updates_and_removes_none(self, box: Caller) -> None:
        """003:251."""
        box.ok(
            "UpdateOrderProducts",
            products({"CartItemId": "12365", "MetaData": attributes(engraving="a", colour="red")}),
        )
        box.ok(
            "UpdateOrderProducts",
            products(
                {"CartItemId": "12365", "MetaData": attributes(engraving="b", size="L")}, order_id="100018322"
            ),
        )
        assert shown(box, "12365") == {"engraving": "b", "colour": "red", "size": "L"}
        assert shown(box, "12376") == {}

    def test_origin_is_noted(self, box: Caller) -> None:
        """003:226."""
        box.ok("UpdateOrderProducts", products({"ProductCode": "121212", "OriginCountryCode": "FR"}))
        assert {"origin": "FR"} in box.state(ORDER)["Progress"]["lines"]

    @pytest.mark.parametrize(
        "named", [[], [{"CartItemId": "12365"}], [{"CartItemId": "12365", "MetaData": {"Attributes": []}}]]
    )
    def test_nothing_to_update_is_a_failure(self, box: Caller, named: list[dict[str, Any]]) -> None:
        """003:285."""
        assert box.refused("UpdateOrderProducts", products(*named))["Code"] == "400"

    def test_is_applied_whole_or_not_at_all(self, box: Caller) -> None:
        body = products(
            {"CartItemId": "12365", "MetaData": attributes(a="1")},
            {"CartItemId": "12376", "MetaData": attributes(a="")},
        )
        assert box.refused("UpdateOrderProducts", body)["Code"] == "D005"
        assert shown(box, "12365") == {}


@pytest.mark.parametrize(
    ("body", "code", "error", "description"),
    [
        (products(order_id="GE1"), "D001", "Orderid GE1 not found.", "The provided order ID does not exist"),
        (
            products({"CartItemId": "1"}),
            "D002",
            "CartItemId 1 not found",
            "The provided cart item ID does not exist in this order",
        ),
        (
            products({"CartItemId": "12365", "ProductCode": "1"}),
            "D003",
            "ProductCode 1 not found",
            "The provided product code does not exist in this order",
        ),
        (
            products({"ProductCode": "1"}),
            "D003",
            "ProductCode 1 not found",
            "The provided product code does not exist in this order",
        ),
        (
            products({"CartItemId": "12365", "OriginCountryCode": "XX"}),
            "D004",
            "OriginCountryCode XX is invalid",
            "The provided origin country code does not exist in the system",
        ),
        (
            products({"CartItemId": "12365", "MetaData": attributes(engraving=None)}),
            "D005",
            "ProductMetaData engraving cannot have an empty value",
            "The provided value for product meta-data is empty or null",
        ),
        (
            products({"CartItemId": "12365", "MetaData": attributes(engraving="")}),
            "D005",
            "ProductMetaData engraving cannot have an empty value",
            "The provided value for product meta-data is empty or null",
        ),
    ],
)
def test_documented_errors_have_the_documented_texts(
    box: Caller, body: dict[str, Any], code: str, error: str, description: str
) -> None:
    """003:290-294, and a public page for the second column."""
    assert box.refused("UpdateOrderProducts", body) == {
        "Code": code,
        "Error": error,
        "Description": description,
    }


class TestS2:
    @pytest.fixture
    def request_body(self) -> dict[str, Any]:
        [(_, body)] = examples("s2", "updateOrder")
        return dict(body)

    def update(self, box: Caller, body: dict[str, Any]) -> dict[str, Any]:
        response = box.s2(body)
        assert response.status_code == 200, response.text
        value: dict[str, Any] = codec.loads(response.content)
        return value

    def test_attachments_are_added_each_time(self, box: Caller, request_body: dict[str, Any]) -> None:
        """004:239-261."""
        counts = [len(self.update(box, request_body)["attachments"]) for _ in range(3)]
        assert counts == [3, 4, 5]
        attachments = self.update(box, {**request_body, "attachments": []})["attachments"]
        assert len({item["id"] for item in attachments}) == 5

    def test_delivery_by_comes_back_as_deliver_by(self, box: Caller, request_body: dict[str, Any]) -> None:
        """004:25, 004:266."""
        update = self.update(
            box,
            {
                **request_body,
                "deliveryByDate": "2024-06-04T05:32:34.20791Z",
                "shipByDate": "2024-06-01T00:00:00+00:00",
            },
        )
        assert (update["deliverByDate"], update["shipByDate"]) == (
            "2024-06-04T05:32:34.20791Z",
            "2024-06-01T00:00:00+00:00",
        )
        assert "deliveryByDate" not in update
        assert self.update(box, request_body)["deliverByDate"] is None

    def test_ids_and_times_of_the_order_do_not_move(self, box: Caller, request_body: dict[str, Any]) -> None:
        """004:35, 004:116, 004:263-264."""
        update = self.update(box, request_body)
        assert (update["channelOrderId"], update["createdAt"]) == ("test_order_id2", update["updatedAt"])

    def test_addresses_are_whole_or_null(self, box: Caller, request_body: dict[str, Any]) -> None:
        """004:18-19."""
        assert self.update(box, {**request_body, "shippingAddress": None})["shippingAddress"] is None
        del request_body["billingAddress"]
        assert self.update(box, request_body)["billingAddress"] is None
        half = {name: value for name, value in request_body["shippingAddress"].items() if name != "email"}
        response = box.s2({**request_body, "shippingAddress": half})
        assert (response.status_code, codec.loads(response.content)["message"]) == (
            400,
            "shippingAddress.email is required",
        )

    @pytest.mark.parametrize("name", ["channelShippingMethod", "customerNote"])
    def test_an_empty_string_and_not_null_stands_for_none(
        self, box: Caller, request_body: dict[str, Any], name: str
    ) -> None:
        """004:21, 004:26."""
        assert box.s2({**request_body, name: None}).status_code == 400
        assert not self.update(box, {**request_body, name: ""})[name]

    def test_an_empty_string_is_no_currency(self, box: Caller, request_body: dict[str, Any]) -> None:
        """004:23."""
        response = box.s2({**request_body, "currencyId": ""})
        assert (response.status_code, codec.loads(response.content)["message"]) == (
            400,
            "currencyId is empty",
        )

    @pytest.mark.parametrize("name", ["channelOrderDate", "shipByDate", "deliveryByDate"])
    def test_times_must_be_in_utc(self, box: Caller, request_body: dict[str, Any], name: str) -> None:
        """004:22."""
        response = box.s2({**request_body, name: "2024-04-24T08:00:33.889+02:00"})
        assert (response.status_code, codec.loads(response.content)["message"]) == (
            400,
            f"{name} must be in UTC",
        )

    def test_products_and_account_are_embedded(self, box: Caller, request_body: dict[str, Any]) -> None:
        """004:101-114, 004:151-238."""
        price = Decimal("9.9900000000000000000000000001")
        item = {
            "channelOrderItemId": "7",
            "productId": "bab7c35b-2ecb-4b40-be82-8dc1e0a86171",
            "quantity": 0,
            "unitPrice": price,
            "meta": [None],
        }
        update = self.update(box, {**request_body, "items": [item]})
        [line] = update["items"]
        assert (line["product"]["sku"], line["unitPrice"], line["quantity"], line["meta"]) == (
            "SKU-GREY",
            price,
            0,
            [None],
        )
        assert update["account"]["id"] == request_body["accountId"]

    @pytest.mark.parametrize(
        "change",
        [
            {"accountId": "x"},
            {
                "items": [
                    {"channelOrderItemId": "", "productId": "x", "quantity": 0, "unitPrice": 0, "meta": {}}
                ]
            },
        ],
    )
    def test_unknown_ids_are_refused_and_leave_no_trace(
        self, box: Caller, request_body: dict[str, Any], change: dict[str, Any]
    ) -> None:
        before = box.control("GET", "/state")["S2Orders"]
        assert box.s2({**request_body, **change}).status_code == 400
        assert box.s2(request_body, "ae52b0ab-0000-4b11-9c13-c5c221228ecd").status_code == 400
        assert box.control("GET", "/state")["S2Orders"] == before
