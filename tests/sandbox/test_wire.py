"""What stands before the rules: secrets, names, JSON, the published schema, paths and methods, limits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import httpx2
import pytest

from order_contract import sandbox, spec
from order_contract.wire import codec
from tests.sandbox.sandbox_calls import GUID, S2_HEADERS, S2_ORDER, Caller, examples

Make = Callable[..., Caller]
JSON = {"Content-Type": "application/json"}
FILTER = {"OrderIds": ["GE2794623GB"]}
STATUS = {"OrderId": "testID", "OrderStatus": {"OrderStatusCode": "DEL_12", "Name": "Delayed"}}


def value_of(response: httpx2.Response) -> Any:
    return codec.loads(response.content)


class TestGuid:
    @pytest.mark.parametrize("name", ["merchantGUID", "MerchantGUID", "merchantguid"])
    def test_name_and_value_are_read_without_regard_to_case(self, box: Caller, name: str) -> None:
        assert (
            box.client.post(f"/Order/GetOrdersDetails?{name}={GUID.upper()}", json=FILTER).status_code == 200
        )

    def test_header_stands_for_the_query(self, box: Caller) -> None:
        assert (
            box.client.post(
                "/Order/GetOrdersDetails", json=FILTER, headers={"MERCHANTGUID": GUID}
            ).status_code
            == 200
        )

    @pytest.mark.parametrize(
        "query",
        [
            "",
            "merchantGUID=",
            "merchantGUID=abcd",
            f"merchantGUID={GUID}&MerchantGUID=other",
            "merchantGUID=%C3%A9",
        ],
    )
    def test_missing_or_wrong_guid_is_401(self, box: Caller, query: str) -> None:
        for item in spec.load("globale")["paths"]:
            response = box.client.post(f"{item}?{query}", content=b"{", headers=JSON)
            assert response.status_code == 401
            assert value_of(response) == {
                "Code": "401",
                "Error": "Unauthorized",
                "Description": "The merchantGUID is missing or unknown.",
            }

    def test_guid_is_a_setting(self, make: Make) -> None:
        box = make(merchant_guid="Mine-1")
        assert box.client.post("/Order/GetOrdersDetails?merchantGUID=mine-1", json=FILTER).status_code == 200
        assert box.order("GetOrdersDetails", FILTER).status_code == 401


class TestS2Secrets:
    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Authorization": S2_HEADERS["Authorization"]},
            {"X-S2-Organization": S2_HEADERS["X-S2-Organization"]},
            {**S2_HEADERS, "Authorization": "Bearer other"},
            {**S2_HEADERS, "Authorization": "Bearer"},
            {**S2_HEADERS, "Authorization": "Basic change_to_your_access_token"},
            {**S2_HEADERS, "X-S2-Organization": S2_ORDER},
        ],
    )
    def test_missing_or_wrong_secret_is_401(self, box: Caller, headers: dict[str, str]) -> None:
        response = box.s2(b"{", headers=headers)
        assert response.status_code == 401
        assert value_of(response)["error"] == "Unauthorized"

    def test_scheme_and_organization_are_read_without_regard_to_case(self, box: Caller) -> None:
        [(_, body)] = examples("s2", "updateOrder")
        headers = {
            "authorization": "bearer change_to_your_access_token",
            "x-s2-organization": S2_HEADERS["X-S2-Organization"].upper(),
        }
        assert box.s2(body, headers=headers).status_code == 200


class TestRefusedBySchema:
    @pytest.mark.parametrize(
        ("method", "body", "query", "sentence"),
        [
            ("CreateOrderRefund", None, {"orderRefund": {}}, "orderRefund.OrderId is required"),
            ("CreateOrderRefund", None, {}, "orderRefund is required"),
            (
                "CreateOrderRefund",
                None,
                {"orderRefund": {"OrderId": 1}},
                "orderRefund.OrderId got a number; pass a string",
            ),
            (
                "CreateOrderRefund",
                [{"CartItemId": "1"}],
                {"orderRefund": {"OrderId": "1"}},
                "[0].RefundQuantity is required",
            ),
            (
                "CreateOrderRefund",
                {},
                {"orderRefund": {"OrderId": "1"}},
                "the body got an object; pass an array",
            ),
            ("GetOrdersDetails", {"OrderIds": [1]}, {}, "OrderIds[0] got a number; pass a string"),
            ("GetOrdersDetails", None, {}, "the body is required"),
            (
                "DispatchOrders",
                {},
                {},
                "One of OrderIds, MerchantOrderIds, ParcelCodes and TrackingNumbers is required",
            ),
            (
                "UpdateOrderDispatchV2",
                {"OrderId": "1", "Parcels": [{"Weight": "1"}]},
                {},
                "Parcels[0].ParcelCode is required; Parcels[0].Weight got a string; pass a number",
            ),
            ("UpdateOrderDispatchV2", {"Parcels": []}, {}, "OrderId or MerchantOrderId is required"),
            (
                "UpdateOrderDispatchV2",
                {"OrderId": "1", "Exceptions": [{"SKU": "1", "ExceptionType": 3}]},
                {},
                "Exceptions[0]: Quantity is required when ExceptionType is 3",
            ),
            (
                "GetShippingDocuments",
                {
                    "OrderId": "1",
                    "ShippingAdditionalInformation": [{"name": "a", "value": "b"}],
                    "Parcels": [
                        {"ParcelCode": "1", "ShippingAdditionalInformation": [{"name": "a", "value": "b"}]}
                    ],
                },
                {},
                "ShippingAdditionalInformation stands on the order or on its parcels, not on both",
            ),
            ("TrackOrder", None, {"orderId": "1"}, "email is required"),
            ("TrackOrder", None, {"orderId": "", "email": "a"}, "orderId must have at least 1 character"),
            ("TrackOrder", None, {"orderId": ["1", "2"], "email": "a"}, "orderId is given 2 times"),
            (
                "UpdateOrderProducts",
                {"OrderId": "1", "MetaDataUpdateType": "merge", "Products": []},
                {},
                "MetaDataUpdateType must be one of Merge",
            ),
            (
                "UpdateOrderStatus",
                None,
                {"orderStatus": {"OrderId": "1", "OrderStatus": {"Name": "a"}}},
                "orderStatus.OrderStatus.OrderStatusCode is required",
            ),
            (
                "UpdateOrderDispatch",
                [],
                {"orderStatus": STATUS, "parcelsList": ['{"ParcelCode":"1"}', "{}"]},
                "parcelsList[1].ParcelCode is required",
            ),
            (
                "UpdateOrderDispatch",
                [],
                {"orderStatus": STATUS, "parcelsList": "[]"},
                "parcelsList[0] got an array; pass an object",
            ),
        ],
    )
    def test_description_names_the_place_on_the_wire(
        self, box: Caller, method: str, body: Any, query: dict[str, Any], sentence: str
    ) -> None:
        assert box.refused(method, body, **query) == {
            "Code": "400",
            "Error": "Bad Request",
            "Description": sentence,
        }

    def test_s2_and_merchant_refuse_in_their_own_form(self, box: Caller) -> None:
        response = box.s2({})
        assert response.status_code == 400
        assert value_of(response)["message"].startswith("channelShippingMethod is required; meta is required")
        response = box.callback({"OrderId": "GE10047946955SG"})
        assert response.status_code == 400
        assert value_of(response) == {
            "Success": False,
            "ErrorCode": "100",
            "Message": "Bad Request",
            "Description": "StatusCode is required",
        }

    def test_s2_names_are_read_as_written(self, box: Caller) -> None:
        [(_, body)] = examples("s2", "updateOrder")
        assert (
            "meta is required"
            in value_of(
                box.s2({("META" if name == "meta" else name): value for name, value in body.items()})
            )["message"]
        )


class TestNames:
    def test_members_are_read_in_any_case(self, box: Caller) -> None:
        assert box.ok("GetOrdersDetails", {"orderids": ["GE2794623GB"]})[0]["OrderId"] == "GE2794623GB"
        assert (
            box.refused("GetOrdersDetails", {"orderids": "GE2794623GB"})["Description"]
            == "OrderIds got a string; pass an array"
        )

    def test_query_parameters_are_read_in_any_case(self, box: Caller) -> None:
        assert (
            box.ok("TrackOrder", ORDERID="testID", EMAIL="customer@example.com")["ShippingMethodCode"]
            == "FEDEX"
        )
        assert box.ok("UpdateOrderStatus", OrderStatus=STATUS) == {"Success": True}

    def test_documented_spelling_counts_when_both_are_there(self, box: Caller) -> None:
        assert box.ok("GetOrdersDetails", {"orderids": 1, "OrderIds": [], "ORDERIDS": 2}) == []


class TestQueryStrings:
    @pytest.mark.parametrize("space", ["%20", "+"])
    def test_spaces_come_both_ways(self, box: Caller, space: str) -> None:
        query = f"merchantGUID={GUID}&orderId={space}testID{space}&email=customer%40example.com"
        assert box.client.post(f"/Order/TrackOrder?{query}").status_code == 200

    def test_json_as_a_public_client_sends_it(self, box: Caller) -> None:
        value = codec.dumps(STATUS).decode()
        for text in (value, value.replace(":", ": ").replace(",", ", ")):
            assert box.ok("UpdateOrderStatus", b"", orderStatus=text) == {"Success": True}

    def test_parcels_come_repeated_or_as_one_array(self, box: Caller) -> None:
        for parcels in (
            ['{"ParcelCode":"a-1"}', '{"ParcelCode":"a-2"}'],
            '[{"ParcelCode":"a-1"},{"parcelcode":"a-2"}]',
        ):
            assert box.ok("UpdateOrderDispatch", [], orderStatus=STATUS, parcelsList=parcels) == {
                "Success": True
            }
            assert [
                parcel["ParcelCode"]
                for parcel in box.details("testID")["InternationalDetails"]["ParcelsTracking"]
            ] == ["a-1", "a-2"]

    @pytest.mark.parametrize("query", ["orderId=%FF&email=a", "orderId=a&email=%80", "%FF=1"])
    def test_no_utf8_is_refused(self, box: Caller, query: str) -> None:
        response = box.client.post(f"/Order/TrackOrder?merchantGUID={GUID}&{query}")
        assert response.status_code == 400
        assert value_of(response)["Description"] == "the query string is not UTF-8"

    def test_length_has_a_limit(self, make: Make) -> None:
        assert (
            "longer than 1000 bytes"
            in make(max_query=1000).refused("TrackOrder", orderId="a" * 1001, email="a")["Description"]
        )


HOSTILE = {
    "nothing": b" ",
    "half": b'{"OrderIds": [',
    "twice": b'{"OrderIds": [], "OrderIds": []}',
    "nan": b'{"OrderIds": [], "a": NaN}',
    "infinity": b'{"OrderIds": [], "a": -Infinity}',
    "million digits": b'{"OrderIds": [], "a": ' + b"1" * 1_000_000 + b"}",
    "million decimals": b'{"OrderIds": [], "a": 0.' + b"1" * 1_000_000 + b"}",
    "exponent": b'{"OrderIds": [], "a": 1e1000000000}',
    "no utf-8": b'{"OrderIds": ["\xff"]}',
    "surrogate": b'{"OrderIds": ["\\ud800"]}',
    "deep": b'{"OrderIds": [], "a": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "deep enough": b'{"OrderIds": [], "a": ' + b"[" * 64 + b"]" * 64 + b"}",
    "html": b"<html></html>",
    "comment": b'{"OrderIds": [] /* all */}',
    "two": b"{}{}",
}


class TestHostileJson:
    @pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
    def test_body_is_refused(self, box: Caller, raw: bytes) -> None:
        assert box.refused("GetOrdersDetails", raw)["Description"].startswith("the body: ")

    @pytest.mark.parametrize(
        "name", [name for name in HOSTILE if not name.startswith(("million", "no utf", "deep"))]
    )
    def test_query_value_is_refused(self, box: Caller, name: str) -> None:
        assert box.refused("UpdateOrderStatus", orderStatus=HOSTILE[name].decode())["Description"].startswith(
            "orderStatus: "
        )

    def test_depth_up_to_the_limit_is_read(self, box: Caller) -> None:
        assert box.ok("GetOrdersDetails", b'{"OrderIds": [], "a": ' + b"[" * 63 + b"]" * 63 + b"}") == []
        assert box.ok("GetOrdersDetails", b'\xef\xbb\xbf{"OrderIds": []}') == []


class TestHttp:
    @pytest.mark.parametrize(
        "path",
        [
            "/Order",
            "/Order/",
            "/Order/createorderrefund",
            "/Order/TrackOrder/",
            "/order",
            "/order/",
            "/order/a/b",
            "/x",
        ],
    )
    def test_unknown_path_is_404(self, box: Caller, path: str) -> None:
        response = box.client.post(path)
        assert response.status_code == 404
        assert value_of(response)["error" if path == "/order/" or path == "/order/a/b" else "Code"] in (
            "404",
            "Not Found",
        )

    @pytest.mark.parametrize(
        ("path", "allowed"),
        [
            ("/Order/TrackOrder", "POST"),
            ("/order/1", "PUT"),
            ("/order-status-update-url", "POST"),
            ("/Order/UpdateOrderStatus", "POST"),
        ],
    )
    @pytest.mark.parametrize("method", ["GET", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "X"])
    def test_wrong_method_is_405_with_the_right_one(
        self, box: Caller, path: str, allowed: str, method: str
    ) -> None:
        response = box.client.request(method, path)
        assert response.status_code == 405
        assert response.headers["Allow"] == allowed

    @pytest.mark.parametrize(
        "kind",
        ["text/plain", "application/xml", "application/jsonx", "application/json; charset=latin-1", ""],
    )
    def test_other_content_is_415(self, box: Caller, kind: str) -> None:
        response = box.client.post(
            f"/Order/GetOrdersDetails?merchantGUID={GUID}", content=b"{}", headers={"Content-Type": kind}
        )
        assert response.status_code == 415
        assert value_of(response)["Code"] == "415"

    @pytest.mark.parametrize(
        "kind", ["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"']
    )
    def test_json_content_is_taken(self, box: Caller, kind: str) -> None:
        response = box.client.post(
            f"/Order/GetOrdersDetails?merchantGUID={GUID}",
            content=b'{"OrderIds":[]}',
            headers={"Content-Type": kind},
        )
        assert response.status_code == 200

    def test_larger_body_is_413_in_the_envelope_of_the_api(self, make: Make) -> None:
        box = make(max_body=1000)
        response = box.order("GetOrdersDetails", b" " * 1001)
        assert response.status_code == 413
        assert value_of(response)["Code"] == "413"
        assert response.headers["Connection"] == "close"
        assert value_of(box.s2(b" " * 1001))["error"] == HTTPStatus(413).phrase
        assert value_of(box.callback(b" " * 1001))["Success"] is False
        assert box.order("GetOrdersDetails", b'{"OrderIds":[]}' + b" " * 985).status_code == 200

    def test_body_that_comes_in_pieces_is_put_together(self, box: Caller) -> None:
        pieces = (b'{"OrderIds":["testID"]}'[place : place + 1] for place in range(23))
        target = f"/Order/GetOrdersDetails?merchantGUID={GUID}"
        response = box.client.post(target, content=pieces, headers={"Content-Type": "application/json"})
        assert value_of(response)[0]["OrderId"] == "testID"

    def test_websocket_is_closed(self) -> None:
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "websocket.connect"}

        async def send(message: Any) -> None:
            sent.append(message["type"])

        scope = {
            "type": "websocket",
            "path": "/Order/GetOrdersDetails",
            "root_path": "",
            "query_string": b"",
            "headers": [],
            "subprotocols": [],
        }
        asyncio.run(sandbox.app()(scope, receive, send))
        assert sent == ["websocket.close"]

    def test_body_of_a_method_without_one_is_not_looked_at(self, box: Caller) -> None:
        assert box.ok("UpdateOrderStatus", b"not json", orderStatus=STATUS) == {"Success": True}

    @pytest.mark.parametrize(
        ("api", "served"),
        [
            ("globale", {"globale"}),
            ("merchant", {"merchant"}),
            ("s2", {"s2"}),
            ("all", {"globale", "merchant", "s2"}),
        ],
    )
    def test_api_chooses_what_is_served(self, make: Make, api: str, served: set[str]) -> None:
        box = make(api)
        for item, path in (
            ("globale", "/Order/TrackOrder"),
            ("merchant", "/order-status-update-url"),
            ("s2", "/order/1"),
        ):
            assert (box.client.get(path).status_code == 405) is (item in served)

    def test_a_fault_inside_is_a_documented_response_without_details(
        self, box: Caller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(box.application.service.store, "transaction", lambda: 1 / 0)
        response = box.order("GetOrdersDetails", FILTER)
        assert response.status_code == 500
        assert value_of(response)["Description"] == "The sandbox failed; its log says more."


class TestMerchantEndpoint:
    def test_only_two_members_are_needed(self, box: Caller) -> None:
        assert box.callback({"OrderId": " GE10047946955SG ", "StatusCode": "anything"}).status_code == 200

    def test_same_notice_again_is_a_success(self, box: Caller) -> None:
        [(_, body)] = examples("merchant", "updateOrderStatusCallback")
        assert value_of(box.callback(body)) == value_of(box.callback(body))

    def test_wrong_guid_is_refused_and_case_does_not_count(self, box: Caller) -> None:
        [(_, body)] = examples("merchant", "updateOrderStatusCallback")
        assert box.callback({**body, "MerchantGUID": "0511DB1D-CDC6"}).status_code == 200
        response = box.callback({**body, "MerchantGUID": "0511db1d-cdc7"})
        assert (response.status_code, value_of(response)["Success"]) == (400, False)

    def test_unknown_order_and_ids_of_two_orders_are_refused(self, box: Caller) -> None:
        assert value_of(box.callback({"OrderId": "GE1", "StatusCode": "CANCELLED"}))["ErrorCode"] == "100"
        notice = {"OrderId": "GE10047946955SG", "MerchantOrderId": "00024346", "StatusCode": "CANCELLED"}
        assert value_of(box.callback(notice))["ErrorCode"] == "301"
