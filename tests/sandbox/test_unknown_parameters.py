"""Query parameters that the contract does not have: warned of, or refused under `--strict-queries`."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
from collections.abc import Callable
from urllib.parse import quote

import httpx2
import pytest

from order_contract.sandbox import Settings
from order_contract.sandbox.server import Running
from order_contract.sandbox.unknown_parameters import HEADER
from order_contract.wire import codec
from tests.sandbox.sandbox_calls import GUID, HTTP, S2_HEADERS, S2_ORDER, Caller
from tests.sandbox.test_process import serving

Make = Callable[..., Caller]
STATUS = quote('{"OrderId":"testID","OrderStatus":{"OrderStatusCode":"DEL_12","Name":"Delayed"}}')
PARCEL = quote('{"ParcelCode":"lost-1"}')
DISPATCH = f"/Order/UpdateOrderDispatch?merchantGUID={GUID}&orderStatus={STATUS}"
BRACKETS = f"{DISPATCH}&parcelsList[]={PARCEL}"
SENTENCE = "updateOrderDispatch has no query parameter parcelsList[]; did you mean parcelsList?"


def _dispatch(box: Caller, target: str) -> httpx2.Response:
    return box.client.post(target, json=[])


def _parcels(box: Caller) -> list[str]:
    parcels = box.details("testID")["InternationalDetails"]["ParcelsTracking"] or []
    return [parcel["ParcelCode"] for parcel in parcels]


class TestTheWarning:
    def test_names_the_spelling_of_axios_and_the_right_name(
        self, box: Caller, caplog: pytest.LogCaptureFixture
    ) -> None:
        response = _dispatch(box, BRACKETS)
        assert (response.status_code, response.json()) == (200, {"Success": True})
        assert "lost-1" not in _parcels(box)
        assert response.headers[HEADER] == SENTENCE
        lines = [codec.loads(record.message) for record in caplog.records if record.levelname == "WARNING"]
        assert [line["warning"] for line in lines] == [SENTENCE]
        assert "lost-1" not in caplog.text

    @pytest.mark.parametrize(
        "name",
        ["parcelsList[0]", "parcelsList[0][ParcelCode]", "parcelsList.0", "parcelslist[]", "ParcelList",
         "parcelsList%5B%5D"],
    )  # fmt: skip
    def test_finds_the_right_name_for_every_spelling(self, box: Caller, name: str) -> None:
        warning = _dispatch(box, f"{DISPATCH}&{name}={PARCEL}").headers[HEADER]
        assert warning.endswith("; did you mean parcelsList?")

    def test_has_a_sentence_for_each_and_counts_the_rest(self, box: Caller) -> None:
        response = _dispatch(box, f"{DISPATCH}&a=1&a=2&orderStatuss=3")
        assert response.headers[HEADER] == (
            "updateOrderDispatch has no query parameter a. "
            "updateOrderDispatch has no query parameter orderStatuss; did you mean orderStatus?"
        )
        many = _dispatch(box, DISPATCH + "".join(f"&p{number}=1" for number in range(500))).headers[HEADER]
        assert many.endswith(" There are 495 more.")
        assert len(many) < 400

    @pytest.mark.parametrize("name", ["a%0d%0aSet-Cookie:%20b", "%00", "%C3%A9%E2%82%AC", "%7F", "x" * 9000])
    def test_takes_nothing_over_that_a_header_cannot_carry(self, name: str) -> None:
        with Running("globale") as running:
            response = HTTP.post(f"{running.url}{DISPATCH}&{name}=1", json=[])
        assert response.status_code == 200
        assert "set-cookie" not in response.headers
        assert response.headers[HEADER].isascii()
        assert response.headers[HEADER].isprintable()
        assert len(response.headers[HEADER]) < 1_000

    def test_stands_on_a_refusal_too(self, box: Caller) -> None:
        response = box.client.post(f"/Order/TrackOrder?merchantGUID={GUID}&order_id=testID&email=a@b.example")
        assert response.status_code == 400
        assert response.headers[HEADER].endswith("order_id; did you mean orderId?")

    def test_tells_the_operations_of_the_other_apis_too(self, box: Caller) -> None:
        response = box.client.put(f"/order/{S2_ORDER}?dryRun=1", json={}, headers=S2_HEADERS)
        assert response.headers[HEADER] == "updateOrder has no query parameter dryRun."
        response = box.client.post("/order-status-update-url?x=1", json={})
        assert response.headers[HEADER] == "updateOrderStatusCallback has no query parameter x."

    def test_is_not_given_for_documented_names_in_any_case(
        self, box: Caller, caplog: pytest.LogCaptureFixture
    ) -> None:
        response = _dispatch(box, f"{DISPATCH}&PARCELSLIST={PARCEL}".replace("merchantGUID", "merchantguid"))
        assert HEADER not in response.headers
        assert _parcels(box) == ["lost-1"]
        assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []

    def test_is_read_by_a_page_and_written_to_standard_error(self) -> None:
        with serving("--no-log") as (process, url):
            response = HTTP.post(f"{url}{BRACKETS}", json=[], headers={"Origin": "http://localhost:3000"})
            assert response.headers["access-control-expose-headers"] == "*"
            assert process.stderr is not None
            assert json.loads(process.stderr.readline())["warning"] == SENTENCE


class TestStrictQueries:
    def test_refuses_before_anything_is_done(self, make: Make) -> None:
        box = make(strict_queries=True)
        before = box.control("GET", "/state")
        response = _dispatch(box, BRACKETS)
        assert (response.status_code, response.json()) == (
            400,
            {"Code": "400", "Error": "Bad Request", "Description": SENTENCE},
        )
        assert box.control("GET", "/state") == before

    def test_takes_what_is_documented(self, make: Make) -> None:
        box = make(strict_queries=True)
        assert _dispatch(box, f"{DISPATCH}&parcelsList={PARCEL}").json() == {"Success": True}
        assert _parcels(box) == ["lost-1"]

    def test_asks_for_the_secret_first(self, make: Make) -> None:
        response = _dispatch(make(strict_queries=True), BRACKETS.replace(GUID, "other"))
        assert response.status_code == 401

    def test_is_an_option_of_serve(self) -> None:
        with serving("--no-log", "--strict-queries") as (_, url):
            assert HTTP.post(f"{url}{BRACKETS}", json=[]).status_code == 400

    @pytest.mark.parametrize("order_sandbox", [Settings(strict_queries=True)], indirect=True)
    def test_is_a_setting_of_the_fixture(self, order_sandbox: Running) -> None:
        assert HTTP.post(f"{order_sandbox.url}{BRACKETS}", json=[]).status_code == 400


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_shows_the_warning(order_sandbox: Running) -> None:
    arguments = ["-sgi", "-X", "POST", "-d", "[]", "-H", "Content-Type: application/json"]
    done = subprocess.run(
        ["curl", *arguments, f"{order_sandbox.url}{BRACKETS}"],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert f"{HEADER.lower()}: {SENTENCE}\n" in done.stdout.replace("\r", "")
