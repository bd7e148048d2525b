"""The second server keeps to the documents: its fixtures are true, its rules hold, hostile input is refused,
every response has its schema.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import jsonschema_rs
import pytest

from tests.faults.catalogue import GUID
from tests.faults.inside.planting import HTTP, LEFT_OUT, At, attributes, codes, item, parcel
from tests.faults.second import FIXTURES, Config, create, running
from tests.faults.second.document import document, operations

DETAILS = f"/Order/GetOrdersDetails?merchantGUID={GUID}"


def paid(stated: Any) -> Decimal:
    """What the order of a fixture costs."""
    products = sum(
        (Decimal(product["price"]) * product["quantity"] for product in stated["products"]), Decimal(0)
    )
    return products + Decimal(stated.get("shipping", 0)) + Decimal(stated.get("duties", 0))


@pytest.fixture
def at() -> Iterator[At]:
    with running(create()) as url:
        yield At(url)


class TestFixtures:
    @pytest.mark.parametrize("stated", FIXTURES["globale"]["orders"], ids=lambda stated: stated["order_id"])
    def test_are_what_the_server_shows(self, at: At, stated: Any) -> None:
        order_id = stated["order_id"]
        for asked in (
            order_id,
            f" {order_id} ",
            stated["merchant_order_id"],
            order_id.removeprefix("GE").rstrip("BGS"),
        ):
            shown = at.details(asked)
            assert (shown["OrderId"], shown["MerchantOrderId"]) == (order_id, stated["merchant_order_id"])
        assert [
            (
                product["CartItemId"],
                product["Sku"],
                product["Quantity"],
                str(product["InternationalPrice"]),
                str(product["Price"]),
            )
            for product in shown["Products"]
        ] == [
            (
                product["cart_item_id"],
                product["code"],
                product["quantity"],
                product["price"],
                product["original_price"],
            )
            for product in stated["products"]
        ]
        parts = [Decimal(stated.get(name, 0)) for name in ("shipping", "duties")]
        assert [
            shown["InternationalDetails"][f"Total{name}Price"] for name in ("Shipping", "Duties", "")
        ] == [*parts, paid(stated)]
        assert at.tracking(order_id, stated["email"].upper())[0] == 200
        documents = at.order("GetShippingDocuments", {"OrderId": order_id, "Parcels": []})[1]["Documents"]
        assert [document["ParcelCode"] for document in documents] == stated.get("ready_parcels", [])

    def test_reset_puts_them_back(self, at: At) -> None:
        at.refund(FullRefund=True)
        assert codes(at.refund(item())) == ["1001"]
        assert at.ask("POST", "/reset")[0] == 200
        assert codes(at.refund(item())) == [True]


def samples() -> Iterator[Any]:
    """Each documented request: operation, query, body."""
    for api in ("globale", "merchant", "s2"):
        for operation in operations(api):
            stated = document(api)["paths"][operation.path][operation.method.lower()]
            query = {}
            for parameter in stated.get("parameters", ()):
                if "$ref" in parameter:
                    parameter = document(api)["components"]["parameters"][
                        parameter["$ref"].rpartition("/")[2]
                    ]
                query[parameter["name"]] = next(reversed(parameter["examples"].values()))["value"]
            bodies = (
                stated.get("requestBody", {})
                .get("content", {})
                .get("application/json", {})
                .get("examples", {"none": {"value": None}})
            )
            for name, body in bodies.items():
                yield pytest.param(api, operation, query, body["value"], id=f"{operation.id}-{name}")


class TestDocumentedSamples:
    @pytest.mark.parametrize(("api", "operation", "query", "body"), list(samples()))
    def test_succeed_with_the_documented_schema(
        self, at: At, api: str, operation: Any, query: Any, body: Any
    ) -> None:
        if api == "globale":
            status, value = at.order(operation.path.rpartition("/")[2], body, **query)
        else:
            status, value = at.s2(**body) if api == "s2" else at.callback(**body)
        assert status == 200
        stated = document(api)["paths"][operation.path][operation.method.lower()]["responses"]["200"][
            "content"
        ]["application/json"]["schema"]
        whole = {**stated, "components": document(api)["components"]}
        assert [
            error.message
            for error in jsonschema_rs.Draft202012Validator(whole, validate_formats=True).iter_errors(value)
        ] == []
        if isinstance(value, dict):
            assert value.get("Success", value.get("IsSuccess", True)) is True


class TestRefunds:
    def test_money_ends_exactly(self, at: At) -> None:
        total = paid(FIXTURES["globale"]["orders"][0])
        assert codes(
            at.refund(item("12376", 3)),
            at.refund(item("134643", RefundAmount="1.0001"), DutiesAmount=Decimal("0.1")),
        ) == [True, True]
        left = total - Decimal("0.9999") - Decimal("1.0001") - Decimal("0.1")
        assert codes(
            at.refund(ServiceGestureAmount=left + Decimal("0.0001")),
            at.refund(ServiceGestureAmount=left),
            at.refund(DutiesAmount=1),
        ) == [
            "1002",
            True,
            "1001",
        ]

    @pytest.mark.parametrize(
        ("products", "code"),
        [
            ([], "1004"),
            ([item("nope")], "1005"),
            ([item(quantity=0)], "1003"),
            ([item(quantity="1.5")], "1003"),
            ([item(), item()], "1006"),
        ],
    )
    def test_codes_come_in_their_conditions(self, at: At, products: Any, code: str) -> None:
        assert codes(at.refund(*products)) == [code]
        assert codes(at.refund(item())) == [True]

    def test_two_at_once_cannot_both_take_the_last_money(self, at: At) -> None:
        with ThreadPoolExecutor(8) as pool:
            result = list(pool.map(lambda _: codes(at.refund(DutiesAmount=200))[0], range(16)))
        assert sorted(map(str, result)) == ["1002"] * 15 + ["True"]

    def test_error_info_can_be_switched_off(self) -> None:
        with running(create(Config(error_info=False))) as url:
            assert At(url).refund() == (
                200,
                {"Success": False, "Reason": "Refund request must contain at least one refund component"},
            )


class TestErrorsUnder200:
    def test_have_the_envelope_of_those_under_4xx(self, at: At) -> None:
        with running(create(Config(envelope_200=True))) as url:
            for responses in zip(
                *(
                    [value.order("GetOrdersDetails", {}), value.products(attributes("nope", a="1"))]
                    for value in (at, At(url))
                ),
                strict=True,
            ):
                (status, value), (other_status, other_value) = responses
                assert (status, other_status) == (400, 200)
                assert value == other_value


HOSTILE = {
    "half": b'{"OrderIds": [',
    "twice": b'{"OrderIds": [], "OrderIds": []}',
    "nan": b'{"OrderIds": [], "a": NaN}',
    "digits": b'{"OrderIds": [], "a": ' + b"1" * 500_000 + b"}",
    "decimals": b'{"OrderIds": [], "a": 0.' + b"1" * 500_000 + b"}",
    "exponent": b'{"OrderIds": [], "a": 1e1000000000}',
    "exponents": b'{"OrderIds": [], "a": 1e99999999999999999999}',
    "no utf-8": b'{"OrderIds": ["\xff"]}',
    "half a character": b'{"OrderIds": ["\\ud800"]}',
    "deep": b'{"OrderIds": [], "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "text": b'"\\ud800"',
    "large": b" " * 1_000_001,
}


class TestHostileInput:
    @pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
    def test_in_a_body_is_refused(self, at: At, raw: bytes) -> None:
        status, value = at.ask("POST", DETAILS, raw)
        assert status == (413 if len(raw) > 1_000_000 else 400)
        assert set(value) == {"Code", "Error", "Description"}
        assert len(str(value)) < 1000

    @pytest.mark.parametrize("quantity", ["9" * 99, "0." + "1" * 90, Decimal("1e90"), "9" * 2000])
    def test_huge_quantities_are_refused(self, at: At, quantity: Any) -> None:
        assert codes(at.refund(item(quantity=quantity)))[0] in ("1003", "1006", "400")
        assert codes(at.v2(parcel("a", quantity=quantity)))[0] in ("1003", "400")

    @pytest.mark.parametrize(
        "sent",
        [
            b"nonsense\r\n\r\n",
            b"POST /Order/TrackOrder HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            b"GET / HTTP/1.1\r\nA: " + b"x" * 300_000,
        ],
    )
    def test_what_is_no_http_ends_the_connection(self, at: At, sent: bytes) -> None:
        address = urlsplit(at.url)
        with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
            connection.sendall(sent)
            received = b""
            while part := connection.recv(65_536):
                received += part
        assert received.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))
        assert json.loads(received.partition(b"\r\n\r\n")[2])["Code"] in ("400", "431")

    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("GET", "/Order/TrackOrder", 405),
            ("POST", "/order/1", 405),
            ("POST", "/x", 404),
            ("PUT", "/", 404),
        ],
    )
    def test_other_methods_and_paths_are_refused(self, at: At, method: str, path: str, status: int) -> None:
        response = HTTP.request(method, f"{at.url}{path}")
        assert (response.status_code, response.headers["content-type"]) == (status, "application/json")

    def test_a_connection_is_kept_for_the_next_request(self, at: At) -> None:
        address = urlsplit(at.url)
        body = b'{"OrderIds":[]}'
        request = f"POST {DETAILS} HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
            for _ in range(3):
                connection.sendall(request)
                assert connection.recv(65_536).endswith(b"\r\n\r\n[]")


class TestCallback:
    def test_again_and_unknown_members_and_statuses_are_acknowledged(self, at: At) -> None:
        first = at.callback()
        assert (first, at.callback()) == (first, first)
        assert at.callback(StatusCode="ODD", New={"a": [1]}, GiftCards=None)[1]["Success"] is True

    @pytest.mark.parametrize(
        "change",
        [
            {"MerchantGUID": "x"},
            {"MerchantGUID": LEFT_OUT},
            {"OrderId": "GE1"},
            {"MerchantOrderId": "1"},
            {"StatusCode": None},
        ],
    )
    def test_is_refused_with_a_status_other_than_200(self, at: At, change: Any) -> None:
        status, value = at.callback(**change)
        assert (status, value["Success"]) == (400, False)
