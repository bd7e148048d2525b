"""The reference page without a browser: current, complete, alone with itself, and its samples work as they
stand.
"""

from __future__ import annotations

import http.client
import json
import re
import shlex
import shutil
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from codegen import CodegenError
from codegen.docs import __main__ as docs
from codegen.docs import renderer
from codegen.docs.evidence import Evidence
from codegen.docs.samples import CodeSample, samples
from codegen.docs.site import APIS, site
from order_contract import spec
from order_contract.document import Document
from order_contract.sandbox.server import Running
from order_contract.sandbox.settings import Settings
from tests.samples import RECORDED, ROOT

SITE = ROOT / "generated/order_contract_generated/docs"
EVIDENCE = Evidence((ROOT / "spec/README.md").read_text())
OPERATIONS = [
    (api, operation) for api in spec.APIS for operation in Document(spec.load(api)).operations(webhooks=True)
]
SAMPLES = [
    pytest.param(item, id=f"{operation.id} {number}")
    for api, operation in OPERATIONS
    if not operation.webhook
    for number, item in enumerate(samples(api, operation, EVIDENCE))
]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The site as it is written now, with the script that the package has."""
    return site(ROOT, {name: (SITE / name).read_bytes() for name in (renderer.SCRIPT, renderer.NOTICES)})


def shown(api: str) -> Any:
    """The document as the page is given it."""
    return json.loads((SITE / f"{api}.js").read_text().removeprefix("window.contract = ").rstrip(";\n"))


def evidence(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(node, dict):
        if isinstance(node.get("x-evidence"), dict):
            yield path, node["x-evidence"]["how"]
        for name, item in node.items():
            yield from evidence(item, (*path, name))
    elif isinstance(node, list):
        for item in node:
            yield from evidence(item, path)


def test_the_committed_site_is_what_make_docs_writes(files: dict[str, bytes]) -> None:
    committed = {path.name: path.read_bytes() for path in SITE.iterdir()}
    assert sorted(committed) == sorted(files)
    assert [name for name in files if files[name] != committed[name]] == [], (
        "run `make docs` and commit what it writes"
    )


class TestBadges:
    @pytest.mark.parametrize("api", spec.APIS)
    def test_there_is_one_for_each_piece_of_evidence(self, api: spec.Api) -> None:
        # the examples of requests are the samples, and the codes stand on their own page
        published = [
            (path, how)
            for path, how in evidence(spec.load(api))
            if path[0] != "x-error-codes"
            and not ("examples" in path and ("requestBody" in path or "parameters" in path))
        ]
        text = json.dumps(shown(api))
        badges = Counter(re.findall(r'class=\\"evidence (\w+)\\"', text))
        assert badges == Counter(how for _, how in published)
        assert badges.total() > 100
        assert "x-evidence" not in text

    def test_each_field_has_its_own(self) -> None:
        for api in spec.APIS:
            published, page = spec.load(api)["components"]["schemas"], shown(api)["components"]["schemas"]
            for name, schema in published.items():
                for member, node in schema.get("properties", {}).items():
                    badge = EVIDENCE.badge(node["x-evidence"], f"{name}.{member}")
                    assert page[name]["properties"][member]["description"].startswith(badge), (
                        f"{name}.{member}"
                    )

    def test_a_source_is_named_in_words(self) -> None:
        text = EVIDENCE.text({"how": "documented", "at": ["003:64", "003:57", "DOC:jwt", "QA"]})
        assert text == (
            "documented: the Order methods, lines 57, 64; the vendor's portal, page jwt; "
            "QA, clients written from the documents"
        )

    def test_the_codes_have_theirs(self) -> None:
        codes, page = spec.load("globale")["x-error-codes"], (SITE / "codes.html").read_text()
        for code, entry in codes.items():
            row = re.search(rf'<tr id="{code}">.*?</tr>', page, re.DOTALL)
            assert row is not None
            assert EVIDENCE.badge(entry["x-evidence"]) in row[0]
        assert len(codes) == page.count("<tr id=")


class TestPages:
    @pytest.mark.parametrize(("api", "operation"), OPERATIONS, ids=lambda name: getattr(name, "id", name))
    def test_every_operation_is_linked_and_found(self, api: str, operation: Any) -> None:
        target = f"#operation/{operation.id}"
        assert f'href="{target}"' in (SITE / f"{api}.html").read_text()
        assert f'"{api}.html{target}"' in (SITE / "search.js").read_text()
        if not operation.webhook:
            assert f'href="{api}.html{target}"' in (SITE / "index.html").read_text()

    def test_every_field_is_found(self) -> None:
        index = json.loads((SITE / "search.js").read_text().removeprefix("window.siteIndex = ").rstrip(";\n"))
        addresses = {address for _, _, address in index}
        for api in spec.APIS:
            for name, schema in spec.load(api)["components"]["schemas"].items():
                wanted = {
                    f"{api}.html?field={name}.{member}#tag/{name}" for member in schema.get("properties", {})
                }
                assert wanted <= addresses

    def test_nothing_is_loaded_from_elsewhere(self) -> None:
        for path in SITE.glob("*.html"):
            page = path.read_text()
            loaded = re.findall(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=\"([^\"]*)\"", page)
            assert {item for item in loaded if item != "data:,"} <= {name.name for name in SITE.iterdir()}, (
                path.name
            )
            assert "default-src 'none'" in page
            assert "<style" not in page
        for name in ("site.css", "site.js", "reference.js"):
            assert not re.search(
                r"https?:|//\w|@import|url\(",
                re.sub(r"// .*|/\*.*?\*/", "", (SITE / name).read_text(), flags=re.DOTALL),
            ), name
        assert b"cdn.redoc.ly" not in (SITE / renderer.SCRIPT).read_bytes()

    def test_links_lead_to_files_and_places_of_the_site(self) -> None:
        for path in SITE.glob("*.html"):
            for address in re.findall(r'<a [^>]*href="([^"]*)"', path.read_text()):
                page, _, place = address.partition("#")
                if page.startswith("http"):
                    continue
                folder = SITE.parent if page.startswith("openapi/") else SITE
                target = folder / page.partition("?")[0] if page else path
                assert target.is_file(), f"{path.name}: {address}"
                if place and target.stem not in APIS:
                    assert f'id="{place}"' in target.read_text(), f"{path.name}: {address}"

    def test_quirks_and_changes_are_those_of_the_repository(self) -> None:
        defects = (ROOT / "spec/README.md").read_text().split("## Defects of the documents")[1]
        assert (SITE / "quirks.html").read_text().count("<tr>") == len(
            re.findall(r"^\| [^-w]", defects, re.MULTILINE)
        ) + 1
        facts = (ROOT / "README.md").read_text().split("## Facts of the wire")[1].split("\n## ")[0]
        assert (
            (SITE / "quirks.html").read_text().count("<li>")
            >= len(re.findall(r"^- ", facts, re.MULTILINE))
            > 5
        )
        assert "<h2>0.1.0" in (SITE / "changelog.html").read_text()


class TestSamples:
    def test_they_are_the_recorded_requests(self) -> None:
        recorded = {
            path.read_text() for path in RECORDED.glob("*.http") if not path.read_bytes().startswith(b"HTTP/")
        }
        wires = {
            re.sub(r"Content-Length: \d+\n", "", param.values[0].wire).replace(
                "Host: api.s2.example", "Host: s2.example"
            )
            for param in SAMPLES
        }
        assert wires == recorded

    def test_they_are_on_the_page_with_their_evidence(self) -> None:
        documented = {item.id: samples(api, item, EVIDENCE) for api, item in OPERATIONS if not item.webhook}
        for api, operation in OPERATIONS:
            kind = "webhooks" if operation.webhook else "paths"
            tabs = shown(api)[kind][operation.path][operation.method]["x-codeSamples"]
            assert [tab["label"] for tab in tabs] == ["curl", "Python", "Wire", "Decoded"]
            for item in documented[operation.id]:
                for tab, text in zip(tabs, (item.curl, item.python, item.wire, item.decoded), strict=True):
                    assert text in tab["source"]
                    assert item.title in tab["source"]
                    assert item.evidence in tab["source"]

    @pytest.mark.parametrize("sample", SAMPLES)
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

    @pytest.mark.parametrize("sample", SAMPLES)
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

    @pytest.mark.parametrize("sample", SAMPLES)
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
            assert client.get("/docs/").content == (SITE / "index.html").read_bytes()
            for path in SITE.iterdir():
                assert client.get(f"/docs/{path.name}").content == path.read_bytes()
            assert client.get("/docs/index.html").headers["Content-Type"] == "text/html; charset=utf-8"
            assert client.get("/docs/openapi/s2.yaml").content == spec.read("s2")

    @pytest.mark.parametrize(
        "path",
        [
            "/docs/nothing",
            "/docs/../py.typed",
            "/docs/%2e%2e/py.typed",
            "/docs/openapi/../py.typed",
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
            "generated/order_contract_generated/openapi",
            "generated/order_contract_generated/docs",
        ):
            source, target = ROOT / name, tmp_path / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
        assert docs.write(tmp_path).endswith("Open build/docs/index.html in a browser.")
        assert (tmp_path / "build/docs/openapi/globale.json").is_file()
        written = {path: path.stat().st_mtime_ns for path in (tmp_path / "build").rglob("*")}
        assert docs.write(tmp_path) == "build/docs is current."
        assert {path: path.stat().st_mtime_ns for path in (tmp_path / "build").rglob("*")} == written
        (tmp_path / "build/docs/index.html").unlink()
        assert docs.write(tmp_path) != "build/docs is current."

    def test_says_so_when_the_script_cannot_be_had(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "package.json").write_text('{"dependencies": {"redoc": "9.9.9"}}')
        monkeypatch.setattr(renderer, "_HERE", tmp_path)
        with pytest.raises(
            CodegenError,
            match=r"^the reference page needs npm \(Node.js 20 or newer\) once, to fetch Redoc 9\.9\.9",
        ):
            renderer.renderer(SITE)
