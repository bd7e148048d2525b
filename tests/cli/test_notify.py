"""`order-contract notify`, as a process against a real receiver: exit codes, what it sends, and what it
prints.
"""

import json
import os
import subprocess
import sys

import pytest

from order_contract.callback import Receiver, failure, wsgi
from tests.callback.callback_bodies import GUID, SAMPLE, members
from tests.callback.callback_servers import wsgi_server


def notify(*arguments, stdin=b"", guid=GUID):
    environment = {
        name: value for name, value in os.environ.items() if name != "ORDER_CONTRACT_MERCHANT_GUID"
    }
    if guid is not None:
        environment["ORDER_CONTRACT_MERCHANT_GUID"] = guid
    command = [sys.executable, "-m", "order_contract.cli", "notify", *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, env=environment, timeout=60, check=False)
    return done.returncode, done.stdout.decode() + done.stderr.decode()


@pytest.fixture(scope="module")
def shop():
    """The address of a receiver, and the orders that it was given."""
    receiver, seen = Receiver(GUID), []

    @receiver.on_status()
    def take(order):
        seen.append(order)
        if order.order_id == "GE301":
            return failure("301", f"who is {GUID}?")
        return None

    with wsgi_server(wsgi.app(receiver)) as url:
        yield url + "/callback?token=CANARY", seen


class TestAcknowledged:
    def test_a_file(self, shop, tmp_path):
        url, seen = shop
        file = tmp_path / "order.json"
        file.write_bytes(SAMPLE)
        code, printed = notify(url, "--order", str(file))
        assert code == 0
        assert printed.startswith(url.partition("?")[0] + ": acknowledged (HTTP 200), after 1 attempt in ")
        assert f"{seen[-1].international_details.transaction_total_price}" == "29.9000"
        assert seen[-1].merchant_guid == GUID

    def test_standard_input(self, shop):
        url, seen = shop
        assert notify(url, "--order", "-", stdin=b'{"orderID":"GE7","StatusCode":"N/A"}')[0] == 0
        assert (seen[-1].order_id, seen[-1].status_code) == ("GE7", "N/A")

    def test_an_id_with_status_and_reason(self, shop):
        url, seen = shop
        assert (
            notify(url, "--order", "GE8", "--status", "FAILED", "--reason", "1009:Out of stock: sorry")[0]
            == 0
        )
        reason = seen[-1].order_status_reason
        assert (seen[-1].order_id, seen[-1].status_code) == ("GE8", "FAILED")
        assert (reason.order_status_reason_code, reason.name) == ("1009", "Out of stock: sorry")

    def test_a_reason_without_a_name(self, shop):
        url, seen = shop
        assert notify(url, "--order", "GE9", "--status", "FAILED", "--reason", "1009")[0] == 0
        assert seen[-1].order_status_reason.model_dump(by_alias=True, exclude_unset=True) == {
            "OrderStatusReasonCode": "1009"
        }

    def test_options_go_before_what_the_order_says(self, shop):
        url, seen = shop
        body = json.dumps({"orderid": "GE10", "statuscode": "N/A", "MerchantGuid": "another"}).encode()
        assert notify(url, "--order", "-", "--status", "CANCELLED", stdin=body)[0] == 0
        assert seen[-1].status_code == "CANCELLED"


class TestRefused:
    def test_a_wrong_secret(self, shop):
        code, printed = notify(shop[0], "--order", "GE1", "--status", "CANCELLED", guid="CANARY-another")
        assert code == 1
        assert "refused by the server with code 400 (HTTP 400), after 1 attempt" in printed
        assert "CANARY" not in printed

    def test_the_response_is_shown_on_request_without_the_secret(self, shop):
        given = ("--order", "GE301", "--status", "FAILED")
        code, printed = notify(shop[0], *given, "--show-response")
        assert code == 1
        assert '"Message":"who is ***?"' in printed
        assert "who is" not in notify(shop[0], *given)[1]
        assert GUID not in printed


class TestNotDelivered:
    def test_nothing_listens(self):
        code, printed = notify(
            "http://127.0.0.1:9/callback?token=CANARY",
            "--order",
            "GE1",
            "--status",
            "CANCELLED",
            "--attempts",
            "2",
        )
        assert code == 2
        assert (
            "http://127.0.0.1:9/callback: no response (ConnectError): not sent, after 2 attempts" in printed
        )
        assert "CANARY" not in printed
        assert GUID not in printed

    @pytest.mark.parametrize(
        ("arguments", "stdin", "message"),
        [
            (
                ("shop.example", "--order", "GE1", "--status", "X"),
                b"",
                "URL got a text without http:// or https://; pass an http",
            ),
            (("http://x", "--order", "GE1"), b"", "StatusCode is required"),
            (("http://x", "--order", "missing.json"), b"", "there is no file missing.json"),
            (("http://x", "--order", "-"), b'{"CANARY', "not readable as JSON"),
            (("http://x", "--order", "-"), b'["CANARY"]', "got an array; pass a JSON object"),
            (("http://x", "--order", "-", "--status", "X"), b'{"OrderId":{"a":"CANARY"}}', "OrderId"),
        ],
    )
    def test_nonsense(self, arguments, stdin, message):
        code, printed = notify(*arguments, stdin=stdin)
        assert code == 2
        assert message in printed
        assert "CANARY" not in printed
        assert "Traceback" not in printed


def test_the_body_is_the_order_and_nothing_else():
    sent = []

    def application(environ, start):
        sent.append(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        start("200 OK", [("Content-Type", "application/json")])
        return [b'{"Success":"true"}']

    with wsgi_server(application) as url:
        assert notify(url, "--order", "-", stdin=SAMPLE, guid=None)[0] == 0
    assert members(sent[0]) == members(SAMPLE)
