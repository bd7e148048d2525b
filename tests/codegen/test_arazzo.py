"""The published workflows: valid by the schema of Arazzo, and run against the sandbox by a runner that we
did not write.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import jsonschema
import pytest

from codegen import CodegenError
from codegen.documents import workflows, yaml12
from order_contract import spec
from order_contract.sandbox import Settings
from order_contract.sandbox.server import Running
from tests.codegen.node_tools import LINT, PROGRAMS, needs_linters
from tests.sandbox.sandbox_calls import GUID

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "spec/globale/workflows.yaml"
FOLDER = ROOT / "generated/order_contract_generated/openapi"
SCHEMA = LINT / "node_modules/@stoplight/spectral-rulesets/dist/arazzo/schemas/arazzo/v1.0/index.json"
STEPS = [
    "getOrdersDetails",
    "updateOrderDispatchV2",
    "getShippingDocuments",
    "trackOrder",
    "createOrderRefund",
]
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
INPUTS = {
    "merchantGUID": GUID,
    "orderId": "testID",
    "parcelCode": "WORKFLOW-1",
    "orderRefund": '{"OrderId":"testID","RefundReason":{"OrderRefundReasonCode":"RETURN","Name":"Return"}}',
}


def _run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **QUIET},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _respect(folder: Path, url: str, **inputs: str) -> subprocess.CompletedProcess[str]:
    given = json.dumps({**INPUTS, **inputs})
    server = ("--server", f"globale={url}", "--input", given, "--json-output", str(folder / "run.json"))
    return _run(PROGRAMS / "redocly", "respect", "globale.arazzo.yaml", *server, folder=folder)


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """The workflows and the document that they name, as somebody has them who downloaded both."""
    for name in ("globale.arazzo.yaml", "globale.yaml"):
        shutil.copy(FOLDER / name, tmp_path)
    return tmp_path


def test_it_follows_an_order_from_its_details_to_its_refund() -> None:
    document = yaml12.loads(spec.workflows())
    assert document["arazzo"] == "1.0.1"
    assert document["info"]["version"] == spec.load("globale")["info"]["version"]
    [workflow] = document["workflows"]
    assert [step["operationId"] for step in workflow["steps"]] == STEPS


def test_no_step_is_repeated_by_the_document() -> None:
    [workflow] = yaml12.loads(spec.workflows())["workflows"]
    actions = [action for step in workflow["steps"] for action in step.get("onFailure", ())]
    assert [action["type"] for action in actions] == ["end"]


@needs_linters
@pytest.mark.slow
class TestTheForm:
    def test_satisfies_the_json_schema_of_arazzo(self) -> None:
        jsonschema.validate(yaml12.loads(spec.workflows()), json.loads(SCHEMA.read_text()))

    @pytest.mark.parametrize(
        ("before", "after", "sentence"),
        [
            ("", "", ""),
            ("stepId: track", "step: track", "stepId"),
            ("url: globale.yaml", "uri: globale.yaml", "url"),
        ],
    )
    def test_is_what_redocly_and_spectral_accept(
        self, copies: Path, before: str, after: str, sentence: str
    ) -> None:
        path = copies / "globale.arazzo.yaml"
        path.write_text(path.read_text().replace(before, after) if before else path.read_text())
        redocly = _run(
            PROGRAMS / "redocly", "lint", "--config", LINT / "redocly.yaml", path.name, folder=copies
        )
        ruleset = ("--ruleset", "spectral-arazzo.mjs", "--fail-severity=hint")
        spectral = _run(PROGRAMS / "spectral", "lint", *ruleset, path, folder=LINT)
        assert [bool(redocly.returncode), bool(spectral.returncode)] == [bool(sentence)] * 2
        assert sentence in redocly.stdout + redocly.stderr
        assert sentence in spectral.stdout


@needs_linters
@pytest.mark.slow
class TestRedocly:
    def test_runs_it_against_the_sandbox(self, copies: Path) -> None:
        with Running("globale") as running:
            done = _respect(copies, running.url)
            assert done.returncode == 0, done.stdout + done.stderr
            order = _order(running)
        [refund] = order["Refunds"]
        assert order["Progress"]["parcels"]["WORKFLOW-1"]["State"] == "RECEIVED_IN_HUB"
        assert order["Refunded"] == 15
        assert [line["CartItemId"] for line in refund["Products"]] == ["77001"]

    @pytest.mark.parametrize("order_sandbox", [Settings(error_info=False)], indirect=True)
    def test_takes_no_refusal_under_200_for_a_success(self, copies: Path, order_sandbox: Running) -> None:
        done = _respect(copies, order_sandbox.url, orderRefund='{"OrderId":"nobody"}')
        assert done.returncode == 1
        steps = _steps(copies)
        assert [step["response"]["statusCode"] for step in steps] == [200] * 5
        assert _order(order_sandbox)["Refunds"] == []


def _order(running: Running) -> dict[str, Any]:
    order: dict[str, Any] = httpx2.get(f"{running.url}/sandbox/orders/testID").json()
    return order


def _steps(folder: Path) -> list[dict[str, Any]]:
    [file] = json.loads((folder / "run.json").read_text())["files"].values()
    steps: list[dict[str, Any]] = file["executedWorkflows"][0]["executedSteps"]
    return steps


def _without(document: dict[str, Any], operation: str) -> None:
    document["paths"] = {
        path: item for path, item in document["paths"].items() if item["post"]["operationId"] != operation
    }


def _renamed(document: dict[str, Any]) -> None:
    document["components"]["parameters"]["orderRefund"]["name"] = "refund"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda document: _without(document, "trackOrder"), "track names the unknown operation trackOrder"),
        (_renamed, "createOrderRefund has no parameter orderRefund"),
    ],
)
def test_what_the_api_does_not_have_ends_the_generation(
    change: Callable[[dict[str, Any]], None], sentence: str
) -> None:
    document = spec.load("globale", edition="full")
    change(document)
    with pytest.raises(CodegenError, match=sentence):
        workflows.arazzo(SOURCE, document)
