"""The whole site: guides, API reference and Python reference, put together by Sphinx.

Invariants: everything that Sphinx reads is written anew for each build; a broken link or an unknown name in a
guide ends the build.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from codegen import CodegenError
from codegen.breaking import python_surface
from codegen.docs.reference import Page, Reference
from codegen.docs.search_entries import entries
from codegen.docs.site import all_pages

_HERE = Path(__file__).parent
GUIDES = (
    "call",
    "refund",
    "receive",
    "deploy",
    "sandbox",
    "check",
    "fixtures",
    "replay",
    "languages",
    "typescript",
    "java",
    "documents",
    "publish",
    "privacy",
)
"""The guides, in the order in which a reader meets them."""


def build(root: Path, library: Mapping[str, bytes]) -> Path:
    """Write the site into `build/site`. Returns that folder.

    :param library: the search library, by file name.
    :raises CodegenError: Sphinx found something wrong, or failed.
    """
    source, target = root / "build/site-source", root / "build/site"
    for folder in (source, target):
        shutil.rmtree(folder, ignore_errors=True)
    _write_source(root, source)
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-E"]
    command += ["-c", str(_HERE), "-d", str(root / "build/site-doctrees"), str(source), str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CodegenError(f"Sphinx cannot build the site:\n{done.stderr.strip()}")
    for name, content in library.items():
        (target / "_static" / name).write_bytes(content)
    shutil.copytree(root / "generated/order_contract_generated/openapi", target / "api/openapi")
    return target


def _write_source(root: Path, source: Path) -> None:
    shutil.copytree(_HERE / "guides", source)
    (source / "index.md").write_text((source / "index.md").read_text() + _main_contents())
    (source / "changelog.md").write_text((root / "CHANGELOG.md").read_text())
    reference = Reference(root / "generated/order_contract_generated/openapi")
    _write_api([page for page in all_pages(root, reference) if page.file != "changelog.html"], source / "api")
    addressed = [
        [kind, title, where, f"api/{address}", words]
        for kind, title, where, address, words in entries(reference)
    ]
    (source / "search-entries.json").write_text(json.dumps(addressed))
    _write_python(root, source / "python")


def _write_api(pages: list[Page], folder: Path) -> None:
    """The pages of the reference as they are, each below a heading that Sphinx knows."""
    folder.mkdir()
    names = [page.file.removesuffix(".html") for page in pages]
    for name, page in zip(names, pages, strict=True):
        (folder / page.file).write_text(f'<div class="contract">\n{page.body}\n</div>\n')
        text = f"---\nhide-toc: true\n---\n# {page.title}\n\n```{{raw}} html\n:file: {page.file}\n```\n"
        if name == "index":
            text += _contents("", [other for other in names if other != "index"])
        (folder / f"{name}.md").write_text(text)


def _contents(caption: str, names: Sequence[str]) -> str:
    """A table of contents, which Sphinx shows at the side."""
    options = ":hidden:\n" + (f":caption: {caption}\n" if caption else "")
    return f"\n```{{toctree}}\n{options}\n" + "\n".join(names) + "\n```\n"


def _main_contents() -> str:
    return (
        _contents("Guides", GUIDES)
        + _contents("Reference", ("api/index", "python/index"))
        + _contents("Project", ("measured", "changelog"))
    )


def _write_python(root: Path, folder: Path) -> None:
    """One page for each public module, with its public names."""
    folder.mkdir()
    modules = dict(_modules(python_surface.read(root)))
    described: set[int] = set()
    for module in sorted(
        modules, key=lambda name: (-name.count("."), name)
    ):  # the deepest has the description
        title = module.replace(".", ".\N{ZERO WIDTH SPACE}")  # where a narrow screen may break it
        lines = [title, "=" * len(title), "", f".. automodule:: {module}", "   :no-members:", ""]
        for name, directive in modules[module].items():
            if isinstance(getattr(importlib.import_module(module), name), TypeVar):
                continue
            thing = id(getattr(importlib.import_module(module), name))
            again = ["   :no-index:"] if directive != "autodata" and thing in described else []
            described.add(thing)
            options = _options(directive, module, getattr(importlib.import_module(module), name))
            lines += [f".. {directive}:: {module}.{name}", *again, *options, ""]
        (folder / f"{module}.rst").write_text("\n".join(lines))
    contents = "\n".join(f"   {module.partition('.')[2] or module} <{module}>" for module in modules)
    rows = "\n".join(f"* :doc:`{module}`: {_purpose(module)}" for module in modules)
    (folder / "index.rst").write_text(
        "Python package\n==============\n\nEvery public module, from its docstrings.\n\n"
        f"{rows}\n\n.. toctree::\n   :hidden:\n\n{contents}\n"
    )


def _purpose(module: str) -> str:
    """The first sentence of a module's docstring, on one line."""
    text = inspect.getdoc(importlib.import_module(module)) or ""
    return re.split(r"(?<=\.)\s", " ".join(text.partition("\n\n")[0].split()))[0]


def _modules(surface: python_surface.Surface) -> Iterator[tuple[str, dict[str, str]]]:
    directives = {"class": "autoclass", "function": "autofunction", "async function": "autofunction"}
    kinds = {name: _kind(name, entry["kind"]) for name, entry in surface.items()}
    for module in sorted(name for name, kind in kinds.items() if kind == "module"):
        names = {
            name.rpartition(".")[2]: directives.get(kind, "autodata")
            for name, kind in kinds.items()
            if name.rpartition(".")[0] == module and kind != "module"
        }
        yield module, names


def _kind(name: str, recorded: str) -> str:
    """What an import of the name gives: a function can have the name of the module that holds it."""
    parent, _, last = name.rpartition(".")
    if recorded != "module" or not parent:
        return recorded
    is_function = inspect.isfunction(getattr(importlib.import_module(parent), last, None))
    return "function" if is_function else recorded


def _options(directive: str, module: str, thing: object) -> list[str]:
    if directive != "autoclass":
        return []
    # the fields of models and mappings stand in the text of each class
    members = [] if module.endswith((".models", ".mappings")) else ["   :members:"]
    bases = shown_bases(thing.__bases__) if isinstance(thing, type) else []
    return members + ["   :show-inheritance:"] * bool(members and bases)


def shown_bases(bases: Sequence[type]) -> list[type]:
    """The bases that a reader can look up: neither `object` nor a class of the package that is not public."""
    return [
        base
        for base in bases
        if base is not object
        and not base.__name__.startswith("_")
        and not base.__module__.startswith("order_contract.http")
    ]
