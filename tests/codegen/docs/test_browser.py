"""The API reference of the sandbox and the whole site in headless Chromium: usable at once, accessible, fit
for a phone, in light and dark, and without a request to anywhere else.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegen.docs.pictures import BROWSER
from codegen.docs.reference import LANGUAGES
from order_contract.sandbox.server import Running
from tests import database_servers
from tests.samples import ROOT

MODULES = ROOT / "overrides/codegen/docs/node_modules"
PICTURES = ROOT / "build/docs-pictures"
REFERENCE = ("globale", "globale-createOrderRefund", "merchant-objects", "codes", "quirks", "changelog")
WHOLE = (
    "index",
    "call",
    "refund",
    "measured",
    "api/globale-createOrderRefund",
    "python/order_contract.refunds",
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Running]:
    with Running() as running:
        yield running


@pytest.fixture(scope="module")
def seen(sandbox: Running, whole_site_folder: Path) -> dict[str, Any]:
    node, chromium = shutil.which("node"), next(filter(None, map(shutil.which, BROWSER)), None)
    there = {"Node.js": node, "Chromium": chromium, "what `make docs` sets up": MODULES.is_dir()}
    lacking = [name for name, value in there.items() if not value]
    if lacking:
        text = f"the pages are looked at in a browser, and {lacking[0]} is not here"
        if os.environ.get(database_servers.REQUIRED) == "1":
            pytest.fail(text)
        pytest.skip(text)
    pages = [("sandbox", f"{sandbox.url}/")]
    pages += [(f"sandbox-{name}", f"{sandbox.url}/docs/{name}.html") for name in REFERENCE]
    pages += [
        (f"site-{name.replace('/', '-')}", (whole_site_folder / f"{name}.html").as_uri()) for name in WHOLE
    ]
    # the first page leads on to the reference, below which the script looks for others
    pages[0] = ("sandbox", f"{sandbox.url}/docs/")
    PICTURES.mkdir(parents=True, exist_ok=True)
    script = Path(__file__).with_name("browser.mjs")
    command = [str(node), str(script), str(chromium), str(MODULES), str(PICTURES), json.dumps(pages)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    (PICTURES / "seen.json").write_text(json.dumps(result, indent=1))
    return result


def test_no_page_complains_or_asks_for_anything_outside(seen: dict[str, Any]) -> None:
    assert seen["messages"] == []
    assert seen["requests"] == []


def test_every_page_is_accessible(seen: dict[str, Any]) -> None:
    assert {page: value["violations"] for page, value in seen["pages"].items() if value["violations"]} == {}
    assert {page["headings"] for page in seen["pages"].values()} == {1}
    assert len(seen["pages"]) == 3 * (1 + len(REFERENCE) + len(WHOLE))


def test_no_page_is_wider_than_the_screen(seen: dict[str, Any]) -> None:
    wide = {
        page: value["width"] for page, value in seen["pages"].items() if value["width"] > int(page.split()[1])
    }
    assert wide == {}


def test_every_page_is_usable_within_two_seconds(seen: dict[str, Any]) -> None:
    slow = {page: times for page, times in seen["times"].items() if times["drawn"] > 2_000}
    assert slow == {}


def test_the_search_leads_to_the_operation_with_its_samples(seen: dict[str, Any]) -> None:
    for page, result in seen["search"].items():
        assert result["first"] == "CreateOrderRefund", page
        assert result["title"].strip() == "CreateOrderRefund", page
        assert result["tabs"] == list(LANGUAGES.values()), page


def test_a_language_that_was_chosen_stays_and_calls_the_sandbox(
    seen: dict[str, Any], sandbox: Running
) -> None:
    assert set(seen["chosen"]) == {"python"}
    assert f'GlobalEClient("{sandbox.url}"' in seen["sample"].replace("\n", "").replace("    ", "")


def test_a_field_has_an_address_and_its_mark_shows_the_source(seen: dict[str, Any]) -> None:
    assert seen["field"]["id"] == "RefundProduct.RefundQuantity"
    assert 0 < seen["field"]["top"] < 600
    assert "Order methods, line" in seen["source"]
