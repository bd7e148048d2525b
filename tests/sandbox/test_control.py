"""What the sandbox offers to the people who test against it: control paths, faults, the log, callbacks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest

from order_contract.callback import Retries
from order_contract.sandbox import Settings, chaos
from order_contract.sandbox.server import Running
from order_contract.wire import codec
from tests.sandbox.sandbox_calls import GUID, HTTP, Caller

Make = Callable[..., Caller]
ORDER = "GE123874638GB"
DETAILS = {"OrderIds": [ORDER]}
REASON = {"OrderStatusReasonCode": "1009", "Name": "InventoryMissing"}


class TestControl:
    def test_lists_its_paths(self, box: Caller) -> None:
        lines = list(box.control("GET", ""))
        assert {"GET /sandbox/state", "POST /sandbox/reset", "POST /sandbox/orders"} < set(lines)
        for line in lines:
            method, path = line.split()
            body = {
                "/sandbox/orders": {"StatusCode": "a", "OrderId": "GE1"},
                "/sandbox/orders/{OrderId}/status": {"StatusCode": "a"},
            }.get(path, {})
            path = path.replace("{OrderId}", ORDER).replace("{api}", "s2")
            response = box.client.request(method, path, json=body)
            assert response.status_code == 200, line

    def test_seeds_an_order_in_place_of_the_one_with_its_id(self, box: Caller) -> None:
        box.ok("CreateOrderRefund", orderRefund={"OrderId": ORDER, "FullRefund": True})
        seed = {
            "OrderId": ORDER,
            "MerchantOrderId": "m-1",
            "StatusCode": "N/A",
            "Products": [],
            "InternationalDetails": {"TotalPrice": 5},
        }
        assert box.control("POST", "/orders", [seed, {**seed, "OrderId": "GE9FR", "MerchantOrderId": None}])[
            "OrderIds"
        ] == [ORDER, "GE9FR"]
        assert box.state(ORDER)["Remaining"] == 5
        assert box.state(ORDER)["Refunds"] == []
        assert (
            box.refused("CreateOrderRefund", orderRefund={"OrderId": "100018322", "FullRefund": True})["Code"]
            == "D001"
        )
        box.ok("CreateOrderRefund", orderRefund={"OrderId": "m-1", "FullRefund": True})

    @pytest.mark.parametrize(
        ("seed", "sentence"),
        [
            ({"OrderId": "GE9"}, "StatusCode is required"),
            (
                {"OrderId": "GE9", "StatusCode": "a", "Products": [{"Quantity": "1"}]},
                "Products[0].Quantity got a string; pass a number",
            ),
            (
                {"OrderId": "GE9", "StatusCode": "a", "Sandbox": {"Parcels": [{}]}},
                "Sandbox.Parcels[0].ParcelCode is required",
            ),
            ([1], "[0] got a number; pass an object"),
            ({"OrderId": " ", "StatusCode": "a"}, "OrderId got an empty string; pass one that is not empty"),
        ],
    )
    def test_refuses_a_seed_that_is_no_order(self, box: Caller, seed: Any, sentence: str) -> None:
        before = box.control("GET", "/state")
        response = box.client.post(
            "/sandbox/orders", content=codec.dumps(seed), headers={"Content-Type": "application/json"}
        )
        assert (response.status_code, codec.loads(response.content)["Description"]) == (400, sentence)
        assert box.control("GET", "/state") == before

    def test_advances_step_by_step_or_to_a_state(self, box: Caller) -> None:
        steps = [box.control("POST", f"/orders/{ORDER}/advance")["State"] for _ in range(6)]
        assert steps == [
            "SENT_TO_HUB",
            "RECEIVED_IN_HUB",
            "DISPATCHED",
            "IN_TRANSIT",
            "DELIVERED",
            "DELIVERED",
        ]
        assert (
            box.control("POST", "/orders/testID/advance", {"State": "IN_TRANSIT", "Location": "Hub"})["State"]
            == "IN_TRANSIT"
        )
        assert box.client.post("/sandbox/orders/testID/advance", json={"State": "x"}).status_code == 400
        assert box.client.post("/sandbox/orders/x/advance").status_code == 400

    @pytest.mark.parametrize(
        ("action", "body", "sentence"),
        [
            ("advance", 1, "the body got 1; pass an object"),
            ("advance", {"State": 1}, "State got the number 1; pass a string"),
            ("advance", {"State": "x"}, "State got another state; pass one of SENT_TO_HUB, RECEIVED_IN_HUB"),
            ("advance", {"Where": "Hub"}, "Where is not known; pass State or Location"),
            ("status", None, "the body got null; pass an object"),
            ("status", {}, "StatusCode is required"),
            ("status", {"StatusCode": ""}, "StatusCode got an empty string; pass one that is not empty"),
            (
                "status",
                {"StatusCode": "a", "OrderStatusReason": []},
                "OrderStatusReason got an array; pass an",
            ),
        ],
    )
    def test_names_what_it_cannot_use_and_changes_nothing(
        self, box: Caller, action: str, body: Any, sentence: str
    ) -> None:
        before = box.control("GET", "/state")
        headers = {"Content-Type": "application/json"}
        path = f"/sandbox/orders/{ORDER}/{action}"
        response = box.client.post(path, content=codec.dumps(body), headers=headers)
        assert response.status_code == 400
        assert codec.loads(response.content)["Description"].startswith(sentence)
        assert box.control("GET", "/state") == before

    def test_reset_brings_the_documented_orders_back(self, box: Caller) -> None:
        before = box.control("GET", "/state")
        box.ok("CreateOrderRefund", orderRefund={"OrderId": ORDER, "FullRefund": True})
        box.control("POST", "/orders", {"OrderId": "GE9", "StatusCode": "a"})
        box.control("POST", "/reset")
        after = box.control("GET", "/state")
        for value in (*before["Orders"], *after["Orders"]):
            for parcel in value["Progress"]["parcels"].values():
                parcel.pop("Documented", None)
        assert after == before

    def test_reset_of_one_api_leaves_the_others_alone(self, box: Caller) -> None:
        box.ok("CreateOrderRefund", orderRefund={"OrderId": ORDER, "FullRefund": True})
        box.control("POST", "/reset/s2")
        box.control("POST", "/reset/merchant")
        assert box.control("GET", f"/orders/{ORDER}")["Refunds"]
        box.control("POST", "/reset/globale")
        assert not box.control("GET", f"/orders/{ORDER}")["Refunds"]
        assert box.client.post("/sandbox/reset/other").status_code == 404

    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [("POST", "/state", 405), ("GET", "/x", 404), ("GET", "/orders/a/b/c", 404), ("GET", "/orders", 405)],
    )
    def test_other_paths_and_methods_are_refused(
        self, box: Caller, method: str, path: str, status: int
    ) -> None:
        response = box.client.request(method, f"/sandbox{path}")
        assert response.status_code == status
        assert ("Allow" in response.headers) is (status == 405)

    def test_can_be_taken_away(self, make: Make) -> None:
        assert make(control=False).client.get("/sandbox/state").status_code == 404


class TestChaosByHeader:
    @pytest.fixture
    def running(self) -> Iterator[Running]:
        with Running("all") as running:
            yield running

    def call(self, running: Running, fault: str) -> httpx2.Response:
        url = f"{running.url}/Order/GetOrdersDetails?merchantGUID={GUID}"
        return HTTP.post(url, json=DETAILS, headers={"X-Sandbox-Chaos": fault})

    def refund(self, running: Running, fault: str) -> None:
        query = {
            "merchantGUID": GUID,
            "orderRefund": codec.dumps({"OrderId": ORDER, "DutiesAmount": 1}).decode(),
        }
        HTTP.post(f"{running.url}/Order/CreateOrderRefund", params=query, headers={"X-Sandbox-Chaos": fault})

    def refunds(self, running: Running) -> int:
        state = codec.loads(HTTP.get(f"{running.url}/sandbox/state").content)
        return sum(len(order["Refunds"]) for order in state["Orders"])

    @pytest.mark.parametrize(
        ("fault", "status", "kind", "start"),
        [
            ("500", 500, "application/json", b'{"Code":"500"'),
            ("502", 502, "text/html", b"<html>"),
            ("502-after", 502, "text/html", b"<html>"),
            ("429", 429, "application/json", b'{"Code":"500"'),
            ("refusal-200", 200, "application/json", b'{"Code":"500"'),
            ("latency=0.001", 200, "application/json", b'[{"OrderId"'),
        ],
    )
    def test_responds(self, running: Running, fault: str, status: int, kind: str, start: bytes) -> None:
        response = self.call(running, fault)
        assert (response.status_code, response.headers["Content-Type"]) == (status, kind)
        assert response.content.startswith(start)
        assert ("Retry-After" in response.headers) is (status == 429)

    def test_truncated_json_is_complete_http(self, running: Running) -> None:
        response = self.call(running, "truncated")
        assert response.status_code == 200
        with pytest.raises(codec.CodecError):
            codec.loads(response.content)

    def test_numbers_come_as_strings(self, running: Running) -> None:
        assert (
            codec.loads(self.call(running, "numbers-as-strings").content)[0]["InternationalDetails"][
                "TotalPrice"
            ]
            == "227.4000"
        )

    def test_a_dropped_connection_ends_in_the_body(self, running: Running) -> None:
        with pytest.raises(httpx2.RemoteProtocolError):
            self.call(running, "drop")
        assert self.call(running, "latency=0").status_code == 200

    @pytest.mark.parametrize("fault", ["500", "502", "429", "refusal-200"])
    def test_faults_in_place_of_the_work_leave_the_state_alone(self, running: Running, fault: str) -> None:
        self.refund(running, fault)
        assert self.refunds(running) == 0

    @pytest.mark.parametrize("fault", ["truncated", "502-after", "latency=0.001, numbers-as-strings"])
    def test_faults_of_the_response_come_after_the_work(self, running: Running, fault: str) -> None:
        self.refund(running, fault)
        assert self.refunds(running) == 1

    def test_unknown_faults_are_refused(self, running: Running) -> None:
        for fault in ("x", "", "latency=-1", "latency=nan"):
            response = self.call(running, fault)
            assert response.status_code == 400
            assert "X-Sandbox-Chaos" in codec.loads(response.content)["Description"]


class TestChaosByFile:
    def rules(self, tmp_path: Path, text: str) -> tuple[chaos.ChaosRule, ...]:
        return chaos.read(text.encode(), str(tmp_path / "chaos.json"))

    def test_rules_count_requests(self, make: Make, tmp_path: Path) -> None:
        box = make(
            chaos=self.rules(
                tmp_path, '[{"fault": "502", "operation": "getOrdersDetails", "every": 2, "times": 2}]'
            )
        )
        url = f"/Order/GetOrdersDetails?merchantGUID={GUID}"
        box.client = httpx2.Client(transport=_Unjudged(box), base_url="http://localhost")
        assert [box.client.post(url, json=DETAILS).status_code for _ in range(7)] == [
            200,
            502,
            200,
            502,
            200,
            200,
            200,
        ]
        assert (
            box.client.post(
                f"/Order/TrackOrder?merchantGUID={GUID}&orderId=testID&email=customer@example.com"
            ).status_code
            == 200
        )

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "is not readable as JSON"),
            ("{}", "got an object; pass an array of rules"),
            ("[1]", "[0] got 1; pass an object"),
            ("[{}]", "[0].fault is required"),
            ('[{"fault": "x"}]', "[0].fault got another fault; pass one of 500, 502, 429"),
            ('[{"fault": "latncy"}]', "did you mean latency?"),
            ('[{"fault": "502", "every": 0}]', "[0].every got 0; pass a number of at least 1"),
            (
                '[{"fault": "502"}, {"fault": "502", "times": true}]',
                "[1].times got a boolean; pass a whole number",
            ),
            (
                '[{"fault": "502", "else": 1}]',
                "[0].else is not known; pass fault, operation, every, times or seconds",
            ),
            (
                '[{"fault": "latency", "seconds": 1e9}]',
                "[0].seconds got 1E+9; pass a number of at most 600",
            ),
            ('[{"fault": "latency", "seconds": "soon"}]', "[0].seconds got a string; pass a number"),
        ],
    )
    def test_what_is_no_rule_is_named(self, tmp_path: Path, text: str, sentence: str) -> None:
        with pytest.raises(chaos.ChaosError) as raised:
            self.rules(tmp_path, text)
        assert str(raised.value).startswith(f"{tmp_path / 'chaos.json'}")
        assert sentence in str(raised.value)


class _Unjudged(httpx2.BaseTransport):
    def __init__(self, box: Caller) -> None:
        from tests.sandbox.sandbox_calls import Direct

        self._direct = Direct(box.application, judged=False)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        return self._direct.handle_request(request)


class TestLog:
    def test_a_line_holds_nothing_secret_or_personal(
        self, make: Make, caplog: pytest.LogCaptureFixture
    ) -> None:
        box = make(log=True)
        with caplog.at_level(logging.INFO, "order_contract.sandbox.access"):
            box.ok("TrackOrder", orderId="testID", email="customer@example.com")
            box.client.post(f"/{GUID}/customer@example.com?%FF=customer@example.com")
            box.s2({"customerNote": "customer@example.com"})
            box.control("GET", "/state")
        lines = [
            codec.loads(record.message)
            for record in caplog.records
            if record.name == "order_contract.sandbox.access"
        ]
        assert [(line["path"], line["status"]) for line in lines] == [
            ("/Order/TrackOrder", 200),
            ("(unknown)", 404),
            ("/order/{orderId}", 400),
            ("/sandbox/state", 200),
        ]
        assert lines[0]["query"] == "merchantGUID=***&orderId=***&email=***"
        for secret in (GUID, "customer", "testID", "change_to_your"):
            assert secret not in caplog.text

    def test_is_off_by_default_in_process(self, box: Caller, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.INFO, "order_contract.sandbox.access"):
            box.ok("GetOrdersDetails", DETAILS)
            assert caplog.records == []
            logging.getLogger("order_contract.sandbox.access").info("heard")
        assert [record.message for record in caplog.records] == ["heard"]


class Merchant:
    """A merchant's endpoint that fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.received: list[Any] = []
        self.arrived = threading.Event()
        merchant = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = codec.loads(self.rfile.read(int(self.headers["Content-Length"])))
                failing = merchant.failures > 0
                merchant.failures -= 1
                response = b'{"Success": false}' if failing else b'{"Success": true}'
                self.send_response(500 if failing else 200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(response)))
                self.end_headers()
                self.wfile.write(response)
                if not failing:
                    merchant.received.append(body)
                    merchant.arrived.set()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/order-status-update-url"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()

    def __enter__(self) -> Merchant:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class TestCallbacks:
    """002:11-21: a cancellation or another status is told to the merchant."""

    def settled(self, url: str) -> list[Any]:
        for _ in range(2_000):
            value: list[Any] = codec.loads(HTTP.get(f"{url}/sandbox/deliveries").content)
            if value and all(item["Outcome"] != "pending" for item in value):
                return value
        raise AssertionError("nothing was delivered")

    def cancel(self, url: str) -> None:
        response = HTTP.post(
            f"{url}/sandbox/orders/GE10047946955SG/status",
            json={"StatusCode": "CANCELLED", "OrderStatusReason": REASON},
        )
        assert response.status_code == 200

    @pytest.mark.parametrize("failures", [0, 2])
    def test_a_cancellation_is_delivered_with_bounded_retries(self, failures: int) -> None:
        with (
            Merchant(failures) as merchant,
            Running("all", Settings(merchant_url=merchant.url, retries=Retries(pause=0))) as running,
        ):
            self.cancel(running.url)
            self.cancel(running.url)  # no change, no notice
            [delivery] = self.settled(running.url)
        [notice] = merchant.received
        assert (notice["OrderId"], notice["StatusCode"], notice["MerchantGUID"]) == (
            "GE10047946955SG",
            "CANCELLED",
            "0511db1d-cdc6",
        )
        assert notice["OrderStatusReason"] == REASON
        assert (delivery["Outcome"], delivery["Attempts"], delivery["HttpStatus"]) == (
            "acknowledged",
            failures + 1,
            200,
        )

    def test_a_merchant_who_never_responds_to_is_given_up(self) -> None:
        with (
            Merchant(failures=99) as merchant,
            Running(
                "all", Settings(merchant_url=merchant.url, retries=Retries(attempts=3, pause=0))
            ) as running,
        ):
            self.cancel(running.url)
            [delivery] = self.settled(running.url)
        assert (delivery["Outcome"], delivery["Attempts"], merchant.received) == ("refused", 3, [])

    def test_a_status_that_the_merchant_sends_is_reported_too(self, make: Make) -> None:
        box = make(merchant_url="http://127.0.0.1:9/")
        box.ok(
            "UpdateOrderStatus",
            orderStatus={
                "OrderId": "testID",
                "OrderStatus": {"OrderStatusCode": "DEL_12", "Name": "Delayed"},
            },
        )
        [delivery] = box.control("GET", "/deliveries")
        assert (delivery["OrderId"], delivery["Outcome"], delivery["Body"]["StatusCode"]) == (
            "testID",
            "pending",
            "DEL_12",
        )

    def test_a_refused_change_owes_no_notice(self, make: Make) -> None:
        box = make(merchant_url="http://127.0.0.1:9/")
        assert (
            box.client.post("/sandbox/orders/testID/status", json={"StatusCode": "CANCELLED"}).status_code
            == 400
        )
        assert box.control("GET", "/deliveries") == []
        # the same call without the fault owes a notice, so that the empty list above says something
        reason = {"OrderStatusReasonCode": "1010", "Name": "Customer changed mind"}
        box.control("POST", "/orders/testID/status", {"StatusCode": "CANCELLED", "OrderStatusReason": reason})
        assert [delivery["OrderId"] for delivery in box.control("GET", "/deliveries")] == ["testID"]

    def test_what_is_owed_goes_out_after_a_restart(self, make: Make, tmp_path: Path) -> None:
        database = str(tmp_path / "state.db")
        make(merchant_url="http://127.0.0.1:9/", database=database).control(
            "POST", "/orders/testID/status", {"StatusCode": "a"}
        )
        with (
            Merchant() as merchant,
            Running("all", Settings(merchant_url=merchant.url, database=database)) as running,
        ):
            [delivery] = self.settled(running.url)
        assert (delivery["Outcome"], merchant.received[0]["StatusCode"]) == ("acknowledged", "a")
