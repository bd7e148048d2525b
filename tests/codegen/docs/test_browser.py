"""The reference page in headless Chromium, opened from files: drawn, reachable, searchable, accessible, fit
for a phone, and self-contained.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from order_contract import spec
from tests.samples import ROOT

SITE = ROOT / "generated/order_contract_generated/docs"
MODULES = ROOT / "overrides/codegen/docs/node_modules"
PICTURES = ROOT / "build/docs-pictures"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    node = shutil.which("node")
    lacking = (
        "Node.js"
        if not node
        else "Chromium"
        if not CHROMIUM
        else "what `make docs` sets up"
        if not (MODULES / "installed").exists()
        else ""
    )
    if lacking or node is None or CHROMIUM is None:
        pytest.skip(f"the page is looked at in a browser, and {lacking} is not here")
    PICTURES.mkdir(parents=True, exist_ok=True)
    command = [
        node,
        str(Path(__file__).with_name("browser.mjs")),
        CHROMIUM,
        *map(str, (MODULES, SITE, PICTURES)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_no_page_complains_or_asks_for_anything_outside(seen: dict[str, Any]) -> None:
    assert seen["messages"] == []
    assert seen["requests"] == []


def test_every_page_is_accessible(seen: dict[str, Any]) -> None:
    assert {page: value["violations"] for page, value in seen["pages"].items() if value["violations"]} == {}
    assert {page["headings"] for page in seen["pages"].values()} == {1}
    assert len(seen["pages"]) == 14


def test_no_page_is_wider_than_the_screen(seen: dict[str, Any]) -> None:
    assert {page: value["width"] for page, value in seen["pages"].items()} == {
        page: int(page.split()[1]) for page in seen["pages"]
    }


@pytest.mark.parametrize("api", spec.APIS)
def test_every_field_has_its_badge_on_the_page(seen: dict[str, Any], api: spec.Api) -> None:
    schemas = spec.load(api)["components"]["schemas"]
    fields = {
        f"{name}.{member}"
        for name, schema in schemas.items()
        for member, node in schema.get("properties", {}).items()
        if "x-evidence" in node
    }
    assert len(fields) > 80
    for width in (1280, 360):
        assert fields - set(seen["pages"][f"{api} {width}"]["fields"]) == set()


def test_every_operation_is_reached_with_its_samples(seen: dict[str, Any]) -> None:
    wanted = {
        f"{api} {item[verb]['operationId']}"
        for api in spec.APIS
        for kind in ("paths", "webhooks")
        for item in spec.load(api).get(kind, {}).values()
        for verb in ("post", "put")
        if verb in item
    }
    assert seen["operations"] == {item: ["curl", "Python", "Wire", "Decoded"] for item in wanted}
    assert len(wanted) == 13


class TestTheSearch:
    def test_finds_an_operation(self, seen: dict[str, Any]) -> None:
        assert seen["search"]["CreateOrderRefund"]["found"][0].startswith("CreateOrderRefund")
        assert seen["search"]["CreateOrderRefund"]["address"].endswith("operation/createOrderRefund")

    def test_finds_a_field_and_goes_to_it(self, seen: dict[str, Any]) -> None:
        assert seen["search"]["RefundQuantity"]["focus"] == "RefundProduct.RefundQuantity"
        assert seen["source"]["text"].startswith("Source: the Order methods, line")
        assert seen["source"]["width"] > 100

    def test_finds_an_error_code(self, seen: dict[str, Any]) -> None:
        assert seen["search"]["1006"]["address"].endswith("/codes.html#1006")
