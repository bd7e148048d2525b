"""Recorded traffic in its several forms, however long or broken, and what is shown of it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from order_contract.check.errors import CannotRunError
from order_contract.check.findings import Verdict
from order_contract.check.reports import Outputs
from order_contract.replay import Replayed, replay
from order_contract.replay.formats import json_stream, mitmproxy
from order_contract.replay.recorded_exchange import UnreadableRecordingError

HERE = Path(__file__).parent
CALLBACK = "/hooks/order-status"
LABELLED = json.loads((HERE / "labelled.har").read_bytes())["log"]["entries"]
SIX = {
    ("createOrderRefund", "request-valid", "orderRefund", 2),
    ("createOrderRefund", "refuse-invalid", "orderRefund", 2),
    ("updateOrderStatusCallback", "request-valid", "body.OrderId", 3),
    ("updateOrder", "body", "response.id", 5),
}
"""What the six exchanges that stand in each of the cassettes give."""


def violations(replayed: Replayed) -> set[tuple[str, str, str, int]]:
    findings = [finding for report in replayed.reports for finding in report.findings]
    return {
        (
            finding.operation[:1].lower() + finding.operation[1:],
            finding.rule.id,
            finding.location,
            int(finding.steps[0].origin.rpartition(" ")[2]),
        )
        for finding in findings
    }


def entry(about: str) -> dict[str, Any]:
    return next(labelled for labelled in LABELLED if labelled["comment"].startswith(about))


def har(path: Path, entries: list[Any]) -> Path:
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    return path


def netstring(value: Any) -> bytes:
    """The form in which mitmproxy writes its flows."""
    if value is None:
        return b"0:~"
    if isinstance(value, bool):
        return b"4:true!" if value else b"5:false!"
    kind, payload = b",", value
    if isinstance(value, str):
        kind, payload = b";", value.encode()
    elif isinstance(value, int):
        kind, payload = b"#", str(value).encode()
    elif isinstance(value, dict):
        kind, payload = b"}", b"".join(netstring(key) + netstring(item) for key, item in value.items())
    elif isinstance(value, list):
        kind, payload = b"]", b"".join(map(netstring, value))
    return b"%d:%s%s" % (len(payload), payload, kind)


def flow(recorded: dict[str, Any]) -> bytes:
    request, response = recorded["request"], recorded["response"]
    scheme, _, rest = request["url"].partition("://")
    host, _, path = rest.partition("/")
    return netstring(
        {
            "type": "http",
            "version": 21,
            "error": None,
            "request": {
                "host": "203.0.113.9",
                "port": 443,
                "method": request["method"].encode(),
                "scheme": scheme.encode(),
                "authority": b"",
                "path": f"/{path}".encode(),
                "http_version": b"HTTP/1.1",
                "headers": [
                    [b"Host", host.encode()],
                    *([h["name"].encode(), h["value"].encode()] for h in request["headers"]),
                ],
                "content": request.get("postData", {}).get("text", "").encode(),
            },
            "response": {
                "status_code": response["status"],
                "headers": [[h["name"].encode(), h["value"].encode()] for h in response["headers"]],
                "content": response["content"].get("text", "").encode(),
            },
        }
    )


class TestForms:
    @pytest.mark.parametrize("name", ["vcrpy.yaml", "vcrpy.json", "ruby.yml"])
    def test_cassettes(self, name: str) -> None:
        message = replay([HERE / name], callback_paths=[CALLBACK])
        assert violations(message) == SIX
        assert message.unmatched == {"GET /favicon.ico": 1}
        assert message.skipped == ()

    def test_what_mitmproxy_saves(self, tmp_path: Path) -> None:
        six = [
            "clean",
            "malformed JSON in the query, accepted",
            "a delivery of the wrong type",
            "clean: a refusal under 200",
        ]
        path = tmp_path / "flows"
        sent = [entry(name) for name in [*six, "S2: the order's id is a number", "clean: nobody's business"]]
        path.write_bytes(b"".join(map(flow, sent)) + netstring({"type": "tcp", "version": 21}))
        message = replay([path], callback_paths=[CALLBACK])
        assert violations(message) == SIX
        assert message.unmatched == {"GET /favicon.ico": 1}

    def test_several_files_at_once(self) -> None:
        message = replay([HERE / "vcrpy.yaml", HERE / "labelled.har"], callback_paths=[CALLBACK])
        assert {report.api for report in message.reports} == {"globale", "merchant", "s2"}
        assert sum(report.cases for report in message.reports) == 5 + len(LABELLED) - 1
        assert all(
            report.seed is None and report.url == "vcrpy.yaml, labelled.har" for report in message.reports
        )

    def test_a_response_that_the_recorder_unpacked_is_not_blamed_for_its_header(self, tmp_path: Path) -> None:
        packed = json.loads(json.dumps(entry("clean")))
        packed["response"]["headers"].append({"name": "Content-Encoding", "value": "gzip"})
        (tmp_path / "flows").write_bytes(flow(packed))
        assert (
            violations(replay([har(tmp_path / "one.har", [packed])]))
            == violations(replay([tmp_path / "flows"]))
            == set()
        )

    def test_our_own_har(self, tmp_path: Path) -> None:
        first = replay([HERE / "labelled.har"], callback_paths=[CALLBACK])
        Outputs({"har": str(tmp_path / "failing.har")}).write(first.reports, 1)
        again = replay([tmp_path / "failing.har"], callback_paths=[CALLBACK])
        ids = [
            {finding.id for report in value.reports for finding in report.findings}
            for value in (first, again)
        ]
        assert ids[0] == ids[1]
        assert len(ids[0]) > 25

    def test_what_is_none_of_them(self, tmp_path: Path) -> None:
        for name, content in (
            ("a", b""),
            ("b", b"\x00\x01\x02"),
            ("c", b"[1, 2]"),
            ("d", b'{"log": {"entries": []}}'),
            ("e", b"12:"),
            ("f", b"a: 1"),
        ):
            (tmp_path / name).write_bytes(content)
            with pytest.raises(CannotRunError, match=r"cannot be read|no exchange"):
                replay([tmp_path / name])
        with pytest.raises(CannotRunError, match="No such file"):
            replay([tmp_path / "missing"])


class TestWhatIsBroken:
    def test_a_file_that_ends_in_the_middle_is_judged_up_to_there(self, tmp_path: Path) -> None:
        path = har(tmp_path / "cut.har", [entry("clean"), entry("a flag as a text"), entry("clean")])
        path.write_bytes(path.read_bytes()[:-200])
        message = replay([path])
        assert violations(message) == {("createOrderRefund", "body", "response.Success", 2)}
        assert [(left_out.origin, "in the middle" in left_out.why) for left_out in message.skipped] == [
            ("cut.har, after entry 2", True)
        ]

    def test_an_entry_that_cannot_be_read_is_named(self, tmp_path: Path) -> None:
        odd = [
            {},
            7,
            {"request": {"url": "http://x/Order/TrackOrder", "method": "GET", "headers": 3}},
            {**entry("clean"), "response": {"status": "soon"}},
        ]
        packed = {
            **entry("clean"),
            "response": {
                **entry("clean")["response"],
                "headers": [{"name": "content-encoding", "value": "br"}],
            },
        }
        packed["response"]["content"] = {"text": "AAAA", "encoding": "base64"}
        message = replay([har(tmp_path / "odd.har", [*odd, packed, entry("clean")])])
        assert [left_out.origin for left_out in message.skipped] == [
            f"odd.har, entry {number}" for number in (1, 2, 3, 4, 5)
        ]
        assert "packed as 'br'" in message.skipped[4].why
        assert sum(report.cases for report in message.reports) == 1

    @pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
    def test_entries_are_cut_out_whatever_the_chunks(self, size: int) -> None:
        inside = [
            {"a": '"}]{[\\"', "b": [[], {}]},
            {},
            {"c": "\\\\"},
            [1, "]"],
            "text",
            1,
            None,
            {"é": "\u2028" * 9},
        ]
        text = json.dumps(
            {"log": {"pages": [{"entries": [1]}], "x": "\\", "entries": inside}, "entries": [2]},
            ensure_ascii=False,
        ).encode()

        class Slow(io.BytesIO):
            def read(self, _: int | None = -1, /) -> bytes:
                return super().read(size)

        assert [
            json.loads(item.text or "") for item in json_stream.items(Slow(text), [("log", "entries")])
        ] == inside

    @pytest.mark.parametrize(
        "raw", [b"5:hello", b"5:hello?", b"9:4:a:b,4:}", b"999999999999999:", b"3:abc,", b"2:9:]"]
    )
    def test_a_damaged_flow_is_reported_as_one(self, raw: bytes) -> None:
        with pytest.raises(UnreadableRecordingError):
            [flow.get("4") for flow in mitmproxy.flows(io.BytesIO(raw)) if flow]


class TestCredentials:
    def test_a_call_without_them_that_is_accepted(self, tmp_path: Path) -> None:
        with_them = entry("clean")
        without = json.loads(json.dumps(with_them))
        without["request"]["url"] = without["request"]["url"].partition("&merchantGUID")[0]
        assert violations(replay([har(tmp_path / "both.har", [with_them, without])])) == {
            ("trackOrder", "credentials", "", 2)
        }
        # Where no call has any, they were taken out of the recording.
        assert violations(replay([har(tmp_path / "none.har", [without, without])])) == set()

    def test_a_call_without_them_that_is_refused(self, tmp_path: Path) -> None:
        refused = json.loads(json.dumps(entry("a good request is refused as malformed")))
        refused["request"]["url"] = refused["request"]["url"].partition("&merchantGUID")[0]
        assert violations(replay([har(tmp_path / "one.har", [entry("clean"), refused])])) == set()


class TestWhatIsShown:
    SECRETS = ("8f2c1d7e-3b44", "jane.roe", "7946 0000", "c2VjcmV0", "11111111-2222", '"Roe"')

    def test_holds_no_secret_and_no_personal_data(self, tmp_path: Path) -> None:
        raw = (HERE / "labelled.har").read_text()
        assert [secret for secret in self.SECRETS if secret.replace('"', '\\"') not in raw] == []
        message = replay([HERE / "labelled.har"], callback_paths=[CALLBACK])
        paths = {form: str(tmp_path / form) for form in ("junit", "json", "sarif", "har", "html")}
        Outputs(paths).write(message.reports, 1)
        for form, path in paths.items():
            shown = Path(path).read_text()
            assert [secret for secret in self.SECRETS if secret.lower() in shown.lower()] == [], form
            assert "***" in shown

    def test_hides_what_is_repeated_in_a_sentence_or_in_broken_json(self, tmp_path: Path) -> None:
        broken = json.loads(json.dumps(entry("a delivery that is not JSON, refused")))
        broken["request"]["postData"]["text"] = (
            '{"OrderId": "GE1", "Email": "someone@example.net", "FirstName": "Magdalena", "City": "Ulm'
        )
        broken["response"]["content"]["text"] = json.dumps(
            {"Success": False, "Message": "Dear Magdalena, that is not JSON"}
        )
        message = replay([har(tmp_path / "one.har", [broken])], callback_paths=[CALLBACK])
        step = message.reports[0].findings[0].steps[0]
        shown = (step.request.body + step.wire.body + step.received.body).decode()
        assert not any(secret in shown for secret in ("Magdalena", "someone", "Ulm"))
        assert "GE1" in shown

    def test_a_word_of_a_megabyte_takes_no_time(self, tmp_path: Path) -> None:
        long = json.loads(json.dumps(entry("clean")))
        long["response"]["content"]["text"] = json.dumps({"ShipmentLocation": "y" * 1_000_000})
        assert replay([har(tmp_path / "one.har", [long])]).reports[0].operations[0].verdict is Verdict.HOLDS


def long_file(path: Path, megabytes: int) -> Path:
    encode = json.dumps(entry("clean")).encode()
    padding = json.dumps({**entry("a flag as a text"), "_padding": "}]" * 100_000}).encode()
    with path.open("wb") as file:
        file.write(b'{"log":{"entries":[' + encode)
        while file.tell() < megabytes * 1_000_000:
            file.write(b"," + (b",".join([encode] * 20) + b"," + padding))
        file.write(b"]}}")
    return path


class TestMemory:
    def peaks(self, tmp_path: Path, *sizes: int) -> Iterator[int]:
        code = (
            "import resource, sys; from order_contract.replay import replay; r = replay(sys.argv[1:]); "
            "assert len(r.reports[0].findings) == 1; "
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        for size in sizes:
            path = long_file(tmp_path / "long.har", size)
            yield (
                int(
                    subprocess.run(
                        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
                    ).stdout
                )
                // 1_000
            )

    def test_does_not_grow_with_the_file(self, tmp_path: Path) -> None:
        deep = os.environ.get("ORDER_CONTRACT_DEEP") == "1"
        small, large = self.peaks(tmp_path, 1, 400 if deep else 10)
        assert large - small < 12, f"{small} MB for a file of 1 MB, {large} MB for the long one"


@pytest.mark.slow
class TestTheCommand:
    def run(self, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "order_contract.cli", "replay", *arguments]
        return subprocess.run(
            command,
            cwd=cwd,
            env={**os.environ, "COLUMNS": "100"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def test_shows_both_sides_and_leaves_with_1(self, tmp_path: Path) -> None:
        done = self.run(
            str(HERE / "vcrpy.yaml"), "--callback-path", CALLBACK, "--junit", "out/junit.xml", cwd=tmp_path
        )
        assert done.returncode == 1, done.stderr
        assert "not judged, as no operation has this path: GET /favicon.ico (1)" in done.stderr
        assert "from  vcrpy.yaml, entry 2" in done.stdout
        assert "request-valid  error" in done.stdout
        assert "refuse-invalid  error" in done.stdout
        assert "--replay" not in done.stdout
        assert "seed" not in done.stdout
        assert (tmp_path / "out/junit.xml").read_text().count("<failure") == 4
        assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]

    def test_judges_one_side_alone(self, tmp_path: Path) -> None:
        done = self.run(
            str(HERE / "vcrpy.yaml"),
            "--api",
            "globale",
            "--exclude",
            "refuse-invalid",
            "--exclude",
            "request-valid",
            cwd=tmp_path,
        )
        assert (done.returncode, "The contract holds" in done.stdout) == (0, True), done.stderr

    def test_tells_of_callbacks_whose_path_it_was_not_given(self, tmp_path: Path) -> None:
        path = har(tmp_path / "one.har", [entry("clean: a delivery")])
        done = self.run(str(path), cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"POST {CALLBACK} looks like the callback: give --callback-path {CALLBACK}" in done.stderr
