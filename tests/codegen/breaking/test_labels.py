"""The gate agrees with tables of edits that were labelled without it: no breaking one passes, and hardly a
harmless one is called breaking.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest

from codegen.breaking import command_surface, document_diff, package_surface, python_diff, python_surface
from codegen.breaking.change import Change
from codegen.breaking.python_surface import Surface
from tests.codegen.breaking.document_labels import schema_document
from tests.codegen.breaking.labelled_commands import (
    COMMAND_EDITS,
    EXIT_CODE_EDITS,
    PACKAGE_EDITS,
    CommandEdit,
    PackageEdit,
)
from tests.codegen.breaking.labelled_documents import DOCUMENT_EDITS
from tests.codegen.breaking.labelled_python import PYTHON_EDITS
from tests.codegen.breaking.labelled_schemas import SCHEMA_EDITS
from tests.codegen.breaking.labels import Label, mistake
from tests.codegen.breaking.python_labels import HEAD, PythonEdit

MODULE = "order_contract.shop"


class Documents(NamedTuple):
    name: str
    old: dict[str, Any]
    new: dict[str, Any]
    label: Label


def documents() -> Iterator[Documents]:
    for edit in SCHEMA_EDITS:
        for sent, label in ((True, edit.sent), (False, edit.read)):
            old = schema_document(edit.old, edit.shared_old, sent=sent)
            new = schema_document(edit.new, edit.shared_new, sent=sent)
            yield Documents(f"{'sent' if sent else 'read'}: {edit.name}", old, new, label)
    yield from (Documents(*edit) for edit in DOCUMENT_EDITS)


DOCUMENTS = list(documents())


@pytest.mark.parametrize("edit", DOCUMENTS, ids=lambda edit: edit.name)
def test_a_document(edit: Documents) -> None:
    changes = document_diff.changes({"shop": edit.old}, {"shop": edit.new})
    assert mistake(edit.label, changes) == "", [change.line() for change in changes]


def python_surface_of(root: Path, module: str, inner: str) -> Surface:
    files = {
        "README.md": f"from {MODULE} import anything\n",
        "generated/order_contract_generated/__init__.py": "",
        "overrides/order_contract/__init__.py": "",
        "overrides/order_contract/shop.py": HEAD + module,
        "overrides/order_contract/_inner.py": inner,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return python_surface.read(root)


@pytest.mark.parametrize("edit", PYTHON_EDITS, ids=lambda edit: edit.name)
def test_a_module(edit: PythonEdit, tmp_path: Path) -> None:
    released = python_surface_of(tmp_path / "old", edit.old, edit.inner_old)
    working = python_surface_of(tmp_path / "new", edit.new, edit.inner_new)
    changes = python_diff.changes(released, working)
    assert mistake(edit.label, changes) == "", [change.line() for change in changes]


def command_line(body: str) -> Surface:
    """The surface of a group that the body builds."""
    group = click.Group("order-contract")
    exec(body, {"group": group, "click": click})  # noqa: S102 - the tables of this folder
    surface = command_surface.commands(group, "order-contract")
    return {python_surface.FORMAT: {"kind": "format", "number": 2}, **surface}


def changed_commands(edit: CommandEdit) -> list[Change]:
    return python_diff.changes(command_line(edit.old), command_line(edit.new))


@pytest.mark.parametrize("edit", COMMAND_EDITS, ids=lambda edit: edit.name)
def test_a_command(edit: CommandEdit) -> None:
    changes = changed_commands(edit)
    assert mistake(edit.label, changes) == "", [change.line() for change in changes]


@pytest.mark.parametrize(
    ("name", "old", "new", "label"), EXIT_CODE_EDITS, ids=[edit[0] for edit in EXIT_CODE_EDITS]
)
def test_an_exit_code(
    name: str, old: dict[str, dict[int, str]], new: dict[str, dict[int, str]], label: Label
) -> None:
    surface = command_line("@group.command()\ndef run(): ...\n")
    changes = python_diff.changes(
        command_surface.with_exit_codes(surface, old), command_surface.with_exit_codes(surface, new)
    )
    assert mistake(label, changes) == "", [change.line() for change in changes]


def package(root: Path, files: dict[str, str]) -> Surface:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return {python_surface.FORMAT: {"kind": "format", "number": 2}, **package_surface.read(root)}


@pytest.mark.parametrize("edit", PACKAGE_EDITS, ids=lambda edit: edit.name)
def test_a_package(edit: PackageEdit, tmp_path: Path) -> None:
    changes = python_diff.changes(package(tmp_path / "old", edit.old), package(tmp_path / "new", edit.new))
    assert mistake(edit.label, changes) == "", [change.line() for change in changes]
