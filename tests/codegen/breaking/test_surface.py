"""The gate tells breaking from additive edits of the Python surface, as they are made in the source."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from codegen.breaking import command_surface, python_diff, python_surface
from codegen.breaking.change import ChangeKind
from tests.samples import ROOT

BREAKING, ADDITIVE = ChangeKind.breaking, ChangeKind.additive
README = "from order_contract.shop import Client\nfrom order_contract import errors\n"
SHOP = '''
from dataclasses import dataclass
from attrs import frozen
from order_contract._calls import _Calls
from order_contract.errors import ShopError

LIMIT = 30

@frozen
class Parcel:
    code: str
    weight: int | None = None

@dataclass
class Window:
    start: int
    end: int = 9

class Client(_Calls):
    """Calls the shop."""

    def __init__(self, url: str, *, retries: int = 3) -> None:
        self.url = url

    def refund(
        self, order: str, amount: int | None = None, *, full: bool = False, note: str | None = None
    ) -> int | None: ...

    def track(self, order: str) -> str: ...

    @property
    def open(self) -> bool: ...

    @classmethod
    def local(cls) -> "Client": ...

def batch(first: str, second: str) -> list[str]: ...

def _inner(x): ...
'''
CALLS = """
class _Calls:
    def close(self) -> None: ...
"""
ERRORS = """
class ShopError(Exception):
    code = "none"

class Refused(ShopError): ...

class Gone(Refused, LookupError): ...
"""
REFUND = "full: bool = False, note: str | None = None\n    ) -> int | None"


class Edit(NamedTuple):
    name: str
    old: str
    new: str
    lines: tuple[tuple[ChangeKind, str, str], ...] = ()


def edit(name: str, old: str, new: str, *lines: tuple[ChangeKind, str, str]) -> Edit:
    return Edit(name, old, new, lines)


C = "order_contract.shop.Client"
E = "order_contract.errors"
EDITS = [
    edit("a method is renamed", "def track(", "def trace(", (BREAKING, f"{C}.track", "is called trace now")),
    edit(
        "a method is gone",
        "    def track(self, order: str) -> str: ...\n",
        "",
        (BREAKING, f"{C}.track", "the method is gone"),
    ),
    edit(
        "a method is new",
        "    @property",
        "    def ship(self) -> None: ...\n\n    @property",
        (ADDITIVE, f"{C}.ship", "is new"),
    ),
    edit(
        "a method becomes awaitable",
        "def track",
        "async def track",
        (BREAKING, f"{C}.track", "is a async method now"),
    ),
    edit(
        "a property becomes a method",
        "    @property\n",
        "",
        (BREAKING, f"{C}.open", "is a method now, was a property"),
    ),
    edit(
        "an inherited method is gone",
        "    def close(self) -> None: ...",
        "    pass",
        (BREAKING, f"{C}.close", "is gone"),
    ),
    edit(
        "an exception is gone",
        "class Gone(Refused, LookupError): ...",
        "",
        (BREAKING, f"{E}.Gone", "the class is gone"),
    ),
    edit(
        "an exception is renamed",
        "class Gone(",
        "class Missing(",
        (BREAKING, f"{E}.Gone", "is called Missing now"),
    ),
    edit(
        "an exception loses a base",
        "Gone(Refused, LookupError)",
        "Gone(Refused)",
        (BREAKING, f"{E}.Gone", "no longer a LookupError"),
    ),
    edit(
        "an exception gains a base",
        "class Refused(ShopError)",
        "class Refused(ShopError, ValueError)",
        (ADDITIVE, f"{E}.Refused", "is a ValueError too"),
        (ADDITIVE, f"{E}.Gone", "is a ValueError too"),
    ),
    edit(
        "an exception between",
        "class Gone(Refused, LookupError)",
        "class _Lost(Refused): ...\n\nclass Gone(_Lost, LookupError)",
    ),
    edit(
        "an exception is new",
        "class Refused(",
        "class Late(ShopError): ...\n\nclass Refused(",
        (ADDITIVE, f"{E}.Late", "the class is new"),
    ),
    edit(
        "an attribute is gone", '    code = "none"', "    pass", (BREAKING, f"{E}.ShopError.code", "is gone")
    ),
    edit(
        "a keyword with a default is new",
        "full: bool = False",
        "full: bool = False, why: str = ''",
        (ADDITIVE, f"{C}.refund(why)", "is new"),
    ),
    edit(
        "a last argument with a default is new",
        "amount: int | None = None, *",
        "amount: int | None = None, tax: int = 0, *",
        (ADDITIVE, f"{C}.refund(tax)", "is new"),
    ),
    edit(
        "an argument with a default stands before",
        "order: str, amount: int | None",
        "order: str = '', tax: int = 0, amount: int | None",
        (ADDITIVE, f"{C}.refund(order)", "may be left out"),
        (BREAKING, f"{C}.refund(tax)", "stands before others"),
    ),
    edit(
        "an argument is new and required",
        "track(self, order: str)",
        "track(self, order: str, mail: str)",
        (BREAKING, f"{C}.track(mail)", "new and required"),
    ),
    edit(
        "a keyword is new and required",
        "full: bool = False",
        "full: bool = False, why: str",
        (BREAKING, f"{C}.refund(why)", "new and required"),
    ),
    edit("an argument is gone", ", note: str | None = None", "", (BREAKING, f"{C}.refund(note)", "is gone")),
    edit(
        "an argument becomes a keyword",
        "track(self, order",
        "track(self, *, order",
        (BREAKING, f"{C}.track(order)", "keyword-only now"),
    ),
    edit(
        "a keyword may stand in place",
        "*, full: bool = False, note",
        "full: bool = False, *, note",
        (ADDITIVE, f"{C}.refund(full)", "positional or keyword now"),
    ),
    edit(
        "arguments are exchanged",
        "first: str, second: str",
        "second: str, first: str",
        (BREAKING, "order_contract.shop.batch", "takes (second, first)"),
    ),
    edit(
        "keywords are exchanged",
        "full: bool = False, note: str | None = None",
        "note: str | None = None, full: bool = False",
    ),
    edit(
        "a default changes",
        "retries: int = 3",
        "retries: int = 5",
        (BREAKING, f"{C}(retries)", "is 5 by default, was 3"),
    ),
    edit("a default is gone", "retries: int = 3", "retries: int", (BREAKING, f"{C}(retries)", "no default")),
    edit(
        "a default is new",
        "track(self, order: str)",
        "track(self, order: str = '')",
        (ADDITIVE, f"{C}.track(order)", "may be left out"),
    ),
    edit(
        "an argument takes more",
        "note: str | None",
        "note: str | bytes | None",
        (ADDITIVE, f"{C}.refund(note)", "takes str | bytes | None"),
    ),
    edit(
        "an argument takes less",
        "note: str | None = None",
        "note: str = None",
        (BREAKING, f"{C}.refund(note)", "takes str"),
    ),
    edit(
        "more is returned",
        "track(self, order: str) -> str",
        "track(self, order: str) -> str | None",
        (BREAKING, f"{C}.track", "returns str | None"),
    ),
    edit(
        "less is returned",
        REFUND,
        REFUND.replace("-> int | None", "-> int"),
        (ADDITIVE, f"{C}.refund", "returns int"),
    ),
    edit(
        "a constant changes",
        "LIMIT = 30",
        "LIMIT = 60",
        (BREAKING, "order_contract.shop.LIMIT", "is 60, was 30"),
    ),
    edit(
        "a function is gone",
        "def batch(first: str, second: str) -> list[str]: ...",
        "",
        (BREAKING, "order_contract.shop.batch", "the function is gone"),
    ),
    edit(
        "a field of a record is new and required",
        "    code: str\n",
        "    code: str\n    size: str\n",
        (BREAKING, "order_contract.shop.Parcel(size)", "new and required"),
        (ADDITIVE, "order_contract.shop.Parcel.size", "is new"),
    ),
    edit(
        "a field of a record has another default",
        "end: int = 9",
        "end: int = 8",
        (BREAKING, "order_contract.shop.Window(end)", "is 8 by default"),
    ),
    edit("a private function changes", "def _inner(x)", "def _inner(x, y)"),
    edit("an import is new", "LIMIT = 30", "from pathlib import Path\n\nLIMIT = 30"),
    edit("a documentation changes", "Calls the shop.", "Calls the shop, politely."),
    edit("a body changes", "self.url = url", "self.url = url.strip()"),
    edit("the whole module is gone from the README", "from order_contract import errors\n", ""),
]


def tree(root: Path, change: Edit | None = None) -> Path:
    """A small package in the house's places, with one edit."""
    files = {
        "README.md": README,
        "generated/order_contract_generated/__init__.py": "",
        "overrides/order_contract/__init__.py": "",
        "overrides/order_contract/shop.py": SHOP,
        "overrides/order_contract/_calls.py": CALLS,
        "overrides/order_contract/errors.py": ERRORS,
    }
    edited = 0
    for name, text in files.items():
        if change and change.old in text:
            edited += 1
            text = text.replace(change.old, change.new, 1)
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    assert edited == bool(change)
    return root


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> python_surface.Surface:
    return python_surface.read(tree(tmp_path_factory.mktemp("released")))


@pytest.mark.parametrize("change", EDITS, ids=lambda change: change.name)
def test_says_one_line_with_the_right_verdict(
    change: Edit, released: python_surface.Surface, tmp_path: Path
) -> None:
    changes = python_diff.changes(released, python_surface.read(tree(tmp_path / "new", change), released))
    assert sorted((change.verdict, change.where) for change in changes) == sorted(
        (verdict, where) for verdict, where, _ in change.lines
    )
    for verdict, where, words in change.lines:
        assert [
            change
            for change in changes
            if (change.verdict, change.where) == (verdict, where) and words in change.what
        ], changes


def test_a_private_module_stays_private_and_a_shown_one_is_public(tmp_path: Path) -> None:
    surface = python_surface.read(tree(tmp_path))
    assert {"order_contract.shop", "order_contract.errors", C, f"{C}.close", f"{E}.Gone"} <= set(surface)
    assert [
        name for name in surface if "_calls" in name or "_inner" in name or name.endswith("dataclass")
    ] == []


@pytest.mark.slow
class TestTheRealSurface:
    def test_holds_what_the_readme_shows(self) -> None:
        surface = python_surface.read(ROOT)
        for name in (
            "order_contract.globale.GlobalEClient.create_order_refund",
            "order_contract.globale.AsyncGlobalEClient.track_order",
            "order_contract.globale.models.MerchantOrder.status_code",
            "order_contract.s2.S2Client.update_order",
            "order_contract.callback.Receiver",
            "order_contract.errors.OutcomeUnknownError",
            "order_contract.wire.codec.loads",
        ):
            assert name in surface
        assert "OrderContractError" in surface["order_contract.errors.RefundExceedsRemainderError"]["bases"]
        assert surface["order_contract.globale.AsyncGlobalEClient.track_order"]["kind"] == "async method"
        assert python_diff.changes(surface, surface) == []

    def test_holds_the_command_line(self) -> None:
        surface = {python_surface.FORMAT: {"kind": "format", "number": 2}, **command_surface.read()}
        check = surface["order-contract check"]
        options = [parameter["name"] for parameter in check["parameters"]]
        assert "--api" in options
        assert check["exit codes"].keys() == {"0", "1", "2", "130", "143"}
        kept = [parameter for parameter in check["parameters"] if parameter["name"] != "--api"]
        [gone] = python_diff.changes(
            surface, {**surface, "order-contract check": {**check, "parameters": kept}}
        )
        assert gone.where == "order-contract check(--api)"
        assert gone.verdict is BREAKING
