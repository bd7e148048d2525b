"""The API reference without a browser: current, complete, alone with itself, and its samples work as they
stand.
"""

from __future__ import annotations

import http.client
import json
import re
import shlex
import shutil
import socket
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from markupsafe import escape

from codegen import CodegenError
from codegen.docs import __main__ as docs
from codegen.docs import library
from codegen.docs.evidence import Evidence
from codegen.docs.reference import LANGUAGES
from codegen.docs.samples import CodeSample, samples
from codegen.docs.site import SANDBOX, site
from codegen.docs.whole_site import GUIDES
from codegen.documents.documented_requests import documented
from order_contract import spec
from order_contract.document import Document, conditions
from order_contract.sandbox import docs_page
from order_contract.sandbox.server import Running
from order_contract.sandbox.settings import Settings
from tests.samples import RECORDED, ROOT

SITE = ROOT / "generated/order_contract_generated/docs"
EVIDENCE = Evidence(spec.load("globale", edition="full")["x-evidence-key"])
OPERATIONS = [
    (api, operation)
    for api in spec.APIS
    for operation in Document(spec.load(api, edition="full")).operations(webhooks=True)
]
SAMPLES = [
    pytest.param((api, operation, number), id=f"{operation.id} {number}")
    for api, operation in OPERATIONS
    if not operation.webhook
    for number, _ in enumerate(documented(operation))
]


@pytest.fixture
def sample(request: pytest.FixtureRequest) -> CodeSample:
    """Written in the test, so that a client without the method fails one test and not the collection."""
    api, operation, number = request.param
    return samples(api, operation, EVIDENCE)[number]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The pages as they are written now, with the search library that the package has."""
    return site(ROOT, library.library(SITE))


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The committed pages by file name."""
    return {path.name: path.read_text() for path in SITE.glob("*.html")}


def address(api: str, operation: Any) -> str:
    return f"{'merchant' if operation.webhook else api}-{operation.id}.html"


def test_the_committed_pages_are_what_make_docs_writes(files: dict[str, bytes]) -> None:
    committed = {path.name: path.read_bytes() for path in SITE.iterdir()}
    assert sorted(committed) == sorted(files)
    assert [name for name in files if files[name] != committed[name]] == [], (
        "run `make docs` and commit what it writes"
    )


class TestMarks:
    @pytest.mark.parametrize("api", spec.APIS)
    def test_each_field_has_its_own(self, api: spec.Api, pages: dict[str, str]) -> None:
        rows = dict(re.findall(r'<tr id="([\w.]+)">(.*?)</tr>', pages[f"{api}-objects.html"], re.DOTALL))
        fields = {
            f"{name}.{member}": node
            for name, schema in spec.load(api, edition="full")["components"]["schemas"].items()
            for member, node in schema.get("properties", {}).items()
        }
        assert rows.keys() == fields.keys()
        assert [name for name in fields if EVIDENCE.mark(fields[name]["x-evidence"]) not in rows[name]] == []

    def test_operations_parameters_responses_and_rules_have_theirs(self, pages: dict[str, str]) -> None:
        for api, operation in OPERATIONS:
            page = pages[address(api, operation)]
            known = [
                operation.node["x-evidence"],
                *(item.node["x-evidence"] for item in operation.parameters),
            ]
            known += [
                operation.document.resolve(item)["x-evidence"]
                for item in operation.node["responses"].values()
            ]
            assert [item for item in known if EVIDENCE.mark(item) not in page] == [], operation.id
        rules = [
            item["x-evidence"]
            for api in spec.APIS
            for schema in Document(spec.load(api, edition="full")).schemas.values()
            for condition in conditions(schema)
            for item in (condition["then"], condition)
            if "x-evidence" in item
        ]
        assert len(rules) > 5
        everything = "".join(pages.values())
        assert [item for item in rules if EVIDENCE.mark(item) not in everything] == []

    def test_a_source_is_named_in_words(self) -> None:
        assert EVIDENCE.text({"how": "documented", "at": ["003:64", "003:57", "DOC:jwt", "QA"]}) == (
            "documented: Global-e, Order methods, lines 57, 64; Global-e's documentation portal, page jwt; "
            "A client that Global-e's testers use"
        )

    def test_the_codes_have_theirs(self, pages: dict[str, str]) -> None:
        codes, page = spec.load("globale", edition="full")["x-error-codes"], pages["codes.html"]
        for code, entry in codes.items():
            row = re.search(rf'<tr id="{code}">.*?</tr>', page, re.DOTALL)
            assert row is not None
            assert EVIDENCE.mark(entry["x-evidence"]) in row[0]
        assert len(codes) == page.count("<tr id=")

    def test_the_table_of_grades_has_no_other_row(self, pages: dict[str, str]) -> None:
        table = pages["index.html"].split('id="evidence"')[1].split("<tbody>")[1].split("</tbody>")[0]
        assert re.findall(r'<span class="evidence (\w+)">', table) == list(EVIDENCE.meanings)
        assert table.count("<tr>") == len(EVIDENCE.meanings) == 4


class TestPages:
    @pytest.mark.parametrize(("api", "operation"), OPERATIONS, ids=lambda name: getattr(name, "id", name))
    def test_every_operation_has_one_that_is_linked(
        self, api: str, operation: Any, pages: dict[str, str]
    ) -> None:
        own = address(api, operation)
        assert f'<a href="{own}">' in pages[f"{api}.html"]
        assert f'id="operation/{operation.id}"' in pages[f"{api}.html"]  # the address of earlier versions
        assert f'<a href="{own}">' in pages["index.html"]
        assert re.escape(operation.path) in re.escape(pages[own])

    @pytest.mark.parametrize(("api", "operation"), OPERATIONS, ids=lambda name: getattr(name, "id", name))
    def test_an_operation_has_every_object_that_it_uses(
        self, api: str, operation: Any, pages: dict[str, str]
    ) -> None:
        page = pages[address(api, operation)]
        for name in re.findall(r'href="#([A-Z]\w+)"', page):
            assert f'<section class="schema" id="{name}"' in page

    def test_every_field_and_code_is_found(self) -> None:
        text = (SITE / "search-entries.js").read_text()
        entries = json.loads(text.removeprefix("window.searchEntries = ").rstrip(";\n"))
        titles = {title for _, title, _, _, _ in entries}
        for api in spec.APIS:
            for name, schema in spec.load(api, edition="full")["components"]["schemas"].items():
                assert {name, *schema.get("properties", ())} <= titles
        addresses = {target for _, _, _, target, _ in entries}
        assert {
            f"codes.html#{code}" for code in spec.load("globale", edition="full")["x-error-codes"]
        } <= addresses
        for target in addresses:
            file, _, place = target.partition("#")
            assert not place or f'id="{place}"' in (SITE / file).read_text(), target

    def test_nothing_is_loaded_from_elsewhere(self, pages: dict[str, str]) -> None:
        files = {path.name for path in SITE.iterdir()}
        for name, page in pages.items():
            loaded = re.findall(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=\"([^\"]*)\"", page)
            assert {item for item in loaded if item != "data:,"} <= files, name
            assert "default-src 'none'" in page
            assert "<style" not in page
            assert " style=" not in page
            assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        for name in ("reference.css", "frame.css", "search.js", "reference.js", library.SCRIPT):
            text = re.sub(r"// .*|/\*.*?\*/", "", (SITE / name).read_text(), flags=re.DOTALL)
            assert not re.search(r"@import|url\(|fetch\(|import\(|XMLHttpRequest", text), name

    def test_links_lead_to_files_and_places_of_the_pages(self, pages: dict[str, str]) -> None:
        for name, text in pages.items():
            for link in re.findall(r'<a [^>]*href="([^"]*)"', text):
                page, _, place = link.partition("#")
                if page.startswith("http"):
                    continue
                folder = SITE.parent if page.startswith("openapi/") else SITE
                target = folder / page if page else SITE / name
                assert target.is_file(), f"{name}: {link}"
                if place:
                    assert f'id="{place}"' in target.read_text(), f"{name}: {link}"

    def test_an_id_stands_once_on_a_page(self, pages: dict[str, str]) -> None:
        for name, page in pages.items():
            ids = Counter(re.findall(r'\bid="([^"]+)"', page))
            assert [item for item, count in ids.items() if count > 1] == [], name

    def test_quirks_and_changes_are_those_of_the_repository(self, pages: dict[str, str]) -> None:
        defects = (ROOT / "spec/README.md").read_text().split("## Defects of the documents")[1]
        rows = len(re.findall(r"^\| [^-w]", defects, re.MULTILINE))
        assert pages["quirks.html"].count("<tr>") == rows + 1
        assert "<h2>0.1.0" in pages["changelog.html"]

    def test_words_are_those_of_the_field(self, pages: dict[str, str]) -> None:
        for name, page in pages.items():
            assert "seed document" not in page, name


class TestSamples:
    def test_they_are_the_recorded_requests(self) -> None:
        recorded = {
            path.read_text() for path in RECORDED.glob("*.http") if not path.read_bytes().startswith(b"HTTP/")
        }
        wires = {
            re.sub(r"Content-Length: \d+\n", "", item.wire).replace(
                "Host: api.s2.example", "Host: s2.example"
            )
            for api, operation in OPERATIONS
            if not operation.webhook
            for item in samples(api, operation, EVIDENCE)
        }
        assert wires == recorded

    def test_they_are_on_the_page_and_call_the_sandbox(self, pages: dict[str, str]) -> None:
        for api, operation in OPERATIONS:
            if operation.webhook:
                continue
            page = pages[address(api, operation)]
            for item in samples(api, operation, EVIDENCE, SANDBOX):
                for kind in LANGUAGES:
                    assert f"<pre>{escape(getattr(item, kind))}</pre>" in page
                assert escape(item.title) in page
                assert escape(item.evidence) in page
                for text in (item.curl, item.python, item.javascript):
                    assert SANDBOX in text
                    assert "https://" not in text.split("-H")[0].split("?")[0]

    @pytest.mark.parametrize("sample", SAMPLES, indirect=True)
    def test_python_sends_the_bytes_shown_and_the_sandbox_accepts(
        self, sample: CodeSample, order_sandbox: Running, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sent: list[httpx2.Request] = []
        send = httpx2.HTTPTransport.handle_request
        monkeypatch.setattr(
            httpx2.HTTPTransport,
            "handle_request",
            lambda self, request: (sent.append(request), send(self, request))[1],
        )
        host = _host(sample)
        scope: dict[str, Any] = {}
        exec(sample.python.replace(host, order_sandbox.url), scope)  # noqa: S102  # a sample of the page
        (scope.get("client") or scope["notifier"]).close()

        assert getattr(scope["response"], "acknowledged", True)
        (request,) = sent
        head, _, body = sample.wire.partition("\n\n")
        assert f"{request.method} {request.url.raw_path.decode()} HTTP/1.1" == head.split("\n")[0]
        assert request.content.decode() == body
        shown_headers = dict(line.split(": ", 1) for line in head.split("\n")[1:])
        assert {name: request.headers[name] for name in shown_headers if name != "Host"} == {
            k: v for k, v in shown_headers.items() if k != "Host"
        }

    @pytest.mark.parametrize("sample", SAMPLES, indirect=True)
    def test_curl_is_accepted(self, sample: CodeSample, order_sandbox: Running) -> None:
        words = shlex.split(sample.curl.replace("\\\n", ""))  # shlex joins no lines
        assert words[:2] == ["curl", "-X"]
        options = list(zip(words[4::2], words[5::2], strict=True))
        headers = dict(value.split(": ", 1) for option, value in options if option == "-H")
        body = next((value for option, value in options if option == "--data-raw"), None)
        connection = http.client.HTTPConnection(urlsplit(order_sandbox.url).netloc)
        connection.request(
            words[2], words[3].replace(_host(sample), ""), body.encode() if body else None, headers
        )
        assert connection.getresponse().status == 200
        connection.close()

    def test_javascript_is_accepted(self, order_sandbox: Running, tmp_path: Path) -> None:
        node = shutil.which("node")
        if node is None:
            pytest.skip("the samples in JavaScript are run by Node.js, which is not here")
        reset = f'await fetch("{order_sandbox.url}/sandbox/reset", {{ method: "POST" }});'
        shown = [
            item
            for api, operation in OPERATIONS
            if not operation.webhook
            for item in samples(api, operation, EVIDENCE)
        ]
        programs = [
            f"{{ {reset} {item.javascript.replace(_host(item), order_sandbox.url)} }}" for item in shown
        ]
        (tmp_path / "samples.mjs").write_text("\n".join(programs))
        done = subprocess.run(
            [node, "samples.mjs"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        statuses = re.findall(r"^(\d{3}) [{\[]", done.stdout, re.MULTILINE)
        assert statuses == ["200"] * len(SAMPLES)

    @pytest.mark.parametrize("sample", SAMPLES, indirect=True)
    def test_the_wire_is_accepted_byte_for_byte(self, sample: CodeSample) -> None:
        head, _, body = sample.wire.partition("\n\n")
        message = f"{head}\nConnection: close\n\n".replace("\n", "\r\n").encode() + body.encode()
        vendor = re.search(r"^Host: (.+)$", head, re.MULTILINE)[1]  # type: ignore[index]
        with (
            Running(settings=Settings(allow_origins=(f"https://{vendor}",))) as running,
            socket.create_connection(
                (urlsplit(running.url).hostname, urlsplit(running.url).port)
            ) as connection,
        ):
            connection.sendall(message)
            assert connection.recv(64).startswith(b"HTTP/1.1 200 ")


def _host(sample: CodeSample) -> str:
    return re.search(r"https://[^/'?]+", sample.curl)[0]  # type: ignore[index]


class TestTheSandbox:
    def test_serves_the_site_and_the_documents(self, order_sandbox: Running) -> None:
        with httpx2.Client(base_url=order_sandbox.url) as client:
            moved = client.get("/docs")
            assert (moved.status_code, moved.headers["Location"]) == (308, "docs/")
            for path in SITE.iterdir():
                served = client.get(f"/docs/{path.name}")
                # the samples of a page call this sandbox, and nothing else is changed
                own = path.read_bytes().replace(SANDBOX.encode(), order_sandbox.url.encode())
                host = urlsplit(order_sandbox.url).netloc.encode()
                assert served.content == own.replace(b"Host: 127.0.0.1:8080", b"Host: " + host)
            assert client.get("/docs/index.html").headers["Content-Type"] == "text/html; charset=utf-8"
            assert "default-src 'none'" in client.get("/docs/").headers["Content-Security-Policy"]
            document = client.get("/docs/openapi/s2.yaml", follow_redirects=True)
            assert document.content == spec.read("s2", server=order_sandbox.url)

    def test_leads_to_it(self, order_sandbox: Running) -> None:
        moved = httpx2.get(order_sandbox.url)
        assert (moved.status_code, moved.headers["Location"]) == (307, "docs/")

    @pytest.mark.parametrize("host", ['127.0.0.1"><script>', "localhost:80 80"])
    def test_puts_no_strange_address_into_a_page(self, host: str) -> None:
        page = docs_page.reply("GET", "/docs/globale-trackOrder.html", f"http://{host}")
        assert page is not None
        assert page.body == (SITE / "globale-trackOrder.html").read_bytes()

    @pytest.mark.parametrize(
        "path",
        [
            "/docs/nothing",
            "/docs/../py.typed",
            "/docs/%2e%2e/py.typed",
            "/docs/openapi",
            "/docsx",
        ],
    )
    def test_gives_out_nothing_else(self, order_sandbox: Running, path: str) -> None:
        connection = http.client.HTTPConnection(urlsplit(order_sandbox.url).netloc)
        connection.request("GET", path)
        assert connection.getresponse().status == 404
        connection.close()

    def test_takes_no_post(self, order_sandbox: Running) -> None:
        assert httpx2.post(f"{order_sandbox.url}/docs/").status_code == 405

    @pytest.mark.parametrize("order_sandbox", [Settings(control=False)], indirect=True)
    def test_goes_with_the_control_paths(self, order_sandbox: Running) -> None:
        assert httpx2.get(f"{order_sandbox.url}/docs/").status_code == 404


class TestMakeDocs:
    def test_does_nothing_the_second_time(self, tmp_path: Path) -> None:
        for name in (
            "README.md",
            "CHANGELOG.md",
            "spec/README.md",
            "overrides/order_contract",
            "overrides/codegen/docs/guides",
            "generated/order_contract_generated",
        ):
            source, target = ROOT / name, tmp_path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
        assert docs.write(tmp_path) == "Open build/site/index.html in a browser."
        assert (tmp_path / "build/site/api/openapi/globale.json").is_file()
        for guide in GUIDES:
            assert (tmp_path / f"build/site/{guide}.html").is_file()
        written = {path: path.stat().st_mtime_ns for path in (tmp_path / "build").rglob("*")}
        assert docs.write(tmp_path) == "build/site is current."
        assert {path: path.stat().st_mtime_ns for path in (tmp_path / "build").rglob("*")} == written
        (tmp_path / "build/site/index.html").unlink()
        assert docs._digest(tmp_path) != (tmp_path / "build/site.stamp").read_text()

    def test_says_so_when_the_search_library_cannot_be_had(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "package.json").write_text('{"dependencies": {"minisearch": "9.9.9"}}')
        monkeypatch.setattr(library, "_HERE", tmp_path)
        with pytest.raises(
            CodegenError,
            match=r"^the pages need npm \(Node.js 20 or newer\) once, to fetch MiniSearch 9\.9\.9",
        ):
            library.library(SITE)
