"""What a recording lacks is not judged, what is of another system is left alone, and each is counted."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from order_contract.check.errors import CannotRunError
from order_contract.replay import Replayed, replay
from order_contract.replay.recorded_exchange import UnreadableRecordingError, headers
from order_contract.replay.unpacking import unpacked
from tests.replay.recordings import (
    CALLBACK,
    JSON,
    Exchange,
    exchanges,
    flow,
    har,
    har_entry,
    interaction,
    line,
)
from tests.replay.test_exchanges import findings

CASES = Path(__file__).parent / "cases"
ALL = {exchange.about: exchange for exchange in exchanges()}
TRACK, PRODUCTS = ALL["TrackOrder 0"], ALL["UpdateOrderProducts 0"]
REFUND, DETAILS = ALL["CreateOrderRefund 0"], ALL["GetOrdersDetails 0"]
ABSENT = "it is not in the recording"


class TestCasesThatFailed:
    """The recordings that version 0.1 judged wrongly."""

    @pytest.mark.parametrize(
        ("name", "result", "not_judged"),
        [
            ("chrome-aborted-by-the-page.har", set(), {"exchanges: no response came (net::ERR_ABORTED)": 1}),
            ("chrome-content-text-absent.har", set(), {f"response bodies: {ABSENT}": 1}),
            ("chrome-postData-without-text.har", set(), {f"request bodies: {ABSENT}": 1}),
            ("cors-preflight-204.har", set(), {"preflights (OPTIONS)": 1}),
            ("cors-preflight-at-the-callback.har", set(), {"preflights (OPTIONS)": 1}),
            ("duplicate-content-type-header.har", set(), {}),
            ("govcr_v1.yaml", set(), {}),
            (
                "har_params_no_text.har",
                set(),
                {"request bodies: only its parameters were recorded, not its text": 1},
            ),
            ("har_xunknown_mime.har", set(), {}),
            ("mitm-raw-json-with-a-url-inside.mitm", set(), {}),
            (
                "mitm-streamed-response.mitm",
                set(),
                {"response bodies: it was streamed, so mitmproxy kept nothing of it": 1},
            ),
            ("powershell-utf16.har", set(), {}),
            ("traffic.har.gz", {"body response.Success"}, {}),
            ("vcr-yaml-bodyless-refused-as-malformed.yaml", {"accept-valid"}, {}),
            ("vcr_gzip_header_plain_body.yaml", set(), {}),
            ("vcr_httpx_gzip_success.yaml", set(), {}),
        ],
    )
    def test_each_is_judged_rightly(self, name: str, result: set[str], not_judged: dict[str, int]) -> None:
        replayed = replay([CASES / name], callback_paths=[CALLBACK])
        assert (findings(replayed), replayed.not_judged) == (result, not_judged)
        assert (replayed.skipped, replayed.unmatched) == ((), {})

    @pytest.mark.parametrize("kind", ["X-Unknown", "x-unknown; charset=utf-8", " x-unknown", "", None])
    def test_no_content_type_however_it_is_written_is_no_type(self, kind: str | None, tmp_path: Path) -> None:
        recorded = json.loads((CASES / "har_xunknown_mime.har").read_text())
        for entry in recorded["log"]["entries"]:
            entry["response"]["content"]["mimeType"] = kind
        path = tmp_path / "one.har"
        path.write_text(json.dumps(recorded))
        assert findings(replay([path])) == set()

    def test_raw_json_in_the_url_is_one_of_its_operation(self) -> None:
        replayed = replay([CASES / "mitm-raw-json-with-a-url-inside.mitm"])
        assert [row.operation for row in replayed.reports[0].operations] == ["UpdateOrderStatus"]

    @pytest.mark.parametrize(
        ("name", "what"),
        [
            ("unrelated-page-order-trackorder.har", "GET /app/order/trackorder"),
            ("unrelated-PUT-order-id-of-another-host.har", "PUT /api/v2/order/4711"),
        ],
    )
    def test_those_of_other_systems_are_left_alone(self, name: str, what: str) -> None:
        replayed = replay([CASES / name])
        assert (findings(replayed), replayed.unmatched) == (set(), {what: 1})

    def test_the_other_system_is_judged_when_it_is_named(self) -> None:
        path = CASES / "unrelated-PUT-order-id-of-another-host.har"
        judged = [
            finding
            for report in replay([path], hosts=["s2=erp.example"]).reports
            for finding in report.findings
        ]
        missing = {
            member
            for finding in judged
            if (finding.rule.id, finding.kind) == ("request-valid", "missing")
            for member in finding.members
        }
        assert "body.channelShippingMethod" in missing
        assert findings(replay([path], hosts=["globale=erp.example"])) == set()


def _har(tmp_path: Path, *entries: dict[str, Any], **options: Any) -> Replayed:
    path = tmp_path / "one.har"
    path.write_bytes(har([*entries, har_entry(DETAILS)]))
    return replay([path], callback_paths=[CALLBACK], **options)


def _changed(exchange: Exchange, change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    entry: dict[str, Any] = json.loads(json.dumps(har_entry(exchange)))
    change(entry)
    return entry


def _upgrade(entry: dict[str, Any], status: int) -> None:
    entry["request"]["method"] = "GET"
    entry["request"]["headers"].append({"name": "Upgrade", "value": "websocket"})
    entry["response"].update(status=status)


def _drop_text(entry: dict[str, Any], **content: Any) -> None:
    del entry["response"]["content"]["text"]
    entry["response"]["content"] |= content


class TestABodyThatIsNotThere:
    @pytest.mark.parametrize(
        ("change", "why"),
        [
            (_drop_text, ABSENT),
            (lambda e: _drop_text(e, size=-1), ABSENT),
            (lambda e: e["response"].update(content={}), ABSENT),
            (lambda e: e["response"].pop("content"), ABSENT),
            (lambda e: e["response"]["content"].update(text=None), ABSENT),
            (lambda e: e["response"]["content"].update(text=""), ABSENT),
            (lambda e: e["response"].update(content={"size": 0, "mimeType": ""}, bodySize=157), ABSENT),
            (lambda e: _drop_text(e, _file="resources/7.json"), "it is kept in another file"),
            (lambda e: _drop_text(e, _sha1="aa.json"), "it is kept in another file"),
            (lambda e: e["response"]["content"].update(text='{"ShippingMethod'), "it was cut short"),
            (lambda e: e["response"]["content"].update(text="eyJB", encoding="base64"), "it was cut short"),
        ],
    )
    def test_of_a_response_in_har(self, change: Callable[[Any], Any], why: str, tmp_path: Path) -> None:
        replayed = _har(tmp_path, _changed(TRACK, change))
        assert (findings(replayed), replayed.not_judged) == (set(), {f"response bodies: {why}": 1})

    @pytest.mark.parametrize(
        "change",
        [
            lambda e: e["request"]["postData"].pop("text"),
            lambda e: e["request"].pop("postData"),
            lambda e: (e["request"].pop("postData"), e["request"].update(bodySize=-1)),
            lambda e: e["request"]["postData"].update(text=""),
            lambda e: (
                e["request"].pop("postData"),
                e["request"].update(bodySize=-1, headers=[{"name": "content-length", "value": "117"}]),
            ),
            lambda e: (
                e["request"].pop("postData"),
                e["request"].update(bodySize=-1, headers=[{"name": "Transfer-Encoding", "value": "chunked"}]),
            ),
        ],
    )
    def test_of_a_request_in_har(self, change: Callable[[Any], Any], tmp_path: Path) -> None:
        replayed = _har(tmp_path, _changed(PRODUCTS, change))
        assert (findings(replayed), replayed.not_judged) == (set(), {f"request bodies: {ABSENT}": 1})

    def test_of_a_request_hides_no_fault_of_its_query_and_none_of_the_response(self, tmp_path: Path) -> None:
        entry = _changed(REFUND, lambda e: e["request"]["postData"].pop("text"))
        entry["request"]["url"] = entry["request"]["url"].replace("OrderId", "OrderIdentifier")
        entry["response"]["content"]["text"] = '{"Success":"yes"}'
        assert findings(_har(tmp_path, entry)) == {
            "request-valid orderRefund.OrderId",
            "body response.Success",
        }

    def test_of_a_response_hides_no_fault_of_the_request_and_no_failure(self, tmp_path: Path) -> None:
        entry = _changed(ALL["GetOrdersDetails 0: body broken"], _drop_text)
        assert findings(_har(tmp_path, entry)) == {"request-valid body"}
        entry["response"]["status"] = 503
        assert findings(_har(tmp_path, entry)) == {"request-valid body", "no-server-error 503"}

    def test_that_was_never_there_is_judged(self, tmp_path: Path) -> None:
        entry = _changed(TRACK, lambda e: e["response"].update(content={"size": 0, "mimeType": ""}))
        assert findings(_har(tmp_path, entry)) == {"body 200"}
        length = {"name": "Content-Length", "value": "0"}
        entry = _changed(TRACK, lambda e: (_drop_text(e), e["response"]["headers"].append(length)))
        assert findings(_har(tmp_path, entry)) == {"body 200"}

    @pytest.mark.parametrize("size", [4, 10_000_000])
    def test_a_stated_size_gives_no_finding_for_a_whole_body(self, size: int, tmp_path: Path) -> None:
        replayed = _har(tmp_path, _changed(TRACK, lambda e: e["response"]["content"].update(size=size)))
        assert (findings(replayed), replayed.not_judged) == (set(), {})

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"response": {"content": None}}, "it was streamed, so mitmproxy kept nothing of it"),
            ({"response": {"content": b"", "headers": [[b"content-length", b"157"]]}}, ABSENT),
            ({"error": {"msg": "Client disconnected."}}, "it was cut short"),
        ],
    )
    def test_of_a_response_in_a_flow(self, changes: dict[str, Any], why: str, tmp_path: Path) -> None:
        (tmp_path / "flows").write_bytes(flow(TRACK, **changes) + flow(DETAILS))
        replayed = replay([tmp_path / "flows"])
        assert (findings(replayed), replayed.not_judged) == (set(), {f"response bodies: {why}": 1})

    def test_of_a_request_in_a_flow(self, tmp_path: Path) -> None:
        (tmp_path / "flows").write_bytes(flow(PRODUCTS, request={"content": None}))
        why = "it was streamed, so mitmproxy kept nothing of it"
        assert replay([tmp_path / "flows"]).not_judged == {f"request bodies: {why}": 1}

    def test_in_a_cassette(self, tmp_path: Path) -> None:
        lost = interaction(DETAILS, body={"string": ""}, headers={"Content-Length": ["1137"]})
        streamed = interaction(PRODUCTS)
        streamed["request"] |= {"body": None, "headers": {"Content-Length": ["117"]}}
        path = tmp_path / "cassette.yaml"
        path.write_text(yaml.safe_dump({"interactions": [lost, streamed]}))
        replayed = replay([path])
        expected = {f"response bodies: {ABSENT}": 1, f"request bodies: {ABSENT}": 1}
        assert (findings(replayed), replayed.not_judged) == (set(), expected)

    def test_in_json_lines(self, tmp_path: Path) -> None:
        lost, streamed = line(TRACK), line(PRODUCTS)
        del lost["response"]["body"]
        del streamed["request"]["body"]
        streamed["request"]["headers"] = {"content-length": "117"}
        path = tmp_path / "traffic.jsonl"
        path.write_text(json.dumps(lost) + "\n" + json.dumps(streamed) + "\n")
        expected = {f"response bodies: {ABSENT}": 1, f"request bodies: {ABSENT}": 1}
        assert replay([path]).not_judged == expected


class TestADamagedLine:
    @pytest.mark.parametrize("rest", ["\n", "\r\n", "\n\n"], ids=["", "windows", "blank line"])
    @pytest.mark.parametrize("length", [2, 20, 60, -1], ids=str)
    def test_costs_no_other_line(self, length: int, rest: str, tmp_path: Path) -> None:
        good = [json.dumps(line(exchange)) for exchange in (TRACK, PRODUCTS)]
        path = tmp_path / "traffic.jsonl"
        path.write_bytes(rest.join([good[0], json.dumps(line(DETAILS))[:length], *good, ""]).encode())
        replayed = replay([path])
        assert sum(row.cases for report in replayed.reports for row in report.operations) == 3
        assert [skipped.origin for skipped in replayed.skipped] == ["traffic.jsonl, entry 2"]

    def test_is_named_when_it_is_the_last(self, tmp_path: Path) -> None:
        path = tmp_path / "traffic.jsonl"
        path.write_text(json.dumps(line(TRACK)) + "\n" + json.dumps(line(DETAILS))[:60])
        (skipped,) = replay([path]).skipped
        assert "in the middle" in skipped.why

    def test_ends_with_its_brackets_where_another_stands_on_the_same_line(self, tmp_path: Path) -> None:
        path = tmp_path / "traffic.jsonl"
        good = json.dumps(line(TRACK))
        path.write_text(f'{{"request": NULL}} {good}\n{good}\n')
        replayed = replay([path])
        assert sum(row.cases for report in replayed.reports for row in report.operations) == 2


class TestAnExchangeThatWasNone:
    @pytest.mark.parametrize(
        "error",
        ["net::ERR_ABORTED", "net::ERR_BLOCKED_BY_CLIENT", "net::ERR_FAILED", "net::ERR_NAME_NOT_RESOLVED",
         "net::ERR_INTERNET_DISCONNECTED", "net::ERR_CERT_DATE_INVALID", "net::ERR_CONNECTION_REFUSED",
         "net::ERR_CONNECTION_TIMED_OUT", "NS_BINDING_ABORTED"],
    )  # fmt: skip
    def test_has_no_response_for_which_the_server_is_to_blame(self, error: str, tmp_path: Path) -> None:
        entry = _changed(TRACK, lambda e: e.update(response={"status": 0, "_error": error}))
        replayed = _har(tmp_path, entry)
        expected = {f"exchanges: no response came ({error})": 1}
        assert (findings(replayed), replayed.not_judged) == (set(), expected)

    @pytest.mark.parametrize(
        "response", [None, {}, {"status": 0}, {"status": 0, "_error": None}, {"status": -1, "_error": ""}]
    )
    def test_has_none_for_a_reason_that_is_not_recorded(self, response: Any, tmp_path: Path) -> None:
        replayed = _har(tmp_path, _changed(TRACK, lambda e: e.update(response=response)))
        expected = {"exchanges: no response was recorded": 1}
        assert (findings(replayed), replayed.not_judged) == (set(), expected)

    @pytest.mark.parametrize(
        "error", ["net::ERR_EMPTY_RESPONSE", "net::ERR_CONNECTION_RESET", "net::ERR_TIMED_OUT"]
    )
    def test_a_server_that_gives_none_is_blamed(self, error: str, tmp_path: Path) -> None:
        entry = _changed(TRACK, lambda e: e.update(response={"status": 0, "_error": error}))
        assert findings(_har(tmp_path, entry)) == {"answer"}

    def test_a_flow_says_who_left(self, tmp_path: Path) -> None:
        path = tmp_path / "flows"
        path.write_bytes(flow(TRACK, response=None, error={"msg": "Client disconnected."}) + flow(DETAILS))
        assert findings(replay([path])) == set()
        path.write_bytes(flow(TRACK, response=None, error={"msg": "Server disconnected"}))
        assert findings(replay([path])) == {"answer"}

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            (lambda e: e["request"].update(method="OPTIONS"), "preflights (OPTIONS)"),
            (lambda e: e["request"].update(method="HEAD"), "probes (HEAD)"),
            (lambda e: e.update(_fromCache="disk"), "responses from a cache or a service worker"),
            (
                lambda e: e["response"].update(_fetchedViaServiceWorker=True),
                "responses from a cache or a service worker",
            ),
            (
                lambda e: e["response"].update(status=307, statusText="Internal Redirect"),
                "redirections that the browser made itself",
            ),
            (
                lambda e: e["response"].update(
                    status=307, headers=[{"name": "Non-Authoritative-Reason", "value": "HSTS"}]
                ),
                "redirections that the browser made itself",
            ),
            (lambda e: _upgrade(e, 101), "upgrades of the connection (WebSocket)"),
            (lambda e: _upgrade(e, 404), "upgrades of the connection (WebSocket)"),
            (lambda e: e["response"].update(status=101), "upgrades of the connection (WebSocket)"),
        ],
    )
    def test_is_counted_in_a_line_of_its_own(
        self, change: Callable[[Any], Any], why: str, tmp_path: Path
    ) -> None:
        replayed = _har(tmp_path, _changed(TRACK, change))
        assert (findings(replayed), replayed.not_judged) == (set(), {why: 1})

    def test_follows_a_redirection(self, tmp_path: Path) -> None:
        target = TRACK.url + "&again=1"
        moved = _changed(TRACK, lambda e: e["response"].update(status=302))
        moved["response"]["headers"].append({"name": "Location", "value": target.partition(".com")[2]})
        followed = _changed(replace(TRACK, method="GET", url=target), lambda e: None)
        replayed = _har(tmp_path, moved, followed)
        assert findings(replayed) == {"status 302"}
        assert replayed.not_judged == {"requests by which a browser followed a redirection": 1}


class TestOtherSystems:
    @pytest.mark.parametrize(
        ("method", "url", "body"),
        [
            ("GET", "https://shop.example/order/trackorder", ""),
            ("GET", "https://shop.example/order/trackorder?orderId=1&email=a%40b.example", ""),
            ("POST", "https://shop.example/order/trackorder?orderId=1&email=a%40b.example", ""),
            ("POST", "https://shop.example/Order/TrackOrder", "orderId=1"),
            ("POST", "https://erp.example/order/updateorderstatus", '{"orderId":1,"status":"paid"}'),
            ("PUT", "https://erp.example/order/1", '{"state":"paid"}'),
            ("PUT", "https://erp.example/api/order/1", '{"items":[],"meta":{}}'),
            ("GET", "https://erp.example/order/1", ""),
            ("DELETE", "https://erp.example/order/1", ""),
            ("GET", "https://api.github.example/repos/order/trackorder", ""),
        ],
    )
    def test_are_left_alone(self, method: str, url: str, body: str, tmp_path: Path) -> None:
        exchange = Exchange("other", method, url, dict(JSON), body, response='{"ok":true}')
        replayed = _har(tmp_path, har_entry(exchange))
        path = url.partition("?")[0].partition("example")[2]
        assert (findings(replayed), replayed.unmatched) == (set(), {f"{method} {path}": 1})

    def test_a_server_is_known_from_one_call_that_is_surely_of_the_contract(self, tmp_path: Path) -> None:
        sure = replace(TRACK, url=TRACK.url.replace("connect2.bglobale.com", "gateway.example/v1"))
        bare = replace(sure, url=sure.url.partition("&merchantGUID")[0], response='{"Success":"yes"}')
        elsewhere = replace(bare, url=bare.url.replace("/v1/", "/shop/"))
        path = tmp_path / "one.har"
        for order in ([bare, elsewhere, sure], [sure, bare, elsewhere]):
            path.write_bytes(har([har_entry(exchange) for exchange in order]))
            replayed = replay([path])
            assert sum(report.cases for report in replayed.reports) == 2
            assert replayed.unmatched == {"POST /shop/Order/TrackOrder": 1}

    def test_a_server_can_be_named(self, tmp_path: Path) -> None:
        bare = replace(TRACK, url="http://127.0.0.1:18931/Order/TrackOrder?orderId=1&email=a%40b.example")
        path = tmp_path / "one.har"
        path.write_bytes(har([har_entry(bare)]))
        with pytest.raises(CannotRunError, match=r"give --host 127\.0\.0\.1:18931 if it is"):
            replay([path])
        for host in ("127.0.0.1", "127.0.0.1:18931", "globale=127.0.0.1:18931", "*"):
            assert sum(report.cases for report in replay([path], hosts=[host]).reports) == 1

    def test_a_callback_is_found_behind_a_prefix(self, tmp_path: Path) -> None:
        callback = ALL["UpdateOrderStatusCallback 0"]
        deeper = replace(callback, url=callback.url.replace(CALLBACK, "/shop/eu" + CALLBACK))
        assert _har(tmp_path, har_entry(deeper)).reports[1].api == "merchant"


class TestUnpacking:
    BODIES = (
        b'{"a":1}',
        b"[1,2,3]",
        b'{"Success":true}',
        b'"x"',
        b"",
        b"plain",
        b"\x00\x01\x02",
        b'{"a":"\xc3\xa9"}',
    )

    @pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "identity", "", "gzip, deflate"])
    @pytest.mark.parametrize("body", BODIES)
    def test_a_body_that_is_not_packed_stays_as_it_is(self, body: bytes, encoding: str) -> None:
        assert unpacked(body, encoding) == body

    def test_thousands_of_json_bodies_stay_as_they_are(self) -> None:
        bodies = [json.dumps({"a": number, "b": [number] * (number % 9)}).encode() for number in range(3_000)]
        assert [body for body in bodies if unpacked(body, "deflate") != body] == []

    def test_what_is_packed_is_unpacked(self) -> None:
        body = b'{"Success":true}' * 100
        raw = zlib.compressobj(wbits=-15)
        for packed, encoding in (
            (gzip.compress(body), "gzip"),
            (gzip.compress(body[:9]) + gzip.compress(body[9:]), "gzip"),
            (zlib.compress(body), "deflate"),
            (raw.compress(body) + raw.flush(), "deflate"),
            (gzip.compress(zlib.compress(body)), "deflate, gzip"),
        ):
            assert unpacked(packed, encoding) == body

    @pytest.mark.parametrize("cut", [12, 20, 28])
    def test_a_packed_body_that_ends_in_the_middle_is_reported_to(self, cut: int) -> None:
        with pytest.raises(UnreadableRecordingError, match=r"ends in the middle|damaged"):
            unpacked(gzip.compress(b"x" * 10_000)[:cut], "gzip")

    def test_a_packing_that_is_not_known_is_named(self) -> None:
        with pytest.raises(UnreadableRecordingError, match="packed as 'exi'"):
            unpacked(b"\x80\x81", "exi")
        assert unpacked(b'{"a":1}', "exi") == b'{"a":1}'

    def test_brotli_where_its_package_is_there(self) -> None:
        brotli = pytest.importorskip("brotli")
        assert unpacked(brotli.compress(b'{"a":1}'), "br") == b'{"a":1}'


class TestHeaders:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            (["application/json", "application/json"], "application/json"),
            (["application/json, application/json"], "application/json"),
            (["application/json", "application/JSON; charset=utf-8"], "application/JSON; charset=utf-8"),
            (["application/json", "text/html"], "application/json, text/html"),
        ],
    )
    def test_a_type_that_stands_there_twice_is_one(self, values: list[str], expected: str) -> None:
        assert headers(("Content-Type", value) for value in values) == {"content-type": expected}
