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
    assert (str(order.paid), str(order.shipping), order.ready_parcels) == ("29.9", "4.1600", ("P1",))
    assert [str(product.price) for product in order.products] == ["12.87"]
    assert Fixtures.read(text).globale.shows == {"status", "parcels"}  # type: ignore[union-attr]
    assert "# one more product" in text
    assert '# duties = "0.00"' in text
    assert GUID not in text
    paths = {target.partition("?")[0] for _, target, _ in server.requests}
    assert paths == {"/Order/GetOrdersDetails", "/Order/TrackOrder"}


def test_what_cannot_be_read_is_said() -> None:
    with pytest.raises(CannotRunError, match="only write"):
        learn("http://127.0.0.1:1", "s2", ["1"], credentials=ServerCredentials(token="t", organization="o"))
    with served(Documented("globale")) as url, pytest.raises(CannotRunError, match="give one that exists"):
        learn(url, "globale", ["nothing"], credentials=ServerCredentials(guid="someone-else"))
