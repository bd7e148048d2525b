"""Every mount through the real server of its framework, on loopback."""

import json
import logging
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import urlsplit

import httpx2
import pytest

from order_contract.callback import Notifier, Receiver, SQLiteStore, failure, parse
from tests.callback.callback_bodies import GUID, SAMPLE, callback
from tests.callback.callback_servers import MOUNTS, PATH, werkzeug_server, wsgi_server

JSON = {"Content-Type": "application/json"}
STREAMING = {"plain_asgi", "starlette", "starlette_mounted", "fastapi", "flask", "django_async"}
"""Mounts whose server takes a body in chunks without an announced length.

The standard library's WSGI server does not.
"""


class Mounted:
    def __init__(self, url, receiver, seen, client):
        self.url, self.receiver, self.seen, self.client = url, receiver, seen, client

    def send(self, content, headers=None, method="POST"):
        return self.client.request(
            method, self.url, content=content, headers=JSON if headers is None else headers
        )


@pytest.fixture(params=MOUNTS)
def mounted(request, caplog):
    caplog.set_level(logging.CRITICAL)
    receiver, seen = Receiver(GUID), []

    @receiver.on_cancelled
    def cancel(order):
        seen.append(order)
        if order.cart_id == "fail":
            raise OSError
        if order.cart_id == "slow":
            time.sleep(0.1)
        return (
            failure("301", "ids do not belong together", order=order) if order.cart_id == "refuse" else None
        )

    @receiver.on_status("COMPLETED")
    async def complete(order):
        seen.append(order)

    slash = "/" if request.param == "starlette_mounted" else ""
    with MOUNTS[request.param](receiver) as url, httpx2.Client(timeout=20) as client:
        yield Mounted(url + PATH + slash, receiver, seen, client)


def status_and_success(response):
    assert response.headers["content-type"] == "application/json"
    return response.status_code, json.loads(response.content)["Success"]


class TestEveryMount:
    def test_takes_the_documents_sample(self, mounted):
        body = SAMPLE.replace(b'"0511db1d-cdc6"', f'"{GUID}"'.encode())
        response = mounted.send(body)
        assert response.status_code == 200
        assert response.content == (
            b'{"InternalOrderId":"00024345","OrderId":"00024345","Success":true,"ErrorCode":null,"Message":null,"Description":null}'
        )
        assert str(mounted.seen[0].international_details.transaction_total_price) == "29.9000"

    def test_handles_a_repetition_once(self, mounted):
        assert [status_and_success(mounted.send(callback())) for _ in range(3)] == [(200, True)] * 3
        assert len(mounted.seen) == 1

    def test_handles_what_arrives_at_the_same_time_once(self, mounted):
        responses = []
        threads = [
            threading.Thread(
                target=lambda: responses.append(
                    httpx2.post(mounted.url, content=callback(CartId="slow"), headers=JSON)
                )
            )
            for _ in range(8)
        ]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        assert [status_and_success(response) for response in responses] == [(200, True)] * 8
        assert len(mounted.seen) == 1

    def test_runs_a_coroutine_function(self, mounted):
        assert status_and_success(mounted.send(callback(StatusCode="COMPLETED"))) == (200, True)
        assert len(mounted.seen) == 1

    def test_tells_a_failed_handler(self, mounted):
        assert status_and_success(mounted.send(callback(CartId="fail"))) == (500, False)

    def test_tells_a_refusal(self, mounted):
        response = mounted.send(callback(CartId="refuse"))
        assert status_and_success(response) == (400, False)
        assert response.json()["ErrorCode"] == "301"

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
    def test_tells_a_wrong_method(self, mounted, method):
        response = mounted.send(b"", method=method)
        assert status_and_success(response) == (405, False)
        assert response.headers["allow"] == "POST"

    def test_responds_to_head_without_a_body(self, mounted):
        response = mounted.send(b"", method="HEAD")
        assert (response.status_code, response.headers["allow"], response.content) == (405, "POST", b"")

    def test_tells_a_wrong_content_type(self, mounted):
        assert status_and_success(
            mounted.send(b"a=1", {"Content-Type": "application/x-www-form-urlencoded"})
        ) == (
            415,
            False,
        )

    def test_takes_a_content_type_with_a_parameter(self, mounted):
        assert status_and_success(
            mounted.send(callback(), {"Content-Type": "application/json; charset=UTF-8"})
        ) == (
            200,
            True,
        )

    def test_takes_a_missing_content_type(self, mounted, request):
        """The standard library's server makes text/plain of it, before a mount sees the request."""
        assert status_and_success(mounted.send(callback(), {})) == (
            (200, True) if request.node.callspec.params["mounted"] in STREAMING else (415, False)
        )

    @pytest.mark.parametrize("size", [1 << 20, 5 << 20])
    def test_tells_a_body_that_is_too_large(self, mounted, size):
        assert status_and_success(mounted.send(callback(Filling="x" * size))) == (413, False)

    def test_takes_a_large_body(self, mounted):
        assert status_and_success(mounted.send(callback(Filling="x" * 1_000_000))) == (200, True)

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"{}"])
    def test_tells_a_bad_body(self, mounted, body):
        assert status_and_success(mounted.send(body)) == (400, False)

    def test_tells_a_wrong_secret(self, mounted):
        assert status_and_success(mounted.send(callback(MerchantGUID="another"))) == (400, False)
        assert mounted.seen == []

    def test_takes_a_body_in_chunks(self, mounted, request):
        response = mounted.send(iter([callback()[:20], callback()[20:]]))
        assert status_and_success(response) == (
            (200, True) if request.node.callspec.params["mounted"] in STREAMING else (411, False)
        )

    def test_bounds_a_body_in_chunks(self, mounted, request):
        if request.node.callspec.params["mounted"] in STREAMING:
            assert status_and_success(mounted.send(iter([b" " * 65_536] * 40))) == (413, False)

    def test_survives_a_caller_that_hangs_up(self, mounted):
        address = urlsplit(mounted.url)
        with socket.create_connection((address.hostname, address.port)) as raw:
            raw.sendall(
                (
                    f"POST {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: "
                    f"application/json\r\nContent-Length: 500\r\n\r\n{{"
                ).encode()
            )
        assert status_and_success(mounted.send(callback())) == (200, True)

    def test_is_acknowledged_by_the_notifier(self, mounted):
        with Notifier(mounted.url, merchant_guid=GUID) as notifier:
            deliver = notifier.deliver(parse(SAMPLE))
        assert (deliver.outcome, deliver.attempts) == ("acknowledged", 1)


def test_a_store_on_disk_under_a_threaded_server(tmp_path):
    seen = []
    with SQLiteStore(tmp_path / "deliveries.sqlite") as store:
        receiver = Receiver(GUID, store=store)
        receiver.on_cancelled(lambda order: seen.append(order.order_id))
        with MOUNTS["plain_wsgi"](receiver) as url:

            def deliver():
                for number in range(10):
                    assert (
                        httpx2.post(
                            url + PATH, content=callback(OrderId=f"GE{number}"), headers=JSON
                        ).status_code
                        == 200
                    )

            threads = [threading.Thread(target=deliver) for _ in range(4)]
            [thread.start() for thread in threads]
            [thread.join() for thread in threads]
    assert sorted(seen) == sorted(f"GE{number}" for number in range(10))


def test_no_framework_is_loaded_before_it_is_used():
    program = (
        "import sys; import order_contract.callback; from order_contract.callback import asgi, django, "
        "flask, wsgi;"
        "extras = {'flask', 'django', 'starlette', 'fastapi', 'uvicorn', 'werkzeug', 'sqlalchemy', 'redis'};"
        "print(sorted(extras & sys.modules.keys()))"
    )
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )


class TestFlask:
    def application(self, *receivers):
        from flask import Flask

        from order_contract.callback.flask import view

        application = Flask("shop")
        for number, receiver in enumerate(receivers):
            application.add_url_rule(f"/{number}", view_func=view(receiver))
        return application

    def test_takes_two_receivers_in_one_application(self):
        seen = []
        receivers = [Receiver(GUID), Receiver(GUID)]
        for number, receiver in enumerate(receivers):
            receiver.on_cancelled(lambda order, number=number: seen.append(number))
        client = self.application(*receivers).test_client()
        for number in (0, 1):
            assert client.post(f"/{number}", data=callback(), headers=JSON).status_code == 200
        assert seen == [0, 1]

    def test_a_view_can_be_named(self):
        from order_contract.callback.flask import view

        assert view(Receiver(GUID), name="uk").__name__ == "uk"

    @pytest.mark.parametrize("in_chunks", [False, True])
    def test_a_body_above_the_applications_own_limit_gets_the_documented_response(self, in_chunks):
        application = self.application(Receiver(GUID))
        application.config["MAX_CONTENT_LENGTH"] = 1000
        body = callback(Filling="x" * 2000)
        with werkzeug_server(application) as url:
            response = httpx2.post(f"{url}/0", content=iter([body]) if in_chunks else body, headers=JSON)
            assert status_and_success(response) == (413, False)
            assert status_and_success(httpx2.post(f"{url}/0", content=callback(), headers=JSON)) == (
                200,
                True,
            )


def test_flask_takes_no_chunks_that_its_server_does_not_put_together():
    from flask import Flask

    from order_contract.callback.flask import view

    application = Flask("shop")
    application.add_url_rule(PATH, view_func=view(Receiver(GUID)))
    with wsgi_server(application) as url, httpx2.Client() as client:
        response = client.post(url + PATH, content=iter([callback()]), headers=JSON)
    assert status_and_success(response) == (411, False)
