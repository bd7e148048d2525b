"""Fixtures learned from a server: by reading only, and good for a check."""

from __future__ import annotations

from typing import Any

import pytest

from order_contract.check import CannotRunError, ServerCredentials
from order_contract.check.learn import learn
from order_contract.check.server_data import Fixtures
from tests.check.servers import GUID, Documented, served


class Shop(Documented):
    def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> tuple[int, Any]:
        if not path.endswith("GetOrdersDetails"):
            return super().success(operation, query, body, path)
        details = {
            "CurrencyCode": "GBP",
            "TotalPrice": 29.90,
            "TotalShippingPrice": "4.1600",
            "ParcelsTracking": [{"ParcelCode": "P1"}],
        }
        product = {"CartItemId": "1", "ProductCode": "A", "Quantity": 2, "InternationalPrice": 12.87}
        order = {"OrderId": body["OrderIds"][0], "MerchantOrderId": "M1", "StatusCode": "N/A"}
        return 200, [{**order, "InternationalDetails": details, "Products": [product, {"Name": "B"}]}]


def test_what_is_shown_becomes_a_fixtures_file() -> None:
    server = Shop("globale")
    with served(server) as url:
        text = learn(url, "globale", ["GE1"], ["a@b.example"], credentials=ServerCredentials(guid=GUID))
    (order,) = Fixtures.read(text).globale.orders  # type: ignore[union-attr]
    assert (order.order_id, order.merchant_order_id, order.email) == ("GE1", "M1", "a@b.example")
    assert order.currency == "GBP"
    assert (str(order.paid), str(order.shipping), order.ready_parcels) == ("29.9", "4.1600", ("P1",))
    assert [str(product.price) for product in order.products] == ["12.87"]
    assert Fixtures.read(text).globale.shows == {"status"}  # type: ignore[union-attr]
    missing = "CartItemId, ProductCode, Quantity and price"
    assert f"# 1 more of its products: GetOrdersDetails shows no {missing} of it\n" in text
    assert '# duties = "0.00"' in text
    assert GUID not in text
    paths = {target.partition("?")[0] for _, target, _ in server.requests}
    assert paths == {"/Order/GetOrdersDetails", "/Order/TrackOrder"}


def test_attributes_are_seen_on_a_product_and_in_its_metadata() -> None:
    for product in ({"Attributes": [{"AttributeKey": "engraving"}]}, {"MetaData": {"Attributes": []}}):

        class Attributed(Shop):
            def success(self, *given: Any, product: Any = product) -> tuple[int, Any]:
                status, value = super().success(*given)
                return status, [order | {"Products": [product]} for order in value]

        with served(Attributed("globale")) as url:
            text = learn(url, "globale", ["GE1"], credentials=ServerCredentials(guid=GUID))
        assert 'shows = ["attributes", "status"]' in text


def test_attributes_such_as_size_and_colour_are_not_those_of_an_update() -> None:
    for listed in ([], [{"AttributeCode": "XL", "AttributeTypeCode": "size"}]):

        class Coloured(Shop):
            def success(self, *given: Any, listed: Any = listed) -> tuple[int, Any]:
                status, value = super().success(*given)
                return status, [order | {"Products": [{"Attributes": listed}]} for order in value]

        with served(Coloured("globale")) as url:
            text = learn(url, "globale", ["GE1"], credentials=ServerCredentials(guid=GUID))
        assert 'shows = ["status"]' in text
        (more,) = [line for line in text.splitlines() if line.startswith("# Add what follows")]
        assert '"attributes"' in more


@pytest.mark.parametrize("missing", ["CartItemId", "ProductCode", "Quantity"])
def test_what_a_product_lacks_is_named(missing: str) -> None:
    class Lacking(Shop):
        def success(self, *given: Any) -> tuple[int, Any]:
            status, value = super().success(*given)
            del value[0]["Products"][0][missing]
            return status, [{**value[0], "Products": value[0]["Products"][:1]}]

    with served(Lacking("globale")) as url:
        text = learn(url, "globale", ["GE1"], credentials=ServerCredentials(guid=GUID))
    assert f"# 1 more of its products: GetOrdersDetails shows no {missing} of it\n" in text


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (405, "405", "TrackOrder takes no POST (405), so this is not verified"),
        (400, "1005", "TrackOrder refused it with code 1005"),
    ],
)
def test_an_address_that_is_not_taken_stays_as_a_comment_that_says_why(
    status: int, code: str, reason: str
) -> None:
    class Strict(Shop):
        def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> tuple[int, Any]:
            if path.endswith("TrackOrder"):
                return status, {"Code": code, "Error": "Refused", "Description": "no"}
            return super().success(operation, query, body, path)

    with served(Strict("globale")) as url:
        text = learn(url, "globale", ["GE1"], ["a@b.example"], credentials=ServerCredentials(guid=GUID))
    assert f'# email = "a@b.example"   # {reason}\n' in text
    assert Fixtures.read(text).globale.orders[0].email is None  # type: ignore[union-attr]


ODD_TEXT = 'Zoë "東京" \\ \x7f \u0085 \U0001f381'
ODD_ORDERS: dict[str, dict[str, Any]] = {
    "empty": {},
    "nulls": {"OrderId": None, "MerchantOrderId": None, "InternationalDetails": None, "Products": None},
    "other kinds": {
        "OrderId": 17,
        "MerchantOrderId": ["M1"],
        "InternationalDetails": [{"TotalPrice": True, "ParcelsTracking": "P1"}],
        "Products": {"CartItemId": 1, "ProductCode": {"a": 1}, "Quantity": 1, "Price": 1},
    },
    "odd texts": {
        "OrderId": ODD_TEXT,
        "MerchantOrderId": ODD_TEXT,
        "InternationalDetails": {"TotalPrice": "-1", "ParcelsTracking": [None, {"ParcelCode": ODD_TEXT}, {}]},
        "Products": [{"CartItemId": 0, "ProductCode": ODD_TEXT, "Quantity": "1E+2", "Price": "NaN"}],
    },
    "numbers": {
        "OrderId": "GE1",
        "InternationalDetails": {"TotalPrice": 1e30, "TotalDutiesPrice": "0.000000000000000000001"},
        "Products": [
            {"CartItemId": 0, "Sku": 7, "OrderedQuantity": 3, "Price": 12, "OriginalPrice": -1},
            {"CartItemId": "b", "ProductCode": ODD_TEXT, "Quantity": -1, "Price": 1},
        ],
    },
}


@pytest.mark.parametrize("order", ODD_ORDERS.values(), ids=ODD_ORDERS)
def test_what_is_printed_is_a_fixtures_file_whatever_the_server_shows(order: dict[str, Any]) -> None:
    class Odd(Documented):
        def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> tuple[int, Any]:
            return 200, [order] if path.endswith("GetOrdersDetails") else {"ShippingMethodStatusCode": 1}

    with served(Odd("globale")) as url:
        text = learn(url, "globale", ["GE1"], ["a@b.example"], credentials=ServerCredentials(guid=GUID))
    data = Fixtures.read(text).globale
    assert data is not None
    (learned,) = data.orders
    assert learned.email == "a@b.example"
    shown = order.get("InternationalDetails")
    assert learned.changeable is (isinstance(shown, dict) and shown.get("TotalPrice") == 1e30)
    if order.get("OrderId") == ODD_TEXT:
        assert learned.order_id == ODD_TEXT
        assert learned.ready_parcels == (learned.order_id,)
    assert [str(product.price) for product in learned.products] == (
        ["12"]
        if "Products" in order and isinstance(order["Products"], list) and len(order["Products"]) == 2
        else []
    )


def test_a_refusal_of_another_method_does_not_tell_how_refunds_are_refused() -> None:
    class Refusing(Shop):
        def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> tuple[int, Any]:
            if query.get("orderId", "GE1") != "GE1":
                return 400, {"Code": "1001", "Error": "Unknown", "Description": "No such order"}
            return super().success(operation, query, body, path)

    with served(Refusing("globale")) as url:
        text = learn(url, "globale", ["GE1"], credentials=ServerCredentials(guid=GUID))
    assert Fixtures.read(text).globale.error_info is None  # type: ignore[union-attr]
    assert "# error_info = true   # the account setting" in text


def test_what_a_product_cost_in_the_merchants_currency_is_learned() -> None:
    class Priced(Shop):
        def success(self, *given: Any) -> tuple[int, Any]:
            status, value = super().success(*given)
            (order,) = value
            order["Products"][0] |= {"SalePrice": "15.0000", "OriginalSalePrice": "17.7000"}
            return status, value

    with served(Priced("globale")) as url:
        text = learn(url, "globale", ["GE1"], credentials=ServerCredentials(guid=GUID))
    (order,) = Fixtures.read(text).globale.orders  # type: ignore[union-attr]
    assert [str(product.original_price) for product in order.products] == ["17.7000"]


@pytest.mark.parametrize(
    ("parcel", "shows"),
    [({"ParcelTrackingNumber": "T1"}, True), ({"TrackingNumber": "T1"}, False), ({}, False)],
)
def test_parcels_are_shown_only_where_a_tracking_number_was_seen(parcel: dict[str, Any], shows: bool) -> None:
    class Parcelled(Shop):
        def success(self, *given: Any) -> tuple[int, Any]:
            status, value = super().success(*given)
            value[0]["InternationalDetails"]["ParcelsTracking"] = [{"ParcelCode": "P1", **parcel}]
            return status, value

    with served(Parcelled("globale")) as url:
        text = learn(url, "globale", ["GE1"], credentials=ServerCredentials(guid=GUID))
    assert ("parcels" in Fixtures.read(text).globale.shows) is shows  # type: ignore[union-attr]
    assert ('# Add what follows the requests, too: "parcels"' in text) is not shows


def test_what_cannot_be_read_is_reported() -> None:
    with pytest.raises(CannotRunError, match="only write"):
        learn("http://127.0.0.1:1", "s2", ["1"], credentials=ServerCredentials(token="t", organization="o"))
    with pytest.raises(CannotRunError, match=r"Nothing responds at http://127\.0\.0\.1:1: start the server"):
        learn("http://127.0.0.1:1", "globale", ["1"], credentials=ServerCredentials(guid="g"))
    with served(Documented("globale")) as url, pytest.raises(CannotRunError, match="give one that exists"):
        learn(url, "globale", ["nothing"], credentials=ServerCredentials(guid="someone-else"))
