"""`-` for a file, wherever a command reads one; and the arguments of `order-contract call`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.check.servers import GUID as KNOWN
from tests.check.servers import Documented, served
from tests.cli.processes import ENVIRONMENT, PROGRAM, order_contract
from tests.http.client_servers import GUID, loopback, response

SECRETS = {
    "ORDER_CONTRACT_GUID": GUID,
    "ORDER_CONTRACT_TOKEN": "token",
    "ORDER_CONTRACT_ORGANIZATION": "organization",
}
HEADER = {"OrderId": "GE1", "TotalRefundAmount": 10, "RefundReason": {"OrderRefundReasonCode": "RETURN"}}
PRODUCTS = [{"CartItemId": "7", "RefundQuantity": 1, "RefundAmount": 10}]
FEW = (
    "--api",
    "globale",
    "--guid",
    KNOWN,
    "--profile",
    "quick",
    "--max-time",
    "1",
    "--operation",
    "TrackOrder",
)


class TestStandardInput:
    def test_holds_fixtures(self) -> None:
        with served(Documented("globale")) as url:
            wrong = order_contract("check", url, *FEW, "--fixtures", "-", given=b"[globle]")
            good = order_contract("check", url, *FEW, "--fixtures", "-", given=b"[globale]\norders = []\n")
        assert (wrong.returncode, "standard input: globle is not known" in wrong.stderr) == (2, True)
        assert good.returncode == 0, good.stderr

    def test_holds_a_baseline(self) -> None:
        with served(Documented("globale")) as url:
            wrong = order_contract("check", url, *FEW, "--baseline", "-", given=b"x")
            both = order_contract("check", url, *FEW, "--baseline", "-", "--fixtures", "-", given=b"")
            write = order_contract("check", url, *FEW, "--baseline", "-", "--update-baseline")
        assert (wrong.returncode, "standard input, line 1: write the id" in wrong.stderr) == (2, True)
        assert "--fixtures: standard input is read by --baseline already; pass a file" in both.stderr
        assert (write.returncode, "standard input cannot be written" in write.stderr) == (2, True)

    def test_holds_the_record_of_a_run(self) -> None:
        with served(Documented("globale")) as url:
            done = order_contract("check", url, *FEW, "--replay", "1a2b3c4d", "--record", "-", given=b"{}")
        assert (done.returncode, "Traceback" in done.stderr) == (2, False)
        assert "standard input is not a report of this check" in done.stderr

    def test_holds_faults_of_the_sandbox(self) -> None:
        done = order_contract("serve", "--chaos", "-", given=b'[{"fault": "x"}]')
        assert done.returncode == 2
        assert done.stderr.startswith(
            "order-contract serve: --chaos: -: [0].fault got another fault; pass one of 500, 502, 429"
        )

    def test_holds_the_request_of_a_call(self) -> None:
        done = call("create_order_refund", "--json", "-", "--dry-run", given=json.dumps(HEADER).encode())
        assert done.stdout.startswith("curl -X POST ")


def call(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
    return order_contract("call", *arguments, "--url", "http://x", given=given, **SECRETS)


class TestTheRefundOfACall:
    @pytest.fixture
    def files(self, tmp_path: Path) -> tuple[str, str]:
        paths = []
        for name, value in (("refund.json", HEADER), ("products.json", PRODUCTS)):
            (tmp_path / name).write_text(json.dumps(value))
            paths.append(str(tmp_path / name))
        return paths[0], paths[1]

    def test_is_its_header_with_products_beside_it(self, files: tuple[str, str]) -> None:
        with loopback(response(b'{"Success": true}')) as server:
            done = order_contract(
                "call",
                "create_order_refund",
                *("--json", files[0], "--products", files[1], "--url", server.url),
                given=b"",
                **SECRETS,
            )
        assert (done.returncode, json.loads(done.stdout)) == (0, {"Success": True}), done.stderr
        request = server.requests[0]
        assert b"orderRefund=%7B%22OrderId%22%3A%22GE1%22" in request
        assert json.loads(request.partition(b"\r\n\r\n")[2]) == PRODUCTS

    @pytest.mark.parametrize("key", ["order_refund", "orderRefund"])
    def test_is_an_object_of_both(self, key: str) -> None:
        both = json.dumps({key: HEADER, "products": PRODUCTS})
        header, products = json.dumps(HEADER), json.dumps(PRODUCTS)
        apart = call("create_order_refund", "--json", header, "--products", products, "--dry-run")
        assert call("create_order_refund", "--json", both, "--dry-run").stdout == apart.stdout
        assert "CartItemId" in apart.stdout

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            ((), "--json is required"),
            (("--json", "[1]"), "orderRefund got an array; pass an object"),
            (("--json", '{"OrderId": 5}'), "orderRefund.OrderId got the number 5; pass a string"),
            (("--json", json.dumps(HEADER), "--products", "{}"), "products got an object; pass an array"),
            (("--json", '{"OrderId": "GE1"'), "--json is not readable as JSON"),
            (("--json", json.dumps({**HEADER, "TotalRefundAmont": 1})), "did you mean TotalRefundAmount?"),
            (("--json", "{}", "--email", "x"), "create_order_refund takes no --email"),
            (("--json", "nowhere.json"), "nowhere.json: No such file or directory; pass JSON, a file, or -"),
        ],
    )
    def test_that_is_wrong_is_reported_with_the_documents_example(
        self, arguments: tuple[str, ...], sentence: str
    ) -> None:
        done = call("create_order_refund", *arguments)
        assert (done.returncode, sentence in done.stderr) == (2, True), done.stderr
        if "nowhere.json" not in arguments:
            assert "order-contract call create_order_refund \\\n" in done.stderr
            assert '"TotalRefundAmount":100' in done.stderr
            assert "--products '[{" in done.stderr


@pytest.mark.parametrize(
    "method",
    [
        "create_order_refund",
        "get_orders_details",
        "track_order",
        "update_order_dispatch",
        "update_order_status",
        "update_order",
    ],
)
def test_the_example_of_an_error_is_one_that_works(method: str) -> None:
    failed = call(method, "--json", '["x"]')
    line = failed.stderr.partition("The published document has this example:\n")[2]
    assert line.strip().startswith(f"order-contract call {method}"), failed.stderr
    done = subprocess.run(
        [
            "/bin/sh",
            "-c",
            f"{' '.join(PROGRAM)} {line.strip().removeprefix('order-contract')} --dry-run --url http://x",
        ],
        env={**ENVIRONMENT, **SECRETS},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.startswith("curl -X ")) == (0, True), done.stderr


def test_track_order_takes_its_two_texts() -> None:
    done = call("track_order", "--order-id", "GE1", "--email", "jo@shop.example", "--dry-run")
    assert "orderId=GE1&email=jo%40shop.example" in done.stdout
    lacking = call("track_order", "--order-id", "GE1")
    assert (lacking.returncode, "--email is required" in lacking.stderr) == (2, True)


def test_serve_says_that_it_made_a_folder(tmp_path: Path) -> None:
    def first_lines() -> list[Any]:
        process = subprocess.Popen(
            [*PROGRAM, "serve", "--port", "0", "--no-log", "--db", "new/deep/state.sqlite"],
            cwd=tmp_path,
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        try:
            return [process.stdout.readline() for _ in range(2)]
        finally:
            process.terminate()
            process.wait(timeout=30)
            process.stdout.close()

    assert first_lines()[0] == "order-contract serve: made the folder new/deep for --db\n"
    assert (tmp_path / "new/deep/state.sqlite").exists()
    assert "ready: http://" in first_lines()[0]
