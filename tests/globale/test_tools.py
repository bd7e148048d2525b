"""Saving documents, batches, the mock transport for users' tests, and `order-contract call`."""

from __future__ import annotations

import asyncio
import json
import threading
from base64 import b64encode
from pathlib import Path
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner

from order_contract.cli.call import command
from order_contract.errors import InvalidRequestError, OutcomeUnknownError, RefusedError
from order_contract.globale import AsyncGlobalEClient, GlobalEClient, batch, documents
from order_contract.globale.models import OrderDocument, OrderDocumentsResponse
from order_contract.retries import Retries
from order_contract.s2 import S2Client
from order_contract.testing import MockTransport
from tests.globale.test_samples import REQUESTS, arguments
from tests.http.client_servers import GUID, hang_up, loopback
from tests.http.client_servers import response as raw_response
from tests.samples import ORGANIZATION, TOKEN, Server, example

PDF = b"%PDF-1.7"


def response(
    *result: dict[str, Any], manifests: list[dict[str, Any]] | None = None
) -> OrderDocumentsResponse:
    data = {"DocumentData": b64encode(PDF).decode()}
    members = {
        "IsSuccess": True,
        "Documents": [{**data, **item} for item in result],
        "ShipperManifests": manifests,
    }
    return OrderDocumentsResponse.model_validate(members)


class TestSavingDocuments:
    def test_writes_each_under_its_name(self, tmp_path: Path) -> None:
        label = {
            "DocumentTypeCode": "ShippingLabel",
            "DocumentReference": "GE1GB",
            "DocumentExtension": "PDF",
        }
        saved = documents.save(
            response(label, manifests=[{**label, "DocumentData": "QUJD\r\nREVG"}]),
            tmp_path / "new" / "folder",
        )
        assert [path.name for path in saved] == ["ShippingLabel-GE1GB.pdf", "ShippingLabel-GE1GB-2.pdf"]
        assert [path.read_bytes() for path in saved] == [PDF, b"ABCDEF"]

    @pytest.mark.parametrize(
        "evil",
        [
            "../../etc/passwd",
            "/etc/passwd",
            "..",
            ".",
            "C:\\x",
            "a\x00b",
            "\u202egpj",
            "con",
            "NUL",
            "-rf",
            "~",
            "a" * 5000,
            "",
            "%2e%2e%2f",
            "😀",
        ],
    )
    def test_no_path_from_the_wire_is_trusted(self, evil: str, tmp_path: Path) -> None:
        folder = tmp_path / "folder"
        (path,) = documents.save(
            response({"DocumentTypeCode": evil, "DocumentReference": evil, "DocumentExtension": evil}), folder
        )
        assert path.parent == folder
        assert list(tmp_path.rglob("*")) == [folder, path]
        assert not path.name.startswith((".", "-"))
        assert len(path.name) < 150
        assert path.name.isascii()

    def test_nothing_is_overwritten_and_no_link_is_followed(self, tmp_path: Path) -> None:
        (tmp_path / "L.pdf").write_bytes(b"old")
        (tmp_path / "L-2.pdf").symlink_to(tmp_path / "outside")
        (path,) = documents.save(response({"DocumentTypeCode": "L", "DocumentExtension": "pdf"}), tmp_path)
        assert path.name == "L-3.pdf"
        assert (tmp_path / "L.pdf").read_bytes() == b"old"
        assert not (tmp_path / "outside").exists()

    @pytest.mark.parametrize("data", ["canary!", "QUJ", "QQ==QQ==", "ü"])
    def test_broken_data_writes_nothing(self, data: str, tmp_path: Path) -> None:
        with pytest.raises(documents.UnreadableDocumentError, match=r"Documents\[1\]") as caught:
            documents.save(response({}, {"DocumentData": data}), tmp_path / "folder")
        assert "canary" not in str(caught.value)
        assert not (tmp_path / "folder").exists()

    def test_one_without_data_is_left_alone(self, tmp_path: Path) -> None:
        assert (
            documents.save(
                OrderDocumentsResponse(is_success=True, documents=[OrderDocument(url="http://x.example")]),
                tmp_path,
            )
            == []
        )


class Many:
    """Answers each portion with its ids; the one with `bad` is refused, the one with `lost` gets no
    response.
    """

    def __init__(self) -> None:
        self.sent: list[list[str]] = []
        self.now = self.most = 0
        self.lock = threading.Lock()

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
            ids = json.loads(request.content)["OrderIds"]
            self.sent.append(ids)
        threading.Event().wait(0.01)
        with self.lock:
            self.now -= 1
        if "bad" in ids:
            return httpx2.Response(400, json={"Code": "D001"})
        if "lost" in ids:
            raise httpx2.ReadError("", request=request)
        orders = [{"OrderId": identifier, "StatusCode": "x"} for identifier in ids]
        return httpx2.Response(200, json=orders if "Details" in request.url.path else {"IsSuccess": True})


IDS = [*(f"GE{number}" for number in range(20)), "bad", "GE20", "GE1", "lost", "GE21"]


class TestBatches:
    @pytest.mark.parametrize("mode", ["sync", "async"])
    @pytest.mark.parametrize("method", ["get_orders_details", "dispatch_orders"])
    def test_keep_what_succeeded(self, method: str, mode: str) -> None:
        many, steps = Many(), []
        options: dict[str, Any] = {
            "size": 3,
            "concurrency": 4,
            "progress": lambda done, total: steps.append((done, total)),
        }
        once = Retries(attempts=1)
        if mode == "sync":
            client = GlobalEClient(
                "https://x.example",
                GUID,
                http_client=httpx2.Client(transport=httpx2.MockTransport(many)),
                retries=once,
            )
            result = getattr(batch, method)(client, IDS, **options)
        else:

            async def run() -> Any:
                async with httpx2.AsyncClient(transport=httpx2.MockTransport(many)) as http:
                    blocking = AsyncGlobalEClient("https://x.example", GUID, http_client=http, retries=once)
                    return await getattr(batch, f"async_{method}")(blocking, IDS, **options)

            result = asyncio.run(run())
        sent = [identifier for ids in many.sent for identifier in ids]
        assert sorted(sent) == sorted(set(IDS))
        assert many.most <= 4
        assert steps[-1] == (24, 24)
        assert not result.complete
        assert result.failed == ["GE18", "GE19", "bad", "GE20", "lost", "GE21"]
        assert result.unknown == (result.failed if method == "dispatch_orders" else [])
        assert [ids for ids, _ in result.responses] == [
            tuple(IDS[start : start + 3]) for start in range(0, 18, 3)
        ]
        assert isinstance(result.failures[0][1], RefusedError)

    @pytest.mark.parametrize("wrong", [{"size": 0}, {"concurrency": 0}])
    def test_of_nothing_at_a_time(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(InvalidRequestError):
            batch.get_orders_details(Server().globale(), ["1"], **wrong)
        with pytest.raises(InvalidRequestError, match="order_ids must be a list"):
            batch.get_orders_details(Server().globale(), "GE1")


class TestTheMockTransport:
    @pytest.mark.parametrize("mode", ["sync", "async"])
    @pytest.mark.parametrize("sample", REQUESTS)
    def test_responds_to_every_documented_request(self, sample: str, mode: str) -> None:
        method = REQUESTS[sample][0]
        mock = MockTransport("s2" if method == "update_order" else "globale")
        given = list(arguments(sample, "mapping"))
        if mode == "sync":
            http = httpx2.Client(transport=mock)
            client: Any = (
                S2Client("https://x.example/base", TOKEN, ORGANIZATION, http_client=http)
                if method == "update_order"
                else GlobalEClient("https://x.example", GUID, http_client=http)
            )
            getattr(client, method)(*given)
        elif method != "update_order":

            async def run() -> None:
                async with httpx2.AsyncClient(transport=mock) as http:
                    await getattr(AsyncGlobalEClient("https://x.example", GUID, http_client=http), method)(
                        *given
                    )

            asyncio.run(run())
        assert [name for name, _ in mock.requests] == (
            [] if (mode, method) == ("async", "update_order") else [sample.split(".")[0]]
        )

    @pytest.mark.parametrize(
        ("path", "given", "fault"),
        [
            ("/Order/Nope", {}, "the contract has no POST /Order/Nope"),
            ("/Order/TrackOrder?orderId=1&email=a", {}, "merchantGUID is required"),
            ("/Order/TrackOrder?merchantGUID=g&orderId=1", {}, "email must be sent once"),
            ("/Order/TrackOrder?merchantGUID=g&orderId=1&email=a&x=1", {}, "x is not a parameter"),
            (
                "/Order/TrackOrder?merchantGUID=g&orderId=1&email=a",
                {"content": b"{}"},
                "a body is not documented",
            ),
            ("/Order/GetOrdersDetails?merchantGUID=g", {}, "the body is required"),
            ("/Order/GetOrdersDetails?merchantGUID=g", {"content": b"{}"}, "Content-Type must be"),
            ("/Order/GetOrdersDetails?merchantGUID=g", {"json": {}}, "OrderIds is required"),
            (
                "/Order/GetOrdersDetails?merchantGUID=g",
                {"json": {"OrderIds": [], "X": 1}},
                "X is not a member",
            ),
            ("/Order/GetOrdersDetails?merchantGUID=g", {"json": []}, "must be of type object"),
            ("/Order/CreateOrderRefund?merchantGUID=g&orderRefund=%7B", {}, "orderRefund is not readable"),
            (
                "/Order/CreateOrderRefund?merchantGUID=g&orderRefund=%7B%20%7D",
                {},
                "orderRefund is not compact JSON",
            ),
        ],
    )
    def test_is_strict(self, path: str, given: Any, fault: str) -> None:
        with pytest.raises(AssertionError) as caught:
            httpx2.Client(transport=MockTransport()).post(f"https://x.example{path}", **given)
        assert fault in str(caught.value)

    def test_gives_other_responds_to_in_turn(self) -> None:
        lost = httpx2.ReadTimeout("")
        refused = httpx2.Response(400, json={"Code": "1002"})
        mock = MockTransport(responses={"createOrderRefund": [lost, refused, {"Success": True}]})
        client = GlobalEClient("https://x.example", GUID, http_client=httpx2.Client(transport=mock))
        with pytest.raises(OutcomeUnknownError):
            client.create_order_refund({"OrderId": "1"})
        with pytest.raises(RefusedError):
            client.create_order_refund({"OrderId": "1"})
        assert all(client.create_order_refund({"OrderId": "1"}).success for _ in range(2))
        with pytest.raises(ValueError, match="globale has no operation nope"):
            MockTransport(responses={"nope": 1})


def run(*words: str, **environment: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(
        command,
        words,
        env={"ORDER_CONTRACT_GUID": GUID, "ORDER_CONTRACT_URL": "http://127.0.0.1:9", **environment},
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


class TestTheCommand:
    @pytest.mark.parametrize("name", ["get_orders_details", "GetOrdersDetails"])
    def test_prints_the_response(self, name: str, tmp_path: Path) -> None:
        file = tmp_path / "request.json"
        file.write_text('{"OrderIds":["GE1"]}')
        with loopback(raw_response(b'[{"OrderId":"GE1","StatusCode":"x","TotalPrice":29.9000}]')) as server:
            code, out, _ = run(name, "--json", f"@{file}", "--url", server.url)
        assert code == 0
        assert '"TotalPrice": 29.9000' in out

    def test_dry_run_prints_curl_without_the_secret(self) -> None:
        given = {"orderRefund": {"OrderId": "it's"}, "products": [{"CartItemId": "1", "RefundQuantity": 1}]}
        code, out, _ = run("CreateOrderRefund", "--json", json.dumps(given), "--dry-run")
        assert code == 0
        assert GUID not in out
        assert out == (
            "curl -X POST "
            "'http://127.0.0.1:9/Order/CreateOrderRefund?merchantGUID='\"$ORDER_CONTRACT_GUID\""
            "'&orderRefund=%7B%22OrderId%22%3A%22it%27s%22%7D' "
            '-H \'content-type: application/json\' --data-raw \'[{"CartItemId":"1","RefundQuantity":1}]\'\n'
        )

    def test_dry_run_of_s2(self) -> None:
        given = {"orderId": "1", "order": example("updateOrder.request")}
        code, out, _ = run(
            "update_order",
            "--json",
            json.dumps(given, default=str),
            "--dry-run",
            ORDER_CONTRACT_TOKEN="canary",
        )
        assert code in (0, 2)
        assert "canary" not in out

    def test_a_refusal(self) -> None:
        with loopback(raw_response(b'{"Code":"1002","Error":"too \\u001b[31m much"}', 400)) as server:
            code, _, message = run(
                "create_order_refund", "--json", '{"order_refund":{"OrderId":"1"}}', "--url", server.url
            )
        assert code == 1
        assert "was refused 1002" in message
        assert "\x1b" not in message

    def test_an_unknown_outcome(self) -> None:
        with loopback(hang_up) as server:
            code, _, message = run(
                "create_order_refund", "--json", '{"order_refund":{"OrderId":"1"}}', "--url", server.url
            )
        assert code == 3
        assert "Before repeating it, ask get_orders_details." in message

    @pytest.mark.parametrize(
        ("words", "fault"),
        [
            (("nope", "--json", "{}"), "there is no method nope"),
            (("track_order", "--json", "{"), "--json is not readable"),
            (("track_order", "--json", "{}"), "pass one with order_id and email"),
            (("track_order", "--json", "@nowhere.json"), "nowhere.json"),
            (("get_orders_details", "--json", "{}"), "OrderIds is required"),
        ],
    )
    def test_what_cannot_be_sent(self, words: tuple[str, ...], fault: str) -> None:
        code, _, message = run(*words)
        assert code == 2
        assert fault in message
