"""`order-contract replay` as people run it: files of several kinds, processes, machines, standard input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.replay.recordings import CALLBACK, exchanges, har, har_entry, line

ALL = {exchange.about: exchange for exchange in exchanges()}
GOOD, BAD = ALL["TrackOrder 0"], ALL["GetOrdersDetails 0: body broken"]


def run(*arguments: str, cwd: Path, given: bytes = b"") -> tuple[int, str, str]:
    command = [sys.executable, "-m", "order_contract.cli", *arguments]
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, "COLUMNS": "200"},
        input=given,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def files(folder: Path) -> list[str]:
    """Two files; the second has a bad request on a server that only the first one makes known."""
    bare = replace(BAD, url=BAD.url.replace("connect2.bglobale.com", "gateway.example").partition("?")[0])
    known = replace(GOOD, url=GOOD.url.replace("connect2.bglobale.com", "gateway.example"))
    (folder / "first.har").write_bytes(har([har_entry(known), har_entry(GOOD)]))
    (folder / "second.har").write_bytes(har([har_entry(bare), har_entry(BAD)]))
    return ["first.har", "second.har"]


class TestFiles:
    def test_one_that_is_missing_does_not_throw_the_others_away(self, tmp_path: Path) -> None:
        first, _ = files(tmp_path)
        code, out, err = run("replay", first, "missing.har", cwd=tmp_path)
        assert (code, "2 cases" in out) == (2, True), out + err
        assert "not judged: missing.har: missing.har cannot be read: No such file or directory" in err

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (
                b'{"info": {"_postman_id": "1", "schema": "https://schema.getpostman.com/json"}, "item": []}',
                "a collection of Postman",
            ),
            (b'{"openapi": "3.1.0", "paths": {}}', "an OpenAPI document"),
            (b"\xd4\xc3\xb2\xa1\x02\x00", "a capture of packets"),
            (b'<?xml version="1.0"?><items burpVersion="1"/>', "it is XML, such as Burp writes"),
            (b"PK\x03\x04 and nothing behind it", "a damaged archive"),
            (b"\x1f\x8b\x08\x00 and nothing behind it", "a damaged archive"),
        ],
    )
    def test_of_another_kind_are_refused_by_name(self, content: bytes, why: str, tmp_path: Path) -> None:
        (tmp_path / "one").write_bytes(content)
        code, _, err = run("replay", "one", cwd=tmp_path)
        assert (code, why in err) == (2, True), err

    def test_of_fiddler_are_refused_by_name(self, tmp_path: Path) -> None:
        import zipfile

        with zipfile.ZipFile(tmp_path / "one.saz", "w") as archive:
            archive.writestr("raw/1_c.txt", "GET / HTTP/1.1")
        code, _, err = run("replay", "one.saz", cwd=tmp_path)
        assert (code, "archive of Fiddler" in err) == (2, True), err

    def test_on_standard_input_are_read(self, tmp_path: Path) -> None:
        lines = b"".join(json.dumps(line(exchange)).encode() + b"\n" for exchange in (GOOD, BAD))
        code, out, _ = run("replay", "-", cwd=tmp_path, given=lines)
        assert (code, "2 cases, 1 finding" in out) == (1, True), out
        assert "from  standard input, entry 2" in out


class TestProcessesAndMachines:
    def test_several_processes_find_what_one_finds(self, tmp_path: Path) -> None:
        outcomes = [
            run("replay", *files(tmp_path), "--jobs", jobs, "--json", "-", cwd=tmp_path) for jobs in "12"
        ]
        assert [code for code, _, _ in outcomes] == [1, 1]
        reports = [json.loads(out) for _, out, _ in outcomes]
        for report in reports:
            for judged in report["runs"]:
                del judged["seconds"]
        assert reports[0] == reports[1]
        assert reports[0]["runs"][0]["cases"] == 4

    def test_lines_of_several_machines_add_up(self, tmp_path: Path) -> None:
        names = files(tmp_path)
        for name in names:
            run("replay", name, "--host", "gateway.example", "--jsonl", f"{name}.jsonl", cwd=tmp_path)
        code, out, err = run("replay", "--merge", *(f"{name}.jsonl" for name in names), cwd=tmp_path)
        assert (code, "4 cases, 1 finding" in out) == (1, True), out + err
        _, direct, _ = run("replay", *names, cwd=tmp_path)
        assert (
            direct.partition("1. ")[2].partition("The contract")[0]
            == out.partition("1. ")[2].partition("The contract")[0]
        )

    def test_lines_hold_no_secret(self, tmp_path: Path) -> None:
        run("replay", *files(tmp_path), "--jsonl", "lines.jsonl", cwd=tmp_path)
        assert "abcdabcd-abcd" not in (tmp_path / "lines.jsonl").read_text()

    def test_a_file_that_is_none_is_refused(self, tmp_path: Path) -> None:
        first, _ = files(tmp_path)
        code, _, err = run("replay", "--merge", first, cwd=tmp_path)
        assert (code, "is not a line that --jsonl wrote" in err or "has the format" in err) == (2, True), err


class TestCallbackPath:
    def test_is_found_behind_a_prefix(self, tmp_path: Path) -> None:
        callback = ALL["UpdateOrderStatusCallback 0"]
        deep = replace(callback, url=callback.url.replace(CALLBACK, "/eu" + CALLBACK))
        (tmp_path / "one.har").write_bytes(har([har_entry(deep)]))
        code, out, _ = run("replay", "one.har", "--callback-path", CALLBACK, cwd=tmp_path)
        assert (code, "1 case, 0 findings" in out) == (0, True), out


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="there, mitmproxy can be installed")
def test_proxy_says_which_python_it_needs(tmp_path: Path) -> None:
    code, _, err = run("proxy", "--api", "globale", "--upstream", "http://127.0.0.1:9", cwd=tmp_path)
    assert (code, "proxy needs Python 3.12 or newer" in err) == (2, True), err
