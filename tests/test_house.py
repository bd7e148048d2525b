"""The floors of the house, what an import loads, and what must not stand in the repository."""

from __future__ import annotations

import ast
import copy
import functools
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.samples import ROOT

PACKAGE = ROOT / "overrides/order_contract"
MODULES = {path: ast.parse(path.read_text()) for path in sorted(PACKAGE.rglob("*.py"))}
# by room, its floor; a room imports from lower floors and from itself
FLOORS = {
    "errors": 0,
    "wire": 1,
    "generated": 2,
    "retries": 2,
    "spec": 2,
    "document": 2,
    "settings": 3,
    "http": 4,
    "refunds": 5,
    "globale": 6,
    "s2": 6,
    "callback": 6,
    "testing": 7,
    "tracing": 7,
    "sandbox": 8,
    "check": 8,
    "replay": 9,
    "pytest_plugins": 10,
    "cli": 10,
}
CORE = {room for room, floor in FLOORS.items() if floor < 8}
FACADES = {"http", "globale", "s2", "callback"}
ALLOWED = {
    "attrs",
    "httpx2",
    "msgspec",
    "pydantic",
    "pydantic_core",
    "tenacity",
    "order_contract",
    "order_contract_generated",
    *sys.stdlib_module_names,
}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path, tree: ast.AST) -> Iterator[str]:
    """The full name of each module that another names, at the top or in a function; `from a import b` counts
    as `a.b`.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif (
            isinstance(node, ast.Call)
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("import_module", "__import__"):
                yield node.args[0].value


def loaded(tree: ast.Module) -> ast.Module:
    """What runs when a module is imported: nothing inside functions or under TYPE_CHECKING."""

    class Runs(ast.NodeTransformer):
        def visit_FunctionDef(self, node: ast.FunctionDef) -> None: ...

        def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None: ...

        def visit_If(self, node: ast.If) -> ast.AST | None:
            return None if ast.unparse(node.test).endswith("TYPE_CHECKING") else self.generic_visit(node)

    return Runs().visit(copy.deepcopy(tree))


# modules of the core that belong to an extra; no other module loads them
OF_EXTRAS = (
    "callback/django_app",
    "callback/fastapi",
    "callback/psycopg_pipeline",
    "callback/redis_store",
    "callback/sqlalchemy_store",
    "callback/sqlalchemy_table",
    "callback/sqlalchemy_transaction",
    "refunds/sqlalchemy_ledger",
)


def is_of_an_extra(path: Path) -> bool:
    return path.relative_to(PACKAGE).as_posix().startswith(OF_EXTRAS)


def room_of(name: str) -> str | None:
    """The room that a module's name leads to; None outside the house and for the bare package."""
    parts = name.split(".")
    if parts[0] == "order_contract_generated":
        return "generated"
    return parts[1] if parts[0] == "order_contract" and parts[1:] and not parts[1].startswith("__") else None


# the modules that stand in no package; everything else has a room
LOOSE = {"__init__", "document", "errors", "retries", "settings", "spec", "tracing"}
# modules of one name in two places: what has a counterpart in the other API, in the command line (a module
# for each command), in the sandbox (a handler for each topic of the check), or is named by convention
MODULES_OF_ONE_NAME = {
    "call": {"cli", "http"},
    "callback": {"", "check/scenarios", "sandbox/handlers"},
    "calls": {"globale", "s2"},
    "check": {"", "cli", "pytest_plugins"},
    "client": {"globale", "http", "s2"},
    "dispatch": {"check/scenarios", "sandbox/handlers"},
    "document": {"", "check"},
    "documents": {"codegen", "globale"},
    "errors": {"", "callback", "check", "refunds", "sandbox"},
    "manifests": {"check/scenarios", "sandbox/handlers"},
    "mappings": {"globale", "s2"},
    "models": {"callback/django_app", "codegen", "globale", "s2"},
    "operations": {"check/document", "sandbox"},
    "refunds": {"", "sandbox/handlers"},
    "release": {"codegen", "codegen/release"},
    "replay": {"", "cli", "replay"},
    "request": {"http", "sandbox"},
    "s2_update_order": {"check/scenarios", "sandbox/handlers"},
    "sandbox": {"", "pytest_plugins"},
    "settings": {"", "callback/django_app", "sandbox"},
    "shipping_documents": {"check/scenarios", "sandbox/handlers"},
    "spec": {"", "cli"},
    "track_order": {"check/scenarios", "sandbox/handlers"},
    "update_products": {"check/scenarios", "sandbox/handlers"},
    "update_status": {"check/scenarios", "sandbox/handlers"},
}


def edges() -> set[tuple[str, str]]:
    """Each pair of rooms of which the first imports from the second."""
    result = {(room(path), room_of(name)) for path, tree in MODULES.items() for name in imported(path, tree)}
    return {(item, other) for item, other in result if other and item not in (other, "__init__")}


class TestFloors:
    def test_every_room_has_one(self) -> None:
        assert {room(path) for path in MODULES} - {"__init__"} <= set(FLOORS)
        assert {"wire", "globale", "s2"} <= {room(path) for path in MODULES}

    def test_a_room_imports_only_from_lower_floors(self) -> None:
        assert [
            f"{item} imports {other}" for item, other in sorted(edges()) if FLOORS[item] <= FLOORS[other]
        ] == []
        assert {("globale", "http"), ("http", "wire"), ("s2", "generated")} <= edges()

    def test_check_sees_a_server_only_through_http(self) -> None:
        walled_off = FACADES | {"sandbox", "replay"}
        assert [
            f"{item} imports {other}"
            for item, other in sorted(edges())
            if (item in {"check", "replay"} and other in walled_off)
            or (other == "check" and item not in {"cli", "replay", "pytest_plugins"})
        ] == []

    def test_the_wire_knows_no_api_but_its_exceptions(self) -> None:
        assert {other for item, other in edges() if item == "wire"} == {"errors"}

    def test_the_core_imports_no_optional_part(self) -> None:
        core = {
            path: loaded(tree)
            for path, tree in MODULES.items()
            if room(path) in CORE | {"__init__"} and not is_of_an_extra(path)
        }
        result = {
            (room(path), name.split(".")[0]) for path, tree in core.items() for name in imported(path, tree)
        }
        assert sorted((item, name) for item, name in result if name not in ALLOWED) == []
        assert {("http", "httpx2"), ("wire", "msgspec")} <= result

    def test_no_other_module_loads_one_of_an_extra(self) -> None:
        names = tuple(f"order_contract.{name.replace('/', '.')}" for name in OF_EXTRAS)
        assert [
            f"{path} loads {name}"
            for path, tree in MODULES.items()
            if not is_of_an_extra(path)
            for name in imported(path, loaded(tree))
            if name.startswith(names)
        ] == []

    def test_generated_code_imports_from_the_ground_floor_only(self) -> None:
        trees = {path: ast.parse(path.read_text()) for path in (ROOT / "generated").rglob("*.py")}
        names = {
            node.module
            for tree in trees.values()
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            and node.level == 0
            and (node.module or "").startswith("order_contract")
        }
        assert {name for name in names if room_of(f"{name}.x") not in ("wire", "generated")} == set()
        assert "order_contract.wire.money" in names


def fresh(code: str) -> str:
    """What a line of Python prints in a new interpreter."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout.strip()


@functools.cache
def places() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Where each class and each module or package of overrides/ stands, by its name. Places are named as seen
    from order_contract, or begin with codegen.
    """
    classes: dict[str, set[str]] = {}
    modules: dict[str, set[str]] = {}
    for path in sorted((ROOT / "overrides").rglob("*.py")):
        name = path.relative_to(ROOT / "overrides").as_posix().removeprefix("order_contract/")
        folder, _, file = name.rpartition("/")
        if file == "__init__.py":
            folder, _, file = folder.rpartition("/")
        modules.setdefault(file.removesuffix(".py"), set()).add(folder)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                classes.setdefault(node.name.lstrip("_"), set()).add(name)
    return classes, modules


def shared(names: dict[str, set[str]]) -> dict[str, set[str]]:
    return {name: folders for name, folders in names.items() if len(folders) > 1}


class TestNames:
    def test_no_module_is_loose_but_those_of_the_plan(self) -> None:
        assert {path.stem for path in PACKAGE.glob("*.py")} == LOOSE

    def test_no_class_is_named_as_another(self) -> None:
        assert shared(places()[0]) == {}

    def test_no_module_is_named_as_another_but_deliberately(self) -> None:
        modules = shared(places()[1])
        modules.pop("__main__")
        assert modules == MODULES_OF_ONE_NAME


class TestImporting:
    def test_every_name_that_a_package_exports_is_there(self) -> None:
        code = (
            "from importlib import import_module\n"
            "rooms = 'callback check globale refunds replay s2 sandbox testing'.split()\n"
            "for room in ('', *(f'.{name}' for name in rooms)):\n"
            "    package = import_module(f'order_contract{room}')\n"
            "    print(len([getattr(package, name) for name in getattr(package, '__all__', ())]))"
        )
        assert sum(map(int, fresh(code).split())) > 50

    def test_the_package_loads_nothing(self) -> None:
        code = (
            "import sys; before = set(sys.modules); import order_contract; "
            "print(sorted(set(sys.modules) - before))"
        )
        assert fresh(code) == "['order_contract']"

    @pytest.mark.parametrize(
        "order",
        [
            ("order_contract_generated.globale.models", "order_contract.globale"),
            ("order_contract_generated.s2.models", "order_contract.s2"),
        ],
    )
    def test_works_in_both_orders(self, order: tuple[str, str]) -> None:
        client = order[1]
        for first, second in (order, order[::-1]):
            code = f"import {first}, {second}; print(getattr({client}, 'models', {client}).__name__)"
            assert fresh(code).startswith(client)

    def test_one_class_whichever_way_it_is_reached(self) -> None:
        code = (
            "import order_contract_generated.merchant.models as m;"
            "import order_contract_generated.globale.models as g, order_contract.globale.models as f;"
            "print(m.MerchantOrder is g.MerchantOrder is f.MerchantOrder)"
        )
        assert fresh(code) == "True"

    def test_a_client_loads_no_optional_part(self) -> None:
        # not click and rich: httpx2 loads them for a command line of its own when they are there
        parts = (
            "hypothesis",
            "schemathesis",
            "starlette",
            "uvicorn",
            "uvloop",
            "httptools",
            "jsonschema_rs",
            "fpdf",
            "yaml",
        )
        code = (
            "import sys, order_contract.globale, order_contract.s2;"
            f"print([part for part in {parts} if part in sys.modules])"
        )
        assert fresh(code) == "[]"


class TestNumbersGoThroughTheCodec:
    """`float()`, `response.json()` and pydantic's JSON methods lose digits."""

    # waiting times and shares are no amounts; the ledger looks for amounts that a server would lose in binary
    # arithmetic
    NO_AMOUNTS = frozenset({"sandbox/chaos.py float", "check/scenarios/refund_model.py float"})

    def test_everywhere_outside_the_ground_floor(self) -> None:
        result = set()
        for path, tree in MODULES.items():
            if room(path) == "wire":
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.Call):
                    name = (
                        node.func.attr
                        if isinstance(node.func, ast.Attribute)
                        else getattr(node.func, "id", "")
                    )
                    if name in ("float", "json", "model_validate_json", "model_dump_json"):
                        result.add(f"{path.relative_to(PACKAGE).as_posix()} {name}")
        assert result - self.NO_AMOUNTS == set()

    def test_in_the_transport_too(self) -> None:
        text = {path: path.read_text() for path in (ROOT / "generated").rglob("transport/**/*.py")}
        assert len(text) > 50
        assert [
            path.name
            for path, source in text.items()
            if re.search(r"\.json\(\)|json=|\bfloat\(|import json", source)
        ] == []


def committed() -> dict[str, str]:
    """The text of each file that is in the repository or about to be."""
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split("\0")
    return {
        name: (ROOT / name).read_text(errors="replace") for name in names if name and (ROOT / name).is_file()
    }


class TestTheRepository:
    def test_names_no_package_registry(self) -> None:
        hosts = re.compile(
            "|".join(
                (
                    r"py" + r"pi\.org",
                    r"pythonhosted\." + r"org",
                    r"npm" + r"js\.(?:org|com)",
                    r"yarn" + r"pkg\.com",
                    r"index-url[ =]http",
                )
            )
        )
        files = committed()
        assert {"pyproject.toml", "requirements.lock", "spec/README.md"} <= set(files)
        assert [name for name, text in files.items() if hosts.search(text)] == []
        assert [name for name in files if name.endswith(("uv.lock", "poetry.lock"))] == []

    def test_names_no_folder_of_a_machine(self) -> None:
        machine = re.compile(
            r"(?<![\w.:/*~}%-])/(?:" + "|".join(("home", "root", "work", "Users", "tmp", "mnt")) + r")/\w"
        )
        assert [name for name, text in committed().items() if machine.search(text)] == []

    def test_lists_hashes_for_every_package(self) -> None:
        text = (ROOT / "requirements.lock").read_text()
        packages = re.findall(r"^[a-z0-9][^ ]*==[^\n]*\\$", text, re.MULTILINE)
        assert len(packages) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE)) > 30
        assert text.count("--hash=sha256:") >= len(packages)

    def test_labels_what_is_generated(self) -> None:
        folder = ROOT / "generated/order_contract_generated"
        labelled = [
            *folder.glob("*/models.py"),
            *folder.glob("*/contract.py"),
            *folder.glob("*/__init__.py"),
            folder / "__init__.py",
            *folder.glob("openapi/*.yaml"),
        ]
        assert len(labelled) >= 13
        for path in labelled:
            assert re.search(r"enerated from spec/.*; do not edit", path.read_text()[:400]), path
        assert re.search(
            r"^generated/\*\* linguist-generated", (ROOT / ".gitattributes").read_text(), re.MULTILINE
        )

    def test_keeps_hand_written_files_small(self) -> None:
        files = [*MODULES, *(ROOT / "overrides/codegen").rglob("*.py")]
        assert [str(path) for path in files if path.read_text().count("\n") > 400] == []

    def test_opens_each_module_with_its_purpose(self) -> None:
        assert [
            str(path)
            for path, tree in MODULES.items()
            if path.read_text().strip() and not ast.get_docstring(tree)
        ] == []
        assert [path.stem for path in MODULES if path.stem in ("utils", "helpers", "common", "base")] == []
