"""Each mishap of a request, or of what stands behind the receiver, and its documented response."""

import asyncio
import json

import pytest

from order_contract.callback import MemoryStore, Receiver
from order_contract.errors import InvalidRequestError
from tests.callback.callback_bodies import GUID, callback

JSON = "application/json"


def status_and_success(response):
    return response.status, json.loads(response.body)["Success"]


@pytest.fixture(params=["handle", "handle_async"])
def receive(request):
    def receive(receiver, body=None, content_type=JSON, method="POST"):
        given = (method, content_type, callback() if body is None else body)
        if request.param == "handle":
            return receiver.handle(*given)
        return asyncio.run(receiver.handle_async(*given))

    return receive


@pytest.fixture
def receiver():
    return Receiver(GUID, patience=0.05)


class TestRefusals:
    @pytest.mark.parametrize("method", ["GET", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH"])
    def test_method(self, receiver, receive, method):
        response = receive(receiver, method=method)
        assert status_and_success(response) == (405, False)
        assert dict(response.headers)["Allow"] == "POST"

    @pytest.mark.parametrize(
        "kind",
        [
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/xml",
            "application/json; charset=utf-16",
            "json",
        ],
    )
    def test_content_type(self, receiver, receive, kind):
        assert status_and_success(receive(receiver, content_type=kind)) == (415, False)

    @pytest.mark.parametrize(
        "kind",
        [
            None,
            "",
            "application/json",
            'Application/JSON; Charset="UTF-8"',
            "application/json;charset=utf-8",
            "application/problem+json",
            "text/json",
        ],
    )
    def test_content_types_that_are_read(self, receiver, receive, kind):
        assert status_and_success(receive(receiver, content_type=kind)) == (200, True)

    def test_body_too_large(self, receive):
        receiver = Receiver(GUID, max_body=len(callback()))
        assert status_and_success(receive(receiver)) == (200, True)
        assert status_and_success(receive(receiver, callback() + b" ")) == (413, False)

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b"<html>", b"\xff"])
    def test_bad_bodies(self, receive, body):
        assert status_and_success(receive(Receiver(None), body)) == (400, False)

    @pytest.mark.parametrize("levels", [10, 400, 500, 900, 990, 1_000, 100_000])
    @pytest.mark.parametrize(("begin", "end"), [(b"[", b"]"), (b'{"a":', b"}")])
    def test_any_depth(self, receive, levels, begin, end):
        body = b'{"OrderId":"1","StatusCode":"X","New":' + begin * levels + b"0" + end * levels + b"}"
        assert status_and_success(receive(Receiver(None), body)) in (
            [(200, True)] if levels <= 400 else [(200, True), (400, False)]
        )

    def test_places_are_reported_and_values_are_not(self, receiver, receive):
        response = receive(receiver, callback(Products="CANARY"))
        assert response.status == 400
        assert b"Products" in response.body
        assert b"CANARY" not in response.body

    @pytest.mark.parametrize("status", [400, 401, 403])
    def test_wrong_secret(self, receive, status):
        receiver = Receiver(GUID, wrong_guid_status=status)
        receiver.on_status()(lambda order: pytest.fail("handled"))
        assert status_and_success(receive(receiver, callback(MerchantGUID="another"))) == (status, False)

    def test_all_responds_to_are_of_the_documented_structure(self, receiver, receive):
        from order_contract_generated.merchant.models import MerchantResponseInfo

        receiver.on_cancelled(lambda order: 1 / 0)
        for given in (
            {},
            {"method": "GET"},
            {"content_type": "a/b"},
            {"body": b"{"},
            {"body": callback(MerchantGUID="x")},
            {"body": b"x" * (1 << 21)},
        ):
            response = receive(receiver, **given)
            assert MerchantResponseInfo.model_validate_json(response.body).success is False
            assert dict(response.headers)["Content-Type"] == JSON

    @pytest.mark.parametrize("step", ["claim", "done", "release"])
    def test_a_store_that_fails(self, receive, step):
        class Broken(MemoryStore):
            pass

        def broken(*_):
            raise OSError

        def fails(order):
            raise ZeroDivisionError

        setattr(Broken, step, broken)
        receiver = Receiver(GUID, store=Broken(), patience=0.01)
        receiver.on_status("FAILED")(fails)
        assert status_and_success(receive(receiver)) == ((200, True) if step == "release" else (500, False))
        assert status_and_success(receive(receiver, callback(StatusCode="FAILED"))) == (500, False)

    @pytest.mark.parametrize(
        "options",
        [
            {"merchant_guid": ""},
            {"merchant_guid": "a\n"},
            {"wrong_guid_status": 200},
            {"max_body": 0},
            {"lease": 0},
            {"patience": -1},
        ],
    )
    def test_nonsense_is_refused_at_home(self, options):
        with pytest.raises(InvalidRequestError):
            Receiver(**{"merchant_guid": GUID, **options})
