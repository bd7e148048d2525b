"""`order_mock` in the tests of somebody else, and what knowing the plugin costs."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest

from order_contract.errors import InvalidRequestError, OutcomeUnknownError
from tests.samples import ROOT, example

if TYPE_CHECKING:
    from order_contract.pytest_plugins.mock import OrderMock


def test_all_four_clients_respond(order_mock: OrderMock) -> None:
    async def run() -> None:
        assert (await order_mock.async_globale.create_order_refund({"OrderId": "1"})).success
        assert (await order_mock.async_s2.update_order("1", example("updateOrder.request"))).id

    assert order_mock.globale.create_order_refund({"OrderId": "1"}).success
    assert order_mock.s2.update_order("1", example("updateOrder.request")).id
    asyncio.run(run())
    assert [name for name, _ in order_mock.requests] == ["createOrderRefund"] * 2 + ["updateOrder"] * 2


def test_other_responds_to_come_in_turn_and_without_a_pause(order_mock: OrderMock) -> None:
    order_mock.respond(
        "createOrderRefund", httpx2.ReadTimeout(""), httpx2.ConnectError(""), {"Success": True}
    )
    with pytest.raises(OutcomeUnknownError):
        order_mock.globale.create_order_refund({"OrderId": "1"})
    assert order_mock.globale.create_order_refund({"OrderId": "1"}).success
    order_mock.respond("createOrderRefund")
    assert order_mock.globale.create_order_refund({"OrderId": "1"}).success
    order_mock.respond("updateOrder", httpx2.ReadTimeout(""))
    with pytest.raises(OutcomeUnknownError):
        order_mock.s2.update_order("1", example("updateOrder.request"))


def test_each_test_gets_one_of_its_own(order_mock: OrderMock) -> None:
    assert order_mock.requests == []
    with pytest.raises(InvalidRequestError):
        order_mock.globale.create_order_refund({"OrderId": "1", "TotalRefundAmout": 1})  # type: ignore[arg-type]  # misspelt


@pytest.mark.slow
def test_the_plugin_is_declared_and_costs_nothing(tmp_path: Path) -> None:
    plugins = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["pytest11"]
    assert all(import_module(name) for name in plugins.values())
    code = (
        "import sys, pytest; before = set(sys.modules); import order_contract.pytest_plugins.mock; "
        "print(sorted(set(sys.modules) - before))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    ).stdout
    assert (
        loaded.strip()
        == "['order_contract', 'order_contract.pytest_plugins', 'order_contract.pytest_plugins.mock']"
    )
    (tmp_path / "test_shop.py").write_text(
        "def test_it(order_mock): assert order_mock.globale.create_order_refund({'OrderId': '1'}).success\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    plugin = [] if _installed(plugins["order_contract"]) else ["-p", plugins["order_contract"]]
    done = subprocess.run([*command, *plugin], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def _installed(module: str) -> bool:
    from importlib.metadata import entry_points

    return any(entry_point.value == module for entry_point in entry_points(group="pytest11"))
