"""The documents that a running sandbox serves, read by tools that take a URL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import schemathesis

from codegen.documents import yaml12
from order_contract import spec
from order_contract.sandbox import Settings
from order_contract.sandbox.server import Running
from tests.sandbox.sandbox_calls import GUID, HTTP

PAGE = "https://editor.example"
FILES = [(api, format_) for api in spec.APIS for format_ in ("json", "yaml")]


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    with Running("all", Settings(allow_origins=(PAGE,))) as running:
        yield running


def _get(running: Running, file: str, **headers: str) -> httpx2.Response:
    return HTTP.get(f"{running.url}/openapi/{file}", headers=headers)


class TestADocument:
    @pytest.mark.parametrize(("api", "format_"), FILES)
    def test_is_the_published_one_with_the_sandbox_as_its_server(
        self, running: Running, api: spec.Api, format_: spec.Format
    ) -> None:
        response = _get(running, f"{api}.{format_}")
        assert (response.status_code, response.headers["content-type"]) == (200, f"application/{format_}")
        assert response.content == spec.read(api, format=format_, server=running.url)
        assert yaml12.loads(response.content)["servers"] == [{"url": running.url}]

    @pytest.mark.slow
    def test_is_served_in_every_edition(self, running: Running) -> None:
        for entry in spec.index():
            document = yaml12.loads(_get(running, entry["file"]).content)
            assert (document["openapi"], document["servers"]) == (entry["openapi"], [{"url": running.url}])

    @pytest.mark.parametrize("api", spec.APIS)
    def test_has_a_json_schema_beside_it(self, running: Running, api: spec.Api) -> None:
        response = _get(running, f"{api}.schema.json", Origin=PAGE)
        assert (response.status_code, response.content) == (200, spec.json_schema(api))
        assert response.headers["content-type"] == "application/schema+json"
        assert response.headers["access-control-allow-origin"] == PAGE
        assert _get(running, f"{api}.schema.json", Origin="https://other.example").status_code == 403

    def test_has_workflows_beside_it_that_name_a_document_served_here(self, running: Running) -> None:
        response = _get(running, "globale.arazzo.yaml", Origin=PAGE)
        assert (response.status_code, response.content) == (200, spec.workflows())
        assert response.headers["content-type"] == "application/yaml"
        assert response.headers["access-control-allow-origin"] == PAGE
        [source] = yaml12.loads(response.content)["sourceDescriptions"]
        document = HTTP.get(response.url.join(source["url"]))
        assert yaml12.loads(document.content)["servers"] == [{"url": running.url}]

    def test_names_the_host_that_the_client_called(self, running: Running) -> None:
        port = httpx2.URL(running.url).port
        response = _get(running, "s2.json", Host=f"localhost:{port}")
        assert json.loads(response.content)["servers"] == [{"url": f"http://localhost:{port}"}]

    def test_is_not_sent_again_to_a_client_that_has_it(self, running: Running) -> None:
        tag = _get(running, "s2.json").headers["etag"]
        for sent in (tag, f"W/{tag}", f'"other", {tag}'):
            response = _get(running, "s2.json", **{"If-None-Match": sent})
            assert (response.status_code, response.content, response.headers["etag"]) == (304, b"", tag)
            assert "content-length" not in response.headers
        for sent in ('"other"', _get(running, "globale.json").headers["etag"]):
            assert _get(running, "s2.json", **{"If-None-Match": sent}).status_code == 200
        port = httpx2.URL(running.url).port
        other = _get(running, "s2.json", Host=f"localhost:{port}", **{"If-None-Match": tag})
        assert other.status_code == 200

    def test_has_a_head(self, running: Running) -> None:
        whole, head = _get(running, "s2.yaml"), HTTP.head(f"{running.url}/openapi/s2.yaml")
        assert (head.status_code, head.content) == (200, b"")
        for name in ("content-length", "content-type", "etag"):
            assert head.headers[name] == whole.headers[name]

    def test_is_read_by_pages_of_allowed_origins_alone(self, running: Running) -> None:
        response = _get(running, "globale.json", Origin=PAGE)
        assert response.headers["access-control-allow-origin"] == PAGE
        refused = _get(running, "globale.json", Origin="https://other.example")
        assert refused.status_code == 403
        assert "access-control-allow-origin" not in refused.headers

    def test_that_the_pages_link_to_is_read_by_them_too(self, running: Running) -> None:
        moved = HTTP.get(f"{running.url}/docs/openapi/s2.json")
        assert (moved.status_code, moved.headers["location"]) == (308, "../../openapi/s2.json")
        assert HTTP.get(moved.url.join(moved.headers["location"])).content == _get(running, "s2.json").content


@pytest.mark.parametrize(
    "path", ["/openapi", "/openapi/", "/openapi/other.json", "/openapi/index.json", "/openapi/../py.typed"]
)
def test_what_is_not_published_is_404_in_json(running: Running, path: str) -> None:
    response = HTTP.get(running.url + path.replace("..", "%2e%2e"))
    assert (response.status_code, response.headers["content-type"]) == (404, "application/json")
    assert "/openapi/globale.json" in response.json()["Description"]


def test_other_methods_are_405(running: Running) -> None:
    response = HTTP.post(f"{running.url}/openapi/s2.json")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")
    assert response.json()["Code"] == "405"


def test_an_api_that_is_not_served_has_no_document() -> None:
    with Running("s2") as running:
        assert _get(running, "s2.json").status_code == 200
        response = _get(running, "globale.json")
        assert response.status_code == 404
        assert "there are /openapi/s2.json, and .yaml and .schema.json" in response.json()["message"]
        for beside in ("globale.schema.json", "globale.arazzo.yaml"):
            assert _get(running, beside).status_code == 404


def test_the_documents_go_with_the_control_paths() -> None:
    with Running("all", Settings(control=False)) as running:
        assert _get(running, "globale.json").status_code == 404


@pytest.mark.slow
def test_schemathesis_calls_the_server_that_the_document_names(running: Running) -> None:
    schema = schemathesis.openapi.from_url(f"{running.url}/openapi/globale.json")
    case = schema["/Order/GetOrdersDetails"]["POST"].Case(
        query={"merchantGUID": GUID}, body={"OrderIds": ["testID"]}, media_type="application/json"
    )
    response = case.call()
    assert response.request.url.startswith(running.url)
    assert (response.status_code, response.json()[0]["OrderId"]) == (200, "testID")


@pytest.mark.slow
@pytest.mark.parametrize("file", ["globale.yaml", "merchant-3.0.json", "s2.lean.json"])
def test_openapi_python_client_generates_from_the_url(running: Running, tmp_path: Path, file: str) -> None:
    programs = Path(sys.executable).parent
    url = f"{running.url}/openapi/{file}"
    arguments = ["generate", "--url", url, "--meta", "none", "--output-path", "client", "--fail-on-warning"]
    done = subprocess.run(
        [programs / "openapi-python-client", *arguments],
        cwd=tmp_path,
        # It formats what it wrote by the ruff on the path.
        env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert list((tmp_path / "client/models").glob("*order*.py"))
