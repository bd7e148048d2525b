"""Every form of the report, on a run with failures and on texts that no form bears easily."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema_rs
import pytest

from order_contract.check import (
    CannotRunError,
    Finding,
    OperationResult,
    Report,
    Rule,
    RuleResult,
    ServerCredentials,
    Severity,
    Step,
    Verdict,
    run,
)
from order_contract.check.profiles import Profile
from order_contract.check.reports import FORMATS, Outputs, json_report
from order_contract.check.reports.terminal import render
from order_contract.check.transport.messages import Received, Sent
from tests.check.servers import GUID, Documented, served

SMALL = Profile("small", seconds=60, examples=0, boundaries=0, rule_examples=0, robustness=False)
ODD = "\x00\x0b\ufffe</script><b onclick=alert(1)>&\"'`\u2028é\ud800"


class Wrong(Documented):
    def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> tuple[int, Any]:
        status, value = super().success(operation, query, body, path)
        return status, [value] if "TrackOrder" in path else value


@pytest.fixture(scope="module")
def report() -> Iterator[Report]:
    with served(Wrong("globale")) as url:
        yield run(
            url,
            "globale",
            credentials=ServerCredentials(GUID),
            profile=SMALL,
            seed=3,
            only=["TrackOrder", "CreateOrderRefund"],
        )


@pytest.fixture(scope="module")
def odd() -> Report:
    """A report of which every text is hostile."""
    rule = Rule("some-rule", ODD, ODD, family="documented")
    warns = Rule("other-rule", "Something that is only inferred.", "003:1", "inferred", family="documented")
    sent = Sent(
        "POST",
        f"http://127.0.0.1:1/{ODD}?a='b'",
        {"x": ODD},
        b"\xff\xfe\x00" + ODD.encode("utf-8", "replace"),
    )
    steps = tuple(
        Step(sent, True, sent, Received(status, {"y": ODD}, b"\x80<html>" * 9_000), 0.25, why=ODD)
        for status in (200, 0)
    )
    result = (
        Finding("globale", "TrackOrder", rule, ODD, ODD, "documented", Severity.ERROR, steps),
        Finding("globale", "TrackOrder", warns, "", "A warning.", "inferred", Severity.WARNING, steps[:1]),
        Finding(
            "globale",
            "TrackOrder",
            rule,
            "known",
            "Known.",
            "documented",
            Severity.ERROR,
            steps[:1],
            known=True,
        ),
    )
    rows = (
        OperationResult("globale", "TrackOrder", 3, 1, result),
        OperationResult("globale", "CreateOrderRefund", 40, 6, (), valid=30, valid_accepted=6),
        OperationResult("globale", "DispatchOrders", 0, 0, ()),
    )
    rules = (
        RuleResult(rule, Verdict.BROKEN, 3, operations=("TrackOrder",)),
        RuleResult(warns, Verdict.HOLDS, 3, operations=("TrackOrder",)),
        RuleResult(
            Rule("never-run", "It was not run.", "003:2", family="documented"), Verdict.NOT_TESTED, 0, ODD
        ),
    )
    return Report("globale", "http://127.0.0.1:1", 7, 1.5, rows, rules, stopped=f"Ended early: {ODD}")


def written(report: Report, tmp_path: Path, form: str) -> bytes:
    Outputs({form: str(tmp_path / "out")}).write([report], report.exit_code)
    return (tmp_path / "out").read_bytes()


class TestJson:
    def test_keeps_to_its_schema(self, report: Report, odd: Report, tmp_path: Path) -> None:
        validator = jsonschema_rs.Draft202012Validator(json.loads(json_report.schema()))
        for checked in (report, odd):
            document = json.loads(written(checked, tmp_path, "json"))
            assert [error.message for error in validator.iter_errors(document)] == []
            assert [finding["id"] for finding in document["runs"][0]["findings"]] == [
                finding.id for finding in checked.findings
            ]
        assert document["exitCode"] == 1

    def test_describes_every_member_that_it_has(self) -> None:
        schema = json.loads(json_report.schema())
        assert jsonschema_rs.meta.is_valid(schema)
        assert all(
            stated.get("description") or "$ref" in stated
            for stated in schema["$defs"]["finding"]["properties"].values()
            if "enum" in stated
        )

    def test_gives_back_the_bytes(self, odd: Report, tmp_path: Path) -> None:
        raw = written(odd, tmp_path, "json")
        _, finding = json_report.find(raw, "out", odd.findings[0].id)
        asked, received = (
            json_report.asked(finding["steps"][0]["asked"]),
            json_report.received(finding["steps"][0]["received"]),
        )
        assert asked.body == odd.findings[0].steps[0].request.body
        assert received.body == odd.findings[0].steps[0].received.body

    def test_says_where_the_server_refused_most_of_the_corpus(self, odd: Report, tmp_path: Path) -> None:
        sentence = "Few corpus requests that keep to the document were accepted: CreateOrderRefund 6 of 30."
        for form in ("json", "html", "junit"):
            assert sentence in written(odd, tmp_path, form).decode()
        (run,) = json.loads(written(odd, tmp_path, "json"))["runs"]
        assert [(row["valid"], row["validAccepted"]) for row in run["operations"]] == [
            (0, 0),
            (30, 6),
            (0, 0),
        ]


class TestJunit:
    def test_has_a_case_for_each_operation_and_rule(self, report: Report, tmp_path: Path) -> None:
        root = ET.fromstring(written(report, tmp_path, "junit"))  # noqa: S314  # our own file
        cases = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
        assert len(set(cases)) == len(cases)
        assert ("order-contract.globale.TrackOrder", "body") in cases
        assert ("order-contract.globale.CreateOrderRefund", "refuse-invalid") in cases
        failed = [case.get("classname") for case in root.iter("testcase") if case.find("failure") is not None]
        assert failed == ["order-contract.globale.TrackOrder"]
        text = root.find(".//failure").text  # type: ignore[union-attr]
        assert "breaks its schema" in str(text)
        assert "curl -sS" in str(text)
        assert GUID not in str(text)

    def test_counts_what_fails_and_what_was_not_run(self, odd: Report, tmp_path: Path) -> None:
        root = ET.fromstring(written(odd, tmp_path, "junit"))  # noqa: S314  # our own file
        suite = root.find("testsuite")
        assert suite is not None
        assert {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")} == {
            "tests": str(len(list(root.iter("testcase")))),
            "failures": "1",
            "errors": "1",
            "skipped": "1",
        }
        assert "A warning." in str(ET.tostring(root))


class TestSarif:
    def test_has_what_the_standard_requires(self, report: Report, odd: Report, tmp_path: Path) -> None:
        for checked in (report, odd):
            document = json.loads(written(checked, tmp_path, "sarif"))
            assert document["version"] == "2.1.0"
            assert document["$schema"].endswith("sarif-schema-2.1.0.json")
            for stated in document["runs"]:
                rules = stated["tool"]["driver"]["rules"]
                assert stated["tool"]["driver"]["name"]
                assert len({rule["id"] for rule in rules}) == len(rules)
                assert all(
                    len(set(rule["properties"]["tags"])) == len(rule["properties"]["tags"]) for rule in rules
                )
                assert isinstance(stated["invocations"][0]["executionSuccessful"], bool)
                for result in stated["results"]:
                    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
                    assert result["level"] in {"error", "warning", "note", "none"}
                    assert result["message"]["text"]
                    assert "physicalLocation" not in result["locations"][0]
                    assert re.fullmatch(
                        "[0-9a-f]{8}", result["partialFingerprints"]["orderContractFinding/v1"]
                    )
                    assert all(
                        suppression["kind"] in {"inSource", "external"}
                        for suppression in result.get("suppressions", ())
                    )
        assert [result["level"] for result in document["runs"][0]["results"]] == ["error", "warning", "error"]
        assert [len(result.get("suppressions", ())) for result in document["runs"][0]["results"]] == [0, 0, 1]

    @pytest.mark.parametrize("named", [True, False])
    def test_points_at_the_workflow_where_the_repository_has_it(
        self, named: bool, report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        workflow = ".github/workflows/contract.yml"
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("GITHUB_WORKFLOW_REF", f"shop/server/{workflow}@refs/heads/main")
        if named:
            (tmp_path / workflow).parent.mkdir(parents=True)
            (tmp_path / workflow).write_text("on: push\n")
        document = json.loads(written(report, tmp_path, "sarif"))
        (location,) = document["runs"][0]["results"][0]["locations"]
        assert ("physicalLocation" in location) is named
        if named:
            assert location["physicalLocation"]["artifactLocation"]["uri"] == workflow


class TestHar:
    def test_holds_every_step_of_every_finding(self, odd: Report, tmp_path: Path) -> None:
        log = json.loads(written(odd, tmp_path, "har"))["log"]
        assert log["version"] == "1.2"
        assert len(log["entries"]) == sum(len(finding.steps) for finding in odd.findings)
        for entry in log["entries"]:
            assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= set(entry)
            assert {
                "method",
                "url",
                "httpVersion",
                "cookies",
                "headers",
                "queryString",
                "headersSize",
                "bodySize",
            } <= set(entry["request"])
            assert {
                "status",
                "statusText",
                "httpVersion",
                "cookies",
                "headers",
                "content",
                "redirectURL",
            } <= set(entry["response"])
        assert log["entries"][0]["request"]["postData"]["encoding"] == "base64"


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def chromium() -> str:
    first = next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))),
        None,
    )
    if first is None:
        pytest.skip("there is no Chromium on this machine")
    return first


class TestHtml:
    def test_asks_for_nothing_and_hides_no_failure(self, report: Report, odd: Report, tmp_path: Path) -> None:
        for checked in (report, odd):
            page = written(checked, tmp_path, "html").decode()
            seen = Seen()
            seen.feed(page)
            assert not [
                value
                for tag, given in seen.tags
                for name, value in given.items()
                if name == "src" or (name == "href" and tag == "link" and value != "data:,")
            ]
            ids = [given["id"] for _, given in seen.tags if "id" in given]
            assert len(set(ids)) == len(ids)
            assert {finding.id for finding in checked.findings} <= set(ids)
            linked = {str(given["href"]) for tag, given in seen.tags if tag == "a"}
            assert (
                {f"#{finding.id}" for finding in checked.findings[:1]}
                <= linked
                <= {f"#{name}" for name in ids}
            )
            assert not [given for _, given in seen.tags if any(name.startswith("on") for name in given)]
            assert [tag for tag, _ in seen.tags if tag in {"html", "title", "main", "h1"}] == [
                "html",
                "title",
                "h1",
                "main",
            ]
            assert all("scope" in given for tag, given in seen.tags if tag == "th")
            assert GUID not in page

    def test_runs_in_a_browser_without_a_complaint(self, report: Report, odd: Report, tmp_path: Path) -> None:
        browser = chromium()
        for checked in (report, odd):
            page = tmp_path / "page.html"
            page.write_bytes(written(checked, tmp_path, "html"))
            target = checked.findings[-1].id
            options = [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--enable-logging=stderr",
                f"--user-data-dir={tmp_path / 'profile'}",
                "--dump-dom",
            ]
            done = subprocess.run(
                [browser, *options, f"file://{page}#{target}"],
                capture_output=True,
                text=True,
                timeout=60,
                check=True,
            )
            assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []
            seen = Seen()
            seen.feed(done.stdout)
            details = {given["id"]: given for tag, given in seen.tags if tag == "details" and "id" in given}
            assert set(details) == {finding.id for finding in checked.findings}
            assert "open" in details[target]
            # The script ran: it shows the buttons that copy.
            assert [given for tag, given in seen.tags if tag == "button" and "hidden" in given] == []


class Worse(Wrong):
    """Has findings of every severity and of several kinds, some at many places."""

    def success(self, operation: Any, query: dict[str, str], body: Any, path: str) -> tuple[int, Any]:
        status, value = super().success(operation, query, body, path)
        if "GetOrdersDetails" in path:
            return status, [{**order, "OrderId": None, "Products": 7} for order in value]
        return (status, "<b>done</b> & gone") if "DispatchOrders" in path else (status, value)


def plain(text: str) -> str:
    return " ".join(text.split())


def test_every_report_says_of_each_finding_the_same_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    with served(Worse("globale")) as url:
        checked = run(url, "globale", credentials=ServerCredentials(GUID), profile=SMALL, seed=3)
    assert {finding.severity for finding in checked.findings} == set(Severity)
    assert len({finding.message for finding in checked.findings}) > 2
    render([checked], replayable=True)
    terminal = plain(capsys.readouterr().out)
    document = json.loads(written(checked, tmp_path, "json"))["runs"][0]
    sarif = json.loads(written(checked, tmp_path, "sarif"))["runs"][0]["results"]
    suite = ET.fromstring(written(checked, tmp_path, "junit"))  # noqa: S314  # our own file
    page = unescape(written(checked, tmp_path, "html").decode())
    titles = {
        match[1]: plain(re.sub("<[^>]*>", "", match[2]))
        for match in re.finditer(r'<details id="(\w{8})".*?<summary>(.*?)</summary>', page, re.DOTALL)
    }
    stated = {finding["id"]: finding for finding in document["findings"]}
    shown = {result["partialFingerprints"]["orderContractFinding/v1"]: result for result in sarif}
    assert set(stated) == set(shown) == set(titles) == {finding.id for finding in checked.findings}
    for finding in checked.findings:
        name = f"order-contract.globale.{finding.operation}"
        case = suite.find(f".//testcase[@classname='{name}'][@name='{finding.rule.id}']")
        assert case is not None
        texts = (plain(case.findtext(kind) or "") for kind in ("failure", "system-out"))
        sentence = plain(finding.message)
        assert plain(stated[finding.id]["message"]) == sentence
        assert plain(shown[finding.id]["message"]["text"]).startswith(f"{finding.operation}: {sentence}")
        assert plain(re.sub("<[^>]*>", "", sentence)) in titles[finding.id]
        assert any(f"what: {sentence}" in text for text in texts)
        assert f"what {sentence}" in terminal or f"({finding.id})" in terminal  # one of many alike is named
        for where in (stated[finding.id]["curl"], shown[finding.id]["properties"]["curl"]):
            assert where == finding.curl
        assert finding.curl in page


class TestFiles:
    def test_are_old_or_new_never_half(
        self, report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "report.json"
        path.write_text("old")

        def broken(*_: Any) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr(Path, "replace", broken)
            with pytest.raises(OSError, match="No space"):
                Outputs({"json": str(path)}).write([report], 1)
        assert path.read_text() == "old"
        assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
        Outputs({"json": str(path)}).write([report], 1)
        assert json.loads(path.read_bytes())["exitCode"] == 1
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    @pytest.mark.parametrize("form", FORMATS)
    def test_of_each_form_are_their_owners_alone(self, form: str, report: Report, tmp_path: Path) -> None:
        before = os.umask(0)
        try:
            Outputs({form: str(tmp_path / "report")}).write([report], 1)
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / "report").stat().st_mode) == 0o600

    def test_that_cannot_be_written_are_known_before(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        for path in (tmp_path, tmp_path / "file/below"):
            with pytest.raises(CannotRunError, match=r"--junit .* cannot be written"):
                Outputs({"junit": str(path)}).prepare()
        with pytest.raises(CannotRunError, match="a file of its own"):
            Outputs({"junit": str(tmp_path / "a"), "html": str(tmp_path / "x/../a")}).prepare()
        Outputs({"junit": str(tmp_path / "new/folder/junit.xml"), "json": "-"}).prepare()
        assert (tmp_path / "new/folder").is_dir()

    def test_ship_with_the_package(self) -> None:
        assert {"page.css", "page.html", "page.js", "report.schema.json"} <= {
            path.name for path in files("order_contract.check.reports").iterdir()
        }
        assert set(FORMATS) == {"junit", "json", "sarif", "har", "html"}
