"""The published collections: what stands in them. `make consumers` runs them with newman and Bruno."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from order_contract import spec
from order_contract.document import Document
from order_contract.sandbox import settings
from order_contract.wire import codec

FOLDER = Path(__file__).parents[2] / "generated/order_contract_generated/collections"
SECRETS = (
    settings.DOCUMENTED_GUID,
    settings.DOCUMENTED_CALLBACK_GUID,
    settings.DOCUMENTED_TOKEN,
    settings.DOCUMENTED_ORGANIZATION,
)


def _postman(api: str) -> dict[str, Any]:
    value: dict[str, Any] = codec.loads((FOLDER / f"postman/{api}.postman_collection.json").read_bytes())
    return value


def _request(name: str) -> dict[str, Any]:
    return next(item for item in _postman("globale")["item"] if item["name"] == name)


@pytest.mark.parametrize("api", spec.APIS)
def test_every_operation_is_in_both_collections(api: spec.Api) -> None:
    operations = list(Document(spec.load(api)).operations())
    paths = {
        operation.path.replace("{orderId}", "ae52b0ab-8f0c-4b11-9c13-c5c221228ecd")
        for operation in operations
    }
    postman = {"/" + "/".join(item["request"]["url"]["path"]) for item in _postman(api)["item"]}
    bruno = {
        match.group(1)
        for file in (FOLDER / "bruno" / api).glob("*-*.bru")
        if (match := re.search(r"url: \{\{baseUrl\}\}([^?\n]*)", file.read_text()))
    }
    assert postman == bruno == paths


def test_credentials_are_variables_and_only_the_sandbox_has_values() -> None:
    for file in FOLDER.rglob("*.*"):
        held = [secret for secret in SECRETS if secret in file.read_text()]
        assert bool(held) == (file.name == "Sandbox.bru"), file
    assert {"key": "merchantGUID", "value": ""} in _postman("globale")["variable"]
    s2 = _postman("s2")["item"][0]["request"]
    assert {"key": "X-S2-Organization", "value": "{{organization}}"} in s2["header"]


def test_json_in_the_query_is_readable_in_the_script_and_percent_encoded_on_the_wire() -> None:
    item = _request("CreateOrderRefund")
    assert item["request"]["url"]["query"] == [{"key": "orderRefund", "value": "{{orderRefund}}"}]
    (line,) = item["event"][0]["script"]["exec"]
    text = re.fullmatch(r'pm\.variables\.set\("orderRefund", encodeURIComponent\(`(.*)`\)\);', line)
    assert text is not None
    assert codec.loads(unquote(text.group(1)))["TotalRefundAmount"] == 100


def test_the_parcels_are_one_parameter_each() -> None:
    query = _request("UpdateOrderDispatch")["request"]["url"]["query"]
    assert [entry["value"] for entry in query if entry["key"] == "parcelsList"] == [
        "{{parcelsList1}}",
        "{{parcelsList2}}",
    ]


def test_amounts_keep_the_digits_of_the_documents() -> None:
    body = _postman("merchant")["item"][0]["request"]["body"]["raw"]
    assert '"TransactionTotalPrice": 29.9000,' in body
    assert '"TotalDutiesPrice": 0.000000000,' in body
    assert '"MerchantGUID": "{{MerchantGUID}}",' in body
