"""The generated models and mappings as people meet them: in `help` and in type checkers."""

from __future__ import annotations

import json
import os
import pydoc
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Required, get_origin, get_type_hints

import pytest

from order_contract.globale.models import RefundProduct
from order_contract_generated.globale import mappings, models
from tests.database_servers import REQUIRED

ROOT = Path(__file__).parents[2]
PYRIGHT = ROOT / "overrides/codegen/lint/node_modules/.bin/pyright"
CLAIMS = """
from decimal import Decimal
from typing import Any, cast

from order_contract import AsyncGlobalEClient, GlobalEClient, S2Client
from order_contract.s2.models import S2OrderUpdate
from order_contract_generated.globale import models
from order_contract_generated.globale.mappings import OrderRefundDetailsDict, UpdateOrderDispatchRequestDict
from order_contract_generated.s2.mappings import S2AddressDict

good: OrderRefundDetailsDict = {
    "OrderId": "1", "TotalRefundAmount": Decimal("1.50"), "RefundReason": {"OrderRefundReasonCode": "1"}
}
nested: UpdateOrderDispatchRequestDict = {
    "OrderId": "1",
    "Parcels": [{"ParcelCode": "1", "Products": [models.Product(product_code="1"), {"ProductCode": "2"}]}],
    "Exceptions": [{"ExceptionType": 1}, {"ExceptionType": models.ExceptionType.BACKORDER}],
}
misspelt: OrderRefundDetailsDict = {"OrderId": "1", "TotalRefundAmout": 1}  # wrong
inexact: OrderRefundDetailsDict = {"OrderId": "1", "TotalRefundAmount": 10.5}  # wrong
missing: OrderRefundDetailsDict = {"TotalRefundAmount": 1}  # wrong
deep: UpdateOrderDispatchRequestDict = {"OrderId": "1", "Parcels": [{"ParcelCod": "1"}]}  # wrong
text: UpdateOrderDispatchRequestDict = {"OrderId": "1", "Exceptions": [{"ExceptionType": 7}]}  # wrong
address: S2AddressDict = {"name": "n"}  # wrong


async def calls(client: GlobalEClient, other: AsyncGlobalEClient, s2: S2Client, loaded: dict[str, Any]) -> None:
    client.create_order_refund({"OrderId": "1", "TotalRefundAmount": 1}, [{"CartItemId": "1", "RefundQuantity": 1}])
    client.create_order_refund({"OrderId": "1", "TotalRefundAmout": 1})  # wrong
    client.create_order_refund({"OrderId": "1"}, [{"CartItmId": "1", "RefundQuantity": 1}])  # wrong
    client.with_raw_response.create_order_refund({"OrderId": "1", "TotalRefundAmout": 1})  # wrong
    await other.create_order_refund({"OrderId": "1", "TotalRefundAmount": 1}, [models.RefundProduct(refund_quantity=Decimal(1))])
    await other.create_order_refund({"OrderId": "1", "TotalRefundAmout": 1})  # wrong
    await other.with_raw_response.create_order_refund({"OrderId": "1", "TotalRefundAmout": 1})  # wrong
    client.create_order_refund(loaded)  # wrong
    client.create_order_refund(models.OrderRefundDetails.model_validate(loaded))
    client.create_order_refund(cast("OrderRefundDetailsDict", loaded))
    s2.update_order("1", {"items": []})  # wrong
    s2.update_order("1", loaded)  # wrong
    s2.update_order("1", S2OrderUpdate.model_validate(loaded))
"""
WRONG = {number for number, line in enumerate(CLAIMS.splitlines(), 1) if line.endswith("# wrong")}


def test_help_shows_the_fields() -> None:
    text = pydoc.plain(pydoc.render_doc(RefundProduct))
    for name, field in RefundProduct.model_fields.items():
        assert f":param {name}: `{field.alias}`" in text


def test_each_mapping_has_the_members_of_its_model() -> None:
    for name in mappings.__all__:
        model = getattr(models, name.removesuffix("Dict"))
        members = get_type_hints(getattr(mappings, name), include_extras=True)
        aliases = {field.alias or own: field for own, field in model.model_fields.items()}
        assert members.keys() == aliases.keys()
        required = {member for member, kind in members.items() if get_origin(kind) is Required}
        assert required == {alias for alias, field in aliases.items() if field.is_required()}


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    file = tmp_path / "claims.py"
    file.write_text(CLAIMS)
    return file


@pytest.mark.slow
def test_mypy_refuses_a_misspelt_member(claims: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--config-file",
            "",
            "--cache-dir",
            ROOT / ".mypy_cache",
            claims,
        ],
        env={"MYPYPATH": f"{ROOT}/generated:{ROOT}/overrides", "PATH": ""},
        cwd=claims.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert {int(line) for line in re.findall(r"claims\.py:(\d+): error", done.stdout)} == WRONG, done.stdout


@pytest.mark.slow
@pytest.mark.skipif(
    (not PYRIGHT.exists() or not shutil.which("node")) and os.environ.get(REQUIRED) != "1",
    reason="pyright is not installed: make test installs it where there is npm (Node.js 20 or newer)",
)
def test_pyright_refuses_a_misspelt_member(claims: Path) -> None:
    settings = {"pythonVersion": "3.11", "extraPaths": [f"{ROOT}/generated", f"{ROOT}/overrides"]}
    (claims.parent / "pyrightconfig.json").write_text(json.dumps(settings))
    done = subprocess.run(
        [PYRIGHT, "--outputjson", "--pythonpath", sys.executable, "--project", claims.parent],
        capture_output=True,
        text=True,
        check=False,
    )
    errors = json.loads(done.stdout)["generalDiagnostics"]
    assert {error["range"]["start"]["line"] + 1 for error in errors} == WRONG, errors
